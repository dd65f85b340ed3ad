import type { Clock } from '../../../clock.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { createOnce } from '../api/create-once.ts';
import { type Deployment, deploymentFrom } from '../api/deployment.ts';
import { CloudControllerError } from '../api/errors.ts';

/**
 * Instances of the new release at each step (`deployment_model.rb`, canary_step_plan): at least one, and one more in all
 * than there were. Without weights there is one step, of one instance.
 *
 * @param weights in percent
 * @param instances of web: the fewer of those that there are and those that there are to be
 */
export function canaryInstances(weights: readonly number[] | undefined, instances: number): readonly number[] {
  if (weights === undefined || weights.length === 0) return [1];
  return weights.map((weight) => Math.max(1, Math.round((instances * weight) / 100)));
}

/**
 * Lets a canary go on that is paused at the step that was judged. A repeat would skip a step, so a lost answer is looked
 * up before anything is sent again; a deployment that somebody else has continued or cancelled is left as it is.
 *
 * @param judged the deployment as it was when its step was found to stand
 */
export async function continueCanary(
  api: CloudController,
  judged: Deployment,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const path = `/v3/deployments/${judged.guid}`;
  const goesOn = async () => {
    const { reason, step } = deploymentFrom(await api.get(path, 'read the deployment'));
    return reason !== 'PAUSED' || step?.current !== judged.step?.current ? true : undefined;
  };
  if (await goesOn()) return;
  await createOnce(clock, signal, {
    create: async () => {
      try {
        await api.write('POST', `${path}/actions/continue`, 'continue the deployment');
      } catch (error) {
        const ended = error instanceof CloudControllerError && error.has('CF-UnprocessableEntity', /cannot continue/i);
        if (!ended) throw error;
      }
      return true;
    },
    lookUp: goesOn,
  });
}
