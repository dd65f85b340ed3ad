import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../src/clock.ts';
import { ActionError, Cancelled } from '../src/errors.ts';
import { FakeClock } from './support/fake-clock.ts';

describe.each<[string, () => Clock]>([
  ['the machine’s clock', () => systemClock],
  ['the clock of tests', () => new FakeClock()],
])('a sleep by %s', (_, clock) => {
  const limit = new ActionError('LIMIT', 'It took too long.');

  it.each([
    ['a limit', limit, limit],
    ['a cancelled run', new Cancelled('Stop.'), new Cancelled('Stop.')],
    ['a time-out of Node’s', new DOMException('late', 'TimeoutError'), new Cancelled()],
  ])('that is ended by %s is rejected with that', async (_name, reason, expected) => {
    const stop = new AbortController();
    const slept = clock().sleep(3_600_000, stop.signal);
    stop.abort(reason);
    await expect(slept).rejects.toEqual(expected);
    await expect(clock().sleep(3_600_000, stop.signal)).rejects.toEqual(expected);
  });
});

describe('a deadline', () => {
  it('by the machine’s clock fires by itself, with a reason that is no cancellation', async () => {
    const signal = systemClock.deadline(1);
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('by the clock of tests fires once its time has passed, and does not make it pass', async () => {
    const clock = new FakeClock();
    const signals = [1_000, 2_000].map((ms) => clock.deadline(ms));
    const fired = () => signals.map(({ aborted }) => aborted);
    await new Promise((resolve) => setImmediate(resolve));
    clock.pass(999);
    expect(fired()).toEqual([false, false]);
    await clock.sleep(1);
    expect(fired()).toEqual([true, false]);
    expect(signals[0]?.reason).toMatchObject({ name: 'TimeoutError' });
    clock.pass(5_000);
    expect(fired()).toEqual([true, true]);
  });
});
