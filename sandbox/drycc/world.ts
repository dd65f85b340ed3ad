import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import { Cluster } from '../controller/cluster.ts';
import { hasHost, type Served } from '../controller/host.ts';
import { randomText } from '../controller/names.ts';
import type { Timings } from '../controller/timings.ts';
import type { Pull } from '../image.ts';
import type { App, Build, Config, Release, Role, User, Workspace } from './records.ts';

/** Everything the Drycc controller knows, and the cluster behind it. Tests look into it and steer it. */
export class DryccWorld {
  readonly clock: SandboxClock;
  readonly cluster: Cluster;
  readonly users: User[] = [];
  readonly workspaces: Workspace[] = [];
  readonly apps = new Map<string, App>();
  /** Tasks that are picked up while this is true die on the way: their releases stay `created`, their locks hold. */
  workerKilled = false;
  /** Users whose login at the passport has run out: their stored tokens get 403 instead of an answer. */
  readonly expiredUsers = new Set<string>();
  /** 60 requests a minute for each user, 30 for each anonymous address. */
  throttled = true;
  #members = 0;
  #apps = 0;

  constructor(clock: SandboxClock, pull: Pull, timings: Timings) {
    this.clock = clock;
    this.cluster = new Cluster(clock, pull, timings);
  }

  addUser(id: number, username: string, token: string, superuser = false): User {
    const user = { id, username, token, superuser, joinedAt: this.clock.now() };
    this.users.push(user);
    return user;
  }

  addWorkspace(id: string, email: string): Workspace {
    const uid = this.workspaces.length + 1;
    const workspace: Workspace = { uuid: randomUUID(), id, uid, email, members: [], createdAt: this.clock.now() };
    this.workspaces.push(workspace);
    return workspace;
  }

  addMember(workspace: Workspace, user: User, role: Role): void {
    this.#members += 1;
    workspace.members.push({ id: this.#members, username: user.username, role, createdAt: this.clock.now() });
  }

  /** A new app has a config and release v1, and no domain. */
  createApp(id: string, workspace: Workspace): App {
    this.#apps += 1;
    const createdAt = this.clock.now();
    const app: App = {
      uuid: randomUUID(),
      id,
      uid: this.#apps,
      workspace,
      createdAt,
      structure: {},
      releases: [],
      domains: [],
      settings: { uuid: randomUUID(), createdAt, routable: true, autodeploy: true, autorollback: true, label: {} },
      locks: new Map(),
    };
    this.apps.set(id, app);
    const config: Config = { uuid: randomUUID(), values: [], registry: {}, createdAt };
    this.addRelease(app, config, undefined, `${workspace.id} created initial release`);
    return app;
  }

  deleteApp(app: App): void {
    this.apps.delete(app.id);
    this.cluster.remove(app.id);
  }

  addRelease(app: App, config: Config, build: Build | undefined, summary: string): Release {
    const release: Release = {
      uuid: randomUUID(),
      version: (app.releases.at(-1)?.version ?? 0) + 1,
      summary,
      config,
      build,
      createdAt: this.clock.now(),
      state: 'created',
      failed: false,
      conditions: [],
      deployedPtypes: [],
    };
    app.releases.push(release);
    this.cluster.log(app.id, `INFO ${summary}`);
    return release;
  }

  /** The controller's `xxxxxx-xxxxxxxx` names. */
  randomName(): string {
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    return `${randomText(6, letters)}-${randomText(8, letters)}`;
  }

  /** The gateway sends an app's own host to `web` and each domain to its process type. */
  appAt(host: string): Served | undefined {
    for (const app of this.apps.values()) {
      if (!app.settings.routable) continue;
      const domain = app.domains.find((candidate) => hasHost([candidate.domain], host));
      if (domain === undefined && !hasHost([app.id], host)) continue;
      const pod = this.cluster.serving(app.id, [domain?.ptype ?? 'web']);
      return pod === undefined ? undefined : { app: app.id, image: pod.template.image, pod: pod.name };
    }
    return undefined;
  }
}
