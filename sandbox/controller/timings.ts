/**
 * How long things take in the sandbox's Kubernetes and in the controller in front of it. Sandbox time, milliseconds.
 * The defaults are those of a small, healthy cluster; what the controllers' own code fixes (the rhythm of checks, the
 * deadlines) has the value of that code.
 */
export interface Timings {
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
  /** `initialDelaySeconds` of the default readiness probe. */
  readonly probeDelay: number;
  /** `periodSeconds` of the default readiness probe. */
  readonly probePeriod: number;
  /** From the exit of a container until the kubelet reports `CrashLoopBackOff`. */
  readonly exitShown: number;
  /** The first pause of a crash loop; it doubles with every crash up to `crashBackOffMax`. */
  readonly crashBackOff: number;
  readonly crashBackOffMax: number;
  /** How long a running container takes to stop. */
  readonly termination: number;
  /** Between two looks of the controller at a Deployment: `time.sleep(1)` in its wait loop. */
  readonly look: number;
  /** Between two searches for failing pods: every tenth look of that loop. */
  readonly failureCheck: number;
  /** `DEIS_DEPLOY_TIMEOUT`, `DRYCC_DEPLOY_TIMEOUT`: for each batch. An app's config var of that name overrides it. */
  readonly deployTimeout: number;
  /** What the controller adds to each batch's timeout for the default readiness probe. */
  readonly probeAllowance: number;
  /** What the controller needs between taking a request and its first write to the cluster. */
  readonly preparation: number;
  /** After an app's first rollout: until the router (v2) or the service (Drycc) answers. */
  readonly serviceCheck: number;
  /** Drycc: until a worker picks up a queued task. */
  readonly queue: number;
  /** Drycc: how long the lock on a process type outlives a worker that was killed. */
  readonly lockLife: number;
}

const clusterTimings = {
  schedule: 500,
  pull: 3_000,
  pullFailure: 1_500,
  pullBackOff: 10_000,
  pullBackOffMax: 300_000,
  probeDelay: 5_000,
  probePeriod: 5_000,
  exitShown: 1_000,
  crashBackOff: 10_000,
  crashBackOffMax: 300_000,
  termination: 1_500,
  look: 1_000,
  failureCheck: 10_000,
  deployTimeout: 120_000,
  preparation: 50,
  queue: 500,
  lockLife: 3_600_000,
};

export const deisTimings: Timings = { ...clusterTimings, probeAllowance: 5_000, serviceCheck: 2_000 };
export const dryccTimings: Timings = { ...clusterTimings, probeAllowance: 30_000, serviceCheck: 8_000 };
