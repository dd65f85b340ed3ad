import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestTags } from '../../src/registry/tags.ts';

describe('the nearest tags', () => {
  it.each<[string, string, readonly string[], readonly string[]]>([
    ['a typo first', 'lates', ['1.4.1', 'latest', 'late'], ['latest', 'late', '1.4.1']],
    ['of equally near ones the newest', '1.0.0', ['1.10.0', '1.2.0', '1.9.0'], ['1.10.0', '1.9.0', '1.2.0']],
    ['nothing that no tag can be', 'lates', ['a b', '-x', '::error::', `a${'x'.repeat(128)}`], []],
    ['no signatures', 'sha256', [`sha256-${'a'.repeat(64)}.sig`], []],
    ['none', 'lates', [], []],
  ])('%s', (_, wanted, tags, expected) => {
    expect(nearestTags(wanted, tags, 8)).toEqual(expected);
  });

  it('are as many as were asked for, in time', () => {
    const tags = Array.from({ length: 100_000 }, (_, number) => `build-${number}-${'x'.repeat(100)}`);
    expect(nearestTags('build-99999', tags, 8)).toHaveLength(8);
  });
});

describe('the edit distance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['1.2', '1.3', 1],
    ['latest', 'lates', 1],
  ])('%s to %s: %i', (one, other, distance) => {
    expect(editDistance(one, other)).toBe(distance);
  });

  it('is a distance', () => {
    const text = fc.stringMatching(/^[a-c.]{0,8}$/);
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(editDistance(a, a)).toBe(0);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) > 0).toBe(a !== b);
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });
});
