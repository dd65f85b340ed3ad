import { digestProblem } from './digest.ts';
import { ImageReferenceError, malformed, refusal } from './reference-error.ts';

/** A parsed image reference in the grammar of distribution/reference. */
export interface ImageReference {
  /** Registry as normalised by the grammar: `docker.io`, `ghcr.io`, `localhost:5000`, `[::1]:5000`. */
  readonly domain: string;
  /** Repository path, with the implied `library/` of Docker Hub. */
  readonly path: string;
  readonly tag?: string;
  /** `sha256:…` */
  readonly digest?: string;
}

const domainLabel = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domainName = `${domainLabel}(?:\\.${domainLabel})*`;
const domain = `(?:${domainName}|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const pathComponent = '[a-z0-9]+(?:(?:\\.|__|_|-+)[a-z0-9]+)*';
const path = `${pathComponent}(?:/${pathComponent})*`;
const tag = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';

/** distribution/reference `regexp.go`, `ReferenceRegexp`, anchored. */
const wholeReference = new RegExp(`^(?:(${domain})/)?(${path})(?::(${tag}))?(?:@(${digest}))?$`);
/** distribution/reference `regexp.go`, `IdentifierRegexp`: what Docker takes for an image id. */
const identifier = /^[a-f0-9]{64}$/;
/** distribution/reference `reference.go`, `RepositoryNameTotalLengthMax`: the path, without the domain. Bytes. */
const longestPath = 255;

/**
 * Reads an image reference as Docker, containerd and Kubernetes do (distribution/reference, `ParseNormalizedNamed`),
 * its default domain and `library/` filled in. The default tag is not: neither tag nor digest reads as neither.
 * White space around the text is not trimmed.
 *
 * Stricter in one point: a name such as `a_b.com/c`, which the grammar reads as a path without any domain, is refused,
 * since nobody could pull it.
 *
 * @throws ImageReferenceError (`IMAGE_REFERENCE`), of the first rule broken, in the order of the Go code: bare image
 * id, upper case, form, length, digest.
 */
export function parseReference(text: string): ImageReference {
  if (identifier.test(text)) throw refusal('identifier', text);
  const [wantedDomain, remainder] = splitDomain(text);
  const [name = ''] = remainder.split(':', 1);
  if (name.toLowerCase() !== name) throw refusal('uppercase', text, correctedCase(text));
  const whole = `${wantedDomain}/${remainder}`;
  const match = wholeReference.exec(whole);
  if (match === null) {
    if (wholeReference.test(whole.toLowerCase())) throw refusal('uppercase', text, correctedCase(text));
    throw malformed(text, wantedDomain, remainder, parses);
  }
  const [, foundDomain, foundPath = '', foundTag, foundDigest] = match;
  if (foundPath.length > longestPath) throw refusal('length', text);
  const problem = foundDigest === undefined ? undefined : digestProblem(foundDigest);
  if (problem !== undefined) {
    throw refusal(`digest-${problem}`, text, problem === 'case' ? correctedDigest(text) : undefined);
  }
  if (foundDomain === undefined) throw refusal('no-host', text);
  return {
    domain: foundDomain,
    path: foundPath,
    ...(foundTag === undefined ? {} : { tag: foundTag }),
    ...(foundDigest === undefined ? {} : { digest: foundDigest }),
  };
}

/** distribution/reference `normalize.go`, `splitDockerDomain`: where the domain ends, if there is one. */
function splitDomain(text: string): [domain: string, remainder: string] {
  const slash = text.indexOf('/');
  if (slash === -1) return ['docker.io', `library/${text}`];
  const first = text.slice(0, slash);
  const rest = text.slice(slash + 1);
  const isDomain = first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first;
  if (!isDomain) return ['docker.io', text];
  const found = first === 'index.docker.io' ? 'docker.io' : first;
  return [found, found === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest];
}

function parses(text: string): boolean {
  try {
    parseReference(text);
    return true;
  } catch (error) {
    if (error instanceof ImageReferenceError) return false;
    throw error;
  }
}

/** The reference with its path (and the digest's algorithm and hex) in lower case, if that makes it right. */
function correctedCase(text: string): string | undefined {
  const slash = text.indexOf('/');
  const [first, rest] = slash === -1 ? ['', text] : [text.slice(0, slash + 1), text.slice(slash + 1)];
  const end = rest.search(/[:@]/);
  const lowered = end === -1 ? rest.toLowerCase() : rest.slice(0, end).toLowerCase() + rest.slice(end);
  const candidates = [first + lowered, correctedDigest(first + lowered)];
  return candidates.find((candidate) => candidate !== undefined && candidate !== text && parses(candidate));
}

function correctedDigest(text: string): string | undefined {
  const sign = text.lastIndexOf('@');
  const corrected = sign === -1 ? undefined : text.slice(0, sign) + text.slice(sign).toLowerCase();
  return corrected !== undefined && corrected !== text && parses(corrected) ? corrected : undefined;
}

/** What the reference asks for: its digest, even beside a tag (Docker's convention); else its tag; else `latest`. */
export function tagOrDigest(reference: ImageReference): string {
  return reference.digest ?? reference.tag ?? 'latest';
}

/**
 * The name as people write it: without `docker.io/`, and without `library/` when nothing but the image's own name
 * follows it. distribution/reference `normalize.go`, `familiarizeName`.
 */
export function familiarName(reference: ImageReference): string {
  const official = /^library\/([^/]+)$/.exec(reference.path)?.[1];
  const name =
    reference.domain === 'docker.io' ? (official ?? reference.path) : `${reference.domain}/${reference.path}`;
  const tagPart = reference.tag === undefined ? '' : `:${reference.tag}`;
  return name + tagPart + (reference.digest === undefined ? '' : `@${reference.digest}`);
}

/** Where the registry's API is served: Docker Hub's is not at `docker.io`. May hold a port. */
export function apiHost(reference: ImageReference): string {
  return reference.domain === 'docker.io' ? 'registry-1.docker.io' : reference.domain;
}
