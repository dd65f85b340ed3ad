import type { AppState, Observation, PlatformContext, ProcessState, Restored } from '../platform.ts';
import type { ControllerApi } from './api.ts';
import { lookUntil } from './looking.ts';
import { allUp, bystander, listPods, type Pod, runningOf, wantedOf } from './pods.ts';
import { releaseRef, versionOf } from './releases.ts';
import type { ControllerRollout } from './rollout.ts';

const lookEveryMs = 2_000;

/** Looks for up to `forMs` until every wanted pod that `belongs` is up. */
export async function podsUp(
  api: ControllerApi,
  { clock, signal }: PlatformContext,
  app: string,
  processes: readonly ProcessState[],
  belongs: (pod: Pod) => boolean,
  forMs: number,
): Promise<Pick<Restored, 'verified' | 'running' | 'wanted'>> {
  let pods: readonly Pod[] = [];
  const up = await lookUntil(clock, signal, { everyMs: lookEveryMs, forMs }, async () => {
    pods = (await listPods(api, app)).filter(belongs);
    return allUp(pods, processes) ? true : undefined;
  });
  return { verified: up === true, running: runningOf(pods, processes), wanted: wantedOf(processes) };
}

/** No release of ours is there: what served before still does, as its pods tell. */
export async function nothingReleased(
  api: ControllerApi,
  context: PlatformContext,
  rollout: ControllerRollout,
): Promise<Restored> {
  const how = 'nothing had been released yet';
  const version = versionOf(rollout.previous?.id);
  if (rollout.previous === undefined || version === undefined) {
    return { serves: undefined, verified: true, running: 0, wanted: 0, how };
  }
  const pods = await podsUp(api, context, rollout.app, rollout.was, () => true, 0);
  return { serves: rollout.previous, ...pods, how };
}

/**
 * Nothing served before. The config of an app that was there already cannot be had back without a release that has it: it is
 * named.
 */
export function nothingBefore({ before, config = [] }: ControllerRollout): Restored {
  // A new app has one release.
  const kept = before > 1 && config.length > 0;
  return {
    ...{ serves: undefined, verified: false, running: 0, wanted: 0, how: 'the new one was left as it is' },
    ...(kept ? { left: `Not put back, since no release before has it: ${config.join(', ')}.` } : {}),
  };
}

/** Somebody else's release came after ours: it is theirs to keep or to undo. */
export async function overtaken(
  api: ControllerApi,
  context: PlatformContext,
  rollout: ControllerRollout,
  version: number,
  image: string | undefined,
): Promise<Restored> {
  const pods = await podsUp(api, context, rollout.app, rollout.wanted, (pod) => pod.release === version, 0);
  const how = `nothing was changed: release v${version} by somebody else came after ours`;
  return { serves: releaseRef(version, image), ...pods, how };
}

/**
 * A look at what stood there before this run did anything. Nothing is known of the pods' past: restarts of other days do
 * not count.
 *
 * @param pods those of the release that was read
 * @param newest the newest release's version: one that came later, whatever became of it, may have changed settings
 * @param doubt why what runs is not what is wanted, one clause
 */
export function standing(
  { release, processes }: Pick<AppState, 'release' | 'processes'>,
  pods: readonly Pod[],
  newest: number,
  doubt?: string,
): Observation {
  const later = release?.id === `v${newest}` ? undefined : `release v${newest} came after ${release?.label ?? 'it'}`;
  const message = doubt ?? later;
  return {
    phase: 'done',
    release,
    instances: pods.map(bystander),
    previous: [],
    wanted: processes,
    crashes: 0,
    ...(message === undefined ? {} : { problem: { message, certain: true } }),
  };
}
