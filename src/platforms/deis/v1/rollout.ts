import { type Build, rolledBackTo } from '../../controller/releases.ts';
import type { Candidate, ProcessState, Rollout } from '../../platform.ts';
import type { V1Release } from './releases.ts';

/** Builds are never deleted, and never given again: what came after the newest of them is ours or somebody else's. */
export interface V1Candidate extends Candidate {
  /** Uuid of the newest build before ours; undefined: there was none. */
  readonly lastBuild?: string;
  readonly processes: readonly ProcessState[];
  /** Version of the newest release as the app was read. */
  readonly before: number;
  /** What this run changes of the config, in words; absent: nothing. The release before has it as it was. */
  readonly config?: readonly string[];
  /** Uuid of the build that served: a change of the config makes a release with it. */
  readonly builtBefore?: string;
  /** Version of a release of this run's that changed the config, made before the app was read. */
  readonly settled?: number;
  /** What ran, where the counts are changed. Absent: as many as are wanted. */
  readonly was?: readonly ProcessState[];
}

export interface V1Rollout extends Rollout {
  readonly lastBuild?: string;
  /** Uuid of our build, once the controller has told it. */
  readonly build?: string;
  /** Version of the release that is gone back to. Absent: a build is deployed. */
  readonly back?: number;
  readonly before?: number;
  readonly config?: readonly string[];
  readonly builtBefore?: string;
  readonly settled?: number;
  readonly was?: readonly ProcessState[];
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

/** The newest release by which this run has changed the config: it runs the build before. */
export function ownSettings(releases: readonly V1Release[], rollout: V1Rollout): V1Release | undefined {
  const { config, before = 0, builtBefore, settled } = rollout;
  if (config === undefined || builtBefore === undefined) return undefined;
  return releases.find(
    (release) =>
      (release.version > before || release.version === settled) &&
      release.build === builtBefore &&
      rolledBackTo(release) === undefined,
  );
}

/** Releases that came after ours, newest first. */
export function after(releases: readonly V1Release[], ours: V1Release): readonly V1Release[] {
  return releases.slice(0, releases.indexOf(ours));
}
