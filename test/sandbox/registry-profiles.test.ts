import { afterEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../sandbox/clock.ts';
import type { RegistryUser } from '../../sandbox/registry/accounts.ts';
import { mediaTypes } from '../../sandbox/registry/manifests.ts';
import { type ProfileName, profiles } from '../../sandbox/registry/profiles.ts';
import { type RegistryOptions, type RegistrySandbox, startRegistry } from '../../sandbox/registry/registry.ts';

const clock = new ManualClock();
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const users: Readonly<Record<string, RegistryUser>> = {
  ci: { password: 'good', identityToken: 'refresh' },
  outsider: { password: 'good', repositories: ['elsewhere/'] },
  late: { password: 'good', expiresAt: clock.now() + 12 * 3_600_000 },
};

let registry: RegistrySandbox;
afterEach(() => registry.close());

async function start(profile: ProfileName, options: RegistryOptions = {}): Promise<void> {
  registry = await startRegistry({ profile, users, clock, ...options });
}

interface Asking {
  readonly method?: string;
  readonly authorization?: string | undefined;
  readonly form?: Readonly<Record<string, string>>;
}

async function ask(path: string, { method = 'GET', authorization, form }: Asking = {}) {
  const url = path.startsWith('http') ? path : `${registry.server.url}${path}`;
  const accept = Object.values(mediaTypes).join(', ');
  const response = await fetch(url, {
    method,
    headers: { accept, ...(authorization === undefined ? {} : { authorization }) },
    redirect: 'manual',
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  });
  const challenge = response.headers.get('www-authenticate')?.replaceAll(registry.tokenServer.url, 'T') ?? null;
  return { status: response.status, headers: response.headers, challenge, body: await response.text() };
}

/** By a realm as a challenge has it. */
async function tokenFrom(challenge: string | null, repository: string, { authorization }: Asking = {}) {
  const realm = /realm="T([^"]+)"/.exec(challenge ?? '')?.[1] ?? '';
  const service = /service="([^"]+)"/.exec(challenge ?? '')?.[1] ?? '';
  const query = new URLSearchParams({ service, scope: `repository:${repository}:pull` });
  const answer = await ask(`${registry.tokenServer.url}${realm}?${query}`, { authorization });
  const { token, access_token: other } = answer.status === 200 ? JSON.parse(answer.body) : {};
  return { ...answer, authorization: `Bearer ${token ?? other}` };
}

interface Row {
  readonly profile: ProfileName;
  /** A repository that needs a login, and one that anybody may read. */
  readonly closed: string;
  readonly open?: string;
  readonly ping: string;
  readonly challenge: string;
  /** Status and what the body begins with, in turn: without a login, with a wrong one, with one for something else. */
  readonly nameless: readonly [number, string];
  readonly wrong: readonly [number, string];
  readonly stranger: readonly [number, string];
  /** Then at the registry, with the stranger's token if there is one. */
  readonly refused?: readonly [number, string];
  /** A bearer token that nobody has issued. */
  readonly garbage: readonly [number, string];
  readonly missingTag: readonly [number, string];
  readonly missingRepository: readonly [number, string];
}

const service = (name: string, path: string) => `Bearer realm="T${path}",service="${name}"`;
const coded = (code: string, message = '') => `{"errors":[{"code":"${code}","message":"${message}`;
const given = '{"token":"';
const acrWords = coded('UNAUTHORIZED', 'authentication required, visit https://aka.ms/acr/authorization');

const rows: readonly Row[] = [
  {
    profile: 'docker-hub',
    closed: 'private/web',
    open: 'acme/web',
    ping: service('registry.docker.io', '/token'),
    challenge: `${service('registry.docker.io', '/token')},scope="repository:private/web:pull"`,
    nameless: [200, given],
    wrong: [401, '{"details":"incorrect username or password"}'],
    stranger: [200, given],
    refused: [401, coded('UNAUTHORIZED', 'authentication required","detail":[{"Type":"repository"')],
    garbage: [401, coded('UNAUTHORIZED')],
    missingTag: [404, coded('MANIFEST_UNKNOWN', 'manifest unknown","detail":"unknown tag=nope"')],
    missingRepository: [404, coded('NAME_UNKNOWN')],
  },
  {
    profile: 'ghcr',
    closed: 'private/web',
    open: 'acme/web',
    ping: `${service('ghcr.io', '/token')},scope="repository:user/image:pull"`,
    challenge: `${service('ghcr.io', '/token')},scope="repository:private/web:pull"`,
    nameless: [401, coded('UNAUTHORIZED', 'authentication required')],
    wrong: [403, coded('DENIED', 'denied')],
    stranger: [200, given],
    refused: [403, coded('DENIED', 'installation not allowed to Read organization package')],
    garbage: [403, coded('DENIED', 'invalid token')],
    missingTag: [404, coded('MANIFEST_UNKNOWN', 'manifest unknown')],
    missingRepository: [404, coded('NAME_UNKNOWN')],
  },
  {
    profile: 'ecr-public',
    closed: '',
    open: 'acme/web',
    ping: `${service('public.ecr.aws', '/token/')},scope="aws"`,
    challenge: `${service('public.ecr.aws', '/token/')},scope="aws"`,
    nameless: [200, given],
    wrong: [403, coded('DENIED', 'Your authorization token has expired. Reauthenticate and try again.')],
    stranger: [200, given],
    garbage: [400, coded('DENIED', 'Your Authorization Token is invalid.')],
    missingTag: [404, coded('MANIFEST_UNKNOWN', 'Requested image not found')],
    missingRepository: [404, coded('NAME_UNKNOWN', "The repository with name 'acme/nothing' does not exist")],
  },
  {
    profile: 'acr',
    closed: 'team/web',
    open: 'public/web',
    ping: service('HOST', '/oauth2/token'),
    challenge: `${service('HOST', '/oauth2/token')},scope="repository:team/web:pull"`,
    nameless: [401, acrWords],
    wrong: [401, acrWords],
    stranger: [200, '{"access_token":"'],
    refused: [401, acrWords],
    garbage: [401, acrWords],
    missingTag: [404, `{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest tagged by \\"nope\\" is not found`],
    missingRepository: [
      404,
      `{"errors":[{"code":"NAME_UNKNOWN","message":"repository \\"public/nothing\\" is not found`,
    ],
  },
  {
    profile: 'gar',
    closed: 'acme/team/web',
    open: 'acme/public/web',
    ping: 'Bearer realm="T/v2/token"',
    challenge: `${service('HOST', '/v2/token')},scope="repository:acme/team/web:pull"`,
    nameless: [403, coded('DENIED', 'Unauthenticated request. Unauthenticated requests do not have permission')],
    wrong: [401, coded('UNAUTHORIZED', 'authentication failed')],
    stranger: [403, coded('DENIED', 'Permission \\"artifactregistry.repositories.downloadArtifacts\\" denied on')],
    garbage: [401, coded('UNAUTHORIZED')],
    missingTag: [404, coded('MANIFEST_UNKNOWN')],
    missingRepository: [404, coded('NAME_UNKNOWN')],
  },
  {
    profile: 'quay',
    closed: 'private/web',
    open: 'acme/web',
    ping: service('HOST', '/v2/auth'),
    challenge: `${service('HOST', '/v2/auth')},scope="repository:private/web:pull"`,
    nameless: [200, given],
    wrong: [401, coded('UNAUTHORIZED', 'Invalid Username or Password')],
    stranger: [200, given],
    refused: [401, coded('UNAUTHORIZED', 'access to the requested resource is not authorized')],
    garbage: [401, coded('UNAUTHORIZED')],
    missingTag: [404, coded('MANIFEST_UNKNOWN', 'manifest unknown')],
    missingRepository: [401, coded('UNAUTHORIZED', 'access to the requested resource is not authorized')],
  },
  {
    profile: 'gitlab',
    closed: 'private/group/web',
    open: 'acme/group/web',
    ping: service('container_registry', '/jwt/auth'),
    challenge: `${service('container_registry', '/jwt/auth')},scope="repository:private/group/web:pull"`,
    nameless: [403, coded('DENIED', 'access forbidden')],
    wrong: [401, coded('UNAUTHORIZED', 'HTTP Basic: Access denied')],
    stranger: [200, given],
    refused: [403, coded('DENIED', 'requested access to the resource is denied')],
    garbage: [401, coded('UNAUTHORIZED', 'authentication required')],
    missingTag: [404, coded('MANIFEST_UNKNOWN', 'manifest unknown","detail":{"Tag":"nope"}')],
    missingRepository: [404, coded('NAME_UNKNOWN')],
  },
  {
    profile: 'harbor',
    closed: 'private/web',
    open: 'library/web',
    ping: service('harbor-registry', '/service/token'),
    challenge: `${service('harbor-registry', '/service/token')},scope="repository:private/web:pull"`,
    nameless: [200, given],
    wrong: [200, given],
    stranger: [200, given],
    refused: [401, coded('UNAUTHORIZED', 'unauthorized to access repository: private/web, action: pull')],
    garbage: [401, coded('UNAUTHORIZED')],
    missingTag: [404, coded('NOT_FOUND', 'artifact library/web:nope not found')],
    missingRepository: [404, coded('NOT_FOUND', 'artifact library/nothing:1 not found')],
  },
  {
    profile: 'jfrog',
    closed: 'docker-local/web',
    open: 'docker-public/web',
    ping: service('HOST', '/artifactory/api/docker/null/v2/token'),
    challenge: `${service('HOST', '/artifactory/api/docker/docker-local/v2/token')},scope="repository:docker-local/web:pull"`,
    nameless: [401, '{"errors":[{"status":401,"message":"Authentication is required"'],
    wrong: [401, '{"errors":[{"status":401,"message":"Bad credentials"'],
    stranger: [200, given],
    refused: [403, coded('UNAUTHORIZED', 'The client does not have permission for manifest')],
    garbage: [401, '{"errors":[{"status":401,"message":"Token failed verification'],
    missingTag: [404, coded('MANIFEST_UNKNOWN', 'The named manifest is not known to the registry.')],
    missingRepository: [404, coded('MANIFEST_UNKNOWN', 'The named manifest is not known to the registry.')],
  },
  {
    profile: 'gitea',
    closed: 'private/web',
    open: 'acme/web',
    ping: `${service('container_registry', '/v2/token')},scope="*", Basic realm="Gitea Container Registry"`,
    challenge: `${service('container_registry', '/v2/token')},scope="*", Basic realm="Gitea Container Registry"`,
    nameless: [200, given],
    wrong: [401, coded('UNAUTHORIZED')],
    stranger: [200, given],
    refused: [401, coded('UNAUTHORIZED')],
    garbage: [401, coded('UNAUTHORIZED')],
    missingTag: [404, coded('MANIFEST_UNKNOWN')],
    missingRepository: [404, coded('NAME_UNKNOWN')],
  },
];

const expectAnswer = (answer: { status: number; body: string }, [status, begin]: readonly [number, string]) => {
  expect({ status: answer.status, body: answer.body.slice(0, begin.length) }).toEqual({ status, body: begin });
};
const here = (text: string) => text.replace('HOST', registry.host);

describe.each(rows)('$profile', (row) => {
  const { profile, closed, open = '' } = row;
  const of = (repository: string, reference = '1') => `/v2/${repository}/manifests/${reference}`;
  const wanted = closed === '' ? open : closed;

  it('asks for a login as the real one', async () => {
    await start(profile);
    const ping = await ask('/v2/');
    expect([ping.status, ping.challenge]).toEqual([401, here(row.ping)]);
    const manifest = await ask(of(wanted));
    expect([manifest.status, manifest.challenge]).toEqual([401, here(row.challenge)]);
  });

  it('has its own words for whoever may not', async () => {
    await start(profile);
    await registry.publish({ repository: wanted, tag: '1' });
    const { challenge } = await ask(of(wanted));
    const token = (authorization?: string) => tokenFrom(challenge, wanted, { authorization });
    expectAnswer(await token(), row.nameless);
    expectAnswer(await token(basic('ci', 'bad')), row.wrong);
    const stranger = await token(basic('outsider', 'good'));
    expectAnswer(stranger, row.stranger);
    if (row.refused !== undefined) expectAnswer(await ask(of(wanted), stranger), row.refused);
    expect(registry.misplaced).toEqual([]);
    const garbage = await ask(of(wanted), { authorization: 'Bearer garbage' });
    expectAnswer(garbage, row.garbage);
    expect(garbage.challenge === null).toBe(garbage.status !== 401);
    expect(registry.misplaced).toEqual([`GET ${of(wanted)}: Bearer`]);
  });

  it('lets in whoever may, and says what is missing', async () => {
    await start(profile);
    const { digest } = await registry.publish({ repository: wanted, tag: '1' });
    await registry.publish({ repository: open, tag: '1' });
    const login = basic('ci', 'good');
    const first = await tokenFrom((await ask(of(wanted))).challenge, wanted, { authorization: login });
    const found = await ask(of(wanted), first);
    expect([found.status, found.headers.get('docker-content-digest')]).toEqual([200, digest]);
    const nothing = open.replace(/[^/]+$/, 'nothing');
    const second = await tokenFrom((await ask(of(open, 'nope'))).challenge, open);
    expectAnswer(await ask(of(open, 'nope'), second), row.missingTag);
    const third = await tokenFrom((await ask(of(nothing))).challenge, nothing, { authorization: login });
    expectAnswer(await ask(of(nothing), third), row.missingRepository);
  });

  it('binds tokens to what they were asked for, to people or to scopes, and to a time', async () => {
    await start(profile);
    await registry.publish({ repository: open, tag: '1' });
    await registry.publish({ repository: `${open}-two`, tag: '1' });
    const token = await tokenFrom((await ask(of(open))).challenge, open);
    expect((await ask(of(open), token)).status).toBe(200);
    const { login } = profiles[profile];
    const everywhere = login.scheme === 'bearer' && login.grants === 'account';
    expect((await ask(of(`${open}-two`), token)).status === 200).toBe(everywhere);
    await clock.advance(login.scheme === 'bearer' ? login.life * 1000 : 0);
    expect((await ask(of(open), token)).status).toBe(row.garbage[0]);
  });

  it('takes no password in place of a token', async () => {
    await start(profile);
    await registry.publish({ repository: wanted, tag: '1' });
    const { status } = await ask(of(wanted), { authorization: basic('ci', 'good') });
    if (profile === 'gitea') {
      expect([status, registry.misplaced]).toEqual([200, []]);
    } else {
      expect(status).toBe(row.garbage[0]);
      expect(registry.misplaced).toEqual([`GET ${of(wanted)}: Basic`]);
    }
  });
});

describe('ECR', () => {
  const path = '/v2/web/manifests/1';

  it('takes user and password itself, for 12 hours', async () => {
    await start('ecr');
    await registry.publish({ repository: 'web', tag: '1' });
    const challenge = `Basic realm="https://${registry.host}/",service="ecr.amazonaws.com"`;
    expect(await ask(path)).toMatchObject({ status: 401, challenge, body: 'Not Authorized\n' });
    expect(await ask('/v2/')).toMatchObject({ status: 401, challenge });
    expect(await ask(path, { authorization: basic('ci', 'bad') })).toMatchObject({ status: 401, challenge });
    expect(await ask(path, { authorization: basic('outsider', 'good') })).toMatchObject({ status: 403 });
    const late = { authorization: basic('late', 'good') };
    expect((await ask(path, late)).status).toBe(200);
    expect((await ask('/v2/', late)).status).toBe(200);
    await clock.advance(12 * 3_600_000);
    const dead = await ask(path, late);
    expect(dead).toMatchObject({ status: 403, challenge: null });
    expect(dead.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(dead.body).toMatch(/^Your Authorization Token has expired/);
  });

  it('lets nobody delete, where a password of distribution’s comes as far as the refusal of all', async () => {
    await start('ecr');
    await registry.publish({ repository: 'web', tag: '1' });
    const asking = { method: 'DELETE', authorization: basic('ci', 'good') };
    expect((await ask(path, asking)).status).toBe(403);
    await registry.close();
    await start('distribution', { modes: { '': 'basic' } });
    await registry.publish({ repository: 'web', tag: '1' });
    const answer = await ask(path, asking);
    expect([answer.status, answer.body]).toEqual([405, expect.stringContaining('UNSUPPORTED')]);
    expect((await ask(path, { ...asking, authorization: basic('ci', 'bad') })).status).toBe(401);
  });

  it('lists no more than 1,000 tags at a time', async () => {
    await start('ecr');
    await registry.publish({ repository: 'web', tag: '1' });
    const authorization = basic('ci', 'good');
    expect((await ask('/v2/web/tags/list?n=1000', { authorization })).status).toBe(200);
    expect((await ask('/v2/web/tags/list?n=1001', { authorization })).status).toBe(405);
  });
});

describe('token servers', () => {
  it.each<[ProfileName, string, number]>([
    ['distribution', '/token', 405],
    ['ghcr', '/token', 404],
    ['quay', '/v2/auth', 405],
    ['jfrog', '/artifactory/api/docker/null/v2/token', 401],
  ])('%s has no OAuth2 form', async (profile, path, status) => {
    await start(profile);
    const form = { grant_type: 'refresh_token', refresh_token: 'refresh' };
    expect((await ask(`${registry.tokenServer.url}${path}`, { method: 'POST', form })).status).toBe(status);
  });

  it.each<[string, Readonly<Record<string, string>>, number]>([
    ['a refresh token', { grant_type: 'refresh_token', refresh_token: 'refresh' }, 200],
    ['another one', { grant_type: 'refresh_token', refresh_token: 'other' }, 401],
    ['a password', { grant_type: 'password', username: 'ci', password: 'good' }, 200],
    ['a wrong one', { grant_type: 'password', username: 'ci', password: 'bad' }, 401],
    ['nothing that it knows', { grant_type: 'client_credentials' }, 400],
    ['no client', { grant_type: 'refresh_token', refresh_token: 'refresh', client_id: '' }, 400],
    ['another service', { grant_type: 'refresh_token', refresh_token: 'refresh', service: 'other' }, 400],
  ])('ACR’s form with %s', async (_, parameters, status) => {
    await start('acr');
    const path = '/v2/team/web/manifests/1';
    await registry.publish({ repository: 'team/web', tag: '1' });
    const form = { client_id: 'test', service: registry.host, scope: 'repository:team/web:pull', ...parameters };
    const answer = await ask(`${registry.tokenServer.url}/oauth2/token`, { method: 'POST', form });
    expect(answer.status).toBe(status);
    if (status !== 200) return;
    const { access_token: token } = JSON.parse(answer.body) as { access_token: string };
    expect((await ask(path, { authorization: `Bearer ${token}` })).status).toBe(200);
  });

  it('GitLab’s counts the last scope alone', async () => {
    await start('gitlab');
    for (const repository of ['acme/one', 'acme/two']) await registry.publish({ repository, tag: '1' });
    const scopes = 'scope=repository:acme/one:pull&scope=repository:acme/two:pull';
    const { body } = await ask(`${registry.tokenServer.url}/jwt/auth?service=container_registry&${scopes}`);
    const authorization = `Bearer ${(JSON.parse(body) as { token: string }).token}`;
    expect((await ask('/v2/acme/two/manifests/1', { authorization })).status).toBe(200);
    expect((await ask('/v2/acme/one/manifests/1', { authorization })).status).toBe(403);
  });

  it('JFrog’s is at another path for each repository key', async () => {
    await start('jfrog');
    const ofLocal = `${registry.tokenServer.url}/artifactory/api/docker/docker-local/v2/token?service=${registry.host}`;
    const authorization = basic('ci', 'good');
    expect((await ask(`${ofLocal}&scope=repository:docker-local/web:pull`, { authorization })).status).toBe(200);
    expect((await ask(`${ofLocal}&scope=repository:docker-public/web:pull`, { authorization })).status).toBe(404);
  });

  it('a bearer token has no business there', async () => {
    await start('docker-hub');
    const url = `${registry.tokenServer.url}/token?service=registry.docker.io`;
    expect((await ask(url, { authorization: 'Bearer x' })).status).toBe(401);
    expect(registry.misplaced).toEqual(['GET /token: Bearer']);
  });
});

describe('what HEAD lacks', () => {
  it('JFrog says no digest, and no scope', async () => {
    await start('jfrog');
    const { digest } = await registry.publish({ repository: 'docker-public/web', tag: '1' });
    const path = '/v2/docker-public/web/manifests/1';
    expect((await ask(path, { method: 'HEAD' })).challenge).not.toContain('scope');
    const { challenge } = await ask(path);
    expect(challenge).toContain('scope');
    const token = await tokenFrom(challenge, 'docker-public/web');
    expect((await ask(path, { ...token, method: 'HEAD' })).headers.has('docker-content-digest')).toBe(false);
    expect((await ask(path, token)).headers.get('docker-content-digest')).toBe(digest);
  });

  it('Harbor has other words for it', async () => {
    await start('harbor');
    await registry.publish({ repository: 'library/web', tag: '1' });
    expect((await ask('/v2/library/web/manifests/1')).body).toContain('unauthorized to access repository');
    expect(await ask('/v2/library/web/manifests/1', { method: 'HEAD' })).toMatchObject({ status: 401, body: '' });
  });
});

describe('storage', () => {
  async function blobOf(profile: ProfileName, repository: string) {
    await start(profile);
    await registry.publish({ repository, tag: '1' });
    const digest = [...registry.store.repository(repository).blobs.keys()][0] ?? '';
    const path = `/v2/${repository}/blobs/${digest}`;
    const token = await tokenFrom((await ask(path)).challenge, repository);
    return { digest, path, token };
  }

  it.each<[ProfileName, string, number, string]>([
    ['docker-hub', 'acme/web', 307, 'Only one auth mechanism allowed'],
    ['acr', 'public/web', 307, 'Authentication information is not given in the correct format'],
    ['quay', 'acme/web', 302, 'Only one auth mechanism allowed'],
  ])('%s: another origin, which wants the signature and nothing else', async (profile, repository, status, words) => {
    const { digest, path, token } = await blobOf(profile, repository);
    const answer = await ask(path, token);
    const location = answer.headers.get('location') ?? '';
    expect(answer.status).toBe(status);
    expect(location).toMatch(new RegExp(`^${registry.storage.url}/`));
    const blob = await ask(location);
    expect(blob.status).toBe(200);
    expect(blob.body.length).toBe(registry.store.repository(repository).blobs.get(digest)?.toString().length);
    const both = await ask(location, token);
    expect(both).toMatchObject({ status: 400, body: expect.stringContaining(words) });
    expect(registry.misplaced).toEqual([expect.stringMatching(/^GET \/blobs\/.*: Bearer$/)]);
    expect((await ask(location, { method: 'HEAD' })).status).toBe(403);
    expect((await ask(location.replace(/Signature=.*/, 'Signature=x'))).status).toBe(403);
    await clock.advance(20 * 60_000);
    expect((await ask(location)).status).toBe(403);
  });

  it('Artifact Registry’s is a path of its own', async () => {
    const { path, token } = await blobOf('gar', 'acme/public/web');
    const answer = await ask(path, token);
    const location = answer.headers.get('location') ?? '';
    expect([answer.status, new URL(location).origin]).toEqual([302, registry.server.url]);
    expect((await ask(location, token)).status).toBe(200);
    expect(registry.misplaced).toEqual([]);
  });
});

describe('Docker Hub’s limit', () => {
  it('counts GET of manifests, by account or address', async () => {
    await start('docker-hub');
    await registry.publish({ repository: 'acme/web', tag: '1' });
    const path = '/v2/acme/web/manifests/1';
    const { challenge } = await ask(path);
    const nameless = await tokenFrom(challenge, 'acme/web');
    const left = async (asking: Asking) => (await ask(path, asking)).headers.get('ratelimit-remaining');
    expect(await left({ ...nameless, method: 'HEAD' })).toBe('100;w=21600');
    expect(await left(nameless)).toBe('99;w=21600');
    expect(await left({ ...nameless, method: 'HEAD' })).toBe('99;w=21600');
    const known = await tokenFrom(challenge, 'acme/web', { authorization: basic('ci', 'good') });
    expect(await left(known)).toBe('199;w=21600');
    registry.pullsLeft.nameless = 0;
    const over = await ask(path, nameless);
    expect(over).toMatchObject({ status: 429, body: expect.stringContaining('unauthenticated pull rate limit') });
    expect(over.headers.get('ratelimit-limit')).toBe('100;w=21600');
    expect((await ask(path, { ...nameless, method: 'HEAD' })).status).toBe(200);
    expect((await ask(path, known)).status).toBe(200);
    const missing = await ask('/v2/acme/web/manifests/nope', known);
    expect([missing.status, registry.pullsLeft.account]).toEqual([404, 198]);
  });
});

describe('real names', () => {
  it('stand in challenges and redirects, and lead back to loopback', async () => {
    await start('docker-hub', { realNames: true });
    const { reference } = await registry.publish({ repository: 'acme/web', tag: '1' });
    expect(reference).toBe('docker.io/acme/web:1');
    expect((await ask('/v2/acme/web/manifests/1')).challenge).toContain('realm="https://auth.docker.io/token"');
    const at = (url: string) => registry.at(new URL(url))?.href;
    expect(at('https://auth.docker.io/token?a=b')).toBe(`${registry.tokenServer.url}/token?a=b`);
    expect(at('https://registry-1.docker.io/v2/acme/web/manifests/1')).toBe(
      `${registry.server.url}/v2/acme/web/manifests/1`,
    );
    expect(at('https://production.cloudflare.docker.com/x')).toBe(`${registry.storage.url}/x`);
    expect(at('https://example.com/')).toBeUndefined();
  });

  it('a token server on the registry’s own host is told by its path', async () => {
    await start('quay', { realNames: true });
    const at = (url: string) => registry.at(new URL(url))?.origin;
    expect(at('https://quay.io/v2/auth')).toBe(registry.tokenServer.url);
    expect(at('https://quay.io/v2/')).toBe(registry.server.url);
    expect(at('https://quay.io/v2/acme/web/tags/list')).toBe(registry.server.url);
  });
});
