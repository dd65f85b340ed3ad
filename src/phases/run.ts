import type { CountingHttp } from '../http/http.ts';
import type { Asked, Request } from '../inputs/request.ts';
import type { Plan } from '../plan/plan.ts';
import type { Candidate, Observation, Platform, Rollout, Task } from '../platforms/platform.ts';
import type { Report } from '../report/report.ts';
import type { Story } from '../report/story.ts';
import type { Failure } from '../rollout/outcome.ts';
import { saveFinished, saveRun } from '../rollout/saved.ts';
import type { World } from '../world.ts';

/** What is known so far, so that the end can be told from wherever the story ends. */
export type Known = {
  -readonly [K in 'request' | 'facts' | 'imageDetails' | 'platform' | 'plan' | 'url' | 'task']?: Story[K];
} & {
  last?: Observation;
  /** Why the release failed, once it has. */
  trouble?: string;
  /** What may be under way on the platform. */
  begun?: Failure['begun'];
  /** Asks the platform, once and within the limit, to go back. Set as soon as something may have begun. */
  undo?: (limit: AbortSignal) => Promise<void>;
};

/** What the phases of one run share. */
export interface Run extends World {
  readonly http: CountingHttp;
  readonly request: Asked;
  readonly report: Report;
  readonly known: Known;
  /** The platform's requests end with this signal: a cancelled run sends its last one under another. */
  readonly until: { signal: AbortSignal };
}

/** A run that deploys an image. */
export interface DeployRun extends Run {
  readonly request: Request;
}

/** What has begun of a release. Saved before each write that matters, for the post step of a run that is killed. */
export class Begun {
  rollout: Rollout;
  /** A command that may be running. */
  task: Task | undefined;
  /** Whether traffic may have begun to move. */
  released = false;
  readonly #run: Pick<Run, 'runner' | 'known'>;
  readonly #platform: Platform;

  constructor(run: Run, platform: Platform, rollout: Rollout) {
    this.#run = run;
    this.#platform = platform;
    this.rollout = rollout;
    run.known.undo = async (limit) => {
      run.until.signal = limit;
      if (this.task !== undefined) await platform.tasks.cancel(this.task);
      await platform.cancel(this.rollout);
    };
  }

  /** It came to nothing before anything was ordered: nothing is left to be undone. */
  forget(): void {
    const { runner, known } = this.#run;
    delete known.undo;
    delete known.begun;
    delete known.last;
    saveFinished(runner);
  }

  /** The release is about to be ordered, or the platform has given it a name. */
  saveRelease(rollout: Rollout): void {
    this.released = true;
    this.rollout = rollout;
    this.save();
  }

  /** @param task undefined: it does not run any more */
  saveTask(task: Task | undefined): void {
    this.task = task;
    this.save();
  }

  save(): void {
    const { runner, known } = this.#run;
    known.begun = this.released ? 'release' : this.task === undefined ? undefined : 'command';
    const wish = known.trouble !== undefined ? 'onFailure' : known.begun !== undefined ? 'onCancel' : undefined;
    saveRun(runner, this.#platform, {
      rollout: this.rollout,
      ...(wish === undefined ? {} : { wish }),
      ...(this.task === undefined ? {} : { task: this.task }),
    });
  }
}

/** What is about to begin, saved before anything of it is ordered. */
export function begin(run: Run, platform: Platform, candidate: Candidate, plan: Plan): Begun {
  const begun = new Begun(run, platform, platform.rolloutOf(candidate, plan));
  begun.save();
  return begun;
}
