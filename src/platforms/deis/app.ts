import { ActionError } from '../../errors.ts';
import { asArray, at, textAt } from '../../http/json.ts';
import type { PlatformRequest } from '../../inputs/request.ts';
import type { ControllerApi } from '../controller/api.ts';
import { busyWith } from '../controller/busy.ts';
import { type Counts, type Formation, processesOf, readCounts, scaled } from '../controller/formation.ts';
import { checkOf } from '../controller/probes.ts';
import { type Asked, type Procfile, procfileIn, refuseNothing } from '../controller/process-types.ts';
import { type Build, findRelease, type Release, readBuild, releaseRef, releasesIn } from '../controller/releases.ts';
import type { AppState } from '../platform.ts';
import { deployUnderWay } from './busy.ts';
import { type DeisConfig, probesKey, readConfig } from './config.ts';
import { formationOf } from './formation.ts';

/** An app of Deis Workflow v2 or Hephy as it is before anything is changed. */
export interface DeisApp {
  readonly state: AppState;
  /** The newest release's version, failed ones included. */
  readonly newest: number;
  /** What the serving release runs. */
  readonly build: Build | undefined;
  readonly config: DeisConfig;
  readonly counts: Counts;
  /** Hephy, the fork that goes on: its apps tell of their Procfile. */
  readonly isHephy: boolean;
}

/** v2's own readiness probe starts after 5 s; a rollout batch gets 120 s, or DEIS_DEPLOY_TIMEOUT (scheduler/resources/deployment.py). */
const probeDelayMs = 5_000;
const deployTimeoutMs = 120_000;

/**
 * Undefined: no such app. What serves is the newest release that has a build, is not marked failed and not under way.
 *
 * @param now milliseconds since the epoch
 * @throws ControllerError 403 when it belongs to somebody else
 */
export async function readApp(api: ControllerApi, request: PlatformRequest, now: number): Promise<DeisApp | undefined> {
  const { app: name } = request;
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
  const counts = readCounts(app);
  const newest = releasesIn(releases);
  const known = readConfig(config);
  const limitMs = healthTimeoutMs(known);
  const under = await deployUnderWay(api, name, newest, { counts, limitMs, now });
  const able = (release: Release) => !release.failed && release.build !== undefined;
  const good = (release: Release) => able(release) && release !== under;
  const count = at(releases, 'count');
  const serving =
    newest.find(good) ??
    under ??
    (typeof count === 'number' && count > newest.length ? await findRelease(api, name, able) : undefined);
  const build =
    serving?.build === undefined ? undefined : await buildOf(api, name, serving.build, asArray(at(builds, 'results')));
  return {
    ...{ build, counts, config: known, newest: newest[0]?.version ?? 0 },
    isHephy: isOfHephy(app),
    state: {
      id: name,
      running: serving !== undefined && [...counts.values()].some((wanted) => wanted > 0),
      release: serving === undefined ? undefined : releaseRef(serving.version, build?.image),
      processes: processesOf(counts),
      settings: settingsOf(known, build, counts, request),
      url: publicUrl(asArray(at(domains, 'results')), request.api),
      healthTimeoutMs: limitMs,
      ...(under === undefined ? {} : { busy: busyWith(under) }),
    },
  };
}

/** What tells Hephy from the Workflow that it goes on from. */
export function isOfHephy(app: unknown): boolean {
  return at(app, 'procfile_structure') !== undefined;
}

/** What the next build will run. @throws ActionError when a process type is to be scaled that it will not have */
export function formationAfter(app: DeisApp | undefined, asked: Asked): Formation {
  const before = app?.build?.procfile ?? {};
  const counts: Counts = app?.counts ?? new Map();
  const formation = formationOf(counts, before, procfileFor(app?.build, asked));
  return refuseNothing(scaled(formation, asked.settings.instances), counts, asked);
}

/**
 * The Procfile that goes with the next build: the one that `manifest` names, else that of the build before, since without
 * it its processes would be stopped. A start command is its `web`, which Deis runs by `/bin/bash -c` in the place of the
 * image's own; `cmd` would only be its arguments.
 */
export function procfileFor(build: Build | undefined, { settings, manifest }: Asked): Procfile {
  const { web, ...others } = procfileIn(manifest) ?? build?.procfile ?? {};
  const { command } = settings;
  const main = command === undefined ? web : (command ?? undefined);
  return main === undefined ? others : { web: main, ...others };
}

/** Of the process type that will serve: what was asked for is held against it. */
function settingsOf(config: DeisConfig, build: Build | undefined, counts: Counts, asked: Asked): AppState['settings'] {
  const { main, wanted } = formationOf(counts, build?.procfile ?? {}, procfileFor(build, asked));
  const memoryMb = config.memoryMb.get(main);
  const healthCheck = checkOf(config.probes.get(probesKey(config, main)), asked.settings.port ?? config.port);
  const command = build?.procfile['web'];
  return {
    instances: new Map([...wanted, ['', wanted.get(main) ?? 0]]),
    env: config.values,
    ...(config.port === undefined ? {} : { port: config.port }),
    ...(memoryMb === undefined ? {} : { memoryMb }),
    ...(healthCheck === undefined ? {} : { healthCheck }),
    ...(command === undefined ? {} : { command }),
  };
}

function healthTimeoutMs({ values }: DeisConfig): number {
  const seconds = Number(values.get('DEIS_DEPLOY_TIMEOUT') ?? Number.NaN);
  return (Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : deployTimeoutMs) + probeDelayMs;
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
  return new Map((await newestBuilds(api, app, 20)).map(({ uuid, image }) => [uuid, image]));
}

/** The newest `limit` builds, newest first: those of failed releases are among them. */
export async function newestBuilds(api: ControllerApi, app: string, limit: number): Promise<readonly Build[]> {
  const json = await api.get(`apps/${app}/builds/?limit=${limit}`, `reading the builds of ${app}`, 'results');
  return asArray(at(json, 'results'))
    .map(readBuild)
    .filter((build) => build !== undefined);
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
