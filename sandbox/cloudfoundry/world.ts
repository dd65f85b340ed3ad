import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type {
  App,
  AuditEvent,
  Build,
  Deployment,
  Droplet,
  HealthCheck,
  Job,
  Org,
  Package,
  Party,
  Process,
  Quota,
  Resource,
  Sidecar,
  Space,
  Task,
} from './model.ts';
import type { Domain, Route } from './routing/model.ts';
import type { LastOperation, ServiceBinding, ServiceInstance } from './services/model.ts';
import type { Account, FederatedCredential, Role } from './uaa/model.ts';
import { Weather } from './weather.ts';

/** `default_app_memory`, `default_app_disk_in_mb` and `maximum_app_disk_in_mb`. */
export const defaultMemoryMb = 1024;
export const defaultDiskMb = 1024;
export const maxDiskMb = 2048;

/** Everything the foundation knows. Its switches are those of its weather. */
export class World extends Weather {
  readonly clock: SandboxClock;
  readonly orgs: Org[] = [];
  readonly spaces: Space[] = [];
  /** Those of organizations and those of spaces. */
  readonly quotas: Quota[] = [];
  readonly domains: Domain[] = [];
  readonly accounts: Account[] = [];
  readonly apps: App[] = [];
  readonly processes: Process[] = [];
  readonly sidecars: Sidecar[] = [];
  readonly packages: Package[] = [];
  readonly builds: Build[] = [];
  readonly droplets: Droplet[] = [];
  readonly deployments: Deployment[] = [];
  readonly tasks: Task[] = [];
  readonly routes: Route[] = [];
  readonly serviceInstances: ServiceInstance[] = [];
  readonly serviceBindings: ServiceBinding[] = [];
  readonly events: AuditEvent[] = [];
  readonly jobs: Job[] = [];

  /** Sequence number for anything that must be ordered by age. */
  #seq = 0;

  constructor(clock: SandboxClock) {
    super();
    this.clock = clock;
  }

  /** The common part of a new resource. */
  resource(guid: string = randomUUID()): Resource {
    this.#seq += 1;
    const now = this.clock.now();
    return { guid, seq: this.#seq, createdAt: now, updatedAt: now, metadata: { labels: {}, annotations: {} } };
  }

  touch(resource: Resource): void {
    resource.updatedAt = this.clock.now();
  }

  addOrg(name: string): Org {
    const org: Org = {
      ...this.resource(),
      name,
      suspended: false,
      quota: this.quotas.find((one) => one.org === undefined && one.name === 'default') ?? this.addQuota('default'),
      get memoryLimitMb() {
        return this.quota.memoryMb;
      },
      set memoryLimitMb(limit) {
        this.quota.memoryMb = limit;
      },
    };
    this.orgs.push(org);
    return org;
  }

  addSpace(org: Org, name: string): Space {
    const space: Space = { ...this.resource(), name, org, quota: undefined };
    this.spaces.push(space);
    return space;
  }

  /** A quota without limits: of organizations, or of the spaces of `org`. It counts for those whose `quota` it is. */
  addQuota(name: string, org?: Org): Quota {
    const quota: Quota = {
      ...this.resource(),
      ...{ name, org, paidServices: true },
      ...{ memoryMb: undefined, perProcessMemoryMb: undefined, instances: undefined, appTasks: undefined },
      ...{ logRateLimit: undefined, routes: undefined, reservedPorts: undefined, domains: undefined },
      ...{ serviceInstances: undefined, serviceKeys: undefined },
    };
    this.quotas.push(quota);
    return quota;
  }

  /** A shared domain for HTTP, unless it says otherwise. */
  addDomain(name: string, kind: Partial<Pick<Domain, 'org' | 'sharedWith' | 'internal' | 'routerGroup'>> = {}): Domain {
    const domain: Domain = {
      ...this.resource(),
      name,
      org: undefined,
      sharedWith: [],
      internal: false,
      routerGroup: undefined,
      ...kind,
    };
    this.domains.push(domain);
    return domain;
  }

  /** A service instance: user-provided, unless it says whose. */
  addServiceInstance(
    space: Space,
    name: string,
    more: Partial<Pick<ServiceInstance, 'managed' | 'credentials' | 'sharedWith' | 'tags' | 'syslogDrainUrl'>> = {},
  ): ServiceInstance {
    const instance: ServiceInstance = {
      ...this.resource(),
      ...{ name, space, sharedWith: [], tags: [], managed: undefined, credentials: {}, syslogDrainUrl: undefined },
      operation: this.operation('create', 'succeeded'),
      ...more,
    };
    this.serviceInstances.push(instance);
    return instance;
  }

  /** What a service broker was asked, as of now; `before` is the same operation so far. */
  operation(
    type: LastOperation['type'],
    state: LastOperation['state'],
    description?: string,
    before?: LastOperation,
  ): LastOperation {
    const now = this.clock.now();
    const createdAt = before?.type === type ? before.createdAt : now;
    return { type, state, description, createdAt, updatedAt: now };
  }

  addAccount(
    kind: Account['kind'],
    name: string,
    secret: string | undefined,
    roles: readonly (readonly [Space, Role])[],
    origin = 'uaa',
  ): Account {
    const account: Account = {
      kind,
      id: kind === 'client' ? name : randomUUID(),
      name,
      secret,
      origin,
      scopes: ['cloud_controller.read', 'cloud_controller.write', 'openid'],
      roles: new Map(roles.map(([space, role]) => [space.guid, role])),
      failedLogins: [],
    };
    this.accounts.push(account);
    return account;
  }

  /** A client that logs in with tokens of somebody else's, and has no secret. */
  addFederatedClient(
    id: string,
    federated: readonly FederatedCredential[],
    roles: readonly (readonly [Space, Role])[],
  ) {
    const account = this.addAccount('client', id, undefined, roles);
    this.oauthClients.push({ id, secret: undefined, grants: ['client_credentials'], account, federated });
    return account;
  }

  /**
   * A process as manifests make them, stopped: it starts with the app's next start, or at the end of its next
   * deployment. The first `web` of an app has the app's guid.
   */
  addProcess(
    app: App,
    type: string,
    more: Partial<Pick<Process, 'guid' | 'command' | 'instances' | 'memoryMb' | 'healthCheck'>> = {},
  ): Process {
    const { guid, ...settings } = more;
    const process: Process = {
      ...this.resource(guid),
      app,
      type,
      command: undefined,
      user: undefined,
      instances: type === 'web' ? 1 : 0,
      memoryMb: defaultMemoryMb,
      diskMb: defaultDiskMb,
      logRateLimit: -1,
      healthCheck: healthCheck(type === 'web' ? 'port' : 'process'),
      readinessHealthCheck: healthCheck('process'),
      revision: undefined,
      lrp: undefined,
      version: randomUUID(),
      ...settings,
    };
    this.processes.push(process);
    return process;
  }

  addSidecar(app: App, sidecar: Pick<Sidecar, 'name' | 'command' | 'processTypes' | 'memoryMb'>): Sidecar {
    const added: Sidecar = { ...this.resource(), app, ...sidecar };
    this.sidecars.push(added);
    return added;
  }

  org(name: string): Org {
    return found(this.orgs, (org) => org.name === name, `org ${name}`);
  }

  space(name: string): Space {
    return found(this.spaces, (space) => space.name === name, `space ${name}`);
  }

  app(name: string): App {
    return found(this.apps, (app) => app.name === name, `app ${name}`);
  }

  account(name: string): Account {
    return found(this.accounts, (account) => account.name === name, `account ${name}`);
  }

  /** Processes of an app, oldest first. During a deployment there are several of type `web`. */
  processesOf(app: App, type?: string): Process[] {
    return this.processes.filter((process) => process.app === app && (type === undefined || process.type === type));
  }

  newestWeb(app: App): Process | undefined {
    return this.processesOf(app, 'web').at(-1);
  }

  activeDeployment(app: App): Deployment | undefined {
    return this.deployments.findLast((one) => one.app === app && isActive(one));
  }

  /** Records an audit event on an app. `actor` is who did it: an account, the app itself or one of its processes. */
  record(type: string, app: App, actor: Account | Party, data: object = {}): void {
    this.recordOn({ guid: app.guid, type: 'app', name: app.name }, app.space, type, actor, data);
  }

  /** Records an audit event on anything else. */
  recordOn(target: Party, space: Space, type: string, actor: Account | Party, data: object = {}): void {
    const who =
      'kind' in actor
        ? { guid: actor.id, type: actor.kind === 'user' ? 'user' : 'client', name: actor.name }
        : { guid: actor.guid, type: actor.type, name: actor.name };
    this.events.push({
      ...this.resource(),
      type,
      actor: who,
      target,
      data,
      space,
    });
  }
}

/** While DEPLOYING, PREPAUSED, PAUSED or CANCELING the status is ACTIVE. */
export function isActive(deployment: Deployment): boolean {
  return deployment.state !== 'DEPLOYED' && deployment.state !== 'CANCELED';
}

/** Takes `gone` out of `list`. */
export function remove<T>(list: T[], gone: T): void {
  const at = list.indexOf(gone);
  if (at >= 0) list.splice(at, 1);
}

function healthCheck(type: HealthCheck['type']): HealthCheck {
  return { type, timeout: undefined, invocationTimeout: undefined, interval: undefined, endpoint: undefined };
}

function found<T>(list: readonly T[], test: (one: T) => boolean, what: string): T {
  const hit = list.find(test);
  if (hit === undefined) throw new Error(`the sandbox has no ${what}`);
  return hit;
}
