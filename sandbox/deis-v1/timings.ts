/**
 * How long things take in the sandbox's fleet cluster and in the controller in front of it. Sandbox time, milliseconds.
 * What the controller's own code fixes has the value of that code (deis/deis, `controller/`, `publisher/`).
 */
export interface Timings {
  /** What the controller needs between taking a request and its first step. */
  readonly preparation: number;
  /** The controller's Docker pulling an image that can be pulled, at least; a slower registry takes longer. */
  readonly pull: number;
  readonly pullFailure: number;
  /** Building the layer with the environment, and pushing it to the platform's own registry. */
  readonly push: number;
  /** From the creation of a unit until fleet has found a machine for it. */
  readonly schedule: number;
  /** A machine pulling the release's image from the platform's own registry (`ExecStartPre`), and failing to. */
  readonly unitPull: number;
  readonly unitPullFailure: number;
  /** `RestartSec` of the unit. */
  readonly restart: number;
  /** How long `docker stop` takes. */
  readonly stop: number;
  /** `time.sleep(1)` in the scheduler's wait loops. */
  readonly poll: number;
  /** How many polls a unit gets to appear, or to go: 30. */
  readonly unitPolls: number;
  /** How many polls a container gets to start: 1200. */
  readonly startPolls: number;
  /** Before the first health check: the publisher may need so long. */
  readonly beforeHealthCheck: number;
  /** Between two rounds of the publisher; what it published lives for twice as long. */
  readonly publishing: number;
  /** How long a change of config waits for another one. */
  readonly configLock: number;
  /** gunicorn kills a worker that has not answered for so long. */
  readonly worker: number;
}

export const v1Timings: Timings = {
  preparation: 50,
  pull: 5_000,
  pullFailure: 2_000,
  push: 4_000,
  schedule: 500,
  unitPull: 3_000,
  unitPullFailure: 1_000,
  restart: 5_000,
  stop: 1_500,
  poll: 1_000,
  unitPolls: 30,
  startPolls: 1_200,
  beforeHealthCheck: 20_000,
  publishing: 10_000,
  configLock: 5_000,
  worker: 1_200_000,
};
