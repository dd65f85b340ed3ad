import { ActionError } from '../../../errors.ts';
import { asArray, at } from '../../../http/json.ts';
import { type Identity, roleCommand } from '../login/identity.ts';
import { type CloudController, filterValue } from './cloud-controller.ts';
import { type Organization, organizationFrom, resourcesOf, type Space, spaceFrom } from './shapes.ts';

/** The space that is deployed to. */
export interface Target {
  readonly org: Organization;
  readonly space: Space;
}

/**
 * Org and space by name in one request: all spaces of that name that we may see, with their organizations. The filter
 * ignores case, so names are compared here. Only a miss asks again, to say what exactly is missing.
 *
 * @param identity who asks, for the advice; known once the first answer is there
 * @throws ActionError when one of the two is not there or the org is suspended
 */
export async function findTarget(
  api: CloudController,
  names: { readonly org: string; readonly space: string },
  identity: () => Identity,
): Promise<Target> {
  const { org: orgName, space: spaceName } = names;
  const pages = await api.pages('/v3/spaces', 'read the spaces', {
    names: filterValue(spaceName),
    include: 'organization',
    per_page: '500',
  });
  const spaces = pages.flatMap((page) => resourcesOf(page, 'read the spaces')).map(spaceFrom);
  const orgs = pages.flatMap((page) => asArray(at(page, 'included', 'organizations'))).map(organizationFrom);
  const org = orgs.find((candidate) => candidate.name === orgName);
  const space = spaces.find((candidate) => candidate.name === spaceName && candidate.orgGuid === org?.guid);
  if (org === undefined || space === undefined) {
    const command = () => roleCommand(identity(), orgName, spaceName);
    throw await missing(api, orgName, spaceName, { spaces, orgs, command });
  }
  return openTarget(org, space);
}

/** @throws ActionError `CF_ORG_SUSPENDED` */
export function openTarget(org: Organization, space: Space): Target {
  if (org.suspended) {
    throw new ActionError(
      'CF_ORG_SUSPENDED',
      `The organization ${org.name} is suspended: nothing in it can be changed`,
      {
        hint: 'Ask the operator of this Cloud Foundry.',
      },
    );
  }
  return { org, space };
}

async function missing(
  api: CloudController,
  orgName: string,
  spaceName: string,
  known: { readonly spaces: readonly Space[]; readonly orgs: readonly Organization[]; command(): string },
): Promise<ActionError> {
  const { spaces, orgs: seen, command } = known;
  const query = { names: filterValue(orgName), per_page: '50' };
  const found = (await api.list('/v3/organizations', 'read the organizations', query)).map(organizationFrom);
  const org = found.find((candidate) => candidate.name === orgName);
  if (org === undefined) {
    const alike = found[0]?.name;
    return new ActionError('CF_ORG_NOT_FOUND', `There is no organization ${orgName} that this login may see`, {
      hint:
        alike === undefined
          ? `Check the input org. The login needs a role in it: ${command()}.`
          : `It is written ${alike}: upper and lower case matter here.`,
    });
  }
  const alike = spaces.find((space) => space.orgGuid === org.guid)?.name;
  const elsewhere = seen.map((other) => other.name).filter((name) => name !== orgName);
  return new ActionError('CF_SPACE_NOT_FOUND', `There is no space ${spaceName} in ${orgName} that this login may see`, {
    hint:
      alike !== undefined
        ? `It is written ${alike}: upper and lower case matter here.`
        : `Check the input space. The login needs a role in it: ${command()}.${
            elsewhere.length === 0 ? '' : ` A space of that name is in ${elsewhere.slice(0, 3).join(', ')}.`
          }`,
  });
}
