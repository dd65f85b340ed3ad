import { badQuery, notAuthorized, notFound } from '../errors.ts';
import type { Resource } from '../model.ts';
import { pageOf } from '../request/list.ts';
import { type Endpoint, type Foundation, ok } from './endpoint.ts';

/** What an operator lets users do. Operators are not among those who log in here: nobody may change one. */
export function featureFlagEndpoints(foundation: Foundation): Endpoint[] {
  const { world, link } = foundation;
  const requireKnown = (name: string) => {
    if (!world.featureFlags.has(name)) throw notFound('Feature flag');
  };
  const present = (name: string) => ({
    name,
    enabled: world.featureFlags.get(name),
    updated_at: null,
    custom_error_message: world.featureFlagMessages.get(name) ?? null,
    links: { self: link(`feature_flags/${name}`) },
  });
  const path = '/v3/feature_flags/:name';
  return [
    {
      method: 'GET',
      path: '/v3/feature_flags',
      query: ['page', 'per_page', 'order_by', 'created_ats', 'updated_ats'],
      answer: (call) => {
        if (call.query.has('created_ats')) {
          throw badQuery("Filtering by 'created_ats' is not allowed on this resource.");
        }
        const order = call.query.get('order_by') ?? 'name';
        if (!/^[+-]?name$/.test(order)) throw badQuery('Order by can only be: name');
        const flags = [...world.featureFlags.keys()].map((name): Resource => ({ ...unset, guid: name }));
        call.query.set('order_by', order);
        return ok(pageOf(call, foundation.url, flags, {}, ({ guid }) => present(guid), { name: ({ guid }) => guid }));
      },
    },
    {
      ...{ method: 'GET', path, query: [] },
      answer: (call) => {
        requireKnown(call.param('name'));
        return ok(present(call.param('name')));
      },
    },
    {
      ...{ method: 'PATCH', path, query: [] },
      answer: (call) => {
        requireKnown(call.param('name'));
        throw notAuthorized();
      },
    },
  ];
}

const unset: Omit<Resource, 'guid'> = {
  ...{ seq: 0, createdAt: 0, updatedAt: 0 },
  metadata: { labels: {}, annotations: {} },
};
