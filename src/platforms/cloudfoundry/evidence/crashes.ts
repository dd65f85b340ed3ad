import { ActionError, Cancelled } from '../../../errors.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Deployment } from '../api/deployment.ts';
import { type Crash, crashFrom } from '../api/shapes.ts';

/**
 * Crashes of an app's processes, newest first. Events are the reliable source: stats show a crashing instance as STARTING
 * until its instant restarts are used up, and tell no reason.
 *
 * @param since `created_at` of the deployment, by the platform's clock
 */
export async function crashesOf(api: CloudController, appGuid: string, since: string): Promise<readonly Crash[]> {
  const events = await api.firstOf('/v3/audit_events', 'read the crash events', {
    target_guids: appGuid,
    types: 'audit.app.process.crash',
    order_by: '-created_at',
    per_page: '100',
    ...(since === '' ? {} : { 'created_ats[gte]': since }),
  });
  return events.flatMap((event) => crashFrom(event) ?? []);
}

/** The same, or undefined where the server keeps no events, shows them not to this login, or fails. */
export async function crashesIfTold(
  api: CloudController,
  appGuid: string,
  since: string,
): Promise<readonly Crash[] | undefined> {
  try {
    return await crashesOf(api, appGuid, since);
  } catch (error) {
    if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
    return undefined;
  }
}

/**
 * Those of the new release: of its web process, and of processes of other types once the deployment has started them anew,
 * which is the last that it does.
 */
export function ofRelease(crashes: readonly Crash[], web: string, { changedAt, reason }: Deployment): readonly Crash[] {
  return crashes.filter(({ processGuid, processType, createdAt }) => {
    if (processType === 'web' || reason !== 'DEPLOYED' || changedAt === undefined) return processGuid === web;
    return createdAt >= changedAt;
  });
}

/** How often the instance crashed that crashed most: ten instances that each stumble once are no crash loop. */
export function mostOfOne(crashes: readonly Crash[]): number {
  const byInstance = Map.groupBy(crashes, ({ processGuid, index }) => `${processGuid} ${index}`);
  return Math.max(0, ...[...byInstance.values()].map((ofOne) => ofOne.length));
}

/** `instance 0: APP/PROC/WEB: Exited with status 1, 3 times`, one line for each way in which an instance ended. */
export function crashFacts(crashes: readonly Crash[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { processType, index, exitDescription } of crashes.toReversed()) {
    const what = `instance ${index}${processType === 'web' ? '' : ` of ${processType}`}: ${exitDescription}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => (count === 1 ? what : `${what}, ${count} times`));
}
