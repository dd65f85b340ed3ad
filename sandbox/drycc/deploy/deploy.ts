import { isRollingOut, waitForRollout } from '../../controller/rollout.ts';
import { KubeError } from '../../kubernetes/cluster.ts';
import { type App, latest, previousOf, ptypesOf, type Release } from '../records.ts';
import type { DryccWorld } from '../world.ts';
import { PipelineError } from './errors.ts';
import { openIngress } from './ingress.ts';
import { unlock } from './locks.ts';
import { scalePods } from './scale.ts';
import { rulesOf, specOf } from './templates.ts';

export interface DeployOptions {
  /** Does not ask whether another rollout is under way. */
  readonly force: boolean;
  /** Goes back to the release before when it fails. */
  readonly rollBack: boolean;
}

/** `DeployMixin.deploy`: gives the cluster the release's process types and waits for them. Throws `PipelineError`. */
export async function deploy(
  world: DryccWorld,
  app: App,
  release: Release,
  ptypes: readonly string[],
  options: DeployOptions,
): Promise<void> {
  const { build } = release;
  if (build === undefined) throw new PipelineError('DryccException', 'No build associated with this release');
  if (world.cluster.down) throw new PipelineError('ServiceUnavailable', 'Could not create the Namespace in Kubernetes');
  const previous = previousOf(app, release);
  mergeStructure(app, release);
  // What nothing is routed to comes first.
  const types = Object.keys(app.structure)
    .filter((ptype) => ptypes.includes(ptype))
    .sort((a, b) => Number(a === 'web') - Number(b === 'web'));
  limitAll(world, release, types);
  if (!options.force) refuseWhileRollingOut(world, app, release, types);
  await rollOut(world, app, release, previous, ptypes, types, options);
  for (const ptype of types) {
    if (ptype === 'web') openIngress(world, app, release);
    // As long as no other release has succeeded, the controller waits for the app's service to answer.
    const waits = app.services.some((service) => service.ptype === ptype) && previous?.build === undefined;
    if (waits) await world.clock.sleep(world.timings.serviceCheck);
  }
  if (app.settings.autodeploy) await clean(world, app, release);
}

async function rollOut(
  world: DryccWorld,
  app: App,
  release: Release,
  previous: Release | undefined,
  ptypes: readonly string[],
  types: readonly string[],
  { rollBack }: DeployOptions,
): Promise<void> {
  const running = types.map(async (ptype) => {
    await rollOutType(world, app, release, ptype);
    unlock(app, [ptype]);
  });
  // The first that fails, in their order, ends it; those after it go on unwatched.
  for (const one of running) one.catch(() => undefined);
  let failure: KubeError;
  try {
    for (const one of running) await one;
    return;
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    failure = error;
  }
  if (!rollBack || previous?.build === undefined) {
    throw new PipelineError('ServiceUnavailable', `(app::deploy): ${failure.message}`);
  }
  const announced =
    `There was a problem deploying v${release.version}. ` + `Rolling back to release v${previous.version}.`;
  world.cluster.log(app.id, `ERROR ${announced}`);
  try {
    await deploy(world, app, previous, ptypes, { force: true, rollBack: false });
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    throw new PipelineError('ServiceUnavailable', `(app::deploy): ${error.message}`);
  }
  throw new PipelineError('ServiceUnavailable', `(app::deploy): ${announced}\n${failure.message}`);
}

async function rollOutType(world: DryccWorld, app: App, release: Release, ptype: string): Promise<void> {
  const { cluster } = world;
  const existed = cluster.deployment(app.id, ptype) !== undefined;
  try {
    const deployment = cluster.apply(app.id, ptype, specOf(world, app, release, ptype));
    await waitForRollout(cluster, deployment, rulesOf(world, release, ptype));
  } catch (error) {
    if (!(error instanceof KubeError) || !existed) throw error;
    throw new KubeError(
      `There was a problem while deploying v${release.version} of ${app.id}-${ptype}. ` +
        `Additional information:\n${error.message}`,
    );
  }
}

function refuseWhileRollingOut(world: DryccWorld, app: App, release: Release, types: readonly string[]): void {
  for (const ptype of types) {
    const deployment = world.cluster.deployment(app.id, ptype);
    if (deployment === undefined || !isRollingOut(world.cluster, deployment, rulesOf(world, release, ptype))) continue;
    throw new PipelineError('AlreadyExists', `Deployment for ${deployment.name} is already in progress`);
  }
}

/** New process types get their default size; those that are no more stay as long as they have pods. */
export function mergeStructure(app: App, release: Release): void {
  const known = release.build === undefined ? ['web'] : ptypesOf(release.build);
  const result: Record<string, number> = Object.fromEntries(known.map((ptype) => [ptype, ptype === 'web' ? 1 : 0]));
  for (const [ptype, replicas] of Object.entries(app.structure)) {
    if (known.includes(ptype) || replicas > 0) result[ptype] = replicas;
  }
  app.structure = result;
}

/** A process type without a limit plan gets the default one, in the very config of the release. */
function limitAll(world: DryccWorld, release: Release, types: readonly string[]): void {
  const plan = world.plans[0]?.id ?? '';
  const missing = types.filter((ptype) => !Object.hasOwn(release.config.limits, ptype));
  if (missing.length === 0) return;
  const added = Object.fromEntries(missing.map((ptype) => [ptype, plan]));
  release.config.limits = { ...release.config.limits, ...added };
}

/** `DeployMixin.clean`: stops what the release does not have any more, and takes away what nobody has. */
export async function clean(
  world: DryccWorld,
  app: App,
  release = latest(app),
  only?: readonly string[],
): Promise<void> {
  const known = release.build === undefined ? [] : ptypesOf(release.build);
  const before = app.releases.findLast((other) => other !== release && (!other.failed || !app.settings.autorollback));
  const removed = (before?.build === undefined ? [] : ptypesOf(before.build)).filter(
    (ptype) =>
      !known.includes(ptype) && (app.structure[ptype] ?? 0) > 0 && (only === undefined || only.includes(ptype)),
  );
  if (removed.length > 0) {
    await scalePods(world, app, release, Object.fromEntries(removed.map((ptype) => [ptype, 0])));
  }
  mergeStructure(app, release);
  for (const { type } of world.cluster.deployments(app.id)) {
    if (Object.hasOwn(app.structure, type) || (only !== undefined && !only.includes(type))) continue;
    world.cluster.remove(app.id, type);
  }
}
