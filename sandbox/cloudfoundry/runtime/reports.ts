import type { Logs } from '../logs/logs.ts';
import type { Instance, Process } from '../model.ts';
import type { World } from '../world.ts';
import { cellId } from './cell.ts';

/** What the runtime tells the Cloud Controller of instances, which makes events and log lines of it. */
export class Reports {
  readonly #world: World;
  readonly #logs: Logs;

  constructor(world: World, logs: Logs) {
    this.#world = world;
    this.#logs = logs;
  }

  /** CCNG, app/controllers/internal/app_crashed_controller.rb. */
  crashed(instance: Instance, exitStatus: number, description: string): void {
    const { process } = instance.lrp;
    const { app } = process;
    const common = {
      ...whichOne(instance),
      exit_status: exitStatus,
      exit_description: description.slice(0, 10_000),
      reason: 'CRASHED',
    };
    const full = {
      ...common,
      crash_count: instance.crashCount,
      crash_timestamp: this.#world.clock.now() * 1_000_000,
      version: process.version,
    };
    this.#world.record('app.crash', app, { guid: app.guid, type: 'app', name: app.name }, common);
    this.#world.record('audit.app.process.crash', app, selfOf(process), full);
    this.#logs.write(app, 'API', `App instance exited with guid ${app.guid} payload: ${asRuby(full)}`);
    this.#logs.write(app, 'API', `Process has crashed with type: "${process.type}"`);
  }

  /** CCNG, app/controllers/internal/app_readiness_changed_controller.rb. */
  readinessChanged(instance: Instance, ready: boolean): void {
    const { process } = instance.lrp;
    const payload = { ...whichOne(instance), ready, version: process.version };
    this.#world.record(`audit.app.process.${ready ? 'ready' : 'not-ready'}`, process.app, selfOf(process), payload);
    // It is written under the process's guid: as the app's line it is read only where the two are one.
    if (process.guid !== process.app.guid) return;
    const what = `Process became ${ready ? 'ready' : 'not ready'}`;
    this.#logs.write(process.app, 'API', `${what} with guid ${process.guid} payload: ${asRuby(payload)}`);
  }

  /** CCNG, app/controllers/internal/app_rescheduling_controller.rb. */
  rescheduling(instance: Instance, reason: string): void {
    const { process } = instance.lrp;
    const payload = { ...whichOne(instance), reason, version: process.version };
    this.#world.record('audit.app.process.rescheduling', process.app, selfOf(process), payload);
    this.#logs.write(process.app, 'API', 'Process is being rescheduled');
  }
}

function whichOne({ guid, index }: Instance): { instance: string; index: number; cell_id: string } {
  return { instance: guid, index, cell_id: cellId };
}

/** A process as the actor of an event. */
function selfOf({ guid, type }: Process): { guid: string; type: string; name: string } {
  return { guid, type: 'process', name: type };
}

function asRuby(payload: object): string {
  return `{${Object.entries(payload)
    .map(([key, value]) => `"${key}"=>${JSON.stringify(value)}`)
    .join(', ')}}`;
}
