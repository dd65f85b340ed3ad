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
