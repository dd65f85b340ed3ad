import type { CloudController } from '../api/cloud-controller.ts';
import { appFrom } from '../api/shapes.ts';
import type { CloudFoundryRollout } from '../release/rollout.ts';
import { deploymentOf, setDroplet } from './write.ts';

/** How the app stands with a rollout of ours. */
export type Standing =
  /** The droplet of ours is the app's. */
  | 'ours'
  /** The one from before is, or is again. */
  | 'before'
  | 'of somebody else'
  | 'gone';

export interface Found {
  readonly standing: Standing;
  readonly dropletGuid: string | undefined;
  readonly started: boolean;
}

export async function find(
  { appGuid, dropletGuid, before }: CloudFoundryRollout,
  api: CloudController,
): Promise<Found> {
  const [deployment, json] = await Promise.all([
    deploymentOf(api, appGuid),
    api.find(`/v3/apps/${appGuid}`, 'read the app'),
  ]);
  if (json === undefined || deployment === undefined)
    return { standing: 'gone', dropletGuid: undefined, started: false };
  const found = { dropletGuid: deployment.dropletGuid, started: appFrom(json).started };
  const now = deployment.dropletGuid || undefined;
  if (now === dropletGuid) return { ...found, standing: 'ours' };
  return { ...found, standing: now === before?.dropletGuid ? 'before' : 'of somebody else' };
}

/**
 * The droplet from before in the place of ours, if that is the app's and another one. On an app that runs, instance after
 * instance.
 *
 * @returns whether there was anything to set
 */
export async function setPreviousDroplet(
  { appGuid, dropletGuid, before }: CloudFoundryRollout,
  { standing }: Found,
  api: CloudController,
): Promise<boolean> {
  const previous = before?.dropletGuid;
  if (standing !== 'ours' || previous === undefined || previous === dropletGuid) return false;
  await setDroplet(api, appGuid, previous, 'set the previous droplet again');
  return true;
}

/** Whether all of an order has been heard: the droplet is the app's, and somebody has started it. */
export async function wasOrdered(rollout: CloudFoundryRollout, api: CloudController): Promise<boolean> {
  const { standing, started } = await find(rollout, api);
  return standing === 'ours' && started;
}
