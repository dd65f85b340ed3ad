import { createHash, randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import { type Routed, type Served, servedBy } from '../controller/host.ts';
import { controllerHandler } from '../controller/router.ts';
import { dryccTimings, type Timings } from '../controller/timings.ts';
import type { Pull } from '../image.ts';
import { LoadBalancer } from '../load-balancer.ts';
import { latencyOf, type RunningServer, serve } from '../server.ts';
import { appRoutes } from './api/apps.ts';
import { authRoutes } from './api/auth.ts';
import { buildRoutes, createRelease } from './api/builds.ts';
import { configRoutes } from './api/configs.ts';
import { domainRoutes } from './api/domains.ts';
import { gatewayRoutes } from './api/gateways.ts';
import { limitRoutes } from './api/limits.ts';
import { podSockets } from './api/pod-sockets.ts';
import { podRoutes } from './api/pods.ts';
import { ptypeRoutes } from './api/ptypes.ts';
import { releaseRoutes } from './api/releases.ts';
import { runRoutes } from './api/run.ts';
import { serviceRoutes } from './api/services.ts';
import { settingsRoutes } from './api/settings.ts';
import { workspaceRoutes } from './api/workspaces.ts';
import { dryccGate } from './gate.ts';
import { DryccWorld } from './world.ts';

export interface DryccOptions {
  readonly clock: SandboxClock;
  readonly pull: Pull;
  readonly timings?: Partial<Timings>;
  /** False: no limit on requests, for tests of speed. */
  readonly throttle?: boolean;
  /**
   * `host:port` of a registry on loopback that the sandbox's nodes reach all the same. Without it images from
   * loopback are refused, as Drycc does.
   */
  readonly ownRegistry?: string;
  /** Delay of every answer. Sandbox milliseconds. */
  readonly latencyMs?: number;
  readonly port?: number;
}

export interface DryccSandbox {
  readonly server: RunningServer;
  /** In front of the server. */
  readonly balancer: LoadBalancer;
  readonly world: DryccWorld;
  /** What the platform's gateway would answer for `myapp.apps.sandbox.test`. */
  appAt(host: string): Served | undefined;
  /** The same, with what the gateway says when it has no pod to send a request to. */
  routed(host: string): Routed;
  /** What another member's `drycc pull` would do: returns when it is queued, throws when the answer would be 400. */
  deployAs(app: string, image: string): void;
  close(): Promise<void>;
}

/** Users that every sandbox starts with: their tokens, the same at every start. */
export const dryccSeeds = {
  /** Superuser, admin of workspace `teamone`. */
  admin: { token: tokenOf('admin') },
  /** Admin of workspace `bobsteam` and of nothing else. */
  bob: { token: tokenOf('bob') },
  /** Member of `teamone`: what a CI user ought to be. */
  mike: { token: tokenOf('mike') },
  /** Viewer of `teamone`. */
  vera: { token: tokenOf('vera') },
  tina: { token: tokenOf('tina') },
  admin2: { token: tokenOf('admin2') },
} as const;

/** A token in the form of the real ones: 32 hex digits of mixed case and 96 letters. */
function tokenOf(username: string): string {
  const bytes = [0, 1, 2].flatMap((part) => [...createHash('sha512').update(`${username} ${part}`).digest()]);
  const hex = bytes.slice(0, 32).map((byte) => {
    const digit = (byte & 15).toString(16);
    return byte & 16 ? digit.toUpperCase() : digit;
  });
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  return `${hex.join('')}${bytes
    .slice(32, 128)
    .map((byte) => letters[byte % letters.length])
    .join('')}`;
}

/** Starts a Drycc controller. */
export async function startDrycc(options: DryccOptions): Promise<DryccSandbox> {
  const world = new DryccWorld(options.clock, options.pull, { ...dryccTimings, ...options.timings });
  world.throttled = options.throttle !== false;
  seed(world);
  const gate = dryccGate(world);
  const handler = controllerHandler(gate, [
    ...authRoutes(world),
    ...limitRoutes(world),
    ...workspaceRoutes(world),
    ...appRoutes(world),
    ...buildRoutes(world, options.ownRegistry),
    ...configRoutes(world),
    ...releaseRoutes(world),
    ...podRoutes(world),
    ...ptypeRoutes(world),
    ...runRoutes(world),
    ...settingsRoutes(world),
    ...domainRoutes(world),
    ...serviceRoutes(world),
    ...gatewayRoutes(world),
  ]);
  const balancer = new LoadBalancer(options.clock);
  const server = await serve(balancer.before(handler), {
    upgrade: podSockets(world, gate),
    ...(options.port === undefined ? {} : { port: options.port }),
    ...latencyOf(options.clock, options.latencyMs),
  });
  return {
    server,
    balancer,
    world,
    appAt: (host) => servedBy(world.routed(host)),
    routed: (host) => world.routed(host),
    deployAs: (id, image) => {
      const app = world.apps.get(id);
      if (app === undefined) throw new Error(`the sandbox has no app ${id}`);
      const parts = { uuid: randomUUID(), createdAt: world.clock.now(), dryccfile: undefined };
      createRelease(world, app, { ...parts, image, stack: 'container', procfile: {} });
    },
    close: () => server.close(),
  };
}

function seed(world: DryccWorld): void {
  const admin = world.addUser(1, 'admin', true);
  const bob = world.addUser(9, 'bob');
  const mike = world.addUser(10, 'mike');
  const vera = world.addUser(11, 'vera');
  const tina = world.addUser(12, 'tina');
  const admin2 = world.addUser(13, 'admin2');
  for (const user of world.users)
    world.addToken(user, 'ci', dryccSeeds[user.username as keyof typeof dryccSeeds].token);
  const teamone = world.addWorkspace('teamone', 'team@example.com');
  const bobsteam = world.addWorkspace('bobsteam', 'bob@example.com');
  world.addMember(teamone, admin, 'admin');
  world.addMember(bobsteam, bob, 'admin');
  world.addMember(teamone, mike, 'member');
  world.addMember(teamone, vera, 'viewer');
  world.addMember(teamone, tina, 'member');
  world.addMember(teamone, admin2, 'admin');
}
