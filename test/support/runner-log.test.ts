import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFileCommand } from './runner.ts';
import { readLog } from './runner-log.ts';

describe('a step’s log, as the runner reads it', () => {
  it('shows text as it is, without colours', () => {
    const { log, annotations, complaints } = readLog('one\n\u001b[32mtwo\u001b[0m\nthree ::error::x');
    expect({ log, annotations, complaints }).toEqual({
      log: 'one\ntwo\nthree ::error::x',
      annotations: [],
      complaints: [],
    });
  });

  it('takes commands out and keeps what they show', () => {
    const { log, annotations } = readLog(
      '::group::Image\n::debug::hidden\n::endgroup::\n  ::error title=a%3A b%2C c,file=x::one%0Atwo 100%25\n::warning::w\n::notice::n',
    );
    expect(log).toBe('Image\nerror: one\ntwo 100%\nwarning: w\nnotice: n');
    expect(annotations).toEqual([
      { level: 'error', title: 'a: b, c', message: 'one\ntwo 100%' },
      { level: 'warning', title: undefined, message: 'w' },
      { level: 'notice', title: undefined, message: 'n' },
    ]);
  });

  it('finds the older form anywhere in a line, names in any case, and lines that a lone CR ends', () => {
    expect(readLog('see ##[error]x').annotations).toHaveLength(1);
    expect(readLog('##[error title=t;file=f]x').annotations).toEqual([{ level: 'error', title: 't', message: 'x' }]);
    expect(readLog('::ERROR::x').annotations).toHaveLength(1);
    expect(readLog('progress\r::error::x').annotations).toHaveLength(1);
  });

  it.each(['a ::error::x', '::nonsense::x', ':: error::x', ': :error::x', '## [error]x', '::error', 'std::vector::x'])(
    'takes %j for text',
    (line) => {
      const { log, annotations, complaints } = readLog(line);
      expect({ log, annotations, complaints }).toEqual({ log: line, annotations: [], complaints: [] });
    },
  );

  it.each(['set-output name=x', 'set-env name=x', 'save-state name=x', 'add-path', 'add-matcher', 'echo'])(
    'complains that ::%s:: took effect',
    (command) => {
      expect(readLog(`::${command}::y`).complaints).toHaveLength(1);
    },
  );

  it('takes nothing for a command while commands are stopped', () => {
    const { log, annotations, complaints } = readLog(
      '::stop-commands::T0ken\n::error::x\n::add-mask::text\n::other::\n::t0ken::\n::error::real',
    );
    expect(log).toBe('::error::x\n::add-mask::text\n::other::\nerror: real');
    expect(annotations.map(({ message }) => message)).toEqual(['real']);
    expect(complaints).toEqual([]);
    expect(readLog('::stop-commands::x').complaints).toEqual(['commands were stopped and never resumed']);
  });

  it('masks from the command on, the longest value first, in the forms that the runner derives', () => {
    const secret = 'hunter2"hunter2';
    const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
    const base64 = [0, 1, 2].map((skip) => Buffer.from(secret).subarray(skip).toString('base64').replace(/=+$/, ''));
    const { log, mask } = readLog(
      ['before hunter2', '::add-mask::hunter2', `::add-mask::${secret}`, ...forms, ...base64, 'x hunter2 y'].join('\n'),
    );
    expect(log).toBe(['before hunter2', ...[...forms, ...base64].map(() => '***'), 'x *** y'].join('\n'));
    expect(mask(`a ${secret} b`)).toBe('a *** b');
  });

  it('masks every line of a value of several lines, in annotations as well', () => {
    const { log, annotations } = readLog('::add-mask::first line%0Asecond line%0A\n::error::a second line\nfirst line');
    expect(annotations[0]?.message).toBe('a ***');
    expect(log).toBe('error: a ***\n***');
  });

  it('complains about what GitHub cuts or drops', () => {
    expect(readLog('x'.repeat(1_025)).complaints).toEqual(['a line of 1025 characters']);
    expect(readLog(`::error::${'x'.repeat(4_097)}`).complaints).toEqual([
      'an annotation of more than 4,096 characters',
    ]);
    expect(readLog('::warning::x\n'.repeat(11)).complaints).toEqual(['11 annotations of level warning']);
    expect(readLog(`${'x'.repeat(1_024)}\n${'::warning::x\n'.repeat(10)}`).complaints).toEqual([]);
  });
});

describe('file commands, as the runner reads them', () => {
  const read = (text: string) => {
    const complaints: string[] = [];
    return { values: readFileCommand(text, 'GITHUB_OUTPUT', complaints), complaints };
  };

  it.each<[string, Record<string, string>]>([
    ['', {}],
    ['a=1\nb=x=y<<z\n\nc=\n', { a: '1', b: 'x=y<<z', c: '' }],
    ['a<<END\none\n\ntwo=2\nEND\nb=1\n', { a: 'one\n\ntwo=2', b: '1' }],
    ['a<<END\nEND', { a: '' }],
    ['a<<E=F\nx\nE=F\n', { a: 'x' }],
    ['a<<END\n END\nENDx\nEND\n', { a: ' END\nENDx' }],
    ['a=1\r\n', { a: '1\r' }],
    ['a=1\na=2\n', { a: '2' }],
  ])('%j', (text, values) => {
    expect(read(text)).toEqual({ values, complaints: [] });
  });

  it.each([
    ['a=1\ntext\nb=2', 'GITHUB_OUTPUT: invalid format in line 2'],
    ['a=1\nb<<END\nnever ended', 'GITHUB_OUTPUT: invalid format in line 2'],
    ['a=1\nb<<\n\n', 'GITHUB_OUTPUT: invalid format in line 2'],
    ['a=1\n<<END\nx\nEND', 'GITHUB_OUTPUT: invalid format in line 2'],
    ['a=1\n=x', 'GITHUB_OUTPUT: no name in line 2'],
  ])('complains about %j and reads no further', (text, complaint) => {
    expect(read(text)).toEqual({ values: { a: '1' }, complaints: [complaint] });
  });

  it('give back any value that was written with a delimiter of its own', () => {
    const value = fc.string({ unit: 'binary' });
    const name = fc.stringMatching(/^[a-z-]{1,10}$/);
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key }), (pairs) => {
        const text = pairs.map(([key, of]) => `${key}<<ghadelimiter_1\n${of}\nghadelimiter_1\n`).join('');
        const expected = Object.fromEntries(pairs);
        expect(read(text)).toEqual({ values: expected, complaints: [] });
      }),
    );
  });
});
