import type { Clock } from '../../../clock.ts';
import { messageOf } from '../../../errors.ts';
import type { Answer, ControllerApi, ControllerError } from '../../controller/api.ts';
import type { ProcessState } from '../../platform.ts';
import { blockingDeadlineMs, type DeployOrder } from '../build.ts';
import { listContainers } from './containers.ts';
import { scaleTo, tooFew } from './scale.ts';

/** What has become of the blocking POST. */
export type V1BuildState =
  | { readonly kind: 'open' }
  /** 201, and scaled: every container was up once, or the controller has given up waiting; the old ones are gone. */
  | { readonly kind: 'deployed'; readonly build: string }
  /** It came to nothing, and the controller is no longer at it. */
  | { readonly kind: 'refused'; readonly words: string; readonly hint?: string | undefined }
  /** 500: an exception that nobody caught. Without containers, that is the end of it. */
  | { readonly kind: 'fell'; readonly since: number; readonly why: string }
  /** Cut, or answered by something in front of the controller, which may go on. */
  | { readonly kind: 'lost'; readonly since: number; readonly why: string; readonly hint?: string | undefined };

/** nginx gave up waiting, or found nobody there: of the controller this says nothing. */
const lostStatuses = new Set([408, 499, 502, 504]);

/** An exception that nobody caught: Docker's, when the image cannot be pulled (deis/controller#159, deis/deis#5051). */
export const withoutReason =
  'Deis v1 answers 500 without a reason, as it does when its Docker cannot pull the image or push it to its own registry';

/**
 * `builds/` and `releases/rollback/` of v1, which block until the new containers are up and the old ones gone. It runs beside the
 * watch, is never rejected, and is never posted twice: a second one would copy the containers of the first.
 */
export class V1Build {
  state: V1BuildState = { kind: 'open' };
  readonly finished: Promise<void>;

  /** @param wanted what the controller starts by itself, as far as it finds something to copy */
  constructor(api: ControllerApi, clock: Clock, app: string, order: DeployOrder, wanted: readonly ProcessState[]) {
    this.finished = this.#run(api, clock, app, order, wanted);
  }

  async #run(api: ControllerApi, clock: Clock, app: string, order: DeployOrder, wanted: readonly ProcessState[]) {
    let state: V1BuildState;
    try {
      const { path, body, builtBy } = order;
      const answer = await api.call('POST', `apps/${app}/${path}`, body, { deadlineMs: blockingDeadlineMs });
      state = stateAfter(answer, builtBy, clock.now(), () => api.refusal(answer, `deploying ${app}`));
    } catch (error) {
      state = { kind: 'lost', since: clock.now(), why: messageOf(error) };
    }
    if (state.kind === 'deployed') {
      try {
        // Containers are copied, and of one that had died or was destroyed there was nothing to copy.
        await scaleTo(api, app, tooFew(await listContainers(api, app), wanted));
      } catch (error) {
        state = { kind: 'refused', words: messageOf(error) };
      }
    }
    this.state = state;
  }
}

/** @param refusal with the whole sentence, which names the request */
export function stateAfter(
  answer: Answer,
  builtBy: DeployOrder['builtBy'],
  now: number,
  refusal: () => Pick<ControllerError, 'message' | 'hint'>,
): V1BuildState {
  const { status, words, json } = answer;
  const build = status === 201 ? builtBy(json) : undefined;
  if (build !== undefined) return { kind: 'deployed', build };
  if (status === 500) return { kind: 'fell', since: now, why: withoutReason };
  const { message, hint } = refusal();
  // A 503 of the controller's own has its words in JSON; nginx's has a page. A success that tells of no build is
  // somebody else's answer.
  if (status < 300 || lostStatuses.has(status) || (status === 503 && json === undefined)) {
    return { kind: 'lost', since: now, why: message, hint };
  }
  return { kind: 'refused', words: status === 400 || status === 503 ? words : message, hint };
}
