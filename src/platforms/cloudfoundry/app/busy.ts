import { ActionError, Cancelled } from '../../../errors.ts';
import { textAt } from '../../../http/json.ts';
import type { Busy } from '../../app-state.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Deployment } from '../api/deployment.ts';

/** One that waits for somebody who judges it: their tests take a while, but not this long. Milliseconds. */
const longestPauseMs = 5 * 60_000;
/** Beside its health check's limit, the longest that an instance takes: as the watch judges our own. Milliseconds. */
const placingMs = 4 * 60_000;
/** For all of one whose progress the server does not tell, beside its instances. Milliseconds. */
const unseenMs = 10 * 60_000;

/** What is known of the app whose deployment it is. */
interface Circumstances {
  readonly appGuid: string;
  /** Of web. */
  readonly instances: number;
  readonly healthTimeoutMs: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Somebody's deployment that is under way: whose it is, since when, and whether it still gets anywhere. One that crashes
 * never ends by itself (`deployment_updater`), so there are some of weeks ago.
 */
export async function busyWith(api: CloudController, deployment: Deployment, of: Circumstances): Promise<Busy> {
  const who = await creatorOf(api, deployment, of.appGuid);
  const name = `deployment ${deployment.guid.slice(0, 8)}`;
  const by = who === undefined ? '' : ` by ${who}`;
  const step = deployment.step === undefined ? '' : `, step ${deployment.step.current} of ${deployment.step.total}`;
  const stuck = stuckBecause(deployment, of);
  return {
    label: `${name}${by}, begun ${clockTime(deployment.createdAt, of.now)}${step}`,
    ...(stuck === undefined ? {} : { stuck }),
  };
}

/** Why it will not end by itself, one clause; undefined: it may. Pure. */
export function stuckBecause(deployment: Deployment, of: Omit<Circumstances, 'appGuid'>): string | undefined {
  const { reason, error, createdAt, changedAt, healthyAt } = deployment;
  const { now, instances, healthTimeoutMs } = of;
  const longAgo = (since: string, limitMs: number) => now - Date.parse(since) > limitMs;
  const says = error === undefined ? '' : `; the platform says: ${error}`;
  if (reason === 'PAUSED') {
    const since = changedAt ?? createdAt;
    if (!longAgo(since, longestPauseMs)) return undefined;
    return `it is paused since ${clockTime(since, now)}, until somebody continues or cancels it`;
  }
  if (reason === 'CANCELING') {
    const since = changedAt ?? createdAt;
    return longAgo(since, placingMs) ? `it is being cancelled since ${clockTime(since, now)}` : undefined;
  }
  if (healthyAt !== undefined || changedAt !== undefined) {
    const since = latest(createdAt, healthyAt, changedAt);
    if (!longAgo(since, healthTimeoutMs + placingMs)) return undefined;
    return `none of its instances has become healthy since ${clockTime(since, now)}${says}`;
  }
  const limitMs = unseenMs + Math.max(1, instances) * (healthTimeoutMs + 30_000);
  return longAgo(createdAt, limitMs) ? `it takes longer than its instances need${says}` : undefined;
}

/** A time of ISO 8601 for people: `08:14 UTC`, with its date when it is of another day. */
function clockTime(iso: string, now: number): string {
  const day = iso.slice(0, 10);
  const today = new Date(now).toISOString().slice(0, 10);
  return `${day === today ? '' : `${day} `}${iso.slice(11, 16)} UTC`;
}

function latest(...times: readonly (string | undefined)[]): string {
  return times.filter((time) => time !== undefined).reduce((last, time) => (time > last ? time : last), '');
}

/**
 * Who made a deployment: only the event tells. Undefined: nobody remembers, or this login may not read it; the deployment
 * is the same without a name.
 */
async function creatorOf(api: CloudController, { guid }: Deployment, appGuid: string): Promise<string | undefined> {
  return actorOf(api, appGuid, 'audit.app.deployment.create', guid);
}

/**
 * Who did this to an app last.
 *
 * @param deploymentGuid who did it to this deployment
 */
export async function actorOf(
  api: CloudController,
  appGuid: string,
  type: `audit.app.deployment.${'create' | 'cancel' | 'continue'}` | 'audit.app.stop' | 'audit.app.delete-request',
  deploymentGuid?: string,
): Promise<string | undefined> {
  try {
    const query = { target_guids: appGuid, types: type, order_by: '-created_at', per_page: '20' };
    const events = await api.firstOf('/v3/audit_events', 'read who did it', query);
    const event = events.find(
      (one) => deploymentGuid === undefined || textAt(one, 'data', 'deployment_guid') === deploymentGuid,
    );
    return textAt(event, 'actor', 'name');
  } catch (error) {
    if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
    return undefined;
  }
}
