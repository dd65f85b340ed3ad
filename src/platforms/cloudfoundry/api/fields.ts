import { asObject, at, textAt } from '../../../http/json.ts';
import { UnreadableAnswer } from './errors.ts';

/** @throws UnreadableAnswer when there is no such text, or an empty one */
export function required(json: unknown, what: string, ...path: readonly string[]): string {
  const value = textAt(json, ...path);
  if (value === undefined || value === '') {
    throw new UnreadableAnswer(`The Cloud Foundry API sent a ${what} without ${path.join('.')}`);
  }
  return value;
}

/** Those with a value; null is how one is removed. */
export function labelsOf(json: unknown): ReadonlyMap<string, string> {
  const labels = asObject(at(json, 'metadata', 'labels')) ?? {};
  return new Map(Object.entries(labels).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
}

/** Undefined for the words that stand in place of what may not be read. */
export function readable(text: string | undefined): string | undefined {
  return text?.startsWith('[PRIVATE DATA HIDDEN') === true ? undefined : text;
}
