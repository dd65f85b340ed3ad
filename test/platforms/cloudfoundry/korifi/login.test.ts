import { afterEach, expect, test } from 'vitest';
import type { RunningServer } from '../../../../sandbox/server.ts';
import type { Request } from '../../../../src/inputs/request.ts';
import { discover } from '../../../../src/platforms/cloudfoundry/api/discovery.ts';
import { KubernetesToken } from '../../../../src/platforms/cloudfoundry/korifi/kubernetes-token.ts';
import { openKorifi } from '../../../../src/platforms/cloudfoundry/korifi/open.ts';
import type { Platform } from '../../../../src/platforms/platform.ts';
import { contextFor, listOf, problem, requestTo, type Script, SleepingClock, scripted } from '../scripted.ts';

let servers: RunningServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

const root = {
  links: { cloud_controller_v3: { meta: { version: '3.117.0+cf-k8s' } }, uaa: { href: 'http://127.0.0.1:9' } },
  cf_on_k8s: true,
};
const acme = { guid: 'o1', name: 'acme' };
const prod = { guid: 's1', name: 'prod', relationships: { organization: { data: { guid: 'o1' } } } };
const whoami = { name: 'system:serviceaccount:cf:deploy', kind: 'ServiceAccount' };
const there: Script = {
  'GET /': () => ({ status: 200, body: root }),
  'GET /whoami': () => ({ status: 200, body: whoami }),
  'GET /v3/organizations': () => listOf(acme),
  'GET /v3/spaces': () => listOf(prod),
  'GET /v3/apps': () => listOf(),
};

async function korifi(
  script: Script,
  more: Partial<Request> = {},
): Promise<{ platform: Platform; server: RunningServer }> {
  const server = await scripted({ ...there, ...script });
  servers.push(server);
  const request = requestTo(server.url, { login: { kind: 'token', token: 's3cret.to.ken' }, ...more });
  const context = contextFor(request);
  const links = await discover(context.http, request.api, context.signal);
  if (links?.korifi !== true) throw new Error('it was not recognised');
  const platform = openKorifi(context, links, { org: request.org ?? '', space: request.space ?? '' });
  return { platform, server };
}

test('the token goes to the API that the user has named, and to no other server', async () => {
  const { platform, server } = await korifi({});
  expect(await platform.login()).toBe('system:serviceaccount:cf:deploy (ServiceAccount)');
  expect(await platform.read()).toBeUndefined();
  expect(server.requests.map(({ target }) => target)).toEqual([
    '/',
    '/whoami',
    '/v3/organizations?names=acme',
    '/v3/spaces?names=prod&organization_guids=o1',
    '/v3/apps?names=web&space_guids=s1',
  ]);
  expect(server.requests[0]?.headers['authorization']).toBeUndefined();
  expect(server.requests.slice(1).every(({ headers }) => headers['authorization'] === 'bearer s3cret.to.ken')).toBe(
    true,
  );
});

test('a token that Kubernetes does not take is told as that', async () => {
  const { platform } = await korifi({
    'GET /whoami': () => problem(401, 1000, 'CF-InvalidAuthToken', 'Invalid Auth Token'),
  });
  const error = await platform.login().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'CF_LOGIN', hint: expect.stringContaining('kubectl create token') });
  expect(String(error)).toContain('does not take the token');
  expect(String(error)).not.toContain('s3cret');
});

test.for<[string, Script, Partial<Request>, string, string]>([
  [
    'an org',
    { 'GET /v3/organizations': (_, nth) => (nth === 1 ? listOf() : listOf({ guid: 'o2', name: 'demo' })) },
    {},
    'CF_ORG_NOT_FOUND',
    'It sees demo.',
  ],
  [
    'a space',
    { 'GET /v3/spaces': (_, nth) => (nth === 1 ? listOf() : listOf({ ...prod, name: 'staging' })) },
    {},
    'CF_SPACE_NOT_FOUND',
    'It sees staging.',
  ],
  [
    'any org',
    { 'GET /v3/organizations': () => listOf() },
    { org: "o'neil" },
    'CF_ORG_NOT_FOUND',
    "cf set-space-role system:serviceaccount:cf:deploy 'o'\\''neil' prod SpaceDeveloper.",
  ],
])('%s that is not there is told with what there is', async ([, script, more, code, hint]) => {
  const { platform } = await korifi(script, more);
  await expect(platform.login()).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) });
});

test('a name with a comma is looked for among all of them', async () => {
  const { platform, server } = await korifi(
    { 'GET /v3/organizations': () => listOf({ ...acme, name: 'a,b' }) },
    { org: 'a,b' },
  );
  await platform.login();
  expect(server.requests.map(({ target }) => target)).toContain('/v3/organizations');
});

function jobToken(clock: SleepingClock, seconds: number | undefined, nth: number): string {
  const claims = { nth, ...(seconds === undefined ? {} : { exp: clock.now() / 1_000 + seconds }) };
  return `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
}

test.for([300, undefined])(
  'a token of the job that lives for %s s is asked for anew before it ends',
  async (seconds) => {
    const clock = new SleepingClock();
    const [asked, masked]: [string[], string[]] = [[], []];
    const tokens = new KubernetesToken({
      login: { kind: 'oidc-user', client: { id: 'cf', secret: '' }, audience: 'https://api.example' },
      clock,
      mask: (secret) => masked.push(secret),
      oidcToken: async (audience) => jobToken(clock, seconds, asked.push(audience)),
    });
    const [first, second] = await Promise.all([tokens.bearer(), tokens.bearer()]);
    expect(second).toBe(first);
    expect(asked).toEqual(['https://api.example']);
    clock.time += (seconds ?? 150) * 1_000 - 30_000;
    const third = await tokens.bearer();
    expect(third).not.toBe(first);
    // One that was refused is not used again; two who are refused it at the same time get the same new one.
    const [fourth, fifth] = await Promise.all([tokens.instead(third), tokens.instead(third)]);
    expect(fifth).toBe(fourth);
    expect(fourth).not.toBe(third);
    expect(await tokens.instead(third)).toBe(fourth);
    expect(masked).toEqual([first, third, fourth]);
  },
);

test('a stored token has no other', async () => {
  const tokens = new KubernetesToken({
    login: { kind: 'token', token: 't' },
    clock: new SleepingClock(),
    mask: () => undefined,
    oidcToken: () => Promise.reject(new Error('not to be asked for')),
  });
  expect([await tokens.bearer(), await tokens.instead('t')]).toEqual(['t', 't']);
});
