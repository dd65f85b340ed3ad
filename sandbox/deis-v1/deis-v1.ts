import type { SandboxClock } from '../clock.ts';
import { controllerHandler } from '../controller/router.ts';
import type { Pull } from '../image.ts';
import { LoadBalancer } from '../load-balancer.ts';
import type { Answering } from '../router.ts';
import { latencyOf, type Reply, type RunningServer, serve } from '../server.ts';
import { actionRoutes, appRoutes } from './apps.ts';
import { authRoutes } from './auth.ts';
import { buildRoutes, createBuild } from './builds.ts';
import { configRoutes } from './configs.ts';
import { containerRoutes } from './containers.ts';
import { badGateway } from './framework.ts';
import { aroundViews, v1Gate } from './gate.ts';
import { releaseRoutes } from './releases.ts';
import { runRoutes } from './run.ts';
import { sharingRoutes } from './sharing.ts';
import { type Timings, v1Timings } from './timings.ts';
import { Worker } from './worker.ts';
import { DeisV1World, type WorldOptions } from './world.ts';

export interface DeisV1Options {
  readonly clock: SandboxClock;
  readonly pull: Pull;
  readonly timings?: Partial<Timings>;
  /** Default: the operator has set one. */
  readonly sshKey?: boolean;
  /** Default: anybody may register. */
  readonly registration?: WorldOptions['registration'];
  /** Delay of every answer. Sandbox milliseconds. */
  readonly latencyMs?: number;
  readonly port?: number;
}

export interface DeisV1Sandbox {
  readonly server: RunningServer;
  /** In front of the server. */
  readonly balancer: LoadBalancer;
  readonly world: DeisV1World;
  /** What the platform's router answers for `myapp.apps.sandbox.test`: an instance, or a page of nginx's own. */
  answerAt(host: string): Answering | Reply | undefined;
  /** What another user's `deis pull` would do. Resolves when the controller is done. */
  deployAs(user: string, app: string, image: string): Promise<void>;
  close(): Promise<void>;
}

/** Credentials of the users that every sandbox starts with. `admin` is a superuser, `bob` is not. */
export const v1Seeds = {
  admin: { password: 'admin-password', token: '9ad1f0c2735e48b6a41dd2f8c06b97e35f12c840' },
  bob: { password: 'bob-password', token: '40e9b67ad1c25f83c6120fd9a87e4b53d21c09f6' },
} as const;

/** Starts a Deis v1 platform: the controller of 1.13.4 with its API 1.7, fleet and Docker behind it, its router beside it. */
export async function startDeisV1(options: DeisV1Options): Promise<DeisV1Sandbox> {
  const { clock, pull, sshKey = true, registration = 'enabled', port, latencyMs } = options;
  const world = new DeisV1World({ clock, pull, timings: { ...v1Timings, ...options.timings }, sshKey, registration });
  world.addUser({ username: 'admin', ...v1Seeds.admin, email: 'admin@example.com' });
  world.addUser({ username: 'bob', ...v1Seeds.bob, email: 'bob@example.com' });
  const handler = controllerHandler(v1Gate(world), [
    ...authRoutes(world),
    ...configRoutes(world),
    ...buildRoutes(world),
    ...releaseRoutes(world),
    ...containerRoutes(world),
    ...sharingRoutes(world),
    ...actionRoutes(world),
    ...runRoutes(world),
    ...appRoutes(world),
  ]);
  const balancer = new LoadBalancer(clock);
  const server = await serve(balancer.before(aroundViews(handler)), {
    ...(port === undefined ? {} : { port }),
    ...latencyOf(clock, latencyMs),
  });
  return {
    server,
    balancer,
    world,
    answerAt: (host) => answerOf(world, host),
    // Their request has been taken: the build is there at once, as on the other controllers.
    deployAs: async (user, id, image) => {
      const app = world.apps.get(id);
      if (app === undefined) throw new Error(`the sandbox has no app ${id}`);
      await createBuild({ world, app, user, worker: new Worker(clock, world.timings) }, { image, procfile: {} });
    },
    close: () => server.close(),
  };
}

function answerOf(world: DeisV1World, host: string): Answering | Reply | undefined {
  const routing = world.routing(host);
  if (routing === undefined) return undefined;
  if (routing.kind === 'refused') return badGateway;
  if (routing.kind === 'empty') {
    const body = '<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n</html>\r\n';
    return { status: 503, headers: { 'content-type': 'text/html' }, body };
  }
  const { app, unit } = routing;
  const { name, image } = unit;
  const pulled = image?.pulled;
  const from = pulled === undefined ? 'nothing' : `${pulled.image.split('@')[0] ?? ''}@${pulled.digest}`;
  return { app: app.id, image: from, instance: `v${name.version}.${name.type}.${name.num}` };
}
