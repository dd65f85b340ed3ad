import { type ApiError, notFoundAs, unableToPerform, unprocessable } from '../errors.ts';
import type { App, Job } from '../model.ts';
import type { Timings } from '../timings.ts';
import type { Account } from '../uaa/model.ts';
import { remove, type World } from '../world.ts';
import type { BrokerAnswer, LastOperation, ServiceBinding, ServiceInstance } from './model.ts';

/** `max_service_credential_bindings_per_app_service_instance`. */
const mostBindings = 1;
/** A broker's failure, before it is told by a job or by a manifest. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
}

/** All that is said of a broker that failed later on: the name of the server's own error. Why is in the binding. */
const failedLater = 'VCAP::CloudController::V3::LastOperationFailedState';

export type WantedBinding = Pick<ServiceBinding, 'app' | 'instance' | 'name' | 'parameters' | 'metadata'>;

/** Binding apps to services, and unbinding them (CCNG, app/actions/service_credential_binding_*.rb). */
export class Bindings {
  readonly #world: World;
  readonly #timings: Timings;

  constructor(world: World, timings: Timings) {
    this.#world = world;
    this.#timings = timings;
  }

  /** Stores a binding about which nobody has been asked yet, or refuses it. */
  reserve(wanted: WantedBinding): ServiceBinding {
    const world = this.#world;
    const { app, instance, name } = wanted;
    if (![instance.space, ...instance.sharedWith].includes(app.space)) {
      throw unprocessable('The service instance and the app are in different spaces');
    }
    if (instance.managed !== undefined) {
      if (!instance.managed.bindable) throw unprocessable('Service plan does not allow bindings');
      if (hasFailed(instance.operation, 'create')) throw unprocessable('Service instance not found');
      if (isBusy(instance)) throw unprocessable('There is an operation in progress for the service instance');
    }
    if (name !== undefined && world.serviceBindings.some((one) => one.app === app && one.name === name)) {
      const also = name === '' ? '' : ` The app already has a binding with name '${name}'.`;
      throw unprocessable(
        `The binding name is invalid. Binding names must be unique for a given service instance and app.${also}`,
      );
    }
    for (const known of world.serviceBindings.filter((one) => one.app === app && one.instance === instance)) {
      const { type, state } = known.operation;
      if (hasFailed(known.operation, 'create')) {
        remove(world.serviceBindings, known);
        continue;
      }
      if (type === 'create' && state !== 'initial') {
        throw unprocessable('The app is already bound to the service instance');
      }
      if (type === 'delete') throw unprocessable('The binding is getting deleted or its deletion failed');
      if (known.name !== name) {
        throw unprocessable('The binding name cannot be changed for the same app and service instance');
      }
      throw unprocessable(
        `The app has too many bindings to this service instance (limit: ${mostBindings}). Consider deleting existing/orphaned bindings.`,
      );
    }
    if (name !== undefined && name.length > 255) {
      throw unprocessable('The binding name is invalid. App binding names must be less than 256 characters.');
    }
    if (name !== undefined && name !== '' && !/^[\w-]+$/.test(name)) {
      throw unprocessable('The binding name is invalid. Valid characters are alphanumeric, underscore, and dash.');
    }
    const binding = { ...world.resource(), ...wanted, operation: world.operation('create', 'initial') };
    world.serviceBindings.push(binding);
    return binding;
  }

  /** The work of a job: binds or unbinds, and fails as jobs do. */
  async work(verb: 'bind' | 'unbind', binding: ServiceBinding, actor: Account, job: Job): Promise<void> {
    try {
      await this[verb](binding, actor, job);
    } catch (error) {
      throw error instanceof BrokerError ? unableToPerform(verb, error.message) : error;
    }
  }

  /**
   * Asks the broker, and again until it is done. A service without one is bound at once. Fails with `BrokerError`.
   *
   * @param job shows meanwhile that a broker is being waited for
   */
  bind(binding: ServiceBinding, actor: Account, job?: Job): void | Promise<void> {
    const refuse = (): ApiError | undefined => {
      if (!this.#world.serviceBindings.includes(binding)) {
        return notFoundAs(`The binding could not be found: ${binding.guid}`);
      }
      return isUnderWay(binding.operation, 'delete') ? unableToPerform('create', 'delete in progress') : undefined;
    };
    return this.#ask(binding, 'create', {
      answer: binding.instance.managed?.broker.bind ?? { kind: 'at once' },
      ...{ actor, job, refuse },
      done: () => this.#become(binding, 'create', 'succeeded'),
    });
  }

  /** As `bind`; a binding that is gone already is no problem. */
  unbind(binding: ServiceBinding, actor: Account, job?: Job): void | Promise<void> {
    return this.#ask(binding, 'delete', {
      answer: binding.instance.managed?.broker.unbind ?? { kind: 'at once' },
      ...{ actor, job, refuse: () => undefined },
      done: () => remove(this.#world.serviceBindings, binding),
    });
  }

  #ask(binding: ServiceBinding, type: 'create' | 'delete', asking: Asking): void | Promise<void> {
    const { answer, refuse } = asking;
    const refusal = refuse();
    if (refusal !== undefined) throw refusal;
    if (answer.kind === 'refused') {
      const words = `Service broker error: ${answer.words}`;
      this.#become(binding, type, 'failed', words);
      throw new BrokerError(words);
    }
    if (answer.kind === 'later') return this.#poll(binding, type, answer, asking);
    this.#finish(binding, type, asking);
  }

  async #poll(
    binding: ServiceBinding,
    type: 'create' | 'delete',
    { afterMs, failure }: BrokerAnswer & { readonly kind: 'later' },
    asking: Asking,
  ): Promise<void> {
    const { clock } = this.#world;
    const { job } = asking;
    const readyAt = clock.now() + afterMs;
    this.#become(binding, type, 'in progress');
    this.#record(binding, type === 'create' ? 'start_create' : 'start_delete', asking.actor);
    if (job !== undefined) job.state = 'POLLING';
    do {
      await clock.sleep(this.#timings.brokerPollMs);
      const refusal = asking.refuse();
      if (refusal !== undefined) throw refusal;
      // A binding that somebody else has taken away meanwhile needs no more asking.
      if (!this.#world.serviceBindings.includes(binding)) return;
    } while (clock.now() < readyAt);
    if (failure !== undefined) {
      this.#become(binding, type, 'failed', failure);
      throw new BrokerError(failedLater);
    }
    this.#finish(binding, type, asking);
  }

  #finish(binding: ServiceBinding, type: 'create' | 'delete', { done, actor }: Asking): void {
    done();
    this.#record(binding, type, actor);
  }

  #become(binding: ServiceBinding, type: LastOperation['type'], state: LastOperation['state'], words?: string): void {
    binding.operation = this.#world.operation(type, state, words, binding.operation);
    this.#world.touch(binding);
  }

  #record({ guid, name, app, instance }: ServiceBinding, what: string, actor: Account): void {
    const target = { guid, type: 'service_binding', name: name ?? '' };
    const facts = { app_guid: app.guid, service_instance_guid: instance.guid };
    this.#world.recordOn(target, app.space, `audit.service_binding.${what}`, actor, facts);
  }
}

interface Asking {
  readonly answer: BrokerAnswer;
  readonly actor: Account;
  /** Shows that a broker is being waited for. */
  readonly job: Job | undefined;
  /** Why it is no use any more; undefined: it is. */
  refuse(): ApiError | undefined;
  done(): void;
}

/** Whether its broker is at work on the service instance itself. */
export function isBusy({ operation }: ServiceInstance): boolean {
  return operation?.state === 'in progress';
}

export function isUnderWay(operation: LastOperation, type: LastOperation['type']): boolean {
  return operation.type === type && operation.state === 'in progress';
}

function hasFailed(operation: LastOperation | undefined, type: LastOperation['type']): boolean {
  return operation?.type === type && operation.state === 'failed';
}

/** What an app gets of its services when it is started: all that is bound by then. */
export function boundTo(world: World, app: App): ServiceBinding[] {
  return world.serviceBindings.filter(
    ({ app: owner, operation: { type, state } }) => owner === app && (type === 'create' ? state === 'succeeded' : true),
  );
}
