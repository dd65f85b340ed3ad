import type { CloudController } from '../api/cloud-controller.ts';
import { type SettingValues, writeSettings } from '../app/settings.ts';
import { startApp, stopApp } from '../release/recreate.ts';
import type { CloudFoundryRollout } from '../release/rollout.ts';
import { find, setPreviousDroplet } from './found.ts';
import { beforehand } from './restoration.ts';

/**
 * One order to go back, without waiting: the settings and the droplet from before, or a stop where nothing ran. An instance
 * that is made with a variable of ours keeps it, whatever the post step writes.
 *
 * @param remembered the settings from before, in the process that changed them
 */
export async function cancelOnKorifi(
  rollout: CloudFoundryRollout,
  api: CloudController,
  remembered: SettingValues | undefined,
): Promise<void> {
  const { appGuid, before, settings, recreate } = rollout;
  const found = await find(rollout, api);
  const { standing, started } = found;
  if (standing === 'gone' || standing === 'of somebody else') return;
  const changed = settings !== undefined && before !== undefined ? remembered : undefined;
  const putBack = async () => {
    if (changed !== undefined) await writeSettings(api, appGuid, changed, before?.web.guid);
  };
  await beforehand(putBack, async () => {
    if (before?.running !== true) {
      if (standing === 'ours' && started) await stopApp(rollout, api);
      return;
    }
    await setPreviousDroplet(rollout, found, api);
    if (recreate === true && !started) await startApp(rollout, api);
  });
}
