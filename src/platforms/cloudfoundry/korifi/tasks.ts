import type { Command } from '../../../inputs/request.ts';
import type { PlatformContext, Task, TaskLook, Tasks } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { labelsOf } from '../api/fields.ts';
import { runLabel } from '../release/deployment.ts';
import type { CloudFoundryRollout } from '../release/rollout.ts';
import { stateOf, type TaskRecord, taskFrom } from '../task/record.ts';
import { cancelTask, type FindTask, startTask } from '../task/requests.ts';

interface Parts {
  readonly api: CloudController;
  readonly context: Pick<PlatformContext, 'clock' | 'signal' | 'runId' | 'note' | 'request'>;
  /** The app as it was read. @throws ActionError when it was not */
  appGuid(): string;
  /** Of its space, which is its namespace in Kubernetes as well. */
  spaceGuid(): string;
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
    const task = await startTask(
      appGuid,
      runId,
      { command, metadata: { labels: { [runLabel]: runId } } },
      this.#tools(),
    );
    return { runId, app: context.request.app, id: task.guid };
  }

  async look(task: Task): Promise<TaskLook | undefined> {
    const record = await this.#find(task, this.#parts.api);
    if (record === undefined) return undefined;
    if (!this.#isTold)
      this.#parts.context.note('What the command prints cannot be shown: Korifi does not hand it out.');
    this.#isTold = true;
    const { state, exitCode, reason } = stateOf(record);
    const hint = state === 'failed' ? hintOn(record, exitCode, this.#parts.spaceGuid()) : undefined;
    return {
      ...{ state, lines: [] },
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(reason === undefined ? {} : { reason }),
      ...(hint === undefined ? {} : { hint }),
    };
  }

  cancel(task: Task): Promise<void> {
    return cancelTask(task, this.#tools());
  }

  #tools() {
    const { api, context } = this.#parts;
    return { api, context, find: this.#find };
  }

  /** By its id, else by the run's label among the app's newest: no list of tasks can be asked for one. */
  readonly #find: FindTask = async ({ id, runId }, api) => {
    if (id !== undefined) {
      const json = await api.find(`/v3/tasks/${id}`, 'read the task');
      return json === undefined ? undefined : taskFrom(json);
    }
    const path = `/v3/apps/${this.#parts.appGuid()}/tasks`;
    const tasks = await api.list(path, 'look the task up', { order_by: '-created_at' });
    const ours = tasks.find((json) => labelsOf(json).get(runLabel) === runId);
    return ours === undefined ? undefined : taskFrom(ours);
  };
}

/**
 * What to do about a command that failed: of its end Korifi tells no more than the code. 128 is the container that could not
 * be started (containerd): there is no such program as is to be run first (`tasks/controller.go`, LifecycleLauncherPath).
 */
function hintOn({ guid, failureReason }: TaskRecord, code: number | undefined, space: string): string {
  // A Job of Kubernetes has the name of its task (`taskworkload_controller.go`).
  const printed = `What it printed: kubectl logs job/${guid} -n ${space}.`;
  if (/cancel/i.test(failureReason ?? '')) return 'Somebody ended it, with cf terminate-task or in another way.';
  switch (code) {
    case 128:
      return `It was not even started. Newer versions of Korifi start a command by /cnb/lifecycle/launcher, which only images of buildpacks have: docs/korifi.md says how another image gets one.`;
    case 127:
      return `The shell did not find the command. ${printed}`;
    case 137:
      return `It was killed, most often because it used more memory than the operator lets a command have. ${printed}`;
    default:
      return printed;
  }
}
