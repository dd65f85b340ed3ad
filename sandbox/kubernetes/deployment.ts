import type { Pod } from './pod.ts';
import type { PodEvent, PodTemplate } from './pod-template.ts';

/** What is wanted of a Deployment. */
export interface DeploymentSpec {
  readonly replicas: number;
  readonly template: PodTemplate;
  /** How many pods of a new template may be on their way at a time: `maxSurge`. */
  readonly surge: number;
}

/** A process type's Deployment: `replicas` pods of the newest template, older ones until those are ready. */
export interface Deployment {
  readonly app: string;
  readonly type: string;
  /** `<app>-<type>` */
  readonly name: string;
  readonly createdAt: number;
  readonly events: PodEvent[];
  replicas: number;
  template: PodTemplate;
  surge: number;
  /** When `template` was set. */
  updatedAt: number;
  pods: Pod[];
}

/** Two templates with the same key are the same to Kubernetes: nothing is rolled out. */
export function keyOf(template: PodTemplate): string {
  return JSON.stringify(template);
}

export function isCurrent(deployment: Deployment, pod: Pod): boolean {
  return keyOf(pod.template) === keyOf(deployment.template);
}

/** As `kubectl rollout status` sees it: every wanted pod is of the newest template and ready. */
export function isRolledOut(deployment: Deployment): boolean {
  const ready = deployment.pods.filter((pod) => pod.live && pod.ready && isCurrent(deployment, pod)).length;
  return ready >= deployment.replicas;
}
