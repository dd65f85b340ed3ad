import { ActionError } from '../../../errors.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { type App, appFrom, organizationFrom, spaceFrom } from '../api/shapes.ts';
import { openTarget, type Target } from '../api/target.ts';
import type { Place } from '../app/enter.ts';

const namesTold = 10;

/**
 * Org, space and app by name, one after the other: Korifi includes nothing, and takes the names of a filter as they stand.
 *
 * @param role the command that gives this login its role, for advice
 * @throws ActionError when org or space is not there
 */
export async function enterKorifi(
  api: CloudController,
  names: { readonly org: string; readonly space: string; readonly app: string },
  role: () => string,
): Promise<Place> {
  const target = await findTarget(api, names, role);
  return { target, app: await appNamed(api, names.app, target) };
}

/** Undefined: there is none in that space. */
export async function appNamed(api: CloudController, name: string, { space }: Target): Promise<App | undefined> {
  const query = { names: name, space_guids: space.guid };
  return (await api.list('/v3/apps', 'read the app', query)).map(appFrom).find((app) => app.name === name);
}

async function findTarget(
  api: CloudController,
  names: { readonly org: string; readonly space: string },
  role: () => string,
): Promise<Target> {
  const orgs = (await api.list('/v3/organizations', 'read the organizations', filter(names.org))).map(organizationFrom);
  const org = orgs.find(({ name }) => name === names.org);
  if (org === undefined) {
    const seen = (await api.list('/v3/organizations', 'read the organizations', {})).map(organizationFrom);
    throw missing('ORG', `There is no organization ${names.org} that this login may see`, 'org', seen, role());
  }
  const query = { ...filter(names.space), organization_guids: org.guid };
  const spaces = (await api.list('/v3/spaces', 'read the spaces', query)).map(spaceFrom);
  const space = spaces.find(({ name }) => name === names.space);
  if (space === undefined) {
    const seen = (await api.list('/v3/spaces', 'read the spaces', { organization_guids: org.guid })).map(spaceFrom);
    const sentence = `There is no space ${names.space} in ${names.org} that this login may see`;
    throw missing('SPACE', sentence, 'space', seen, role());
  }
  return openTarget(org, space);
}

/** A comma separates names there, and nothing stands for one. */
function filter(name: string): Readonly<Record<string, string>> {
  return name.includes(',') ? {} : { names: name };
}

function missing(
  what: 'ORG' | 'SPACE',
  sentence: string,
  input: string,
  seen: readonly { readonly name: string }[],
  role: string,
): ActionError {
  const names = seen
    .map(({ name }) => name)
    .toSorted()
    .slice(0, namesTold);
  const sees = names.length === 0 ? '' : ` It sees ${names.join(', ')}.`;
  return new ActionError(`CF_${what}_NOT_FOUND`, sentence, {
    hint: `Check the input ${input}. The login needs a role there: ${role}.${sees}`,
  });
}
