import { describe, expect, it } from 'vitest';
import { digestOf, digestProblem, isDigest, matchesDigest } from '../../src/image/digest.ts';

const emptyObject = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';

describe('digests', () => {
  it.each([
    [emptyObject, undefined],
    [`sha512:${'a'.repeat(128)}`, undefined],
    [`sha384:${'a'.repeat(96)}`, undefined],
    ['sha256:', 'format'],
    ['latest', 'format'],
    [`sha256:${'g'.repeat(64)}`, 'format'],
    [`${emptyObject}\n`, 'format'],
    [`md5:${'a'.repeat(32)}`, 'algorithm'],
    [`constructor:${'a'.repeat(64)}`, 'algorithm'],
    [`sha256:${'a'.repeat(63)}`, 'length'],
    [`sha256:${'A'.repeat(64)}`, 'case'],
  ])('%j: %s', (text, problem) => {
    expect(digestProblem(text)).toBe(problem);
    expect(isDigest(text)).toBe(problem === undefined);
  });

  it('are of the bytes as they are', () => {
    expect(digestOf(Buffer.from('{}'))).toBe(emptyObject);
    expect(matchesDigest(Buffer.from('{}'), emptyObject)).toBe(true);
    expect(matchesDigest(Buffer.from('{ }'), emptyObject)).toBe(false);
    expect(matchesDigest(Buffer.from('{}'), digestOf(Buffer.from('{}'), 'sha512'))).toBe(true);
  });
});
