import type { Clock } from '../clock.ts';
import { duration } from '../duration.ts';
import { ActionError, Cancelled } from '../errors.ts';
import type { Http, HttpResponse } from '../http/http.ts';
import type { SmokeTest, StatusRange } from '../inputs/request.ts';

/** Between two tries, first and at most. Milliseconds. */
const firstPauseMs = 500;
const longestPauseMs = 5_000;
/** One try; a slower answer is none. Milliseconds. */
const deadlineMs = 15_000;
const mostRedirects = 5;
const maxBytes = 1024 * 1024;

export type SmokeResult =
  | { readonly ok: true; readonly line: string }
  | { readonly ok: false; readonly reason: string };

interface Tools {
  readonly http: Http;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** One line for the log; may hold foreign text. */
  note(line: string): void;
}

/** Where the smoke test goes; undefined: it is a path, and the app's address is not known. */
export function smokeUrl({ target }: SmokeTest, app: string | undefined): URL | undefined {
  if (target instanceof URL) return target;
  return app !== undefined && URL.canParse(app) ? new URL(target.path, app) : undefined;
}

/**
 * Asks the app itself, by the way its users come, until the answer is right or the time is up. Redirects are followed
 * within the app's own host. No credential is sent.
 *
 * @throws Cancelled when the signal fires
 */
export async function smoke(test: SmokeTest, url: URL, tools: Tools): Promise<SmokeResult> {
  const { clock, signal, note } = tools;
  const giveUpAt = clock.now() + test.timeoutMs;
  let said = '';
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 1.5, longestPauseMs)) {
    const startedAt = clock.now();
    const { passed, line } = await once(test, url, tools);
    if (passed) return { ok: true, line: `${line} in ${duration(clock.now() - startedAt)}` };
    if (line !== said) note(line);
    said = line;
    if (clock.now() + pause >= giveUpAt) return { ok: false, reason: `${line}, for ${duration(test.timeoutMs)}` };
    await clock.sleep(pause, signal);
  }
}

/** `GET https://web.acme.gov/healthz · 200`, or what was wrong with it. */
async function once(test: SmokeTest, url: URL, { http, signal }: Tools): Promise<{ passed: boolean; line: string }> {
  const asked = `GET ${url.origin}${url.pathname}`;
  try {
    const response = await follow(url, http, signal);
    const answered = `${asked} · ${response.status}`;
    if (!passes(response.status, test.statuses)) {
      return { passed: false, line: `${answered} instead of ${test.statuses.map(rangeText).join(', ')}` };
    }
    if (test.text !== undefined && !response.body.toString('utf8').includes(test.text)) {
      return { passed: false, line: `${answered}, without the text that was asked for` };
    }
    return { passed: true, line: answered };
  } catch (error) {
    if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
    return { passed: false, line: `${asked} · ${error.message}` };
  }
}

/** A redirect that is itself asked for (`smoke-test-status: 302`) is an answer; so is one to another host. */
async function follow(first: URL, http: Http, signal: AbortSignal): Promise<HttpResponse> {
  let url = first;
  for (let hops = 0; ; hops++) {
    const response = await http.send({ method: 'GET', url, deadlineMs, maxBytes, retry: 'never', signal });
    const location = response.headers['location'];
    const isRedirect = [301, 302, 303, 307, 308].includes(response.status);
    if (!isRedirect || location === undefined || hops >= mostRedirects || !URL.canParse(location, url.href))
      return response;
    const next = new URL(location, url);
    if (next.host !== first.host) return response;
    url = next;
  }
}

function passes(status: number, ranges: readonly StatusRange[]): boolean {
  return ranges.some(({ from, to }) => status >= from && status <= to);
}

function rangeText({ from, to }: StatusRange): string {
  return from === to ? `${from}` : `${from}-${to}`;
}
