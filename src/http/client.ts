import { lookup as lookUp } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import * as tls from 'node:tls';
import { HttpClient } from '@actions/http-client';
import type { Clock } from '../clock.ts';
import { ActionError, messageOf, throwIfCancelled } from '../errors.ts';
import { authoritiesWith } from './authorities.ts';
import { BodyError, headerError, isAboutCertificates, NetworkError } from './errors.ts';
import { type CountingHttp, defaultDeadlineMs, defaultMaxBytes, type HttpRequest, type HttpResponse } from './http.ts';
import { pauseBeforeRetry } from './retry.ts';

/** http-client ends a socket that is idle for 3 minutes; a Deis build is silent for longer. Our own deadline rules. */
const socketTimeoutMs = 60 * 60_000;

/** Errors of a connection that was never made: the server cannot have seen the request. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'PRIVATE_ADDRESS',
]);

/**
 * HTTP as this action does it: proxies by `@actions/http-client`, one kept-alive connection pool an origin, and our own
 * reading of the body, since http-client's `readBody` never settles when an answer is cut half-way.
 *
 * `certificates` (PEM) are trusted beside Node's own. Each of them is the end of a chain, an intermediate's or a server's
 * own included, as with curl and Go. An https proxy is held against Node's own alone.
 */
export function createHttp(options: {
  clock: Clock;
  userAgent: string;
  certificates?: readonly string[];
  /** Takes credentials out of what servers say. Default: nothing is taken out. */
  redact?: (text: string) => string;
}): CountingHttp {
  const clients = new Map<string, HttpClient>();
  let sent = 0;
  const { certificates = [], redact = (text) => text } = options;
  // Made once: to read all authorities for every connection takes 10 ms each time.
  const secureContext =
    certificates.length === 0
      ? undefined
      : tls.createSecureContext({ ca: [...authoritiesWith(certificates)], allowPartialTrustChain: true });

  const clientFor = ({ url, reach }: HttpRequest): HttpClient => {
    // One an origin: http-client keeps a single agent, whatever the scheme it was first made for. And one of its own for
    // guarded requests: a kept-alive connection was opened by the rules of the request that came first.
    const key = reach === undefined ? url.origin : `guarded ${url.origin}`;
    let client = clients.get(key);
    if (client === undefined) {
      client = new HttpClient(options.userAgent, [], {
        allowRedirects: false,
        allowRetries: false,
        keepAlive: true,
        socketTimeout: socketTimeoutMs,
      });
      clients.set(key, client);
      if (secureContext !== undefined && url.protocol === 'https:') {
        // http-client has no option for it. Both its own agent and that of a proxy's tunnel take it from here.
        const agent = client.getAgent(url.href) as https.Agent;
        agent.options = { ...agent.options, secureContext };
      }
    }
    return client;
  };

  const sendOnce = async (request: HttpRequest): Promise<HttpResponse> => {
    const deadline = options.clock.deadline(request.deadlineMs ?? defaultDeadlineMs);
    const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
    const { reach } = request;
    const client = clientFor(request);
    const hostname = request.url.hostname.replace(/^\[|\]$/g, '');
    // An address is not looked up, so it is checked here. Through a proxy this is all that can be checked.
    const refused = isIP(hostname) === 0 ? undefined : reach?.refusal(hostname);
    if (refused !== undefined) throw new NetworkError(request, refused, false);
    let answered = false;
    let isLookingUp = false;
    const lookup: LookupFunction = (name, how, found) => {
      isLookingUp = true;
      (reach?.lookup ?? lookUp)(name, how, (...answer) => {
        isLookingUp = false;
        found(...answer);
      });
    };
    sent += 1;
    try {
      const asked = client.requestRaw(
        {
          parsedUrl: request.url,
          httpModule: request.url.protocol === 'https:' ? https : http,
          options: {
            host: hostname,
            port: request.url.port === '' ? undefined : Number(request.url.port),
            path: request.url.pathname + request.url.search,
            method: request.method,
            headers: { host: request.url.host, 'user-agent': options.userAgent, ...request.headers },
            agent: client.getAgent(request.url.href),
            ...{ signal, lookup },
          },
        },
        request.body ?? null,
      );
      const response = await unlessOver(asked, signal);
      answered = true;
      const { message } = response;
      const body = await readBody(request, message);
      const headers: Record<string, string> = {};
      for (const [name, value] of Object.entries(message.headers)) {
        if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
      }
      return withoutCredentials({ request, status: message.statusCode ?? 0, headers, body }, redact);
    } catch (error) {
      throwIfCancelled(request.signal);
      if (error instanceof ActionError) throw error;
      // A name server that is silent is waited for longer than that by some machines (resolv.conf(5)).
      if (deadline.aborted && isLookingUp) throw new NetworkError(request, 'EAI_AGAIN', false, error);
      if (deadline.aborted) throw new NetworkError(request, 'DEADLINE', true, error);
      const reason = codeOf(error);
      if (reason === 'ERR_INVALID_CHAR' || reason === 'ERR_UNESCAPED_CHARACTERS') {
        throw headerError(request);
      }
      if (/^tunneling socket could not be established/.test(messageOf(error))) {
        // The proxy said no, or was not there; tunnel calls that ECONNRESET. The server has not heard of it.
        const status = /statusCode=(\d+)/.exec(messageOf(error))?.[1];
        throw new NetworkError(request, status === undefined ? 'PROXY' : `PROXY_${status}`, false, error);
      }
      if (answered) throw new NetworkError(request, 'TRUNCATED', true, error);
      throw new NetworkError(request, reason, !neverConnected.has(reason) && !isAboutCertificates(reason), error);
    }
  };

  return {
    get sent() {
      return sent;
    },
    async send(request) {
      for (let attempt = 1; ; attempt++) {
        throwIfCancelled(request.signal);
        let outcome: HttpResponse | NetworkError;
        try {
          outcome = await sendOnce(request);
        } catch (error) {
          if (!(error instanceof NetworkError)) throw error;
          outcome = error;
        }
        const pause = pauseBeforeRetry(request, outcome, attempt, options.clock.now(), Math.random());
        if (pause === undefined) {
          if (outcome instanceof NetworkError) throw outcome;
          return outcome;
        }
        await options.clock.sleep(pause, request.signal);
      }
    },
  };
}

/**
 * What is asked for, unless the signal fires first. Not every end of a request is told: of an answer 101 that nobody asked
 * for Node drops the connection without a word, and no signal ends such a request any more (Node's docs, http, 'upgrade').
 */
async function unlessOver<T>(asked: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = Promise.withResolvers<never>();
  const end = () => over.reject(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([asked, over.promise]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** Headers that are there to be told. */
const spokenHeaders = ['warning', 'x-cf-warnings', 'x-cf-routererror'];

/**
 * Refusals and remarks without credentials: before anybody takes them apart, since of what was cut at a quote, a comma or
 * a line's end, half a credential could be left that nobody recognises. Answers that are data are left alone.
 */
function withoutCredentials(response: HttpResponse, redact: (text: string) => string): HttpResponse {
  const headers = { ...response.headers };
  for (const name of spokenHeaders) if (headers[name] !== undefined) headers[name] = redact(headers[name]);
  if (response.status < 400) return { ...response, headers };
  const body = response.body.toString('utf8');
  const redacted = redact(body);
  // Not for one that only could not be read: it may be compressed.
  return redacted === body ? { ...response, headers } : { ...response, headers, body: Buffer.from(redacted) };
}

async function readBody(request: HttpRequest, message: http.IncomingMessage): Promise<Buffer> {
  const limit = request.maxBytes ?? defaultMaxBytes;
  const chunks: Buffer[] = [];
  let size = 0;
  // `for await` throws when the connection ends before the announced length: a cut answer is an error, never a hang.
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      message.destroy();
      if (request.longer === 'cut') return Buffer.concat([...chunks, chunk]).subarray(0, limit);
      throw new BodyError(request, `the answer is longer than ${limit} bytes`);
    }
    chunks.push(chunk);
  }
  if (!message.complete) throw new NetworkError(request, 'TRUNCATED', true);
  return Buffer.concat(chunks);
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return error instanceof Error ? error.name : 'UNKNOWN';
}
