import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Exchange, Reply } from './server.ts';

/** One open websocket, seen from the server. */
export interface Peer {
  sendText(text: string): void;
  /** Sends a close frame (RFC 6455, 7.4.1: 1000 is "done"); the connection ends when the client has answered it. */
  close(code: number, reason?: string): void;
  /** Ends the connection without a word, as a server does whose code threw. */
  cut(): void;
}

/** What a client sent: a text, or bytes when it called them binary. */
export type Listener = (message: string | Buffer, peer: Peer) => void;

/** RFC 6455, 1.3. */
const handshakeGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** Of one message. Bytes. */
const largestMessage = 65_536;

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Whether a request asks for a websocket (RFC 6455, 4.2.1). */
export function asksForWebSocket({ method, headers }: Pick<Exchange, 'method' | 'headers'>): boolean {
  const upgrades = (headers['connection'] ?? '').toLowerCase().split(/\s*,\s*/);
  return method === 'GET' && headers['upgrade']?.toLowerCase() === 'websocket' && upgrades.includes('upgrade');
}

/** The answer to a handshake: 101 and the conversation, or what RFC 6455 (4.2.2, 4.4) says to a wrong one. No extensions. */
export function acceptWebSocket({ headers }: Pick<Exchange, 'headers'>, listener: Listener): Reply {
  const text = { 'content-type': 'text/plain' };
  if (headers['sec-websocket-version'] !== '13') {
    return { status: 426, headers: { ...text, 'sec-websocket-version': '13' }, body: 'Upgrade Required' };
  }
  const key = headers['sec-websocket-key'] ?? '';
  if (!/^[A-Za-z0-9+/]{22}==$/.test(key)) return { status: 400, headers: text, body: 'Sec-WebSocket-Key is not one' };
  const accept = createHash('sha1').update(`${key}${handshakeGuid}`).digest('base64');
  return {
    status: 101,
    headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-accept': accept },
    upgraded: (socket) => converse(socket, listener),
  };
}

/** A frame as servers send it: whole, not masked (RFC 6455, 5.1 and 5.2). */
export function serverFrame(opcode: number, payload: Buffer): Buffer {
  let head = Buffer.from([0x80 | opcode, payload.length]);
  if (payload.length > 65_535) {
    head = Buffer.alloc(10, 0);
    head.writeUInt8(127, 1);
    head.writeBigUInt64BE(BigInt(payload.length), 2);
  } else if (payload.length > 125) {
    head = Buffer.alloc(4, 0);
    head.writeUInt8(126, 1);
    head.writeUInt16BE(payload.length, 2);
  }
  head.writeUInt8(0x80 | opcode, 0);
  return Buffer.concat([head, payload]);
}

/** A violation of the protocol, and the code of the close frame that answers it. */
export class ProtocolError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export interface ClientFrame {
  readonly final: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
}

/** Takes the bytes of a client as they come and hands out its frames, unmasked. Throws `ProtocolError`. */
export class FrameReader {
  #pending: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
  }

  /** The next whole frame; undefined: it has not come yet. */
  next(): ClientFrame | undefined {
    const bytes = this.#pending;
    if (bytes.length < 2) return undefined;
    const [first, second] = [bytes.readUInt8(0), bytes.readUInt8(1)];
    if ((first & 0x70) !== 0) throw new ProtocolError(1002, 'a reserved bit is set, and no extension was agreed on');
    if ((second & 0x80) === 0) throw new ProtocolError(1002, 'a frame of a client that is not masked');
    const short = second & 0x7f;
    if ((first & 0x08) !== 0 && (short > 125 || (first & 0x80) === 0)) {
      throw new ProtocolError(1002, 'a control frame that is long or in parts');
    }
    const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
    const start = 2 + lengthBytes + 4;
    if (bytes.length < start) return undefined;
    const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
    if (length > largestMessage) throw new ProtocolError(1009, `a frame of ${length} bytes`);
    if (bytes.length < start + length) return undefined;
    const mask = bytes.subarray(start - 4, start);
    const payload = Buffer.from(bytes.subarray(start, start + length));
    for (const [index, byte] of payload.entries()) payload[index] = byte ^ mask.readUInt8(index % 4);
    this.#pending = bytes.subarray(start + length);
    return { final: (first & 0x80) !== 0, opcode: first & 0x0f, payload };
  }
}

function converse(socket: Duplex, listener: Listener): void {
  const reader = new FrameReader();
  let closing = false;
  /** The message whose frames are coming in. */
  let message: { readonly opcode: number; readonly parts: Buffer[]; size: number } | undefined;

  const send = (opcode: number, payload: Buffer): void => {
    if (!socket.destroyed && !closing) socket.write(serverFrame(opcode, payload));
  };
  const peer: Peer = {
    sendText: (text) => send(opcodes.text, Buffer.from(text)),
    close: (code, reason = '') => {
      const status = Buffer.alloc(2);
      status.writeUInt16BE(code);
      send(opcodes.close, Buffer.concat([status, Buffer.from(reason)]));
      closing = true;
    },
    cut: () => {
      socket.destroy();
    },
  };
  const take = ({ final, opcode, payload }: ClientFrame): void => {
    if (opcode === opcodes.pong) return;
    if (opcode === opcodes.ping) {
      send(opcodes.pong, payload);
      return;
    }
    if (opcode === opcodes.close) {
      send(opcodes.close, payload.subarray(0, 2));
      socket.end();
      return;
    }
    if (opcode === opcodes.continuation ? message === undefined : message !== undefined) {
      throw new ProtocolError(1002, 'a part of another message than the one that was begun');
    }
    if (opcode > opcodes.binary) throw new ProtocolError(1002, `no such opcode: ${opcode}`);
    message ??= { opcode, parts: [], size: 0 };
    message.parts.push(payload);
    message.size += payload.length;
    if (message.size > largestMessage) throw new ProtocolError(1009, `a message of ${message.size} bytes`);
    if (!final) return;
    const whole = Buffer.concat(message.parts);
    const isText = message.opcode === opcodes.text;
    message = undefined;
    if (!closing) listener(isText ? utf8(whole) : whole, peer);
  };

  // A client that goes away is no fault of the sandbox.
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes: Buffer) => {
    try {
      reader.push(bytes);
      for (let frame = reader.next(); frame !== undefined; frame = reader.next()) take(frame);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      peer.close(error.code, error.message);
      socket.end();
    }
  });
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ProtocolError(1007, 'a text that is not UTF-8');
  }
}
