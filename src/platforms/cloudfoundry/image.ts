import type { ImageFacts } from '../../image/facts.ts';

/**
 * The image as the Cloud Controller takes it: `host/path@sha256:…`. By digest alone: a reference with tag and digest
 * passes the Cloud Controller but not the cell (dockerapplifecycle cuts at the last colon). Docker Hub is spelled out,
 * since the server adds `library/` only for some of its spellings. Of a Docker manifest list the one image for the cells
 * is named, because staging asks for no such list (dockerapplifecycle `helpers.go`) and not every registry resolves it.
 */
export function imageFor(facts: ImageFacts): string {
  const digest = facts.mediaType === dockerManifestList ? facts.manifestDigest : facts.digest;
  return `${facts.reference.domain}/${facts.reference.path}@${digest}`;
}

const dockerManifestList = 'application/vnd.docker.distribution.manifest.list.v2+json';

/** A droplet's image in the form of `imageFor`: the server leaves the host out when it is Docker Hub. */
export function spelledOut(image: string): string {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  if (/[.:]/.test(first) || first === 'localhost') return image;
  return slash < 0 ? `docker.io/library/${image}` : `docker.io/${image}`;
}
