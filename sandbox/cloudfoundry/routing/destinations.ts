import { randomUUID } from 'node:crypto';
import { unprocessable } from '../errors.ts';
import type { App } from '../model.ts';
import { urlOf } from '../present/places.ts';
import type { Account } from '../uaa/model.ts';
import { remove, type World } from '../world.ts';
import { protocolOf } from './domains.ts';
import type { Destination, Protocol, Route } from './model.ts';

const mostDestinations = 100;

/** Where a route is to lead. */
export interface WantedDestination {
  readonly app: App;
  readonly processType: string;
  readonly port: number | undefined;
  readonly protocol: Protocol | undefined;
  readonly weight: number | undefined;
}

/** Adds what is not there yet; the same target with another protocol is refused (CCNG, update_route_destinations.rb). */
export function addDestinations(
  world: World,
  route: Route,
  wanted: readonly WantedDestination[],
  actor: Account,
): void {
  if (route.destinations.length + wanted.length > mostDestinations) {
    throw unprocessable(`Routes can be mapped to at most ${mostDestinations} destinations.`);
  }
  if (hasTwins(wanted)) throw duplicates();
  if (route.destinations.some((one) => one.weight !== undefined)) {
    throw unprocessable('Destinations cannot be inserted when there are weighted destinations already configured.');
  }
  const missing = wanted.filter((one) => {
    const there = route.destinations.find((known) => keyOf(known) === keyOf(one));
    const protocol = protocolFor(route, one);
    if (there !== undefined && there.protocol !== protocol) {
      throw unprocessable(
        `Cannot add destination with protocol: ${protocol}. Destination already exists for route: ${urlOf(route)}, app: ${one.app.guid}, process: ${one.processType}, and protocol: ${there.protocol}.`,
      );
    }
    return there === undefined;
  });
  for (const one of missing) checkProtocol(route, one);
  for (const one of missing) map(world, route, one, actor);
  world.touch(route);
}

/** Makes these the only ones. One that differs in weight or protocol alone is made anew. */
export function replaceDestinations(
  world: World,
  route: Route,
  wanted: readonly WantedDestination[],
  actor: Account,
): void {
  if (hasTwins(wanted)) throw duplicates();
  const same = (known: Destination, one: WantedDestination) =>
    keyOf(known) === keyOf(one) && known.weight === one.weight && known.protocol === protocolFor(route, one);
  const missing = wanted.filter((one) => !route.destinations.some((known) => same(known, one)));
  for (const one of missing) checkProtocol(route, one);
  for (const known of [...route.destinations]) {
    if (!wanted.some((one) => same(known, one))) unmap(world, route, known, actor);
  }
  for (const one of missing) map(world, route, one, actor);
  world.touch(route);
}

export function removeDestination(world: World, route: Route, destination: Destination, actor: Account): void {
  if (destination.weight !== undefined) throw unprocessable('Weighted destinations cannot be deleted individually.');
  unmap(world, route, destination, actor);
  world.touch(route);
}

function map(world: World, route: Route, wanted: WantedDestination, actor: Account): void {
  const now = world.clock.now();
  const { app, processType, port, weight } = wanted;
  const protocol = protocolFor(route, wanted);
  const destination = { guid: randomUUID(), app, processType, port, weight, protocol, createdAt: now, updatedAt: now };
  route.destinations.push(destination);
  world.record('audit.app.map-route', app, actor, factsOf(route, destination));
}

function unmap(world: World, route: Route, destination: Destination, actor: Account): void {
  remove(route.destinations, destination);
  world.record('audit.app.unmap-route', destination.app, actor, factsOf(route, destination));
}

function factsOf(route: Route, destination: Destination): object {
  return {
    route_guid: route.guid,
    destination_guid: destination.guid,
    process_type: destination.processType,
    protocol: destination.protocol,
    ...(destination.port === undefined ? {} : { app_port: destination.port }),
  };
}

function protocolFor(route: Route, { protocol }: WantedDestination): Protocol {
  return protocol ?? (protocolOf(route.domain) === 'tcp' ? 'tcp' : 'http1');
}

function checkProtocol(route: Route, wanted: WantedDestination): void {
  const ofRoute = protocolOf(route.domain);
  const protocol = protocolFor(route, wanted);
  if ((protocol === 'tcp') === (ofRoute === 'tcp')) return;
  const valid = ofRoute === 'tcp' ? 'tcp' : 'http1, http2';
  throw unprocessable(`Cannot use '${protocol}' protocol for ${ofRoute} routes; valid options are: [${valid}].`);
}

function keyOf(one: Pick<Destination, 'app' | 'processType' | 'port'>): string {
  return `${one.app.guid} ${one.processType} ${one.port ?? ''}`;
}

function hasTwins(wanted: readonly WantedDestination[]): boolean {
  const keys = wanted.map((one) => `${keyOf(one)} ${one.weight} ${one.protocol}`);
  return new Set(keys).size < keys.length;
}

const duplicates = () => unprocessable('Destinations cannot contain duplicate entries');
