import { detail } from '../../controller/answers.ts';
import { type App, previousOf, ptypesOf, type Release } from '../records.ts';
import type { DryccWorld } from '../world.ts';
import { lock, lockedTypes, refuseLocked, unlock } from './locks.ts';
import { runPipeline } from './pipeline.ts';
import { argsOf, commandOf, imageOf, valuesOf } from './templates.ts';

/**
 * Queues the pipeline of a release and returns at once: `Release.deploy` (api/models/release.py). Without force only
 * process types that differ from the release that succeeded before are rolled out.
 * Throws 400 while another pipeline is at work on one of them; the release then stays as it is, `created`.
 */
export function startDeploy(
  world: DryccWorld,
  app: App,
  release: Release,
  only: readonly string[],
  force: boolean,
): void {
  const { build } = release;
  if (build === undefined) throw detail(400, 'there are no builds available for deploy');
  const wanted = ptypesOf(build).filter((ptype) => only.length === 0 || only.includes(ptype));
  if (wanted.length === 0) {
    const range = ptypesOf(build).map((ptype) => `'${ptype}'`);
    throw detail(400, `skip deploy, ptypes are not within the optional range: [${range.join(', ')}]`);
  }
  release.deployedPtypes = [...new Set([...release.deployedPtypes, ...wanted])];
  const ptypes = force || !app.settings.autodeploy ? wanted : changedTypes(app, release, wanted);
  if (!force) refuseLocked(lockedTypes(world, app, ptypes));
  lock(world, app, ptypes);
  world.clock.after(world.timings.queue, () => {
    if (world.workerKilled) return;
    runPipeline(world, app, release, ptypes, force)
      .finally(() => unlock(app, ptypes))
      .catch((error: unknown) => console.error('sandbox: pipeline:', error));
  });
}

/** `diff_ptypes`: those whose part of the config, whose variables, image or command are other ones. */
function changedTypes(app: App, release: Release, ptypes: readonly string[]): readonly string[] {
  const previous = previousOf(app, release);
  if (previous === undefined) return ptypes;
  const plain = ({ config, build }: Release, ptype: string): string => {
    const { lifecycle, tags, limits, values_refs, healthcheck, termination_grace_period, registry } = config;
    const parts = [lifecycle, tags, limits, values_refs, healthcheck, termination_grace_period, registry];
    const process =
      build === undefined || previous.build === undefined
        ? []
        : [imageOf(build, ptype), commandOf(build, ptype), argsOf(build, ptype)];
    return JSON.stringify([parts.map((part) => part[ptype]), sorted(valuesOf(config, ptype)), process]);
  };
  return ptypes.filter((ptype) => plain(release, ptype) !== plain(previous, ptype));
}

function sorted(values: Readonly<Record<string, string>>) {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
