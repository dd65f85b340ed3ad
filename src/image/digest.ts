import { createHash } from 'node:crypto';

/** Algorithms registered by the OCI image-spec (`descriptor`, registered algorithms), with the length of their hex. */
const hexLengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

export type DigestProblem = 'format' | 'algorithm' | 'length' | 'case';

/**
 * Why `text` is no digest that can be checked; undefined: it is one. In the order in which `opencontainers/go-digest`
 * looks: form, algorithm, length, lower case.
 */
export function digestProblem(text: string): DigestProblem | undefined {
  const match = /^([A-Za-z0-9_+.-]+):([0-9A-Fa-f]+)$/.exec(text);
  if (match === null) return 'format';
  const [, algorithm = '', hex = ''] = match;
  if (!Object.hasOwn(hexLengths, algorithm)) return 'algorithm';
  if (hex.length !== hexLengths[algorithm]) return 'length';
  return hex === hex.toLowerCase() ? undefined : 'case';
}

/** Whether `text` is a digest that can be checked. */
export function isDigest(text: string | undefined): text is string {
  return text !== undefined && digestProblem(text) === undefined;
}

/** `sha256:…` of the bytes as they are. */
export function digestOf(bytes: Uint8Array, algorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** Whether the bytes are what `digest` names. `digest` must be one that `isDigest` accepts. */
export function matchesDigest(bytes: Uint8Array, digest: string): boolean {
  return digestOf(bytes, digest.slice(0, digest.indexOf(':'))) === digest;
}
