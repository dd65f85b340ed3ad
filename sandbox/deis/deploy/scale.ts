import { detail, leftOut } from '../../controller/answers.ts';
import { PythonValueError, pythonInt } from '../../controller/python.ts';
import { waitForRollout } from '../../controller/rollout.ts';
import { KubeError } from '../../kubernetes/cluster.ts';
import { serverError } from '../gate.ts';
import { type App, latestGood, type Release } from '../records.ts';
import type { DeisWorld } from '../world.ts';
import { DeployError } from './errors.ts';
import { rulesOf, specOf } from './templates.ts';

/**
 * Sets the wanted number of pods for each type that is named, and waits until they are there. Not refused while a
 * rollout is under way. What failed is taken back in the cluster, and not in what the app wants. Throws 400, 404 and 503.
 */
export async function scale(world: DeisWorld, app: App, user: string, posted: unknown): Promise<void> {
  if (typeof posted !== 'object' || posted === null || Array.isArray(posted)) throw serverError();
  if (world.cluster.down) throw detail(503, 'Could not create the Namespace in Kubernetes');
  const release = latestGood(app);
  if (release.build === undefined) throw detail(400, 'No build associated with this release');
  const wanted: Record<string, number> = {};
  for (const [type, value] of Object.entries(posted)) wanted[type] = count(value);
  for (const type of Object.keys(wanted)) {
    if (type === 'cmd' || Object.hasOwn(release.build.procfile, type)) continue;
    throw detail(404, `Container type ${type} does not exist in application`);
  }
  const old = app.structure;
  if (Object.entries(wanted).every(([type, replicas]) => old[type] === replicas)) return;
  if (Object.values(wanted).some((replicas) => replicas > 300)) throw leftOut('a cluster that large');
  app.structure = { ...old, ...wanted };
  app.procfileStructure = release.build.procfile;
  try {
    await scalePods(world, app, release, wanted);
  } catch (error) {
    if (!(error instanceof KubeError) && !(error instanceof DeployError)) throw error;
    await scalePods(world, app, release, old).catch(() => undefined);
    throw detail(503, `(scale): ${error.message}`);
  }
  const said = Object.entries(wanted).map(([type, replicas]) => `${type}=${replicas}`);
  world.cluster.log(app.id, `INFO ${user} scaled pods ${said.join(' ')}`);
}

async function scalePods(world: DeisWorld, app: App, release: Release, sizes: Readonly<Record<string, number>>) {
  const { cluster, timings } = world;
  const rules = rulesOf(world, release);
  const scaled = Object.entries(sizes).map(async ([type, replicas]) => {
    const existing = cluster.deployment(app.id, type);
    if (existing?.replicas === replicas) return;
    if (existing !== undefined) cluster.scale(existing, replicas);
    const deployment = existing ?? cluster.apply(app.id, type, { ...specOf(world, app, release, type), replicas });
    await waitForRollout(cluster, deployment, rules);
    while (deployment.pods.some((pod) => pod.phase === 'deleting')) await world.clock.sleep(timings.look);
  });
  for (const result of await Promise.allSettled(scaled)) if (result.status === 'rejected') throw result.reason;
}

function count(value: unknown): number {
  let result: number;
  try {
    result = pythonInt(value);
  } catch (error) {
    if (error instanceof PythonValueError) throw detail(400, `Invalid scaling format: ${error.message}`);
    throw error;
  }
  if (result >= 0) return result;
  throw detail(
    400,
    "Invalid scaling format: [ErrorDetail(string='Must be greater than or equal to zero', code='invalid')]",
  );
}
