import { type Cluster, KubeError } from '../kubernetes/cluster.ts';
import { type Deployment, isCurrent, isRolledOut } from '../kubernetes/deployment.ts';
import type { PodTemplate } from '../kubernetes/pod-template.ts';
import type { Timings } from './timings.ts';

export interface RolloutRules {
  readonly timings: Timings;
  /** `120` and the like from the app's config; undefined: the platform's. Seconds. */
  readonly timeoutSeconds: number | undefined;
  /** What a template's probes add to the timeout of each batch. Milliseconds. */
  readonly allowance: (template: PodTemplate) => number;
  /** How many pods are replaced at a time: as many as there are nodes for them, unless the config says otherwise. */
  readonly steps: number;
  /** Drycc ends a rollout when it sees a crash loop; v2 does not know that state. */
  readonly seesCrashLoops: boolean;
}

/** How long the controller waits for a Deployment: a timeout and the probe's allowance for each batch of pods. */
export function rolloutTimeout(deployment: Deployment, rules: RolloutRules): number {
  const { timings, timeoutSeconds, steps } = rules;
  const perBatch = timeoutSeconds === undefined ? timings.deployTimeout : timeoutSeconds * 1_000;
  const batches = Math.max(1, Math.ceil(deployment.replicas / Math.max(1, steps)));
  return batches * (perBatch + rules.allowance(deployment.template));
}

/** What is wrong for certain with a pod of the newest template: image, node, and on Drycc a crash loop. */
export function failureOf(deployment: Deployment, rules: RolloutRules): string | undefined {
  for (const pod of deployment.pods) {
    if (!pod.live || !isCurrent(deployment, pod)) continue;
    if (pod.pullProblem !== undefined) return pod.pullProblem;
    if (pod.phase === 'unschedulable') return pod.events.at(-1)?.message ?? 'FailedScheduling';
    if (rules.seesCrashLoops && pod.crashLoop) return 'Back-off restarting failed container';
  }
  return undefined;
}

/**
 * The wait loop of scheduler/resources/deployment.py: looks every second, searches for failing pods every tenth look,
 * and when the time is over blames a failed readiness probe if an event tells of one. Without such an event it just
 * ends: the trap that makes a 201 out of pods that never came up.
 * Throws `KubeError`.
 */
export async function waitForRollout(cluster: Cluster, deployment: Deployment, rules: RolloutRules): Promise<void> {
  const { clock } = cluster;
  const { look, failureCheck } = rules.timings;
  const started = clock.now();
  const limit = rolloutTimeout(deployment, rules);
  let checked = 0;
  for (;;) {
    const waited = clock.now() - started;
    if (waited >= limit) break;
    cluster.reach(`get Deployment "${deployment.name}" in Namespace "${deployment.app}"`);
    if (Math.floor(waited / failureCheck) > checked) {
      checked = Math.floor(waited / failureCheck);
      const failure = failureOf(deployment, rules);
      if (failure !== undefined) throw new KubeError(failure);
    }
    if (deployment.replicas === 0 || isRolledOut(deployment)) return;
    await clock.sleep(look);
  }
  if (isRolledOut(deployment)) return;
  const unhealthy = deployment.pods.find(
    (pod) =>
      pod.live && pod.phase === 'running' && !pod.ready && isCurrent(deployment, pod) && pod.unhealthy !== undefined,
  );
  if (unhealthy?.unhealthy !== undefined) throw new KubeError(unhealthy.unhealthy);
}

/**
 * Whether the controller considers a rollout still under way, so that it refuses another one: not when its pods are
 * known to fail, and not when its time is over.
 */
export function isRollingOut(cluster: Cluster, deployment: Deployment, rules: RolloutRules): boolean {
  if (isRolledOut(deployment) || failureOf(deployment, rules) !== undefined) return false;
  return cluster.clock.now() < deployment.updatedAt + rolloutTimeout(deployment, rules);
}
