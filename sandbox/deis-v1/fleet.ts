import type { SandboxClock } from '../clock.ts';
import type { Docker } from './docker.ts';
import type { Publisher } from './publisher.ts';
import type { Timings } from './timings.ts';
import { Unit, type UnitName } from './unit.ts';
import { SchedulerError, type Worker } from './worker.ts';

/** `JobState` of the controller (`scheduler/states.py`), as far as fleet can cause it. */
export type JobState = 'created' | 'up' | 'down' | 'destroyed';

/** A fault for the units of one app that are created from now on. */
export interface FleetFault {
  readonly app: string;
  readonly type?: string;
  readonly kind: /** fleet's API refuses to create the unit. */
    | 'refuse-create'
    /** `docker run` fails each time. */
    | 'cannot-run';
}

/** What the controller asks fleet for: `controller/scheduler/fleet.py`. */
export class Fleet {
  readonly units = new Map<string, Unit>();
  readonly faults: FleetFault[] = [];
  /** Tags of the machines: all of those that are asked for must be among one machine's. */
  readonly machines: Readonly<Record<string, string>>[] = [{}, {}, { disk: 'ssd' }];
  readonly #clock: SandboxClock;
  readonly #timings: Timings;
  readonly #docker: Docker;
  readonly #publisher: Publisher;
  readonly #log: (unit: Unit, line: string) => void;

  constructor(
    clock: SandboxClock,
    timings: Timings,
    docker: Docker,
    publisher: Publisher,
    log: (unit: Unit, line: string) => void,
  ) {
    this.#clock = clock;
    this.#timings = timings;
    this.#docker = docker;
    this.#publisher = publisher;
    this.#log = log;
  }

  /** @throws SchedulerError */
  create(name: string, parts: UnitName, tags: Readonly<Record<string, string>>): void {
    const faults = this.faults.filter(
      (fault) => fault.app === parts.app && (fault.type === undefined || fault.type === parts.type),
    );
    if (faults.some((fault) => fault.kind === 'refuse-create')) {
      throw new SchedulerError('Failed to create unit: 500 Internal Server Error - {"error":{"code":500}}');
    }
    if (this.units.has(name)) return;
    const unit = new Unit(parts, {
      clock: this.#clock,
      timings: this.#timings,
      image: (image) => this.#docker.images.get(image),
      hasMachine: this.machines.some((machine) => Object.entries(tags).every(([key, tag]) => machine[key] === tag)),
      cannotRun: faults.some((fault) => fault.kind === 'cannot-run'),
      started: (started) => this.#publisher.started(started),
      stopped: (stopped) => this.#publisher.stopped(stopped),
      log: this.#log,
    });
    this.units.set(name, unit);
  }

  /** Waits until the container has started once. @throws SchedulerError */
  async start(worker: Worker, name: string): Promise<void> {
    const unit = this.units.get(name);
    if (unit === undefined) throw new SchedulerError('Failed to create unit: 409 Conflict');
    unit.launch();
    if (!(await this.#become(worker, name, 'up'))) throw new SchedulerError('container failed to start');
  }

  /** @throws SchedulerError */
  async stop(worker: Worker, name: string): Promise<void> {
    const unit = this.units.get(name);
    if (unit === undefined) throw new SchedulerError('Failed to create unit: 409 Conflict');
    unit.unload();
    if (!(await this.#become(worker, name, 'created'))) {
      throw new SchedulerError('timeout waiting for job state: JobState.created');
    }
  }

  /** @throws SchedulerError */
  async destroy(worker: Worker, name: string): Promise<void> {
    this.remove(name);
    for (let count = 0; count < this.#timings.unitPolls; count += 1) {
      if (!this.units.has(name)) return;
      await worker.sleep(this.#timings.poll);
    }
    throw new SchedulerError('timeout on container destroy');
  }

  /** Without waiting for it. */
  remove(name: string): void {
    const unit = this.units.get(name);
    unit?.destroy(() => {
      if (this.units.get(name) === unit) this.units.delete(name);
    });
  }

  /** A unit that no machine takes is waited for, and then reads like one that is not there. */
  async state(worker: Worker, name: string): Promise<JobState> {
    const unit = this.units.get(name);
    for (let count = 0; unit !== undefined && count < this.#timings.unitPolls; count += 1) {
      switch (unit.phase) {
        case 'unscheduled':
          await worker.sleep(this.#timings.poll);
          break;
        case 'inactive':
          return 'created';
        case 'active':
          return 'up';
        case 'activating':
        case 'deactivating':
          return 'down';
        case 'gone':
          return 'destroyed';
      }
    }
    return 'destroyed';
  }

  async #become(worker: Worker, name: string, wanted: JobState): Promise<boolean> {
    for (let count = 0; count < this.#timings.startPolls; count += 1) {
      if ((await this.state(worker, name)) === wanted) return true;
      await worker.sleep(this.#timings.poll);
    }
    return false;
  }
}
