import type { Plan } from '../../../plan/plan.ts';
import type { Observation, PlatformContext } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { instanceOf } from '../release/instances.ts';
import { type KorifiView, webStats } from './view.ts';
import { deploymentOf } from './write.ts';

/**
 * Whether the app as it was read serves. Command, checks and sizes act at once there, and so does a droplet: what runs has
 * them, once all of it has become ready after the droplet was made. Variables do not: with which of them an instance was
 * started nothing tells. Two requests, side by side.
 */
export async function lookAtKorifi(
  api: CloudController,
  view: KorifiView,
  { current }: Plan,
  { request, clock }: Pick<PlatformContext, 'request' | 'clock'>,
): Promise<Observation> {
  const askedAt = clock.now();
  const [deployment, stats] = await Promise.all([deploymentOf(api, view.app.guid), webStats(api, view.app.guid)]);
  const madeAt = Date.parse(view.droplet?.createdAt ?? '');
  const isOlder = stats.some(({ state, uptimeS }) => {
    if (state !== 'RUNNING') return false;
    // Clocks of two machines are compared here: one that is off makes one release too many.
    return uptimeS === undefined || Number.isNaN(madeAt) || askedAt - uptimeS * 1_000 <= madeAt;
  });
  const why =
    deployment?.dropletGuid !== view.droplet?.guid
      ? 'somebody else has released meanwhile'
      : request.settings.env !== undefined
        ? 'Korifi does not tell which variables the instances were started with'
        : isOlder
          ? 'it is not certain that the instances run this image'
          : undefined;
  return {
    phase: deployment?.value === 'FINALIZED' ? 'done' : 'moving',
    release: current?.release,
    instances: stats.map((entry) => instanceOf('web', entry)),
    previous: [],
    wanted: current?.processes ?? [],
    crashes: 0,
    ...(why === undefined ? {} : { problem: { message: why, certain: true } }),
  };
}
