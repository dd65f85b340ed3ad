import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ruleCodes } from '../../src/image/rule-codes.ts';
import * as readers from '../../src/inputs/readers.ts';
import { smokeUrl } from '../../src/rollout/smoke.ts';
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

describe('where a smoke test goes', () => {
  it.each(['/', '/healthz', '/a/b?c=d&e', '/%20'])('%j is a path', (text) => {
    expect(readers.readSmokeTarget(` ${text}#part `)).toEqual({ path: text });
  });

  it.each(['https://web.acme.gov', 'http://127.0.0.1:8080/x?y#z', 'https://[::1]/'])('%j is a URL', (text) => {
    expect(readers.readSmokeTarget(text)).toEqual(new URL(text.replace(/#.*/, '')));
  });

  it.each([
    '',
    'healthz',
    'web.acme.gov/healthz',
    '//web.acme.gov',
    '/\\web.acme.gov',
    '/a b',
    'ftp://web/',
    'https://',
  ])('refuses %j', (text) => {
    expect(refusal(() => readers.readSmokeTarget(text))).toMatch(/^is neither a path .* nor a URL/);
  });

  it('refuses credentials, and quotes none', () => {
    for (const text of ['https://me:s3cret@web.acme.gov/', 'https://me@web.acme.gov/', 'ftp://x/?token=s3cret']) {
      expect(refusal(() => readers.readSmokeTarget(text))).not.toContain('s3cret');
    }
  });

  it('never leaves the app by a path', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '@',
      ':',
      '#',
      '?',
      '%2f',
      'a',
      '\t',
      '\n',
      ' ',
      'evil.example',
    );
    const path = fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`);
    fc.assert(
      fc.property(path, (text) => {
        let target: ReturnType<typeof readers.readSmokeTarget>;
        try {
          target = readers.readSmokeTarget(text);
        } catch {
          return;
        }
        expect(target).not.toBeInstanceOf(URL);
        for (const app of ['https://web.acme.gov', 'https://acme.gov/web']) {
          const url = smokeUrl({ target, statuses: [], timeoutMs: 1 }, app);
          expect(url?.origin).toBe(new URL(app).origin);
          expect(url?.username).toBe('');
        }
      }),
      { numRuns: 500 },
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

describe('host names', () => {
  it('are read from lines and lists, in lower case', () => {
    expect(
      readers.readHosts('Auth.Example.org, b\n# no\n10.0.0.1 [fd00::1]\nxn--mller-kva.example\na_b.example'),
    ).toEqual([...['auth.example.org', 'b', '10.0.0.1', '[fd00::1]', 'xn--mller-kva.example', 'a_b.example']]);
    expect(readers.readHosts('# none')).toEqual([]);
  });

  it.each([
    ...['https://auth.example.org', 'auth.example.org/', 'auth.example.org/token', 'auth.example.org:443'],
    ...['auth.example.org:8443', '*.example.org', '"auth.example.org"', "'auth.example.org'", 'a..b', '.a', 'a.'],
    ...['müller.example', '0x7f.1', '127.1', '[::1', 'fd00::1', '[fd00:0::1]', '[fd00::1]:443', 'a?b', 'a#b', 'a%2eb'],
  ])('cannot be %j', (entry) => {
    expect(refusal(() => readers.readHosts(`ok.example ${entry}`))).toBe(
      'entry 2 is no host name · write auth.example.org: no scheme, port, path or "*"',
    );
  });

  it.each(['https://me:s3cret@auth.example.org', 'me:s3cret@auth.example.org', 'auth.example.org/?token=s3cret'])(
    'are not quoted: %j',
    (entry) => {
      expect(refusal(() => readers.readHosts(entry))).not.toContain('s3cret');
    },
  );
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

describe('certificates', () => {
  /** Of Node's own list, in lines of 64 characters (RFC 7468): Node's are longer. */
  const everybody = rootCertificates.map((certificate) => {
    const [begin = '', ...rest] = certificate.trimEnd().split('\n');
    const base64 = rest.slice(0, -1).join('');
    return [begin, ...(base64.match(/.{1,64}/g) ?? []), rest.at(-1), ''].join('\n');
  });
  const [one = '', two = ''] = everybody;
  const lines = one.trimEnd().split('\n');
  const howToGive = 'write PEM text (-----BEGIN CERTIFICATE-----), or the path of a file with it';
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pem-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const file = (content: string | Buffer) => {
    const path = join(folder, 'given.pem');
    writeFileSync(path, content);
    return path;
  };

  it.each<[string, string, string[]]>([
    ['as it is', one, [one]],
    ['without the last line end', one.trimEnd(), [one]],
    ['with CRLF', one.replaceAll('\n', '\r\n'), [one]],
    ['with blanks at the ends of lines', one.replaceAll('\n', ' \t\n'), [one]],
    ['in one long line', [lines[0], lines.slice(1, -1).join(''), lines.at(-1)].join('\n'), [one]],
    ['behind what openssl -text prints', `Certificate:\n    Data:\n        Version: 3 (0x2)\n${one}`, [one]],
    ['before other text', `${one}\nsubject=CN = x\n-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n`, [one]],
    [
      'behind a request for one',
      `-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n${one}`,
      [one],
    ],
    ['two', one + two, [one, two]],
    ['two with headlines', `# one\n${one}\n# two\n${two}# end`, [one, two]],
    ['two, glued together by cat', one.trimEnd() + two, [one, two]],
  ])('are read: %s, as text and from a file', (_, text, expected) => {
    expect(readers.readCertificates(text)).toEqual(expected);
    expect(readers.readCertificates(` ${file(text)}\n`)).toEqual(expected);
  });

  it('are read from a file with all authorities that everybody trusts', () => {
    expect(readers.readCertificates(file(everybody.join('')))).toEqual(everybody);
  });

  const unreadable = (index: number) =>
    `certificate ${index} cannot be read · is the text complete, with its line breaks?`;
  it.each([
    ['without its line breaks', one.replaceAll('\n', ' '), unreadable(1)],
    ['with \\n for its line breaks', one.replaceAll('\n', '\\n'), unreadable(1)],
    ['without its end', lines.slice(0, -1).join('\n'), unreadable(1)],
    ['cut in the middle', one.slice(0, one.length / 2), unreadable(1)],
    ['with a line missing', lines.filter((_, index) => index !== 3).join('\n'), unreadable(1)],
    ['with noise in it', '-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----\n', unreadable(1)],
    ['empty', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n', unreadable(1)],
    ['one whole, one cut', one + two.slice(0, 200), unreadable(2)],
    ['one cut, one whole', one.slice(0, 200) + two, unreadable(1)],
    [
      'another kind of PEM',
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
      `holds no certificate · ${howToGive}`,
    ],
  ])('are refused: %s, as text and in a file', (_, text, message) => {
    expect(refusal(() => readers.readCertificates(text))).toBe(message);
    expect(refusal(() => readers.readCertificates(file(text)))).toBe(message);
  });

  it.each(['pkcs8', 'sec1', 'encrypted'])('never come with a key (%s)', (kind) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = privateKey.export(
      kind === 'encrypted'
        ? { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }
        : { type: kind === 'sec1' ? 'sec1' : 'pkcs8', format: 'pem' },
    );
    for (const text of [String(key), `${one}${String(key)}`, `${String(key)}${one}`]) {
      const message = 'holds a private key · give the certificate alone';
      expect(refusal(() => readers.readCertificates(text))).toBe(message);
      expect(refusal(() => readers.readCertificates(file(text)))).toBe(message);
    }
  });

  it.each<[string, () => string, string]>([
    ['a file that is not there', () => join(folder, 'none.pem'), 'is neither PEM text nor a file that can be read'],
    [
      'base64 without its lines',
      () => lines.slice(1, -1).join('\n'),
      'is neither PEM text nor a file that can be read',
    ],
    ['PEM in base64', () => Buffer.from(one).toString('base64'), 'is neither PEM text nor a file that can be read'],
    ['a character that no path holds', () => 'a\0b', 'is neither PEM text nor a file that can be read'],
    ['a folder', () => folder, 'is no regular file'],
    ['a device', () => '/dev/null', 'is no regular file'],
    ['an empty file', () => file(''), 'holds no certificate'],
    ['DER', () => file(Buffer.from(lines.slice(1, -1).join(''), 'base64')), 'holds no certificate'],
  ])('cannot be %s, which is not quoted', (_, make, problem) => {
    const text = make();
    expect(refusal(() => readers.readCertificates(text))).toBe(`${problem} · ${howToGive}`);
  });

  it('are not read from a file of more than 1 MiB', () => {
    const path = file(one);
    truncateSync(path, 1024 * 1024);
    expect(readers.readCertificates(path)).toEqual([one]);
    truncateSync(path, 1024 * 1024 + 1);
    expect(refusal(() => readers.readCertificates(path))).toBe(`is a file of more than 1 MiB · ${howToGive}`);
  });

  it('are found in good time, whatever the text', () => {
    const begins = '-----BEGIN CERTIFICATE-----\n'.repeat(20_000);
    expect(refusal(() => readers.readCertificates(begins))).toBe(unreadable(1));
    const keys = '-----BEGIN RSA '.repeat(40_000);
    expect(refusal(() => readers.readCertificates(keys))).toContain('holds no certificate');
  }, 2_000);
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
    readVariables: readers.readVariables,
    readDuration: readers.readDuration,
    readSeconds: readers.readSeconds,
    readSizeMb: readers.readSizeMb,
    readCount: readers.readCount,
    readPort: readers.readPort,
    readInstances: readers.readInstances,
    readShares: readers.readShares,
    readStatuses: readers.readStatuses,
    readSmokeTarget: readers.readSmokeTarget,
    readHealthCheck: readers.readHealthCheck,
    readApiUrl: readers.readApiUrl,
    readImagePlatform: readers.readImagePlatform,
    readHosts: readers.readHosts,
    readImageChecks: readers.readImageChecks,
    readCertificates: readers.readCertificates,
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
