import type { ChangedSettings } from '../../../plan/plan.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { AppView } from './app.ts';
import { type CountBefore, type ScaleChange, scale, scaleChanges } from './scale.ts';
import { type SettingsBefore, type SettingsChange, settingsChange, writeSettings } from './settings.ts';

/** What a run is about to change of the app that no deployment carries. The values are for this process alone. */
export interface Configuration {
  readonly settings: SettingsChange | undefined;
  readonly scale: readonly ScaleChange[];
}

/** What has to be put back of it: ids, names and numbers, to be saved. Absent: nothing of that kind is changed. */
export interface ConfigurationBefore {
  readonly settings?: SettingsBefore;
  readonly counts?: readonly CountBefore[];
}

/** @throws ActionError for what cannot be changed now, before anything is written */
export async function configurationFor(
  api: CloudController,
  settings: ChangedSettings,
  view: AppView | undefined,
): Promise<Configuration> {
  return { settings: await settingsChange(api, settings, view), scale: scaleChanges(settings, view) };
}

export function configurationBefore({ settings, scale }: Configuration): ConfigurationBefore {
  return {
    ...(settings === undefined ? {} : { settings: settings.before }),
    ...(scale.length === 0 ? {} : { counts: scale.map(({ type, before }) => ({ type, before })) }),
  };
}

/**
 * Writes all of it, what the server may refuse first, what acts at once last. To be called once the way back is saved, and
 * just before what needs it begins: whatever starts meanwhile keeps what it was started with. May be repeated.
 */
export async function configure(
  api: CloudController,
  appGuid: string,
  { settings, scale: processes }: Configuration,
): Promise<void> {
  if (settings !== undefined) await writeSettings(api, appGuid, settings.wanted);
  for (const { type, wanted } of processes) await scale(api, appGuid, type, wanted);
}
