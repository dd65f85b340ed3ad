import { Cancelled, throwIfCancelled } from '../../../errors.ts';
import { nameOf } from '../../../http/errors.ts';
import type { Http, HttpRequest, HttpResponse, Method } from '../../../http/http.ts';
import { asObject, at, numberAt, parseJson, textAt } from '../../../http/json.ts';
import type { Bearer } from './bearer.ts';
import { answerError, CloudControllerError, problemsOf, UnreadableAnswer } from './errors.ts';
import { resourcesOf } from './shapes.ts';

export type Query = Readonly<Record<string, string>>;

interface ApiParts {
  readonly http: Http;
  /** `https://api.example.org`, without a trailing slash. */
  readonly base: string;
  readonly tokens: Bearer;
  /** Korifi answers there: it takes no field and no query key that it does not know. Absent: the Cloud Controller does. */
  readonly korifi?: true;
  /** Undefined: nothing stops the requests but their deadline. */
  readonly signal: AbortSignal | undefined;
  /** A deadline for each request. Milliseconds; undefined: the default of `Http`. */
  readonly deadlineMs?: number;
  /** The command that gives this login its role in the space: for advice. */
  role(): string;
  note(line: string): void;
}

/** More pages than this are a mistake of the filter, not a result. */
const mostPages = 100;

/** The Cloud Controller's v3 API as seen with one login. */
export class CloudController {
  readonly #parts: ApiParts;
  readonly #warned: Set<string>;

  constructor(parts: ApiParts, warned = new Set<string>()) {
    this.#parts = parts;
    this.#warned = warned;
  }

  /** Whether Korifi answers, whose v3 API is a part of the Cloud Controller's. */
  get isKorifi(): boolean {
    return this.#parts.korifi === true;
  }

  /** The same, stopped by nothing: for cleaning up in a run that has been told to stop. */
  unstoppable(deadlineMs?: number): CloudController {
    return new CloudController(
      { ...this.#parts, signal: undefined, ...(deadlineMs === undefined ? {} : { deadlineMs }) },
      this.#warned,
    );
  }

  /** @param doing what is tried, to follow "could not": `read the app` */
  async get(path: string, doing: string, query?: Query): Promise<unknown> {
    const response = await this.#asked('GET', path, doing, { query });
    return json(response) ?? unreadable(response, doing);
  }

  /** Undefined when the thing is not there, or not visible to us (404 CF-ResourceNotFound says both). */
  async find(path: string, doing: string, query?: Query): Promise<unknown> {
    try {
      return await this.get(path, doing, query);
    } catch (error) {
      if (error instanceof CloudControllerError && error.status === 404 && error.has('CF-ResourceNotFound')) {
        return undefined;
      }
      throw error;
    }
  }

  /** The pages of a list, each as it was sent. */
  async pages(path: string, doing: string, query: Query): Promise<readonly unknown[]> {
    const pages: unknown[] = [];
    let wanted = query;
    while (pages.length < mostPages) {
      const page = await this.get(path, doing, wanted);
      pages.push(page);
      const next = textAt(page, 'pagination', 'next', 'href');
      if (next === undefined || !URL.canParse(next)) break;
      // Only the query is taken over: the token goes to no other place than the first page came from.
      const following = Object.fromEntries(new URL(next).searchParams);
      if ((numberAt(page, 'pagination', 'total_pages') ?? Number.POSITIVE_INFINITY) <= pages.length) break;
      wanted = following;
    }
    return pages;
  }

  /** Every resource of a list. */
  async list(path: string, doing: string, query: Query): Promise<readonly unknown[]> {
    return (await this.pages(path, doing, query)).flatMap((page) => resourcesOf(page, doing));
  }

  /** The first page of a list, for "the newest few". */
  async firstOf(path: string, doing: string, query: Query): Promise<readonly unknown[]> {
    return resourcesOf(await this.get(path, doing, query), doing);
  }

  /**
   * A write. Undefined: an empty answer (cancel and continue answer 200 with nothing, deletions 204). Anything else that
   * is not a document of the Cloud Controller, such as a proxy's `{}`, must not read as "it is done".
   *
   * @param retry `safe` when a repeat does no harm; default: repeated only when the server provably did nothing
   * @param type what the body is called: JSON is YAML, too
   */
  async write(
    method: Exclude<Method, 'GET' | 'HEAD'>,
    path: string,
    doing: string,
    body?: object,
    retry?: 'safe',
    type?: 'application/x-yaml',
  ): Promise<unknown> {
    const response = await this.#asked(method, path, doing, { body, retry, type });
    const mayBeEmpty = method === 'DELETE' || /\/actions\/(?:cancel|continue)$/.test(path);
    if (response.body.length === 0 && mayBeEmpty) return undefined;
    const document = json(response);
    return documentKeys.some((key) => at(document, key) !== undefined) ? document : unreadable(response, doing);
  }

  /**
   * A write that the server may carry out later. Returns the guid of the job that does; undefined: it is done.
   *
   * @param retry, type as for `write`
   */
  async order(
    method: Exclude<Method, 'GET' | 'HEAD'>,
    path: string,
    doing: string,
    body?: object,
    retry?: 'safe',
    type?: 'application/x-yaml',
  ): Promise<string | undefined> {
    const response = await this.#asked(method, path, doing, { body, retry, type });
    if (response.status !== 202) return undefined;
    // Only its name is taken over: the token goes to no other place than this API.
    return /\/v3\/jobs\/([\w.~-]+)$/.exec(response.headers['location'] ?? '')?.[1] ?? unreadable(response, doing);
  }

  async #asked(
    method: Method,
    path: string,
    doing: string,
    extra: {
      query?: Query | undefined;
      body?: object | undefined;
      retry?: 'safe' | undefined;
      type?: string | undefined;
    },
  ): Promise<HttpResponse> {
    const { http, base, tokens, signal, deadlineMs } = this.#parts;
    const url = new URL(base + path);
    for (const [name, value] of Object.entries(extra.query ?? {})) url.searchParams.set(name, value);
    const requestWith = (token: string): HttpRequest => ({
      method,
      url,
      headers: {
        accept: 'application/json',
        authorization: `bearer ${token}`,
        ...(extra.body === undefined ? {} : { 'content-type': extra.type ?? 'application/json' }),
      },
      ...(extra.body === undefined ? {} : { body: JSON.stringify(extra.body) }),
      ...(extra.retry === undefined ? {} : { retry: extra.retry }),
      ...(signal === undefined ? {} : { signal }),
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    });
    const token = await stoppable(tokens.bearer(), signal);
    let response = await http.send(requestWith(token));
    // 1000 CF-InvalidAuthToken: refused before anything was done, so even a POST may be repeated once.
    if (
      response.status === 401 &&
      problemsOf(response.body).some((problem) => problem.title === 'CF-InvalidAuthToken')
    ) {
      response = await http.send(requestWith(await stoppable(tokens.instead(token), signal)));
    }
    this.warn(warningsOf(response.headers['x-cf-warnings']));
    if (response.status < 200 || response.status > 299) throw answerError(response, doing, this.role());
    return response;
  }

  /** The command that gives this login its role in the space: for advice. */
  role(): string {
    return this.#parts.role();
  }

  /** Tells what the platform warns of, each warning once. */
  warn(warnings: readonly string[]): void {
    for (const warning of warnings) {
      if (this.#warned.has(warning)) continue;
      this.#warned.add(warning);
      this.#parts.note(`Cloud Foundry warns: ${warning.replace(/^warning: */i, '')}`);
    }
  }
}

/** `X-Cf-Warnings`: items joined by commas, each of them form-encoded. */
export function warningsOf(header: string | undefined): readonly string[] {
  return (header ?? '').split(',').flatMap((item) => {
    const text = item.trim().replaceAll('+', ' ');
    if (text === '') return [];
    try {
      return [decodeURIComponent(text)];
    } catch {
      return [text];
    }
  });
}

/** A value for a filter that takes a comma list: the server splits at commas and then decodes `%XX`. */
export function filterValue(value: string): string {
  return value.replaceAll('%', '%25').replaceAll(',', '%2C');
}

/** One of them is in every document that a write is answered with: resources, variables, relationships, destinations, differences. */
const documentKeys = ['guid', 'var', 'data', 'destinations', 'diff'];

/** The body; undefined when it is no JSON object. */
function json(response: HttpResponse): unknown {
  const value = parseJson(response.body.toString('utf8'));
  return asObject(value);
}

function unreadable(response: HttpResponse, doing: string): never {
  throw new UnreadableAnswer(`Could not ${doing}: the answer is not what was asked for (${nameOf(response.request)})`);
}

/** Ends the wait, not the work, when the signal fires. */
async function stoppable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  throwIfCancelled(signal);
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal.reason instanceof Cancelled ? signal.reason : new Cancelled());
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
