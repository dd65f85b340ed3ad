import { createServer as createHttpServer, request as httpRequest, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Published } from '../../sandbox/registry/publish.ts';
import { CertificateMaker, type Identity, withoutOpenssl } from '../http/openssl.ts';
import { closeServers, serve, status } from '../http/servers.ts';
import { expectNoPartOf, expectRefused } from '../support/endings.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, startStage, writesTo } from '../support/stage.ts';

/** `ca-certificate`, through the bundle: platform and registry are behind TLS of an authority that nobody else knows. */

const app = 'hello-web';
const names = ['IP:127.0.0.1', 'DNS:localhost'];

let maker: CertificateMaker;
let authority: Identity;
let stage: Stage;
let platform: Front;
let registry: Front;
let image: Published;

beforeAll(async () => {
  if (withoutOpenssl) return;
  maker = await CertificateMaker.open();
  authority = await maker.make('authority', {});
  const own = await maker.make('own', { names, issuer: authority });
  stage = await startStage();
  platform = await startFront(own, stage.sandbox.deis.server.url);
  registry = await startFront(own, stage.sandbox.registry.server.url);
  image = await stage.sandbox.registry.publish({ repository: 'team/web', tag: '1.0', user: '1000' });
});

afterAll(async () => {
  closeServers();
  if (withoutOpenssl) return;
  await Promise.all([platform.close(), registry.close(), stage.close(), maker.close()]);
});

/** The image at the registry's secured address. */
function secured({ reference }: Published): string {
  return `127.0.0.1:${registry.port}/${reference.slice(reference.indexOf('/') + 1)}`;
}

function inputsFor(
  published: Published,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return { app, image: secured(published), api: `https://127.0.0.1:${platform.port}`, ...more };
}

const deploy = (inputs: Readonly<Record<string, string>>): Promise<StepResult> => stage.deploy('deis', inputs);

test.skipIf(withoutOpenssl)('without it the platform is not trusted, nor the registry with another one', async () => {
  const other = { 'ca-certificate': (await maker.make('other', {})).cert };
  const { api: _, ...registryAlone } = inputsFor(image, other);
  const cases: readonly (readonly [inputs: Readonly<Record<string, string>>, untrusted: Front])[] = [
    // A registry of this machine is asked over TLS only when there is a certificate for it.
    [inputsFor(image), platform],
    [registryAlone, registry],
  ];
  for (const [inputs, { port }] of cases) {
    expectRefused(stage, 'deis', await deploy(inputs), {
      cause: new RegExp(`the TLS certificate of 127\\.0\\.0\\.1:${port} is not trusted \\(`),
      remedy: /give its certificate in ca-certificate/,
    });
  }
});

test.skipIf(withoutOpenssl)('as PEM and as a path: plan and deploy go through, and the app is live', async () => {
  const planned = await deploy(inputsFor(image, { 'ca-certificate': authority.cert, mode: 'plan' }));
  expect(planned, planned.log).toMatchObject({
    annotations: [],
    outputs: { verdict: 'planned', digest: image.digest },
  });
  const live = await deploy(inputsFor(image, { 'ca-certificate': join(maker.folder, 'authority.pem') }));
  expect(live, live.log).toMatchObject({ annotations: [], outputs: { verdict: 'live', digest: image.digest } });
  expect((await stage.ask('deis', app)).body).toContain(image.digest);
  expect([platform.tls, registry.tls].every((count) => count() > 0)).toBe(true);
});

test.skipIf(withoutOpenssl)('the post step trusts it as well, and puts the previous release back', async () => {
  const certificate = { 'ca-certificate': authority.cert };
  const first = await deploy(inputsFor(image, certificate));
  // The tests of this file share one app: another one may have brought it up already.
  expect(['live', 'unchanged'], first.log).toContain(first.outputs['verdict']);
  const slow = await stage.sandbox.registry.publish({
    ...{ repository: 'team/web', tag: '2.0', user: '1000' },
    labels: { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '60000' },
  });
  const inputs = inputsFor(slow, certificate);
  const running = stage.start('deis', inputs, {
    onLine: (line) => {
      if (line.includes('new ◐')) running.process.kill('SIGKILL');
    },
  });
  const main = await running.done;
  expect(main.exitCode, main.log).toBeNull();
  const without = await stage.post('deis', inputsFor(slow), main);
  expect(without, without.log).toMatchObject({ exitCode: 0 });
  expect(without.annotations[0]?.message).toMatch(/could not be put back.*is not trusted/);
  expect(without.annotations[0]?.message).toMatch(/ca-certificate/);
  const post = await stage.post('deis', inputs, main);
  expect(post, post.log).toMatchObject({ exitCode: 0, annotations: [], complaints: [] });
  expect(post.log).toMatch(/previous release .* serves/);
  expect((await stage.ask('deis', app)).body).toContain(image.digest);
});

test.skipIf(withoutOpenssl).each(['cloudfoundry', 'deis'] as const)(
  'the smoke test of %s trusts it, and nobody else',
  async (kind) => {
    const upstream = await serve(status(200));
    const web = await startFront(await maker.make(`web-${kind}`, { names, issuer: authority }), upstream);
    const stranger = await startFront(await maker.make(`stranger-${kind}`, { names }), upstream);
    try {
      const inputs = (port: number) => ({
        ...{ app: `smoked-${kind}`, image: secured(image), 'ca-certificate': authority.cert },
        ...{ 'smoke-test': `https://127.0.0.1:${port}/healthz`, 'smoke-test-timeout': '2s' },
      });
      const live = await stage.deploy(kind, inputs(web.port));
      expect(live.outputs['verdict'], live.log).toBe('live');
      expect(web.tls()).toBe(1);
      const refused = await stage.deploy(kind, { ...inputs(stranger.port), env: 'ROUND=2' });
      expect(refused, refused.log).toMatchObject({ exitCode: 1, complaints: [], outputs: { verdict: 'restored' } });
      expect(refused.outputs['reason']).toMatch(
        /The smoke test failed: .*certificate of 127\.0\.0\.1:\d+ is not trusted/,
      );
      expect(stranger.tls()).toBe(0);
    } finally {
      await Promise.all([web.close(), stranger.close()]);
    }
  },
);

test.skipIf(withoutOpenssl)('a key, a folder and cut text are mistakes, and nothing of them is told', async () => {
  const before = writesTo(stage.servers('deis')).length;
  const wrong: readonly (readonly [value: string, says: RegExp])[] = [
    [`${authority.cert}${authority.key}`, /holds a private key · give the certificate alone/],
    [maker.folder, /is no regular file/],
    [join(maker.folder, 'absent.pem'), /is neither PEM text nor a file that can be read/],
    [join(maker.folder, 'authority.csr'), /holds no certificate/],
    [authority.cert.replaceAll('\n', ' '), /cannot be read|holds no certificate/],
  ];
  for (const [value, says] of wrong) {
    const step = await deploy(inputsFor(image, { 'ca-certificate': value }));
    expect(step, step.log).toMatchObject({ exitCode: 1, complaints: [], outputs: { verdict: 'failed' } });
    expect(step.annotations).toHaveLength(1);
    expect(step.annotations[0]?.message).toMatch(/^1 input needs a change.*: ca-certificate\n/);
    expect(step.annotations[0]?.message).toMatch(says);
    // The middle of it: its frame is part of the advice.
    expectNoPartOf(step, middleOf(authority.key), middleOf(authority.cert));
  }
  expect(writesTo(stage.servers('deis'))).toHaveLength(before);
});

function middleOf(pem: string): string {
  return pem.split('\n').slice(1, 3).join('');
}

interface Front {
  readonly port: number;
  /** Requests that came over TLS. */
  tls(): number;
  close(): Promise<void>;
}

/** One port for both: TLS as a load balancer terminates it, and plain http for the sandbox's platforms, which pull so. */
async function startFront({ key, cert }: Identity, upstream: string): Promise<Front> {
  let count = 0;
  const pass: RequestListener = (incoming, outgoing) => {
    const { method = 'GET', headers, url = '/' } = incoming;
    const onwards = httpRequest(new URL(url, upstream), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onwards.on('error', () => outgoing.destroy());
    incoming.pipe(onwards);
  };
  const plain = createHttpServer(pass);
  const tls = createTlsServer({ key, cert }, (incoming, outgoing) => {
    count += 1;
    pass(incoming, outgoing);
  });
  const sockets = new Set<{ destroy(): void }>();
  const door: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first: unknown = socket.read();
      if (!Buffer.isBuffer(first)) return;
      socket.unshift(first);
      // RFC 8446, 5.1: a handshake record begins with 22, which no method of HTTP does.
      (first[0] === 22 ? tls : plain).emit('connection', socket);
    });
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return {
    port: (door.address() as AddressInfo).port,
    tls: () => count,
    close: () =>
      new Promise((resolve) => {
        door.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
