import { afterEach, expect, test } from 'vitest';
import type { Reply, RunningServer } from '../../../sandbox/server.ts';
import type { Request } from '../../../src/inputs/request.ts';
import { cloudFoundry } from '../../../src/platforms/cloudfoundry/index.ts';
import { contextFor, listOf, problem, requestTo, type Script, scripted, token } from './scripted.ts';

let servers: RunningServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

async function server(script: Script): Promise<RunningServer> {
  const running = await scripted(script);
  servers.push(running);
  return running;
}

const linksOf = (login: string) => ({
  cloud_controller_v2: null,
  cloud_controller_v3: { href: 'https://ignored.example/v3', meta: { version: '3.228.0' } },
  login: { href: login },
  log_cache: null,
});
const root = (login: string, more: object = {}): Reply => ({
  status: 200,
  body: { links: linksOf(login), ...more },
});

test.for<[string, Partial<Request>, readonly string[]]>([
  ['nothing wrong', {}, []],
  // Korifi takes one, and whether it is one is not known before it is asked.
  ['a token', { login: { kind: 'token', token: 'x' } }, []],
  ['a port', { settings: { port: 8080 } }, []],
  ['a low port', { settings: { port: 80, routes: [{ address: 'a.b', port: 443 }] } }, ['port', 'routes']],
  ['a long path', { settings: { routes: [{ address: `a.b/${'p'.repeat(128)}` }] } }, ['routes']],
  ['workers', { settings: { instances: new Map([['worker', 0]]) } }, []],
  ['no instances', { settings: { instances: new Map([['', 0]]) } }, ['instances']],
  ['no instances of web', { settings: { instances: new Map([['web', 0]]) } }, ['instances']],
  ['a workspace', { workspace: 'w' }, ['workspace']],
])('inputs: %s', ([, more, inputs]) => {
  expect(cloudFoundry.mistakes(requestTo('https://api.example', more)).map(({ input }) => input)).toEqual(inputs);
});

test('org and space are needed', () => {
  const { org: _o, space: _s, ...bare } = requestTo('https://api.example');
  expect(cloudFoundry.mistakes(bare).map(({ input }) => input)).toEqual(['org', 'space']);
});

test.for<[string, Reply]>([
  ['a 404', { status: 404, body: 'not here' }],
  ['HTML', { status: 200, body: '<html></html>' }],
  ['other JSON', { status: 200, body: { links: {} } }],
  ['a redirect', { status: 302, headers: { location: 'https://elsewhere' } }],
])('%s is no Cloud Foundry', async ([, reply]) => {
  const { url } = await server({ 'GET /': () => reply });
  expect(await cloudFoundry.detect(contextFor(requestTo(url)))).toBeUndefined();
});

test.for<[string, object]>([
  ['its flag', { cf_on_k8s: true }],
  ['its version', { links: { cloud_controller_v3: { meta: { version: '3.117.0+cf-k8s' } } } }],
])('Korifi is told by %s, and by a UAA it is not shown a credential', async ([, more]) => {
  const { url, requests } = await server({ 'GET /': () => root('https://login.example', more) });
  const login = { kind: 'token', token: 's3cret' } as const;
  expect(await cloudFoundry.detect(contextFor(requestTo(url, { login })))).toMatchObject({ title: 'Korifi' });
  await expect(cloudFoundry.detect(contextFor(requestTo(url)))).rejects.toMatchObject({
    code: 'INPUTS',
    details: [expect.stringMatching(/^client-id +is no login of Korifi/)],
  });
  expect(requests.map(({ method, target }) => `${method} ${target}`)).toEqual(['GET /', 'GET /']);
});

test('a token login turns out wrong once the API is known', async () => {
  const { url } = await server({ 'GET /': () => root('http://127.0.0.1:1') });
  const request = requestTo(url, { platform: 'auto', login: { kind: 'token', token: 's3cret' } });
  const error = await cloudFoundry.detect(contextFor(request)).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'INPUTS',
    details: expect.arrayContaining([expect.stringContaining('client-id')]),
  });
  expect(String(error)).not.toContain('s3cret');
});

test('a login server without TLS gets no credentials when the API has TLS', async () => {
  const { discover } = await import('../../../src/platforms/cloudfoundry/api/discovery.ts');
  const http = {
    send: async (request: object) => ({
      request: request as never,
      status: 200,
      headers: {},
      body: Buffer.from(JSON.stringify(root('http://login.example').body)),
    }),
  };
  const found = discover(http, new URL('https://api.example'), new AbortController().signal);
  await expect(found).rejects.toMatchObject({ code: 'CF_BAD_LINK' });
});

const space = (guid: string, name: string, org: string) => ({
  guid,
  name,
  relationships: { organization: { data: { guid: org } } },
});
const acme = { guid: 'o1', name: 'acme', suspended: false };
const spaces = (included: readonly object[], ...resources: readonly object[]): Reply => ({
  status: 200,
  body: { pagination: { total_pages: 1, next: null }, resources, included: { organizations: included } },
});

async function login(script: Script, more: Partial<Request> = {}) {
  const uaa = await server({ 'POST /oauth/token': () => token('t') });
  const api = await server({
    'GET /cf/': () => root(uaa.url),
    'GET /cf/v3/apps': () => listOf(),
    'GET /cf/v3/spaces': () => spaces([acme], space('s1', 'prod', 'o1')),
    ...script,
  });
  const context = contextFor(requestTo(`${api.url}/cf`, more));
  const platform = await cloudFoundry.detect(context);
  if (platform === undefined) throw new Error('not detected');
  return { platform, api, uaa };
}

test('behind a base path everything but the login goes there', async () => {
  const { platform, api, uaa } = await login({});
  expect(await platform.login()).toBe('ci (client)');
  expect(platform.target).toContain('acme / prod at 127.0.0.1');
  expect(api.requests.map(({ target }) => target.split('?')[0])).toEqual(['/cf/', '/cf/v3/apps', '/cf/v3/spaces']);
  expect(uaa.requests).toHaveLength(1);
  expect(await platform.read()).toBeUndefined();
  expect(api.requests).toHaveLength(3);
});

test('names with a comma are asked for as one name', async () => {
  const { platform, api } = await login(
    { 'GET /cf/v3/spaces': () => spaces([acme], space('s1', 'a,b', 'o1')) },
    { space: 'a,b' },
  );
  await platform.login();
  const asked = api.requests.find(({ target }) => target.startsWith('/cf/v3/spaces'));
  expect(new URL(asked?.target ?? '', 'http://x').searchParams.get('names')).toBe('a%2Cb');
});

test.for<[string, Script, object]>([
  [
    'an unknown org',
    { 'GET /cf/v3/spaces': () => spaces([]), 'GET /cf/v3/organizations': () => listOf() },
    { code: 'CF_ORG_NOT_FOUND', hint: expect.stringContaining('set-space-role') },
  ],
  [
    'an org in other letters',
    {
      'GET /cf/v3/spaces': () => spaces([{ ...acme, name: 'Acme' }], space('s1', 'prod', 'o1')),
      'GET /cf/v3/organizations': () => listOf({ ...acme, name: 'Acme' }),
    },
    { code: 'CF_ORG_NOT_FOUND', hint: expect.stringContaining('written Acme') },
  ],
  [
    'a space of another org',
    {
      'GET /cf/v3/spaces': () => spaces([{ guid: 'o2', name: 'other' }], space('s2', 'prod', 'o2')),
      'GET /cf/v3/organizations': () => listOf(acme),
    },
    { code: 'CF_SPACE_NOT_FOUND', hint: expect.stringContaining('is in other') },
  ],
  [
    'a space in other letters',
    {
      'GET /cf/v3/spaces': () => spaces([acme], space('s1', 'Prod', 'o1')),
      'GET /cf/v3/organizations': () => listOf(acme),
    },
    { code: 'CF_SPACE_NOT_FOUND', hint: expect.stringContaining('written Prod') },
  ],
  [
    'a suspended org',
    { 'GET /cf/v3/spaces': () => spaces([{ ...acme, suspended: true }], space('s1', 'prod', 'o1')) },
    { code: 'CF_ORG_SUSPENDED' },
  ],
  [
    'a token without scopes',
    { 'GET /cf/v3/spaces': () => problem(403, 10003, 'CF-NotAuthorized', 'You are not authorized') },
    { code: 'CF_FORBIDDEN' },
  ],
])('login says what is wrong: %s', async ([, script, error]) => {
  const { platform } = await login(script);
  await expect(platform.login()).rejects.toMatchObject(error);
});

const app = { guid: 'a1', name: 'web', state: 'STARTED', relationships: { space: { data: { guid: 's1' } } } };

test('apps of that name elsewhere, or in other letters, are not ours', async () => {
  const { platform } = await login({
    'GET /cf/v3/apps': () =>
      listOf(
        { ...app, name: 'WEB', lifecycle: { type: 'docker' } },
        { ...app, lifecycle: { type: 'docker' }, relationships: { space: { data: { guid: 's2' } } } },
      ),
  });
  expect(await platform.read()).toBeUndefined();
});

test('an app made for buildpacks is refused', async () => {
  const { platform } = await login({ 'GET /cf/v3/apps': () => listOf({ ...app, lifecycle: { type: 'buildpack' } }) });
  await expect(platform.read()).rejects.toMatchObject({
    code: 'CF_NOT_A_DOCKER_APP',
    message: expect.stringContaining('buildpack'),
  });
});

test('an API that is down is not taken for something else', async () => {
  const running = await server({ 'GET /': () => ({ status: 503, body: 'no healthy upstream' }) });
  await expect(cloudFoundry.detect(contextFor(requestTo(running.url)))).rejects.toMatchObject({
    code: 'CF_UNAVAILABLE',
    message: expect.stringContaining('503: no healthy upstream'),
  });
});

test('the job’s OIDC token goes to UAA by its own name, and asks for no other audience', async () => {
  const uaa = await server({ 'POST /oauth/token': () => token('t') });
  const elsewhere = await server({});
  const links = (more: object) => ({ links: { ...linksOf(elsewhere.url), ...more } });
  const api = await server({
    'GET /': () => ({ status: 200, body: links({ uaa: { href: `${uaa.url}/` } }) }),
    'GET /v3/apps': () => listOf(),
    'GET /v3/spaces': () => spaces([acme], space('s1', 'prod', 'o1')),
  });
  const audiences: string[] = [];
  const oidc = {
    oidcToken: async (audience: string) => {
      audiences.push(audience);
      return 'e30.e30.s';
    },
  };
  const request = requestTo(api.url, { login: { kind: 'oidc-client', id: 'ci' } });
  const platform = await cloudFoundry.detect(contextFor(request, { oidc }));
  expect(await platform?.login()).toBe('ci (client, by the job’s OIDC token)');
  expect(audiences).toEqual([`${uaa.url}/oauth/token`]);
  expect(elsewhere.requests).toEqual([]);
});

test.for<[string, unknown]>([
  ['none', null],
  ['a relative one', { href: '/uaa' }],
])('without a usable uaa link (%s) it goes to the login server', async ([, uaa]) => {
  const { discover } = await import('../../../src/platforms/cloudfoundry/api/discovery.ts');
  const http = {
    send: async (request: object) => ({
      request: request as never,
      status: 200,
      headers: {},
      body: Buffer.from(JSON.stringify({ links: { ...linksOf('https://login.example'), uaa } })),
    }),
  };
  const found = await discover(http, new URL('https://api.example'), new AbortController().signal);
  expect(found).toMatchObject({ korifi: false, uaa: new URL('https://login.example') });
});

test.for<[string, Request['login'], object, string]>([
  [
    'a client',
    { kind: 'client', id: 'ci', secret: 's' },
    {},
    'cf set-space-role ci acme prod SpaceDeveloper --client.',
  ],
  [
    'a user',
    { kind: 'password', username: 'deployer', password: 'p' },
    {},
    'cf set-space-role deployer acme prod SpaceDeveloper.',
  ],
  [
    'a user of another provider',
    { kind: 'password', username: "o'neil", password: 'p', origin: 'ldap' },
    {},
    "cf set-space-role 'o'\\''neil' acme prod SpaceDeveloper --origin ldap.",
  ],
  [
    'an OIDC client',
    { kind: 'oidc-client', id: 'gha' },
    {},
    'cf set-space-role gha acme prod SpaceDeveloper --client.',
  ],
  [
    'an OIDC user, whom UAA names',
    { kind: 'oidc-user', client: { id: 'cf', secret: '' } },
    { user_name: 'acme', origin: 'github' },
    'cf set-space-role acme acme prod SpaceDeveloper --origin github.',
  ],
])('who has no role in the space is told the command that gives it: %s', async ([, login, claims, command]) => {
  const access = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
  const uaa = await server({ 'POST /oauth/token': () => token(access) });
  const api = await server({
    'GET /': () => root(uaa.url),
    'GET /v3/apps': () => listOf(),
    'GET /v3/spaces': () => spaces([]),
    'GET /v3/organizations': () => listOf(),
  });
  const oidc = { oidcToken: async () => 'e30.e30.s' };
  const platform = await cloudFoundry.detect(contextFor(requestTo(api.url, { login }), { oidc }));
  await expect(platform?.login()).rejects.toMatchObject({
    code: 'CF_ORG_NOT_FOUND',
    hint: expect.stringContaining(command),
  });
});
