import type { Clock } from '../../clock.ts';
import { ActionError } from '../../errors.ts';
import { nameOf } from '../../http/errors.ts';
import type { HttpResponse, Method } from '../../http/http.ts';
import { at, parseJson } from '../../http/json.ts';
import type { PlatformContext } from '../platform.ts';
import { type Advisors, adviceOn, inFront } from './advice.ts';
import { wordsOf } from './words.ts';

export type ApiVersion = 'v1' | 'v2';

/** What sets one kind of controller apart from another. */
export interface Dialect extends Advisors {
  /** Under which path its API is. */
  readonly version: ApiVersion;
}

/** One answer of a controller, read. */
export interface Answer {
  readonly status: number;
  /** Undefined when the body is not JSON. */
  readonly json: unknown;
  /** The controller's own words, from whichever form the body has. */
  readonly words: string;
  readonly response: HttpResponse;
}

/** The controller answered, and said no. */
export class ControllerError extends ActionError {
  override readonly name = 'ControllerError';
  readonly status: number;
  /** The controller's own words. */
  readonly words: string;
  constructor(code: string, message: string, answer: Answer, hint: string | undefined) {
    super(code, message, { hint });
    this.status = answer.status;
    this.words = answer.words;
  }
}

export interface CallOptions {
  /** Milliseconds. */
  readonly deadlineMs?: number;
  readonly retry?: 'safe' | 'refused' | 'never';
}

/** Requests to one controller: the paths of its API, the token, the family's error bodies. Redirects are never followed. */
export class ControllerApi {
  readonly dialect: Dialect;
  /** Host and port, for messages. */
  readonly host: string;
  readonly #context: PlatformContext;
  #token: string | undefined;

  constructor(context: PlatformContext, dialect: Dialect) {
    this.#context = context;
    this.dialect = dialect;
    this.host = context.request.api.host;
  }

  /** Sent from now on as `Authorization: token …` (all generations take the word in any case). */
  authenticate(token: string): void {
    this.#token = token;
  }

  /** Where a path is, and what says who asks: for what is asked otherwise than by `call`. */
  addressed(path: string): {
    readonly url: URL;
    readonly headers: Record<string, string>;
    readonly signal: AbortSignal;
    readonly clock: Clock;
  } {
    return {
      clock: this.#context.clock,
      url: controllerUrl(this.#context.request.api, path, this.dialect.version),
      headers: this.#token === undefined ? {} : { authorization: `token ${this.#token}` },
      // Read anew: a cancelled run sends its last requests under a signal of their own.
      signal: this.#context.signal,
    };
  }

  /** @param path below the API's own, with its trailing slash: `apps/web/releases/?limit=1` */
  async call(method: Method, path: string, body?: object, options: CallOptions = {}): Promise<Answer> {
    const { url, headers, signal } = this.addressed(path);
    const response = await this.#context.http.send({
      ...{ method, url, signal },
      headers: {
        accept: 'application/json',
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
      ...(options.retry === undefined ? {} : { retry: options.retry }),
    });
    return answerOf(response);
  }

  /**
   * The JSON of a 200.
   *
   * @param has a key that the true answer has. A login page, or a proxy's `{}`, must not read as "there is none".
   * @throws ControllerError for anything else
   */
  async get(path: string, doing: string, has: string): Promise<unknown> {
    const answer = await this.call('GET', path);
    if (answer.status === 200 && at(answer.json, has) !== undefined) return answer.json;
    throw this.refusal(answer, doing);
  }

  /** The same; undefined for the controller's own 404 (an unknown path answers HTML and is an error). */
  async find(path: string, doing: string, has: string): Promise<unknown> {
    const answer = await this.call('GET', path);
    if (answer.status === 404 && !isHtml(answer)) return undefined;
    if (answer.status === 200 && at(answer.json, has) !== undefined) return answer.json;
    throw this.refusal(answer, doing);
  }

  /** @param doing what was tried, as a noun: `reading app web` */
  refusal(answer: Answer, doing: string): ControllerError {
    const { title } = this.dialect;
    const { status, words } = answer;
    const said = words === '' ? `status ${status} without a word` : words;
    const where = `${nameOf(answer.response.request)}: ${status}`;
    const no = { status, words, isHtml: isHtml(answer), retryAfter: answer.response.headers['retry-after'] };
    const advice = adviceOn(no, this.dialect, this.#token !== undefined);
    const fail = (code: string, message: string) => new ControllerError(code, `${message} (${where})`, answer, advice);
    if (status >= 300 && status < 400) return redirectError(answer);
    if (status === 401) return fail('CONTROLLER_TOKEN', `${title} refuses the login: ${said}`);
    if (status === 403) return fail('CONTROLLER_FORBIDDEN', `${doing}: ${title} does not permit it: ${said}`);
    if (status === 404 && isHtml(answer)) {
      return fail('CONTROLLER_PATH', `${doing}: the server does not know this path`);
    }
    if (status === 429) return fail('CONTROLLER_BUSY', `${doing}: too many requests: ${said}`);
    if (status === 502 || status === 503 || status === 504) {
      return fail('CONTROLLER_UNAVAILABLE', `${doing}: ${title} is not available: ${said}`);
    }
    if (status >= 200 && status < 300) {
      const what = answer.json === undefined ? 'not JSON' : 'not what was asked for';
      return fail('CONTROLLER_ANSWER', `${doing}: the answer is ${what}: ${said}`);
    }
    return fail('CONTROLLER_REFUSED', `${doing}: ${said}`);
  }
}

/**
 * Every entry of a list. What cannot be read is not left out: a list of which nothing is left reads as "there is none".
 *
 * @param read undefined: it is not what was asked for
 * @throws ActionError `CONTROLLER_ANSWER`
 */
export function entriesOf<T>(json: unknown, read: (value: unknown) => T | undefined, doing: string): readonly T[] {
  const values = at(json, 'results');
  const entries = Array.isArray(values) ? values.map(read) : [undefined];
  if (entries.every((entry) => entry !== undefined)) return entries;
  throw new ActionError('CONTROLLER_ANSWER', `${doing}: the answer is a list that is not what was asked for`, {
    hint: inFront,
  });
}

export function controllerUrl(api: URL, path: string, version: ApiVersion): URL {
  return new URL(`${api.origin}${api.pathname.replace(/\/+$/, '')}/${version}/${path}`);
}

export function answerOf(response: HttpResponse): Answer {
  const text = response.body.toString('utf8');
  return { status: response.status, json: parseJson(text), words: wordsOf(text), response };
}

export function isHtml(answer: Answer): boolean {
  return answer.json === undefined && /^text\/html/.test(answer.response.headers['content-type'] ?? '');
}

/** Following a redirect would turn a POST into a GET and may carry the token elsewhere: the user writes the right URL. */
export function redirectError(answer: Answer): ControllerError {
  const { request, headers } = answer.response;
  const target = locationOf(headers['location'], request.url);
  const hint =
    target === undefined
      ? 'Write the URL at which the controller itself answers as `api`.'
      : `Write \`api: ${target}\`${target.startsWith('https:') && request.url.protocol === 'http:' ? ': use https://' : ''}.`;
  return new ControllerError(
    'CONTROLLER_REDIRECT',
    `${nameOf(request)} redirects to ${target ?? 'another address'} (${answer.status}), and redirects are not followed.`,
    answer,
    hint,
  );
}

/** A base path as people give one; anything else may hold what was sent, encoded once more. */
const plainPath = /^[\w./~-]{0,100}$/;

/** Where a redirect leads, without the API's own path: what the user would write as `api`. */
function locationOf(location: string | undefined, from: URL): string | undefined {
  if (location === undefined || !URL.canParse(location, from.href)) return undefined;
  const { origin, pathname } = new URL(location, from);
  const base = pathname.replace(/\/v[12](\/.*)?$/, '').replace(/\/+$/, '');
  return plainPath.test(base) ? `${origin}${base}` : undefined;
}
