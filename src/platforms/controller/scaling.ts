import { Cancelled, messageOf } from '../../errors.ts';
import type { Problem, RolloutPhase } from '../platform.ts';
import type { Answer, ControllerApi } from './api.ts';
import type { Counts } from './formation.ts';

interface Phase {
  readonly phase: RolloutPhase;
  readonly problem?: Problem;
}

/** Answers that do not say what became of a request: time-outs of proxies, and a controller that fell over on the way. */
const lostStatuses = new Set([408, 499, 500, 502, 503, 504]);

/** Why counts were not taken, in one sentence, and what to do. */
export interface Refusal {
  readonly words: string;
  readonly hint: string | undefined;
}

/**
 * The counts that follow a build: a process type can be scaled only once there is a build that has it. Runs beside the
 * watch, and is never rejected. What was not answered is taken to be under way: the pods tell.
 */
export class Scaling {
  readonly #counts: Counts;
  readonly #send: (counts: object) => Promise<Answer>;
  readonly #adviceOn: (answer: Answer) => string | undefined;
  #state: 'due' | 'open' | 'taken' | Refusal;

  /**
   * @param send posts process types and their counts
   * @param adviceOn what to do about an answer that is a no
   */
  constructor(
    counts: Counts,
    send: (counts: object) => Promise<Answer>,
    adviceOn: (answer: Answer) => string | undefined,
  ) {
    this.#counts = counts;
    this.#send = send;
    this.#adviceOn = adviceOn;
    this.#state = counts.size === 0 ? 'taken' : 'due';
  }

  /** Undefined: nobody has refused the counts. */
  get refusal(): Refusal | undefined {
    return typeof this.#state === 'string' ? undefined : this.#state;
  }

  /**
   * Where a rollout stands with its counts: it is not done before they are ordered, which is now if it can be.
   *
   * @param up all runs that the build itself starts
   */
  after(phase: Phase, up: boolean): Phase {
    if (phase.phase !== 'done') return phase;
    if (this.#state === 'due' && up) {
      this.#state = 'open';
      void this.#order();
    }
    if (this.#state === 'taken') return phase;
    if (typeof this.#state === 'string') return { phase: 'moving' };
    return { phase: 'failed', problem: { message: this.#state.words, certain: true } };
  }

  async #order(): Promise<void> {
    try {
      const answer = await this.#send(Object.fromEntries(this.#counts));
      const { status, words } = answer;
      // `503 (scale): …` is the controller's own no.
      const isTaken = status < 300 || (lostStatuses.has(status) && !words.startsWith('(scale)'));
      this.#state = isTaken
        ? 'taken'
        : { words: `scaling was refused: ${words || `status ${status}`}`, hint: this.#adviceOn(answer) };
    } catch (error) {
      this.#state = error instanceof Cancelled ? { words: messageOf(error), hint: undefined } : 'taken';
    }
  }
}

/** `POST scale/` of Deis Workflow blocks until the pods are there; Drycc's `ptypes/scale/` does it later. */
export function postCounts(
  api: ControllerApi,
  app: string,
  path: 'scale/' | 'ptypes/scale/',
  counts: object,
  deadlineMs: number,
): Promise<Answer> {
  return api.call('POST', `apps/${app}/${path}`, counts, { deadlineMs });
}
