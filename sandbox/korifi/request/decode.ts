import { parseError, unprocessable } from '../errors.ts';
import type { Decoded, Shape } from './shape.ts';

/**
 * The JSON document at the beginning of a body, strictly in a shape: the first field that is unknown or of a wrong type
 * is refused. Names are taken in any case, and what follows the document is not looked at, as Go's decoder has it.
 *
 * @see cloudfoundry/korifi: api/payloads/validation/validator.go
 */
export function decoded<const S extends Shape>(body: string, shape: S): Decoded<S> {
  const value = read(firstDocument(body), shape, '');
  // The reader makes what the type says, field by field, or throws.
  return (value ?? {}) as Decoded<S>;
}

/** A body may hold more than a document, and JSON.parse may not. */
function firstDocument(body: string): unknown {
  for (const text of [body, upToItsEnd(body)]) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // The other one, or none.
    }
  }
  throw parseError();
}

function upToItsEnd(body: string): string {
  let depth = 0;
  for (const { 0: token, index } of body.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
    if (token === '{' || token === '[') depth += 1;
    if ((token === '}' || token === ']') && --depth === 0) return body.slice(0, index + 1);
  }
  return body;
}

/** @param path of the field, with dots; empty: the document */
function read(value: unknown, shape: Shape, path: string): unknown {
  if (value === null || value === undefined) return undefined;
  switch (shape.kind) {
    case 'any':
      return value;
    case 'text':
      return typeof value === 'string' ? value : wrong(path, 'string');
    case 'int':
      return isInt(value, shape.go) ? value : wrong(path, shape.go);
    case 'array':
      if (!Array.isArray(value)) return wrong(path, shape.go);
      return value.map((item: unknown) => read(item, shape.of, path) ?? empty(shape.of));
    case 'map':
      if (!isRecord(value)) return wrong(path, shape.go);
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapped(one, shape.values, path)]));
    case 'object':
      return isRecord(value) ? fieldsOf(value, shape.fields, path) : wrong(path, shape.go);
  }
}

function fieldsOf(value: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, Shape>>, path: string) {
  const found: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) {
    const name = Object.hasOwn(fields, key) ? key : nameLike(key, fields);
    const field = name === undefined ? undefined : fields[name];
    if (name === undefined || field === undefined) {
      throw unprocessable(`invalid request body: json: unknown field ${JSON.stringify(key)}`);
    }
    found[name] = read(one, field, path === '' ? name : `${path}.${name}`);
  }
  return found;
}

function nameLike(key: string, fields: object): string | undefined {
  return Object.keys(fields).find((name) => name.toLowerCase() === key.toLowerCase());
}

function mapped(value: unknown, values: 'text' | 'nullable' | 'any', path: string): unknown {
  if (values === 'any' || typeof value === 'string') return value;
  if (value === null) return values === 'nullable' ? null : '';
  return wrong(path, 'string');
}

/** Go's zero value. */
function empty(shape: Shape): unknown {
  return { any: undefined, text: '', int: 0, array: [], map: {}, object: {} }[shape.kind];
}

function isInt(value: unknown, go: 'int' | 'int32' | 'int64'): boolean {
  return Number.isInteger(value) && (go !== 'int32' || Math.abs(Number(value)) < 2 ** 31);
}

function wrong(path: string, go: string): never {
  throw unprocessable(`${path.slice(0, 1).toUpperCase()}${path.slice(1).toLowerCase()} must be a ${go}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
