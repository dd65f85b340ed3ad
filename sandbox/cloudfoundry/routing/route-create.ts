import { unprocessable } from '../errors.ts';
import type { Metadata, Space } from '../model.ts';
import type { Account } from '../uaa/model.ts';
import type { World } from '../world.ts';
import { isShared, isUsableBy, protocolOf } from './domains.ts';
import type { Domain, Route } from './model.ts';

/** What a route is asked to be, already checked for its form. */
export interface WantedRoute {
  readonly host: string;
  readonly path: string;
  /** Undefined: none was named; a TCP domain gives one. Null: none is wanted. */
  readonly port: number | null | undefined;
  readonly options: Readonly<Record<string, string>>;
  readonly metadata: Metadata;
}

/** Stores a route, or refuses it in the words and the order of CCNG: app/actions/route_create.rb, models/runtime/route.rb. */
export function createRoute(world: World, space: Space, domain: Domain, wanted: WantedRoute, actor: Account): Route {
  const { host, path, options, metadata } = wanted;
  const tcp = domain.routerGroup;
  const port = wanted.port === undefined && tcp !== undefined ? freePort(world, domain) : (wanted.port ?? undefined);
  // A port of 0 is none.
  const route: Route = {
    ...world.resource(),
    ...{ space, domain, host, path, options },
    port: port === 0 ? undefined : port,
    destinations: [],
  };
  const problem = routeProblem(world, route);
  if (problem !== undefined) throw unprocessable(problem);
  route.metadata = metadata;
  world.routes.push(route);
  world.recordOn({ guid: route.guid, type: 'route', name: route.host }, space, 'audit.route.create', actor);
  return route;
}

function routeProblem(world: World, route: Route): string | undefined {
  const { space, domain, host, path, port } = route;
  const { org } = space;
  if (!isUsableBy(domain, org)) {
    return `Invalid domain. Domain '${domain.name}' is not available in organization '${org.name}'.`;
  }
  const inSpace = world.routes.filter((one) => one.space === space);
  const inOrg = world.routes.filter((one) => one.space.org === org);
  const ports = (routes: readonly Route[]) => routes.filter((one) => one.port !== undefined);
  const full = (routes: readonly Route[], limit: number | undefined) => limit !== undefined && routes.length >= limit;
  if (full(inSpace, space.quota?.routes)) return `Routes quota exceeded for space '${space.name}'.`;
  if (port !== undefined && full(ports(inSpace), space.quota?.reservedPorts)) {
    return `Reserved route ports quota exceeded for space '${space.name}'.`;
  }
  if (full(inOrg, org.quota.routes)) return `Routes quota exceeded for organization '${org.name}'.`;
  if (port !== undefined && full(ports(inOrg), org.quota.reservedPorts)) {
    return `Reserved route ports quota exceeded for organization '${org.name}'.`;
  }
  return (
    hostProblem(world, route) ??
    (domain.internal && path !== '' ? 'Paths are not supported for internal domains.' : undefined) ??
    pathProblem(world, route) ??
    portProblem(world, route) ??
    // The words of the model itself: nobody has put this one into better ones.
    (takenElsewhere(world, route) ? 'domain_id and host host_and_domain_taken_different_space' : undefined) ??
    (host.length > 63 ? 'host must be no more than 63 characters' : undefined)
  );
}

function hostProblem(world: World, route: Route): string | undefined {
  const { domain, host, path, port } = route;
  const name = `${host}.${domain.name}`;
  if (host !== '' && world.domains.some((one) => one.name === name)) return `Route conflicts with domain '${name}'.`;
  if (!/^([\w-]+|\*)?$/.test(host)) return 'Host format is invalid.';
  if (domain.internal && host === '*') return 'Wildcard hosts are not supported for internal domains.';
  if (isShared(domain) && protocolOf(domain) === 'http' && host === '') {
    return 'Missing host. Routes in shared domains must have a host defined.';
  }
  if (host !== '' && name.length > 253) return 'Host combined with domain name must be no more than 253 characters.';
  if (
    path === '' &&
    port === undefined &&
    twins(world, route).some((one) => one.path === '' && one.port === undefined)
  ) {
    return host === ''
      ? `Route already exists for domain '${domain.name}'.`
      : `Route already exists with host '${host}' for domain '${domain.name}'.`;
  }
  if (protocolOf(domain) === 'tcp') {
    if (host !== '') return 'Hosts are not supported for TCP routes.';
    if (path !== '') return 'Paths are not supported for TCP routes.';
  }
  return undefined;
}

function pathProblem(world: World, route: Route): string | undefined {
  const { domain, host, path, port } = route;
  if (path !== '' && URL.parse(`pathcheck://host${path}`) === null) return 'Path is invalid.';
  if (path.length > 128) return 'Path exceeds 128 characters.';
  if (path === '/') return "Path cannot be a single '/'.";
  if (port === undefined && twins(world, route).some((one) => one.path === path && one.port === undefined)) {
    return host === ''
      ? `Route already exists with path '${path}' for domain '${domain.name}'.`
      : `Route already exists with host '${host}' and path '${path}' for domain '${domain.name}'.`;
  }
  return undefined;
}

function portProblem(world: World, { domain, port }: Route): string | undefined {
  const group = domain.routerGroup;
  if (group === undefined) return port === undefined ? undefined : "Routes with protocol 'http' do not support ports.";
  if (port === undefined) return "Routes with protocol 'tcp' must specify a port.";
  const unavailable = `Port '${port}' is not available. Try a different port or use a different domain.`;
  if (port < group.firstPort || port > group.lastPort) return unavailable;
  const holders = world.routes.filter((one) => one.domain.routerGroup === group && one.port === port);
  if (holders.some((one) => one.domain === domain)) {
    return `Route already exists with port '${port}' for domain '${domain.name}'.`;
  }
  return holders.length > 0 ? unavailable : undefined;
}

/** Routes of one host belong to one space, whatever their paths; those of a private domain need not. */
function takenElsewhere(world: World, route: Route): boolean {
  return (
    isShared(route.domain) && twins(world, route).some((one) => one.port === undefined && one.space !== route.space)
  );
}

function twins(world: World, { domain, host }: Route): Route[] {
  return world.routes.filter((one) => one.domain === domain && one.host.toLowerCase() === host.toLowerCase());
}

function freePort(world: World, domain: Domain): number {
  const group = domain.routerGroup;
  const taken = new Set(world.routes.filter((one) => one.domain === domain).map((one) => one.port));
  for (let port = group?.firstPort ?? 0; port <= (group?.lastPort ?? -1); port += 1) if (!taken.has(port)) return port;
  throw unprocessable('There are no more ports available for this domain.');
}
