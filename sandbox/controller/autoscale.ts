import { detail } from './answers.ts';
import { isObject, type JsonObject } from './body.ts';
import { merged } from './config-changes.ts';
import type { Fields } from './fields.ts';
import { type Schema, schemaComplaint } from './json-schema.ts';
import { pythonRepr } from './python.ts';

const rules: Schema = {
  type: 'object',
  properties: { min: { type: 'integer' }, max: { type: 'integer' }, cpu_percent: { type: 'integer' } },
  required: ['min', 'max', 'cpu_percent'],
};

/** `autoscale` of the settings, checked by its schema. Undefined: what stands there ends as an uncaught exception. */
export function readAutoscale(posted: unknown, fields: Fields): JsonObject | undefined {
  if (posted === undefined) return {};
  if (posted === null) {
    fields.complain('autoscale', 'This field may not be null.');
    return {};
  }
  if (!isObject(posted)) return undefined;
  for (const rule of Object.values(posted)) {
    const complaint = rule === null ? undefined : schemaComplaint(rule, rules);
    if (complaint === undefined) continue;
    fields.complain('autoscale', `could not validate ${pythonRepr(rule)}: ${complaint}`);
    break;
  }
  return posted;
}

/**
 * The rules after a POST, and the numbers of pods that they bring about: the cluster's autoscaler sees to it that there
 * are at least `min`. Throws 400 for rules that the cluster does not take, and 422.
 */
export function mergedAutoscale(old: JsonObject, posted: JsonObject): JsonObject {
  const result = merged(old, posted, 'autoscale');
  for (const rule of Object.values(posted)) {
    if (!isObject(rule)) continue;
    if (Number(rule['min']) < 1) throw detail(400, 'min replicas needs to be 1 or higher');
    if (Number(rule['max']) < Number(rule['min']))
      throw detail(400, 'max replicas can not be smaller than min replicas');
  }
  return result;
}
