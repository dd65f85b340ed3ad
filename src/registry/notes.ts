import { duration } from '../duration.ts';
import type { HttpResponse } from '../http/http.ts';

/** More is not read. */
const mostWarnings = 5;

/** Passes on, once each, what a registry says to whoever reads the log. */
export class ServerNotes {
  readonly #domain: string;
  readonly #note: (line: string) => void;
  readonly #warnings = new Set<string>();
  #limitTold = false;

  constructor(domain: string, note: (line: string) => void) {
    this.#domain = domain;
    this.#note = note;
  }

  /** `loggedIn`: the answer was given to somebody with a login. */
  hear(response: HttpResponse, loggedIn: boolean): void {
    for (const text of warningsIn(response.headers['warning'] ?? '')) {
      if (this.#warnings.has(text) || this.#warnings.size === mostWarnings) continue;
      this.#warnings.add(text);
      this.#note(`${this.#domain} warns: ${text}`);
    }
    // A refusal says by itself what there is to say about the limit.
    const limit = response.status === 200 ? readLimit(response.headers) : undefined;
    if (this.#limitTold || limit === undefined || limit.remaining * 10 > limit.allowed) return;
    this.#limitTold = true;
    const advice = loggedIn
      ? ''
      : ' Requests without a login share the limit of the runner’s address: set registry-username and registry-password, or log in in an earlier step.';
    this.#note(
      `${this.#domain} allows ${limit.remaining} more pulls of ${limit.allowed}${windowText(limit)}.${advice}`,
    );
  }
}

/**
 * The texts of `Warning: 299 - "text"` (OCI distribution-spec, "Warnings": that code and that agent alone are a
 * registry's; the rest are those of caches).
 */
export function warningsIn(header: string): readonly string[] {
  const matches = header.matchAll(/(?<![^\s,])299\s+-\s+"((?:[^"\\]|\\.)*)"/gs);
  return [...matches]
    .map(([, text = '']) => text.replace(/\\(.)/gs, '$1').trim())
    .filter((text) => text !== '')
    .slice(0, mostWarnings);
}

/** How many pulls a registry grants, and how many are left. */
export interface PullLimit {
  readonly allowed: number;
  readonly remaining: number;
  readonly windowMs: number | undefined;
}

/** Docker Hub's `ratelimit-limit: 100;w=21600` and `ratelimit-remaining: 76;w=21600`. Undefined: there is no limit. */
export function readLimit(headers: HttpResponse['headers']): PullLimit | undefined {
  const allowed = countIn(headers['ratelimit-limit']);
  const remaining = countIn(headers['ratelimit-remaining']);
  if (allowed === undefined || remaining === undefined) return undefined;
  return { allowed: allowed.count, remaining: remaining.count, windowMs: allowed.windowMs ?? remaining.windowMs };
}

/** `100;w=21600`; the window is in seconds. */
export function countIn(header: string | undefined): { count: number; windowMs: number | undefined } | undefined {
  const [, count, window] = /^\s*(\d{1,9})(?:\s*;\s*w=(\d{1,9}))?/.exec(header ?? '') ?? [];
  if (count === undefined) return undefined;
  return { count: Number(count), windowMs: window === undefined ? undefined : Number(window) * 1000 };
}

/** ` in 6h`, or nothing when no window is given. */
export function windowText({ windowMs }: { readonly windowMs: number | undefined }): string {
  return windowMs === undefined ? '' : ` in ${duration(windowMs)}`;
}
