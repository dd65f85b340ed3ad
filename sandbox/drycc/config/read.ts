import { isObject, type JsonObject } from '../../controller/body.ts';
import { portComplaint } from '../../controller/config-changes.ts';
import { Fields } from '../../controller/fields.ts';
import { type Schema, schemaComplaint } from '../../controller/json-schema.ts';
import { dryccProbe } from '../../controller/probe-schema.ts';
import { pythonRepr, pythonStr } from '../../controller/python.ts';
import { tagsComplaint } from '../../controller/tags.ts';
import { serverError } from '../gate.ts';
import { ptypeComplaint } from '../names.ts';
import type { ConfigFields, LimitPlan } from '../records.ts';

export interface PostedValue {
  readonly name: string;
  readonly value: string | null;
  readonly ptype?: string;
  readonly group?: string;
}

/** What a config POST changes; within objects `null` takes away. */
export interface PostedConfig extends Omit<ConfigFields, 'values'> {
  readonly values: readonly PostedValue[];
}

/** `ConfigSerializer` (api/serializers): every field is checked, and says its first complaint. Throws 400 and 500. */
export function readConfig(body: JsonObject, plans: readonly LimitPlan[]): PostedConfig {
  const fields = new Fields(body);
  const part = (field: keyof ConfigFields, check: (value: JsonObject) => string | undefined): JsonObject => {
    const value = body[field];
    if (value === undefined) return {};
    if (value === null) {
      fields.complain(field, 'This field may not be null.');
      return {};
    }
    if (!isObject(value)) throw serverError();
    const complaint = check(value);
    if (complaint !== undefined) fields.complain(field, complaint);
    return value;
  };
  const { values } = body;
  if (values === null) fields.complain('values', 'This field may not be null.');
  if (typeof values === 'string') throw serverError();
  const complaint = values === undefined || values === null ? undefined : valuesComplaint(values);
  if (complaint !== undefined) fields.complain('values', complaint);
  const posted = {
    limits: part('limits', (limits) => limitsComplaint(limits, plans)),
    lifecycle: part('lifecycle', () => undefined),
    tags: part('tags', (tags) => byPtype(tags, (labels) => (isObject(labels) ? tagsComplaint(labels) : fail()))),
    registry: part('registry', registryComplaint),
    healthcheck: part('healthcheck', healthcheckComplaint),
    termination_grace_period: part('termination_grace_period', graceComplaint),
    values_refs: part('values_refs', refsComplaint) as PostedConfig['values_refs'],
  };
  fields.done();
  return { ...posted, values: (values ?? []) as readonly PostedValue[] };
}

const valuesSchema: Schema = {
  type: 'array',
  minItems: 0,
  items: {
    oneOf: (['ptype', 'group'] as const).map((scope) => ({
      type: 'object',
      properties: {
        name: { type: 'string' },
        [scope]: { type: 'string' },
        value: { oneOf: [{ type: 'string' }, { type: 'null' }] },
      },
      required: ['name', scope, 'value'],
      additionalProperties: false,
    })),
  },
};

const keyPattern = /^[A-z0-9_\-.]+$/;
const keyWords = 'Config key can only supports: ^[A-z0-9_\\-\\.]+$';

/** What is wrong with a list of values. */
export function valuesComplaint(posted: unknown): string | undefined {
  const complaint = schemaComplaint(posted, valuesSchema);
  if (complaint !== undefined) return `could not validate ${pythonStr(posted)}: ${complaint}`;
  for (const { name, value, group } of posted as readonly PostedValue[]) {
    if (!keyPattern.test(name) || (group !== undefined && group !== '' && !keyPattern.test(group))) return keyWords;
    const problem = name === 'PORT' && value !== null ? portComplaint(value) : undefined;
    if (problem !== undefined) return problem;
  }
  return undefined;
}

export function refsComplaint(posted: JsonObject): string | undefined {
  return byPtype(posted, (groups) => {
    if (!Array.isArray(groups)) fail();
    return (groups as readonly unknown[]).every((group) => keyPattern.test(pythonStr(group))) ? undefined : keyWords;
  });
}

function limitsComplaint(posted: JsonObject, plans: readonly LimitPlan[]): string | undefined {
  const unknown = Object.values(posted).find((id) => id !== null && plans.every((plan) => plan.id !== id));
  const named = byPtype(posted, () => undefined);
  return named ?? (unknown === undefined ? undefined : `The limit plan ${pythonStr(unknown)} does not exist`);
}

/** v2's flat form, `{"username": …}`, ends as an uncaught exception here. */
function registryComplaint(posted: JsonObject): string | undefined {
  return byPtype(posted, (entry) => {
    if (entry === null) return undefined;
    if (!isObject(entry)) fail();
    const wrong = Object.entries(entry as JsonObject).some(([key, value]) => value !== null && !keyPattern.test(key));
    return wrong ? keyWords : undefined;
  });
}

function healthcheckComplaint(posted: JsonObject): string | undefined {
  return byPtype(posted, (probes) => {
    if (probes === null) return undefined;
    if (!isObject(probes)) fail();
    for (const [kind, probe] of Object.entries(probes as JsonObject)) {
      if (probe === null) continue;
      if (!/^(livenessProbe|readinessProbe|startupProbe)$/.test(kind)) {
        return 'Healthcheck pattern: ^(livenessProbe|readinessProbe|startupProbe)$';
      }
      const complaint = schemaComplaint(probe, dryccProbe);
      if (complaint !== undefined) return `could not validate ${pythonRepr(probe)}: ${complaint}`;
    }
    return undefined;
  });
}

function graceComplaint(posted: JsonObject): string | undefined {
  return byPtype(posted, (value) =>
    value === null || /^[0-9]*$/.test(pythonStr(value))
      ? undefined
      : 'Termination Grace Period format: <value>, where value must be a numeric',
  );
}

function byPtype(posted: JsonObject, check: (value: unknown) => string | undefined): string | undefined {
  for (const [ptype, value] of Object.entries(posted)) {
    const complaint = ptypeComplaint(ptype) ?? check(value);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

function fail(): never {
  throw serverError();
}
