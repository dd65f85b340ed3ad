import type { Command } from '../inputs/request.ts';
import { errorLine } from '../platforms/app-log.ts';
import type { Evidence, Rollout, Task, Tasks } from '../platforms/platform.ts';
import type { Told } from '../report/report.ts';
import type { TaskEnd } from '../rollout/task.ts';
import type { Run } from './run.ts';

/** Of what a command prints, this many of the last lines are kept. */
const keptLines = 200;

interface Order {
  readonly tasks: Tasks;
  readonly command: Command;
  /** Of the phase: what is run where. */
  readonly headline: string;
  readonly save: (task: Task | undefined) => void;
  /** Absent: it runs in what is released. */
  readonly on?: Rollout;
}

/**
 * Runs a command to its end, in a phase of its own. What it prints is in the log as it comes, and what it printed last is
 * known from then on.
 *
 * @throws Cancelled
 */
export function runInPhase(run: Run, { tasks, command, headline, save, on }: Order): Promise<TaskEnd> {
  const { request, report, known, http, clock, signal, runner } = run;
  return report.phase('Task', async ({ open, end, fail }): Promise<Told<TaskEnd>> => {
    open(headline);
    const first = { runId: on?.runId ?? runner.run.id, app: request.app };
    const printed = (lines: Evidence['log']) => {
      report.foreign(lines);
      known.task = { ...known.task, log: [...(known.task?.log ?? []), ...lines].slice(-keptLines) };
    };
    // Chunks of their own: few runs have one.
    const { Pace } = await import('../rollout/pace.ts');
    const { runTask } = await import('../rollout/task.ts');
    const pace = new Pace(clock, () => http.sent);
    const ended = await runTask(tasks, command, first, { clock, signal, pace, save, printed }, on);
    const { exitCode } = ended;
    known.task = { log: known.task?.log ?? [], ...(exitCode === undefined ? {} : { exitCode }) };
    if (ended.ended === 'succeeded' || !ended.mayRun) save(undefined);
    if (ended.ended !== 'succeeded') return fail(ended, ended.reason);
    return end(ended, exitCode === undefined ? 'done' : `exit ${exitCode}`);
  });
}

/** Why a command failed, as far as what it has printed tells: of one that came to its own end. */
export function taskEvidence({ known }: Run): Evidence {
  const { log = [], exitCode } = known.task ?? {};
  const cause = exitCode === undefined ? undefined : errorLine(log);
  return { ...(cause === undefined ? {} : { cause }), facts: [], log };
}
