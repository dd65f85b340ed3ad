import type { PlatformName } from '../../sandbox/inputs.ts';
import type { Fault, Reply } from '../../sandbox/server.ts';

/** What can go wrong with one answer, in the form of the server that gives it. */
export interface Mishap {
  readonly name: string;
  readonly when: Fault['when'];
  readonly action: Fault['action'];
  /** What the reason must speak of when the run ends red because of it. */
  readonly says: RegExp;
}

export type ServerName = PlatformName | 'registry' | 'uaa';

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
  uaa: {
    fell: json(500, { error: 'server_error', error_description: 'Something went wrong' }),
    login: json(401, { error: 'unauthorized', error_description: 'Bad credentials' }),
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
  /JSON|not what was asked|without|no sense|neither like|answers not like|digest|damaged|instead of|image/i;

/** Every mishap of an answer to a read, or to a write: there it matters whether the server acted. */
export function mishapsOf(server: ServerName, effect: 'read' | 'write'): readonly Mishap[] {
  const { fell, login, often } = words[server];
  const after = effect === 'write';
  const both = (name: string, action: Fault['action'], says: RegExp): Mishap[] => [
    { name: `${name}, nothing done`, when: 'before', action, says },
    ...(after ? [{ name: `${name}, though done`, when: 'after' as const, action, says }] : []),
  ];
  const cut = /cut|complete/;
  const garbled = (body: string): Reply => json(after ? 201 : 200, body);
  return [
    { name: 'cut before', when: 'before', action: 'cut', says: cut },
    ...(after ? [{ name: 'cut during', when: 'during' as const, action: 'cut' as const, says: cut }] : []),
    { name: 'cut after', when: 'after', action: 'cut', says: cut },
    { name: 'truncated', when: 'after', action: 'truncate', says: cut },
    ...both('500', fell, /500/),
    ...both('502', text(502, '502 Bad Gateway: Registered endpoint failed to handle the request.'), /502/),
    ...both('503', text(503, 'upstream connect error or disconnect'), /503/),
    {
      name: '429',
      when: 'before',
      action: { ...often, headers: { ...often.headers, 'retry-after': '1' } },
      says: /429|too many|limit/i,
    },
    { name: '401', when: 'before', action: login, says: /401|login|token|credential|answers not like/i },
    ...both('broken JSON', garbled('{"guid": "5a1b'), unread),
    ...both('HTML with 200', html, unread),
    ...both('[]', garbled('[]'), unread),
    ...both('{}', garbled('{}'), unread),
  ];
}
