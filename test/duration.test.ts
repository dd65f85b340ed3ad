import { expect, it } from 'vitest';
import { duration } from '../src/duration.ts';

it.each([
  [0, '0.0 s'],
  [420, '0.4 s'],
  [9_949, '9.9 s'],
  [9_950, '10 s'],
  [58_400, '58 s'],
  [59_600, '1m'],
  [72_000, '1m 12s'],
  [150_000, '2m 30s'],
  [900_000, '15m'],
  [3_599_700, '1h'],
  [3_840_000, '1h 4m'],
])('%d ms are %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
