import { badQuery, notFound } from '../errors.ts';
import type { Org, Space } from '../model.ts';
import { presentOrg, presentSpace } from '../present/places.ts';
import type { Call } from '../request/call.ts';
import { pageOf } from '../request/list.ts';
import { type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';

/** Organizations and spaces: where apps go. Read only. */
export function organizationEndpoints(foundation: Foundation): Endpoint[] {
  const { world } = foundation;
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
            orgsOf(foundation, call),
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
      answer: (call) => ok(presentOrg(foundation.link, orgOf(foundation, call))),
    },
    {
      method: 'GET',
      path: '/v3/spaces',
      query: listKeys('names', 'organization_guids', 'include'),
      answer: (call) => {
        const page = pageOf(
          call,
          foundation.url,
          spacesOf(foundation, call),
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
  ];
}

/** Spaces in which the caller has a role. */
function spacesOf({ world }: Foundation, call: Call): Space[] {
  return world.spaces.filter((space) => call.canRead(space));
}

/** Orgs with a space in which the caller has a role. */
export function orgsOf(foundation: Foundation, call: Call): Org[] {
  const spaces = spacesOf(foundation, call);
  return foundation.world.orgs.filter((org) => spaces.some((space) => space.org === org));
}

/** The org that the path names, or 404. */
export function orgOf(foundation: Foundation, call: Call): Org {
  const hit = orgsOf(foundation, call).find((one) => one.guid === call.param('guid'));
  if (hit === undefined) throw notFound('Organization');
  return hit;
}
