import { ActionError } from '../../errors.ts';
import type { ControllerApi } from '../controller/api.ts';
import { newestReleases, versionOf } from '../controller/releases.ts';
import { type DryccApp, succeeded } from './app.ts';

/**
 * A command runs in the newest release that has not failed, deployed or not (`Release.latest`): a build that was refused
 * because of another one, or is being deployed, is such a release. Without automatic rollbacks even a failed one is.
 *
 * @throws ActionError when that would be another image than the one that serves
 */
export async function refuseOtherRelease(api: ControllerApi, name: string, app: DryccApp): Promise<void> {
  const releases = await newestReleases(api, name, 10);
  const chosen = app.autorollback ? releases.find(({ failed }) => !failed) : releases[0];
  const serving = versionOf(app.state.release?.id);
  if (chosen === undefined || chosen.version === serving || succeeded(chosen)) return;
  // A change of settings: as elsewhere, a command has those that are set now.
  if (chosen.build === app.build?.uuid) return;
  const why = chosen.failed ? 'has failed' : 'is not deployed';
  throw new ActionError(
    'DRYCC_COMMAND',
    `Drycc would run the command in release v${chosen.version}, which ${why}: what serves is release v${serving}.`,
    {
      hint: chosen.failed
        ? 'Go back to the release that serves, or deploy an image that starts; then run this job again.'
        : 'When its deploy is under way, run this job again after it. Else deploy it (drycc releases deploy), or an image, first.',
    },
  );
}
