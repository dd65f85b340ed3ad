import type { SandboxClock } from '../clock.ts';
import type { Timings } from './timings.ts';

/** gunicorn has killed the worker: whatever it was about to do next is never done, and nobody answers. */
export class WorkerKilled extends Error {}

/** `RuntimeError`: what the scheduler refused. The views make a 503 of it, mostly. */
export class SchedulerError extends Error {}

/** `EnvironmentError`: what the views make a 400 of, and what a release goes on after. */
export class EnvironmentError extends Error {}

/** The gunicorn worker that handles one request. All of the request's waiting goes through it. */
export class Worker {
  readonly #clock: SandboxClock;
  readonly #deadline: number;

  constructor(clock: SandboxClock, timings: Timings) {
    this.#clock = clock;
    this.#deadline = clock.now() + timings.worker;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#clock.now();
  }

  /** @throws WorkerKilled */
  async sleep(ms: number): Promise<void> {
    const left = this.#deadline - this.#clock.now();
    await this.#clock.sleep(Math.max(0, Math.min(ms, left)));
    if (ms >= left) throw new WorkerKilled('gunicorn has killed the worker');
  }

  /**
   * Python threads: all of them at once, until all have ended. What one throws ends that one alone, unseen.
   *
   * @throws WorkerKilled
   */
  async threads(tasks: readonly (() => Promise<void>)[]): Promise<void> {
    const ends = await Promise.allSettled(tasks.map((task) => task()));
    for (const end of ends) {
      if (end.status === 'rejected' && !(end.reason instanceof SchedulerError)) throw end.reason;
    }
  }
}
