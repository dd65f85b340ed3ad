import { duration } from '../duration.ts';
import type { Instance, Observation, ProcessState } from '../platforms/platform.ts';

/** One look at the platform, and when: milliseconds since the release began. */
export interface Look {
  readonly atMs: number;
  readonly observation: Observation;
}

/** When a wait is over. Milliseconds. */
export interface Policy {
  /** How long everything must have stayed healthy before it counts. */
  readonly settleMs: number;
  /** How long a problem may last that could still go away by itself. */
  readonly problemMs: number;
  /** How long nothing may become healthier. */
  readonly progressMs: number;
  /** How long all of it may take. */
  readonly totalMs: number;
}

/** What the looks so far come to; `continue`: too early to say. Reasons may hold foreign text. */
export type Judgement =
  | { readonly kind: 'continue' }
  | { readonly kind: 'live' }
  /** A step of a canary stands: all that it wants runs, and the platform waits. */
  | { readonly kind: 'paused' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'superseded'; readonly reason: string };

/** Crashes after which nobody expects the next start to go better: Diego's own number of instant restarts. */
const crashLoop = 3;

/**
 * The verdict on a rollout after all the looks so far, the newest last. Pure: the same looks give the same verdict, and
 * the order of instances within a look does not matter.
 */
export function judge(looks: readonly Look[], policy: Policy): Judgement {
  const look = looks.at(-1);
  if (look === undefined) return { kind: 'continue' };
  const { observation } = look;
  const { problem, instances, wanted } = observation;
  const failed = (reason: string): Judgement => ({ kind: 'failed', reason });

  if (observation.phase === 'superseded') {
    return { kind: 'superseded', reason: problem?.message ?? 'A newer deploy of this app took over.' };
  }
  if (observation.phase === 'canceled') return failed(problem?.message ?? 'Somebody else cancelled this deployment.');
  if (observation.phase === 'failed') return failed(problem?.message ?? 'The platform gave this release up.');
  if (problem?.certain === true) return failed(problem.message);
  if (observation.crashes >= crashLoop) {
    return failed(problem?.message ?? `An instance crashed ${observation.crashes} times.`);
  }
  const before = looks.at(-2);
  if (allCrashed(observation) && before !== undefined && allCrashed(before.observation)) {
    return failed(problem?.message ?? 'Every instance of the new release has crashed.');
  }
  if (healthySince(looks) <= look.atMs - (wanted === 0 ? 0 : policy.settleMs)) {
    return { kind: observation.phase === 'paused' ? 'paused' : 'live' };
  }
  // All that was asked for runs; only the settle time is missing, and no deadline may call that a failure.
  if (isHealthy(observation)) return { kind: 'continue' };

  if (problem !== undefined && look.atMs - sameProblemSince(looks) >= policy.problemMs) return failed(problem.message);
  const running = `${countRunning(instances)} of ${wanted} instances are healthy`;
  const why = problem === undefined ? '' : `; the platform says: ${problem.message}`;
  if (look.atMs - progressAt(looks) >= policy.progressMs) {
    return failed(`No further instance became healthy within ${duration(policy.progressMs)}: ${running}${why}`);
  }
  if (look.atMs >= policy.totalMs) return failed(`Not done after ${duration(policy.totalMs)}: ${running}${why}`);
  return { kind: 'continue' };
}

/** Instances that are healthy and, where the platform tells, routable. */
export function countRunning(instances: readonly Instance[]): number {
  return instances.filter((instance) => instance.state === 'running').length;
}

/**
 * Why a release that stands there already has to be released again, one clause; undefined: every wanted instance of every
 * process type runs, and nothing speaks against it. May hold foreign text.
 */
export function shortcoming({ phase, problem, instances }: Observation, processes: readonly ProcessState[]) {
  if (problem !== undefined) return problem.message;
  if (phase !== 'done') return 'another release is under way';
  const counts = processes.map(({ type, wanted }) => {
    const running = countRunning(instances.filter(({ process }) => process === type));
    return { wanted, running: Math.min(running, wanted) };
  });
  const running = counts.reduce((sum, count) => sum + count.running, 0);
  const wanted = counts.reduce((sum, count) => sum + count.wanted, 0);
  return running < wanted ? `only ${running} of ${wanted} instances run` : undefined;
}

/** All that is wanted runs, nothing of it has crashed, and the platform calls the release, or its step, done. */
function isHealthy({ phase, instances, wanted, problem }: Observation): boolean {
  const crashed = instances.some((instance) => instance.state === 'crashed');
  return (
    (phase === 'done' || phase === 'paused') && !crashed && problem === undefined && countRunning(instances) >= wanted
  );
}

/**
 * Counts only where crashes are not counted: Kubernetes shows one that stopped once as crashed for the whole of its
 * back-off (10 s), and many an app comes up at the second try.
 */
function allCrashed({ instances, wanted, crashes }: Observation): boolean {
  const all = instances.length >= wanted && instances.every((instance) => instance.state === 'crashed');
  return wanted > 0 && crashes === 0 && all;
}

/** The first of the unbroken run of healthy looks that ends now; Infinity when the newest look is not healthy. */
function healthySince(looks: readonly Look[]): number {
  const crashes = looks.at(-1)?.observation.crashes;
  // A crash between two healthy looks is a crash all the same: what was seen before it does not count.
  return since(
    looks,
    ({ observation }) =>
      isHealthy(observation) &&
      observation.crashes === crashes &&
      observation.phase === looks.at(-1)?.observation.phase,
  );
}

function sameProblemSince(looks: readonly Look[]): number {
  const message = looks.at(-1)?.observation.problem?.message;
  return since(looks, ({ observation }) => observation.problem?.message === message);
}

function since(looks: readonly Look[], holds: (look: Look) => boolean): number {
  let first = Number.POSITIVE_INFINITY;
  for (const look of looks.toReversed()) {
    if (!holds(look)) break;
    first = look.atMs;
  }
  return first;
}

/** When the release last got somewhere: more instances running than ever before, another phase, a name for it. */
function progressAt(looks: readonly Look[]): number {
  let last = 0;
  let best = 0;
  let previous: Observation | undefined;
  for (const { atMs, observation } of looks) {
    const running = countRunning(observation.instances);
    const moved = observation.phase !== previous?.phase || observation.release?.id !== previous?.release?.id;
    if (running > best || (previous !== undefined && moved)) last = atMs;
    best = Math.max(best, running);
    previous = observation;
  }
  return last;
}
