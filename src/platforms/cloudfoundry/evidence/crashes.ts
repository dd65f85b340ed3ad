import type { CloudController } from '../api/cloud-controller.ts';
import { type Crash, crashFrom } from '../api/shapes.ts';

/**
 * Crashes of one process, newest first. Events are the reliable source: stats show a crashing instance as STARTING
 * until its instant restarts are used up, and tell no reason.
 *
 * @param since `created_at` of the deployment, by the platform's clock
 */
export async function crashesOf(
  api: CloudController,
  appGuid: string,
  processGuid: string,
  since: string,
): Promise<readonly Crash[]> {
  const events = await api.firstOf('/v3/audit_events', 'read the crash events', {
    target_guids: appGuid,
    types: 'audit.app.process.crash',
    order_by: '-created_at',
    per_page: '100',
    ...(since === '' ? {} : { 'created_ats[gte]': since }),
  });
  return events.flatMap((event) => {
    const crash = crashFrom(event);
    return crash === undefined || crash.processGuid !== processGuid ? [] : [crash];
  });
}

/** How often the instance crashed that crashed most: ten instances that each stumble once are no crash loop. */
export function mostOfOne(crashes: readonly Crash[]): number {
  const byIndex = Map.groupBy(crashes, (crash) => crash.index);
  return Math.max(0, ...[...byIndex.values()].map((ofOne) => ofOne.length));
}

/** `instance 0: APP/PROC/WEB: Exited with status 1, 3 times`, one line for each way in which an instance ended. */
export function crashFacts(crashes: readonly Crash[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const crash of crashes.toReversed()) {
    const what = `instance ${crash.index}: ${crash.exitDescription}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => (count === 1 ? what : `${what}, ${count} times`));
}
