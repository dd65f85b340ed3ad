import type { RolloutPhase } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Deployment } from '../api/deployment.ts';
import { actorOf } from '../app/busy.ts';
import { phaseOf, successorOf } from './deployment.ts';

/**
 * Who ended our deployment, and how; undefined: nobody did. Names come from events, and are left out where none are told.
 *
 * @param newest newest first
 */
export async function endedBy(
  api: CloudController,
  appGuid: string,
  ours: Deployment,
  newest: readonly Deployment[],
): Promise<{ readonly phase: RolloutPhase; readonly message: string } | undefined> {
  if (phaseOf(ours) === 'canceled') {
    const who = await actorOf(api, appGuid, 'audit.app.deployment.cancel', ours.guid);
    return {
      phase: 'canceled',
      message: `Somebody else${who === undefined ? '' : ` (${who})`} cancelled this deployment.`,
    };
  }
  const successor = successorOf(ours, newest);
  if (ours.reason !== 'SUPERSEDED' && (ours.value !== 'FINALIZED' || successor === undefined)) return undefined;
  const who =
    successor === undefined ? undefined : await actorOf(api, appGuid, 'audit.app.deployment.create', successor.guid);
  const name = successor === undefined ? '' : ` ${successor.guid.slice(0, 8)}`;
  return {
    phase: 'superseded',
    message: `A newer deployment${name}${who === undefined ? '' : ` by ${who}`} took over.`,
  };
}
