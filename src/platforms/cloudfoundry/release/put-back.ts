import type { Restored } from '../../platform.ts';
import { notPutBack, type Recalled, recall, returnSettings, type SettingValues } from '../app/settings.ts';
import type { CloudFoundryRollout } from './rollout.ts';
import type { RestoreTools } from './serving.ts';

/** What came of putting settings back. */
export interface PutBack {
  /** Empty: there was nothing to do. */
  readonly did: string;
  readonly left?: string;
}

export function withSettings(restored: Restored, { did, left }: PutBack): Restored {
  const how = did === '' ? restored.how : `${restored.how}, ${did} put back`;
  return { ...restored, how, ...(left === undefined ? {} : { left }) };
}

/** `variables, start command`; empty: none. */
function settingsIn({ env, command, healthCheck }: SettingValues): string {
  return [
    ...(env === undefined || env.size === 0 ? [] : ['variables']),
    ...(command === undefined ? [] : ['start command']),
    ...(healthCheck === undefined ? [] : ['health check']),
  ].join(', ');
}

/**
 * The settings that this run has changed, as they were. To be called once no deployment of ours is under way: the web
 * process cannot be changed during one, and the newest would not be the one that stays.
 *
 * @param written they were put back before, and a deployment has copied them since
 */
export async function putBack(
  { settings, appGuid }: CloudFoundryRollout,
  { api, remembered, asked }: RestoreTools,
  written = false,
): Promise<PutBack> {
  if (settings === undefined) return { did: '' };
  const recalled: Recalled =
    remembered === undefined
      ? await recall(api, settings)
      : {
          values: remembered,
          variables: [],
          command: settings.command !== undefined && remembered.command === undefined,
        };
  if (!written) await returnSettings(api, appGuid, recalled.values, asked);
  const left = await notPutBack(api, appGuid, recalled, asked);
  const did = settingsIn(recalled.values);
  if (left.length === 0) return { did };
  return {
    did,
    left: `Not put back, because nothing on the platform remembers what was there before: ${left.join(', ')}. The next start of the app takes what this run has set.`,
  };
}
