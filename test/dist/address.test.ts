import { createServer, type RequestListener, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loginInputs, type PlatformName } from '../../sandbox/inputs.ts';
import { startProxy } from '../http/proxies.ts';
import { closedPort, closeServers, listen } from '../http/servers.ts';
import { expectNoPartOf } from '../support/endings.ts';
import { type Stage, startStage } from '../support/stage.ts';

/** How `api` is written, and how it is reached: through the bundle, on each platform. */

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(async () => {
  closeServers();
  await stage.close();
});

const platforms: readonly PlatformName[] = ['cloudfoundry', 'deis', 'deis-v1', 'drycc'];

/** What serves an API below a path of its own, as routers and gateways do. Elsewhere it knows nothing. */
async function startGateway(host: string, path: string, target: string): Promise<Server | undefined> {
  const gateway = createServer((incoming, outgoing) => {
    const { method = 'GET', headers, url = '/' } = incoming;
    const rest = url === path ? '/' : url.startsWith(`${path}/`) ? url.slice(path.length) : undefined;
    if (rest === undefined) {
      outgoing.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not Found</h1>');
      return;
    }
    const onwards = request(new URL(rest, target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onwards.on('error', () => outgoing.destroy());
    incoming.pipe(onwards);
  });
  return new Promise((resolve) => {
    gateway.once('error', () => resolve(undefined));
    gateway.listen(0, host, () => resolve(gateway));
  });
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const nextImage = (tag: string) =>
  stage.sandbox.registry.publish({ repository: 'team/web', tag, format: 'docker', labels: { tag } });

for (const platform of platforms) {
  test(`${platform}: api with an IPv6 address, a base path and slashes at its end`, async () => {
    const target = loginInputs(stage.sandbox, platform)['api'] ?? '';
    // A machine without IPv6 has the rest of it.
    const gateway = (await startGateway('::1', '/paas', target)) ?? (await startGateway('127.0.0.1', '/paas', target));
    if (gateway === undefined) throw new Error('this machine listens nowhere');
    const { address, family } = gateway.address() as AddressInfo;
    const host = family === 'IPv6' ? `[${address}]` : address;
    try {
      const app = `path-${platform}`;
      for (const slashes of ['', '/', '//']) {
        const api = `http://${host}:${portOf(gateway)}/paas${slashes}`;
        const step = await stage.deploy(platform, { app, api, image: (await nextImage('1')).reference, mode: 'plan' });
        expect(step.outputs, step.log).toMatchObject({ verdict: 'planned' });
      }
      const api = `http://${host}:${portOf(gateway)}/paas/`;
      const step = await stage.deploy(platform, { app, api, image: (await nextImage('1')).reference });
      expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
      expect(step.complaints).toEqual([]);
    } finally {
      gateway.closeAllConnections();
      gateway.close();
    }
  });
}

test.each(platforms)('%s: a server that refuses, cuts or is silent is named, with what to do', async (platform) => {
  const image = (await nextImage('7')).reference;
  const cases: readonly (readonly [server: RequestListener | undefined, cause: RegExp, remedy: RegExp])[] = [
    [undefined, /refuses connections/, /Is the address right, and is the server up\?/],
    [({ socket }) => socket.destroy(), /the connection was cut/, /ask whoever runs 127\.0\.0\.1:\d+/],
    [() => undefined, /no complete answer within \d+ s/, /is 127\.0\.0\.1:\d+ busy, or does a firewall/],
  ];
  for (const [answer, cause, remedy] of cases) {
    const port = answer === undefined ? await closedPort() : await listen(createServer(answer));
    const api = `http://127.0.0.1:${port}`;
    const time = { ...stage.time, deadlines: 200 };
    const step = await stage.deploy(platform, { app: 'nowhere', api, image }, { time });
    expect(step, step.log).toMatchObject({ exitCode: 1, complaints: [], outputs: { verdict: 'failed', release: '' } });
    expect(step.outputs['reason']).toMatch(cause);
    expect(step.outputs['reason']).toContain(`127.0.0.1:${port}`);
    expect(step.annotations).toHaveLength(1);
    expect(step.annotations[0]?.message).toMatch(remedy);
  }
});

test.for(platforms)('%s: an image of a registry with an IPv6 address goes live', async (platform, { skip }) => {
  const gateway = await startGateway('::1', '', stage.sandbox.registry.server.url);
  if (gateway === undefined) return skip('this machine has no IPv6');
  try {
    const { reference, digest } = await nextImage('6');
    const image = `[::1]:${portOf(gateway)}${reference.slice(reference.indexOf('/'))}`;
    const step = await stage.deploy(platform, { app: `six-${platform}`, image });
    expect(step, step.log).toMatchObject({ complaints: [], outputs: { verdict: 'live', digest } });
    expect(step.outputs['image']).toContain(`[::1]:${portOf(gateway)}/team/web`);
  } finally {
    gateway.closeAllConnections();
    gateway.close();
  }
});

test('a base path that is not there is told from a login that is refused', async () => {
  const { api = '' } = loginInputs(stage.sandbox, 'drycc');
  const gateway = await startGateway('127.0.0.1', '/paas', api);
  if (gateway === undefined) throw new Error('this machine listens nowhere');
  try {
    const image = (await nextImage('3')).reference;
    const wrong = `http://127.0.0.1:${portOf(gateway)}/pass`;
    const step = await stage.deploy('drycc', { app: 'wrong-path', api: wrong, image });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(step.outputs['reason']).toMatch(/127\.0\.0\.1/);
    expect(step.outputs['reason']).not.toMatch(/login|token/i);
  } finally {
    gateway.closeAllConnections();
    gateway.close();
  }
});

test('a proxy gets its own login, and a proxy that refuses is named without it', async () => {
  const password = 'pr0xy+Passw/rd=';
  const image = (await nextImage('4')).reference;
  const { port, asked } = await startProxy(1, 407);
  const https_proxy = `http://ci:${encodeURIComponent(password)}@127.0.0.1:${port}`;
  const step = await stage.deploy(
    'deis',
    { app: 'proxied', api: 'https://deis.invalid', image },
    { env: { https_proxy, no_proxy: '127.0.0.1' } },
  );
  expect(asked[0]).toEqual({
    authority: 'deis.invalid:443',
    authorization: `Basic ${Buffer.from(`ci:${password}`).toString('base64')}`,
  });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(step.outputs['reason']).toMatch(/proxy/);
  expectNoPartOf(step, password);
});

test.each(['deis.invalid', '.invalid', '*', 'other.example,deis.invalid:443'])(
  'a host that no_proxy names (%s) is not asked for by way of the proxy',
  async (no_proxy) => {
    const image = (await nextImage('5')).reference;
    const { port, asked } = await startProxy(1, 407);
    const env = { https_proxy: `http://127.0.0.1:${port}`, no_proxy };
    const step = await stage.deploy('deis', { app: 'direct', api: 'https://deis.invalid', image }, { env });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(step.outputs['reason']).toMatch(/deis\.invalid/);
    expect(asked).toEqual([]);
  },
);
