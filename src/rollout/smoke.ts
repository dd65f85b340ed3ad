import type { Clock } from '../clock.ts';
import { duration } from '../duration.ts';
import { ActionError, Cancelled } from '../errors.ts';
import { nameOf } from '../http/errors.ts';
import type { Http, HttpResponse } from '../http/http.ts';
import type { SmokeTest, StatusRange } from '../inputs/request.ts';

/** Between two tries, first and at most. Milliseconds. */
const firstPauseMs = 500;
const longestPauseMs = 5_000;
/** One try; a slower answer is none. Milliseconds. */
const deadlineMs = 15_000;
/** With less time than this nothing is asked any more. Milliseconds. */
const shortestTryMs = 500;
const mostRedirects = 5;
/** Of the body this much is read: what it must hold stands within it. Bytes. */
const maxBytes = 1024 * 1024;

/** What came of one question to the app. Foreign text. */
export interface Answer {
  readonly right: boolean;
  /** `GET https://web.acme.gov/healthz · 200`, and what was wrong with it. */
  readonly line: string;
  /** The first line of the body that says something; undefined: there was none. */
  readonly words?: string;
}

interface Tools {
  readonly http: Http;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Where the smoke test goes; undefined: it is a path, and the app's address is not known. The path stands below that of
 * the address: a route with a path leads to the app below that path alone.
 */
export function smokeUrl({ target }: SmokeTest, app: string | undefined): URL | undefined {
  if (target instanceof URL) return target;
  const base = app === undefined ? null : URL.parse(app);
  // TCP routes have none that could be asked.
  if (base === null || !/^https?:$/.test(base.protocol)) return undefined;
  return new URL(base.pathname.replace(/\/+$/, '') + target.path, base);
}

/**
 * Asks the app itself, by the way its users come, until the answer is right or the time is up.
 *
 * @param note told what is wrong, whenever that changes; may hold foreign text
 * @throws Cancelled when the signal fires
 */
export async function smoke(
  test: SmokeTest,
  url: URL,
  { note, ...tools }: Tools & { note(line: string): void },
): Promise<Answer> {
  const { clock, signal } = tools;
  const giveUpAt = clock.now() + test.timeoutMs;
  let said = '';
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 1.5, longestPauseMs)) {
    const startedAt = clock.now();
    const answer = await ask(test, url, tools, giveUpAt - startedAt);
    if (answer.right) return { ...answer, line: `${answer.line} in ${duration(clock.now() - startedAt)}` };
    if (answer.line !== said) note(answer.line);
    said = answer.line;
    const left = giveUpAt - clock.now() - shortestTryMs;
    if (left <= 0) return { ...answer, line: `${answer.line}, for ${duration(test.timeoutMs)}` };
    // The last try is at the end: an app that is right just then is right.
    await clock.sleep(Math.min(pause, left), signal);
  }
}

/**
 * One question. Redirects are followed within the app's own host, unless they are what is asked for. No credential is
 * sent, and of the URL's query nothing is told.
 *
 * @param withinMs at most
 * @throws Cancelled when the signal fires
 */
export async function ask(test: SmokeTest, url: URL, tools: Tools, withinMs = deadlineMs): Promise<Answer> {
  const asked = `GET ${url.origin}${url.pathname}`;
  try {
    const { response, elsewhere } = await follow(test, url, tools, Math.min(withinMs, deadlineMs));
    const body = response.body.toString('utf8');
    const words = body
      .split(/\r\n|\r|\n/)
      .map((line) => line.trim())
      .find((line) => line !== '');
    const line = `${asked} · ${response.status}${elsewhere === undefined ? '' : ` to ${elsewhere}`}`;
    const wrong = mistakeIn(test, response.status, body);
    if (wrong === undefined) return { right: true, line };
    return { right: false, line: `${line}${wrong}`, ...(words === undefined ? {} : { words }) };
  } catch (error) {
    if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
    // The request's own name stands there already.
    return { right: false, line: `${asked} · ${error.message.replace(`${nameOf({ method: 'GET', url })}: `, '')}` };
  }
}

function mistakeIn({ statuses, text }: SmokeTest, status: number, body: string): string | undefined {
  if (!passes(status, statuses)) return ` instead of ${statuses.map(rangeText).join(', ')}`;
  return text === undefined || body.includes(text) ? undefined : ', without the text that was asked for';
}

interface Followed {
  readonly response: HttpResponse;
  /** Where a redirect leads that is not followed: a host, or what is wrong. */
  readonly elsewhere?: string;
}

async function follow(test: SmokeTest, first: URL, tools: Tools, withinMs: number): Promise<Followed> {
  const { http, clock, signal } = tools;
  const until = clock.now() + withinMs;
  let url = first;
  for (let hops = 0; ; hops++) {
    const response = await http.send({
      ...{ method: 'GET', url, signal, maxBytes, longer: 'cut', retry: 'never' },
      // What is packed could not be searched.
      headers: { accept: '*/*', 'accept-encoding': 'identity' },
      deadlineMs: Math.max(1, until - clock.now()),
    });
    const location = response.headers['location'];
    const isRedirect = [301, 302, 303, 307, 308].includes(response.status);
    if (!isRedirect || location === undefined || passes(response.status, test.statuses)) return { response };
    const next = URL.parse(location, url.href);
    if (next === null || !/^https?:$/.test(next.protocol)) return { response, elsewhere: 'no address' };
    if (next.hostname !== first.hostname) return { response, elsewhere: next.host };
    if (hops >= mostRedirects) return { response, elsewhere: `${next.host} once more, after ${hops} others` };
    url = next;
  }
}

function passes(status: number, ranges: readonly StatusRange[]): boolean {
  return ranges.some(({ from, to }) => status >= from && status <= to);
}

function rangeText({ from, to }: StatusRange): string {
  return from === to ? `${from}` : `${from}-${to}`;
}
