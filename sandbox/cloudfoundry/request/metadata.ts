import { ApiError } from '../errors.ts';
import type { Metadata } from '../model.ts';

const domain = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/** Of one resource (CCNG, config: `max_labels_per_resource`, `max_annotations_per_resource`). */
const mostLabels = 50;
const mostAnnotations = 200;

/**
 * What is wrong with a request's `metadata`, in the server's words; an empty list: nothing.
 * Rules: CCNG, app/messages/validators/metadata_validator.rb and metadata_validator_helper.rb.
 */
export function metadataProblems(value: unknown): string[] {
  if (value === undefined) return [];
  if (!isObject(value)) return ['Metadata must be an object'];
  const unknown = Object.keys(value).filter((key) => key !== 'labels' && key !== 'annotations');
  const problems = unknown.length > 0 ? [`Metadata has unexpected field(s): '${unknown.join("' '")}'`] : [];
  const { labels, annotations } = value as { labels?: unknown; annotations?: unknown };
  if (labels !== undefined) {
    if (!isObject(labels)) return [...problems, "Metadata 'labels' is not an object"];
    const { length } = Object.keys(labels);
    if (length > mostLabels) problems.push(`Metadata ${tooMany('labels', length, mostLabels)}`);
    for (const [key, entry] of Object.entries(labels)) {
      const keyProblem = keyError(key);
      if (keyProblem !== undefined) problems.push(`Metadata label key error: ${keyProblem}`);
      const valueProblem = entry === null ? undefined : labelValueError(entry);
      if (valueProblem !== undefined) problems.push(`Metadata label value error: ${valueProblem}`);
    }
  }
  if (annotations !== undefined) {
    if (!isObject(annotations)) return [...problems, "Metadata 'annotations' is not an object"];
    const { length } = Object.keys(annotations);
    if (length > mostAnnotations) problems.push(`Metadata ${tooMany('annotations', length, mostAnnotations)}`);
    for (const [key, entry] of Object.entries(annotations)) {
      const keyProblem = keyError(key);
      if (keyProblem !== undefined) problems.push(`Metadata annotation key error: ${keyProblem}`);
      if (entry === null) continue;
      if (typeof entry !== 'string') problems.push(`Metadata annotation value error: must be a string`);
      else if (entry.length > 5000) {
        problems.push(`Metadata annotation value error: '${entry.slice(0, 8)}...' is greater than 5000 characters`);
      }
    }
  }
  return problems;
}

/** The metadata of a new resource; call it only when there are no problems. */
export function metadataOf(value: unknown): Metadata {
  const strings = (part: unknown): Record<string, string> => {
    const result: Record<string, string> = {};
    for (const [key, entry] of Object.entries(isObject(part) ? part : {})) {
      if (typeof entry === 'string') result[key] = entry;
    }
    return result;
  };
  const { labels, annotations } = (isObject(value) ? value : {}) as { labels?: unknown; annotations?: unknown };
  return { labels: strings(labels), annotations: strings(annotations) };
}

/**
 * Merges a request's `metadata` into what a resource has; null takes an entry away. Call it only when there are no
 * problems. 422 when there would be too many then.
 */
export function changeMetadata(resource: { metadata: Metadata }, value: unknown): void {
  const { labels, annotations } = (isObject(value) ? value : {}) as { labels?: unknown; annotations?: unknown };
  const after = {
    labels: merged(resource.metadata.labels, labels),
    annotations: merged(resource.metadata.annotations, annotations),
  };
  if (Object.keys(after.labels).length > mostLabels) {
    throw new ApiError(422, 390020, 'CF-LabelLimitExceeded', tooMany('labels', count(labels), mostLabels));
  }
  if (Object.keys(after.annotations).length > mostAnnotations) {
    const text = tooMany('annotations', count(annotations), mostAnnotations);
    throw new ApiError(422, 390023, 'CF-AnnotationLimitExceeded', text);
  }
  resource.metadata = after;
}

function merged(before: Readonly<Record<string, string>>, changes: unknown): Record<string, string> {
  const all: Record<string, unknown> = { ...before, ...(isObject(changes) ? changes : {}) };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null));
}

function count(changes: unknown): number {
  return isObject(changes) ? Object.keys(changes).length : 0;
}

function tooMany(what: string, count: number, most: number): string {
  return `Failed to add ${count} ${what} because it would exceed maximum of ${most}`;
}

/** Why a label or annotation key is refused. */
export function keyError(key: string): string | undefined {
  if (key === '') return 'key cannot be empty string';
  const parts = key.split('/');
  if (parts.length > 2) return "key has more than one '/'";
  const prefix = parts.length === 2 ? parts[0] : undefined;
  const name = parts.at(-1) ?? '';
  if (prefix !== undefined) {
    if (prefix.length > 253) return `prefix '${prefix.slice(0, 8)}...' is greater than 253 characters`;
    if (!domain.test(prefix)) return `prefix '${prefix}' must be in valid dns format`;
    if (prefix.toLowerCase() === 'cloudfoundry.org') return "prefix 'cloudfoundry.org' is reserved";
  }
  if (name === '') return 'key cannot be empty string';
  return wordError(name);
}

/** Why a label's value is refused. */
export function labelValueError(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  return value === '' ? undefined : wordError(value);
}

function wordError(word: string): string | undefined {
  if (/[^\w\-.]/.test(word)) return `'${word}' contains invalid characters`;
  if (!/^[a-zA-Z\d](.*[a-zA-Z\d])?$/.test(word)) return `'${word}' starts or ends with invalid characters`;
  if (word.length > 63) return `'${word.slice(0, 8)}...' is greater than 63 characters`;
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
