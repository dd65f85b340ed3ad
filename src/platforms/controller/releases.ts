import { asArray, asObject, at, numberAt, textAt } from '../../http/json.ts';
import type { ReleaseRef } from '../platform.ts';
import { type ControllerApi, entriesOf } from './api.ts';

/** A release as the v2 API of Deis, Hephy and Drycc lists it. */
export interface Release {
  readonly version: number;
  /** When it was made, milliseconds since the epoch; undefined: it does not say. */
  readonly at: number | undefined;
  /** `admin deployed registry/img:1`, `admin rolled back to v3`, `admin deployed 0a1b2c3 which failed`. */
  readonly summary: string;
  readonly failed: boolean;
  /** Uuid of its build; undefined: made by a change of settings before the first build. */
  readonly build: string | undefined;
  /** Uuid of its config: two releases with the same one have the same settings. */
  readonly config: string | undefined;
  /** Drycc only: `created`, `succeed`, `crashed`. */
  readonly state: string | undefined;
  /** Why it failed: Hephy's `exception`, Drycc's newest condition. */
  readonly exception: string | undefined;
  /** Drycc only, once the pipeline has ended: the process types that it really rolled out. */
  readonly changedTypes: readonly string[] | undefined;
}

/** A build: an image, and how its processes are started. */
export interface Build {
  readonly uuid: string;
  readonly image: string;
  readonly procfile: Readonly<Record<string, string>>;
  readonly dryccfile: Readonly<Record<string, unknown>>;
  /** Not empty: built by the platform from a git push. */
  readonly sha: string;
}

export function readRelease(value: unknown): Release | undefined {
  const version = numberAt(value, 'version');
  if (version === undefined || !Number.isInteger(version)) return undefined;
  const build = at(value, 'build');
  // One without a build says so: a row that says nothing is not read as one that never served.
  if (build !== null && typeof build !== 'string') return undefined;
  const newest = asArray(at(value, 'conditions'))[0];
  const changed = newest === undefined ? undefined : at(newest, 'ptypes');
  const madeAt = Date.parse(textAt(value, 'created') ?? '');
  return {
    version,
    at: Number.isNaN(madeAt) ? undefined : madeAt,
    summary: textAt(value, 'summary') ?? '',
    failed: at(value, 'failed') === true,
    build: build ?? undefined,
    config: textAt(value, 'config'),
    state: textAt(value, 'state'),
    exception: textAt(newest, 'exception') ?? textAt(value, 'exception') ?? undefined,
    changedTypes: Array.isArray(changed)
      ? changed.filter((type): type is string => typeof type === 'string')
      : undefined,
  };
}

export function readBuild(value: unknown): Build | undefined {
  const uuid = textAt(value, 'uuid');
  const image = textAt(value, 'image');
  if (uuid === undefined || image === undefined) return undefined;
  const procfile = Object.entries(asObject(at(value, 'procfile')) ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return {
    uuid,
    image,
    procfile: Object.fromEntries(procfile),
    dryccfile: asObject(at(value, 'dryccfile')) ?? {},
    sha: textAt(value, 'sha') ?? '',
  };
}

/** The newest `limit` releases of an app, newest first. */
export async function newestReleases(api: ControllerApi, app: string, limit: number): Promise<readonly Release[]> {
  return releasesIn(await api.get(`apps/${app}/releases/?limit=${limit}`, `reading the releases of ${app}`, 'results'));
}

/**
 * Pages through the releases, newest first, until `wanted` says yes. Pages are asked for by offset: the `next` links of
 * a controller behind a TLS front say `http:`.
 */
export async function findRelease(
  api: ControllerApi,
  app: string,
  wanted: (release: Release) => boolean,
): Promise<Release | undefined> {
  const limit = 100;
  for (let offset = 0; ; offset += limit) {
    const json = await api.get(
      `apps/${app}/releases/?limit=${limit}&offset=${offset}`,
      `reading the releases of ${app}`,
      'results',
    );
    const releases = releasesIn(json);
    const found = releases.find(wanted);
    if (found !== undefined) return found;
    if (releases.length === 0 || offset + releases.length >= (numberAt(json, 'count') ?? 0)) return undefined;
  }
}

/** The releases of a page, newest first. @throws ActionError of `entriesOf` */
export function releasesIn(json: unknown): readonly Release[] {
  return entriesOf(json, readRelease, 'reading the releases').toSorted((a, b) => b.version - a.version);
}

/** Made by a deploy of `image`, by its summary: `<user or workspace> deployed <image>`. */
export function deploys(release: Release, image: string): boolean {
  return release.summary.endsWith(` deployed ${image}`);
}

/** What it has deployed, by its summary; undefined: it did not bring its build, or says so by the build's id. */
export function imageIn({ summary }: Pick<Release, 'summary'>): string | undefined {
  return / deployed (\S+[/:@]\S+)$/.exec(summary)?.[1];
}

/** The version that a rollback went back to, by its summary; undefined: not a rollback. */
export function rolledBackTo({ summary }: Pick<Release, 'summary'>): number | undefined {
  const found = / rolled back to v(\d+)$/.exec(summary)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** `v12` → 12. */
export function versionOf(label: string | undefined): number | undefined {
  const digits = /^v(\d{1,9})$/.exec(label ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export function releaseRef(version: number, image?: string): ReleaseRef {
  return { id: `v${version}`, label: `release v${version}`, ...(image === undefined ? {} : { image }) };
}
