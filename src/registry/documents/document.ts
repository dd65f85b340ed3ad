import { ActionError } from '../../errors.ts';
import { asObject, type JsonObject, parseJson } from '../../http/json.ts';
import { digestOf, matchesDigest } from '../../image/digest.ts';

/** Deeper JSON is refused before it is parsed. Manifests and configs have some six levels. */
const deepestJson = 64;

/** What a manifest or index says about a piece of content (OCI image-spec, `descriptor.md`). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** What the registry sent is not what it promised. Code `IMAGE_CORRUPT`. */
export function corrupt(what: string, problem: string): ActionError {
  return new ActionError('IMAGE_CORRUPT', `The registry's copy of ${what} is damaged: ${problem}.`, {
    hint: 'Push the image again. If that does not help, a proxy or mirror in between changes what it hands out.',
  });
}

/**
 * Holds `bytes` against what was asked for, before anybody parses them.
 *
 * @throws ActionError `IMAGE_CORRUPT`
 */
export function verify(bytes: Buffer, expected: { digest: string; size?: number }, what: string): void {
  if (expected.size !== undefined && bytes.length !== expected.size) {
    throw corrupt(what, `it has ${bytes.length} bytes instead of ${expected.size}`);
  }
  if (!matchesDigest(bytes, expected.digest)) {
    throw corrupt(what, `its digest is ${digestOf(bytes)} instead of ${expected.digest}`);
  }
}

/**
 * The content that a descriptor carries itself, when it is what the descriptor names. Undefined: it has to be fetched; a
 * reader may ignore `data` (OCI image-spec, `descriptor.md`, "Embedded Content").
 */
export function embedded(descriptor: Descriptor & { readonly data?: string }): Buffer | undefined {
  const { data, size, digest } = descriptor;
  if (data === undefined || !/^[A-Za-z0-9+/]*={0,2}$/.test(data)) return undefined;
  const bytes = Buffer.from(data, 'base64');
  return bytes.length === size && matchesDigest(bytes, digest) ? bytes : undefined;
}

/** @throws ActionError `IMAGE_CORRUPT` when the bytes are not one JSON object of reasonable depth. */
export function readDocument(bytes: Buffer, what: string): JsonObject {
  const text = bytes.toString('utf8');
  if (depthOf(text) > deepestJson) throw corrupt(what, `its JSON is nested more than ${deepestJson} levels deep`);
  const document = asObject(parseJson(text));
  if (document === undefined) throw corrupt(what, 'it is not a JSON object');
  return document;
}

/** How deep brackets nest, outside strings. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
}
