import { ActionError } from '../../../../errors.ts';
import type { CloudController } from '../../api/cloud-controller.ts';
import { domainFrom } from '../../api/route.ts';
import type { Target } from '../../api/target.ts';
import { runLabel } from '../../release/deployment.ts';
import { appsNamed } from '../app.ts';
import { makeRoute } from './write.ts';

/** Names that can be a host: the Cloud Controller's own rule for default routes. */
const hostName = /^[A-Za-z0-9_-]{1,63}$/;
/** Korifi's, which are Kubernetes' (`routes/validator.go`). */
const dnsLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** A route that is there. */
export interface MadeRoute {
  readonly guid: string;
  readonly address: string;
  /** Whether this run has made it, and nobody uses it yet. */
  readonly isOurs: boolean;
}

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
  app: { readonly name: string; readonly runId: string },
  note: (line: string) => void,
): Promise<MadeRoute | undefined> {
  const { name, runId } = app;
  if (!(api.isKorifi ? dnsLabel : hostName).test(name)) {
    note(`No route: ${name} cannot be a host name. Name one in routes.`);
    return undefined;
  }
  const json = await api.find(`/v3/organizations/${target.org.guid}/domains/default`, 'read the default domain');
  if (json === undefined) {
    note(`No route: the organization ${target.org.name} has no default domain. Name one in routes.`);
    return undefined;
  }
  const domain = domainFrom(json);
  const host = name.toLowerCase();
  const site = { address: `${host}.${domain.name}`, host, path: '', domainGuid: domain.guid, guid: undefined };
  const route = await makeRoute(api, site, { spaceGuid: target.space.guid, runId });
  if (route.destinations.length > 0) {
    // Another run may be making the very app that is wanted at this moment.
    const same = (await appsNamed(api, name)).find((one) => one.spaceGuid === target.space.guid);
    if (route.destinations.some(({ appGuid }) => appGuid !== same?.guid)) {
      throw new ActionError('CF_ROUTE_TAKEN', `The route ${site.address} already leads to another app of this space`, {
        hint: 'Choose another app name, or name other routes in routes.',
      });
    }
  }
  const isOurs = route.labels.get(runLabel) === runId && route.destinations.length === 0;
  return { guid: route.guid, address: site.address, isOurs };
}
