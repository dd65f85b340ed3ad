import { badQuery, notFound } from '../errors.ts';
import type { Domain, Org } from '../model.ts';
import { presentDomain, presentOrg, presentSpace } from '../present/places.ts';
import type { Call } from '../request/call.ts';
import { pageOf } from '../request/list.ts';
import { type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';

/** Organizations, spaces, domains and feature flags: where apps go. Read only. */
export function organizationEndpoints(foundation: Foundation): Endpoint[] {
  const { world } = foundation;
  const spacesOf = (call: Call) => world.spaces.filter((space) => call.canRead(space));
  const orgsOf = (call: Call) => world.orgs.filter((org) => spacesOf(call).some((space) => space.org === org));
  const org = (call: Call): Org => {
    const hit = orgsOf(call).find((one) => one.guid === call.param('guid'));
    if (hit === undefined) throw notFound('Organization');
    return hit;
  };
  const domainsOf = (call: Call) =>
    world.domains.filter((domain) => domain.org === undefined || orgsOf(call).includes(domain.org));
  const domainOrg = (domain: Domain) => (domain.org === undefined ? [] : [domain.org.guid]);

  return [
    {
      method: 'GET',
      path: '/v3/organizations',
      query: listKeys('names'),
      answer: (call) =>
        ok(
          pageOf(
            call,
            foundation.url,
            orgsOf(call),
            { names: (one) => [one.name] },
            (one) => presentOrg(foundation.link, one),
            {
              name: (one) => one.name,
            },
          ),
        ),
    },
    {
      method: 'GET',
      path: '/v3/organizations/:guid',
      query: [],
      answer: (call) => ok(presentOrg(foundation.link, org(call))),
    },
    {
      method: 'GET',
      path: '/v3/organizations/:guid/domains',
      query: listKeys('names', 'organization_guids'),
      answer: (call) => {
        const owner = org(call);
        const list = domainsOf(call).filter((domain) => domain.org === undefined || domain.org === owner);
        const filters = { names: (one: Domain) => [one.name], organization_guids: domainOrg };
        return ok(pageOf(call, foundation.url, list, filters, (one) => presentDomain(foundation.link, one)));
      },
    },
    {
      method: 'GET',
      path: '/v3/organizations/:guid/domains/default',
      query: [],
      answer: (call) => {
        const owner = org(call);
        const domain = world.domains.find((one) => one.org === undefined || one.org === owner);
        if (domain === undefined) throw notFound('Domain');
        return ok(presentDomain(foundation.link, domain));
      },
    },
    {
      method: 'GET',
      path: '/v3/spaces',
      query: listKeys('names', 'organization_guids', 'include'),
      answer: (call) => {
        const page = pageOf(
          call,
          foundation.url,
          spacesOf(call),
          { names: (one) => [one.name], organization_guids: (one) => [one.org.guid] },
          (one) => ({ shown: presentSpace(foundation.link, one), org: one.org }),
          { name: (one) => one.name },
        );
        const entries = page.resources as readonly { readonly shown: object; readonly org: Org }[];
        const include = call.query.get('include');
        if (include !== null && include !== 'organization' && include !== 'org') {
          throw badQuery(
            `Invalid included resource: '${include}'. Valid included resources are: 'org', 'organization'`,
          );
        }
        const orgs = [...new Set(entries.map((entry) => entry.org))].map((one) => presentOrg(foundation.link, one));
        return ok({
          pagination: page.pagination,
          resources: entries.map((entry) => entry.shown),
          ...(include === null ? {} : { included: { organizations: orgs } }),
        });
      },
    },
    {
      method: 'GET',
      path: '/v3/spaces/:guid',
      query: [],
      answer: (call) =>
        ok(
          presentSpace(
            foundation.link,
            call.visible(world.spaces, call.param('guid'), (one) => one, 'Space'),
          ),
        ),
    },
    {
      method: 'GET',
      path: '/v3/domains',
      query: listKeys('names', 'organization_guids'),
      answer: (call) => {
        const filters = { names: (one: Domain) => [one.name], organization_guids: domainOrg };
        return ok(pageOf(call, foundation.url, domainsOf(call), filters, (one) => presentDomain(foundation.link, one)));
      },
    },
    {
      method: 'GET',
      path: '/v3/feature_flags/:name',
      query: [],
      answer: (call) => {
        const name = call.param('name');
        const enabled = world.featureFlags.get(name);
        if (enabled === undefined) throw notFound('Feature flag');
        return ok({
          name,
          enabled,
          updated_at: null,
          custom_error_message: null,
          links: { self: { href: `${foundation.url}/v3/feature_flags/${name}` } },
        });
      },
    },
  ];
}
