import { asObject, at, textAt } from '../../http/json.ts';
import type { Probes } from '../controller/probes.ts';

/** The parts of an app's config that a deploy has to know. Values and password are compared, never shown. */
export interface DeisConfig {
  /** All variables but PORT. */
  readonly values: ReadonlyMap<string, string>;
  readonly port: number | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Limits by process type; one in a form that is not ours is left out. MB. */
  readonly memoryMb: ReadonlyMap<string, number>;
  /** By process type; the key `web/cmd` stands for both that are routed to. */
  readonly probes: ReadonlyMap<string, Probes>;
}

export const newAppConfig: DeisConfig = {
  ...{ values: new Map(), memoryMb: new Map(), probes: new Map() },
  ...{ port: undefined, username: undefined, password: undefined },
};

export function readConfig(config: unknown): DeisConfig {
  const values = new Map(textsAt(config, 'values'));
  values.delete('PORT');
  return {
    values,
    port: portOf(at(config, 'values', 'PORT')),
    username: textAt(config, 'registry', 'username'),
    password: textAt(config, 'registry', 'password'),
    memoryMb: new Map(
      textsAt(config, 'memory').flatMap(([type, limit]) => {
        const size = limitMb(limit);
        return size === undefined ? [] : [[type, size] as const];
      }),
    ),
    probes: new Map(
      Object.entries(asObject(at(config, 'healthcheck')) ?? {}).flatMap(([type, probes]) => {
        const known = asObject(probes);
        return known === undefined ? [] : [[type, known] as const];
      }),
    ),
  };
}

function textsAt(config: unknown, field: string): readonly (readonly [string, string])[] {
  return Object.entries(asObject(at(config, field)) ?? {}).flatMap(([key, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[key, String(value)] as const] : [],
  );
}

function portOf(value: unknown): number | undefined {
  const port = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof port === 'number' && port >= 1 && port <= 65_535 ? port : undefined;
}

const unitMb: Readonly<Record<string, number>> = { B: 1 / 1_048_576, K: 1 / 1_024, M: 1, G: 1_024 };

/** `512M`, `1G`; of `64M/128M`, which asks for the first and is limited by the second, the limit. */
export function limitMb(text: string): number | undefined {
  const [, amount = '', unit = ''] = /^(?:[^/]*\/)?(\d+)([BKMG])B?$/i.exec(text) ?? [];
  const size = Number(amount) * (unitMb[unit.toUpperCase()] ?? Number.NaN);
  return Number.isInteger(size) && size > 0 ? size : undefined;
}

/** Under which key the probes of a process type stand: its own, if it has any. */
export function probesKey({ probes }: DeisConfig, type: string): string {
  const isRouted = type === 'web' || type === 'cmd';
  return !isRouted || Object.keys(probes.get(type) ?? {}).length > 0 ? type : 'web/cmd';
}
