import { detail } from '../../controller/answers.ts';
import { isObject, type JsonObject } from '../../controller/body.ts';
import { merged } from '../../controller/config-changes.ts';
import { labelsOf, noNodesMatched } from '../../controller/tags.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import type { ConfigFields } from '../records.ts';
import type { PostedConfig } from './read.ts';

/** `Config.save`: the new config is the old one with what was posted. Throws 400 and 422. */
export function mergedConfig(old: ConfigFields, posted: PostedConfig, cluster: Cluster): ConfigFields {
  const cpu = merged(old.cpu, posted.cpu, 'cpu');
  const memory = merged(old.memory, posted.memory, 'memory');
  const tags = merged(old.tags, posted.tags, 'tags');
  const mergedRegistry = merged(old.registry, posted.registry, 'registry');
  const values = merged(old.values, posted.values, 'values') as Record<string, string>;
  const postStart = merged(old.lifecycle_post_start, posted.lifecycle_post_start, 'lifecycle_post_start');
  const preStop = merged(old.lifecycle_pre_stop, posted.lifecycle_pre_stop, 'lifecycle_pre_stop');
  const grace = merged(old.termination_grace_period, posted.termination_grace_period, 'termination_grace_period');
  const healthcheck = mergedHealthcheck(old.healthcheck, posted.healthcheck);
  const migrated = migrateLegacyHealthcheck(values, healthcheck);
  const registry = Object.fromEntries(
    Object.entries(mergedRegistry).map(([key, value]) => [key.toLowerCase(), value] as const),
  );
  if (Object.keys(registry).length > 0 && migrated.values['PORT'] === undefined) {
    throw detail(400, 'PORT needs to be set in the config when using a private registry');
  }
  if (Object.keys(tags).length > 0 && cluster.nodesWith(labelsOf(tags)).length === 0) {
    throw detail(400, noNodesMatched(tags, old.tags));
  }
  return {
    ...{ memory, cpu, tags, registry, ...migrated },
    lifecycle_post_start: postStart,
    lifecycle_pre_stop: preStop,
    termination_grace_period: grace,
  };
}

/** Merges probe by probe. A flat form, without process types, is refused before this. */
function mergedHealthcheck(old: JsonObject, posted: JsonObject): JsonObject {
  const result: Record<string, unknown> = { ...old };
  for (const [type, probes] of Object.entries(posted)) {
    const missing = () => detail(422, `${type} does not exist under healthcheck`);
    const before = result[type];
    if (probes === null) {
      if (before === undefined) throw missing();
      delete result[type];
      continue;
    }
    const now: Record<string, unknown> = isObject(before) ? { ...before } : {};
    for (const [kind, probe] of Object.entries(probes as JsonObject)) {
      if (probe !== null) now[kind] = probe;
      else if (Object.hasOwn(now, kind)) delete now[kind];
      else throw missing();
    }
    // As in the original, a type with nothing to it is there only if it was before.
    if (Object.keys(probes as JsonObject).length > 0) result[type] = now;
  }
  return result;
}

/** `HEALTHCHECK_URL` and its like, from before there were probes, become probes; the variables are gone then. */
function migrateLegacyHealthcheck(values: Readonly<Record<string, string>>, healthcheck: JsonObject) {
  const path = values['HEALTHCHECK_URL'];
  if (path === undefined) return { values, healthcheck };
  const number = (name: string, otherwise: number) => Number(values[`HEALTHCHECK_${name}`] ?? otherwise);
  const probe = {
    initialDelaySeconds: number('INITIAL_DELAY', 50),
    timeoutSeconds: number('TIMEOUT', 50),
    periodSeconds: number('PERIOD_SECONDS', 10),
    successThreshold: number('SUCCESS_THRESHOLD', 1),
    failureThreshold: number('FAILURE_THRESHOLD', 3),
    httpGet: { path },
  };
  return {
    values: Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith('HEALTHCHECK_'))),
    healthcheck: { ...healthcheck, 'web/cmd': { livenessProbe: probe, readinessProbe: probe } },
  };
}
