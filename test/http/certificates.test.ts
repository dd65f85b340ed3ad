import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import * as tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acceptWebSocket } from '../../sandbox/websocket.ts';
import { systemClock } from '../../src/clock.ts';
import { authoritiesWith } from '../../src/http/authorities.ts';
import type { NetworkError } from '../../src/http/errors.ts';
import { askByWebSocket } from '../../src/http/websocket.ts';
import { readCertificates } from '../../src/inputs/certificates.ts';
import { CertificateMaker, type Identity, withoutOpenssl } from './openssl.ts';
import { startProxy, withProxy } from './proxies.ts';
import { client, closeServers, failure, listen, sleepless } from './servers.ts';

const here = ['IP:127.0.0.1', 'DNS:localhost'];
const authorization = 'Bearer s3cret';

let maker: CertificateMaker;
let ca: Identity;
let otherCa: Identity;
let good: Identity;

beforeAll(async () => {
  if (withoutOpenssl) return;
  maker = await CertificateMaker.open();
  [ca, otherCa] = await Promise.all([maker.make('authority', {}), maker.make('other-authority', {})]);
  good = await maker.make('good', { names: here, issuer: ca });
});

afterAll(() => maker?.close());
afterEach(closeServers);

/** A server behind TLS, and every request that got through to it. */
async function secured({ key, cert }: Identity, options: ServerOptions = {}, chain = '') {
  const heard: (string | undefined)[] = [];
  const server: Server = createServer({ key, cert: cert + chain, ...options }, (message, response) => {
    heard.push(message.headers.authorization);
    response.end('hello');
  });
  let connections = 0;
  server.on('connection', () => {
    connections++;
  });
  const port = await listen(server);
  return { url: `https://127.0.0.1:${port}/`, port, heard, server, connections: () => connections };
}

/** The failure of a request with a credential, which must not have been repeated. */
async function refused(url: string, certificates: readonly string[]): Promise<NetworkError> {
  const clock = sleepless();
  const error = await failure(client(clock, certificates)(url, { headers: { authorization } }));
  expect(clock.slept).toEqual([]);
  expect(`${error.message} ${error.hint}`).not.toContain('s3cret');
  return error;
}

describe.skipIf(withoutOpenssl)('a server behind a private authority', () => {
  it('is trusted with its certificate, and gets the request', async () => {
    const { url, heard } = await secured(good);
    const answer = await client(sleepless(), [ca.cert])(url, { headers: { authorization } });
    expect([answer.status, answer.body.toString(), heard]).toEqual([200, 'hello', [authorization]]);
  });

  it('is trusted by its name, too', async () => {
    const { port } = await secured(good);
    expect((await client(sleepless(), [ca.cert])(`https://localhost:${port}/`)).status).toBe(200);
  });

  it.each(['alone', 'with the authority behind it'])(
    'is refused without, when it shows its certificate %s',
    async (how) => {
      for (const certificates of [[], [otherCa.cert]]) {
        const { url, heard } = await secured(good, {}, how === 'alone' ? '' : ca.cert);
        const error = await refused(url, certificates);
        expect(error.message).toContain(`the TLS certificate of ${new URL(url).host} is not trusted (`);
        expect(error).toMatchObject({ hint: expect.stringContaining('ca-certificate'), mayHaveActed: false });
        expect(heard).toEqual([]);
      }
    },
  );

  it('may be one of several, out of one text', async () => {
    const other = await maker.make('other', { names: here, issuer: otherCa });
    const send = client(sleepless(), readCertificates(`${ca.cert}\n# the other one\n${otherCa.cert}`));
    for (const identity of [good, other]) expect((await send((await secured(identity)).url)).status).toBe(200);
  });

  it('is asked again over the same connection', async () => {
    const { url, connections, heard } = await secured(good);
    const send = client(sleepless(), [ca.cert]);
    for (let i = 0; i < 3; i++) await send(url);
    expect([heard.length, connections()]).toEqual([3, 1]);
  });

  it('may show an intermediate authority, and the root is enough', async () => {
    const intermediate = await maker.make('intermediate', { issuer: ca });
    const below = await maker.make('below', { names: here, issuer: intermediate });
    const { url } = await secured(below, {}, intermediate.cert);
    expect((await client(sleepless(), [ca.cert])(url)).status).toBe(200);
  });

  it('is trusted by an intermediate authority alone, and by its own certificate', async () => {
    const intermediate = await maker.make('middle', { issuer: ca });
    const below = await maker.make('below-middle', { names: here, issuer: intermediate });
    for (const trusted of [intermediate, below]) {
      const { url } = await secured(below);
      expect((await client(sleepless(), [trusted.cert])(url)).status).toBe(200);
    }
    const neighbour = await secured(await maker.make('neighbour', { names: here, issuer: intermediate }));
    await refused(neighbour.url, [below.cert]);
    expect(neighbour.heard).toEqual([]);
  });
});

describe.skipIf(withoutOpenssl)('a certificate of a trusted authority is refused', () => {
  it.each([
    ['for other names', 'ERR_TLS_CERT_ALTNAME_INVALID', 'other names', { names: ['DNS:other.example'] }],
    ['that has run out', 'CERT_HAS_EXPIRED', 'renewed', { names: here, days: -1 }],
    ['with a key that is too weak', 'UNSPECIFIED', 'too weak', { names: here, rsaBits: 1024 }],
  ])('%s', async (name, reason, hint, wish) => {
    const identity = await maker.make(name.replaceAll(' ', '-'), { ...wish, issuer: ca });
    const { url, heard } = await secured(identity, { ciphers: 'DEFAULT@SECLEVEL=0' });
    const error = await refused(url, [ca.cert]);
    expect(error).toMatchObject({ reason, mayHaveActed: false, hint: expect.stringContaining(hint) });
    expect(error.message).toContain('is not trusted');
    expect(heard).toEqual([]);
  });
});

describe.skipIf(withoutOpenssl)('a server that signed its own certificate', () => {
  it('is refused, and trusted with that certificate', async () => {
    const own = await maker.make('own', { names: here });
    const { url, heard } = await secured(own);
    const error = await refused(url, [ca.cert]);
    expect(error).toMatchObject({ reason: 'DEPTH_ZERO_SELF_SIGNED_CERT', mayHaveActed: false });
    expect(error.hint).toContain('ca-certificate');
    expect(heard).toEqual([]);
    expect((await client(sleepless(), [own.cert])(url)).status).toBe(200);
  });
});

describe.skipIf(withoutOpenssl)('a connection that is not what it should be', () => {
  it('TLS 1.1 alone is refused', async () => {
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const { url, heard } = await secured(good, old);
    const error = await refused(url, [ca.cert]);
    expect(error.message).toContain(`no TLS connection with ${new URL(url).host} (`);
    expect(error.hint).toContain('TLS 1.2');
    expect(String(error.cause)).toContain('protocol version');
    expect(heard).toEqual([]);
  });

  it('https is not spoken with a port that speaks http', async () => {
    const bytes: Buffer[] = [];
    const server = createHttpServer((_, response) => response.end());
    server.on('connection', (socket) => socket.on('data', (chunk: Buffer) => bytes.push(chunk)));
    const port = await listen(server);
    const error = await refused(`https://127.0.0.1:${port}/`, [ca.cert]);
    expect(error.message).toContain(`no TLS connection with 127.0.0.1:${port} (`);
    expect(error.hint).toContain('the port on which it speaks https');
    expect(Buffer.concat(bytes).toString('latin1')).not.toContain('s3cret');
  });

  it('http is not spoken with a port that speaks https, which is cut, or answered with an alert', async () => {
    const { port, heard } = await secured(good);
    const send = client(sleepless(), [ca.cert]);
    expect(await failure(send(`http://127.0.0.1:${port}/`, { retry: 'never' }))).toMatchObject({
      reason: 'ECONNRESET',
    });
    expect(heard).toEqual([]);
    // OpenSSL's own servers say it in TLS: alert 22 is unexpected_message.
    const alerting = createTcpServer((socket) => socket.end(Buffer.from([0x15, 3, 1, 0, 2, 2, 22])));
    const error = await failure(send(`http://127.0.0.1:${await listen(alerting)}/`, { retry: 'never' }));
    expect(error.message).toContain('the answer is not HTTP (HPE_');
    expect(error.hint).toContain('the port on which it speaks HTTP');
  });

  it('no client certificate can be shown', async () => {
    const { url, heard } = await secured(good, { requestCert: true, rejectUnauthorized: true, ca: ca.cert });
    const error = await refused(url, [ca.cert]);
    expect(error).toMatchObject({ reason: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', mayHaveActed: false });
    expect(error.message).toContain('asks for a client certificate, and this action has none');
    expect(heard).toEqual([]);
  });
});

describe.skipIf(withoutOpenssl)('through a proxy', () => {
  const url = 'https://registry.invalid/v2/';
  const through = <T>(port: number, work: () => Promise<T>) =>
    withProxy({ https_proxy: `http://127.0.0.1:${port}` }, work);

  it('the server at the other end is trusted with the authority’s certificate', async () => {
    const target = await secured(await maker.make('behind', { names: ['DNS:registry.invalid'], issuer: ca }));
    const proxy = await startProxy(target.port);
    const send = client(sleepless(), [ca.cert]);
    await through(proxy.port, async () => {
      for (let i = 0; i < 2; i++) expect((await send(url, { headers: { authorization } })).status).toBe(200);
    });
    expect(target.heard).toEqual([authorization, authorization]);
    expect(new Set(proxy.asked.map(({ authority }) => authority))).toEqual(new Set(['registry.invalid:443']));
  });

  it.each([
    ['nobody vouches for it', 'ca-certificate', ['DNS:registry.invalid'], 'other'],
    ['it is another one', 'other names', ['DNS:another.invalid'], 'same'],
  ])('a server is refused when %s', async (name, hint, names, authority) => {
    const issuer = authority === 'same' ? ca : otherCa;
    const target = await secured(await maker.make(name.replaceAll(' ', '-'), { names, issuer }));
    const proxy = await startProxy(target.port);
    const error = await through(proxy.port, () => refused(url, [ca.cert]));
    expect(error.message).toContain('the TLS certificate of registry.invalid is not trusted');
    expect(error).toMatchObject({ mayHaveActed: false, hint: expect.stringContaining(hint) });
    expect([target.heard, proxy.asked.length]).toEqual([[], 1]);
  });
});

describe.skipIf(withoutOpenssl)('whoever was trusted before', () => {
  const source = (file: string) => JSON.stringify(fileURLToPath(new URL(`../../src/http/${file}`, import.meta.url)));

  /** What a process of its own prints: it alone can be given `NODE_EXTRA_CA_CERTS`, or be made to trust as a whole. */
  async function printed(script: string, env: Record<string, string> = {}): Promise<string> {
    const file = join(maker.folder, 'script.mjs');
    await writeFile(file, script);
    const { stdout } = await promisify(execFile)(process.execPath, [file], {
      env: { PATH: process.env['PATH'], ...env },
    });
    return stdout.trim();
  }

  it('still is: Node’s own list comes first', () => {
    const all = authoritiesWith([ca.cert]);
    expect(all).toEqual([...tls.getCACertificates('default'), ca.cert]);
    expect(all).toEqual(expect.arrayContaining(tls.getCACertificates('bundled')));
    expect(all.length).toBeGreaterThan(100);
  });

  it('still is when NODE_EXTRA_CA_CERTS named it', async () => {
    const [one, other, stranger] = await Promise.all([
      secured(good),
      secured(await maker.make('extra', { names: here, issuer: otherCa })),
      secured(await maker.make('stranger', { names: here })),
    ]);
    const script = `
      const { createHttp } = await import(${source('client.ts')});
      const { systemClock: clock } = await import(${source('../clock.ts')});
      const http = createHttp({ clock, userAgent: 'test/1', certificates: ${JSON.stringify([ca.cert])} });
      for (const url of ${JSON.stringify([one.url, other.url, stranger.url])}) {
        const answer = http.send({ method: 'GET', url: new URL(url) });
        console.log(await answer.then(({ status }) => status, ({ reason }) => reason));
      }`;
    const extra = { NODE_EXTRA_CA_CERTS: join(maker.folder, 'other-authority.pem') };
    expect(await printed(script, extra)).toBe('200\n200\nDEPTH_ZERO_SELF_SIGNED_CERT');
  });

  it('a websocket trusts a private authority once the whole process does', async () => {
    const { url, server, heard } = await secured(good);
    server.on('upgrade', (message, socket) => {
      const headers = { key: message.headers['sec-websocket-key'], version: message.headers['sec-websocket-version'] };
      const reply = acceptWebSocket(
        { headers: { 'sec-websocket-key': String(headers.key), 'sec-websocket-version': String(headers.version) } },
        (question, peer) => {
          peer.sendText(`heard ${String(question)}`);
          peer.close(1000);
        },
      );
      const head = Object.entries(reply.headers ?? {}).map(([name, value]) => `${name}: ${String(value)}\r\n`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${head.join('')}\r\n`);
      reply.upgraded?.(socket);
    });
    const question = { headers: { authorization }, message: 'x', deadlineMs: 5_000, maxBytes: 1_000 };
    const here = { ...question, clock: systemClock, url: new URL(url) };
    expect(await failure(askByWebSocket(here))).toMatchObject({ reason: 'HANDSHAKE' });
    const script = `
      const { trustEverywhere } = await import(${source('authorities.ts')});
      const { askByWebSocket } = await import(${source('websocket.ts')});
      const { createHttp } = await import(${source('client.ts')});
      const { systemClock: clock } = await import(${source('../clock.ts')});
      const url = new URL(${JSON.stringify(url)});
      trustEverywhere([]);
      const ask = () => askByWebSocket({ ...${JSON.stringify(question)}, clock, url });
      console.log(await ask().catch(({ reason }) => reason));
      trustEverywhere(${JSON.stringify([ca.cert])});
      console.log((await ask()).join());
      const http = createHttp({ clock, userAgent: 'test/1' });
      console.log((await http.send({ method: 'GET', url })).status);
      process.exit();`;
    expect(await printed(script)).toBe('HANDSHAKE\nheard x\n200');
    expect(heard).toEqual([undefined]);
  });
});
