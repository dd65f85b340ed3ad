import { Cancelled, messageOf } from './errors.ts';
import type { Entry } from './inputs/definitions.ts';
import type { Known } from './phases/run.ts';
import { Report } from './report/report.ts';
import { type Aftermath, type Failure, failureOf, type Outcome } from './rollout/outcome.ts';
import { saveFinished } from './rollout/saved.ts';
import type { World } from './world.ts';

/** A cancelled run is killed 10 s after the signal; its last request may take this long. Milliseconds. */
const leaveWithinMs = 4_000;

/** Plays the story of an entry to its end and tells of it. Never throws: whatever happens becomes a verdict. */
export async function toTheEnd(
  world: World,
  entry: Entry,
  story: (world: World, report: Report, known: Known) => Promise<Outcome>,
): Promise<void> {
  const report = new Report(world.runner, world.clock);
  const known: Known = {};
  let outcome: Outcome;
  try {
    outcome = await story(world, report, known);
  } catch (error) {
    const isCancelled = error instanceof Cancelled;
    const failure = isCancelled ? cancelled(entry, known) : failureOf(error);
    // What a command has printed stands in the log already.
    if (!isCancelled && failure.evidence !== undefined) report.evidence(failure.evidence);
    // A release that has failed is not one that a cancellation may leave to go on.
    const wish = isCancelled && known.trouble === undefined ? 'onCancel' : 'onFailure';
    const asked = known.request?.[wish];
    // What was only prepared cannot go on.
    const after = await leave(world, known, wish === 'onCancel' && known.begun === undefined ? 'restore' : asked);
    outcome = { ...failure, last: known.last, begun: known.begun, ...(after === undefined ? {} : { after }) };
  }
  await report.finish({ ...known, entry, outcome, phases: report.phases, tookMs: report.elapsedMs });
}

function cancelled(entry: Entry, { begun, trouble, task }: Known): Failure {
  const evidence = task === undefined ? {} : { evidence: { facts: [], log: task.log } };
  return { verdict: 'cancelled', reason: `The run was cancelled.${soFar(entry, begun, trouble)}`, ...evidence };
}

function soFar(entry: Entry, begun: Known['begun'], trouble: string | undefined): string {
  if (trouble !== undefined) return ` The release had failed by then: ${trouble}`;
  if (entry === 'task') return begun === undefined ? ' The command had not been started.' : '';
  return begun === 'release' ? '' : ' Nothing had been released.';
}

/** What a run does in the seconds it has left when it ends early. The post step sees the restore through. */
async function leave(
  { runner, clock }: World,
  { undo, begun, last }: Known,
  wish = 'restore',
): Promise<Aftermath | undefined> {
  if (undo === undefined) return undefined;
  if (wish === 'keep') {
    // Of an order that was given a moment ago the post step finds out whether the platform has heard it.
    if (begun !== 'release' || last !== undefined) saveFinished(runner);
    return { kind: 'kept' };
  }
  const until = clock.deadline(leaveWithinMs);
  const late = new Promise<string>((resolve) => {
    until.addEventListener('abort', () => resolve('it did not answer in time; the post step of this job tries again'));
  });
  const error = await Promise.race([undo(until).then(() => undefined, messageOf), late]);
  return error === undefined ? { kind: 'ordered' } : { kind: 'unrestored', error };
}
