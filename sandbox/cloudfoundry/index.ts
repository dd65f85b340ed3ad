import type { SandboxClock } from '../clock.ts';
import type { Pull } from '../image.ts';
import { latencyOf, type RunningServer, type ServeOptions, serve } from '../server.ts';
import { appDropletEndpoints } from './api/app-droplet.ts';
import { appEnvironmentEndpoints } from './api/app-environment.ts';
import { appEndpoints } from './api/apps.ts';
import { buildEndpoints } from './api/builds.ts';
import { deploymentEndpoints } from './api/deployments.ts';
import { destinationEndpoints } from './api/destinations.ts';
import { openDocuments } from './api/documents.ts';
import { domainEndpoints } from './api/domains.ts';
import { dropletEndpoints } from './api/droplets.ts';
import type { Foundation } from './api/endpoint.ts';
import { eventEndpoints } from './api/events.ts';
import { featureFlagEndpoints } from './api/feature-flags.ts';
import { featureEndpoints } from './api/features.ts';
import { manifestEndpoints } from './api/manifests.ts';
import { organizationEndpoints } from './api/organizations.ts';
import { packageEndpoints } from './api/packages.ts';
import { processEndpoints } from './api/processes.ts';
import { quotaEndpoints } from './api/quotas.ts';
import { revisionEndpoints } from './api/revisions.ts';
import { router } from './api/router.ts';
import { routeEndpoints } from './api/routes.ts';
import { serviceBindingEndpoints } from './api/service-bindings.ts';
import { serviceInstanceEndpoints } from './api/service-instances.ts';
import { sidecarEndpoints } from './api/sidecars.ts';
import { taskEndpoints } from './api/tasks.ts';
import { logCacheHandler } from './logs/log-cache.ts';
import { Logs } from './logs/logs.ts';
import type { Deployment, Instance, Package } from './model.ts';
import { linkTo } from './present/common.ts';
import { Gorouter } from './routing/gorouter.ts';
import { Cells } from './runtime/cells.ts';
import { Housekeeping } from './runtime/housekeeping.ts';
import { Jobs } from './runtime/jobs.ts';
import { Quotas } from './runtime/quotas.ts';
import { Rollouts } from './runtime/rollouts.ts';
import { Runtime } from './runtime/runtime.ts';
import { Staging } from './runtime/staging.ts';
import { Tasks } from './runtime/tasks.ts';
import { Bindings } from './services/bindings.ts';
import { defaultTimings, type Timings } from './timings.ts';
import { TokenSigner } from './uaa/token.ts';
import { uaaHandler } from './uaa/uaa.ts';
import { World } from './world.ts';

export interface CloudFoundryOptions {
  readonly clock: SandboxClock;
  readonly pull: Pull;
  readonly timings?: Partial<Timings>;
  /** Delay of every answer. Sandbox milliseconds. */
  readonly latencyMs?: number;
  /** Fixed ports; any that is left out is chosen by the system. */
  readonly ports?: { readonly api?: number; readonly uaa?: number; readonly logCache?: number };
}

/** One instance: of the newest web process, or of the process with this guid. */
export interface Where {
  readonly index?: number;
  readonly processGuid?: string;
}

export interface CloudFoundrySandbox {
  readonly api: RunningServer;
  readonly uaa: RunningServer;
  readonly logCache: RunningServer;
  /** What the foundation holds; its fields may be changed to change the weather. */
  readonly world: World;
  /**
   * What a router would answer for `web.apps.sandbox.test`, or with a port for TCP: the next instance, round robin,
   * that runs, is routable, and listens where the route leads. Undefined: no such route, or nobody behind it.
   */
  appAt(
    host: string,
    path?: string,
  ): { readonly app: string; readonly image: string; readonly index: number } | undefined;
  /** Ends the app in one instance. */
  crashInstance(app: string, options?: Where & { readonly exitCode?: number }): void;
  /** A line in the log of an app, of the source that is given: `APP/PROC/WEB`, `APP/TASK/migrate`. */
  log(app: string, source: string, text: string): void;
  /** Empties the cell of one instance, so that another comes in its place. */
  evacuateInstance(app: string, options?: Where): void;
  /**
   * A deployment by somebody else (`colleague`), of `image` or of what the app has now. It supersedes an active one.
   * Resolves as soon as it is created.
   */
  deployByColleague(app: string, image?: string): Promise<Deployment>;
  close(): Promise<void>;
}

/**
 * Starts a Cloud Foundry on loopback: Cloud Controller, UAA and log-cache, each on its own port, so that a credential
 * sent to the wrong one shows.
 *
 * Seeds: org `acme`, space `prod`, shared domain `apps.sandbox.test`; users `deployer` and `colleague` (developers) and
 * `auditor`, each with the password `<name>-password` and origin `uaa`; client `ci` with secret `ci-secret`, developer.
 */
export async function startCloudFoundry(options: CloudFoundryOptions): Promise<CloudFoundrySandbox> {
  const { clock, pull } = options;
  const timings: Timings = { ...defaultTimings, ...options.timings };
  const world = seeded(clock);
  const logs = new Logs(world, timings.logLagMs);
  const signer = new TokenSigner(world);
  const cells = new Cells(world, logs, pull, timings);
  const quotas = new Quotas(world);
  const runtime = new Runtime(world, cells, logs, quotas);
  const staging = new Staging(world, logs, pull, timings);
  const rollouts = new Rollouts(world, runtime, timings);
  const housekeeping = new Housekeeping(world);
  const tasks = new Tasks(world, logs, pull, timings, quotas);

  const urls = { api: '', uaa: '', logCache: '' };
  const foundation: Foundation = {
    world,
    runtime,
    staging,
    rollouts,
    jobs: new Jobs(world, timings),
    tasks,
    quotas,
    bindings: new Bindings(world, timings),
    timings,
    link: (path, method) => linkTo(urls.api)(path, method),
    get url() {
      return urls.api;
    },
  };
  const endpoints = [
    ...organizationEndpoints(foundation),
    ...featureFlagEndpoints(foundation),
    ...appEndpoints(foundation),
    ...appEnvironmentEndpoints(foundation),
    ...appDropletEndpoints(foundation),
    ...packageEndpoints(foundation),
    ...buildEndpoints(foundation),
    ...dropletEndpoints(foundation),
    ...processEndpoints(foundation),
    ...deploymentEndpoints(foundation),
    ...domainEndpoints(foundation),
    ...routeEndpoints(foundation),
    ...destinationEndpoints(foundation),
    ...sidecarEndpoints(foundation),
    ...manifestEndpoints(foundation),
    ...serviceInstanceEndpoints(foundation),
    ...serviceBindingEndpoints(foundation),
    ...eventEndpoints(foundation),
    ...revisionEndpoints(foundation),
    ...featureEndpoints(foundation),
    ...taskEndpoints(foundation),
    ...quotaEndpoints(foundation),
  ];
  const on = (port: number | undefined): ServeOptions => ({
    ...(port === undefined ? {} : { port }),
    ...latencyOf(clock, options.latencyMs),
    maxBytes: 2 * 1024 * 1024,
  });
  const api = await serve(
    router(
      world,
      openDocuments(world, () => urls),
      endpoints,
      signer,
    ),
    on(options.ports?.api),
  );
  const uaa = await serve(
    uaaHandler(world, signer, () => urls.uaa),
    on(options.ports?.uaa),
  );
  const logCache = await serve(logCacheHandler(world, logs, signer), on(options.ports?.logCache));
  Object.assign(urls, { api: api.url, uaa: uaa.url, logCache: logCache.url });

  const gorouter = new Gorouter(world);
  return {
    api,
    uaa,
    logCache,
    world,
    appAt: (host, path) => {
      const hit = gorouter.pick(host, path);
      if (hit === undefined) return undefined;
      return { app: hit.lrp.process.app.name, image: hit.lrp.droplet.image, index: hit.index };
    },
    crashInstance: (name, { exitCode = 1, ...where } = {}) => cells.crash(instanceOf(world, name, where), exitCode),
    log: (name, source, text) => logs.write(world.app(name), source, text),
    evacuateInstance: (name, where) => cells.evacuate(instanceOf(world, name, where)),
    deployByColleague: async (name, image) => {
      const app = world.app(name);
      const colleague = world.account('colleague');
      const pack: Package | undefined =
        image === undefined
          ? undefined
          : { ...world.resource(), app, state: 'READY', image, username: undefined, password: undefined };
      if (pack !== undefined) world.packages.push(pack);
      const droplet = pack === undefined ? undefined : await staging.stagedElsewhere(pack);
      const metadata = { labels: {}, annotations: {} };
      return rollouts.create(
        app,
        {
          from: droplet === undefined ? undefined : { droplet },
          ...{ strategy: 'rolling', maxInFlight: 1, canarySteps: [], metadata, request: {} },
        },
        colleague,
      );
    },
    close: async () => {
      rollouts.close();
      housekeeping.close();
      for (const process of world.processes) cells.stop(process);
      for (const task of world.tasks) task.callOff();
      await Promise.all([api.close(), uaa.close(), logCache.close()]);
    },
  };
}

function instanceOf(world: World, name: string, { index = 0, processGuid }: Where = {}): Instance {
  const app = world.app(name);
  const processes = processGuid === undefined ? [world.newestWeb(app)] : world.processesOf(app);
  const process = processes.find((one) => processGuid === undefined || one?.guid === processGuid);
  const instance = process?.lrp?.instances[index];
  if (instance === undefined) throw new Error(`the sandbox has no instance ${index} of ${name}`);
  return instance;
}

function seeded(clock: SandboxClock): World {
  const world = new World(clock);
  const org = world.addOrg('acme');
  const space = world.addSpace(org, 'prod');
  world.addDomain('apps.sandbox.test');
  world.addAccount('user', 'deployer', 'deployer-password', [[space, 'developer']]);
  world.addAccount('user', 'colleague', 'colleague-password', [[space, 'developer']]);
  world.addAccount('user', 'auditor', 'auditor-password', [[space, 'auditor']]);
  world.addAccount('client', 'ci', 'ci-secret', [[space, 'developer']]);
  return world;
}
