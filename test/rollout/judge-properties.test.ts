import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InstanceState, Observation, Problem, RolloutPhase } from '../../src/platforms/platform.ts';
import { judge, type Look } from '../../src/rollout/judge.ts';
import { instancesOf, observationOf, policy } from './looks.ts';

describe('any history', () => {
  const stateOf = fc.constantFrom<InstanceState>('running', 'unroutable', 'starting', 'absent', 'crashed');
  const phaseOf = fc.constantFrom<RolloutPhase>(
    'moving',
    'moving',
    'done',
    'done',
    'done',
    'failed',
    'canceled',
    'superseded',
  );
  const problemOf = fc.record<Problem>({
    message: fc.constantFrom('p', 'q'),
    certain: fc.constantFrom(false, false, true),
  });
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 90_000 }),
    phase: phaseOf,
    states: fc.array(stateOf, { maxLength: 5 }),
    wanted: fc.nat(5),
    moreCrashes: fc.constantFrom(0, 0, 0, 1),
    problem: fc.option(problemOf, { nil: undefined, freq: 3 }),
    named: fc.boolean(),
  });
  const history = fc.array(step, { minLength: 1, maxLength: 12 }).map((steps) => {
    let atMs = 0;
    let crashes = 0;
    return steps.map((one): Look => {
      atMs += one.afterMs;
      crashes += one.moreCrashes;
      const instances = one.states.map((state, index) => ({ process: 'web', name: String(index), state }));
      return {
        atMs,
        observation: {
          phase: one.phase,
          release: one.named ? { id: 'r1', label: 'r1' } : undefined,
          instances,
          previous: [],
          wanted: one.wanted,
          crashes,
          ...(one.problem === undefined ? {} : { problem: one.problem }),
        },
      };
    });
  });

  it('is judged the same each time', () => {
    fc.assert(
      fc.property(history, (looks) => {
        expect(judge(structuredClone(looks), policy)).toEqual(judge(looks, policy));
      }),
    );
  });

  it('is judged the same whatever the order of instances within a look', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat()), (looks, numbers) => {
        const shuffled = looks.map(({ atMs, observation }) => {
          const keyed = observation.instances.map((instance) => ({ instance, key: numbers.next().value ?? 0 }));
          const instances = keyed.sort((a, b) => a.key - b.key).map(({ instance }) => instance);
          return { atMs, observation: { ...observation, instances } };
        });
        expect(judge(shuffled, policy)).toEqual(judge(looks, policy));
      }),
    );
  });

  it('that failed is not made live by one more crash', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 60_000 }), fc.boolean(), (looks, afterMs, seen) => {
        const last = looks.at(-1);
        fc.pre(last !== undefined && judge(looks, policy).kind === 'failed');
        if (last === undefined) return;
        const { observation } = last;
        const instances = seen ? [...observation.instances, ...instancesOf('✖')] : observation.instances;
        const next: Observation = { ...observation, instances, crashes: observation.crashes + 1 };
        fc.pre(next.wanted > 0);
        expect(judge([...looks, { atMs: last.atMs + afterMs, observation: next }], policy).kind).not.toBe('live');
      }),
    );
  });

  it('is live only when everything wanted runs, is done, and has no problem', () => {
    const tweak = fc.constantFrom<Partial<Observation>>(
      ...[{}, {}, { phase: 'moving' as const }, { wanted: 3 }, { crashes: 3 }, { instances: instancesOf('●●✖') }],
      ...[{ instances: instancesOf('●◌') }, { problem: { message: 'p', certain: false } }],
    );
    let live = 0;
    fc.assert(
      fc.property(history, tweak, (before, more) => {
        const { atMs, crashes } = { atMs: before.at(-1)?.atMs ?? 0, crashes: before.at(-1)?.observation.crashes ?? 0 };
        const observation = observationOf('●●', { crashes, ...more });
        const settled = [0, policy.settleMs].map((later) => ({ atMs: atMs + later, observation }));
        const isLive = judge([...before, ...settled], policy).kind === 'live';
        expect(isLive).toBe(Object.keys(more).length === 0 && crashes < 3);
        if (isLive) live += 1;
      }),
    );
    expect(live).toBeGreaterThan(0);
  });

  it('ends: at the latest with the first look after the total time-out and the settle time', () => {
    fc.assert(
      fc.property(history, (looks) => {
        const last = looks.at(-1);
        if (last === undefined) return;
        const repeated = [0, 1, 2].map((n) => ({ ...last, atMs: last.atMs + policy.totalMs + n * policy.settleMs }));
        expect(judge([...looks, ...repeated], policy).kind).not.toBe('continue');
      }),
    );
  });

  it('gives a reason whenever it is not live', () => {
    fc.assert(
      fc.property(history, (looks) => {
        const judgement = judge(looks, policy);
        if (judgement.kind === 'failed' || judgement.kind === 'superseded') expect(judgement.reason).not.toBe('');
      }),
    );
  });
});
