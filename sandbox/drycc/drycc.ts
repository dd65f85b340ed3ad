import { createHash } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { Served } from '../controller/host.ts';
import { controllerHandler } from '../controller/router.ts';
import { dryccTimings, type Timings } from '../controller/timings.ts';
import type { Pull } from '../image.ts';
import { type RunningServer, serve } from '../server.ts';
import { appRoutes } from './apps.ts';
import { authRoutes } from './auth.ts';
import { buildRoutes, createBuild } from './builds.ts';
import { configRoutes } from './configs.ts';
import { dryccGate } from './gate.ts';
import { podSockets } from './pod-sockets.ts';
import { podRoutes } from './pods.ts';
import { releaseRoutes } from './releases.ts';
import { workspaceRoutes } from './workspaces.ts';
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
  /** Wall-clock delay of every answer. Milliseconds. */
  readonly latencyMs?: number;
  readonly port?: number;
}

export interface DryccSandbox {
  readonly server: RunningServer;
  readonly world: DryccWorld;
  /** What the platform's gateway would answer for `myapp.apps.sandbox.test`. */
  appAt(host: string): Served | undefined;
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
    ...authRoutes(),
    ...workspaceRoutes(world),
    ...appRoutes(world),
    ...buildRoutes(world, options.ownRegistry),
    ...configRoutes(world),
    ...releaseRoutes(world),
    ...podRoutes(world),
  ]);
  const server = await serve(handler, {
    upgrade: podSockets(world, gate),
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.latencyMs === undefined ? {} : { latencyMs: options.latencyMs }),
  });
  return {
    server,
    world,
    appAt: (host) => world.appAt(host),
    deployAs: (id, image) => {
      const app = world.apps.get(id);
      if (app === undefined) throw new Error(`the sandbox has no app ${id}`);
      createBuild(world, app, { image, stack: 'container', procfile: {} });
    },
    close: () => server.close(),
  };
}

function seed(world: DryccWorld): void {
  const admin = world.addUser(1, 'admin', dryccSeeds.admin.token, true);
  const bob = world.addUser(9, 'bob', dryccSeeds.bob.token);
  const mike = world.addUser(10, 'mike', dryccSeeds.mike.token);
  const vera = world.addUser(11, 'vera', dryccSeeds.vera.token);
  const tina = world.addUser(12, 'tina', dryccSeeds.tina.token);
  const admin2 = world.addUser(13, 'admin2', dryccSeeds.admin2.token);
  const teamone = world.addWorkspace('teamone', 'team@example.com');
  const bobsteam = world.addWorkspace('bobsteam', 'bob@example.com');
  world.addMember(teamone, admin, 'admin');
  world.addMember(bobsteam, bob, 'admin');
  world.addMember(teamone, mike, 'member');
  world.addMember(teamone, vera, 'viewer');
  world.addMember(teamone, tina, 'member');
  world.addMember(teamone, admin2, 'admin');
}
