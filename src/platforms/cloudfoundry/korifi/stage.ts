import { ActionError } from '../../../errors.ts';
import { at } from '../../../http/json.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { createOnce } from '../api/create-once.ts';
import { CloudControllerError } from '../api/errors.ts';
import { labelsOf } from '../api/fields.ts';
import { type Build, buildFrom } from '../api/shapes.ts';
import { hintFor } from '../evidence/causes.ts';
import { type BuildTools, endOfBuild, stagingLimitMs } from '../release/build.ts';
import { runLabel } from '../release/deployment.ts';
import { createPackage, type PackageOrder } from '../release/package.ts';

/**
 * Package, build, droplet. A build takes no label there (`payloads/build.go`), and a package cannot be looked for by one; so
 * a package whose answer was lost is found among the app's, and a build by its package. A second one would push an earlier
 * release out of those that are kept.
 *
 * @returns guid of the droplet, which is the build's own
 * @throws ActionError `CF_STAGING_FAILED`, `CF_STAGING_TIMEOUT`
 */
export async function stageOnKorifi(order: PackageOrder, tools: Omit<BuildTools, 'note'>): Promise<string> {
  const { api, clock, signal } = tools;
  const { appGuid, image, runId } = order;
  const packageGuid = await createPackage(order, tools, async () => {
    const packages = await api.list('/v3/packages', 'look the package up', {
      app_guids: appGuid,
      order_by: '-created_at',
    });
    return packages.find((json) => labelsOf(json).get(runLabel) === runId && at(json, 'data', 'image') === image);
  });
  const begun = await createOnce(clock, signal, {
    create: async () =>
      buildFrom(await api.write('POST', '/v3/builds', 'start the build', { package: { guid: packageGuid } })),
    lookUp: () => buildOf(packageGuid, api),
  });
  const build = await endOfBuild(begun, clock.now() + stagingLimitMs, tools, asksTheOperator);
  if (build.state === 'FAILED' || build.dropletGuid === undefined) throw stagingError(build.error);
  return build.dropletGuid;
}

/** Undefined: there is none, or this Korifi is too old to list builds (404 or 405, as its router has it): then another one is made. */
async function buildOf(packageGuid: string, api: CloudController): Promise<Build | undefined> {
  const query = { package_guids: packageGuid, states: 'STAGING,STAGED' };
  try {
    const [found] = await api.list('/v3/builds', 'look the build up', query);
    return found === undefined ? undefined : buildFrom(found);
  } catch (error) {
    if (error instanceof CloudControllerError && (error.status === 404 || error.status === 405)) return undefined;
    throw error;
  }
}

const asksTheOperator = 'Is the controller of this Korifi running? Ask its operator.';

/** Why it failed stands in the build itself (`build/docker/controller.go`); what the registry said is in the controller's log alone. */
function stagingError(words = 'the platform gives no reason'): ActionError {
  const hint = /failed to fetch image/i.test(words)
    ? 'Korifi reads the image from its own network, with registry-username and registry-password. That the registry does not know it, or lets nobody in, is not told apart: the operator finds the registry’s answer in the log of korifi-controllers.'
    : hintFor(words);
  return new ActionError('CF_STAGING_FAILED', `Staging failed: ${words}`, {
    hint: hint ?? 'The operator finds more in the log of korifi-controllers.',
  });
}
