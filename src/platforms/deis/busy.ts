import type { ControllerApi } from '../controller/api.ts';
import { busyWith } from '../controller/busy.ts';
import { type Counts, processesOf, readCounts } from '../controller/formation.ts';
import { lookUntil } from '../controller/looking.ts';
import { allUp, listPods } from '../controller/pods.ts';
import { newestReleases, type Release } from '../controller/releases.ts';
import type { Busy, PlatformContext } from '../platform.ts';

/** gunicorn ends a request, and the deploy in it, after 20 minutes. Milliseconds. */
const longestDeployMs = 20 * 60_000;

/**
 * Somebody else's deploy that is under way. Deis Workflow has no word for it: a young release whose pods are not all there
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
): Promise<Busy | undefined> {
  const newest = releases.find((release) => !release.failed);
  if (newest?.at === undefined || newest.build === undefined) return undefined;
  const processes = processesOf(counts);
  const largest = Math.max(1, ...processes.map(({ wanted }) => wanted));
  if (now - newest.at > Math.min(limitMs * largest, longestDeployMs)) return undefined;
  // Pods of the newest release that has not failed are all that is listed.
  return allUp(await listPods(api, app), processes) ? undefined : busyWith(newest);
}

/**
 * Waits until the deploy that a request of ours was refused for seems to have ended: until all pods are up, or for a
 * minute.
 *
 * @returns the newest version then
 */
export async function freed(
  api: ControllerApi,
  { clock }: PlatformContext,
  app: string,
  signal: AbortSignal,
): Promise<number> {
  const everyMs = 5_000;
  await clock.sleep(everyMs, signal);
  const processes = processesOf(readCounts(await api.get(`apps/${app}/`, `reading app ${app}`, 'structure')));
  await lookUntil(clock, signal, { everyMs, forMs: 60_000 }, async () =>
    allUp(await listPods(api, app), processes) ? true : undefined,
  );
  return (await newestReleases(api, app, 1))[0]?.version ?? 0;
}
