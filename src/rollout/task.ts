import type { Clock } from '../clock.ts';
import { duration } from '../duration.ts';
import { ActionError, Cancelled, Uncertain } from '../errors.ts';
import type { Command } from '../inputs/request.ts';
import { Overtaken } from '../platforms/overtaken.ts';
import type { LogLine, Rollout, Task, TaskLook, Tasks } from '../platforms/platform.ts';
import type { Pace } from './pace.ts';

/** Between two looks at a command that was told to end. Milliseconds. */
const endPauseMs = 1_000;
/** A platform that cannot be asked for this long cannot be judged. A command goes on meanwhile. Milliseconds. */
const blindMs = 5 * 60_000;
/** For the order of a run that was killed to show up, and for a command to end that was told to. Milliseconds. */
const appearMs = 5_000;
const endMs = 20_000;

/** How a command ended. */
export type TaskEnd =
  | { readonly ended: 'succeeded'; readonly exitCode?: number }
  | {
      /** `unknown`: the platform could not be asked any more, or does not tell whether it has started it. */
      readonly ended: 'failed' | 'unknown';
      /** Absent: it has none, or the platform does not say. */
      readonly exitCode?: number;
      /** One sentence. Foreign text. */
      readonly reason: string;
      readonly hint?: string | undefined;
      /** It may still be running. */
      readonly mayRun: boolean;
    };

interface Patience {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

interface Tools extends Patience {
  readonly pace: Pace;
  /** Called before the command is ordered, and again when the platform has given it a name. */
  readonly save: (task: Task) => void;
  /** Called with what it prints, as it comes. */
  readonly printed: (lines: readonly LogLine[]) => void;
}

/**
 * Runs a command and waits for its end. One that takes longer than it may is ended.
 *
 * @param first what stands for the task before the platform has answered
 * @throws Cancelled when the signal fires; Overtaken when somebody else has released before it could begin
 */
export async function runTask<R extends Rollout>(
  tasks: Tasks<R>,
  command: Command,
  first: Task,
  tools: Tools,
  on?: R,
): Promise<TaskEnd> {
  const { save, clock, signal, pace, printed } = tools;
  // From here on it may run, even if we should never hear of it.
  save(first);
  let task: Task;
  try {
    task = await tasks.start(command, on);
  } catch (error) {
    if (error instanceof Cancelled || error instanceof Overtaken || !(error instanceof ActionError)) throw error;
    const { message: reason, hint } = error;
    const mayRun = error instanceof Uncertain;
    return { ended: mayRun ? 'unknown' : 'failed', reason, hint, mayRun };
  }
  save(task);
  const startedAt = clock.now();
  let sawAt = startedAt;
  pace.begin();
  for (;;) {
    const askedAt = clock.now();
    try {
      const look = await tasks.look(task);
      sawAt = clock.now();
      if (look === undefined) return unknown('The platform does not know the command any more', false);
      if (look.lines.length > 0) printed(look.lines);
      if (look.state !== 'running') return endOf(look);
    } catch (error) {
      if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
      // Asking again would not tell more.
      if (error instanceof Uncertain)
        return { ended: 'unknown', reason: error.message, hint: error.hint, mayRun: true };
      const blind = `The platform could not be asked about the command for ${duration(blindMs)}: ${error.message}`;
      if (clock.now() - sawAt >= blindMs) return unknown(blind, true);
    }
    if (clock.now() - startedAt >= command.timeoutMs) break;
    await clock.sleep(pace.pauseAfter(askedAt), signal);
  }
  const left = await endTask(tasks, task, tools);
  const reason = `The command took longer than ${duration(command.timeoutMs)}, and ${left ?? 'was ended'}`;
  const hint = 'Give it more time, or see in its output what it waits for.';
  return { ended: 'failed', reason, hint, mayRun: left !== undefined };
}

function unknown(reason: string, mayRun: boolean): TaskEnd {
  const hint = 'Look at the app’s tasks before the command is run again: it may have done all, a part, or nothing.';
  return { ended: 'unknown', reason, hint, mayRun };
}

function endOf({ state, exitCode, reason, hint }: TaskLook): TaskEnd {
  const code = exitCode === undefined ? {} : { exitCode };
  if (state === 'succeeded') return { ended: 'succeeded', ...code };
  const said = reason ?? (exitCode === undefined ? 'the platform gives no reason' : `exit status ${exitCode}`);
  return { ended: 'failed', ...code, reason: `The command failed: ${said}`, hint, mayRun: false };
}

/**
 * Ends a command that may be running, and waits until it does not run any more. May be called again, by another process
 * too; the order that began it may still be on its way.
 *
 * @returns why it is not known to have ended, one clause; undefined: it has, or it never began
 * @throws Cancelled when the signal fires
 */
export async function endTask(
  tasks: Pick<Tasks, 'look' | 'cancel'>,
  task: Task,
  { clock, signal, printed }: Patience & Partial<Pick<Tools, 'printed'>>,
): Promise<string | undefined> {
  const startedAt = clock.now();
  const waitedFor = (ms: number) => clock.now() - startedAt >= ms;
  for (let told = false; ; ) {
    let left = 'did not end when it was told to';
    try {
      const look = await tasks.look(task);
      if (look === undefined && (task.id !== undefined || waitedFor(appearMs))) return undefined;
      if (look !== undefined) {
        if (look.lines.length > 0) printed?.(look.lines);
        if (look.state !== 'running') return undefined;
        if (!told) await tasks.cancel(task);
        told = true;
      }
    } catch (error) {
      if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
      left = `could not be ended: ${error.message}`;
    }
    if (waitedFor(endMs)) return left;
    await clock.sleep(endPauseMs, signal);
  }
}
