import type { JsonObject } from './body.ts';
import { pythonStr } from './python.ts';

const part = /^(?:[a-zA-Z\d][-.\w]{0,61})?[a-zA-Z\d]$/;

/** `validate_tags` of both generations, for the labels of nodes that are asked for. */
export function tagsComplaint(posted: JsonObject): string | undefined {
  for (const [key, value] of Object.entries(posted)) {
    if (value === null) continue;
    const [before, after] = key.split('/');
    const [prefix, name] = after === undefined ? [undefined, key] : [before, after];
    if (prefix !== undefined && prefix.length > 253) return 'Tag key prefixes must 253 characters or less.';
    if (prefix !== undefined && prefix !== '' && !part.test(prefix)) return 'Tag key prefixes must be DNS subdomains.';
    if (!part.test(name)) return 'Tag keys must be alphanumeric or "-_.", and 1-63 characters.';
    const text = pythonStr(value);
    if (text !== '' && !part.test(text)) return 'Tag values must be alphanumeric or "-_.", and 1-63 characters.';
  }
  return undefined;
}

/** What is said of labels that no node has, and which of them are new. */
export function noNodesMatched(wanted: JsonObject, before: JsonObject): string {
  const written = (tags: JsonObject) => Object.entries(tags).map(([key, value]) => `${key}=${pythonStr(value)}`);
  const old = written(before);
  const added = written(wanted).filter((label) => !old.includes(label));
  const cause = old.length > 0 && added.length > 0 ? ` - Addition of ${added.join(', ')} is the cause` : '';
  return `No nodes matched the provided labels: ${written(wanted).join(', ')}${cause}`;
}

/** Labels as nodes have them. */
export function labelsOf(tags: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, pythonStr(value)]));
}
