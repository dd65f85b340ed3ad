import { ActionError, Cancelled, Uncertain } from '../../../errors.ts';
import type { PlatformContext, Task } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { mayHaveActed } from '../api/create-once.ts';
import { CloudControllerError } from '../api/errors.ts';
import { type TaskRecord, taskFrom } from './record.ts';

/** Before each look-up of a task whose answer was lost: the server may still be at it. Milliseconds. */
const lookUpPausesMs = [1_000, 2_000, 4_000, 8_000];
/** Of each request of a `cancel`: the whole run must end within seconds then. Milliseconds. */
const cancelDeadlineMs = 4_000;

/** How a task is found: by its id, else by its run. */
export type FindTask = (task: Pick<Task, 'id' | 'runId'>, api: CloudController) => Promise<TaskRecord | undefined>;

interface Tools {
  readonly api: CloudController;
  readonly context: Pick<PlatformContext, 'clock' | 'signal'>;
  readonly find: FindTask;
}

/**
 * Sent once: the command may be half of a migration, and two of it would be at it at the same time.
 *
 * @throws Uncertain `CF_TASK_UNCERTAIN` when the answer was lost and no such task shows up
 */
export async function startTask(
  appGuid: string,
  runId: string,
  body: object,
  { api, context, find }: Tools,
): Promise<TaskRecord> {
  let lost: unknown;
  try {
    return taskFrom(await api.write('POST', `/v3/apps/${appGuid}/tasks`, 'start the command', body));
  } catch (error) {
    if (!mayHaveActed(error) || isRefusal(error)) throw error;
    lost = error;
  }
  for (const pause of lookUpPausesMs) {
    await context.clock.sleep(pause, context.signal);
    try {
      const found = await find({ runId }, api);
      if (found !== undefined) return found;
    } catch (error) {
      if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
    }
  }
  const words = lost instanceof Error ? ` (${lost.message})` : '';
  throw new Uncertain('CF_TASK_UNCERTAIN', `It is not known whether the command was started${words}`, {
    hint: 'It was not sent again, so that it does not run twice. See cf tasks APP, then run this job again.',
    cause: lost,
  });
}

/** 202. "Cannot be canceled" means that it has ended in the meantime. */
export async function cancelTask(task: Task, { api: stoppable, find }: Pick<Tools, 'api' | 'find'>): Promise<void> {
  const api = stoppable.unstoppable(cancelDeadlineMs);
  const guid = task.id ?? (await find(task, api))?.guid;
  if (guid === undefined) return;
  try {
    await api.write('POST', `/v3/tasks/${guid}/actions/cancel`, 'end the command', undefined, 'safe');
  } catch (error) {
    const ended =
      error instanceof CloudControllerError &&
      (error.has('CF-ResourceNotFound') || error.has('CF-UnprocessableEntity', /cannot be cancell?ed/i));
    if (!ended) throw error;
  }
}

/** The server itself says that it has not been able to start it. */
function isRefusal(error: unknown): boolean {
  const known = ['CF-TaskWorkersUnavailable', 'CF-TaskError'];
  return error instanceof CloudControllerError && known.some((title) => error.has(title));
}
