import type { Clock } from '../../clock.ts';
import { messageOf } from '../../errors.ts';
import type { Answer, ControllerApi, ControllerError } from '../controller/api.ts';
import { readBuild } from '../controller/releases.ts';
import { saysBusy } from '../controller/words.ts';

/** What has become of the blocking POST. */
export type BuildState =
  | { readonly kind: 'open' }
  /** Refused because another deploy of the app runs. A failed release of ours is what is left of it. */
  | { readonly kind: 'busy'; readonly words: string }
  /** 201: the controller's own wait has ended. Not a proof that pods are up: a crash loop ends in 201 too. */
  | { readonly kind: 'deployed'; readonly build: string }
  | { readonly kind: 'refused'; readonly words: string; readonly hint?: string | undefined }
  /** Cut, or answered by something in front of the controller: the server goes on (deis/controller#1141). */
  | { readonly kind: 'lost'; readonly since: number; readonly why: string; readonly hint?: string | undefined };

/** gunicorn and the router of Workflow give up after 20 minutes. Milliseconds. */
export const blockingDeadlineMs = 22 * 60_000;

/** Answers that say nothing about the deploy: time-outs of proxies, and a controller that fell over on the way. */
const lostStatuses = new Set([408, 499, 500, 502, 503, 504]);

/**
 * `POST apps/<id>/builds/` of Deis Workflow v2, which blocks for as long as the rollout takes. It runs beside the watch,
 * is never rejected, and is never posted twice: each POST burns a version.
 */
export class BlockingBuild {
  state: BuildState = { kind: 'open' };
  readonly finished: Promise<void>;

  constructor(api: ControllerApi, clock: Clock, app: string, body: object) {
    this.finished = this.#run(api, clock, app, body);
  }

  async #run(api: ControllerApi, clock: Clock, app: string, body: object): Promise<void> {
    try {
      const answer = await api.call('POST', `apps/${app}/builds/`, body, { deadlineMs: blockingDeadlineMs });
      this.state = stateAfter(answer, clock.now(), () => api.refusal(answer, `deploying ${app}`));
    } catch (error) {
      this.state = { kind: 'lost', since: clock.now(), why: messageOf(error) };
    }
  }
}

/** @param refusal with the whole sentence, which names the request */
function stateAfter({ status, json, words }: Answer, now: number, refusal: () => ControllerError): BuildState {
  const build = status === 201 ? readBuild(json) : undefined;
  if (build !== undefined) return { kind: 'deployed', build: build.uuid };
  // A success that tells of no build is somebody else's answer: what became of ours is as unknown as after a cut.
  const { message, hint } = refusal();
  if (status < 300 || lostStatuses.has(status)) return { kind: 'lost', since: now, why: message, hint };
  if ((status === 400 || status === 409) && saysBusy(words)) return { kind: 'busy', words };
  return { kind: 'refused', words: status === 400 ? words : message, hint };
}
