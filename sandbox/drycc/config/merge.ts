import { detail } from '../../controller/answers.ts';
import { isObject, type JsonObject } from '../../controller/body.ts';
import { labelsOf, noNodesMatched } from '../../controller/tags.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { serverError } from '../gate.ts';
import type { App, ConfigFields, Value } from '../records.ts';
import type { PostedConfig, PostedValue } from './read.ts';

/** `Config.save`: the new config is the old one with what was posted. Throws 400, 422 and 500. */
export function mergedConfig(app: App, old: ConfigFields, posted: PostedConfig, cluster: Cluster): ConfigFields {
  return {
    values: mergedValues(old.values, posted.values),
    lifecycle: mergedParts(old.lifecycle, posted.lifecycle, 'lifecycle'),
    tags: mergedTags(old.tags, posted.tags, cluster),
    limits: mergedInUse(app, old.limits, posted.limits, 'limits'),
    values_refs: mergedRefs(old.values_refs, posted.values_refs),
    healthcheck: mergedParts(old.healthcheck, posted.healthcheck, 'healthcheck'),
    termination_grace_period: mergedInUse(
      app,
      old.termination_grace_period,
      posted.termination_grace_period,
      'termination_grace_period',
    ),
    registry: mergedParts(old.registry, posted.registry, 'registry'),
  };
}

const scopeOf = (value: PostedValue | Value) =>
  value.ptype === undefined ? `group ${value.group}` : `ptype ${value.ptype}`;

/** A value of the same name takes the place of the one there is, at the end; an empty one, like `null`, takes it away. */
function mergedValues(old: readonly Value[], posted: readonly PostedValue[]): readonly Value[] {
  const result = [...old];
  for (const value of posted) {
    const index = result.findIndex((one) => one.name === value.name && scopeOf(one) === scopeOf(value));
    if (index >= 0) result.splice(index, 1);
    if (value.value !== null && (value.value !== '' || index < 0)) result.push({ ...value, value: value.value });
  }
  return result;
}

/** `?merge=false`: what is posted for a process type or a group is all that it has then. */
export function replacedValues(old: readonly Value[], posted: readonly PostedValue[]): readonly Value[] {
  const replaced = new Set(posted.map(scopeOf));
  return mergedValues(
    old.filter((value) => !replaced.has(scopeOf(value))),
    posted,
  );
}

/** One more level: by process type, and within that by key. */
function mergedParts(old: JsonObject, posted: JsonObject, field: string): JsonObject {
  const result: Record<string, unknown> = { ...old };
  for (const [ptype, part] of Object.entries(posted)) {
    if (part === null) {
      if (!Object.hasOwn(result, ptype)) throw missing(ptype, field);
      delete result[ptype];
      continue;
    }
    if (!isObject(part)) throw serverError();
    result[ptype] = mergedKeys(partOf(result[ptype]), part, field);
  }
  return result;
}

function mergedKeys(old: JsonObject, posted: JsonObject, field: string): JsonObject {
  const result: Record<string, unknown> = { ...old };
  for (const [key, value] of Object.entries(posted)) {
    if (value !== null) result[key] = value;
    else if (Object.hasOwn(result, key)) delete result[key];
    else throw missing(key, field);
  }
  return result;
}

function mergedTags(old: JsonObject, posted: JsonObject, cluster: Cluster): JsonObject {
  const result: Record<string, unknown> = { ...old };
  for (const [ptype, tags] of Object.entries(posted)) {
    const wanted = partOf(tags);
    if (Object.keys(wanted).length === 0) {
      if (!Object.hasOwn(result, ptype)) throw missing(ptype, 'tags');
      delete result[ptype];
      continue;
    }
    // A label that is taken away has to be there on some node, whatever it says.
    const [gone, said] = [true, false].map((isNull) =>
      Object.fromEntries(Object.entries(wanted).filter(([, value]) => (value === null) === isNull)),
    );
    const found = cluster
      .nodesWith(labelsOf(said ?? {}))
      .some((node) => Object.keys(gone ?? {}).every((key) => Object.hasOwn(node.labels, key)));
    if (!found) throw detail(400, noNodesMatched(wanted, partOf(old[ptype])));
    result[ptype] = mergedKeys(partOf(result[ptype]), wanted, 'tags');
  }
  return result;
}

/** What a process type that the app has is in need of cannot be taken away. */
function mergedInUse(app: App, old: JsonObject, posted: JsonObject, field: string): JsonObject {
  for (const [ptype, value] of Object.entries(posted)) {
    if (value !== null || !Object.hasOwn(app.structure, ptype)) continue;
    throw detail(422, `the ${ptype} has already been used and cannot be deleted`);
  }
  return mergedKeys(old, posted, field);
}

function mergedRefs(
  old: ConfigFields['values_refs'],
  posted: PostedConfig['values_refs'],
): Readonly<Record<string, readonly string[]>> {
  const result: Record<string, readonly string[]> = { ...old };
  for (const [ptype, groups] of Object.entries(posted)) {
    if (groups.length > 0) result[ptype] = [...new Set([...(result[ptype] ?? []), ...groups])];
    else if (Object.hasOwn(result, ptype)) delete result[ptype];
    else throw missing(ptype, 'values_refs');
  }
  return result;
}

/** Takes groups away; those that are not there do not matter. */
export function withoutRefs(
  old: ConfigFields['values_refs'],
  going: PostedConfig['values_refs'],
): Readonly<Record<string, readonly string[]>> {
  const left = Object.entries(old).map(
    ([ptype, groups]) => [ptype, groups.filter((group) => going[ptype]?.includes(group) !== true)] as const,
  );
  return Object.fromEntries(left.filter(([, groups]) => groups.length > 0));
}

function partOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function missing(key: string, field: string) {
  return detail(422, `${key} does not exist under ${field}`);
}
