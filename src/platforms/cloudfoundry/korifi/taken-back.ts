import { Cancelled, messageOf } from '../../../errors.ts';
import type { Restored } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { UnreadableAnswer } from '../api/errors.ts';
import { labelsOf } from '../api/fields.ts';
import type { CloudFoundryRollout } from '../release/rollout.ts';

/** Label on a droplet that came to nothing; its value is the id of the run that took it back. Korifi itself forgets that. */
const takenBackLabel = 'deploy-image-taken-back';

/** Of a droplet as it was sent. */
export function wasTakenBack(json: unknown): boolean {
  return labelsOf(json).has(takenBackLabel);
}

/**
 * Marks a new droplet whose release was taken back, so that no way back leads to it by itself: one that has served before
 * has proved itself. That it could not be marked is told.
 */
export async function withMark(
  { dropletGuid, isNew, runId }: CloudFoundryRollout,
  restored: Restored,
  api: CloudController,
): Promise<Restored> {
  if (isNew !== true) return restored;
  try {
    await writeMark(api, dropletGuid, runId);
    return restored;
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    const unmarked = `${messageOf(error)}: the next way back may lead to it.`;
    return { ...restored, left: restored.left === undefined ? unmarked : `${restored.left} ${unmarked}` };
  }
}

/** It serves after all: somebody has gone back to it by its name. */
export async function takeMarkAway(api: CloudController, dropletGuid: string): Promise<void> {
  await writeMark(api, dropletGuid, null);
}

async function writeMark(api: CloudController, dropletGuid: string, runId: string | null): Promise<void> {
  const body = { metadata: { labels: { [takenBackLabel]: runId } } };
  const write = () =>
    api.write('PATCH', `/v3/droplets/${dropletGuid}`, 'write on the droplet how it ended', body, 'safe');
  await write().catch((error: unknown) => {
    // It says as little as a lost answer, and the same again does no harm.
    if (!(error instanceof UnreadableAnswer)) throw error;
    return write();
  });
}
