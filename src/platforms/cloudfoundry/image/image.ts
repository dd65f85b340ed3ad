import type { ImageFacts } from '../../../image/facts.ts';
import { normalPlatform, platformName } from '../../../image/platform.ts';

/**
 * The image as the Cloud Controller takes it: `host/path@sha256:…`. By digest alone: a reference with tag and digest
 * passes the Cloud Controller but not the cell (dockerapplifecycle cuts at the last colon). Docker Hub is spelled out,
 * since the server adds `library/` only for some of its spellings. Where staging would not find the image in its index,
 * or the index has a digest that the server does not read, the image's own manifest is named. A digest that it cannot
 * read either is left as it is: the rule CF_DIGEST says so.
 */
export function imageFor(facts: ImageFacts): string {
  const { domain, path } = facts.reference;
  // Of the entries without a platform staging takes the first, whatever is in it (containers/image `oci_index.go`).
  const isUndeclared = facts.declared === undefined && facts.manifestDigest !== facts.digest;
  const byManifest = isManifestList(facts) || isOverlooked(facts) || isUndeclared || !isSha256(facts.digest);
  return `${hostOf(domain)}/${path}@${byManifest ? facts.manifestDigest : facts.digest}`;
}

/**
 * Docker's own kind of index: staging asks for none (dockerapplifecycle `helpers.go`, the list of what it accepts), and
 * not every registry then answers with the image for amd64.
 */
export function isManifestList({ mediaType }: ImageFacts): boolean {
  return mediaType === 'application/vnd.docker.distribution.manifest.list.v2+json';
}

/**
 * Whether staging passes the image by in its index: it looks for the words `linux` and `amd64` without a variant, and
 * knows no variant of amd64, not even `v1` (containers/image `platform_matcher.go`, `WantedPlatforms`, `MatchesPlatform`).
 */
export function isOverlooked({ declared }: ImageFacts): boolean {
  if (declared === undefined) return false;
  return normalPlatform(declared).architecture === 'amd64' && platformName(declared) !== 'linux/amd64';
}

/** The one algorithm that the Cloud Controller reads (cloud_controller_ng `docker_uri_converter.rb`). */
export function isSha256(digest: string): boolean {
  return digest.startsWith('sha256:');
}

/**
 * The registry's host so that the Cloud Controller takes it for one: in lower case, and with a port when it has no dot.
 * Else it would be looked for as a path on Docker Hub (cloud_controller_ng `uri_utils.rb`).
 */
function hostOf(domain: string): string {
  const host = domain.toLowerCase();
  return /[.:]/.test(host) || host === 'localhost' ? host : `${host}:443`;
}

/** A droplet's image in the form of `imageFor`: the server leaves the host out when it is Docker Hub. */
export function spelledOut(image: string): string {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  if (/[.:]/.test(first) || first === 'localhost') return image;
  return slash < 0 ? `docker.io/library/${image}` : `docker.io/${image}`;
}
