import { isActive } from '../../sandbox/cloudfoundry/world.ts';
import { lockedTypes } from '../../sandbox/drycc/deploy/locks.ts';
import type { PlatformName } from '../../sandbox/inputs.ts';
import type { Pod } from '../../sandbox/kubernetes/pod.ts';
import type { PodTemplate } from '../../sandbox/kubernetes/pod-template.ts';
import type { Stage } from '../support/stage.ts';
import type { Flow } from './flows.ts';

/** Builds, deployments or releases that are no restore, and commands. */
export interface Made {
  readonly builds: number;
  readonly releases: number;
  readonly commands: number;
}

/** What a platform has of the app, in the sandbox's own records. */
export interface Inventory {
  /** What was ever made. */
  made(): Made;
  /** Apps of this name, and routes to it; a platform without routes counts none. */
  things(): { readonly apps: number; readonly routes: number };
  /** Releases and commands that are on their way, in the platform's eyes. */
  unfinished(): number;
  /** Settings as the app has them, and as what serves was started with them: as far as a flow changes any. */
  settings(): Readonly<Record<string, string | undefined>>;
}

interface Place {
  readonly stage: Stage;
  readonly app: string;
  /** `release` of what served before the one that serves. */
  readonly before: string | undefined;
}

export function inventoryOf(platform: PlatformName, place: Place, flow: Flow): Inventory {
  switch (platform) {
    case 'cloudfoundry':
      return ofCloudFoundry(place);
    case 'korifi':
      return ofKorifi(place, flow);
    default:
      return ofController(platform, place, flow);
  }
}

/** The variable that flows set. */
const variable = 'FEATURE_X';

function ofCloudFoundry({ stage, app }: Place): Inventory {
  const { world } = stage.sandbox.cloudFoundry;
  return {
    made: () => {
      const releases = world.deployments.filter((one) => one.metadata.labels['deploy-image-run'] !== undefined);
      return { builds: world.builds.length, releases: releases.length, commands: world.tasks.length };
    },
    things: () => ({ apps: world.apps.filter(({ name }) => name === app).length, routes: world.routes.length }),
    unfinished: () => {
      const running = world.tasks.filter(({ state }) => state !== 'SUCCEEDED' && state !== 'FAILED');
      return world.deployments.filter(isActive).length + running.length;
    },
    settings: () => {
      const found = world.apps.find(({ name }) => name === app);
      const web = found === undefined ? undefined : world.newestWeb(found);
      return {
        ...{ variable: found?.environment?.[variable], variableAtStart: web?.lrp?.environment?.[variable] },
        ...{ command: web?.command, commandAtStart: web?.lrp?.startCommand, memory: `${web?.memoryMb}M` },
      };
    },
  };
}

function ofKorifi({ stage, app }: Place, { stops }: Flow): Inventory {
  const { world } = stage.sandbox.korifi;
  const apps = () => world.apps.filter(({ name }) => name === app);
  // Only the newest few are kept.
  const builds = new Set<string>();
  const workloads = () => apps().flatMap(({ guid }) => world.cluster.statefulSets(guid));
  return {
    made: () => {
      // A deployment is its app's next revision; the first start of all has none. The way back sets a droplet.
      const releases = apps().map(({ revision, desired }) => revision + (desired === 'STARTED' ? 1 : 0));
      for (const { guid } of world.builds) builds.add(guid);
      return {
        builds: builds.size,
        releases: stops === true ? 0 : releases.reduce((sum, one) => sum + one, 0),
        commands: world.tasks.length,
      };
    },
    things: () => ({ apps: apps().length, routes: world.routes.length }),
    unfinished: () => {
      const isNew = ({ template, ready, live }: Pod, wanted: PodTemplate) =>
        live && ready && template.image === wanted.image && template.release === wanted.release;
      const moving = workloads().filter(
        ({ pods, replicas, template }) => pods.length !== replicas || !pods.every((pod) => isNew(pod, template)),
      );
      const running = world.tasks.filter(({ state }) => state !== 'SUCCEEDED' && state !== 'FAILED');
      return moving.length + running.length;
    },
    settings: () => {
      const [found] = apps();
      const web = found?.processes.find(({ type }) => type === 'web');
      const pod = workloads().at(-1)?.pods.at(-1)?.template;
      return {
        ...{ variable: found?.environment[variable], variableAtStart: pod?.environment[variable] },
        ...{ command: web?.command, commandAtStart: pod?.command.at(-1) ?? '', memory: `${web?.memoryMb}M` },
      };
    },
  };
}

function ofController(
  platform: Exclude<PlatformName, 'cloudfoundry' | 'korifi'>,
  { stage, app, before }: Place,
  { entry }: Flow,
): Inventory {
  const { deis, deisV1, drycc } = stage.sandbox;
  const { apps } = { deis, 'deis-v1': deisV1, drycc }[platform].world;
  const logs = () =>
    platform === 'deis-v1' ? deisV1.world.logs(app) : { deis, drycc }[platform].world.cluster.logs(app);
  return {
    made: () => {
      const releases: readonly { summary: string; build: { uuid: string } | undefined }[] =
        apps.get(app)?.releases ?? [];
      const deployed = releases.filter((release) => release.summary.includes(' deployed '));
      // A way back that is put back makes another one, to elsewhere.
      const back = releases.filter(({ summary }) => summary.endsWith(` rolled back to ${before}`));
      return {
        builds: new Set(deployed.map((release) => release.build?.uuid)).size,
        releases: (entry === 'rollback' ? back : deployed).length,
        commands: logs().filter(({ text }) => / runs '/.test(text)).length,
      };
    },
    things: () => ({ apps: apps.size, routes: 0 }),
    unfinished: () => {
      // The other controllers have no such state: there a release is on its way while its request is answered.
      const found = platform === 'drycc' ? drycc.world.apps.get(app) : undefined;
      return found === undefined ? 0 : lockedTypes(drycc.world, found, [...found.locks.keys()]).length;
    },
    settings: () => ({}),
  };
}
