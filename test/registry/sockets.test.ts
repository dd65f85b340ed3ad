import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import { createHttp } from '../../src/http/client.ts';
import { parseReference } from '../../src/image/reference.ts';
import type { RegistryTrust } from '../../src/inputs/request.ts';
import { inspectImage } from '../../src/registry/inspect.ts';
import type { FoundLogin } from '../../src/registry/login/credential.ts';
import { closeServers, serve, sleepless } from '../http/servers.ts';
import { registryAccess, silentInputs } from '../support/image.ts';
import { basicOf, left, robot } from './inspection.ts';
import { Documents } from './scripted-http.ts';

/** With sockets: what a script in place of HTTP cannot show. */

afterEach(closeServers);

const documents = new Documents();
const root = documents.image();
const basic = basicOf('robot', 's3cret');

type Answering = (message: IncomingMessage, response: ServerResponse, body: string) => void;

/** A registry on loopback, and whatever else is listened to, with what each was sent. */
async function listening(handler: RequestListener) {
  const received: IncomingMessage[] = [];
  const url = await serve((message, response) => {
    received.push(message);
    handler(message, response);
  });
  return { url, host: new URL(url).host, port: new URL(url).port, received };
}

/** Answers as a registry does; `blob` is what it does when it is asked for the config. */
const registryWith =
  (blob: Answering): RequestListener =>
  (message, response) => {
    const path = message.url ?? '/';
    const asked = { method: 'GET', url: new URL(path, 'http://registry') } as const;
    const answer = documents.answer(asked, { '1': root.digest });
    if (answer === undefined) response.writeHead(404).end();
    else if (path.includes('/blobs/')) blob(message, response, String(answer.body));
    else response.writeHead(200, answer.headers).end(message.method === 'HEAD' ? undefined : answer.body);
  };

const storage: Answering = (_, response, body) => response.writeHead(200).end(body);

interface Reading {
  readonly login?: typeof robot;
  readonly found?: FoundLogin;
  readonly trust?: Partial<RegistryTrust>;
  /** Of the pauses that are made. */
  readonly clock?: Clock;
}

function read(host: string, { login, found, trust, clock = sleepless() }: Reading = {}) {
  const http = createHttp({ clock, userAgent: 'test/1' });
  // The limit of an inspection is no pause.
  const sleep: Clock['sleep'] = (ms, signal) => (ms === 120_000 ? systemClock : clock).sleep(ms, signal);
  const findLogin = async () => found;
  return inspectImage(
    parseReference(`${host}/team/web:1`),
    registryAccess(
      { http, clock: { ...systemClock, sleep } },
      { login, findLogin, trust: { ...silentInputs.registryTrust, ...trust } },
    ),
  );
}

describe('answers on the wire', () => {
  it.each<[string, Answering]>([
    ['in one piece', storage],
    [
      'in drips',
      (_, response, body) => {
        response.writeHead(200);
        const drip = (rest: string) => {
          if (rest === '') response.end();
          else response.write(rest.slice(0, 7), () => setImmediate(drip, rest.slice(7)));
        };
        drip(body);
      },
    ],
    [
      'compressed',
      (_, response, body) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.from(body))),
    ],
  ])('%s', async (_, blob) => {
    const registry = await listening(registryWith(blob));
    expect((await read(registry.host)).cmd).toEqual(['/app']);
    expect(registry.received.every(({ headers }) => headers['accept-encoding'] === 'identity')).toBe(true);
  });

  it('that are cut are tried again', async () => {
    let cuts = 2;
    const registry = await listening(
      registryWith((_, response, body) => {
        if (cuts-- === 0) response.end(body);
        else {
          response.writeHead(200, { 'content-length': body.length });
          response.write(body.slice(0, 10), () => response.destroy());
        }
      }),
    );
    expect((await read(registry.host)).cmd).toEqual(['/app']);
  });

  it('that are always cut end with what to do', async () => {
    const registry = await listening(registryWith((message) => message.socket.destroy()));
    await expect(read(registry.host)).rejects.toMatchObject({
      code: 'NETWORK',
      hint: expect.stringMatching(/^Run the job again/),
    });
  });

  it('that are longer than they should be are not read to their end', async () => {
    let sent = 0;
    const registry = await listening(
      registryWith((_, response) => {
        const chunk = Buffer.alloc(64 * 1024);
        const pour = () => {
          if (response.destroyed || sent > 100 * 1024 * 1024) return response.end();
          sent += chunk.length;
          return response.write(chunk, () => setImmediate(pour));
        };
        pour();
      }),
    );
    await expect(read(registry.host)).rejects.toMatchObject({
      code: 'HTTP_BODY',
      message: expect.stringContaining('longer than 8388608 bytes'),
    });
    expect(sent).toBeLessThan(32 * 1024 * 1024);
  });
});

describe('a limit on the wire', () => {
  const earlier = basicOf('earlier', 'stepp4ss');

  /** Asks the nameless to come back in half a minute, `times` times; refuses a login that is not `known`. */
  function limited(times: number, known: string) {
    let refusals = 0;
    const open = registryWith(storage);
    return listening((message, response) => {
      const { authorization } = message.headers;
      const challenge = { 'www-authenticate': 'Basic realm="x"' };
      if (authorization === known) open(message, response);
      else if (authorization !== undefined || message.url === '/v2/') response.writeHead(401, challenge).end();
      else if (refusals++ < times) response.writeHead(429, { 'retry-after': '30' }).end();
      else open(message, response);
    });
  }

  it('is not waited for when an earlier step’s login lifts it', async () => {
    const clock = sleepless();
    const registry = await limited(1_000, earlier);
    expect(await read(registry.host, { found: left, clock })).toMatchObject({ openedBy: 'nobody' });
    expect(clock.slept).toEqual([]);
  });

  it.each<[string, Omit<Reading, 'clock'>]>([
    ['there is none', {}],
    ['it may not be used', { found: left, trust: { dockerLogin: false } }],
    ['it is refused', { found: { ...left, credential: { kind: 'password', username: 'earlier', password: 'old' } } }],
    ['the inputs have one, which nobody asks for', { login: robot, found: left }],
  ])('is waited for when %s', async (_, options) => {
    const clock = sleepless();
    const registry = await limited(3, earlier);
    expect(await read(registry.host, { ...options, clock })).toMatchObject({ openedBy: 'nobody', cmd: ['/app'] });
    expect(clock.slept).toEqual([30_000, 30_000, 30_000]);
  });

  it('of a redirect’s target is waited for', async () => {
    const clock = sleepless();
    let refusals = 0;
    const store = await listening((message, response) => {
      const asked = { method: 'GET', url: new URL(message.url ?? '/', 'http://store') } as const;
      if (refusals++ < 2) response.writeHead(429, { 'retry-after': '30' }).end();
      else response.end(documents.answer(asked)?.body);
    });
    const registry = await listening(
      registryWith((message, response) => response.writeHead(307, { location: store.url + message.url }).end()),
    );
    expect(await read(registry.host, { found: left, clock })).toMatchObject({ openedBy: 'nobody', cmd: ['/app'] });
    expect(clock.slept).toEqual([30_000, 30_000]);
  });
});

describe('redirects on the wire', () => {
  const redirect =
    (to: () => string, status = 307): Answering =>
    (_, response) =>
      response.writeHead(status, { location: to() }).end();

  /** A registry behind Basic that sends its blobs to `store` of this host name. */
  async function redirecting(hostname: string, status: number) {
    const store = await listening((message, response) => {
      const asked = { method: 'GET', url: new URL(message.url ?? '/', 'http://store') } as const;
      response.end(documents.answer(asked)?.body);
    });
    const open = registryWith((message, response, body) =>
      redirect(() => `http://${hostname}:${store.port}${message.url}?signature=s1gned`, status)(
        message,
        response,
        body,
      ),
    );
    const registry = await listening((message, response) => {
      if (message.headers.authorization === basic) open(message, response);
      else response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    });
    return { store, registry };
  }

  it.each([301, 302, 303, 307, 308])('to another port take no login along (%i)', async (status) => {
    const { store, registry } = await redirecting('127.0.0.1', status);
    const facts = await read(registry.host, { login: robot });
    expect(facts).toMatchObject({ cmd: ['/app'], openedBy: 'inputs' });
    expect(store.received.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(registry.received.filter(({ headers }) => headers.authorization === basic).length).toBeGreaterThan(0);
  });

  it('to another name of this machine are not asked, unless private networks are allowed', async () => {
    const { store, registry } = await redirecting('localhost', 307);
    await expect(read(registry.host, { login: robot })).rejects.toMatchObject({
      code: 'NETWORK',
      reason: 'PRIVATE_ADDRESS',
      message: expect.stringContaining('localhost'),
      hint: expect.stringContaining('allow-private-network'),
    });
    expect(store.received).toEqual([]);
  });

  it('to another name of this machine go there without a login when private networks are allowed', async () => {
    const { store, registry } = await redirecting('localhost', 307);
    const facts = await read(registry.host, { login: robot, trust: { privateNetwork: true } });
    expect(facts.cmd).toEqual(['/app']);
    expect(store.received.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('to the address of clouds’ own logins are not followed', async () => {
    const registry = await listening(registryWith(redirect(() => 'https://169.254.169.254/metadata/instance')));
    await expect(read(registry.host)).rejects.toMatchObject({ reason: 'PRIVATE_ADDRESS' });
  });
});

describe('token servers on the wire', () => {
  /** A registry whose token server is at `where`, with a port of its own. */
  async function tokenServerAt(hostname: string) {
    const tokenServer = await listening((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"token":"the-token"}');
    });
    const open = registryWith(storage);
    const registry = await listening((message, response) => {
      const realm = `http://${hostname}:${tokenServer.port}/token`;
      if (message.headers.authorization === 'Bearer the-token') open(message, response);
      else response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="s"` }).end();
    });
    return { tokenServer, registry };
  }

  it('of the same host get the login, and the registry only their token', async () => {
    const { tokenServer, registry } = await tokenServerAt('127.0.0.1');
    expect((await read(registry.host, { login: robot })).openedBy).toBe('inputs');
    expect(tokenServer.received.map(({ headers }) => headers.authorization)).toEqual([basic]);
    const sent = new Set(registry.received.map(({ headers }) => headers.authorization));
    expect(sent).toEqual(new Set([undefined, 'Bearer the-token']));
  });

  it('of another name are not asked over http', async () => {
    const { tokenServer, registry } = await tokenServerAt('localhost');
    await expect(
      read(registry.host, { login: robot, trust: { realmHosts: ['localhost'], privateNetwork: true } }),
    ).rejects.toMatchObject({ code: 'REGISTRY_REALM' });
    expect(tokenServer.received).toEqual([]);
  });
});
