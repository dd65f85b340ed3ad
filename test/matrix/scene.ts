import { isActive } from '../../sandbox/cloudfoundry/world.ts';
import { lockedTypes } from '../../sandbox/drycc/deploy/locks.ts';
import type { PlatformName } from '../../sandbox/inputs.ts';
import type { Published } from '../../sandbox/registry/publish.ts';
import type { RunningServer } from '../../sandbox/server.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, startStage } from '../support/stage.ts';
import type { Flow } from './flows.ts';
import type { ServerName } from './mishaps.ts';

/** A flow just before it begins: what serves before is live, and the new image is pushed. */
export interface Scene {
  readonly stage: Stage;
  readonly platform: PlatformName;
  /** Of the run. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What serves; undefined: nothing does. */
  readonly old: Published | undefined;
  /** `release` of the run that made the old image live, as far as it is known. */
  readonly oldRelease: string | undefined;
  readonly new: Published;
  server(name: ServerName): RunningServer;
  /** Builds, and deployments or releases of such a build, that were made since. The way back is not counted. */
  made(): { readonly builds: number; readonly releases: number };
  readonly flow: Flow;
  /** Apps of this name, and routes to it; a platform without routes counts none. */
  things(): { readonly apps: number; readonly routes: number };
  /** Releases that are on their way, in the platform's eyes. */
  unfinished(): number;
  /** Settings as the app has them, and as what serves was started with them: as far as a flow changes any. */
  settings(): Readonly<Record<string, string | undefined>>;
  readonly oldSettings: Readonly<Record<string, string | undefined>>;
  readonly newSettings: Readonly<Record<string, string | undefined>>;
  /** What the app answers. */
  answer(): Promise<string>;
  /** Every credential that the servers were sent. */
  secrets(): readonly string[];
}

/** Virtual time runs this many times as fast. */
const speed = 25;

interface Place {
  readonly stage: Stage;
  readonly platform: PlatformName;
  readonly app: string;
  scenes: number;
  /** What serves, if it is certain. */
  serving: { readonly image: Published; readonly release: string } | undefined;
}

/**
 * Scenes of one platform. A stage on which all went well is used again, with what serves there now for the old release,
 * since half of the work of a case is to set one up.
 */
export class Scenes {
  readonly #platform: PlatformName;
  readonly #free: Place[] = [];

  constructor(platform: PlatformName) {
    this.#platform = platform;
  }

  /** Plays one scene. `work` returns the `release` that serves afterwards, with the new image; undefined: none for certain. */
  async play<T>(
    flow: Flow,
    work: (scene: Scene) => Promise<{ readonly result: T; readonly release?: string }>,
  ): Promise<T> {
    const place = await this.#place(flow);
    let free = false;
    try {
      const scene = await sceneOf(place, flow);
      const { result, release } = await work(scene);
      for (const server of Object.values(serversOf(place.stage))) {
        server.faults.length = 0;
        server.requests.length = 0;
      }
      if (flow.before === 'the old release' && release !== undefined) {
        place.serving = { image: scene.new, release };
        this.#free.push(place);
        free = true;
      }
      return result;
    } finally {
      if (!free) await place.stage.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#free.map(({ stage }) => stage.close()));
  }

  async #place({ before, alone }: Flow): Promise<Place> {
    const free = before === 'nothing' || alone === true ? undefined : this.#free.pop();
    if (free !== undefined) return free;
    const place: Place = {
      ...{ stage: await startStage(speed), platform: this.#platform, app: 'web-app' },
      ...{ scenes: 0, serving: undefined },
    };
    if (before === 'nothing') return place;
    const { registry } = place.stage.sandbox;
    const image = await registry.publish({ repository: 'team/web', tag: '1.0', format: formatFor(this.#platform) });
    const first = await place.stage.deploy(this.#platform, { app: place.app, image: image.reference });
    if (first.outputs['verdict'] !== 'live') throw new Error(`the old release is not live:\n${first.log}`);
    place.serving = { image, release: first.outputs['release'] ?? '' };
    return place;
  }
}

/** Deis v1 pulls with a Docker that knows no other. */
function formatFor(platform: PlatformName): 'docker' | 'oci' {
  return platform === 'deis-v1' ? 'docker' : 'oci';
}

async function sceneOf(place: Place, flow: Flow): Promise<Scene> {
  const { stage, platform, app } = place;
  const { labels, isPrivate, inputs, settings } = flow;
  place.scenes += 1;
  const next = await stage.sandbox.registry.publish({
    repository: isPrivate === true ? 'private/web' : 'team/web',
    tag: `2.${place.scenes}`,
    format: formatFor(platform),
    // Another digest for every scene.
    labels: { ...labels, scene: String(place.scenes) },
  });
  const servers = serversOf(stage);
  const before = countsOf(place);
  return {
    ...{ flow, stage, platform, old: place.serving?.image, oldRelease: place.serving?.release, new: next },
    inputs: { app, image: next.reference, ...inputs?.(place.scenes) },
    server: (name) => servers[name],
    made: () => {
      const now = countsOf(place);
      return { builds: now.builds - before.builds, releases: now.releases - before.releases };
    },
    things: () => thingsOf(place),
    unfinished: () => unfinishedOn(place),
    settings: () => settingsOf(place),
    oldSettings: settingsOf(place),
    newSettings: platform === 'cloudfoundry' ? (settings?.(place.scenes) ?? {}) : {},
    answer: async () => (await stage.ask(platform, app)).body,
    secrets: () => {
      const sent = Object.values(servers).flatMap((server) => server.requests);
      const tokens = sent.map(({ headers }) => (headers['authorization'] ?? '').replace(/^\w+ /, ''));
      const known = ['ci-secret', 'admin-password', 'robot-password'];
      return [...new Set([...tokens, ...known])].filter((secret) => secret !== '');
    },
  };
}

function serversOf({ sandbox }: Stage): Record<ServerName, RunningServer> {
  const { cloudFoundry, deis, deisV1, drycc, registry } = sandbox;
  return {
    ...{ cloudfoundry: cloudFoundry.api, uaa: cloudFoundry.uaa, registry: registry.server },
    ...{ deis: deis.server, 'deis-v1': deisV1.server, drycc: drycc.server },
  };
}

function countsOf({ stage, platform, app }: Place) {
  if (platform === 'cloudfoundry') {
    const { builds, deployments } = stage.sandbox.cloudFoundry.world;
    const releases = deployments.filter((one) => one.metadata.labels['deploy-image-run'] !== undefined);
    return { builds: builds.length, releases: releases.length };
  }
  const releases: readonly { summary: string; build: { uuid: string } | undefined }[] =
    controllerOf(stage, platform).apps.get(app)?.releases ?? [];
  const deployed = releases.filter((release) => release.summary.includes(' deployed '));
  return { builds: new Set(deployed.map((release) => release.build?.uuid)).size, releases: deployed.length };
}

function controllerOf({ sandbox }: Stage, platform: Exclude<PlatformName, 'cloudfoundry'>) {
  const { deis, deisV1, drycc } = sandbox;
  return { deis, 'deis-v1': deisV1, drycc }[platform].world;
}

function thingsOf({ stage, platform, app }: Place) {
  if (platform !== 'cloudfoundry') return { apps: controllerOf(stage, platform).apps.size, routes: 0 };
  const { apps, routes } = stage.sandbox.cloudFoundry.world;
  return { apps: apps.filter(({ name }) => name === app).length, routes: routes.length };
}

function unfinishedOn({ stage, platform, app }: Place): number {
  const { cloudFoundry, drycc } = stage.sandbox;
  if (platform === 'cloudfoundry') return cloudFoundry.world.deployments.filter(isActive).length;
  // The other controllers have no such state: there a release is on its way while its request is answered.
  const found = platform === 'drycc' ? drycc.world.apps.get(app) : undefined;
  return found === undefined ? 0 : lockedTypes(drycc.world, found, [...found.locks.keys()]).length;
}

function settingsOf({ stage, platform, app }: Place): Readonly<Record<string, string | undefined>> {
  if (platform !== 'cloudfoundry') return {};
  const { world } = stage.sandbox.cloudFoundry;
  const found = world.apps.find(({ name }) => name === app);
  const web = found === undefined ? undefined : world.newestWeb(found);
  const variable = (environment: Readonly<Record<string, string>> | undefined) => environment?.['FEATURE_X'];
  return {
    ...{ variable: variable(found?.environment), variableAtStart: variable(web?.lrp?.environment) },
    ...{ command: web?.command, commandAtStart: web?.lrp?.startCommand, memory: `${web?.memoryMb}M` },
  };
}

/** Kills the main step as it watches its release: at the second look, by which the order has been heard. */
export async function killedWatching({ stage, platform, inputs, server }: Scene): Promise<StepResult> {
  const { faults } = server(platform);
  const running = stage.start(platform, inputs);
  const look = platform === 'cloudfoundry' ? /^\/v3\/processes\/.*\/stats$/ : /\/(?:pods|containers)\/$/;
  faults.push({
    ...{ method: 'GET', path: look, nth: 2, when: 'before', action: 'hang' },
    struck: () => running.process.kill('SIGKILL'),
  });
  const main = await running.done;
  faults.length = 0;
  return main;
}
