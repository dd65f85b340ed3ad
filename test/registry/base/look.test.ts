import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RegistrySandbox, startRegistry } from '../../../sandbox/registry/registry.ts';
import { systemClock } from '../../../src/clock.ts';
import { ActionError, Cancelled, throwIfCancelled } from '../../../src/errors.ts';
import { createHttp } from '../../../src/http/client.ts';
import { NetworkError } from '../../../src/http/errors.ts';
import type { Http, HttpRequest } from '../../../src/http/http.ts';
import { publicReach } from '../../../src/http/reach.ts';
import type { ImageFacts } from '../../../src/image/facts.ts';
import { parseReference } from '../../../src/image/reference.ts';
import type { RegistryAccess } from '../../../src/registry/access.ts';
import { lookAtBase } from '../../../src/registry/base/look.ts';
import { inspectImage } from '../../../src/registry/inspect.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { imageFacts, registryAccess, silentInputs } from '../../support/image.ts';
import { type Answer, Documents, mediaTypes, type Script, scriptedHttp } from '../scripted-http.ts';

const digest = (character: string) => `sha256:${character.repeat(64)}`;
const [built, other] = [digest('d'), digest('e')];
const login = { username: 'robot', password: 'robot-password' };

function builtOn(name: string, of?: string): Partial<ImageFacts> {
  const annotations = new Map([['org.opencontainers.image.base.name', name]]);
  if (of !== undefined) annotations.set('org.opencontainers.image.base.digest', of);
  return { annotations };
}

const line = ({ method, url }: HttpRequest) =>
  `${method} ${url.host}${url.pathname}`.replace(/sha256:\w+$/, 'D').replace(/\/v2\/.*\/(\w+\/[^/]+)$/, ' $1');

/** Nobody has ever logged in on this machine. */
const noDockerLogin = { ...silentInputs.registryTrust, dockerLogin: false };

/** One look through a scripted registry. */
async function look(facts: Partial<ImageFacts>, script: Script, asked?: string, more: Partial<RegistryAccess> = {}) {
  const { http, requests } = scriptedHttp(script);
  const access = registryAccess({ http, clock: new FakeClock() }, { trust: noDockerLogin, ...more });
  const base = await lookAtBase(imageFacts(facts), access, asked === undefined ? undefined : parseReference(asked));
  return { base, requests, asked: requests.map(line), notes: access.notes };
}

const headOf = (type: keyof typeof mediaTypes, of: string): Answer => ({
  status: 200,
  headers: { 'docker-content-digest': of, 'content-type': mediaTypes[type] },
});

const bearer = 'Bearer realm="https://auth.example.org/token",service="r"';
const unauthorized = (challenge: string): Answer => ({ status: 401, headers: { 'www-authenticate': challenge } });
const token: Answer = { status: 200, body: JSON.stringify({ token: 't0ken' }) };
const isToken = ({ url }: HttpRequest) => url.pathname === '/token';

/** Whoever comes without a token is sent to fetch one. */
const behindTokens =
  (script: Script): Script =>
  (request) => {
    if (isToken(request)) return token;
    return request.headers?.['authorization'] === 'Bearer t0ken' ? script(request) : unauthorized(bearer);
  };

describe('the base that the image names', () => {
  it('is asked for on Docker Hub in two requests, none of them a pull', async () => {
    const answer = headOf('index', built);
    const wordy = { ...answer, headers: { ...answer.headers, warning: '299 - "Docker Hub will be closed tomorrow"' } };
    const { base, asked, requests, notes } = await look(builtOn('debian:12-slim', built), (request) =>
      isToken(request) ? token : wordy,
    );
    expect(base).toEqual({
      name: 'debian:12-slim',
      digest: built,
      state: 'current',
      newest: built,
      remedy: 'rebuild',
    });
    expect(asked).toEqual(['GET auth.docker.io/token', 'HEAD registry-1.docker.io manifests/12-slim']);
    expect(requests[0]?.url.search).toBe('?service=registry.docker.io&scope=repository%3Alibrary%2Fdebian%3Apull');
    expect(requests[0]?.headers?.['authorization']).toBeUndefined();
    expect(requests[1]?.headers?.['authorization']).toBe('Bearer t0ken');
    expect(requests.map(({ reach, retry }) => [reach, retry])).toEqual([
      [publicReach, 'never'],
      [publicReach, 'never'],
    ]);
    expect(notes).toEqual([]);
  });

  it('is asked for on GHCR in two requests as well', async () => {
    const { base, asked } = await look(
      { ...builtOn('ghcr.io/acme/base:1', built), reference: parseReference('docker.io/acme/web:1') },
      (request) => (isToken(request) ? token : headOf('manifest', built)),
    );
    expect(base?.state).toBe('current');
    expect(asked).toEqual(['GET ghcr.io/token', 'HEAD ghcr.io manifests/1']);
  });

  it('is stale when it is one image, and another', async () => {
    const { base, asked } = await look(builtOn('debian:12', built), (request) =>
      isToken(request) ? token : headOf('manifest', other),
    );
    expect(base).toMatchObject({ state: 'stale', digest: built, newest: other });
    expect(asked).toHaveLength(2);
  });

  it('is not called stale on a guess: an index may still lead to what was built on', async () => {
    const { base, asked, notes } = await look(builtOn('debian:12', built), (request) =>
      isToken(request) ? token : headOf('index', other),
    );
    expect(base).toMatchObject({ state: 'unknown', newest: other });
    expect(asked).toHaveLength(2);
    expect(notes).toEqual([]);
  });

  it('is looked for in the index where the ration allows it', async () => {
    const documents = new Documents();
    const old = documents.image({ created: 'old' });
    const [arm, amd] = ['arm64', 'amd64'].map((architecture) => ({
      ...documents.image({ architecture }),
      platform: { os: 'linux', architecture },
    }));
    const { digest: index } = documents.index([arm ?? {}, amd ?? {}]);
    for (const [recorded, state] of [
      [index, 'current'],
      [amd?.digest, 'current'],
      [old.digest, 'stale'],
    ] as const) {
      const { base, asked } = await look(builtOn('mcr.example.com/base:1', recorded), (request) =>
        documents.answer(request, { '1': index }),
      );
      expect(base).toMatchObject({ state, newest: index });
      expect(asked).toEqual([
        'HEAD mcr.example.com manifests/1',
        ...(recorded === index ? [] : ['GET mcr.example.com manifests/D']),
      ]);
    }
  });

  it('is read though its registry compresses what nobody asked it to', async () => {
    const documents = new Documents();
    const image = documents.image();
    const { digest: index } = documents.index([image]);
    const { base } = await look(builtOn('mcr.example.com/base:1', image.digest), (request) => {
      const answer = documents.answer(request, { '1': index });
      if (answer === undefined || request.method === 'HEAD') return answer;
      const headers = { ...answer.headers, 'content-encoding': 'gzip' };
      return { ...answer, headers, body: gzipSync(answer.body ?? '') };
    });
    expect(base?.state).toBe('current');
  });

  it('is unknown when an index within the index would have to be read', async () => {
    const documents = new Documents();
    const { digest: index } = documents.index([documents.index([documents.image()])]);
    const { base, asked } = await look(builtOn('mcr.example.com/base:1', built), (request) =>
      documents.answer(request, { '1': index }),
    );
    expect(base).toMatchObject({ state: 'unknown', newest: index });
    expect(asked).toHaveLength(2);
  });

  it('is not believed when the index is not what its digest says', async () => {
    const documents = new Documents();
    const { digest: index } = documents.index([documents.image()]);
    const { base } = await look(builtOn('mcr.example.com/base:1', built), (request) =>
      request.method === 'HEAD'
        ? documents.answer(request, { '1': index })
        : { status: 200, headers: { 'content-type': mediaTypes.index }, body: '{"schemaVersion":2,"manifests":[]}' },
    );
    expect(base).toMatchObject({ state: 'unknown', newest: index });
  });

  it('is unknown where a login is asked for: nothing is begun that two requests cannot finish', async () => {
    const { base, asked, notes } = await look(
      builtOn('registry.example.org/base:1', built),
      behindTokens(() => headOf('manifest', built)),
    );
    expect(base).toEqual({
      name: 'registry.example.org/base:1',
      digest: built,
      state: 'unknown',
      remedy: 'rebuild',
    });
    expect(asked).toEqual(['HEAD registry.example.org manifests/1']);
    expect(notes).toEqual([]);
  });

  it('gets the login in the registry of the image', async () => {
    const reference = parseReference('Registry.Example.org/acme/web:1');
    const basic: Script = ({ headers }) =>
      headers?.['authorization'] === undefined ? unauthorized('Basic realm="r"') : headOf('manifest', built);
    const { base, requests } = await look(
      { ...builtOn('registry.example.org/base:1', built), reference },
      basic,
      undefined,
      { login },
    );
    expect(base?.state).toBe('current');
    expect(requests.map(({ headers }) => headers?.['authorization']?.slice(0, 6))).toEqual([undefined, 'Basic ']);
  });

  it.each([undefined, 'other.example.org/base:1'])('never gets it in another one, asked for: %s', async (asked) => {
    let looked = 0;
    const findLogin = async () => {
      looked++;
      return { credential: { kind: 'password', ...login }, where: 'the config of the image' } as const;
    };
    for (const challenge of ['Basic realm="r"', bearer]) {
      const { base, requests } = await look(
        { ...builtOn('other.example.org/base:1', built), reference: parseReference('registry.example.org/acme/web:1') },
        (request) => (isToken(request) ? { status: 401 } : unauthorized(challenge)),
        asked,
        { login, findLogin, trust: silentInputs.registryTrust, clock: systemClock },
      );
      expect(base?.state).toBe('unknown');
      expect(requests.filter(({ headers }) => headers?.['authorization'] !== undefined)).toEqual([]);
      expect(requests.length).toBeLessThanOrEqual(asked === undefined ? 2 : 8);
    }
    expect(looked).toBe(0);
  });

  it.each([
    [undefined, 0],
    ['debian:12', 1],
  ])('is read with the login of an earlier step only when the user names it: %s', async (asked, logins) => {
    const auth = Buffer.from(`${login.username}:${login.password}`).toString('base64');
    const environment = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { 'https://index.docker.io/v1/': { auth } } }) };
    const more = { environment, trust: silentInputs.registryTrust, clock: systemClock };
    const { base, requests } = await look(
      builtOn('debian:12', built),
      (request) => {
        if (!isToken(request)) return headOf('index', built);
        return request.headers?.['authorization'] === `Basic ${auth}` ? token : { status: 403 };
      },
      asked,
      more,
    );
    expect(base?.state).toBe(logins === 0 ? 'unknown' : 'current');
    expect(requests.filter(({ headers }) => headers?.['authorization']?.startsWith('Basic ') === true)).toHaveLength(
      logins,
    );
  });

  it.each([
    ['nothing is recorded', builtOn('debian:12')],
    ['its name cannot move', builtOn(`debian@${built}`)],
  ])('costs no request when that could not tell anything: %s', async (_what, facts) => {
    const { base, asked } = await look(facts, () => undefined);
    expect(base).toMatchObject({ state: 'unknown' });
    expect(asked).toEqual([]);
  });

  it('is unknown after any failure, and nothing is said of it', async () => {
    for (const answer of [404, 429, 500].map((status) => ({ status }))) {
      const { base, asked, notes } = await look(builtOn('mcr.example.com/base:1', built), () => answer);
      expect(base?.state).toBe('unknown');
      expect(asked).toEqual(['HEAD mcr.example.com manifests/1']);
      expect(notes).toEqual([]);
    }
  });

  it('counts redirects like all requests', async () => {
    const { base, asked } = await look(builtOn('mcr.example.com/base:1', built), () => ({
      status: 307,
      headers: { location: 'https://cdn.example.com/elsewhere' },
    }));
    expect(base?.state).toBe('unknown');
    expect(asked).toHaveLength(2);
  });

  it('is undefined when there is none', async () => {
    for (const facts of [{}, builtOn('scratch', built), builtOn('')]) {
      expect(await look(facts, () => undefined)).toMatchObject({ base: undefined, asked: [] });
    }
  });
});

describe('the base that the user names', () => {
  const layers = (letters: string) =>
    [...letters].map((letter) => ({
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      digest: digest(letter),
      size: 1,
    }));
  const amd64 = { os: 'linux', architecture: 'amd64' };
  const indexed = (letters: string) => {
    const documents = new Documents();
    const image = documents.image(
      { rootfs: { type: 'layers', diff_ids: layers(letters).map((layer) => layer.digest) } },
      { layers: layers(letters) },
    );
    const { digest: index } = documents.index([{ ...image, platform: amd64 }]);
    return { index, script: (request: HttpRequest) => documents.answer(request, { '12': index }) };
  };

  it.each([
    ['ab', 'current'],
    ['a3', 'stale'],
  ])('is compared by its layers when no digest is known: %s', async (base, state) => {
    const { index, script } = indexed(base);
    const onHub: Script = (request) => (isToken(request) ? token : script(request));
    const found = await look({ layers: layers('abc'), diffIds: [] }, onHub, 'debian:12');
    expect(found.base).toEqual({ name: 'debian:12', state, newest: index, remedy: 'rebuild' });
    expect(found.asked).toEqual([
      'GET auth.docker.io/token',
      'GET registry-1.docker.io manifests/12',
      'GET registry-1.docker.io manifests/D',
      'GET registry-1.docker.io blobs/D',
    ]);
    // The user's own word is enough for the registry; its token server is a stranger all the same.
    expect(found.requests.slice(1).map(({ reach }) => reach)).toEqual([undefined, undefined, undefined]);
    expect(found.notes).toEqual([]);
  });

  it('is said not to be the base when no layer is shared', async () => {
    const { index, script } = indexed('12');
    const { base, notes } = await look({ layers: layers('abc') }, script, 'mcr.example.com/base:12');
    expect(base).toMatchObject({ state: 'unknown', newest: index });
    expect(notes).toEqual([
      'Whether there is a newer mcr.example.com/base:12 cannot be told: the image does not share its first layer, so it seems not to be built on it',
    ]);
  });

  it('is told by the recorded digest where there is one, without any pull when nothing has changed', async () => {
    const { index, script } = indexed('12');
    const facts = { ...builtOn('mcr.example.com/base:12', index), layers: layers('abc') };
    const { base, asked } = await look(facts, script, 'mcr.example.com/base:12');
    expect(base?.state).toBe('current');
    expect(asked).toEqual(['HEAD mcr.example.com manifests/12']);
  });

  it('is read behind a token server within eight requests, the dearest case included', async () => {
    const { index, script } = indexed('ab');
    const metadata = {
      runImage: { topLayer: digest('a'), reference: `registry.example.org/run@${built}` },
      stack: { runImage: { image: 'registry.example.org/run:12' } },
    };
    const labels = new Map([['io.buildpacks.lifecycle.metadata', JSON.stringify(metadata)]]);
    const facts = { labels, layers: layers('ac'), diffIds: layers('ac').map((layer) => layer.digest) };
    const { base, asked } = await look(facts, behindTokens(script), 'registry.example.org/run:12');
    expect(base).toEqual({
      name: 'registry.example.org/run:12',
      digest: built,
      state: 'stale',
      newest: index,
      remedy: 'rebase',
    });
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(asked.at(-1)).toBe('GET registry.example.org blobs/D');
  });

  it.each([404, 503])('is unknown when its registry answers %s, and the log says so in one line', async (status) => {
    const { base, notes, requests } = await look({}, () => ({ status }), 'mcr.example.com/base:12');
    expect(base).toEqual({ name: 'mcr.example.com/base:12', state: 'unknown', remedy: 'rebuild' });
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(
      /^Whether there is a newer mcr\.example\.com\/base:12 cannot be told: .*mcr\.example\.com/,
    );
    expect(requests.length).toBeLessThanOrEqual(8);
  });

  it('ends with the ration when a registry keeps us going', async () => {
    const { base, asked, notes } = await look(
      {},
      behindTokens(() => unauthorized(bearer)),
      'mcr.example.com/base:12',
    );
    expect(base?.state).toBe('unknown');
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(notes).toHaveLength(1);
  });
});

describe('how a look ends', () => {
  /** A registry that takes the question and is silent. */
  const ended: unknown[] = [];
  const silent: Http = {
    send: ({ signal }) =>
      new Promise((_resolve, reject) => {
        const end = () => {
          if (signal?.aborted === true) ended.push(signal.reason);
          try {
            throwIfCancelled(signal);
          } catch (reason) {
            reject(reason);
          }
        };
        signal?.addEventListener('abort', end);
        end();
      }),
  };

  it.each([
    [undefined, 5_000, []],
    [
      'mcr.example.com/base:1',
      15_000,
      ['Whether there is a newer mcr.example.com/base:1 cannot be told: no answer within 15 s'],
    ],
  ])('a silent registry is not waited for; asked for: %s', async (asked, limit, notes) => {
    const clock = new FakeClock();
    const start = clock.now();
    const access = registryAccess({ http: silent, clock });
    const facts = imageFacts(builtOn('mcr.example.com/base:1', built));
    const base = await lookAtBase(facts, access, asked === undefined ? undefined : parseReference(asked));
    expect(base?.state).toBe('unknown');
    expect(clock.now() - start).toBe(limit);
    expect(ended.splice(0)).toMatchObject([{ code: 'BASE_TIMEOUT' }]);
    expect(access.notes).toEqual(notes);
  });

  it('nor is one whose connection does not even notice that it was given up', async () => {
    const http: Http = { send: () => new Promise(() => {}) };
    const access = registryAccess({ http, clock: new FakeClock() });
    const base = await lookAtBase(imageFacts(builtOn('mcr.example.com/base:1', built)), access);
    expect(base?.state).toBe('unknown');
  });

  it('no sleeper is left behind', async () => {
    const clock = new FakeClock();
    const { http } = scriptedHttp(() => headOf('manifest', built));
    const sleepers = new Set<number>();
    const watched = {
      now: () => clock.now(),
      deadline: (ms: number) => clock.deadline(ms),
      sleep: async (ms: number, signal?: AbortSignal) => {
        sleepers.add(ms);
        try {
          await clock.sleep(ms, signal);
        } finally {
          sleepers.delete(ms);
        }
      },
    };
    const access = registryAccess({ http, clock: watched });
    await lookAtBase(imageFacts(builtOn('mcr.example.com/base:1', built)), access);
    expect(clock.slept).toContain(5_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sleepers).toEqual(new Set());
  });

  it.each([
    ['before', true],
    ['meanwhile', false],
  ])('a run that is cancelled %s ends it at once', async (_when, before) => {
    const run = new AbortController();
    const access = registryAccess({ http: silent, clock: systemClock }, { signal: run.signal });
    if (before) run.abort(new Cancelled());
    const looking = lookAtBase(imageFacts(builtOn('mcr.example.com/base:1', built)), access);
    run.abort(new Cancelled());
    await expect(looking).rejects.toBeInstanceOf(Cancelled);
  });

  it('a limit of the caller is the caller’s to tell', async () => {
    const reason = new ActionError('REGISTRY_TIMEOUT', 'Too slow.');
    const signal = AbortSignal.abort(reason);
    const access = registryAccess({ http: silent, clock: systemClock }, { signal });
    await expect(lookAtBase(imageFacts(builtOn('mcr.example.com/base:1', built)), access)).rejects.toBe(reason);
  });

  it('a fault of our own fails no deploy, and is told though nobody asked', async () => {
    const { base, notes } = await look(builtOn('mcr.example.com/base:1', built), () => {
      throw new TypeError('x is not a function');
    });
    expect(base?.state).toBe('unknown');
    expect(notes).toEqual(['Whether there is a newer mcr.example.com/base:1 cannot be told: x is not a function']);
  });
});

describe('a base in the sandbox registry', () => {
  const http = createHttp({ clock: { ...systemClock, sleep: async () => {} }, userAgent: 'deploy-image-test' });
  let registry: RegistrySandbox;
  beforeAll(async () => {
    registry = await startRegistry({ modes: { 'private/': 'bearer', 'basic/': 'basic' } });
  });
  afterAll(() => registry.close());
  beforeEach(() => {
    registry.server.requests.length = 0;
    registry.tokenServer.requests.length = 0;
  });

  const asked = () =>
    registry.server.requests.map(({ method, target }) => `${method} ${target.replace(/sha256:\w+/, 'D')}`);

  /** The facts of an image as the registry has it, pushed with `labels`. */
  async function app(labels: Readonly<Record<string, string>>, content = 'app') {
    const { reference } = await registry.publish({ repository: 'team/web', tag: '1', labels, content });
    const facts = await inspectImage(parseReference(reference), registryAccess({ http, clock: systemClock }));
    registry.server.requests.length = 0;
    return facts;
  }

  const namedAs = (name: string, of: string) => ({
    'org.opencontainers.image.base.name': name,
    'org.opencontainers.image.base.digest': of,
  });

  it('is current until somebody pushes the tag again', async () => {
    const push = (content: string) =>
      registry.publish({ repository: 'team/base', tag: '12', platforms: ['linux/arm64', 'linux/amd64'], content });
    const { reference, digest: index, manifests } = await push('one');
    const access = registryAccess({ http, clock: systemClock });
    for (const recorded of [index, manifests['linux/amd64'] ?? '']) {
      expect((await lookAtBase(await app(namedAs(reference, recorded)), access))?.state).toBe('current');
    }
    const { digest: newest } = await push('two');
    for (const recorded of [index, manifests['linux/amd64'] ?? '']) {
      const facts = await app(namedAs(reference, recorded));
      expect(await lookAtBase(facts, access)).toMatchObject({ state: 'stale', digest: recorded, newest });
      expect(asked()).toEqual(['HEAD /v2/team/base/manifests/12', 'GET /v2/team/base/manifests/D']);
    }
    expect(access.notes).toEqual([]);
  });

  it('is told by the layers when the user names it', async () => {
    // In the sandbox an image is one layer, so that an image is `built on` another one when they are alike.
    const push = (content: string) => registry.publish({ repository: 'team/plain', tag: '12', content });
    const { reference } = await push('app');
    const access = registryAccess({ http, clock: systemClock });
    const facts = await app({});
    expect(await lookAtBase(facts, access, parseReference(reference))).toMatchObject({ state: 'current' });
    expect(asked()).toEqual([
      'HEAD /v2/team/plain/manifests/12',
      'GET /v2/team/plain/manifests/D',
      'GET /v2/team/plain/blobs/D',
    ]);
    expect(access.notes).toEqual([]);
    await push('something else');
    expect(await lookAtBase(facts, access, parseReference(reference))).toMatchObject({ state: 'unknown' });
    expect(access.notes).toHaveLength(1);
  });

  it('is rebased on when it is the run image of buildpacks', async () => {
    const push = (content: string) => registry.publish({ repository: 'team/run', tag: 'base', content });
    const { reference, digest: run } = await push('one');
    const access = registryAccess({ http, clock: systemClock });
    const { diffIds } = await inspectImage(parseReference(reference), access);
    const metadata = {
      runImage: { topLayer: diffIds.at(-1), reference: `${registry.host}/team/run@${run}`, image: reference },
    };
    const facts = await app({ 'io.buildpacks.lifecycle.metadata': JSON.stringify(metadata) });
    expect(await lookAtBase(facts, access)).toMatchObject({ state: 'current', digest: run, remedy: 'rebase' });
    expect(asked()).toEqual(['HEAD /v2/team/run/manifests/base']);
    // The same content in another image: nothing to rebase on.
    await registry.publish({ repository: 'team/run', tag: 'base', content: 'one', labels: { released: 'today' } });
    expect(await lookAtBase(facts, access, parseReference(reference))).toMatchObject({ state: 'current' });
    await push('two');
    expect(await lookAtBase(facts, access)).toMatchObject({ state: 'unknown', remedy: 'rebase' });
    expect(await lookAtBase(facts, access, parseReference(reference))).toMatchObject({
      state: 'stale',
      remedy: 'rebase',
    });
    expect(access.notes).toEqual([]);
  });

  it('is read with the login of the image, which is asked for both', async () => {
    const { reference, digest: current } = await registry.publish({ repository: 'private/base', tag: '12' });
    const access = registryAccess({ http, clock: systemClock }, { login });
    const facts = await app(namedAs(reference, current));
    expect((await lookAtBase(facts, access))?.state).toBe('unknown');
    expect(asked()).toEqual(['HEAD /v2/private/base/manifests/12']);
    expect(registry.tokenServer.requests).toEqual([]);
    expect((await lookAtBase(facts, access, parseReference(reference)))?.state).toBe('current');
    expect(registry.tokenServer.requests).toHaveLength(1);
  });

  it('is read with the login of an earlier step when the user names it, and not before', async () => {
    const { reference, digest: current } = await registry.publish({ repository: 'private/base', tag: '14' });
    const auth = Buffer.from(`${login.username}:${login.password}`).toString('base64');
    const environment = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [registry.host]: { auth } } }) };
    const access = registryAccess({ http, clock: systemClock }, { environment });
    const facts = await app(namedAs(reference, current));
    expect((await lookAtBase(facts, access))?.state).toBe('unknown');
    expect(access.masked).toEqual([]);
    const named = parseReference(reference);
    const silent = registryAccess({ http, clock: systemClock }, { environment, trust: noDockerLogin });
    expect((await lookAtBase({ ...facts, labels: new Map() }, silent, named))?.newest).toBeUndefined();
    expect(registry.tokenServer.requests.some(({ headers }) => headers['authorization'] !== undefined)).toBe(false);
    expect((await lookAtBase({ ...facts, labels: new Map() }, access, named))?.newest).toBe(current);
    expect(registry.tokenServer.requests.some(({ headers }) => headers['authorization'] !== undefined)).toBe(true);
    expect(access.masked).toContain(auth);
  });

  it.each(['127.0.0.1', 'localhost'])('is not asked when a stranger names it: %s', async (host) => {
    const { digest: current } = await registry.publish({ repository: 'team/base', tag: '13' });
    const name = `${host}:${new URL(registry.server.url).port}/team/base:13`;
    const elsewhere = imageFacts(builtOn(name, current));
    const access = registryAccess({ http, clock: systemClock }, { login });
    expect(await lookAtBase(elsewhere, access)).toMatchObject({ name, state: 'unknown' });
    expect(registry.server.requests).toEqual([]);
    expect(access.notes).toEqual([]);

    // The same name by the user's own word, in the registry of the image, and in a network that is said to be private.
    expect(await lookAtBase(elsewhere, access, parseReference(name))).toMatchObject({ state: 'current' });
    const own = imageFacts({ ...builtOn(name, current), reference: parseReference(name) });
    expect(await lookAtBase(own, access)).toMatchObject({ state: 'current' });
    const trust = { ...silentInputs.registryTrust, privateNetwork: true };
    expect(await lookAtBase(elsewhere, { ...access, trust })).toMatchObject({ state: 'current' });
    expect(registry.server.requests.some(({ headers }) => headers['authorization'] !== undefined)).toBe(false);
  });

  it('is not asked on another port of the image’s own host', async () => {
    const { reference, digest: current } = await registry.publish({ repository: 'team/base', tag: '13' });
    const facts = imageFacts({ ...builtOn(reference, current), reference: parseReference('127.0.0.1:1/acme/web:1') });
    const base = await lookAtBase(facts, registryAccess({ http, clock: systemClock }));
    expect(base?.state).toBe('unknown');
    expect(registry.server.requests).toEqual([]);
  });

  it.each(['169.254.169.254/latest/meta-data:1', '10.0.0.1/base:1', '[::1]:5000/base:1', '[::ffff:7f00:1]/base:1'])(
    'of a private address is nobody’s to ask: %s',
    async (name) => {
      const refusals: unknown[] = [];
      const watched: Http = {
        send: (request) =>
          http.send(request).catch((error: unknown) => {
            refusals.push(error instanceof NetworkError ? error.reason : error);
            throw error;
          }),
      };
      const access = registryAccess({ http: watched, clock: systemClock });
      expect(await lookAtBase(imageFacts(builtOn(name, built)), access)).toMatchObject({ state: 'unknown' });
      expect(refusals).toEqual(['PRIVATE_ADDRESS']);
    },
  );
});
