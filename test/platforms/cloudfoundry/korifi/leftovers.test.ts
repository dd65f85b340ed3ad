import { expect, test } from 'vitest';
import type { InstanceStats } from '../../../../src/platforms/cloudfoundry/api/shapes.ts';
import { isLeftover, leftAfter, leftoversAt } from '../../../../src/platforms/cloudfoundry/korifi/leftovers.ts';

const none = { routable: undefined, ports: undefined, details: undefined, instanceGuid: undefined, uptimeS: undefined };
const stats = (...states: readonly string[]): readonly InstanceStats[] =>
  states.map((state, index) => ({ ...none, index, state }));
const startedAt = 1_000_000;

/** Whether each of the instances of the last look is left from before. */
function left(looks: readonly (readonly string[])[], atMs: number): readonly boolean[] {
  const seen = looks.map((states) => stats(...states));
  const leftovers = seen.reduce(leftAfter, leftoversAt(startedAt, 2));
  return (seen.at(-1) ?? []).map((entry) => isLeftover(leftovers, entry, startedAt + atMs));
}

test('what runs from the first look on may be left, for as long as a pod has to end', () => {
  expect(left([['RUNNING', 'RUNNING']], 1_000)).toEqual([true, true]);
  expect(
    left(
      [
        ['RUNNING', 'RUNNING'],
        ['RUNNING', 'RUNNING'],
      ],
      34_999,
    ),
  ).toEqual([true, true]);
  expect(left([['RUNNING', 'RUNNING']], 35_000)).toEqual([false, false]);
});

test('where nothing ran once, what runs is of what was started', () => {
  expect(left([[], ['RUNNING', 'RUNNING']], 1_000)).toEqual([false, false]);
  expect(
    left(
      [
        ['STARTING', 'RUNNING'],
        ['RUNNING', 'RUNNING'],
      ],
      1_000,
    ),
  ).toEqual([false, true]);
  expect(left([['RUNNING'], ['RUNNING', 'RUNNING']], 1_000)).toEqual([true, false]);
  expect(left([['CRASHED', 'DOWN']], 1_000)).toEqual([false, false]);
});
