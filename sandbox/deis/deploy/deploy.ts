import { isRollingOut, waitForRollout } from '../../controller/rollout.ts';
import { KubeError } from '../../kubernetes/cluster.ts';
import type { DeploymentSpec } from '../../kubernetes/deployment.ts';
import { type App, latestGood, type Release } from '../records.ts';
import type { DeisWorld } from '../world.ts';
import { DeployError } from './errors.ts';
import { rulesOf, specOf } from './templates.ts';

export interface DeployOptions {
  /** Does not ask whether another rollout is under way: rollbacks. */
  readonly force: boolean;
  /** Goes back to the release before when it fails: everything but that very way back. */
  readonly rollBack: boolean;
}

/**
 * Rolls out every process type of a release and waits for it: `App.deploy` of the controller (api/models/app.py).
 * Throws `DeployError` with the controller's text.
 */
export async function deploy(world: DeisWorld, app: App, release: Release, options: DeployOptions): Promise<void> {
  await world.clock.sleep(world.timings.preparation);
  const build = release.build;
  if (build === undefined) throw new DeployError('No build associated with this release');
  if (world.cluster.down) throw new DeployError('Could not create the Namespace in Kubernetes');
  if (Object.keys(app.structure).length === 0) {
    app.structure = { [Object.hasOwn(build.procfile, 'web') ? 'web' : 'cmd']: 1 };
    app.procfileStructure = app.structure;
  }
  if (Object.keys(build.procfile).length > 0) app.procfileStructure = build.procfile;
  const types = Object.keys(app.structure);
  const specs = types.map((type) => [type, specOf(world, app, release, type)] as const);
  if (!options.force) refuseWhileRollingOut(world, app, release, types);
  const before = latestGood(app, release);
  const results = await Promise.allSettled(specs.map(([type, spec]) => deployType(world, app, release, type, spec)));
  const failure = results.find((result) => result.status === 'rejected')?.reason as unknown;
  if (failure === undefined) {
    app.routedType = types.includes('web') ? 'web' : types.includes('cmd') ? 'cmd' : undefined;
    if (before.build === undefined && app.settings.routable) await world.clock.sleep(world.timings.serviceCheck);
    return;
  }
  if (!(failure instanceof KubeError)) throw failure;
  if (!options.rollBack || before.build === undefined) throw new DeployError(`(app::deploy): ${failure.message}`);
  const announced =
    `There was a problem deploying v${release.version}. ` + `Rolling back process types to release v${before.version}.`;
  world.cluster.log(app.id, `ERROR ${announced}`);
  try {
    await deploy(world, app, before, { force: true, rollBack: false });
  } catch (error) {
    throw error instanceof DeployError ? new DeployError(`(app::deploy): ${error.message}`) : error;
  }
  throw new DeployError(`(app::deploy): ${announced}\n${failure.message}`);
}

function refuseWhileRollingOut(world: DeisWorld, app: App, release: Release, types: readonly string[]): void {
  for (const type of types) {
    const deployment = world.cluster.deployment(app.id, type);
    if (deployment === undefined || !isRollingOut(world.cluster, deployment, rulesOf(world, release))) continue;
    throw new DeployError(`Deployment for ${deployment.name} is already in progress`, true);
  }
}

/** `KubeHTTPClient.deploy`: a Deployment that has this release already is left alone, and not waited for. */
async function deployType(
  world: DeisWorld,
  app: App,
  release: Release,
  type: string,
  spec: DeploymentSpec,
): Promise<void> {
  const { cluster } = world;
  const existing = cluster.deployment(app.id, type);
  if (existing?.template.release === spec.template.release) return;
  try {
    await waitForRollout(cluster, cluster.apply(app.id, type, spec), rulesOf(world, release));
  } catch (error) {
    if (!(error instanceof KubeError) || existing === undefined) throw error;
    throw new KubeError(
      `There was a problem while deploying v${release.version} of ${app.id}-${type}. ` +
        `Additional information:\n${error.message}`,
    );
  }
}
