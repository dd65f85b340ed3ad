import { ActionError } from '../../../errors.ts';
import type { HealthCheck, Settings } from '../../../inputs/request.ts';
import type { ChangedSettings } from '../../../plan/plan.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { CloudControllerError, inFlightHint } from '../api/errors.ts';
import { type Process, processFrom, variablesFrom } from '../api/shapes.ts';
import { type AppView, revisionOf, variablesOf, webOf } from './app.ts';

/**
 * Settings that no deployment carries: variables belong to the app, command and health check to its newest web process,
 * which a deployment copies (`deployment_create.rb`, clone_existing_web_process). Instances that run keep what they were
 * started with. A cancel does not put any of it back.
 */
export type SettingValues = Pick<ChangedSettings, 'env' | 'healthCheck'> & {
  /** Null: the image's own. */
  readonly command?: string | null;
};

/**
 * What has to be put back of the settings, and where it is to be found: in a rollout that is saved, so it holds names and
 * ids, and no value that may be a secret. The health check may stand here: every list shows it to all who see the app.
 */
export interface SettingsBefore {
  /** The revision that knows `revised`, and the command. */
  readonly revisionGuid?: string;
  /** Variables that were not there. */
  readonly added: readonly string[];
  /** Variables whose values stand in the revision. */
  readonly revised: readonly string[];
  /** Variables whose values nothing remembers but the run that changes them. */
  readonly forgotten: readonly string[];
  readonly command?: 'of the image' | 'revised' | 'forgotten';
  readonly healthCheck?: HealthCheck;
}

/** A change of settings that is about to be made. The values are for this process alone. */
export interface SettingsChange {
  readonly wanted: SettingValues;
  /** What counted before, as far as it could be read. */
  readonly previous: SettingValues;
  readonly before: SettingsBefore;
}

/** Undefined: there is nothing to change. @throws ActionError `CF_DEPLOYMENT_IN_FLIGHT` before anything is written */
export async function settingsChange(
  api: CloudController,
  settings: ChangedSettings,
  view: AppView | undefined,
): Promise<SettingsChange | undefined> {
  const { env, command, healthCheck } = settings;
  if (env === undefined && command === undefined && healthCheck === undefined) return undefined;
  const wanted: SettingValues = {
    ...(env === undefined ? {} : { env }),
    ...(command === undefined ? {} : { command }),
    ...(healthCheck === undefined ? {} : { healthCheck }),
  };
  const nothing = { added: [], revised: [], forgotten: [] };
  // An app that is made by this run had no settings.
  if (view === undefined) return { wanted, previous: {}, before: nothing };
  if (command !== undefined || healthCheck !== undefined) refuseInFlight(view);

  const web = webOf(view);
  if (healthCheck !== undefined && web !== undefined && web.healthCheck === undefined) {
    throw new ActionError(
      'CF_HEALTH_CHECK_UNKNOWN',
      'The app has a kind of health check that this action does not know, and could not put back after a failure',
      { hint: 'Leave health-check out, or set it once with cf set-health-check.' },
    );
  }
  const values = [...(env?.keys() ?? [])].map((name) => [name, view.variables?.get(name) ?? null] as const);
  const overwritten = values.flatMap(([name, value]) => (value === null ? [] : [name]));
  const revision = overwritten.length === 0 ? undefined : await revisedVariables(api, web?.revisionGuid);
  const isRevised = (name: string) => revision !== undefined && revision.get(name) === view.variables?.get(name);
  const given = command === undefined ? undefined : view.command;
  const source = given === undefined ? 'forgotten' : given.text === null ? 'of the image' : sourceOf(given.inRevision);
  return {
    wanted,
    previous: {
      ...(env === undefined ? {} : { env: new Map(values) }),
      ...(given === undefined ? {} : { command: given.text }),
      ...(healthCheck === undefined || web?.healthCheck === undefined ? {} : { healthCheck: web.healthCheck }),
    },
    before: {
      ...(web?.revisionGuid === undefined ? {} : { revisionGuid: web.revisionGuid }),
      added: values.flatMap(([name, value]) => (value === null ? [name] : [])),
      revised: overwritten.filter(isRevised),
      forgotten: overwritten.filter((name) => !isRevised(name)),
      ...(command === undefined ? {} : { command: source }),
      ...(healthCheck === undefined || web?.healthCheck === undefined ? {} : { healthCheck: web.healthCheck }),
    },
  };
}

function sourceOf(inRevision: boolean): 'revised' | 'forgotten' {
  return inRevision ? 'revised' : 'forgotten';
}

/** Said before anything is written: the server would say it half-way, of the process (`process_update.rb`). */
function refuseInFlight({ deployments }: AppView): void {
  const active = deployments.some(({ value, reason }) => value === 'ACTIVE' && reason !== 'CANCELING');
  if (!active) return;
  throw new ActionError(
    'CF_DEPLOYMENT_IN_FLIGHT',
    'Another deployment of this app is under way, and Cloud Foundry changes no start command and no health check meanwhile',
    { hint: inFlightHint },
  );
}

/** Undefined: there is no revision, or this login may not read it (a SpaceSupporter may read the app's variables only). */
export async function revisedVariables(
  api: CloudController,
  guid: string | undefined,
): Promise<ReadonlyMap<string, string> | undefined> {
  if (guid === undefined) return undefined;
  try {
    const json = await api.find(`/v3/revisions/${guid}/environment_variables`, 'read the revision’s variables');
    return json === undefined ? undefined : variablesFrom(json);
  } catch (error) {
    if (error instanceof CloudControllerError && error.status === 403) return undefined;
    throw error;
  }
}

/**
 * Writes settings; what runs goes on with the old ones. The process first: it is the one that can be refused. All of it
 * may be repeated.
 *
 * @param process path of the web process
 */
export async function writeSettings(
  api: CloudController,
  appGuid: string,
  values: SettingValues,
  process = `/v3/apps/${appGuid}/processes/web`,
): Promise<void> {
  const { env, command, healthCheck } = values;
  if (command !== undefined || healthCheck !== undefined) {
    const check = healthCheck?.type === 'http' ? { type: 'http', data: { endpoint: healthCheck.path } } : healthCheck;
    // With its type a new health check counts from the next start on, without it at once (`process_update.rb`).
    const body = { ...(command === undefined ? {} : { command }), ...(check && { health_check: check }) };
    await api.write('PATCH', process, 'change the web process', body, 'safe');
  }
  if (env !== undefined && env.size > 0) {
    const body = { var: Object.fromEntries(env) };
    await api.write('PATCH', `/v3/apps/${appGuid}/environment_variables`, 'change the variables', body, 'safe');
  }
}

/**
 * Writes those of the values from before that are not there. What was never changed, since the platform refused it, is
 * not written either.
 *
 * @param asked what the inputs say: what this run has set
 */
export async function returnSettings(
  api: CloudController,
  appGuid: string,
  { env, command, healthCheck }: SettingValues,
  asked: Pick<Settings, 'command'>,
): Promise<void> {
  const web = command === undefined && healthCheck === undefined ? undefined : await newestWeb(api, appGuid);
  const now = env === undefined || env.size === 0 ? undefined : await variablesOf(api, appGuid);
  const changed = [...(env ?? [])].filter(([name, value]) => (now?.get(name) ?? null) !== value);
  // The image's own command shows as if it were given: only of ours is it known that it is not that.
  const shown = web?.command;
  const isBack = shown !== undefined && (command === null ? shown !== asked.command : shown === command);
  const sameCheck = JSON.stringify(web?.healthCheck) === JSON.stringify(healthCheck);
  await writeSettings(api, appGuid, {
    env: new Map(changed),
    ...(command === undefined || isBack ? {} : { command }),
    ...(healthCheck === undefined || sameCheck ? {} : { healthCheck }),
  });
}

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
      ...(before.healthCheck === undefined ? {} : { healthCheck: before.healthCheck }),
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

async function newestWeb(api: CloudController, appGuid: string): Promise<Process | undefined> {
  const json = await api.find(`/v3/apps/${appGuid}/processes/web`, 'read the web process');
  return json === undefined ? undefined : processFrom(json);
}
