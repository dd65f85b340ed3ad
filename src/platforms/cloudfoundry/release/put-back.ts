import type { Restored } from '../../platform.ts';
import { putMarksBack } from '../app/marks.ts';
import { notPutBack, type Recalled, recall } from '../app/recall.ts';
import { putRoutesBack } from '../app/routes/put-back.ts';
import { scaleBack } from '../app/scale.ts';
import { unbind } from '../app/services/unbind.ts';
import { returnSettings, type SettingValues } from '../app/settings.ts';
import { undoManifest } from '../manifest/apply.ts';
import type { CloudFoundryRollout } from './rollout.ts';
import type { RestoreTools } from './serving.ts';

/** What came of putting back what no cancel puts back. */
export interface PutBack {
  /** `variables`, `start command`; empty: there was nothing to do. */
  readonly did: readonly string[];
  /** What is not as it was, in sentences. */
  readonly left: readonly string[];
}

export const nothingToPutBack: PutBack = { did: [], left: [] };

export function withSettings(restored: Restored, { did, left }: PutBack): Restored {
  const how = did.length === 0 ? restored.how : `${restored.how}, ${did.join(', ')} put back`;
  return { ...restored, how, ...(left.length === 0 ? {} : { left: left.join(' ') }) };
}

/**
 * All that this run has changed of the app, as it was. To be called once no deployment of ours is under way: the web
 * process cannot be changed during one, and the newest would not be the one that stays. May be repeated.
 *
 * @param written settings were put back before, and a deployment has copied them since
 */
export async function putBack(rollout: CloudFoundryRollout, tools: RestoreTools, written = false): Promise<PutBack> {
  const manifest = await putManifestBack(rollout, tools);
  const settings = await putSettingsBack(rollout, tools, written);
  const { appGuid, runId, services = [], marks, routes = [], counts = [] } = rollout;
  const unbound = await unbind(tools, appGuid, services, runId);
  const marked =
    marks === undefined
      ? { did: false, left: [] }
      : await putMarksBack(tools.api, appGuid, marks, tools.remembered?.marks?.previous);
  const addresses = await putRoutesBack(tools, appGuid, routes, runId);
  const types = await scaleBack(tools.api, appGuid, counts);
  return {
    did: [
      ...manifest.did,
      ...settings.did,
      ...unbound.did.map((name) => `service ${name}`),
      ...(marked.did ? ['labels'] : []),
      ...addresses.map((address) => `route ${address}`),
      ...types.map((type) => `instances of ${type}`),
    ],
    left: [
      ...manifest.left,
      ...settings.left,
      ...unbound.left,
      ...(marked.left.length === 0 ? [] : [`Annotations stay as this run has set them: ${marked.left.join(', ')}.`]),
      ...(rollout.sidecars === true
        ? ['Its sidecars are not put back: apply its manifest again, and restart it.']
        : []),
    ],
  };
}

async function putManifestBack({ manifest, app, appGuid }: CloudFoundryRollout, tools: RestoreTools): Promise<PutBack> {
  if (manifest === undefined) return nothingToPutBack;
  const undo = tools.remembered?.manifest?.undo ?? manifest;
  const did = await undoManifest(tools, { app, appGuid, spaceGuid: manifest.spaceGuid }, undo);
  const left = `Of what the manifest has set, this is not put back: ${undo.lost.join(', ')}.`;
  return { did: did ? ['manifest'] : [], left: undo.lost.length === 0 ? [] : [left] };
}

/** After a deployment that was done: other processes than web have been given the commands that came with it. */
export function withCommandsLeft(back: PutBack, { otherCommands }: CloudFoundryRollout): PutBack {
  if (otherCommands !== true) return back;
  return {
    ...back,
    left: [...back.left, 'Commands of other processes than web are not put back: apply its manifest again.'],
  };
}

async function putSettingsBack(
  { settings, appGuid }: CloudFoundryRollout,
  { api, remembered, asked }: RestoreTools,
  written: boolean,
): Promise<PutBack> {
  if (settings === undefined) return nothingToPutBack;
  const values = remembered?.settings?.previous;
  const recalled: Recalled =
    values === undefined
      ? await recall(api, settings)
      : { values, variables: [], command: settings.command !== undefined && values.command === undefined };
  if (!written) await returnSettings(api, appGuid, recalled.values, asked);
  const left = await notPutBack(api, appGuid, recalled, asked);
  // On Korifi whatever is replaced meanwhile takes what is written (`apps/controller.go`): there a start may be over already.
  const whoTakes = api.isKorifi ? 'Every start of an instance takes' : 'The next start of the app takes';
  const lost = `Not put back, because nothing on the platform remembers what was there before: ${left.join(', ')}. ${whoTakes} what this run has set.`;
  return { did: settingsIn(recalled.values), left: left.length === 0 ? [] : [lost] };
}

function settingsIn({ env, command, health, readiness }: SettingValues): readonly string[] {
  return [
    ...(env === undefined || env.size === 0 ? [] : ['variables']),
    ...(command === undefined ? [] : ['start command']),
    ...(health === undefined ? [] : ['health check']),
    ...(readiness === undefined ? [] : ['readiness check']),
  ];
}
