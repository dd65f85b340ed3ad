import type { ImageFacts } from '../../../image/facts.ts';
import { familiarName, type ImageReference } from '../../../image/reference.ts';

/**
 * The image by its tag, as `docker pull` takes it. v1 has its Docker pull a digest well enough, but then puts the name
 * together with a colon, and no image is found under that (`registry/dockerclient.py`, `publish_release`): the release
 * goes on without one. A name without a tag loses its registry's port in the same way. One that has a digest alone is left
 * as it is: the rule DEIS_V1_TAG says so, and `prepare` refuses it.
 */
export function imageByTag({ reference }: Pick<ImageFacts, 'reference'>): string {
  const { digest, ...name } = reference;
  return hasTag(reference) ? familiarName({ ...name, tag: name.tag ?? 'latest' }) : familiarName(reference);
}

/** Without a digest it is `latest`. */
export function hasTag({ tag, digest }: ImageReference): boolean {
  return tag !== undefined || digest === undefined;
}
