import type { Deployment, Instance, Process } from '../model.ts';
import { isActive } from '../world.ts';

/** The public status of a deployment. PREPAUSED is internal and shows as DEPLOYING. */
export function statusOf(deployment: Deployment): { value: 'ACTIVE' | 'FINALIZED'; reason: string } {
  if (deployment.superseded) return { value: 'FINALIZED', reason: 'SUPERSEDED' };
  if (!isActive(deployment)) return { value: 'FINALIZED', reason: deployment.state };
  return { value: 'ACTIVE', reason: deployment.state === 'PREPAUSED' ? 'DEPLOYING' : deployment.state };
}

/** Canary steps in all; without any given there is one. */
export function stepsOf(deployment: Deployment): number {
  return Math.max(deployment.canarySteps.length, 1);
}

/** Instances that the deployment ends with. */
export function targetOf(deployment: Deployment): number {
  return deployment.webInstances ?? deployment.originalInstances;
}

/** How many new and old instances the present canary step wants. */
export function canaryCounts(deployment: Deployment): { canary: number; original: number } {
  const weight = deployment.canarySteps[deployment.canaryStep - 1];
  if (weight === undefined) return { canary: 1, original: deployment.originalInstances };
  const all = Math.min(targetOf(deployment), deployment.originalInstances);
  const canary = Math.max(1, Math.round((all * weight) / 100));
  return { canary, original: weight === 100 ? 0 : all - canary + 1 };
}

/** What the updater counts: reported instances by health. */
export function summary(instances: readonly Instance[]): { starting: number; unhealthy: number; routable: number } {
  const unhealthy = instances.filter((one) => one.state === 'CRASHED' || one.state === 'DOWN').length;
  const routable = instances.filter((one) => one.state === 'RUNNING' && one.routable).length;
  return { starting: instances.length - unhealthy - routable, unhealthy, routable };
}

export function isRunning(process: Process): boolean {
  return (process.lrp?.instances ?? []).some((instance) => instance.state === 'RUNNING');
}
