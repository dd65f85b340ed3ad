import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InstanceState, Observation, Problem, RolloutPhase } from '../../src/platforms/platform.ts';
import { type Judgement, judge, type Look } from '../../src/rollout/judge.ts';
import { instancesOf, observationOf, policy, processesOf } from './looks.ts';

const stateOf = fc.constantFrom<InstanceState>('running', 'running', 'unroutable', 'starting', 'absent', 'crashed');
const phaseOf = fc.constantFrom<RolloutPhase>(
  ...(['moving', 'moving', 'done', 'done', 'done', 'paused', 'failed', 'canceled', 'superseded'] as const),
);
const problemOf = fc.record<Problem>({
  message: fc.constantFrom('p', 'q'),
  certain: fc.constantFrom(false, false, true),
});
const instanceOf = fc.record({
  process: fc.constantFrom('web', 'web', 'worker'),
  name: fc.constantFrom('0', '1', '2'),
  state: stateOf,
});
const step = fc.record({
  afterMs: fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 90_000 })),
  phase: phaseOf,
  instances: fc.uniqueArray(instanceOf, { maxLength: 5, selector: ({ process, name }) => `${process} ${name}` }),
  wanted: fc.tuple(fc.nat(3), fc.nat(1)).map(processesOf),
  moreCrashes: fc.constantFrom(0, 0, 0, 1),
  problem: fc.option(problemOf, { nil: undefined, freq: 3 }),
  named: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Any history, and those in which things stay as they are for a while. */
const history = fc
  .array(fc.tuple(step, fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 8 })
  .map((runs) => historyOf(runs.flatMap(([one, times]) => new Array<Step>(times).fill(one))));

function historyOf(steps: readonly Step[]): readonly Look[] {
  let atMs = 0;
  let crashes = 0;
  return steps.map(({ afterMs, phase, instances, wanted, moreCrashes, problem, named }) => {
    atMs += afterMs;
    crashes += moreCrashes;
    const release = named ? { id: 'r1', label: 'r1' } : undefined;
    const seen = { phase, release, instances, previous: [], wanted, crashes };
    return { atMs, observation: problem === undefined ? seen : { ...seen, problem } };
  });
}

/** The same history with one look in it seen otherwise. */
function seenOtherwise(looks: readonly Look[], index: number, more: Partial<Observation>): readonly Look[] {
  return looks.map((one, nth) => (nth === index ? { ...one, observation: { ...one.observation, ...more } } : one));
}

/** Runs a property over histories and sees to it that each of these verdicts was among them. */
function forAll(
  kinds: readonly Judgement['kind'][],
  holds: (looks: readonly Look[], verdict: Judgement) => void,
): void {
  const met = new Set<string>();
  fc.assert(
    fc.property(history, (looks) => {
      const verdict = judge(looks, policy);
      met.add(verdict.kind);
      holds(looks, verdict);
    }),
    { numRuns: 1_000 },
  );
  expect([...met]).toEqual(expect.arrayContaining([...kinds]));
}

const everyKind = ['continue', 'live', 'paused', 'failed', 'superseded'] as const;

describe('any history', () => {
  it('is judged the same each time', () => {
    forAll(everyKind, (looks, verdict) => expect(judge(structuredClone(looks), policy)).toEqual(verdict));
  });

  it('is judged the same whatever the order of instances and of wanted processes within a look', () => {
    forAll(everyKind, (looks, verdict) => {
      const turned = looks.map(({ atMs, observation }, nth) => {
        const { instances, wanted } = observation;
        const at = nth % Math.max(1, instances.length);
        const rolled = [...instances.slice(at), ...instances.slice(0, at)];
        return { atMs, observation: { ...observation, instances: rolled.toReversed(), wanted: wanted.toReversed() } };
      });
      expect(judge(turned, policy)).toEqual(verdict);
    });
  });

  it('whose verdict is certain is judged the same whatever comes after', () => {
    const more = fc.sample(history, 20);
    forAll(everyKind, (looks, verdict) => {
      const { atMs = 0 } = looks.at(-1) ?? {};
      for (const later of more) {
        const whole = [...looks, ...later.map((one) => ({ ...one, atMs: atMs + one.atMs }))];
        if (verdict.kind !== 'continue') expect(judge(whole, policy)).toEqual(verdict);
      }
    });
  });

  it('that failed fails with one more crashed instance in any of its looks, too', () => {
    const crashed = { process: 'web', name: 'another', state: 'crashed' } as const;
    forAll(['failed'], (looks, verdict) => {
      if (verdict.kind !== 'failed') return;
      for (const [index, { observation }] of looks.entries()) {
        const instances = [...observation.instances, crashed];
        expect(judge(seenOtherwise(looks, index, { instances }), policy).kind).toBe('failed');
      }
    });
  });

  it('that is not live yet is not with one more crashed instance in any of its looks either', () => {
    const crashed = { process: 'web', name: 'another', state: 'crashed' } as const;
    forAll(['continue', 'superseded'], (looks, verdict) => {
      if (verdict.kind !== 'continue' && verdict.kind !== 'superseded') return;
      for (const [index, { observation }] of looks.entries()) {
        const instances = [...observation.instances, crashed];
        expect(judge(seenOtherwise(looks, index, { instances }), policy).kind).not.toBe('live');
      }
    });
  });

  it('is judged the same whatever the old instances do beside the new ones', () => {
    const older = fc.sample(fc.array(instanceOf, { maxLength: 4 }), 20);
    forAll(everyKind, (looks, verdict) => {
      for (const nth of older.keys()) {
        const beside = looks.map(({ atMs, observation }, at) => {
          return { atMs, observation: { ...observation, previous: older[(nth + at) % older.length] ?? [] } };
        });
        expect(judge(beside, policy)).toEqual(verdict);
      }
    });
  });

  it('that failed fails with one more crash counted from any of its looks on, too', () => {
    const counting = (looks: readonly Look[], from: number) =>
      looks.map(({ atMs, observation }, nth) => {
        return { atMs, observation: { ...observation, crashes: observation.crashes + (nth >= from ? 1 : 0) } };
      });
    forAll(['failed'], (uncounted) => {
      // Where crashes are counted at all: the first count is what makes it wait for the third.
      const looks = counting(uncounted, 0);
      if (judge(looks, policy).kind !== 'failed') return;
      for (const from of looks.keys()) expect(judge(counting(looks, from), policy).kind).toBe('failed');
    });
  });

  it('that is live is not, if any one instance that counts was not running at the end', () => {
    forAll(['live'], (looks, verdict) => {
      const last = looks.at(-1);
      // Only the verdict that is new with the last look hangs on it.
      if (verdict.kind !== 'live' || last === undefined || judge(looks.slice(0, -1), policy).kind === 'live') return;
      const { instances, wanted } = last.observation;
      for (const [index, { process, state }] of instances.entries()) {
        const running = instances.filter((one) => one.process === process && one.state === 'running').length;
        const most = wanted.find(({ type }) => type === process)?.wanted ?? 0;
        if (state !== 'running' || running > most) continue;
        for (const worse of ['unroutable', 'starting', 'absent', 'crashed'] as const) {
          const sick = instances.map((one, nth) => (nth === index ? { ...one, state: worse } : one));
          const at = looks.length - 1;
          expect(judge(seenOtherwise(looks, at, { instances: sick }), policy).kind).not.toBe('live');
        }
      }
    });
  });

  it('is live only when everything wanted runs, is done, and has no problem', () => {
    const tweak = fc.constantFrom<Partial<Observation>>(
      ...[{}, {}, { phase: 'moving' as const }, { wanted: processesOf([3]) }, { wanted: processesOf([1, 1]) }],
      ...[{ instances: instancesOf('●●✖') }, { instances: instancesOf('●◌') }, { crashes: 3 }],
      { problem: { message: 'p', certain: false } },
    );
    let live = 0;
    fc.assert(
      fc.property(history, tweak, (before, more) => {
        fc.pre(judge(before, policy).kind === 'continue');
        const { atMs, crashes } = { atMs: before.at(-1)?.atMs ?? 0, crashes: before.at(-1)?.observation.crashes ?? 0 };
        const observation = observationOf('●●', { crashes, ...more });
        const settled = [0, policy.settleMs].map((later) => ({ atMs: atMs + later, observation }));
        const isLive = judge([...before, ...settled], policy).kind === 'live';
        expect(isLive).toBe(Object.keys(more).length === 0);
        if (isLive) live += 1;
      }),
    );
    expect(live).toBeGreaterThan(0);
  });

  it('ends, whatever happens: with the first look once the settle time has passed after the total time-out', () => {
    const late = fc.array(step, { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(history, late, (before, steps) => {
        const began = before.at(-1)?.atMs ?? 0;
        const looks = historyOf(steps.map((one) => ({ ...one, afterMs: policy.settleMs / 2 })));
        const after = looks.map((one) => ({ ...one, atMs: Math.max(began, policy.totalMs) + one.atMs }));
        const first = after.findIndex(({ atMs }) => atMs >= Math.max(began, policy.totalMs) + 2 * policy.settleMs);
        fc.pre(first >= 0);
        expect(judge([...before, ...after.slice(0, first + 1)], policy).kind).not.toBe('continue');
      }),
    );
  });

  it('gives a reason whenever it is not live', () => {
    forAll(['failed', 'superseded'], (_, verdict) => {
      if (verdict.kind === 'failed' || verdict.kind === 'superseded') expect(verdict.reason).not.toBe('');
    });
  });
});
