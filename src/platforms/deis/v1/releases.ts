import { textAt } from '../../../http/json.ts';
import { type ControllerApi, entriesOf } from '../../controller/api.ts';
import { type Build, readBuild, readRelease } from '../../controller/releases.ts';

/**
 * A release of v1. One that could not be deployed is deleted, and its version is given again: a version names a release
 * only as long as that one is there. Its build is what it is known by.
 */
export interface V1Release {
  readonly version: number;
  readonly summary: string;
  /** Uuid of its build; undefined: made by a change of config before the first build. */
  readonly build: string | undefined;
  /** Milliseconds since the epoch, by the controller's clock. */
  readonly at: number | undefined;
}

/** The newest `count` releases of an app, newest first. */
export async function newestReleases(api: ControllerApi, app: string, count: number): Promise<readonly V1Release[]> {
  const path = `apps/${app}/releases/?page_size=${count}`;
  return releasesIn(await api.get(path, `reading the releases of ${app}`, 'results'));
}

/** The newest `count` builds of an app, newest first: those of deleted releases are among them. */
export async function newestBuilds(api: ControllerApi, app: string, count: number): Promise<readonly Build[]> {
  return buildsIn(await api.get(`apps/${app}/builds/?page_size=${count}`, `reading the builds of ${app}`, 'results'));
}

/** @throws ActionError on a list that cannot be read: of what is left out nobody would know that it serves */
export function releasesIn(json: unknown): readonly V1Release[] {
  const read = (value: unknown): V1Release | undefined => {
    const release = readRelease(value);
    if (release === undefined) return undefined;
    const { version, summary, build } = release;
    return { version, summary, build, at: timeOf(textAt(value, 'created')) };
  };
  return entriesOf(json, read, 'reading the releases');
}

/** @throws ActionError on a list that cannot be read */
export function buildsIn(json: unknown): readonly Build[] {
  return entriesOf(json, readBuild, 'reading the builds');
}

/** `2015-11-05T18:50:10UTC` → milliseconds since the epoch. */
export function timeOf(text: string | undefined): number | undefined {
  const at = Date.parse((text ?? '').replace(/UTC$/, 'Z'));
  return Number.isNaN(at) ? undefined : at;
}
