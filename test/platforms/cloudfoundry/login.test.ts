import { afterEach, expect, test } from 'vitest';
import type { RunningServer } from '../../../sandbox/server.ts';
import { ActionError } from '../../../src/errors.ts';
import { createHttp } from '../../../src/http/client.ts';
import { TokenSource, type UaaLogin } from '../../../src/platforms/cloudfoundry/login/token-source.ts';
import { type Script, SleepingClock, scripted, token } from './scripted.ts';

const password: UaaLogin = { kind: 'password', username: 'deployer', password: 'p&ss wörd' };
const client: UaaLogin = { kind: 'client', id: 'ci', secret: 'ci-secret' };

let server: RunningServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A token as GitHub makes them, but unsigned: nobody here checks it. */
function jobToken(nth: number, more: object = {}): string {
  const claims = {
    iss: 'https://token.actions.githubusercontent.com',
    sub: 'repo:acme/web:environment:production',
    aud: 'uaa',
    exp: Date.UTC(2026, 10, 22, 8, 19, 0) / 1000,
    ...more,
  };
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature${nth}`;
}

async function source(script: Script, login: UaaLogin, claims: object = {}) {
  const running = await scripted(script);
  server = running;
  const clock = new SleepingClock();
  const masked: string[] = [];
  const http = createHttp({ clock, userAgent: 'test' });
  const audiences: string[] = [];
  const tokens = new TokenSource({
    ...{ http, clock, login, server: new URL(running.url), docs: 'https://github.com/o/r/blob/v1/docs' },
    mask: (secret) => masked.push(secret),
    oidcToken: async (audience) => {
      audiences.push(audience);
      return jobToken(audiences.length, claims);
    },
  });
  return { tokens, clock, masked, audiences, requests: running.requests, url: running.url };
}

test('a password goes to the public client cf, with the origin as a hint', async () => {
  const { tokens, requests, masked } = await source(
    { 'POST /oauth/token': () => token('t1', { refresh_token: 'r1' }) },
    { ...password, origin: 'ldap' },
  );
  expect(await tokens.bearer()).toBe('t1');
  expect(requests).toHaveLength(1);
  expect(requests[0]?.headers['authorization']).toBe('Basic Y2Y6');
  expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toEqual({
    grant_type: 'password',
    username: 'deployer',
    password: 'p&ss wörd',
  });
  const url = new URL(requests[0]?.target ?? '', 'http://x');
  expect(url.searchParams.get('login_hint')).toBe('{"origin":"ldap"}');
  expect(masked).toEqual(['t1', 'r1']);
});

test('a client sends its id and secret in the body, and no Basic header', async () => {
  const { tokens, requests } = await source({ 'POST /oauth/token': () => token('t1') }, client);
  await tokens.bearer();
  expect(requests[0]?.headers['authorization']).toBeUndefined();
  expect(requests[0]?.body).toBe('grant_type=client_credentials&client_id=ci&client_secret=ci-secret');
});

test('many askers at once cause one request', async () => {
  const { tokens, requests } = await source({ 'POST /oauth/token': (_, nth) => token(`t${nth}`) }, client);
  expect(await Promise.all([tokens.bearer(), tokens.bearer(), tokens.bearer()])).toEqual(['t1', 't1', 't1']);
  expect(requests).toHaveLength(1);
});

test('a token is renewed a minute before it ends, by its refresh token', async () => {
  const { tokens, clock, requests } = await source(
    { 'POST /oauth/token': (_, nth) => token(`t${nth}`, { refresh_token: `r${nth}` }) },
    password,
  );
  await tokens.bearer();
  clock.time += 1_138_000;
  expect(await tokens.bearer()).toBe('t1');
  clock.time += 2_000;
  expect(await tokens.bearer()).toBe('t2');
  expect(requests[1]?.body).toBe('grant_type=refresh_token&refresh_token=r1');
});

test.for([
  [401, 'invalid_token', 'The token has been revoked'],
  [400, 'invalid_grant', 'Invalid refresh token (expired): eyJhbGciOi'],
] as const)('when the refresh token is refused (%i %s), the password is used again', async ([status, error, words]) => {
  const { tokens, clock, requests } = await source(
    {
      'POST /oauth/token': ({ body }, nth) =>
        body.toString().includes('refresh_token=')
          ? { status, body: { error, error_description: words } }
          : token(`t${nth}`, { refresh_token: 'r' }),
    },
    password,
  );
  await tokens.bearer();
  clock.time += 1_200_000;
  expect(await tokens.bearer()).toBe('t3');
  expect(requests[2]?.body).toContain('grant_type=password');
});

test('a client repeats its grant', async () => {
  const { tokens, clock } = await source({ 'POST /oauth/token': (_, nth) => token(`t${nth}`) }, client);
  await tokens.bearer();
  clock.time += 1_200_000;
  expect(await tokens.bearer()).toBe('t2');
});

test('a rejected token is replaced once, whoever noticed first', async () => {
  const { tokens, requests } = await source({ 'POST /oauth/token': (_, nth) => token(`t${nth}`) }, client);
  await tokens.bearer();
  expect(await Promise.all([tokens.instead('t1'), tokens.instead('t1')])).toEqual(['t2', 't2']);
  expect(await tokens.instead('t1')).toBe('t2');
  expect(requests).toHaveLength(2);
});

test('without expires_in the token itself says when it ends', async () => {
  const clock = new SleepingClock();
  const claims = Buffer.from(JSON.stringify({ exp: clock.time / 1000 + 600 })).toString('base64url');
  const made = await source(
    { 'POST /oauth/token': (_, nth) => token(nth === 1 ? `e30.${claims}.s` : 't2', { expires_in: undefined }) },
    client,
  );
  await made.tokens.bearer();
  made.clock.time += 500_000;
  expect(await made.tokens.bearer()).toContain('e30.');
  made.clock.time += 60_000;
  expect(await made.tokens.bearer()).toBe('t2');
});

test.for([
  [401, 'unauthorized', 'Bad credentials', password, 'Bad credentials', /username and password/],
  [
    401,
    'unauthorized',
    'Your account has been locked because of too many failed attempts to login.',
    password,
    'locked',
    /until the lock ends/,
  ],
  [
    400,
    'invalid_request',
    'The origin provided in the login_hint does not match an active Identity Provider, that supports password grant.',
    { ...password, origin: 'nope' },
    'login_hint',
    /input origin/,
  ],
  [401, 'invalid_client', 'Bad credentials', client, 'client ci', /client-secret/],
  [401, 'unauthorized', 'Bad client credentials', client, 'client ci', /client-secret/],
  // A client that may not use the grant: the words depend on the version of UAA.
  [401, 'invalid_client', 'Unauthorized grant type: client_credentials', client, 'grant', /adds client_credentials/],
  [401, 'unauthorized_client', 'Not allowed for this client', client, 'Not allowed', /adds client_credentials/],
  [400, 'unsupported_grant_type', 'Unsupported grant type: password', password, 'grant', /takes no passwords/],
] as const)('%i %s: says why, and never a credential', async ([status, error, description, login, words, hint]) => {
  const { tokens } = await source(
    { 'POST /oauth/token': () => ({ status, body: { error, error_description: description } }) },
    login,
  );
  const thrown = await tokens.bearer().catch((e: unknown) => e);
  expect(thrown).toBeInstanceOf(ActionError);
  if (!(thrown instanceof ActionError)) return;
  expect(thrown.code).toBe('CF_LOGIN');
  expect(thrown.message).toContain(words);
  expect(thrown.hint).toMatch(hint);
  expect(`${thrown.message} ${thrown.hint}`).not.toMatch(/p&ss|ci-secret/);
});

test('an answer without a usable token is refused', async () => {
  const { tokens } = await source({ 'POST /oauth/token': () => token('bad\ntoken') }, client);
  await expect(tokens.bearer()).rejects.toMatchObject({ code: 'CF_LOGIN' });
});

const oidcUser: UaaLogin = { kind: 'oidc-user', client: { id: 'cf', secret: '' }, origin: 'github' };
const oidcClient: UaaLogin = { kind: 'oidc-client', id: 'ci' };
const formOf = (body: string | undefined) => Object.fromEntries(new URLSearchParams(body));
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

test('oidc: client puts the job’s token in the place of the secret, in the body alone', async () => {
  const { tokens, requests, audiences, url } = await source({ 'POST /oauth/token': () => token('t1') }, oidcClient);
  expect(await tokens.bearer()).toBe('t1');
  expect(requests[0]?.headers['authorization']).toBeUndefined();
  expect(requests[0]?.target).toBe('/oauth/token');
  expect(formOf(requests[0]?.body)).toEqual({
    grant_type: 'client_credentials',
    client_id: 'ci',
    client_assertion: jobToken(1),
    client_assertion_type: assertionType,
  });
  expect(audiences).toEqual([`${url}/oauth/token`]);
  expect(tokens.identity()).toEqual({ kind: 'client', id: 'ci' });
});

test.for([
  ['the public client', { id: 'cf', secret: '' }, 'cf:'],
  ['a client of its own', { id: 'gha', secret: 's:3' }, 'gha:s:3'],
] as const)('oidc: user hands the token in by %s', async ([, client, basic]) => {
  const access = `e30.${Buffer.from(JSON.stringify({ user_name: 'acme', origin: 'github' })).toString('base64url')}.s`;
  const { tokens, requests, audiences } = await source(
    { 'POST /oauth/token': () => token(access) },
    { kind: 'oidc-user', client, origin: 'github', audience: 'my uaa' },
  );
  await tokens.bearer();
  expect(requests[0]?.headers['authorization']).toBe(`Basic ${Buffer.from(basic).toString('base64')}`);
  expect(formOf(requests[0]?.body)).toEqual({ grant_type: jwtBearer, assertion: jobToken(1) });
  expect(new URL(requests[0]?.target ?? '', 'http://x').searchParams.get('login_hint')).toBe('{"origin":"github"}');
  expect(audiences).toEqual(['my uaa']);
  expect(tokens.identity()).toEqual({ kind: 'user', name: 'acme', origin: 'github' });
});

test('every renewal is a new token of the job, asked for once however many wait', async () => {
  const { tokens, clock, requests, audiences } = await source(
    { 'POST /oauth/token': (_, nth) => token(`t${nth}`, { expires_in: 29 }) },
    oidcClient,
  );
  expect(await Promise.all([tokens.bearer(), tokens.bearer()])).toEqual(['t1', 't1']);
  // Ten minutes of requests every two seconds, on tokens of half a minute.
  const used = new Set<string>();
  for (let second = 0; second < 600; second += 2) {
    clock.time += 2_000;
    used.add(await tokens.bearer());
  }
  expect(used.size).toBeGreaterThanOrEqual(20);
  const sent = requests.map(({ body }) => formOf(body)['client_assertion']);
  expect(new Set(sent).size).toBe(sent.length);
  expect(audiences).toHaveLength(sent.length);
});

test('a refresh token that came with oidc: user is used by the same client, and a new job token when it is refused', async () => {
  const { tokens, clock, requests, audiences } = await source(
    {
      'POST /oauth/token': (_, nth) =>
        nth === 3
          ? { status: 401, body: { error: 'invalid_token', error_description: 'revoked' } }
          : token(`t${nth}`, { refresh_token: `r${nth}` }),
    },
    { kind: 'oidc-user', client: { id: 'gha', secret: '' } },
  );
  await tokens.bearer();
  clock.time += 1_200_000;
  expect(await tokens.bearer()).toBe('t2');
  expect(formOf(requests[1]?.body)).toEqual({ grant_type: 'refresh_token', refresh_token: 'r1' });
  expect(requests[1]?.headers['authorization']).toBe(requests[0]?.headers['authorization']);
  clock.time += 1_200_000;
  expect(await tokens.bearer()).toBe('t4');
  expect(formOf(requests[3]?.body)['assertion']).toBe(jobToken(2));
  expect(audiences).toHaveLength(2);
});

test('a try whose answer was lost is repeated with another token of the job', async () => {
  const { tokens, requests } = await source(
    { 'POST /oauth/token': (_, nth) => (nth === 1 ? { status: 503, body: 'restarting' } : token(`t${nth}`)) },
    oidcClient,
  );
  expect(await tokens.bearer()).toBe('t2');
  expect(requests.map(({ body }) => formOf(body)['client_assertion'])).toEqual([jobToken(1), jobToken(2)]);
});

test('what keeps the job from having a token is said, and UAA is not asked', async () => {
  const running = await scripted({});
  server = running;
  const clock = new SleepingClock();
  const tokens = new TokenSource({
    ...{ http: createHttp({ clock, userAgent: 'test' }), clock, server: new URL(running.url), docs: 'docs' },
    login: oidcClient,
    mask: () => {},
    oidcToken: () => Promise.reject(new ActionError('OIDC_UNAVAILABLE', 'not permitted')),
  });
  await expect(tokens.bearer()).rejects.toMatchObject({ code: 'OIDC_UNAVAILABLE' });
  expect(running.requests).toEqual([]);
});

const claimLines = [
  'iss: https://token.actions.githubusercontent.com',
  'sub: repo:acme/web:environment:production',
  'aud: uaa',
  'exp: 2026-11-22T08:19:00Z, in 5m',
];

test.for<[login: UaaLogin, status: number, error: string, words: string, hint: RegExp]>([
  [
    oidcUser,
    401,
    'unauthorized',
    'Unable to map issuer, https://token.actions.githubusercontent.com , to a single registered provider',
    /oidc1\.0 whose issuer is https:\/\/token\.actions\.githubusercontent\.com/,
  ],
  [
    oidcUser,
    401,
    'unauthorized',
    'Some parties were not in the token audience: cf-prod',
    /takes tokens for cf-prod: set the input oidc-audience to that, or the operator sets relyingPartyId to uaa/,
  ],
  [oidcUser, 401, 'unauthorized', 'Could not verify token signature.', /reach the keys of https:/],
  [oidcUser, 401, 'unauthorized', 'Token expired at 1795335240', /clock/],
  [oidcUser, 401, 'unauthorized', 'Unable to map claim to a username', /attributeMappings/],
  [oidcUser, 401, 'unauthorized', 'The user account must be pre-created. Please contact', /addShadowUserOnLogin/],
  [
    oidcUser,
    401,
    'invalid_client',
    `Unauthorized grant type: ${jwtBearer}`,
    /client cf may not .*authorized_grant_types/,
  ],
  [
    oidcUser,
    401,
    'unauthorized',
    "Client is not authorized for specified user's identity provider.",
    /allowedproviders/,
  ],
  [oidcUser, 401, 'unauthorized', 'Bad credentials', /does not know the client cf, or it has a secret/],
  [oidcUser, 401, 'unauthorized', 'something new', /identity provider/],
  [oidcClient, 401, 'unauthorized', 'Wrong client_assertion', /No federated credential of the client ci/],
  [oidcClient, 401, 'unauthorized', 'Unauthorized client_assertion', /signature, its time, or its audience/],
  [oidcClient, 401, 'unauthorized', 'Untrusted client_assertion', /keys of https:/],
  [oidcClient, 401, 'unauthorized', 'Bad client_assertion', /keys of https:/],
  [oidcClient, 401, 'unauthorized', 'Bad client_assertion algorithm', /with RS256/],
  [oidcUser, 401, 'unauthorized', 'Assertion is missing', /identity provider/],
  [oidcUser, 401, 'unauthorized_client', 'Not allowed for this client', /authorized_grant_types/],
  [oidcClient, 401, 'invalid_client', 'Unauthorized grant type: client_credentials', /authorized_grant_types/],
  [oidcClient, 401, 'unauthorized', 'Bad credentials', /77\.25\.0/],
  [oidcClient, 401, 'unauthorized', 'something new', /77\.25\.0/],
])(
  '$kind, %i %s %s: the claims, what to configure, and where to read on',
  async ([login, status, error, words, hint]) => {
    const { tokens } = await source(
      { 'POST /oauth/token': () => ({ status, body: { error, error_description: words } }) },
      login,
    );
    const thrown = await tokens.bearer().catch((e: unknown) => e);
    if (!(thrown instanceof ActionError)) throw new Error('was not refused');
    expect(thrown.code).toBe('CF_LOGIN');
    expect(thrown.message).toContain(words);
    expect(thrown.details).toEqual(claimLines);
    expect(thrown.hint).toMatch(hint);
    expect(thrown.link).toBe(`https://github.com/o/r/blob/v1/docs/cloud-foundry-login.md#${login.kind}`);
    const told = [thrown.message, thrown.hint, ...thrown.details].join();
    expect(told).not.toMatch(/signature1/);
    for (const part of jobToken(1).split('.')) expect(told).not.toContain(part);
  },
);

test.for<[string, object, readonly string[]]>([
  ['several audiences', { aud: ['a', 'b'] }, ['aud: a, b']],
  [
    'none at all',
    { aud: undefined, iss: 1, sub: undefined, exp: 'x' },
    ['iss: none', 'sub: none', 'aud: none', 'exp: none'],
  ],
  ['a time that is none', { exp: 1e300 }, ['exp: none']],
  ['a time that is over', { exp: Date.UTC(2026, 10, 22, 8, 13, 0) / 1000 }, ['exp: 2026-11-22T08:13:00Z, 1m ago']],
])('claims are told as far as they can be read: %s', async ([, claims, lines]) => {
  const refusal = { error: 'unauthorized', error_description: 'Wrong client_assertion' };
  const { tokens } = await source({ 'POST /oauth/token': () => ({ status: 401, body: refusal }) }, oidcClient, claims);
  await expect(tokens.bearer()).rejects.toMatchObject({ details: expect.arrayContaining([...lines]) });
});

test.for<[string, object | string, Record<string, string>, string, RegExp]>([
  ['503', { error: 'server_error', error_description: 'restarting' }, {}, 'restarting', /Try again/],
  ['429', 'Too many requests', {}, 'answered 429', /limits requests\. Try again later\.$/],
  ['429', 'Too many requests', { 'retry-after': '600' }, 'answered 429', /takes the next one in 10m\.$/],
  ['404', 'not here', {}, 'answered 404', /api address/],
])('%s %j %j of the login server has nothing to do with the login', async ([status, body, headers, words, hint]) => {
  const { tokens } = await source({ 'POST /oauth/token': () => ({ status: Number(status), headers, body }) }, client);
  const thrown = await tokens.bearer().catch((e: unknown) => e);
  expect(thrown).toMatchObject({ message: expect.stringContaining(words), hint: expect.stringMatching(hint) });
});

test('a login server that is down is not taken for a refusal of the token', async () => {
  const { tokens } = await source({ 'POST /oauth/token': () => ({ status: 503, body: 'down' }) }, oidcClient);
  await expect(tokens.bearer()).rejects.toMatchObject({ code: 'CF_LOGIN_UNAVAILABLE', details: [] });
});
