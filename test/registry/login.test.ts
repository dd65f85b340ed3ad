import { describe, expect, it } from 'vitest';
import {
  authorizationsTo,
  basicOf,
  clock,
  host,
  image,
  inspection,
  left,
  linesOf,
  robot,
  serving,
} from './inspection.ts';
import { type Answer, Documents, type Script } from './scripted-http.ts';

const documents = new Documents();
const root = documents.image();
const open = serving(documents, root);
const earlier = basicOf('earlier', 'stepp4ss');
const tokenServer = 'auth.example.com';
const challenge = `Bearer realm="https://${tokenServer}/token",service="s"`;
const remark =
  'Read with the login of ~/.docker/config.json, made by an earlier step. The platform is not given that login.';

/** Wants a token of `tokenServer`, where whoever is `known` gets a good one, and anybody else what `anonymous` says. */
const private_ =
  (known: string, anonymous: Answer = { status: 200, body: '{"token":"weak"}' }): Script =>
  (request) => {
    const authorization = request.headers?.['authorization'];
    if (request.url.host === tokenServer) {
      if (authorization === undefined) return anonymous;
      return authorization === known ? { status: 200, body: '{"token":"good"}' } : { status: 401 };
    }
    if (authorization === 'Bearer good') return open(request);
    const weak = authorization === undefined ? '' : ',error="insufficient_scope"';
    return { status: 401, headers: { 'www-authenticate': challenge + weak } };
  };

const wantsBasic =
  (known: string): Script =>
  (request) =>
    request.headers?.['authorization'] === known
      ? open(request)
      : { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };

describe('whose login a registry is shown', () => {
  it('nobody’s where none is asked for; nobody looks for one', async () => {
    const { facts, requests, looked, notes } = await inspection(open, { found: left, login: undefined });
    expect(facts?.openedBy).toBe('nobody');
    expect(linesOf(requests)).toEqual([
      'HEAD /v2/team/web/manifests/1',
      'GET /v2/team/web/manifests/D',
      'GET /v2/team/web/blobs/D',
    ]);
    expect([looked, notes]).toEqual([0, []]);
  });

  it('nobody’s where an anonymous token is enough', async () => {
    const script = private_(earlier, { status: 200, body: '{"token":"good"}' });
    const { facts, requests, looked } = await inspection(script, { found: left });
    expect(facts?.openedBy).toBe('nobody');
    expect(looked).toBe(0);
    expect(requests).toHaveLength(4);
    expect(authorizationsTo(requests, tokenServer)).toEqual([undefined]);
  });

  it('that of the inputs as soon as one is asked for; no other is looked for', async () => {
    const script = private_(basicOf('robot', 's3cret'));
    const { facts, requests, looked, notes } = await inspection(script, { login: robot, found: left });
    expect(facts?.openedBy).toBe('inputs');
    expect([looked, notes]).toEqual([0, []]);
    expect(requests).toHaveLength(4);
    expect(authorizationsTo(requests, tokenServer)).toEqual([basicOf('robot', 's3cret')]);
  });

  it('that of the inputs, even when it is refused and an earlier step’s would do', async () => {
    const { error, looked } = await inspection(private_(earlier), { login: robot, found: left });
    expect(error).toMatchObject({ code: 'REGISTRY_LOGIN', message: expect.stringContaining('robot') });
    expect(looked).toBe(0);
  });

  it.each<[string, Script]>([
    ['an anonymous token that opens nothing (Docker Hub)', private_(earlier)],
    ['a token server that refuses the nameless (GHCR)', private_(earlier, { status: 401 })],
    ['a token server that denies (Artifact Registry)', private_(earlier, { status: 403 })],
    ['a token server that answers 400', private_(earlier, { status: 400 })],
    ['Basic (ECR)', wantsBasic(earlier)],
    [
      'a 404 without a word about logins',
      (request) => {
        const authorization = request.headers?.['authorization'];
        if (request.url.pathname === '/v2/') return { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
        return authorization === earlier ? open(request) : { status: 404 };
      },
    ],
    [
      'a 403 without a word about logins',
      (request) => {
        const authorization = request.headers?.['authorization'];
        if (request.url.pathname === '/v2/') return { status: 401, headers: { 'www-authenticate': challenge } };
        if (request.url.host === tokenServer) return private_(earlier)(request);
        return authorization === 'Bearer good' ? open(request) : { status: 403 };
      },
    ],
  ])('an earlier step’s after %s', async (_, script) => {
    const { facts, looked, notes, requests } = await inspection(script, { found: left });
    expect(facts).toMatchObject({ digest: root.digest, openedBy: 'docker login' });
    expect(looked).toBe(1);
    expect(notes).toEqual([remark]);
    // Anonymously first: that is how the platform will pull.
    expect(requests[0]?.headers?.['authorization']).toBeUndefined();
    expect(authorizationsTo(requests, tokenServer)[0]).toBeUndefined();
  });

  it('costs a token and a repeat more than nobody’s does', async () => {
    const { requests } = await inspection(private_(earlier), { found: left });
    expect(linesOf(requests)).toEqual([
      'HEAD /v2/team/web/manifests/1',
      'GET auth.example.com/token',
      'GET /v2/team/web/manifests/1',
      'GET auth.example.com/token',
      'GET /v2/team/web/manifests/1',
      'GET /v2/team/web/blobs/D',
    ]);
  });

  it('a HEAD that is refused proves nothing: the GET may not be', async () => {
    const { facts, looked } = await inspection(
      (request) => {
        if (request.url.pathname === '/v2/') return { status: 200 };
        return request.method === 'HEAD' ? { status: 403 } : open(request);
      },
      { found: left },
    );
    expect(facts?.openedBy).toBe('nobody');
    expect(looked).toBe(0);
  });

  it('none that is not allowed to be looked for', async () => {
    const { error, looked } = await inspection(private_(earlier), { found: left, trust: { dockerLogin: false } });
    expect(error?.code).toBe('REGISTRY_DENIED');
    expect(looked).toBe(0);
  });

  it('none to a registry that does not ask, whatever it hides', async () => {
    const { error, requests } = await inspection(
      (request) => (request.url.pathname === '/v2/' ? { status: 200, body: '{}' } : { status: 404 }),
      { found: left },
    );
    expect(error?.code).toBe('IMAGE_NOT_FOUND');
    expect(error?.details).toEqual([]);
    expect(authorizationsTo(requests, host).every((sent) => sent === undefined)).toBe(true);
  });

  it('that is not there is missed in the error, and looked for once', async () => {
    const hidden = await inspection(private_(earlier));
    expect(hidden.error).toMatchObject({
      code: 'REGISTRY_DENIED',
      message: expect.stringContaining('was not found, or it is private and no login was given'),
    });
    expect(hidden.looked).toBe(1);
    const missing = await inspection((request) => ({ status: request.url.pathname.endsWith('/list') ? 403 : 404 }));
    expect(missing.error?.code).toBe('IMAGE_NOT_FOUND');
    expect(missing.looked).toBe(1);
  });
});

describe('a limit', () => {
  /** Lets nobody have more than `free` manifests. */
  const limited = (free: number): Script => {
    let given = 0;
    return (request) => {
      const authorization = request.headers?.['authorization'];
      if (request.url.host === tokenServer) {
        const token = authorization === undefined ? 'anonymous' : 'good';
        return authorization === undefined || authorization === earlier
          ? { status: 200, body: `{"token":"${token}"}` }
          : { status: 401 };
      }
      if (authorization === undefined) return { status: 401, headers: { 'www-authenticate': challenge } };
      if (authorization === 'Bearer good' || given++ < free) return open(request);
      return { status: 429, headers: { 'retry-after': '3600', 'ratelimit-limit': '100;w=21600' } };
    };
  };

  it('that is met after a manifest came does not make the image a private one', async () => {
    const { facts, notes } = await inspection(limited(1), { found: left });
    expect(facts?.openedBy).toBe('nobody');
    expect(notes).toEqual([remark]);
  });

  it('says nothing about who may read, even where nobody saw anything', async () => {
    expect((await inspection(limited(0), { found: left })).facts?.openedBy).toBe('nobody');
  });

  it('is told as one when there is no login', async () => {
    const { error } = await inspection(limited(0));
    expect(error).toMatchObject({
      code: 'REGISTRY_RATE_LIMIT',
      hint: expect.stringMatching(/come back in 1h.*at 13:00 UTC.*100 pulls in 6h.*registry-username/),
    });
  });

  it('and a login that is refused: both are told', async () => {
    const stale = { ...left, credential: { kind: 'password', username: 'earlier', password: 'old' } } as const;
    const { error } = await inspection(limited(0), { found: stale });
    expect(error).toMatchObject({
      code: 'REGISTRY_RATE_LIMIT',
      hint: expect.stringContaining('The login of earlier (from ~/.docker/config.json) was tried, and refused'),
      details: [`With the login of earlier (from ~/.docker/config.json), ${tokenServer} said: 401`],
    });
  });
});

describe('an earlier step’s login that is refused, too', () => {
  const stale = { ...left, credential: { kind: 'password', username: 'earlier', password: 'old' } } as const;

  it('is told with who was asked, as whom, and where the login is from', async () => {
    const { error } = await inspection(private_(earlier), { found: stale });
    expect(error).toMatchObject({
      code: 'REGISTRY_LOGIN',
      message: `${host} does not accept the login of earlier (from ~/.docker/config.json). (${tokenServer} said: 401)`,
      hint: 'Log in again in that step, or set registry-username and registry-password; has the password expired?',
      details: [`Without a login, ${host} said: 401`],
    });
  });

  it('is told when nobody gets a token and the account has no access (GHCR)', async () => {
    const { error, looked } = await inspection(
      (request) => {
        const authorization = request.headers?.['authorization'];
        if (request.url.host === tokenServer) {
          return authorization === earlier ? { status: 200, body: '{"token":"weak"}' } : { status: 401 };
        }
        return authorization === undefined
          ? { status: 401, headers: { 'www-authenticate': challenge } }
          : { status: 403, body: '{"errors":[{"code":"DENIED","message":"no access"}]}' };
      },
      { found: left },
    );
    expect(error).toMatchObject({
      code: 'REGISTRY_DENIED',
      message: expect.stringContaining('does not let earlier (from ~/.docker/config.json) read'),
      details: [`Without a login, ${tokenServer} said: 401`],
    });
    expect(looked).toBe(1);
  });

  it('is told with what nobody was told, when the account has no access', async () => {
    const denied = { status: 403, body: '{"errors":[{"code":"DENIED","message":"no access"}]}' };
    const { error } = await inspection(
      (request) => (request.headers?.['authorization'] === undefined ? wantsBasic(earlier)(request) : denied),
      { found: left },
    );
    expect(error).toMatchObject({
      code: 'REGISTRY_DENIED',
      message: `${host} does not let earlier (from ~/.docker/config.json) read ${image}, nor anybody without a login: wrong password, no access, or there is no such image. (${host} said: 403 DENIED no access)`,
      details: [`Without a login, ${host} said: 401`],
    });
  });

  it('does not hide that a public image is not there, and which tags are', async () => {
    const { error } = await inspection(
      (request) => {
        const { pathname } = request.url;
        if (request.headers?.['authorization'] !== undefined) return { status: 403 };
        if (pathname === '/v2/') return { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
        if (pathname.endsWith('/tags/list')) return { status: 200, body: '{"tags":["1.0","2.0"]}' };
        return { status: 404, body: '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}' };
      },
      { found: stale },
    );
    expect(error).toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      message: `${image} was not found. (${host} said: 404 MANIFEST_UNKNOWN manifest unknown)`,
      hint: expect.stringContaining('It has the tags 1.0, 2.0.'),
      details: [`With the login of earlier (from ~/.docker/config.json), ${host} said: 403`],
    });
  });

  it('an image that the login does not find either is not there', async () => {
    const { error } = await inspection(
      (request) => {
        if (request.headers?.['authorization'] === earlier) return { status: 404 };
        return { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
      },
      { found: left },
    );
    expect(error).toMatchObject({ code: 'IMAGE_NOT_FOUND', details: [`Without a login, ${host} said: 401`] });
    expect(error?.hint).not.toContain('If it is private');
  });

  it('never breaks what anybody may read', async () => {
    // ECR Public answers 403 to a login that has expired (eksdemo#68).
    const script: Script = (request) =>
      request.headers?.['authorization'] === undefined ? open(request) : { status: 403 };
    expect((await inspection(script, { found: stale })).facts?.openedBy).toBe('nobody');
  });
});

describe('other kinds of credentials', () => {
  const where = '~/.docker/config.json';

  it('a registry token is sent as it is, and to the registry alone', async () => {
    const { facts, requests, masked } = await inspection(
      (request) => {
        if (request.url.host === tokenServer) return { status: 401 };
        return request.headers?.['authorization'] === 'Bearer ready-made'
          ? open(request)
          : { status: 401, headers: { 'www-authenticate': challenge } };
      },
      { found: { credential: { kind: 'registry-token', token: 'ready-made' }, where } },
    );
    expect(facts?.openedBy).toBe('docker login');
    expect(authorizationsTo(requests, tokenServer)).toEqual([undefined]);
    expect(authorizationsTo(requests, host)).toContain('Bearer ready-made');
    expect(masked).toContain('ready-made');
  });

  it.each([
    ['registry-token', 'a registry token'],
    ['identity-token', 'an identity token'],
  ] as const)('who shows a %s is called that when it is refused', async (kind, name) => {
    const { error } = await inspection(
      (request) =>
        request.url.host === tokenServer && request.method === 'POST'
          ? { status: 401 }
          : {
              status: request.headers?.['authorization'] === undefined ? 401 : 403,
              headers: { 'www-authenticate': challenge },
            },
      { found: { credential: { kind, token: 'dead' }, where } },
    );
    expect(error?.message).toContain(`${name} (from ${where})`);
  });

  it('an identity token is of no use to a registry that wants Basic', async () => {
    const { error, requests } = await inspection(wantsBasic(earlier), {
      found: { credential: { kind: 'identity-token', token: 'refresh' }, where },
    });
    expect(error?.code).toBe('REGISTRY_DENIED');
    expect(JSON.stringify(requests)).not.toContain('refresh');
  });

  it('the search for a login may be left to what docker keeps', async () => {
    const config = { auths: { [host]: { auth: Buffer.from('earlier:stepp4ss').toString('base64') } } };
    const environment = { DOCKER_AUTH_CONFIG: JSON.stringify(config) };
    const { facts, notes } = await inspection(private_(earlier), {
      access: { findLogin: undefined, environment, clock } as never,
    });
    expect(facts?.openedBy).toBe('docker login');
    expect(notes).toEqual([expect.stringContaining('DOCKER_AUTH_CONFIG')]);
  });
});
