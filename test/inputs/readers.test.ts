import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ruleCodes } from '../../src/image/rule-codes.ts';
import { readApiUrl, readHosts, readSmokeTarget } from '../../src/inputs/addresses.ts';
import { readCertificates } from '../../src/inputs/certificates.ts';
import * as readers from '../../src/inputs/readers.ts';
import { readVariables } from '../../src/inputs/variables.ts';
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
    expect(readers.readNames('a b\n# no\nc\n')).toEqual(['a b', 'c']);
    expect(refusal(() => readers.readNames('a\nb\na'))).toBe('a is there twice');
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

  it('is whole seconds where the platform counts in them', () => {
    expect(readers.readSeconds('1m30s')).toBe(90);
    expect(refusal(() => readers.readSeconds('1500ms'))).toBe('"1500ms" · write whole seconds: 90s, 2m');
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

describe('shares of a canary', () => {
  it.each([
    ['10', [10]],
    ['10 50%', [10, 50]],
    ['1%, 100', [1, 100]],
  ])('%j', (text, shares) => {
    expect(readers.readShares(text)).toEqual(shares);
  });

  it.each(['', '0', '101', '50 10', '10 10', '-5', '1e1', '10.5', 'half'])('refuses %j', (text) => {
    expect(refusal(() => readers.readShares(text))).toBe(`"${text}" · write percentages that grow: 10 50`);
  });

  it('are read however they are written, and always grow', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 120 }), { maxLength: 6 }), fc.boolean(), (shares, percent) => {
        const text = shares.map((share) => `${share}${percent ? '%' : ''}`).join(' ');
        const good = shares.length > 0 && shares.every((share, nth) => share > (shares[nth - 1] ?? 0) && share <= 100);
        if (good) expect(readers.readShares(text)).toEqual(shares);
        else expect(refusal(() => readers.readShares(text))).toContain('that grow');
      }),
    );
  });
});

describe('status codes that pass', () => {
  it.each([
    ['200', [[200, 200]]],
    [
      '200, 204',
      [
        [200, 200],
        [204, 204],
      ],
    ],
    [
      '200-399\n401',
      [
        [200, 399],
        [401, 401],
      ],
    ],
  ])('%j', (text, ranges) => {
    expect(readers.readStatuses(text)).toEqual(ranges.map(([from, to]) => ({ from, to })));
  });

  it.each(['2xx', '100', '600', '20', '2000', '299-200', '200-', '200 - 299', 'ok'])('refuses %j', (text) => {
    expect(refusal(() => readers.readStatuses(text))).toMatch(/^".+" · write status codes or a range of them/);
  });

  it('are read as they are written', () => {
    const code = fc.integer({ min: 150, max: 650 });
    fc.assert(
      fc.property(fc.array(fc.tuple(code, code), { minLength: 1, maxLength: 4 }), (pairs) => {
        const text = pairs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
        const good = pairs.every(([from, to]) => from >= 200 && to <= 599 && from <= to);
        if (good) expect(readers.readStatuses(text)).toEqual(pairs.map(([from, to]) => ({ from, to })));
        else expect(refusal(() => readers.readStatuses(text))).toContain('write status codes');
      }),
    );
  });
});

describe('health checks', () => {
  it.each<[string, object]>([
    ['port', { type: 'port' }],
    [' Process ', { type: 'process' }],
    ['http /', { type: 'http', path: '/' }],
    ['HTTP\t /healthz?deep=1&of=a//b', { type: 'http', path: '/healthz?deep=1&of=a//b' }],
  ])('reads %j', (text, check) => expect(readers.readHealthCheck(text)).toEqual(check));

  it.each(['', 'none', 'http', 'http healthz', 'http //healthz', 'http /a b', 'port /', 'process 1', 'https /', '/'])(
    'refuses %j',
    (text) => {
      expect(refusal(() => readers.readHealthCheck(text))).toBe(
        `"${text}" · write port, process, or http and a path: http /healthz`,
      );
    },
  );
});

describe('the platform of the image', () => {
  it.each([
    ['linux/amd64', { os: 'linux', architecture: 'amd64' }],
    [' Linux/AMD64 ', { os: 'linux', architecture: 'amd64' }],
    ['linux/x86_64', { os: 'linux', architecture: 'amd64' }],
    ['linux/x86-64', { os: 'linux', architecture: 'amd64' }],
    ['linux/amd64/v1', { os: 'linux', architecture: 'amd64' }],
    ['linux/amd64/v2', { os: 'linux', architecture: 'amd64', variant: 'v2' }],
    ['linux/aarch64', { os: 'linux', architecture: 'arm64' }],
    ['linux/arm64/v8', { os: 'linux', architecture: 'arm64' }],
    ['linux/arm/v7', { os: 'linux', architecture: 'arm', variant: 'v7' }],
    ['linux/ARM/V7', { os: 'linux', architecture: 'arm', variant: 'v7' }],
    ['windows/amd64', { os: 'windows', architecture: 'amd64' }],
  ])('reads %j', (text, platform) => {
    expect(readers.readImagePlatform(text)).toEqual(platform);
  });

  it.each([
    '',
    'amd64',
    'linux',
    'linux/',
    '/amd64',
    'linux/arm/7',
    'linux/arm/v7/x',
    'linux amd64',
    'linux/amd64,linux/arm64',
  ])('refuses %j', (text) => {
    expect(refusal(() => readers.readImagePlatform(text))).toBe(
      `"${text}" · write an operating system and an architecture: linux/amd64, linux/arm64`,
    );
  });
});

describe('image checks', () => {
  it.each<[string, string, string[]]>([
    ['enforce', 'enforce', []],
    ['WARN', 'warn', []],
    ['off', 'off', []],
    ['enforce -OLD_IMAGE', 'enforce', ['OLD_IMAGE']],
    ['-old-image', 'enforce', ['OLD_IMAGE']],
    ['-OLD_IMAGE,\n# why\n-cf_root-user\nwarn -OLD_IMAGE', 'warn', ['OLD_IMAGE', 'CF_ROOT_USER']],
    ['', 'enforce', []],
  ])('read %j', (text, imageChecks, codes) => {
    expect(readers.readImageChecks(text)).toEqual({ imageChecks, ignoredChecks: new Set(codes) });
  });

  it('know every code', () => {
    const text = ruleCodes.map((code) => `-${code}`).join(' ');
    expect([...readers.readImageChecks(text).ignoredChecks]).toEqual(ruleCodes);
  });

  it.each([
    ['enforced', '"enforced" · write enforce, warn or off'],
    ['OLD_IMAGE', '"OLD_IMAGE" · write enforce, warn or off'],
    ['enforce warn', '"enforce warn" · write one of enforce, warn and off, then codes with a minus'],
    ['enforce OLD_IMAGE', '"enforce OLD_IMAGE" · write one of enforce, warn and off, then codes with a minus'],
    ['enforce - OLD_IMAGE', '"-" · no check has that code, see docs/image-checks.md'],
    ['warn -OLDIMAGE', '"-OLDIMAGE" · no check has that code, see docs/image-checks.md'],
    ['warn --OLD_IMAGE', '"--OLD_IMAGE" · no check has that code, see docs/image-checks.md'],
    ['-constructor', '"-constructor" · no check has that code, see docs/image-checks.md'],
  ])('refuse %j', (text, message) => {
    expect(refusal(() => readers.readImageChecks(text))).toBe(message);
  });
});

describe('a count', () => {
  it.each([
    ['1', 1],
    [' 12 ', 12],
  ])('%j', (text, count) => expect(readers.readCount(text)).toBe(count));

  it.each(['0', '-1', '1.5', 'two', '100000', '1 2'])('refuses %j', (text) => {
    expect(refusal(() => readers.readCount(text))).toBe(`"${text}" · write a whole number from 1 up`);
  });
});

describe('every reader', () => {
  const all: Record<string, (text: string) => unknown> = {
    readBoolean: readers.readBoolean,
    readChoice: (text) => readers.readChoice(text, ['a', 'b']),
    readLines: readers.readLines,
    readNames: readers.readNames,
    readList: readers.readList,
    readVariables,
    readDuration: readers.readDuration,
    readSeconds: readers.readSeconds,
    readSizeMb: readers.readSizeMb,
    readCount: readers.readCount,
    readPort: readers.readPort,
    readInstances: readers.readInstances,
    readShares: readers.readShares,
    readStatuses: readers.readStatuses,
    readSmokeTarget,
    readHealthCheck: readers.readHealthCheck,
    readApiUrl,
    readImagePlatform: readers.readImagePlatform,
    readHosts,
    readImageChecks: readers.readImageChecks,
    readCertificates,
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
