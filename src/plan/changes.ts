import type { CheckTimes, Request, Route } from '../inputs/request.ts';
import type { AppState } from '../platforms/app-state.ts';
import type { Change, ChangedSettings } from './plan.ts';
import { checkText } from './settings.ts';

/** What differs, as people read it. Values of variables and commands are not told: they may be secrets. */
export function changesOf(
  image: string,
  settings: ChangedSettings,
  current: AppState | undefined,
  request: Pick<Request, 'app' | 'registry'>,
): readonly Change[] {
  return [
    ...stateChanges(current, request.app),
    ...changed('image', current?.release?.image, image),
    ...settingsChanges(settings, current),
    // What the platform has stored cannot be read back everywhere, so this is never said to be the same.
    ...(request.registry === undefined
      ? []
      : [{ what: 'registry credentials', to: `of ${request.registry.username}` }]),
  ];
}

function stateChanges(current: AppState | undefined, app: string): readonly Change[] {
  if (current === undefined) return [{ what: 'app', to: `${app} (new)` }];
  return current.running ? [] : [{ what: 'state', from: 'stopped', to: 'started' }];
}

function settingsChanges(settings: ChangedSettings, current: AppState | undefined): readonly Change[] {
  const now = current?.settings ?? {};
  const { command } = settings;
  return [
    ...[...(settings.instances ?? [])].flatMap(([type, count]) =>
      changed(type === '' ? 'instances' : `instances ${type}`, now.instances?.get(type)?.toString(), String(count)),
    ),
    ...changed('memory', megabytes(now.memoryMb), megabytes(settings.memoryMb)),
    ...changed('disk', megabytes(now.diskMb), megabytes(settings.diskMb)),
    ...changed('log rate', logRate(now.logRate), logRate(settings.logRate)),
    // Commands may hold passwords, and variables are made for them: what they were and will be is not told.
    ...(command === undefined ? [] : [{ what: 'command', to: current === undefined ? 'set' : 'changed' }]),
    ...changed('port', now.port?.toString(), settings.port?.toString()),
    ...routeChanges(settings.routes),
    ...changed('health check', checkText(now.healthCheck), checkText(settings.healthCheck)),
    ...timesChanges('health check', now.healthCheckTimes, settings.healthCheckTimes),
    ...changed('readiness check', checkText(now.readinessCheck), checkText(settings.readinessCheck)),
    ...timesChanges('readiness check', now.readinessCheckTimes, settings.readinessCheckTimes),
    ...(settings.services ?? []).map(({ name }) => ({ what: 'service', to: `+${name}` })),
    ...[...(settings.labels ?? [])].map(([key, value]) => {
      const to = value === null ? key : `${key}=${value}`;
      return { what: 'label', to: signOf(key, value, now.labels) + to };
    }),
    ...[...(settings.annotations ?? [])].map(([key, value]) => {
      return { what: 'annotation', to: signOf(key, value, now.annotations) + key };
    }),
    ...[...(settings.env ?? [])].map(([name, value]) => ({ what: 'env', to: signOf(name, value, now.env) + name })),
  ];
}

/** `+` for what is new, `~` for another value, `-` for what goes. */
function signOf(key: string, value: string | null, now: ReadonlyMap<string, unknown> | undefined): string {
  if (value === null) return '-';
  return now?.has(key) === true ? '~' : '+';
}

function timesChanges(what: string, now: CheckTimes = {}, wanted: CheckTimes = {}): readonly Change[] {
  return [
    ...changed(`${what} timeout`, seconds(now.timeoutS), seconds(wanted.timeoutS)),
    ...changed(`${what} invocation timeout`, seconds(now.invocationTimeoutS), seconds(wanted.invocationTimeoutS)),
    ...changed(`${what} interval`, seconds(now.intervalS), seconds(wanted.intervalS)),
  ];
}

/** None when nothing is wanted, or nothing else than there is. */
function changed(what: string, from: string | undefined, to: string | undefined): readonly Change[] {
  if (to === undefined || from === to) return [];
  return [{ what, ...(from === undefined ? {} : { from }), to }];
}

/** Of one that is taken away for good the port says nothing. */
function routeChanges(
  { added, removed }: NonNullable<ChangedSettings['routes']> = { added: [], removed: [] },
): readonly Change[] {
  const stays = (route: Route) => added.some(({ address }) => address === route.address);
  return [
    ...added.map((route) => `+${routeText(route)}`),
    ...removed.map((route) => `-${stays(route) ? routeText(route) : route.address}`),
  ].map((to) => ({ what: 'route', to }));
}

/** `www.example.com/path=8080`, as it is written in the inputs. */
function routeText({ address, port }: Route): string {
  return port === undefined ? address : `${address}=${port}`;
}

function megabytes(size: number | undefined): string | undefined {
  return size === undefined ? undefined : `${size} MB`;
}

function logRate(rate: number | undefined): string | undefined {
  return rate === undefined ? undefined : rate < 0 ? 'no limit' : `${rate} bytes/s`;
}

function seconds(time: number | undefined): string | undefined {
  return time === undefined ? undefined : `${time} s`;
}
