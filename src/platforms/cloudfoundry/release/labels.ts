import type { ImageFacts } from '../../../image/facts.ts';
import { revisionOf } from '../../../image/labels.ts';

/** By key; keys and values as the Cloud Controller takes them: at most 63 of [A-Za-z0-9._-], a letter or digit at both ends. */
export type Labels = Readonly<Record<string, string>>;

/**
 * What is told of an image on whatever is made of it, so that `cf curl "/v3/apps?label_selector=…"` and the like find it:
 * the commit that it was built from, else the one that the job runs for, and the first 12 digits of its digest.
 *
 * @param job the commit that the job runs for
 */
export function labelsOf(facts: ImageFacts, job: string | undefined): Labels {
  const commit = revisionOf(facts) ?? (/^[0-9a-f]{7,64}$/.test(job ?? '') ? job : undefined);
  return {
    ...(commit === undefined ? {} : { 'deploy-image-commit': commit.slice(0, 63) }),
    'deploy-image-digest': facts.digest.replace(/^[^:]*:/, '').slice(0, 12),
  };
}
