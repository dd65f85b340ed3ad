import { textAt } from '../../../http/json.ts';
import { labelsOf, required } from './fields.ts';

/** A service of a space. */
export interface ServiceInstance {
  readonly guid: string;
  readonly name: string;
}

/** What gives an app the credentials of a service instance. */
export interface Binding {
  readonly guid: string;
  readonly instanceGuid: string;
  /** `create`, `delete` */
  readonly operation: string;
  /** `initial`, `in progress`, `succeeded`, `failed` */
  readonly state: string;
  /** The broker's own words. */
  readonly description: string | undefined;
  /** When its operation last came further. ISO 8601, whole seconds. */
  readonly updatedAt: string;
  readonly labels: ReadonlyMap<string, string>;
}

export function serviceInstanceFrom(json: unknown): ServiceInstance {
  return { guid: required(json, 'service instance', 'guid'), name: required(json, 'service instance', 'name') };
}

export function bindingFrom(json: unknown): Binding {
  return {
    guid: required(json, 'service binding', 'guid'),
    instanceGuid: textAt(json, 'relationships', 'service_instance', 'data', 'guid') ?? '',
    operation: textAt(json, 'last_operation', 'type') ?? 'create',
    state: textAt(json, 'last_operation', 'state') ?? 'succeeded',
    description: textAt(json, 'last_operation', 'description') || undefined,
    updatedAt: textAt(json, 'last_operation', 'updated_at') ?? textAt(json, 'updated_at') ?? '',
    labels: labelsOf(json),
  };
}
