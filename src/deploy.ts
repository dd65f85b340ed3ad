import type { ImageFacts } from './image/facts.ts';
import { readCredentials } from './inputs/credentials.ts';
import { readRequest } from './inputs/read.ts';
import { secretValues } from './inputs/secret-variables.ts';
import { beforeRelease } from './phases/before-release.ts';
import { inspect } from './phases/inspect.ts';
import { logIn } from './phases/log-in.ts';
import { begin, type DeployRun, type Known } from './phases/run.ts';
import { sideBySide } from './phases/side-by-side.ts';
import { refuseWithoutAddress } from './phases/smoke.ts';
import { whenFree } from './phases/wait.ts';
import type { AppState } from './platforms/app-state.ts';
import { manifestOf, mistakesOf } from './platforms/index.ts';
import type { Platform } from './platforms/platform.ts';
import type { Report } from './report/report.ts';
import { intention } from './report/texts.ts';
import type { Outcome } from './rollout/outcome.ts';
import { policyFor } from './rollout/policy.ts';
import { saveFinished } from './rollout/saved.ts';
import { toTheEnd } from './to-the-end.ts';
import { type World, workspaceOf } from './world.ts';

/** Others who release the same app at the same time go first; that often. */
const mostRounds = 3;

/** A deploy from the first line to the last. Never throws. */
export function deploy(world: World): Promise<void> {
  return toTheEnd(world, 'deploy', story);
}

async function story(world: World, report: Report, known: Known): Promise<Outcome> {
  const { runner } = world;
  const input = (name: string) => runner.input(name);
  for (const secret of readCredentials(input, world.environment)) runner.mask(secret);
  const { repository } = runner.run;
  const manifest = await manifestOf(input, { workspace: workspaceOf(world.environment), repository });
  for (const secret of secretValues(manifest?.settings.env ?? new Map())) runner.mask(secret);
  const request = readRequest(input, repository, await mistakesOf(input('platform')), manifest);
  known.request = request;
  report.begin(intention(request));
  const http = world.openHttp(request.certificates);
  const run: DeployRun = { ...world, http, request, report, known, until: { signal: world.signal } };

  const [facts, { platform, current }] = await sideBySide(inspect(run), logIn(run));
  for (let found = current, round = 1; ; round++) {
    const outcome = await attempt(run, platform, facts, found, round);
    if (outcome !== 'overtaken') return outcome;
    // What was planned was planned for the app as it was read: all of it begins anew.
    found = await platform.read();
  }
}

/** From the app as it was found to the verdict. `overtaken`: somebody else released meanwhile, so nothing was ordered. */
async function attempt(
  run: DeployRun,
  platform: Platform,
  facts: ImageFacts,
  found: AppState | undefined,
  round: number,
): Promise<Outcome | 'overtaken'> {
  const { request, report, known, runner } = run;
  // Chunks of their own, like all that is not needed for the first requests: many runs end before it.
  const { decide } = await import('./phases/decide.ts');
  const { release } = await import('./phases/release.ts');
  const current = await whenFree(run, platform, found);
  const { plan, serving } = await decide(run, facts, platform, current);
  if (request.mode === 'plan') return { verdict: 'planned' };
  if (serving !== undefined) return { verdict: 'unchanged', last: serving };

  const candidate = await report.phase('Build', async ({ end }) =>
    end(await platform.prepare(plan), 'ready to release'),
  );
  known.url = candidate.url ?? known.url;
  await refuseWithoutAddress(run);

  const begun = begin(run, platform, candidate, plan);
  // Once: a migration that has been done is not done again.
  const stopped = known.task === undefined ? await beforeRelease(run, platform, begun) : undefined;
  const watched = stopped ?? (await release(run, platform, begun, policyFor(plan, request.timeoutMs)));
  if (watched.ended === 'live') {
    saveFinished(runner);
    const { conclude } = await import('./phases/conclude.ts');
    await conclude(run, platform, begun.rollout);
    return { verdict: 'live', last: watched.last };
  }
  if (watched.ended === 'overtaken' && round < mostRounds) {
    begun.forget();
    return 'overtaken';
  }
  const { aftermath } = await import('./phases/aftermath.ts');
  return aftermath(run, platform, begun, watched);
}
