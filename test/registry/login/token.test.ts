import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { HttpRequest } from '../../../src/http/http.ts';
import { publicReach } from '../../../src/http/reach.ts';
import type { RegistryTrust } from '../../../src/inputs/request.ts';
import type { Challenge } from '../../../src/registry/login/challenge.ts';
import { nobody, type Reader } from '../../../src/registry/login/credential.ts';
import { TokenStore } from '../../../src/registry/login/token.ts';
import { registryAccess, silentInputs } from '../../support/image.ts';
import { authorizationsTo, basicOf, host, inspection, left, linesOf, robot, serving } from '../inspection.ts';
import { type Answer, Documents, type Script, scriptedHttp } from '../scripted-http.ts';

const scope = 'repository:team/web:pull';
const realm = `https://${host}/token`;
const robotReader: Reader = { kind: 'inputs', credential: { kind: 'password', ...robot } };
const bearer = (parameters: Record<string, string> = { realm, service: 's' }): Challenge => ({
  scheme: 'bearer',
  parameters: new Map(Object.entries(parameters)),
});

/** A store whose token server answers by `script`, at a time that the test sets. */
function storeWith(script: Script, trust: Partial<RegistryTrust> = {}) {
  const { http, requests } = scriptedHttp(script);
  const time = { now: Date.UTC(2026, 10, 22, 12, 0, 0) };
  const access = registryAccess(
    { http, clock: { ...systemClock, now: () => time.now, sleep: async () => {} } },
    { trust: { ...silentInputs.registryTrust, ...trust } },
  );
  const store = new TokenStore(access, new URL(`https://${host}/v2/`));
  return { store, requests, time, masked: access.masked };
}

const token = (more: object = {}): Answer => ({ status: 200, body: JSON.stringify({ token: 'the-token', ...more }) });

describe('how long a token is used', () => {
  it.each<[string, object, number]>([
    ['60 s when nothing is said', {}, 50],
    ['60 s when less is said', { expires_in: 1 }, 50],
    ['60 s when nonsense is said', { expires_in: '300' }, 50],
    ['what is said', { expires_in: 300 }, 290],
    ['since it was issued', { expires_in: 300, issued_at: '2026-11-22T11:59:00Z' }, 230],
    ['from now, when it comes from the future', { expires_in: 300, issued_at: '2026-11-22T14:00:00Z' }, 290],
    ['from now, when it would be dead already', { expires_in: 300, issued_at: '2026-11-22T11:00:00Z' }, 290],
    ['from now, when the time cannot be read', { expires_in: 300, issued_at: '7' }, 290],
  ])('%s, less ten seconds', async (_, more, seconds) => {
    const { store, requests, time } = storeWith(() => token(more));
    await store.get(bearer(), scope, nobody);
    time.now += seconds * 1000 - 1;
    expect(await store.get(bearer(), scope, nobody)).toMatchObject({ stored: true });
    expect(requests).toHaveLength(1);
    time.now += 1;
    expect(await store.get(bearer(), scope, nobody)).toMatchObject({ stored: false });
    expect(requests).toHaveLength(2);
  });
});

describe('what is no token', () => {
  it.each([
    ['half of a surrogate pair', { token: '\ud800abcdef' }],
    ['words of the log, a line each', { token: 'good', refresh_token: 'image\nnothing\nregistry' }],
  ])('is not masked: %s', async (_, answer) => {
    const { store, masked } = storeWith(() => token(answer));
    await store
      .get(bearer(), scope, nobody)
      .catch((error: unknown) => expect(error).toMatchObject({ code: 'REGISTRY_TOKEN' }));
    expect(masked).toEqual(answer.token === 'good' ? ['good'] : []);
  });
});

describe('which tokens are kept apart', () => {
  it('those of another scope, service, realm or reader', async () => {
    const { store, requests } = storeWith(() => token());
    const ask = () =>
      Promise.all([
        store.get(bearer(), scope, nobody),
        store.get(bearer(), scope, robotReader),
        store.get(bearer(), 'repository:team/other:pull', nobody),
        store.get(bearer({ realm, service: 't' }), scope, nobody),
        store.get(bearer({ realm: `${realm}2`, service: 's' }), scope, nobody),
      ]);
    await ask();
    expect(requests).toHaveLength(5);
    await ask();
    expect(requests).toHaveLength(5);
    expect(authorizationsTo(requests, host).filter((sent) => sent !== undefined)).toEqual([basicOf('robot', 's3cret')]);
  });

  it('two who ask at the same time wait for one answer', async () => {
    const { store, requests } = storeWith(() => token());
    await Promise.all([store.get(bearer(), scope, nobody), store.get(bearer(), scope, nobody)]);
    expect(requests).toHaveLength(1);
  });

  it('and so do two who find it dead', async () => {
    const { store, requests, time } = storeWith(() => token());
    await store.get(bearer(), scope, nobody);
    time.now += 60_000;
    const both = await Promise.all([store.get(bearer(), scope, nobody), store.get(bearer(), scope, nobody)]);
    expect(both.map((answer) => 'token' in answer)).toEqual([true, true]);
    expect(requests).toHaveLength(2);
  });

  it('a refusal is not kept', async () => {
    let refuses = true;
    const { store } = storeWith(() => (refuses ? { status: 401 } : token()));
    expect(await store.get(bearer(), scope, nobody)).toMatchObject({ refusal: { status: 401 } });
    refuses = false;
    expect(await store.get(bearer(), scope, nobody)).toMatchObject({ token: { value: 'the-token' } });
  });

  it('keeps what the realm’s own query says', async () => {
    const { store, requests } = storeWith(() => token());
    await store.get(bearer({ realm: `${realm}?account=x`, service: 's' }), scope, nobody);
    expect(requests[0]?.url.search).toBe('?account=x&service=s&scope=repository%3Ateam%2Fweb%3Apull');
  });
});

describe('an identity token', () => {
  const reader: Reader = {
    kind: 'docker login',
    credential: { kind: 'identity-token', token: 'ref/resh+==' },
    where: '~/.docker/config.json',
  };

  it('is exchanged by POST, as a form', async () => {
    const { store, requests, masked } = storeWith(() => token({ refresh_token: 'another-refresh' }));
    await store.get(bearer(), scope, reader);
    expect(linesOf(requests)).toEqual(['POST /token']);
    expect(requests[0]?.headers?.['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toEqual({
      grant_type: 'refresh_token',
      service: 's',
      scope,
      client_id: 'deploy-image',
      refresh_token: 'ref/resh+==',
    });
    expect(requests[0]?.url.search).toBe('');
    expect(requests[0]?.headers).not.toHaveProperty('authorization');
    expect(masked).toEqual(expect.arrayContaining(['ref/resh+==', 'the-token', 'another-refresh']));
    expect(store.wasShown(reader)).toBe(true);
  });

  it.each([404, 405])('goes by GET where POST is unknown (%i)', async (status) => {
    const { store, requests } = storeWith(({ method }) => (method === 'POST' ? { status } : token()));
    expect(await store.get(bearer(), scope, reader)).toMatchObject({ token: { value: 'the-token' } });
    expect(requests[1]?.headers?.['authorization']).toBe(basicOf('<token>', 'ref/resh+=='));
    expect(requests[1]?.url.searchParams.get('scope')).toBe(scope);
  });

  it.each([400, 401, 403, 500])('is not tried by GET after %i', async (status) => {
    const { store, requests } = storeWith(() => ({ status }));
    expect(await store.get(bearer(), scope, reader)).toMatchObject({ refusal: { status } });
    expect(requests).toHaveLength(1);
  });

  it('does not go to a realm that is not trusted', async () => {
    const { store, requests } = storeWith(() => token());
    await store.get(bearer({ realm: 'https://auth.example.net/token' }), scope, reader);
    expect(linesOf(requests)).toEqual(['GET auth.example.net/token']);
    expect(JSON.stringify(requests)).not.toContain('ref');
    expect([store.wasShown(reader), store.withheldFrom]).toEqual([false, 'auth.example.net']);
  });
});

describe('token servers elsewhere', () => {
  const foreign = bearer({ realm: 'https://auth.example.net:8443/token' });

  it('get the login when the user lists their host, and may be in a private network then', async () => {
    const { store, requests } = storeWith(() => token(), { realmHosts: ['auth.example.net'] });
    await store.get(foreign, scope, robotReader);
    expect(requests[0]?.headers?.['authorization']).toBe(basicOf('robot', 's3cret'));
    expect(requests[0]?.reach).toBeUndefined();
  });

  it.each(['example.net', 'xauth.example.net', 'auth.example.net.evil.example', 'auth.example.net:8443'])(
    'not when the list says %s',
    async (listed) => {
      const { store, requests } = storeWith(() => token(), { realmHosts: [listed] });
      await store.get(foreign, scope, robotReader);
      expect(requests[0]?.headers).not.toHaveProperty('authorization');
    },
  );

  it.each<[string, string, boolean, boolean]>([
    ['the registry’s own host', realm, false, false],
    ['its own host on another port', `https://${host}:8443/token`, false, false],
    ['a host of its domain', 'https://auth.example.com/token', false, true],
    ['a foreign host', 'https://auth.example.net/token', false, true],
    ['a foreign host, where private networks are allowed', 'https://auth.example.net/token', true, false],
  ])('the guard of addresses, for %s', async (_, where, privateNetwork, guarded) => {
    const { store, requests } = storeWith(() => token(), { privateNetwork });
    await store.get(bearer({ realm: where }), scope, nobody);
    expect(requests[0]?.reach).toBe(guarded ? publicReach : undefined);
  });

  it.each([301, 302, 307, 308])('that redirect (%i) are not followed, and it is said so', async (status) => {
    const { store, requests } = storeWith(() => ({ status, headers: { location: 'https://evil.example.net/' } }));
    await expect(store.get(bearer(), scope, robotReader)).rejects.toMatchObject({
      code: 'REGISTRY_REALM',
      message: `The token server ${host} answered with a redirect (${status}), which is not followed.`,
    });
    expect(requests).toHaveLength(1);
  });
});

describe('a login that is kept back', () => {
  const documents = new Documents();
  const root = documents.image();
  const realmAt =
    (tokenAnswer: Answer): Script =>
    (request) => {
      if (request.url.host !== host) return tokenAnswer;
      if (request.headers?.['authorization'] === 'Bearer the-token') return serving(documents, root)(request);
      return { status: 401, headers: { 'www-authenticate': 'Bearer realm="https://auth.example.net:8443/token"' } };
    };

  it.each([{ login: robot }, {}])('is noted when an anonymous token was enough', async (options) => {
    const { facts, notes } = await inspection(realmAt(token()), { ...options, found: left });
    expect(facts?.openedBy).toBe('nobody');
    expect(notes).toEqual(
      'login' in options
        ? [
            `${host} asked to send your login to auth.example.net:8443; not done. Add auth.example.net to auth-realm-hosts if this is right.`,
          ]
        : [],
    );
  });

  it.each([{ login: robot }, { found: left }])('is the reason of a refusal that names the input', async (options) => {
    const { error, requests } = await inspection(realmAt({ status: 401 }), options);
    expect(error).toMatchObject({
      code: 'REGISTRY_DENIED',
      message: expect.stringContaining('to auth.example.net:8443, which was not done.'),
      hint: expect.stringContaining('If auth.example.net is right, add it to auth-realm-hosts'),
    });
    const sent = requests.filter(({ headers }: HttpRequest) => headers !== undefined && 'authorization' in headers);
    expect(sent).toEqual([]);
  });
});

describe('a token that has died', () => {
  const documents = new Documents();
  const root = documents.image();

  /** Takes each token for `uses` questions. */
  const forgetful = (uses: number, refusal: Answer) => {
    let issued = 0;
    const left = new Map<string, number>();
    const script: Script = (request) => {
      if (request.url.pathname === '/token') {
        issued++;
        left.set(`Bearer token-${issued}`, uses);
        return { status: 200, body: `{"token":"token-${issued}","expires_in":300}` };
      }
      const authorization = request.headers?.['authorization'] ?? '';
      const rest = left.get(authorization);
      if (rest === undefined) return { status: 401, headers: { 'www-authenticate': `Bearer realm="${realm}"` } };
      left.set(authorization, rest - 1);
      return rest > 0 ? serving(documents, root)(request) : refusal;
    };
    return { script, issued: () => issued };
  };

  it.each<[string, Answer]>([
    [
      '401 invalid_token',
      { status: 401, headers: { 'www-authenticate': `Bearer realm="${realm}",error="invalid_token"` } },
    ],
    [
      '400 (ECR Public)',
      { status: 400, body: '{"errors":[{"code":"DENIED","message":"Your Authorization Token has expired."}]}' },
    ],
  ])('is replaced once: %s', async (_, refusal) => {
    const { script, issued } = forgetful(1, refusal);
    const { facts } = await inspection(script);
    expect(facts?.digest).toBe(root.digest);
    expect(issued()).toBe(2);
  });

  it('a fresh one that is refused is not', async () => {
    const { script, issued } = forgetful(0, {
      status: 401,
      headers: { 'www-authenticate': `Bearer realm="${realm}",error="invalid_token"` },
    });
    const { error } = await inspection(script);
    expect(error?.code).toBe('REGISTRY_DENIED');
    expect(issued()).toBe(1);
  });

  it('one that is not good enough is not asked for again', async () => {
    const { script, issued } = forgetful(1, {
      status: 401,
      headers: { 'www-authenticate': `Bearer realm="${realm}",error="insufficient_scope"` },
    });
    const { error } = await inspection(script);
    expect(error?.code).toBe('REGISTRY_DENIED');
    expect(issued()).toBe(1);
  });
});

describe('the scope that is asked for', () => {
  const documents = new Documents();
  const root = documents.image();
  it.each([
    ['repository:docker-local/team/web:pull', 'repository:docker-local/team/web:pull'],
    ['repository:team/web:pull,push', 'repository:team/web:pull'],
    ['repository:team/web:*', 'repository:team/web:pull'],
    ['*', 'repository:team/web:pull'],
    ['registry:catalog:*', 'repository:team/web:pull'],
    ['repository:team/web:pull repository:other/secret:pull', 'repository:team/web:pull'],
  ])('%s', async (demanded, expected) => {
    const { requests } = await inspection((request) => {
      if (request.url.pathname === '/token') return token();
      if (request.headers?.['authorization'] !== undefined) return serving(documents, root)(request);
      return { status: 401, headers: { 'www-authenticate': `Bearer realm="${realm}",scope="${demanded}"` } };
    });
    expect(requests.find(({ url }) => url.pathname === '/token')?.url.searchParams.getAll('scope')).toEqual([expected]);
  });
});
