import { gzipSync } from 'node:zlib';
import type { SandboxClock } from '../clock.ts';
import type { Exchange, Fault, Reply, RunningServer } from '../server.ts';

/** One thing that a server does to an answer. Several are done one after the other. */
export type Twist = (answer: Reply, exchange: Exchange) => Reply;

/** Which requests of a registry; those of a token server or a storage are told apart by nothing. */
export interface Which {
  readonly of?: 'manifests' | 'blobs' | 'tags';
  /** Default: every one. */
  readonly repository?: string;
  /** Default: GET and HEAD, each counted for itself. */
  readonly method?: 'GET' | 'HEAD' | 'POST';
  /** 1: the first such request, 2: the second, …; undefined: every one. */
  readonly nth?: number;
}

/** Faults for a server that make other answers of its own: `server.faults.push(...behave({ of: 'blobs' }, gzipped))`. */
export function behave({ of, repository, method, nth }: Which, ...twists: readonly Twist[]): Fault[] {
  const name = repository === undefined ? '.+' : escaped(repository);
  const path = new RegExp(of === undefined ? '' : `^/v2/${name}/${of}/`);
  const action: Twist = (answer, exchange) => twists.reduce((reply, twist) => twist(reply, exchange), answer);
  return (method === undefined ? ['GET', 'HEAD'] : [method]).map((one) => ({
    method: one,
    path,
    ...(nth === undefined ? {} : { nth }),
    when: 'after',
    action,
  }));
}

/** Instead of the answer, whatever it is. */
export const answers =
  (reply: Reply): Twist =>
  () =>
    reply;

/** `value` undefined: the header is left out. */
export const header =
  (name: string, value: string | readonly string[] | undefined): Twist =>
  (answer) => {
    const { [name]: _, ...headers } = answer.headers ?? {};
    return { ...answer, headers: value === undefined ? headers : { ...headers, [name]: value } };
  };

/** RFC 9111, 5.5, as the OCI distribution-spec ("Warnings") wants it. */
export const warning = (text: string): Twist => header('warning', `299 - "${text.replace(/(["\\])/g, '\\$1')}"`);

/** Not now. `retryAfter`: seconds, a date, or what should be one. */
export const busy = (status: 429 | 500 | 502 | 503 | 504, retryAfter?: number | Date | string): Twist =>
  answers({
    status,
    headers:
      retryAfter === undefined
        ? {}
        : { 'retry-after': retryAfter instanceof Date ? retryAfter.toUTCString() : String(retryAfter) },
    body: { errors: [{ code: status === 429 ? 'TOOMANYREQUESTS' : 'UNAVAILABLE', message: 'come back later' }] },
  });

/** A twist for a while: `at` is milliseconds since the epoch, by that clock. */
export const until =
  (clock: Pick<SandboxClock, 'now'>, at: number, twist: Twist): Twist =>
  (answer, exchange) =>
    clock.now() < at ? twist(answer, exchange) : answer;

/** The forms that errors have beside the one of the spec: a proxy's page, nothing, Docker Hub's `details`, plain text. */
export const errorAs = (status: number, form: 'html' | 'empty' | 'details' | 'text', words = 'not today'): Twist => {
  const html = `<html><head><title>${status}</title></head><body><h1>${words}</h1></body></html>`;
  const forms: Readonly<Record<typeof form, Reply>> = {
    html: { status, headers: { 'content-type': 'text/html' }, body: html },
    empty: { status, body: '' },
    details: { status, body: { details: words } },
    text: { status, headers: { 'content-type': 'text/plain' }, body: words },
  };
  return answers(forms[form]);
};

/** `location` undefined: a redirect to nowhere. */
export const redirected = (status: 301 | 302 | 303 | 307 | 308, location: string | undefined): Twist =>
  answers({ status, headers: location === undefined ? {} : { location }, body: '' });

/** In chunks, its length never said. */
export const chunked: Twist = (answer) => ({ ...answer, wire: { ...answer.wire, announced: 'none' } });

/** So many bytes more, or less, than `Content-Length` says. */
export const misannounced =
  (difference: number): Twist =>
  (answer) => ({ ...answer, wire: { ...answer.wire, announced: bytesOf(answer).length - difference } });

/** Longer than it should be, its length said truly. */
export const longer =
  (bytes: number): Twist =>
  (answer) => ({ ...answer, body: Buffer.concat([bytesOf(answer), Buffer.alloc(bytes, ' ')]) });

/** A few bytes at a time. */
export const dripping =
  (bytes: number, everyMs: number): Twist =>
  (answer) => ({ ...answer, wire: { ...answer.wire, drip: { bytes, everyMs } } });

/** The connection is reset after so many bytes. */
export const resetAfter =
  (bytes: number): Twist =>
  (answer) => ({ ...answer, wire: { ...answer.wire, resetAfter: bytes } });

/** Compressed, though nobody has asked for it. */
export const gzipped: Twist = (answer) => encoded(answer, bytesOf(answer));

/** Some kilobytes on the wire that become so many bytes. */
export const bomb =
  (bytes: number): Twist =>
  (answer) =>
    encoded(answer, Buffer.alloc(bytes, ' '));

export interface Chain {
  readonly status: 301 | 302 | 303 | 307 | 308;
  /** Redirects before the blob comes; `endless`: it never does. */
  readonly hops: number | 'endless';
  /** `there`: on the registry, `Location` without a host; `across`: from one origin to the other and back. */
  readonly by: 'there' | 'across';
}

/** Sends whoever wants a blob of `repository` from one place to the next. */
export function chainBlobs(
  { server, storage }: { readonly server: RunningServer; readonly storage: RunningServer },
  repository: string,
  { status, hops, by }: Chain,
): void {
  let blob: Reply = { status: 404 };
  const hop = (number: number): Reply => {
    if (number === hops) return blob;
    const path = `/hops/${hops === 'endless' ? 1 : number + 1}`;
    const next = number % 2 === 0 ? storage : server;
    return { status, headers: { location: by === 'there' ? path : `${next.url}${path}` }, body: '' };
  };
  const onTheWay: Fault = {
    method: 'GET',
    path: /^\/hops\/\d+$/,
    when: 'after',
    action: (_, { path }) => hop(Number(path.split('/').at(-1))),
  };
  const first: Twist = (answer) => {
    blob = answer;
    return hop(0);
  };
  server.faults.push(...behave({ of: 'blobs', repository, method: 'GET' }, first), onTheWay);
  storage.faults.push(onTheWay);
}

function encoded(answer: Reply, bytes: Buffer): Reply {
  return { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' }, body: gzipSync(bytes) };
}

function bytesOf({ body }: Reply): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
