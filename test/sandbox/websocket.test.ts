import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningServer, serve } from '../../sandbox/server.ts';
import { acceptWebSocket, asksForWebSocket, FrameReader, serverFrame } from '../../sandbox/websocket.ts';

/** A frame as clients send it; its length in the shortest form that has room, as RFC 6455 wants it. */
function clientFrame(opcode: number, payload: Buffer, { final = true, mask = randomBytes(4) } = {}): Buffer {
  const unmasked = serverFrame(opcode, payload);
  const head = Buffer.from(unmasked.subarray(0, unmasked.length - payload.length));
  head.writeUInt8((final ? 0x80 : 0) | opcode, 0);
  head.writeUInt8(head.readUInt8(1) | 0x80, 1);
  return Buffer.concat([head, mask, Buffer.from(payload.map((byte, index) => byte ^ mask.readUInt8(index % 4)))]);
}

describe('frames of a client', () => {
  it('are the same however they are cut into chunks', () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
    const frame = fc.record({ final: fc.boolean(), opcode: fc.constantFrom(0, 1, 2), payload: bytes });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 4 }), fc.array(fc.integer({ min: 1, max: 200 })), (frames, cuts) => {
        let rest = Buffer.concat(frames.map(({ final, opcode, payload }) => clientFrame(opcode, payload, { final })));
        const reader = new FrameReader();
        const read = [];
        for (const cut of [...cuts, Number.POSITIVE_INFINITY]) {
          reader.push(rest.subarray(0, cut));
          rest = rest.subarray(cut);
          for (let next = reader.next(); next !== undefined; next = reader.next()) read.push(next);
        }
        expect(read).toEqual(frames);
      }),
    );
  });

  it.each([0, 125, 126, 65_535, 65_536])('may be %i bytes long', (length) => {
    const reader = new FrameReader();
    reader.push(clientFrame(2, Buffer.alloc(length, 7)));
    expect(reader.next()?.payload).toEqual(Buffer.alloc(length, 7));
  });

  // RFC 6455, 5.7: a single-frame masked text message.
  it('are read as the example of the RFC', () => {
    const reader = new FrameReader();
    reader.push(Buffer.from('818537fa213d7f9f4d5158', 'hex'));
    expect(reader.next()).toEqual({ final: true, opcode: 1, payload: Buffer.from('Hello') });
    expect(serverFrame(1, Buffer.from('Hello')).toString('hex')).toBe('810548656c6c6f');
  });

  it.each([
    ['that are not masked', serverFrame(1, Buffer.from('x')), 1002],
    ['of an extension', Buffer.from([0xc1, 0x80, 0, 0, 0, 0]), 1002],
    ['of control that are long', clientFrame(9, Buffer.alloc(126)), 1002],
    ['of control that are in parts', clientFrame(9, Buffer.alloc(1), { final: false }), 1002],
    ['that are too long', clientFrame(1, Buffer.alloc(65_537)), 1009],
  ])('%s are refused', (_, bytes, code) => {
    const reader = new FrameReader();
    reader.push(bytes);
    expect(() => reader.next()).toThrow(expect.objectContaining({ code }));
  });
});

describe('a server that takes websockets', () => {
  let server: RunningServer | undefined;
  let socket: Socket | undefined;
  afterEach(async () => {
    socket?.destroy();
    await server?.close();
  });

  const handshake = {
    connection: 'keep-alive, Upgrade',
    upgrade: 'websocket',
    // RFC 6455, 1.3, has the answer to this one.
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version': '13',
  };

  /** Sends a handshake and then frames, and waits for the end of the connection. */
  async function told(frames: readonly Buffer[], headers: Readonly<Record<string, string>> = handshake) {
    const heard: (string | Buffer)[] = [];
    const running = await serve(() => ({ status: 200, body: 'plain' }), {
      upgrade: (exchange) => {
        if (!asksForWebSocket(exchange)) return { status: 501, body: 'only websockets' };
        return acceptWebSocket(exchange, (message, peer) => {
          heard.push(message);
          if (message === 'cut') peer.cut();
          if (message === 'bye') peer.close(1000);
        });
      },
    });
    server = running;
    const client = connect(Number(new URL(running.url).port), '127.0.0.1');
    socket = client;
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    client.write(`GET /x HTTP/1.1\r\nhost: sandbox\r\n${lines.join('')}\r\n`);
    const chunks: Buffer[] = [];
    let open = false;
    for await (const chunk of client as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      if (!open && chunk.includes('\r\n\r\n')) {
        open = true;
        for (const frame of frames) client.write(frame);
      }
    }
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf('\r\n\r\n') + 4;
    return { heard, head: answer.subarray(0, end).toString(), sent: answer.subarray(end), requests: running.requests };
  }

  const close = clientFrame(8, Buffer.from([0x03, 0xe8]));
  const closed = (code: number) => Buffer.from([code >> 8, code & 0xff]);

  it('answers the handshake of the RFC’s example', async () => {
    const { head, sent, requests } = await told([close]);
    expect(head).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(head.toLowerCase()).toContain('\r\nconnection: upgrade\r\n');
    expect(head).toContain('sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n');
    expect(sent).toEqual(serverFrame(8, closed(1000)));
    expect(requests).toMatchObject([{ method: 'GET', target: '/x', status: 101 }]);
  });

  it('puts parts together, and answers a ping between them', async () => {
    const parts = [
      clientFrame(1, Buffer.from('b'), { final: false }),
      clientFrame(9, Buffer.from('?')),
      clientFrame(0, Buffer.from('uzz')),
    ];
    const { heard, sent } = await told([
      ...parts,
      clientFrame(10, Buffer.alloc(0)),
      clientFrame(2, Buffer.from([1])),
      close,
    ]);
    expect(heard).toEqual(['buzz', Buffer.from([1])]);
    expect(sent).toEqual(Buffer.concat([serverFrame(10, Buffer.from('?')), serverFrame(8, closed(1000))]));
  });

  it('says no more after its close frame, and ends when the client has answered it', async () => {
    const { sent } = await told([clientFrame(1, Buffer.from('bye')), clientFrame(9, Buffer.alloc(0)), close]);
    expect(sent).toEqual(serverFrame(8, closed(1000)));
  });

  it('can cut the connection', async () => {
    expect((await told([clientFrame(1, Buffer.from('cut'))])).sent).toHaveLength(0);
  });

  it.each([
    ['a part without a beginning', [clientFrame(0, Buffer.from('x'))], 1002],
    ['two beginnings', [1, 1].map((opcode) => clientFrame(opcode, Buffer.from('x'), { final: false })), 1002],
    ['an unknown opcode', [clientFrame(3, Buffer.from('x'))], 1002],
    ['a text that is not UTF-8', [clientFrame(1, Buffer.from([0xff]))], 1007],
    ['many parts', [1, 0].map((opcode) => clientFrame(opcode, Buffer.alloc(40_000), { final: false })), 1009],
  ])('ends the conversation over %s', async (_, frames, code) => {
    const { heard, sent } = await told(frames);
    expect(sent.subarray(0, 1)).toEqual(Buffer.from([0x88]));
    expect(sent.readUInt16BE(2)).toBe(code);
    expect(heard).toEqual([]);
  });

  it.each([
    ['version', { 'sec-websocket-version': '8' }, /^HTTP\/1\.1 426 [\s\S]*sec-websocket-version: 13\r\n/],
    ['key', { 'sec-websocket-key': 'short' }, /^HTTP\/1\.1 400 /],
    ['protocol', { upgrade: 'h2c' }, /^HTTP\/1\.1 501 /],
  ])('refuses another %s, and ends the connection', async (_, wrong, answer) => {
    const { head, requests } = await told([], { ...handshake, ...wrong });
    expect(head).toMatch(answer);
    expect(requests).toHaveLength(1);
  });

  it('is not asked for a websocket by a header alone', async () => {
    const { connection: _, ...rest } = handshake;
    const { head, sent } = await told([], { ...rest, connection: 'close' });
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(sent.toString()).toBe('plain');
  });

  it('plays faults on handshakes', async () => {
    const running = await serve(() => ({ status: 200 }), {
      upgrade: (exchange) => acceptWebSocket(exchange, (_message, peer) => peer.close(1000)),
    });
    server = running;
    const faults = [{ action: 'cut' }, { action: 'truncate' }, { action: { status: 503, body: 'down' } }] as const;
    running.faults.push(
      ...faults.map((fault, index) => ({ method: 'GET', path: /x/, when: 'after' as const, nth: index + 1, ...fault })),
    );
    const outcome = () =>
      new Promise<number>((resolve) => {
        const asking = new WebSocket(`${running.url.replace('http', 'ws')}/x`);
        asking.onopen = () => asking.send('');
        asking.onclose = ({ code }) => resolve(code);
      });
    expect([await outcome(), await outcome(), await outcome(), await outcome()]).toEqual([1006, 1006, 1006, 1000]);
    expect(running.requests.map(({ status }) => status)).toEqual([undefined, undefined, 503, 101]);
  });
});
