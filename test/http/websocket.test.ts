import { createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Exchange, type Reply, type RunningServer, serve } from '../../sandbox/server.ts';
import { acceptWebSocket, type Peer, serverFrame } from '../../sandbox/websocket.ts';
import { systemClock } from '../../src/clock.ts';
import { Cancelled } from '../../src/errors.ts';
import { BodyError } from '../../src/http/errors.ts';
import { askByWebSocket, type Question } from '../../src/http/websocket.ts';
import { closedPort, closeServers, failure, listen } from './servers.ts';

let server: RunningServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
  closeServers();
});

/** A server that answers every handshake by `upgrade`. */
async function start(upgrade: (exchange: Exchange) => Reply): Promise<string> {
  server = await serve(() => ({ status: 426 }), { upgrade });
  return server.url;
}

/** A server that takes every websocket, and does with its first message as told. */
const answering = (answer: (peer: Peer, message: string | Buffer) => void) =>
  start((exchange) => acceptWebSocket(exchange, (message, peer) => answer(peer, message)));

/** A server that takes every websocket and then sends these bytes, whatever it hears. */
const sending = (bytes: Buffer) =>
  start((exchange) => ({ ...acceptWebSocket(exchange, () => {}), upgraded: (socket) => socket.write(bytes) }));

const ask = (url: string, more: Partial<Omit<Question, 'url'>> = {}) =>
  askByWebSocket({
    clock: systemClock,
    headers: {},
    message: '{}',
    deadlineMs: 5_000,
    maxBytes: 1_000,
    ...more,
    url: new URL(url),
  });

describe('a question by websocket', () => {
  it('is one message, after a handshake that alone holds the credential', async () => {
    const heard: (string | Buffer)[] = [];
    const url = await answering((peer, message) => {
      heard.push(message);
      peer.sendText('one\n');
      peer.sendText('');
      peer.sendText('zwei: ü\n');
      peer.close(1000);
    });
    const asked = ask(`${url.replace('//', '//us3r:s3cret@')}/logs?x=1`, {
      message: '{"lines":100}',
      headers: { authorization: 'token abc', 'user-agent': 'test/1' },
    });
    expect(await asked).toEqual(['one\n', '', 'zwei: ü\n']);
    expect(heard).toEqual(['{"lines":100}']);
    expect(server?.requests).toMatchObject([
      {
        method: 'GET',
        target: '/logs?x=1',
        status: 101,
        headers: { authorization: 'token abc', 'user-agent': 'test/1' },
      },
    ]);
  });

  it('may be answered by nothing but the close', async () => {
    expect(await ask(await answering((peer) => peer.close(1000)))).toEqual([]);
  });

  it.each([403, 404, 302, 200, 500])('that is refused with %i has no answer', async (status) => {
    const url = await start(() => ({ status, headers: { location: '/elsewhere' }, body: 'no' }));
    const error = await failure(ask(`${url}/logs`));
    expect(error).toMatchObject({ reason: 'HANDSHAKE' });
    expect(error.message).toBe(`GET ${new URL(url).host}/logs: no websocket was opened`);
    expect(server?.requests).toHaveLength(1);
  });

  it('to a server that speaks HTTP only has no answer', async () => {
    server = await serve(() => ({ status: 426 }));
    expect(await failure(ask(server.url))).toMatchObject({ reason: 'HANDSHAKE' });
  });

  it('to a server whose handshake is wrong has no answer', async () => {
    const url = await start((exchange) => {
      const reply = acceptWebSocket(exchange, () => {});
      return { ...reply, headers: { ...reply.headers, 'sec-websocket-accept': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' } };
    });
    expect(await failure(ask(url))).toMatchObject({ reason: 'HANDSHAKE' });
  });

  it('to nobody has no answer', async () => {
    expect(await failure(ask(`http://127.0.0.1:${await closedPort()}/`))).toMatchObject({ reason: 'HANDSHAKE' });
  });

  it('is over at the deadline when the server does not close', async () => {
    const url = await answering((peer) => peer.sendText('one'));
    const error = await failure(ask(url, { deadlineMs: 80 }));
    expect(error).toMatchObject({ reason: 'DEADLINE' });
  });

  it('is over at the deadline when the server does not answer the handshake', async () => {
    server = await serve(() => ({ status: 426 }), { upgrade: () => new Promise(() => {}) });
    expect(await failure(ask(server.url, { deadlineMs: 80 }))).toMatchObject({ reason: 'DEADLINE' });
  });

  it('is over when the signal fires', async () => {
    const stop = new AbortController();
    const url = await answering(() => stop.abort());
    await expect(ask(url, { signal: stop.signal })).rejects.toBeInstanceOf(Cancelled);
    await expect(ask(url, { signal: stop.signal })).rejects.toBeInstanceOf(Cancelled);
    expect(server?.requests).toHaveLength(1);
  });

  it('is answered in no more bytes than it says, all messages together', async () => {
    const url = await answering((peer) => {
      peer.sendText('ü'.repeat(30));
      peer.sendText('a'.repeat(40));
      peer.close(1000);
    });
    expect(await ask(url, { maxBytes: 100 })).toHaveLength(2);
    const error: unknown = await ask(url, { maxBytes: 99 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BodyError);
    expect(String(error)).toContain('longer than 99 bytes');
  });

  it('is not answered by bytes', async () => {
    const url = await sending(serverFrame(2, Buffer.from('text, but called binary')));
    await expect(ask(url)).rejects.toThrow(/: the answer is not text$/);
  });

  it('is not answered by half of the truth', async () => {
    const url = await answering((peer) => {
      peer.sendText('one');
      peer.cut();
    });
    expect(await failure(ask(url))).toMatchObject({ reason: 'TRUNCATED' });
  });

  it.each([1001, 1011])('is not answered by a server that closes with %i', async (code) => {
    const url = await answering((peer) => {
      peer.sendText('one');
      peer.close(code, 'sorry');
    });
    expect(await failure(ask(url))).toMatchObject({ reason: 'TRUNCATED' });
  });

  it('is not answered by what is no frame', async () => {
    expect(await failure(ask(await sending(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))))).toMatchObject({
      reason: 'TRUNCATED',
    });
  });

  it('of an https URL is asked by TLS', async () => {
    const first = Promise.withResolvers<Buffer>();
    const port = await listen(
      createTcpServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', (bytes) => {
          first.resolve(bytes);
          socket.destroy();
        });
      }),
    );
    expect(await failure(ask(`https://127.0.0.1:${port}/`))).toMatchObject({ reason: 'HANDSHAKE' });
    // RFC 8446, 5.1: the type of a handshake record.
    expect((await first.promise)[0]).toBe(22);
  });

  it.each(['s3cret\r\nx-evil: 1', 's3cr€t'])('does not quote a credential that HTTP forbids (%j)', async (value) => {
    const asked = ask('http://127.0.0.1:9/', { headers: { authorization: `token ${value}` } });
    const error: unknown = await asked.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'HTTP_HEADER' });
    expect(error).not.toHaveProperty('cause');
    expect(JSON.stringify(error) + String(error)).not.toMatch(/s3cr/);
  });
});
