import { NotModelled } from '../errors.ts';
import type { Space } from '../model.ts';
import { isObject, type Json } from '../request/json.ts';
import type { World } from '../world.ts';
import { readBytes, readMegabytes, writeBytes } from './bytes.ts';
import { generateEntry } from './generate.ts';

/** An entry of a diff, as the gem json-diff writes it. */
export interface Difference {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly was?: unknown;
  readonly value?: unknown;
}

/** Keys of an app that a diff knows. `disk_quota` and `memory` are no longer among them, for old clients' sake. */
const known = new Set([
  ...['buildpack', 'buildpacks', 'command', 'log-rate-limit-per-second', 'docker', 'env', 'features'],
  ...['health-check-http-endpoint', 'health-check-invocation-timeout', 'health-check-interval', 'health-check-type'],
  ...['readiness-health-check-http-endpoint', 'readiness-health-check-type'],
  ...['readiness-health-check-invocation-timeout', 'readiness-health-check-interval'],
  ...['instances', 'metadata', 'name', 'no-route', 'processes', 'random-route', 'default-route', 'routes', 'services'],
  ...['sidecars', 'stack', 'timeout', 'lifecycle'],
]);
const identities: Readonly<Record<string, string>> = { processes: 'type', routes: 'route', sidecars: 'name' };
const processKeys = [
  ...['type', 'command', 'disk_quota', 'log-rate-limit-per-second', 'health-check-http-endpoint'],
  ...[
    'health-check-invocation-timeout',
    'health-check-type',
    'health-check-interval',
    'instances',
    'memory',
    'timeout',
  ],
  ...['readiness-health-check-http-endpoint', 'readiness-health-check-type'],
  ...['readiness-health-check-invocation-timeout', 'readiness-health-check-interval'],
];

/** What a manifest would change in a space (CCNG, app/actions/space_diff_manifest.rb). */
export function diffManifest(world: World, space: Space, applications: readonly Json[]): readonly Difference[] {
  return applications.flatMap((application, index) => {
    const wanted = filtered(normalised(application));
    const app = world.apps.find((one) => one.space === space && one.name === wanted['name']);
    const existing = app === undefined ? {} : copy(generateEntry(world, app));
    const processes = existing['processes'];
    const web = Array.isArray(processes) ? processes.find((one: Json) => one['type'] === 'web') : undefined;
    const before: Json = { ...existing, ...(isObject(web) ? copy(web) : {}) };
    return Object.entries(wanted).flatMap(([key, value]) => {
      if (!known.has(key)) return [];
      const identity = identities[key];
      const there = before[key];
      const pruned =
        identity !== undefined && Array.isArray(there) && Array.isArray(value) ? prune(there, value, identity) : there;
      return differences(pruned, value, `/applications/${index}/${key}`);
    });
  });
}

/** Of what is there, only what the manifest speaks of too. As the server has it, it steps over the one after a removal. */
function prune(there: readonly Json[], wanted: readonly Json[], identity: string): readonly Json[] {
  const kept = [...there];
  for (let at = 0; at < kept.length; at += 1) {
    const twin = wanted.find((one) => one[identity] === kept[at]?.[identity]);
    if (twin === undefined) kept.splice(at, 1);
    else {
      const said = Object.entries(kept[at] ?? {}).filter(([key]) => twin[key] !== undefined && twin[key] !== null);
      kept[at] = Object.fromEntries(said);
    }
  }
  return kept;
}

function differences(before: unknown, after: unknown, path: string): Difference[] {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key): Difference[] => {
      const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (!(key in after)) return [{ op: 'remove', path: at, was: before[key] }];
      if (!(key in before)) return [{ op: 'add', path: at, value: after[key] }];
      return differences(before[key], after[key], at);
    });
  }
  if (Array.isArray(before) && Array.isArray(after)) return listDifferences(before, after, path);
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const was = before ?? null;
  return [{ op: was === null ? 'add' : 'replace', path, was, value: after }];
}

/** Elements of one identity are compared; the rest is removed, by its old place, and added, by its new one. */
function listDifferences(before: readonly unknown[], after: readonly unknown[], path: string): Difference[] {
  const twinOf = (one: unknown) => before.findIndex((old) => identityOf(old) === identityOf(one));
  const twins = after.map(twinOf).filter((at) => at >= 0);
  if (twins.some((at, index) => index > 0 && at < (twins[index - 1] ?? 0))) {
    throw new NotModelled('a list in another order, in the diff of a manifest');
  }
  const removed = before.flatMap((old, at): Difference[] =>
    after.some((one) => identityOf(one) === identityOf(old)) ? [] : [{ op: 'remove', path: `${path}/${at}`, was: old }],
  );
  const rest = after.flatMap((one, at): Difference[] => {
    const twin = twinOf(one);
    if (twin < 0) return [{ op: 'add', path: `${path}/${at}`, value: one }];
    return differences(before[twin], one, `${path}/${at}`);
  });
  return [...removed.reverse(), ...rest];
}

function identityOf(element: unknown): string {
  if (!isObject(element)) return JSON.stringify(element);
  const key = ['type', 'name', 'route'].find((one) => one in element);
  return key === undefined ? JSON.stringify(element) : `${key} ${String(element[key])}`;
}

function normalised(entry: Json): Json {
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => {
      if (value === undefined || value === null) return [key, value];
      if (key === 'memory' || key === 'disk_quota' || key === 'disk-quota') return [key, `${readMegabytes(value)}M`];
      if (key !== 'log-rate-limit-per-second') return [key, value];
      const text = String(value);
      const bytes = readBytes(value);
      return [key, text === '-1' || text === '0' || typeof bytes !== 'number' ? text : writeBytes(bytes)];
    }),
  );
}

/** Without what a diff does not look at, further in. */
function filtered(entry: Json): Json {
  const result: Record<string, unknown> = { ...entry };
  const narrow = (key: string, keys: readonly string[]) => {
    const list = entry[key];
    if (!Array.isArray(list)) return;
    const narrowed = list.map((one: unknown) => (isObject(one) ? normalised(pick(one, keys)) : one));
    if (JSON.stringify(narrowed) === '[{}]') delete result[key];
    else result[key] = narrowed;
  };
  narrow('sidecars', ['name', 'command', 'process_types', 'memory']);
  narrow('processes', processKeys);
  narrow('services', ['name', 'parameters']);
  const { metadata } = entry as { metadata?: unknown };
  if (isObject(metadata)) {
    const picked = pick(metadata, ['labels', 'annotations']);
    if (Object.keys(picked).length === 0) delete result['metadata'];
    else result['metadata'] = picked;
  }
  return result;
}

function pick(entry: Json, keys: readonly string[]): Json {
  return Object.fromEntries(keys.filter((key) => key in entry).map((key) => [key, entry[key]]));
}

function copy(entry: Json): Record<string, unknown> {
  return JSON.parse(JSON.stringify(entry)) as Record<string, unknown>;
}
