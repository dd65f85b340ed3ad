import { isMap, isScalar, type Pair, parseAllDocuments, type Scalar, visit } from 'yaml';
import { badRequest, NotModelled, parseError, unprocessable } from '../errors.ts';
import { isObject, type Json } from '../request/json.ts';

const mostBytes = 1024 * 1024;

/**
 * The entries of `applications` in a manifest's text, read as Ruby's Psych does it (YAML 1.1; the last of two equal keys
 * counts). The order of the refusals is that of CCNG: application_controller.rb, space_manifests_controller.rb.
 *
 * @param variables `as text`: values of `env` become what Ruby's `to_s` makes of them, which has to know a `2.0` from a 2
 */
export function readApplications(text: string, variables: 'as text' | 'as they are'): readonly Json[] {
  if (Buffer.byteLength(text) > mostBytes) {
    throw badRequest('Manifest size is too large. The maximum supported size is 1MB.');
  }
  const [document] = parseAllDocuments(text, { version: '1.1', uniqueKeys: false, merge: false });
  if (document === undefined || !('contents' in document) || document.errors.length > 0) throw parseError();
  visit(document, {
    Alias: () => {
      throw badRequest('Manifest does not support Anchors and Aliases');
    },
    Scalar: (_, node) => {
      if (node.value instanceof Date) throw new NotModelled('dates in a manifest');
      if (typeof node.value === 'string' && node.type === 'PLAIN' && /^:\w/.test(node.value)) {
        throw new NotModelled("Ruby's symbols in a manifest");
      }
    },
  });
  if (variables === 'as text') visit(document, { Pair: (_, pair) => void writeVariables(pair) });
  const value: unknown = document.toJS();
  if (!isObject(value)) throw parseError();
  const { version, applications } = value as { version?: unknown; applications?: unknown };
  if (isSet(version) && version !== 1) {
    throw unprocessable('Unsupported manifest schema version. Currently supported versions: [1].');
  }
  if (!isSet(applications) || (Array.isArray(applications) && applications.length === 0)) {
    throw unprocessable("Cannot parse manifest with no 'applications' field.");
  }
  // The server fails with a 500.
  if (!Array.isArray(applications) || !applications.every(isObject)) {
    throw new NotModelled('applications that are no list of objects');
  }
  return applications;
}

function writeVariables(pair: Pair): void {
  const { key, value } = pair;
  if (!isScalar(key) || key.value !== 'env' || !isMap(value)) return;
  for (const { value: entry } of value.items) {
    if (isScalar(entry)) entry.value = rubyText(entry);
    else if (entry !== null) throw new NotModelled('a variable that is a list or an object');
  }
}

/** Ruby's `to_s`. */
function rubyText({ value, source = '' }: Scalar): string {
  if (value === null) return '';
  if (typeof value !== 'number') return String(value);
  const isFloat = /[.eE]/.test(source);
  if (!isFloat && Number.isSafeInteger(value)) return String(value);
  if (!isFloat || !Number.isFinite(value) || Math.abs(value) >= 1e16 || (value !== 0 && Math.abs(value) < 1e-4)) {
    throw new NotModelled(`the number ${source} as a variable`);
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}
