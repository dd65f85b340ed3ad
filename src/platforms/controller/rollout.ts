import type { Observation, ProcessState, ReleaseRef, Rollout } from '../platform.ts';
import { type Counts, differing, type Formation, processesOf } from './formation.ts';
import { bystander, type Pod, type PodWatch } from './pods.ts';
import { deploys, type Release, rolledBackTo } from './releases.ts';

/** A release that is about to be made, and the way back from it. Candidate and rollout are the same here. */
export interface ControllerRollout extends Rollout {
  /** Versions at or below existed before this run wrote anything. */
  readonly before: number;
  /** What ought to run of the release before. */
  readonly was: readonly ProcessState[];
  /** What this run changes of the config, in words; absent: nothing. The release before has it as it was. */
  readonly config?: readonly string[];
  /** Counts that come to differ, as they were: no release knows them. Absent: none. */
  readonly counts?: readonly ProcessState[];
  /** Process types of the new build that the one before does not have. */
  readonly added?: readonly string[];
  /** Uuid of the build that served: changes of the config alone make releases with it. */
  readonly builtBefore?: string;
  /** Version of a release of this run's that changed the config alone, made before those that it goes by. */
  readonly settled?: number;
  /** Uuid of our build, once the controller has told it. */
  readonly build?: string;
  /** Version of the release that is gone back to, with the build of then. Absent: a build is deployed. */
  readonly back?: number;
  /** Version of our release, once it is known. */
  readonly version?: number;
}

/** What has to be known of the counts for the way back. */
export function countsBefore(
  counts: Counts,
  { types, given, wanted }: Formation,
  typesBefore: readonly string[],
): Pick<ControllerRollout, 'was' | 'counts' | 'added'> {
  const changed = [...new Set([...differing(counts, given).keys(), ...differing(counts, wanted).keys()])];
  const added = types.filter((type) => !typesBefore.includes(type));
  return {
    was: processesOf(counts),
    ...(changed.length === 0 ? {} : { counts: changed.map((type) => ({ type, wanted: counts.get(type) ?? 0 })) }),
    ...(added.length === 0 ? {} : { added }),
  };
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
  if (rollout.back !== undefined && rollout.version === undefined) return ourRollback(later, rollout);
  const build = rollout.back === undefined ? (known.build ?? rollout.build) : undefined;
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

/** The first one that goes back to where ours does; a failed one of that build does not say any more where it went. */
function ourRollback(later: readonly Release[], { back, build }: ControllerRollout): Release | undefined {
  const mine = later.filter((release) => rolledBackTo(release) === back || (release.failed && release.build === build));
  return mine.findLast((release) => !release.failed) ?? mine.at(-1);
}

/**
 * A release of this run's that changes the config and nothing else, as Deis Workflow makes one before that of the build.
 * Newest first; undefined: there is none.
 */
export function ownSettings(releases: readonly Release[], rollout: ControllerRollout): Release | undefined {
  if (rollout.config === undefined) return undefined;
  return releases.find(
    (release) => isOfBefore(release, rollout) && !release.failed && rolledBackTo(release) === undefined,
  );
}

function isOfBefore({ version, build }: Release, { before, builtBefore }: ControllerRollout): boolean {
  return version > before && build !== undefined && build === builtBefore;
}

/**
 * The release to go back to: the newest good one with a build before ours, which is the one that served or one that
 * somebody made meanwhile. When nothing served as we began, only the latter counts: an older release did not serve.
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
      !(rollout.config !== undefined && isOfBefore(release, rollout)) &&
      release.version !== rollout.settled &&
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
