import type { SandboxClock } from '../clock.ts';
import { type Routed, type Served, servedBy } from '../controller/host.ts';
import { controllerHandler } from '../controller/router.ts';
import { deisTimings, type Timings } from '../controller/timings.ts';
import type { Pull } from '../image.ts';
import { LoadBalancer } from '../load-balancer.ts';
import { latencyOf, type RunningServer, serve } from '../server.ts';
import { appRoutes } from './api/apps.ts';
import { authRoutes } from './api/auth.ts';
import { buildRoutes, createBuild } from './api/builds.ts';
import { configRoutes } from './api/configs.ts';
import { domainRoutes } from './api/domains.ts';
import { logRoutes } from './api/logs.ts';
import { permRoutes } from './api/perms.ts';
import { podRoutes } from './api/pods.ts';
import { releaseRoutes } from './api/releases.ts';
import { runRoutes } from './api/run.ts';
import { settingsRoutes } from './api/settings.ts';
import { deisGate } from './gate.ts';
import { Shapes } from './records.ts';
import { DeisWorld } from './world.ts';

export interface DeisOptions {
  readonly clock: SandboxClock;
  readonly pull: Pull;
  readonly timings?: Partial<Timings>;
  /** Answers with the fields that Hephy Workflow added. */
  readonly hephy?: boolean;
  /** Delay of every answer. Sandbox milliseconds. */
  readonly latencyMs?: number;
  readonly port?: number;
}

export interface DeisSandbox {
  readonly server: RunningServer;
  /** In front of the server. */
  readonly balancer: LoadBalancer;
  readonly world: DeisWorld;
  /** What the platform's router would answer for `myapp.apps.sandbox.test`. */
  appAt(host: string): Served | undefined;
  /** The same, with what the router says when it has no pod to send a request to. */
  routed(host: string): Routed;
  /** What another user's `deis pull` would do. Resolves when the controller is done; rejects when it would say 400. */
  deployAs(user: string, app: string, image: string): Promise<void>;
  close(): Promise<void>;
}

/** Credentials of the users that every sandbox starts with. `admin` is a superuser, `bob` is not. */
export const deisSeeds = {
  admin: { password: 'admin-password', token: '5f1c0a9de2b74c3886a1d0e95b7f24c6138e9ad7' },
  bob: { password: 'bob-password', token: 'c20d7be48f9a1635e07cb8d2914fa63b5de8170f' },
} as const;

/** Starts a Deis Workflow v2 controller with its registry off-cluster: nodes pull images themselves. */
export async function startDeis(options: DeisOptions): Promise<DeisSandbox> {
  const world = new DeisWorld(
    options.clock,
    options.pull,
    { ...deisTimings, ...options.timings },
    options.hephy === true,
  );
  world.addUser('admin', deisSeeds.admin.password, deisSeeds.admin.token, { superuser: true });
  world.addUser('bob', deisSeeds.bob.password, deisSeeds.bob.token);
  const shapes = new Shapes(world.hephy);
  const handler = controllerHandler(deisGate(world), [
    ...authRoutes(world),
    ...appRoutes(world, shapes),
    ...buildRoutes(world, shapes),
    ...configRoutes(world, shapes),
    ...releaseRoutes(world, shapes),
    ...podRoutes(world),
    ...settingsRoutes(world, shapes),
    ...domainRoutes(world, shapes),
    ...permRoutes(world),
    ...runRoutes(world),
    ...logRoutes(world),
  ]);
  const balancer = new LoadBalancer(options.clock);
  const server = await serve(balancer.before(handler), {
    ...(options.port === undefined ? {} : { port: options.port }),
    ...latencyOf(options.clock, options.latencyMs),
  });
  return {
    server,
    balancer,
    world,
    appAt: (host) => servedBy(world.routed(host)),
    routed: (host) => world.routed(host),
    deployAs: async (user, id, image) => {
      const app = world.apps.get(id);
      if (app === undefined) throw new Error(`the sandbox has no app ${id}`);
      await createBuild(world, app, user, image, {});
    },
    close: () => server.close(),
  };
}
