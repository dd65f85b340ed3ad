import type { CheckTimes, HealthCheck, Request, Route, Settings } from '../inputs/request.ts';
import type { AppState } from '../platforms/app-state.ts';
import type { ChangedSettings } from './plan.ts';

/** Settings that are one word or number each: the same or not. */
const plain = ['memoryMb', 'diskMb', 'logRate', 'port'] as const;

/** The settings that are not already as asked for. */
export function changedSettings(
  { settings: asked, envMode, routesMode }: Pick<Request, 'settings' | 'envMode' | 'routesMode'>,
  current: AppState | undefined,
): ChangedSettings {
  const now = current?.settings ?? {};
  const instances = [...(asked.instances ?? [])].filter(([type, count]) => now.instances?.get(type) !== count);
  const env = asked.env === undefined ? new Map() : changedVariables(asked.env, envMode, now.env ?? new Map());
  const routes = asked.routes === undefined ? undefined : changedRoutes(asked.routes, routesMode, now.routes ?? []);
  const services = (asked.services ?? []).filter(
    ({ name }) => now.services?.some((service) => service.name === name) !== true,
  );
  const labels = changedMarks(asked.labels, now.labels);
  const annotations = changedMarks(asked.annotations, now.annotations);
  const healthTimes = changedTimes(asked.healthCheckTimes, now.healthCheckTimes);
  const readinessTimes = changedTimes(asked.readinessCheckTimes, now.readinessCheckTimes);
  return {
    ...(instances.length === 0 ? {} : { instances: new Map(instances) }),
    ...Object.fromEntries(
      plain.filter((key) => asked[key] !== undefined && asked[key] !== now[key]).map((key) => [key, asked[key]]),
    ),
    ...(asked.command === undefined || asked.command === (now.command ?? null) ? {} : { command: asked.command }),
    ...(routes === undefined ? {} : { routes }),
    ...(asked.healthCheck === undefined || isSame(asked.healthCheck, now.healthCheck)
      ? {}
      : { healthCheck: asked.healthCheck }),
    ...(healthTimes === undefined ? {} : { healthCheckTimes: healthTimes }),
    ...(asked.readinessCheck === undefined || isSame(asked.readinessCheck, now.readinessCheck)
      ? {}
      : { readinessCheck: asked.readinessCheck }),
    ...(readinessTimes === undefined ? {} : { readinessCheckTimes: readinessTimes }),
    ...(services.length === 0 ? {} : { services }),
    ...(labels.size === 0 ? {} : { labels }),
    ...(annotations.size === 0 ? {} : { annotations }),
    ...(env.size === 0 ? {} : { env }),
  };
}

/** Labels or annotations; one that is to go, and is not there, is gone. */
function changedMarks(
  asked: Settings['labels'] = new Map(),
  now: Settings['labels'] = new Map(),
): ReadonlyMap<string, string | null> {
  return new Map([...asked].filter(([key, value]) => (now.get(key) ?? null) !== value));
}

function changedVariables(
  asked: ReadonlyMap<string, string>,
  mode: Request['envMode'],
  now: ReadonlyMap<string, string>,
): ReadonlyMap<string, string | null> {
  const set = [...asked].filter(([name, value]) => now.get(name) !== value);
  const removed = mode === 'merge' ? [] : [...now.keys()].filter((name) => !asked.has(name));
  return new Map<string, string | null>([...set, ...removed.map((name) => [name, null] as const)]);
}

/** An address that leads to another port than the one that is asked for is exchanged. Undefined: nothing differs. */
function changedRoutes(
  asked: readonly Route[],
  mode: Request['routesMode'],
  now: readonly Route[],
): ChangedSettings['routes'] {
  const fits = (wanted: Route, route: Route) =>
    wanted.address === route.address && (wanted.port === undefined || wanted.port === route.port);
  const added = asked.filter((wanted) => !now.some((route) => fits(wanted, route)));
  const removed = now.filter((route) => {
    const wanted = asked.find(({ address }) => address === route.address);
    return wanted === undefined ? mode === 'exact' : !fits(wanted, route);
  });
  return added.length + removed.length === 0 ? undefined : { added, removed };
}

function isSame(asked: HealthCheck, now: HealthCheck | undefined): boolean {
  return checkText(asked) === checkText(now);
}

function changedTimes(asked: CheckTimes = {}, now: CheckTimes = {}): CheckTimes | undefined {
  const changed = (Object.keys(asked) as (keyof CheckTimes)[]).filter((key) => asked[key] !== now[key]);
  return changed.length === 0 ? undefined : Object.fromEntries(changed.map((key) => [key, asked[key]]));
}

/** `http /healthz` */
export function checkText(check: HealthCheck | undefined): string | undefined {
  return check?.type === 'http' ? `http ${check.path}` : check?.type;
}
