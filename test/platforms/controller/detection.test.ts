import { afterEach, describe, expect, test } from 'vitest';
import type { Reply, RunningServer } from '../../../sandbox/server.ts';
import { deis } from '../../../src/platforms/deis/index.ts';
import { drycc } from '../../../src/platforms/drycc/index.ts';
import { bench, requestTo, SleepingClock, scripted } from './workbench.ts';

let server: RunningServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const unauthorized: Reply = { status: 401, body: { detail: 'Authentication credentials were not provided.' } };

async function found(
  answer: Reply,
  headers: Readonly<Record<string, string>>,
  platform: 'auto' | 'deis' | 'drycc' = 'auto',
  path = '',
) {
  const running = await scripted({ 'GET /v2/': answer, 'GET /base/v2/': answer }, headers);
  server = running;
  const { context } = bench(requestTo(running.url + path, { platform }), new SleepingClock());
  const both = await Promise.allSettled([deis.detect(context), drycc.detect(context)]);
  const [asDeis, asDrycc] = both.map((result) =>
    result.status === 'fulfilled' ? (result.value?.kind ?? 'no') : (result.reason as { code: string }).code,
  );
  return { asDeis, asDrycc, requests: running.requests, both };
}

describe('one request tells', () => {
  test('Deis v2', async () => {
    const { asDeis, asDrycc, requests } = await found(unauthorized, { DEIS_API_VERSION: '2.3' });
    expect([asDeis, asDrycc]).toEqual(['deis', 'no']);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.headers['authorization']).toBeUndefined();
  });

  test('Drycc, with its header once or twice', async () => {
    expect(await found(unauthorized, { DRYCC_API_VERSION: '2.3' })).toMatchObject({ asDeis: 'no', asDrycc: 'drycc' });
    await server?.close();
    expect(await found(unauthorized, { DRYCC_API_VERSION: '2.3, 2.3' })).toMatchObject({ asDrycc: 'drycc' });
  });

  test('behind a base path', async () => {
    expect(await found(unauthorized, { DEIS_API_VERSION: '2.3' }, 'auto', '/base')).toMatchObject({ asDeis: 'deis' });
  });

  test('Deis v1, which answers 404 with its header, and 401 where its own API is', async () => {
    const headers = { DEIS_API_VERSION: '1.7' };
    const at = async (v1: Reply) => {
      server = await scripted({ 'GET /v1/': v1 }, headers);
      const { context } = bench(requestTo(server.url, { platform: 'auto' }), new SleepingClock());
      const [asDeis, asDrycc] = await Promise.allSettled([deis.detect(context), drycc.detect(context)]);
      await server.close();
      expect(asDrycc).toEqual({ status: 'fulfilled', value: undefined });
      return asDeis.status === 'fulfilled' ? asDeis.value?.title : (asDeis.reason as { code: string }).code;
    };
    expect(await at(unauthorized)).toBe('Deis v1');
    expect(await at({ status: 404 })).toBe('CONTROLLER_PATH');
    expect(await at({ status: 200, body: '<title>Sign in</title>' })).toBe('CONTROLLER_ANSWER');
    expect(await at({ status: 301, headers: { location: 'https://deis.example.com/v1/' } })).toBe(
      'CONTROLLER_REDIRECT',
    );
    expect(await at({ status: 503, body: 'no' })).toBe('CONTROLLER_UNAVAILABLE');
    server = undefined;
  });

  test('something else', async () => {
    expect(await found({ status: 200, body: { links: {} } }, {})).toMatchObject({ asDeis: 'no', asDrycc: 'no' });
  });
});

test('the other generation than the one that was named is said', async () => {
  expect(await found(unauthorized, { DRYCC_API_VERSION: '2.3' }, 'deis')).toMatchObject({
    asDeis: 'CONTROLLER_GENERATION',
    asDrycc: 'drycc',
  });
  await server?.close();
  expect(await found(unauthorized, { DEIS_API_VERSION: '2.3' }, 'drycc')).toMatchObject({
    asDeis: 'deis',
    asDrycc: 'CONTROLLER_GENERATION',
  });
});

test('`/v2` written into api', async () => {
  const running = await scripted({}, { DEIS_API_VERSION: '2.3' });
  server = running;
  const { context } = bench(requestTo(`${running.url}/v2`), new SleepingClock());
  await expect(deis.detect(context)).rejects.toMatchObject({
    code: 'CONTROLLER_PATH',
    hint: `Write \`api: ${running.url}\`, without the API’s version.`,
  });
});

test.each([429, 500, 503])('%s says nothing about what it is', async (status) => {
  const down = { status, headers: { 'content-type': 'text/plain' }, body: 'no healthy upstream' };
  const { both } = await found(down, {});
  expect(both[0]).toMatchObject({
    status: 'rejected',
    reason: {
      code: 'CONTROLLER_UNAVAILABLE',
      message: expect.stringMatching(`answers ${status}: no healthy upstream`),
    },
  });
});

describe('a redirect', () => {
  const to = (location: string): Reply => ({ status: 301, headers: { location } });

  test('to https is not followed, and the error says what to write', async () => {
    const { both } = await found(to('https://deis.example.com/v2/'), {});
    expect(both[0]).toMatchObject({
      status: 'rejected',
      reason: { code: 'CONTROLLER_REDIRECT', hint: 'Write `api: https://deis.example.com`: use https://.' },
    });
  });

  test('to somewhere else is no controller, unless one was named', async () => {
    const elsewhere = to('https://login.example.com/start');
    expect(await found(elsewhere, {})).toMatchObject({ asDeis: 'no', asDrycc: 'no' });
    await server?.close();
    expect(await found(elsewhere, {}, 'deis')).toMatchObject({ asDeis: 'CONTROLLER_REDIRECT' });
  });
});
