import type { ImageFacts } from '../../image/facts.ts';

/** Kubernetes takes the reference as it is written: fully spelled out, by digest, so that a tag that moves cannot hurt. */
export function imageByDigest(facts: ImageFacts): string {
  return `${facts.reference.domain}/${facts.reference.path}@${facts.digest}`;
}
