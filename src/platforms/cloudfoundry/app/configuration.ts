import { tcpPorts } from '../../../image/ports.ts';
import type { Request } from '../../../inputs/request.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { savedUndo, type Undo, undoOf } from '../manifest/change.ts';
import type { Rest } from '../manifest/difference.ts';
import { addressesIn, typesIn } from '../manifest/survey.ts';
import type { AppView } from './app.ts';
import { type Marks, type MarksBefore, marksBefore, marksNow, marksOf } from './marks.ts';
import { type RouteStep, routeSteps } from './routes/change.ts';
import { type RouteBefore, routesBefore } from './routes/put-back.ts';
import { type CountBefore, type ScaleChange, scaleChanges } from './scale.ts';
import type { Service } from './services/find.ts';
import type { ServiceBefore } from './services/unbind.ts';
import { refuseInFlight, type SettingsBefore, type SettingsChange, settingsChange } from './settings.ts';
import { portsOf, type Survey } from './survey.ts';

/** What a run is about to change of the app that no deployment carries. The values are for this process alone. */
export interface Configuration {
  readonly manifest: { readonly rest: Rest; readonly undo: Undo } | undefined;
  readonly settings: SettingsChange | undefined;
  readonly services: readonly Service[];
  readonly marks: { readonly wanted: Marks; readonly previous: Marks | undefined } | undefined;
  readonly routes: readonly RouteStep[];
  readonly scale: readonly ScaleChange[];
  readonly before: ConfigurationBefore;
}

/** What has to be put back of it: ids, names and numbers, to be saved. Absent: nothing of that kind is changed. */
export interface ConfigurationBefore {
  readonly manifest?: Undo & { readonly spaceGuid: string };
  readonly settings?: SettingsBefore;
  readonly services?: readonly ServiceBefore[];
  readonly marks?: MarksBefore;
  readonly routes?: readonly RouteBefore[];
  readonly counts?: readonly CountBefore[];
}

/** A change of settings and of nothing else; undefined: of nothing at all. */
export function settingsAlone(settings: SettingsChange | undefined): Configuration {
  const before = settings === undefined ? {} : { settings: settings.before };
  return { manifest: undefined, settings, services: [], marks: undefined, routes: [], scale: [], before };
}

/** What was found before the plan was made. */
export interface Found {
  /** Undefined: there is no such app yet. */
  readonly view: AppView | undefined;
  readonly survey: Survey;
}

function manifestChange({ manifest }: Survey): Configuration['manifest'] {
  if (manifest === undefined || manifest.differences.length === 0) return undefined;
  const { rest, differences, sidecars } = manifest;
  return { rest, undo: undoOf(rest, differences, sidecars) };
}

/** @throws ActionError for what cannot be changed now, before anything is written */
export async function configurationFor(
  api: CloudController,
  plan: Plan,
  request: Pick<Request, 'settings' | 'routesMode'>,
  { view, survey }: Found,
): Promise<Configuration> {
  const manifest = manifestChange(survey);
  if (view !== undefined && typesIn(manifest?.rest).includes('web')) refuseInFlight(view);
  const settings = await settingsChange(api, plan.settings, view);
  const ports = portsOf(view, survey, request.settings);
  const routes = routeSteps(view, request, survey.sites, ports, tcpPorts(plan.facts));
  const counts = scaleChanges(plan.settings, view);
  const missing = plan.settings.services ?? [];
  const services = survey.services.filter((service) => missing.some(({ name }) => name === service.name));
  const marks = marksOf(plan.settings);
  const previousMarks = marks === undefined || view === undefined ? undefined : marksNow(marks, view.app);
  const addresses = addressesIn(manifest?.rest);
  const byServer = survey.sites.filter(({ address }) => addresses.includes(address));
  const touched =
    view === undefined
      ? []
      : [...routesBefore(routes, view, ports), ...byServer.map((site) => ({ ...site, destinations: [] }))];
  const before: ConfigurationBefore = {
    // An app that this run makes is left as it is, stopped: there is nothing to go back to.
    ...(view === undefined || manifest === undefined
      ? {}
      : { manifest: { ...savedUndo(manifest.undo), spaceGuid: view.app.spaceGuid } }),
    ...(settings === undefined ? {} : { settings: settings.before }),
    ...(view === undefined || services.length === 0
      ? {}
      : { services: services.map(({ name, instanceGuid }) => ({ name, instanceGuid })) }),
    ...(previousMarks === undefined ? {} : { marks: marksBefore(previousMarks) }),
    ...(touched.length === 0 ? {} : { routes: touched }),
    ...(view === undefined || counts.length === 0
      ? {}
      : { counts: counts.map(({ type, before }) => ({ type, before })) }),
  };
  const marked = marks === undefined ? undefined : { wanted: marks, previous: previousMarks };
  return { manifest, settings, services, marks: marked, routes, scale: counts, before };
}
