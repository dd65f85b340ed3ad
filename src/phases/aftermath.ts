import { ActionError, Cancelled } from '../errors.ts';
import type { Evidence, Platform, Rollout } from '../platforms/platform.ts';
import type { Told } from '../report/report.ts';
import { restoredText } from '../report/texts.ts';
import { insist } from '../rollout/insist.ts';
import { type Aftermath, type Failure, isSettled, verdictAfter } from '../rollout/outcome.ts';
import { saveFinished } from '../rollout/saved.ts';
import type { Broken } from '../rollout/watch.ts';
import type { Begun, Run } from './run.ts';

/** What follows when a release came to nothing: why, the way back, and what serves then. */
export async function aftermath(run: Run, platform: Platform, begun: Begun, broken: Broken): Promise<Failure> {
  const { known, runner } = run;
  const { ended, reason, hint, last } = broken;
  // Somebody else's release is theirs to end, and a platform that does not answer cannot be told anything.
  if (ended !== 'failed') {
    saveFinished(runner);
    return { verdict: ended === 'overtaken' ? 'failed' : ended, reason, hint, last };
  }
  known.trouble = reason;
  begun.save();
  const evidence = broken.evidence ?? (await explain(run, platform, begun.rollout, broken));
  const after = await restore(run, platform, begun);
  if (isSettled(after)) saveFinished(runner);
  return {
    verdict: begun.released ? verdictAfter(after) : 'failed',
    reason,
    hint,
    last,
    evidence,
    begun: known.begun,
    after,
  };
}

/** Gathers why the release failed, before the restore takes the instances away. */
function explain({ report }: Run, platform: Platform, rollout: Rollout, { reason, proof }: Broken): Promise<Evidence> {
  return report.phase('Why', async ({ open, end }) => {
    const seen = await platform.evidence(rollout);
    const evidence = proof === undefined ? seen : { facts: [...proof, ...seen.facts], log: seen.log };
    const cause = evidence.cause ?? reason;
    open(cause);
    report.evidence(evidence);
    return end(evidence, cause);
  });
}

/** Puts the previous release back, if that is wished. */
async function restore({ request, report, clock, signal }: Run, platform: Platform, begun: Begun): Promise<Aftermath> {
  if (request.onFailure === 'keep') return { kind: 'kept' };
  const { task, rollout } = begun;
  return report.phase('Restore', async ({ end, fail }): Promise<Told<Aftermath>> => {
    try {
      const patience = { clock, signal, note: (line: string) => report.note(line) };
      if (task !== undefined && platform.tasks !== undefined) {
        // What the run lost sight of must not go on beside the previous release.
        const { endTask } = await import('../rollout/task.ts');
        const left = await endTask(platform.tasks, task, patience);
        if (left !== undefined)
          return fail({ kind: 'unrestored', error: `The command ${left}` }, `the command ${left}`);
        begun.saveTask(undefined);
      }
      const restored = await insist(patience, () => platform.restore(rollout));
      return (restored.verified ? end : fail)({ kind: 'restored', restored }, restoredText(restored));
    } catch (error) {
      // The failure of the restore must not hide the failure of the release: both are reported.
      if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
      return fail({ kind: 'unrestored', error: error.message }, error.message);
    }
  });
}
