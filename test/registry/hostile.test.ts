import { describe, expect, it } from 'vitest';
import { ActionError } from '../../src/errors.ts';
import type { HttpRequest } from '../../src/http/http.ts';
import type { RegistryLogin } from '../../src/inputs/request.ts';
import { authorizationsTo, basicOf, host, image, robot, inspection as run, serving } from './inspection.ts';
import { type Answer, Documents, mediaTypes, type Script, sha256 } from './scripted-http.ts';

const basic = basicOf('robot', 's3cret');

/** The outcome for a tag that points at `root`. */
function read(documents: Documents, root: { digest: string }) {
  return run(serving(documents, root));
}

describe('content that is not what it should be', () => {
  const withManifest = (document: object | string, type: string = mediaTypes.manifest) => {
    const documents = new Documents();
    return read(documents, documents.add(document, type));
  };
  const empty = { mediaType: mediaTypes.config, digest: sha256('{}'), size: 2 };
  const manifest = { schemaVersion: 2, mediaType: mediaTypes.manifest, config: empty, layers: [] };

  it('a manifest with another digest', async () => {
    const documents = new Documents();
    const { digest } = documents.image();
    const { error } = await run((request) => {
      const answer = documents.answer(request, { '1': digest });
      return answer === undefined ? undefined : { ...answer, body: `${answer.body} ` };
    });
    expect(error).toMatchObject({ code: 'IMAGE_CORRUPT', message: expect.stringContaining(`instead of ${digest}`) });
  });

  it('a config that was cut short', async () => {
    const documents = new Documents();
    const { digest } = documents.image();
    const { error } = await run((request) => {
      const answer = documents.answer(request, { '1': digest });
      const blob = request.url.pathname.includes('/blobs/');
      return blob && answer !== undefined ? { ...answer, body: String(answer.body).slice(0, -5) } : answer;
    });
    expect(error).toMatchObject({ code: 'IMAGE_CORRUPT', message: expect.stringMatching(/config.*bytes instead of/) });
  });

  it('a digest header that belongs to something else, on a registry without HEAD', async () => {
    const documents = new Documents();
    const { digest } = documents.image();
    const { error } = await run((request) => {
      if (request.method === 'HEAD') return { status: 405 };
      const answer = documents.answer(request, { '1': digest });
      const headers = { ...answer?.headers, 'docker-content-digest': sha256('other') };
      return answer === undefined ? undefined : { ...answer, headers };
    });
    expect(error).toMatchObject({ code: 'IMAGE_CORRUPT' });
  });

  it.each<[string, object | string, string, string]>([
    [
      'an index to one reader and a manifest to the other',
      { ...manifest, manifests: [] },
      mediaTypes.manifest,
      'IMAGE_CORRUPT',
    ],
    ['a type that differs from the header', manifest, mediaTypes.index, 'IMAGE_CORRUPT'],
    ['an index with layers', { schemaVersion: 2, manifests: [], layers: [] }, mediaTypes.index, 'IMAGE_CORRUPT'],
    ['no JSON', 'not json', mediaTypes.manifest, 'IMAGE_CORRUPT'],
    ['a list', [], mediaTypes.manifest, 'IMAGE_CORRUPT'],
    ['JSON too deep', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`, mediaTypes.manifest, 'IMAGE_CORRUPT'],
    ['another schema version', { ...manifest, schemaVersion: 3 }, mediaTypes.manifest, 'IMAGE_CORRUPT'],
    [
      'a config without a digest',
      { ...manifest, config: { mediaType: mediaTypes.config, size: 2 } },
      mediaTypes.manifest,
      'IMAGE_CORRUPT',
    ],
    [
      'a path as a digest',
      { ...manifest, config: { ...empty, digest: '../../other' } },
      mediaTypes.manifest,
      'IMAGE_CORRUPT',
    ],
    ['a negative size', { ...manifest, config: { ...empty, size: -1 } }, mediaTypes.manifest, 'IMAGE_CORRUPT'],
    [
      'a config of 9 MiB',
      { ...manifest, config: { ...empty, size: 9 * 1024 * 1024 } },
      mediaTypes.manifest,
      'IMAGE_CORRUPT',
    ],
    [
      '501 layers',
      { ...manifest, layers: Array.from({ length: 501 }, () => empty) },
      mediaTypes.manifest,
      'IMAGE_CORRUPT',
    ],
    [
      'a chart',
      { ...manifest, config: { ...empty, mediaType: 'application/vnd.cncf.helm.config.v1+json' } },
      mediaTypes.manifest,
      'IMAGE_KIND',
    ],
    ['an unknown type', { schemaVersion: 2 }, 'application/json', 'IMAGE_KIND'],
    ['an empty index', { schemaVersion: 2, manifests: [] }, mediaTypes.index, 'IMAGE_KIND'],
    ['schema 1 under a plain type', { schemaVersion: 1, fsLayers: [] }, 'application/json', 'IMAGE_SCHEMA1'],
    ['schema 1', { schemaVersion: 1 }, 'application/vnd.docker.distribution.manifest.v1+prettyjws', 'IMAGE_SCHEMA1'],
  ])('%s', async (_, document, type, code) => {
    const { error } = await withManifest(document, type);
    expect(error?.code).toBe(code);
    expect(error?.hint).toMatch(/\S/);
  });
});

describe('schema 1, whose digest leaves its signatures out', () => {
  const headers = {
    'content-type': 'application/vnd.docker.distribution.manifest.v1+prettyjws',
    'docker-content-digest': sha256('without signatures'),
  };
  it.each([image, `${host}/team/web@${sha256('without signatures')}`])(
    'is refused for what it is: %s',
    async (name) => {
      const { error } = await run(() => ({ status: 200, headers, body: '{"schemaVersion":1}' }), { image: name });
      expect(error).toMatchObject({ code: 'IMAGE_SCHEMA1', hint: expect.stringContaining('Build it again') });
    },
  );
});

describe('indexes', () => {
  it('what is attached to an image is not taken for one', async () => {
    const documents = new Documents();
    const platform = { os: 'linux', architecture: 'amd64' };
    const attached = (author: string, over: object) => ({ ...documents.image({ author }), platform, ...over });
    const wanted = { ...documents.image(), platform };
    const root = documents.index([
      attached('1', { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }),
      attached('2', { artifactType: 'application/vnd.docker.attestation.manifest.v1+json' }),
      attached('3', { artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json' }),
      attached('4', { mediaType: 'application/vnd.example.other+json' }),
      attached('5', { platform: { os: 'unknown', architecture: 'unknown' } }),
      wanted,
    ]);
    expect((await read(documents, root)).facts).toMatchObject({ manifestDigest: wanted.digest, offered: [platform] });
  });

  it('an entry without a platform is asked what it is', async () => {
    const documents = new Documents();
    const root = documents.index([documents.image({ architecture: 'arm64' }), documents.image()]);
    const { facts } = await read(documents, root);
    expect(facts?.platform).toEqual({ os: 'linux', architecture: 'amd64' });
    expect(facts?.offered).toHaveLength(2);
  });

  it('a nested index is searched, but not for ever', async () => {
    const documents = new Documents();
    let entry = documents.index([{ ...documents.image(), platform: { os: 'linux', architecture: 'amd64' } }]);
    const nest = () => documents.index([entry]);
    entry = nest();
    entry = nest();
    expect((await read(documents, entry)).facts?.platform.architecture).toBe('amd64');
    entry = nest();
    expect((await read(documents, entry)).error?.code).toBe('IMAGE_CORRUPT');
  });

  it('hundreds of entries that have to be looked at are not', async () => {
    const documents = new Documents();
    const entries = Array.from({ length: 60 }, (_, number) =>
      documents.image({ architecture: 'arm64', author: `${number}` }),
    );
    const { error, requests } = await read(documents, documents.index(entries));
    expect(error?.code).toBe('IMAGE_CORRUPT');
    expect(requests.length).toBeLessThan(110);
  });

  it('an entry that is smaller than its index says, or of another type, is refused', async () => {
    const documents = new Documents();
    const platform = { os: 'linux', architecture: 'amd64' };
    const child = { ...documents.image(), platform };
    expect((await read(documents, documents.index([{ ...child, size: child.size + 1 }]))).error?.code).toBe(
      'IMAGE_CORRUPT',
    );
    const otherType = 'application/vnd.docker.distribution.manifest.v2+json';
    expect((await read(documents, documents.index([{ ...child, mediaType: otherType }]))).error?.code).toBe(
      'IMAGE_CORRUPT',
    );
  });

  it('what the platform is called does not matter, and a plain one goes before a special one', async () => {
    const documents = new Documents();
    const v3 = {
      ...documents.image({ author: 'v3' }),
      platform: { os: 'linux', architecture: 'amd64', variant: 'v3' },
    };
    const plain = {
      ...documents.image({ author: 'v1' }),
      platform: { os: 'Linux', architecture: 'x86_64', variant: 'v1' },
    };
    const { facts } = await read(documents, documents.index([v3, plain]));
    expect(facts?.manifestDigest).toBe(plain.digest);
  });
});

describe('where the login goes', () => {
  const documents = new Documents();
  const root = documents.image();

  /** A registry that wants a token from `realm`, and a token server that is wherever it is asked. */
  const bearer =
    (realm: string, tokenAnswer: Answer = { status: 200, body: '{"token":"the-token"}' }): Script =>
    (request) => {
      if (request.url.host !== host || request.url.pathname === '/token') return tokenAnswer;
      if (request.headers?.['authorization'] === 'Bearer the-token')
        return documents.answer(request, { '1': root.digest });
      return { status: 401, headers: { 'www-authenticate': `Bearer realm="${realm}",service="s"` } };
    };

  it.each([
    ['the registry itself', `https://${host}/token`],
    ['the registry on another port', `https://${host}:8443/token`],
    ['a relative address', '/token'],
    ['a host of the same domain', 'https://auth.example.com/token'],
  ])('to %s', async (_, realm) => {
    const { facts, requests, masked } = await run(bearer(realm), { login: robot });
    expect(facts?.openedBy).toBe('inputs');
    const asked = requests.find(({ url }) => url.pathname === '/token');
    expect(asked?.headers?.['authorization']).toBe(basic);
    expect(asked?.url.searchParams.get('scope')).toBe('repository:team/web:pull');
    expect(masked).toEqual(expect.arrayContaining([basic.slice(6), 'the-token']));
  });

  it('not to a foreign host, which is asked for an anonymous token only', async () => {
    const { facts, requests } = await run(bearer('https://auth.example.net/token'), { login: robot });
    expect(facts?.openedBy).toBe('nobody');
    expect(authorizationsTo(requests, 'auth.example.net')).toEqual([undefined]);
  });

  it('not to a foreign host, and its refusal says why', async () => {
    const { error } = await run(bearer('https://auth.example.net/token', { status: 401 }), { login: robot });
    expect(error).toMatchObject({
      code: 'REGISTRY_DENIED',
      message: expect.stringContaining('auth.example.net, which was not done'),
    });
  });

  it.each([
    ['a neighbour under a shared domain', 'one.azurecr.io/a/b:1', 'https://two.azurecr.io/token'],
    ['a neighbour under a country domain', 'one.co.uk/a/b:1', 'https://two.co.uk/token'],
    [
      'a neighbour in AWS’s Chinese regions',
      '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/a/b:1',
      'https://two.s3.cn-north-1.amazonaws.com.cn/token',
    ],
    ['a neighbour under a longer country domain', 'one.gouv.fr/a/b:1', 'https://two.gouv.fr/token'],
  ])('not to %s', async (_, name, realm) => {
    const target = new URL(realm).host;
    const { requests } = await run(
      (request) =>
        request.url.host === target
          ? { status: 401 }
          : { status: 401, headers: { 'www-authenticate': `Bearer realm="${realm}"` } },
      { image: name, login: robot },
    );
    expect(authorizationsTo(requests, target).length).toBeGreaterThan(0);
    expect(authorizationsTo(requests, target).every((sent) => sent === undefined)).toBe(true);
  });

  it('to the token server of Docker Hub', async () => {
    const hub: Script = (request) => {
      if (request.url.host === 'auth.docker.io') return { status: 200, body: '{"access_token":"the-token"}' };
      if (request.headers?.['authorization'] === 'Bearer the-token')
        return documents.answer(request, { latest: root.digest });
      const challenge = 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"';
      return { status: 401, headers: { 'www-authenticate': challenge } };
    };
    const { facts, requests } = await run(hub, { image: 'alpine', login: robot });
    expect(facts?.openedBy).toBe('inputs');
    expect(requests[0]?.url.href).toBe('https://registry-1.docker.io/v2/library/alpine/manifests/latest');
    expect(requests.map(({ url }) => url.searchParams.get('scope'))).toContain('repository:library/alpine:pull');
  });

  it.each([
    ['http', 'http://registry.example.com/token'],
    ['another scheme', 'file:///etc/passwd'],
    ['a login in the address', 'https://user:password@registry.example.com/token'],
    ['a fragment', 'https://registry.example.com/token#x'],
    ['nothing', ''],
    ['nonsense', 'https://'],
  ])('a realm with %s is not asked', async (_, realm) => {
    const { error, requests } = await run(bearer(realm), { login: robot });
    expect(error?.code).toBe('REGISTRY_REALM');
    expect(requests).toHaveLength(1);
  });

  it('http to a loopback registry, but from there to no other host', async () => {
    const { error, requests } = await run(
      () => ({ status: 401, headers: { 'www-authenticate': 'Bearer realm="http://localhost:1/token"' } }),
      { image: '127.0.0.1:5000/a/b:1', login: robot },
    );
    expect(error?.code).toBe('REGISTRY_REALM');
    expect(requests.map(({ url }) => url.origin)).toEqual(['http://127.0.0.1:5000']);
  });

  it.each([
    ['a line break', '{"token":"a\\r\\nx-evil: 1"}'],
    ['a blank', '{"token":"a b"}'],
    ['no token', '{}'],
    ['another type', '{"token":1}'],
    ['no JSON', '<html>'],
  ])('a token with %s is not used', async (_, body) => {
    const { error, requests } = await run(bearer(`https://${host}/token`, { status: 200, body }), { login: robot });
    expect(error?.code).toBe('REGISTRY_TOKEN');
    expect(authorizationsTo(requests, host).filter((sent) => sent?.startsWith('Bearer'))).toEqual([]);
  });

  it('a token server that redirects is not followed', async () => {
    const answer = { status: 307, headers: { location: 'https://evil.example.net/' } };
    const { error, requests } = await run(bearer(`https://${host}/token`, answer), { login: robot });
    expect(error).toBeInstanceOf(ActionError);
    expect(requests.some(({ url }) => url.host === 'evil.example.net')).toBe(false);
  });

  it('a challenge that only the ping has', async () => {
    const script: Script = (request) => {
      if (request.url.pathname === '/v2/') {
        const challenge = `Bearer realm="https://${host}/token",scope="repository:user/image:pull"`;
        return { status: 401, headers: { 'www-authenticate': challenge } };
      }
      const answer = bearer(`https://${host}/token`)(request);
      return answer?.status === 401 ? { status: 401 } : answer;
    };
    const { facts, requests } = await run(script);
    expect(facts?.digest).toBe(root.digest);
    expect(requests.map(({ url }) => url.searchParams.get('scope'))).toContain('repository:team/web:pull');
  });

  it('a user name with a colon is refused before it is sent', async () => {
    const { error } = await run(bearer(`https://${host}/token`), { login: { username: 'a:b', password: 'x' } });
    expect(error?.code).toBe('REGISTRY_LOGIN');
  });
});

describe('redirects', () => {
  const documents = new Documents();
  const root = documents.image();
  const storage = 'storage.example.net';

  const redirecting =
    (location: string, fromStorage?: (request: HttpRequest) => Answer | undefined): Script =>
    (request) => {
      if (request.url.host === storage) return fromStorage?.(request) ?? documents.answer(request);
      if (request.headers?.['authorization'] === undefined) {
        return { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
      }
      if (request.url.pathname.includes('/blobs/')) return { status: 307, headers: { location } };
      return documents.answer(request, { '1': root.digest });
    };
  const blob = (
    JSON.parse(String(documents.answer({ method: 'GET', url: new URL(`https://x/${root.digest}`) })?.body)) as {
      config: { digest: string };
    }
  ).config.digest;

  it('to another origin go without the login', async () => {
    const { facts, requests } = await run(redirecting(`https://${storage}/${blob}`), { login: robot });
    expect(facts?.cmd).toEqual(['/app']);
    expect(authorizationsTo(requests, storage)).toEqual([undefined]);
    expect(authorizationsTo(requests, host)).toContain(basic);
  });

  it('that come back from another origin come without the login', async () => {
    const back = `https://${host}/v2/team/web/blobs/${blob}?chosen-by-a-stranger`;
    const script = redirecting(`https://${storage}/x`, () => ({ status: 307, headers: { location: back } }));
    const { error, requests } = await run(script, { login: robot });
    const returned = requests.filter(({ url }) => url.href === back);
    expect(returned.map(({ headers }) => headers?.['authorization'])).toEqual([undefined]);
    expect(requests.at(-1)).toBe(returned[0]);
    // What is said there is not held against the login, which it was not shown.
    expect(error).toMatchObject({ code: 'REGISTRY_DENIED', message: expect.stringContaining('said: 401') });
    const open: Script = (request) => (request.url.href === back ? documents.answer(request) : script(request));
    expect((await run(open, { login: robot })).facts?.cmd).toEqual(['/app']);
  });

  it('within the registry keep the login', async () => {
    const { facts, requests } = await run(
      (request) =>
        request.url.search === '?moved'
          ? documents.answer(request)
          : redirecting(`/v2/mirror/web/blobs/${blob}?moved`)(request),
      { login: robot },
    );
    expect(facts?.cmd).toEqual(['/app']);
    expect(requests.at(-1)?.headers?.['authorization']).toBe(basic);
  });

  it("a redirect's target gets no login when it asks for one", async () => {
    const challenge = { status: 401, headers: { 'www-authenticate': 'Basic realm="storage"' } };
    const { error, requests } = await run(
      redirecting(`https://${storage}/${blob}`, () => challenge),
      { login: robot },
    );
    expect(error).toMatchObject({
      code: 'REGISTRY_DENIED',
      message: `${host} redirects to ${storage} for a part of ${image}, and is refused there. (${storage} said: 401)`,
      hint: expect.not.stringContaining('registry-password'),
    });
    expect(authorizationsTo(requests, storage)).toEqual([undefined]);
  });

  it("a target's wish for a login does not make the registry get one", async () => {
    const { error, requests } = await run(
      (request) => {
        if (request.url.host === storage) return { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
        if (request.url.pathname.includes('/blobs/'))
          return { status: 307, headers: { location: `https://${storage}/x` } };
        return documents.answer(request, { '1': root.digest });
      },
      { login: robot },
    );
    expect(error?.code).toBe('REGISTRY_DENIED');
    expect(requests.filter(({ headers }) => headers !== undefined && 'authorization' in headers)).toEqual([]);
    expect(authorizationsTo(requests, storage)).toHaveLength(1);
  });

  it('from a loopback registry lead over http to loopback only', async () => {
    const { error, requests } = await run(() => ({ status: 302, headers: { location: 'http://10.0.0.1/x' } }), {
      image: '127.0.0.1:5000/a/b:1',
    });
    expect(error?.code).toBe('REGISTRY_REDIRECT');
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['down to http', `http://${storage}/x`],
    ['to this machine', 'http://127.0.0.1/x'],
    ['nowhere', ''],
    ['to a file', 'file:///etc/passwd'],
  ])('%s are not followed', async (_, location) => {
    const { error } = await run(
      (request) => {
        const answer = redirecting(location)(request);
        return location === '' && answer?.status === 307 ? { status: 307 } : answer;
      },
      { login: robot },
    );
    expect(error?.code).toBe('REGISTRY_REDIRECT');
  });

  it('in a circle come to an end', async () => {
    const { error, requests } = await run(redirecting('?again'), { login: robot });
    expect(error?.code).toBe('REGISTRY_REDIRECT');
    expect(requests.length).toBeLessThan(12);
  });
});

describe('the words of registries', () => {
  const answering = async (answer: Answer, options: { image?: string; login?: RegistryLogin } = {}) =>
    (await run((request) => (request.url.pathname.endsWith('/tags/list') ? { status: 404 } : answer), options)).error;

  it('a limit says when to come back', async () => {
    const error = await answering({
      status: 429,
      headers: { 'retry-after': '90', 'ratelimit-limit': '100;w=21600' },
    });
    expect(error).toMatchObject({ code: 'REGISTRY_RATE_LIMIT' });
    expect(error?.hint).toContain('come back in 1m 30s, at 12:01 UTC');
    expect(error?.hint).toContain('100 pulls in 6h');
    expect(error?.hint).toContain('registry-username');
  });

  it.each<[string, Answer, string, string]>([
    [
      'Harbor',
      { status: 404, body: '{"errors":[{"code":"NOT_FOUND","message":"artifact not found"}]}' },
      'IMAGE_NOT_FOUND',
      '404 NOT_FOUND artifact not found',
    ],
    [
      'ECR',
      { status: 403, headers: { 'content-type': 'text/plain' }, body: 'Your authorization token has expired.' },
      'REGISTRY_DENIED',
      '403 Your authorization token has expired.',
    ],
    ['Docker Hub', { status: 404, body: '{"details":"no such thing"}' }, 'IMAGE_NOT_FOUND', '404 no such thing'],
    [
      'a proxy',
      { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>bad gateway</html>' },
      'REGISTRY_UNAVAILABLE',
      '502',
    ],
    [
      'line ends; the rest is left to the report',
      { status: 404, body: '{"errors":[{"code":"X","message":"a\\n::error::b\\u001b[31m"}]}' },
      'IMAGE_NOT_FOUND',
      'X a ::error::b\u001b[31m',
    ],
    [
      'a missing repository',
      { status: 404, body: '{"errors":[{"code":"NAME_UNKNOWN","message":"no"}]}' },
      'IMAGE_NOT_FOUND',
      'has no repository team/web',
    ],
  ])('%s', async (_, answer, code, words) => {
    const error = await answering(answer);
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(words);
  });

  it('a forgotten repository is suspected when a host stands where the image should', async () => {
    for (const name of ['ghcr.io', 'localhost:5000']) {
      expect((await answering({ status: 404 }, { image: name }))?.hint).toContain(
        'was the repository after the host forgotten?',
      );
    }
    expect((await answering({ status: 404 }, { image: 'alpine' }))?.hint).not.toContain('forgotten');
  });

  it('a host that no URL can hold', async () => {
    expect(await answering({ status: 200 }, { image: '300.300.300.300/a:1' })).toMatchObject({
      code: 'IMAGE_REFERENCE',
    });
    expect(await answering({ status: 200 }, { image: 'host:99999/a:1' })).toMatchObject({ code: 'IMAGE_REFERENCE' });
  });
});
