import { asArray, asObject, at, textAt } from '../../../http/json.ts';
import type { Change } from '../../../plan/plan.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { CloudControllerError } from '../api/errors.ts';

/** What only the server can carry out: an entry of `applications` without its name. */
export type Rest = Readonly<Record<string, unknown>>;

/** Something that applying a manifest would change, as the server's `manifest_diff` has it. */
export interface Difference {
  readonly op: 'add' | 'remove' | 'replace';
  /** Below the app: `sidecars`, `0`, `command`. */
  readonly path: readonly string[];
  readonly was?: unknown;
  readonly value?: unknown;
}

/** The manifest of one app, as it is sent. */
export function documentOf(app: string, rest: Rest): object {
  return { version: 1, applications: [{ name: app, ...rest }] };
}

/**
 * What the server would change. It reads only. Undefined: the server cannot tell, since it is too old, or its diff, which
 * is experimental (API docs, "Create a manifest diff for a space"), fails.
 */
export async function differences(
  api: CloudController,
  spaceGuid: string,
  app: string,
  rest: Rest,
): Promise<readonly Difference[] | undefined> {
  const path = `/v3/spaces/${spaceGuid}/manifest_diff`;
  try {
    const doing = 'compare the manifest';
    const json = await api.write('POST', path, doing, documentOf(app, rest), 'safe', 'application/x-yaml');
    return asArray(at(json, 'diff')).flatMap(differenceFrom).filter(isReal);
  } catch (error) {
    const cannot = error instanceof CloudControllerError && (error.has('CF-NotFound') || error.status >= 500);
    if (!cannot) throw error;
    return undefined;
  }
}

function differenceFrom(json: unknown): readonly Difference[] {
  const op = textAt(json, 'op');
  const [, , ...path] = (textAt(json, 'path') ?? '').slice(1).split('/');
  if ((op !== 'add' && op !== 'remove' && op !== 'replace') || path.length === 0) return [];
  const [was, value] = [at(json, 'was'), at(json, 'value')];
  const names = path.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return [{ op, path: names, ...(was === undefined ? {} : { was }), ...(value === undefined ? {} : { value }) }];
}

/**
 * A manifest takes nothing away: what it is silent about stays (`app_apply_manifest.rb`), although the diff steps over some
 * of what it should leave out (`space_diff_manifest.rb`, remove_default_missing_fields). Process types of a sidecar apart.
 */
function isReal({ op, path }: Difference): boolean {
  return op !== 'remove' || (path[0] === 'sidecars' && path.length > 3);
}

/** Of these, values are told: no secret is among them. */
const open =
  /^(?:memory|disk_quota|instances|timeout|log-rate-limit-per-second|(?:readiness-)?health-check-[a-z-]+|protocol|loadbalancing)$/;

/** As people read it: `manifest feature ssh`, `manifest worker memory`. Commands and the like are named and not shown. */
export function changeOf(difference: Difference, rest: Rest): Change {
  const { op, path, was, value } = difference;
  const name = nameOf(path, rest);
  const isOpen = path.length > 1 && (path[0] === 'features' || open.test(path.at(-1) ?? ''));
  if (isOpen && asObject(value) === undefined) {
    return { what: `manifest ${name}`, ...(isSaid(was) ? { from: String(was) } : {}), to: String(value ?? 'default') };
  }
  const sign = op === 'add' ? '+' : op === 'remove' ? '-' : '~';
  return { what: 'manifest', to: sign + name };
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}

const singular: Readonly<Record<string, string>> = { features: 'feature', sidecars: 'sidecar', routes: 'route' };

/** `sidecar proxy command` */
export function nameOf([section = '', index, ...more]: readonly string[], rest: Rest): string {
  const entry = entryAt(rest, section, index);
  const own = ['type', 'name', 'route'].map((key) => textAt(entry, key)).find((text) => text !== undefined);
  const kind = section === 'processes' ? (more.length === 0 ? ['process'] : []) : [singular[section] ?? section];
  return [...kind, own ?? index, ...more].filter((part) => part !== undefined).join(' ');
}

/** The entry of a list at the place that a difference names. */
export function entryAt(rest: Rest, section: string, index: string | undefined): unknown {
  return asArray(rest[section])[Number(index)];
}
