import { expect, test } from 'vitest';
import { ActionError, Cancelled } from '../../src/errors.ts';
import { insist } from '../../src/rollout/insist.ts';
import { FakeClock } from '../support/fake-clock.ts';

function failing(times: number, error: unknown) {
  let tries = 0;
  return {
    tries: () => tries,
    work: async () => {
      tries += 1;
      if (tries <= times) throw error;
      return 'done';
    },
  };
}

function patience() {
  const notes: string[] = [];
  return {
    clock: new FakeClock(),
    signal: new AbortController().signal,
    note: (line: string) => notes.push(line),
    notes,
  };
}

test('what goes wrong twice is tried a third time, and each time told', async () => {
  const { work, tries } = failing(2, new ActionError('X', 'the answer was cut'));
  const tools = patience();
  expect(await insist(tools, work)).toBe('done');
  expect(tries()).toBe(3);
  expect(tools.notes).toEqual(['the answer was cut: trying again', 'the answer was cut: trying again']);
});

test('what goes wrong five times is thrown', async () => {
  const { work, tries } = failing(9, new ActionError('X', 'refused'));
  await expect(insist(patience(), work)).rejects.toThrow('refused');
  expect(tries()).toBe(5);
});

test.for([new Cancelled(), new TypeError('our own fault')])('%s is not tried again', async (error) => {
  const { work, tries } = failing(9, error);
  await expect(insist(patience(), work)).rejects.toBe(error);
  expect(tries()).toBe(1);
});
