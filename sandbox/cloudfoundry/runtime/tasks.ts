import { randomBytes, randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock.ts';
import type { Pull, PulledImage } from '../../image.ts';
import { runShell } from '../../shell.ts';
import { ApiError, unprocessable } from '../errors.ts';
import type { Logs } from '../logs/logs.ts';
import type { App, Droplet, Metadata, Task } from '../model.ts';
import { hiddenInEvents } from '../present/common.ts';
import type { Timings } from '../timings.ts';
import type { Account } from '../uaa/model.ts';
import type { World } from '../world.ts';
import { cellId, createFailure, exitDescription, launchFailure } from './cell.ts';
import { credentialsOf, pullFailure } from './pulls.ts';
import type { Quotas } from './quotas.ts';
import { systemEnvironment } from './system-environment.ts';
import { rootRefusal, userRefusal } from './users.ts';

/** What a request asks for, already checked for its form. */
export interface TaskOrder {
  /** Undefined: one is made up. */
  readonly name: string | undefined;
  readonly command: string;
  readonly droplet: Droplet;
  readonly user: string | undefined;
  readonly memoryMb: number;
  readonly diskMb: number;
  readonly logRateLimit: number;
  readonly metadata: Metadata;
}

/** Runs commands once, each in a container of its own (CCNG, app/actions/task_create.rb and task_cancel.rb). */
export class Tasks {
  readonly #world: World;
  readonly #clock: SandboxClock;
  readonly #logs: Logs;
  readonly #pull: Pull;
  readonly #timings: Timings;
  readonly #quotas: Quotas;

  constructor(world: World, logs: Logs, pull: Pull, timings: Timings, quotas: Quotas) {
    this.#world = world;
    this.#clock = world.clock;
    this.#logs = logs;
    this.#pull = pull;
    this.#timings = timings;
    this.#quotas = quotas;
  }

  /** It is RUNNING when this returns: the runtime has taken it. */
  create(app: App, order: TaskOrder, actor: Account): Task {
    const name = order.name ?? randomBytes(4).toString('hex');
    const problem =
      formProblem(name, order.command) ?? this.#quotas.taskRefusal(app, order) ?? userRefusal(this.#world, order.user);
    if (problem !== undefined) throw unprocessable(problem);
    app.tasksMade += 1;
    const { command, droplet, user, memoryMb, diskMb, logRateLimit, metadata } = order;
    const task: Task = {
      ...this.#world.resource(randomUUID()),
      ...{ app, sequenceId: app.tasksMade, name, command, user, droplet, memoryMb, diskMb, logRateLimit },
      state: 'PENDING',
      failureReason: undefined,
      callOff: () => {},
    };
    task.metadata = metadata;
    this.#world.tasks.push(task);
    this.#record('audit.app.task.create', task, actor);
    this.#submit(task);
    return task;
  }

  /** It ends a while later, as FAILED. */
  cancel(task: Task, actor: Account): void {
    if (task.state === 'SUCCEEDED' || task.state === 'FAILED') {
      throw unprocessable(`Task state is ${task.state} and therefore cannot be canceled`);
    }
    const again = task.state === 'CANCELING';
    this.#become(task, 'CANCELING');
    this.#record('audit.app.task.cancel', task, actor);
    if (!again) this.#next(task, this.#timings.taskCancelMs, () => this.#end(task, 'task was cancelled'));
  }

  /** Of an app that is deleted. */
  destroy(task: Task): void {
    task.callOff();
    this.#world.tasks.splice(this.#world.tasks.indexOf(task), 1);
  }

  #submit(task: Task): void {
    const refusal = this.#world.diegoDown
      ? new ApiError(
          ...([503, 170020, 'CF-TaskWorkersUnavailable'] as const),
          'Task workers are unavailable: Failed to open TCP connection to bbs.service.cf.internal:8889',
        )
      : rootRefusal(this.#world, 'task', task.droplet, task.user);
    if (refusal !== undefined) {
      this.#become(task, 'FAILED');
      task.failureReason = 'Unable to request task to be run';
      throw refusal;
    }
    this.#become(task, 'RUNNING');
    this.#next(task, this.#timings.placementMs, () => {
      const { placementError } = this.#world;
      if (placementError !== undefined) {
        this.#end(task, placementError);
        return;
      }
      this.#cell(task, `Cell ${cellId} creating container for instance ${task.guid}`);
      this.#next(task, this.#timings.containerCreateMs, () => void this.#createContainer(task));
    });
  }

  async #createContainer(task: Task): Promise<void> {
    const { callOff } = task;
    let image: PulledImage;
    try {
      image = await this.#pull(task.droplet.image, credentialsOf(task.droplet));
    } catch (error) {
      if (task.callOff !== callOff) return;
      const text = createFailure(pullFailure(error));
      this.#cell(task, `Cell ${cellId} ${text}`, 'ERR');
      this.#end(task, text);
      return;
    }
    if (task.callOff !== callOff) return;
    this.#cell(task, `Cell ${cellId} successfully created container for instance ${task.guid}`);
    const cannot = launchFailure(image, task.command);
    // The app's variables and services as they are now: a task has no revision.
    const { app, memoryMb } = task;
    const environment = { ...app.environment, ...systemEnvironment(this.#world, app, memoryMb) };
    const run =
      cannot === undefined
        ? runShell(image, task.command, { environment, memoryMb })
        : { lines: [{ atMs: 0, type: 'ERR' as const, text: cannot }], ms: 0, exitCode: 1, outOfMemory: false };
    const startedAt = this.#clock.now();
    const lines = [...run.lines];
    const play = (): void => {
      const elapsed = this.#clock.now() - startedAt;
      while (lines[0] !== undefined && lines[0].atMs <= elapsed) {
        const { text, type } = lines[0];
        this.#app(task, text, type);
        lines.shift();
      }
      if (elapsed < run.ms) this.#next(task, Math.min(lines[0]?.atMs ?? run.ms, run.ms) - elapsed, play);
      else this.#exited(task, run.exitCode, run.outOfMemory);
    };
    play();
  }

  #exited(task: Task, exitCode: number, outOfMemory: boolean): void {
    this.#app(task, `Exit status ${exitCode}${outOfMemory ? ' (out of memory)' : ''}`);
    this.#cell(task, `Cell ${cellId} stopping instance ${task.guid}`);
    this.#cell(task, `Cell ${cellId} destroying container for instance ${task.guid}`);
    this.#end(task, exitCode === 0 ? undefined : exitDescription(sourceOf(task), exitCode, outOfMemory));
  }

  #end(task: Task, failureReason: string | undefined): void {
    task.callOff();
    task.callOff = () => {};
    task.failureReason = failureReason;
    this.#become(task, failureReason === undefined ? 'SUCCEEDED' : 'FAILED');
  }

  /** One thing is due for a task at a time; what was due before is called off. */
  #next(task: Task, delayMs: number, then: () => void): void {
    task.callOff();
    task.callOff = this.#clock.after(delayMs, then);
  }

  #become(task: Task, state: Task['state']): void {
    task.state = state;
    this.#world.touch(task);
  }

  #app(task: Task, text: string, type: 'OUT' | 'ERR' = 'OUT'): void {
    this.#logs.write(task.app, sourceOf(task), text, { type });
  }

  #cell(task: Task, text: string, type: 'OUT' | 'ERR' = 'OUT'): void {
    this.#logs.write(task.app, 'CELL', text, { type });
  }

  #record(type: string, task: Task, actor: Account): void {
    const { guid, name, memoryMb } = task;
    this.#world.record(type, task.app, actor, {
      task_guid: guid,
      request: { name, memory_in_mb: memoryMb, command: hiddenInEvents },
    });
  }
}

function sourceOf(task: Task): string {
  return `APP/TASK/${task.name}`;
}

/** What the model refuses (CCNG, app/models/runtime/task_model.rb, validate). */
function formProblem(name: string, command: string): string | undefined {
  const problems = [
    ...(name === '' ? ['name is invalid'] : []),
    ...(command === '' ? ['command is not present'] : []),
    ...(command.length > 4096 ? ['command must be shorter than 4097 characters'] : []),
    ...(name === '' ? ['name is not present'] : []),
  ];
  return problems.length === 0 ? undefined : problems.join(', ');
}
