import { ActionError } from '../../../errors.ts';
import type { Settings } from '../../../inputs/request.ts';
import { type CloudController, filterValue } from '../api/cloud-controller.ts';
import type { Deployment } from '../api/deployment.ts';
import { type Process, processFrom } from '../api/process.ts';
import { type Route, routeFrom } from '../api/route.ts';
import {
  type App,
  appFrom,
  type Droplet,
  dropletFrom,
  type Revision,
  revisionFrom,
  variablesFrom,
} from '../api/shapes.ts';
import { newestDeployments } from '../release/deployment.ts';
import { provenDroplet } from './proven.ts';

/** An app and what belongs to it, as read before anything is changed. */
export interface AppView {
  readonly app: App;
  /** What serves. Undefined: nothing has been released yet. */
  readonly droplet: Droplet | undefined;
  /** Those that could be released without another build, the newest first; the one that serves may be among them. */
  readonly droplets: readonly Droplet[];
  readonly processes: readonly Process[];
  readonly deployments: readonly Deployment[];
  readonly routes: readonly Route[];
  /** Absent: not asked for. */
  readonly variables: ReadonlyMap<string, string> | undefined;
  /** Absent: not asked for, or not to be read. */
  readonly command: GivenCommand | undefined;
}

/** The start command that somebody gave the web process. */
export interface GivenCommand {
  /** Null: nobody did, it is the image's own. */
  readonly text: string | null;
  /** Whether the revision that runs has it, so that it can be read there later. */
  readonly inRevision: boolean;
}

/** Apps of that name that we may see, in any space. The filter ignores case, the comparison does not. */
export async function appsNamed(api: CloudController, name: string): Promise<readonly App[]> {
  const apps = await api.list('/v3/apps', 'read the app', { names: filterValue(name), per_page: '500' });
  return apps.map(appFrom).filter((app) => app.name === name);
}

/** @throws ActionError for an app that is no docker app */
export function refuseOtherKind(app: App): void {
  if (app.lifecycle === 'docker') return;
  throw new ActionError(
    'CF_NOT_A_DOCKER_APP',
    `The app ${app.name} was made for ${app.lifecycle}, not for docker images`,
    {
      hint: 'Cloud Foundry cannot change that for an app that exists: choose another name, or delete the app (cf delete) and let this action create it.',
    },
  );
}

/**
 * What there is to know about an app: four requests, side by side; one more for variables and two for the command, which
 * are read only where they are to be changed (one of them for a port, too), and one behind those for the revision that tells whose command it is.
 *
 * @throws ActionError for an app that is no docker app
 */
export async function viewApp(api: CloudController, app: App, asked: Settings): Promise<AppView> {
  refuseOtherKind(app);
  const path = `/v3/apps/${app.guid}`;
  const [staged, processes, deployments, routes, variables, web, own] = await Promise.all([
    api.firstOf(`${path}/droplets`, 'read the droplets', stagedQuery),
    api.list(`${path}/processes`, 'read the processes', { per_page: '200' }),
    newestDeployments(api, app.guid),
    api.list(`${path}/routes`, 'read the routes', { per_page: '200' }),
    asked.env === undefined ? undefined : variablesOf(api, app.guid),
    // Lists leave commands and ports out.
    asked.command === undefined ? undefined : api.find(`${path}/processes/web`, 'read the web process'),
    asked.command === undefined && !asksForPort(asked)
      ? undefined
      : api.find(`${path}/droplets/current`, 'read the current droplet'),
  ]);
  const droplets = staged.map(dropletFrom);
  const current = own === undefined ? undefined : dropletFrom(own);
  return {
    app,
    droplet: await servingDroplet(api, app, [...(current === undefined ? [] : [current]), ...droplets], deployments),
    droplets,
    processes: processes.map(processFrom),
    deployments,
    routes: routes.map(routeFrom),
    variables,
    command: web === undefined ? undefined : await givenCommand(api, processFrom(web), current),
  };
}

/** The same with variables and command, whatever was asked for. */
export async function withValues(api: CloudController, view: AppView): Promise<AppView> {
  const path = `/v3/apps/${view.app.guid}`;
  const [variables, web, own] = await Promise.all([
    variablesOf(api, view.app.guid),
    api.find(`${path}/processes/web`, 'read the web process'),
    api.find(`${path}/droplets/current`, 'read the current droplet'),
  ]);
  const current = own === undefined ? undefined : dropletFrom(own);
  const command = web === undefined ? undefined : await givenCommand(api, processFrom(web), current);
  return { ...view, variables, command };
}

/** Whether a route is to lead to a port that is named. */
export function asksForPort({ routes, port }: Settings): boolean {
  return port !== undefined || routes?.some((route) => route.port !== undefined) === true;
}

const stagedQuery = { states: 'STAGED', order_by: '-created_at', per_page: '100' };

/** Among those that were read, as a rule: of an app without droplets nothing more is asked. */
async function servingDroplet(
  api: CloudController,
  app: App,
  read: readonly Droplet[],
  deployments: readonly Deployment[],
): Promise<Droplet | undefined> {
  if (app.dropletGuid === null || (app.dropletGuid === undefined && read.length === 0)) return undefined;
  const guid = provenDroplet(app.dropletGuid, deployments);
  const known = read.find((droplet) => droplet.guid === guid);
  if (known !== undefined) return known;
  const isCurrent = guid === undefined || guid === app.dropletGuid;
  const path = isCurrent ? `/v3/apps/${app.guid}/droplets/current` : `/v3/droplets/${guid}`;
  const json = await api.find(path, 'read the droplet that serves');
  return json === undefined ? undefined : dropletFrom(json);
}

/** The app's variables as they are set, whatever its instances were started with. */
export async function variablesOf(api: CloudController, appGuid: string): Promise<ReadonlyMap<string, string>> {
  const path = `/v3/apps/${appGuid}/environment_variables`;
  return variablesFrom(await api.get(path, 'read the environment variables'));
}

/**
 * A process shows the command that was given to it, else the image's own, and does not say which
 * (`process_model.rb`, specified_or_detected_command). The revision does, unless the command was changed since.
 */
async function givenCommand(
  api: CloudController,
  web: Process,
  droplet: Droplet | undefined,
): Promise<GivenCommand | undefined> {
  const shown = web.command;
  const revision = web.revisionGuid === undefined ? undefined : await revisionOf(api, web.revisionGuid);
  const revised = revision?.command;
  // Without a droplet nothing is detected: what is shown was given.
  const own = droplet === undefined ? '' : droplet.command;
  if (revised !== undefined && (shown === undefined || own === undefined || (revised ?? own) === shown)) {
    return { text: revised, inRevision: true };
  }
  if (shown === undefined) return undefined;
  return { text: shown === own ? null : shown, inRevision: false };
}

/** Undefined: the server keeps it no longer. */
export async function revisionOf(api: CloudController, guid: string): Promise<Revision | undefined> {
  const json = await api.find(`/v3/revisions/${guid}`, 'read the revision');
  return json === undefined ? undefined : revisionFrom(json);
}

/** The newest web process: the one whose settings the next deployment copies. During a deployment there are two. */
export function webOf(view: AppView): Process | undefined {
  return view.processes
    .filter((process) => process.type === 'web')
    .reduce<Process | undefined>(
      (newest, next) => ((newest?.createdAt ?? '') > next.createdAt ? newest : next),
      undefined,
    );
}

/**
 * Instances of web that ought to run. While somebody's deployment is under way its target is in no answer: the old
 * process has `target − routable`, the new one `min(routable + max_in_flight, target)`
 * (`deployment_updater/actions/{scale,up_scaler,down_scaler}.rb`), which is turned round here. A canary has one more than
 * its target at each of its steps (`deployment_model.rb`, canary_step_plan).
 */
export function wantedWeb(view: AppView): number {
  const webs = view.processes.filter((process) => process.type === 'web');
  const active = view.deployments.find((deployment) => deployment.value === 'ACTIVE');
  const counts = webs.map((process) => process.instances);
  const sum = counts.reduce((total, count) => total + count, 0);
  if (active === undefined || webs.length < 2) return webOf(view)?.instances ?? 0;
  return Math.max(...counts, sum - (active.canary ? 1 : active.maxInFlight));
}
