import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NetworkError } from '../../src/http/errors.ts';
import type { HttpRequest, HttpResponse, Method } from '../../src/http/http.ts';
import { pauseBeforeRetry, retryAfterMs } from '../../src/http/retry.ts';

const now = Date.UTC(2026, 10, 22, 8, 0, 0);
const url = new URL('https://api.example.org/v3/apps');

function request(method: Method, retry?: HttpRequest['retry']): HttpRequest {
  return { method, url, ...(retry === undefined ? {} : { retry }) };
}

/** The pause after try number `attempt`, in the middle of its spread. */
function pause(of: HttpRequest, outcome: number | string, options: { attempt?: number; after?: string } = {}) {
  const headers: Record<string, string> = options.after === undefined ? {} : { 'retry-after': options.after };
  const result: HttpResponse | NetworkError =
    typeof outcome === 'number'
      ? { request: of, status: outcome, headers, body: Buffer.from('') }
      : new NetworkError(of, outcome.replace('sent ', ''), outcome.startsWith('sent '));
  return pauseBeforeRetry(of, result, options.attempt ?? 1, now, 0.5);
}

describe('what is sent again', () => {
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
  const reads = ['GET', 'HEAD'];
  const table: [outcome: number | string, safe: boolean, refused: boolean][] = [
    [200, false, false],
    [302, false, false],
    [400, false, false],
    [401, false, false],
    [404, false, false],
    [408, true, false],
    [409, false, false],
    [422, false, false],
    [429, true, true],
    [500, true, false],
    [501, false, false],
    [502, true, false],
    [503, true, false],
    [504, true, false],
    ['ECONNREFUSED', true, true],
    ['EAI_AGAIN', true, true],
    ['EHOSTUNREACH', true, true],
    ['PROXY_502', true, true],
    ['ENOTFOUND', false, false],
    ['CERT_HAS_EXPIRED', false, false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', false, false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', false, false],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', false, false],
    ['UNSPECIFIED', false, false],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', false, false],
    ['PRIVATE_ADDRESS', false, false],
    ['sent EPROTO', false, false],
    ['sent ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', true, false],
    ['sent ECONNRESET', true, false],
    ['sent EPIPE', true, false],
    ['sent TRUNCATED', true, false],
    ['sent DEADLINE', true, false],
  ];

  it.each(table)('after %s: safe %s, refused %s', (outcome, safe, refused) => {
    for (const method of methods) {
      expect(pause(request(method, 'safe'), outcome) !== undefined).toBe(safe);
      expect(pause(request(method, 'refused'), outcome) !== undefined).toBe(refused);
      expect(pause(request(method, 'lost'), outcome) !== undefined).toBe(safe && outcome !== 429);
      expect(pause(request(method, 'never'), outcome)).toBeUndefined();
      const byDefault = reads.includes(method) ? safe : refused;
      expect(pause(request(method), outcome) !== undefined).toBe(byDefault);
    }
  });

  it('is tried four times in all, with growing pauses', () => {
    const pauses = [1, 2, 3, 4, 5].map((attempt) => pause(request('GET'), 503, { attempt }));
    expect(pauses).toEqual([500, 1_000, 2_000, undefined, undefined]);
  });

  it('is spread by a quarter to either side', () => {
    const get = request('GET');
    const answer: HttpResponse = { request: get, status: 503, headers: {}, body: Buffer.from('') };
    expect(pauseBeforeRetry(get, answer, 1, now, 0)).toBe(375);
    expect(pauseBeforeRetry(get, answer, 1, now, 1)).toBe(625);
  });
});

describe('Retry-After', () => {
  it.each<[string | undefined, number | undefined]>([
    ['7', 7_000],
    [' 7 ', 7_000],
    ['60', 60_000],
    ['61', undefined],
    ['0', 500],
    ['Sun, 22 Nov 2026 08:00:09 GMT', 9_000],
    ['Sunday, 22-Nov-26 08:00:09 GMT', 9_000],
    ['Sun Nov 22 08:00:09 2026 GMT', 9_000],
    ['Sun, 22 Nov 2026 09:00:09 GMT', undefined],
    ['Sun, 22 Nov 2026 07:00:00 GMT', 500],
    ['soon', 500],
    ['', 500],
    [undefined, 500],
  ])('of %j is waited for, up to a minute', (after, expected) => {
    const options = after === undefined ? {} : { after };
    expect(pause(request('POST'), 429, options)).toBe(expected);
    expect(pause(request('GET'), 503, options)).toBe(expected);
  });

  it('is nobody’s to wait for when the caller can do better', () => {
    expect(pause(request('GET', 'lost'), 429, { after: '1' })).toBeUndefined();
    expect(pause(request('GET', 'lost'), 503, { after: '7' })).toBe(7_000);
  });

  it('does not make a request repeatable', () => {
    expect(pause(request('POST'), 503, { after: '1' })).toBeUndefined();
  });

  it('with 429 is believed ten times; 429 without it, or another status with it, four times', () => {
    for (const method of ['GET', 'POST'] as const) {
      expect(pause(request(method), 429, { after: '7', attempt: 9 })).toBe(7_000);
      expect(pause(request(method), 429, { after: '7', attempt: 10 })).toBeUndefined();
      expect(pause(request(method), 429, { attempt: 3 })).toBe(2_000);
      expect(pause(request(method), 429, { attempt: 4 })).toBeUndefined();
      expect(pause(request(method), 429, { after: 'soon', attempt: 4 })).toBeUndefined();
    }
    expect(pause(request('GET'), 503, { after: '7', attempt: 3 })).toBe(7_000);
    expect(pause(request('GET'), 503, { after: '7', attempt: 4 })).toBeUndefined();
    expect(pause(request('GET'), 'ECONNREFUSED', { attempt: 4 })).toBeUndefined();
  });

  it.each(['-5', '1.5', '1e3', '5 minutes', 'in 3', '99999999999'])('of %j says nothing', (value) => {
    expect(retryAfterMs(value, now)).toBeUndefined();
  });

  it('may be a moment, in seconds since the epoch, as older Cloud Controllers have it', () => {
    expect(retryAfterMs(String(now / 1000 + 30), now)).toBe(30_000);
    expect(retryAfterMs(String(now / 1000 - 30), now)).toBe(0);
  });

  it('is never negative and never NaN', () => {
    const likely = fc.constantFrom('Sun', 'Mon, ', '22 ', 'Nov', '2026', ' 08:00', ':', '-', '9');
    const text = fc.oneof(
      fc.string(),
      fc.array(likely).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (value) => {
        const ms = retryAfterMs(value, now);
        if (ms !== undefined) expect(ms).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
