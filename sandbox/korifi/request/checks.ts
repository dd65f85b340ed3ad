import { unprocessable } from '../errors.ts';
import type { Metadata } from '../records.ts';

interface MetadataBody {
  readonly labels: Readonly<Record<string, string | null>> | undefined;
  readonly annotations: Readonly<Record<string, string | null>> | undefined;
}

interface RelationshipBody {
  readonly data: { readonly guid: string | undefined } | undefined;
}

/** Collects what is wrong with a decoded body, in the words of jellidation, and tells all of it at once. */
export class Checks {
  readonly #found: string[] = [];

  say(field: string, problem: string): void {
    this.#found.push(`${field} ${problem}`);
  }

  /** Neither left out nor empty. */
  required(field: string, value: string | number | object | undefined): boolean {
    const isThere = value !== undefined && value !== '' && value !== 0;
    if (!isThere) this.say(field, 'cannot be blank');
    return isThere;
  }

  /** Not left out. */
  given(field: string, value: unknown): boolean {
    if (value === undefined) this.say(field, 'is required');
    return value !== undefined;
  }

  /** Looks only at what is given and not empty. */
  oneOf(field: string, value: string | undefined, allowed: readonly string[]): void {
    if (value === undefined || value === '' || allowed.includes(value)) return;
    this.say(field, `value must be one of: ${allowed.join(', ')}`);
  }

  atLeast(field: string, value: number | undefined, least: 0 | 1): void {
    if (value === undefined || value >= least) return;
    this.say(field, `must be ${least === 0 ? '0 or greater' : 'greater than 0'}`);
  }

  /** A to-one relationship; its guid, or an empty text where that is not there. */
  one(field: string, value: RelationshipBody | undefined, absent: 'given' | 'required' = 'given'): string {
    if (!this[absent](field, value)) return '';
    if (!this.given(`${field}.data`, value?.data)) return '';
    this.required(`${field}.data.guid`, value?.data?.guid);
    return value?.data?.guid ?? '';
  }

  /** Korifi keeps the domain of Cloud Foundry to itself. */
  metadata(value: MetadataBody | undefined): void {
    for (const kind of ['labels', 'annotations'] as const) {
      for (const key of Object.keys(value?.[kind] ?? {})) {
        const [host] = key.split('/');
        if (!key.includes('/') || host?.endsWith('cloudfoundry.org') !== true) continue;
        this.say(`metadata.${kind}.${key}`, 'label/annotation key cannot use the cloudfoundry.org domain');
      }
    }
  }

  lifecycle(value: LifecycleBody | undefined): void {
    if (value === undefined) return;
    if (this.required('lifecycle.type', value.type)) this.oneOf('lifecycle.type', value.type, ['buildpack', 'docker']);
    const hasData = (value.data?.buildpacks ?? []).length > 0 || (value.data?.stack ?? '') !== '';
    if (value.type === 'docker' && hasData) this.say('lifecycle.data', 'must be an empty object');
  }

  done(): void {
    if (this.#found.length > 0) throw unprocessable([...this.#found].sort().join(', '));
  }
}

export interface LifecycleBody {
  readonly type: string | undefined;
  readonly data: { readonly buildpacks: readonly string[] | undefined; readonly stack: string | undefined } | undefined;
}

export function newMetadata(body: MetadataBody | undefined): Metadata {
  return patchedMetadata({ labels: {}, annotations: {} }, body);
}

/** Null takes a label away, what is not named stays. */
export function patchedMetadata(before: Metadata, body: MetadataBody | undefined): Metadata {
  return {
    labels: merged(before.labels, body?.labels),
    annotations: merged(before.annotations, body?.annotations),
  };
}

function merged(before: Readonly<Record<string, string>>, changes: Readonly<Record<string, string | null>> = {}) {
  const all: Record<string, string | null> = { ...before, ...changes };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null));
}
