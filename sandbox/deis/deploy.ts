import { type Deployment, KubeError } from '../controller/cluster.ts';
import type { PodTemplate } from '../controller/pod-template.ts';
import { isRollingOut, type RolloutRules, waitForRollout } from '../controller/rollout.ts';
import { type App, latestGood, type Release } from './records.ts';
import type { DeisWorld } from './world.ts';

/** Why a release could not be deployed. `conflict` is what the config endpoint answers with 409 instead of 400. */
export class DeployError extends Error {
  readonly conflict: boolean;
  constructor(message: string, conflict = false) {
    super(message);
    this.conflict = conflict;
  }
}

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
  await world.clock.sleep(world.cluster.timings.preparation);
  const build = release.build;
  if (build === undefined) throw new DeployError('No build associated with this release');
  if (Object.keys(app.structure).length === 0) {
    app.structure = { [Object.hasOwn(build.procfile, 'web') ? 'web' : 'cmd']: 1 };
    app.procfileStructure = app.structure;
  }
  if (Object.keys(build.procfile).length > 0) app.procfileStructure = build.procfile;
  const port = portOf(app, release);
  const types = Object.keys(app.structure);
  if (!options.force) refuseWhileRollingOut(world, app, release, types);
  const first = world.cluster.deployments(app.id).length === 0;
  const results = await Promise.allSettled(types.map((type) => deployType(world, app, release, type, port)));
  const failure = results.find((result) => result.status === 'rejected')?.reason as unknown;
  if (failure === undefined) {
    if (first && port !== undefined) await world.clock.sleep(world.cluster.timings.serviceCheck);
    return;
  }
  if (!(failure instanceof KubeError)) throw failure;
  const before = latestGood(app, release);
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

/** `DEIS_DEPLOY_TIMEOUT` of the app; v2 does not recognise crash loops. */
export function rulesOf(release: Release): RolloutRules {
  const timeout = release.config.values['DEIS_DEPLOY_TIMEOUT'];
  return {
    timeoutSeconds: timeout !== undefined && /^\d+$/.test(timeout) ? Number(timeout) : undefined,
    seesCrashLoops: false,
  };
}

/** Pods of a process type as this release wants them. */
export function templateOf(app: App, release: Release, type: string, port: number | undefined): PodTemplate {
  const { config, build } = release;
  const { username, password } = config.registry;
  const command = build?.procfile[type];
  const routed = (type === 'web' || type === 'cmd') && app.settings.routable;
  return {
    release: `v${release.version}`,
    image: build?.image ?? '',
    args: command === undefined ? [] : [String(command)],
    environment: JSON.stringify(config.values),
    credentials: typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined,
    probePort: routed ? port : undefined,
  };
}

/**
 * `Release.get_port` with the registry off-cluster: PORT has to be set, unless nothing is routed to the app.
 * Throws `DeployError`.
 */
export function portOf(app: App, release: Release): number | undefined {
  const port = release.config.values['PORT'];
  if (port !== undefined) return Number(port);
  if (!app.settings.routable) return undefined;
  throw new DeployError('PORT needs to be set in the application config when using a private registry');
}

function refuseWhileRollingOut(world: DeisWorld, app: App, release: Release, types: readonly string[]): void {
  for (const type of types) {
    const deployment = world.cluster.deployment(app.id, type);
    if (deployment === undefined || !isRollingOut(world.cluster, deployment, rulesOf(release))) continue;
    throw new DeployError(`Deployment for ${deployment.name} is already in progress`, true);
  }
}

async function deployType(
  world: DeisWorld,
  app: App,
  release: Release,
  type: string,
  port: number | undefined,
): Promise<Deployment> {
  const { cluster } = world;
  const existed = cluster.deployment(app.id, type) !== undefined;
  try {
    const template = templateOf(app, release, type, port);
    const deployment = cluster.apply(app.id, type, app.structure[type] ?? 0, template);
    await waitForRollout(cluster, deployment, rulesOf(release));
    return deployment;
  } catch (error) {
    if (!(error instanceof KubeError) || !existed) throw error;
    throw new KubeError(
      `There was a problem while deploying v${release.version} of ${app.id}-${type}. ` +
        `Additional information:\n${error.message}`,
    );
  }
}
