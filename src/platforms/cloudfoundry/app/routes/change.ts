import type { Request } from '../../../../inputs/request.ts';
import type { Destination } from '../../api/route.ts';
import type { AppView } from '../app.ts';
import type { Site } from './sites.ts';

/** What is to become of one route. */
export interface RouteStep {
  readonly site: Site;
  /** The port of the destination that is to be there; null: as the image says. Undefined: none is added. */
  readonly port: number | null | undefined;
  /** Destinations of the app that go before the release: the new instances would open their ports as well. */
  readonly early: readonly Destination[];
  /** Those that go once the new release is live: until then they serve the one before. */
  readonly late: readonly Destination[];
}

/** What the app's ports are, of an app that is there. */
export interface Ports {
  /** TCP ports that the current image exposes, ascending. Undefined: the platform does not say. */
  readonly exposed: readonly number[] | undefined;
  /** Ports that are open in running instances. Undefined: not asked, or none runs. */
  readonly open: readonly number[] | undefined;
  /** Whether an instance is healthy only when it listens on every open port. */
  readonly all: boolean;
}

type Asked = Pick<Request, 'settings' | 'routesMode'>;

/** Where a port is not named, it is the lowest that the image exposes, else this one (`process_model.rb`). */
const usualPort = 8080;

/**
 * Steps for all routes that differ from what was asked for. Pure.
 *
 * @param sites of the addresses that do not lead to the app yet
 * @param next TCP ports that the new image exposes, ascending
 */
export function routeSteps(
  view: Pick<AppView, 'app' | 'routes'> | undefined,
  { settings, routesMode }: Asked,
  sites: readonly Site[],
  ports: Ports,
  next: readonly number[],
): readonly RouteStep[] {
  const { routes: asked, port: general } = settings;
  const steps: RouteStep[] = [];
  for (const { address, port = general } of asked ?? []) {
    const site = sites.find((one) => one.address === address);
    if (site !== undefined) steps.push({ site, port: port ?? null, early: [], late: [] });
  }
  for (const route of view?.routes ?? []) {
    const site = { ...route, guid: route.guid };
    const mine = webDestinations(route.destinations, view?.app.guid);
    if (mine.length === 0) continue;
    const wanted = asked?.find(({ address }) => address === route.address);
    if (asked !== undefined && wanted === undefined && routesMode === 'exact') {
      steps.push({ site, port: undefined, early: [], late: mine });
      continue;
    }
    const port = wanted?.port ?? general;
    if (port === undefined) continue;
    const step = exchange(site, mine, port, ports, next);
    if (step !== undefined) steps.push(step);
  }
  return steps;
}

/** Makes `port` the only one to which a route leads. Undefined: it is. */
function exchange(
  site: Site,
  mine: readonly Destination[],
  port: number,
  ports: Ports,
  next: readonly number[],
): RouteStep | undefined {
  const others = mine.filter((one) => one.port !== port);
  const there = mine.filter((one) => one.port === port);
  const added = there.length === 0 || !isNamed(port, ports, next);
  if (!added && others.length === 0) return undefined;
  // What the old instances do not listen on serves nobody yet; but what the new ones need not listen on must not be open.
  const early = ports.open === undefined || ports.open.includes(port) || ports.all;
  return {
    site,
    port: added ? port : undefined,
    early: [...(added ? there : []), ...(early ? others : [])],
    late: early ? [] : others,
  };
}

/** Addresses that lead nowhere until an instance of the new release runs: the old ones do not listen on the port. */
export function gapsIn(steps: readonly RouteStep[], { open }: Ports): readonly string[] {
  return steps
    .filter(({ port, early }) => early.length > 0 && typeof port === 'number' && open?.includes(port) === false)
    .map(({ site }) => site.address);
}

/** Whether a destination that shows this port has it by name, or as good as that. */
function isNamed(port: number, { exposed, open }: Ports, next: readonly number[]): boolean {
  if (isCertainlyNamed(port, { exposed })) return true;
  if (next.length === 0 ? port === usualPort : next.length === 1 && next[0] === port) return true;
  return (
    exposed !== undefined &&
    exposed.length > 1 &&
    open !== undefined &&
    !exposed.some((other) => other !== port && open.includes(other))
  );
}

/** Whether a port that is shown is certainly one that somebody has named. */
export function isCertainlyNamed(port: number | undefined, { exposed }: Pick<Ports, 'exposed'>): boolean {
  return port !== undefined && exposed !== undefined && port !== (exposed[0] ?? usualPort);
}

/** An app's web destinations among those of a route. */
export function webDestinations(
  destinations: readonly Destination[],
  appGuid: string | undefined,
): readonly Destination[] {
  return destinations.filter((one) => one.appGuid === appGuid && one.process === 'web');
}
