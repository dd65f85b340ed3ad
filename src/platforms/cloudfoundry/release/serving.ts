import type { Clock } from '../../../clock.ts';
import type { Settings } from '../../../inputs/request.ts';
import type { ReleaseRef, Restored } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { processFrom } from '../api/process.ts';
import { appFrom, statsFrom } from '../api/shapes.ts';
import type { Configuration } from '../app/configuration.ts';
import { isRunning } from './instances.ts';
import type { Before, CloudFoundryRollout } from './rollout.ts';

export interface RestoreTools {
  readonly api: CloudController;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  /** What was changed and what there was before, in the process that did it; undefined in any other. */
  readonly remembered: Pick<Configuration, 'manifest' | 'settings' | 'marks'> | undefined;
  /** What the inputs say. */
  readonly asked: Settings;
}

/** Between two looks while something is put back: most is back at once. Milliseconds. */
export const firstPauseMs = 1_000;
/** A look takes two requests at most, and there are to be 40 a minute. */
const longestPauseMs = 3_500;

/** The next pause of a wait that goes on. */
export function longer(pauseMs: number): number {
  return Math.min(pauseMs * 1.3, longestPauseMs);
}

/** Waits until the app's web process has all its instances running. After a cancel only the old one is left. */
export async function verified(
  rollout: CloudFoundryRollout,
  before: Before,
  serves: ReleaseRef | undefined,
  how: string,
  until: number,
  { api, clock, signal }: RestoreTools,
): Promise<Restored> {
  for (let pause = firstPauseMs; ; pause = longer(pause)) {
    const web = await webInstances(rollout, api);
    // Scaled by hand or by an autoscaler in the meantime: what the process wants now is what counts.
    const wanted = web.wanted ?? before.web.instances;
    const done = web.running >= wanted;
    const found = { serves, verified: done, running: web.running, wanted };
    if (done || clock.now() >= until) return { ...found, how };
    const isFirst = pause === firstPauseMs;
    if (
      isFirst &&
      web.running === 0 &&
      !appFrom(await api.get(`/v3/apps/${rollout.appGuid}`, 'read the app')).started
    ) {
      return { ...found, how: `${how}; somebody else has stopped the app, and it was left so` };
    }
    await clock.sleep(pause, signal);
  }
}

/** Instances of the newest web process that run and get traffic, and how many ought to. */
export async function webInstances(
  rollout: CloudFoundryRollout,
  api: CloudController,
): Promise<{ running: number; wanted: number | undefined }> {
  const json = await api.find(`/v3/apps/${rollout.appGuid}/processes/web`, 'read the web process');
  if (json === undefined) return { running: 0, wanted: undefined };
  const web = processFrom(json);
  return { running: await runningOf(web.guid, api), wanted: web.instances };
}

/** Instances of one process that run and get traffic; none when the process is gone. */
export async function runningOf(processGuid: string, api: CloudController): Promise<number> {
  const stats = await api.find(`/v3/processes/${processGuid}/stats`, 'read the state of the instances');
  return stats === undefined ? 0 : statsFrom(stats).filter(isRunning).length;
}
