import { badQuery, NotModelled, notAuthorized, notFound } from '../errors.ts';
import { presentServiceInstance } from '../present/services.ts';
import type { Call } from '../request/call.ts';
import { type Filters, pageOf } from '../request/list.ts';
import type { ServiceInstance } from '../services/model.ts';
import { type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';

const filters: Filters<ServiceInstance> = {
  names: (one) => [one.name],
  space_guids: (one) => [one.space, ...one.sharedWith].map(({ guid }) => guid),
  organization_guids: (one) => [one.space, ...one.sharedWith].map(({ org }) => org.guid),
  service_plan_guids: (one) => (one.managed === undefined ? [] : [one.managed.plan.guid]),
  service_plan_names: (one) => (one.managed === undefined ? [] : [one.managed.plan.name]),
  type: (one) => [one.managed === undefined ? 'user-provided' : 'managed'],
};

/** Services that apps may bind. They are made by their owners, not here (CCNG, service_instances_controller.rb). */
export function serviceInstanceEndpoints(foundation: Foundation): Endpoint[] {
  const { world, link } = foundation;
  const instance = (call: Call): ServiceInstance => {
    const hit = world.serviceInstances.find((one) => one.guid === call.param('guid'));
    if (hit === undefined || !canReadInstance(call, hit)) throw notFound('Service instance');
    return hit;
  };
  const refuseFields = (call: Call) => {
    if ([...call.query.keys()].some((key) => key.startsWith('fields'))) throw new NotModelled('fields of services');
  };
  return [
    {
      method: 'GET',
      path: '/v3/service_instances',
      query: listKeys(...Object.keys(filters), 'fields'),
      answer: (call) => {
        refuseFields(call);
        const type = call.query.get('type');
        if (type !== null && type !== 'managed' && type !== 'user-provided') {
          throw badQuery("Type must be one of 'managed', 'user-provided'");
        }
        const mine = world.serviceInstances.filter((one) => canReadInstance(call, one));
        const present = (one: ServiceInstance) => presentServiceInstance(link, one);
        return ok(pageOf(call, foundation.url, mine, filters, present, { name: (one) => one.name }));
      },
    },
    {
      method: 'GET',
      path: '/v3/service_instances/:guid',
      query: ['fields'],
      answer: (call) => {
        refuseFields(call);
        return ok(presentServiceInstance(link, instance(call)));
      },
    },
    {
      method: 'GET',
      path: '/v3/service_instances/:guid/credentials',
      query: [],
      answer: (call) => {
        const target = instance(call);
        if (target.managed !== undefined) throw notFound('Service instance');
        if (!call.canWrite(target.space)) throw notAuthorized();
        return ok(target.credentials);
      },
    },
    {
      method: 'POST',
      path: '/v3/service_instances',
      query: [],
      answer: () => {
        throw new NotModelled('making a service instance');
      },
    },
  ];
}

/** In its own space, or in one that it is shared with. */
export function canReadInstance(call: Call, instance: ServiceInstance): boolean {
  return [instance.space, ...instance.sharedWith].some((space) => call.canRead(space));
}
