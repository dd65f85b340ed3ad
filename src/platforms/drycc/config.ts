import { asArray, asObject, at, textAt } from '../../http/json.ts';
import type { RegistryLogin } from '../../inputs/request.ts';
import type { Probes } from '../controller/probes.ts';

/** One variable, of one process type or of a group of them. Its value is compared, never shown. */
export type Value = { readonly name: string; readonly value: string } & Scope;
export type Scope =
  | { readonly ptype: string; readonly group?: never }
  | { readonly group: string; readonly ptype?: never };

/** Where an app listens when nothing says otherwise (drycc/controller, `PORT`). */
export const defaultPort = 5000;

/** The group that every process type takes, one-off commands included. */
export const everywhere = { group: 'global' } as const;

/** The parts of an app's config that a deploy has to know. */
export interface DryccConfig {
  readonly values: readonly Value[];
  /** Groups of values that a process type takes, beside that which all take. */
  readonly refs: ReadonlyMap<string, readonly string[]>;
  /** By process type, like the rest. Compared, never shown. */
  readonly registry: ReadonlyMap<string, { readonly [K in keyof RegistryLogin]: RegistryLogin[K] | undefined }>;
  /** Ids of limit plans. */
  readonly limits: ReadonlyMap<string, string>;
  readonly probes: ReadonlyMap<string, Probes>;
}

export const newAppConfig: DryccConfig = {
  ...{ values: [], refs: new Map(), registry: new Map(), limits: new Map(), probes: new Map() },
};

export function readConfig(config: unknown): DryccConfig {
  return {
    values: asArray(at(config, 'values')).flatMap((entry) => readValue(entry) ?? []),
    refs: byType(config, 'values_refs', (groups) =>
      asArray(groups).filter((group): group is string => typeof group === 'string'),
    ),
    registry: byType(config, 'registry', (login) => ({
      username: textAt(login, 'username'),
      password: textAt(login, 'password'),
    })),
    limits: byType(config, 'limits', (plan) => (typeof plan === 'string' ? plan : undefined)),
    probes: byType(config, 'healthcheck', asObject),
  };
}

function readValue(entry: unknown): Value | undefined {
  const [name, value] = [textAt(entry, 'name'), textAt(entry, 'value')];
  const [ptype, group] = [textAt(entry, 'ptype'), textAt(entry, 'group')];
  if (name === undefined || value === undefined) return undefined;
  if (ptype !== undefined) return { name, value, ptype };
  return group === undefined ? undefined : { name, value, group };
}

function byType<T>(config: unknown, field: string, read: (value: unknown) => T | undefined): ReadonlyMap<string, T> {
  return new Map(
    Object.entries(asObject(at(config, field)) ?? {}).flatMap(([type, value]) => {
      const known = read(value);
      return known === undefined ? [] : [[type, known] as const];
    }),
  );
}

/** What a process type is given: of the group of all, then of its own groups, then of its own (drycc/controller `config.py`). */
export function variablesOf(
  { values, refs }: Pick<DryccConfig, 'values' | 'refs'>,
  type: string,
): ReadonlyMap<string, string> {
  const groups = [everywhere.group, ...(refs.get(type) ?? [])];
  return new Map(
    [
      ...groups.flatMap((group) => values.filter((value) => value.group === group)),
      ...values.filter((value) => value.ptype === type),
    ].map(({ name, value }) => [name, value]),
  );
}

/** In place of a value that is not the same everywhere. No variable can hold it, so it is none that can be asked for. */
const several = '\0';

/** All variables of an app but PORT, with the value that each of them has everywhere. */
export function variablesOfAll(config: DryccConfig, types: readonly string[]): ReadonlyMap<string, string> {
  const all = variablesOf({ ...config, refs: new Map() }, '');
  const each = types.map((type) => variablesOf(config, type));
  const names = new Set(config.values.map(({ name }) => name));
  names.delete('PORT');
  return new Map(
    [...names].map((name) => {
      const value = all.get(name);
      const isSame = value !== undefined && each.every((variables) => variables.get(name) === value);
      return [name, isSame ? value : several];
    }),
  );
}

/** `PORT` of a process type; undefined: none is set, or it is no port. */
export function portOf(config: DryccConfig, type: string): number | undefined {
  const text = variablesOf(config, type).get('PORT') ?? '';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** A value to set, or with null to take away, in one scope. */
export type ValueChange = { readonly name: string; readonly value: string | null } & Scope;

/** The values with changes, as the controller merges them (drycc/controller `config.py`, `merge_values`). */
export function withChanges(values: readonly Value[], changes: readonly ValueChange[]): readonly Value[] {
  const result = [...values];
  for (const { value, ...key } of changes) {
    const at = result.findIndex((one) => one.name === key.name && one.ptype === key.ptype && one.group === key.group);
    if (at >= 0) result.splice(at, 1);
    if (value !== null) result.push({ ...key, value } as Value);
  }
  return result;
}
