import { randomUUID } from 'node:crypto';
import { detail, invalid, json, leftOut } from '../controller/answers.ts';
import { isObject, type JsonObject } from '../controller/body.ts';
import { changesBetween, portComplaint } from '../controller/config-changes.ts';
import { pythonRepr, pythonStr, pythonTruth } from '../controller/python.ts';
import type { Route } from '../controller/router.ts';
import { appOf, serverError, writableBody } from './gate.ts';
import { lockedTypes, previousOf, refuseLocked, startDeploy } from './pipeline.ts';
import {
  type App,
  type Config,
  configJson,
  latestGood,
  ptypesOf,
  type Registry,
  type User,
  type Value,
} from './records.ts';
import type { DryccWorld } from './world.ts';

/** `config/`: values by process type or group, registry credentials by process type. Starts a pipeline. */
export function configRoutes(world: DryccWorld): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/config\/?$/,
      allow: 'GET, POST, DELETE, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        return json(200, configJson(app, latestGood(app).config));
      },
      POST: (request) => {
        const app = appOf(world, request);
        const posted = readConfig(writableBody(request));
        const merge = (request.exchange.query.get('merge') ?? 'true').toLowerCase() === 'true';
        return json(201, configJson(app, changeConfig(world, app, posted, merge)));
      },
    },
  ];
}

interface PostedValue {
  readonly name: string;
  readonly value: string | null;
  readonly ptype?: string;
  readonly group?: string;
}

interface PostedConfig {
  readonly values: readonly PostedValue[];
  readonly registry: Readonly<Record<string, JsonObject>>;
}

function readConfig(body: JsonObject): PostedConfig {
  for (const field of ['limits', 'lifecycle', 'tags', 'healthcheck', 'termination_grace_period', 'values_refs']) {
    if (pythonTruth(body[field])) throw leftOut(`"${field}" in config`);
  }
  return { values: readValues(body['values']), registry: readRegistry(body['registry']) };
}

/** v2's flat form, `{"username": …}`, ends as an uncaught exception here. */
function readRegistry(posted: unknown): Readonly<Record<string, JsonObject>> {
  if (posted === undefined) return {};
  if (posted === null) throw invalid({ registry: ['This field may not be null.'] });
  if (!isObject(posted)) throw serverError();
  const registry: Record<string, JsonObject> = {};
  for (const [ptype, entry] of Object.entries(posted)) {
    if (!isObject(entry)) throw serverError();
    registry[ptype] = entry;
  }
  return registry;
}

function readValues(posted: unknown): readonly PostedValue[] {
  if (posted === undefined) return [];
  if (posted === null) throw invalid({ values: ['This field may not be null.'] });
  if (typeof posted === 'string') throw serverError();
  if (!Array.isArray(posted)) {
    const shown = pythonRepr(posted);
    throw invalid({ values: [`could not validate ${pythonStr(posted)}: ${shown} is not of type 'array'`] });
  }
  return posted.map((entry: unknown) => {
    const value = readValue(entry);
    if (value === undefined) {
      const complaint = `${pythonRepr(entry)} is not valid under any of the given schemas`;
      throw invalid({ values: [`could not validate ${pythonRepr(posted)}: ${complaint}`] });
    }
    if (!/^[A-z0-9_\-.]+$/.test(value.name)) {
      throw invalid({ values: ['Config key can only supports: ^[A-z0-9_\\-\\.]+$'] });
    }
    const problem = value.name === 'PORT' && value.value !== null ? portComplaint(value.value) : undefined;
    if (problem !== undefined) throw invalid({ values: [problem] });
    return value;
  });
}

/** Exactly a name, a value, and either a process type or a group. */
function readValue(entry: unknown): PostedValue | undefined {
  if (!isObject(entry) || Object.keys(entry).length !== 3) return undefined;
  const { name, value, ptype, group } = entry;
  if (typeof name !== 'string' || (typeof value !== 'string' && value !== null)) return undefined;
  if (typeof ptype === 'string') return { name, value, ptype };
  return typeof group === 'string' ? { name, value, group } : undefined;
}

const scopeOf = (value: PostedValue | Value) =>
  value.ptype === undefined ? `group ${value.group}` : `ptype ${value.ptype}`;
const keyOf = (value: PostedValue | Value) => `${value.name} ${scopeOf(value)}`;

function mergedValues(old: readonly Value[], posted: readonly PostedValue[], merge: boolean): readonly Value[] {
  const replaced = new Set(posted.map(scopeOf));
  const kept = merge ? old : old.filter((value) => !replaced.has(scopeOf(value)));
  const result = new Map(kept.map((value) => [keyOf(value), value] as const));
  for (const value of posted) {
    if (value.value === null) result.delete(keyOf(value));
    else result.set(keyOf(value), { ...value, value: value.value });
  }
  return [...result.values()];
}

function mergedRegistry(old: Registry, posted: Readonly<Record<string, JsonObject>>): Registry {
  const result: Record<string, JsonObject> = { ...old };
  for (const [ptype, entry] of Object.entries(posted)) {
    const pairs = Object.entries({ ...result[ptype], ...entry }).filter(([, value]) => value !== null);
    result[ptype] = Object.fromEntries(pairs);
  }
  return result;
}

/** Throws 409 when nothing changes, and 400 while a pipeline runs: then nothing is kept of it, not even a release. */
function changeConfig(world: DryccWorld, app: App, posted: PostedConfig, merge: boolean): Config {
  const previous = latestGood(app);
  const values = mergedValues(previous.config.values, posted.values, merge);
  const registry = mergedRegistry(previous.config.registry, posted.registry);
  const plain = (list: readonly Value[]) => Object.fromEntries(list.map((value) => [keyOf(value), value.value]));
  const inRegistry = changesBetween(previous.config.registry, registry, 'registry ');
  const inValues = changesBetween(plain(previous.config.values), plain(values), 'values ').replaceAll(
    / (?:ptype|group) [^,]+/g,
    '',
  );
  // Recorded: the parts of a summary follow each other without a blank, and a build that has not been deployed yet
  // hides what else is new.
  const undeployed = previous.build !== undefined && previous.build !== previousOf(app)?.build;
  const changes = (undeployed ? [`deployed ${previous.build.image}`] : [inRegistry, inValues])
    .filter((part) => part !== '')
    .map((part) => `${app.workspace.id} ${part}`);
  if (changes.length === 0) throw detail(409, `${app.workspace.id} changed nothing - release stopped`);
  const config: Config = { uuid: randomUUID(), values, registry, createdAt: world.clock.now() };
  const deploys = previous.build !== undefined && app.settings.autodeploy;
  if (deploys) refuseLocked(lockedTypes(world, app, ptypesOf(previous.build)));
  const release = world.addRelease(app, config, previous.build, changes.join(''));
  if (deploys) startDeploy(world, app, release, [], false);
  return config;
}
