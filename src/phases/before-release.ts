import { ActionError } from '../errors.ts';
import type { Platform, Task } from '../platforms/platform.ts';
import type { Told } from '../report/report.ts';
import type { TaskEnd } from '../rollout/task.ts';
import type { Broken } from '../rollout/watch.ts';
import type { Begun, DeployRun } from './run.ts';

/** Runs a command on the new image before it gets traffic. Undefined: it went well, or there is none. */
export async function beforeRelease(run: DeployRun, platform: Platform, begun: Begun): Promise<Broken | undefined> {
  const { request, report, clock, signal } = run;
  const { beforeRelease: command, app } = request;
  const { tasks } = platform;
  if (command === undefined) return undefined;
  if (tasks === undefined) {
    throw new ActionError('NO_TASKS', `${platform.title} runs no command on an image before it is released.`);
  }
  const ended = await report.phase('Task', async ({ open, end, fail }): Promise<Told<TaskEnd>> => {
    open('before-release, on the new image');
    const first = { runId: begun.rollout.runId, app };
    const tools = {
      ...{ clock, signal },
      save: (task: Task) => begun.save({ task }),
      printed: (lines: TaskEnd['log']) => report.foreign(lines),
    };
    // A chunk of its own: few runs have one.
    const { runTask } = await import('../rollout/task.ts');
    const ended = await runTask(tasks, command, first, tools, begun.rollout);
    begun.task = undefined;
    const exit = ended.exitCode === undefined ? '' : ` · exit ${ended.exitCode}`;
    return ended.ok ? end(ended, `done${exit}`) : fail(ended, ended.reason);
  });
  if (ended.ok) return undefined;
  return {
    ended: 'failed',
    reason: `before-release failed, so nothing was released. ${ended.reason}`,
    hint: 'Its output is in the log of this step. What it did outside of the platform, such as half of a migration, is not undone.',
    last: undefined,
    evidence: { facts: [], log: ended.log },
  };
}
