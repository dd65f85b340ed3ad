import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonInt, pythonRepr } from '../../sandbox/controller/python.ts';
import { pythonJsonComplaint } from '../../sandbox/controller/python-json.ts';

describe("Python's words", () => {
  it.each([
    ['{"image":', 'Expecting value: line 1 column 10 (char 9)'],
    ['notjson', 'Expecting value: line 1 column 1 (char 0)'],
    ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
    ['{"a": 1 "b"}', "Expecting ',' delimiter: line 1 column 9 (char 8)"],
    ['{a: 1}', 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'],
    ['"abc', 'Unterminated string starting at: line 1 column 1 (char 0)'],
    ['[1]\n x', 'Extra data: line 2 column 2 (char 5)'],
    ['"a\\q"', 'Invalid \\escape: line 1 column 3 (char 2)'],
  ])('complains about %j', (text, complaint) => {
    expect(pythonJsonComplaint(text)).toBe(complaint);
  });

  it('complains about nothing that is JSON, and about everything that is not', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, at) => {
        expect(pythonJsonComplaint(text)).toBe('no complaint');
        const cut = text.slice(0, at % Math.max(1, text.length));
        let isJson = true;
        try {
          JSON.parse(cut);
        } catch {
          isJson = false;
        }
        expect(pythonJsonComplaint(cut) === 'no complaint').toBe(isJson);
      }),
    );
  });

  it('shows values as repr() does', () => {
    expect(pythonRepr({ a: [1, 'x', null, true], "it's": 'b' })).toBe(`{'a': [1, 'x', None, True], "it's": 'b'}`);
  });

  it('reads numbers as int() does', () => {
    expect(pythonInt(' 3 ')).toBe(3);
    expect(pythonInt(1.9)).toBe(1);
    expect(() => pythonInt('v3')).toThrow("invalid literal for int() with base 10: 'v3'");
    expect(() => pythonInt(null)).toThrow("not 'NoneType'");
  });
});
