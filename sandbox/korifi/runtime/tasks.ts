import type { Pod } from '../../kubernetes/pod.ts';
import type { App, Metadata, Task } from '../records.ts';
import type { KorifiWorld } from '../world.ts';
import { filled, variablesOf } from './template.ts';

/** What a task has where nothing can be said: `processDefaults` of Korifi's chart. */
export const taskMemoryMb = 1024;
export const taskDiskMb = 1024;

/**
 * Commands, each of them a Job with one pod that is run once, in the image of the droplet that the app has by then. What
 * has no revision on its pod has no log either.
 *
 * @see cloudfoundry/korifi: controllers/controllers/workloads/tasks, job-task-runner/controllers
 */
export class TaskRunner {
  readonly #world: KorifiWorld;
  readonly #pods = new Map<Task, Pod>();

  constructor(world: KorifiWorld) {
    this.#world = world;
  }

  create(app: App, command: string, metadata: Metadata): Task {
    const task: Task = {
      ...this.#world.newResource(undefined, metadata),
      ...{ app, command, droplet: undefined, sequenceId: 0, cancelled: false },
      ...{ state: 'PENDING', failureReason: '', endedAt: undefined },
    };
    this.#world.tasks.push(task);
    this.#later(() => this.#reconcile(task));
    return task;
  }

  /** Those that are still kept. */
  get known(): readonly Task[] {
    const { clock, timings, tasks, apps } = this.#world;
    const oldest = clock.now() - timings.taskKept;
    return tasks.filter(({ endedAt, app }) => apps.includes(app) && (endedAt ?? Infinity) > oldest);
  }

  cancel(task: Task): void {
    task.cancelled = true;
    this.#later(() => {
      this.#pods.get(task)?.delete();
      if (task.state !== 'SUCCEEDED') this.#end(task, 'FAILED', 'task was cancelled');
    });
  }

  /** Waits for an app that is ready, however long that takes. */
  #reconcile(task: Task): void {
    const { app } = task;
    if (task.cancelled) return;
    const droplet = this.#world.droplet(app.droplet);
    if (!app.ready.status || droplet === undefined) {
      this.#later(() => this.#reconcile(task));
      return;
    }
    task.sequenceId = Number(new Date(this.#world.clock.now()).toISOString().replace(/\D/g, ''));
    task.droplet = droplet.guid;
    const template = {
      ...{
        release: '',
        image: droplet.package.image,
        credentials: droplet.package.credentials,
        pullPolicy: 'IfNotPresent',
      },
      command: this.#world.taskLauncher ? ['/cnb/lifecycle/launcher', task.command] : ['/bin/sh', '-c', task.command],
      ...{ args: [], environment: variablesOf(this.#world, app), probes: {}, nodeSelector: {} },
      resources: { requests: { memory: `${taskMemoryMb}M` }, limits: { memory: `${taskMemoryMb}M` } },
      ...{ gracePeriod: 30, lifecycle: {}, restartPolicy: 'Never' as const },
    };
    this.#later(() => {
      if (task.cancelled) return;
      const pod = this.#world.cluster.run(app.guid, 'task', task.guid, filled(this.#world, app, template));
      this.#pods.set(task, pod);
      task.state = 'RUNNING';
      this.#follow(task, pod);
    });
  }

  /** A Job has started once it has a pod, whatever becomes of that. One whose image cannot be pulled goes on for good. */
  #follow(task: Task, pod: Pod): void {
    if (task.endedAt !== undefined || pod.phase === 'gone') return;
    if (pod.phase === 'succeeded') this.#end(task, 'SUCCEEDED', '');
    else if (pod.phase === 'failed') this.#end(task, 'FAILED', `Failed with exit code: ${pod.exit?.code ?? 0}`);
    else this.#later(() => this.#follow(task, pod));
  }

  #end(task: Task, state: Task['state'], failureReason: string): void {
    Object.assign(task, { state, failureReason, endedAt: this.#world.clock.now() });
    this.#world.touch(task);
  }

  /** Nothing happens while the controllers stand still. */
  #later(work: () => void): void {
    this.#world.clock.after(this.#world.timings.reconcile, () => {
      if (this.#world.reconcilePaused) this.#later(work);
      else work();
    });
  }
}
