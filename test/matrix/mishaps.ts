import type { PlatformName } from '../../sandbox/inputs.ts';
import type { Fault, Reply } from '../../sandbox/server.ts';
import { parseJson } from '../../src/http/json.ts';

/** What can go wrong with one answer, in the form of the server that gives it. */
export interface Mishap {
  readonly name: string;
  readonly when: Fault['when'];
  readonly action: Fault['action'];
  /** What the reason must speak of when the run ends red because of it. */
  readonly says: RegExp;
  /** Nobody may notice it in the end: it is over a moment later, and a repeat does no harm. */
  readonly harmless: boolean;
  /** How many times as fast deadlines run out, so that a server that hangs costs no half a minute. */
  readonly hurry?: number;
  /** The connection is refused, so that there is no answer at all. Milliseconds of the wall clock. */
  readonly refusedForMs?: number;
}

export type ServerName = PlatformName | 'registry' | 'uaa' | 'log-cache';

/** Whether it talks the Cloud Foundry API v3. */
export function hasV3(platform: PlatformName): platform is 'cloudfoundry' | 'korifi' {
  return platform === 'cloudfoundry' || platform === 'korifi';
}

const json = (status: number, body: object | string): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const text = (status: number, body: string): Reply => ({ status, headers: { 'content-type': 'text/plain' }, body });

/** A server's own words for "I fell over", "log in" and "too often" (reference: sections on error bodies). */
const words: Record<ServerName, { readonly fell: Reply; readonly login: Reply; readonly often: Reply }> = {
  cloudfoundry: {
    fell: json(500, {
      errors: [{ code: 10001, title: 'UnknownError', detail: 'An unknown error occurred.' }],
    }),
    login: json(401, { errors: [{ code: 1000, title: 'CF-InvalidAuthToken', detail: 'Invalid Auth Token' }] }),
    often: json(429, { errors: [{ code: 10013, title: 'CF-RateLimitExceeded', detail: 'Rate Limit Exceeded' }] }),
  },
  korifi: {
    fell: json(500, {
      errors: [{ detail: 'An unknown error occurred.', title: 'UnknownError', code: 10001 }],
    }),
    login: json(401, { errors: [{ detail: 'Invalid Auth Token', title: 'CF-InvalidAuthToken', code: 1000 }] }),
    // It counts no requests; something in front of it may.
    often: text(429, 'Too many requests'),
  },
  uaa: {
    fell: json(500, { error: 'server_error', error_description: 'Something went wrong' }),
    login: json(401, { error: 'unauthorized', error_description: 'Bad credentials' }),
    often: text(429, 'Too many requests'),
  },
  'log-cache': {
    fell: text(500, 'Internal Server Error'),
    login: json(401, { error: 'unauthorized' }),
    often: text(429, 'Too many requests'),
  },
  deis: {
    fell: json(500, { detail: 'Server Error' }),
    login: json(401, { detail: 'Invalid token.' }),
    often: json(429, { detail: 'Request was throttled. Expected available in 1 second.' }),
  },
  'deis-v1': {
    fell: { status: 500, headers: { 'content-type': 'text/html' }, body: '<h1>Server Error (500)</h1>' },
    login: json(401, { detail: 'Invalid token' }),
    // It counts no requests; something in front of it may.
    often: text(429, 'Too many requests'),
  },
  drycc: {
    fell: json(500, { error: { code: 'INTERNAL_ERROR', message: 'An internal error occurred' } }),
    login: json(401, { detail: 'Invalid token.' }),
    often: json(429, { detail: 'Request was throttled. Expected available in 1 second.' }),
  },
  registry: {
    fell: json(500, { errors: [{ code: 'UNKNOWN', message: 'unknown error' }] }),
    login: json(401, { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] }),
    often: json(429, { errors: [{ code: 'TOOMANYREQUESTS', message: 'rate limit exceeded' }] }),
  },
};

const html: Reply = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><html><head><title>Sign in to Corporate Proxy</title></head><body>Welcome</body></html>',
};

/** What a reader of the reason must learn from an answer that was not one. */
const unread =
  /JSON|not what was asked|without|names no|no sense|neither like|answers not like|digest|damaged|instead of|image/i;

/** Of the wall clock: longer than the next try takes to come, and shorter than the last one. Milliseconds. */
const refusedForMs = 90;
const slowByMs = 200;
const hurry = 30;

const later = async (answer: Reply): Promise<Reply> => {
  await new Promise((resolve) => setTimeout(resolve, slowByMs));
  return answer;
};
const dripping = (answer: Reply): Reply => ({ ...answer, wire: { drip: { bytes: 200, everyMs: 5 } } });

/** The answer with its JSON made over; one that is no JSON as it is. */
function remade(over: (json: unknown) => unknown): (answer: Reply) => Reply {
  return ({ headers: { 'content-length': _, ...headers } = {}, ...answer }) => {
    const { body } = answer;
    const isText = typeof body === 'string' || Buffer.isBuffer(body);
    const json = isText ? parseJson(body.toString()) : body;
    return json === undefined ? { ...answer, headers } : { ...answer, headers, body: JSON.stringify(over(json)) };
  };
}

/** Texts in place of numbers, numbers in place of everything else that is no list or object. */
function mistyped(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(mistyped);
  if (typeof json !== 'object' || json === null) return typeof json === 'number' ? 'seven' : 7;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, mistyped(value)]));
}

/** Every other field left out, at every depth. */
function thinned(json: unknown, parity: 0 | 1): unknown {
  if (Array.isArray(json)) return json.map((value) => thinned(value, parity));
  if (typeof json !== 'object' || json === null) return json;
  const kept = Object.entries(json).filter((_, nth) => nth % 2 === parity);
  return Object.fromEntries(kept.map(([key, value]) => [key, thinned(value, parity)]));
}

/** Every mishap of an answer to a read, or to a write: there it matters whether the server acted. */
export function mishapsOf({
  server,
  method,
  effect,
}: {
  readonly server: ServerName;
  readonly method: string;
  readonly effect: 'read' | 'write';
}): readonly Mishap[] {
  const { fell, login, often } = words[server];
  const isWrite = effect === 'write';
  const both = (name: string, action: Fault['action'], says: RegExp, harmless = false): Mishap[] => [
    { name: `${name}, nothing done`, when: 'before', action, says, harmless },
    ...(isWrite ? [{ name: `${name}, though done`, when: 'after' as const, action, says, harmless }] : []),
  ];
  const once = (
    name: string,
    when: Fault['when'],
    action: Fault['action'],
    says: RegExp,
    harmless: boolean,
  ): Mishap => ({
    ...{ name, when, action, says, harmless },
  });
  /** Reads are repeated. */
  const isOver = method === 'GET' || method === 'HEAD';
  const cut = /cut|complete/;
  const garbled = (body: string): Reply => json(isWrite ? 201 : 200, body);
  const all: readonly Mishap[] = [
    once('cut before', 'before', 'cut', cut, isOver),
    ...(isWrite ? [once('cut during', 'during', 'cut', cut, false)] : []),
    once('cut after', 'after', 'cut', cut, isOver),
    once('truncated', 'after', 'truncate', cut, isOver),
    // A write on a connection that goes away at that very moment is cut.
    { ...once('refused', 'before', 'cut', /refuses|cut/, isOver), refusedForMs },
    { ...once('slow to begin', 'after', later, cut, true) },
    { ...once('slow to end', 'after', dripping, cut, true) },
    { ...once('silent half-way', 'after', 'stall', /cut|complete|did not call the release done/, isOver), hurry },
    // Deis's answer to a build may come at any time: there it is the watch that ends.
    ...both('silent', 'hang', /complete|No further instance|did not call the release done/, isOver).map((mishap) => ({
      ...mishap,
      hurry,
    })),
    ...both('500', fell, /500/, isOver),
    ...both('502', text(502, '502 Bad Gateway: Registered endpoint failed to handle the request.'), /502/, isOver),
    ...both('503', text(503, 'upstream connect error or disconnect'), /503/, isOver),
    ...both('504', text(504, '<html>504 Gateway Time-out</html>'), /504/, isOver),
    once('429', 'before', often, /429|too many|limit/i, true),
    once(
      '429 with Retry-After',
      'before',
      { ...often, headers: { ...often.headers, 'retry-after': '1' } },
      /429|too many|limit/i,
      true,
    ),
    once('401', 'before', login, /401|login|token|credential|answers not like/i, false),
    ...both('broken JSON', garbled('{"guid": "5a1b'), unread),
    ...both('HTML with 200', html, unread),
    ...both('[]', garbled('[]'), unread),
    ...both('{}', garbled('{}'), unread),
    once('values of other types', 'after', remade(mistyped), unread, false),
    once(
      'the first of every two fields missing',
      'after',
      remade((json) => thinned(json, 1)),
      unread,
      false,
    ),
    once(
      'the second of every two fields missing',
      'after',
      remade((json) => thinned(json, 0)),
      unread,
      false,
    ),
  ];
  // What an app says is worth a look, and no verdict.
  return server === 'log-cache' ? all.map((mishap) => ({ ...mishap, harmless: true })) : all;
}
