import { ActionError } from '../../../errors.ts';
import { asObject, at, textAt } from '../../../http/json.ts';
import type { ControllerApi } from '../../controller/api.ts';
import { type Build, releaseRef } from '../../controller/releases.ts';
import type { AppState, Busy, ProcessState } from '../../platform.ts';
import { limitMb } from '../config.ts';
import { isHealthCheck, readConfig, type V1Config } from './config.ts';
import { type Container, countsOf, readContainers } from './containers.ts';
import { buildsIn, newestBuilds, releasesIn, type V1Release } from './releases.ts';

/** An app of Deis v1 as it is before anything is changed. */
export interface V1App {
  readonly state: AppState;
  /** The newest release's version. */
  readonly newest: number;
  /** What the serving release runs. */
  readonly build: Build | undefined;
  /** Uuid of the newest build, whatever became of it. */
  readonly lastBuild: string | undefined;
  readonly config: V1Config;
  readonly health: V1Health;
  /** The process type that serves. */
  readonly main: string;
  readonly containers: readonly Container[];
}

export interface V1Health {
  /** `HEALTHCHECK_URL`: a path that has to answer 200 before a release replaces the one before. */
  readonly path: string | undefined;
  /** How long the controller asks for it. Milliseconds. */
  readonly ms: number;
}

export const firstProcesses: readonly ProcessState[] = [{ type: 'cmd', wanted: 1 }];

/** For a large image: the controller pulls, rebuilds and pushes it, then each machine pulls it. Milliseconds. */
const startMs = 5 * 60_000;
/** gunicorn kills a worker after 20 min: a deploy that is older is none any more. Milliseconds. */
const workerMs = 20 * 60_000;
/** How long a release without containers may be one that is being published. It may as well have failed. Milliseconds. */
const publishingMs = 60_000;

/** Undefined: no such app. @throws ControllerError 403 when it belongs to somebody else */
export async function readApp(api: ControllerApi, name: string, url: URL, now: number): Promise<V1App | undefined> {
  const doing = `reading app ${name}`;
  // Each with a key that the true answer has: what v1 does not know below an app, it takes for the app itself.
  const [app, releases, config, containers, builds] = await Promise.all([
    api.find(`apps/${name}/`, doing, 'structure'),
    api.find(`apps/${name}/releases/?page_size=50`, doing, 'results'),
    api.find(`apps/${name}/config/`, doing, 'values'),
    api.find(`apps/${name}/containers/?page_size=1000`, doing, 'results'),
    api.find(`apps/${name}/builds/?page_size=50`, doing, 'results'),
  ]);
  if (app === undefined) return undefined;
  const [rows, newest, known] = [readContainers(containers), releasesIn(releases), buildsIn(builds)];
  const serving = servingRelease(newest, rows);
  const build = serving?.build === undefined ? undefined : await buildOf(api, name, serving.build, known);
  const processes = processesOf(app, rows);
  const found = readConfig(config);
  const health = healthOf(found);
  const main = mainOf(processes);
  const busy = busyWith(newest, rows, now);
  return {
    newest: newest[0]?.version ?? 0,
    build,
    lastBuild: known[0]?.uuid,
    ...{ config: found, health, main },
    containers: rows,
    state: {
      id: name,
      running: serving !== undefined && rows.some(({ release }) => release === serving.version),
      release: serving === undefined ? undefined : releaseRef(serving.version, build?.image),
      processes,
      settings: settingsOf(found, processes, main),
      url: publicUrl(textAt(app, 'url'), url),
      healthTimeoutMs: startMs + health.ms,
      ...(busy === undefined ? {} : { busy }),
    },
  };
}

/**
 * What serves is what has containers that are up: the newest release may have none, since one whose image could not be
 * pulled stays in the list. Of an app without containers it is the newest that could have some.
 */
export function servingRelease(
  releases: readonly V1Release[],
  containers: readonly Container[],
): V1Release | undefined {
  const able = releases.filter(({ build }) => build !== undefined);
  const withContainers = (up: boolean) =>
    able.find(({ version }) => containers.some(({ release, state }) => release === version && (!up || state === 'up')));
  return withContainers(true) ?? withContainers(false) ?? able[0];
}

async function buildOf(
  api: ControllerApi,
  app: string,
  uuid: string,
  first: readonly Build[],
): Promise<Build | undefined> {
  const among = (builds: readonly Build[]) => builds.find((build) => build.uuid === uuid);
  // One by one they cannot be asked for.
  return among(first) ?? among(await newestBuilds(api, app, 1000));
}

/**
 * What will run after a build. v1 makes a container of it for each that there is, whatever the structure says; of an app
 * that was never scaled, one `cmd`.
 */
export function processesOf(app: unknown, containers: readonly Container[]): readonly ProcessState[] {
  const structure = new Map(
    Object.entries(asObject(at(app, 'structure')) ?? {}).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number' && Number.isInteger(entry[1]),
    ),
  );
  const wanted = structure.size === 0 ? countsOf(containers) : structure;
  if (structure.size === 0 && wanted.size === 0) return firstProcesses;
  return [...wanted].filter(([, count]) => count > 0).map(([type, count]) => ({ type, wanted: count }));
}

/** Somebody's deploy that is under way: containers of two releases, or a young release that has none yet. */
export function busyWith(
  releases: readonly V1Release[],
  containers: readonly Container[],
  now: number,
): Busy | undefined {
  const [newest] = releases;
  if (newest?.at === undefined || newest.build === undefined) return undefined;
  const age = now - newest.at;
  const versions = new Set(containers.map(({ release }) => release));
  const starting = versions.size > 1 && age < workerMs;
  const publishing = !versions.has(newest.version) && age < publishingMs;
  if (!starting && !publishing) return undefined;
  const minutes = Math.max(0, Math.round(age / 60_000));
  return { label: `release v${newest.version}, begun ${minutes} min ago: ${newest.summary}` };
}

/** What the router sends requests to, and what is scaled by a number alone. */
function mainOf(processes: readonly ProcessState[]): 'web' | 'cmd' {
  return processes.some(({ type }) => type === 'web') ? 'web' : 'cmd';
}

/** What was asked for is held against it. */
function settingsOf(config: V1Config, processes: readonly ProcessState[], main: string): AppState['settings'] {
  const counts = new Map(processes.map(({ type, wanted }) => [type, wanted]));
  const memoryMb = limitMb(String(config.memory[main] ?? ''));
  return {
    instances: new Map([...counts, ['', counts.get(main) ?? 0]]),
    env: new Map([...variablesOf(config)].filter(([name]) => !isHealthCheck(name))),
    ...(memoryMb === undefined ? {} : { memoryMb }),
  };
}

export function variablesOf({ values }: V1Config): ReadonlyMap<string, string> {
  return new Map(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

function healthOf({ values }: V1Config): V1Health {
  const path = values['HEALTHCHECK_URL'];
  if (path === undefined) return { path, ms: 0 };
  const delay = Number(values['HEALTHCHECK_INITIAL_DELAY'] ?? 0);
  const timeout = Number(values['HEALTHCHECK_TIMEOUT'] ?? 1);
  const seconds = (value: number) => (Number.isFinite(value) && value > 0 ? value : 0);
  // `App._healthcheck`: 20 s, then four tries with pauses of 1, 0.1, 0.5 and 1 times the delay.
  return { path: String(path), ms: 20_000 + 1_000 * (2.6 * seconds(delay) + 4 * seconds(timeout)) };
}

/** `web.example.com` → `http://web.example.com`, by the way that the controller itself is reached. */
export function publicUrl(written: string | undefined, api: URL): string | undefined {
  if (written === undefined || written === '') return undefined;
  const url = /^https?:\/\//.test(written) ? written : `${api.protocol}//${written}`;
  return URL.canParse(url) ? url : undefined;
}

/** A git-built app's processes are started by what its buildpack has left, which an image has not. */
export function refuseGitBuild(name: string, app: V1App | undefined): void {
  if (app?.build === undefined || app.build.sha === '') return;
  throw new ActionError(
    'DEIS_GIT_BUILD',
    `App ${name} was built by Deis from a git push (${app.build.sha.slice(0, 12)}).`,
    {
      hint: 'Its processes could not start from an image. Deploy to a new app, or change it by hand once with `deis pull`.',
    },
  );
}
