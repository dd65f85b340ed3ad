import { lowestTcpPort } from '../../image/ports.ts';
import type { RegistryLogin } from '../../inputs/request.ts';
import type { Plan } from '../../plan/plan.ts';
import { type DryccApp, firstType, newAppConfig } from './app.ts';
import { defaultPort } from './rules.ts';

/** The one config POST that a deploy needs. Values are a list here, and credentials belong to a process type each. */
export interface ConfigChange {
  readonly values?: readonly { readonly name: 'PORT'; readonly value: string; readonly ptype: string }[];
  readonly registry?: Readonly<Record<string, RegistryLogin>>;
}

/**
 * What has to change; undefined: nothing. PORT is what the user gave, else what the serving release has (5000 when the
 * config is silent), else what the image exposes.
 */
export function configChange(plan: Plan, app: DryccApp | undefined): ConfigChange | undefined {
  const config = app?.config ?? newAppConfig;
  const now = config.port ?? defaultPort;
  const serves = app?.state.release !== undefined;
  const port = plan.settings.port ?? config.port ?? (serves ? now : (lowestTcpPort(plan.facts) ?? now));
  const { registry } = plan;
  const types = (app?.types ?? [firstType]).filter((type) => {
    const stored = config.registry.get(type);
    return registry !== undefined && (stored?.username !== registry.username || stored.password !== registry.password);
  });
  const change: ConfigChange = {
    ...(port === now ? {} : { values: [{ name: 'PORT', value: String(port), ptype: firstType }] }),
    ...(registry === undefined || types.length === 0
      ? {}
      : {
          registry: Object.fromEntries(
            types.map((type) => [type, { username: registry.username, password: registry.password }]),
          ),
        }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

export function described(change: ConfigChange, app: string): string {
  const parts = [
    change.values === undefined ? undefined : 'PORT',
    change.registry === undefined ? undefined : 'the registry credentials',
  ].filter((part) => part !== undefined);
  return `setting ${parts.join(' and ')} of ${app}`;
}
