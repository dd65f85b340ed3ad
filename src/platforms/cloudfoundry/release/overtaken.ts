import type { Clock } from '../../../clock.ts';
import { ActionError } from '../../../errors.ts';
import { Overtaken } from '../../overtaken.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Deployment } from '../api/deployment.ts';
import { cancelingIsOver, isCanceling } from './canceling.ts';
import { newestDeployments } from './deployment.ts';

/**
 * One more look right before a release is ordered: staging has taken its time. A cancel that is under way is waited for.
 *
 * @param read the deployments as they were when the release was planned
 * @throws Overtaken when one of somebody else's came, or came to its end, since then
 */
export async function refuseIfOvertaken(
  api: CloudController,
  appGuid: string,
  read: readonly Deployment[],
  tools: { readonly clock: Clock; readonly signal: AbortSignal; isForeign(deployment: Deployment): boolean },
): Promise<void> {
  let newest = await newestDeployments(api, appGuid);
  if (newest.some(isCanceling)) {
    if (!(await cancelingIsOver(api, appGuid, tools))) {
      throw new ActionError('CF_DEPLOYMENT_CANCELING', 'Another deployment of this app is still being cancelled', {
        hint: 'Try again when it has ended: cf curl "/v3/deployments?app_guids=$(cf app APP --guid)" shows it.',
      });
    }
    newest = await newestDeployments(api, appGuid);
  }
  const news = newest.find((deployment) => tools.isForeign(deployment) && isNews(deployment, read));
  if (news === undefined) return;
  const did = news.value === 'ACTIVE' ? 'has begun' : 'has been released';
  throw new Overtaken(`Somebody else’s deployment ${news.guid.slice(0, 8)} ${did} meanwhile`);
}

/** Whether the app is another one by it than it was. One that was cancelled has left it as it was. */
function isNews({ guid, reason }: Deployment, read: readonly Deployment[]): boolean {
  if (reason === 'CANCELED' || reason === 'CANCELING') return false;
  const known = read.find((deployment) => deployment.guid === guid);
  // One that was under way is one that this run takes over from, as long as it has not come to its end.
  return known === undefined || (known.value === 'ACTIVE' && reason === 'DEPLOYED');
}
