import type { SandboxClock } from '../clock.ts';
import { httpAnswer } from '../image.ts';
import type { Timings } from './timings.ts';
import type { Unit } from './unit.ts';

/** An app's `HEALTHCHECK_*` as etcd has them: of the config that was written last, whatever became of its release. */
export interface HealthCheck {
  readonly path: string;
  readonly delayMs: number;
}

/**
 * What tells the router which containers there are: `publisher/server/publisher.go`. A container is published as soon as
 * Docker has started it, and every 10 s again. Its port counts as open from the start, whatever the app does: Docker's
 * userland proxy listens there. What is published lives for 20 s, unless `docker stop` ends it.
 */
export class Publisher {
  readonly #clock: SandboxClock;
  readonly #timings: Timings;
  readonly #healthCheck: (app: string) => HealthCheck | undefined;
  readonly #published = new Map<Unit, number>();
  #running = new Set<Unit>();
  #polling = false;

  constructor(clock: SandboxClock, timings: Timings, healthCheck: (app: string) => HealthCheck | undefined) {
    this.#clock = clock;
    this.#timings = timings;
    this.#healthCheck = healthCheck;
  }

  /** Containers of an app that the router sends requests to. */
  published(app: string): readonly Unit[] {
    const now = this.#clock.now();
    return [...this.#published].filter(([unit, until]) => unit.name.app === app && until > now).map(([unit]) => unit);
  }

  started(unit: Unit): void {
    this.#running.add(unit);
    this.#publish(unit);
    if (this.#polling) return;
    this.#polling = true;
    this.#clock.after(this.#timings.publishing, () => this.#poll());
  }

  stopped(unit: Unit): void {
    this.#running.delete(unit);
    this.#published.delete(unit);
  }

  #poll(): void {
    this.#running = new Set([...this.#running].filter((unit) => unit.phase !== 'gone'));
    for (const [unit, until] of this.#published) if (until <= this.#clock.now()) this.#published.delete(unit);
    for (const unit of this.#running) if (unit.phase === 'active') this.#publish(unit);
    this.#polling = this.#running.size > 0;
    if (this.#polling) this.#clock.after(this.#timings.publishing, () => this.#poll());
  }

  /** Only `cmd` and `web`, only with a port, and none of an older release than the newest that is published. */
  #publish(unit: Unit): void {
    const { app, type, version } = unit.name;
    if ((type !== 'cmd' && type !== 'web') || publishedPort(unit) === undefined) return;
    if (this.published(app).some((other) => other.name.version > version)) return;
    const check = this.#healthCheck(app);
    const set = () => this.#published.set(unit, this.#clock.now() + 2 * this.#timings.publishing);
    if (check === undefined) set();
    else {
      this.#clock.after(check.delayMs, () => {
        if (answers(unit, check.path)) set();
      });
    }
  }
}

/** The lowest of the ports that the image exposes, the only one that is ever published. */
export function publishedPort(unit: Unit): number | undefined {
  const ports = (unit.image?.pulled.exposedPorts ?? []).map((port) => Number(port.split('/')[0]));
  return ports.length === 0 ? undefined : Math.min(...ports);
}

/** Whether the app answers at the published port: it may listen at another of those that its image exposes. */
export function listens(unit: Unit): boolean {
  const port = publishedPort(unit);
  if (!unit.listening || port === undefined) return false;
  const own = Number(unit.image?.environment['PORT']);
  return unit.image?.pulled.listens?.some((listens) => port === (listens === '$PORT' ? own : listens)) ?? true;
}

/** Whether the app says 200 to `GET path`. */
export function answers(unit: Unit, path: string): boolean {
  return listens(unit) && httpAnswer(unit.image?.pulled ?? {}, path).status === 200;
}
