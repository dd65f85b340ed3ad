import type { Clock } from '../clock.ts';
import { duration } from '../duration.ts';
import { ActionError, Cancelled } from '../errors.ts';
import type { Command } from '../inputs/request.ts';
import type { LogLine, Rollout, Task, TaskLook, Tasks } from '../platforms/platform.ts';

/** Commands are short more often than long: looks begin fast and become rare. Milliseconds. */
const firstPauseMs = 1_000;
const longestPauseMs = 5_000;
/** A platform that cannot be asked for this long cannot be judged. Milliseconds. */
const blindMs = 60_000;
/** Of what a command prints, this many of the last lines are kept. */
const keptLines = 200;

/** How a command ended. */
export type TaskEnd = {
  /** Absent: the platform does not say. */
  readonly exitCode?: number;
  /** The last lines that it printed. */
  readonly log: readonly LogLine[];
} & (
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** One sentence. Foreign text. */
      readonly reason: string;
    }
);

interface Tools {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called before the command is ordered, and again when the platform has given it a name. */
  readonly save: (task: Task) => void;
  /** Called with what it prints, as it comes. */
  readonly printed: (lines: readonly LogLine[]) => void;
}

/**
 * Runs a command and waits for its end. One that takes longer than it may is ended.
 *
 * @param first what stands for the task before the platform has answered
 * @throws Cancelled when the signal fires; ActionError when the platform refuses the order
 */
export async function runTask<R extends Rollout>(
  tasks: Tasks<R>,
  command: Command,
  first: Task,
  { clock, signal, save, printed }: Tools,
  on?: R,
): Promise<TaskEnd> {
  // From here on it may run, even if we should never hear of it.
  save(first);
  const task = await tasks.start(command, on);
  save(task);
  const startedAt = clock.now();
  const log: LogLine[] = [];
  let sawAt = startedAt;
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 1.3, longestPauseMs)) {
    let look: TaskLook | undefined;
    try {
      look = await tasks.look(task);
      sawAt = clock.now();
      if (look.lines.length > 0) printed(look.lines);
      log.push(...look.lines);
      log.splice(0, Math.max(0, log.length - keptLines));
    } catch (error) {
      if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
      if (clock.now() - sawAt >= blindMs) {
        const reason = `The platform could not be asked about the command for ${duration(blindMs)}: ${error.message}`;
        return { ok: false, reason, log };
      }
    }
    if (look !== undefined && look.state !== 'running') return endOf(look, log);
    if (clock.now() - startedAt >= command.timeoutMs) {
      await tasks.cancel(task);
      return { ok: false, reason: `The command was ended: it took longer than ${duration(command.timeoutMs)}.`, log };
    }
    await clock.sleep(pause, signal);
  }
}

function endOf({ state, exitCode, reason }: TaskLook, log: readonly LogLine[]): TaskEnd {
  const code = exitCode === undefined ? {} : { exitCode };
  if (state === 'succeeded') return { ok: true, ...code, log };
  const said = reason ?? (exitCode === undefined ? 'the platform gives no reason' : `exit status ${exitCode}`);
  return { ok: false, ...code, reason: `The command failed: ${said}`, log };
}
