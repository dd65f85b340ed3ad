import type { Command } from '../../../inputs/request.ts';
import { secretValues } from '../../../inputs/secret-variables.ts';
import { errorLine } from '../../app-log.ts';
import type { LogLine, PlatformContext, Task, TaskLook, Tasks } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { CloudControllerError } from '../api/errors.ts';
import { moreRoom } from '../api/explanations.ts';
import type { Target } from '../api/target.ts';
import { variablesOf } from '../app/app.ts';
import type { AppLog } from '../evidence/logs.ts';
import { withSum } from '../evidence/quota.ts';
import { runLabel } from '../release/deployment.ts';
import { type CloudFoundryRollout, usualMemoryMb } from '../release/rollout.ts';
import { taskHint } from './hints.ts';
import { hasEnded, stateOf, type TaskRecord, taskFrom } from './record.ts';
import { cancelTask, type FindTask, startTask } from './requests.ts';
import { TaskLog } from './task-log.ts';

interface Parts {
  readonly api: CloudController;
  readonly log: AppLog;
  readonly context: Pick<PlatformContext, 'clock' | 'signal' | 'runId' | 'note' | 'request' | 'mask'>;
  /** The app as it was read. @throws ActionError when it was not */
  appGuid(): string;
  /** What a rollout has to be started with is there from then on. */
  ready(rollout: CloudFoundryRollout): Promise<void>;
  target(): Promise<Target>;
}

/** A task whose log is read, and the last lines of it. */
interface Followed {
  readonly guid: string;
  readonly log: TaskLog;
  readonly last: LogLine[];
}

/** Among so many of the last lines it is looked for why a command has failed. */
const lastLines = 50;

/**
 * Tasks of the Cloud Controller (API docs, "Tasks"). In a docker app `/bin/sh -c` runs the command in `/`, whatever the
 * image's ENTRYPOINT and WORKDIR are, since the launcher is given no metadata of the image; it sees the app's variables
 * and bindings of that moment.
 */
export class CloudFoundryTasks implements Tasks<CloudFoundryRollout> {
  readonly anyImage = true;
  readonly #parts: Parts;
  #followed: Followed | undefined;
  #isDeaf = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async start(command: Command, on?: CloudFoundryRollout): Promise<Task> {
    const { runId } = on ?? this.#parts.context;
    const appGuid = on?.appGuid ?? this.#parts.appGuid();
    if (on !== undefined) await this.#parts.ready(on);
    await this.#maskVariables(appGuid);
    const created = startTask(
      appGuid,
      runId,
      {
        command: command.command,
        // The lines of its log are known by it.
        name: `run-${runId}`,
        ...(command.memoryMb === undefined ? {} : { memory_in_mb: command.memoryMb }),
        ...(command.diskMb === undefined ? {} : { disk_in_mb: command.diskMb }),
        ...(on === undefined ? {} : { droplet_guid: on.dropletGuid }),
        metadata: { labels: { [runLabel]: runId } },
      },
      this.#tools(),
    );
    const need = { instances: 1, memoryMb: command.memoryMb ?? usualMemoryMb };
    const task = await withSum(created, need, { api: this.#parts.api, target: await this.#parts.target() }, moreRoom);
    return { runId, app: this.#parts.context.request.app, id: task.guid };
  }

  async look(task: Task): Promise<TaskLook | undefined> {
    const record = await this.#find(task, this.#parts.api);
    if (record === undefined) return undefined;
    const { log, last } = this.#follow(record);
    const lines = await (hasEnded(record) ? log.rest() : log.read());
    if (lines === undefined) this.#tellDeaf();
    last.push(...(lines ?? []).slice(-lastLines));
    last.splice(0, last.length - lastLines);
    const { state, exitCode, reason } = stateOf(record);
    const hint = state === 'failed' ? taskHint(reason, errorLine(last)) : undefined;
    return {
      ...{ state, lines: lines ?? [] },
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(reason === undefined ? {} : { reason }),
      ...(hint === undefined ? {} : { hint }),
    };
  }

  cancel(task: Task): Promise<void> {
    return cancelTask(task, this.#tools());
  }

  /** The command sees them, and may print them. */
  async #maskVariables(appGuid: string): Promise<void> {
    const { api, context } = this.#parts;
    try {
      for (const secret of secretValues(await variablesOf(api, appGuid))) context.mask(secret);
    } catch (error) {
      // Who may not read them runs the command all the same.
      if (!(error instanceof CloudControllerError) || error.status !== 403) throw error;
    }
  }

  #tools() {
    const { api, context } = this.#parts;
    return { api, context, find: this.#find };
  }

  /** By its id, else by the run's label. */
  readonly #find: FindTask = async ({ id, runId }, api) => {
    if (id !== undefined) {
      const json = await api.find(`/v3/tasks/${id}`, 'read the task');
      return json === undefined ? undefined : taskFrom(json);
    }
    const found = await api.firstOf('/v3/tasks', 'look the task up', { label_selector: `${runLabel}=${runId}` });
    return found[0] === undefined ? undefined : taskFrom(found[0]);
  };

  #follow(record: TaskRecord): Followed {
    if (this.#followed?.guid !== record.guid) {
      const { log, context } = this.#parts;
      const { clock, signal } = context;
      this.#followed = { guid: record.guid, log: new TaskLog(record, { log, clock, signal }), last: [] };
    }
    return this.#followed;
  }

  #tellDeaf(): void {
    if (!this.#isDeaf) this.#parts.context.note('What the command prints cannot be shown: log-cache does not tell it.');
    this.#isDeaf = true;
  }
}
