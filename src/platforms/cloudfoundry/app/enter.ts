import { asArray, at } from '../../../http/json.ts';
import { type CloudController, filterValue } from '../api/cloud-controller.ts';
import { type App, appFrom, organizationFrom, resourcesOf, spaceFrom } from '../api/shapes.ts';
import { findTarget, openTarget, type Target } from '../api/target.ts';
import type { Identity } from '../login/identity.ts';

/** Where an app is, and the app. */
export interface Place {
  readonly target: Target;
  /** Undefined: there is none in that space. */
  readonly app: App | undefined;
}

/**
 * Org, space and app by name: one request where the app is there, since it brings its space and organization along (API
 * docs, "List apps", include). Only without it the space is asked for. The filter ignores case, the comparison does not.
 *
 * @param identity who asks, for the advice; known once the first answer is there
 * @throws ActionError of `findTarget`
 */
export async function enter(
  api: CloudController,
  names: { readonly org: string; readonly space: string; readonly app: string },
  identity: () => Identity,
): Promise<Place> {
  const query = { names: filterValue(names.app), include: 'space.organization', per_page: '500' };
  const pages = await api.pages('/v3/apps', 'read the app', query);
  const apps = pages
    .flatMap((page) => resourcesOf(page, 'read the app'))
    .map(appFrom)
    .filter(({ name }) => name === names.app);
  const included = (what: string) => pages.flatMap((page) => asArray(at(page, 'included', what)));
  const org = included('organizations')
    .map(organizationFrom)
    .find(({ name }) => name === names.org);
  const space = included('spaces')
    .map(spaceFrom)
    .find(({ name, orgGuid }) => name === names.space && orgGuid === org?.guid);
  const target =
    org === undefined || space === undefined ? await findTarget(api, names, identity) : openTarget(org, space);
  return { target, app: apps.find(({ spaceGuid }) => spaceGuid === target.space.guid) };
}
