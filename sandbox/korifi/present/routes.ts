import type { Destination, Route } from '../records.ts';
import { datesOf, linksOf, toOne } from './common.ts';

/** @see cloudfoundry/korifi: api/presenter/route.go */

/** @param portOf of a destination, once its app has a droplet */
export function presentRoute(url: string, route: Route, portOf: (one: Destination) => number | undefined): object {
  const { guid, host, path, destinations, space, domain, metadata } = route;
  const link = linksOf(url);
  return {
    ...{ guid, protocol: 'http', port: null, host, path, url: `${host}.${domain.name}${path}` },
    destinations: destinations.map((one) => presentDestination(one, portOf(one))),
    ...{ ...datesOf(route), relationships: { space: toOne(space), domain: toOne(domain) }, metadata },
    links: {
      self: link(`routes/${guid}`),
      space: link(`spaces/${space.guid}`),
      domain: link(`domains/${domain.guid}`),
      destinations: link(`routes/${guid}/destinations`),
    },
  };
}

export function presentDestinations(
  url: string,
  { guid, destinations }: Route,
  portOf: (one: Destination) => number | undefined,
): object {
  const link = linksOf(url);
  return {
    destinations: destinations.map((one) => presentDestination(one, portOf(one))),
    links: { self: link(`routes/${guid}/destinations`), route: link(`routes/${guid}`) },
  };
}

function presentDestination({ guid, app, type }: Destination, port: number | undefined): object {
  return {
    ...{ guid, app: { guid: app.guid, process: { type } }, weight: null },
    ...{ port: port ?? null, protocol: port === undefined ? null : 'http1' },
  };
}
