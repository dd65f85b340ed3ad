import { detail } from './answers.ts';
import type { JsonObject } from './body.ts';

/**
 * Merges what was posted into what is there: `null` takes a key away. The controllers refuse to take away a key that
 * is not there with 422. `under` names the field: `values`, `registry`.
 */
export function merged(old: JsonObject, posted: JsonObject, under: string): Record<string, unknown> {
  const result: Record<string, unknown> = { ...old };
  for (const [key, value] of Object.entries(posted)) {
    if (value !== null) result[key] = value;
    else if (Object.hasOwn(result, key)) delete result[key];
    else throw detail(422, `${key} does not exist under ${under}`);
  }
  return result;
}

/** `added A, B, changed C, deleted D` with a word before each list (`registry info `), or nothing. */
export function changesBetween(old: JsonObject, current: JsonObject, word = ''): string {
  const text = (value: unknown) => JSON.stringify(value);
  const added = Object.keys(current).filter((key) => !Object.hasOwn(old, key));
  const changed = Object.keys(current).filter(
    (key) => Object.hasOwn(old, key) && text(old[key]) !== text(current[key]),
  );
  const deleted = Object.keys(old).filter((key) => !Object.hasOwn(current, key));
  return [['added', added] as const, ['changed', changed] as const, ['deleted', deleted] as const]
    .filter(([, keys]) => keys.length > 0)
    .map(([verb, keys]) => `${verb} ${word}${keys.join(', ')}`)
    .join(', ');
}

/** `PORT`, if it is there. Returns the serializer's complaint. */
export function portComplaint(value: unknown): string | undefined {
  const text = String(value);
  if (!/^\d+$/.test(text)) return 'PORT can only be a numeric value';
  return Number(text) < 1 || Number(text) > 65_535 ? 'PORT needs to be between 1 and 65535' : undefined;
}
