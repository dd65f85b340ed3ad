import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVariables } from '../../src/inputs/variables.ts';
import { refusal } from './refusal.ts';

describe('variables', () => {
  it('takes everything behind the first = as it stands', () => {
    const text = 'A=1\r\n\n# no\n  B = two = 2 \nC=\n.dotted=x\nD=a,b "c" $E #f';
    const refused = refusal(() => readVariables(text));
    expect(refused).toContain('line 6');
    expect([...readVariables(text.replace('\n.dotted=x', ''))]).toEqual([
      ['A', '1'],
      ['B', ' two = 2 '],
      ['C', ''],
      ['D', 'a,b "c" $E #f'],
    ]);
  });

  it('reads one JSON object of plain values', () => {
    expect([...readVariables(' {"A":"line 1\\nline 2","B":2,"C":false,"__proto__":"x"}')]).toEqual([
      ['A', 'line 1\nline 2'],
      ['B', '2'],
      ['C', 'false'],
      ['__proto__', 'x'],
    ]);
  });

  it.each([
    ['A=1\nB', 'line 2 has no "=" · write KEY=VALUE, one a line'],
    ['A=1\nA=2', 'line 2: A is there twice'],
    [
      '1A=2',
      'line 1: what stands before "=" cannot name a variable · letters, digits, "_", "." and "-", no digit first',
    ],
    ['{"A":', 'begins with "{" but is not JSON · write {"KEY": "value"} or KEY=VALUE lines'],
    ['{"A":["x"]}', 'the value of A is no text · write it as a JSON string'],
    ['{"A":null}', 'the value of A is no text · write it as a JSON string'],
    ['{"A":12345678901234567890}', 'the value of A is too large for a JSON number · write it as a JSON string'],
    ['{"a b":"x"}', '"a b" cannot name a variable · letters, digits, "_", "." and "-", no digit first'],
  ])('refuses %j', (text, message) => {
    expect(refusal(() => readVariables(text))).toBe(message);
  });

  it('does not quote a line that may be part of a secret', () => {
    const pem = 'KEY=-----BEGIN PRIVATE KEY-----\nMIIEvQ/s3cr3t+line==\n-----END PRIVATE KEY-----';
    expect(refusal(() => readVariables(pem))).not.toContain('s3cr3t');
  });

  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,20}$/);
  const lineEnds = /[\r\n]/;

  it('gives back what was written as lines', () => {
    const value = fc.string({ unit: 'binary' }).filter((text) => !lineEnds.test(text));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key }), (pairs) => {
        const text = pairs.map(([key, of]) => `${key}=${of}`).join('\n');
        expect([...readVariables(text)]).toEqual(pairs);
      }),
    );
  });

  it('gives back what was written as JSON', () => {
    const pairs = fc.uniqueArray(fc.tuple(name, fc.string({ unit: 'binary' })), { selector: ([key]) => key });
    fc.assert(
      fc.property(pairs, (given) => {
        const object = Object.fromEntries(given);
        expect(new Map(readVariables(JSON.stringify(object)))).toEqual(new Map(Object.entries(object)));
      }),
    );
  });

  it('never shows a value in a refusal', () => {
    const secret = 'hunter2hunter2';
    fc.assert(
      fc.property(fc.array(fc.constantFrom('=', '\n', 'A', '{', '"', ' ', `=${secret}`)), (pieces) => {
        const text = `A=${secret}\n${pieces.join('')}`;
        try {
          readVariables(text);
        } catch (error) {
          expect(String(error)).not.toContain(secret);
        }
      }),
    );
  });
});
