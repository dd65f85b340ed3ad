import { ActionError } from '../../../errors.ts';
import type { CheckTimes, HealthCheck } from '../../../inputs/request.ts';
import type { Check } from '../api/process.ts';

/**
 * A check as it is written, and as it is put back: always with its type, since without it a new path counts at once,
 * with it from the next start on (`process_update.rb`). Every list of processes shows it, so it may be saved.
 */
export interface CheckValues {
  readonly check: HealthCheck;
  /** Those that are to be changed; null: the platform's own. */
  readonly times: { readonly [K in keyof CheckTimes]?: number | null };
}

/** What a check is before a change of it, and after. */
export interface CheckChange {
  readonly wanted: CheckValues;
  /** Undefined: the app was not there. */
  readonly previous: CheckValues | undefined;
}

/**
 * Undefined: there is nothing to change.
 *
 * @param now undefined: the app is not there yet
 * @param usual what an app that is made has
 * @throws ActionError `CF_HEALTH_CHECK_UNKNOWN`
 */
export function checkChange(
  asked: { readonly check: HealthCheck | undefined; readonly times: CheckTimes | undefined },
  now: Check | undefined,
  usual: HealthCheck,
): CheckChange | undefined {
  const { check, times = {} } = asked;
  if (check === undefined && Object.keys(times).length === 0) return undefined;
  if (now === undefined) return { wanted: { check: check ?? usual, times }, previous: undefined };
  if (now.check === undefined) {
    throw new ActionError(
      'CF_HEALTH_CHECK_UNKNOWN',
      'The app has a kind of health check that this action does not know, and could not put back after a failure',
      { hint: 'Leave health-check and readiness-check out, or set them once with cf set-health-check.' },
    );
  }
  return {
    wanted: { check: check ?? now.check, times },
    previous: { check: now.check, times: timesNow(now, times) },
  };
}

/** Whether a process has these values. */
export function hasCheck(now: Check | undefined, values: CheckValues): boolean {
  if (now === undefined) return false;
  const same = JSON.stringify(now.check) === JSON.stringify(values.check);
  return same && JSON.stringify(timesNow(now, values.times)) === JSON.stringify(values.times);
}

function timesNow(now: Check, of: CheckValues['times']): CheckValues['times'] {
  return Object.fromEntries(Object.keys(of).map((key) => [key, now.times[key as keyof CheckTimes] ?? null]));
}

const names = { timeoutS: 'timeout', invocationTimeoutS: 'invocation_timeout', intervalS: 'interval' } as const;

/** As `PATCH /v3/processes/:guid` takes it. */
export function checkBody({ check, times }: CheckValues): object {
  const data = {
    ...(check.type === 'http' ? { endpoint: check.path } : {}),
    ...Object.fromEntries(Object.entries(times).map(([key, time]) => [names[key as keyof CheckTimes], time])),
  };
  return { type: check.type, ...(Object.keys(data).length === 0 ? {} : { data }) };
}
