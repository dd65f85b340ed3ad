import type { CloudController } from '../../api/cloud-controller.ts';
import { CloudControllerError } from '../../api/errors.ts';
import { type Destination, destinationsFrom, type Route, routeFrom } from '../../api/route.ts';
import { runLabel } from '../../release/deployment.ts';
import { type RouteStep, webDestinations } from './change.ts';
import { routeAt, routeTaken, type Site } from './sites.ts';

/** For whom a route is made. */
export interface Owner {
  readonly spaceGuid: string;
  readonly runId: string;
}

/**
 * Makes a route, or finds the one that somebody has made meanwhile. The run's id on it says whose it is.
 *
 * @throws ActionError `CF_ROUTE_TAKEN`
 */
export async function makeRoute(api: CloudController, site: Site, { spaceGuid, runId }: Owner): Promise<Route> {
  const { address, host, path, domainGuid } = site;
  const body = {
    ...(host === '' ? {} : { host }),
    ...(path === '' ? {} : { path }),
    relationships: { space: { data: { guid: spaceGuid } }, domain: { data: { guid: domainGuid } } },
    metadata: { labels: { [runLabel]: runId } },
  };
  try {
    // Safe to repeat: a second one is refused, and found below.
    return routeFrom(await api.write('POST', '/v3/routes', `make the route ${address}`, body, 'safe'));
  } catch (error) {
    const taken = error instanceof CloudControllerError && error.has('CF-UnprocessableEntity', /already exists|taken/i);
    if (!taken) throw error;
  }
  const found = await routeAt(api, site);
  if (found?.spaceGuid !== spaceGuid) throw routeTaken(address);
  return found;
}

/**
 * Lets a route lead to the app's web process as well. What leads there already is left as it is, so it may be repeated.
 *
 * @param port where the app listens; null: as the image says
 * @returns all of the app's web destinations then
 */
export async function mapRoute(
  api: CloudController,
  route: { readonly guid: string; readonly address: string },
  appGuid: string,
  port: number | null,
): Promise<readonly Destination[]> {
  const destination = { app: { guid: appGuid, process: { type: 'web' } }, ...(port === null ? {} : { port }) };
  const path = `/v3/routes/${route.guid}/destinations`;
  const json = await api.write('POST', path, `map the route ${route.address}`, { destinations: [destination] }, 'safe');
  return webDestinations(destinationsFrom(json), appGuid);
}

/** One that is gone already is no error: 404 of the route, 422 of the destination (`routes_controller.rb`). */
export async function unmap(
  api: CloudController,
  route: { readonly guid: string; readonly address: string },
  destination: Pick<Destination, 'guid'>,
): Promise<void> {
  const path = `/v3/routes/${route.guid}/destinations/${destination.guid}`;
  try {
    await api.write('DELETE', path, `unmap the route ${route.address}`, undefined, 'safe');
  } catch (error) {
    const gone =
      error instanceof CloudControllerError &&
      (error.status === 404 || error.has('CF-UnprocessableEntity', /ensure the route has a destination/i));
    if (!gone) throw error;
  }
}

/** All that comes before the release: routes made and mapped, destinations taken away that must not be open then. */
export async function writeRoutes(
  api: CloudController,
  appGuid: string,
  steps: readonly RouteStep[],
  owner: Owner,
): Promise<void> {
  for (const { site, port, early, late } of steps) {
    const guid = site.guid ?? (await makeRoute(api, site, owner)).guid;
    const route = { guid, address: site.address };
    const known = new Set([...early, ...late].map((one) => one.guid));
    const now = port === undefined ? [] : await mapRoute(api, route, appGuid, port);
    const isNew = now.some((one) => !known.has(one.guid));
    for (const destination of early) {
      // The very one that was asked for, as it turns out.
      if (destination.port === port && !isNew) continue;
      await unmap(api, route, destination);
    }
  }
}

/** What is left for the time when the new release is live. */
export async function unmapLate(api: CloudController, steps: readonly RouteStep[]): Promise<readonly string[]> {
  const addresses: string[] = [];
  for (const { site, late } of steps) {
    if (site.guid === undefined || late.length === 0) continue;
    for (const destination of late) await unmap(api, { guid: site.guid, address: site.address }, destination);
    addresses.push(site.address);
  }
  return addresses;
}
