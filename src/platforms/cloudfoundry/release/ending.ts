import type { RolloutPhase } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Deployment } from '../api/deployment.ts';
import { appFrom } from '../api/shapes.ts';
import { actorOf } from '../app/busy.ts';
import { phaseOf, successorOf } from './deployment.ts';

/** How a release ended that somebody else has ended. */
export interface Ending {
  readonly phase: RolloutPhase;
  readonly message: string;
}

/** Who has stopped the app, or deleted it; undefined: it is started. */
export async function appEndedBy(api: CloudController, appGuid: string): Promise<Ending | undefined> {
  const json = await api.find(`/v3/apps/${appGuid}`, 'read the app');
  if (json !== undefined && appFrom(json).started) return undefined;
  const type = json === undefined ? 'audit.app.delete-request' : 'audit.app.stop';
  const who = await actorOf(api, appGuid, type);
  const did = json === undefined ? 'deleted' : 'stopped';
  return { phase: 'canceled', message: `Somebody else${who === undefined ? '' : ` (${who})`} ${did} the app.` };
}

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
): Promise<Ending | undefined> {
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
