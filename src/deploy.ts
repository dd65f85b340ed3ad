import { Cancelled, messageOf } from './errors.ts';
import { readCredentials, readRequest } from './inputs/read.ts';
import { decide, explain, inspect, type Known, logIn, type Run, release, restore, sideBySide } from './phases.ts';
import { mistakesOf } from './platforms/index.ts';
import { Report } from './report/report.ts';
import { type Aftermath, type Failure, failureOf, isSettled, type Outcome, verdictAfter } from './rollout/outcome.ts';
import { saveFinished, saveRollout } from './rollout/saved.ts';
import type { World } from './world.ts';

/** A cancelled run is killed 10 s after the signal; its last request may take this long. Milliseconds. */
const leaveWithinMs = 4_000;

/** A deploy from the first line to the last. Never throws: whatever happens becomes a verdict. */
export async function deploy(world: World): Promise<void> {
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

async function story(world: World, report: Report, known: Known): Promise<Outcome> {
  const { runner } = world;
  const input = (name: string) => runner.input(name);
  for (const secret of readCredentials(input)) runner.mask(secret);
  const request = readRequest(input, runner.run.repository, await mistakesOf(input('platform')));
  known.request = request;
  report.begin(request);
  const http = world.openHttp(request.certificates);
  const run: Run = { ...world, http, request, report, known, until: { signal: world.signal } };

  const [facts, { platform, current }] = await sideBySide(inspect(run), logIn(run));
  const { plan, serving } = await decide(run, facts, platform, current);
  if (request.mode === 'plan') return { verdict: 'planned' };
  if (serving !== undefined) return { verdict: 'unchanged', last: serving };

  const candidate = await report.phase('Build', async ({ end }) =>
    end(await platform.prepare(plan), 'ready to release'),
  );
  known.url ??= candidate.url;

  const { rollout, watched } = await release(run, platform, candidate, plan);
  if (watched.ended !== 'failed') {
    saveFinished(runner);
    return watched.ended === 'live' ? { verdict: 'live', last: watched.last } : { ...watched, verdict: watched.ended };
  }
  const { reason, hint, last } = watched;
  known.trouble = reason;
  saveRollout(runner, platform, rollout, 'onFailure');
  const evidence = await explain(run, platform, rollout, reason);
  const after = await restore(run, platform, rollout);
  if (isSettled(after)) saveFinished(runner);
  return { verdict: verdictAfter(after), reason, hint, last, evidence, after };
}

function cancelled({ undo, trouble }: Known): Failure {
  const already = trouble === undefined ? '' : ` The release had failed by then: ${trouble}`;
  const reason = `The run was cancelled.${undo === undefined ? ' Nothing had been released.' : already}`;
  return { verdict: 'cancelled', reason };
}

/** What a run does in the seconds it has left when it ends early. The post step sees the restore through. */
async function leave({ runner }: World, { undo }: Known, wish = 'restore'): Promise<Aftermath | undefined> {
  if (undo === undefined) return undefined;
  if (wish === 'keep') {
    saveFinished(runner);
    return { kind: 'kept' };
  }
  const until = AbortSignal.timeout(leaveWithinMs);
  const late = new Promise<string>((resolve) => {
    until.addEventListener('abort', () => resolve('it did not answer in time; the post step of this job tries again'));
  });
  const error = await Promise.race([undo(until).then(() => undefined, messageOf), late]);
  return error === undefined ? { kind: 'ordered' } : { kind: 'unrestored', error };
}
