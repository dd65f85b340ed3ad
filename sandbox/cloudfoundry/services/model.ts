import type { App, Resource, Space } from '../model.ts';

/** What a service broker was last asked to do, and how that goes. `initial`: it has not been asked yet. */
export interface LastOperation {
  readonly type: 'create' | 'update' | 'delete';
  readonly state: 'initial' | 'in progress' | 'succeeded' | 'failed';
  readonly description: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A service that apps of its space may bind. */
export interface ServiceInstance extends Resource {
  readonly name: string;
  readonly space: Space;
  /** Other spaces that may bind it. */
  readonly sharedWith: readonly Space[];
  readonly tags: readonly string[];
  operation: LastOperation | undefined;
  /** Undefined: user-provided, its credentials being all there is to it. */
  readonly managed: ManagedService | undefined;
  /** What a binding of it gets. */
  readonly credentials: Readonly<Record<string, unknown>>;
  readonly syslogDrainUrl: string | undefined;
}

export interface ManagedService {
  readonly offering: string;
  readonly plan: { readonly guid: string; readonly name: string };
  /** Whether the plan lets apps bind it. */
  readonly bindable: boolean;
  readonly broker: ServiceBroker;
}

/** How a service broker takes requests; a test may change its mind. */
export interface ServiceBroker {
  readonly name: string;
  bind: BrokerAnswer;
  unbind: BrokerAnswer;
}

/** `later`: it is to be asked again until `afterMs` have passed, and then has failed if there is a `failure`. */
export type BrokerAnswer =
  | { readonly kind: 'at once' }
  | { readonly kind: 'later'; readonly afterMs: number; readonly failure?: string }
  | { readonly kind: 'refused'; readonly words: string };

/** An app's credentials for a service instance (`service_credential_bindings` of type `app`). */
export interface ServiceBinding extends Resource {
  readonly app: App;
  readonly instance: ServiceInstance;
  readonly name: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>> | undefined;
  operation: LastOperation;
}
