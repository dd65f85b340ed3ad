import { duration } from '../../../../duration.ts';
import { ActionError } from '../../../../errors.ts';
import type { CloudController } from '../../api/cloud-controller.ts';
import { createOnce } from '../../api/create-once.ts';
import { CloudControllerError } from '../../api/errors.ts';
import { finishJob, type Waiting } from '../../api/job.ts';
import type { Binding } from '../../api/service.ts';
import { runLabel } from '../../release/deployment.ts';
import { bindingsOf, isBound, type Service } from './find.ts';

/** For one broker: some make a database user by way of a virtual machine. Milliseconds. */
const brokerLimitMs = 15 * 60_000;
const pauseMs = 5_000;

interface Binder extends Waiting {
  readonly appGuid: string;
  readonly runId: string;
  note(line: string): void;
}

/**
 * Binds a service to the app and waits until it is bound: user-provided ones are at once, others when their broker is done.
 * What runs gets the credentials with its next start. Bound already by then, by whomever, is bound.
 *
 * @throws ActionError `CF_BINDING_FAILED` with the broker's words, `CF_BROKER_SLOW`
 */
export async function bind(service: Service, binder: Binder): Promise<void> {
  const { clock, signal, note } = binder;
  const giveUpAt = clock.now() + brokerLimitMs;
  note(`service ${service.name}: binding it`);
  for (;;) {
    try {
      const job = await order(service, binder);
      if (job !== undefined) await waitForJob(service, binder, job);
      await becomesBound(service, binder, giveUpAt);
      return;
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (clock.now() >= giveUpAt) throw tooSlow(service);
    }
    await clock.sleep(pauseMs, signal);
  }
}

/** @returns guid of the job that does it; undefined: it is done, or somebody is at it */
async function order(service: Service, { api, clock, signal, appGuid, runId }: Binder): Promise<string | undefined> {
  const { name, instanceGuid, bindingName, parameters } = service;
  const body = {
    type: 'app',
    ...(bindingName === undefined ? {} : { name: bindingName }),
    ...(parameters === undefined ? {} : { parameters }),
    relationships: { service_instance: { data: { guid: instanceGuid } }, app: { data: { guid: appGuid } } },
    metadata: { labels: { [runLabel]: runId } },
  };
  const path = '/v3/service_credential_bindings';
  const doing = `bind the service ${name}`;
  try {
    const job = await createOnce(clock, signal, {
      create: async () => ({ guid: await api.order('POST', path, doing, body) }),
      // Of what got lost nothing is known but the binding itself, and that is looked at next.
      lookUp: async () => {
        const binding = await bindingOf(api, appGuid, instanceGuid);
        return binding === undefined || binding.state === 'failed' ? undefined : { guid: undefined };
      },
    });
    return job.guid;
  } catch (error) {
    // `service_credential_binding_app_create.rb`; one that is still being made counts as one too many.
    const there =
      error instanceof CloudControllerError &&
      error.has('CF-UnprocessableEntity', /already bound|too many bindings to this service instance/i);
    if (!there) throw error;
    return undefined;
  }
}

/** Why a broker's job has failed stands in the binding: the job names the server's own error. */
async function waitForJob({ name, instanceGuid }: Service, binder: Binder, job: string): Promise<void> {
  try {
    await finishJob(binder, job, `bind the service ${name}`, brokerLimitMs);
  } catch (error) {
    if (!(error instanceof ActionError) || error.code !== 'CF_JOB_FAILED') throw error;
    const binding = await bindingOf(binder.api, binder.appGuid, instanceGuid);
    throw binding?.state === 'failed' ? failed(name, binding) : error;
  }
}

async function becomesBound(service: Service, binder: Binder, giveUpAt: number): Promise<void> {
  const { api, clock, signal, appGuid } = binder;
  for (;;) {
    const binding = await bindingOf(api, appGuid, service.instanceGuid);
    if (isBound(binding)) return;
    if (binding === undefined || binding.state === 'failed') throw failed(service.name, binding);
    if (clock.now() >= giveUpAt) throw tooSlow(service);
    await clock.sleep(pauseMs, signal);
  }
}

async function bindingOf(api: CloudController, appGuid: string, instanceGuid: string): Promise<Binding | undefined> {
  return (await bindingsOf(api, appGuid, [instanceGuid]))[0];
}

/** The broker, or the server with it, is at work on the very service: by its words, or by 409 (60016, 60023). */
export function isBusy(error: unknown): boolean {
  return (
    error instanceof CloudControllerError &&
    (error.has('CF-UnprocessableEntity', /operation in progress/i) ||
      error.problems.some(({ title }) => /^CF-AsyncService(Instance|Binding)OperationInProgress$/.test(title)))
  );
}

function failed(name: string, binding: Binding | undefined): ActionError {
  const words = binding?.description ?? 'its broker gives no reason';
  return new ActionError('CF_BINDING_FAILED', `The service ${name} could not be bound: ${words}`, {
    hint: 'These are the words of the service’s broker. Ask whoever runs it.',
  });
}

function tooSlow({ name }: Service): ActionError {
  const message = `The service ${name} is not bound after ${duration(brokerLimitMs)}: its broker is still at work`;
  return new ActionError('CF_BROKER_SLOW', message, {
    hint: `cf service ${name} shows how far it is. Try again then.`,
  });
}
