import { unavailableRunner, unprocessable } from '../errors.ts';
import type { Logs } from '../logs/logs.ts';
import type { App, Droplet, Process, Revision } from '../model.ts';
import type { Account } from '../uaa/model.ts';
import { maxDiskMb, remove, type World } from '../world.ts';
import type { Cells } from './cells.ts';
import type { Others, Quotas, Size } from './quotas.ts';
import { revise } from './revisions.ts';
import { rootRefusal, userRefusal } from './users.ts';

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

  /** A line of the Cloud Controller in the app's log. */
  say(app: App, text: string): void {
    this.#logs.write(app, 'API', text);
  }

  /** A new process, by somebody's request. */
  addProcess(app: App, type: string, actor: Account, guid?: string): Process {
    const process = this.world.addProcess(app, type, guid === undefined ? {} : { guid });
    this.say(app, `Added process: "${type}"`);
    const data = { process_guid: process.guid, process_type: type };
    this.world.record('audit.app.process.create', app, actor, data);
    return process;
  }

  /** Why `droplet` cannot become the app's current one; undefined: it can (app_assign_droplet.rb, app_model.rb). */
  assignRefusal(app: App, droplet: Droplet | undefined): string | undefined {
    if (droplet === undefined || droplet.app !== app) {
      return 'Unable to assign current droplet. Ensure the droplet exists and belongs to this app.';
    }
    return droplet.state === 'STAGED' ? undefined : 'droplet must be in staged state';
  }

  /** Makes `droplet` the app's current one, or refuses with 422. Processes that run keep theirs until they start again. */
  assign(app: App, droplet: Droplet | undefined, actor: Account): void {
    const refusal = this.assignRefusal(app, droplet);
    if (droplet === undefined || refusal !== undefined) throw unprocessable(refusal ?? '');
    app.droplet = droplet;
    this.world.touch(app);
    this.world.record('audit.app.droplet.mapped', app, actor, { request: { droplet_guid: droplet.guid } });
    this.say(app, `Updated app with guid ${app.guid} ({droplet_guid: "${droplet.guid}"})`);
    for (const type of Object.keys(droplet.processTypes)) {
      if (this.world.processesOf(app, type).length === 0) this.addProcess(app, type, actor);
    }
  }

  /** Starts every process of the app with its current droplet; one that is started already goes on. */
  start(app: App, actor: Account): void {
    const droplet = this.#startable(app);
    if (app.state === 'STARTED') return;
    const refusal = this.startRefusal(app);
    if (refusal !== undefined) throw unprocessable(refusal);
    const revision = revise(this.world, app, actor);
    app.state = 'STARTED';
    this.world.touch(app);
    this.world.record('audit.app.start', app, actor);
    this.say(app, `Starting app with guid ${app.guid}`);
    for (const process of this.world.processesOf(app)) this.launch(process, droplet, revision);
  }

  stop(app: App, actor: Account): void {
    if (app.state === 'STOPPED') return;
    app.state = 'STOPPED';
    this.world.touch(app);
    for (const process of this.world.processesOf(app)) this.cells.stop(process);
    this.world.record('audit.app.stop', app, actor);
    this.say(app, `Stopping app with guid ${app.guid}`);
  }

  /** Stop and start: nothing serves in between. A stopped app is started. */
  restart(app: App, actor: Account): void {
    const droplet = this.#startable(app);
    if (this.world.diegoDown) throw unavailableRunner();
    const refusal = this.startRefusal(app);
    if (refusal !== undefined) throw unprocessable(refusal);
    const revision = revise(this.world, app, actor);
    app.state = 'STARTED';
    this.world.touch(app);
    this.world.record('audit.app.restart', app, actor);
    this.say(app, `Restarted app with guid ${app.guid}`);
    for (const process of this.world.processesOf(app)) this.launch(process, droplet, revision);
  }

  /** Starts one process of a started app anew; with a revision, by what that says (process_restart.rb). */
  relaunch(process: Process, revision: Revision | undefined): void {
    const refusal = this.refusal(process, process, true);
    if (refusal !== undefined) throw unprocessable(refusal);
    this.launch(process, this.#startable(process.app), revision);
  }

  /** Hands a process to the runtime. 422 when the runtime refuses it: then it is started, and has no instance. */
  launch(process: Process, droplet: Droplet, revision: Revision | undefined): void {
    process.revision = revision;
    this.world.touch(process);
    const refusal = rootRefusal(this.world, 'process', droplet, process.user);
    this.cells.desire(process, droplet, { refused: refusal !== undefined });
    if (refusal !== undefined) throw refusal;
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
    const sidecars = this.world.sidecars.filter(
      (sidecar) => sidecar.app === process.app && sidecar.processTypes.includes(process.type),
    );
    const besides = sidecars.reduce((sum, sidecar) => sum + (sidecar.memoryMb ?? 0), 0);
    if (change.memoryMb !== undefined && sidecars.length > 0 && besides >= memoryMb) {
      throw unprocessable('The requested memory allocation is not large enough to run all of your sidecar processes.');
    }
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
    others: Others = {},
  ): string | undefined {
    const docker = process.app.lifecycle === 'docker' && this.world.featureFlags.get('diego_docker') !== true;
    const problems = [
      size.diskMb > maxDiskMb
        ? `disk_quota too much disk requested (requested ${size.diskMb} MB - must be less than ${maxDiskMb} MB)`
        : undefined,
      started ? this.#quotas.processRefusal(process, size, others) : undefined,
      started && process.lrp === undefined && docker ? 'docker docker_disabled' : undefined,
      userRefusal(this.world, process.user),
    ].filter((problem) => problem !== undefined);
    return problems.length === 0 ? undefined : problems.join(', ');
  }

  /** Why the app's processes cannot start, one after the other; undefined: all can. */
  startRefusal(app: App): string | undefined {
    const ahead: Process[] = [];
    for (const process of this.world.processesOf(app)) {
      const refusal = this.refusal(process, process, true, { withIt: ahead });
      if (refusal !== undefined) return refusal;
      if (process.lrp === undefined) ahead.push(process);
    }
    return undefined;
  }

  #startable(app: App): Droplet {
    if (app.droplet === undefined) throw unprocessable('Assign a droplet before starting this app.');
    return app.droplet;
  }
}
