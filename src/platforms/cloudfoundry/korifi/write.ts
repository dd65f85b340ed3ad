import type { Clock } from '../../../clock.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { createOnce } from '../api/create-once.ts';
import { type Deployment, deploymentFrom } from '../api/deployment.ts';
import { type DeploymentOptions, resize } from '../release/deployment.ts';
import { stopApp } from '../release/recreate.ts';
import { firstPauseMs, longer } from '../release/serving.ts';
import { webStats } from './view.ts';

/** A pod has half a minute to end (Kubernetes, terminationGracePeriodSeconds). Milliseconds. */
const longestStopMs = 45_000;

interface Tools {
  readonly api: CloudController;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/**
 * The droplet that the app has. One that is started gets it at once, pod after pod (korifi#3234); the same one again
 * changes nothing, so it may be repeated.
 */
export async function setDroplet(
  api: CloudController,
  appGuid: string,
  dropletGuid: string,
  doing: string,
): Promise<void> {
  const path = `/v3/apps/${appGuid}/relationships/current_droplet`;
  await api.write('PATCH', path, doing, { data: { guid: dropletGuid } }, 'safe');
}

/**
 * `POST /v3/deployments`: the droplet, a new revision, and started (`deployment_repository.go`). It takes no label and no
 * option. A repeat only replaces the instances once more; it is spared where the droplet tells that the first one counted.
 *
 * @param before the droplet that the app had
 */
export function orderDeployment(
  { api, clock, signal }: Tools,
  { appGuid, dropletGuid }: { readonly appGuid: string; readonly dropletGuid: string },
  before: string | undefined,
  doing: string,
): Promise<Deployment> {
  const body = { droplet: { guid: dropletGuid }, relationships: { app: { data: { guid: appGuid } } } };
  return createOnce(clock, signal, {
    create: async () => deploymentFrom(await api.write('POST', '/v3/deployments', doing, body)),
    lookUp: async () => {
      const found = await deploymentOf(api, appGuid);
      return found?.dropletGuid === dropletGuid && before !== dropletGuid ? found : undefined;
    },
  });
}

/** The app's one deployment, which has its guid; undefined: there is no such app. */
export async function deploymentOf(api: CloudController, appGuid: string): Promise<Deployment | undefined> {
  const json = await api.find(`/v3/deployments/${appGuid}`, 'read the deployment');
  return json === undefined ? undefined : deploymentFrom(json);
}

/** How many instances, and how large: acts at once. */
export function resizeWeb(api: CloudController, appGuid: string, sizes: DeploymentOptions): Promise<void> {
  return resize(api, `/v3/apps/${appGuid}/processes/web`, sizes, 'scale the process web');
}

/** Stops the app and waits until none of its instances is left: the order itself gives up sooner than some of them end. */
export async function stopAll(rollout: { readonly appGuid: string }, { api, clock, signal }: Tools): Promise<void> {
  await stopApp(rollout, api);
  const giveUpAt = clock.now() + longestStopMs;
  for (let pause = firstPauseMs; (await webStats(api, rollout.appGuid)).length > 0; pause = longer(pause)) {
    if (clock.now() >= giveUpAt) return;
    await clock.sleep(pause, signal);
  }
}
