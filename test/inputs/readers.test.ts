import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as readers from '../../src/inputs/readers.ts';
import { refusal } from './refusal.ts';

const { Unreadable } = readers;

describe('booleans and choices', () => {
  it.each([
    ['true', true],
    [' True ', true],
    ['TRUE', true],
    ['false', false],
    ['False', false],
  ])('reads %j', (text, value) => {
    expect(readers.readBoolean(text)).toBe(value);
  });

  it.each(['yes', 'no', 'on', '1', '', 'truee'])('refuses the boolean %j', (text) => {
    expect(refusal(() => readers.readBoolean(text))).toBe(`"${text}" · write true or false`);
  });

  it('reads a choice in any case and names the choices otherwise', () => {
    expect(readers.readChoice(' Warn', ['enforce', 'warn', 'off'])).toBe('warn');
    expect(refusal(() => readers.readChoice('wran', ['enforce', 'warn', 'off']))).toBe(
      '"wran" · write enforce, warn or off',
    );
    expect(refusal(() => readers.readChoice('x', ['deploy']))).toBe('"x" · write deploy');
  });
});

describe('lists', () => {
  it('drops blank lines, lines of blanks, and comments', () => {
    expect(readers.readLines(' a b \r\n\n   \n# no\n  # no\nc#d\n')).toEqual(['a b', 'c#d']);
    expect(readers.readList('a, b\tc\n# no\n,,d')).toEqual(['a', 'b', 'c', 'd']);
    expect(readers.readList('  \n ')).toEqual([]);
  });
});

describe('durations', () => {
  it.each([
    ['1s', 1_000],
    ['90s', 90_000],
    [' 10m ', 600_000],
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['1500ms', 1_500],
    ['24h', 86_400_000],
  ])('reads %j', (text, ms) => {
    expect(readers.readDuration(text)).toBe(ms);
  });

  it.each(['10', '', 'm', '10 m', '1.5h', '-5s', '10M', '1h30', '5sx', 'x5s', '1d'])('refuses %j', (text) => {
    expect(refusal(() => readers.readDuration(text))).toBe(`"${text}" · write a number with a unit: 90s, 10m, 1h`);
  });

  it.each(['0s', '999ms', '24h1s', '9999999999999999999999h'])('refuses %j as out of bounds', (text) => {
    expect(refusal(() => readers.readDuration(text))).toBe(`"${text}" · write something between 1s and 24h`);
  });

  it('adds up its parts', () => {
    const part = fc.record({ amount: fc.nat(500), unit: fc.constantFrom(['ms', 1], ['s', 1_000], ['m', 60_000]) });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const text = parts.map(({ amount, unit }) => `${amount}${unit[0]}`).join('');
        const total = parts.reduce((sum, { amount, unit }) => sum + amount * Number(unit[1]), 0);
        fc.pre(total >= 1_000 && total <= 86_400_000);
        expect(readers.readDuration(text)).toBe(total);
      }),
    );
  });
});

describe('sizes', () => {
  it.each([
    ['512M', 512],
    ['512m', 512],
    ['512MB', 512],
    ['512 MiB', 512],
    ['1G', 1_024],
    ['1.5GB', 1_536],
    [' 2 GiB ', 2_048],
    ['1T', 1_048_576],
  ])('reads %j', (text, mb) => {
    expect(readers.readSizeMb(text)).toBe(mb);
  });

  it.each(['512', '', 'G', '1K', '1,5G', '-1G', '1e3M', '1 G G'])('refuses %j', (text) => {
    expect(refusal(() => readers.readSizeMb(text))).toBe(`"${text}" · write a number with a unit: 512M, 1G`);
  });

  it.each(['0M', '0.5M', '1.0001G', '99999999999999999999T'])('refuses %j as no whole number', (text) => {
    expect(refusal(() => readers.readSizeMb(text))).toBe(`"${text}" · write a whole number of megabytes`);
  });

  it('reads every whole number in every spelling', () => {
    const unit = fc.constantFrom(['M', 1], ['G', 1_024], ['T', 1_048_576] as const);
    const spelling = fc.constantFrom('', 'B', 'iB');
    const blank = fc.constantFrom('', ' ');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        unit,
        spelling,
        blank,
        (amount, [letter, factor], rest, gap) => {
          expect(readers.readSizeMb(`${amount}${gap}${letter}${rest}`)).toBe(amount * Number(factor));
        },
      ),
    );
  });
});

describe('ports and instances', () => {
  it.each([
    ['1', 1],
    [' 8080 ', 8_080],
    ['65535', 65_535],
  ])('reads the port %j', (text, port) => {
    expect(readers.readPort(text)).toBe(port);
  });

  it.each(['0', '65536', '', '80/tcp', '-1', '8080.0', '0x50', '123456'])('refuses the port %j', (text) => {
    expect(refusal(() => readers.readPort(text))).toBe(`"${text}" · write a port between 1 and 65535`);
  });

  it.each<[string, [string, number][]]>([
    ['3', [['', 3]]],
    ['0', [['', 0]]],
    ['web=3', [['web', 3]]],
    [
      'web=3 worker=1',
      [
        ['web', 3],
        ['worker', 1],
      ],
    ],
    [
      'web=3,\nworker_2=0',
      [
        ['web', 3],
        ['worker_2', 0],
      ],
    ],
    ['__proto__x=1', []],
    ['constructor=2', [['constructor', 2]]],
  ])('reads the instances %j', (text, expected) => {
    if (expected.length === 0) expect(refusal(() => readers.readInstances(text))).toContain('write 3');
    else expect([...readers.readInstances(text)]).toEqual(expected);
  });

  it.each([
    ['web', '"web" · write 3, or web=3 worker=1'],
    ['web=', '"web=" · write 3, or web=3 worker=1'],
    ['web=-1', '"web=-1" · write 3, or web=3 worker=1'],
    ['1.5', '"1.5" · write 3, or web=3 worker=1'],
    ['# 3', '"# 3" · write 3, or web=3 worker=1'],
    [',', '"," · write 3, or web=3 worker=1'],
    ['web=1 web=2', 'web is there twice'],
    ['1 2', 'a bare number is there twice'],
    ['3 worker=1', '"3 worker=1" · write 3, or name every type: web=3 worker=1'],
  ])('refuses the instances %j', (text, message) => {
    expect(refusal(() => readers.readInstances(text))).toBe(message);
  });
});

describe('the API’s URL', () => {
  it.each([
    ['https://api.example.org', 'https://api.example.org/'],
    ['api.example.org', 'https://api.example.org/'],
    ['API.example.org:8443/base//', 'https://api.example.org:8443/base'],
    ['https://api.example.org/', 'https://api.example.org/'],
    ['http://localhost:8080', 'http://localhost:8080/'],
    ['http://127.0.0.1:1/x/', 'http://127.0.0.1:1/x'],
    ['http://[::1]:9', 'http://[::1]:9/'],
  ])('reads %j', (text, href) => {
    expect(readers.readApiUrl(text).href).toBe(href);
  });

  it.each([
    ['https://', 'is no URL'],
    ['http://', 'is no URL'],
    ['https://a b', 'is no URL'],
    ['javascript:alert(1)', 'is no URL'],
    ['http://api.example.org', 'write https://api.example.org: credentials are not sent over http://'],
    ['http://127.evil.example', 'write https://127.evil.example'],
    ['http://localhost.example.org', 'write https://localhost.example.org'],
    ['ftp://api.example.org', 'credentials are not sent over ftp://'],
  ])('refuses %j', (text, part) => {
    expect(refusal(() => readers.readApiUrl(text))).toContain(part);
  });

  it.each([
    'https://me:s3cret@api.example.org',
    'https://s3cret@x.org',
    'https://x.org/?token=s3cret',
    'x.org/#s3cret',
  ])('refuses %j without quoting it', (text) => {
    expect(refusal(() => readers.readApiUrl(text))).not.toContain('s3cret');
  });
});

describe('every reader', () => {
  const all: Record<string, (text: string) => unknown> = {
    readBoolean: readers.readBoolean,
    readChoice: (text) => readers.readChoice(text, ['a', 'b']),
    readLines: readers.readLines,
    readList: readers.readList,
    readVariables: readers.readVariables,
    readDuration: readers.readDuration,
    readSizeMb: readers.readSizeMb,
    readPort: readers.readPort,
    readInstances: readers.readInstances,
    readApiUrl: readers.readApiUrl,
  };
  const likely = fc
    .array(
      fc.constantFrom(
        '1',
        '9',
        'h',
        'm',
        's',
        'M',
        'G',
        '=',
        '{',
        '}',
        '"',
        ':',
        '/',
        '.',
        ' ',
        '\n',
        '#',
        'web',
        '[',
        '%',
      ),
    )
    .map((pieces) => pieces.join(''));

  it.each(Object.entries(all))('%s throws nothing but Unreadable', (_, read) => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), likely), (text) => {
        try {
          read(text);
        } catch (error) {
          expect(error).toBeInstanceOf(Unreadable);
          expect((error as Error).message).not.toBe('');
        }
      }),
    );
  });
});
