import type { Clock } from './clock.ts';
import { ActionError, Cancelled, messageOf } from './errors.ts';
import type { Http } from './http/http.ts';
import { readCredentials, readRequest } from './inputs/read.ts';
import type { Request } from './inputs/request.ts';
import { makePlan, refuseBadImage } from './plan/make-plan.ts';
import { connect, mistakesOf } from './platforms/index.ts';
import type { Observation, Platform, PlatformContext, Rollout } from './platforms/platform.ts';
import { imageLine, planLine } from './report/lines.ts';
import { Report, type Told } from './report/report.ts';
import type { Story } from './report/story.ts';
import { restoredText } from './report/texts.ts';
import { insist } from './rollout/insist.ts';
import { type Aftermath, type Failure, failureOf, isSettled, type Outcome, verdictAfter } from './rollout/outcome.ts';
import { policyFor } from './rollout/policy.ts';
import { saveFinished, saveRollout } from './rollout/saved.ts';
import { releaseAndWatch, type Watched } from './rollout/watch.ts';
import type { Runner } from './runner/runner.ts';

/** Everything outside the program. */
export interface World {
  readonly runner: Runner;
  readonly http: Http;
  readonly clock: Clock;
  /** Fires when the run is told to stop. */
  readonly signal: AbortSignal;
}

/** What is known so far, so that the end can be told from wherever the story ends. */
type Known = { -readonly [K in 'request' | 'facts' | 'platform' | 'plan' | 'url']?: Story[K] } & {
  last?: Observation;
  /** Why the release failed, once it has. */
  trouble?: string;
  /** Asks the platform, once and within the limit, to go back. Set as soon as a release may have begun. */
  undo?: (limit: AbortSignal) => Promise<void>;
};

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
    const wish = error instanceof Cancelled ? known.request?.onCancel : known.request?.onFailure;
    const after = await leave(world, known, wish);
    outcome = { ...failure, last: known.last, ...(after === undefined ? {} : { after }) };
  }
  report.finish({ ...known, outcome, phases: report.phases, tookMs: report.elapsedMs });
}

async function story({ runner, http, clock, signal }: World, report: Report, known: Known): Promise<Outcome> {
  const input = (name: string) => runner.input(name);
  for (const secret of readCredentials(input)) runner.mask(secret);
  const request = readRequest(input, runner.run.repository, await mistakesOf(input('platform')));
  known.request = request;
  report.begin(request);

  const mask = (secret: string) => runner.mask(secret);
  const note = (line: string) => report.note(line);
  const until = { signal };
  const context: PlatformContext = {
    ...{ request, http, clock, mask, note, runId: runner.run.id },
    // Read anew for every request: a cancelled run sends its last one under a signal that has not fired yet.
    get signal() {
      return until.signal;
    },
  };

  const [facts, { platform, current }] = await sideBySide(
    report.phase('Image', async ({ end }) => {
      // A chunk of its own: a run whose inputs are wrong never loads it.
      const { inspectImage } = await import('./registry/inspect.ts');
      const facts = await inspectImage(request.image, { http, clock, signal, mask, login: request.registry });
      known.facts = facts;
      return end(facts, imageLine(facts, clock.now()));
    }),
    report.phase('Login', async ({ end }) => {
      const platform = await connect(context);
      known.platform = platform;
      const who = await platform.login();
      const current = await platform.read();
      known.url = current?.url;
      return end({ platform, current }, `${who} · ${platform.title}, ${platform.target}`);
    }),
  );

  const plan = await report.phase('Plan', async ({ end }) => {
    const plan = makePlan(request, facts, current, platform);
    known.plan = plan;
    return end(plan, planLine(plan.changes));
  });
  report.findings(plan.findings);
  refuseBadImage(plan.findings, request.imageChecks);
  if (request.mode === 'plan') return { verdict: 'planned' };

  const candidate = await report.phase('Build', async ({ end }) =>
    end(await platform.prepare(plan), 'ready to release'),
  );
  known.url ??= candidate.url;

  let rollout = platform.rolloutOf(candidate, plan);
  const watched = await report.phase('Release', async ({ open, progress, end, fail }): Promise<Told<Watched>> => {
    open(rollout.wanted.map(({ type, wanted }) => `${wanted} × ${type}`).join(', '));
    const save = (begun: Rollout) => {
      rollout = begun;
      saveRollout(runner, platform, begun);
    };
    known.undo = (limit) => {
      until.signal = limit;
      return platform.cancel(rollout);
    };
    const seen = (observation: Observation) => {
      known.last = observation;
      progress(observation);
    };
    const policy = policyFor(plan, request.timeoutMs);
    const watched = await releaseAndWatch(platform, rollout, policy, { clock, signal, save, seen });
    return watched.ended === 'live' ? end(watched, 'all instances run') : fail(watched, watched.reason);
  });
  if (watched.ended === 'live') {
    saveFinished(runner);
    return { verdict: 'live', last: watched.last };
  }
  const { ended, reason, hint, last } = watched;
  if (ended !== 'failed') {
    saveFinished(runner);
    return { verdict: ended, reason, hint, last };
  }

  known.trouble = reason;
  const evidence = await report.phase('Why', async ({ open, end }) => {
    const evidence = await platform.evidence(rollout);
    const cause = evidence.cause ?? reason;
    open(cause);
    report.evidence(evidence);
    return end(evidence, cause);
  });
  const after = await restore(platform, rollout, { request, report, clock, signal });
  if (isSettled(after)) saveFinished(runner);
  return { verdict: verdictAfter(after), reason, hint, last, evidence, after };
}

async function restore(
  platform: Platform,
  rollout: Rollout,
  { request, report, clock, signal }: { request: Request; report: Report; clock: Clock; signal: AbortSignal },
): Promise<Aftermath> {
  if (request.onFailure === 'keep') return { kind: 'kept' };
  return report.phase('Restore', async ({ end, fail }): Promise<Told<Aftermath>> => {
    try {
      const patience = { clock, signal, note: (line: string) => report.note(line) };
      const restored = await insist(patience, () => platform.restore(rollout));
      return (restored.verified ? end : fail)({ kind: 'restored', restored }, restoredText(restored));
    } catch (error) {
      // The failure of the restore must not hide the failure of the release: both are reported.
      if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
      return fail({ kind: 'unrestored', error: error.message }, error.message);
    }
  });
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

/** Both at once; when one fails the other is awaited all the same, so that nothing goes on behind the report's back. */
async function sideBySide<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return Promise.all([a, b]);
}
