import type { Clock } from '../../../clock.ts';
import type { LogLine } from '../../platform.ts';
import type { AppLog, AppLogLine } from '../evidence/logs.ts';
import type { TaskRecord } from './record.ts';

/** Lines come this much late, and out of order (cf CLI `sharedaction/logging.go`). Nanoseconds. */
const lateNs = 2_000_000_000n;
/** A chatty app shares the log: so many pages of it are read at once, and the rest with the next look. */
const mostPages = 10;
/** After the end of a task, looks for lines that are late. One comes a second after the other. */
const lastLooks = 4;
const lastPauseMs = 1_000;

interface Parts {
  readonly log: AppLog;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** Follows what one task prints. No line is told twice; one that cannot be had is none. */
export class TaskLog {
  readonly #parts: Parts;
  readonly #appGuid: string;
  readonly #source: string;
  /** Of any line of the app, whoever wrote it. Nanoseconds since the epoch, by the platform's clock. */
  #newest: bigint;
  readonly #told = new Map<string, bigint>();
  /** The runtime's last word on a task: `Exit status 0`. */
  #hasEnd = false;

  constructor(task: TaskRecord, parts: Parts) {
    this.#parts = parts;
    this.#appGuid = task.appGuid;
    this.#source = `APP/TASK/${task.name}`;
    const since = Date.parse(task.createdAt);
    this.#newest = Number.isNaN(since) ? 0n : BigInt(since) * 1_000_000n;
  }

  /** What has come since the last time, oldest first. Undefined: the log cannot be had. */
  async read(): Promise<readonly LogLine[] | undefined> {
    const { log, signal } = this.#parts;
    const fresh: AppLogLine[] = [];
    let start = this.#newest - lateNs;
    for (let pages = 0; pages < mostPages; pages++) {
      const page = await log.from(this.#appGuid, start < 0n ? 0n : start, signal);
      if (page === undefined) return pages === 0 ? undefined : this.#tell(fresh);
      fresh.push(...page.lines.filter((line) => line.sourceType === this.#source));
      const last = page.lines.at(-1)?.nanoseconds ?? 0n;
      if (last > this.#newest) this.#newest = last;
      if (!page.more) break;
      // A page whose lines are all of one moment would be read for ever.
      start = last > start ? last : start + 1n;
    }
    return this.#tell(fresh);
  }

  /** What is left once the task has ended: late lines are waited for until the runtime's last word. */
  async rest(): Promise<readonly LogLine[] | undefined> {
    const lines: LogLine[] = [];
    for (let looks = 1; ; looks++) {
      const more = await this.read();
      if (more === undefined) return looks === 1 ? undefined : lines;
      lines.push(...more);
      if (this.#hasEnd || looks === lastLooks) return lines;
      await this.#parts.clock.sleep(lastPauseMs, this.#parts.signal);
    }
  }

  #tell(lines: readonly AppLogLine[]): readonly LogLine[] {
    const told = lines.flatMap(({ nanoseconds, text, stderr, at }) => {
      const key = `${nanoseconds} ${stderr} ${text}`;
      if (this.#told.has(key)) return [];
      this.#told.set(key, nanoseconds);
      if (/^Exit status \d+/.test(text)) this.#hasEnd = true;
      return [
        { source: stderr === true ? 'ERR' : 'OUT', text, stderr: stderr === true, ...(at === undefined ? {} : { at }) },
      ];
    });
    // Older ones are not asked for again.
    for (const [key, at] of this.#told) if (at < this.#newest - lateNs) this.#told.delete(key);
    return told;
  }
}
