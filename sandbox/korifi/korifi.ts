import type { SandboxClock } from '../clock.ts';
import type { Routed } from '../controller/host.ts';
import type { Pull } from '../image.ts';
import { latencyOf, type RunningServer, serve } from '../server.ts';
import { appActionEndpoints } from './api/app-actions.ts';
import { appEnvironmentEndpoints } from './api/app-environment.ts';
import { appEndpoints } from './api/apps.ts';
import { buildEndpoints } from './api/builds.ts';
import { openAnswers } from './api/documents.ts';
import { jobEndpoints } from './api/jobs.ts';
import { logCacheEndpoints } from './api/log-cache.ts';
import { placeEndpoints } from './api/places.ts';
import { processEndpoints } from './api/processes.ts';
import { router } from './api/router.ts';
import { routeEndpoints } from './api/routes.ts';
import { taskEndpoints } from './api/tasks.ts';
import { Controller } from './runtime/controller.ts';
import { Gateway } from './runtime/routing.ts';
import { addPackage } from './runtime/staging.ts';
import { TaskRunner } from './runtime/tasks.ts';
import { type KorifiTimings, korifiTimings } from './timings.ts';
import { korifiSeeds } from './users.ts';
import { KorifiWorld } from './world.ts';

export interface KorifiOptions {
  readonly clock: SandboxClock;
  readonly pull: Pull;
  readonly timings?: Partial<KorifiTimings>;
  /** Delay of every answer. Sandbox milliseconds. */
  readonly latencyMs?: number;
  readonly port?: number;
}

/** Which pod of which app answers. */
interface Answering {
  readonly app: string;
  readonly image: string;
  readonly instance: string;
}

export interface KorifiSandbox {
  readonly server: RunningServer;
  readonly world: KorifiWorld;
  /** What the gateway would answer for `myapp.apps.sandbox.test`. */
  appAt(host: string, path?: string): Answering | undefined;
  /** The same, with what the gateway says when it has no pod to send a request to. */
  routed(host: string, path?: string): Routed;
  /** A colleague's push that is through: package, build and deployment at once. */
  deployAs(app: string, image: string): void;
  close(): Promise<void>;
}

/** Starts a Korifi: the API, the controllers, and the cluster that they work in. */
export async function startKorifi(options: KorifiOptions): Promise<KorifiSandbox> {
  const world = new KorifiWorld(options.clock, options.pull, { ...korifiTimings, ...options.timings });
  world.seed();
  world.addAccount('deployer', korifiSeeds.deployer.token, 'developer', world.spaces);
  world.addAccount('viewer', korifiSeeds.viewer.token, 'manager', world.spaces);
  world.addAccount('stranger', korifiSeeds.stranger.token);
  const controller = new Controller(world);
  const foundation = { world, controller, tasks: new TaskRunner(world) };
  const handler = router(world, openAnswers(world), [
    ...placeEndpoints(foundation),
    ...appEndpoints(foundation),
    ...appActionEndpoints(foundation),
    ...appEnvironmentEndpoints(foundation),
    ...buildEndpoints(foundation),
    ...processEndpoints(foundation),
    ...routeEndpoints(foundation),
    ...jobEndpoints(foundation),
    ...taskEndpoints(foundation),
    ...logCacheEndpoints(foundation),
  ]);
  const server = await serve(handler, {
    ...(options.port === undefined ? {} : { port: options.port }),
    ...latencyOf(options.clock, options.latencyMs),
  });
  world.url = server.url;
  const gateway = new Gateway(world);
  return {
    server,
    world,
    appAt: (host, path) => {
      const routed = gateway.routed(host, path);
      return 'status' in routed ? undefined : { app: routed.app, image: routed.image, instance: routed.pod };
    },
    routed: (host, path) => gateway.routed(host, path),
    deployAs: (name, image) => {
      const app = world.apps.find((one) => one.name === name);
      if (app === undefined) throw new Error(`the sandbox has no app ${name}`);
      const of = addPackage(world, app, image, undefined);
      const staged = { app, package: of, state: 'STAGED' as const, error: null, ports: [8080] };
      const build = { ...world.newResource(), ...staged };
      world.builds.push(build);
      Object.assign(app, { droplet: build.guid, desired: 'STARTED', revision: app.revision + 1 });
      controller.changed(app, 'wanted');
    },
    close: () => server.close(),
  };
}
