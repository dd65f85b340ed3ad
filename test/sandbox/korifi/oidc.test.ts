import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OidcIssuer, type OidcIssuerOptions, startOidcIssuer } from '../../../sandbox/oidc-issuer.ts';
import { type Asked, Asker } from '../asker.ts';
import { KorifiBench } from './bench.ts';

/** Logins with the token of a job, as a Kubernetes takes them whose operator has set it up so. */

const audience = 'https://api.korifi.example.org';
const name = 'github:repo:acme/web:environment:production';

let bench: KorifiBench;
let issuers: OidcIssuer[];
let github: OidcIssuer;
beforeEach(async () => {
  bench = await KorifiBench.start();
  issuers = [];
  github = await issuer();
  const { world } = bench.sandbox;
  world.authenticator.issuers.push({ url: github.issuer, audiences: ['other', audience], prefix: 'github:' });
  world.addUser(name, 'developer', world.spaces);
});
afterEach(async () => {
  await Promise.all([bench.close(), ...issuers.map((one) => one.close())]);
});

async function issuer(more: Partial<OidcIssuerOptions> = {}): Promise<OidcIssuer> {
  const started = await startOidcIssuer({ clock: bench.clock, ...more });
  issuers.push(started);
  return started;
}

async function tokenOf({ env }: OidcIssuer, wanted = audience): Promise<string> {
  const url = `${env.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${encodeURIComponent(wanted)}`;
  const headers = { authorization: `Bearer ${env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` };
  return ((await (await fetch(url, { headers })).json()) as { value: string }).value;
}

/** Leaves the clock alone, which the issuer is no part of. */
async function ask(token: string, path = '/whoami'): Promise<Asked> {
  const asker = new Asker(bench.sandbox.server, bench.clock, undefined, { authorization: `bearer ${token}` });
  const asked = await asker.send('GET', path);
  asker.close();
  return asked;
}

/** `401 CF-InvalidAuthToken`, or who it is. */
async function verdict(token: string): Promise<string> {
  const { status, body } = await ask(token);
  const { name: who, errors } = body as { name?: string; errors?: readonly { title: string }[] };
  return status === 200 ? `${who}` : `${status} ${errors?.[0]?.title}`;
}

const refused = '401 CF-InvalidAuthToken';

describe("the Kubernetes behind the sandbox's Korifi", () => {
  it('takes the token of a job for a user with its subject, who has the role that the operator gave', async () => {
    const token = await tokenOf(github);
    expect((await ask(token)).body).toEqual({ name, kind: 'User', groups: null });
    const { body, headers } = await ask(token, '/v3/spaces');
    // They were made in the same moment, so that either comes first.
    expect(body).toMatchObject({
      resources: expect.arrayContaining(['prod', 'staging'].map((one) => expect.objectContaining({ name: one }))),
    });
    expect(headers['x-cf-warnings']).toBeUndefined();
  });

  it('knows a user without any role by the name alone', async () => {
    const fork = await issuer({ claims: { sub: 'repo:fork/web:pull_request' } });
    bench.sandbox.world.authenticator.issuers.push({ url: fork.issuer, audiences: [audience], prefix: 'fork:' });
    const { body, headers } = await ask(await tokenOf(fork), '/v3/organizations');
    expect(body).toMatchObject({ resources: [] });
    expect(headers['x-cf-warnings']).toContain("subject 'User/fork:repo:fork/web:pull_request' has no CF roles");
  });

  it('takes none of another issuer, for another audience, that has ended or is of another key', async () => {
    expect(await verdict(await tokenOf(await issuer()))).toBe(refused);
    expect(await verdict(await tokenOf(github, 'https://github.com/acme'))).toBe(refused);
    const token = await tokenOf(github);
    const [head, payload] = token.split('.');
    expect(await verdict(`${head}.${payload}.AAAA`)).toBe(refused);
    await bench.clock.advance(299_000);
    expect(await verdict(token)).toBe(name);
    await bench.clock.advance(2_000);
    expect(await verdict(token)).toBe(refused);
    github.rotateKeys();
    expect(await verdict(await tokenOf(github))).toBe(name);
  });

  it('cannot judge one of an issuer that is out of reach', async () => {
    const token = await tokenOf(github);
    await github.close();
    expect(await verdict(token)).toBe(refused);
  });
});
