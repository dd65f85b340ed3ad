import type { Destination, Domain, Org, Route, Space } from '../model.ts';
import { iso } from '../request/list.ts';
import { head, type Link, toOne } from './common.ts';

export function presentOrg(link: Link, org: Org): object {
  return {
    ...head(org),
    name: org.name,
    suspended: org.suspended,
    relationships: { quota: { data: { guid: `${org.guid}-quota` } } },
    metadata: org.metadata,
    links: {
      self: link(`organizations/${org.guid}`),
      domains: link(`organizations/${org.guid}/domains`),
      default_domain: link(`organizations/${org.guid}/domains/default`),
    },
  };
}

export function presentSpace(link: Link, space: Space): object {
  return {
    ...head(space),
    name: space.name,
    relationships: { organization: toOne(space.org), quota: { data: null } },
    metadata: space.metadata,
    links: {
      self: link(`spaces/${space.guid}`),
      organization: link(`organizations/${space.org.guid}`),
      apply_manifest: link(`spaces/${space.guid}/actions/apply_manifest`, 'POST'),
    },
  };
}

export function presentDomain(link: Link, domain: Domain): object {
  return {
    ...head(domain),
    name: domain.name,
    internal: false,
    router_group: null,
    supported_protocols: ['http'],
    metadata: domain.metadata,
    relationships: {
      organization: domain.org === undefined ? { data: null } : toOne(domain.org),
      shared_organizations: { data: [] },
    },
    links: { self: link(`domains/${domain.guid}`) },
  };
}

export function presentRoute(link: Link, route: Route): object {
  return {
    ...head(route),
    protocol: 'http',
    host: route.host,
    path: route.path,
    port: null,
    url: urlOf(route),
    destinations: route.destinations.map((destination) => presentDestination(destination)),
    options: {},
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

export function presentDestinations(link: Link, route: Route): object {
  return {
    destinations: route.destinations.map((destination) => presentDestination(destination)),
    links: {
      self: link(`routes/${route.guid}/destinations`),
      route: link(`routes/${route.guid}`),
    },
  };
}

/** `host.domain/path`. */
export function urlOf(route: Route): string {
  return `${route.host === '' ? '' : `${route.host}.`}${route.domain.name}${route.path}`;
}

/** An unspecified port is shown as what it comes to with the app's current droplet. */
function presentDestination(destination: Destination): object {
  return {
    guid: destination.guid,
    created_at: iso(destination.createdAt),
    updated_at: iso(destination.createdAt),
    app: { guid: destination.app.guid, process: { type: destination.processType } },
    weight: null,
    port: destination.port ?? destination.app.droplet?.ports[0] ?? 8080,
    protocol: destination.protocol,
  };
}
