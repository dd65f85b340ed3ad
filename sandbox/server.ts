import { createServer, type IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SandboxClock } from './clock.ts';

/** A request as the sandbox's servers see it. */
export interface Exchange {
  readonly method: string;
  /** Without the query; percent-encoded as it was sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Fires when the client has gone away. The server's own work goes on. */
  readonly gone: AbortSignal;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** An object or array is sent as JSON. */
  readonly body?: string | Buffer | object | null;
  /** How the body goes over the wire. Default: at once, with its length announced. */
  readonly wire?: Wire;
  /** With status 101, to a request for another protocol: has the connection from then on. */
  readonly upgraded?: (socket: Duplex) => void;
}

/** What a server may do to a body that is right in itself. */
export interface Wire {
  /**
   * `Content-Length`, true or not. A connection that has carried another number of bytes is closed. `none`: the body goes
   * in chunks. Bytes.
   */
  readonly announced?: number | 'none';
  /** Sends so many bytes, waits so many milliseconds of the wall clock, and so on. */
  readonly drip?: { readonly bytes: number; readonly everyMs: number };
  /** Resets the connection (RST) once so many bytes have been sent. */
  readonly resetAfter?: number;
  /** Closes the connection instead of answering. */
  readonly cut?: true;
}

export type Handler = (exchange: Exchange) => Reply | Promise<Reply>;

/**
 * A fault for requests that match: instead of the handler (`before`), while it is still at work (`during`), or after it
 * has acted (`after`), its answer thrown away. `cut` closes the connection; `truncate` announces the handler's answer
 * and closes the connection half-way through it; `stall` sends as much and then nothing more; a reply is sent as it is; a
 * function makes a reply of the handler's answer, or of an empty 200 where there is none, at once or later.
 */
export interface Fault {
  readonly method: string;
  readonly path: RegExp;
  /** 1: the first matching request, 2: the second, …; undefined: every one. */
  readonly nth?: number;
  readonly when: 'before' | 'during' | 'after';
  readonly action:
    | 'cut'
    | 'hang'
    | 'truncate'
    | 'stall'
    | Reply
    | ((answer: Reply, exchange: Exchange) => Reply | Promise<Reply>);
  /** Called when the fault strikes, just before the action. */
  readonly struck?: () => void;
}

/** What was asked, in order, for tests and the bench. */
export interface Recorded {
  readonly method: string;
  /** With the query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly startedAt: number;
  endedAt: number | undefined;
  status: number | undefined;
}

export interface RunningServer {
  /** `http://127.0.0.1:43210`, no trailing slash. */
  readonly url: string;
  readonly requests: Recorded[];
  readonly faults: Fault[];
  /** Connections are refused for so many milliseconds of the wall clock; idle ones are closed. */
  refuse(forMs: number): void;
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly port?: number;
  /** Every answer waits for it: a simulated round trip. */
  readonly latency?: () => Promise<void>;
  /** Largest body taken. Bytes. */
  readonly maxBytes?: number;
  /**
   * Answers requests for another protocol (`Connection: Upgrade`): with 101 and what is then spoken, or with a refusal.
   * Without it they are answered like any other, as by a server that speaks HTTP only (RFC 9110, 7.8).
   */
  readonly upgrade?: Handler;
}

/** A round trip of so many milliseconds of sandbox time. Undefined: none. */
export function latencyOf(clock: SandboxClock, ms: number | undefined): Pick<ServeOptions, 'latency'> {
  return ms === undefined ? {} : { latency: () => clock.sleep(ms) };
}

/** Serves `handler` on 127.0.0.1. Only loopback is ever listened on. */
export async function serve(handler: Handler, options: ServeOptions = {}): Promise<RunningServer> {
  const requests: Recorded[] = [];
  const faults: Fault[] = [];
  const seen = new Map<Fault, number>();

  const faultFor = (method: string, path: string): Fault | undefined => {
    let hit: Fault | undefined;
    for (const fault of faults) {
      if (fault.method !== method || !fault.path.test(path)) continue;
      const count = (seen.get(fault) ?? 0) + 1;
      seen.set(fault, count);
      if (hit === undefined && (fault.nth === undefined || fault.nth === count)) hit = fault;
    }
    return hit;
  };

  const answer = async (message: IncomingMessage, response: ServerResponse, handle: Handler): Promise<void> => {
    const url = new URL(message.url ?? '/', 'http://sandbox');
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(message.headers)) {
      headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of message as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > (options.maxBytes ?? 512 * 1024 * 1024)) {
        response.writeHead(413).end();
        return;
      }
      chunks.push(chunk);
    }
    const body = Buffer.concat(chunks);
    const method = message.method ?? 'GET';
    const record: Recorded = {
      method,
      target: message.url ?? '/',
      headers,
      body: body.length > 65_536 ? `${body.length} bytes` : body.toString('utf8'),
      startedAt: Date.now(),
      endedAt: undefined,
      status: undefined,
    };
    requests.push(record);
    const fault = faultFor(method, url.pathname);
    const exchange = { method, path: url.pathname, query: url.searchParams, headers, body, gone: gone.signal };
    const handled = async (): Promise<Reply> => {
      try {
        return await handle(exchange);
      } catch (error) {
        // A bug of the sandbox, not an answer of a platform: make it impossible to overlook.
        console.error(`sandbox: ${method} ${url.pathname}:`, error);
        return { status: 599, body: `sandbox bug: ${String(error)}` };
      }
    };
    let reply: Reply | undefined;
    // Nobody waits for it, and it never rejects.
    if (fault?.when === 'during') void handled();
    else if (fault?.when !== 'before') reply = await handled();
    if (fault !== undefined) {
      fault.struck?.();
      if (fault.action === 'cut') {
        record.endedAt = Date.now();
        message.socket.destroy();
        return;
      }
      if (fault.action === 'hang') return;
      if (fault.action === 'truncate' || fault.action === 'stall') {
        record.endedAt = Date.now();
        half(response, reply ?? { status: 200 }, fault.action);
        return;
      }
      reply =
        typeof fault.action === 'function' ? await fault.action(reply ?? { status: 200 }, exchange) : fault.action;
    }
    await options.latency?.();
    if (reply !== undefined) send(response, method, reply);
    record.status = reply?.wire?.cut === true ? undefined : reply?.status;
    record.endedAt = Date.now();
  };

  const server = createServer((message, response) => {
    answer(message, response, handler).catch(() => message.socket.destroy());
  });
  const { upgrade } = options;
  /** Connections that are no longer the HTTP server's, which it would wait for and not close. */
  const upgraded = new Set<Duplex>();
  if (upgrade !== undefined) {
    server.on('upgrade', (message, socket: Socket, head) => {
      upgraded.add(socket);
      socket.on('close', () => upgraded.delete(socket));
      socket.on('error', () => socket.destroy());
      if (head.length > 0) socket.unshift(head);
      const response = new ServerResponse(message);
      // After a refusal the connection is of no further use: its parser is gone.
      response.shouldKeepAlive = false;
      response.assignSocket(socket);
      response.on('finish', () => {
        response.detachSocket(socket);
        if (response.statusCode !== 101) socket.end();
      });
      answer(message, response, upgrade).catch(() => socket.destroy());
    });
  }
  // Longer than any client keeps an idle connection: the sandbox must not be the one that closes it.
  server.keepAliveTimeout = 600_000;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  let refused: NodeJS.Timeout | undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    faults,
    refuse: (forMs) => {
      server.close();
      const again = () => {
        clearTimeout(refused);
        refused = setTimeout(() => server.listen(port, '127.0.0.1'), forMs);
      };
      // Somebody's connection may have been given the port meanwhile.
      server.removeAllListeners('error').on('error', again);
      again();
    },
    close: () =>
      new Promise((resolve) => {
        clearTimeout(refused);
        if (!server.listening) resolve();
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of upgraded) socket.destroy();
      }),
  };
}

function send(response: ServerResponse, method: string, reply: Reply): void {
  if (response.destroyed || response.headersSent) return;
  if (reply.wire?.cut === true) {
    response.socket?.destroy();
    return;
  }
  const body = headed(response, reply);
  const { socket } = response;
  if (reply.upgraded !== undefined && socket !== null) response.once('finish', () => reply.upgraded?.(socket));
  if (method === 'HEAD' || body === undefined || reply.wire === undefined) {
    response.end(method === 'HEAD' ? undefined : body);
    return;
  }
  transmit(response, body, reply.wire).catch(() => socket?.destroy());
}

async function transmit(response: ServerResponse, body: Buffer, wire: Wire): Promise<void> {
  const { announced, drip, resetAfter } = wire;
  const bytes = body.subarray(0, resetAfter);
  const step = drip?.bytes ?? Math.max(bytes.length, 1);
  response.flushHeaders();
  for (let sent = 0; sent < bytes.length && !response.destroyed; sent += step) {
    if (drip !== undefined && sent > 0) await pause(drip.everyMs);
    await written(response, bytes.subarray(sent, sent + step));
  }
  if (resetAfter !== undefined) response.socket?.resetAndDestroy();
  else if (typeof announced === 'number' && announced !== bytes.length) response.socket?.destroySoon();
  else response.end();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** Resolves when the bytes have been handed to the system, or the client has gone. */
function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => response.write(bytes, () => resolve()));
}

/** The head and half of the body, and then the end or nothing; an empty body is announced as longer than it is. */
function half(response: ServerResponse, reply: Reply, then: 'truncate' | 'stall'): void {
  if (response.destroyed || response.headersSent) return;
  const { headers: { 'content-length': _, ...headers } = {}, ...rest } = reply;
  const body = headed(response, {
    ...rest,
    headers: { ...headers, ...(reply.body ? {} : { 'content-length': '20' }) },
  });
  response.flushHeaders();
  const sent = body?.subarray(0, Math.floor(body.length / 2)) ?? Buffer.alloc(0);
  response.write(sent, () => {
    if (then === 'truncate') response.socket?.destroy();
  });
}

/** Writes the head of a reply and returns its body as it goes over the wire. */
function headed(response: ServerResponse, reply: Reply): Buffer | undefined {
  for (const [name, value] of Object.entries(reply.headers ?? {})) {
    response.setHeader(name, typeof value === 'string' ? value : [...value]);
  }
  let body: Buffer | undefined;
  if (Buffer.isBuffer(reply.body)) body = reply.body;
  else if (typeof reply.body === 'string') body = Buffer.from(reply.body);
  else if (reply.body !== undefined && reply.body !== null) {
    body = Buffer.from(JSON.stringify(reply.body));
    if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
  }
  const length = reply.wire?.announced ?? body?.length;
  if (length !== undefined && length !== 'none' && !response.hasHeader('content-length')) {
    response.setHeader('content-length', length);
  }
  response.writeHead(reply.status);
  return body;
}
