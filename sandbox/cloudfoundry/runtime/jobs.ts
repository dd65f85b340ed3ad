import { ApiError } from '../errors.ts';
import type { Job, JobSubject } from '../model.ts';
import type { Timings } from '../timings.ts';
import type { World } from '../world.ts';

/** Work that a request leaves behind it, and that its answer points to. */
export class Jobs {
  readonly #world: World;
  readonly #timings: Timings;

  constructor(world: World, timings: Timings) {
    this.#world = world;
    this.#timings = timings;
  }

  /** Does `work` once it is the job's turn. It is never tried again; an `ApiError` of it becomes the job's own. */
  enqueue(operation: string, subject: JobSubject | undefined, work: (job: Job) => void | Promise<void>): Job {
    const world = this.#world;
    const job: Job = {
      ...world.resource(),
      operation,
      state: 'PROCESSING',
      errors: [],
      warnings: [...world.jobWarnings],
      subject,
    };
    world.jobs.push(job);
    world.clock.after(this.#timings.jobMs, () => void this.#run(job, work));
    return job;
  }

  async #run(job: Job, work: (job: Job) => void | Promise<void>): Promise<void> {
    try {
      // What is done at once is seen to be done at once.
      const pending = work(job);
      if (pending !== undefined) await pending;
      job.state = 'COMPLETE';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      job.errors = error.details();
      job.state = 'FAILED';
    }
    this.#world.touch(job);
  }
}
