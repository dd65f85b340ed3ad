import { createHash } from 'node:crypto';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { type PlatformName, platformNames } from '../../sandbox/inputs.ts';
import {
  answers,
  behave,
  bomb,
  chainBlobs,
  dripping,
  errorAs,
  header,
  longer,
  redirected,
  warning,
} from '../../sandbox/registry/behaviours.ts';
import { mediaTypes } from '../../sandbox/registry/manifests.ts';
import { type RegistrySandbox, startRegistry } from '../../sandbox/registry/registry.ts';
import { type Fault, type RunningServer, serve } from '../../sandbox/server.ts';
import { withoutOpenssl } from '../http/openssl.ts';
import { random } from '../image/live-secrets.ts';
import {
  authorizationsTo,
  expectNoPartOf,
  expectRefused,
  foldedUnder,
  type Refusal,
  sentTo,
} from '../support/endings.ts';
import { startInternet } from '../support/internet.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, startStage } from '../support/stage.ts';

/**
 * A registry that means harm, through the bundle: the run ends red within its limits, in one clear error, before any
 * write; and no server is shown a credential that is not entitled to it, by what the servers themselves have received.
 */

const app = 'hello-web';
const robot = { username: 'robot', password: `R0b-${random(28)}` };
const login = { 'registry-username': robot.username, 'registry-password': robot.password };
/** Wall clock that any of these may take. Milliseconds. */
const patienceMs = 25_000;

type Inputs = Readonly<Record<string, string>>;

interface Scene {
  readonly stage: Stage;
  /** Where the image is; `private/` wants the login. */
  readonly registry: RegistrySandbox;
  /** `private/web:1.0`, an image that nothing is wrong with. */
  readonly image: string;
  /** A server that nobody has any reason to trust. It grants whatever it is asked for. */
  readonly stranger: RunningServer;
  deploy(platform: PlatformName, more?: Inputs, env?: Inputs): Promise<StepResult>;
}

/** @param speed of the bundle's clock: on a fast one a machine that is busy looks like a slow registry */
async function withScene(work: (scene: Scene) => Promise<void>, speed = 1): Promise<void> {
  const registry = await startRegistry({ users: { robot } });
  const stage = await startStage(speed, { registryOfNodes: registry.host });
  const stranger = await serve(() => ({ status: 200, body: { token: `stranger-${random(20)}` } }));
  try {
    const { reference: image } = await registry.publish({ repository: 'private/web', tag: '1.0', user: '1000' });
    await work({
      ...{ stage, registry, image, stranger },
      deploy: (platform, more, env) =>
        stage.deploy(platform, { app, image, ...login, ...more }, { ...(env === undefined ? {} : { env }) }),
    });
  } finally {
    await Promise.all([stage.close(), registry.close(), stranger.close()]);
  }
}

/** The login is in nothing that anybody can read, and went to the registry and its token server alone. */
function expectKept({ stage, registry, stranger }: Scene, step: StepResult): void {
  expectNoPartOf(step, robot.password);
  const others = [stranger, registry.storage, stage.sandbox.registry.server, stage.sandbox.registry.tokenServer];
  expect(sentTo(...others).includes(robot.password)).toBe(false);
  expect(authorizationsTo(stranger, registry.storage)).toEqual([]);
  expect(registry.misplaced).toEqual([]);
}

interface Attack extends Refusal {
  /** Sets the trap. Returns other inputs, if they are needed. */
  set(scene: Scene): Inputs;
  /** Of the bundle's clock, where the attack is to take time. */
  readonly speed?: number;
}

/** Puts faults in the way; the inputs stay as they are. */
function trap({ faults }: RunningServer, ...more: readonly Fault[]): Inputs {
  faults.push(...more);
  return {};
}

/** A manifest by its bytes, under the tag `evil`. */
function evil({ registry }: Scene, manifest: string, type: string = mediaTypes.ociManifest): Inputs {
  registry.store.putManifest('private/web', type, Buffer.from(manifest), 'evil');
  return { image: `${registry.host}/private/web:evil` };
}

/** A whole image by the text of its config. */
function evilConfig(scene: Scene, config: string): Inputs {
  const bytes = Buffer.from(config);
  const digest = scene.registry.store.putBlob('private/web', bytes);
  const layer = { mediaType: mediaTypes.ociLayer, digest: digestOf('layer'), size: 5 };
  const descriptor = { mediaType: mediaTypes.ociConfig, digest, size: bytes.length };
  return evil(
    scene,
    JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociManifest, config: descriptor, layers: [layer] }),
  );
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

const tooDeep = 20_000;
const words = '\n::error::injected\r\n##[error]injected <b>\u001b[31m';

const attacks: Readonly<Record<string, Attack>> = {
  'another manifest than its digest says': {
    set: ({ registry }) => trap(registry.server, ...behave({ of: 'manifests', method: 'GET' }, longer(1))),
    cause: /damaged: .*digest is sha256:\w{12,64},? (?:but it is|instead of) sha256:/,
    remedy: /Push the image again/,
  },
  'another config than its digest says': {
    set: ({ registry }) => trap(registry.server, ...behave({ of: 'blobs', method: 'GET' }, longer(1))),
    cause: /config of .* is damaged/,
    remedy: /Push the image again/,
  },
  'a manifest that drips for ever': {
    set: ({ registry }) => trap(registry.server, ...behave({ of: 'manifests', method: 'GET' }, dripping(1, 500))),
    speed: 20,
    cause: /did not say what .* is within 2m/,
    remedy: /Is the registry slow, or hard to reach/,
  },
  'a config that comes from one place after the other': {
    set: ({ registry }) => {
      chainBlobs(registry, 'private/web', { status: 307, hops: 'endless', by: 'across' });
      return {};
    },
    cause: /redirects more than 5 times/,
    remedy: /Tell whoever runs the registry/,
  },
  'a manifest that comes from itself': {
    set: ({ registry, image }) =>
      trap(
        registry.server,
        ...behave({ of: 'manifests' }, (answer, { path }) => ({
          ...answer,
          ...redirectTo(`http://${image.split('/', 1)[0]}${path}`),
        })),
      ),
    cause: /redirects more than 5 times/,
    remedy: /Tell whoever runs the registry/,
  },
  'a redirect to the machine’s own credentials': {
    set: ({ registry }) =>
      trap(
        registry.server,
        ...behave(
          { of: 'blobs' },
          redirected(307, 'http://169.254.169.254/latest/meta-data/iam/security-credentials/'),
        ),
      ),
    cause: /redirects to http:\/\/169\.254\.169\.254, which is not https/,
    remedy: /Tell whoever runs the registry/,
  },
  'a redirect to a private address': {
    set: ({ registry }) =>
      trap(registry.server, ...behave({ of: 'blobs' }, redirected(307, 'https://169.254.169.254/x'))),
    cause: /169\.254\.169\.254 is at a private address, and it was not the workflow that named it/,
    remedy: /allow-private-network/,
  },
  'a redirect with a login in it': {
    set: ({ registry, stranger }) =>
      trap(
        registry.server,
        ...behave({ of: 'blobs' }, redirected(307, stranger.url.replace('//', '//me:hunter2hunter2@'))),
      ),
    cause: /redirects to 127\.0\.0\.1:\d+ with a login in the address/,
    remedy: /Tell whoever runs the registry/,
  },
  'a manifest that is a bomb': {
    set: ({ registry }) => trap(registry.server, ...behave({ of: 'manifests', method: 'GET' }, bomb(32 * 1024 * 1024))),
    cause: /\/manifests\/.*: the answer is longer than \d+ bytes once it is unpacked/,
  },
  'a config that is a bomb': {
    set: ({ registry }) => trap(registry.server, ...behave({ of: 'blobs', method: 'GET' }, bomb(32 * 1024 * 1024))),
    cause: /\/blobs\/.*: the answer is longer than \d+ bytes once it is unpacked/,
  },
  'a manifest nested beyond measure': {
    set: (scene) => evil(scene, `{"schemaVersion":2,"x":${'['.repeat(tooDeep)}${']'.repeat(tooDeep)}}`),
    cause: /damaged: its JSON is nested more than 64 levels deep/,
    remedy: /Push the image again/,
  },
  'a config nested beyond measure': {
    set: (scene) => evilConfig(scene, `{"config":${'{"a":'.repeat(tooDeep)}1${'}'.repeat(tooDeep)}}`),
    cause: /config of .* damaged: its JSON is nested more than 64 levels deep/,
    remedy: /Push the image again/,
  },
  'a manifest whose parts are in __proto__': {
    set: (scene) =>
      evil(
        scene,
        `{"schemaVersion":2,"mediaType":"${mediaTypes.ociManifest}","__proto__":{"config":{"mediaType":"${mediaTypes.ociConfig}","digest":"${digestOf('x')}","size":1},"layers":[]}}`,
      ),
    cause: /called a manifest, but does not have the shape of one/,
    remedy: /Push the image again/,
  },
  'a config whose command is in __proto__': {
    set: (scene) =>
      evilConfig(
        scene,
        `{"os":"linux","architecture":"amd64","config":{"__proto__":{"Cmd":["/app"]},"constructor":{"prototype":{"Cmd":["/app"]}},"Labels":{"__proto__":"x","toString":"y"},"ExposedPorts":{"__proto__":{},"8080/tcp":{}}},"rootfs":{"type":"layers","diff_ids":["${digestOf('layer')}"]}}`,
      ),
    cause: /neither ENTRYPOINT nor CMD/,
    remedy: /Add a CMD/,
  },
  'a token that breaks out of its header': {
    set: ({ registry }) => tokenServerSays(registry, { token: 'abc\r\nx-evil: 1\r\n\r\nGET /evil' }),
    cause: /token server 127\.0\.0\.1:\d+ gave a token with characters that no token has/,
    remedy: /Is the host of the image spelled right/,
  },
  'a token server that sends the login on': {
    set: ({ registry, stranger }) =>
      trap(registry.tokenServer, ...behave({}, redirected(307, `${stranger.url}/token`))),
    cause: /token server .* answered with a redirect \(307\), which is not followed/,
    remedy: /a login must not travel/,
  },
  'a token nested beyond measure': {
    set: ({ registry }) => tokenServerSays(registry, `{"token":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
    cause: /token server .* answered 200 without a token/,
    remedy: /Is the host of the image spelled right/,
  },
  'a realm at an address of the cloud': {
    set: ({ registry }) => realmIs(registry, 'https://169.254.169.254/token'),
    cause: /169\.254\.169\.254 is at a private address/,
    remedy: /allow-private-network/,
  },
  'a realm on this machine by another name': {
    set: ({ registry, stranger }) => realmIs(registry, `https://localhost:${new URL(stranger.url).port}/token`),
    cause: /localhost is at a private address/,
    remedy: /allow-private-network/,
  },
  'a realm without TLS on another host': {
    set: ({ registry, stranger }) => realmIs(registry, `http://localhost:${new URL(stranger.url).port}/token`),
    cause: /token server that is not asked over https: http:\/\/localhost/,
    remedy: /Is the host of the image spelled right/,
  },
  'a realm with a login in it': {
    set: ({ registry }) => realmIs(registry, 'https://user:hunter2hunter2@127.0.0.1/token'),
    cause: /token server that has a login in its address/,
    remedy: /Is the host of the image spelled right/,
  },
  'a refusal in many words': {
    set: ({ registry }) =>
      trap(
        registry.server,
        ...behave({ of: 'manifests' }, errorAs(403, 'details', `${words} ${'very '.repeat(50_000)}`)),
      ),
    cause: /does not let robot read/,
    remedy: /Check registry-username and registry-password/,
  },
  'a web page in place of an answer': {
    set: ({ registry }) => trap(registry.server, ...behave({ of: 'manifests' }, errorAs(404, 'html', words))),
    cause: /was not found.*404/,
    remedy: /is this the address of a container registry\?/,
  },
  'tags that are commands': {
    set: ({ registry, image }) => {
      const tags = answers({ status: 200, body: { name: 'x', tags: [`1.1${words}`, '__proto__', 7, null] } });
      registry.server.faults.push(...behave({ of: 'tags' }, tags));
      return { image: image.replace('1.0', '1.1') };
    },
    cause: /private\/web:1\.1 was not found/,
    remedy: /Check the name and the tag\./,
  },
  'a digest that is none, and a type that is another’s': {
    set: ({ registry }) =>
      trap(
        registry.server,
        ...behave(
          { of: 'manifests' },
          header('docker-content-digest', `sha256:${'../'.repeat(20)}`),
          header('content-type', mediaTypes.ociIndex),
        ),
      ),
    cause: /damaged: it calls itself ".*manifest\.v1\+json", the registry calls it ".*index/,
    remedy: /Push the image again/,
  },
};

function redirectTo(location: string): { status: 307; headers: { location: string }; body: string } {
  return { status: 307, headers: { location }, body: '' };
}

function tokenServerSays({ tokenServer }: RegistrySandbox, body: string | object): Inputs {
  return trap(
    tokenServer,
    ...behave({}, answers({ status: 200, headers: { 'content-type': 'application/json' }, body })),
  );
}

function realmIs({ server }: RegistrySandbox, realm: string): Inputs {
  return trap(server, ...behave({}, header('www-authenticate', `Bearer realm="${realm}",service="s"`)));
}

for (const [index, [name, { set, speed, ...refusal }]] of Object.entries(attacks).entries()) {
  // Each platform gets its share: the registry is read in the same way for all.
  const platform = platformNames[index % platformNames.length] ?? 'deis';
  test.concurrent(`${platform}: ${name}`, () =>
    withScene(async (scene) => {
      const step = await scene.deploy(platform, set(scene));
      expectRefused(scene.stage, platform, step, refusal);
      expectKept(scene, step);
      expect(step.tookMs).toBeLessThan(patienceMs);
      // The credentials of others are nobody's to read, either.
      expectNoPartOf(step, 'hunter2hunter2');
    }, speed));
}

/** Answers that never end. */
for (const [name, path, status] of [
  ['manifest', /\/manifests\//, 200],
  ['config', /\/blobs\//, 200],
  ['token', /^\/token/, 200],
  ['error', /\/manifests\//, 404],
] as const) {
  test.concurrent(`deis: a ${name} without an end`, () =>
    withScene(async (scene) => {
      let sent = 0;
      const flood = (response: ServerResponse) => {
        const chunk = Buffer.alloc(64 * 1024, ' ');
        const more = () => {
          if (response.destroyed) return;
          sent += chunk.length;
          response.write(chunk, more);
        };
        more();
      };
      const endless = await startEndless(scene, path, status, flood);
      const image = scene.image.replace(scene.registry.host, `127.0.0.1:${endless.port}`);
      try {
        const step = await scene.deploy('deis', { image });
        expectRefused(scene.stage, 'deis', step, {
          cause: /GET 127\.0\.0\.1:\d+.*: the answer is longer than \d+ bytes/,
        });
        expectKept(scene, step);
        expect(step.tookMs).toBeLessThan(patienceMs);
        // What the limit lets through, for each try, and what is on its way in buffers.
        expect(sent).toBeGreaterThan(64 * 1024);
        expect(sent).toBeLessThan(64 * 1024 * 1024);
      } finally {
        await endless.close();
      }
    }));
}

/** The scene's registry and token server at one address; to GETs of a path it answers without an end. */
async function startEndless(
  { registry }: Scene,
  path: RegExp,
  status: 200 | 404,
  flood: (response: ServerResponse) => void,
) {
  const listener: RequestListener = async (incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
    if (path.test(url.replace(/\?.*/, '')) && method === 'GET') {
      outgoing.writeHead(status, { 'content-type': 'application/json' });
      flood(outgoing);
      return;
    }
    const server = url.startsWith('/v2/') ? registry.server : registry.tokenServer;
    const passed = ['authorization', 'accept'].flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    });
    const answer = await fetch(new URL(url, server.url), { method, headers: Object.fromEntries(passed) });
    const own = `http://${headers.host ?? ''}`;
    const kept = [...answer.headers].filter(([name]) => !/^(?:connection|keep-alive|transfer-encoding)$/.test(name));
    const told = kept.map(([name, value]) => [name, value.replaceAll(registry.tokenServer.url, own)] as const);
    outgoing.writeHead(answer.status, Object.fromEntries(told));
    outgoing.end(Buffer.from(await answer.arrayBuffer()));
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

test.concurrent('what a registry says beside its answers is told as text, and changes nothing', () =>
  withScene(async (scene) => {
    scene.registry.server.faults.push(
      ...behave({ of: 'manifests' }, warning('take care ::error::injected ##[error]injected <b>')),
    );
    const step = await scene.deploy('deis', { mode: 'plan' });
    expect(step, step.log).toMatchObject({ complaints: [], annotations: [], outputs: { verdict: 'planned' } });
    expect(foldedUnder(step, 'Image')?.[0]).toMatch(
      /^127\.0\.0\.1:\d+ warns: take care ::error::injected ## \[error\]injected <b>$/,
    );
    expectKept(scene, step);
  }));

/** A registry out in the world that names a token server of somebody else's. */
test
  .skipIf(withoutOpenssl)
  .concurrent(
    'a token server on another domain is given no login, whoever made it, until the user lists it',
    async () => {
      const hosts = { registry: 'registry.acme-images.test', stranger: 'tokens.somebody.test' };
      const stage = await startStage(1);
      const stranger = await serve(({ headers }) =>
        headers['authorization'] === undefined
          ? { status: 401, body: { details: 'log in first' } }
          : { status: 200, body: { token: `granted-${random(20)}` } },
      );
      const registry = await serve(() => ({
        status: 401,
        headers: {
          'www-authenticate': `Bearer realm="https://${hosts.stranger}/token",service="s",scope="repository:web:pull,push"`,
        },
        body: { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] },
      }));
      const world = await startInternet(
        Object.values(hosts),
        (url) => new URL(`${url.pathname}${url.search}`, url.hostname === hosts.stranger ? stranger.url : registry.url),
      );
      try {
        const run = (platform: PlatformName, more: Inputs, env = {}) =>
          stage.deploy(
            platform,
            { app, image: `${hosts.registry}/web:1.0`, 'ca-certificate': world.authority, ...more },
            { env: { ...world.env, ...env } },
          );
        const auth = Buffer.from(`${robot.username}:${robot.password}`).toString('base64');
        const docker = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [hosts.registry]: { auth } } }) };
        for (const [platform, step] of [
          ['cloudfoundry', await run('cloudfoundry', login)],
          ['drycc', await run('drycc', {}, docker)],
        ] as const) {
          expectRefused(stage, platform, step, {
            cause: new RegExp(`asked to send the login for .* to ${hosts.stranger}, which was not done`),
            remedy: new RegExp(`If ${hosts.stranger} is right, add it to auth-realm-hosts`),
          });
          expectNoPartOf(step, robot.password);
        }
        expect(stranger.requests.length).toBeGreaterThan(0);
        expect(authorizationsTo(stranger, registry)).toEqual([]);
        expect(sentTo(stranger, registry).includes(robot.password)).toBe(false);
        // Nor may it be asked for more than to pull.
        expect(stranger.requests.every(({ target }) => !/push/.test(decodeURIComponent(target)))).toBe(true);
        // The user's word is what entitles it.
        const listed = await run('deis', { ...login, 'auth-realm-hosts': hosts.stranger });
        expectRefused(stage, 'deis', listed, { cause: /does not let robot read/, remedy: /Check registry-username/ });
        expect([...new Set(authorizationsTo(stranger))]).toEqual([`Basic ${auth}`]);
        expect(sentTo(registry).includes(robot.password)).toBe(false);
      } finally {
        await Promise.all([world.close(), stage.close(), stranger.close(), registry.close()]);
      }
    },
  );
