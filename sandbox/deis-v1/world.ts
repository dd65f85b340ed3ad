import type { SandboxClock } from '../clock.ts';
import { hasHost } from '../controller/host.ts';
import { randomHex } from '../controller/names.ts';
import type { Pull } from '../image.ts';
import { Docker } from './docker.ts';
import { Fleet } from './fleet.ts';
import { type HealthCheck, listens, Publisher } from './publisher.ts';
import {
  type App,
  type Build,
  type Config,
  type ConfigParts,
  latest,
  type Release,
  stamp,
  type User,
} from './records.ts';
import { summaryOf } from './summary.ts';
import type { Timings } from './timings.ts';
import type { Unit } from './unit.ts';

export interface LogEntry {
  readonly at: number;
  /** `cmd.1`, `deis-controller`. Nothing says of which release. */
  readonly source: string;
  readonly text: string;
}

export interface WorldOptions {
  readonly clock: SandboxClock;
  readonly pull: Pull;
  readonly timings: Timings;
  /** Whether the operator has given the platform an SSH key: one-off commands need one. */
  readonly sshKey: boolean;
  readonly registration: 'enabled' | 'admin_only' | 'disabled';
}

/** What the router has to say of a host. */
export type Routing =
  | { readonly kind: 'answers'; readonly app: App; readonly unit: Unit }
  /** The app is known and has no container that is published: 503. */
  | { readonly kind: 'empty' }
  /** Published containers, and none that listens: 502. */
  | { readonly kind: 'refused' };

/** Everything the v1 controller knows, and the cluster behind it. Tests look into it and steer it. */
export class DeisV1World {
  readonly clock: SandboxClock;
  readonly timings: Timings;
  readonly sshKey: boolean;
  readonly registration: WorldOptions['registration'];
  readonly docker: Docker;
  readonly publisher: Publisher;
  readonly fleet: Fleet;
  readonly users: User[] = [];
  readonly apps = new Map<string, App>();
  /** `DEIS_RESERVED_NAMES` */
  readonly reservedNames = new Set(['deis']);
  /** Apps whose config is being changed: the lock files of the controller. */
  readonly configLocks = new Set<string>();
  /** True: the log collector cannot be reached. */
  loggerBroken = false;
  readonly #logs = new Map<string, LogEntry[]>();
  #turn = 0;

  constructor({ clock, pull, timings, sshKey, registration }: WorldOptions) {
    this.clock = clock;
    this.timings = timings;
    this.sshKey = sshKey;
    this.registration = registration;
    this.docker = new Docker(pull, timings);
    this.publisher = new Publisher(clock, timings, (app) => this.#healthCheck(app));
    this.fleet = new Fleet(clock, timings, this.docker, this.publisher, ({ name }, line) =>
      this.log(name.app, line, `${name.type}.${name.num}`),
    );
  }

  /** The first user becomes a superuser. */
  addUser(user: Pick<User, 'username' | 'password'> & Partial<User>): User {
    const superuser = this.users.every((other) => !other.superuser);
    const joinedAt = this.clock.now();
    const added: User = {
      ...{ email: '', firstName: '', lastName: '', token: randomHex(40), superuser, joinedAt },
      ...user,
    };
    this.users.push(added);
    return added;
  }

  createApp(id: string, owner: string): App {
    const at = stamp(owner, this.clock.now());
    const app: App = {
      ...{ ...at, id, updatedAt: at.createdAt, structure: {} },
      ...{ builds: [], configs: [], releases: [], containers: [], domains: [], collaborators: new Set() },
    };
    this.apps.set(id, app);
    const config = this.addConfig(app, owner, { values: {}, memory: {}, cpu: {}, tags: {} });
    this.addRelease(app, owner, config, undefined);
    return app;
  }

  addConfig(app: App, owner: string, parts: ConfigParts): Config {
    const config: Config = { ...stamp(owner, this.clock.now()), ...parts };
    app.configs.push(config);
    return config;
  }

  /** The version after the newest release's: one that was deleted gives its number back. */
  addRelease(app: App, owner: string, config: Config, build: Build | undefined, summary?: string): Release {
    const previous = app.releases.at(-1);
    const made = { ...stamp(owner, this.clock.now()), version: (previous?.version ?? 0) + 1, config, build };
    const release: Release = { ...made, summary: summary ?? summaryOf(made, previous) };
    app.releases.push(release);
    this.log(app.id, release.summary);
    return release;
  }

  /** The rows of its containers go with it; what they stand for does not. */
  deleteRelease(app: App, release: Release): void {
    app.releases = app.releases.filter((other) => other !== release);
    app.containers = app.containers.filter((container) => container.release !== release);
  }

  logs(app: string): readonly LogEntry[] {
    return this.#logs.get(app) ?? [];
  }

  log(app: string, text: string, source = 'deis-controller'): void {
    const entries = this.#logs.get(app) ?? [];
    entries.push({ at: this.clock.now(), source, text });
    this.#logs.set(app, entries.slice(-1_000));
  }

  forget(app: App): void {
    this.apps.delete(app.id);
    this.#logs.delete(app.id);
  }

  /** nginx knows an app's own name under the platform's domain, and its domains; undefined: an unknown host. */
  routing(host: string): Routing | undefined {
    const app = [...this.apps.values()].find(({ id, domains }) =>
      hasHost([id, ...domains.map((it) => it.domain)], host),
    );
    if (app === undefined) return undefined;
    const units = this.publisher.published(app.id);
    const able = units.filter(listens);
    this.#turn += 1;
    const unit = able[this.#turn % Math.max(1, able.length)];
    if (unit !== undefined) return { kind: 'answers', app, unit };
    return { kind: units.length === 0 ? 'empty' : 'refused' };
  }

  #healthCheck(id: string): HealthCheck | undefined {
    const values = this.apps.get(id)?.configs.at(-1)?.values ?? {};
    const path = values['HEALTHCHECK_URL'];
    const delay = Number(values['HEALTHCHECK_INITIAL_DELAY'] ?? 0);
    return path === undefined ? undefined : { path, delayMs: Number.isInteger(delay) ? delay * 1_000 : 0 };
  }

  /** The config of the newest release, whether that one runs or not. */
  configOf(app: App): Config {
    return latest(app).config;
  }
}
