import { notFound } from '../errors.ts';
import type { Org } from '../model.ts';
import { presentDomain } from '../present/places.ts';
import type { Call } from '../request/call.ts';
import { type Filters, pageOf } from '../request/list.ts';
import { defaultDomain, isUsableBy } from '../routing/domains.ts';
import type { Domain } from '../routing/model.ts';
import { type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';
import { orgOf, orgsOf } from './organizations.ts';

const filters: Filters<Domain> = {
  names: (one) => [one.name],
  organization_guids: (one) => (one.org === undefined ? [] : [one.org.guid]),
};
const listed = listKeys(...Object.keys(filters));

/** Domains, read only: the operator or the org's manager makes them (CCNG, app/controllers/v3/domains_controller.rb). */
export function domainEndpoints(foundation: Foundation): Endpoint[] {
  const { world, link } = foundation;
  const seenBy = (call: Call) =>
    world.domains.filter((domain) => orgsOf(foundation, call).some((org) => isUsableBy(domain, org)));
  const domain = (call: Call): Domain => {
    const hit = seenBy(call).find((one) => one.guid === call.param('guid'));
    if (hit === undefined) throw notFound('Domain');
    return hit;
  };
  const show = (call: Call, one: Domain) => presentDomain(link, one, orgsOf(foundation, call));
  const list = (call: Call, domains: readonly Domain[]) =>
    ok(pageOf(call, foundation.url, domains, filters, (one) => show(call, one)));

  return [
    { method: 'GET', path: '/v3/domains', query: listed, answer: (call) => list(call, seenBy(call)) },
    { method: 'GET', path: '/v3/domains/:guid', query: [], answer: (call) => ok(show(call, domain(call))) },
    {
      method: 'GET',
      path: '/v3/domains/:guid/route_reservations',
      query: ['host', 'path', 'port'],
      answer: (call) => {
        const target = domain(call);
        const host = (call.query.get('host') ?? '').toLowerCase();
        const path = call.query.get('path') ?? '';
        const port = call.query.get('port') ?? '0';
        const matching = world.routes.some(
          (one) =>
            one.domain === target &&
            one.host.toLowerCase() === host &&
            one.path === path &&
            String(one.port ?? 0) === port,
        );
        return ok({ matching_route: matching });
      },
    },
    {
      method: 'GET',
      path: '/v3/organizations/:guid/domains',
      query: listed,
      answer: (call) => {
        const org: Org = orgOf(foundation, call);
        const domains = world.domains.filter((one) => isUsableBy(one, org));
        return list(call, domains);
      },
    },
    {
      method: 'GET',
      path: '/v3/organizations/:guid/domains/default',
      query: [],
      answer: (call) => {
        const hit = defaultDomain(world, orgOf(foundation, call));
        if (hit === undefined) throw notFound('Domain');
        return ok(show(call, hit));
      },
    },
  ];
}
