import { ActionError, Cancelled, Uncertain } from '../../../errors.ts';
import type { Command } from '../../../inputs/request.ts';
import type { PlatformContext, Task, TaskLook, Tasks } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { mayHaveActed } from '../api/create-once.ts';
import { CloudControllerError } from '../api/errors.ts';
import { labelsOf } from '../api/fields.ts';
import { runLabel } from '../release/deployment.ts';
import type { CloudFoundryRollout } from '../release/rollout.ts';
import { taskHint } from '../task/hints.ts';
import { stateOf, type TaskRecord, taskFrom } from '../task/record.ts';

/** Before each look-up of a task whose answer was lost: the server may still be at it. Milliseconds. */
const lookUpPausesMs = [1_000, 2_000, 4_000, 8_000];
/** Of each request of a `cancel`: the whole run must end within seconds then. Milliseconds. */
const cancelDeadlineMs = 4_000;

interface Parts {
  readonly api: CloudController;
  readonly context: Pick<PlatformContext, 'clock' | 'signal' | 'runId' | 'note' | 'request'>;
  /** The app as it was read. @throws ActionError when it was not */
  appGuid(): string;
}

/** Commands in the droplet that the app has, and in no other; what they print is handed out by nothing (`log_repository.go`). */
export class KorifiTasks implements Tasks<CloudFoundryRollout> {
  readonly anyImage = false;
  readonly #parts: Parts;
  #isTold = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async start({ command }: Command): Promise<Task> {
    const { context } = this.#parts;
    const { runId } = context;
    const appGuid = this.#parts.appGuid();
    const task = await this.#create(appGuid, runId, { command, metadata: { labels: { [runLabel]: runId } } });
    return { runId, app: context.request.app, id: task.guid };
  }

  async look(task: Task): Promise<TaskLook | undefined> {
    const record = await this.#find(task, this.#parts.api);
    if (record === undefined) return undefined;
    if (!this.#isTold)
      this.#parts.context.note('What the command prints cannot be shown: Korifi does not hand it out.');
    this.#isTold = true;
    const { state, exitCode, reason } = stateOf(record);
    const hint = state === 'failed' ? (taskHint(reason, undefined) ?? withKubectl(record)) : undefined;
    return {
      ...{ state, lines: [] },
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(reason === undefined ? {} : { reason }),
      ...(hint === undefined ? {} : { hint }),
    };
  }

  /** 202. "Cannot be canceled" means that it has ended in the meantime. */
  async cancel(task: Task): Promise<void> {
    const api = this.#parts.api.unstoppable(cancelDeadlineMs);
    const guid = task.id ?? (await this.#find(task, api))?.guid;
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

  /** Sent once: the command may be half of a migration, and two of it would be at it at the same time. */
  async #create(appGuid: string, runId: string, body: object): Promise<TaskRecord> {
    const { api, context } = this.#parts;
    let lost: unknown;
    try {
      return taskFrom(await api.write('POST', `/v3/apps/${appGuid}/tasks`, 'start the command', body));
    } catch (error) {
      if (!mayHaveActed(error)) throw error;
      lost = error;
    }
    for (const pause of lookUpPausesMs) {
      await context.clock.sleep(pause, context.signal);
      try {
        const found = await this.#find({ runId }, api);
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

  /** By its id, else by the run's label among the app's newest: no list of tasks can be asked for one. */
  async #find({ id, runId }: Pick<Task, 'id' | 'runId'>, api: CloudController): Promise<TaskRecord | undefined> {
    if (id !== undefined) {
      const json = await api.find(`/v3/tasks/${id}`, 'read the task');
      return json === undefined ? undefined : taskFrom(json);
    }
    const path = `/v3/apps/${this.#parts.appGuid()}/tasks`;
    const tasks = await api.list(path, 'look the task up', { order_by: '-created_at' });
    const ours = tasks.find((json) => labelsOf(json).get(runLabel) === runId);
    return ours === undefined ? undefined : taskFrom(ours);
  }
}

function withKubectl({ guid }: TaskRecord): string {
  return `What it printed is with its pod: kubectl logs -l korifi.cloudfoundry.org/task-guid=${guid} in the namespace of the space.`;
}
