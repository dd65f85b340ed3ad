import { ActionError } from '../errors.ts';
import { Overtaken } from '../platforms/overtaken.ts';
import type { Platform } from '../platforms/platform.ts';
import type { TaskEnd } from '../rollout/task.ts';
import type { Broken } from '../rollout/watch.ts';
import type { Begun, DeployRun } from './run.ts';

/** Runs a command on the new image before it gets traffic. Undefined: it went well, or there is none. */
export async function beforeRelease(run: DeployRun, platform: Platform, begun: Begun): Promise<Broken | undefined> {
  const command = run.request.beforeRelease;
  const { tasks } = platform;
  if (command === undefined) return undefined;
  if (!tasks.anyImage) {
    throw new ActionError('NO_TASKS', `${platform.title} runs no command on an image before it is released.`);
  }
  // A chunk of its own: few runs have one.
  const { runInPhase, taskEvidence } = await import('./task.ts');
  let ended: TaskEnd;
  try {
    ended = await runInPhase(run, {
      ...{ tasks, command, on: begun.rollout },
      headline: 'before-release, on the new image',
      save: (task) => begun.saveTask(task),
    });
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
    return { ended: 'overtaken', reason: error.message, hint: error.hint, last: undefined };
  }
  if (ended.ended === 'succeeded') return undefined;
  const { reason, hint = 'What it did outside of the platform, such as half of a migration, is not undone.' } = ended;
  return {
    ended: 'failed',
    reason: `before-release failed, so nothing was released. ${reason}`,
    hint,
    last: undefined,
    evidence: taskEvidence(run),
  };
}
