import { podState } from '../../controller/pod-state.ts';
import { KubeError } from '../../kubernetes/cluster.ts';
import { type App, type Build, type Condition, pipelineOf, ptypesOf, type Release } from '../records.ts';
import type { DryccWorld } from '../world.ts';
import { deploy } from './deploy.ts';
import { PipelineError } from './errors.ts';
import { runJob } from './run.ts';
import { imageOf } from './templates.ts';

/** `DRYCC_PILELINE_RUN_TIMEOUT`: of a `run` step, and of the look at it. Seconds. */
const stepTimeout = 3_600;

/** The task behind a deploy: the `run` steps of the dryccfile one after the other, then the rollout. */
export async function runPipeline(
  world: DryccWorld,
  app: App,
  release: Release,
  ptypes: readonly string[],
  force: boolean,
): Promise<void> {
  const again = release.state === 'succeed' && !force;
  let end: Condition;
  try {
    if (release.build !== undefined) await runSteps(world, app, release, release.build, ptypes);
    await deploy(world, app, release, ptypes, { force, rollBack: app.settings.autorollback });
    end = { state: 'succeed', ptypes, at: world.clock.now() };
  } catch (error) {
    const known = error instanceof PipelineError || error instanceof KubeError;
    if (!known) throw error;
    const name = error instanceof PipelineError ? error.exception : 'KubeException';
    const exception = `${name}: ${error.message}`;
    world.cluster.log(app.id, `ERROR ${exception}`);
    end = { state: 'crashed', ptypes, exception, at: world.clock.now() };
  }
  // A pipeline has no effect on an app that was deleted meanwhile.
  if (world.apps.get(app.id) !== app) return;
  release.state = end.state;
  release.failed = end.state === 'crashed';
  // Recorded: deploying a release once more that had succeeded, without force, leaves no second condition.
  if (!again || end.state === 'crashed') release.conditions = [end, ...release.conditions];
}

/**
 * Steps of process types that are rolled out; of all of them when none is. What a step's pod waits for is not looked at:
 * one that cannot get its image is waited for until the time is over.
 */
async function runSteps(
  world: DryccWorld,
  app: App,
  release: Release,
  build: Build,
  ptypes: readonly string[],
): Promise<void> {
  for (const ptype of ptypesOf(build)) {
    const step = pipelineOf(build, ptype)?.run;
    if (step === undefined || (ptypes.length > 0 && !ptypes.includes(ptype))) continue;
    const timeout = step.timeout ?? stepTimeout;
    const process = { image: step.image ?? imageOf(build, ptype), command: step.command ?? [], args: step.args ?? [] };
    const pod = runJob(world, app, release, { ...process, ptype, timeout, expires: timeout });
    let state = 'initializing';
    const looks = Math.ceil((stepTimeout * 1_000) / world.timings.watch);
    for (let look = 0; look < looks; look += 1) {
      if (pod.phase !== 'gone') state = podState(pod);
      if (['down', 'crashed', 'error'].includes(state)) break;
      await world.clock.sleep(world.timings.watch);
    }
    if (state !== 'down') throw new PipelineError('DryccException', `pipeline run state error: ${state}`);
  }
}
