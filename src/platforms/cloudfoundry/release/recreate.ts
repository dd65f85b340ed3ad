import type { Clock } from '../../../clock.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { statsFrom } from '../api/shapes.ts';
import type { CloudFoundryRollout } from './rollout.ts';

/**
 * Diego gives an instance 10 s to end. Not every foundation shows it meanwhile (`app_instance_stopping_state`), so this is
 * the longest wait and not the shortest. Milliseconds.
 */
const longestStopMs = 15_000;
const pollMs = 1_000;

interface Tools {
  readonly api: CloudController;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** All processes of the app. One that is stopped already stays so. */
export async function stopApp({ appGuid }: Pick<CloudFoundryRollout, 'appGuid'>, api: CloudController): Promise<void> {
  await api.write('POST', `/v3/apps/${appGuid}/actions/stop`, 'stop the app', undefined, 'safe');
}

/** With the droplet that it has. One that runs already goes on. */
export async function startApp({ appGuid }: Pick<CloudFoundryRollout, 'appGuid'>, api: CloudController): Promise<void> {
  await api.write('POST', `/v3/apps/${appGuid}/actions/start`, 'start the app', undefined, 'safe');
}

/**
 * `recreate` is no strategy of the Cloud Controller (`deployment_create_message.rb`). It is a stop, and then a deployment,
 * which starts an app that is stopped with the new droplet and size in one request. So it carries the run's label like any
 * other: a lost answer is found by it, by the post step too, and the next run sees what was released. While the app stands
 * still the previous droplet is still its own: until the deployment is there, the way back is to start it.
 */
export async function stopForGood(rollout: CloudFoundryRollout, tools: Tools): Promise<void> {
  const { api, clock, signal } = tools;
  await stopApp(rollout, api);
  const giveUpAt = clock.now() + longestStopMs;
  while ((await anyRuns(rollout, api)) && clock.now() < giveUpAt) await clock.sleep(pollMs, signal);
}

async function anyRuns({ appGuid, wanted }: CloudFoundryRollout, api: CloudController): Promise<boolean> {
  const lists = await Promise.all(
    wanted.map(async ({ type }) => {
      const path = `/v3/apps/${appGuid}/processes/${encodeURIComponent(type)}/stats`;
      const stats = await api.find(path, 'read the state of the instances');
      return stats === undefined ? [] : statsFrom(stats);
    }),
  );
  return lists.flat().some(({ state }) => ['RUNNING', 'STARTING', 'STOPPING'].includes(state));
}
