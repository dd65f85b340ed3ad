import { ActionError, Cancelled, messageOf, Uncertain } from '../../errors.ts';
import { NetworkError } from '../../http/errors.ts';
import type { Command } from '../../inputs/request.ts';
import type { Answer, ControllerApi } from '../controller/api.ts';
import type { LogLine, PlatformContext, Rollout, Task, TaskLook, Tasks } from '../platform.ts';
import { blockingDeadlineMs } from './build.ts';

/** How a generation of Deis runs commands. */
export interface CommandDialect {
  /** `Deis v1`. */
  readonly title: string;
  /** Throws an ActionError for a command that it would not run as it stands. */
  refuse?(command: string): void;
  /** What a 200 says; undefined: it says nothing of a command. */
  endIn(answer: Answer): (Pick<TaskLook, 'exitCode' | 'reason' | 'hint'> & { readonly output: string }) | undefined;
  /** What to do about a refusal, by its words. */
  hintFor(words: string): string | undefined;
  /** What to do about a command that its scheduler could not begin, and may begin yet. Absent or undefined: it will not. */
  lingers?(words: string): string | undefined;
}

/**
 * One-off commands of Deis: a POST that is answered once the command has ended, by its exit code and what it has printed. It
 * leaves nothing that could be asked about or ended, so all that is known of it this process knows.
 */
export class BlockingTasks<R extends Rollout> implements Tasks<R> {
  readonly anyImage = false;
  readonly #api: ControllerApi;
  readonly #context: Pick<PlatformContext, 'runId' | 'request'>;
  readonly #dialect: CommandDialect;
  #look: (() => TaskLook) | undefined;

  constructor(api: ControllerApi, context: Pick<PlatformContext, 'runId' | 'request'>, dialect: CommandDialect) {
    this.#api = api;
    this.#context = context;
    this.#dialect = dialect;
  }

  async start({ command, memoryMb, diskMb }: Command): Promise<Task> {
    if (memoryMb !== undefined || diskMb !== undefined) {
      throw refusedCommand(`${this.#dialect.title} sets no limits to a command`, 'Leave memory and disk out.');
    }
    this.#dialect.refuse?.(command);
    const { app } = this.#context.request;
    let look = (): TaskLook => ({ state: 'running', lines: [] });
    this.#look = () => look();
    void this.#run(app, command).then(
      (end) => {
        look = () => end;
      },
      (error: unknown) => {
        look = () => {
          throw error;
        };
      },
    );
    return { runId: this.#context.runId, app };
  }

  async look(): Promise<TaskLook> {
    if (this.#look !== undefined) return this.#look();
    throw this.#uncertain(`${this.#dialect.title} does not tell what has become of a command`);
  }

  cancel(): Promise<void> {
    const message = `${this.#dialect.title} has no way to end a command; it ends its waiting after 20 minutes`;
    return Promise.reject(new ActionError('DEIS_COMMAND', message));
  }

  /** Sent once. @throws Uncertain when the answer was lost */
  async #run(app: string, command: string): Promise<TaskLook> {
    const doing = `running the command in ${app}`;
    const lost = (why: string, cause?: unknown) =>
      this.#uncertain(`What the command came to was lost (${why})`, { cause });
    let answer: Answer;
    try {
      answer = await this.#api.call('POST', `apps/${app}/run/`, { command }, { deadlineMs: blockingDeadlineMs });
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      if (error instanceof NetworkError && !error.mayHaveActed)
        return { state: 'failed', reason: error.message, lines: [] };
      throw lost(messageOf(error), error);
    }
    const { status, words } = answer;
    const end = status === 200 ? this.#dialect.endIn(answer) : undefined;
    if (end === undefined) {
      // The scheduler’s own words are JSON; the router has a page. A success that tells of no end is somebody else’s.
      const scheduler = status === 503 && answer.json !== undefined;
      if (!scheduler && (status < 300 || status === 408 || status >= 499)) {
        throw lost(this.#api.refusal(answer, doing).message);
      }
      const lingering = scheduler ? this.#dialect.lingers?.(words) : undefined;
      if (lingering !== undefined) {
        throw this.#uncertain(`Deis could not begin the command: ${words}`, { hint: lingering });
      }
      const reason = status === 400 || status === 503 ? words : this.#api.refusal(answer, doing).message;
      const hint = this.#dialect.hintFor(words);
      return { state: 'failed', reason, ...(hint === undefined ? {} : { hint }), lines: [] };
    }
    const { output, ...told } = end;
    return { state: told.exitCode === 0 ? 'succeeded' : 'failed', ...told, lines: linesOf(output) };
  }

  #uncertain(message: string, more: { readonly hint?: string; readonly cause?: unknown } = {}): Uncertain {
    return new Uncertain('DEIS_COMMAND', message, { hint: lookYourself, ...more });
  }
}

const lookYourself =
  'See `deis logs` for what the command has done before it is run again: all, a part, or nothing of it.';

function linesOf(output: string): readonly LogLine[] {
  const lines = output.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.map((text) => ({ source: 'run', text }));
}

export function refusedCommand(message: string, hint: string): ActionError {
  return new ActionError('DEIS_COMMAND', `${message}.`, { hint });
}
