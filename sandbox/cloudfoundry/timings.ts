/**
 * Every delay of the Cloud Foundry sandbox, in milliseconds of sandbox time.
 *
 * The defaults keep the proportions of a real foundation but are shorter where a real one makes people wait (staging
 * 6-12 s, deployment updater every 5 s, one health check every 2 s), so that a demo can be watched.
 */
export interface Timings {
  /** From a build's creation to its end. The image is asked for at 90 % of it. */
  readonly stagingMs: number;
  /** A build that has not ended by then is given up. */
  readonly stagingTimeoutMs: number;
  /** An instance is wanted but no cell has it yet: stats say DOWN. */
  readonly placementMs: number;
  /** A cell makes the container, layers included: stats say STARTING from here on. */
  readonly containerCreateMs: number;
  /** Between two start-up health checks. */
  readonly healthCheckEveryMs: number;
  /** Until an instance that never became healthy is killed, unless its process sets a `timeout`. */
  readonly healthTimeoutMs: number;
  /** Highest health check `timeout` that a process may ask for. */
  readonly maxHealthTimeoutMs: number;
  /** Pause before the third restart of a crashing instance; doubles with each further crash. */
  readonly crashBackOffMs: number;
  readonly maxCrashBackOffMs: number;
  /** An instance that lived this long starts counting its crashes anew. */
  readonly crashResetMs: number;
  /** From a task's cancel to its end. */
  readonly taskCancelMs: number;
  /** `deployment_updater.update_frequency_in_seconds`. */
  readonly deploymentTickMs: number;
  /** Until it is a job's turn. */
  readonly jobMs: number;
  /** Between two questions to a service broker that answered "later": `broker_client_default_async_poll_interval_seconds`. */
  readonly brokerPollMs: number;
  /** Log lines are readable only after this delay. */
  readonly logLagMs: number;
}

export const defaultTimings: Timings = {
  stagingMs: 2_000,
  stagingTimeoutMs: 1_200_000,
  placementMs: 300,
  containerCreateMs: 1_000,
  healthCheckEveryMs: 500,
  healthTimeoutMs: 60_000,
  maxHealthTimeoutMs: 180_000,
  crashBackOffMs: 30_000,
  maxCrashBackOffMs: 960_000,
  crashResetMs: 300_000,
  taskCancelMs: 1_000,
  deploymentTickMs: 1_000,
  jobMs: 1_000,
  brokerPollMs: 1_000,
  logLagMs: 200,
};
