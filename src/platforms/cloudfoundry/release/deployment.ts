import type { Clock } from '../../../clock.ts';
import type { ReleaseRef, RolloutPhase } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { createOnce } from '../api/create-once.ts';
import { type Deployment, deploymentFrom } from '../api/deployment.ts';
import type { Labels } from './labels.ts';

/** Label on all that a run creates; its value is the run's id. What got lost on the way back is found by it. */
export const runLabel = 'deploy-image-run';
/** The same on the deployment that puts the previous droplet back, so that it is not taken for the release. */
export const restoreLabel = 'deploy-image-restore';

/** What a deployment changes about the web process; a cancel undoes it (API docs, "Create a deployment"). */
export interface DeploymentOptions {
  readonly web_instances?: number;
  readonly memory_in_mb?: number;
  readonly disk_in_mb?: number;
  readonly log_rate_limit_in_bytes_per_second?: number;
  readonly max_in_flight?: number;
  readonly canary?: { readonly steps: readonly { readonly instance_weight: number }[] };
}

/**
 * Writes the size that options of a deployment tell to a process, which acts at once.
 *
 * @param process its path
 */
export async function resize(
  api: CloudController,
  process: string,
  { web_instances: instances, memory_in_mb, disk_in_mb, log_rate_limit_in_bytes_per_second }: DeploymentOptions,
  doing: string,
): Promise<void> {
  const size = { instances, memory_in_mb, disk_in_mb, log_rate_limit_in_bytes_per_second };
  const body = Object.fromEntries(Object.entries(size).filter(([, value]) => value !== undefined));
  if (Object.keys(body).length === 0) return;
  await api.write('POST', `${process}/actions/scale`, doing, body, 'safe');
}

/** The newest deployments of an app, newest first by time of creation; within one second the order says nothing. */
export async function newestDeployments(api: CloudController, appGuid: string): Promise<readonly Deployment[]> {
  const query = { app_guids: appGuid, order_by: '-created_at', per_page: '10' };
  return (await api.firstOf('/v3/deployments', 'read the deployments', query)).map(deploymentFrom);
}

/** The deployment that carries this label, if any. When a repeat made two, the one that is still under way. */
export async function labelledDeployment(
  api: CloudController,
  appGuid: string,
  label: string,
  value: string,
): Promise<Deployment | undefined> {
  const query = { app_guids: appGuid, label_selector: `${label}=${value}`, order_by: '-created_at' };
  const found = (await api.firstOf('/v3/deployments', 'look the deployment up', query)).map(deploymentFrom);
  return found.find((deployment) => deployment.value === 'ACTIVE') ?? found[0];
}

/**
 * Whether a deployment that was refused is there all the same: what the runtime refuses, such as root, is noticed when it
 * has been stored (`process_model.rb`, after_commit). Not known counts as yes: the way back looks for it.
 */
export async function isStored(
  api: CloudController,
  { appGuid, runId }: { readonly appGuid: string; readonly runId: string },
): Promise<boolean> {
  try {
    return (await labelledDeployment(api, appGuid, runLabel, runId)) !== undefined;
  } catch {
    // The refusal is what is told.
    return true;
  }
}

export interface DeploymentOrder {
  readonly appGuid: string;
  readonly dropletGuid: string;
  /** In place of the droplet. */
  readonly revisionGuid?: string;
  /** Absent: rolling. */
  readonly strategy?: 'canary' | undefined;
  readonly options: DeploymentOptions;
  /** Of all labels the one whose value is the run's id. */
  readonly label: string;
  readonly labels?: Labels | undefined;
  readonly runId: string;
  /** What is tried, to follow "could not". */
  readonly doing: string;
}

/**
 * `POST /v3/deployments`. A second one would supersede the first, so a lost answer is looked up by label
 * before anything is repeated. On a stopped app the answer is FINALIZED/DEPLOYED at once, which says nothing about
 * instances; that and the 422s: API docs and `app/actions/deployment_create.rb`.
 */
export async function createDeployment(
  api: CloudController,
  clock: Clock,
  signal: AbortSignal | undefined,
  order: DeploymentOrder,
): Promise<Deployment> {
  const { dropletGuid, revisionGuid } = order;
  const body = {
    ...(revisionGuid === undefined ? { droplet: { guid: dropletGuid } } : { revision: { guid: revisionGuid } }),
    strategy: order.strategy ?? 'rolling',
    ...(Object.keys(order.options).length === 0 ? {} : { options: order.options }),
    relationships: { app: { data: { guid: order.appGuid } } },
    metadata: { labels: { ...order.labels, [order.label]: order.runId } },
  };
  return createOnce(clock, signal, {
    create: async () => deploymentFrom(await api.write('POST', '/v3/deployments', order.doing, body)),
    lookUp: () => labelledDeployment(api, order.appGuid, order.label, order.runId),
  });
}

/** Table of states of a deployment (docs, "Deployment statuses"). A state that is not known yet is one to wait in. */
export function phaseOf(deployment: Deployment): RolloutPhase {
  switch (deployment.reason) {
    case 'DEPLOYED':
      return 'done';
    case 'CANCELED':
    case 'CANCELING':
      return 'canceled';
    case 'SUPERSEDED':
      return 'superseded';
    case 'PAUSED':
      return 'paused';
    default:
      return 'moving';
  }
}

/**
 * Somebody's deployment that took over from `ours`; one that was cancelled again left ours in place.
 *
 * @param all newest first
 */
export function successorOf(ours: Deployment, all: readonly Deployment[]): Deployment | undefined {
  return all.find((other) => {
    if (other.guid === ours.guid || other.reason === 'CANCELED' || other.reason === 'CANCELING') return false;
    if (other.createdAt !== ours.createdAt) return other.createdAt > ours.createdAt;
    // Presented times have whole seconds. Only one deployment is ACTIVE, so an ACTIVE one that is not ours is newer;
    // and if ours was superseded, it was by one that came after it.
    return ours.reason === 'SUPERSEDED' || (other.value === 'ACTIVE' && ours.value !== 'ACTIVE');
  });
}

export function releaseRef(deployment: Deployment, image: string | undefined): ReleaseRef {
  return {
    id: deployment.guid,
    label: `deployment ${deployment.guid.slice(0, 8)}`,
    ...(image === undefined ? {} : { image }),
  };
}

/** What serves when no deployment tells: the app was pushed in another way. */
export function dropletRef(dropletGuid: string, image: string | undefined): ReleaseRef {
  return {
    id: dropletGuid,
    label: `droplet ${dropletGuid.slice(0, 8)}`,
    ...(image === undefined ? {} : { image }),
  };
}
