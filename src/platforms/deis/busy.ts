import type { ControllerApi } from '../controller/api.ts';
import { type Counts, processesOf } from '../controller/formation.ts';
import { allUp, listPods } from '../controller/pods.ts';
import type { Release } from '../controller/releases.ts';

/** gunicorn ends a request, and the deploy in it, after 20 minutes. Milliseconds. */
const longestDeployMs = 20 * 60_000;

/**
 * The release that somebody else is deploying. Deis Workflow has no word for it: a young release whose pods are not all there
 * yet. For as long as the controller waits for them, since it refuses another deploy no longer than that. It waits for
 * batches one after the other, as many as it says nobody; of as many as there are pods at most.
 *
 * @param limitMs of one batch
 */
export async function deployUnderWay(
  api: ControllerApi,
  app: string,
  releases: readonly Release[],
  { counts, limitMs, now }: { readonly counts: Counts; readonly limitMs: number; readonly now: number },
): Promise<Release | undefined> {
  const newest = releases.find((release) => !release.failed);
  if (newest?.at === undefined || newest.build === undefined) return undefined;
  const processes = processesOf(counts);
  const largest = Math.max(1, ...processes.map(({ wanted }) => wanted));
  if (now - newest.at > Math.min(limitMs * largest, longestDeployMs)) return undefined;
  // Pods of the newest release that has not failed are all that is listed.
  return allUp(await listPods(api, app), processes) ? undefined : newest;
}
