import type { Settings } from '../../../inputs/request.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { processFrom } from '../api/process.ts';
import { routeFrom } from '../api/route.ts';
import { type App, dropletFrom, type InstanceStats, statsFrom } from '../api/shapes.ts';
import { type AppView, refuseOtherKind, variablesOf } from '../app/app.ts';
import { wasTakenBack } from './taken-back.ts';

/** An app of a Korifi: without revisions, and with one deployment that is the app itself. */
export interface KorifiView extends AppView {
  /** Of web, as they were. */
  readonly stats: readonly InstanceStats[];
  /** When they were read. Milliseconds since the epoch, by our clock. */
  readonly statsAt: number;
  /** Guids of droplets that came to nothing. */
  readonly takenBack: ReadonlySet<string>;
}

/**
 * What there is to know about an app: five requests, side by side; one more for variables. Lists that belong to an app come
 * whole there, whatever is asked for.
 *
 * @param now our clock
 * @throws ActionError for an app that is no docker app
 */
export async function viewKorifiApp(
  api: CloudController,
  app: App,
  asked: Settings,
  now: () => number,
): Promise<KorifiView> {
  refuseOtherKind(app);
  const path = `/v3/apps/${app.guid}`;
  const statsAt = now();
  const [droplets, current, processes, routes, web, stats, variables] = await Promise.all([
    api.list(`${path}/droplets`, 'read the droplets', {}),
    api.find(`${path}/droplets/current`, 'read the droplet that serves'),
    api.list(`${path}/processes`, 'read the processes', {}),
    api.list(`${path}/routes`, 'read the routes', {}),
    // Lists leave commands out.
    asked.command === undefined ? undefined : api.find(`${path}/processes/web`, 'read the web process'),
    webStats(api, app.guid),
    asked.env === undefined ? undefined : variablesOf(api, app.guid),
  ]);
  return {
    app,
    droplet: current === undefined ? undefined : dropletFrom(current),
    droplets: droplets.map(dropletFrom),
    processes: processes.map(processFrom),
    deployments: [],
    routes: routes.map(routeFrom),
    variables,
    // Nothing is detected in an image: what is shown was given (`build/docker/controller.go`).
    command: web === undefined ? undefined : { text: processFrom(web).command || null, inRevision: false },
    ...{ stats, statsAt },
    takenBack: new Set(droplets.filter(wasTakenBack).map((json) => dropletFrom(json).guid)),
  };
}

/** The instances of web; none: there is no such process yet, or it is stopped. */
export async function webStats(api: CloudController, appGuid: string): Promise<readonly InstanceStats[]> {
  const json = await api.find(`/v3/apps/${appGuid}/processes/web/stats`, 'read the state of the instances');
  return json === undefined ? [] : statsFrom(json);
}
