import type { Settings } from '../../../inputs/request.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { revisionOf, variablesOf } from './app.ts';
import { newestWeb, revisedVariables, type SettingsBefore, type SettingValues } from './settings.ts';

/** The settings from before a rollout, and what of them is gone. */
export interface Recalled {
  readonly values: SettingValues;
  /** Variables that nothing remembers. */
  readonly variables: readonly string[];
  /** Whether nothing remembers the command. */
  readonly command: boolean;
}

/** The settings from before, as another process than the one that changed them finds them: by the revision. */
export async function recall(api: CloudController, before: SettingsBefore): Promise<Recalled> {
  const { revisionGuid, added, revised, forgotten } = before;
  const revision = revised.length === 0 ? undefined : await revisedVariables(api, revisionGuid);
  const found = revised.flatMap((name) => {
    const value = revision?.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const command = await recallCommand(api, before);
  const known = new Set(found.map(([name]) => name));
  return {
    values: {
      env: new Map<string, string | null>([...added.map((name) => [name, null] as const), ...found]),
      ...(command === undefined ? {} : { command }),
      ...(before.health === undefined ? {} : { health: before.health }),
      ...(before.readiness === undefined ? {} : { readiness: before.readiness }),
    },
    variables: [...forgotten, ...revised.filter((name) => !known.has(name))],
    command: before.command !== undefined && command === undefined,
  };
}

async function recallCommand(api: CloudController, before: SettingsBefore): Promise<string | null | undefined> {
  if (before.command === 'of the image') return null;
  if (before.command !== 'revised' || before.revisionGuid === undefined) return undefined;
  return (await revisionOf(api, before.revisionGuid))?.command;
}

/** What a deployment of a revision has set of the app, as far as this login may read it. */
export async function settingsOfRevision(
  api: CloudController,
  guid: string,
): Promise<Pick<Settings, 'env' | 'command'>> {
  const [revision, env] = await Promise.all([revisionOf(api, guid), revisedVariables(api, guid)]);
  const command = revision?.command;
  return { ...(env === undefined ? {} : { env }), ...(typeof command === 'string' ? { command } : {}) };
}

/**
 * What still is as this run has set it, of all that nothing remembers: the main step, which did, may have put it back in
 * its last seconds.
 *
 * @param asked what the inputs say: what this run has set
 */
export async function notPutBack(
  api: CloudController,
  appGuid: string,
  { variables, command }: Recalled,
  asked: Pick<Settings, 'env' | 'command'>,
): Promise<readonly string[]> {
  const now = variables.length === 0 ? new Map<string, string>() : await variablesOf(api, appGuid);
  const still = variables.filter((name) => {
    const ours = asked.env?.get(name);
    // What this run has removed is back when it is there.
    return ours === undefined ? !now.has(name) : now.get(name) === ours;
  });
  const web = command ? await newestWeb(api, appGuid) : undefined;
  const commandIsOurs = command && (web?.command === undefined || web.command === asked.command);
  return [...(commandIsOurs ? ['the start command'] : []), ...still];
}
