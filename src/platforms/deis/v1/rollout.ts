import { type Build, rolledBackTo } from '../../controller/releases.ts';
import type { Candidate, ProcessState, Rollout } from '../../platform.ts';
import type { V1Release } from './releases.ts';

/** Builds are never deleted, and never given again: what came after the newest of them is ours or somebody else's. */
export interface V1Candidate extends Candidate {
  /** Uuid of the newest build before ours; undefined: there was none. */
  readonly lastBuild?: string;
  readonly processes: readonly ProcessState[];
}

export interface V1Rollout extends Rollout {
  readonly lastBuild?: string;
  /** Uuid of our build, once the controller has told it. */
  readonly build?: string;
  /** Version of the release that is gone back to. Absent: a build is deployed. */
  readonly back?: number;
  /** Version of the newest release as the app was read, of a way back. */
  readonly before?: number;
}

/**
 * Our build: the first of our image after those that were there before.
 *
 * @param builds newest first
 */
export function ourBuild(builds: readonly Build[], rollout: V1Rollout): string | undefined {
  if (rollout.build !== undefined) return rollout.build;
  const last = builds.findIndex(({ uuid }) => uuid === rollout.lastBuild);
  const later = last < 0 ? builds : builds.slice(0, last);
  return later.findLast(({ image }) => image === rollout.image)?.uuid;
}

/** The release of our build. A later change of config makes releases of the same build: ours is the first. */
export function ourRelease(releases: readonly V1Release[], build: string | undefined): V1Release | undefined {
  return build === undefined ? undefined : releases.findLast((release) => release.build === build);
}

/** Our release: that of our build, or the first one that goes back to where ours does. */
export function oursAmong(
  releases: readonly V1Release[],
  rollout: V1Rollout,
  build: () => string | undefined,
): V1Release | undefined {
  const { back, before = 0 } = rollout;
  if (back === undefined) return ourRelease(releases, build());
  return releases.findLast((release) => release.version > before && rolledBackTo(release) === back);
}

/** Releases that came after ours, newest first. */
export function after(releases: readonly V1Release[], ours: V1Release): readonly V1Release[] {
  return releases.slice(0, releases.indexOf(ours));
}
