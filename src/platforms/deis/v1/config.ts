import { asObject, at } from '../../../http/json.ts';
import type { Plan } from '../../../plan/plan.ts';
import { namesOf } from '../config-change.ts';

/** The parts of a config of v1. */
const parts = ['values', 'memory', 'cpu', 'tags'] as const;
type Parts<T> = Readonly<Record<(typeof parts)[number], Readonly<Record<string, T>>>>;

/** An app's whole config as the controller tells it. Values are compared and sent, never shown. */
export type V1Config = Parts<string | number>;

/** The body of a config POST; null takes a key away. */
export type V1ConfigBody = Partial<Parts<string | number | null>>;

/** What the controller adds to the config that it answers with, and does not keep. */
const added = new Set(['DEIS_APP', 'DEIS_RELEASE']);

export const newAppConfig: V1Config = { values: {}, memory: {}, cpu: {}, tags: {} };

/** Variables by which the controller checks an app's health: no variables of the app's own. */
export function isHealthCheck(name: string): boolean {
  return name.startsWith('HEALTHCHECK_');
}

export function readConfig(config: unknown): V1Config {
  const read = (part: (typeof parts)[number]) =>
    Object.fromEntries(
      Object.entries(asObject(at(config, part)) ?? {}).flatMap(([key, value]) =>
        (typeof value === 'string' || typeof value === 'number') && !(part === 'values' && added.has(key))
          ? [[key, value] as const]
          : [],
      ),
    );
  return { values: read('values'), memory: read('memory'), cpu: read('cpu'), tags: read('tags') };
}

/** A config that is to be, and how it differs. */
export interface V1ConfigChange {
  /** What changes, for people: names and kinds, no values. */
  readonly parts: readonly string[];
  readonly body: V1ConfigBody;
  readonly wanted: V1Config;
}

/**
 * What has to change; undefined: nothing. The whole config is sent, since v1 merges what it is sent into the config that was
 * written last, which may be one that never served or that was rolled back (`Config.save` of `models.py`).
 *
 * @param main the process type that serves
 */
export function configChange(
  { settings: { env, memoryMb } }: Pick<Plan, 'settings'>,
  config: V1Config,
  main: string,
): V1ConfigChange | undefined {
  if (env === undefined && memoryMb === undefined) return undefined;
  const body = {
    ...config,
    values: { ...config.values, ...Object.fromEntries(env ?? []) },
    memory: { ...config.memory, ...(memoryMb === undefined ? {} : { [main]: `${memoryMb}M` }) },
  };
  const values = Object.entries(body.values).filter((entry): entry is [string, string | number] => entry[1] !== null);
  return {
    parts: [...namesOf([...(env?.keys() ?? [])]), ...(memoryMb === undefined ? [] : ['memory'])],
    body,
    wanted: { ...body, values: Object.fromEntries(values) },
  };
}

/** What takes away all that a config has beside what is wanted; undefined: it has nothing else. */
export function withoutStrays(config: V1Config, wanted: V1Config): V1ConfigBody | undefined {
  const strays = parts.flatMap((part) => {
    const keys = Object.keys(config[part]).filter((key) => !Object.hasOwn(wanted[part], key));
    return keys.length === 0 ? [] : [[part, Object.fromEntries(keys.map((key) => [key, null]))] as const];
  });
  return strays.length === 0 ? undefined : Object.fromEntries(strays);
}
