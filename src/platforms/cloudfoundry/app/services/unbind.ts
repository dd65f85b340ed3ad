import { ActionError } from '../../../../errors.ts';
import { CloudControllerError } from '../../api/errors.ts';
import { finishJob, type Waiting } from '../../api/job.ts';
import { runLabel } from '../../release/deployment.ts';
import { isBusy } from './bind.ts';
import { bindingsOf, type Service } from './find.ts';

/** All bindings of one restore together: the post step has not much longer. Milliseconds. */
const limitMs = 45_000;
const pauseMs = 2_000;

/** A service that a run binds, to be saved: it was not bound before. */
export type ServiceBefore = Pick<Service, 'name' | 'instanceGuid'>;

/**
 * Takes away the bindings that this run has made; those of somebody else stay. May be repeated.
 *
 * @returns names of the services that were unbound, and why others are not
 */
export async function unbind(
  waiting: Waiting,
  appGuid: string,
  services: readonly ServiceBefore[],
  runId: string,
): Promise<{ readonly did: readonly string[]; readonly left: readonly string[] }> {
  if (services.length === 0) return { did: [], left: [] };
  const { api, clock } = waiting;
  const guids = services.map(({ instanceGuid }) => instanceGuid);
  const ours = (await bindingsOf(api, appGuid, guids)).filter(({ labels }) => labels.get(runLabel) === runId);
  const giveUpAt = clock.now() + limitMs;
  const did: string[] = [];
  const left: string[] = [];
  for (const { name, instanceGuid } of services) {
    const binding = ours.find((one) => one.instanceGuid === instanceGuid);
    if (binding === undefined) continue;
    try {
      await remove(waiting, binding.guid, name, giveUpAt);
      did.push(name);
    } catch (error) {
      // A broker that does not let go must not keep the rest from coming back.
      if (!isRefusal(error)) throw error;
      left.push(`The service ${name} stays bound (${error.message}): cf unbind-service takes it away.`);
    }
  }
  return { did, left };
}

/** One that is still being made cannot be taken away: it is waited for. */
async function remove(waiting: Waiting, guid: string, name: string, giveUpAt: number): Promise<void> {
  const { api, clock, signal } = waiting;
  const doing = `unbind the service ${name}`;
  for (;;) {
    try {
      const job = await api.order('DELETE', `/v3/service_credential_bindings/${guid}`, doing, undefined, 'safe');
      if (job !== undefined) await finishJob(waiting, job, doing, Math.max(0, giveUpAt - clock.now()));
      return;
    } catch (error) {
      if (error instanceof CloudControllerError && error.status === 404) return;
      if (!isBusy(error) || clock.now() >= giveUpAt) throw error;
    }
    await clock.sleep(pauseMs, signal);
  }
}

/** Said by the server, and not to be mended by asking again: a refusal, or a job that failed or takes too long. */
function isRefusal(error: unknown): error is ActionError {
  if (error instanceof CloudControllerError) return error.status < 500;
  return error instanceof ActionError && ['CF_JOB_FAILED', 'CF_JOB_TIMEOUT'].includes(error.code);
}
