import type { Candidate, Observation, ProcessState, ReleaseRef, Rollout } from '../platform.ts';
import { bystander, type Pod, type PodWatch } from './pods.ts';
import { deploys, type Release } from './releases.ts';

/** Versions at or below `before` existed before this run wrote its build. */
export interface ControllerCandidate extends Candidate {
  readonly before: number;
  readonly processes: readonly ProcessState[];
}

export interface ControllerRollout extends Rollout {
  readonly before: number;
  /** Uuid of our build, once the controller has told it. */
  readonly build?: string;
  /** Version of our release, once it is known. */
  readonly version?: number;
}

/**
 * Our release among the newest ones, newest first. Known by its build's uuid or its version; after a lost answer by its
 * image: in the summary, or, since v2 puts the build's uuid into the summary of a failed release, by `imageOf`.
 */
export function findOurs(
  releases: readonly Release[],
  rollout: ControllerRollout,
  known: { readonly build?: string | undefined; readonly imageOf?: (build: string) => string | undefined } = {},
): Release | undefined {
  const later = releases.filter((release) => release.version > rollout.before);
  const build = known.build ?? rollout.build;
  // A later change of settings makes releases with the same build: ours is the first.
  if (build !== undefined) return later.findLast((release) => release.build === build);
  if (rollout.version !== undefined) return later.find((release) => release.version === rollout.version);
  const mine = later.filter(
    (release) =>
      deploys(release, rollout.image) ||
      (release.failed && release.build !== undefined && known.imageOf?.(release.build) === rollout.image),
  );
  return mine.find((release) => !release.failed) ?? mine[0];
}

/**
 * The release to go back to: the newest good one with a build before ours. When nothing served as we began, only one
 * that came after that counts: an older release did not serve.
 */
export function targetOf(
  releases: readonly Release[],
  ours: number,
  rollout: ControllerRollout,
  good: (release: Release) => boolean,
): Release | undefined {
  const after = rollout.previous === undefined ? rollout.before : 0;
  return releases.find(
    (release) =>
      release.version < ours &&
      release.version > after &&
      release.build !== undefined &&
      !release.failed &&
      good(release),
  );
}

/** What one look found, put into the terms of the watch. */
export function observation(options: {
  readonly phase: Observation['phase'];
  readonly release: ReleaseRef | undefined;
  readonly ours: readonly Pod[];
  readonly others: readonly Pod[];
  readonly wanted: readonly ProcessState[];
  readonly watch: PodWatch;
  readonly now: number;
  readonly problem?: Observation['problem'];
}): Observation {
  const problem = options.problem ?? options.watch.problem(options.now);
  return {
    phase: options.phase,
    release: options.release,
    instances: options.ours.map((pod) => options.watch.instanceOf(pod)),
    previous: options.others.map(bystander),
    wanted: options.wanted,
    crashes: options.watch.crashes,
    ...(problem === undefined ? {} : { problem }),
  };
}
