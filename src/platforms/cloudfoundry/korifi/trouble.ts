import { duration } from '../../../duration.ts';
import type { Settings } from '../../../inputs/request.ts';
import type { Check } from '../api/process.ts';
import type { InstanceStats } from '../api/shapes.ts';
import { longestLife, type Start } from './starts.ts';

/** `controllers/webhooks/workloads/processes`. Seconds. */
const usualTimeoutS = 60;
/** Of the probe that looks at a start (`controllers/workloads/processes`): by so much its limit may be too short. Milliseconds. */
const probePeriodMs = 2_000;

/** How an instance came to be down, as far as its looks tell. */
export type Trouble =
  | 'ended by itself'
  /** Or Kubernetes ended it, since its health check had not passed in time. */
  | 'ended or was ended'
  /** It had been healthy. */
  | 'did not stay healthy'
  /** Its container runs, since it prints. */
  | 'not healthy'
  /** Its container runs, or is not even there. */
  | 'not ready'
  | 'no place';

/** What is known of an instance that does not run. */
export interface Down {
  readonly state: InstanceStats['state'];
  /** How often it had been healthy, and then was not. */
  readonly crashes: number;
  readonly start: Start | undefined;
  /** Whether lines of the log are its own. */
  readonly prints: boolean;
}

/**
 * Pure.
 *
 * @param healthMs after which Kubernetes ends what is not healthy; undefined: it does not
 */
export function troubleOf({ state, crashes, start, prints }: Down, healthMs: number | undefined): Trouble {
  if (state === 'DOWN') return 'no place';
  if (crashes > 0) return 'did not stay healthy';
  if (state !== 'CRASHED') return prints ? 'not healthy' : 'not ready';
  const life = longestLife(start);
  const isSooner = healthMs === undefined || (life !== undefined && life < healthMs - probePeriodMs);
  return isSooner ? 'ended by itself' : 'ended or was ended';
}

/** One sentence of what the looks have seen, and what it can mean. */
export function troubleText(
  { index, state }: Pick<InstanceStats, 'index' | 'state'>,
  trouble: Trouble,
  healthMs: number | undefined,
): string {
  const name = `instance ${index}`;
  switch (trouble) {
    case 'ended by itself':
      return `${heldBack(index)}: it ended by itself${healthMs === undefined ? '' : ', before its health check could have ended it'}`;
    case 'ended or was ended':
      return `${heldBack(index)}: it ended by itself, or Kubernetes ended it, since its health check did not pass within ${duration(healthMs ?? 0)}`;
    case 'did not stay healthy':
      return `${state === 'CRASHED' ? `${heldBack(index)}: it had become healthy, and then` : `${name} became healthy, and then`} ended by itself${healthMs === undefined ? '' : ', or Kubernetes ended it after a health check that failed'}`;
    case 'not healthy':
      return `${name} was started and prints to its log, but its health check has not passed`;
    case 'not ready':
      return `${name} is not ready: its image is not pulled yet or cannot be, its container cannot be made, or its health check has not passed; Korifi does not tell which`;
    case 'no place':
      return `${name} has no place: no node of the cluster has room for it`;
  }
}

/** One that Kubernetes shows in `CrashLoopBackOff`: it has ended more than once, by itself or for its health check. */
export function heldBack(index: number): string {
  return `instance ${index} does not stay up, and Kubernetes holds it back (CrashLoopBackOff)`;
}

/** Whether what was held back has printed its first line later than something would have that its health check ended. */
export function isYoung(firstLineAt: number | undefined, start: Start | undefined, healthMs: number): boolean {
  const heldBackAt = start?.heldBackAt;
  if (firstLineAt === undefined || heldBackAt === undefined || firstLineAt >= heldBackAt) return false;
  return heldBackAt - firstLineAt < healthMs - probePeriodMs;
}

/**
 * How long a start may take until Kubernetes ends it. Milliseconds; undefined: nothing is asked of it.
 *
 * @param now the check that the app had; undefined: it was not there
 */
export function healthLimitMs(
  { healthCheck, healthCheckTimes }: Pick<Settings, 'healthCheck' | 'healthCheckTimes'>,
  now: Check | undefined,
): number | undefined {
  if ((healthCheck ?? now?.check)?.type === 'process') return undefined;
  return (healthCheckTimes?.timeoutS ?? now?.times.timeoutS ?? usualTimeoutS) * 1_000;
}
