import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, request as httpRequest, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, startStage } from '../support/stage.ts';

/**
 * The whole way that requests take in many companies: a CONNECT proxy, and behind it TLS under a private authority.
 * http-client's own proxy support must work although undici is left out of the bundle.
 */

const host = 'deis.invalid';
const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    return false;
  }
})();
const skip = !hasOpenssl && process.env['CI'] !== 'true';

let stage: Stage;
let folder: string;
let front: Server;
let proxy: Server;
/** What the proxy was asked to reach. */
const asked: string[] = [];

beforeAll(async () => {
  if (skip) return;
  stage = await startStage();
  folder = mkdtempSync(join(tmpdir(), 'proxy-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-subj',
      `/CN=${host}`,
    ].concat(['-addext', `subjectAltName=DNS:${host}`, '-keyout', key, '-out', cert]),
    { stdio: 'ignore' },
  );
  // TLS in front of the controller, as its router or load balancer terminates it.
  front = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (incoming, outgoing) => {
    const { method = 'GET', headers, url = '/' } = incoming;
    const onwards = httpRequest(new URL(url, stage.sandbox.deis.server.url), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onwards.on('error', () => outgoing.destroy());
    incoming.pipe(onwards);
  });
  proxy = createHttpServer((_request, answer) => answer.writeHead(405).end());
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    const upstream = connect(portOf(front), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await Promise.all([front, proxy].map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))));
});

afterAll(async () => {
  if (skip) return;
  for (const server of [front, proxy]) {
    server.close();
    server.closeAllConnections();
  }
  rmSync(folder, { recursive: true });
  await stage.close();
});

test.skipIf(skip)('a deploy goes live through a proxy, to a platform behind a private authority', async () => {
  const image = await stage.sandbox.registry.publish({ repository: 'team/web', tag: '1.0' });
  const env = { https_proxy: `http://127.0.0.1:${portOf(proxy)}`, NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') };
  const step = await stage.deploy('deis', { app: 'proxied', image: image.reference, api: `https://${host}` }, { env });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', url: 'https://proxied.invalid' });
  expect(new Set(asked)).toEqual(new Set([`${host}:443`]));
});

test.skipIf(skip)('a certificate that nobody vouches for is refused, with what to do', async () => {
  const image = await stage.sandbox.registry.publish({ repository: 'team/web', tag: '1.0' });
  const env = { https_proxy: `http://127.0.0.1:${portOf(proxy)}` };
  const step = await stage.deploy('deis', { app: 'proxied', image: image.reference, api: `https://${host}` }, { env });
  expect(step.outputs).toMatchObject({ verdict: 'failed' });
  expect(step.annotations[0]?.message).toContain('is not trusted');
  expect(step.annotations[0]?.message).toContain('ca-certificate');
});

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
