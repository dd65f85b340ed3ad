import type { Observation, Platform, Rollout } from '../platforms/platform.ts';
import type { Told } from '../report/report.ts';
import type { Policy } from '../rollout/judge.ts';
import { Pace } from '../rollout/pace.ts';
import { advanceAndWatch, type Broken, releaseAndWatch, type Watched } from '../rollout/watch.ts';
import type { Begun, Run } from './run.ts';
import { smokeTest } from './smoke.ts';

/**
 * Orders the release and watches it, step by step where it has steps, each followed by the smoke test.
 *
 * @param whole for all steps together
 */
export async function release(
  run: Run,
  platform: Platform,
  begun: Begun,
  whole: Policy,
): Promise<Extract<Watched, { ended: 'live' }> | Broken> {
  const { report, known, http, clock, signal } = run;
  const startedAt = clock.now();
  const pace = new Pace(clock, () => http.sent);
  let headline = headlineOf(begun.rollout);
  for (let step = releaseAndWatch<Rollout>; ; step = advanceAndWatch) {
    const watched = await report.phase('Release', async ({ open, progress, end, fail }): Promise<Told<Watched>> => {
      open(headline);
      const policy = { ...whole, totalMs: Math.max(0, whole.totalMs - (clock.now() - startedAt)) };
      const watched = await step(platform, begun.rollout, policy, {
        ...{ clock, signal, pace },
        save: (rollout) => begun.saveRelease(rollout),
        seen(observation) {
          known.last = observation;
          progress(observation);
        },
      });
      if (watched.ended === 'live') return end(watched, 'all instances run');
      if (watched.ended !== 'paused') return fail(watched, watched.reason);
      const { step: at } = watched.last;
      return end(watched, at === undefined ? 'a step stands' : `step ${at.current} of ${at.total} stands`);
    });
    if (watched.ended !== 'live' && watched.ended !== 'paused') return watched;
    const broken = await smokeTest(run, watched.last);
    if (broken !== undefined) return broken;
    if (watched.ended === 'live') return { ended: 'live', last: watched.last };
    headline = headlineAfter(watched.last);
  }
}

/** `rolling, 2 at a time, 4 × web, 1 × worker` */
function headlineOf({ manner, wanted }: Rollout): string {
  return [...(manner === undefined ? [] : [manner]), ...wanted.map(({ type, wanted }) => `${wanted} × ${type}`)].join(
    ', ',
  );
}

/** What a canary goes on to. */
function headlineAfter({ step }: Observation): string {
  const isLast = step === undefined || step.current >= step.total;
  return isLast ? 'on to all instances' : `on to step ${step.current + 1} of ${step.total}`;
}
