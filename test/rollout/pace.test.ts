import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pace } from '../../src/rollout/pace.ts';
import { FakeClock } from '../support/fake-clock.ts';

interface Look {
  readonly at: number;
  readonly requests: number;
}

/** Looks until `untilMs`, of so many requests each; every one takes `tookMs`. Times from 0 up. */
function looks(costOf: (look: number) => number, untilMs: number, { tookMs = 80, begun = (): boolean => false } = {}) {
  const clock = new FakeClock(0);
  let sent = 0;
  const pace = new Pace(clock, () => sent);
  pace.begin();
  const made: Look[] = [];
  while (clock.now() < untilMs) {
    const at = clock.now();
    const requests = costOf(made.length);
    sent += requests;
    clock.pass(tookMs);
    made.push({ at, requests });
    const pause = pace.pauseAfter(at);
    if (begun()) pace.begin();
    clock.pass(pause);
  }
  return made;
}

/** The most requests that any minute holds. */
function mostInAMinute(made: readonly Look[]): number {
  const within = (from: number) => made.filter(({ at }) => at >= from && at < from + 60_000);
  return Math.max(...made.map(({ at }) => within(at).reduce((sum, { requests }) => sum + requests, 0)));
}

/** Half of all changes in a span are seen sooner than this, and all of them within the second number. Milliseconds. */
function delays(made: readonly Look[], from: number, to: number, tookMs = 80): readonly [number, number] {
  const seen: number[] = [];
  for (let change = from; change < to; change += 37) {
    const look = made.find(({ at }) => at >= change);
    if (look !== undefined) seen.push(look.at + tookMs - change);
  }
  seen.sort((a, b) => a - b);
  return [seen[Math.floor(seen.length / 2)] ?? 0, seen.at(-1) ?? 0];
}

/** As on Cloud Foundry: mostly one request, at times two. */
const usual = (look: number) => (look % 8 === 0 ? 2 : 1);

describe('the pace of looks', () => {
  it('holds no more than 40 requests in any minute, whatever looks cost', () => {
    const costs = fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 5, maxLength: 50 });
    const took = fc.integer({ min: 0, max: 3_000 });
    fc.assert(
      fc.property(costs, took, (cost, tookMs) => {
        const made = looks((look) => cost[look % cost.length] ?? 1, 200_000, { tookMs });
        expect(mostInAMinute(made)).toBeLessThanOrEqual(40);
      }),
    );
  });

  it('makes room for another look as costly as the costliest', () => {
    const made = looks((look) => (look % 10 === 0 ? 6 : 1), 200_000);
    expect(mostInAMinute(made)).toBeLessThanOrEqual(40);
  });

  it('is kept over new orders, too, after which it is fast again', () => {
    let count = 0;
    const made = looks(usual, 200_000, { begun: () => ++count % 15 === 0 });
    expect(mostInAMinute(made)).toBeLessThanOrEqual(40);
    const pauses = made.slice(1).map(({ at }, index) => at - (made[index]?.at ?? 0));
    expect(pauses[15]).toBeLessThan((pauses[14] ?? 0) / 2);
  });

  it('shows a change within a second at the median, early and late, and never leaves a gap', () => {
    const made = looks(usual, 320_000);
    for (const [from, to] of [
      [0, 10_000],
      [0, 60_000],
      [60_000, 300_000],
    ] as const) {
      const [median, worst] = delays(made, from, to);
      expect(median).toBeLessThanOrEqual(1_000);
      expect(worst).toBeLessThan(2_600);
    }
  });

  it('waits between looks that sent nothing', () => {
    expect(looks(() => 0, 60_000).length).toBeLessThanOrEqual(40);
  });
});
