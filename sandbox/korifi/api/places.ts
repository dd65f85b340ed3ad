import { NotModelled, notFound } from '../errors.ts';
import { presentDomain, presentOrg, presentSpace } from '../present/places.ts';
import type { Org } from '../records.ts';
import { type Call, type Endpoint, ok } from '../request/call.ts';
import { allOf, ordered, pageOf, passes, times } from '../request/list.ts';
import type { Foundation } from './foundation.ts';

export function placeEndpoints({ world }: Foundation): readonly Endpoint[] {
  const seesOrg = (call: Call) => (org: Org) => world.spaces.some((space) => space.org === org && call.sees(space));
  const org = (call: Call) => {
    const hit = world.orgs.filter(seesOrg(call)).find(({ guid }) => guid === call.param('guid'));
    if (hit === undefined) throw notFound('Org');
    return hit;
  };
  const named = { name: ({ name }: { readonly name: string }) => name };
  return [
    {
      ...{ method: 'GET', path: '/whoami' },
      answer: ({ user: { name, kind } }) => ok({ name, kind, groups: null }),
    },
    {
      ...{ method: 'GET', path: '/v3/organizations', query: ['names', 'order_by', 'per_page', 'page'] },
      answer: (call) => {
        const hits = world.orgs.filter(seesOrg(call)).filter(({ name }) => passes(call, 'names', name));
        const sorted = ordered(call, hits, { ...times, ...named });
        return ok(pageOf(call, world.url, sorted, (one) => presentOrg(world.url, one)));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/organizations/:guid' },
      answer: (call) => ok(presentOrg(world.url, org(call))),
    },
    {
      ...{ method: 'GET', path: '/v3/organizations/:guid/domains' },
      answer: (call) => {
        org(call);
        return ok(allOf(call, world.url, world.domains, (one) => presentDomain(world.url, one)));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/organizations/:guid/domains/default' },
      answer: (call) => {
        org(call);
        const [first] = world.domains;
        if (first === undefined) throw notFound('Domain');
        return ok(presentDomain(world.url, first));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/spaces' },
      query: ['names', 'guids', 'organization_guids', 'order_by', 'per_page', 'page', 'include'],
      answer: (call) => {
        if (call.query.has('include')) throw new NotModelled('included organizations');
        const hits = world.spaces
          .filter((space) => call.sees(space))
          .filter(({ name }) => passes(call, 'names', name))
          .filter(({ guid }) => passes(call, 'guids', guid))
          .filter((space) => passes(call, 'organization_guids', space.org.guid));
        const sorted = ordered(call, hits, { ...times, ...named });
        return ok(pageOf(call, world.url, sorted, (one) => presentSpace(world.url, one)));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/spaces/:guid' },
      answer: (call) => {
        const space = call.found(world.spaces, call.param('guid'), 'Space', (one) => one);
        return ok(presentSpace(world.url, space));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/domains', query: ['names', 'order_by', 'per_page', 'page'] },
      answer: (call) => {
        const hits = world.domains.filter(({ name }) => passes(call, 'names', name));
        const sorted = ordered(call, hits, times);
        return ok(pageOf(call, world.url, sorted, (one) => presentDomain(world.url, one)));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/domains/:guid' },
      answer: (call) => {
        const domain = world.domains.find(({ guid }) => guid === call.param('guid'));
        if (domain === undefined) throw notFound('Domain');
        return ok(presentDomain(world.url, domain));
      },
    },
  ];
}
