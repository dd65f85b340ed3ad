import { PythonValueError, pythonInt } from '../../controller/python.ts';
import { waitForRollout } from '../../controller/rollout.ts';
import { KubeError } from '../../kubernetes/cluster.ts';
import { isReserved } from '../names.ts';
import { type App, latest, type Release } from '../records.ts';
import type { DryccWorld } from '../world.ts';
import { rulesOf, specOf } from './templates.ts';

/**
 * The task behind `ptypes/scale/`: what it refuses, nobody gets to know but the app's log. Process types that the app does
 * not have are passed over. A scale that fails is taken back.
 */
export async function scale(world: DryccWorld, app: App, posted: Readonly<Record<string, unknown>>): Promise<void> {
  const release = latest(app);
  const complain = (text: string) => world.cluster.log(app.id, `WARNING ${text}`);
  if (Object.hasOwn(posted, 'run')) return complain('Cannot set scale for reserved types, procfile type is: run');
  if (release.build === undefined) return complain('No build associated with this release');
  const wanted: Record<string, number> = {};
  for (const [ptype, value] of Object.entries(posted)) {
    const count = countOf(value);
    if (count === undefined || isReserved(ptype)) return complain(`Invalid scaling format: ${String(value)}`);
    if (Object.hasOwn(app.structure, ptype) && app.structure[ptype] !== count) wanted[ptype] = count;
  }
  if (world.cluster.down) return;
  const old = Object.fromEntries(Object.keys(wanted).map((ptype) => [ptype, app.structure[ptype] ?? 0]));
  try {
    await scalePods(world, app, release, wanted);
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    complain(`(scale): ${error.message}`);
    await scalePods(world, app, release, old).catch(() => undefined);
  }
}

/** Throws `KubeError`. */
export async function scalePods(
  world: DryccWorld,
  app: App,
  release: Release,
  sizes: Readonly<Record<string, number>>,
): Promise<void> {
  const { cluster, clock, timings } = world;
  const scaled = Object.entries(sizes).map(async ([ptype, replicas]) => {
    const existing = cluster.deployment(app.id, ptype);
    if (existing?.replicas === replicas) return;
    if (existing !== undefined) cluster.scale(existing, replicas);
    const deployment = existing ?? cluster.apply(app.id, ptype, { ...specOf(world, app, release, ptype), replicas });
    await waitForRollout(cluster, deployment, rulesOf(world, release, ptype));
    while (deployment.pods.some((pod) => pod.phase === 'deleting')) await clock.sleep(timings.look);
  });
  for (const result of await Promise.allSettled(scaled)) if (result.status === 'rejected') throw result.reason;
  app.structure = { ...app.structure, ...sizes };
}

function countOf(value: unknown): number | undefined {
  try {
    const count = pythonInt(value);
    return count < 0 ? undefined : count;
  } catch (error) {
    if (error instanceof PythonValueError) return undefined;
    throw error;
  }
}
