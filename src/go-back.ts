import { ActionError } from './errors.ts';
import { readCredentials } from './inputs/credentials.ts';
import type { InputName } from './inputs/definitions.ts';
import type { RollbackRequest } from './inputs/request.ts';
import { readRollbackRequest } from './inputs/rollback.ts';
import { aftermath } from './phases/aftermath.ts';
import { logIn, theApp } from './phases/log-in.ts';
import { release } from './phases/release.ts';
import { Begun, type Known, type Run } from './phases/run.ts';
import { refuseWithoutAddress } from './phases/smoke.ts';
import { whenFree } from './phases/wait.ts';
import type { AppState } from './platforms/app-state.ts';
import { mistakesOf } from './platforms/index.ts';
import type { History, PastRelease, Platform, Rollout } from './platforms/platform.ts';
import { age, planLine } from './report/lines.ts';
import type { Report } from './report/report.ts';
import { rollbackIntention } from './report/texts.ts';
import type { Outcome } from './rollout/outcome.ts';
import { policyFor } from './rollout/policy.ts';
import { saveFinished } from './rollout/saved.ts';
import { wayBack } from './rollout/way-back.ts';
import { toTheEnd } from './to-the-end.ts';
import type { World } from './world.ts';

/** The way back to an earlier release, from the first line to the last. Never throws. */
export function goBack(world: World): Promise<void> {
  return toTheEnd(world, 'rollback', story);
}

async function story(world: World, report: Report, known: Known): Promise<Outcome> {
  const { runner } = world;
  const input = (name: InputName) => runner.input(name);
  for (const secret of readCredentials(input, world.environment)) runner.mask(secret);
  const request = readRollbackRequest(input, runner.run.repository, await mistakesOf(input('platform')));
  known.request = request;
  report.begin(rollbackIntention(request));
  const http = world.openHttp(request.certificates);
  const run: Run = { ...world, http, request, report, known, until: { signal: world.signal } };

  const { platform, current: found } = await logIn(run);
  const history = historyOf(platform, found, request);
  const current = await whenFree(run, platform, found);
  const rollout = await planned(run, history, current, request.to);
  if (request.mode === 'plan') return { verdict: 'planned' };

  await refuseWithoutAddress(run);
  const begun = new Begun(run, platform, rollout);
  begun.save();
  const plan = {
    current,
    settings: {},
    ...(request.maxInFlight === undefined ? {} : { maxInFlight: request.maxInFlight }),
  };
  const watched = await release(run, platform, begun, policyFor(plan, request.timeoutMs));
  if (watched.ended === 'live') {
    const { conclude } = await import('./phases/conclude.ts');
    await conclude(run, platform, rollout);
    saveFinished(runner);
    return { verdict: 'live', last: watched.last };
  }
  return aftermath(run, platform, begun, watched);
}

/** @throws ActionError when there is no way back at all */
function historyOf(platform: Platform, current: AppState | undefined, { app, to }: RollbackRequest): History {
  const { running } = theApp(platform, current, app, 'What is not there has no earlier release.');
  if (!running && to === undefined) {
    throw new ActionError('NOT_RUNNING', `${app} does not run: there is nothing from which to go back.`, {
      hint: 'Name the release that is to run (to), or deploy an image.',
    });
  }
  return platform.history;
}

/** Chooses the release to go back to, and says what changes with it. */
async function planned(
  { report, known, clock }: Run,
  history: History,
  current: AppState | undefined,
  to: string | undefined,
): Promise<Rollout> {
  const decided = report.phase('Plan', async ({ end }) => {
    const chosen = wayBack(await history.releases(), to);
    const { rollout, changes, remarks } = await history.wayTo(chosen);
    const then = chosen.failed === undefined ? [] : [`That release did not come to serve then: ${chosen.failed}.`];
    const from = current?.release?.image;
    const image =
      from === rollout.image ? [] : [{ what: 'image', ...(from === undefined ? {} : { from }), to: rollout.image }];
    known.plan = {
      current,
      image: rollout.image,
      changes: [...image, ...changes],
      findings: [],
      remarks: [...then, ...remarks],
    };
    return end(rollout, `${nameOf(chosen, clock.now())} · ${planLine(known.plan.changes)}`);
  });
  const rollout = await decided;
  report.remarks(known.plan?.remarks ?? []);
  return rollout;
}

/** `back to revision 2 of 3 days ago` */
function nameOf({ ref, at }: PastRelease, now: number): string {
  return `back to ${ref.label}${at === undefined ? '' : ` of ${age(new Date(at), now)}`}`;
}
