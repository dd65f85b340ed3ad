import { ActionError } from '../../../errors.ts';
import { textAt } from '../../../http/json.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { CloudControllerError } from '../api/errors.ts';
import { guidFrom, type Route, routeFrom } from '../api/shapes.ts';
import type { Target } from '../api/target.ts';
import { appsNamed } from './app.ts';

/** Names that can be a host: the Cloud Controller's own rule for default routes. */
const hostName = /^[A-Za-z0-9_-]{1,63}$/;

/**
 * The route that `cf push` would give a new app: its name on the default domain of the org. It is made, or found to be
 * free, before the app is created, so that a name which is taken leaves nothing behind.
 *
 * @returns undefined when there is no default route to be had; `note` says why
 * @throws ActionError `CF_ROUTE_TAKEN`
 */
export async function defaultRoute(
  api: CloudController,
  target: Target,
  appName: string,
  note: (line: string) => void,
): Promise<Route | undefined> {
  if (!hostName.test(appName)) {
    note(`No route: ${appName} cannot be a host name. Add one with cf map-route.`);
    return undefined;
  }
  const domain = await api.find(`/v3/organizations/${target.org.guid}/domains/default`, 'read the default domain');
  if (domain === undefined) {
    note(`No route: the organization ${target.org.name} has no default domain. Add one with cf map-route.`);
    return undefined;
  }
  const domainGuid = guidFrom(domain, 'domain');
  const address = `${appName}.${textAt(domain, 'name') ?? 'the default domain'}`;
  const body = {
    host: appName,
    relationships: { space: { data: { guid: target.space.guid } }, domain: { data: { guid: domainGuid } } },
  };
  try {
    // Safe to repeat: a second one is refused, and found below.
    return routeFrom(await api.write('POST', '/v3/routes', `create the route ${address}`, body, 'safe'));
  } catch (error) {
    if (!(error instanceof CloudControllerError) || !error.has('CF-UnprocessableEntity', /already exists|is taken/i)) {
      throw error;
    }
  }
  const query = { hosts: appName, domain_guids: domainGuid };
  const found = (await api.list('/v3/routes', 'read the route', query))
    .map(routeFrom)
    .find((route) => route.url === address);
  const here = found !== undefined && found.spaceGuid === target.space.guid;
  if (here && (await leadsNowhereElse(api, found, target, appName))) return found;
  const owner = here ? 'already leads to another app of this space' : 'belongs to another space';
  throw new ActionError('CF_ROUTE_TAKEN', `The route ${address} ${owner}`, {
    hint: 'Choose another app name; or create the app first (cf create-app) and map the route that it is to have.',
  });
}

/** Free, or mapped to the very app that is wanted: another run may be making it at this moment. */
async function leadsNowhereElse(api: CloudController, route: Route, target: Target, appName: string): Promise<boolean> {
  if (route.apps.length === 0) return true;
  const same = (await appsNamed(api, appName)).find((app) => app.spaceGuid === target.space.guid);
  return route.apps.every((guid) => guid === same?.guid);
}

/** Sends the route's traffic to the app's web process, at the port that the image exposes. Safe to repeat. */
export async function mapRoute(api: CloudController, route: Route, appGuid: string): Promise<void> {
  const body = { destinations: [{ app: { guid: appGuid, process: { type: 'web' } } }] };
  await api.write('POST', `/v3/routes/${route.guid}/destinations`, `map the route ${route.url}`, body, 'safe');
}
