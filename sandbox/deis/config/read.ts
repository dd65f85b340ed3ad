import { isObject, type JsonObject } from '../../controller/body.ts';
import { portComplaint } from '../../controller/config-changes.ts';
import { Fields } from '../../controller/fields.ts';
import { schemaComplaint } from '../../controller/json-schema.ts';
import { deisProbe } from '../../controller/probe-schema.ts';
import { pythonRepr, pythonStr } from '../../controller/python.ts';
import { tagsComplaint } from '../../controller/tags.ts';
import { serverError } from '../gate.ts';
import type { ConfigFields } from '../records.ts';

/** What a config POST changes: `null` takes away. */
export type PostedConfig = { readonly [field in keyof ConfigFields]: JsonObject };

/** `ConfigSerializer` (api/serializers.py): every field is checked, and says its first complaint. Throws 400 and 500. */
export function readConfig(body: JsonObject, hephy: boolean): PostedConfig {
  const fields = new Fields(body);
  const part = (field: keyof ConfigFields, check: (value: JsonObject) => string | undefined): JsonObject => {
    const value = partOf(body[field]);
    if (value === null) {
      fields.complain(field, 'This field may not be null.');
      return {};
    }
    const complaint = check(value);
    if (complaint !== undefined) fields.complain(field, complaint);
    return value;
  };
  const own = (field: keyof ConfigFields) => (hephy ? part(field, () => undefined) : {});
  const posted = {
    values: part('values', valuesComplaint),
    memory: part('memory', limitComplaint(memoryPattern, memoryWords)),
    lifecycle_post_start: own('lifecycle_post_start'),
    lifecycle_pre_stop: own('lifecycle_pre_stop'),
    cpu: part('cpu', limitComplaint(cpuPattern, cpuWords)),
    tags: part('tags', tagsComplaint),
    registry: part('registry', keysComplaint),
    healthcheck: part('healthcheck', healthcheckComplaint),
    termination_grace_period: own('termination_grace_period'),
  };
  fields.done();
  const values = Object.entries(posted.values).map(([key, value]) => [key, value === null ? null : pythonStr(value)]);
  return { ...posted, values: Object.fromEntries(values) as JsonObject };
}

/** A text is taken for JSON; what is no dictionary then, ends as an uncaught exception. */
function partOf(posted: unknown): JsonObject | null {
  if (posted === undefined) return {};
  if (posted === null) return null;
  let value = posted;
  if (typeof posted === 'string') {
    try {
      value = JSON.parse(posted);
    } catch {
      throw serverError();
    }
  }
  if (!isObject(value)) throw serverError();
  return value;
}

const keyPattern = /^[a-z_]+[a-z0-9_]*$/i;
const keyWords = 'Config keys must start with a letter or underscore and only contain [A-z0-9_]';

function keysComplaint(posted: JsonObject): string | undefined {
  const wrong = Object.entries(posted).some(([key, value]) => value !== null && !keyPattern.test(key));
  return wrong ? keyWords : undefined;
}

function valuesComplaint(posted: JsonObject): string | undefined {
  for (const [key, value] of Object.entries(posted)) {
    if (value === null) continue;
    const complaint = keyPattern.test(key) ? valueComplaint(key, value) : keyWords;
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

function valueComplaint(key: string, value: unknown): string | undefined {
  if (key === 'PORT') return portComplaint(value);
  if (key === 'HEALTHCHECK_URL') {
    const [, scheme = '', authority, path = '', rest = ''] =
      /^(?:([a-z][a-z0-9+.-]*):)?(\/\/[^/?#]*)?([^?#]*)(.*)$/is.exec(pythonStr(value)) ?? [];
    if (path === '') {
      return `${key} is missing a URI path (such as /healthz). Without it no health check can be done`;
    }
    if (rest === '' && authority === undefined && scheme === '') return undefined;
    return `${key} can only be a URI path (such as /healthz) that does not contain other things such as query params`;
  }
  if (!key.startsWith('HEALTHCHECK_') || /^\d+$/.test(pythonStr(value))) return undefined;
  return `${key} can only be a numeric value`;
}

const typePattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const typeWords = 'Process types can only contain lowercase alphanumeric characters';
const memoryPattern = /^(([0-9]+(MB|KB|GB|[BKMG])|0)(\/([0-9]+(MB|KB|GB|[BKMG])))?)$/i;
const memoryWords = 'Memory limit format: <number><unit> or <number><unit>/<number><unit>, where unit = B, K, M or G';
const cpuPattern = /^(([-+]?[0-9]*\.?[0-9]+m?)(\/([-+]?[0-9]*\.?[0-9]+m?))?)$/;
const cpuWords = 'CPU limit format: <value> or <value>/<value>, where value must be a numeric';

function limitComplaint(pattern: RegExp, words: string) {
  return (posted: JsonObject): string | undefined => {
    for (const [type, value] of Object.entries(posted)) {
      if (value === null) continue;
      if (!typePattern.test(type)) return typeWords;
      if (!pattern.test(pythonStr(value))) return words;
    }
    return undefined;
  };
}

function healthcheckComplaint(posted: JsonObject): string | undefined {
  for (const probes of Object.values(posted)) {
    if (probes === null) continue;
    if (!isObject(probes)) throw serverError();
    for (const [kind, probe] of Object.entries(probes)) {
      if (probe === null) continue;
      if (kind !== 'livenessProbe' && kind !== 'readinessProbe') {
        return 'Healthcheck keys must be either livenessProbe or readinessProbe';
      }
      const complaint = schemaComplaint(probe, deisProbe);
      if (complaint !== undefined) return `could not validate ${pythonRepr(probe)}: ${complaint}`;
    }
    const liveness = probes['livenessProbe'];
    const threshold = isObject(liveness) ? liveness['successThreshold'] : undefined;
    if (threshold !== undefined && threshold !== 1) return 'livenessProbe successThreshold can only be 1';
  }
  return undefined;
}
