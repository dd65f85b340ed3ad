import { tcpPorts } from '../../../image/ports.ts';
import type { Request } from '../../../inputs/request.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Waiting } from '../api/job.ts';
import type { AppView } from './app.ts';
import { gapsIn, type RouteStep, routeSteps } from './routes/change.ts';
import { type RouteBefore, routesBefore } from './routes/put-back.ts';
import { writeRoutes } from './routes/write.ts';
import { type CountBefore, type ScaleChange, scale, scaleChanges } from './scale.ts';
import { bind } from './services/bind.ts';
import type { Service } from './services/find.ts';
import type { ServiceBefore } from './services/unbind.ts';
import { type SettingsBefore, type SettingsChange, settingsChange, writeSettings } from './settings.ts';
import { portsOf, type Survey } from './survey.ts';

/** What a run is about to change of the app that no deployment carries. The values are for this process alone. */
export interface Configuration {
  readonly settings: SettingsChange | undefined;
  readonly services: readonly Service[];
  readonly routes: readonly RouteStep[];
  readonly scale: readonly ScaleChange[];
  readonly before: ConfigurationBefore;
  /** What the user has to know of it. */
  readonly notes: readonly string[];
}

/** What has to be put back of it: ids, names and numbers, to be saved. Absent: nothing of that kind is changed. */
export interface ConfigurationBefore {
  readonly settings?: SettingsBefore;
  readonly services?: readonly ServiceBefore[];
  readonly routes?: readonly RouteBefore[];
  readonly counts?: readonly CountBefore[];
}

/** What was found before the plan was made. */
export interface Found {
  /** Undefined: there is no such app yet. */
  readonly view: AppView | undefined;
  readonly survey: Survey;
}

/** @throws ActionError for what cannot be changed now, before anything is written */
export async function configurationFor(
  api: CloudController,
  plan: Plan,
  request: Pick<Request, 'settings' | 'routesMode'>,
  { view, survey }: Found,
): Promise<Configuration> {
  const settings = await settingsChange(api, plan.settings, view);
  const ports = portsOf(view, survey, request.settings);
  const routes = routeSteps(view, request, survey.sites, ports, tcpPorts(plan.facts));
  const counts = scaleChanges(plan.settings, view);
  const services = survey.services.filter(({ name }) => plan.settings.services?.includes(name));
  const touched = view === undefined ? [] : routesBefore(routes, view, ports);
  const before: ConfigurationBefore = {
    ...(settings === undefined ? {} : { settings: settings.before }),
    // An app that this run makes is left as it is, stopped: there is nothing to go back to.
    ...(view === undefined || services.length === 0
      ? {}
      : { services: services.map(({ name, instanceGuid }) => ({ name, instanceGuid })) }),
    ...(touched.length === 0 ? {} : { routes: touched }),
    ...(view === undefined || counts.length === 0
      ? {}
      : { counts: counts.map(({ type, before }) => ({ type, before })) }),
  };
  const notes = gapsIn(routes, ports).map(
    (address) => `${address} leads nowhere until a new instance runs: the old ones do not listen on that port.`,
  );
  return { settings, services, routes, scale: counts, before, notes };
}

/** Whether any of it is what a command on the rollout would have to see. */
export function isStartedWith({ settings, services }: Configuration): boolean {
  return settings !== undefined || services.length > 0;
}

/** Whose configuration it is, and what it is written with. */
export interface Configured extends Waiting {
  readonly appGuid: string;
  readonly spaceGuid: string;
  readonly runId: string;
  note(line: string): void;
}

/**
 * Writes what whatever starts from now on is started with; what runs keeps what it has. To be called once the way back is
 * saved, and just before what needs it begins. May be repeated.
 */
export async function configure({ settings, services }: Configuration, app: Configured): Promise<void> {
  if (settings !== undefined) await writeSettings(app.api, app.appGuid, settings.wanted);
  for (const service of services) await bind(service, app);
}

/** Writes what acts at once, and so comes right before a release: routes first, which the server may refuse. May be repeated. */
export async function configureLive(
  { routes, scale: processes }: Configuration,
  app: Pick<Configured, 'api' | 'appGuid' | 'spaceGuid' | 'runId'>,
): Promise<void> {
  const { api, appGuid } = app;
  await writeRoutes(api, appGuid, routes, app);
  for (const { type, wanted } of processes) await scale(api, appGuid, type, wanted);
}

/** A rollout of which nothing has been configured. */
export function unconfigured<T extends ConfigurationBefore>(rollout: T): Omit<T, keyof ConfigurationBefore> {
  const { settings: _settings, services: _services, routes: _routes, counts: _counts, ...rest } = rollout;
  return rest;
}
