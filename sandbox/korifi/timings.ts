import { type ClusterTimings, clusterTimings } from '../kubernetes/timings.ts';

/** How long things take, beside what the cluster takes. Sandbox time, milliseconds. */
export interface KorifiTimings extends ClusterTimings {
  /** From a change until the controllers have looked at it. */
  readonly reconcile: number;
  /** From a build until its job asks the registry. */
  readonly staging: number;
  /** How long a request waits for the controllers: `createTimeout`, 120 s, in Korifi's chart. */
  readonly await: number;
  /** From a DELETE until the resource is gone. */
  readonly deletion: number;
  /** How long a task is known after its end: `taskTTL`, 30 days, in Korifi's chart. */
  readonly taskKept: number;
}

export const korifiTimings: KorifiTimings = {
  ...clusterTimings,
  // A pod that could not be synchronized is looked at again after this (`backOffPeriod` in the kubelet's pod_workers.go);
  // until then its container is shown as one that has ended, whose log can be read.
  exitShownAgain: 10_000,
  reconcile: 200,
  staging: 1_000,
  await: 120_000,
  deletion: 1_000,
  taskKept: 30 * 24 * 60 * 60_000,
};
