import { afterEach, expect, test } from 'vitest';
import type { RunningServer } from '../../../sandbox/server.ts';
import { Cancelled } from '../../../src/errors.ts';
import { createHttp } from '../../../src/http/client.ts';
import { CloudController, filterValue, warningsOf } from '../../../src/platforms/cloudfoundry/api/cloud-controller.ts';
import { createOnce } from '../../../src/platforms/cloudfoundry/api/create-once.ts';
import { UnreadableAnswer } from '../../../src/platforms/cloudfoundry/api/errors.ts';
import { TokenSource } from '../../../src/platforms/cloudfoundry/login/token-source.ts';
import { problem, type Script, SleepingClock, scripted, token, withoutOidc } from './scripted.ts';

let server: RunningServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function controller(script: Script, more: { base?: string; signal?: AbortSignal } = {}) {
  const running = await scripted({ 'POST /oauth/token': (_, nth) => token(`t${nth}`), ...script });
  server = running;
  const clock = new SleepingClock();
  const http = createHttp({ clock, userAgent: 'test' });
  const notes: string[] = [];
  const tokens = new TokenSource({
    http,
    clock,
    server: new URL(running.url),
    login: { kind: 'client', id: 'ci', secret: 's3cret' },
    mask: () => {},
    ...withoutOidc,
  });
  const api = new CloudController({
    http,
    base: running.url + (more.base ?? ''),
    tokens,
    signal: more.signal,
    role: () => 'cf set-space-role ci acme prod SpaceDeveloper --client',
    note: (line) => notes.push(line),
  });
  return { api, clock, notes, requests: running.requests, tokens };
}

const invalidToken = problem(401, 1000, 'CF-InvalidAuthToken', 'Invalid Auth Token');

test('the token goes along; a base path is kept', async () => {
  const { api, requests } = await controller(
    { 'GET /cf/v3/apps': () => ({ status: 200, body: { resources: [] } }) },
    { base: '/cf' },
  );
  await api.get('/v3/apps', 'read', { names: 'a b' });
  expect(requests[1]?.target).toBe('/cf/v3/apps?names=a+b');
  expect(requests[1]?.headers['authorization']).toBe('bearer t1');
});

test('a token that the API refuses is replaced once, for a POST too', async () => {
  const { api, requests } = await controller({
    'POST /v3/apps': ({ headers }) =>
      headers['authorization'] === 'bearer t2' ? { status: 201, body: { guid: 'g' } } : invalidToken,
  });
  expect(await api.write('POST', '/v3/apps', 'create the app', { name: 'web' })).toEqual({ guid: 'g' });
  expect(requests.map((request) => request.target)).toEqual(['/oauth/token', '/v3/apps', '/oauth/token', '/v3/apps']);
});

test('a token that is refused twice is an error, not a loop', async () => {
  const { api, requests } = await controller({ 'GET /v3/apps': () => invalidToken });
  await expect(api.get('/v3/apps', 'read the app')).rejects.toMatchObject({ code: 'CF_TOKEN_REFUSED' });
  expect(requests).toHaveLength(4);
});

test('10002 is not answered with a new token', async () => {
  const { api, requests } = await controller({
    'GET /v3/apps': () => problem(401, 10002, 'CF-NotAuthenticated', 'Authentication error'),
  });
  await expect(api.get('/v3/apps', 'read the app')).rejects.toMatchObject({ code: 'CF_TOKEN_REFUSED' });
  expect(requests).toHaveLength(2);
});

test('all pages are read, and the token never follows a link to another host', async () => {
  const { api, requests } = await controller({
    'GET /v3/apps': ({ query }) => ({
      status: 200,
      body: {
        pagination: {
          total_pages: 2,
          next: query.get('page') === '2' ? null : { href: 'https://evil.example/v3/apps?page=2&per_page=1' },
        },
        resources: [{ n: query.get('page') ?? '1' }],
      },
    }),
  });
  expect(await api.list('/v3/apps', 'read', { per_page: '1' })).toEqual([{ n: '1' }, { n: '2' }]);
  expect(requests[2]?.target).toBe('/v3/apps?page=2&per_page=1');
});

test('missing means undefined; an unknown endpoint is an error', async () => {
  const { api } = await controller({
    'GET /v3/a': () => problem(404, 10010, 'CF-ResourceNotFound', 'App not found'),
  });
  expect(await api.find('/v3/a', 'read')).toBeUndefined();
  await expect(api.find('/v3/b', 'read')).rejects.toMatchObject({ code: 'CF_API_TOO_OLD' });
});

test('a warning is decoded and said once', async () => {
  const { api, notes } = await controller({
    'GET /v3/a': () => ({
      status: 200,
      headers: { 'x-cf-warnings': 'Stats+server+temporarily+unavailable.,50%25+full%2C+nearly' },
      body: {},
    }),
  });
  await api.get('/v3/a', 'read');
  await api.get('/v3/a', 'read');
  expect(notes).toEqual([
    'Cloud Foundry warns: Stats server temporarily unavailable.',
    'Cloud Foundry warns: 50% full, nearly',
  ]);
  expect(warningsOf('100%+x')).toEqual(['100% x']);
});

test('once the run is cancelled nothing is sent any more, but by the unstoppable', async () => {
  const stop = new AbortController();
  const { api, requests } = await controller(
    { 'GET /v3/a': () => ({ status: 200, body: {} }) },
    { signal: stop.signal },
  );
  stop.abort(new Cancelled());
  await expect(api.get('/v3/a', 'read')).rejects.toBeInstanceOf(Cancelled);
  expect(requests.filter((request) => request.target === '/v3/a')).toHaveLength(0);
  expect(await api.unstoppable().get('/v3/a', 'read')).toEqual({});
});

test('commas in names do not split a filter', () => {
  expect(filterValue('a,b 100%')).toBe('a%2Cb 100%25');
});

test.for([
  ['a login page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Sign in</h1>' }],
  ['half a document', { status: 200, body: '{"resources": [' }],
  ['a bare list', { status: 200, body: [] }],
  ['an empty object', { status: 200, body: {} }],
] as const)('%s is no list, least of all an empty one', async ([, reply]) => {
  const { api } = await controller({ 'GET /v3/apps': () => reply });
  await expect(api.list('/v3/apps', 'read the app', {})).rejects.toBeInstanceOf(UnreadableAnswer);
  await expect(api.firstOf('/v3/apps', 'read the app', {})).rejects.toBeInstanceOf(UnreadableAnswer);
});

test('a creation whose answer cannot be read is looked up before it is repeated', async () => {
  const tries: string[] = [];
  const made = await createOnce(new SleepingClock(), undefined, {
    create: async () => {
      tries.push('create');
      throw new UnreadableAnswer('a login page');
    },
    lookUp: async () => {
      tries.push('look up');
      return tries.length > 3 ? 'there' : undefined;
    },
  });
  expect(made).toBe('there');
  expect(tries).toEqual(['create', 'look up', 'create', 'look up']);
});

test('a look-up that gives no answer either is no reason to create again', async () => {
  const clock = new SleepingClock();
  const tries: string[] = [];
  const made = await createOnce(clock, undefined, {
    create: async () => {
      tries.push('create');
      throw new UnreadableAnswer('a login page');
    },
    lookUp: async () => {
      tries.push('look up');
      if (tries.length < 4) throw new UnreadableAnswer('a login page');
      return 'there';
    },
  });
  expect(made).toBe('there');
  expect(tries).toEqual(['create', 'look up', 'look up', 'look up']);
  expect(clock.pauses).toEqual([1_000, 3_000, 6_000]);
});
