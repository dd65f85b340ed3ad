import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asArray, asObject, at, numberAt, parseJson, textAt } from '../../src/http/json.ts';

describe('readers for foreign JSON', () => {
  it('read what is not JSON as absent', () => {
    for (const text of ['', '<html>', '{', 'undefined', '[1,]', '['.repeat(200_000)]) {
      expect(parseJson(text)).toBeUndefined();
    }
    expect(parseJson('null')).toBeNull();
  });

  it('read the wrong type as absent', () => {
    for (const value of [null, undefined, 1, 'text', true, [{ a: 1 }]]) {
      expect(asObject(value)).toBeUndefined();
      expect(at(value, 'a')).toBeUndefined();
    }
    expect(asArray({ length: 1 })).toEqual([]);
    expect(asArray([1])).toEqual([1]);
    expect(textAt({ a: 1 }, 'a')).toBeUndefined();
    expect(textAt({ a: '' }, 'a')).toBe('');
    expect(numberAt({ a: '1' }, 'a')).toBeUndefined();
    expect(numberAt(parseJson('{"a":1e999}'), 'a')).toBeUndefined();
    expect(numberAt({ a: 0 }, 'a')).toBe(0);
  });

  it('follow a path, through objects only', () => {
    const value = parseJson('{"a":{"b":[{"c":"x"}],"d":"y"},"__proto__":{"e":"own"}}');
    expect(textAt(value, 'a', 'd')).toBe('y');
    expect(at(value, 'a', 'b', '0')).toBeUndefined();
    expect(at(value, 'a', 'd', 'length')).toBeUndefined();
    expect(textAt(value, '__proto__', 'e')).toBe('own');
    expect(at(value)).toBe(value);
  });

  it('do not take inherited keys for keys', () => {
    for (const key of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) expect(at({}, key)).toBeUndefined();
  });

  it('find every value that JSON.stringify wrote, and never throw', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), fc.string(), (key, value, other) => {
        const parsed = parseJson(JSON.stringify({ outer: { [key]: value } }));
        expect(at(parsed, 'outer', key)).toEqual(parseJson(JSON.stringify(value)));
        textAt(value, key, other);
        numberAt(value, key, other);
      }),
    );
  });
});
