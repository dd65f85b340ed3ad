import type { CloudController } from '../../api/cloud-controller.ts';
import { finishJob, type Waiting } from '../../api/job.ts';
import { type Destination, type Route, routeFrom } from '../../api/route.ts';
import { runLabel } from '../../release/deployment.ts';
import { isCertainlyNamed, type Ports, type RouteStep, webDestinations } from './change.ts';
import { routeAt, type Site } from './sites.ts';
import { mapRoute, unmap } from './write.ts';

/** For the deletion of one route: a job that the server does at its next turn. Milliseconds. */
const deletionMs = 30_000;

/** A route that a run touches before its release, as it was: to be saved. */
export interface RouteBefore extends Site {
  /** Where it led to the app's web process. */
  readonly destinations: readonly {
    readonly guid: string;
    /** Null: as the image says. */
    readonly port: number | null;
  }[];
}

/** @param view of the app before; its destinations are what comes back */
export function routesBefore(
  steps: readonly RouteStep[],
  view: { readonly app: { readonly guid: string }; readonly routes: readonly Route[] },
  ports: Pick<Ports, 'exposed'>,
): readonly RouteBefore[] {
  return steps
    .filter(({ port, early }) => port !== undefined || early.length > 0)
    .map(({ site: { address, host, path, domainGuid, guid } }) => {
      const route = view.routes.find((one) => one.guid === guid);
      const destinations = webDestinations(route?.destinations ?? [], view.app.guid).map((one) => ({
        guid: one.guid,
        port: isCertainlyNamed(one.port, ports) ? (one.port ?? null) : null,
      }));
      return { address, host, path, domainGuid, guid, destinations };
    });
}

/**
 * Routes as they were: what was taken away comes back first, then what was added goes, and with it a route that this run
 * has made, unless somebody else uses it by now. May be repeated.
 *
 * @returns addresses of those that were not as before
 */
export async function putRoutesBack(
  waiting: Waiting,
  appGuid: string,
  before: readonly RouteBefore[],
  runId: string,
): Promise<readonly string[]> {
  const { api } = waiting;
  const changed: string[] = [];
  for (const one of before) {
    const route = await routeOf(api, one);
    if (route === undefined) continue;
    const did = await putDestinationsBack(api, appGuid, route, one.destinations);
    const isOurs = one.guid === undefined && route.labels.get(runLabel) === runId;
    if (isOurs && webDestinations(route.destinations, appGuid).length === route.destinations.length) {
      await deleteRoute(waiting, route);
      changed.push(one.address);
    } else if (did) changed.push(one.address);
  }
  return changed;
}

/** With all that leads to it. */
export async function deleteRoute(waiting: Waiting, { guid, address }: Pick<Route, 'guid' | 'address'>): Promise<void> {
  const doing = `delete the route ${address}`;
  const job = await waiting.api.order('DELETE', `/v3/routes/${guid}`, doing, undefined, 'safe');
  if (job !== undefined) await finishJob(waiting, job, doing, deletionMs);
}

/** One that this run was to make is looked up at its place. */
async function routeOf(api: CloudController, before: RouteBefore): Promise<Route | undefined> {
  if (before.guid === undefined) return routeAt(api, before);
  const json = await api.find(`/v3/routes/${before.guid}`, `read the route ${before.address}`);
  return json === undefined ? undefined : routeFrom(json);
}

/** Whether anything had to be done. */
async function putDestinationsBack(
  api: CloudController,
  appGuid: string,
  route: Route,
  before: RouteBefore['destinations'],
): Promise<boolean> {
  const found = webDestinations(route.destinations, appGuid);
  const missing = before.filter(({ guid }) => !found.some((one) => one.guid === guid));
  let now = found;
  for (const { port } of missing) now = await mapRoute(api, route, appGuid, port);
  // What comes back gets another guid. Found here, by a repeat, it is younger than what the run has added.
  const cameBack = missing.length - now.filter(({ guid }) => !found.some((one) => one.guid === guid)).length;
  const strange = found.filter(({ guid }) => !before.some((one) => one.guid === guid)).sort(byAge);
  const added = strange.slice(0, Math.max(0, strange.length - cameBack));
  for (const destination of added) await unmap(api, route, destination);
  return missing.length > cameBack || added.length > 0;
}

function byAge(a: Destination, b: Destination): number {
  return a.createdAt < b.createdAt ? -1 : 1;
}
