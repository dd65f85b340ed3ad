import { ActionError } from '../../../../errors.ts';
import type { ServiceWish } from '../../../../inputs/request.ts';
import { type CloudController, filterValue } from '../../api/cloud-controller.ts';
import { type Binding, bindingFrom, serviceInstanceFrom } from '../../api/service.ts';
import type { Target } from '../../api/target.ts';

/** A service that is asked for, and how it stands with the app. */
export interface Service extends ServiceWish {
  readonly instanceGuid: string;
  /** Undefined: it is not bound. */
  readonly binding: Binding | undefined;
}

/** A list longer than this helps nobody. */
const namesTold = 10;

/**
 * Services by name, and the app's bindings to them: two requests, one after the other; none for no name.
 *
 * @param appGuid undefined: there is no app yet
 * @throws ActionError `CF_SERVICE_NOT_FOUND` with those that there are
 */
export async function findServices(
  api: CloudController,
  { space }: Target,
  appGuid: string | undefined,
  wishes: readonly ServiceWish[],
): Promise<readonly Service[]> {
  if (wishes.length === 0) return [];
  const names = wishes.map(({ name }) => name);
  const query = { names: names.map(filterValue).join(','), space_guids: space.guid, per_page: '500' };
  const found = (await api.list('/v3/service_instances', 'read the services', query)).map(serviceInstanceFrom);
  const missing = names.filter((name) => !found.some((one) => one.name === name));
  if (missing.length > 0) throw await notFound(api, space, missing);
  const wanted = found.filter(({ name }) => names.includes(name));
  const bindings =
    appGuid === undefined
      ? []
      : await bindingsOf(
          api,
          appGuid,
          wanted.map(({ guid }) => guid),
        );
  return wishes.flatMap((wish) => {
    const instance = wanted.find(({ name }) => name === wish.name);
    if (instance === undefined) return [];
    const binding = bindings.find(({ instanceGuid }) => instanceGuid === instance.guid);
    return [{ ...wish, instanceGuid: instance.guid, binding }];
  });
}

/** The app's bindings to some services. */
export async function bindingsOf(
  api: CloudController,
  appGuid: string,
  instanceGuids: readonly string[],
): Promise<readonly Binding[]> {
  const query = {
    app_guids: appGuid,
    service_instance_guids: instanceGuids.join(','),
    type: 'app',
    order_by: '-created_at',
    per_page: '500',
  };
  return (await api.list('/v3/service_credential_bindings', 'read the service bindings', query)).map(bindingFrom);
}

/** Whether the app gets what the binding holds when it is started. A failed one is made anew by the next order. */
export function isBound(binding: Binding | undefined): boolean {
  return binding !== undefined && (binding.operation !== 'create' || binding.state === 'succeeded');
}

async function notFound(
  api: CloudController,
  space: Target['space'],
  missing: readonly string[],
): Promise<ActionError> {
  const query = { space_guids: space.guid, order_by: 'name', per_page: '500' };
  const names = (await api.list('/v3/service_instances', 'read the services', query)).map(
    (json) => serviceInstanceFrom(json).name,
  );
  const more = names.length > namesTold ? ` and ${names.length - namesTold} more` : '';
  const those = missing.length === 1 ? `no service ${missing[0]}` : `no services ${missing.join(', ')}`;
  return new ActionError('CF_SERVICE_NOT_FOUND', `The space ${space.name} has ${those}`, {
    hint:
      names.length === 0
        ? 'It has no service at all: cf create-service makes one, cf share-service lends one of another space.'
        : `Its services: ${names.slice(0, namesTold).join(', ')}${more}. Upper and lower case matter.`,
  });
}
