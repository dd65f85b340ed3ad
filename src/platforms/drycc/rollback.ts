import { messageOf } from '../../errors.ts';
import { numberAt } from '../../http/json.ts';
import type { Answer } from '../controller/api.ts';
import { newestReleases } from '../controller/releases.ts';
import { findOurs } from '../controller/rollout.ts';
import { saysBusy } from '../controller/words.ts';
import { type Posted, type Tools, writeDeadlineMs } from './pipeline.ts';
import type { DryccRollout } from './rollout.ts';

/**
 * `releases/rollback/`: 201 comes at once and says which release is made, which is deployed even while another pipeline
 * runs. A lost answer is looked up before anything is repeated.
 *
 * @returns the rollout with its version
 */
export async function postRollback(tools: Tools, rollout: DryccRollout): Promise<Posted> {
  const { api, context, app } = tools;
  const { back: version, before } = rollout;
  for (let orders = 1; ; orders += 1) {
    let answer: Answer | undefined;
    let why: unknown;
    try {
      const path = `apps/${app}/releases/rollback/`;
      answer = await api.call('POST', path, { version }, { deadlineMs: writeDeadlineMs });
    } catch (error) {
      if (context.signal.aborted) throw error;
      why = error;
    }
    const made = answer?.status === 201 ? numberAt(answer.json, 'version') : undefined;
    if (made !== undefined && made > before) return { rollout: { ...rollout, version: made } };
    if (answer?.status === 400 && saysBusy(answer.words)) return { rollout, refused: answer.words };
    const doing = `rolling ${app} back to release v${version}`;
    if (answer !== undefined && answer.status >= 300 && answer.status < 499) throw api.refusal(answer, doing);
    // Nobody knows whether the controller took it: a success that tells of no release is somebody else's answer.
    const found = findOurs(await newestReleases(api, app, 10), rollout);
    if (found !== undefined) return { rollout: { ...rollout, version: found.version } };
    if (orders >= 2) throw answer === undefined ? why : api.refusal(answer, doing);
    const said = answer === undefined ? messageOf(why) : `${answer.status}: ${answer.words}`;
    context.note(`${said}; no release was made: trying again`);
  }
}
