import { ActionError, Cancelled, Uncertain } from '../../../errors.ts';
import type { Command } from '../../../inputs/request.ts';
import { secretValues } from '../../../inputs/secret-variables.ts';
import { errorLine } from '../../app-log.ts';
import type { LogLine, PlatformContext, Task, TaskLook, Tasks } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { mayHaveActed } from '../api/create-once.ts';
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
import { TaskLog } from './task-log.ts';

/** Before each look-up of a task whose answer was lost: the server may still be at it. Milliseconds. */
const lookUpPausesMs = [1_000, 2_000, 4_000, 8_000];
/** Of each request of a `cancel`: the whole run must end within seconds then. Milliseconds. */
const cancelDeadlineMs = 4_000;

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
    const created = this.#create(appGuid, runId, {
      command: command.command,
      // The lines of its log are known by it.
      name: `run-${runId}`,
      ...(command.memoryMb === undefined ? {} : { memory_in_mb: command.memoryMb }),
      ...(command.diskMb === undefined ? {} : { disk_in_mb: command.diskMb }),
      ...(on === undefined ? {} : { droplet_guid: on.dropletGuid }),
      metadata: { labels: { [runLabel]: runId } },
    });
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

  /** Sent once: the command may be half of a migration, and two of it would be at it at the same time. */
  async #create(appGuid: string, runId: string, body: object): Promise<TaskRecord> {
    const { api, context } = this.#parts;
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

  /** By its id, else by the run's label. */
  async #find({ id, runId }: Pick<Task, 'id' | 'runId'>, api: CloudController): Promise<TaskRecord | undefined> {
    if (id !== undefined) {
      const json = await api.find(`/v3/tasks/${id}`, 'read the task');
      return json === undefined ? undefined : taskFrom(json);
    }
    const found = await api.firstOf('/v3/tasks', 'look the task up', { label_selector: `${runLabel}=${runId}` });
    return found[0] === undefined ? undefined : taskFrom(found[0]);
  }

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

/** The server itself says that it has not been able to start it. */
function isRefusal(error: unknown): boolean {
  const known = ['CF-TaskWorkersUnavailable', 'CF-TaskError'];
  return error instanceof CloudControllerError && known.some((title) => error.has(title));
}
