import { afterEach, describe, expect, it } from 'vitest';
import type { RegistryUser } from '../../sandbox/registry/accounts.ts';
import {
  answers,
  behave,
  bomb,
  busy,
  chainBlobs,
  chunked,
  dripping,
  errorAs,
  gzipped,
  header,
  longer,
  misannounced,
  redirected,
  resetAfter,
  type Twist,
  warning,
} from '../../sandbox/registry/behaviours.ts';
import { mediaTypes } from '../../sandbox/registry/manifests.ts';
import { type ProfileName, profiles } from '../../sandbox/registry/profiles.ts';
import { type RegistryOptions, type RegistrySandbox, startRegistry } from '../../sandbox/registry/registry.ts';
import type { Fault } from '../../sandbox/server.ts';
import { systemClock } from '../../src/clock.ts';
import { ActionError } from '../../src/errors.ts';
import { createHttp } from '../../src/http/client.ts';
import type { Http, HttpRequest } from '../../src/http/http.ts';
import { parseReference } from '../../src/image/reference.ts';
import type { RegistryLogin } from '../../src/inputs/request.ts';
import type { RegistryAccess } from '../../src/registry/access.ts';
import { inspectImage } from '../../src/registry/inspect.ts';
import type { FoundLogin } from '../../src/registry/login/credential.ts';
import { registryAccess, silentInputs } from '../support/image.ts';

/**
 * What hosted registries do otherwise than others, read through the whole client: what the user is told, and who got to
 * see a credential. Each runs twice: on loopback, where the ports differ, and under the registry's real names over a
 * client that finds them on loopback, so that the rules about hosts count, too.
 */

const { ociManifest, ociIndex } = mediaTypes;
const ci: RegistryLogin = { username: 'ci', password: 'ci-passw0rd' };
const outsider: RegistryLogin = { username: 'outsider', password: 'outsider-passw0rd' };
const wrong: RegistryLogin = { ...ci, password: 'old-passw0rd' };
const users: Readonly<Record<string, RegistryUser>> = {
  ci: { password: ci.password },
  outsider: { password: outsider.password, repositories: ['elsewhere/'] },
  late: { password: 'dead-passw0rd', expiresAt: 0 },
};
const late: RegistryLogin = { username: 'late', password: 'dead-passw0rd' };

/** Pauses between tries take no time. */
const http = createHttp({ clock: { ...systemClock, sleep: async () => {} }, userAgent: 'deploy-image-test' });

let registry: RegistrySandbox;
afterEach(() => registry.close());

type Names = 'loopback' | 'real names';

async function start(profile: ProfileName, names: Names, options: RegistryOptions = {}): Promise<void> {
  registry = await startRegistry({ profile, realNames: names === 'real names', users, ...options });
}

/** Requests that were sent under the guard of private addresses. Of those to real names, which cannot be private here. */
const guarded = new Set<HttpRequest>();

/** Finds the registry's real names on loopback. Everything else goes where it says. */
const finding: Http = {
  async send(request) {
    const { reach, ...rest } = request;
    const url = registry.at(request.url);
    if (url === undefined) return http.send(request);
    if (reach !== undefined) guarded.add(request);
    const response = await http.send({ ...rest, url, headers: { ...rest.headers, host: request.url.host } });
    return { ...response, request };
  },
};

interface Read {
  readonly login?: RegistryLogin;
  readonly found?: FoundLogin;
  readonly access?: Partial<RegistryAccess>;
}

async function inspect(image: string, { login, found, access = {} }: Read = {}) {
  const whole = registryAccess(
    { http: finding, clock: systemClock },
    { login, findLogin: async () => found, ...access },
  );
  const facts = await inspectImage(parseReference(image), whole);
  return { facts, masked: whole.masked, notes: whole.notes };
}

async function refused(image: string, read: Read = {}): Promise<ActionError> {
  const error: unknown = await inspect(image, read).catch((thrown: unknown) => thrown);
  if (!(error instanceof ActionError)) throw error instanceof Error ? error : new Error(`${image} was not refused`);
  const told = [error.message, error.hint, ...error.details].join('\n');
  for (const { username, password } of [ci, outsider, wrong, late]) {
    expect(told).not.toContain(password);
    expect(told).not.toContain(Buffer.from(`${username}:${password}`).toString('base64'));
  }
  expect(told).not.toMatch(/[?&]\w+=|Signature|Bearer /);
  // What HTTP itself has to say is not the registry's, and there is not always something to do.
  if (/^(?:REGISTRY|IMAGE)_/.test(error.code)) expect(error.hint).toMatch(/\S/);
  return error;
}

/** Nobody saw a credential who is not entitled to it, and none was in an address. */
function expectCredentialsInPlace(profile: ProfileName): void {
  const schemes = ({ requests }: RegistrySandbox['server']) => [
    ...new Set(requests.flatMap(({ headers }) => headers['authorization']?.split(' ', 1)[0] ?? [])),
  ];
  const own = profiles[profile].login.scheme === 'basic' ? 'Basic' : 'Bearer';
  expect(schemes(registry.server).filter((scheme) => scheme !== own)).toEqual([]);
  expect(schemes(registry.tokenServer).filter((scheme) => scheme !== 'Basic')).toEqual([]);
  expect(schemes(registry.storage)).toEqual([]);
  expect(registry.misplaced).toEqual([]);
  const targets = [registry.server, registry.tokenServer, registry.storage].flatMap(({ requests }) =>
    requests.map(({ target }) => target),
  );
  for (const { password } of [ci, outsider, wrong, late]) expect(targets.join('\n')).not.toContain(password);
}

/** What was sent in `Authorization`, without the scheme. */
function sentCredentials(): string[] {
  return [registry.server, registry.tokenServer].flatMap(({ requests }) =>
    requests.flatMap(({ headers }) => headers['authorization']?.replace(/^\w+ /, '') ?? []),
  );
}

interface Hosted {
  readonly profile: ProfileName;
  /** Repositories: one that anybody may read, one that needs a login, one that does not exist. */
  readonly open?: string;
  readonly closed?: string;
  readonly absent: string;
  /** `code: words of the sentence or hint`, in the registry's own words as far as it has any. */
  readonly wrongLogin?: RegExp;
  readonly stranger?: RegExp;
  readonly absentToNobody: RegExp;
  readonly absentToLogin: RegExp;
}

const notFoundOrPrivate =
  /^REGISTRY_DENIED: .*was not found, or it is private and no login was given.*registry-username/s;
const denied = (words: string) =>
  new RegExp(`^REGISTRY_DENIED: .*does not let \\S+ read .*${words}.*registry-username`, 's');
const badLogin = (words: string) =>
  new RegExp(`^REGISTRY_LOGIN: .*does not accept the login of \\S+.*${words}.*registry-password`, 's');
const noRepository = (words: string) => new RegExp(`^IMAGE_NOT_FOUND: .*has no repository .*${words}`, 's');

const hosted: readonly Hosted[] = [
  {
    profile: 'docker-hub',
    open: 'acme/web',
    closed: 'private/web',
    absent: 'acme/nothing',
    wrongLogin: badLogin('401 incorrect username or password'),
    stranger: denied('401 UNAUTHORIZED authentication required'),
    absentToNobody: notFoundOrPrivate,
    absentToLogin: noRepository('404 NAME_UNKNOWN'),
  },
  {
    profile: 'ghcr',
    open: 'acme/web',
    closed: 'private/web',
    absent: 'acme/nothing',
    // "denied" is all that it says, and it means the login.
    wrongLogin: /^REGISTRY_(?:DENIED|LOGIN): .*ci.*403 DENIED denied.*registry-password/s,
    stranger: /^REGISTRY_DENIED: .*installation not allowed.*packages: read/s,
    absentToNobody: notFoundOrPrivate,
    absentToLogin: noRepository('404 NAME_UNKNOWN'),
  },
  {
    profile: 'ecr',
    closed: 'web',
    absent: 'nothing',
    wrongLogin: /^REGISTRY_(?:DENIED|LOGIN): .*ci.*401 Not Authorized.*registry-password/s,
    stranger: denied('403 DENIED User: arn:aws:iam::123456789012:user/ci is not authorized to perform'),
    absentToNobody: notFoundOrPrivate,
    absentToLogin: noRepository("does not exist in the registry with id '123456789012'"),
  },
  {
    profile: 'ecr-public',
    open: 'acme/web',
    absent: 'acme/nothing',
    absentToNobody: noRepository("does not exist in the registry with id 'acme'"),
    absentToLogin: noRepository("does not exist in the registry with id 'acme'"),
  },
  {
    profile: 'acr',
    open: 'public/web',
    closed: 'team/web',
    absent: 'public/nothing',
    wrongLogin: badLogin('401 UNAUTHORIZED authentication required'),
    stranger: denied('401 UNAUTHORIZED'),
    absentToNobody: notFoundOrPrivate,
    absentToLogin: noRepository('repository "public/nothing" is not found'),
  },
  {
    profile: 'gar',
    open: 'acme/public/web',
    closed: 'acme/team/web',
    absent: 'acme/public/nothing',
    wrongLogin: badLogin('401 UNAUTHORIZED authentication failed'),
    stranger: denied('403 DENIED Permission "artifactregistry.repositories.downloadArtifacts" denied'),
    absentToNobody: notFoundOrPrivate,
    absentToLogin: noRepository('404 NAME_UNKNOWN'),
  },
  {
    profile: 'quay',
    open: 'acme/web',
    closed: 'private/web',
    absent: 'acme/nothing',
    wrongLogin: badLogin('401 UNAUTHORIZED Invalid Username or Password'),
    stranger: denied('401 UNAUTHORIZED access to the requested resource is not authorized'),
    absentToNobody: notFoundOrPrivate,
    // Its own people are told no more than strangers.
    absentToLogin: denied('401 UNAUTHORIZED access to the requested resource is not authorized'),
  },
  {
    profile: 'gitlab',
    open: 'acme/group/web',
    closed: 'private/group/web',
    absent: 'acme/group/nothing',
    wrongLogin: badLogin('401 UNAUTHORIZED HTTP Basic: Access denied'),
    stranger: denied('403 DENIED requested access to the resource is denied'),
    absentToNobody: notFoundOrPrivate,
    absentToLogin: noRepository('404 NAME_UNKNOWN'),
  },
  {
    profile: 'harbor',
    open: 'library/web',
    closed: 'private/web',
    absent: 'library/nothing',
    // A wrong login gets a token that opens nothing: it cannot be told from one that has no access.
    wrongLogin: denied('401 UNAUTHORIZED unauthorized to access repository: private/web, action: pull'),
    stranger: denied('401 UNAUTHORIZED unauthorized to access repository: private/web, action: pull'),
    absentToNobody: notFoundOrPrivate,
    absentToLogin: /^IMAGE_NOT_FOUND: .*404 NOT_FOUND artifact library\/nothing:1 not found/s,
  },
  {
    profile: 'jfrog',
    open: 'docker-public/web',
    closed: 'docker-local/web',
    absent: 'docker-public/nothing',
    wrongLogin: badLogin('401 Bad credentials'),
    stranger: denied('403 UNAUTHORIZED The client does not have permission for manifest'),
    absentToNobody: notFoundOrPrivate,
    absentToLogin: /^IMAGE_NOT_FOUND: .*404 MANIFEST_UNKNOWN The named manifest is not known to the registry/s,
  },
  {
    profile: 'gitea',
    open: 'acme/web',
    closed: 'private/web',
    absent: 'acme/nothing',
    wrongLogin: badLogin('401 UNAUTHORIZED'),
    stranger: denied('401 UNAUTHORIZED'),
    absentToNobody: notFoundOrPrivate,
    absentToLogin: noRepository('404 NAME_UNKNOWN'),
  },
  {
    profile: 'distribution',
    open: 'team/web',
    closed: 'private/web',
    absent: 'team/nothing',
    wrongLogin: badLogin('401 incorrect username or password'),
    stranger: denied('401 UNAUTHORIZED authentication required'),
    absentToNobody: /^IMAGE_NOT_FOUND: .*404 MANIFEST_UNKNOWN/s,
    absentToLogin: /^IMAGE_NOT_FOUND: .*404 MANIFEST_UNKNOWN/s,
  },
];

const told = (error: ActionError) => [`${error.code}: ${error.message}`, error.hint, ...error.details].join('\n');
const found = (login: RegistryLogin): FoundLogin => ({
  credential: { kind: 'password', ...login },
  where: '~/.docker/config.json',
});

describe.each<Names>(['loopback', 'real names'])('%s', (names) => {
  const withOpen = hosted.flatMap(({ profile, open }) => (open === undefined ? [] : [{ profile, open }]));
  const withClosed = hosted.flatMap(({ closed, ...rest }) => (closed === undefined ? [] : [{ ...rest, closed }]));

  it.each(withOpen)('$profile: a public image needs no login, and a login found is not asked for', async (row) => {
    await start(row.profile, names);
    const { digest, manifests } = await registry.publish({
      repository: row.open,
      tag: '1',
      platforms: ['linux/arm64', 'linux/amd64'],
      attestations: true,
    });
    // A stale login of an earlier step must not break what anybody may read (awslabs/eksdemo#68, dexidp/dex#2672).
    let looked = 0;
    const findLogin = async () => {
      looked++;
      return found(wrong);
    };
    const { facts, masked } = await inspect(`${registry.host}/${row.open}:1`, { access: { findLogin } });
    expect(looked).toBe(0);
    expect(facts).toMatchObject({ digest, manifestDigest: manifests['linux/amd64'], openedBy: 'nobody' });
    expectCredentialsInPlace(row.profile);
    for (const secret of sentCredentials()) expect(masked).toContain(secret);
    expect(registry.tokenServer.requests.every(({ headers }) => !('authorization' in headers))).toBe(true);
  });

  it.each(withClosed)('$profile: a private image is read with the login of the inputs', async (row) => {
    await start(row.profile, names);
    const { digest } = await registry.publish({ repository: row.closed, tag: '1' });
    const { facts, masked } = await inspect(`${registry.host}/${row.closed}:1`, { login: ci });
    expect(facts).toMatchObject({ digest, openedBy: 'inputs', cmd: ['/app'] });
    expectCredentialsInPlace(row.profile);
    expect(sentCredentials().length).toBeGreaterThan(0);
    for (const secret of sentCredentials()) expect(masked).toContain(secret);
  });

  it.each(withClosed)('$profile: a private image is read with the login of an earlier step', async (row) => {
    await start(row.profile, names);
    const { digest } = await registry.publish({ repository: row.closed, tag: '1' });
    const { facts, notes } = await inspect(`${registry.host}/${row.closed}:1`, { found: found(ci) });
    expect(facts).toMatchObject({ digest, openedBy: 'docker login' });
    expect(notes.join('\n')).toContain('~/.docker/config.json');
    expectCredentialsInPlace(row.profile);
  });

  it.each(withClosed)('$profile: a private image and no login', async (row) => {
    await start(row.profile, names);
    await registry.publish({ repository: row.closed, tag: '1' });
    expect(told(await refused(`${registry.host}/${row.closed}:1`))).toMatch(notFoundOrPrivate);
    expectCredentialsInPlace(row.profile);
  });

  it.each(withClosed)('$profile: a wrong login', async (row) => {
    await start(row.profile, names);
    await registry.publish({ repository: row.closed, tag: '1' });
    expect(told(await refused(`${registry.host}/${row.closed}:1`, { login: wrong }))).toMatch(row.wrongLogin ?? /^$/);
    expectCredentialsInPlace(row.profile);
  });

  it.each(withClosed)('$profile: a login that is good, but not for this', async (row) => {
    await start(row.profile, names);
    await registry.publish({ repository: row.closed, tag: '1' });
    expect(told(await refused(`${registry.host}/${row.closed}:1`, { login: outsider }))).toMatch(row.stranger ?? /^$/);
    expectCredentialsInPlace(row.profile);
  });

  it.each(hosted)('$profile: a missing tag, and the one that was meant', async ({ profile, open, closed = '' }) => {
    await start(profile, names);
    const repository = open ?? closed;
    for (const tag of ['1.4.1', '1.4.2', 'latest']) await registry.publish({ repository, tag });
    const error = await refused(`${registry.host}/${repository}:1.4.3`, open === undefined ? { login: ci } : {});
    expect(error).toMatchObject({ code: 'IMAGE_NOT_FOUND', message: expect.stringMatching(/:1\.4\.3 was not found/) });
    expect(error.hint).toContain('1.4.2');
    expectCredentialsInPlace(profile);
  });

  it.each(hosted)('$profile: a missing repository', async ({ profile, absent, absentToNobody, absentToLogin }) => {
    await start(profile, names);
    expect(told(await refused(`${registry.host}/${absent}:1`))).toMatch(absentToNobody);
    expect(told(await refused(`${registry.host}/${absent}:1`, { login: ci }))).toMatch(absentToLogin);
    expectCredentialsInPlace(profile);
  });
});

describe('credentials that have died', () => {
  it.each<Names>(['loopback', 'real names'])('ECR: 12 hours are over (%s)', async (names) => {
    await start('ecr', names);
    await registry.publish({ repository: 'web', tag: '1' });
    const error = await refused(`${registry.host}/web:1`, { login: late });
    expect(told(error)).toMatch(/^REGISTRY_LOGIN: .*login of late .*has expired.*403.*registry-password/s);
    expectCredentialsInPlace('ecr');
  });

  it('ECR: as it says so today, in JSON', async () => {
    await start('ecr', 'loopback');
    await registry.publish({ repository: 'web', tag: '1' });
    const message = 'Your authorization token has expired. Reauthenticate and try again.';
    const body = { errors: [{ code: 'DENIED', message }] };
    for (const method of ['GET', 'HEAD']) {
      registry.server.faults.push({
        method,
        path: /manifests/,
        when: 'after',
        action: (answer, { headers }) => ('authorization' in headers ? { status: 403, body } : answer),
      });
    }
    expect(told(await refused(`${registry.host}/web:1`, { login: ci }))).toMatch(/^REGISTRY_LOGIN: .*has expired/s);
  });

  it.each<Names>(['loopback', 'real names'])('ECR Public: a dead login at the token server (%s)', async (names) => {
    await start('ecr-public', names);
    await registry.publish({ repository: 'acme/web', tag: '1' });
    const error = await refused(`${registry.host}/acme/web:1`, { login: late });
    expect(told(error)).toMatch(/^REGISTRY_LOGIN: .*has expired.*403 DENIED Your authorization token has expired/s);
    expectCredentialsInPlace('ecr-public');
  });

  it.each<ProfileName>(['ecr-public', 'docker-hub', 'gar', 'jfrog', 'harbor', 'acr'])(
    '%s: a token that dies half-way is replaced, once',
    async (profile) => {
      await start(profile, 'loopback', { modes: { '': 'public' } });
      const { digest } = await registry.publish({ repository: 'acme/web', tag: '1' });
      registry.server.faults.push({
        method: 'GET',
        path: /manifests/,
        nth: 1,
        when: 'after',
        action: (answer) => {
          registry.tokens.revoke();
          return answer;
        },
      });
      const { facts } = await inspect(`${registry.host}/acme/web:1`);
      expect(facts.digest).toBe(digest);
      expect(registry.tokenServer.requests).toHaveLength(2);
      expectCredentialsInPlace(profile);
    },
  );

  it('GHCR: a dead token is 403 without a challenge; the image is read all the same, or the reason told', async () => {
    await start('ghcr', 'loopback');
    const { digest } = await registry.publish({ repository: 'private/web', tag: '1' });
    registry.server.faults.push({
      method: 'GET',
      path: /manifests/,
      nth: 1,
      when: 'after',
      action: (answer) => {
        registry.tokens.revoke();
        return answer;
      },
    });
    const outcome = await inspect(`${registry.host}/private/web:1`, { login: ci }).catch((thrown: unknown) => thrown);
    if (outcome instanceof ActionError) expect(told(outcome)).toMatch(/403 DENIED invalid token/);
    else expect(outcome).toMatchObject({ facts: { digest } });
    expectCredentialsInPlace('ghcr');
  });
});

describe('Artifact Registry refuses the nameless without saying how to log in', () => {
  it.each([
    { who: 'nobody', read: {}, expected: notFoundOrPrivate },
    { who: 'a login', read: { login: ci }, expected: undefined },
  ])('$who', async ({ read, expected }) => {
    await start('gar', 'loopback');
    const { digest } = await registry.publish({ repository: 'acme/team/web', tag: '1' });
    const message = 'Unauthenticated request. Unauthenticated requests do not have permission';
    for (const method of ['GET', 'HEAD']) {
      registry.server.faults.push({
        method,
        path: /\/v2\/acme\//,
        when: 'after',
        action: (answer, { headers }) =>
          'authorization' in headers ? answer : { status: 403, body: { errors: [{ code: 'DENIED', message }] } },
      });
    }
    const image = `${registry.host}/acme/team/web:1`;
    if (expected === undefined) expect((await inspect(image, read)).facts.digest).toBe(digest);
    else expect(told(await refused(image, read))).toMatch(expected);
    expectCredentialsInPlace('gar');
  });
});

describe('identity tokens', () => {
  it.each<Names>(['loopback', 'real names'])('ACR takes a refresh token by its form (%s)', async (names) => {
    await start('acr', names, { users: { ci: { password: ci.password, identityToken: 'refresh-t0ken' } } });
    const { digest } = await registry.publish({ repository: 'team/web', tag: '1' });
    const login: FoundLogin = { credential: { kind: 'identity-token', token: 'refresh-t0ken' }, where: 'a helper' };
    const { facts, masked } = await inspect(`${registry.host}/team/web:1`, { found: login });
    expect(facts).toMatchObject({ digest, openedBy: 'docker login' });
    expect(masked).toContain('refresh-t0ken');
    const forms = registry.tokenServer.requests.filter(({ method }) => method === 'POST');
    expect(forms.length).toBeGreaterThan(0);
    expect(forms[0]?.body).toContain('grant_type=refresh_token');
    expect(forms[0]?.target).toBe('/oauth2/token');
    expectCredentialsInPlace('acr');
  });
});

describe('tokens in place of a login', () => {
  const tokenOf = (token: string): FoundLogin => ({ credential: { kind: 'registry-token', token }, where: 'a file' });

  it('one of the registry’s own is sent as it is', async () => {
    await start('harbor', 'loopback');
    const { digest } = await registry.publish({ repository: 'private/web', tag: '1' });
    const token = registry.tokens.issue('ci', 'account', 300);
    const { facts, masked } = await inspect(`${registry.host}/private/web:1`, { found: tokenOf(token) });
    expect(facts).toMatchObject({ digest, openedBy: 'docker login' });
    expect(masked).toContain(token);
    expectCredentialsInPlace('harbor');
  });

  it('one that has died, and where it came from', async () => {
    await start('harbor', 'loopback');
    await registry.publish({ repository: 'private/web', tag: '1' });
    const token = registry.tokens.issue('ci', 'account', 300);
    registry.tokens.revoke();
    const error = await refused(`${registry.host}/private/web:1`, { found: tokenOf(token) });
    expect(told(error)).toMatch(/^REGISTRY_(?:DENIED|LOGIN): .*a file/s);
    expect(told(error)).not.toContain(token);
    expectCredentialsInPlace('harbor');
  });

  it('an identity token, where the token server has no form for it', async () => {
    await start('quay', 'loopback');
    await registry.publish({ repository: 'private/web', tag: '1' });
    const login: FoundLogin = { credential: { kind: 'identity-token', token: 'refresh-t0ken' }, where: 'a file' };
    const error = await refused(`${registry.host}/private/web:1`, { found: login });
    expect(told(error)).toMatch(/^REGISTRY_(?:DENIED|LOGIN): .*a file.*401 UNAUTHORIZED Invalid Username/s);
    expect(told(error)).not.toContain('refresh-t0ken');
    expectCredentialsInPlace('quay');
  });
});

describe('Docker Hub’s limit', () => {
  it('a look costs one pull for an image, two for an index, none for the tag', async () => {
    await start('docker-hub', 'loopback');
    await registry.publish({ repository: 'acme/web', tag: '1' });
    await registry.publish({ repository: 'acme/web', tag: 'both', platforms: ['linux/amd64', 'linux/arm64'] });
    await inspect(`${registry.host}/acme/web:1`);
    expect(registry.pullsLeft.nameless).toBe(99);
    await inspect(`${registry.host}/acme/web:both`);
    expect(registry.pullsLeft.nameless).toBe(97);
    expect(registry.pullsLeft.account).toBe(200);
  });

  it.each<Names>(['loopback', 'real names'])('nothing left for the nameless (%s)', async (names) => {
    await start('docker-hub', names);
    const { digest } = await registry.publish({ repository: 'acme/web', tag: '1' });
    const image = `${registry.host}/acme/web:1`;
    registry.pullsLeft.nameless = 0;
    const error = await refused(image);
    expect(error).toMatchObject({
      code: 'REGISTRY_RATE_LIMIT',
      message: expect.stringMatching(/unauthenticated pull rate limit/),
      hint: expect.stringMatching(/100 pulls in 6h.*registry-username/s),
    });
    // Anybody could read it: the platform's pulls need no login.
    expect((await inspect(image, { found: found(ci) })).facts).toMatchObject({ digest, openedBy: 'nobody' });
    expect((await inspect(image, { login: ci })).facts.digest).toBe(digest);
    expectCredentialsInPlace('docker-hub');
  });

  it('nothing left for the account, either', async () => {
    await start('docker-hub', 'loopback');
    await registry.publish({ repository: 'acme/web', tag: '1' });
    registry.pullsLeft.account = 0;
    const error = await refused(`${registry.host}/acme/web:1`, { login: ci });
    expect(error).toMatchObject({ code: 'REGISTRY_RATE_LIMIT', hint: expect.stringMatching(/200 pulls in 6h/) });
    expect(error.hint).not.toContain('registry-username');
  });

  it('little left is said, while there is time to do something', async () => {
    await start('docker-hub', 'loopback');
    await registry.publish({ repository: 'acme/web', tag: '1' });
    registry.pullsLeft.nameless = 6;
    const { notes } = await inspect(`${registry.host}/acme/web:1`);
    expect(notes.join('\n')).toMatch(/\b[56]\b.*100.*6h/s);
    registry.pullsLeft.nameless = 60;
    expect((await inspect(`${registry.host}/acme/web:1`)).notes).toEqual([]);
  });
});

describe('hosts that a registry names', () => {
  it('its token server and storage are asked under guard where they are other hosts', async () => {
    await start('gitlab', 'real names');
    await registry.publish({ repository: 'private/web', tag: '1' });
    guarded.clear();
    await inspect(`${registry.host}/private/web:1`, { login: ci });
    const hosts = new Set([...guarded].map(({ url }) => url.host));
    expect(hosts).toEqual(new Set(['gitlab.com', 'cdn.registry.gitlab-static.net']));
  });

  it('a token server on the registry’s own host is not', async () => {
    await start('quay', 'real names');
    await registry.publish({ repository: 'acme/web', tag: '1' });
    guarded.clear();
    await inspect(`${registry.host}/acme/web:1`);
    expect(new Set([...guarded].map(({ url }) => url.host))).toEqual(new Set(['cdn01.quay.io']));
  });

  /** `localhost` and 127.0.0.1 are two hosts, and both private. */
  const byOtherName = async () => {
    await start('docker-hub', 'loopback', { modes: {} });
    const { digest } = await registry.publish({ repository: 'acme/web', tag: '1' });
    return { digest, image: `localhost:${new URL(registry.server.url).port}/acme/web:1` };
  };

  it('storage at a private address is not asked', async () => {
    const { image } = await byOtherName();
    const error = await refused(image);
    expect(told(error)).toMatch(/private address.*allow-private-network/s);
    expect(registry.storage.requests).toEqual([]);
  });

  it('unless the user says that it may be', async () => {
    const { image, digest } = await byOtherName();
    const trust = { ...silentInputs.registryTrust, privateNetwork: true };
    expect((await inspect(image, { access: { trust } })).facts.digest).toBe(digest);
    expect(registry.storage.requests).toHaveLength(1);
    expect(registry.misplaced).toEqual([]);
  });
});

describe('servers that misbehave', () => {
  const digestHeader = 'docker-content-digest';
  const elsewhere = `sha256:${'0'.repeat(64)}`;
  const head = (...twists: Twist[]) => behave({ of: 'manifests', method: 'HEAD' }, ...twists);
  const manifests = (...twists: Twist[]) => behave({ of: 'manifests', method: 'GET' }, ...twists);
  const blobs = (...twists: Twist[]) => behave({ of: 'blobs' }, ...twists);
  const once = (of: 'manifests' | 'blobs', twist: Twist) => behave({ of, method: 'GET', nth: 1 }, twist);

  async function published(faults: readonly Fault[] = []) {
    await start('distribution', 'loopback');
    const { digest, reference } = await registry.publish({ repository: 'team/web', tag: '1' });
    registry.server.faults.push(...faults);
    return { digest, image: reference };
  }

  it.each<[string, readonly Fault[]]>([
    ['HEAD without a digest', head(header(digestHeader, undefined))],
    ['HEAD with half a digest', head(header(digestHeader, 'sha256:ff'))],
    ['HEAD with the digest of something that is not there', head(header(digestHeader, elsewhere))],
    ['HEAD not allowed', head(answers({ status: 405 }))],
    ['HEAD not found', head(answers({ status: 404 }))],
    ['HEAD forbidden', head(answers({ status: 403 }))],
    ['HEAD misunderstood', head(answers({ status: 400 }))],
    ['GET without a digest', manifests(header(digestHeader, undefined))],
    ['manifests in chunks', manifests(chunked)],
    ['blobs in chunks', blobs(chunked)],
    ['blobs drop by drop', blobs(dripping(100, 1))],
    ['manifests compressed', manifests(gzipped)],
    ['blobs compressed, in chunks', blobs(gzipped, chunked)],
    ['an error that passes', once('manifests', busy(500))],
    ['a pause that is asked for', once('blobs', busy(503, 1))],
    ['a limit that passes', once('manifests', busy(429, new Date(Date.now() + 1000)))],
    ['a page of a proxy that passes', once('blobs', errorAs(502, 'html'))],
    ['a connection that is reset, once', once('blobs', resetAfter(10))],
    ['an answer that is cut short, once', once('manifests', misannounced(-5))],
    ['a content type with parameters', manifests(header('content-type', `${ociManifest}; charset=utf-8`))],
    ['no content type', manifests(header('content-type', undefined))],
  ])('%s: the image is read', async (_, faults) => {
    const { digest, image } = await published(faults);
    const { facts } = await inspect(image);
    expect(facts).toMatchObject({ digest, manifestDigest: digest, cmd: ['/app'] });
  });

  it.each<[string, readonly Fault[], RegExp]>([
    [
      'GET with another digest than its own',
      [...head(answers({ status: 405 })), ...manifests(header(digestHeader, elsewhere))],
      /^IMAGE_CORRUPT: .*says its digest is sha256:0000/s,
    ],
    ['manifests that are longer', manifests(longer(1)), /^IMAGE_CORRUPT: .*its digest is/s],
    ['blobs that are longer', blobs(longer(1)), /^IMAGE_CORRUPT: .*config.*bytes instead of/s],
    ['blobs with more than was announced', blobs(misannounced(1)), /^IMAGE_CORRUPT: .*config.*bytes instead of/s],
    ['blobs that always break off', blobs(misannounced(-1)), /^NETWORK: .*before it was complete/s],
    ['blobs that are always reset', blobs(resetAfter(10)), /^NETWORK: /],
    ['a bomb for a manifest', manifests(bomb(5_000_000)), /^HTTP_BODY: .*longer than 4194304 bytes/s],
    ['a bomb for a config', blobs(bomb(9_000_000)), /^HTTP_BODY: .*longer than 8388608 bytes/s],
    ['another compression', blobs(header('content-encoding', 'zstd')), /^HTTP_BODY: .*compressed/s],
    ['the type of something else', manifests(header('content-type', ociIndex)), /^IMAGE_CORRUPT: .*calls itself/s],
    ['down for good', manifests(busy(503)), /^REGISTRY_UNAVAILABLE: .*503/s],
    ['a proxy’s page', manifests(errorAs(502, 'html')), /^REGISTRY_UNAVAILABLE: .*502/s],
    ['403 and nothing more', [...head(errorAs(403, 'empty')), ...manifests(errorAs(403, 'empty'))], notFoundOrPrivate],
    [
      '403 in plain text',
      [...head(errorAs(403, 'text')), ...manifests(errorAs(403, 'text', 'Blocked by policy'))],
      /^REGISTRY_DENIED: .*403 Blocked by policy/s,
    ],
    ['429 with details', manifests(errorAs(429, 'details', 'slow down')), /^REGISTRY_RATE_LIMIT: .*429 slow down/s],
    [
      '429, and an hour to wait',
      manifests(busy(429, 3600)),
      /^REGISTRY_RATE_LIMIT: .*come back in 1h, at \d\d:\d\d UTC/s,
    ],
    ['a page instead of a manifest', manifests(errorAs(200, 'html')), /^IMAGE_/],
    [
      '404 as a page',
      [...head(errorAs(404, 'html')), ...manifests(errorAs(404, 'html'))],
      /^IMAGE_NOT_FOUND: .*web page/s,
    ],
    ['a redirect to nowhere', blobs(redirected(302, undefined)), /^REGISTRY_REDIRECT: .*without saying where/s],
    ['a redirect to what is no URL', blobs(redirected(307, 'http://')), /^REGISTRY_REDIRECT: /],
    ['a redirect to another protocol', blobs(redirected(307, 'file:///etc/passwd')), /^REGISTRY_REDIRECT: /],
    ['a redirect with a login', blobs(redirected(307, 'https://a:b@storage.example.com/')), /^REGISTRY_REDIRECT: /],
    [
      'a redirect to where clouds keep their credentials',
      blobs(redirected(307, 'http://169.254.169.254/latest/meta-data/')),
      /^(?:REGISTRY_REDIRECT|NETWORK): /,
    ],
  ])('%s: the reason is told', async (_, faults, expected) => {
    const { image } = await published(faults);
    expect(told(await refused(image))).toMatch(expected);
  });

  it.each([301, 302, 303, 307, 308] as const)('redirects by %d are followed, five of them', async (status) => {
    for (const by of ['there', 'across'] as const) {
      const { digest, image } = await published();
      chainBlobs(registry, 'team/web', { status, hops: 5, by });
      expect((await inspect(image)).facts).toMatchObject({ digest, cmd: ['/app'] });
      await registry.close();
    }
  });

  it.each([6, 'endless'] as const)('%s redirects are too many', async (hops) => {
    const { image } = await published();
    chainBlobs(registry, 'team/web', { status: 307, hops, by: 'across' });
    const error = await refused(image);
    expect(told(error)).toMatch(/^REGISTRY_REDIRECT: /);
    expect(registry.server.requests.length + registry.storage.requests.length).toBeLessThan(10);
  });

  it('a token goes no further than the registry, however often it redirects', async () => {
    await start('distribution', 'loopback');
    const { reference } = await registry.publish({ repository: 'private/web', tag: '1' });
    chainBlobs(registry, 'private/web', { status: 307, hops: 3, by: 'across' });
    await inspect(reference, { login: ci });
    expect(registry.storage.requests).toHaveLength(2);
    for (const { headers } of registry.storage.requests) expect(headers).not.toHaveProperty('authorization');
    expectCredentialsInPlace('distribution');
  });

  it('what it warns of is passed on, once', async () => {
    const { image } = await published(behave({}, warning('This registry moves on "Monday".')));
    const { notes } = await inspect(image);
    expect(notes).toEqual([expect.stringContaining('This registry moves on "Monday".')]);
  });

  it('one that hands out what it has, whatever is accepted', async () => {
    await start('distribution', 'loopback', { ignoresAccept: true });
    const { reference } = await registry.publish({ repository: 'team/web', tag: '1', format: 'schema1' });
    expect(await refused(reference)).toMatchObject({ code: 'IMAGE_SCHEMA1' });
  });
});
