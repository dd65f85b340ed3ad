import type { CloudController } from '../api/cloud-controller.ts';
import { type Deployment, deploymentFrom } from '../api/deployment.ts';
import { CloudControllerError } from '../api/errors.ts';
import { labelledDeployment, newestDeployments, restoreLabel, runLabel, successorOf } from './deployment.ts';
import type { CloudFoundryRollout } from './rollout.ts';
import { firstPauseMs, longer, type RestoreTools } from './serving.ts';

/** A deployment is there as soon as the server has read the order. Milliseconds. */
const appearMs = 5_000;

/** Our deployment. The order of a run that was killed may still be on its way to the server: it is waited for. */
export async function appearing(
  rollout: CloudFoundryRollout,
  { api, clock, signal }: RestoreTools,
): Promise<Deployment | undefined> {
  const until = clock.now() + appearMs;
  for (;;) {
    const found = await ourDeployment(rollout, api);
    if (found !== undefined || clock.now() >= until) return found;
    await clock.sleep(firstPauseMs, signal);
  }
}

/** By its id, else by the run's label: the answer to the POST may have been lost. */
export async function ourDeployment(
  rollout: CloudFoundryRollout,
  api: CloudController,
): Promise<Deployment | undefined> {
  if (rollout.deploymentGuid !== undefined) {
    const found = await readDeployment(rollout.deploymentGuid, api);
    // A repeat that superseded the first is ours as well.
    if (found !== undefined && found.reason !== 'SUPERSEDED') return found;
  }
  return labelledDeployment(api, rollout.appGuid, runLabel, rollout.runId);
}

export async function readDeployment(guid: string, api: CloudController): Promise<Deployment | undefined> {
  const json = await api.find(`/v3/deployments/${guid}`, 'read the deployment');
  return json === undefined ? undefined : deploymentFrom(json);
}

export async function successorOfOurs(
  rollout: CloudFoundryRollout,
  ours: Deployment,
  api: CloudController,
): Promise<Deployment | undefined> {
  const newest = await newestDeployments(api, rollout.appGuid);
  // The deployment by which an earlier call of this run put the previous droplet back is no stranger's.
  const strangers = newest.filter(
    ({ labels }) => labels.get(restoreLabel) !== rollout.runId && labels.get(runLabel) !== rollout.runId,
  );
  return successorOf(ours, strangers);
}

export async function isStillOurs(
  rollout: CloudFoundryRollout,
  ours: Deployment,
  api: CloudController,
): Promise<boolean> {
  return ours.reason !== 'SUPERSEDED' && (await successorOfOurs(rollout, ours, api)) === undefined;
}

/** 200 with no body. "Cannot cancel" means that it ended in the meantime: the caller reads how. */
export async function cancelDeployment(deployment: Deployment, api: CloudController): Promise<void> {
  try {
    const path = `/v3/deployments/${deployment.guid}/actions/cancel`;
    await api.write('POST', path, 'cancel the deployment', undefined, 'safe');
  } catch (error) {
    const ended =
      error instanceof CloudControllerError &&
      error.status === 422 &&
      error.has('CF-UnprocessableEntity', /cannot cancel/i);
    if (!ended) throw error;
  }
}

/** Cancels and waits for the updater to have taken the new instances away. Returns the deployment as it ended. */
export async function canceled(
  ours: Deployment,
  until: number,
  { api, clock, signal }: RestoreTools,
): Promise<Deployment | undefined> {
  let deployment: Deployment | undefined = ours;
  let pause = 0;
  while (deployment?.value === 'ACTIVE' && clock.now() < until) {
    if (pause > 0) await clock.sleep(pause, signal);
    pause = pause === 0 ? firstPauseMs : longer(pause);
    // Ordered until the server says that it is at it: not every 200 is the server's.
    if (deployment.reason !== 'CANCELING') await cancelDeployment(deployment, api);
    deployment = await readDeployment(ours.guid, api);
  }
  return deployment;
}
