import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import { platformDomain } from '../controller/host.ts';
import type { Pull } from '../image.ts';
import { Cluster } from '../kubernetes/cluster.ts';
import { JwtAuthenticator } from '../kubernetes/jwt-authenticator.ts';
import type {
  App,
  Build,
  Domain,
  Job,
  Metadata,
  Org,
  Package,
  Resource,
  Route,
  Space,
  SpaceRole,
  Task,
  User,
} from './records.ts';
import type { KorifiTimings } from './timings.ts';
import { accountName } from './users.ts';
import { Weather } from './weather.ts';

/** Everything that Korifi knows, and the cluster behind it. Its switches are those of its weather. */
export class KorifiWorld extends Weather {
  readonly clock: SandboxClock;
  readonly timings: KorifiTimings;
  /** Keeps pods by the guid of their app. */
  readonly cluster: Cluster;
  readonly pull: Pull;
  readonly orgs: Org[] = [];
  readonly spaces: Space[] = [];
  readonly domains: Domain[] = [];
  readonly users: User[] = [];
  /** Tokens that Kubernetes knows without asking anybody. */
  readonly tokens = new Map<string, User>();
  /** Its `issuers` are those whose tokens Kubernetes takes; none at the beginning. */
  readonly authenticator: JwtAuthenticator;
  apps: App[] = [];
  packages: Package[] = [];
  builds: Build[] = [];
  routes: Route[] = [];
  readonly tasks: Task[] = [];
  readonly jobs: Job[] = [];
  /** `http://127.0.0.1:1234`, once it listens. */
  url = '';

  constructor(clock: SandboxClock, pull: Pull, timings: KorifiTimings) {
    super();
    this.clock = clock;
    this.timings = timings;
    this.pull = pull;
    this.authenticator = new JwtAuthenticator(clock);
    this.cluster = new Cluster(clock, pull, timings);
    // The kubelet keeps 10 MiB of each container.
    this.cluster.keptLogLines = 100_000;
  }

  /** What every resource begins with. */
  newResource(guid: string = randomUUID(), metadata: Metadata = { labels: {}, annotations: {} }): Resource {
    const now = this.clock.now();
    return { guid, createdAt: now, updatedAt: now, metadata };
  }

  addOrg(name: string): Org {
    const org = { ...this.newResource(), name };
    this.orgs.push(org);
    return org;
  }

  addSpace(org: Org, name: string): Space {
    const space = { ...this.newResource(), name, org };
    this.spaces.push(space);
    return space;
  }

  addDomain(name: string): Domain {
    const domain = { ...this.newResource(), name };
    this.domains.push(domain);
    return domain;
  }

  /** The user of a name; one without any role where there is none yet. */
  user(name: string, kind: User['kind'] = 'User'): User {
    const known = this.users.find((one) => one.name === name);
    if (known !== undefined) return known;
    const user: User = { kind, name, roles: new Map() };
    this.users.push(user);
    return user;
  }

  /** A service account whose token never runs out. */
  addAccount(name: string, token: string, role?: SpaceRole, spaces: readonly Space[] = []): User {
    const user = this.user(accountName(name), 'ServiceAccount');
    this.tokens.set(token, user);
    return withRole(user, role, spaces);
  }

  /** One whom an OIDC issuer vouches for, by the name that Kubernetes makes of that: prefix and subject. */
  addUser(name: string, role?: SpaceRole, spaces: readonly Space[] = []): User {
    return withRole(this.user(name), role, spaces);
  }

  /** The service account that a token is made out to. */
  userOf(token: string): User | undefined {
    return this.tokens.get(token);
  }

  /** The user that a trusted issuer vouches for with a token; undefined: none does. */
  async userVouchedFor(token: string): Promise<User | undefined> {
    const name = await this.authenticator.userName(token);
    return name === undefined ? undefined : this.user(name);
  }

  seed(): void {
    const acme = this.addOrg('acme');
    for (const name of ['prod', 'staging']) this.addSpace(acme, name);
    this.addDomain(platformDomain);
  }

  app(guid: string): App | undefined {
    return this.apps.find((one) => one.guid === guid);
  }

  /** A build that is staged, by the guid that it shares with its droplet. */
  droplet(guid: string | undefined): Build | undefined {
    return this.builds.find((one) => one.guid === guid && one.state === 'STAGED');
  }

  /** Writes a change of what is wanted. */
  touch(resource: Resource): void {
    resource.updatedAt = this.clock.now();
  }

  /** Looks again and again until it holds, or the time for that is over. */
  async until(holds: () => boolean, limit = this.timings.await): Promise<boolean> {
    const end = this.clock.now() + (this.waitsInVain ? 0 : limit);
    while (!holds()) {
      const left = end - this.clock.now();
      if (left <= 0) return false;
      await this.clock.sleep(Math.min(left, 100));
    }
    return true;
  }
}

function withRole(user: User, role: SpaceRole | undefined, spaces: readonly Space[]): User {
  if (role !== undefined) for (const space of spaces) user.roles.set(space.guid, role);
  return user;
}
