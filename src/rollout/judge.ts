import { duration } from '../duration.ts';
import type { Observation } from '../platforms/platform.ts';

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
 * The verdict on a rollout after all the looks so far, the newest last. Pure: the same looks give the same verdict, the
 * order of instances within a look does not matter, and what comes after a verdict does not change it.
 */
export function judge(looks: readonly Look[], policy: Policy): Judgement {
  let course: Course | undefined;
  for (const look of looks) {
    course = wentOn(course, look);
    const judgement = judgeCourse(course, policy);
    if (judgement.kind !== 'continue') return judgement;
  }
  return { kind: 'continue' };
}

/** Instances that run, and that ought to: too many of one type of process do not stand in for another's. */
export function strengthOf({ instances, wanted }: Observation): { readonly running: number; readonly wanted: number } {
  const counts = wanted.map(({ type, wanted: most }) => {
    const running = instances.filter(({ process, state }) => process === type && state === 'running').length;
    return { running: Math.min(running, most), wanted: most };
  });
  return {
    running: counts.reduce((sum, count) => sum + count.running, 0),
    wanted: counts.reduce((sum, count) => sum + count.wanted, 0),
  };
}

/**
 * Why a release that stands there already has to be released again, one clause; undefined: every wanted instance of every
 * process type runs, and nothing speaks against it. May hold foreign text.
 */
export function shortcoming(observation: Observation): string | undefined {
  const { phase, problem } = observation;
  if (problem !== undefined) return problem.message;
  if (phase !== 'done') return 'another release is under way';
  const { running, wanted } = strengthOf(observation);
  return running < wanted ? `only ${running} of ${wanted} instances run` : undefined;
}

/** A look, and what those before it leave to be remembered. Times are milliseconds since the release began. */
interface Course extends Look {
  readonly before: Observation | undefined;
  /** Since when all has been healthy without a break; undefined: it is not. */
  readonly healthySince: number | undefined;
  /** When it last ceased to be. */
  readonly brokenAt: number;
  /** Since when the problem of this look has been there without a break. */
  readonly problemSince: number;
  /** When the release last got somewhere: more instances running than ever before, another phase, a name for it. */
  readonly progressAt: number;
  /** Most instances that were ever seen running. */
  readonly best: number;
}

function wentOn(earlier: Course | undefined, look: Look): Course {
  const { atMs, observation } = look;
  const before = earlier?.observation;
  const { running } = strengthOf(observation);
  const moved = before !== undefined && (observation.phase !== before.phase || nameOf(observation) !== nameOf(before));
  const best = earlier?.best ?? 0;
  const stays = before !== undefined && isHealthy(observation) && staysHealthy(before, observation);
  return {
    ...look,
    before,
    healthySince: isHealthy(observation) ? ((stays ? earlier?.healthySince : undefined) ?? atMs) : undefined,
    brokenAt: earlier?.healthySince !== undefined && !stays ? atMs : (earlier?.brokenAt ?? 0),
    problemSince: (isSameProblem(before, observation) ? earlier?.problemSince : undefined) ?? atMs,
    progressAt: running > best || moved ? atMs : (earlier?.progressAt ?? 0),
    best: Math.max(best, running),
  };
}

function judgeCourse(course: Course, policy: Policy): Judgement {
  const { atMs, observation, before, healthySince, brokenAt, problemSince, progressAt } = course;
  const { phase, problem, crashes } = observation;
  const failed = (reason: string): Judgement => ({ kind: 'failed', reason });

  if (phase === 'superseded') {
    return { kind: 'superseded', reason: problem?.message ?? 'A newer deploy of this app took over.' };
  }
  if (phase === 'canceled') return failed(problem?.message ?? 'Somebody else cancelled this deployment.');
  if (phase === 'failed') return failed(problem?.message ?? 'The platform gave this release up.');
  if (problem?.certain === true) return failed(problem.message);
  if (crashes >= crashLoop) return failed(problem?.message ?? `An instance crashed ${crashes} times.`);
  if (before !== undefined && allCrashed(before) && allCrashed(observation)) {
    return failed(problem?.message ?? 'Every instance of the new release has crashed.');
  }
  const { running, wanted } = strengthOf(observation);
  const settleMs = wanted === 0 ? 0 : policy.settleMs;
  if (healthySince !== undefined && atMs - healthySince >= settleMs) {
    return { kind: phase === 'paused' ? 'paused' : 'live' };
  }
  const stale = progressAt + policy.progressMs;
  const soonest = Math.min(stale, policy.totalMs);
  // All that was asked for runs; only the settle time is missing, and no deadline may call that a failure: once.
  if (healthySince !== undefined && brokenAt < soonest) return { kind: 'continue' };

  if (problem !== undefined && atMs - problemSince >= policy.problemMs) return failed(problem.message);
  if (atMs < soonest) return { kind: 'continue' };
  const isWaitedFor = phase === 'moving' && wanted > 0 && running >= wanted;
  const waited =
    atMs < stale
      ? `Not done after ${duration(policy.totalMs)}`
      : isWaitedFor
        ? `The platform did not call the release done within ${duration(policy.progressMs)}`
        : `No further instance became healthy within ${duration(policy.progressMs)}`;
  const state = `${running} of ${wanted} instances are healthy`;
  const but = healthySince === undefined ? '' : ', but they do not stay so';
  const why = problem === undefined ? '' : `; the platform says: ${problem.message}`;
  return failed(`${waited}: ${state}${but}${why}`);
}

/** All that is wanted runs, nothing of it has crashed, and the platform calls the release, or its step, done. */
function isHealthy(observation: Observation): boolean {
  const { phase, instances, problem } = observation;
  if ((phase !== 'done' && phase !== 'paused') || problem !== undefined) return false;
  if (instances.some(({ state }) => state === 'crashed')) return false;
  const { running, wanted } = strengthOf(observation);
  return running >= wanted;
}

/**
 * Of two healthy looks, one after the other: what was healthy is what is. A crash between them is a crash all the same,
 * and an instance in the place of another has yet to prove itself.
 */
function staysHealthy(before: Observation, now: Observation): boolean {
  if (!isHealthy(before) || before.crashes !== now.crashes || before.phase !== now.phase) return false;
  if (nameOf(before) !== nameOf(now)) return false;
  const known = new Set(before.instances.map(({ process, name }) => `${process} ${name}`));
  const kept = now.instances.filter(({ process, name }) => known.has(`${process} ${name}`));
  return isHealthy({ ...now, instances: kept });
}

function isSameProblem(before: Observation | undefined, now: Observation): boolean {
  return before?.problem?.message === now.problem?.message;
}

/**
 * Counts only where crashes are not counted: Kubernetes shows one that stopped once as crashed for the whole of its
 * back-off (10 s), and many an app comes up at the second try.
 */
function allCrashed({ instances, wanted, crashes }: Observation): boolean {
  if (crashes > 0 || instances.some(({ state }) => state !== 'crashed')) return false;
  const due = wanted.filter(({ wanted: most }) => most > 0);
  const count = (type: string) => instances.filter(({ process }) => process === type).length;
  return due.length > 0 && due.every(({ type, wanted: most }) => count(type) >= most);
}

function nameOf({ release }: Observation): string | undefined {
  return release?.id;
}
