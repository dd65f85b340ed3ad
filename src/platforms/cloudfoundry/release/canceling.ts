import type { Clock } from '../../../clock.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Deployment } from '../api/deployment.ts';
import { newestDeployments } from './deployment.ts';

/** The updater takes the new instances away at its next turn: seconds. Milliseconds. */
const limitMs = 60_000;

export function isCanceling({ reason }: Deployment): boolean {
  return reason === 'CANCELING';
}

/**
 * Waits for a cancel to take effect: what the app has and what runs are two things until then, and a deployment that was
 * made meanwhile has cost apps their old instances (cloud_controller_ng#3019). False: it did not in time.
 */
export async function cancelingIsOver(
  api: CloudController,
  appGuid: string,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<boolean> {
  const giveUpAt = clock.now() + limitMs;
  while ((await newestDeployments(api, appGuid)).some(isCanceling)) {
    if (clock.now() >= giveUpAt) return false;
    await clock.sleep(1_000, signal);
  }
  return true;
}
