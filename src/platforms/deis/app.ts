import { ActionError } from '../../errors.ts';
import { asArray, asObject, at, textAt } from '../../http/json.ts';
import type { ControllerApi } from '../controller/api.ts';
import { type Build, findRelease, type Release, readBuild, releaseRef, releasesIn } from '../controller/releases.ts';
import type { AppState, ProcessState } from '../platform.ts';

/** An app of Deis Workflow v2 or Hephy as it is before anything is changed. */
export interface DeisApp {
  readonly state: AppState;
  /** The newest release's version, failed ones included. */
  readonly newest: number;
  /** What the serving release runs. */
  readonly build: Build | undefined;
  readonly config: DeisConfig;
}

/** The parts of the config that a deploy has to know. The password is compared, never shown. */
export interface DeisConfig {
  readonly port: number | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

export const newAppConfig: DeisConfig = { port: undefined, username: undefined, password: undefined };

/** v2's own readiness probe starts after 5 s; a rollout batch gets 120 s, or DEIS_DEPLOY_TIMEOUT (scheduler/resources/deployment.py). */
const probeDelayMs = 5_000;
const deployTimeoutMs = 120_000;

/** Undefined: no such app. What serves is the newest release that has a build and is not marked failed. @throws ControllerError 403 when it belongs to somebody else */
export async function readApp(api: ControllerApi, name: string, url: URL): Promise<DeisApp | undefined> {
  const doing = `reading app ${name}`;
  // Side by side, although an app that does not exist costs four 404s: a re-deploy is what runs every day.
  const [app, releases, config, domains, builds] = await Promise.all([
    api.find(`apps/${name}/`, doing, 'structure'),
    api.find(`apps/${name}/releases/?limit=20`, doing, 'results'),
    api.find(`apps/${name}/config/`, doing, 'values'),
    api.find(`apps/${name}/domains/?limit=10`, doing, 'results'),
    api.find(`apps/${name}/builds/?limit=20`, doing, 'results'),
  ]);
  if (app === undefined) return undefined;
  const structure = readStructure(app);
  const newest = releasesIn(releases);
  const good = (release: Release) => !release.failed && release.build !== undefined;
  const count = at(releases, 'count');
  const serving =
    newest.find(good) ??
    (typeof count === 'number' && count > newest.length ? await findRelease(api, name, good) : undefined);
  const build =
    serving?.build === undefined ? undefined : await buildOf(api, name, serving.build, asArray(at(builds, 'results')));
  const processes = processesAfter(structure, build);
  return {
    newest: newest[0]?.version ?? 0,
    build,
    config: readConfig(config),
    state: {
      id: name,
      running: serving !== undefined && [...structure.values()].some((count) => count > 0),
      release: serving === undefined ? undefined : releaseRef(serving.version, build?.image),
      processes,
      settings: settingsOf(readConfig(config)),
      url: publicUrl(asArray(at(domains, 'results')), url),
      healthTimeoutMs: healthTimeoutMs(config),
    },
  };
}

/** Builds cannot be asked for one by one; an old one may be many pages away, and is then not shown. */
export async function buildOf(
  api: ControllerApi,
  app: string,
  uuid: string,
  first: readonly unknown[],
): Promise<Build | undefined> {
  const among = (values: readonly unknown[]) =>
    values.map(readBuild).find((build) => build !== undefined && build.uuid === uuid);
  const found = among(first);
  if (found !== undefined) return found;
  return among(
    asArray(at(await api.get(`apps/${app}/builds/?limit=1000`, `reading the builds of ${app}`, 'results'), 'results')),
  );
}

/** Images of the newest builds by their uuid. */
export async function newestImages(api: ControllerApi, app: string): Promise<ReadonlyMap<string, string>> {
  const json = await api.get(`apps/${app}/builds/?limit=20`, `reading the builds of ${app}`, 'results');
  const images = new Map<string, string>();
  for (const value of asArray(at(json, 'results'))) {
    const build = readBuild(value);
    if (build !== undefined) images.set(build.uuid, build.image);
  }
  return images;
}

/** Process types and how many of each ought to run: `{"web": 2, "worker": 0}`. */
export function readStructure(app: unknown): ReadonlyMap<string, number> {
  const structure = new Map<string, number>();
  for (const [type, count] of Object.entries(asObject(at(app, 'structure')) ?? {})) {
    if (typeof count === 'number' && Number.isInteger(count) && count >= 0) structure.set(type, count);
  }
  return structure;
}

/** What will run after a build: the structure is kept; the first build starts one `web` if a Procfile has it, else one `cmd`. */
function processesAfter(structure: ReadonlyMap<string, number>, build: Build | undefined): readonly ProcessState[] {
  if (structure.size === 0)
    return [{ type: build !== undefined && 'web' in build.procfile ? 'web' : 'cmd', wanted: 1 }];
  return [...structure].filter(([, wanted]) => wanted > 0).map(([type, wanted]) => ({ type, wanted }));
}

export const firstProcesses: readonly ProcessState[] = [{ type: 'cmd', wanted: 1 }];

export function readConfig(config: unknown): DeisConfig {
  return {
    port: portOf(at(config, 'values', 'PORT')),
    username: textAt(config, 'registry', 'username'),
    password: textAt(config, 'registry', 'password'),
  };
}

function portOf(value: unknown): number | undefined {
  const port = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof port === 'number' && port >= 1 && port <= 65_535 ? port : undefined;
}

function settingsOf(config: DeisConfig): AppState['settings'] {
  return config.port === undefined ? {} : { port: config.port };
}

function healthTimeoutMs(config: unknown): number {
  const seconds = Number(textAt(config, 'values', 'DEIS_DEPLOY_TIMEOUT') ?? Number.NaN);
  return (Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : deployTimeoutMs) + probeDelayMs;
}

/**
 * The first domain that is a name; one without a dot stands in for the first label of the controller's host:
 * `deis.example.com` and `web` → `web.example.com`.
 */
export function publicUrl(domains: readonly unknown[], api: URL): string | undefined {
  const names = domains.map((domain) => textAt(domain, 'domain')).filter((name) => name !== undefined);
  const name = names.find((candidate) => !candidate.includes('*'));
  if (name === undefined) return undefined;
  if (name.includes('.')) return `${api.protocol}//${name}`;
  const dot = api.host.indexOf('.');
  if (dot < 0 || /^[\d.]+(:\d+)?$/.test(api.host)) return undefined;
  return `${api.protocol}//${name}${api.host.slice(dot)}`;
}

/** An image deploy over a git-built app would zero its process types and start others (deis/controller, change of the build type). */
export function refuseGitBuild(name: string, app: DeisApp | undefined): void {
  if (app?.build === undefined || app.build.sha === '') return;
  throw new ActionError(
    'DEIS_GIT_BUILD',
    `App ${name} was built by Deis from a git push (${app.build.sha.slice(0, 12)}).`,
    {
      hint: 'Changing it to an image would stop its process types and start others. Deploy to a new app, or change it by hand once with `deis pull`.',
    },
  );
}
