import type { Exchange } from '../server.ts';
import { detail, invalid } from './answers.ts';
import { pythonType } from './python.ts';
import { pythonJsonComplaint } from './python-json.ts';

/** A request's body after the web framework's parsers. A form cannot be written to, which some views try. */
export type Body =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'form'; readonly value: Readonly<Record<string, string>> };

export type JsonObject = Readonly<Record<string, unknown>>;

/** Reads the body by its content type. Throws 415 and 400 as Django REST framework does. */
export function readBody(exchange: Exchange): Body {
  if (exchange.body.length === 0) return { kind: 'json', value: {} };
  const written = exchange.headers['content-type'] ?? '';
  const type = (written.split(';')[0] ?? '').trim().toLowerCase();
  const text = exchange.body.toString('utf8');
  if (type === 'application/x-www-form-urlencoded') {
    return { kind: 'form', value: Object.fromEntries(new URLSearchParams(text)) };
  }
  if (type !== 'application/json') throw detail(415, `Unsupported media type "${written}" in request.`);
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    throw detail(400, `JSON parse error - ${pythonJsonComplaint(text)}`);
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The body as the serializer wants it. Throws `Invalid data. Expected a dictionary, …`. */
export function dictionary(value: unknown): JsonObject {
  if (isObject(value)) return value;
  const complaint =
    value === null ? 'No data provided' : `Invalid data. Expected a dictionary, but got ${pythonType(value)}.`;
  throw invalid({ non_field_errors: [complaint] });
}
