import { detail } from '../../controller/answers.ts';
import { podState } from '../../controller/pod-state.ts';
import { pythonStr } from '../../controller/python.ts';
import { KubeError } from '../../kubernetes/cluster.ts';
import { nameSuffix } from '../../kubernetes/names.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { type App, latestGood, type Release } from '../records.ts';
import type { DeisWorld } from '../world.ts';
import { DeployError } from './errors.ts';
import { rulesOf, templateOf } from './templates.ts';

export interface RunResult {
  readonly exit_code: number;
  readonly output: string;
}

/** How long a command may run once it has begun: 20 min. Looks of one second. */
const longest = 1_200;

/**
 * A one-off command in a pod of its own, from the image of the newest release that did not fail: `App.run` and the
 * scheduler's `run`. The request waits for it. Throws 400 and 503.
 */
export async function run(world: DeisWorld, app: App, user: string, command: unknown): Promise<RunResult> {
  const release = latestGood(app);
  if (release.build === undefined) {
    throw detail(400, 'No build associated with this release to run this command');
  }
  const name = `${app.id}-run-${nameSuffix()}`;
  const text = pythonStr(command);
  world.cluster.log(app.id, `INFO ${user} on ${name} runs '${text}'`);
  try {
    return await runPod(world, app, release, name, text);
  } catch (error) {
    if (error instanceof KubeError) throw detail(503, `${name} (run): ${error.message}`);
    if (error instanceof DeployError) throw detail(400, error.message);
    throw error;
  }
}

async function runPod(world: DeisWorld, app: App, release: Release, name: string, command: string): Promise<RunResult> {
  const { cluster, clock, timings } = world;
  const pod = cluster.run(app.id, 'run', name, {
    ...templateOf(app, release, 'run'),
    ...{ command: ['/bin/bash', '-c'], args: [command], restartPolicy: 'Never' },
  });
  await waitUntilStarted(world, app, release);
  let exitCode = 0;
  let waited = 0;
  for (let state = 'up'; state === 'up' && waited < longest; waited += 1) {
    state = podState(pod);
    exitCode = state === 'crashed' ? (pod.exit?.code ?? 0) : 0;
    await clock.sleep(timings.look);
  }
  const output = outputOf(world, app, pod);
  pod.delete();
  await clock.sleep(timings.look);
  if (waited === longest) throw new KubeError('Timed out (20 mins) while running');
  return { exit_code: exitCode, output };
}

/**
 * `wait_until_ready` counts all pods of this kind and release: one that another command has left behind, or that is under
 * way, makes it wait until its time is over. Then whatever there is goes on as if it had begun. Throws `KubeError` when a
 * pod cannot get its image; that pod stays.
 */
async function waitUntilStarted(world: DeisWorld, app: App, release: Release): Promise<void> {
  const { timings } = world;
  const { timeoutSeconds } = rulesOf(world, release);
  const looks = timeoutSeconds ?? timings.deployTimeout / 1_000;
  for (let look = 0; look < looks; look += 1) {
    const pods = world.cluster.tasks(app.id).filter((pod) => pod.template.release === `v${release.version}`);
    const stuck = pods.find((pod) => pod.pullProblem !== undefined || pod.phase === 'unschedulable');
    if (stuck !== undefined) throw new KubeError(stuck.pullProblem ?? stuck.events.at(-1)?.message);
    if (pods.filter((pod) => pod.ready || isOver(pod)).length === 1) return;
    await world.clock.sleep(timings.look);
  }
}

function isOver({ phase }: Pod): boolean {
  return phase === 'succeeded' || phase === 'failed' || phase === 'deleting';
}

/** Its log, or that there is none: told with the exit code 0 that was taken for granted. */
function outputOf(world: DeisWorld, app: App, pod: Pod): string {
  if (!pod.ready && !isOver(pod)) return `Could not get logs. Pod is in state ${podState(pod)}`;
  const lines = world.cluster.logs(app.id).filter((entry) => entry.pod === pod);
  return lines.map(({ text }) => `${text}\n`).join('');
}
