/**
 * How long things take in the sandbox's Kubernetes. Sandbox time, milliseconds. The defaults are those of a small,
 * healthy cluster.
 */
export interface ClusterTimings {
  /** From the creation of a pod until a node has been found for it. */
  readonly schedule: number;
  /** Pulling an image that can be pulled, at least; a slower registry takes longer. */
  readonly pull: number;
  /** From the start of a pull until the kubelet reports that it cannot be done. */
  readonly pullFailure: number;
  /**
   * Between the first two attempts to pull: half of it the pod shows `ErrImagePull`, then `ImagePullBackOff`. The second
   * part doubles with every attempt, up to `pullBackOffMax`.
   */
  readonly pullBackOff: number;
  readonly pullBackOffMax: number;
  /** Delays and periods of probes, as a part of what is written in them. 1: as written. */
  readonly probeScale: number;
  /** From the exit of a container until the kubelet reports `CrashLoopBackOff`. */
  readonly exitShown: number;
  /** The same of one that has been started again. */
  readonly exitShownAgain: number;
  /** The first pause of a crash loop; it doubles with every crash up to `crashBackOffMax`. */
  readonly crashBackOff: number;
  readonly crashBackOffMax: number;
  /** How long a running container takes to stop; its pod's grace period is a limit to that. */
  readonly termination: number;
  /** Until a router knows of a pod that got ready, or went away. */
  readonly routerLag: number;
}

export const clusterTimings: ClusterTimings = {
  schedule: 500,
  pull: 3_000,
  pullFailure: 1_500,
  pullBackOff: 10_000,
  pullBackOffMax: 300_000,
  probeScale: 1,
  exitShown: 1_000,
  exitShownAgain: 1_000,
  crashBackOff: 10_000,
  crashBackOffMax: 300_000,
  termination: 1_500,
  routerLag: 0,
};
