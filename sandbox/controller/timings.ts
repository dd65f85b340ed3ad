import { type ClusterTimings, clusterTimings } from '../kubernetes/timings.ts';

/**
 * How long the controllers take, beside what their cluster takes. Sandbox time, milliseconds. What the controllers' own
 * code fixes (the rhythm of checks, the deadlines) has the value of that code.
 */
export interface Timings extends ClusterTimings {
  /** Between two looks of the controller at a Deployment: `time.sleep(1)` in its wait loop. */
  readonly look: number;
  /** Between two searches for failing pods: every tenth look of that loop. */
  readonly failureCheck: number;
  /** `DEIS_DEPLOY_TIMEOUT`, `DRYCC_DEPLOY_TIMEOUT`: for each batch. An app's config var of that name overrides it. */
  readonly deployTimeout: number;
  /** What the controller needs between taking a request and its first write to the cluster. */
  readonly preparation: number;
  /** After an app's first rollout: until the router (v2) or the service (Drycc) answers. */
  readonly serviceCheck: number;
  /** Drycc: until a worker picks up a queued task. */
  readonly queue: number;
  /** Drycc: how long the lock on a process type outlives a worker that was killed. */
  readonly lockLife: number;
  /** Drycc: between two looks at the pod of a pipeline's `run` step. */
  readonly watch: number;
}

const controllerTimings = {
  ...clusterTimings,
  look: 1_000,
  failureCheck: 10_000,
  deployTimeout: 120_000,
  preparation: 50,
  queue: 500,
  lockLife: 3_600_000,
  watch: 5_000,
};

export const deisTimings: Timings = { ...controllerTimings, serviceCheck: 2_000 };
export const dryccTimings: Timings = { ...controllerTimings, serviceCheck: 8_000 };
