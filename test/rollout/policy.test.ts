import { describe, expect, it } from 'vitest';
import type { ChangedSettings } from '../../src/plan/plan.ts';
import type { ProcessState } from '../../src/platforms/platform.ts';
import { policyFor } from '../../src/rollout/policy.ts';
import { appState, plan } from '../support/story.ts';

const minute = 60_000;

function policyOf(processes: readonly ProcessState[] | undefined, settings: ChangedSettings = {}, timeoutMs?: number) {
  return policyFor(plan({ settings, current: processes && appState({ processes }) }), timeoutMs);
}

/** Minutes beyond the ten that every roll-out gets, by the number of instances: a minute of health check, a half for placing. */
const extraMinutes = (policy: { totalMs: number }) => (policy.totalMs - 10 * minute) / (1.5 * minute);

describe('time-outs', () => {
  it.each<[string, readonly ProcessState[] | undefined, ChangedSettings, number]>([
    ['a new app', undefined, {}, 1],
    ['a new app of three', undefined, { instances: new Map([['', 3]]) }, 3],
    ['what runs now', [{ type: 'web', wanted: 4 }], {}, 4],
    [
      'all process types',
      [
        { type: 'web', wanted: 4 },
        { type: 'worker', wanted: 2 },
      ],
      {},
      6,
    ],
    ['a stopped app', [{ type: 'web', wanted: 0 }], {}, 1],
    ['more of the only type', [{ type: 'web', wanted: 4 }], { instances: new Map([['', 10]]) }, 10],
    [
      'more of one type, the other as it is',
      [
        { type: 'web', wanted: 20 },
        { type: 'worker', wanted: 2 },
      ],
      { instances: new Map([['worker', 3]]) },
      23,
    ],
    ['a type that is new', [{ type: 'web', wanted: 4 }], { instances: new Map([['worker', 3]]) }, 7],
    [
      'the main type among several: rather too many',
      [
        { type: 'web', wanted: 4 },
        { type: 'worker', wanted: 2 },
      ],
      { instances: new Map([['', 5]]) },
      11,
    ],
  ])('fit %s', (_, processes, settings, instances) => {
    expect(extraMinutes(policyOf(processes, settings))).toBe(instances);
  });

  it.each([
    [1, 5],
    [2, 3],
    [5, 1],
    [9, 1],
  ])('fit 5 instances, %d at a time', (maxInFlight, rounds) => {
    const current = appState({ processes: [{ type: 'web', wanted: 5 }] });
    expect(extraMinutes(policyFor(plan({ current, maxInFlight }), undefined))).toBe(rounds);
  });

  it('follow the health check of the app', () => {
    const slow = policyFor(plan({ current: appState({ healthTimeoutMs: 3 * minute }) }), undefined);
    expect(slow).toMatchObject({ progressMs: 7 * minute, totalMs: 10 * minute + 2 * 3.5 * minute });
    expect(policyOf(undefined)).toMatchObject({ progressMs: 5 * minute, settleMs: 5_000, problemMs: minute });
  });

  it('are the user’s own, whatever the plan', () => {
    expect(policyOf(undefined, {}, 2 * minute)).toMatchObject({ totalMs: 2 * minute, progressMs: 2 * minute });
    expect(policyOf(undefined, {}, 60 * minute)).toMatchObject({ totalMs: 60 * minute, progressMs: 5 * minute });
    expect(policyOf(undefined, {}, 1_000)).toMatchObject({ totalMs: 1_000, settleMs: 1_000 });
  });
});
