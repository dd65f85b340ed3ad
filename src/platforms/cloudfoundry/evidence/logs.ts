import { Cancelled } from '../../../errors.ts';
import type { Http } from '../../../http/http.ts';
import { asArray, at, parseJson, textAt } from '../../../http/json.ts';
import type { LogLine } from '../../platform.ts';
import type { Bearer } from '../api/bearer.ts';

/** A line of an app's log with what log-cache tells about it. */
export interface AppLogLine extends LogLine {
  /** `STG`, `API`, `CELL`, `HEALTH`, `APP/PROC/WEB`, … */
  readonly sourceType: string;
  readonly stderr: boolean;
  /** The exact moment, since the epoch. */
  readonly nanoseconds: bigint;
  /** Index of the instance. */
  readonly instance: string;
  /** Guid of the process, where the cell says it: during a deployment the old and the new one share the log. */
  readonly processGuid: string | undefined;
}

/** A part of a log, oldest first. */
export interface LogPage {
  readonly lines: readonly AppLogLine[];
  /** There may be more behind it. */
  readonly more: boolean;
}

/** Most that log-cache gives at once; more is refused, not cut. */
const mostLines = 1000;

interface Wish {
  /** Nanoseconds since the epoch. */
  readonly start: bigint;
  /** The newest lines, not the oldest. */
  readonly descending: boolean;
}

/** Reads an app's log. Logs only explain: whatever goes wrong here gives no lines, never an error but `Cancelled`. */
export class AppLog {
  readonly #http: Http;
  readonly #base: string | undefined;
  readonly #tokens: Bearer;

  /** @param server `links.log_cache.href`; undefined: this Cloud Foundry has none */
  constructor(http: Http, server: URL | undefined, tokens: Bearer) {
    this.#http = http;
    this.#base = server?.href.replace(/\/+$/, '');
    this.#tokens = tokens;
  }

  /**
   * The newest lines since a moment, oldest first.
   *
   * @param sinceMs milliseconds since the epoch, by the platform's clock
   */
  async since(appGuid: string, sinceMs: number, signal: AbortSignal | undefined): Promise<readonly AppLogLine[]> {
    const start = BigInt(Math.trunc(sinceMs)) * 1_000_000n;
    return (await this.#page(appGuid, { start, descending: true }, signal))?.lines ?? [];
  }

  /**
   * The lines from a moment on, as many as there are in one answer. Undefined: they could not be had.
   *
   * @param start nanoseconds since the epoch, by the platform's clock
   */
  from(appGuid: string, start: bigint, signal: AbortSignal | undefined): Promise<LogPage | undefined> {
    return this.#page(appGuid, { start, descending: false }, signal);
  }

  async #page(appGuid: string, wish: Wish, signal: AbortSignal | undefined): Promise<LogPage | undefined> {
    // 429 also stands for "too much for one answer", so a smaller piece is asked for.
    for (let limit = mostLines; limit >= mostLines / 4; limit /= 2) {
      const answer = await this.#read(appGuid, wish, limit, signal);
      if (answer !== 'too much') return answer;
    }
    return undefined;
  }

  async #read(
    appGuid: string,
    { start, descending }: Wish,
    limit: number,
    signal: AbortSignal | undefined,
  ): Promise<LogPage | 'too much' | undefined> {
    if (this.#base === undefined) return undefined;
    const url = new URL(`${this.#base}/api/v1/read/${appGuid}`);
    url.searchParams.set('envelope_types', 'LOG');
    url.searchParams.set('limit', String(limit));
    url.searchParams.set('descending', String(descending));
    // Beyond what a number holds exactly.
    url.searchParams.set('start_time', String(start));
    try {
      const response = await this.#http.send({
        method: 'GET',
        url,
        headers: { accept: 'application/json', authorization: `bearer ${await this.#tokens.bearer()}` },
        deadlineMs: 10_000,
        maxBytes: 32 * 1024 * 1024,
        retry: 'never',
        ...(signal === undefined ? {} : { signal }),
      });
      if (response.status === 429) return 'too much';
      if (response.status !== 200) return undefined;
      const lines = linesFrom(response.body.toString('utf8'));
      return { lines, more: lines.length >= limit };
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      return undefined;
    }
  }
}

/** The LOG envelopes of an answer of log-cache, sorted by their exact time. */
export function linesFrom(body: string): readonly AppLogLine[] {
  return asArray(at(parseJson(body), 'envelopes', 'batch'))
    .flatMap((envelope) => {
      const payload = textAt(envelope, 'log', 'payload');
      const nanoseconds = nanosecondsFrom(at(envelope, 'timestamp'));
      if (payload === undefined || nanoseconds === undefined) return [];
      const sourceType = textAt(envelope, 'tags', 'source_type') ?? 'APP';
      const instance = textAt(envelope, 'instance_id') ?? '';
      const type = at(envelope, 'log', 'type');
      const line: AppLogLine = {
        at: Number(nanoseconds / 1_000_000n),
        source: instance === '' ? sourceType : `${sourceType} ${instance}`,
        text: Buffer.from(payload, 'base64')
          .toString('utf8')
          .replace(/\r?\n$/, ''),
        sourceType,
        instance,
        // A number on some versions: 0 is OUT, 1 is ERR; absent is OUT.
        stderr: type === 'ERR' || type === 1,
        nanoseconds,
        processGuid: textAt(envelope, 'tags', 'process_id'),
      };
      return [line];
    })
    .sort((a, b) => (a.nanoseconds < b.nanoseconds ? -1 : a.nanoseconds > b.nanoseconds ? 1 : 0));
}

/** A string of digits, or a number on some versions. */
function nanosecondsFrom(value: unknown): bigint | undefined {
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? BigInt(Math.trunc(value)) : undefined;
}
