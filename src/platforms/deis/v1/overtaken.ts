import type { ControllerApi } from '../../controller/api.ts';
import { Overtaken } from '../../overtaken.ts';
import { newestBuilds, newestReleases } from './releases.ts';
import type { V1Rollout } from './rollout.ts';

/**
 * Looks once more before the order: nothing on v1 refuses a build while another one is at work, and two at once copy each
 * other's containers. A release that is taken back gives its version again, so that its build is what tells of it.
 *
 * @param newest version of the newest release as the app was read, or of the one that this run has made since
 * @throws Overtaken
 */
export async function refuseIfOvertaken(api: ControllerApi, { app, lastBuild }: V1Rollout, newest: number) {
  const [[release], [build]] = await Promise.all([newestReleases(api, app, 1), newestBuilds(api, app, 1)]);
  if (release !== undefined && release.version !== newest) {
    throw new Overtaken(`Release v${release.version} was made meanwhile: ${release.summary}`);
  }
  if (build?.uuid !== lastBuild) throw new Overtaken(`A build of ${build?.image} was begun meanwhile`);
}
