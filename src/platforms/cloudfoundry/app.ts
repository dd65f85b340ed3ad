import { ActionError } from '../../errors.ts';
import type { AppState, ProcessState, ReleaseRef } from '../platform.ts';
import { type CloudController, filterValue } from './api.ts';
import { dropletRef, newestDeployments, releaseRef } from './deployment.ts';
import { spelledOut } from './image.ts';
import {
  type App,
  appFrom,
  type Deployment,
  type Droplet,
  dropletFrom,
  type Process,
  processFrom,
  type Route,
  routeFrom,
} from './shapes.ts';

/** An app and what belongs to it, as read before anything is changed. */
export interface AppView {
  readonly app: App;
  /** Undefined: nothing has been released yet. */
  readonly droplet: Droplet | undefined;
  readonly processes: readonly Process[];
  readonly deployments: readonly Deployment[];
  readonly routes: readonly Route[];
}

const usualHealthTimeoutS = 60;

/** Apps of that name that we may see, in any space. The filter ignores case, the comparison does not. */
export async function appsNamed(api: CloudController, name: string): Promise<readonly App[]> {
  const apps = await api.list('/v3/apps', 'read the app', { names: filterValue(name), per_page: '500' });
  return apps.map(appFrom).filter((app) => app.name === name);
}

/** What there is to know about an app: four requests, side by side. @throws ActionError for an app that is no docker app */
export async function viewApp(api: CloudController, app: App): Promise<AppView> {
  if (app.lifecycle !== 'docker') {
    throw new ActionError(
      'CF_NOT_A_DOCKER_APP',
      `The app ${app.name} was made for ${app.lifecycle}, not for docker images`,
      {
        hint: 'Cloud Foundry cannot change that for an app that exists: choose another name, or delete the app (cf delete) and let this action create it.',
      },
    );
  }
  const path = `/v3/apps/${app.guid}`;
  const [droplet, processes, deployments, routes] = await Promise.all([
    api.find(`${path}/droplets/current`, 'read the current droplet'),
    api.list(`${path}/processes`, 'read the processes', { per_page: '200' }),
    newestDeployments(api, app.guid),
    api.list(`${path}/routes`, 'read the routes', { per_page: '200' }),
  ]);
  return {
    app,
    droplet: droplet === undefined ? undefined : dropletFrom(droplet),
    processes: processes.map(processFrom),
    deployments,
    routes: routes.map(routeFrom),
  };
}

export function stateOf(view: AppView): AppState {
  const { app, droplet } = view;
  const web = webOf(view);
  const instances = new Map(view.processes.map((process) => [process.type, process.instances]));
  const wanted = wantedWeb(view);
  if (web !== undefined) {
    instances.set('web', wanted);
    // The main process type of a request that names none.
    instances.set('', wanted);
  }
  const url = view.routes[0]?.url;
  return {
    id: app.guid,
    running: app.started && droplet !== undefined,
    release: droplet === undefined ? undefined : releaseOf(view, droplet),
    processes: processStates(view, wanted),
    settings: web === undefined ? { instances } : { instances, memoryMb: web.memoryMb, diskMb: web.diskMb },
    url: url === undefined || url === '' ? undefined : `https://${url}`,
    healthTimeoutMs: (web?.healthTimeoutS ?? usualHealthTimeoutS) * 1000,
  };
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
 * (`deployment_updater/actions/{scale,up_scaler,down_scaler}.rb`), which is turned round here.
 */
export function wantedWeb(view: AppView): number {
  const webs = view.processes.filter((process) => process.type === 'web');
  const active = view.deployments.find((deployment) => deployment.value === 'ACTIVE');
  const counts = webs.map((process) => process.instances);
  const sum = counts.reduce((total, count) => total + count, 0);
  if (active === undefined || webs.length < 2) return webOf(view)?.instances ?? 0;
  return Math.max(...counts, sum - active.maxInFlight);
}

function processStates(view: AppView, web: number): readonly ProcessState[] {
  const others = view.processes
    .filter((process) => process.type !== 'web')
    .map((process) => ({ type: process.type, wanted: process.instances }));
  return [{ type: 'web', wanted: web }, ...others].filter((process) => process.wanted > 0);
}

/** The deployment that made the current droplet live; after a cancel it is an older one than the newest. */
function releaseOf(view: AppView, droplet: Droplet): ReleaseRef {
  const image = droplet.image === undefined ? undefined : spelledOut(droplet.image);
  const deployment = view.deployments.find(
    (candidate) =>
      candidate.dropletGuid === droplet.guid && candidate.reason !== 'CANCELED' && candidate.reason !== 'CANCELING',
  );
  return deployment === undefined ? dropletRef(droplet.guid, image) : releaseRef(deployment, image);
}
