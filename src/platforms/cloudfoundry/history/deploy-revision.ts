import type { PlatformContext } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Deployment } from '../api/deployment.ts';
import { CloudControllerError } from '../api/errors.ts';
import { createDeployment, type DeploymentOrder } from '../release/deployment.ts';

/** The Cloud Controller compares a revision with the newest one, whether that was ever deployed to its end or not. */
const refusals = /is the same as the deployed revision|without revisions enabled/i;

/**
 * Deploys a revision. After a way back that was cancelled the server refuses the next one, since it has kept the revision
 * that it made for it (cloud_controller_ng#4232); the same is then done by hand: settings first, and the droplet.
 *
 * @param tools.configure writes what the revision would have brought along
 */
export async function deployRevision(
  api: CloudController,
  order: DeploymentOrder,
  revisionGuid: string,
  tools: Pick<PlatformContext, 'clock' | 'signal' | 'note'> & { configure(): Promise<void> },
): Promise<Deployment> {
  const { clock, signal } = tools;
  try {
    return await createDeployment(api, clock, signal, { ...order, revisionGuid });
  } catch (error) {
    if (!(error instanceof CloudControllerError) || !error.has('CF-UnprocessableEntity', refusals)) throw error;
    tools.note(
      'Cloud Foundry does not deploy this revision: its variables and command are set, and its droplet is deployed.',
    );
  }
  await tools.configure();
  return createDeployment(api, clock, signal, order);
}
