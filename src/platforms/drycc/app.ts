import { ActionError } from '../../errors.ts';
import { asArray, asObject, at, textAt } from '../../http/json.ts';
import { type ControllerApi, ControllerError } from '../controller/api.ts';
import { type Build, findRelease, type Release, readBuild, releaseRef, releasesIn } from '../controller/releases.ts';
import type { AppState } from '../platform.ts';
import { defaultPort } from './rules.ts';

/** An app of Drycc as it is before anything is changed. */
export interface DryccApp {
  readonly state: AppState;
  readonly workspace: string | undefined;
  readonly newest: number;
  readonly build: Build | undefined;
  readonly config: DryccConfig;
  /** Process types that exist or will: each has registry credentials of its own. */
  readonly types: readonly string[];
  /** False: a build waits for `releases/deploy/`. */
  readonly autodeploy: boolean;
}

export interface DryccConfig {
  readonly port: number | undefined;
  /** By process type. Compared, never shown. */
  readonly registry: ReadonlyMap<
    string,
    { readonly username: string | undefined; readonly password: string | undefined }
  >;
}

export const newAppConfig: DryccConfig = { port: undefined, registry: new Map() };
/** The process type of an image without a Procfile. There is no `cmd` as on Deis. */
export const firstType = 'web';

/** A rollout batch gets 120 s, or DRYCC_DEPLOY_TIMEOUT, and 30 s for the default probe. Milliseconds. */
const deployTimeoutMs = 120_000;
const probeAllowanceMs = 30_000;

/** Undefined: no such app that this user can see. What serves is the newest release whose pipeline succeeded. */
export async function readApp(api: ControllerApi, name: string, url: URL): Promise<DryccApp | undefined> {
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
  const structure = structureOf(app.value);
  const types = typesOf(structure, build);
  const read = readConfig(config);
  const port = read.port ?? (serving === undefined ? undefined : defaultPort);
  const publicName = asArray(at(domains, 'results')).find((domain) => textAt(domain, 'ptype') === 'web');
  const domain = textAt(publicName, 'domain');
  return {
    workspace: textAt(app.value, 'workspace'),
    newest: newest[0]?.version ?? 0,
    build,
    config: read,
    types,
    autodeploy: at(settings, 'autodeploy') !== false,
    state: {
      id: name,
      running: serving !== undefined && [...structure.values()].some((wanted) => wanted > 0),
      release: serving === undefined ? undefined : releaseRef(serving.version, build?.image),
      processes:
        structure.size === 0
          ? types.map((type) => ({ type, wanted: type === firstType ? 1 : 0 })).filter(({ wanted }) => wanted > 0)
          : [...structure].filter(([, wanted]) => wanted > 0).map(([type, wanted]) => ({ type, wanted })),
      settings: port === undefined ? {} : { port },
      url: domain === undefined ? undefined : `${url.protocol}//${domain}`,
      healthTimeoutMs: healthTimeoutMs(config),
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

function structureOf(app: unknown): ReadonlyMap<string, number> {
  const structure = new Map<string, number>();
  for (const [type, count] of Object.entries(asObject(at(app, 'structure')) ?? {})) {
    if (typeof count === 'number' && Number.isInteger(count) && count >= 0) structure.set(type, count);
  }
  return structure;
}

/** The dryccfile's types, else the Procfile's, else `web`; and those that are scaled already. */
function typesOf(structure: ReadonlyMap<string, number>, build: Build | undefined): readonly string[] {
  const pipeline = Object.values(asObject(at(build?.dryccfile, 'pipeline')) ?? {})
    .map((file) => textAt(file, 'ptype'))
    .filter((type) => type !== undefined);
  const procfile = Object.keys(build?.procfile ?? {});
  const built = pipeline.length > 0 ? pipeline : procfile.length > 0 ? procfile : [firstType];
  return [...new Set([...built, ...structure.keys()])];
}

/** `values` is a list; a value belongs to one process type or to a group, `global` reaching every type. */
export function readConfig(config: unknown): DryccConfig {
  const configured = (name: string, key: 'ptype' | 'group', owner: string) =>
    textAt(
      asArray(at(config, 'values')).find((value) => textAt(value, 'name') === name && textAt(value, key) === owner),
      'value',
    );
  const text = configured('PORT', 'ptype', firstType) ?? configured('PORT', 'group', 'global') ?? '';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  const registry = new Map(
    Object.entries(asObject(at(config, 'registry')) ?? {}).map(([type, login]) => [
      type,
      { username: textAt(login, 'username'), password: textAt(login, 'password') },
    ]),
  );
  return { port: port >= 1 && port <= 65_535 ? port : undefined, registry };
}

function healthTimeoutMs(config: unknown): number {
  const set = asArray(at(config, 'values')).find((value) => textAt(value, 'name') === 'DRYCC_DEPLOY_TIMEOUT');
  const seconds = Number(textAt(set, 'value') ?? Number.NaN);
  return (Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : deployTimeoutMs) + probeAllowanceMs;
}

/** Deploys that would not do what they seem to: from a git push, or with images of their own in a dryccfile. */
export function refuseForeignBuild(name: string, app: DryccApp | undefined): void {
  const build = app?.build;
  if (build === undefined) return;
  if (build.sha !== '') {
    throw new ActionError(
      'DRYCC_GIT_BUILD',
      `App ${name} was built by Drycc from a git push (${build.sha.slice(0, 12)}).`,
      {
        hint: 'Deploy the image to a new app, or change this one by hand once with `drycc pull`.',
      },
    );
  }
  const own = Object.entries(asObject(at(build.dryccfile, 'pipeline')) ?? {}).find(
    ([, file]) => at(file, 'deploy', 'image') !== undefined || at(file, 'build') !== undefined,
  );
  if (own !== undefined) {
    throw new ActionError('DRYCC_DRYCCFILE', `The dryccfile of ${name} chooses an image of its own in ${own[0]}.`, {
      hint: 'Such an app cannot be deployed by a single image. Take `image` and `build` out of it, or deploy with `drycc pull`.',
    });
  }
}
