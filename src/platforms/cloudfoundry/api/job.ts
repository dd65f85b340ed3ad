import type { Clock } from '../../../clock.ts';
import { duration } from '../../../duration.ts';
import { ActionError } from '../../../errors.ts';
import { asArray, at, textAt } from '../../../http/json.ts';
import type { CloudController } from './cloud-controller.ts';
import { problemsIn } from './errors.ts';
import { explanationOf } from './explanations.ts';

/** Polling: jobs of the server itself end soon, those of brokers late. Milliseconds. */
const firstPollMs = 500;
const slowestPollMs = 3_000;

export interface Waiting {
  readonly api: CloudController;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/**
 * Waits for a job's end (API docs, "Jobs"). The server keeps one for 90 days; one that is not there any more has ended.
 *
 * @param doing what it does, to follow "could not"
 * @param limitMs how long it may take
 * @throws ActionError `CF_JOB_FAILED` with the server's words, `CF_JOB_TIMEOUT`
 */
export async function finishJob(
  { api, clock, signal }: Waiting,
  guid: string,
  doing: string,
  limitMs: number,
): Promise<void> {
  const giveUpAt = clock.now() + limitMs;
  for (let pause = firstPollMs; ; pause = Math.min(pause * 1.5, slowestPollMs)) {
    const job = await api.find(`/v3/jobs/${guid}`, 'read the job');
    const state = job === undefined ? 'COMPLETE' : textAt(job, 'state');
    // They are not in the header of any answer.
    api.warn(asArray(at(job, 'warnings')).flatMap((warning) => textAt(warning, 'detail') ?? []));
    if (state === 'COMPLETE') return;
    if (state === 'FAILED') {
      const problems = problemsIn(job);
      const said =
        problems.length === 0 ? 'the platform gives no reason' : problems.map(({ detail }) => detail).join('; ');
      const hint =
        explanationOf(422, problems, api.role())?.hint ??
        'What it has done so far stays done. Try again; if it stays so, ask the operator.';
      throw new ActionError('CF_JOB_FAILED', `Could not ${doing}: ${said}`, { hint });
    }
    if (clock.now() >= giveUpAt) {
      throw new ActionError('CF_JOB_TIMEOUT', `Could not ${doing}: it is not done after ${duration(limitMs)}`, {
        hint: `The platform goes on with it (job ${guid}). Try again in a while; if it stays so, ask the operator.`,
      });
    }
    await clock.sleep(pause, signal);
  }
}
