import type { LookupFunction } from 'node:net';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** For requests that set none. Milliseconds. */
export const defaultDeadlineMs = 30_000;

/** For requests that set no limit. Bytes. */
export const defaultMaxBytes = 4 * 1024 * 1024;

/** A guard of the addresses that are connected to. */
export interface Reach {
  /** Why an address must not be connected to: a `reason` of `NetworkError`. Undefined: it may. */
  refusal(address: string): string | undefined;
  /** DNS that hands out none of those: what is checked is what is connected to. */
  readonly lookup: LookupFunction;
}

export interface HttpRequest {
  readonly method: Method;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole exchange, from the first byte sent to the last one read. Default: `defaultDeadlineMs`. Milliseconds. */
  readonly deadlineMs?: number;
  /** A longer body is an error. Default: `defaultMaxBytes`. Bytes. */
  readonly maxBytes?: number;
  /** `cut`: of a longer body so much is read, and no more. Default: `refuse`. */
  readonly longer?: 'refuse' | 'cut';
  /**
   * Which answers are tried again; `retry.ts` says how often.
   *
   * - `safe`: a repeat does no harm: lost answers, 408, 429, 500, 502, 503, 504
   * - `lost`: as `safe`, but a 429 comes back at once: for callers who can do better than to wait
   * - `refused`: only when the server provably did nothing (no connection, 429)
   * - `never`
   * Default: `safe` for GET and HEAD, `refused` for the rest.
   */
  readonly retry?: 'safe' | 'lost' | 'refused' | 'never';
  /** For hosts that a stranger named: which addresses may be connected to. A proxy looks names up by itself. Default: all. */
  readonly reach?: Reach;
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly request: HttpRequest;
  readonly status: number;
  /** Names in lower case; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Sends one request and reads the whole answer. Redirects are answers. Any status is an answer, not an error. */
export interface Http {
  send(request: HttpRequest): Promise<HttpResponse>;
}

/** One that counts: every request that went out, those that were tried again included. */
export interface CountingHttp extends Http {
  readonly sent: number;
}
