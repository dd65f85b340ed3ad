import { createPublicKey, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, send, startBench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.sandbox.close());

const world = () => bench.sandbox.world;
const uaa = (form: Record<string, string>, basic = 'cf:') =>
  send(`${bench.sandbox.uaa.url}/oauth/token`, 'POST', new URLSearchParams(form).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: `Basic ${Buffer.from(basic).toString('base64')}`,
  });
const login = (username = 'deployer', password = `${username}-password`) =>
  uaa({ grant_type: 'password', username, password });
const refresh = (token: string) => uaa({ grant_type: 'refresh_token', refresh_token: token });
const revoke = (id: string, token?: string) =>
  send(`${bench.sandbox.uaa.url}/oauth/token/revoke/${id}`, 'DELETE', undefined, {
    ...(token === undefined ? {} : { authorization: `bearer ${token}` }),
  });
const gone = {
  status: 401,
  body: {
    error: 'invalid_token',
    error_description: 'The token expired, was revoked, or the token ID is incorrect.',
  },
};

describe('refresh tokens', () => {
  it('stay the same by default, for as long as they live', async () => {
    expect(world().refreshTokenLifetime).toBe(30 * 86_400);
    world().refreshTokenLifetime = 60;
    const first = (await login()).body.refresh_token;
    expect((await refresh(first)).body.refresh_token).toBe(first);
    await bench.clock.advance(59_000);
    expect((await refresh(first)).status).toBe(200);
    await bench.clock.advance(1_000);
    expect(await refresh(first)).toMatchObject(gone);
  });

  it('change with every use where UAA is set up so', async () => {
    world().rotateRefreshTokens = true;
    const first = (await login()).body.refresh_token;
    const second = (await refresh(first)).body.refresh_token;
    expect(second).not.toBe(first);
    expect(await refresh(first)).toMatchObject(gone);
    expect((await refresh(second)).status).toBe(200);
  });

  it('can be revoked', async () => {
    const { refresh_token, access_token } = (await login()).body;
    expect((await revoke(refresh_token, access_token)).status).toBe(200);
    expect(await refresh(refresh_token)).toMatchObject(gone);
    // The access token goes on.
    bench.token = access_token;
    expect((await bench.call('GET', '/v3/apps')).status).toBe(200);
  });
});

describe('revocation', () => {
  it('needs somebody who is logged in', async () => {
    const { access_token, jti } = (await login()).body;
    expect(await revoke(jti)).toMatchObject({
      status: 401,
      body: {
        error: 'unauthorized',
        error_description: 'Full authentication is required to access this resource',
      },
    });
    expect(await revoke(jti, 'bad')).toMatchObject({ status: 401, body: { error: 'invalid_token' } });
    // Without `revocable`, UAA does not know the token.
    expect(await revoke(jti, access_token)).toMatchObject({
      status: 403,
      body: { error: 'access_denied', error_description: 'Access is denied' },
    });
  });

  it('ends an access token for UAA, not for the Cloud Controller', async () => {
    world().revocableTokens = true;
    const { access_token, jti } = (await login()).body;
    const claims = JSON.parse(Buffer.from(access_token.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({ revocable: true, jti });
    expect((await revoke(jti, access_token)).status).toBe(200);
    expect(await revoke(jti, access_token)).toMatchObject(gone);
    bench.token = access_token;
    expect((await bench.call('GET', '/v3/apps')).status).toBe(200);
  });

  it('is for the same user or the same client', async () => {
    world().revocableTokens = true;
    const mine = (await login()).body;
    const ci = (await uaa({ grant_type: 'client_credentials' }, 'ci:ci-secret')).body;
    expect((await revoke(mine.jti, ci.access_token)).status).toBe(403);
    expect((await revoke(mine.jti, (await login('colleague')).body.access_token)).status).toBe(200);
    expect((await revoke(ci.jti, ci.access_token)).status).toBe(200);
  });
});

describe('the lock on an account', () => {
  const locked = /^Your account has been locked because of too many failed attempts to login\.$/;
  const fail = async (times: number) => {
    for (let time = 0; time < times; time += 1) await login('deployer', 'wrong');
  };

  it('opens after five minutes, however often somebody tries', async () => {
    await fail(5);
    await bench.clock.advance(200_000);
    expect((await login()).body.error_description).toMatch(locked);
    await bench.clock.advance(99_000);
    expect((await login()).body.error_description).toMatch(locked);
    await bench.clock.advance(1_000);
    expect((await login()).status).toBe(200);
    await fail(4);
    expect((await login()).status).toBe(200);
  });

  it('counts failures of the last hour since the last success', async () => {
    await fail(4);
    expect((await login()).status).toBe(200);
    await fail(4);
    await bench.clock.advance(3_600_000);
    await fail(1);
    expect((await login()).status).toBe(200);
    world().lockout = { failures: 1, countedFor: 60, lockedFor: 10 };
    await fail(1);
    expect((await login()).body.error_description).toMatch(locked);
    expect((await login('colleague')).status).toBe(200);
  });
});

it('publishes the key of its tokens', async () => {
  const { body } = await send(`${bench.sandbox.uaa.url}/token_keys`, 'GET', undefined, {});
  const [key] = body.keys;
  expect(key).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig' });
  const [head, payload, signature] = bench.token.split('.') as [string, string, string];
  expect(JSON.parse(Buffer.from(head, 'base64url').toString()).kid).toBe(key.kid);
  for (const publicKey of [createPublicKey(key.value), createPublicKey({ key, format: 'jwk' })]) {
    const proof = Buffer.from(signature, 'base64url');
    expect(verify('sha256', Buffer.from(`${head}.${payload}`), publicKey, proof)).toBe(true);
  }
});
