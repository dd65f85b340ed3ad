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

export function labelsOf(json: unknown): ReadonlyMap<string, string> {
  return textsAt(json, 'labels');
}

export function annotationsOf(json: unknown): ReadonlyMap<string, string> {
  return textsAt(json, 'annotations');
}

/** Those with a value; null is how one is removed. */
function textsAt(json: unknown, kind: 'labels' | 'annotations'): ReadonlyMap<string, string> {
  const entries = asObject(at(json, 'metadata', kind)) ?? {};
  return new Map(Object.entries(entries).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
}

/** Undefined for the words that stand in place of what may not be read. */
export function readable(text: string | undefined): string | undefined {
  return text?.startsWith('[PRIVATE DATA HIDDEN') === true ? undefined : text;
}
