import { ActionError } from '../../errors.ts';
import { asArray, at, textAt } from '../../http/json.ts';
import type { PlatformRequest, Settings } from '../../inputs/request.ts';
import { type ControllerApi, ControllerError } from '../controller/api.ts';
import { type Counts, type Formation, processesOf, readCounts, scaled } from '../controller/formation.ts';
import { checkOf } from '../controller/probes.ts';
import { type Asked, procfileIn, refuseNothing } from '../controller/process-types.ts';
import { type Build, findRelease, type Release, readBuild, releaseRef, releasesIn } from '../controller/releases.ts';
import type { AppState } from '../platform.ts';
import { pipelineUnderWay } from './busy.ts';
import { type DryccConfig, defaultPort, portOf, readConfig, variablesOf, variablesOfAll } from './config.ts';
import { hasDryccfile, ptypesIn } from './dryccfile.ts';
import { type LimitPlan, planWith } from './limit-plans.ts';

/** An app of Drycc as it is before anything is changed. */
export interface DryccApp {
  readonly state: AppState;
  readonly workspace: string | undefined;
  readonly newest: number;
  readonly build: Build | undefined;
  readonly config: DryccConfig;
  readonly counts: Counts;
  /** False: a build waits for `releases/deploy/`. */
  readonly autodeploy: boolean;
  /** False: a release that failed stays the newest one. */
  readonly autorollback: boolean;
}

/** The process type of an image without a Procfile. There is no `cmd` as on Deis. */
export const firstType = 'web';

/** A rollout batch gets 120 s, or DRYCC_DEPLOY_TIMEOUT, and 30 s for the default probe. Milliseconds. */
const deployTimeoutMs = 120_000;
const probeAllowanceMs = 30_000;

/**
 * Undefined: no such app that this user can see. What serves is the newest release whose pipeline succeeded.
 *
 * @param plans the sizes that there are; empty: nobody wants to know
 * @param strays builds of this run that were never deployed
 * @param now milliseconds since the epoch
 */
export async function readApp(
  api: ControllerApi,
  { app: name, api: url, settings: asked }: PlatformRequest,
  plans: readonly LimitPlan[],
  strays: ReadonlySet<string>,
  now: number,
): Promise<DryccApp | undefined> {
  const doing = `reading app ${name}`;
  const [app, ...parts] = await Promise.allSettled([
    api.find(`apps/${name}/`, doing, 'structure'),
    api.find(`apps/${name}/releases/?limit=20`, doing, 'results'),
    api.find(`apps/${name}/config/`, doing, 'values'),
    api.find(`apps/${name}/domains/?limit=20`, doing, 'results'),
    api.find(`apps/${name}/settings/`, doing, 'autodeploy'),
  ]);
  if (app.status === 'rejected') throw app.reason;
  const failed = parts.find((part) => part.status === 'rejected');
  if (app.value === undefined) {
    // For an app in a foreign workspace the app itself is "not found", but what belongs to it is "forbidden".
    if (failed?.reason instanceof ControllerError && failed.reason.status === 403) throw inForeignWorkspace(name);
    return undefined;
  }
  if (failed !== undefined) throw failed.reason;
  const [releases, config, domains, settings] = parts.map((part) =>
    part.status === 'fulfilled' ? part.value : undefined,
  );
  const newest = releasesIn(releases);
  const count = at(releases, 'count');
  const serving =
    newest.find(succeeded) ??
    (typeof count === 'number' && count > newest.length ? await findRelease(api, name, succeeded) : undefined);
  const build = serving === undefined ? undefined : await buildOf(api, name, serving.version);
  const known = { build, config: readConfig(config), counts: readCounts(app.value) };
  const publicName = asArray(at(domains, 'results')).find((domain) => textAt(domain, 'ptype') === firstType);
  const domain = textAt(publicName, 'domain');
  const busy = await pipelineUnderWay(api, name, newest, strays, now);
  return {
    ...known,
    workspace: textAt(app.value, 'workspace'),
    newest: newest[0]?.version ?? 0,
    autodeploy: at(settings, 'autodeploy') !== false,
    autorollback: at(settings, 'autorollback') !== false,
    state: {
      id: name,
      running: serving !== undefined && [...known.counts.values()].some((wanted) => wanted > 0),
      release: serving === undefined ? undefined : releaseRef(serving.version, build?.image),
      processes: processesOf(known.counts),
      settings: settingsOf(known, serving !== undefined, asked, plans),
      url: domain === undefined ? undefined : `${url.protocol}//${domain}`,
      healthTimeoutMs: healthTimeoutMs(known.config),
      ...(busy === undefined ? {} : { busy }),
    },
  };
}

export function succeeded(release: Release): boolean {
  return release.state === 'succeed' && !release.failed && release.build !== undefined;
}

export function inForeignWorkspace(name: string): ActionError {
  return new ActionError(
    'CONTROLLER_APP_TAKEN',
    `An app named ${name} exists in a workspace that this token cannot use.`,
    {
      hint: 'Names are unique on the whole platform: choose another `app`, or ask an admin of that workspace for the role member.',
    },
  );
}

/** The build of a release; undefined before the first build. */
export async function buildOf(api: ControllerApi, app: string, version: number): Promise<Build | undefined> {
  return readBuild(
    await api.find(`apps/${app}/build/?version=v${version}`, `reading the build of ${app} v${version}`, 'image'),
  );
}

/** The dryccfile's process types, else the Procfile's, else `web`. */
export function typesOf(build: Pick<Build, 'procfile' | 'dryccfile'> | undefined): readonly string[] {
  const pipeline = ptypesIn(build?.dryccfile ?? {});
  const procfile = Object.keys(build?.procfile ?? {});
  if (pipeline.length > 0) return pipeline;
  return procfile.length > 0 ? procfile : [firstType];
}

/**
 * What goes with the next build: the Procfile that `manifest` names, else the Procfile or dryccfile of the build before. A
 * start command is the Procfile's for the process type that serves; Drycc hands its words to the image.
 *
 * @throws ActionError `DRYCC_COMMAND` when a dryccfile says what starts
 */
export function filesFor(
  build: Build | undefined,
  { settings: { command }, manifest }: Asked,
): Pick<Build, 'procfile' | 'dryccfile'> {
  const { dryccfile = {} } = build ?? {};
  const procfile = procfileIn(manifest) ?? build?.procfile ?? {};
  if (hasDryccfile(build) && (command !== undefined || manifest !== undefined)) {
    const input = command === undefined ? 'manifest' : 'command';
    throw new ActionError(
      'DRYCC_COMMAND',
      `The app’s dryccfile says what is started, and ${input} is another word for it`,
      {
        hint: `Leave \`${input}\` out, or change the dryccfile.`,
      },
    );
  }
  if (command === undefined) return { procfile, dryccfile };
  const main = mainOf(typesOf({ procfile, dryccfile }));
  const { [main]: _, ...others } = procfile;
  return { procfile: command === null ? others : { [main]: command, ...others }, dryccfile };
}

/** The process type that serves. */
export function mainOf(types: readonly string[]): string {
  return types.includes(firstType) ? firstType : (types[0] ?? firstType);
}

/**
 * What the next build will run (drycc/controller `app.py`, `merge_structure` and `clean`): counts are kept, a first `web`
 * is started once, other new process types are not, and those that are no more are stopped.
 *
 * @throws ActionError when a process type is to be scaled that it will not have
 */
export function formationAfter(app: Pick<DryccApp, 'build' | 'counts'> | undefined, asked: Asked): Formation {
  const counts: Counts = app?.counts ?? new Map();
  const formation = formationOf(counts, typesOf(filesFor(app?.build, asked)));
  return refuseNothing(scaled(formation, asked.settings.instances), counts, asked);
}

/** What comes of an app's counts with these process types. */
export function formationOf(counts: Counts, types: readonly string[]): Formation {
  const given = new Map([...counts].map(([type]) => [type, 0]));
  for (const type of types) given.set(type, counts.get(type) ?? (type === firstType ? 1 : 0));
  return { main: mainOf(types), types, given, wanted: given };
}

/** Of the process type that will serve, what was asked for is held against it. */
function settingsOf(
  app: Pick<DryccApp, 'build' | 'counts' | 'config'>,
  serves: boolean,
  asked: Settings,
  plans: readonly LimitPlan[],
): Settings {
  const { build, config } = app;
  const { main, wanted, types } = formationAfter(app, { settings: {} });
  const port = portOf(config, main) ?? (serves ? defaultPort : undefined);
  const memoryMb = plans.find(({ id }) => id === config.limits.get(main))?.memoryMb;
  const healthCheck = checkOf(config.probes.get(main), asked.port ?? port);
  const command = build?.procfile[main];
  return {
    instances: new Map([...wanted, ['', wanted.get(main) ?? 0]]),
    env: variablesOfAll(config, types),
    ...(port === undefined ? {} : { port }),
    ...(memoryMb === undefined ? {} : { memoryMb }),
    ...(healthCheck === undefined ? {} : { healthCheck }),
    ...(command === undefined ? {} : { command }),
  };
}

/**
 * The limit plan for the memory that was asked for; undefined: none was.
 *
 * @throws ActionError `DRYCC_NO_PLAN`
 */
export function planFor(
  { limits }: DryccConfig,
  { memoryMb }: Settings,
  plans: readonly LimitPlan[],
  main: string,
): string | undefined {
  return memoryMb === undefined ? undefined : planWith(plans, memoryMb, limits.get(main)).id;
}

function healthTimeoutMs(config: DryccConfig): number {
  const seconds = Number(variablesOf(config, firstType).get('DRYCC_DEPLOY_TIMEOUT') ?? Number.NaN);
  return (Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : deployTimeoutMs) + probeAllowanceMs;
}
