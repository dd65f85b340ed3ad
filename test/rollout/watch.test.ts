import { describe, expect, it } from 'vitest';
import { ActionError, Cancelled } from '../../src/errors.ts';
import type { Observation, Rollout } from '../../src/platforms/platform.ts';
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
  readonly requestsPerLook?: number;
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
  const platform = {
    requestsPerLook: script.requestsPerLook ?? 2,
    async release(given: Rollout) {
      events.push('release');
      return script.release === undefined ? { ...given, runId: 'named' } : script.release();
    },
    async observe(given: Rollout) {
      events.push(`look at ${given.runId}`);
      lookedAt.push(clock.now() - startedAt);
      const found = script.observe(lookedAt.length - 1, clock);
      if (found instanceof Error) throw found;
      return found;
    },
  };
  const ended = await releaseAndWatch(platform, rollout, policy, {
    clock,
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
  it.each([
    [1, 1_500],
    [2, 3_000],
    [3, 4_500],
  ])('of %d requests each are begun %d ms apart: 40 requests a minute', async (requestsPerLook, apart) => {
    const { lookedAt } = await watch({ requestsPerLook, observe: (count) => observationOf(count < 5 ? '◐' : '●') });
    expect(lookedAt.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 5].map((n) => n * apart));
  });

  it('take their own time out of the pause, and a slow one is followed at once', async () => {
    const took = [1_000, 5_000, 0, 0];
    const { lookedAt } = await watch({
      observe: (count, clock) => {
        clock.pass(took[count] ?? 0);
        return observationOf(count < 3 ? '◐' : '●');
      },
    });
    expect(lookedAt.slice(0, 4)).toEqual([0, 3_000, 8_000, 11_000]);
  });

  it('are all told, and end with the verdict', async () => {
    const drawn = ['◐', '◐', '●', '●', '●'];
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
    expect(lookedAt.at(-1)).toBe(policy.totalMs);
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
    // Last seen at 3 s.
    expect(lookedAt.at(-1)).toBe(63_000);
  });

  it('from the beginning is unknown, too', async () => {
    const { lookedAt, watched } = await watch({ observe: () => down() });
    expect(watched).toMatchObject({ ended: 'unknown', last: undefined });
    expect(lookedAt.at(-1)).toBe(60_000);
  });

  it('again and again is watched on, as long as it answers within the minute', async () => {
    const { watched, lookedAt } = await watch({
      observe: (count) =>
        count % 20 === 19 ? observationOf(count < 100 ? '◐' : '●') : count < 100 ? down() : observationOf('●'),
    });
    expect(watched?.ended).toBe('live');
    expect(lookedAt.length).toBeGreaterThan(100);
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
