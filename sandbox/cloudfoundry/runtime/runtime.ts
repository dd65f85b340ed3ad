import { randomUUID } from 'node:crypto';
import { unavailableRunner, unprocessable } from '../errors.ts';
import type { Logs } from '../logs/logs.ts';
import type { Account, App, Droplet, HealthCheck, Process, Revision } from '../model.ts';
import { remove, type World } from '../world.ts';
import type { Cells } from './cells.ts';
import type { Quotas, Size } from './quotas.ts';
import { rootRefusal, userRefusal } from './users.ts';

/** `default_app_memory`, `default_app_disk_in_mb` and `maximum_app_disk_in_mb`. */
export const defaultMemoryMb = 1024;
export const defaultDiskMb = 1024;
export const maxDiskMb = 2048;

/** What starting, stopping and re-assigning an app does to its processes. */
export class Runtime {
  readonly world: World;
  readonly cells: Cells;
  readonly #logs: Logs;
  readonly #quotas: Quotas;

  constructor(world: World, cells: Cells, logs: Logs, quotas: Quotas) {
    this.world = world;
    this.cells = cells;
    this.#logs = logs;
    this.#quotas = quotas;
  }

  /** A new process. The first `web` of an app has the app's guid. */
  addProcess(app: App, type: string, guid: string = randomUUID()): Process {
    const process: Process = {
      ...this.world.resource(guid),
      app,
      type,
      command: undefined,
      user: undefined,
      instances: type === 'web' ? 1 : 0,
      memoryMb: defaultMemoryMb,
      diskMb: defaultDiskMb,
      logRateLimit: -1,
      healthCheck: healthCheck(type === 'web' ? 'port' : 'process'),
      readinessHealthCheck: healthCheck('process'),
      revision: undefined,
      lrp: undefined,
      version: randomUUID(),
    };
    this.world.processes.push(process);
    return process;
  }

  /**
   * Makes `droplet` the app's current one. Processes that run keep theirs until they are started again.
   * Refused with 422 when it is not the app's, or no longer stored.
   */
  assign(app: App, droplet: Droplet | undefined, actor: Account): void {
    if (droplet === undefined || droplet.app !== app || droplet.state !== 'STAGED') {
      throw unprocessable('Unable to assign current droplet. Ensure the droplet exists and belongs to this app.');
    }
    app.droplet = droplet;
    this.world.touch(app);
    for (const type of Object.keys(droplet.processTypes)) {
      if (this.world.processesOf(app, type).length === 0) this.addProcess(app, type);
    }
    this.world.record('audit.app.droplet.mapped', app, actor, {
      request: { droplet_guid: droplet.guid },
    });
  }

  /** Starts every process of the app with its current droplet; those that run already go on. */
  start(app: App, actor: Account): void {
    const droplet = this.#startable(app);
    if (app.state === 'STARTED') return;
    this.#allocate(app);
    this.revise(app);
    app.state = 'STARTED';
    this.world.touch(app);
    for (const process of this.world.processesOf(app)) this.#launch(process, droplet);
    this.world.record('audit.app.start', app, actor);
    this.#logs.write(app, 'API', `Updated app with guid ${app.guid} ({"state"=>"STARTED"})`);
  }

  stop(app: App, actor: Account): void {
    if (app.state === 'STOPPED') return;
    app.state = 'STOPPED';
    this.world.touch(app);
    for (const process of this.world.processesOf(app)) this.cells.stop(process);
    this.world.record('audit.app.stop', app, actor);
    this.#logs.write(app, 'API', `Updated app with guid ${app.guid} ({"state"=>"STOPPED"})`);
  }

  /** Stop and start: nothing serves in between. A stopped app is started. */
  restart(app: App, actor: Account): void {
    const droplet = this.#startable(app);
    if (this.world.diegoDown) throw unavailableRunner();
    this.#allocate(app);
    this.revise(app);
    app.state = 'STARTED';
    this.world.touch(app);
    for (const process of this.world.processesOf(app)) this.#launch(process, droplet);
    this.world.record('audit.app.restart', app, actor);
    this.#logs.write(app, 'API', `Restarted app with guid ${app.guid}`);
  }

  /** Starts a process of a started app anew with its current droplet. */
  relaunch(process: Process): void {
    this.#launch(process, this.#startable(process.app));
  }

  destroy(process: Process): void {
    this.cells.stop(process);
    remove(this.world.processes, process);
  }

  /** Wanted instances, within the quota. Acts at once. */
  setInstances(process: Process, instances: number): void {
    this.resize(process, { instances });
  }

  /**
   * Scales a process, or refuses with 422. The number of instances acts at once, the rest with the next start (CCNG,
   * app/actions/process_scale.rb).
   */
  resize(process: Process, change: Partial<Size & { readonly diskMb: number }>): void {
    const { instances = process.instances, memoryMb = process.memoryMb } = change;
    const { diskMb = process.diskMb, logRateLimit = process.logRateLimit } = change;
    const refusal = this.refusal(process, { instances, memoryMb, logRateLimit, diskMb }, process.lrp !== undefined);
    if (refusal !== undefined) throw unprocessable(refusal);
    Object.assign(process, { instances, memoryMb, diskMb, logRateLimit });
    this.world.touch(process);
    this.cells.scale(process);
  }

  /** What the model says of a process of this size; undefined: nothing. Quotas are asked for started ones alone. */
  refusal(
    process: Process,
    size: Size & { readonly diskMb: number },
    started: boolean,
    withIt: readonly Process[] = [],
  ): string | undefined {
    const problems = [
      size.diskMb > maxDiskMb
        ? `disk_quota too much disk requested (requested ${size.diskMb} MB - must be less than ${maxDiskMb} MB)`
        : undefined,
      started ? this.#quotas.processRefusal(process, size, withIt) : undefined,
      userRefusal(this.world, process.user),
    ].filter((problem) => problem !== undefined);
    return problems.length === 0 ? undefined : problems.join(', ');
  }

  /** A new revision when droplet, environment or command differ from the last one's. None while the feature is off. */
  revise(app: App): Revision | undefined {
    const droplet = app.droplet;
    if (droplet === undefined || !app.revisionsEnabled) return undefined;
    const last = app.revisions.at(-1);
    const command = this.world.newestWeb(app)?.command;
    const reasons = [
      ...(last !== undefined && last.droplet !== droplet ? ['New droplet deployed.'] : []),
      ...(last !== undefined && !sameVariables(last.environment, app.environment)
        ? ['New environment variables deployed.']
        : []),
      ...(last !== undefined && last.command !== command ? ["Custom start command updated for 'web' process."] : []),
    ];
    if (last !== undefined && reasons.length === 0) return last;
    const revision: Revision = {
      ...this.world.resource(),
      app,
      version: (last?.version ?? 0) + 1,
      droplet,
      description: last === undefined ? 'Initial revision.' : reasons.join(' '),
      environment: { ...app.environment },
      command,
    };
    app.revisions.push(revision);
    return revision;
  }

  #startable(app: App): Droplet {
    if (app.droplet === undefined) throw unprocessable('Assign a droplet before starting this app.');
    return app.droplet;
  }

  /** All of its processes, one after the other, or none. */
  #allocate(app: App): void {
    const ahead: Process[] = [];
    for (const process of this.world.processesOf(app)) {
      const refusal = this.refusal(process, process, true, ahead);
      if (refusal !== undefined) throw unprocessable(refusal);
      if (process.lrp === undefined) ahead.push(process);
    }
  }

  #launch(process: Process, droplet: Droplet): void {
    process.revision = latestRevision(process.app);
    this.world.touch(process);
    const refusal = rootRefusal(this.world, 'process', droplet, process.user);
    this.cells.desire(process, droplet, { refused: refusal !== undefined });
    if (refusal !== undefined) throw refusal;
  }
}

/** Undefined while the feature is off, whatever was kept before (app_model.rb, latest_revision). */
export function latestRevision(app: App): Revision | undefined {
  return app.revisionsEnabled ? app.revisions.at(-1) : undefined;
}

function healthCheck(type: HealthCheck['type']): HealthCheck {
  return { type, timeout: undefined, invocationTimeout: undefined, interval: undefined, endpoint: undefined };
}

function sameVariables(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
