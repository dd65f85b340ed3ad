import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OidcProvider } from '../../../sandbox/cloudfoundry/uaa/model.ts';
import { type OidcIssuer, type OidcIssuerOptions, startOidcIssuer } from '../../../sandbox/oidc-issuer.ts';
import { type Bench, send, startBench } from './bench.ts';

/** UAA's answers to tokens of others: the words are those of its source. */

let bench: Bench;
let issuers: OidcIssuer[];
let github: OidcIssuer;
beforeEach(async () => {
  bench = await startBench();
  issuers = [];
  github = await issuer();
});
afterEach(async () => {
  await Promise.all([bench.sandbox.close(), ...issuers.map((one) => one.close())]);
});

async function issuer(more: Partial<OidcIssuerOptions> = {}): Promise<OidcIssuer> {
  const started = await startOidcIssuer({ clock: bench.clock, ...more });
  issuers.push(started);
  return started;
}

async function tokenOf(from: OidcIssuer, audience = 'uaa'): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = from.env;
  const answer = await send(`${url}&audience=${encodeURIComponent(audience)}`, 'GET', undefined, {
    authorization: `Bearer ${bearer}`,
  });
  expect(answer.status).toBe(200);
  return answer.body.value;
}

const ask = (form: Record<string, string>, basic?: string) =>
  send(`${bench.sandbox.uaa.url}/oauth/token`, 'POST', new URLSearchParams(form).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    ...(basic === undefined ? {} : { authorization: `Basic ${Buffer.from(basic).toString('base64')}` }),
  });

/** With another payload or signature, as nobody but the issuer could sign it. */
function forged(token: string, more: object): string {
  const [head = '', payload = '', signature] = token.split('.');
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...more };
  return `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
}

describe('the issuer', () => {
  it('hands tokens to the job alone', async () => {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: url } = github.env;
    expect((await send(url, 'GET', undefined, { authorization: 'Bearer guess' })).status).toBe(401);
    expect((await send(url, 'GET', undefined, {})).status).toBe(401);
    expect(github.issued).toEqual([]);
  });
});

describe('a user’s assertion (jwt-bearer)', () => {
  const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  const assert = (assertion: string, basic = 'gha:') => ask({ grant_type: grant, assertion }, basic);
  const provider = (more: Partial<OidcProvider> = {}): OidcProvider => ({
    originKey: 'github',
    active: true,
    issuer: github.issuer,
    relyingPartyId: 'uaa',
    userNameClaim: 'repository_owner',
    addShadowUserOnLogin: true,
    ...more,
  });
  beforeEach(() => {
    const { oidcProviders, oauthClients } = bench.sandbox.world;
    oidcProviders.push(provider());
    oauthClients.push({ id: 'gha', secret: '', grants: [grant, 'refresh_token'] });
  });

  it('makes a user of the origin, once, without any role', async () => {
    const first = await assert(await tokenOf(github));
    expect(first.status).toBe(200);
    const claims = JSON.parse(Buffer.from(first.body.access_token.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({ user_name: 'acme', origin: 'github', cid: 'gha' });
    await assert(await tokenOf(github));
    const users = bench.sandbox.world.accounts.filter(({ origin }) => origin === 'github');
    expect(users.map(({ name, roles }) => [name, roles.size])).toEqual([['acme', 0]]);
    bench.token = first.body.access_token;
    expect((await bench.call('GET', '/v3/spaces')).body.resources).toEqual([]);
  });

  it('gives a refresh token, to the same client only', async () => {
    const { body } = await assert(await tokenOf(github));
    const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token };
    expect((await ask(refresh, 'gha:')).status).toBe(200);
    expect(await ask(refresh, 'cf:')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('wants a client that may hand it in', async () => {
    const token = await tokenOf(github);
    expect((await assert(token, 'cf:')).body).toEqual({
      error: 'invalid_client',
      error_description: `Unauthorized grant type: ${grant}`,
    });
    expect((await assert(token, 'gha:wrong')).body.error_description).toBe('Bad credentials');
    bench.sandbox.world.oauthClients.push({ id: 'ldap-only', secret: '', grants: [grant], allowedProviders: ['ldap'] });
    expect((await assert(token, 'ldap-only:')).body.error_description).toBe(
      "Client is not authorized for specified user's identity provider.",
    );
  });

  it.each<[string, (token: string) => Record<string, string>, string]>([
    ['is missing', () => ({}), 'Assertion is missing'],
    ['is no token', () => ({ assertion: 'nonsense' }), 'Unable to decode expected id_token'],
    ['names no issuer', (token) => ({ assertion: forged(token, { iss: '' }) }), 'Issuer is missing in id_token'],
    [
      'names a stranger',
      (token) => ({ assertion: forged(token, { iss: 'https://x' }) }),
      'Unable to map issuer, https://x , to a single registered provider',
    ],
    ['was changed', (token) => ({ assertion: forged(token, { aud: 'uaa2' }) }), 'Could not verify token signature.'],
  ])('is refused when it %s', async (_, form, words) => {
    const answer = await ask({ grant_type: grant, ...form(await tokenOf(github)) }, 'gha:');
    expect([answer.status, answer.body]).toEqual([401, { error: 'unauthorized', error_description: words }]);
  });

  it.each<[string, Partial<OidcProvider>, string]>([
    ['another audience', { relyingPartyId: 'prod' }, 'Some parties were not in the token audience: prod'],
    ['an inactive provider', { active: false }, 'Unable to map issuer'],
    ['a claim that is not there', { userNameClaim: 'login' }, 'Unable to map claim to a username'],
    ['no shadow users', { addShadowUserOnLogin: false }, 'The user account must be pre-created.'],
  ])('is refused by a provider with %s', async (_, more, words) => {
    bench.sandbox.world.oidcProviders.splice(0, 1, provider(more));
    expect((await assert(await tokenOf(github))).body.error_description).toContain(words);
  });

  it('is refused when two providers have the same issuer', async () => {
    bench.sandbox.world.oidcProviders.push(provider({ originKey: 'github2' }));
    expect((await assert(await tokenOf(github))).body.error_description).toContain('to a single registered provider');
  });

  it('finds a user that was created before', async () => {
    bench.sandbox.world.oidcProviders.splice(0, 1, provider({ addShadowUserOnLogin: false }));
    bench.sandbox.world.addAccount('user', 'acme', undefined, [], 'github');
    expect((await assert(await tokenOf(github))).status).toBe(200);
  });

  it('ends with its five minutes, and with its key', async () => {
    const token = await tokenOf(github);
    await bench.clock.advance(300_000);
    expect((await assert(token)).status).toBe(200);
    await bench.clock.advance(1_000);
    expect((await assert(token)).body.error_description).toMatch(/^Token expired at \d+$/);
    const other = await tokenOf(github);
    github.rotateKeys();
    expect((await assert(other)).body.error_description).toBe('Could not verify token signature.');
    await github.close();
    expect((await assert(other)).body.error_description).toBe('Unable to fetch verification keys');
  });
});

describe('a client’s assertion (federated credential)', () => {
  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  const assert = (assertion: string, more: Record<string, string> = {}, basic?: string) =>
    ask(
      {
        ...{ grant_type: 'client_credentials', client_id: 'gha' },
        ...{ client_assertion: assertion, client_assertion_type: type },
        ...more,
      },
      basic,
    );
  const endpoint = () => `${bench.sandbox.uaa.url}/oauth/token`;
  const sub = 'repo:acme/web:environment:production';

  beforeEach(() => {
    const { world } = bench.sandbox;
    world.addFederatedClient('gha', [{ iss: github.issuer, sub }], [[world.space('prod'), 'developer']]);
    world.addFederatedClient('named', [{ iss: github.issuer, sub, aud: 'uaa' }], []);
  });

  it('stands for the secret, and no refresh token comes with it', async () => {
    const answer = await assert(await tokenOf(github, endpoint()));
    expect(answer.status).toBe(200);
    expect(answer.body.refresh_token).toBeUndefined();
    bench.token = answer.body.access_token;
    expect((await bench.call('GET', '/v3/spaces')).body.resources).toHaveLength(1);
    expect((await assert(await tokenOf(github, 'uaa'), { client_id: 'named' })).status).toBe(200);
  });

  it.each<[string, Record<string, string>, string]>([
    ['another client', { client_id: 'ci' }, 'Wrong client_assertion'],
    ['no client', { client_id: 'nobody' }, 'Bad credentials'],
    ['another type', { client_assertion_type: 'urn:other' }, 'Bad client_assertion type'],
    ['a secret beside it', { client_secret: 'x' }, 'Missing credentials'],
    ['nothing', { client_assertion: '' }, 'Missing credentials'],
    ['no token', { client_assertion: 'nonsense' }, 'Bad client_assertion'],
  ])('is refused with %s', async (_, more, words) => {
    const answer = await assert(await tokenOf(github, endpoint()), more);
    expect([answer.status, answer.body]).toEqual([401, { error: 'unauthorized', error_description: words }]);
  });

  it.each<[string, object, string]>([
    ['another subject', { sub: 'repo:acme/web:ref:refs/heads/main' }, 'Wrong client_assertion'],
    ['another issuer', { iss: 'https://x' }, 'Wrong client_assertion'],
    ['a changed claim', { repository: 'acme/other' }, 'Unauthorized client_assertion'],
    ['the client’s own name', { iss: 'gha', sub: 'gha' }, 'Bad empty jwk_set'],
  ])('is refused with %s', async (_, more, words) => {
    const token = forged(await tokenOf(github, endpoint()), more);
    expect((await assert(token)).body.error_description).toBe(words);
  });

  it('must be made out to what the credential names, or to the token endpoint', async () => {
    expect((await assert(await tokenOf(github, 'uaa'))).body.error_description).toBe('Unauthorized client_assertion');
    const other = await assert(await tokenOf(github, endpoint()), { client_id: 'named' });
    expect(other.body.error_description).toBe('Wrong client_assertion');
  });

  it('must not be signed by a secret, nor by a key that the issuer does not publish', async () => {
    const [, payload] = (await tokenOf(github, endpoint())).split('.');
    const head = Buffer.from(JSON.stringify({ alg: 'HS256' })).toString('base64url');
    const mac = createHmac('sha256', 'guess').update(`${head}.${payload}`).digest('base64url');
    expect((await assert(`${head}.${payload}.${mac}`)).body.error_description).toBe('Bad client_assertion algorithm');
    const token = await tokenOf(github, endpoint());
    github.rotateKeys();
    expect((await assert(token)).body.error_description).toBe('Untrusted client_assertion');
    await github.close();
    expect((await assert(token)).body.error_description).toBe('Bad client_assertion');
  });

  it('ends with its five minutes and a minute of grace', async () => {
    const token = await tokenOf(github, endpoint());
    await bench.clock.advance(359_000);
    expect((await assert(token)).status).toBe(200);
    await bench.clock.advance(1_000);
    expect((await assert(token)).body.error_description).toBe('Unauthorized client_assertion');
  });

  it('counts for nothing beside HTTP Basic', async () => {
    const answer = await assert(await tokenOf(github, endpoint()), {}, 'gha:');
    expect(answer.body.error_description).toBe('Missing credentials');
  });
});
