import type { ControllerApi } from '../../controller/api.ts';
import { lookUntil } from '../../controller/looking.ts';
import { type Build, releaseRef, versionOf } from '../../controller/releases.ts';
import type { PlatformContext, ProcessState, Restored } from '../../platform.ts';
import type { V1Build } from './build.ts';
import { allUp, type Container, countUp, listContainers } from './containers.ts';
import { newestBuilds, newestReleases, type V1Release } from './releases.ts';
import { ourBuild, oursAmong, ownSettings, type V1Rollout } from './rollout.ts';

/** How long a restore is watched: a post step has 90 s for everything. Milliseconds. */
export const budgetMs = 75_000;
export const lookEveryMs = 2_000;

/** What the way back works with. */
export interface WayBack {
  readonly api: ControllerApi;
  readonly context: PlatformContext;
  readonly rollout: V1Rollout;
  /** The POST that this process has open; undefined after a restart. */
  readonly build: V1Build | undefined;
  /** The settings were refused, and no build was ordered. */
  readonly refused: boolean;
}

export interface Scene {
  /** Newest first. */
  readonly releases: readonly V1Release[];
  readonly builds: readonly Build[];
  readonly containers: readonly Container[];
  /** The release of our build, or of the way back that was ordered. */
  readonly built: V1Release | undefined;
  /** The release by which the config was changed before. */
  readonly settings: V1Release | undefined;
  /** What there is to undo: a run can end between its settings and its build. */
  readonly ours: V1Release | undefined;
}

/** One look at an app's releases and containers. */
export async function scene({ api, rollout, build }: WayBack): Promise<Scene> {
  const { app } = rollout;
  const [releases, builds, containers] = await Promise.all([
    newestReleases(api, app, 50),
    newestBuilds(api, app, 50),
    listContainers(api, app),
  ]);
  const uuid = () => (build?.state.kind === 'deployed' ? build.state.build : ourBuild(builds, rollout));
  const [built, settings] = [oursAmong(releases, rollout, uuid), ownSettings(releases, rollout)];
  return { releases, builds, containers, built, settings, ours: built ?? settings };
}

export function containersOf(containers: readonly Container[], release: V1Release): readonly Container[] {
  return containers.filter((container) => container.release === release.version);
}

/** What served as we began, if it is still in the list and has a build: nothing can start from the first release. */
export function targetOf(rollout: V1Rollout, releases: readonly V1Release[], ours: V1Release): V1Release | undefined {
  const version = versionOf(rollout.previous?.id);
  return releases.slice(releases.indexOf(ours) + 1).find((it) => it.version === version && it.build !== undefined);
}

export function imageOf({ builds }: Pick<Scene, 'builds'>, { build }: V1Release): string | undefined {
  return builds.find(({ uuid }) => uuid === build)?.image;
}

export function countsFor(
  containers: readonly Container[],
  wanted: readonly ProcessState[],
): Pick<Restored, 'verified' | 'running' | 'wanted'> {
  return {
    verified: allUp(containers, wanted),
    running: countUp(containers, wanted),
    wanted: wanted.reduce((sum, process) => sum + process.wanted, 0),
  };
}

/** What served before still does, as its containers tell. */
export function asItWas({ rollout }: WayBack, { containers }: Scene, how: string): Restored {
  const version = versionOf(rollout.previous?.id);
  if (rollout.previous === undefined || version === undefined) {
    return { serves: undefined, verified: true, running: 0, wanted: 0, how };
  }
  const own = containers.filter(({ release }) => release === version);
  return { serves: rollout.previous, ...countsFor(own, rollout.wanted), how };
}

/** Looks for up to `forMs` until every wanted container of a release is up. */
export async function whenUp(
  { api, context, rollout }: WayBack,
  release: V1Release,
  seen: Scene,
  how: string,
  forMs: number,
): Promise<Restored> {
  let own: readonly Container[] = [];
  await lookUntil(context.clock, context.signal, { everyMs: lookEveryMs, forMs }, async () => {
    own = containersOf(await listContainers(api, rollout.app), release);
    return allUp(own, rollout.wanted) ? true : undefined;
  });
  return { serves: releaseRef(release.version, imageOf(seen, release)), ...countsFor(own, rollout.wanted), how };
}
