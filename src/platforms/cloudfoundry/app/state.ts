import type { Route, Settings } from '../../../inputs/request.ts';
import type { AppState, ProcessState, ReleaseRef } from '../../platform.ts';
import type { Process } from '../api/process.ts';
import type { Droplet } from '../api/shapes.ts';
import { spelledOut } from '../image/image.ts';
import { dropletRef, releaseRef } from '../release/deployment.ts';
import { type AppView, wantedWeb, webOf } from './app.ts';
import { webDestinations } from './routes/change.ts';
import { isBound } from './services/find.ts';
import type { Survey } from './survey.ts';

const usualHealthTimeoutS = 60;

/** @param asked what the inputs say: of routes, which of them is the app's address */
export function stateOf(view: AppView, { services }: Survey, asked: Settings): AppState {
  const { app, droplet } = view;
  const web = webOf(view);
  const instances = new Map(view.processes.map((process) => [process.type, process.instances]));
  const wanted = wantedWeb(view);
  if (web !== undefined) {
    instances.set('web', wanted);
    // The main process type of a request that names none.
    instances.set('', wanted);
  }
  const routes = routesOf(view);
  const port = portOf(routes, asked);
  const url = urlOf(routes.filter(({ address }) => asked.routes?.some((route) => route.address === address)));
  return {
    id: app.guid,
    running: app.started && droplet !== undefined,
    release: droplet === undefined ? undefined : releaseOf(view, droplet),
    processes: processStates(view, wanted),
    settings: {
      instances,
      routes,
      services: services.filter(({ binding }) => isBound(binding)).map(({ name }) => ({ name })),
      ...{ labels: app.labels, annotations: app.annotations },
      ...(port === undefined ? {} : { port }),
      ...(web === undefined ? {} : settingsOf(web)),
      ...(view.variables === undefined ? {} : { env: view.variables }),
      ...(typeof view.command?.text === 'string' ? { command: view.command.text } : {}),
    },
    url: url ?? urlOf(view.routes),
    healthTimeoutMs: (web?.health.times.timeoutS ?? usualHealthTimeoutS) * 1000,
  };
}

/** What a process itself tells of its settings. A check that we do not know is left out. */
function settingsOf({ memoryMb, diskMb, logRate, health, readiness }: Process): Settings {
  return {
    ...(logRate === undefined ? {} : { logRate }),
    ...{ memoryMb, diskMb, healthCheckTimes: health.times, readinessCheckTimes: readiness.times },
    ...(health.check === undefined ? {} : { healthCheck: health.check }),
    ...(readiness.check === undefined ? {} : { readinessCheck: readiness.check }),
  };
}

/** Routes that lead to web; one that leads to two of its ports is there twice. */
function routesOf({ app, routes }: AppView): readonly Route[] {
  return routes.flatMap(({ address, destinations }) =>
    webDestinations(destinations, app.guid).map(({ port }) => ({ address, ...(port === undefined ? {} : { port }) })),
  );
}

/** The port to which all those routes lead that are not to have one of their own. */
function portOf(routes: readonly Route[], asked: Settings): number | undefined {
  const ofTheirOwn = (asked.routes ?? []).filter(({ port }) => port !== undefined).map(({ address }) => address);
  const [port, ...others] = new Set(
    routes.filter(({ address }) => !ofTheirOwn.includes(address)).map((route) => route.port),
  );
  return others.length === 0 ? (port ?? asked.port) : undefined;
}

/** The first that is one address, not many. */
export function urlOf(routes: readonly Pick<Route, 'address'>[]): string | undefined {
  const address = routes.find((route) => route.address !== '' && !route.address.startsWith('*'))?.address;
  return address === undefined ? undefined : `https://${address}`;
}

function processStates(view: AppView, web: number): readonly ProcessState[] {
  const others = view.processes
    .filter((process) => process.type !== 'web')
    .map((process) => ({ type: process.type, wanted: process.instances }));
  return [{ type: 'web', wanted: web }, ...others].filter((process) => process.wanted > 0);
}

/** The deployment that made the droplet live, as far as the newest few tell: not one that was cancelled, or is under way. */
function releaseOf(view: AppView, droplet: Droplet): ReleaseRef {
  const image = droplet.image === undefined ? undefined : spelledOut(droplet.image);
  const ofIt = view.deployments.filter(({ dropletGuid }) => dropletGuid === droplet.guid);
  const deployment =
    ofIt.find(({ reason }) => reason === 'DEPLOYED') ?? ofIt.find(({ reason }) => reason === 'SUPERSEDED');
  return deployment === undefined ? dropletRef(droplet.guid, image) : releaseRef(deployment, image);
}
