import { labelOf, revisionOf, sourceRepositoryOf } from './labels.ts';
import { familiarName } from './reference.ts';
import type { Rule, Subject } from './rule.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const oldDays = 180;

/** Which image it is, and whether that is the one that was meant. */
export const identityRules: readonly Rule[] = [
  {
    // Cloud Foundry and Kubernetes ask the registry again when an instance starts elsewhere; a tag may have moved by then.
    // Deis takes a tag only as v1, which copies the image as it releases it: when that hurts, DEIS_V1_SAME_TAG says.
    code: 'MUTABLE_TAG',
    severity: 'warning',
    check({ deployedAs, request }) {
      if (deployedAs.includes('@') || request.platform === 'deis') return undefined;
      return {
        message: 'The platform is told a tag: a restart may start another image than the one that was looked at here.',
        remedy: 'Give the image by its digest.',
      };
    },
  },
  {
    // Docker's convention: with a tag beside a digest the digest counts, and nobody asks whether the two agree.
    code: 'TAG_MOVED',
    severity: 'warning',
    check({ facts: { reference, digest, tagDigest } }) {
      if (tagDigest === undefined || reference.tag === undefined || tagDigest === digest) return undefined;
      // Digests by two algorithms cannot be held against each other.
      if (algorithm(tagDigest) !== algorithm(digest)) return undefined;
      return {
        message: `The tag ${reference.tag} points at ${tagDigest} now; the digest beside it is what is deployed.`,
        remedy: 'Leave the tag out, or take the digest that belongs to it.',
      };
    },
  },
  {
    // distribution/reference, `splitDockerDomain`: without a slash there is no host, `ghcr.io:5000` is on Docker Hub.
    code: 'LOOKS_LIKE_HOST',
    severity: 'warning',
    check({ facts: { reference } }) {
      const name = /^library\/([^/]+)$/.exec(reference.path)?.[1];
      if (reference.domain !== 'docker.io' || name === undefined) return undefined;
      if (name !== 'localhost' && !name.includes('.') && !isPort(reference.tag)) return undefined;
      return {
        message: `${familiarName(reference)} looks like a registry’s host, but without a slash it names an image of Docker Hub.`,
        remedy: 'Write the repository after the host: ghcr.io/acme/web:1.4.2.',
      };
    },
  },
  {
    code: 'CREATED_IN_FUTURE',
    severity: 'warning',
    check({ facts: { created }, now }) {
      if (created === undefined || created.getTime() <= now + 5 * minute) return undefined;
      return {
        message: `The image says it was built at ${created.toISOString()}, which is in the future.`,
        remedy: 'Set the clock of the machine that builds.',
      };
    },
  },
  {
    // The constant dates of reproducible builders are no age (pack#931); the reader of configs leaves them out.
    code: 'OLD_IMAGE',
    severity: 'warning',
    check({ facts: { created }, now }) {
      const days = created === undefined ? 0 : Math.floor((now - created.getTime()) / day);
      if (created === undefined || days <= oldDays) return undefined;
      return {
        message: `The image was built ${days} days ago, on ${created.toISOString().slice(0, 10)}.`,
        remedy: 'Build it again: its base and its packages have had security fixes since.',
      };
    },
  },
  {
    // Labels are inherited from the base, so only those count that are known to be this repository's. Promotions by
    // hand deploy older commits on purpose, so only a push is held against its commit. A pull request's GITHUB_SHA is a
    // merge that nobody has committed, and many build the branch's head instead.
    code: 'OTHER_REVISION',
    severity: 'warning',
    check(subject) {
      const { facts, job } = subject;
      const built = revisionOf(facts);
      const wanted = job.revision?.toLowerCase();
      if (built === undefined || wanted === undefined || !isOurs(subject)) return undefined;
      if (job.event !== 'push' && job.event !== 'pull_request') return undefined;
      if (built.startsWith(wanted) || wanted.startsWith(built)) return undefined;
      return {
        message: `The image was built from commit ${short(built)}, this job runs for ${short(wanted)}.`,
        remedy: 'Does the job that builds push the tag before this job reads it? Pass the digest on from there.',
        ...(job.event === 'push' ? {} : { severity: 'info' as const }),
      };
    },
  },
  {
    code: 'OTHER_SOURCE',
    severity: 'info',
    check(subject) {
      const source = sourceRepositoryOf(subject.facts);
      const { repository } = subject.job;
      if (source === undefined || repository === undefined || isOurs(subject)) return undefined;
      return {
        message: `The image says it was built from ${source}, this job belongs to ${repository}.`,
        remedy:
          'If it was built here, the label is its base’s: build with --label org.opencontainers.image.source and the repository’s address.',
      };
    },
  },
  {
    code: 'OTHER_VERSION',
    severity: 'info',
    check(subject) {
      // A base's version would be inherited as well: ubuntu says 24.04.
      if (!isOurs(subject)) return undefined;
      const { tag } = subject.facts.reference;
      const label = labelOf(subject.facts, 'version');
      const [says, called] = [numbersOf(label), numbersOf(tag)];
      if (says === undefined || called === undefined) return undefined;
      // 1.4 is 1.4.2.
      if (says.every((number, index) => called[index] === undefined || called[index] === number)) return undefined;
      return {
        message: `The image calls itself version ${says.join('.')}, its tag is ${tag}.`,
        remedy: 'Tag the image with the version that it was built as.',
      };
    },
  },
  {
    code: 'STALE_BASE',
    severity: 'warning',
    check({ facts: { base } }) {
      if (base?.state !== 'stale') return undefined;
      return {
        message: `The image is built on ${JSON.stringify(base.name.slice(0, 200))}, of which there is a newer one.`,
        remedy:
          base.remedy === 'rebase'
            ? 'Run pack rebase, which replaces the layers of the base alone; or build it again.'
            : 'Build it again with the base of today: docker build --pull.',
      };
    },
  },
];

/** Whether the image says that it was built from the job's own repository. */
function isOurs({ facts, job }: Subject): boolean {
  return job.repository !== undefined && sourceRepositoryOf(facts) === job.repository.toLowerCase();
}

function algorithm(digest: string): string | undefined {
  return digest.split(':', 1)[0];
}

/** A tag that would rather be a port: 80, 443, 5000; not 22, 2404 or 2026, which are versions of official images. */
function isPort(tag: string | undefined): boolean {
  if (tag === undefined || !/^(?:80|443|\d{4,5})$/.test(tag)) return false;
  return Number(tag) <= 65_535 && !/^(?:1[5-9]|2\d)\d\d$/.test(tag);
}

/** The numbers of a version, at least two: `v1.4.2-rc.1` is 1, 4, 2. Other texts are no versions. */
function numbersOf(text: string | undefined): readonly string[] | undefined {
  const [, numbers] = /^v?(\d{1,9}(?:\.\d{1,9}){1,3})(?:[-+_][\w.+-]*)?$/.exec(text ?? '') ?? [];
  return numbers?.split('.');
}

function short(revision: string): string {
  return revision.slice(0, 12);
}
