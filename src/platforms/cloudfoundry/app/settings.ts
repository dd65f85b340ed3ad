import { ActionError } from '../../../errors.ts';
import type { Settings } from '../../../inputs/request.ts';
import type { ChangedSettings } from '../../../plan/plan.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { CloudControllerError } from '../api/errors.ts';
import { inFlightHint } from '../api/explanations.ts';
import { type Process, processFrom } from '../api/process.ts';
import { variablesFrom } from '../api/shapes.ts';
import { type AppView, variablesOf, webOf } from './app.ts';
import { type CheckValues, checkBody, checkChange, hasCheck } from './checks.ts';

/**
 * Settings that no deployment carries: variables belong to the app, command and checks to its newest web process, which a
 * deployment copies (`deployment_create.rb`, clone_existing_web_process). Instances that run keep what they were started
 * with. A cancel does not put any of it back.
 */
export type SettingValues = Pick<ChangedSettings, 'env'> & {
  /** Null: the image's own. */
  readonly command?: string | null;
  readonly health?: CheckValues;
  readonly readiness?: CheckValues;
};

/**
 * What has to be put back of the settings, and where it is to be found: in a rollout that is saved, so it holds names and
 * ids, and no value that may be a secret. The checks may stand here: every list shows them to all who see the app.
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
  readonly health?: CheckValues;
  readonly readiness?: CheckValues;
}

/** A change of settings that is about to be made. The values are for this process alone. */
export interface SettingsChange {
  readonly wanted: SettingValues;
  /** What counted before, as far as it could be read. */
  readonly previous: SettingValues;
  readonly before: SettingsBefore;
}

/** Null: the image's own command. */
type WantedSettings = Omit<ChangedSettings, 'command'> & { readonly command?: string | null };

/** Undefined: there is nothing to change. @throws ActionError `CF_DEPLOYMENT_IN_FLIGHT` before anything is written */
export async function settingsChange(
  api: CloudController,
  settings: WantedSettings,
  view: AppView | undefined,
): Promise<SettingsChange | undefined> {
  const { env, command } = settings;
  const web = view === undefined ? undefined : webOf(view);
  const health = checkChange({ check: settings.healthCheck, times: settings.healthCheckTimes }, web?.health, {
    type: 'port',
  });
  const readiness = checkChange(
    { check: settings.readinessCheck, times: settings.readinessCheckTimes },
    web?.readiness,
    { type: 'process' },
  );
  if (env === undefined && command === undefined && health === undefined && readiness === undefined) return undefined;
  const wanted: SettingValues = {
    ...(env === undefined ? {} : { env }),
    ...(command === undefined ? {} : { command }),
    ...(health === undefined ? {} : { health: health.wanted }),
    ...(readiness === undefined ? {} : { readiness: readiness.wanted }),
  };
  const nothing = { added: [], revised: [], forgotten: [] };
  // An app that is made by this run had no settings.
  if (view === undefined) return { wanted, previous: {}, before: nothing };
  if (changesProcess(wanted)) refuseInFlight(view);

  const checks = {
    ...(health?.previous === undefined ? {} : { health: health.previous }),
    ...(readiness?.previous === undefined ? {} : { readiness: readiness.previous }),
  };
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
      ...checks,
    },
    before: {
      ...(web?.revisionGuid === undefined ? {} : { revisionGuid: web.revisionGuid }),
      added: values.flatMap(([name, value]) => (value === null ? [name] : [])),
      revised: overwritten.filter(isRevised),
      forgotten: overwritten.filter((name) => !isRevised(name)),
      ...(command === undefined ? {} : { command: source }),
      ...checks,
    },
  };
}

function sourceOf(inRevision: boolean): 'revised' | 'forgotten' {
  return inRevision ? 'revised' : 'forgotten';
}

/** Whether the web process is written to. */
function changesProcess({ command, health, readiness }: SettingValues): boolean {
  return command !== undefined || health !== undefined || readiness !== undefined;
}

/** Said before anything is written: the server would say it half-way, of the process (`process_update.rb`). */
export function refuseInFlight({ deployments }: AppView): void {
  const active = deployments.some(({ value, reason }) => value === 'ACTIVE' && reason !== 'CANCELING');
  if (!active) return;
  throw new ActionError(
    'CF_DEPLOYMENT_IN_FLIGHT',
    'Another deployment of this app is under way, and Cloud Foundry changes no start command and no checks meanwhile',
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
 * Writes settings; what runs goes on with the old ones, but on Korifi, where a change of the process has instances started at
 * once: there variables come first, so that these have them. Elsewhere the process does: it is the one that can be refused.
 * All of it may be repeated.
 *
 * @param webGuid of the process; undefined: the newest one of web. Korifi knows processes by their guids alone.
 */
export async function writeSettings(
  api: CloudController,
  appGuid: string,
  values: SettingValues,
  webGuid?: string,
): Promise<void> {
  if (!api.isKorifi) await writeProcess(api, appGuid, values, webGuid);
  const { env } = values;
  if (env !== undefined && env.size > 0) {
    const body = { var: Object.fromEntries(env) };
    await api.write('PATCH', `/v3/apps/${appGuid}/environment_variables`, 'change the variables', body, 'safe');
  }
  if (api.isKorifi) await writeProcess(api, appGuid, values, webGuid);
}

async function writeProcess(
  api: CloudController,
  appGuid: string,
  values: SettingValues,
  webGuid: string | undefined,
): Promise<void> {
  if (!changesProcess(values)) return;
  const { command, health, readiness } = values;
  const process = webGuid === undefined ? `/v3/apps/${appGuid}/processes/web` : `/v3/processes/${webGuid}`;
  const body = {
    // To Korifi null is what is not there (`payloads/process.go`): none of its own is an empty one.
    ...(command === undefined ? {} : { command: api.isKorifi ? (command ?? '') : command }),
    ...(health === undefined ? {} : { health_check: checkBody(health) }),
    ...(readiness === undefined ? {} : { readiness_health_check: checkBody(readiness) }),
  };
  await api.write('PATCH', process, 'change the web process', body, 'safe');
}

/**
 * Writes those of the settings from before that are not there. What was never changed, since the platform refused it, is
 * not written either.
 *
 * @param asked what the inputs say: what this run has set
 */
export async function returnSettings(
  api: CloudController,
  appGuid: string,
  before: SettingValues,
  asked: Pick<Settings, 'command'>,
): Promise<void> {
  const { env, command, health, readiness } = before;
  const web = changesProcess(before) ? await newestWeb(api, appGuid) : undefined;
  const now = env === undefined || env.size === 0 ? undefined : await variablesOf(api, appGuid);
  const changed = [...(env ?? [])].filter(([name, value]) => (now?.get(name) ?? null) !== value);
  // The image's own command shows as if it were given: only of ours is it known that it is not that.
  const shown = web?.command;
  const isOther = asked.command !== undefined && shown !== asked.command;
  const isBack = shown !== undefined && (command === null ? isOther : shown === command);
  const values: SettingValues = {
    env: new Map(changed),
    ...(command === undefined || isBack ? {} : { command }),
    ...(health === undefined || hasCheck(web?.health, health) ? {} : { health }),
    ...(readiness === undefined || hasCheck(web?.readiness, readiness) ? {} : { readiness }),
  };
  await writeSettings(api, appGuid, values, api.isKorifi ? web?.guid : undefined);
}

/** Undefined: there is none yet. Korifi makes it with the first droplet (`apps/controller.go`). */
export async function newestWeb(api: CloudController, appGuid: string): Promise<Process | undefined> {
  const json = await api.find(`/v3/apps/${appGuid}/processes/web`, 'read the web process');
  return json === undefined ? undefined : processFrom(json);
}
