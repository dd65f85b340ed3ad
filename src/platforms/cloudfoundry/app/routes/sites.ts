import { ActionError } from '../../../../errors.ts';
import { asArray, at } from '../../../../http/json.ts';
import { type CloudController, filterValue } from '../../api/cloud-controller.ts';
import { type Domain, domainFrom, type Route, routeFrom } from '../../api/route.ts';
import { resourcesOf, spaceFrom } from '../../api/shapes.ts';
import type { Target } from '../../api/target.ts';

/** Where a route is, or is to be made. */
export interface Site {
  readonly address: string;
  readonly host: string;
  readonly path: string;
  readonly domainGuid: string;
  /** Undefined: there is no such route yet. */
  readonly guid: string | undefined;
}

/** A domain list longer than this helps nobody. */
const namesTold = 10;

/**
 * Finds the domain of each address, and the route if it is there already. Reads only: three round trips, none for no
 * address.
 *
 * @throws ActionError `CF_DOMAIN_NOT_FOUND`, `CF_ROUTE_TAKEN`, and for addresses that the domain cannot have
 */
export async function findSites(
  api: CloudController,
  target: Target,
  addresses: readonly string[],
): Promise<readonly Site[]> {
  if (addresses.length === 0) return [];
  const domains = await domainsOf(api, target, addresses);
  const places = addresses.map((address) => placeOf(address, domains, api.isKorifi));
  const missing = addresses.find((_, at) => places[at] === undefined);
  if (missing !== undefined) throw await noDomain(api, target, missing);
  const found = places.flatMap((place) => place ?? []);
  const pages = await api.pages('/v3/routes', 'read the routes', {
    hosts: unique(found.map(({ host }) => host)).join(','),
    domain_guids: unique(found.map(({ domain }) => domain.guid)).join(','),
    // Korifi includes nothing.
    ...(api.isKorifi ? {} : { include: 'space' }),
    per_page: '500',
  });
  const routes = pages.flatMap((page) => resourcesOf(page, 'read the routes')).map(routeFrom);
  const spaces = pages.flatMap((page) => asArray(at(page, 'included', 'spaces'))).map(spaceFrom);
  return Promise.all(
    found.map(async ({ address, host, path, domain }) => {
      const route = routes.find((one) => one.domainGuid === domain.guid && one.host === host && one.path === path);
      if (route === undefined) await refuseReserved(api, { address, host, path, domain });
      else if (route.spaceGuid !== target.space.guid) {
        throw routeTaken(address, spaces.find(({ guid }) => guid === route.spaceGuid)?.name);
      }
      return { address, host, path, domainGuid: domain.guid, guid: route?.guid };
    }),
  );
}

/** @param space whose it is, where we may know */
export function routeTaken(address: string, space?: string): ActionError {
  const owner = space === undefined ? 'another space' : `the space ${space}`;
  return new ActionError('CF_ROUTE_TAKEN', `The route ${address} belongs to ${owner}`, {
    hint: 'A route leads to apps of one space. Name another one in routes, or have it deleted there first (cf delete-route).',
  });
}

/** The route at a place, if it is there and we may see it. */
export async function routeAt(
  api: CloudController,
  { host, path, domainGuid }: Pick<Site, 'host' | 'path' | 'domainGuid'>,
): Promise<Route | undefined> {
  const query = { hosts: host, domain_guids: domainGuid, per_page: '500' };
  const routes = (await api.list('/v3/routes', 'read the route', query)).map(routeFrom);
  return routes.find((route) => route.host === host && route.path === path);
}

interface Place {
  readonly address: string;
  readonly host: string;
  readonly path: string;
  readonly domain: Domain;
}

/** The name as a whole, or without its first label: as the server reads manifests (`manifest_route.rb`). */
function domainNames(address: string): readonly [string, string] {
  const name = address.replace(/\/.*/s, '');
  return [name, name.slice(name.indexOf('.') + 1)];
}

async function domainsOf(
  api: CloudController,
  target: Target,
  addresses: readonly string[],
): Promise<readonly Domain[]> {
  const names = unique(addresses.flatMap(domainNames));
  const query = { names: names.map(filterValue).join(','), per_page: '500' };
  const path = `/v3/organizations/${target.org.guid}/domains`;
  return (await api.list(path, 'read the domains', query)).map(domainFrom);
}

/** @param korifi whether Korifi answers: all share all of its domains, and one of them may have `*` (`routes/validator.go`) */
function placeOf(address: string, domains: readonly Domain[], korifi: boolean): Place | undefined {
  const [whole, rest] = domainNames(address);
  const path = address.slice(whole.length);
  const named = (name: string) => domains.find((domain) => domain.name === name);
  const own = named(whole);
  const domain = own ?? named(rest);
  if (domain === undefined) return undefined;
  const host = own === undefined ? whole.slice(0, -rest.length - 1) : '';
  const bad = (why: string, hint: string) => new ActionError('CF_BAD_ROUTE', `The route ${address} ${why}`, { hint });
  if (domain.tcp) {
    throw bad(`cannot be made: ${domain.name} is a domain for TCP`, 'A TCP route is asked for in a manifest.');
  }
  if (domain.shared && host === '') {
    throw bad('is a domain that all share', `Write a host before it: web.${domain.name}.`);
  }
  if (domain.shared && host === '*' && !korifi) {
    throw bad('cannot be made: all share that domain', 'A wildcard needs a domain of the organization’s own.');
  }
  return { address, host, path, domain };
}

async function noDomain(api: CloudController, { org }: Target, address: string): Promise<ActionError> {
  const path = `/v3/organizations/${org.guid}/domains`;
  const names = (await api.list(path, 'read the domains', { per_page: '500' })).map((json) => domainFrom(json).name);
  const told = names.slice(0, namesTold).join(', ');
  const more = names.length > namesTold ? ` and ${names.length - namesTold} more` : '';
  // There is no domain of an organization's own on Korifi (`presenter/domain.go`).
  const maker = api.isKorifi ? 'cf create-shared-domain, for an admin,' : 'cf create-private-domain';
  return new ActionError('CF_DOMAIN_NOT_FOUND', `The organization ${org.name} has no domain for the route ${address}`, {
    hint:
      names.length === 0
        ? `It has no domain at all: ${maker} makes one.`
        : `Its domains: ${told}${more}. A host is one label before a domain; ${maker} makes another one.`,
  });
}

/** A route that we may not see takes its address all the same. Korifi cannot be asked: it refuses when the route is made. */
async function refuseReserved(api: CloudController, { address, host, path, domain }: Place): Promise<void> {
  if (api.isKorifi) return;
  const query = { ...(host === '' ? {} : { host }), ...(path === '' ? {} : { path }) };
  const json = await api.get(`/v3/domains/${domain.guid}/route_reservations`, `look for the route ${address}`, query);
  if (at(json, 'matching_route') === true) throw routeTaken(address);
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
