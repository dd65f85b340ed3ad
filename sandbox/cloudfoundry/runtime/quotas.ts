import type { App, Process, Quota, Task } from '../model.ts';
import type { World } from '../world.ts';

/** What a process would be once it is saved. */
export interface Size {
  readonly instances: number;
  readonly memoryMb: number;
  readonly logRateLimit: number;
}

/** Processes that start in the same step. */
export interface Others {
  readonly withIt?: readonly Process[];
}

/** An organization or a space, and what belongs to it. */
interface Holder {
  readonly kind: 'organization' | 'space';
  readonly name: string;
  readonly quota: Quota;
  has(app: App): boolean;
}

/** No limit, in numbers that are sent. */
const unlimited = -1;
/** `staging.minimum_staging_memory_mb`. A build that wants less gets it without being asked for a quota. */
const leastStagingMb = 1024;

/** The limits of organizations and spaces, in the words of the models that they are checked in. */
export class Quotas {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Why a started process may not be of this size; undefined: it may. Whoever is over a limit already cannot be saved at
   * all, not even with less. The order is that of CCNG, app/models/runtime/process_model.rb, validation_policies.
   */
  processRefusal(process: Process, wanted: Size, { withIt = [] }: Others = {}): string | undefined {
    const [space, org] = this.#holders(process.app);
    const before = process.lrp === undefined ? { instances: 0, memoryMb: 0, logRateLimit: unlimited } : process;
    const more = wanted.instances * wanted.memoryMb - before.instances * before.memoryMb;
    const sum = (holder: Holder) => this.memoryUsed(holder) + memoryOf(withIt);
    const hasMemory = (holder: Holder | undefined) =>
      holder?.quota.memoryMb === undefined || holder.quota.memoryMb - sum(holder) >= more;
    const allowsProcess = (holder: Holder | undefined) =>
      wanted.memoryMb <= (holder?.quota.perProcessMemoryMb ?? Number.POSITIVE_INFINITY);
    const hasInstances = (holder: Holder | undefined) =>
      holder?.quota.instances === undefined ||
      this.#started(holder)
        .filter((one) => one !== process)
        .reduce((count, one) => count + one.instances, 0) +
        withIt.reduce((count, one) => count + one.instances, 0) +
        wanted.instances <=
        holder.quota.instances;
    return said([
      hasMemory(space) ? [] : ['memory space_quota_exceeded'],
      hasMemory(org) ? [] : ['memory quota_exceeded'],
      allowsProcess(org) ? [] : ['memory instance_memory_limit_exceeded'],
      allowsProcess(space) ? [] : ['memory space_instance_memory_limit_exceeded'],
      hasInstances(org) ? [] : ['app_instance_limit app_instance_limit_exceeded'],
      hasInstances(space) ? [] : ['app_instance_limit space_app_instance_limit_exceeded'],
      // Only when it starts, or is scaled.
      process.lrp !== undefined && wanted.instances === process.instances
        ? []
        : [space, org].flatMap((holder) =>
            this.#logRateProblems(holder, wanted.logRateLimit, logRateOf(wanted) - logRateOf(before)),
          ),
    ]);
  }

  /** Why a task may not be created; undefined: it may (CCNG, app/models/runtime/task_model.rb). */
  taskRefusal(app: App, task: Pick<Task, 'memoryMb' | 'logRateLimit'>): string | undefined {
    const [space, org] = this.#holders(app);
    return said(
      [org, space].map((holder) => {
        if (holder === undefined) return [];
        const { kind, quota } = holder;
        const used = this.memoryUsed(holder);
        return [
          ...(task.memoryMb > (quota.memoryMb ?? Number.POSITIVE_INFINITY) - used
            ? [`memory_in_mb exceeds ${kind} memory quota`]
            : []),
          ...(task.memoryMb > (quota.perProcessMemoryMb ?? Number.POSITIVE_INFINITY)
            ? [`memory_in_mb exceeds ${kind} instance memory quota`]
            : []),
          ...this.#logRateProblems(holder, task.logRateLimit, task.logRateLimit),
          ...(this.tasksUnderWay(holder) === quota.appTasks ? ['app_task_limit quota exceeded'] : []),
        ];
      }),
    );
  }

  /** What a build gets, in MB, or why it gets nothing (CCNG, quota_validating_staging_memory_calculator.rb). */
  stagingMemory(app: App, requestedMb: number): number | string {
    if (requestedMb < leastStagingMb) return leastStagingMb;
    for (const holder of this.#holders(app)) {
      if (holder?.quota.memoryMb === undefined) continue;
      if (holder.quota.memoryMb - this.memoryUsed(holder) < requestedMb) {
        return `${holder.kind}'s memory limit exceeded: staging requires ${requestedMb}M memory`;
      }
    }
    return requestedMb;
  }

  /** Why a build may not log as much; undefined: it may. Bytes per second. */
  stagingLogRateRefusal(app: App, requested: number): string | undefined {
    const holder = this.#holders(app).find((one) => one !== undefined && !this.#hasLogRate(one, requested));
    return holder === undefined
      ? undefined
      : `${holder.kind}'s log rate limit exceeded: staging requires ${requested} bytes per second`;
  }

  /** MB. Builds are not counted. */
  memoryUsed(holder: Pick<Holder, 'has'>): number {
    const tasks = this.#world.tasks.filter((task) => task.state === 'RUNNING' && holder.has(task.app));
    return memoryOf(this.#started(holder)) + tasks.reduce((sum, task) => sum + task.memoryMb, 0);
  }

  instancesUsed(holder: Pick<Holder, 'has'>): number {
    return this.#started(holder).reduce((sum, process) => sum + process.instances, 0);
  }

  tasksUnderWay(holder: Pick<Holder, 'has'>): number {
    return this.#world.tasks.filter(({ state, app }) => (state === 'PENDING' || state === 'RUNNING') && holder.has(app))
      .length;
  }

  #holders({ space }: App): [space: Holder | undefined, org: Holder] {
    const { org, quota } = space;
    return [
      quota === undefined ? undefined : { kind: 'space', name: space.name, quota, has: (app) => app.space === space },
      { kind: 'organization', name: org.name, quota: org.quota, has: (app) => app.space.org === org },
    ];
  }

  #started(holder: Pick<Holder, 'has'>): Process[] {
    return this.#world.processes.filter((process) => process.lrp !== undefined && holder.has(process.app));
  }

  #hasLogRate(holder: Holder, more: number): boolean {
    const limit = holder.quota.logRateLimit;
    if (limit === undefined) return true;
    const tasks = this.#world.tasks.filter((task) => task.state === 'RUNNING' && holder.has(task.app));
    const used =
      this.#started(holder).reduce((sum, process) => sum + logRateOf(process), 0) +
      tasks.reduce((sum, task) => sum + Math.max(task.logRateLimit, 0), 0);
    return limit - used >= more;
  }

  #logRateProblems(holder: Holder | undefined, rate: number, more: number): string[] {
    if (holder?.quota.logRateLimit === undefined) return [];
    const { kind, name } = holder;
    if (rate === unlimited) return [`log_rate_limit cannot be unlimited in ${kind} '${name}'.`];
    return this.#hasLogRate(holder, more) ? [] : [`log_rate_limit exceeds ${kind} log rate quota`];
  }
}

/** Sequel's `full_messages`: by the field, in the order in which a field first had a problem. */
function said(problems: readonly (readonly string[])[]): string | undefined {
  const all = problems.flat();
  const fields = [...new Set(all.map(fieldOf))];
  return all.length === 0
    ? undefined
    : fields.flatMap((field) => all.filter((one) => fieldOf(one) === field)).join(', ');
}

function fieldOf(problem: string): string {
  return problem.slice(0, problem.indexOf(' '));
}

function memoryOf(processes: readonly Process[]): number {
  return processes.reduce((sum, process) => sum + process.instances * process.memoryMb, 0);
}

function logRateOf({ instances, logRateLimit }: { readonly instances: number; readonly logRateLimit: number }): number {
  return logRateLimit === unlimited ? 0 : instances * logRateLimit;
}
