import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import { hasHost, type Routed } from '../controller/host.ts';
import type { Timings } from '../controller/timings.ts';
import type { Pull } from '../image.ts';
import { Cluster } from '../kubernetes/cluster.ts';
import { type App, type Build, type Config, emptyConfig, latestGood, type Release, type User } from './records.ts';

/** Everything the v2 controller knows, and the cluster behind it. Tests look into it and steer it. */
export class DeisWorld {
  readonly clock: SandboxClock;
  readonly cluster: Cluster;
  readonly users: User[] = [];
  readonly apps = new Map<string, App>();
  /** `RESERVED_NAMES` of the installation. */
  readonly reservedNames = new Set(['deis', 'deis-builder', 'deis-workflow-manager', 'grafana']);
  readonly timings: Timings;
  /** Hephy Workflow: more fields in config, apps and releases. */
  readonly hephy: boolean;
  /** `REGISTRATION_MODE` of the installation. */
  registrationMode: 'enabled' | 'admin_only' | 'disabled' = 'enabled';
  /**
   * What the installation does with a build that has no Procfile after one that had: `DEIS_DEPLOY_PROCFILE_MISSING_REMOVE`
   * (its process types are stopped, or go on as they were) and `DEIS_DEPLOY_REJECT_IF_PROCFILE_MISSING`.
   */
  missingProcfile: 'remove' | 'keep' | 'reject' = 'remove';
  /** What stands behind `logs`: one that works, one that has lost everything, one that answers with errors. */
  logger: 'works' | 'empty' | 'broken' = 'works';

  constructor(clock: SandboxClock, pull: Pull, timings: Timings, hephy: boolean) {
    this.clock = clock;
    this.timings = timings;
    this.hephy = hephy;
    this.cluster = new Cluster(clock, pull, timings);
  }

  addUser(
    username: string,
    password: string,
    token: string,
    { superuser = false, email = `${username}@example.com` } = {},
  ): User {
    const user = { username, password, token, superuser, email, joinedAt: this.clock.now() };
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
      collaborators: new Set(),
      structure: {},
      procfileStructure: {},
      releases: [],
      builds: [],
      domains: [{ domain: id, ...at }],
      settings: {
        ...{ uuid: randomUUID(), ...at, maintenance: false, routable: true },
        ...{ label: {}, autoscale: {}, whitelist: [] },
      },
      tls: { uuid: randomUUID(), ...at, httpsEnforced: null },
      routedType: undefined,
    };
    this.apps.set(id, app);
    const config: Config = { uuid: randomUUID(), ...at, ...emptyConfig };
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

  /**
   * What the router answers for a host. An app in maintenance, and one whose service has no pod, get 503; one
   * whose pod does not listen where `PORT` says, 502; a host that no routable app has, 404.
   */
  routed(host: string): Routed {
    for (const app of this.apps.values()) {
      const names = app.domains.map((domain) => domain.domain);
      if (!app.settings.routable || !hasHost(names, host)) continue;
      if (app.settings.maintenance || app.routedType === undefined) return { status: 503 };
      const pod = this.cluster.serving(app.id, [app.routedType]);
      if (pod === undefined) return { status: 503 };
      if (pod === 'gone' || !pod.listensOn(Number(pod.template.environment['PORT']))) return { status: 502 };
      return { app: app.id, image: pod.template.image, pod: pod.name };
    }
    return { status: 404 };
  }

  /** What the app's config says now: that of the newest release that did not fail. */
  configOf(app: App): Config {
    return latestGood(app).config;
  }
}
