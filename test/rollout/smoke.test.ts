import type { IncomingMessage, RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { Cancelled } from '../../src/errors.ts';
import { createHttp } from '../../src/http/client.ts';
import type { SmokeTest } from '../../src/inputs/request.ts';
import { ask, smoke, smokeUrl } from '../../src/rollout/smoke.ts';
import { startProxy, withProxy } from '../http/proxies.ts';
import { closedPort, closeServers, cut, scripted, serve, status } from '../http/servers.ts';
import { FakeClock } from '../support/fake-clock.ts';

afterEach(closeServers);

const usual: SmokeTest = { target: { path: '/' }, statuses: [{ from: 200, to: 299 }], timeoutMs: 60_000 };

function bench(signal = new AbortController().signal) {
  const clock = new FakeClock();
  const notes: string[] = [];
  const http = createHttp({ clock, userAgent: 'test/1' });
  return { clock, notes, tools: { http, clock, signal, note: (line: string) => notes.push(line) } };
}

const says =
  (code: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(code, headers).end(body);
const redirect = (to: string, code = 302) => says(code, '', { location: to });

/** One question, and what the server was asked. */
async function asked(test: Partial<SmokeTest>, path: string, ...answers: RequestListener[]) {
  const { url, requests } = await scripted(...answers);
  const { tools } = bench();
  const answer = await ask({ ...usual, ...test }, new URL(url + path), tools);
  return { ...answer, line: answer.line.replaceAll(url, ''), requests, paths: requests.map(({ url: at }) => at) };
}

describe('the address', () => {
  it.each<[string, string | undefined, string | undefined]>([
    ['/healthz', 'https://web.acme.gov', 'https://web.acme.gov/healthz'],
    ['/healthz?full=1', 'https://web.acme.gov/', 'https://web.acme.gov/healthz?full=1'],
    ['/healthz', 'https://acme.gov/web', 'https://acme.gov/web/healthz'],
    ['/', 'https://acme.gov/web/', 'https://acme.gov/web/'],
    ['/healthz', undefined, undefined],
    ['/healthz', 'tcp.acme.gov:1024', undefined],
  ])('of %s at %s is %s', (path, app, expected) => {
    expect(smokeUrl({ ...usual, target: { path } }, app)?.href).toBe(expected);
  });

  it('that is whole is taken as it is', () => {
    const target = new URL('https://cdn.acme.gov/web?x=1');
    expect(smokeUrl({ ...usual, target }, 'https://web.acme.gov')).toBe(target);
  });
});

describe('an answer', () => {
  it.each<[string, Partial<SmokeTest>, RequestListener, boolean, string]>([
    ['a right status', {}, status(204), true, 'GET /healthz · 204'],
    ['another one', {}, status(503), false, 'GET /healthz · 503 instead of 200-299'],
    ['below the range', { statuses: [{ from: 201, to: 299 }] }, status(200), false, '· 200 instead of 201-299'],
    [
      'one of a list',
      {
        statuses: [
          { from: 200, to: 200 },
          { from: 401, to: 404 },
        ],
      },
      status(404),
      true,
      '· 404',
    ],
    [
      'none of a list',
      {
        statuses: [
          { from: 200, to: 200 },
          { from: 401, to: 404 },
        ],
      },
      status(405),
      false,
      '· 405 instead of 200, 401-404',
    ],
    ['the text', { text: 'all is well' }, says(200, 'today all is well'), true, '· 200'],
    [
      'another text',
      { text: 'all is well' },
      says(200, 'so la la'),
      false,
      '· 200, without the text that was asked for',
    ],
    ['no text', { text: 'all is well' }, status(204), false, '· 204, without the text'],
    ['the text with a wrong status', { text: 'well' }, says(500, 'well'), false, '· 500 instead of 200-299'],
    ['text in letters of all kinds', { text: 'Grüße 🚀' }, says(200, 'viele Grüße 🚀'), true, '· 200'],
    ['none', {}, (message) => cut(message), false, 'GET /healthz · the connection was cut'],
  ])('of %s', async (_, test, answer, right, line) => {
    const { right: isRight, line: said } = await asked(test, '/healthz', answer);
    expect(said).toContain(line);
    expect(isRight).toBe(right);
  });

  it('is asked for without a credential, unpacked, and its query is nobody’s business', async () => {
    const { line, requests, paths } = await asked({}, '/healthz?key=s3cret', status(500));
    expect(paths).toEqual(['/healthz?key=s3cret']);
    expect(requests[0]?.headers).toMatchObject({
      accept: '*/*',
      'accept-encoding': 'identity',
      'user-agent': 'test/1',
    });
    expect(Object.keys(requests[0]?.headers ?? {})).not.toContain('authorization');
    expect(line).toBe('GET /healthz · 500 instead of 200-299');
  });

  it.each([
    ['\n\n  Error: no database  \r\nat main', 'Error: no database'],
    ['\r<h1>Oops</h1>', '<h1>Oops</h1>'],
    ['', undefined],
    [' \n ', undefined],
  ])('that is wrong is told by its first line: %j', async (body, words) => {
    const { words: told } = await asked({}, '/', says(500, body));
    expect(told).toBe(words);
  });

  it('of many MiB is read as far as one, and no further', async () => {
    const mebibyte = 'x'.repeat(1024 * 1024);
    expect((await asked({}, '/', says(200, `${mebibyte}${mebibyte}`))).right).toBe(true);
    const within = `${mebibyte.slice(0, -4)}well${mebibyte}`;
    expect((await asked({ text: 'well' }, '/', says(200, within))).right).toBe(true);
    expect((await asked({ text: 'well' }, '/', says(200, `${mebibyte}well`))).right).toBe(false);
  });

  it('that never ends is none', async () => {
    const { tools, clock } = bench();
    const url = await serve((_, response) => {
      response.write('and so on');
      clock.pass(15_000);
    });
    const { right, line } = await ask(usual, new URL(url), tools);
    expect({ right, line }).toEqual({ right: false, line: expect.stringContaining('no complete answer within 15 s') });
  });
});

describe('a redirect', () => {
  const home = says(200, 'home');

  it.each([301, 302, 303, 307, 308])('by %d is followed within the app', async (code) => {
    const { right, line, paths } = await asked({ text: 'home' }, '/', redirect('/en?x=1', code), home);
    expect({ right, line, paths }).toEqual({ right: true, line: 'GET / · 200', paths: ['/', '/en?x=1'] });
  });

  it('is followed by whole addresses, and by such that stand beside it', async () => {
    const { paths } = await asked({}, '/a/b', redirect('c'), redirect('../d'), home);
    expect(paths).toEqual(['/a/b', '/a/c', '/d']);
  });

  it('is not followed to another host, which is named without its path', async () => {
    const { right, line, paths } = await asked({}, '/', redirect('https://login.acme.gov/?token=s3cret'), home);
    expect({ right, paths }).toEqual({ right: false, paths: ['/'] });
    expect(line).toBe('GET / · 302 to login.acme.gov instead of 200-299');
  });

  it('that is asked for is the answer', async () => {
    const { right, line, paths } = await asked({ statuses: [{ from: 302, to: 302 }] }, '/', redirect('/en'), home);
    expect({ right, line, paths }).toEqual({ right: true, line: 'GET / · 302', paths: ['/'] });
  });

  it('is followed five times', async () => {
    const round: RequestListener = (message, response) => redirect(`${message.url}x`)(message as never, response);
    expect((await asked({}, '/', round, round, round, round, round, home)).right).toBe(true);
    const { line, paths } = await asked({}, '/', round);
    expect(paths).toHaveLength(6);
    expect(line).toMatch(/· 302 to 127\.0\.0\.1:\d+ once more, after 5 others instead of 200-299$/);
  });

  it.each(['http://', 'mailto:ops@acme.gov', 'ftp://127.0.0.1/'])('to %s leads nowhere', async (location) => {
    expect((await asked({}, '/', redirect(location))).line).toBe('GET / · 302 to no address instead of 200-299');
  });
});

describe('the smoke test', () => {
  it('asks until the answer is right, and tells what was wrong once', async () => {
    const lag = says(404, 'unknown route');
    const { url, requests } = await scripted(lag, lag, says(502, ''), status(200));
    const { tools, notes, clock } = bench();
    const result = await smoke(usual, new URL(`${url}/healthz`), tools);
    expect(result).toEqual({ right: true, line: `GET ${url}/healthz · 200 in 0.0 s` });
    expect(notes).toEqual([404, 502].map((code) => `GET ${url}/healthz · ${code} instead of 200-299`));
    expect(requests).toHaveLength(4);
    expect(clock.slept).toEqual([500, 750, 1_125]);
  });

  it('comes through while nobody listens yet', async () => {
    const port = await closedPort();
    const { tools, notes } = bench();
    const result = await smoke(usual, new URL(`http://127.0.0.1:${port}/`), tools);
    expect(result.right).toBe(false);
    expect(result.line).toMatch(/refuses connections, for 1m$/);
    expect(notes).toHaveLength(1);
  });

  it('ends within its own time limit, with the last answer', async () => {
    const { tools, clock } = bench();
    const startedAt = clock.now();
    const { url, requests } = await scripted(says(500, 'Error: no database'));
    const result = await smoke({ ...usual, timeoutMs: 20_000 }, new URL(url), tools);
    expect(result).toEqual({
      right: false,
      line: `GET ${url}/ · 500 instead of 200-299, for 20 s`,
      words: 'Error: no database',
    });
    expect(clock.now() - startedAt).toBe(19_500);
    expect(Math.max(...clock.slept)).toBe(5_000);
    expect(requests).toHaveLength(clock.slept.length + 1);
  });

  it('takes a right answer at the very end', async () => {
    const { tools, clock } = bench();
    const startedAt = clock.now();
    const url = await serve((message, response) => {
      status(clock.now() - startedAt < 19_000 ? 404 : 200)(message, response);
    });
    expect((await smoke({ ...usual, timeoutMs: 20_000 }, new URL(url), tools)).right).toBe(true);
  });

  it('waits for no answer beyond its limit, however slow each of them is', async () => {
    const { tools, clock } = bench();
    const startedAt = clock.now();
    const waited: number[] = [];
    const url = await serve(() => {
      const before = clock.now();
      clock.pass(30_000);
      waited.push(before - startedAt);
    });
    const result = await smoke({ ...usual, timeoutMs: 20_000 }, new URL(url), tools);
    expect(result.line).toMatch(/no complete answer within 15 s, for 20 s$/);
    expect(waited).toEqual([0]);
    const short = await smoke({ ...usual, timeoutMs: 3_000 }, new URL(url), tools);
    expect(short.line).toMatch(/no complete answer within 3 s, for 3\.0 s$/);
  });

  it('ends when the run is cancelled: between two questions, and during one', async () => {
    const stop = new AbortController();
    const { tools } = bench(stop.signal);
    const url = await serve((message, response) => {
      status(404)(message, response);
      setImmediate(() => stop.abort(new Cancelled()));
    });
    await expect(smoke(usual, new URL(url), tools)).rejects.toBeInstanceOf(Cancelled);
    const during = new AbortController();
    const hanging = await serve(() => during.abort(new Cancelled()));
    await expect(smoke(usual, new URL(hanging), bench(during.signal).tools)).rejects.toBeInstanceOf(Cancelled);
  });

  it('goes through the proxy, and past it where NO_PROXY says so', async () => {
    const seen: (string | undefined)[] = [];
    const behind = new URL(
      await serve((message: IncomingMessage, response) => {
        seen.push(message.headers.host);
        response.end();
      }),
    );
    const { port, asked: tunnelled } = await startProxy(Number(behind.port));
    const go = (url: string) => smoke({ ...usual, timeoutMs: 1_000 }, new URL(url), bench().tools);
    await withProxy({ http_proxy: `http://127.0.0.1:${port}`, no_proxy: '.apps.invalid' }, async () => {
      expect((await go('http://web.acme.invalid/')).right).toBe(true);
      expect((await go('http://web.apps.invalid/')).line).toContain('web.apps.invalid');
      expect((await go(behind.href)).right).toBe(true);
    });
    expect(tunnelled.map(({ authority }) => authority)).toEqual(['web.acme.invalid:80']);
    expect(seen).toEqual(['web.acme.invalid', behind.host]);
  });
});
