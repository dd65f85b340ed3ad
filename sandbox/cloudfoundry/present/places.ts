import type { Org, Space } from '../model.ts';
import { iso } from '../request/list.ts';
import { protocolOf } from '../routing/domains.ts';
import type { Destination, Domain, Route } from '../routing/model.ts';
import { head, type Link, toOne } from './common.ts';

export function presentOrg(link: Link, org: Org): object {
  return {
    ...head(org),
    name: org.name,
    suspended: org.suspended,
    relationships: { quota: toOne(org.quota) },
    metadata: org.metadata,
    links: {
      self: link(`organizations/${org.guid}`),
      domains: link(`organizations/${org.guid}/domains`),
      default_domain: link(`organizations/${org.guid}/domains/default`),
      quota: link(`organization_quotas/${org.quota.guid}`),
    },
  };
}

export function presentSpace(link: Link, space: Space): object {
  return {
    ...head(space),
    name: space.name,
    relationships: {
      organization: toOne(space.org),
      quota: space.quota === undefined ? { data: null } : toOne(space.quota),
    },
    metadata: space.metadata,
    links: {
      self: link(`spaces/${space.guid}`),
      organization: link(`organizations/${space.org.guid}`),
      ...(space.quota === undefined ? {} : { quota: link(`space_quotas/${space.quota.guid}`) }),
      apply_manifest: link(`spaces/${space.guid}/actions/apply_manifest`, 'POST'),
    },
  };
}

/** `orgs` are those that the reader may see: others that a domain is shared with are left out. */
export function presentDomain(link: Link, domain: Domain, orgs: readonly Org[] = []): object {
  const { org, routerGroup } = domain;
  return {
    ...head(domain),
    name: domain.name,
    internal: domain.internal,
    router_group: routerGroup === undefined ? null : { guid: routerGroup.guid },
    supported_protocols: [protocolOf(domain)],
    metadata: domain.metadata,
    relationships: {
      organization: org === undefined ? { data: null } : toOne(org),
      shared_organizations: {
        data: domain.sharedWith.filter((one) => orgs.includes(one)).map(({ guid }) => ({ guid })),
      },
    },
    links: {
      self: link(`domains/${domain.guid}`),
      ...(org === undefined
        ? {}
        : {
            organization: link(`organizations/${org.guid}`),
            shared_organizations: link(`domains/${domain.guid}/relationships/shared_organizations`),
          }),
      route_reservations: link(`domains/${domain.guid}/route_reservations`),
      ...(routerGroup === undefined ? {} : { router_group: link(`routing/v1/router_groups/${routerGroup.guid}`) }),
    },
  };
}

export function presentRoute(link: Link, route: Route): object {
  return {
    ...head(route),
    protocol: protocolOf(route.domain),
    host: route.host,
    path: route.path,
    port: route.port ?? null,
    url: urlOf(route),
    destinations: route.destinations.map(factsOf),
    options: route.options,
    metadata: route.metadata,
    relationships: { space: toOne(route.space), domain: toOne(route.domain) },
    links: {
      self: link(`routes/${route.guid}`),
      space: link(`spaces/${route.space.guid}`),
      destinations: link(`routes/${route.guid}/destinations`),
      domain: link(`domains/${route.domain.guid}`),
    },
  };
}

export function presentDestinations(link: Link, route: Route, destinations: readonly Destination[]): object {
  const sorted = [...destinations].sort((a, b) => (a.guid < b.guid ? -1 : 1));
  return {
    destinations: sorted.map(factsOf),
    links: { self: link(`routes/${route.guid}/destinations`), route: link(`routes/${route.guid}`) },
  };
}

/** One on its own: with its links. */
export function presentDestination(link: Link, route: Route, destination: Destination): object {
  return {
    ...factsOf(destination),
    links: { destinations: link(`routes/${route.guid}/destinations`), route: link(`routes/${route.guid}`) },
  };
}

/** `host.domain/path`, or `domain:port`. */
export function urlOf({ host, domain, path, port }: Route): string {
  return `${host === '' ? '' : `${host}.`}${domain.name}${path}${port === undefined ? '' : `:${port}`}`;
}

/** An unspecified port is shown as what it comes to with the app's current droplet. */
function factsOf(destination: Destination): object {
  return {
    guid: destination.guid,
    app: { guid: destination.app.guid, process: { type: destination.processType } },
    weight: destination.weight ?? null,
    port: destination.port ?? destination.app.droplet?.ports[0] ?? 8080,
    protocol: destination.protocol,
    created_at: iso(destination.createdAt),
    updated_at: iso(destination.updatedAt),
  };
}
