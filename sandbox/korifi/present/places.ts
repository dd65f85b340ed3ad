import type { Domain, Org, Space } from '../records.ts';
import { datesOf, linksOf, toOne } from './common.ts';

/** @see cloudfoundry/korifi: api/presenter/org.go, space.go, domain.go */

export function presentOrg(url: string, org: Org): object {
  const { name, guid, metadata } = org;
  return {
    ...{ name, guid, suspended: false, relationships: {}, metadata, ...datesOf(org) },
    links: { self: linksOf(url)(`organizations/${guid}`) },
  };
}

export function presentSpace(url: string, space: Space): object {
  const { name, guid, metadata, org } = space;
  const link = linksOf(url);
  return {
    ...{ name, guid, ...datesOf(space), metadata },
    relationships: { organization: toOne(org) },
    links: { self: link(`spaces/${guid}`), organization: link(`organizations/${org.guid}`) },
  };
}

export function presentDomain(url: string, domain: Domain): object {
  const { name, guid, metadata } = domain;
  const link = linksOf(url);
  return {
    ...{ name, guid, internal: false, router_group: null, supported_protocols: ['http'], metadata, ...datesOf(domain) },
    relationships: { organization: { data: null }, shared_organizations: { data: [] } },
    links: {
      self: link(`domains/${guid}`),
      route_reservations: link(`domains/${guid}/route_reservations`),
      router_group: null,
    },
  };
}
