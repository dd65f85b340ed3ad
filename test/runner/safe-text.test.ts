import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notACommand, oneLine, plain } from '../../src/runner/safe-text.ts';
import { readLog } from '../support/runner-log.ts';

const esc = '\u001b';

describe('plain text', () => {
  it.each([
    ['colours', `${esc}[1;31mred${esc}[0m ${esc}[38;5;12mblue${esc}[m`, 'red blue'],
    ['cursor movements', `a${esc}[2Kb${esc}[1Ac`, 'abc'],
    ['a title and a link', `${esc}]0;title\u0007x${esc}]8;;https://evil${esc}\\y`, 'xy'],
    ['an unfinished title, to the end of its line only', `a${esc}]0;title\nb`, 'a\nb'],
    ['single-character sequences', `${esc}Ma${esc}cb`, 'acb'],
    ['a lone escape', `a${esc}`, 'a'],
    ['controls', 'a\u0000b\u0007c\u0008d\u000be\u007ff\u0085g\u009bh', 'abcdefgh'],
    ['bidi and hidden characters', 'a\u202eb\u2066c\u200bd\u200fe\ufefff\u061cg\u2028h\u00adi', 'abcdefghi'],
    ['letters that are drawn as nothing', 'a\u3164b\u115fc\u{e0041}\u{e007f}d\ufe0fe\u180ef\ufff9g\ud800h', 'abcdefgh'],
  ])('has no %s', (_, text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it('keeps letters of every script, line ends as \\n, and tabs as blanks', () => {
    expect(plain('grüße\r\n日本\rعربى 👩 \tx')).toBe('grüße\n日本\nعربى 👩   x');
  });
});

describe('one line', () => {
  it('joins lines, trims, and cuts', () => {
    expect(oneLine('  a \r\n\r\n  b\rc ')).toBe('a b c');
    expect(oneLine('x'.repeat(2_000))).toHaveLength(1_000);
    expect(oneLine('x'.repeat(2_000)).at(-1)).toBe('…');
    expect(oneLine('abcdef', 4)).toBe('abc…');
    expect(oneLine('abcd', 4)).toBe('abcd');
  });

  it('takes no longer for a long row of blanks than for other text', () => {
    // By a pattern that tries every blank as the first of its row this would take hours.
    expect(oneLine(`a${' '.repeat(4_000_000)}b`, 10)).toBe('a        …');
  });

  it('has neither line ends nor controls, and is never longer than asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, limit) => {
        const line = oneLine(text, limit);
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
        expect(line.length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});

describe('commands', () => {
  it.each([
    ['::error::x', ': :error::x'],
    ['   ::error::x', '   : :error::x'],
    ['##[error]x', '## [error]x'],
    ['a ##[group]x ##[endgroup]', 'a ## [group]x ## [endgroup]'],
    ['###[error]x', '### [error]x'],
    ['a ::error::x', 'a ::error::x'],
    ['std::vector<int>', 'std::vector<int>'],
  ])('%j is printed as %j', (text, printed) => {
    expect(notACommand(text)).toBe(printed);
  });

  const names = ['error', 'add-mask', 'set-output', 'stop-commands', 'group', 'save-state', 'debug', 'ADD-PATH'];
  const pieces = fc.constantFrom(
    ...['::', ':', '##[', '##', '#', '[', ']', ' ', '  ', '\t', '\r', '\n', '\u200b', '\u001b', '\u001b[0m', '\u0000'],
    ...['\ufeff', '\u00a0', '\u3000', '\u2028', '\u0085', '%0A', '%0D', ' name=x', ',title=y', ';', 'token'],
    ...names,
  );
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...names).map((name) => `::${name}::x`),
  );

  it('cannot be made of any text, on one line', () => {
    fc.assert(
      fc.property(text, fc.nat(3), (foreign, indent) => {
        const line = notACommand(' '.repeat(indent) + oneLine(foreign));
        const { annotations, complaints, log } = readLog(`${line}\n`);
        expect({ annotations, complaints, lines: log.split('\n') }).toEqual({
          annotations: [],
          complaints: [],
          lines: [line, ''],
        });
      }),
      { numRuns: 500 },
    );
  });
});
