import { Cancelled, messageOf } from './errors.ts';
import type { Known } from './phases/run.ts';
import { Report } from './report/report.ts';
import { type Aftermath, type Failure, failureOf, type Outcome } from './rollout/outcome.ts';
import { saveFinished } from './rollout/saved.ts';
import type { World } from './world.ts';

/** A cancelled run is killed 10 s after the signal; its last request may take this long. Milliseconds. */
const leaveWithinMs = 4_000;

/** Plays a story to its end and tells of it. Never throws: whatever happens becomes a verdict. */
export async function toTheEnd(
  world: World,
  story: (world: World, report: Report, known: Known) => Promise<Outcome>,
): Promise<void> {
  const report = new Report(world.runner, world.clock);
  const known: Known = {};
  let outcome: Outcome;
  try {
    outcome = await story(world, report, known);
  } catch (error) {
    const failure = error instanceof Cancelled ? cancelled(known) : failureOf(error);
    if (failure.evidence !== undefined) report.evidence(failure.evidence);
    // A release that has failed is not one that a cancellation may leave to go on.
    const wish = error instanceof Cancelled && known.trouble === undefined ? 'onCancel' : 'onFailure';
    const after = await leave(world, known, known.request?.[wish]);
    outcome = { ...failure, last: known.last, ...(after === undefined ? {} : { after }) };
  }
  await report.finish({ ...known, outcome, phases: report.phases, tookMs: report.elapsedMs });
}

function cancelled({ undo, trouble }: Known): Failure {
  const already = trouble === undefined ? '' : ` The release had failed by then: ${trouble}`;
  const reason = `The run was cancelled.${undo === undefined ? ' Nothing had been released.' : already}`;
  return { verdict: 'cancelled', reason };
}

/** What a run does in the seconds it has left when it ends early. The post step sees the restore through. */
async function leave({ runner, clock }: World, { undo }: Known, wish = 'restore'): Promise<Aftermath | undefined> {
  if (undo === undefined) return undefined;
  if (wish === 'keep') {
    saveFinished(runner);
    return { kind: 'kept' };
  }
  const until = clock.deadline(leaveWithinMs);
  const late = new Promise<string>((resolve) => {
    until.addEventListener('abort', () => resolve('it did not answer in time; the post step of this job tries again'));
  });
  const error = await Promise.race([undo(until).then(() => undefined, messageOf), late]);
  return error === undefined ? { kind: 'ordered' } : { kind: 'unrestored', error };
}
