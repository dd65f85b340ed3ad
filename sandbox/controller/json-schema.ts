import { isObject, type JsonObject } from './body.ts';
import { pythonRepr } from './python.ts';

/** The keywords of JSON Schema that the controllers' schemas use. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'null';
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly oneOf?: readonly Schema[];
}

interface Fault {
  readonly message: string;
  /** How deep in the value it is, counted from where the schema applies. */
  readonly depth: number;
  /** `oneOf` says little; what its parts say may say more. */
  readonly context: readonly Fault[];
}

/**
 * What is wrong with a value, in the words of Python's jsonschema; undefined: nothing. Of several faults it is the one
 * that `jsonschema.exceptions.best_match` picks: the shallowest, and below a `oneOf` the deepest if there is one.
 */
export function schemaComplaint(value: unknown, schema: Schema): string | undefined {
  let best = first(faultsOf(value, schema), (fault) => -fault.depth);
  if (best === undefined) return undefined;
  for (;;) {
    const [deepest, next] = [...best.context].sort((a, b) => relevance(a) - relevance(b));
    if (deepest === undefined) return best.message;
    if (next !== undefined && relevance(next) === relevance(deepest)) return best.message;
    best = deepest;
  }
}

/** Smaller: deeper; at the same depth a `oneOf` comes before the rest. */
function relevance(fault: Fault): number {
  return -2 * fault.depth + (fault.context.length > 0 ? 0 : 1);
}

function first(faults: readonly Fault[], rank: (fault: Fault) => number): Fault | undefined {
  return faults.reduce<Fault | undefined>(
    (best, fault) => (best === undefined || rank(fault) > rank(best) ? fault : best),
    undefined,
  );
}

/** The keywords are looked at in the order in which the schema has them, as the original does. */
function faultsOf(value: unknown, schema: Schema): readonly Fault[] {
  return (Object.keys(schema) as (keyof Schema)[]).flatMap((keyword) => faultsOfKeyword(value, schema, keyword));
}

function faultsOfKeyword(value: unknown, schema: Schema, keyword: keyof Schema): readonly Fault[] {
  switch (keyword) {
    case 'type':
      return unless(schema.type === undefined || isOfType(value, schema.type), () => {
        return `${pythonRepr(value)} is not of type ${pythonRepr(schema.type)}`;
      });
    case 'properties':
    case 'patternProperties':
    case 'additionalProperties':
    case 'required':
      return isObject(value) ? faultsOfObject(value, schema, keyword) : [];
    case 'items':
      return Array.isArray(value) ? value.flatMap((item: unknown) => below(item, schema.items ?? {})) : [];
    case 'minItems':
      return unless(!Array.isArray(value) || value.length >= (schema.minItems ?? 0), () => {
        return `${pythonRepr(value)} ${schema.minItems === 1 ? 'should be non-empty' : 'is too short'}`;
      });
    case 'pattern':
      return unless(typeof value !== 'string' || new RegExp(schema.pattern ?? '').test(value), () => {
        return `${pythonRepr(value)} does not match ${pythonRepr(schema.pattern)}`;
      });
    case 'enum':
      return unless(schema.enum?.some((one) => one === value) === true, () => {
        return `${pythonRepr(value)} is not one of ${pythonRepr(schema.enum)}`;
      });
    case 'minimum':
      return unless(typeof value !== 'number' || value >= (schema.minimum ?? value), () => {
        return `${value} is less than the minimum of ${schema.minimum}`;
      });
    case 'maximum':
      return unless(typeof value !== 'number' || value <= (schema.maximum ?? value), () => {
        return `${value} is greater than the maximum of ${schema.maximum}`;
      });
    case 'oneOf':
      return faultsOfOne(value, schema.oneOf ?? []);
  }
}

function unless(right: boolean, message: () => string): readonly Fault[] {
  return right ? [] : [{ message: message(), depth: 0, context: [] }];
}

function below(part: unknown, schema: Schema): readonly Fault[] {
  return faultsOf(part, schema).map((fault) => ({ ...fault, depth: fault.depth + 1 }));
}

function faultsOfObject(
  value: JsonObject,
  { properties = {}, patternProperties = {}, required = [] }: Schema,
  keyword: 'properties' | 'patternProperties' | 'additionalProperties' | 'required',
): readonly Fault[] {
  switch (keyword) {
    case 'properties':
      return Object.entries(properties).flatMap(([key, of]) =>
        Object.hasOwn(value, key) ? below(value[key], of) : [],
      );
    case 'patternProperties':
      return Object.entries(patternProperties).flatMap(([pattern, of]) =>
        Object.entries(value).flatMap(([key, part]) => (new RegExp(pattern).test(key) ? below(part, of) : [])),
      );
    case 'additionalProperties': {
      const extra = Object.keys(value).filter((key) => !Object.hasOwn(properties, key));
      const verb = extra.length === 1 ? 'was' : 'were';
      return unless(extra.length === 0, () => {
        return `Additional properties are not allowed (${extra.map(pythonRepr).join(', ')} ${verb} unexpected)`;
      });
    }
    case 'required':
      return required.flatMap((key) =>
        unless(Object.hasOwn(value, key), () => `${pythonRepr(key)} is a required property`),
      );
  }
}

function faultsOfOne(value: unknown, schemas: readonly Schema[]): readonly Fault[] {
  const results = schemas.map((one) => faultsOf(value, one));
  const fitting = schemas.filter((_, index) => results[index]?.length === 0);
  if (fitting.length === 1) return [];
  const shown = pythonRepr(value);
  const message =
    fitting.length === 0
      ? `${shown} is not valid under any of the given schemas`
      : `${shown} is valid under each of ${[...fitting.slice(1), fitting[0]].map(pythonRepr).join(', ')}`;
  return [{ message, depth: 0, context: results.flat() }];
}

function isOfType(value: unknown, type: NonNullable<Schema['type']>): boolean {
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
  }
}
