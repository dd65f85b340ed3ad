import { expect, test } from 'vitest';
import { overlap } from '../../../src/platforms/drycc/tasks.ts';

test.each([
  ['nothing was told yet', [], ['a', 'b'], 0],
  ['all of it was', ['a', 'b'], ['a', 'b'], 2],
  ['more has come', ['a', 'b'], ['a', 'b', 'c'], 2],
  ['the first ones are not kept any more', ['a', 'b', 'c'], ['b', 'c', 'd'], 2],
  ['lines that are alike', ['x', 'x', 'x'], ['x', 'x', 'x', 'x'], 3],
  ['nothing of it is kept any more', ['a', 'b'], ['y', 'z'], 0],
  ['less than before', ['a', 'b', 'c'], ['c'], 1],
])('lines that were told already: %s', (_name, before, now, told) => {
  expect(overlap(before, now)).toBe(told);
});
