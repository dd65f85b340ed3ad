import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import { Cluster } from '../controller/cluster.ts';
import { hasHost, type Served } from '../controller/host.ts';
import type { Timings } from '../controller/timings.ts';
import type { Pull } from '../image.ts';
import { type App, type Build, type Config, latestGood, type Release, type User } from './records.ts';

/** Everything the v2 controller knows, and the cluster behind it. Tests look into it and steer it. */
export class DeisWorld {
  readonly clock: SandboxClock;
  readonly cluster: Cluster;
  readonly users: User[] = [];
  readonly apps = new Map<string, App>();
  /** `RESERVED_NAMES` of the installation. */
  readonly reservedNames = new Set(['deis', 'deis-builder', 'deis-workflow-manager', 'grafana']);

  constructor(clock: SandboxClock, pull: Pull, timings: Timings) {
    this.clock = clock;
    this.cluster = new Cluster(clock, pull, timings);
  }

  addUser(username: string, password: string, token: string, superuser = false): User {
    const user = { username, password, token, superuser, joinedAt: this.clock.now() };
    this.users.push(user);
    return user;
  }

  /** A new app has a config, release v1, and a domain of its own name. */
  createApp(id: string, owner: User): App {
    const at = { owner: owner.username, createdAt: this.clock.now() };
    const app: App = {
      uuid: randomUUID(),
      id,
      ...at,
      structure: {},
      procfileStructure: {},
      releases: [],
      builds: [],
      domains: [{ domain: id, ...at }],
      settings: { uuid: randomUUID(), ...at, maintenance: false, routable: true, label: {} },
      tlsUuid: randomUUID(),
    };
    this.apps.set(id, app);
    const config: Config = { uuid: randomUUID(), ...at, values: {}, registry: {} };
    this.addRelease(app, owner.username, config, undefined, `${owner.username} created initial release`);
    return app;
  }

  deleteApp(app: App): void {
    this.apps.delete(app.id);
    this.cluster.remove(app.id);
  }

  /** Versions are never given twice: failed releases count. */
  addRelease(app: App, owner: string, config: Config, build: Build | undefined, summary: string): Release {
    const now = this.clock.now();
    const release: Release = {
      uuid: randomUUID(),
      owner,
      version: (app.releases.at(-1)?.version ?? 0) + 1,
      config,
      build,
      createdAt: now,
      updatedAt: now,
      summary,
      failed: false,
      exception: null,
    };
    app.releases.push(release);
    this.cluster.log(app.id, `INFO ${summary}`);
    return release;
  }

  /** Routing prefers `web` over `cmd`; an app in maintenance or not routable is not reached. */
  appAt(host: string): Served | undefined {
    for (const app of this.apps.values()) {
      if (!app.settings.routable || app.settings.maintenance) continue;
      const names = app.domains.map((domain) => domain.domain);
      if (!hasHost(names, host)) continue;
      const pod = this.cluster.serving(app.id, ['web', 'cmd']);
      return pod === undefined ? undefined : { app: app.id, image: pod.template.image, pod: pod.name };
    }
    return undefined;
  }

  /** What the app's config says now: that of the newest release that did not fail. */
  configOf(app: App): Config {
    return latestGood(app).config;
  }
}
