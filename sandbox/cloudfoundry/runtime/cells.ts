import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock.ts';
import { type Behaviour, expanded, type Pull, type PulledImage } from '../../image.ts';
import type { Logs } from '../logs/logs.ts';
import type { Droplet, Instance, Lrp, Process } from '../model.ts';
import { defaultPort, listeningPorts, openPorts } from '../routing/ports.ts';
import type { Timings } from '../timings.ts';
import type { World } from '../world.ts';
import { credentialsOf, goDuration, pullFailure } from './pulls.ts';

/** The architecture of every cell. */
const CELL_ARCHITECTURE = 'amd64';
const CELL = '7d1c7a5e-4e3b-4d0c-9a43-0c1f5a1f9b02';
/** Crashes up to this one are followed by a restart at once; from the next on Diego waits. */
const IMMEDIATE_RESTARTS = 2;
/** Diego gives up after this many. */
const LAST_RESTART = 200;

/** The runtime: takes processes, places their instances, watches their health, restarts what crashes. */
export class Cells {
  readonly #world: World;
  readonly #clock: SandboxClock;
  readonly #logs: Logs;
  readonly #pull: Pull;
  readonly #timings: Timings;

  constructor(world: World, logs: Logs, pull: Pull, timings: Timings) {
    this.#world = world;
    this.#clock = world.clock;
    this.#logs = logs;
    this.#pull = pull;
    this.#timings = timings;
  }

  /** Starts a process with `droplet`. Whatever ran of it before is stopped first. */
  desire(process: Process, droplet: Droplet): void {
    this.stop(process);
    process.version = randomUUID();
    const { app, revision } = process;
    process.lrp = {
      process,
      droplet,
      healthCheck: process.healthCheck,
      // process_model.rb, started_command and environment_json: a revision has the word.
      startCommand: revision === undefined ? process.command : revision.command,
      environment: { ...(revision?.environment ?? app.environment) },
      openPorts: openPorts(this.#world, process, droplet),
      instances: [],
    };
    this.scale(process);
  }

  /** Makes the number of instances what the process wants: new ones at the end, the highest indices go first. */
  scale(process: Process): void {
    const { lrp } = process;
    if (lrp === undefined) return;
    while (lrp.instances.length > process.instances) {
      const last = lrp.instances.pop();
      if (last !== undefined) this.#remove(last);
    }
    while (lrp.instances.length < process.instances) this.#add(lrp);
  }

  stop(process: Process): void {
    for (const instance of process.lrp?.instances ?? []) this.#remove(instance);
    process.lrp = undefined;
  }

  /** Ends an instance as if its app had exited. */
  crash(instance: Instance, exitCode: number): void {
    const name = `APP/PROC/${instance.lrp.process.type.toUpperCase()}`;
    this.#logs.writeFor(instance, 'APP', `Exit status ${exitCode}`);
    const oom = exitCode === 137 ? ' (out of memory)' : '';
    this.#crashed(instance, exitCode, `${name}: Exited with status ${exitCode}${oom}`);
  }

  #add(lrp: Lrp): void {
    const instance: Instance = {
      lrp,
      index: lrp.instances.length,
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
    lrp.instances.push(instance);
    this.#next(instance, this.#timings.placementMs, () => this.#place(instance));
  }

  #remove(instance: Instance): void {
    instance.callOff();
    instance.removed = true;
    instance.routable = false;
    if (instance.state === 'DOWN' || instance.state === 'CRASHED') return;
    this.#logs.writeFor(instance, 'CELL', `Cell ${CELL} stopping instance ${instance.guid}`);
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
    // No readiness check is modelled: a healthy instance gets traffic.
    instance.routable = state === 'RUNNING';
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
    this.#logs.writeFor(instance, 'CELL', `Cell ${CELL} creating container for instance ${instance.guid}`);
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
      const why = pullFailure(error);
      const text = `failed to create container: running image plugin create: pulling the image: ${why}: exit status 1`;
      this.#logs.writeFor(instance, 'CELL', `Cell ${CELL} ${text}`, 'ERR');
      this.#crashed(instance, 0, text);
      return;
    }
    if (overtaken()) return;
    instance.image = image;
    instance.startedAt = this.#clock.now();
    this.#logs.writeFor(instance, 'CELL', `Cell ${CELL} successfully created container for instance ${guid}`);
    this.#logs.writeFor(instance, 'CELL', 'Starting health monitoring of container');
    if (image.architecture !== CELL_ARCHITECTURE || image.os !== 'linux') {
      // The launcher's words (dockerapplifecycle, launcher/main.go).
      this.#logs.writeFor(instance, 'APP', 'Failed to run: exec format error', 'ERR');
      this.crash(instance, 1);
      return;
    }
    const { environment, startCommand } = instance.lrp;
    for (const line of image.startLog) this.#logs.writeFor(instance, 'APP', expanded(line, environment));
    const missing = image.needs?.find((name) => environment[name] === undefined);
    if (missing !== undefined) this.#logs.writeFor(instance, 'APP', `Error: ${missing} is not set`, 'ERR');
    // Such a command is understood; any other is taken for one that starts the image's app.
    const exit = missing === undefined ? /^exit (\d+)$/.exec(startCommand ?? '')?.[1] : '1';
    if (exit === undefined) this.#live(instance, image);
    else this.#live(instance, { ...image, crashLog: [], behaviour: endsAtOnce(Number(exit)) });
  }

  /** From the start of the app: its death, if its behaviour has one, and the checks until it is healthy. */
  #live(instance: Instance, image: PulledImage): void {
    const { behaviour } = image;
    const startedAt = this.#clock.now();
    const diesAt = behaviour.kind === 'crash' ? startedAt + behaviour.afterMs : Number.POSITIVE_INFINITY;
    const timeoutMs = (instance.lrp.healthCheck.timeout ?? this.#timings.healthTimeoutMs / 1000) * 1000;
    let attempts = 0;

    const { type, endpoint } = instance.lrp.healthCheck;
    const path = (endpoint ?? '/').replace(/\?.*/s, '');
    const answers = type !== 'http' || image.httpPaths === undefined || image.httpPaths.includes(path);
    const deaf = deafPort(instance.lrp, image);

    const healthyNow = (): boolean => {
      if (type === 'process') return true;
      if (!answers || deaf !== undefined) return false;
      return behaviour.kind !== 'never-healthy' && this.#clock.now() >= startedAt + behaviour.bootMs;
    };
    const die = () => {
      if (behaviour.kind !== 'crash') return;
      for (const line of image.crashLog)
        this.#logs.writeFor(instance, 'APP', expanded(line, instance.lrp.environment), 'ERR');
      this.crash(instance, behaviour.exitCode);
    };
    const step = () => {
      const now = this.#clock.now();
      if (now >= diesAt) return die();
      attempts += 1;
      if (healthyNow()) {
        this.#become(instance, 'RUNNING');
        this.#logs.writeFor(instance, 'CELL', 'Container became healthy');
        if (Number.isFinite(diesAt)) this.#next(instance, diesAt - now, die);
        return;
      }
      if (now >= startedAt + timeoutMs) {
        const listens = behaviour.kind !== 'never-healthy' && deaf === undefined;
        return this.#neverHealthy(instance, timeoutMs, attempts, {
          port: deaf ?? instance.lrp.openPorts[0] ?? defaultPort,
          why: listens ? 'received status code 404' : 'connection refused',
        });
      }
      this.#next(instance, Math.min(this.#timings.healthCheckEveryMs, diesAt - now), step);
    };
    this.#next(instance, Math.min(this.#timings.healthCheckEveryMs, diesAt - startedAt), step);
  }

  #neverHealthy(
    instance: Instance,
    timeoutMs: number,
    attempts: number,
    { port, why }: { readonly port: number; readonly why: string },
  ): void {
    const after = goDuration(timeoutMs);
    const http = instance.lrp.healthCheck.type === 'http';
    const failure = http
      ? `Failed to make HTTP request to '${instance.lrp.healthCheck.endpoint ?? '/'}' on port ${port}: ${why}`
      : `Failed to make TCP connection to port ${port}: connection refused`;
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
    const { process } = instance.lrp;
    const { app } = process;
    const now = this.#clock.now();
    if (instance.state === 'RUNNING' && now - instance.since >= this.#timings.crashResetMs) instance.crashCount = 0;
    instance.crashCount += 1;
    this.#logs.writeFor(instance, 'CELL', `Cell ${CELL} stopping instance ${instance.guid}`);
    this.#destroyContainer(instance);

    const common = {
      instance: instance.guid,
      index: instance.index,
      cell_id: CELL,
      exit_status: exitStatus,
      exit_description: description.slice(0, 10_000),
      reason: 'CRASHED',
    };
    const full = {
      ...common,
      crash_count: instance.crashCount,
      crash_timestamp: now * 1_000_000,
      version: process.version,
    };
    this.#world.record('app.crash', app, { guid: app.guid, type: 'app', name: app.name }, common);
    const self = { guid: process.guid, type: 'process', name: process.type };
    this.#world.record('audit.app.process.crash', app, self, full);
    const words = Object.entries(full).map(([key, value]) => `"${key}"=>${JSON.stringify(value)}`);
    this.#logs.write(app, 'API', `App instance exited with guid ${app.guid} payload: {${words.join(', ')}}`);
    this.#logs.write(app, 'API', `Process has crashed with type: "${process.type}"`);

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
    this.#logs.writeFor(instance, 'CELL', `Cell ${CELL} destroying container for instance ${instance.guid}`);
    this.#logs.writeFor(
      instance,
      'CELL',
      `Cell ${CELL} successfully destroyed container for instance ${instance.guid}`,
    );
  }
}

/** A port that the health check tries and on which the app does not listen: of all, or by HTTP of the first. */
function deafPort({ openPorts, droplet, healthCheck }: Lrp, image: PulledImage): number | undefined {
  const tried = healthCheck.type === 'http' ? openPorts.slice(0, 1) : openPorts;
  const heard = listeningPorts(image, droplet, openPorts);
  return tried.find((port) => !heard.includes(port));
}

/** An app that ends just after its start. */
function endsAtOnce(exitCode: number): Behaviour {
  return { kind: 'crash', bootMs: 60_000, afterMs: 100, exitCode };
}
