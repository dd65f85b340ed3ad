import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock.ts';
import { expanded, type Pull, type PulledImage } from '../../image.ts';
import { type Logs, sourceType } from '../logs/logs.ts';
import type { Droplet, Instance, Lrp, Process } from '../model.ts';
import { openPorts } from '../routing/ports.ts';
import { boundTo } from '../services/bindings.ts';
import type { Timings } from '../timings.ts';
import type { World } from '../world.ts';
import { cellId, createFailure, exitDescription } from './cell.ts';
import { type CheckProblem, checkFailure, nextReadiness, present, readyProblem, startProblem } from './health.ts';
import { credentialsOf, goDuration, pullFailure } from './pulls.ts';
import { Reports } from './reports.ts';
import { sidecarsOf } from './sidecars.ts';
import { type Program, type Start, startOf } from './start.ts';
import { environmentOf, systemEnvironment } from './system-environment.ts';

/** Crashes up to this one are followed by a restart at once; from the next on Diego waits. */
const IMMEDIATE_RESTARTS = 2;
/** Diego gives up after this many. */
const LAST_RESTART = 200;

/** The runtime: takes processes, places their instances, watches their health, restarts what crashes. */
export class Cells {
  readonly #world: World;
  readonly #clock: SandboxClock;
  readonly #logs: Logs;
  readonly #reports: Reports;
  readonly #pull: Pull;
  readonly #timings: Timings;

  constructor(world: World, logs: Logs, pull: Pull, timings: Timings) {
    this.#world = world;
    this.#clock = world.clock;
    this.#logs = logs;
    this.#reports = new Reports(world, logs);
    this.#pull = pull;
    this.#timings = timings;
  }

  /** Starts a process with `droplet`, unless the runtime has refused it. Whatever ran of it before is stopped first. */
  desire(process: Process, droplet: Droplet, { refused = false }: { readonly refused?: boolean } = {}): void {
    this.stop(process);
    process.version = randomUUID();
    const { app, revision } = process;
    process.lrp = {
      process,
      droplet,
      healthCheck: process.healthCheck,
      readinessCheck: process.readinessHealthCheck,
      // diego/docker/lifecycle_protocol.rb: the process's own, which a deployment takes from its revision.
      startCommand: process.command,
      // process_model.rb, environment_json: a revision has the word.
      environment: { ...(revision?.environment ?? app.environment) },
      systemEnvironment: systemEnvironment(this.#world, app, process.memoryMb, process),
      services: boundTo(this.#world, app).map(({ instance }) => instance.name),
      openPorts: openPorts(this.#world, process, droplet),
      sidecars:
        revision?.sidecars.filter(({ processTypes }) => processTypes.includes(process.type)) ??
        sidecarsOf(this.#world, process),
      instances: [],
      refused,
    };
    this.scale(process);
  }

  /** Makes the number of instances what the process wants: new ones at the end, the highest indices go first. */
  scale(process: Process): void {
    const { lrp } = process;
    if (lrp === undefined || lrp.refused) return;
    while (lrp.instances.length > process.instances) {
      const last = lrp.instances.pop();
      if (last !== undefined) this.#remove(last);
    }
    while (lrp.instances.length < process.instances) lrp.instances.push(this.#made(lrp, lrp.instances.length));
  }

  stop(process: Process): void {
    for (const instance of process.lrp?.instances ?? []) this.#remove(instance);
    process.lrp = undefined;
  }

  /** Ends an instance as if its app had exited. */
  crash(instance: Instance, exitCode: number, outOfMemory = exitCode === 137, program: Program = 'APP'): void {
    this.#logs.writeFor(instance, program, `Exit status ${exitCode}${outOfMemory ? ' (out of memory)' : ''}`);
    this.#crashed(instance, exitCode, exitDescription(sourceType(instance, program), exitCode, outOfMemory));
  }

  /** Stops one instance; the runtime puts a new one in its place (CCNG, process_terminate.rb). */
  replace(instance: Instance): void {
    this.#remove(instance);
    const { lrp, index } = instance;
    lrp.instances[index] = this.#made(lrp, index);
  }

  /** The cell is to be emptied: the instance goes, and another comes in its place. */
  evacuate(instance: Instance): void {
    this.#reports.rescheduling(instance, 'Cell is being evacuated');
    this.replace(instance);
  }

  #made(lrp: Lrp, index: number): Instance {
    const instance: Instance = {
      lrp,
      index,
      guid: randomUUID(),
      state: 'DOWN',
      routable: false,
      since: this.#clock.now(),
      startedAt: undefined,
      crashCount: 0,
      details: undefined,
      image: undefined,
      callOff: () => {},
      removed: false,
    };
    this.#next(instance, this.#timings.placementMs, () => this.#place(instance));
    return instance;
  }

  #remove(instance: Instance): void {
    instance.callOff();
    instance.removed = true;
    instance.routable = false;
    if (instance.state === 'DOWN' || instance.state === 'CRASHED') return;
    this.#logs.writeFor(instance, 'CELL', `Cell ${cellId} stopping instance ${instance.guid}`);
    if (instance.startedAt !== undefined) this.#logs.writeFor(instance, 'APP', 'Exit status 143');
    this.#destroyContainer(instance);
  }

  /** One thing is due for an instance at a time; what was due before is called off. */
  #next(instance: Instance, delayMs: number, task: () => void): void {
    instance.callOff();
    instance.callOff = this.#clock.after(delayMs, () => {
      if (!instance.removed) task();
    });
  }

  #become(instance: Instance, state: Instance['state']): void {
    if (instance.state !== state) instance.since = this.#clock.now();
    instance.state = state;
    instance.routable = false;
  }

  #place(instance: Instance): void {
    const { placementError } = this.#world;
    if (placementError !== undefined) {
      instance.details = placementError;
      this.#become(instance, 'DOWN');
      this.#next(instance, this.#timings.placementMs, () => this.#place(instance));
      return;
    }
    instance.details = undefined;
    this.#become(instance, 'STARTING');
    this.#logs.writeFor(instance, 'CELL', `Cell ${cellId} creating container for instance ${instance.guid}`);
    this.#next(instance, this.#timings.containerCreateMs, () => void this.#createContainer(instance));
  }

  /** The image is asked for at every start: a credential that has expired meanwhile is noticed here, not before. */
  async #createContainer(instance: Instance): Promise<void> {
    const { droplet } = instance.lrp;
    const { guid, callOff } = instance;
    // Whatever else became due for the instance meanwhile has put something new in its place.
    const overtaken = () => instance.removed || instance.callOff !== callOff;
    let image: PulledImage;
    try {
      image = await this.#pull(droplet.image, credentialsOf(droplet));
    } catch (error) {
      if (overtaken()) return;
      const text = createFailure(pullFailure(error));
      this.#logs.writeFor(instance, 'CELL', `Cell ${cellId} ${text}`, 'ERR');
      this.#crashed(instance, 0, text);
      return;
    }
    if (overtaken()) return;
    instance.image = image;
    instance.startedAt = this.#clock.now();
    this.#logs.writeFor(instance, 'CELL', `Cell ${cellId} successfully created container for instance ${guid}`);
    this.#logs.writeFor(instance, 'CELL', 'Starting health monitoring of container');
    const start = startOf(instance, image);
    for (const { text, type } of start.lines) this.#logs.writeFor(instance, start.program, text, type);
    if (start.exitCode === undefined) this.#live(instance, start);
    else this.crash(instance, start.exitCode);
  }

  /** From the start of the app: its death, if its behaviour has one, and the checks until it is healthy. */
  #live(instance: Instance, { image, program }: Start): void {
    const behaviour = present(image.behaviour, instance.crashCount);
    const { healthCheck } = instance.lrp;
    const startedAt = this.#clock.now();
    const diesAt = behaviour.kind === 'crash' ? startedAt + behaviour.afterMs : Number.POSITIVE_INFINITY;
    const timeoutMs = (healthCheck.timeout ?? this.#timings.healthTimeoutMs / 1000) * 1000;
    let attempts = 0;

    const die = () => {
      if (behaviour.kind !== 'crash') return;
      for (const line of image.crashLog)
        this.#logs.writeFor(instance, 'APP', expanded(line, environmentOf(instance)), 'ERR');
      this.crash(instance, behaviour.exitCode, behaviour.outOfMemory, program);
    };
    const step = () => {
      const now = this.#clock.now();
      if (now >= diesAt) return die();
      attempts += 1;
      const problem = startProblem(instance.lrp, { ...image, behaviour }, now - startedAt);
      if (problem === undefined) {
        this.#become(instance, 'RUNNING');
        this.#logs.writeFor(instance, 'CELL', 'Container became healthy');
        this.#ready(instance, { ...image, behaviour }, diesAt, die);
        return;
      }
      if (now >= startedAt + timeoutMs) return this.#neverHealthy(instance, timeoutMs, attempts, problem);
      this.#next(instance, Math.min(this.#timings.healthCheckEveryMs, diesAt - now), step);
    };
    this.#next(instance, Math.min(this.#timings.healthCheckEveryMs, diesAt - startedAt), step);
  }

  /** Traffic comes while the readiness check passes; where there is none, at once. */
  #ready(instance: Instance, image: PulledImage, diesAt: number, die: () => void): void {
    const { readinessCheck } = instance.lrp;
    const startedAt = instance.startedAt ?? this.#clock.now();
    const step = () => {
      const now = this.#clock.now();
      if (now >= diesAt) return die();
      const ready = readyProblem(instance.lrp, image, now - startedAt) === undefined;
      if (ready !== instance.routable) this.#turned(instance, ready);
      const nextAt = Math.min(diesAt, startedAt + nextReadiness(readinessCheck, image.behaviour, now - startedAt));
      if (!ready) this.#next(instance, Math.min(this.#timings.healthCheckEveryMs, diesAt - now), step);
      else if (Number.isFinite(nextAt)) this.#next(instance, nextAt - now, step);
    };
    step();
  }

  #turned(instance: Instance, ready: boolean): void {
    instance.routable = ready;
    if (instance.lrp.readinessCheck.type === 'process') return;
    const [how, what] = ready ? ['passed', 'ready and added to'] : ['failed', 'not ready and removed from'];
    const words = `Container ${how} the readiness health check. Container marked ${what} route pool.`;
    this.#logs.writeFor(instance, 'HEALTH', words);
    this.#reports.readinessChanged(instance, ready);
  }

  #neverHealthy(instance: Instance, timeoutMs: number, attempts: number, problem: CheckProblem): void {
    const after = goDuration(timeoutMs);
    const failure = checkFailure(instance.lrp.healthCheck, problem);
    this.#logs.writeFor(instance, 'HEALTH', failure, 'ERR');
    this.#logs.writeFor(
      instance,
      'HEALTH',
      `Timed out after ${after} (${attempts} attempts) waiting for startup check to succeed: ${failure}`,
      'ERR',
    );
    this.#logs.writeFor(instance, 'CELL', `Failed after ${after}: startup health check never passed.`, 'ERR');
    this.#logs.writeFor(instance, 'APP', 'Exit status 143');
    this.#crashed(instance, 0, `Instance never healthy after ${after}: ${failure}`);
  }

  #crashed(instance: Instance, exitStatus: number, description: string): void {
    const now = this.#clock.now();
    if (instance.state === 'RUNNING' && now - instance.since >= this.#timings.crashResetMs) instance.crashCount = 0;
    instance.crashCount += 1;
    this.#logs.writeFor(instance, 'CELL', `Cell ${cellId} stopping instance ${instance.guid}`);
    this.#destroyContainer(instance);

    this.#reports.crashed(instance, exitStatus, description);
    instance.startedAt = undefined;
    instance.image = undefined;
    if (instance.crashCount <= IMMEDIATE_RESTARTS) {
      instance.guid = randomUUID();
      this.#become(instance, 'STARTING');
      this.#next(instance, 0, () => this.#place(instance));
      return;
    }
    this.#become(instance, 'CRASHED');
    if (instance.crashCount >= LAST_RESTART) {
      instance.callOff();
      instance.callOff = () => {};
      return;
    }
    const exponent = Math.min(instance.crashCount - IMMEDIATE_RESTARTS - 1, 30);
    const pause = Math.min(this.#timings.crashBackOffMs * 2 ** exponent, this.#timings.maxCrashBackOffMs);
    this.#next(instance, pause, () => {
      instance.guid = randomUUID();
      this.#place(instance);
    });
  }

  #destroyContainer(instance: Instance): void {
    this.#logs.writeFor(instance, 'CELL', `Cell ${cellId} destroying container for instance ${instance.guid}`);
    this.#logs.writeFor(
      instance,
      'CELL',
      `Cell ${cellId} successfully destroyed container for instance ${instance.guid}`,
    );
  }
}
