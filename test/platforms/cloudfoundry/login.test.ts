import { afterEach, expect, test } from 'vitest';
import type { RunningServer } from '../../../sandbox/server.ts';
import { ActionError } from '../../../src/errors.ts';
import { createHttp } from '../../../src/http/client.ts';
import { TokenSource, type UaaLogin } from '../../../src/platforms/cloudfoundry/login.ts';
import { type Script, SleepingClock, scripted, token } from './scripted.ts';

const password: UaaLogin = { kind: 'password', username: 'deployer', password: 'p&ss wörd' };
const client: UaaLogin = { kind: 'client', id: 'ci', secret: 'ci-secret' };

let server: RunningServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function source(script: Script, login: UaaLogin) {
  const running = await scripted(script);
  server = running;
  const clock = new SleepingClock();
  const masked: string[] = [];
  const http = createHttp({ clock, userAgent: 'test' });
  const tokens = new TokenSource({ http, clock, server: new URL(running.url), login, mask: (s) => masked.push(s) });
  return { tokens, clock, masked, requests: running.requests };
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

test('when the refresh token is revoked, the password is used again', async () => {
  const { tokens, clock, requests } = await source(
    {
      'POST /oauth/token': ({ body }, nth) =>
        body.toString().includes('refresh_token=')
          ? { status: 401, body: { error: 'invalid_token', error_description: 'The token has been revoked' } }
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
