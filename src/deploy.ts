import { readCredentials } from './inputs/credentials.ts';
import { readRequest } from './inputs/read.ts';
import { aftermath } from './phases/aftermath.ts';
import { beforeRelease } from './phases/before-release.ts';
import { decide } from './phases/decide.ts';
import { inspect } from './phases/inspect.ts';
import { logIn } from './phases/log-in.ts';
import { release } from './phases/release.ts';
import { begin, type DeployRun, type Known } from './phases/run.ts';
import { sideBySide } from './phases/side-by-side.ts';
import { refuseWithoutAddress } from './phases/smoke.ts';
import { whenFree } from './phases/wait.ts';
import { mistakesOf } from './platforms/index.ts';
import type { Report } from './report/report.ts';
import { intention } from './report/texts.ts';
import type { Outcome } from './rollout/outcome.ts';
import { policyFor } from './rollout/policy.ts';
import { saveFinished } from './rollout/saved.ts';
import { toTheEnd } from './to-the-end.ts';
import type { World } from './world.ts';

/** A deploy from the first line to the last. Never throws. */
export function deploy(world: World): Promise<void> {
  return toTheEnd(world, story);
}

async function story(world: World, report: Report, known: Known): Promise<Outcome> {
  const { runner } = world;
  const input = (name: string) => runner.input(name);
  for (const secret of readCredentials(input)) runner.mask(secret);
  const request = readRequest(input, runner.run.repository, await mistakesOf(input('platform')));
  known.request = request;
  report.begin(intention(request));
  const http = world.openHttp(request.certificates);
  const run: DeployRun = { ...world, http, request, report, known, until: { signal: world.signal } };

  const [facts, { platform, current: found }] = await sideBySide(inspect(run), logIn(run));
  const current = await whenFree(run, platform, found);
  const { plan, serving } = await decide(run, facts, platform, current);
  if (request.mode === 'plan') return { verdict: 'planned' };
  if (serving !== undefined) return { verdict: 'unchanged', last: serving };

  const candidate = await report.phase('Build', async ({ end }) =>
    end(await platform.prepare(plan), 'ready to release'),
  );
  known.url ??= candidate.url;
  await refuseWithoutAddress(run);

  const begun = begin(run, platform, candidate, plan);
  const stopped = await beforeRelease(run, platform, begun);
  const watched = stopped ?? (await release(run, platform, begun, policyFor(plan, request.timeoutMs)));
  if (watched.ended === 'live') {
    saveFinished(runner);
    return { verdict: 'live', last: watched.last };
  }
  return aftermath(run, platform, begun, watched);
}
