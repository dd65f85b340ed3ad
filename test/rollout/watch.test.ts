import { describe, expect, it } from 'vitest';
import { ActionError, Cancelled } from '../../src/errors.ts';
import type { Observation, Rollout } from '../../src/platforms/platform.ts';
import { Pace } from '../../src/rollout/pace.ts';
import { releaseAndWatch } from '../../src/rollout/watch.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { observationOf, policy } from './looks.ts';

const rollout: Rollout = {
  runId: 'run-1',
  app: 'web',
  image: 'ghcr.io/acme/web@sha256:1',
  previous: undefined,
  wanted: [{ type: 'web', wanted: 1 }],
};
const down = () => new ActionError('NETWORK', 'api.example.org refuses connections', { hint: 'Is it up?' });

interface Script {
  /** Requests of each look. */
  readonly cost?: number;
  readonly release?: () => Promise<Rollout>;
  /** What look number `count` (from 0) finds; the clock is there to let it take time. */
  readonly observe: (count: number, clock: FakeClock) => Observation | Error;
  readonly signal?: AbortSignal;
}

async function watch(script: Script) {
  const clock = new FakeClock();
  const startedAt = clock.now();
  const events: string[] = [];
  const lookedAt: number[] = [];
  const seen: Observation[] = [];
  const saved: Rollout[] = [];
  let sent = 7;
  const platform = {
    async release(given: Rollout) {
      events.push('release');
      sent += 3;
      return script.release === undefined ? { ...given, runId: 'named' } : script.release();
    },
    async observe(given: Rollout) {
      events.push(`look at ${given.runId}`);
      lookedAt.push(clock.now() - startedAt);
      sent += script.cost ?? 2;
      const found = script.observe(lookedAt.length - 1, clock);
      if (found instanceof Error) throw found;
      return found;
    },
  };
  const ended = await releaseAndWatch(platform, rollout, policy, {
    clock,
    pace: new Pace(clock, () => sent),
    signal: script.signal ?? new AbortController().signal,
    save: (begun) => {
      events.push('save');
      saved.push(begun);
    },
    seen: (observation) => seen.push(observation),
  }).then(
    (watched) => ({ watched, error: undefined }),
    (error: unknown) => ({ watched: undefined, error }),
  );
  return { ...ended, events, lookedAt, seen, saved, clock };
}

describe('a release', () => {
  it('is saved before it is ordered, and again when it has a name', async () => {
    const { events, saved, watched } = await watch({ observe: () => observationOf('●') });
    expect(events.slice(0, 4)).toEqual(['save', 'release', 'save', 'look at named']);
    expect(saved.map(({ runId }) => runId)).toEqual(['run-1', 'named']);
    expect(watched).toEqual({ ended: 'live', last: observationOf('●') });
  });

  it('that the platform refuses has failed, in its words, and is not watched', async () => {
    const { events, saved, watched } = await watch({
      release: () => Promise.reject(new ActionError('QUOTA', 'memory quota exceeded', { hint: 'Scale down.' })),
      observe: () => observationOf('●'),
    });
    expect(watched).toEqual({
      ended: 'failed',
      reason: 'memory quota exceeded',
      hint: 'Scale down.',
      last: undefined,
    });
    expect(events).toEqual(['save', 'release']);
    expect(saved).toEqual([rollout]);
  });

  it.each([new Cancelled(), new TypeError('a bug')])('that is ended by %s ends the watch by it', async (thrown) => {
    const { error } = await watch({ release: () => Promise.reject(thrown), observe: () => observationOf('●') });
    expect(error).toBe(thrown);
  });
});

describe('looks', () => {
  it.each([1, 2, 3])('of %d requests each are close together at first, and then as close as lasts', async (cost) => {
    const { lookedAt } = await watch({ cost, observe: (count) => observationOf(count < 150 ? '◐' : '●') });
    const pauses = lookedAt.slice(1).map((at, index) => at - (lookedAt[index] ?? 0));
    expect(Math.abs((pauses[0] ?? 0) - cost * 500)).toBeLessThan(cost * 50);
    expect(pauses.slice(-10).every((pause) => pause >= cost * 1_500 * 0.99 && pause < cost * 1_800)).toBe(true);
    for (const from of lookedAt) {
      const within = lookedAt.filter((at) => at >= from && at < from + 60_000);
      expect(within.length * cost).toBeLessThanOrEqual(40);
    }
  });

  it('take their own time out of the pause, and a slow one is followed at once', async () => {
    const took = [1_000, 5_000, 0, 0];
    const { lookedAt } = await watch({
      cost: 4,
      observe: (count, clock) => {
        clock.pass(took[count] ?? 0);
        return observationOf(count < 3 ? '◐' : '●');
      },
    });
    const [, second = 0, third = 0, fourth = 0] = lookedAt;
    expect(second).toBeLessThan(2_500);
    expect(third - second).toBe(5_000);
    expect(fourth - third).toBeGreaterThan(2_000);
  });

  it('are all told, and end with the verdict', async () => {
    const drawn = ['◐', '◐', '●', '●', '●', '●'];
    const { seen, watched } = await watch({ observe: (count) => observationOf(drawn[count] ?? '●') });
    expect(seen).toEqual(drawn.map((mark) => observationOf(mark)));
    expect(watched?.ended).toBe('live');
  });

  it.each<[string, Partial<Observation>, string, string]>([
    ['failed', { phase: 'failed', problem: { message: 'no such image', certain: true } }, 'failed', 'no such image'],
    ['superseded', { phase: 'superseded' }, 'superseded', 'A newer deploy of this app took over.'],
  ])('end at once when it %s', async (_, more, ended, reason) => {
    const last = observationOf('◐', more);
    const { watched, lookedAt } = await watch({ observe: (count) => (count === 0 ? observationOf('◐') : last) });
    expect(watched).toEqual({ ended, reason, last });
    expect(lookedAt).toHaveLength(2);
  });

  it('end at the total time-out', async () => {
    const { lookedAt, watched } = await watch({
      observe: (count) => observationOf('○', { phase: count % 2 ? 'done' : 'moving' }),
    });
    expect(watched).toMatchObject({ ended: 'failed', reason: expect.stringContaining('Not done after 15m') });
    expect(lookedAt.at(-1)).toBeGreaterThanOrEqual(policy.totalMs);
    expect(lookedAt.at(-2)).toBeLessThan(policy.totalMs);
  });
});

describe('a platform that cannot be asked', () => {
  it('for a moment does not end the watch', async () => {
    const { seen, watched } = await watch({ observe: (count) => (count % 3 === 1 ? down() : observationOf('●')) });
    expect(watched?.ended).toBe('live');
    expect(seen.length).toBeGreaterThan(1);
  });

  it('for 60 s leaves the verdict unknown, with what was seen last', async () => {
    const { lookedAt, watched } = await watch({ observe: (count) => (count < 2 ? observationOf('◐') : down()) });
    expect(watched).toEqual({
      ended: 'unknown',
      reason: 'The platform could not be asked for 60 s: api.example.org refuses connections',
      hint: 'Is it up?',
      last: observationOf('◐'),
    });
    const sawAt = lookedAt[1] ?? 0;
    expect(lookedAt.at(-1)).toBeGreaterThanOrEqual(sawAt + 60_000);
    expect(lookedAt.at(-2)).toBeLessThan(sawAt + 60_000);
  });

  it('from the beginning is unknown, too', async () => {
    const { lookedAt, watched } = await watch({ observe: () => down() });
    expect(watched).toMatchObject({ ended: 'unknown', last: undefined });
    expect(lookedAt.at(-1)).toBeGreaterThanOrEqual(60_000);
    expect(lookedAt.at(-2)).toBeLessThan(60_000);
  });

  it('again and again is watched on, as long as it answers within the minute', async () => {
    const { watched, lookedAt } = await watch({
      observe: (count) =>
        count % 12 === 11 ? observationOf(count < 60 ? '◐' : '●') : count < 60 ? down() : observationOf('●'),
    });
    expect(watched?.ended).toBe('live');
    expect(lookedAt.length).toBeGreaterThan(60);
  });

  it('because of a bug of ours ends the watch by it', async () => {
    const bug = new TypeError('x is undefined');
    expect((await watch({ observe: () => bug })).error).toBe(bug);
  });
});

describe('cancelling', () => {
  it('during a pause ends the watch at once', async () => {
    const stop = new AbortController();
    const { error, lookedAt } = await watch({
      signal: stop.signal,
      observe: () => {
        setImmediate(() => stop.abort(new Cancelled('stopped')));
        return observationOf('◐');
      },
    });
    expect(error).toMatchObject({ name: 'Cancelled', message: 'stopped' });
    expect(lookedAt).toHaveLength(1);
  });

  it('during a look ends it as well', async () => {
    const { error, lookedAt } = await watch({ observe: () => new Cancelled() });
    expect(error).toBeInstanceOf(Cancelled);
    expect(lookedAt).toHaveLength(1);
  });
});
