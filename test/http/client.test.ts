import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { Cancelled } from '../../src/errors.ts';
import { createHttp } from '../../src/http/client.ts';
import { NetworkError } from '../../src/http/errors.ts';
import type { HttpRequest } from '../../src/http/http.ts';

/** Sleeps for no time at all, and remembers for how long it ought to have slept. */
function sleepless(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => Date.UTC(2026, 10, 22),
    sleep: async (ms, signal) => {
      slept.push(ms);
      if (signal?.aborted === true) throw new Cancelled();
    },
  };
}

const running: { close(): void }[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.close();
});

async function listen(server: Server | ReturnType<typeof createTcpServer>, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  running.push({
    close: () => {
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
    },
  });
  return (server.address() as AddressInfo).port;
}

async function serve(handler: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(handler))}`;
}

/** Answers the first requests as told, one after the other, and repeats the last answer. */
async function scripted(...answers: RequestListener[]): Promise<{ url: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const url = await serve((message, response) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push(message);
    answer?.(message, response);
  });
  return { url, requests };
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(code, headers).end(String(code));
  };
const cut = (message: IncomingMessage) => {
  message.socket.destroy();
};

function client(clock: Clock = sleepless()) {
  const http = createHttp({ clock, userAgent: 'test/1' });
  return (url: string, options: Omit<HttpRequest, 'url' | 'method'> & { method?: HttpRequest['method'] } = {}) =>
    http.send({ method: 'GET', ...options, url: new URL(url) });
}

async function failure(sent: Promise<unknown>): Promise<NetworkError> {
  const error = await sent.then(
    () => new Error('was answered'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof NetworkError) return error;
  throw error;
}

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

  it('uses its connection again', async () => {
    const { url, requests } = await scripted(status(200));
    const send = client();
    await send(url);
    await send(url);
    await send(`${url}/other`, { method: 'POST', body: 'x' });
    expect(new Set(requests.map(({ socket }) => socket)).size).toBe(1);
  });

  it('reaches an IPv6 literal', async () => {
    const port = await listen(
      createServer((message, response) => response.end(message.headers.host)),
      '::1',
    );
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
  it('ends a request that is not answered', async () => {
    const url = await serve(() => undefined);
    const error = await failure(client()(url, { deadlineMs: 40, retry: 'never' }));
    expect(error).toMatchObject({ reason: 'DEADLINE', mayHaveActed: true });
  });

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
    const closed = createTcpServer();
    const port = await listen(closed);
    await new Promise((resolve) => closed.close(resolve));
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

describe('a second try', () => {
  it('follows a reset of a GET, not of a POST', async () => {
    const clock = sleepless();
    const gets = await scripted(cut, cut, status(200));
    expect((await client(clock)(gets.url)).status).toBe(200);
    expect(gets.requests).toHaveLength(3);
    expect(clock.slept).toHaveLength(2);

    const posts = await scripted(cut, status(200));
    expect(await failure(client()(posts.url, { method: 'POST' }))).toMatchObject({ reason: 'ECONNRESET' });
    expect(posts.requests).toHaveLength(1);
  });

  it('follows a refused connection, of a POST as well', async () => {
    const placeholder = createTcpServer();
    const port = await listen(placeholder);
    await new Promise((resolve) => placeholder.close(resolve));
    const server = createServer(status(201));
    const clock: Clock = {
      now: () => 0,
      sleep: () =>
        new Promise((resolve) => {
          server.listen(port, '127.0.0.1', resolve);
        }),
    };
    running.push({ close: () => server.close() });
    const answer = await client(clock)(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(201);
  });

  it('follows 429 when the pause asked for is over', async () => {
    const clock = sleepless();
    const { url, requests } = await scripted(status(429, { 'retry-after': '3' }), status(201));
    expect((await client(clock)(url, { method: 'POST', body: 'again' })).status).toBe(201);
    expect(clock.slept).toEqual([3_000]);
    expect(requests).toHaveLength(2);
  });

  it('does not follow when the server asks for more than a minute: its answer is handed on', async () => {
    const { url, requests } = await scripted(status(429, { 'retry-after': '3600' }));
    expect((await client()(url)).status).toBe(429);
    expect(requests).toHaveLength(1);
  });

  it('ends after four, with the last answer', async () => {
    const { url, requests } = await scripted(status(503));
    expect((await client()(url)).status).toBe(503);
    expect(requests).toHaveLength(4);
  });

  it('does not follow when none is wanted', async () => {
    const { url, requests } = await scripted(status(503));
    await client()(url, { retry: 'never' });
    expect(requests).toHaveLength(1);
  });
});

describe('cancelling', () => {
  it('ends a request under way at once', async () => {
    const stop = new AbortController();
    const url = await serve(() => stop.abort(new Cancelled('stopped by a test')));
    await expect(client()(url, { signal: stop.signal })).rejects.toThrow('stopped by a test');
  });

  it('ends the reading of a body', async () => {
    const stop = new AbortController();
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('part', () => stop.abort());
    });
    await expect(client()(url, { signal: stop.signal })).rejects.toBeInstanceOf(Cancelled);
  });

  it('sends nothing once it has happened, and ends a pause', async () => {
    const { url, requests } = await scripted(status(503));
    await expect(client()(url, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(Cancelled);
    expect(requests).toHaveLength(0);
    const stop = new AbortController();
    const clock: Clock = {
      now: () => 0,
      sleep: async () => {
        stop.abort();
      },
    };
    await expect(client(clock)(url, { signal: stop.signal })).rejects.toBeInstanceOf(Cancelled);
    expect(requests).toHaveLength(1);
  });
});

describe('a proxy', () => {
  const variables = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

  async function withProxy<T>(env: Record<string, string>, work: () => Promise<T>): Promise<T> {
    const before = variables.map((name) => [name, process.env[name]] as const);
    try {
      for (const name of variables) delete process.env[name];
      Object.assign(process.env, env);
      return await work();
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  }

  /** A proxy that connects every host to `target`, or answers `refuse`. */
  async function startProxy(target: number, refuse?: number) {
    const asked: { authority: string | undefined; authorization: string | undefined }[] = [];
    const proxy = createServer((_, response) => response.writeHead(405).end());
    proxy.on('connect', (message, socket) => {
      asked.push({ authority: message.url, authorization: message.headers['proxy-authorization'] });
      if (refuse !== undefined) {
        socket.end(`HTTP/1.1 ${refuse} No\r\ncontent-length: 0\r\n\r\n`);
        return;
      }
      const upstream = connect(target, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      for (const end of [upstream, socket]) end.on('error', () => undefined);
      socket.on('close', () => upstream.destroy());
    });
    return { port: await listen(proxy), asked };
  }

  it('is used for a host that is not this machine, with its login', async () => {
    const target = new URL(await serve((message, response) => response.end(`for ${message.headers.host}`)));
    const { port, asked } = await startProxy(Number(target.port));
    const answer = await withProxy({ http_proxy: `http://me:p%40ss@127.0.0.1:${port}` }, () =>
      client()('http://api.invented.example:8080/x'),
    );
    expect(answer.body.toString()).toBe('for api.invented.example:8080');
    expect(asked).toEqual([
      {
        authority: 'api.invented.example:8080',
        authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
      },
    ]);
  });

  it('is asked for port 443 of an https host', async () => {
    const { port, asked } = await startProxy(0, 403);
    const error = await withProxy({ https_proxy: `http://127.0.0.1:${port}` }, () =>
      failure(client()('https://api.invented.example/', { retry: 'never' })),
    );
    expect(asked.map(({ authority }) => authority)).toEqual(['api.invented.example:443']);
    expect(error).toMatchObject({ reason: 'PROXY_403', mayHaveActed: false });
    expect(error.message).toContain('the proxy of this runner refused to connect to api.invented.example (403)');
  });

  it('that is not there is named as the culprit, without its password', async () => {
    const closed = createTcpServer();
    const port = await listen(closed);
    await new Promise((resolve) => closed.close(resolve));
    const error = await withProxy({ http_proxy: `http://me:s3cret@127.0.0.1:${port}` }, () =>
      failure(client()('http://api.invented.example/', { method: 'POST', retry: 'never' })),
    );
    expect(error).toMatchObject({ reason: 'PROXY', mayHaveActed: false });
    expect(error.message + error.hint).not.toContain('s3cret');
  });

  it('is not used for this machine, nor for hosts in no_proxy', async () => {
    const url = await serve(status(200));
    const { port, asked } = await startProxy(0, 500);
    await withProxy({ http_proxy: `http://127.0.0.1:${port}`, no_proxy: 'invalid' }, async () => {
      expect((await client()(url)).status).toBe(200);
      await failure(client()('http://excepted.invalid/', { retry: 'never' }));
    });
    expect(asked).toEqual([]);
  });

  it('is used again for the next request', async () => {
    const target = new URL(await serve(status(200)));
    const { port } = await startProxy(Number(target.port));
    await withProxy({ http_proxy: `http://127.0.0.1:${port}` }, async () => {
      const send = client();
      for (let i = 0; i < 3; i++) expect((await send('http://api.invented.example/')).status).toBe(200);
    });
  });
});
