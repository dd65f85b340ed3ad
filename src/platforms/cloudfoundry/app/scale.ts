import { ActionError } from '../../../errors.ts';
import type { ChangedSettings } from '../../../plan/plan.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { processFrom } from '../api/process.ts';
import type { AppView } from './app.ts';

/**
 * Instances of process types beside web. No deployment carries them: it stops and starts those processes at its end, with
 * as many instances as they have then.
 */
export interface ScaleChange {
  readonly type: string;
  readonly wanted: number;
  /** Instances that it had. */
  readonly before: number;
}

/** How many instances a process type had: to be saved. */
export type CountBefore = Pick<ScaleChange, 'type' | 'before'>;

/**
 * A process type that is not there cannot be scaled, and an image alone makes none but web.
 *
 * @param made types that a manifest is about to make
 * @throws ActionError `CF_NO_SUCH_PROCESS`
 */
export function refuseUnknownTypes(
  view: AppView | undefined,
  asked: ReadonlyMap<string, number> | undefined,
  made: readonly string[],
): void {
  const there = new Set([...(view === undefined ? ['web'] : view.processes.map(({ type }) => type)), ...made]);
  const missing = [...(asked?.keys() ?? [])].find((type) => type !== '' && !there.has(type));
  if (missing === undefined) return;
  throw new ActionError('CF_NO_SUCH_PROCESS', `The app has no process type ${missing}, only ${[...there].join(', ')}`, {
    hint: 'An image makes web alone. Other types come from `processes` in a manifest, each with its command.',
  });
}

/** Those that differ, without web. */
export function scaleChanges(settings: ChangedSettings, view: AppView | undefined): readonly ScaleChange[] {
  return [...(settings.instances ?? [])].flatMap(([type, wanted]) => {
    if (type === '' || type === 'web') return [];
    return [{ type, wanted, before: view?.processes.find((process) => process.type === type)?.instances ?? 0 }];
  });
}

/** Acts at once: instances that are added run what the app has now, until the deployment starts them anew. */
export async function scale(api: CloudController, appGuid: string, type: string, instances: number): Promise<void> {
  const path = `/v3/apps/${appGuid}/processes/${encodeURIComponent(type)}/actions/scale`;
  await api.write('POST', path, `scale the process ${type}`, { instances }, 'safe');
}

/** Those that do not have as many instances as before. Returns the types that were scaled back. */
export async function scaleBack(
  api: CloudController,
  appGuid: string,
  counts: readonly CountBefore[],
): Promise<readonly string[]> {
  const types: string[] = [];
  for (const { type, before } of counts) {
    const json = await api.find(
      `/v3/apps/${appGuid}/processes/${encodeURIComponent(type)}`,
      `read the process ${type}`,
    );
    if (json === undefined || processFrom(json).instances === before) continue;
    await scale(api, appGuid, type, before);
    types.push(type);
  }
  return types;
}
