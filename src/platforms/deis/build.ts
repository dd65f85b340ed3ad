import type { Clock } from '../../clock.ts';
import { messageOf } from '../../errors.ts';
import { numberAt } from '../../http/json.ts';
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

/** What is posted, and what a 201 says of it. */
export interface DeployOrder {
  /** Below the app: `builds/`. */
  readonly path: string;
  readonly body: object;
  /** Uuid of the build that is deployed; undefined: this is no answer to the order. */
  builtBy(json: unknown): string | undefined;
}

export function buildOrder(body: object): DeployOrder {
  return { path: 'builds/', body, builtBy: (json) => readBuild(json)?.uuid };
}

/** @param build uuid of that release's build; v1, which gives numbers again, goes by the summary */
export function rollbackOrder(version: number, build = ''): DeployOrder {
  const builtBy = (json: unknown) => (numberAt(json, 'version') === undefined ? undefined : build);
  return { path: 'releases/rollback/', body: { version }, builtBy };
}

/**
 * `builds/` and `releases/rollback/` of Deis Workflow v2, which block for as long as the rollout takes. The POST runs
 * beside the watch, is never rejected, and is never sent twice: each one burns a version.
 */
export class BlockingBuild {
  state: BuildState = { kind: 'open' };
  readonly finished: Promise<void>;

  constructor(api: ControllerApi, clock: Clock, app: string, order: DeployOrder) {
    this.finished = this.#run(api, clock, app, order);
  }

  async #run(api: ControllerApi, clock: Clock, app: string, { path, body, builtBy }: DeployOrder): Promise<void> {
    try {
      const answer = await api.call('POST', `apps/${app}/${path}`, body, { deadlineMs: blockingDeadlineMs });
      const build = answer.status === 201 ? builtBy(answer.json) : undefined;
      if (build === undefined) this.state = stateAfter(answer, clock.now(), api.refusal(answer, `deploying ${app}`));
      else this.state = { kind: 'deployed', build };
    } catch (error) {
      this.state = { kind: 'lost', since: clock.now(), why: messageOf(error) };
    }
  }
}

/**
 * What an answer comes to that tells of no build.
 *
 * @param refusal with the whole sentence, which names the request
 */
function stateAfter({ status, words }: Answer, now: number, { message, hint }: ControllerError): BuildState {
  // A success that tells of no build is somebody else's answer: what became of ours is as unknown as after a cut.
  if (status < 300 || lostStatuses.has(status)) return { kind: 'lost', since: now, why: message, hint };
  if ((status === 400 || status === 409) && saysBusy(words)) return { kind: 'busy', words };
  return { kind: 'refused', words: status === 400 ? words : message, hint };
}
