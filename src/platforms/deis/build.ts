import type { Clock } from '../../clock.ts';
import { Cancelled, messageOf } from '../../errors.ts';
import type { Answer, ControllerApi } from '../controller/api.ts';
import { readBuild } from '../controller/releases.ts';
import { saysBusy } from '../controller/words.ts';

/** What has become of the blocking POST. */
export type BuildState =
  | { readonly kind: 'open' }
  /** Refused because another deploy of the app runs; posted again when that has ended. */
  | { readonly kind: 'waiting' }
  /** 201: the controller's own wait has ended. Not a proof that pods are up: a crash loop ends in 201 too. */
  | { readonly kind: 'deployed'; readonly build: string }
  | { readonly kind: 'refused'; readonly words: string }
  /** Cut, or answered by something in front of the controller: the server goes on (deis/controller#1141). */
  | { readonly kind: 'lost'; readonly since: number; readonly why: string };

/** gunicorn and the router of Workflow give up after 20 minutes. Milliseconds. */
export const blockingDeadlineMs = 22 * 60_000;
/** How long another deploy of the same app is waited for. Milliseconds. */
export const busyBudgetMs = 15 * 60_000;

/** Answers that say nothing about the deploy: time-outs of proxies, and a controller that fell over on the way. */
const lostStatuses = new Set([408, 499, 500, 502, 503, 504]);

/**
 * `POST apps/<id>/builds/` of Deis Workflow v2, which blocks for as long as the rollout takes. It runs beside the watch,
 * is never rejected, and is never posted twice for a lost answer: each POST burns a version.
 */
export class BlockingBuild {
  state: BuildState = { kind: 'open' };
  /** Highest version that a refused POST of ours burnt or may have burnt. */
  burnt = 0;
  readonly finished: Promise<void>;
  readonly #stop = new AbortController();

  /**
   * @param freed waits until the other deploy seems to have ended, and returns the newest version then; undefined: it is
   *   not to be waited for
   */
  constructor(options: {
    readonly api: ControllerApi;
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly app: string;
    readonly body: object;
    readonly freed: ((signal: AbortSignal) => Promise<number>) | undefined;
    readonly note: (line: string) => void;
  }) {
    this.finished = this.#run(options);
  }

  /** Does not post again. A POST that is open goes on. */
  giveUpWaiting(): void {
    this.#stop.abort(new Cancelled());
  }

  async #run({
    api,
    clock,
    signal,
    app,
    body,
    freed,
    note,
  }: ConstructorParameters<typeof BlockingBuild>[0]): Promise<void> {
    const until = clock.now() + busyBudgetMs;
    const waiting = AbortSignal.any([signal, this.#stop.signal]);
    for (;;) {
      this.state = { kind: 'open' };
      let answer: Answer;
      try {
        answer = await api.call('POST', `apps/${app}/builds/`, body, { deadlineMs: blockingDeadlineMs });
      } catch (error) {
        this.state = { kind: 'lost', since: clock.now(), why: messageOf(error) };
        return;
      }
      const build = answer.status === 201 ? readBuild(answer.json) : undefined;
      if (build !== undefined) {
        this.state = { kind: 'deployed', build: build.uuid };
        return;
      }
      // A success that tells of no build is somebody else's answer: what became of ours is as unknown as after a cut.
      if (answer.status < 300 || lostStatuses.has(answer.status)) {
        this.state = { kind: 'lost', since: clock.now(), why: api.refusal(answer, `deploying ${app}`).message };
        return;
      }
      const isBusy = (answer.status === 400 || answer.status === 409) && saysBusy(answer.words);
      if (freed === undefined || !isBusy || clock.now() >= until) {
        this.state = {
          kind: 'refused',
          words: answer.status === 400 ? answer.words : api.refusal(answer, `deploying ${app}`).message,
        };
        return;
      }
      this.state = { kind: 'waiting' };
      note(`${answer.words}: waiting for it. The refused request has used up a release version.`);
      try {
        this.burnt = await freed(waiting);
      } catch (error) {
        this.state = { kind: 'refused', words: error instanceof Cancelled ? answer.words : messageOf(error) };
        return;
      }
    }
  }
}
