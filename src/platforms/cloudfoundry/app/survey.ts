import type { PlatformRequest, Settings } from '../../../inputs/request.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { statsFrom } from '../api/shapes.ts';
import type { Target } from '../api/target.ts';
import { addressesIn, type SurveyedManifest, surveyManifest, typesIn } from '../manifest/survey.ts';
import { type AppView, asksForPort, webOf } from './app.ts';
import { isHalfDone, portWithoutRoute } from './create-app.ts';
import { type Ports, webDestinations } from './routes/change.ts';
import { findSites, type Site } from './routes/sites.ts';
import { refuseUnknownTypes } from './scale.ts';
import { findServices, type Service } from './services/find.ts';

/** What was asked for, held against what there is beside the app itself: looked up before anything is planned. */
export interface Survey {
  /** Of the routes that do not lead to the app yet. */
  readonly sites: readonly Site[];
  /** Ports that are open in running instances of web. Undefined: no port was asked for, or none runs. */
  readonly openPorts: readonly number[] | undefined;
  /** Those that were asked for. */
  readonly services: readonly Service[];
  /** Undefined: there is nothing that only the server could carry out. */
  readonly manifest: SurveyedManifest | undefined;
}

export const nothingAsked: Survey = { sites: [], openPorts: undefined, services: [], manifest: undefined };

/** What a run asks for. */
type Asked = Pick<PlatformRequest, 'app' | 'settings' | 'manifest'>;

/**
 * Asks only about what is asked for and not there yet. Reads only.
 *
 * @throws ActionError for what cannot be had
 */
export async function survey(
  api: CloudController,
  target: Target,
  view: AppView | undefined,
  { app, settings, manifest }: Asked,
): Promise<Survey> {
  const { routes: asked, port } = settings;
  const rest = manifest?.rest;
  refuseUnknownTypes(view, settings.instances, typesIn(rest));
  const mapped = (view?.routes ?? []).filter((route) => webDestinations(route.destinations, view?.app.guid).length > 0);
  const getsDefault = asked === undefined && (view === undefined || isHalfDone(view));
  if (port !== undefined && !getsDefault && (asked ?? mapped).length === 0) throw portWithoutRoute(port);
  const wanted = [...(asked ?? []).map(({ address }) => address), ...addressesIn(rest)];
  const missing = wanted.filter((address) => !mapped.some((route) => route.address === address));
  const [sites, openPorts, services, surveyed] = await Promise.all([
    findSites(api, target, missing),
    asksForPort(settings) ? openPortsOf(api, view) : undefined,
    findServices(api, target, view?.app.guid, settings.services ?? []),
    surveyManifest(api, target, app, view, { rest, hasRoutes: mapped.length > 0 }),
  ]);
  return { sites, openPorts, services, manifest: surveyed };
}

async function openPortsOf(api: CloudController, view: AppView | undefined): Promise<readonly number[] | undefined> {
  const web = view === undefined ? undefined : webOf(view);
  if (web === undefined) return undefined;
  const json = await api.find(`/v3/processes/${web.guid}/stats`, 'read the ports of the instances');
  const ports = (json === undefined ? [] : statsFrom(json)).flatMap((instance) => instance.ports ?? []);
  return ports.length === 0 ? undefined : [...new Set(ports)];
}

/** The app's ports, as far as they are known. */
export function portsOf(view: AppView | undefined, { openPorts: open }: Survey, settings: Settings): Ports {
  const check = settings.healthCheck ?? (view === undefined ? undefined : webOf(view)?.health.check);
  return {
    exposed: view?.droplet === undefined ? [] : view.droplet.ports,
    open,
    all: check === undefined || check.type === 'port',
  };
}
