import { ActionError } from '../../errors.ts';
import { lowestTcpPort } from '../../image/ports.ts';
import type { RegistryLogin } from '../../inputs/request.ts';
import type { Plan } from '../../plan/plan.ts';
import { movedProbes, type Probes, probesFor } from '../controller/probes.ts';
import { type DeisConfig, probesKey } from './config.ts';

/** What of a plan settles the config. */
type Settled = Pick<Plan, 'settings' | 'registry' | 'facts'>;

/**
 * The body of the one config POST that a deploy needs. All of it in one: each is a redeploy, and PORT and a registry login
 * belong together (`PORT needs to be set in the config when using a private registry`).
 */
export interface ConfigChange {
  /** Null takes a variable away. */
  readonly values?: Readonly<Record<string, string | null>>;
  readonly registry?: RegistryLogin;
  /** `512M`, by process type. */
  readonly memory?: Readonly<Record<string, string>>;
  /** By process type; kinds of probes that are not named stay. */
  readonly healthcheck?: Readonly<Record<string, Probes>>;
}

/**
 * What has to change; undefined: nothing. PORT is what the user gave, else what the app has, else what the image exposes.
 *
 * @param main the process type that serves
 * @throws ActionError `DEIS_CHECK_PORT` when a health check has no port to ask at
 */
export function configChange(plan: Settled, config: DeisConfig, main: string): ConfigChange | undefined {
  const { registry, settings } = plan;
  const port = settings.port ?? config.port ?? lowestTcpPort(plan.facts);
  const values = {
    ...(port === undefined || port === config.port ? {} : { PORT: String(port) }),
    ...Object.fromEntries(settings.env ?? []),
  };
  const healthcheck = probesChange(plan, config, main, port);
  const change: ConfigChange = {
    ...(Object.keys(values).length === 0 ? {} : { values }),
    ...(registry === undefined || (registry.username === config.username && registry.password === config.password)
      ? {}
      : { registry: { username: registry.username, password: registry.password } }),
    ...(settings.memoryMb === undefined ? {} : { memory: { [main]: `${settings.memoryMb}M` } }),
    ...(healthcheck === undefined ? {} : { healthcheck }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

/** The check that was asked for; and where nobody asks, probes of the port that was move with it. */
function probesChange(
  { settings: { healthCheck } }: Settled,
  config: DeisConfig,
  main: string,
  port: number | undefined,
): ConfigChange['healthcheck'] {
  const key = probesKey(config, main);
  const now = config.probes.get(key) ?? {};
  const moved =
    port === undefined || config.port === undefined || port === config.port
      ? undefined
      : movedProbes(now, config.port, port);
  if (healthCheck === undefined) return moved === undefined ? undefined : { [key]: moved };
  if (port === undefined) {
    throw new ActionError('DEIS_CHECK_PORT', 'health-check asks at a port, and the app has none', {
      hint: 'Set the `port` input, or add EXPOSE to the Dockerfile.',
    });
  }
  return { [key]: { ...moved, ...probesFor(healthCheck, port) } };
}

/** What changes, for people: names and kinds, no values. */
export function partsOf(change: ConfigChange): readonly string[] {
  const { PORT, ...variables } = change.values ?? {};
  return [
    ...(PORT === undefined ? [] : ['PORT']),
    ...namesOf(Object.keys(variables)),
    ...(change.registry === undefined ? [] : ['the registry credentials']),
    ...(change.memory === undefined ? [] : ['memory']),
    ...(change.healthcheck === undefined ? [] : ['the health check']),
  ];
}

/** Variables that change: their names, as long as they are few. */
export function namesOf(variables: readonly string[]): readonly string[] {
  if (variables.length === 0) return [];
  return [variables.length > 3 ? `${variables.length} variables` : variables.join(', ')];
}
