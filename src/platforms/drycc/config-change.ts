import { lowestTcpPort } from '../../image/ports.ts';
import type { RegistryLogin } from '../../inputs/request.ts';
import type { Plan } from '../../plan/plan.ts';
import { movedProbes, type Probes, probesFor } from '../controller/probes.ts';
import { type DryccConfig, defaultPort, everywhere, portOf, type ValueChange, variablesOf } from './config.ts';

/** What of a plan settles the config. */
type Settled = Pick<Plan, 'settings' | 'registry' | 'facts'>;

/** The body of the one config POST that a deploy needs. Values are a list here; the rest belongs to a process type each. */
export interface ConfigChange {
  readonly values?: readonly ValueChange[];
  readonly registry?: Readonly<Record<string, RegistryLogin>>;
  /** Ids of limit plans. */
  readonly limits?: Readonly<Record<string, string>>;
  readonly healthcheck?: Readonly<Record<string, Probes>>;
}

/** What is known of the app whose config it is. */
interface Circumstances {
  readonly config: DryccConfig;
  /** The process types that there will be. */
  readonly types: readonly string[];
  /** The one that serves. */
  readonly main: string;
  /** Whether a release serves: what its config is silent about is 5000 then. */
  readonly serves: boolean;
  /** For the memory that was asked for. */
  readonly plan: string | undefined;
}

/** One-off commands run in pods of a process type of their own, which need the login as well. */
const oneOff = 'run';

/**
 * What has to change; undefined: nothing. PORT is what the user gave, else what the serving release has (5000 when the
 * config is silent), else what the image exposes.
 */
export function configChange(plan: Settled, of: Circumstances): ConfigChange | undefined {
  const { config, main, types } = of;
  const now = portOf(config, main) ?? defaultPort;
  const port = portAfter(plan, of);
  const values: readonly ValueChange[] = [
    ...(port === now ? [] : [{ name: 'PORT', value: String(port), ptype: main }]),
    ...variableChanges(plan.settings.env ?? new Map(), of),
  ];
  const { registry } = plan;
  const strangers = [...types, oneOff].filter((type) => {
    const stored = config.registry.get(type);
    return registry !== undefined && (stored?.username !== registry.username || stored.password !== registry.password);
  });
  const probes = {
    ...(port === now ? {} : movedProbes(config.probes.get(main) ?? {}, now, port)),
    ...(plan.settings.healthCheck === undefined ? {} : probesFor(plan.settings.healthCheck, port)),
  };
  const change: ConfigChange = {
    ...(values.length === 0 ? {} : { values }),
    ...(registry === undefined || strangers.length === 0
      ? {}
      : {
          registry: Object.fromEntries(
            strangers.map((type) => [type, { username: registry.username, password: registry.password }]),
          ),
        }),
    ...(plan.settings.memoryMb === undefined || of.plan === undefined ? {} : { limits: { [main]: of.plan } }),
    ...(Object.keys(probes).length === 0 ? {} : { healthcheck: { [main]: probes } }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

function portAfter({ settings, facts }: Settled, { config, main, serves }: Circumstances): number {
  const set = settings.port ?? portOf(config, main);
  return set ?? (serves ? defaultPort : (lowestTcpPort(facts) ?? defaultPort));
}

/**
 * A variable is set for all process types, one-off commands included; where one of them has another value, of its own or of
 * a group that it takes, for that one as well. It is taken away wherever it is.
 */
function variableChanges(
  env: ReadonlyMap<string, string | null>,
  { config, types }: Circumstances,
): readonly ValueChange[] {
  const { values } = config;
  return [...env].flatMap(([name, value]): readonly ValueChange[] => {
    if (value === null) {
      return values
        .filter((one) => one.name === name)
        .map(({ ptype, group }) => ({ name, value, ...(ptype === undefined ? { group } : { ptype }) }) as ValueChange);
    }
    const isSet = values.some((one) => one.name === name && one.group === everywhere.group && one.value === value);
    const others = types.filter((type) => {
      const found = variablesOf({ ...config, values: values.filter((one) => one.group !== everywhere.group) }, type);
      return found.has(name) && found.get(name) !== value;
    });
    return [...(isSet ? [] : [{ name, value, ...everywhere }]), ...others.map((ptype) => ({ name, value, ptype }))];
  });
}

/** What changes, for people: names and kinds, no values. */
export function partsOf(change: ConfigChange): readonly string[] {
  const names = [...new Set((change.values ?? []).map(({ name }) => name))];
  const variables = names.filter((name) => name !== 'PORT');
  return [
    ...(names.includes('PORT') ? ['PORT'] : []),
    ...(variables.length === 0 ? [] : [variables.length > 3 ? `${variables.length} variables` : variables.join(', ')]),
    ...(change.registry === undefined ? [] : ['the registry credentials']),
    ...(change.limits === undefined ? [] : ['memory']),
    ...(change.healthcheck === undefined ? [] : ['the health check']),
  ];
}
