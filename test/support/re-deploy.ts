import type { PlatformName } from '../../sandbox/inputs.ts';
import type { Published } from '../../sandbox/registry/publish.ts';
import type { RunningServer } from '../../sandbox/server.ts';
import type { ServerName } from './faults.ts';
import type { StepResult } from './runner.ts';
import { type Stage, startStage } from './stage.ts';

/** An app with its old release live and a new image pushed: the day-to-day deploy, just before it begins. */
export interface ReDeploy {
  readonly stage: Stage;
  readonly platform: PlatformName;
  readonly inputs: Readonly<Record<string, string>>;
  /** `release` of the run that made the old image live. */
  readonly oldRelease: string;
  readonly old: Published;
  readonly new: Published;
  server(name: ServerName): RunningServer;
  /** Builds, and deployments or releases of such a build, that were made since. The way back is not counted. */
  made(): { readonly builds: number; readonly releases: number };
  /** Every credential that the servers were sent. */
  secrets(): readonly string[];
}

/** Labels of a new image: how it behaves in the sandbox. */
export const crashing = {
  'sandbox.behaviour': 'crash',
  'sandbox.crash-log': 'Error: connect ECONNREFUSED 10.0.4.7:5432',
};
export const slow = { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '60000' };

const app = 'web-app';

/** Virtual time runs this many times as fast. */
const speed = 25;

/** @param labels of the new image: how it behaves in the sandbox */
export async function readyToReDeploy(platform: PlatformName, labels: Record<string, string> = {}): Promise<ReDeploy> {
  const stage = await startStage(speed);
  const { registry, cloudFoundry, deis, deisV1, drycc } = stage.sandbox;
  const format = platform === 'deis-v1' ? 'docker' : 'oci';
  const [old, next] = [
    await registry.publish({ repository: 'team/web', tag: '1.0', format }),
    await registry.publish({ repository: 'team/web', tag: '2.0', format, labels }),
  ];
  const first = await stage.deploy(platform, { app, image: old.reference });
  if (first.outputs['verdict'] !== 'live') throw new Error(`the old release is not live:\n${first.log}`);

  const servers: Record<ServerName, RunningServer> = {
    cloudfoundry: cloudFoundry.api,
    uaa: cloudFoundry.uaa,
    deis: deis.server,
    'deis-v1': deisV1.server,
    drycc: drycc.server,
    registry: registry.server,
  };
  const count = () => {
    if (platform === 'cloudfoundry') {
      const { builds, deployments } = cloudFoundry.world;
      const releases = deployments.filter((one) => one.metadata.labels['deploy-image-run'] !== undefined);
      return { builds: builds.length, releases: releases.length };
    }
    const { world } = { deis, 'deis-v1': deisV1, drycc }[platform];
    const releases: readonly { summary: string; build: { uuid: string } | undefined }[] =
      world.apps.get(app)?.releases ?? [];
    const deployed = releases.filter((release) => release.summary.includes(' deployed '));
    return { builds: new Set(deployed.map((release) => release.build?.uuid)).size, releases: deployed.length };
  };
  const before = count();
  return {
    ...{ stage, platform, old, new: next, oldRelease: first.outputs['release'] ?? '' },
    inputs: { app, image: next.reference },
    server: (name) => servers[name],
    made: () => {
      const now = count();
      return { builds: now.builds - before.builds, releases: now.releases - before.releases };
    },
    secrets: () => {
      const sent = Object.values(servers).flatMap((server) => server.requests);
      const tokens = sent.map(({ headers }) => (headers['authorization'] ?? '').replace(/^\w+ /, ''));
      return [...new Set([...tokens, 'ci-secret', 'admin-password'])].filter((secret) => secret !== '');
    },
  };
}

/** Kills the main step as it watches its release: at the second look, by which the order has been heard. */
export async function killedWatching(scene: ReDeploy): Promise<StepResult> {
  const { stage, platform, inputs } = scene;
  const { faults } = scene.server(platform);
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
