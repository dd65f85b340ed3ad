import type { PastRelease, ReleaseRef } from '../../platform.ts';
import type { Deployment } from '../api/deployment.ts';
import type { Droplet, Revision } from '../api/shapes.ts';
import { spelledOut } from '../image/image.ts';
import { dropletRef, releaseRef, restoreLabel, runLabel } from '../release/deployment.ts';

/** A release of the past, and what is deployed to go back to it. */
export interface CloudFoundryRelease extends PastRelease {
  /** Undefined: the platform does not tell it any more. */
  readonly dropletGuid: string | undefined;
  /** Absent: it is known by its droplet alone, without the variables and commands of then. */
  readonly revision?: Revision;
  /** What its droplet was staged from. */
  readonly packageGuid?: string;
}

/** What is known of an app's past. */
export interface Seen {
  readonly deployments: readonly Deployment[];
  /** Those that are kept, in any state. */
  readonly droplets: readonly Droplet[];
}

/**
 * By revisions: what the app was started with, each time that it was something else (API docs, "Revisions"). The newest
 * first, by their version.
 *
 * @param current guid of the one that serves
 */
export function byRevisions(
  revisions: readonly Revision[],
  current: string,
  { deployments, droplets }: Seen,
): readonly CloudFoundryRelease[] {
  return revisions
    .toSorted((a, b) => b.version - a.version)
    .map((revision) => {
      const { guid, version, dropletGuid } = revision;
      const ofIt = deployments.filter(({ revisionGuid }) => revisionGuid === guid);
      const id = (ofIt.find((one) => endOf(one, deployments) === undefined) ?? ofIt[0])?.guid ?? guid;
      const failed = whyAll(ofIt, deployments);
      return {
        ...{ ref: { id, label: `revision ${version}` }, dropletGuid, revision, current: guid === current },
        names: [guid, String(version), `v${version}`, ...ofIt.map((one) => one.guid)],
        ...timeOf(revision.createdAt),
        ...(isAgain(revision, ofIt) ? { again: true as const } : {}),
        ...(failed === undefined ? {} : { failed }),
      };
    })
    .map((release) => withDroplet(release, droplets));
}

/**
 * By deployments, and by droplets that none has brought: for an app that keeps no revisions. The newest first.
 *
 * @param current guid of the droplet that serves
 */
export function byDeployments(
  current: string | undefined,
  { deployments, droplets }: Seen,
): readonly CloudFoundryRelease[] {
  const deployed = deployments.map((deployment): Undressed => {
    const failed = endOf(deployment, deployments);
    const { guid, dropletGuid, createdAt } = deployment;
    return {
      ...{ ref: releaseRef(deployment, undefined), names: [guid], dropletGuid, current: false },
      ...timeOf(createdAt),
      ...(deployment.labels.has(restoreLabel) ? { again: true as const } : {}),
      ...(failed === undefined ? {} : { failed }),
    };
  });
  const others = droplets
    .filter(({ guid }) => !deployments.some(({ dropletGuid }) => dropletGuid === guid))
    .map(
      ({ guid, createdAt }): Undressed => ({
        ...{ ref: dropletRef(guid, undefined), names: [], dropletGuid: guid, current: false },
        ...timeOf(createdAt),
      }),
    );
  const all = [...deployed, ...others].toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0));
  const serving = all.findIndex(({ dropletGuid, failed }) => dropletGuid === current && failed === undefined);
  return all.map((release, position) => withDroplet({ ...release, current: position === serving }, droplets));
}

type Undressed = Omit<CloudFoundryRelease, 'ref'> & { readonly ref: ReleaseRef };

/** With the image of its droplet, and what stands against deploying that. */
function withDroplet(release: Undressed, droplets: readonly Droplet[]): CloudFoundryRelease {
  const droplet = droplets.find(({ guid }) => guid === release.dropletGuid);
  const image = droplet?.image === undefined ? undefined : spelledOut(droplet.image);
  const unfit =
    droplet === undefined || droplet.state !== 'STAGED'
      ? 'its droplet is not kept any more'
      : image === undefined
        ? 'its image is not known'
        : undefined;
  return {
    ...release,
    ref: { ...release.ref, ...(image === undefined ? {} : { image }) },
    names: [...release.names, ...(release.dropletGuid === undefined ? [] : [release.dropletGuid])],
    ...(unfit === undefined ? {} : { unfit }),
    ...(droplet?.packageGuid === undefined ? {} : { packageGuid: droplet.packageGuid }),
  };
}

/** Why a release never came to serve, or not for long: none of its deployments did. Undefined: nothing tells. */
function whyAll(ofIt: readonly Deployment[], all: readonly Deployment[]): string | undefined {
  const ends = ofIt.map((deployment) => endOf(deployment, all));
  return ends.includes(undefined) ? undefined : ends[0];
}

/** Why a deployment did not bring what it was to bring, one clause; undefined: it did. */
function endOf({ value, reason, labels }: Deployment, all: readonly Deployment[]): string | undefined {
  const run = labels.get(runLabel);
  if (value === 'ACTIVE') return 'its deployment is not done';
  if (reason === 'SUPERSEDED') return 'another deployment took over before it was done';
  if (reason !== 'DEPLOYED') return 'its deployment was cancelled';
  const wasUndone = run !== undefined && all.some((other) => other.labels.get(restoreLabel) === run);
  return wasUndone ? 'it failed, and the release before it was put back' : undefined;
}

function isAgain({ description }: Revision, ofIt: readonly Deployment[]): boolean {
  return /\brolled back to revision \d/i.test(description) || ofIt.some(({ labels }) => labels.has(restoreLabel));
}

function timeOf(createdAt: string): { readonly at?: number } {
  const at = Date.parse(createdAt);
  return Number.isNaN(at) ? {} : { at };
}
