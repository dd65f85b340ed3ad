import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../sandbox/clock.ts';
import { type RegistrySandbox, startRegistry } from '../../sandbox/registry/registry.ts';
import type { Method } from '../../src/http/http.ts';
import { attestation, type Content, digestOf, image, index, pushContent, types } from '../support/image-content.ts';
import { realHttp } from '../support/real-reader.ts';
import {
  openWorkshop,
  type RealAuth,
  type RealRegistry,
  realRegistryTools,
  realService,
  startRealRegistry,
  type Workshop,
} from '../support/real-registry.ts';

/** The same questions to the sandbox's registry and to the real one: the double must not drift from what it stands for. */

const http = realHttp();
const modes = { open: 'open', htpasswd: 'basic', token: 'bearer' } as const satisfies Record<RealAuth, string>;
const zeros = `sha256:${'0'.repeat(64)}`;
const repository = 'team/web';
const allTypes = [types.index, types.manifest, types.dockerList, types.dockerManifest].join(', ');

const [amd64, arm64] = [image('linux/amd64'), image('linux/arm64')];
const docker = { amd64: image('linux/amd64', { docker: true }), arm64: image('linux/arm64', { docker: true }) };
const multi = index([
  { content: arm64, platform: 'linux/arm64' },
  { content: amd64, platform: 'linux/amd64' },
  attestation(amd64, 'image'),
  attestation(amd64, 'artifact'),
]);
const tags: Readonly<Record<string, Content>> = {
  image: amd64,
  index: multi,
  docker: docker.amd64,
  list: index(
    [
      { content: docker.arm64, platform: 'linux/arm64' },
      { content: docker.amd64, platform: 'linux/amd64' },
    ],
    { docker: true },
  ),
  nested: index([{ content: index([{ content: amd64, platform: 'linux/amd64' }]) }]),
};
const config = amd64.parts[0]?.digest ?? '';

/** One of the two, and how its door is opened. */
interface Side {
  readonly url: string;
  readonly realm: string | undefined;
  readonly login: { readonly username: string; readonly password: string } | undefined;
}

interface Asking {
  readonly method: Method;
  /** Below the registry, or a URL that it has given. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

type Question = readonly [method: Method, path: string, headers?: Readonly<Record<string, string>>];

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function send(side: Side, { method, path, headers = {}, body }: Asking): Promise<Answer> {
  const url = new URL(path, side.url);
  const response = await http.send({ method, url, headers, retry: 'never', ...(body === undefined ? {} : { body }) });
  return { status: response.status, headers: response.headers, body: response.body.toString('utf8') };
}

/** What is left when everything is taken out that may differ: ports, times, ids. */
function comparable(side: Side, { status, headers, body }: Answer): Answer {
  const common = (text: string) =>
    text
      .replaceAll(side.realm ?? '\0', '<realm>')
      .replaceAll(new URL(side.url).host, '<host>')
      .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<upload>')
      .replaceAll(/_state=[^&"]+/g, '_state=<state>')
      // The real one takes the actions out of a map, in any order.
      .replaceAll(/:(?:pull,push|push,pull)"/g, ':pull,push"');
  const kept = Object.entries(headers).filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name));
  return {
    status,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, common(value)])),
    body: common(body),
  };
}

const basic = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** A login that lets one push. */
async function authorizationOf(side: Side, scope: string): Promise<string | undefined> {
  if (side.login === undefined) return undefined;
  const { username, password } = side.login;
  return side.realm === undefined ? basic(username, password) : `Bearer ${await tokenOf(side, scope)}`;
}

async function tokenOf(side: Side, scope: string): Promise<string> {
  const { username = '', password = '' } = side.login ?? {};
  const query = new URLSearchParams({ service: realService, scope });
  const headers = { authorization: basic(username, password) };
  const { body } = await send(side, { method: 'GET', path: `${side.realm}?${query}`, headers });
  return (JSON.parse(body) as { token: string }).token;
}

const questions: readonly (Pick<Asking, 'method' | 'path' | 'headers'> & { readonly name: string })[] = (
  [
    ['GET', '/foo'],
    ['GET', '/v2'],
    ['HEAD', '/v2'],
    ['POST', '/v2'],
    ['GET', '/v2/'],
    ['HEAD', '/v2/'],
    ['POST', '/v2/'],
    ['GET', '/v2/foo'],
    ['GET', `/v2/${repository}/referrers/${zeros}`],
    ['GET', `/v2/${repository}/manifests/nope`],
    ['HEAD', `/v2/${repository}/manifests/nope`],
    ['GET', `/v2/${repository}/manifests/${zeros}`],
    ['GET', `/v2/${repository}/manifests/-x`],
    ['GET', '/v2/A/b/manifests/1'],
    ['GET', `/v2/${repository}/blobs/${zeros}`],
    ['HEAD', `/v2/${repository}/blobs/${zeros}`],
    ['GET', `/v2/${repository}/blobs/sha256:ff`],
    ['GET', `/v2/${repository}/blobs/${config}`],
    ['HEAD', `/v2/${repository}/blobs/${config}`],
    ['GET', `/v2/${repository}/blobs/${config}`, { range: 'bytes=2-9' }],
    ['GET', `/v2/${repository}/blobs/${config}`, { range: 'bytes=5-' }],
    ['GET', `/v2/${repository}/blobs/${config}`, { 'if-none-match': `"${config}"` }],
    ['POST', `/v2/${repository}/manifests/image`],
    ['POST', `/v2/${repository}/tags/list`],
    ['POST', `/v2/${repository}/blobs/${config}`],
    ['DELETE', `/v2/${repository}/manifests/${amd64.digest}`],
    ['DELETE', `/v2/${repository}/blobs/${config}`],
    ['GET', `/v2/${repository}/blobs/uploads/`],
    ['GET', `/v2/${repository}/blobs/uploads/00000000-0000-0000-0000-000000000000`],
    ['GET', `/v2/${repository}/manifests/image`, { 'if-none-match': `"${amd64.digest}"` }],
    ...Object.entries(tags).flatMap(([tag, { digest }]) =>
      (['GET', 'HEAD'] as const).flatMap((method): Question[] => [
        [method, `/v2/${repository}/manifests/${tag}`],
        [method, `/v2/${repository}/manifests/${digest}`],
      ]),
    ),
  ] satisfies Question[]
).map(([method, path, headers]: Question) => ({
  name: [method, path.replaceAll(/([0-9a-f]{8})[0-9a-f]{56}/g, '$1…'), ...Object.values(headers ?? {})].join(' '),
  method,
  path,
  ...(headers === undefined ? {} : { headers }),
}));

const accepted = [undefined, '*/*', types.dockerManifest, types.manifest, `${types.index};q=0.5, ${types.manifest}`];
const negotiations = Object.keys(tags)
  .flatMap((tag) => accepted.map((accept) => ({ tag, accept })))
  // For who takes no Docker manifest the real one makes one of the first schema out of it, signed. The sandbox refuses.
  .filter(({ tag, accept }) => !['docker', 'list'].includes(tag) || accept === types.dockerManifest);

const missing = realRegistryTools();

describe.skipIf(missing.length > 0 && process.env['CI'] !== 'true').each<RealAuth>(['open', 'htpasswd', 'token'])(
  `the sandbox registry answers as Debian's docker-registry: %s${missing.length > 0 ? ` (missing: ${missing.join(', ')})` : ''}`,
  (auth) => {
    let workshop: Workshop;
    let real: RealRegistry;
    let sandbox: RegistrySandbox;
    let sides: readonly [Side, Side];
    /** Of the sandbox. */
    const clock = new ManualClock();

    beforeAll(async () => {
      workshop = await openWorkshop();
      real = await startRealRegistry(workshop, auth);
      const { login } = real;
      sandbox = await startRegistry({
        clock,
        modes: { '': modes[auth] },
        users: login === undefined ? {} : { [login.username]: { password: login.password } },
      });
      const realm = real.realm === undefined ? undefined : `${sandbox.tokenServer.url}/token`;
      sides = [real, { url: sandbox.server.url, realm, login }];
      for (const side of sides) {
        const authorization = await authorizationOf(side, `repository:${repository}:pull,push`);
        for (const [tag, root] of Object.entries(tags)) {
          await pushContent(side.url, repository, tag, root, authorization);
        }
      }
    });
    afterAll(async () => {
      await sandbox?.close();
      await real?.close();
      await workshop?.remove();
    });

    /** Asks both, and holds the answers against each other. Returns the real one. */
    const same = async (asking: (side: Side) => Asking | Promise<Asking>): Promise<Answer> => {
      const [wanted, got] = await Promise.all(
        sides.map(async (side) => comparable(side, await send(side, await asking(side)))),
      );
      expect(got).toEqual(wanted);
      if (wanted === undefined) throw new Error('the real registry was not asked');
      return wanted;
    };

    const login = async (side: Side): Promise<Record<string, string>> => {
      const authorization = await authorizationOf(side, `repository:${repository}:pull,push`);
      return authorization === undefined ? {} : { authorization };
    };

    if (auth !== 'open') {
      it.each(questions)('$name, without a login', async ({ method, path, headers }) => {
        await same(() => ({ method, path, headers: { accept: allTypes, ...headers } }));
      });
    }

    it.each(questions)('$name', async ({ method, path, headers }) => {
      await same(async (side) => ({ method, path, headers: { accept: allTypes, ...headers, ...(await login(side)) } }));
    });

    it('a digest of no known length: 500, whose detail is that of a disk', async () => {
      const path = `/v2/${repository}/manifests/sha256:zz`;
      const [wanted, got] = await Promise.all(
        sides.map(async (side) => {
          const { status, headers, body } = await send(side, { method: 'GET', path, headers: await login(side) });
          const [error] = (JSON.parse(body) as { errors: { code: string; message: string }[] }).errors;
          return [status, headers['content-type'], error?.code, error?.message];
        }),
      );
      expect(got).toEqual(wanted);
      expect(got).toEqual([500, 'application/json; charset=utf-8', 'UNKNOWN', 'unknown error']);
    });

    it.each(negotiations)('$tag for who accepts $accept', async ({ tag, accept }) => {
      await same(async (side) => ({
        method: 'GET',
        path: `/v2/${repository}/manifests/${tag}`,
        headers: { ...(accept === undefined ? {} : { accept }), ...(await login(side)) },
      }));
    });

    describe('a push', () => {
      const pushed = 'team/pushed';
      const scope = `repository:${pushed}:pull,push`;
      const blob = 'a layer';
      const digest = digestOf(Buffer.from(blob));
      const authorized = async (side: Side, headers: Record<string, string> = {}) => {
        const authorization = await authorizationOf(side, scope);
        return { ...headers, ...(authorization === undefined ? {} : { authorization }) };
      };
      /** Begins an upload on each side, and asks for the next step at the place that it names. */
      const upload = async (side: Side): Promise<URL> => {
        const path = `/v2/${pushed}/blobs/uploads/`;
        const { headers } = await send(side, { method: 'POST', path, headers: await authorized(side) });
        return new URL(headers['location'] ?? '', side.url);
      };
      const ending = async (side: Side, query: Readonly<Record<string, string>>): Promise<string> => {
        const url = await upload(side);
        for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
        return url.href;
      };

      it('begins an upload, says how far it is, and forgets it', async () => {
        const path = `/v2/${pushed}/blobs/uploads/`;
        const begun = await same(async (side) => ({ method: 'POST', path, headers: await authorized(side) }));
        expect(begun.status).toBe(202);
        for (const method of ['GET', 'DELETE'] as const) {
          await same(async (side) => ({
            method,
            path: (await upload(side)).href,
            headers: await authorized(side),
          }));
        }
      });

      it('takes a blob in one piece, in two, and only with its own digest', async () => {
        const whole = await same(async (side) => ({
          method: 'PUT',
          path: await ending(side, { digest }),
          headers: await authorized(side),
          body: blob,
        }));
        expect(whole.status).toBe(201);
        const piece = await same(async (side) => ({
          method: 'PATCH',
          path: (await upload(side)).href,
          headers: await authorized(side),
          body: blob,
        }));
        expect(piece.status).toBe(202);
        for (const query of [{}, { digest: 'sha256:zz' }]) {
          const refused = await same(async (side) => ({
            method: 'PUT',
            path: await ending(side, query),
            headers: await authorized(side),
            body: blob,
          }));
          expect(refused.status).toBe(400);
        }
      });

      it.each([
        ['one whose parts are not there', types.manifest, amd64.bytes.toString('utf8')],
        ['an index whose images are not there', types.index, multi.bytes.toString('utf8')],
      ])('refuses a manifest: %s', async (_what, type, body) => {
        const [wanted, got] = await Promise.all(
          sides.map(async (side) => {
            const headers = await authorized(side, { 'content-type': type });
            const answer = await send(side, { method: 'PUT', path: `/v2/${pushed}/manifests/1`, headers, body });
            const { errors } = JSON.parse(answer.body) as { errors: { code: string; message: string }[] };
            // The real one names every part that is missing; the sandbox, the first.
            return { status: answer.status, error: [errors[0]?.code, errors[0]?.message] };
          }),
        );
        expect(got).toEqual(wanted);
      });

      it.each([
        ['no JSON', types.manifest, 'no JSON'],
        [
          'a type of its own',
          types.manifest,
          JSON.stringify({ schemaVersion: 2, mediaType: types.index, manifests: [] }),
        ],
        ['one of no type', 'application/json', amd64.bytes.toString('utf8')],
      ])('refuses a manifest: %s', async (_what, type, body) => {
        const statuses = await Promise.all(
          sides.map(async (side) => {
            const headers = await authorized(side, { 'content-type': type });
            const answer = await send(side, { method: 'PUT', path: `/v2/${pushed}/manifests/1`, headers, body });
            const { errors } = JSON.parse(answer.body) as { errors: { code: string }[] };
            return [answer.status, errors[0]?.code];
          }),
        );
        expect(statuses[1]).toEqual(statuses[0]);
      });

      it('takes a manifest once its parts are there, and tells where it is', async () => {
        for (const side of sides)
          await pushContent(side.url, pushed, 'there', amd64, await authorizationOf(side, scope));
        for (const name of ['again', amd64.digest]) {
          const taken = await same(async (side) => ({
            method: 'PUT',
            path: `/v2/${pushed}/manifests/${name}`,
            headers: await authorized(side, { 'content-type': types.manifest }),
            body: amd64.bytes.toString('utf8'),
          }));
          expect(taken.status).toBe(201);
        }
        await same(async (side) => ({
          method: 'PUT',
          path: `/v2/${pushed}/manifests/${zeros}`,
          headers: await authorized(side, { 'content-type': types.manifest }),
          body: amd64.bytes.toString('utf8'),
        }));
      });
    });

    it('the tags of a repository, and of one that is not there', async () => {
      await same(async (side) => {
        const authorization = await authorizationOf(side, 'repository:no/such:pull');
        return { method: 'GET', path: '/v2/no/such/tags/list', headers: authorization ? { authorization } : {} };
      });
      // Names in the order in which they were pushed here, in that of the alphabet there: only what they are is held equal.
      const lists = await Promise.all(
        sides.map(async (side) => {
          const path = `/v2/${repository}/tags/list?n=2`;
          const { status, headers, body } = await send(side, { method: 'GET', path, headers: await login(side) });
          const list = JSON.parse(body) as { name: string; tags: string[] };
          return { status, type: headers['content-type'], link: headers['link'], ...list, tags: list.tags.sort() };
        }),
      );
      expect(lists[1]).toEqual(lists[0]);
      expect(lists[0]?.tags).toEqual(Object.keys(tags).sort());
    });

    if (auth === 'open') return;

    describe('a login that does not fit', () => {
      const path = `/v2/${repository}/manifests/image`;
      const refused = async (headers: (side: Side) => Record<string, string> | Promise<Record<string, string>>) => {
        for (const method of ['GET', 'HEAD'] as const) {
          const answer = await same(async (side) => ({
            method,
            path,
            headers: { accept: allTypes, ...(await headers(side)) },
          }));
          expect(answer.status).toBe(401);
        }
        return (await same(async (side) => ({ method: 'GET', path: '/v2/', headers: await headers(side) }))).status;
      };

      it.each([
        ['a wrong password', basic('robot', 'old')],
        ['an unknown name', basic('nobody', 'old')],
        ['no Base64', 'Basic ???'],
        ['a token that is none', 'Bearer abc'],
        ['another scheme', 'Negotiate abc'],
        ['nothing behind the scheme', 'Bearer'],
      ])('%s', async (_what, authorization) => {
        expect(await refused(() => ({ authorization }))).toBe(401);
      });

      if (auth !== 'token') return;

      it('the right password, but no token', async () => {
        await refused(() => ({ authorization: basic(real.login?.username ?? '', real.login?.password ?? '') }));
      });

      it('a token for another repository, and one to push only', async () => {
        for (const scope of ['repository:team/other:pull', `repository:${repository}:push`]) {
          await refused(async (side) => ({ authorization: `Bearer ${await tokenOf(side, scope)}` }));
        }
      });

      it('a token that has expired', async () => {
        const dead = real.signToken([`repository:${repository}:pull`], -120);
        const live = await tokenOf(sides[1], `repository:${repository}:pull`);
        await clock.advance(400_000);
        await refused((side) => ({ authorization: `Bearer ${side === sides[0] ? dead : live}` }));
      });
    });
  },
);
