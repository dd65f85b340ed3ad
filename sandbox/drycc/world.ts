import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import { hasHost, type Routed } from '../controller/host.ts';
import { randomHex, randomText } from '../controller/names.ts';
import type { Timings } from '../controller/timings.ts';
import type { Pull } from '../image.ts';
import { Cluster } from '../kubernetes/cluster.ts';
import type { App, Build, Config, LimitPlan, Release, Role, StoredToken, User, Workspace } from './records.ts';
import { serviceName } from './shapes.ts';

/** Everything the Drycc controller knows, and the cluster behind it. Tests look into it and steer it. */
export class DryccWorld {
  readonly clock: SandboxClock;
  readonly cluster: Cluster;
  readonly users: User[] = [];
  readonly workspaces: Workspace[] = [];
  readonly apps = new Map<string, App>();
  readonly tokens: StoredToken[] = [];
  /** Sizes of pods that the installation has; the first is the default. */
  readonly plans: LimitPlan[] = [{ id: 'std1.large.c1m1', spec: 'std1', cpu: 1, memory: 1 }];
  readonly timings: Timings;
  /** The login service: gone, one that takes passwords, one that does not let this installation ask for them. */
  passport: 'unreachable' | 'takes passwords' | 'browser only' = 'unreachable';
  /** At the login service: user name → password. */
  readonly passwords = new Map<string, string>();
  /** Login keys → who has logged in by now, if anybody. */
  readonly logins = new Map<string, User | undefined>();
  /** Tasks that are picked up while this is true die on the way: their releases stay `created`, their locks hold. */
  workerKilled = false;
  /** Users whose login at the passport has run out: their stored tokens get 403 instead of an answer. */
  readonly expiredUsers = new Set<string>();
  /** 60 requests a minute for each user, 30 for each anonymous address. */
  throttled = true;
  /** When requests were made that count, by who made them. */
  readonly requests = new Map<string, number[]>();
  #members = 0;
  #apps = 0;
  readonly #ids = { gateway: 0, route: 0 };

  constructor(clock: SandboxClock, pull: Pull, timings: Timings) {
    this.clock = clock;
    this.timings = timings;
    this.cluster = new Cluster(clock, pull, timings);
  }

  addUser(id: number, username: string, superuser = false): User {
    const user = { id, username, superuser, joinedAt: this.clock.now() };
    this.users.push(user);
    return user;
  }

  /** A token of its own for a program: 32 hex digits of mixed case and 96 letters. */
  addToken(owner: User, alias: string, key = newTokenKey()): StoredToken {
    const token = { uuid: randomUUID(), owner: owner.username, alias, key, createdAt: this.clock.now() };
    this.tokens.push(token);
    return token;
  }

  /** The browser login behind a key that `auth/login/` gave out has been done. */
  finishLogin(key: string, username: string): void {
    this.logins.set(
      key,
      this.users.find((user) => user.username === username),
    );
  }

  /** Uses up a user's requests, as another job with the same user does. */
  spend(username: string, requests: number): void {
    const recent = this.requests.get(username) ?? [];
    recent.push(...Array.from({ length: requests }, () => this.clock.now()));
    this.requests.set(username, recent);
  }

  nextId(of: 'gateway' | 'route'): number {
    this.#ids[of] += 1;
    return this.#ids[of];
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
      ...{ releases: [], configs: [], domains: [], services: [], gateways: [], routes: [] },
      settings: {
        ...{ uuid: randomUUID(), createdAt, routable: true, autodeploy: true, autorollback: true },
        ...{ label: {}, autoscale: {} },
      },
      tls: { uuid: randomUUID(), createdAt, httpsEnforced: null, certsAutoEnabled: null },
      locks: new Map(),
    };
    this.apps.set(id, app);
    const plan = this.plans[0]?.id;
    const config: Config = {
      ...{ uuid: randomUUID(), createdAt, values: [], values_refs: {}, limits: { web: plan, run: plan } },
      ...{ lifecycle: {}, tags: {}, healthcheck: {}, termination_grace_period: {}, registry: {} },
    };
    app.configs.push(config);
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

  /**
   * What the gateway answers for a host: an app's own goes to `web`, each domain to the services of its process type that
   * a route leads to. Without a pod behind them it is 503, with one that does not listen at the service's port 502,
   * without any of this 404.
   */
  routed(host: string): Routed {
    for (const app of this.apps.values()) {
      if (!app.settings.routable) continue;
      const domain = app.domains.find((candidate) => hasHost([candidate.domain], host));
      if (domain === undefined && !hasHost([app.id], host)) continue;
      const ptype = domain?.ptype ?? 'web';
      const backends = app.routes.flatMap(({ rules }) => rules.flatMap(({ backendRefs }) => backendRefs));
      const service = app.services.find((one) => one.ptype === ptype);
      if (service === undefined || !backends.some(({ name }) => name === serviceName(app, ptype)))
        return { status: 404 };
      const pod = this.cluster.serving(app.id, [ptype]);
      if (pod === undefined) return { status: 503 };
      const target = Number(service.ports[0]?.targetPort);
      if (pod === 'gone' || !pod.listensOn(target)) return { status: 502 };
      return { app: app.id, image: pod.template.image, pod: pod.name };
    }
    return { status: 404 };
  }
}

function newTokenKey(): string {
  const hex = [...randomHex(32)].map((digit, index) => (index % 2 === 0 ? digit.toUpperCase() : digit));
  return `${hex.join('')}${randomText(96, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')}`;
}
