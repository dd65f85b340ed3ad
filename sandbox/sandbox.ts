import type { SandboxClock } from './clock.ts';
import { type CloudFoundrySandbox, startCloudFoundry } from './cloudfoundry/index.ts';
import type { Routed } from './controller/host.ts';
import { type DeisSandbox, startDeis } from './deis/deis.ts';
import { type DeisV1Sandbox, startDeisV1 } from './deis-v1/deis-v1.ts';
import { type DryccSandbox, startDrycc } from './drycc/drycc.ts';
import type { Pull, PulledImage } from './image.ts';
import { type KorifiSandbox, startKorifi } from './korifi/korifi.ts';
import { pullFrom, pullWithOldDocker } from './puller.ts';
import { type RegistryOptions, type RegistrySandbox, startRegistry } from './registry/registry.ts';
import { type Answering, startRouter } from './router.ts';
import type { Reply, RunningServer } from './server.ts';

/** The practice platform: a registry and five platforms that pull from it, or from any other registry, in one process. */
export interface Sandbox {
  readonly registry: RegistrySandbox;
  readonly cloudFoundry: CloudFoundrySandbox;
  readonly deis: DeisSandbox;
  readonly deisV1: DeisV1Sandbox;
  readonly drycc: DryccSandbox;
  readonly korifi: KorifiSandbox;
  /** In front of the apps of each platform: ask it with the app's host name in `Host`. */
  readonly routers: {
    readonly cloudfoundry: RunningServer;
    readonly deis: RunningServer;
    readonly 'deis-v1': RunningServer;
    readonly drycc: RunningServer;
    readonly korifi: RunningServer;
  };
  close(): Promise<void>;
}

export interface SandboxOptions {
  readonly clock: SandboxClock;
  /** Delay of every answer of the platforms and the registry. Sandbox milliseconds. */
  readonly latencyMs?: number;
  /** Drycc's limit of 60 requests a minute and user. Default: on. */
  readonly throttle?: boolean;
  /** How the registry answers, and to whom. Its real names are left out: no platform finds the way to them. */
  readonly registry?: Omit<RegistryOptions, 'realNames'>;
  /** Whether the Deis Workflow is its fork Hephy. Default: it is Deis Workflow v2. */
  readonly hephy?: boolean;
  /** Another registry on loopback that Drycc's nodes reach: it refuses all such registries but one, by default ours. */
  readonly registryOfNodes?: string;
}

/** Starts all of it on free ports of 127.0.0.1. */
export async function startSandbox({
  clock,
  latencyMs,
  throttle = true,
  registry: ofRegistry,
  hephy = false,
  registryOfNodes,
}: SandboxOptions): Promise<Sandbox> {
  const slow = latencyMs === undefined ? {} : { latencyMs };
  const registry = await startRegistry({ clock, ...slow, ...ofRegistry });
  /** What the platforms have pulled: what runs answers as its image says. */
  const pulled = new Map<string, PulledImage>();
  const remembering =
    (pull: Pull): Pull =>
    async (image, credentials) => {
      const found = await pull(image, credentials);
      pulled.set(image, found);
      return found;
    };
  const pull = remembering(pullFrom);
  const cloudFoundry = await startCloudFoundry({ clock, pull, ...slow });
  const deis = await startDeis({ clock, pull, hephy, ...slow });
  const deisV1 = await startDeisV1({ clock, pull: remembering(pullWithOldDocker), ...slow });
  const drycc = await startDrycc({
    ...{ clock, pull },
    ownRegistry: registryOfNodes ?? registry.host,
    throttle,
    ...slow,
  });
  const korifi = await startKorifi({ clock, pull, ...slow });
  const route = (instanceFor: Parameters<typeof startRouter>[0]) =>
    startRouter(instanceFor, (image) => pulled.get(image));
  const routers = {
    cloudfoundry: await route((host, path) => {
      const found = cloudFoundry.appAt(host, path);
      return found === undefined ? undefined : { ...found, instance: String(found.index) };
    }),
    deis: await route((host) => podAnswer(deis.routed(host))),
    'deis-v1': await route((host) => deisV1.answerAt(host)),
    drycc: await route((host) => podAnswer(drycc.routed(host))),
    korifi: await route((host, path) => podAnswer(korifi.routed(host, path))),
  };
  const closing = [registry, cloudFoundry, deis, deisV1, drycc, korifi, ...Object.values(routers)];
  return {
    ...{ registry, cloudFoundry, deis, deisV1, drycc, korifi, routers },
    close: async () => {
      await Promise.all(closing.map((part) => part.close()));
    },
  };
}

function podAnswer(routed: Routed): Answering | Reply | undefined {
  if (!('status' in routed)) return { ...routed, instance: routed.pod };
  if (routed.status === 404) return undefined;
  return { status: routed.status, headers: { 'content-type': 'text/html' }, body: errorPage };
}

const errorPage = '<html>\n<head><title>Error</title></head>\n<body><center><h1>Error</h1></center></body>\n</html>\n';
