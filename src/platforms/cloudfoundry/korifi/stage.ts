import { ActionError } from '../../../errors.ts';
import { at } from '../../../http/json.ts';
import { createOnce } from '../api/create-once.ts';
import { labelsOf } from '../api/fields.ts';
import { buildFrom, guidFrom } from '../api/shapes.ts';
import { hintFor } from '../evidence/causes.ts';
import { runLabel } from '../release/deployment.ts';
import type { StagingOrder, StagingTools } from '../release/stage.ts';

/** Korifi only reads the image's configuration, so that this is long. Milliseconds. */
const stagingLimitMs = 15 * 60_000;
const firstPollMs = 500;
const slowestPollMs = 2_000;

/**
 * Package, build, droplet. A build takes no label there (`payloads/build.go`), and a package cannot be looked for by one; so
 * a package whose answer was lost is found among the app's, and a build is made anew, which costs nothing.
 *
 * @returns guid of the droplet, which is the build's own
 * @throws ActionError `CF_STAGING_FAILED`
 */
export async function stageOnKorifi(
  { appGuid, image, registry, runId, labels }: Omit<StagingOrder, 'ifBusy'>,
  { api, clock, signal }: Omit<StagingTools, 'log'>,
): Promise<string> {
  const newPackage = {
    type: 'docker',
    relationships: { app: { data: { guid: appGuid } } },
    data: {
      image,
      ...(registry === undefined ? {} : { username: registry.username, password: registry.password }),
    },
    metadata: { labels: { ...labels, [runLabel]: runId } },
  };
  const packageGuid = await createOnce(clock, signal, {
    create: async () => guidFrom(await api.write('POST', '/v3/packages', 'create the package', newPackage), 'package'),
    lookUp: async () => {
      const query = { app_guids: appGuid, order_by: '-created_at' };
      const packages = await api.list('/v3/packages', 'look the package up', query);
      const ours = packages.find(
        (json) => labelsOf(json).get(runLabel) === runId && at(json, 'data', 'image') === image,
      );
      return ours === undefined ? undefined : guidFrom(ours, 'package');
    },
  });
  let build = await createOnce(clock, signal, {
    create: async () => {
      const body = { package: { guid: packageGuid } };
      return buildFrom(await api.write('POST', '/v3/builds', 'start the build', body));
    },
    lookUp: async () => undefined,
  });
  const giveUpAt = clock.now() + stagingLimitMs;
  for (let pause = firstPollMs; ; pause = Math.min(pause * 1.3, slowestPollMs)) {
    if (build.state === 'STAGED' && build.dropletGuid !== undefined) return build.dropletGuid;
    if (build.state === 'FAILED') throw stagingError(build.error);
    if (clock.now() >= giveUpAt) {
      throw new ActionError('CF_STAGING_TIMEOUT', `Staging is not done after ${stagingLimitMs / 60_000} minutes`, {
        hint: 'Is the controller of this Korifi running? Ask its operator.',
      });
    }
    await clock.sleep(pause, signal);
    build = buildFrom(await api.get(`/v3/builds/${build.guid}`, 'read the build'));
  }
}

/** Why it failed stands in the build itself (`build/docker/controller.go`); what the registry said is in the controller's log alone. */
function stagingError(words = 'the platform gives no reason'): ActionError {
  const hint = /failed to fetch image/i.test(words)
    ? 'Korifi reads the image from its own network, with registry-username and registry-password. That the registry does not know it, or lets nobody in, is not told apart: the operator finds the registry’s answer in the log of korifi-controllers.'
    : hintFor(words);
  return new ActionError('CF_STAGING_FAILED', `Staging failed: ${words}`, {
    hint: hint ?? 'The operator finds more in the log of korifi-controllers.',
  });
}
