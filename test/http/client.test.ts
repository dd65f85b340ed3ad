import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp } from '../../src/http/client.ts';
import { FakeClock } from '../support/fake-clock.ts';
import {
  client,
  closedPort,
  closeServers,
  cut,
  failure,
  listen,
  scripted,
  serve,
  sleepless,
  status,
} from './servers.ts';

afterEach(closeServers);

describe('one request', () => {
  it('arrives as it was given, and so does the answer', async () => {
    let seen: { method: string | undefined; url: string | undefined; headers: unknown; body: string } | undefined;
    const url = await serve(async (message, response) => {
      let body = '';
      for await (const chunk of message) body += String(chunk);
      seen = { method: message.method, url: message.url, headers: message.headers, body };
      response.writeHead(201, { 'x-one': '1', 'set-cookie': ['a=1', 'b=2'] }).end('grüße');
    });
    const answer = await client()(`${url}/a%20b?x=%2F&y=1#part`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', authorization: 'Bearer x' },
      body: 'höre',
    });
    expect(answer).toMatchObject({ status: 201, headers: { 'x-one': '1', 'set-cookie': 'a=1, b=2' } });
    expect(answer.body.toString()).toBe('grüße');
    expect(seen).toMatchObject({
      method: 'POST',
      url: '/a%20b?x=%2F&y=1',
      body: 'höre',
      headers: {
        authorization: 'Bearer x',
        'content-type': 'text/plain',
        'user-agent': 'test/1',
        'content-length': '5',
      },
    });
  });

  it.each([204, 304, 404, 500])('takes the status %d for an answer', async (code) => {
    const url = await serve(status(code));
    expect((await client()(url, { retry: 'never' })).status).toBe(code);
  });

  it('reads no body of a HEAD', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).end();
    });
    const answer = await client()(url, { method: 'HEAD' });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-length': '1000' } });
    expect(answer.body).toHaveLength(0);
  });

  it('follows no redirect', async () => {
    const { url, requests } = await scripted(status(302, { location: '/elsewhere' }));
    const answer = await client()(url, { headers: { authorization: 'Bearer x' } });
    expect(answer).toMatchObject({ status: 302, headers: { location: '/elsewhere' } });
    expect(requests).toHaveLength(1);
  });

  it('takes credentials out of what is said before anybody takes it apart, and leaves data alone', async () => {
    const said = { warning: '299 - "no hunter22"', 'x-cf-warnings': 'hunter22,x', 'x-cf-routererror': 'hunter22' };
    const told = { warning: '299 - "no ***"', 'x-cf-warnings': '***,x', 'x-cf-routererror': '***' };
    const damaged = Buffer.from([0xff, 0xfe, 0x1f, 0x8b]);
    const { url } = await scripted(
      (_, response) => response.writeHead(403, said).end('{"detail":"not hunter22"}'),
      (_, response) => response.writeHead(200, { ...said, etag: 'hunter22' }).end('{"token":"hunter22"}'),
      (_, response) => response.writeHead(404).end(damaged),
    );
    const http = createHttp({
      ...{ clock: new FakeClock(), userAgent: 'test/1' },
      redact: (text) => text.replaceAll('hunter22', '***'),
    });
    const ask = () => http.send({ method: 'GET', url: new URL(url), retry: 'never' });
    const [refused, data, binary] = [await ask(), await ask(), await ask()];
    expect(refused).toMatchObject({ status: 403, headers: told });
    expect(refused.body.toString()).toBe('{"detail":"not ***"}');
    expect(data).toMatchObject({ status: 200, headers: { ...told, etag: 'hunter22' } });
    expect(data.body.toString()).toBe('{"token":"hunter22"}');
    expect(binary.body).toEqual(damaged);
  });

  it('uses its connection again', async () => {
    const { url, requests } = await scripted(status(200));
    const send = client();
    await send(url);
    await send(url);
    await send(`${url}/other`, { method: 'POST', body: 'x' });
    expect(new Set(requests.map(({ socket }) => socket)).size).toBe(1);
  });

  it('reaches an IPv6 literal', async () => {
    const echo = createServer((message, response) => response.end(message.headers.host));
    const port = await listen(echo, '::1').catch(() => undefined);
    if (port === undefined) {
      // A machine without IPv6 cannot reach it, but must not look for it in DNS.
      const error = await failure(client()('http://[::1]:9/', { retry: 'never' }));
      expect(['EADDRNOTAVAIL', 'ENETUNREACH', 'EAFNOSUPPORT']).toContain(error.reason);
      return;
    }
    const answer = await client()(`http://[::1]:${port}/`);
    expect(answer.body.toString()).toBe(`[::1]:${port}`);
  });
});

describe('an answer that is not whole', () => {
  it('is an error when the connection is cut after 5 of 100 bytes', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('5byte', () => response.socket?.destroy());
    });
    const error = await failure(client()(url, { retry: 'never' }));
    expect(error).toMatchObject({ reason: 'TRUNCATED', mayHaveActed: true });
    expect(error.message).toContain('the answer ended before it was complete');
  });

  it('is an error when chunks end without the last one', async () => {
    const url = await serve((_, response) => {
      response.write('some', () => response.socket?.destroy());
    });
    expect(await failure(client()(url, { retry: 'never' }))).toMatchObject({ reason: 'TRUNCATED' });
  });

  it('is an error when the connection is cut before the status', async () => {
    const url = await serve(cut);
    expect(await failure(client()(url, { retry: 'never' }))).toMatchObject({
      reason: 'ECONNRESET',
      mayHaveActed: true,
    });
  });

  it('is an error above the size limit, and no more of it is read', async () => {
    let closed: Promise<void> | undefined;
    const url = await serve((_, response) => {
      closed = new Promise((resolve) => response.once('close', resolve));
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    await expect(client()(url, { maxBytes: 100_000 })).rejects.toMatchObject({
      code: 'HTTP_BODY',
      message: expect.stringContaining('the answer is longer than 100000 bytes'),
    });
    await closed;
  });

  it('may be exactly as long as the limit', async () => {
    const url = await serve((_, response) => response.end('12345'));
    expect((await client()(url, { maxBytes: 5 })).body).toHaveLength(5);
  });
});

describe('the deadline', () => {
  it('is of the clock that was handed in: half a minute is over when that says so', async () => {
    const clock = new FakeClock();
    const url = await serve(() => clock.pass(29_999));
    const asked = failure(client(clock)(url, { retry: 'never' }));
    await clock.sleep(1);
    expect(await asked).toMatchObject({ reason: 'DEADLINE' });
  });

  it('ends a request that is not answered', async () => {
    const url = await serve(() => undefined);
    const error = await failure(client()(url, { deadlineMs: 40, retry: 'never' }));
    expect(error).toMatchObject({ reason: 'DEADLINE', mayHaveActed: true });
  });

  it.each(['the deadline', 'the signal'])(
    'ends a request whose connection was dropped without a word, by %s',
    async (by) => {
      const switching = createTcpServer((socket) => {
        socket.on('error', () => {});
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n');
      });
      const url = `http://127.0.0.1:${await listen(switching)}`;
      const stop = new AbortController();
      const asked = client()(url, {
        retry: 'never',
        deadlineMs: by === 'the deadline' ? 50 : 60_000,
        signal: stop.signal,
      });
      if (by === 'the signal') setTimeout(() => stop.abort(), 50);
      await expect(asked).rejects.toMatchObject(by === 'the deadline' ? { reason: 'DEADLINE' } : { code: 'CANCELLED' });
    },
  );

  it('ends an answer that does not end', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 5);
      response.once('close', () => clearInterval(timer));
    });
    expect(await failure(client()(url, { deadlineMs: 60, retry: 'never' }))).toMatchObject({ reason: 'DEADLINE' });
  });
});

describe('no connection', () => {
  it('says that the host refuses it, and that nothing was done', async () => {
    const port = await closedPort();
    const error = await failure(client()(`http://127.0.0.1:${port}/x`, { method: 'POST', retry: 'never' }));
    expect(error).toMatchObject({ reason: 'ECONNREFUSED', mayHaveActed: false });
    expect(error.message).toBe(`POST 127.0.0.1:${port}/x: 127.0.0.1:${port} refuses connections`);
  });

  it('says that the name is unknown', async () => {
    const error = await failure(client()('http://no-such-host.invalid/', { retry: 'never' }));
    // A machine without any DNS answers EAI_AGAIN.
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(error.reason);
    expect(error.mayHaveActed).toBe(false);
    expect(error.message).toMatch(/no-such-host\.invalid/);
  });

  it('says that DNS gave no answer when the deadline comes before one', async () => {
    const reach = { refusal: () => undefined, lookup: () => undefined };
    const clock = sleepless();
    const error = await failure(client(clock)('http://slow.example/', { method: 'POST', deadlineMs: 20, reach }));
    expect(error).toMatchObject({ reason: 'EAI_AGAIN', mayHaveActed: false });
    // Nobody has heard of it.
    expect(clock.slept).toHaveLength(3);
  });

  it('says that TLS failed when the server speaks none', async () => {
    const url = await serve(status(200));
    const error = await failure(client()(url.replace('http:', 'https:'), { retry: 'never' }));
    expect(error.reason).toBe('EPROTO');
    expect(error.message).toMatch(/: no TLS connection with 127\.0\.0\.1:\d+ \(EPROTO\)$/);
  });
});

describe('credentials', () => {
  it.each(['s3cret\r\nx-evil: 1', 's3cret\n', 's3cret\0', 's3cr€t'])('%j in a header are not quoted', async (value) => {
    const { url, requests } = await scripted(status(200));
    const sent = client()(url, { headers: { authorization: `Bearer ${value}` } });
    const error: unknown = await sent.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'HTTP_HEADER', hint: expect.stringContaining('credentials') });
    expect(error).not.toHaveProperty('cause');
    expect(JSON.stringify(error) + String(error)).not.toMatch(/s3cr/);
    expect(requests).toHaveLength(0);
  });

  it('in a query or in userinfo are not in the message', async () => {
    const url = await serve(cut);
    const withSecrets = `${url.replace('//', '//us3r:s3cret@')}/path?sig=s3cret`;
    const error = await failure(client()(withSecrets, { retry: 'never' }));
    expect(error.message).toContain('/path');
    expect(`${error.message} ${error.hint}`).not.toMatch(/s3cret|us3r/);
  });
});
