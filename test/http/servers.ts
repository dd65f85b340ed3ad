import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { type Clock, systemClock } from '../../src/clock.ts';
import { Cancelled } from '../../src/errors.ts';
import { createHttp } from '../../src/http/client.ts';
import { NetworkError } from '../../src/http/errors.ts';
import type { HttpRequest } from '../../src/http/http.ts';

/** Sleeps for no time at all, and remembers for how long it ought to have slept. */
export function sleepless(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => Date.UTC(2026, 10, 22),
    sleep: async (ms, signal) => {
      slept.push(ms);
      if (signal?.aborted === true) throw new Cancelled();
    },
    deadline: systemClock.deadline,
  };
}

const running: { close(): void }[] = [];

/** Ends every server that was started; for `afterEach`. */
export function closeServers(): void {
  for (const server of running.splice(0)) server.close();
}

export function closeLater(server: Server | ReturnType<typeof createTcpServer>): void {
  running.push({
    close: () => {
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
    },
  });
}

export async function listen(server: Server | ReturnType<typeof createTcpServer>, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  closeLater(server);
  return (server.address() as AddressInfo).port;
}

export async function serve(handler: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(handler))}`;
}

/** Answers the first requests as told, one after the other, and repeats the last answer. */
export async function scripted(...answers: RequestListener[]): Promise<{ url: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const url = await serve((message, response) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push(message);
    answer?.(message, response);
  });
  return { url, requests };
}

export const status =
  (code: number, headers: Record<string, string> = {}) =>
  (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(code, headers).end(String(code));
  };
export const cut = (message: IncomingMessage) => {
  message.socket.destroy();
};

export function client(clock: Clock = sleepless(), certificates: readonly string[] = []) {
  const http = createHttp({ clock, userAgent: 'test/1', certificates });
  return (url: string, options: Omit<HttpRequest, 'url' | 'method'> & { method?: HttpRequest['method'] } = {}) =>
    http.send({ method: 'GET', ...options, url: new URL(url) });
}

export async function failure(sent: Promise<unknown>): Promise<NetworkError> {
  const error = await sent.then(
    () => new Error('was answered'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof NetworkError) return error;
  throw error;
}

/** A port of this machine on which nobody listens. */
export async function closedPort(): Promise<number> {
  const placeholder = createTcpServer();
  const port = await listen(placeholder);
  await new Promise((resolve) => placeholder.close(resolve));
  return port;
}
