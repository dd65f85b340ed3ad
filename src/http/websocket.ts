import type { Clock } from '../clock.ts';
import { throwIfCancelled } from '../errors.ts';
import { BodyError, headerError, NetworkError } from './errors.ts';
import type { HttpRequest } from './http.ts';

export interface Question {
  /** `http:` or `https:`, as for a request; asked as `ws:` or `wss:`. */
  readonly url: URL;
  /** Of the handshake, names in lower case: the only place for a credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as one text frame as soon as the websocket is open. */
  readonly message: string;
  /** From the handshake to the close frame. Milliseconds. */
  readonly deadlineMs: number;
  /** More than this, in UTF-8, is an error. A message counts when it is complete. Bytes. */
  readonly maxBytes: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/** Close codes are those of RFC 6455, 7.4.1. */
const normalClosure = 1000;

/**
 * Opens a websocket, sends one message, and collects the texts that come back until the server closes with code 1000.
 * Never repeated.
 *
 * It is Node's own `WebSocket`, which Node loads when it is first used. That one does not go through proxies: where a
 * proxy is the only way out it fails, and whoever asks goes without the answer. It trusts what the process trusts: private
 * authorities only when the entry has told Node of them (`trustEverywhere`). Nor does it tell why no websocket was opened,
 * or let go of a server that does not answer its close frame: the connection is then left to the end of the process.
 *
 * @throws NetworkError `HANDSHAKE`: no websocket was opened; `TRUNCATED`: it ended otherwise than with 1000; `DEADLINE`
 * @throws BodyError too long, or not text
 * @throws Cancelled when the signal fires
 */
export async function askByWebSocket(question: Question): Promise<readonly string[]> {
  const { signal, deadlineMs, maxBytes } = question;
  throwIfCancelled(signal);
  const url = new URL(question.url);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.username = '';
  url.password = '';
  // For the words of errors.
  const request: HttpRequest = { method: 'GET', url, deadlineMs };
  const socket = open(request, question.headers);
  const deadline = question.clock.deadline(deadlineMs);
  const over = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  const texts: string[] = [];
  let opened = false;
  let bytes = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      over.addEventListener('abort', () => reject(new NetworkError(request, 'DEADLINE', true)), { once: true });
      socket.onopen = () => {
        opened = true;
        socket.send(question.message);
      };
      socket.onmessage = ({ data }) => {
        if (typeof data !== 'string') return reject(new BodyError(request, 'the answer is not text'));
        bytes += Buffer.byteLength(data);
        if (bytes > maxBytes) return reject(new BodyError(request, `the answer is longer than ${maxBytes} bytes`));
        texts.push(data);
      };
      // An `error` event says nothing, and a `close` event follows it.
      socket.onclose = ({ code }) => {
        if (code === normalClosure) resolve();
        else reject(new NetworkError(request, opened ? 'TRUNCATED' : 'HANDSHAKE', true));
      };
    });
    return texts;
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  } finally {
    socket.onmessage = null;
    socket.close();
  }
}

function open(request: HttpRequest, headers: Readonly<Record<string, string>>): WebSocket {
  try {
    return new WebSocket(request.url, { headers });
  } catch {
    // The one thing it refuses of ours. Its message quotes the value: neither it nor the error is passed on.
    throw headerError(request);
  }
}
