import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChallenges, preferredChallenge } from '../../../src/registry/login/challenge.ts';

const read = (header: string) =>
  parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

describe('WWW-Authenticate', () => {
  it.each<[string, unknown]>([
    ['Bearer realm="https://a/t"', [['bearer', { realm: 'https://a/t' }]]],
    ['bearer REALM=https://a/t', [['bearer', { realm: 'https://a/t' }]]],
    ['bearer REALM=https://a/t,service=s', [['bearer', { realm: 'https://a/t', service: 's' }]]],
    ['Basic', [['basic', {}]]],
    ['Bearer realm="a\\"b"', [['bearer', { realm: 'a"b' }]]],
    [',, Basic realm="x"', [['basic', { realm: 'x' }]]],
    [
      'Bearer realm="x" , Basic realm="y"',
      [
        ['bearer', { realm: 'x' }],
        ['basic', { realm: 'y' }],
      ],
    ],
    [
      'Negotiate abcd==, Bearer realm="x"',
      [
        ['negotiate', {}],
        ['bearer', { realm: 'x' }],
      ],
    ],
    [
      'Negotiate, Basic realm="x, y", Bearer realm="https://a/t",scope="repository:a/b:pull,push"',
      [
        ['negotiate', {}],
        ['basic', { realm: 'x, y' }],
        ['bearer', { realm: 'https://a/t', scope: 'repository:a/b:pull,push' }],
      ],
    ],
    [
      'Basic, Bearer realm="x"',
      [
        ['basic', {}],
        ['bearer', { realm: 'x' }],
      ],
    ],
    ['Bearer realm = "x" ,service= "y"', [['bearer', { realm: 'x', service: 'y' }]]],
    ['Bearer realm="x', []],
    ['Basic realm="y", Bearer realm="x', [['basic', { realm: 'y' }]]],
    ['', []],
    [`Bearer realm="${'x'.repeat(9000)}"`, []],
  ])('%s', (header, expected) => {
    expect(read(header)).toEqual(expected);
  });

  it('prefers Bearer to Basic, and passes over what it cannot do', () => {
    const preferred = (header: string) => preferredChallenge(parseChallenges(header))?.scheme;
    expect(preferred('Negotiate, Basic realm="x", Bearer realm="y"')).toBe('bearer');
    expect(preferred('NTLM, Basic realm="x"')).toBe('basic');
    expect(preferred('Negotiate')).toBeUndefined();
  });

  it('reads or passes over any text, and comes to an end', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-zA-Z="\\, ]*$/)), (header) => {
        expect(parseChallenges(header).length).toBeLessThanOrEqual(header.length);
      }),
    );
  });
});
