import { messageOf } from '../../errors.ts';
import { at } from '../../http/json.ts';
import type { Answer, ControllerApi } from '../controller/api.ts';
import { lookUntil } from '../controller/looking.ts';
import { listPods } from '../controller/pods.ts';
import { deploys, newestReleases, readBuild } from '../controller/releases.ts';
import { findOurs } from '../controller/rollout.ts';
import { saysBusy, saysUnchanged, withoutQuotes } from '../controller/words.ts';
import { Overtaken } from '../overtaken.ts';
import type { PlatformContext } from '../platform.ts';
import { type ConfigChange, partsOf } from './config-change.ts';
import type { DryccRollout } from './rollout.ts';

/** Writes are answered at once; the work is done by a pipeline in the background. Milliseconds. */
export const writeDeadlineMs = 60_000;
const lookEveryMs = 3_000;
/** After this long there is something to be seen of a pipeline that was begun. Milliseconds. */
const pickedUpMs = 8_000;

export interface Tools {
  readonly api: ControllerApi;
  readonly context: PlatformContext;
  readonly app: string;
}

/** Whether a build and each change of the config is deployed as soon as it is there. */
export async function setAutodeploy({ api, app }: Omit<Tools, 'context'>, autodeploy: boolean): Promise<void> {
  const answer = await api.call('POST', `apps/${app}/settings/`, { autodeploy }, { retry: 'safe' });
  const isSet = answer.status === 201 && at(answer.json, 'autodeploy') === autodeploy;
  if (isSet || (answer.status === 409 && saysUnchanged(answer.words))) return;
  throw api.refusal(answer, `turning autodeploy of ${app} ${autodeploy ? 'on' : 'off'}`);
}

/**
 * Writes things that are to be deployed as one. Autodeploy is turned on again whatever comes of it; a run that is cancelled
 * has no time for that here, and `cancel` does it.
 */
export async function withoutAutodeploy<T>(tools: Tools, write: () => Promise<T>): Promise<T> {
  const { context } = tools;
  await setAutodeploy(tools, false);
  let written: T;
  try {
    written = await write();
  } catch (error) {
    // Why nothing was written is what the user has to hear first.
    if (!context.signal.aborted) await setAutodeploy(tools, true).catch((other) => context.note(messageOf(other)));
    throw error;
  }
  await setAutodeploy(tools, true);
  return written;
}

/** `POST config/`: a release of its own, which is not deployed while autodeploy is off or there is no build. */
export async function postConfig({ api, app }: Tools, change: ConfigChange): Promise<void> {
  // The same values once more are answered 409: a repeat does no harm.
  const answer = await api.call('POST', `apps/${app}/config/`, change, { deadlineMs: writeDeadlineMs, retry: 'safe' });
  const isTaken = answer.status === 201 && at(answer.json, 'values') !== undefined;
  if (isTaken || (answer.status === 409 && saysUnchanged(answer.words))) return;
  // Where autodeploy is on, for all that was done about it. Nothing is kept of it then.
  if (answer.status === 400 && saysBusy(answer.words)) throw new Overtaken(answer.words);
  const doing = `setting ${partsOf(change).join(' and ')} of ${app}`;
  throw api.refusal({ ...answer, words: withoutQuotes(answer.words) }, doing);
}

/** A build that is there, and its release. */
export interface Posted {
  readonly rollout: DryccRollout;
  /** The controller's words why it does not deploy it, if it has refused to. */
  readonly refused?: string;
}

/**
 * `POST build/`. 201 comes at once and says which build it is. While a pipeline runs the answer is 400, and yet a release
 * of ours is made, which stays `created` until somebody deploys it. A lost answer is looked up before anything is repeated.
 *
 * @returns the rollout with its build, or with its version where only a look-up told
 */
export async function postBuild(tools: Tools, rollout: DryccRollout, body: object): Promise<Posted> {
  const { api, context, app } = tools;
  for (let builds = 1; ; builds += 1) {
    let answer: Answer | undefined;
    let why: unknown;
    try {
      answer = await api.call('POST', `apps/${app}/build/`, body, { deadlineMs: writeDeadlineMs });
    } catch (error) {
      if (context.signal.aborted) throw error;
      why = error;
    }
    const posted = answer?.status === 201 ? readBuild(answer.json) : undefined;
    // Its release is known by it.
    if (posted !== undefined) return { rollout: { ...rollout, build: posted.uuid } };
    const isBusy = answer?.status === 400 && saysBusy(answer.words);
    if (answer !== undefined && answer.status >= 300 && answer.status < 499 && !isBusy) {
      throw api.refusal({ ...answer, words: withoutQuotes(answer.words) }, `deploying ${app}`);
    }
    // Nobody knows whether the controller took it: a success that tells of no build is somebody else's answer.
    const made = (await newestReleases(api, app, 10)).find(
      (it) => it.version > rollout.before && deploys(it, rollout.image),
    );
    if (made !== undefined) {
      const { version, build } = made;
      return {
        rollout: { ...rollout, version, ...(build === undefined ? {} : { build }) },
        ...(answer !== undefined && isBusy ? { refused: answer.words } : {}),
      };
    }
    if (builds >= 2) throw answer === undefined ? why : api.refusal(answer, `deploying ${app}`);
    const said = answer === undefined ? messageOf(why) : `${answer.status}: ${answer.words}`;
    context.note(`${said}; no release was made: trying again`);
  }
}

/**
 * `releases/deploy/`, which deploys the newest release. While another pipeline runs it is refused, unless `if-busy` says
 * that ours takes over.
 *
 * @returns the controller's words, if it refuses; ours stays `created` then
 */
export async function deployNewest(tools: Tools, { rollout, refused }: Posted): Promise<string | undefined> {
  const { api, context, app } = tools;
  let words = refused;
  for (const force of [false, true]) {
    if (words === undefined) {
      const answer = await orderDeploy(tools, rollout, force);
      if (answer === undefined || answer.status === 204) return undefined;
      if (answer.status !== 400 || !saysBusy(answer.words)) throw api.refusal(answer, `deploying ${app}`);
      words = answer.words;
    }
    if (force || context.request.ifBusy !== 'replace') return words;
    context.note(`${words}: taking over`);
    words = undefined;
  }
  return words;
}

/** Undefined: the answer was lost, and the pipeline has begun. */
async function orderDeploy(tools: Tools, rollout: DryccRollout, force: boolean): Promise<Answer | undefined> {
  const { api, context, app } = tools;
  for (let orders = 1; ; orders += 1) {
    let answer: Answer | undefined;
    let why: unknown;
    try {
      answer = await api.call('POST', `apps/${app}/releases/deploy/`, { force }, { deadlineMs: writeDeadlineMs });
    } catch (error) {
      if (context.signal.aborted) throw error;
      why = error;
    }
    if (answer !== undefined && answer.status < 500 && answer.status !== 408) return answer;
    // A second order while the first one is carried out would be refused as somebody else's.
    const { clock, signal } = context;
    const begun = await lookUntil(clock, signal, { everyMs: lookEveryMs, forMs: pickedUpMs }, async () => {
      const [releases, pods] = await Promise.all([newestReleases(api, app, 10), listPods(api, app)]);
      const ours = findOurs(releases, rollout);
      const isBegun = ours?.state !== 'created' || pods.some((pod) => pod.release === ours.version);
      return ours !== undefined && isBegun ? true : undefined;
    });
    if (begun === true) return undefined;
    if (orders >= 2) {
      if (answer === undefined) throw why;
      return answer;
    }
  }
}
