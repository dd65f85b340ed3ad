import { isAboutCertificates, NetworkError } from './errors.ts';
import type { HttpRequest, HttpResponse } from './http.ts';

/** Tries in all, the first one included. */
const attempts = 4;
/** A server that says when to come back is believed for longer; others may be waiting for the same moment. */
const attemptsWhenRefused = 10;
const firstPauseMs = 500;
/** A server that asks for a longer pause is not waited for: its answer is handed to the caller, who can say so. */
const longestPauseMs = 60_000;

const transientStatus = new Set([408, 500, 502, 503, 504]);

/**
 * How long to wait before the same request is sent again; undefined: not at all.
 *
 * @param outcome what came of try number `attempt` (1: the first)
 * @param now milliseconds since the epoch, for a `Retry-After` that is a date
 * @param random 0 to 1: spreads the tries of many jobs that were refused together
 */
export function pauseBeforeRetry(
  request: HttpRequest,
  outcome: HttpResponse | NetworkError,
  attempt: number,
  now: number,
  random: number,
): number | undefined {
  const rule = request.retry ?? (request.method === 'GET' || request.method === 'HEAD' ? 'safe' : 'refused');
  const isRepeatable = rule === 'safe' || rule === 'lost';
  const refused = !(outcome instanceof NetworkError) && outcome.status === 429;
  const asked = outcome instanceof NetworkError ? undefined : retryAfterMs(outcome.headers['retry-after'], now);
  // Without its word the pauses double, and would soon be longer than anybody asked for.
  const most = refused && asked !== undefined ? attemptsWhenRefused : attempts;
  if (rule === 'never' || attempt >= most) return undefined;
  const backoff = firstPauseMs * 2 ** (attempt - 1) * (0.75 + random / 2);
  if (outcome instanceof NetworkError) {
    const { reason } = outcome;
    if (isAboutCertificates(reason) || /^(?:ENOTFOUND|EPROTO|PRIVATE_ADDRESS)$/.test(reason)) return undefined;
    return isRepeatable || !outcome.mayHaveActed ? backoff : undefined;
  }
  const again = refused ? rule !== 'lost' : isRepeatable && transientStatus.has(outcome.status);
  if (!again) return undefined;
  if (asked === undefined) return backoff;
  return asked <= longestPauseMs ? Math.max(asked, firstPauseMs) : undefined;
}

/** `Retry-After` in milliseconds from `now`: seconds, or an HTTP date (RFC 9110, 10.2.3). Undefined: absent or unreadable. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1000;
  // Older Cloud Controllers give the moment, in seconds since the epoch.
  if (/^\s*\d{10}\s*$/.test(value)) return Math.max(0, Number(value) * 1000 - now);
  // Date.parse takes almost anything that holds a digit for a date; all three forms of HTTP begin with a weekday.
  const date = /^\s*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
