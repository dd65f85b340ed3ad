import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readApiUrl, readHosts, readSmokeTarget } from '../../src/inputs/addresses.ts';
import { smokeUrl } from '../../src/rollout/smoke.ts';
import { refusal } from './refusal.ts';

describe('where a smoke test goes', () => {
  it.each(['/', '/healthz', '/a/b?c=d&e', '/%20'])('%j is a path', (text) => {
    expect(readSmokeTarget(` ${text}#part `)).toEqual({ path: text });
  });

  it.each(['https://web.acme.gov', 'http://127.0.0.1:8080/x?y#z', 'https://[::1]/'])('%j is a URL', (text) => {
    expect(readSmokeTarget(text)).toEqual(new URL(text.replace(/#.*/, '')));
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
    expect(refusal(() => readSmokeTarget(text))).toMatch(/^is neither a path .* nor a URL/);
  });

  it('refuses credentials, and quotes none', () => {
    for (const text of ['https://me:s3cret@web.acme.gov/', 'https://me@web.acme.gov/', 'ftp://x/?token=s3cret']) {
      expect(refusal(() => readSmokeTarget(text))).not.toContain('s3cret');
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
        let target: ReturnType<typeof readSmokeTarget>;
        try {
          target = readSmokeTarget(text);
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
    expect(readApiUrl(text).href).toBe(href);
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
    expect(refusal(() => readApiUrl(text))).toContain(part);
  });

  it.each([
    'https://me:s3cret@api.example.org',
    'https://s3cret@x.org',
    'https://x.org/?token=s3cret',
    'x.org/#s3cret',
  ])('refuses %j without quoting it', (text) => {
    expect(refusal(() => readApiUrl(text))).not.toContain('s3cret');
  });
});

describe('host names', () => {
  it('are read from lines and lists, in lower case', () => {
    expect(readHosts('Auth.Example.org, b\n# no\n10.0.0.1 [fd00::1]\nxn--mller-kva.example\na_b.example')).toEqual([
      ...['auth.example.org', 'b', '10.0.0.1', '[fd00::1]', 'xn--mller-kva.example', 'a_b.example'],
    ]);
    expect(readHosts('# none')).toEqual([]);
  });

  it.each([
    ...['https://auth.example.org', 'auth.example.org/', 'auth.example.org/token', 'auth.example.org:443'],
    ...['auth.example.org:8443', '*.example.org', '"auth.example.org"', "'auth.example.org'", 'a..b', '.a', 'a.'],
    ...['müller.example', '0x7f.1', '127.1', '[::1', 'fd00::1', '[fd00:0::1]', '[fd00::1]:443', 'a?b', 'a#b', 'a%2eb'],
  ])('cannot be %j', (entry) => {
    expect(refusal(() => readHosts(`ok.example ${entry}`))).toBe(
      'entry 2 is no host name · write auth.example.org: no scheme, port, path or "*"',
    );
  });

  it.each(['https://me:s3cret@auth.example.org', 'me:s3cret@auth.example.org', 'auth.example.org/?token=s3cret'])(
    'are not quoted: %j',
    (entry) => {
      expect(refusal(() => readHosts(entry))).not.toContain('s3cret');
    },
  );
});
