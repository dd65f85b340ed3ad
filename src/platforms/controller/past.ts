import type { Change } from '../../plan/plan.ts';
import type { PastRelease } from '../platform.ts';
import { type Counts, differing, type Formation } from './formation.ts';
import { type Release, releaseRef, rolledBackTo } from './releases.ts';

/** As far back as it is looked. */
export const mostReleases = 100;

/** A release of the past of a controller: a build with a config. */
export interface PastOf<R> extends PastRelease {
  readonly release: R;
}

/**
 * @param image of its build; undefined: that is not known
 * @param current whether it serves
 * @param failed why it never came to serve, one clause. No controller goes back to such a one
 */
export function pastOf<R extends Pick<Release, 'version' | 'summary' | 'build' | 'at'>>(
  release: R,
  image: string | undefined,
  current: boolean,
  failed: string | undefined,
): PastOf<R> {
  const { version, build, at } = release;
  const unfit = build === undefined ? 'it has no build: there is nothing to start' : failed;
  return {
    ...{ release, ref: releaseRef(version, image), names: [String(version)], current },
    ...(at === undefined ? {} : { at }),
    ...(rolledBackTo(release) === undefined ? {} : { again: true }),
    ...(failed === undefined ? {} : { failed }),
    ...(unfit === undefined ? {} : { unfit }),
  };
}

/**
 * What changes beside the image. A release brings its config: which of it differs, the API does not tell.
 *
 * @param now the release that serves
 */
export function changesTo(
  { version, config }: Pick<Release, 'version' | 'config'>,
  now: Pick<Release, 'config'> | undefined,
  counts: Counts,
  { main, wanted }: Formation,
): readonly Change[] {
  const scaled = [...differing(counts, wanted)].map(([type, count]) => ({
    ...{ what: type === main ? 'instances' : `instances ${type}` },
    ...{ from: String(counts.get(type) ?? 0), to: String(count) },
  }));
  const isSame = config !== undefined && config === now?.config;
  return [...(isSame ? [] : [{ what: 'settings', to: `as of release v${version}` }]), ...scaled];
}

/** What may make an old image another one than it was, and what else `to` could name, in sentences. */
export function remarksOnWay(image: string, target: Release, releases: readonly Release[]): readonly string[] {
  const tag = image.includes('@sha256:')
    ? []
    : [`${image} is named by a tag: what a node has of it, or what it points at now, is what will run.`];
  // A change of settings makes a release of its own, also the one that this action writes right before a build.
  const isBuild = / deployed /.test(target.summary) || rolledBackTo(target) !== undefined;
  const first = isBuild
    ? undefined
    : releases.findLast(({ build, failed }) => build === target.build && build !== undefined && !failed);
  if (first === undefined || first.version >= target.version) return tag;
  return [
    ...tag,
    `Release v${target.version} changed settings only; the image was deployed with release v${first.version}, which to can name as well.`,
  ];
}
