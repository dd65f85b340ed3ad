import { ActionError, messageOf } from '../../errors.ts';
import { at } from '../../http/json.ts';
import type { Answer, ControllerApi } from '../controller/api.ts';
import { hintFor } from '../controller/causes.ts';
import { lookUntil } from '../controller/looking.ts';
import { deploys, newestReleases, type Release, readBuild } from '../controller/releases.ts';
import type { ControllerRollout } from '../controller/rollout.ts';
import { deployFailure, saysBusy, saysUnchanged } from '../controller/words.ts';
import type { PlatformContext } from '../platform.ts';

/** Writes are answered at once; the work is done by a pipeline in the background. Milliseconds. */
const writeDeadlineMs = 60_000;
/** How long somebody else's pipeline is waited for. Celery ends a task after 30 minutes. Milliseconds. */
const busyBudgetMs = 15 * 60_000;
const lookEveryMs = 3_000;
/** Each refused build leaves a release behind that never moves. */
const mostBuilds = 5;

interface Tools {
  readonly api: ControllerApi;
  readonly context: PlatformContext;
  readonly app: string;
}

/**
 * Waits until a pipeline that runs now has ended: until one of the releases in `created` changes its state. A release
 * whose own pipeline was refused stays `created` for ever, so that there is none to wait for in particular.
 *
 * @param below releases from this version on are not waited for: the stray one that our refused request left
 * @returns the newest version now
 */
async function pipelineEnded({ api, context, app }: Tools, below: number, until: number): Promise<number> {
  const { clock, signal } = context;
  const started = await newestReleases(api, app, 20);
  const running = new Set(
    started
      .filter((it) => it.state === 'created' && it.build !== undefined && it.version < below)
      .map((it) => it.version),
  );
  const forMs = Math.max(0, until - clock.now());
  // Nothing to be seen of it: another process type's lock, or a task that was killed. Then only time helps.
  const blindMs = 30_000;
  let newest = started[0]?.version ?? 0;
  await clock.sleep(Math.min(lookEveryMs, forMs), signal);
  await lookUntil(
    clock,
    signal,
    { everyMs: lookEveryMs, forMs: running.size === 0 ? Math.min(blindMs, forMs) : forMs },
    async () => {
      const now = await newestReleases(api, app, 20);
      newest = now[0]?.version ?? newest;
      return now.some((release) => running.has(release.version) && release.state !== 'created') ? true : undefined;
    },
  );
  return newest;
}

/**
 * `POST build/`. 201 comes at once and says which build it is. While a pipeline runs the answer is 400, and yet a release
 * of ours is made that stays `created` for ever (the stray release): it is never watched; the build is posted again when
 * the running pipeline has ended. A lost answer is looked up before anything is repeated.
 *
 * @returns the rollout with its build, or with its version where only a look-up told
 */
export async function postBuild(tools: Tools, rollout: ControllerRollout, body: object): Promise<ControllerRollout> {
  const { api, context, app } = tools;
  const { clock } = context;
  const until = clock.now() + busyBudgetMs;
  const doing = `deploying ${app}`;
  let before = rollout.before;
  for (let builds = 1; ; builds += 1) {
    let answer: Answer | undefined;
    let why: unknown;
    try {
      answer = await api.call('POST', `apps/${app}/build/`, body, { deadlineMs: writeDeadlineMs });
    } catch (error) {
      if (context.signal.aborted) throw error;
      why = error;
    }
    const posted = answer?.status === 201 ? readBuild(answer.json) : undefined;
    // Its release is known by it.
    if (posted !== undefined) return { ...rollout, before, build: posted.uuid };
    if (answer !== undefined && answer.status >= 300 && answer.status < 499) {
      if (answer.status !== 400 || !saysBusy(answer.words)) throw api.refusal(answer, doing);
      if (clock.now() >= until || builds >= mostBuilds) throw stillBusy(app, answer.words);
      context.note(`${answer.words}: waiting for it to end`);
      const stray = (await newestReleases(api, app, 10)).find(
        (it) => it.version > before && deploys(it, rollout.image),
      );
      if (stray !== undefined)
        context.note(`the refused request has left release v${stray.version}, which will never run`);
      before = await pipelineEnded(tools, stray?.version ?? Number.POSITIVE_INFINITY, until);
      continue;
    }
    // Nobody knows whether the controller took it: a success that tells of no build is somebody else's answer.
    const made = (await newestReleases(api, app, 10)).find((it) => it.version > before && deploys(it, rollout.image));
    if (made !== undefined) {
      return { ...rollout, before, version: made.version, ...(made.build === undefined ? {} : { build: made.build }) };
    }
    if (builds >= 2) {
      throw answer === undefined ? why : api.refusal(answer, doing);
    }
    context.note(
      `${answer === undefined ? messageOf(why) : `${answer.status}: ${answer.words}`}; no release was made: trying again`,
    );
  }
}

function stillBusy(app: string, words: string): ActionError {
  return new ActionError('DRYCC_BUSY', `${app} stays busy: ${words}`, {
    hint: 'A worker that was killed can hold the lock for an hour: `drycc releases deploy --force` takes it over.',
  });
}

/**
 * `POST config/`, and the end of the pipeline that it starts when the app has a build. While a pipeline runs the change
 * is refused and dropped: it is posted again.
 *
 * @returns the release that the change made; undefined: nothing changed
 */
export async function postConfig(
  tools: Tools,
  change: object,
  options: { readonly before: number; readonly deploys: boolean; readonly doing: string },
): Promise<Release | undefined> {
  const { api, context, app } = tools;
  const { clock, signal } = context;
  const until = clock.now() + busyBudgetMs;
  for (;;) {
    // The same values once more are answered 409: a repeat does no harm.
    const answer = await api.call('POST', `apps/${app}/config/`, change, {
      deadlineMs: writeDeadlineMs,
      retry: 'safe',
    });
    if (saysBusy(answer.words) && answer.status === 400) {
      if (clock.now() >= until) throw stillBusy(app, answer.words);
      context.note(`${answer.words}: waiting for it to end`);
      await pipelineEnded(tools, Number.POSITIVE_INFINITY, until);
      continue;
    }
    const unchanged = answer.status === 409 && saysUnchanged(answer.words);
    const taken = answer.status === 201 && at(answer.json, 'values') !== undefined;
    if (!taken && !unchanged) throw api.refusal(answer, options.doing);
    const made = (await newestReleases(api, app, 1))[0];
    if (made === undefined || made.version <= options.before) return undefined;
    if (!options.deploys) return made;
    const ended = await lookUntil(clock, signal, { everyMs: lookEveryMs, forMs: busyBudgetMs }, async () => {
      const release = (await newestReleases(api, app, 10)).find((it) => it.version === made.version);
      return release?.state === 'created' ? undefined : release;
    });
    if (ended?.state === 'succeed') return ended;
    const failure = deployFailure(ended?.exception ?? '');
    const cause = failure.cause === '' ? `release v${made.version} did not end` : failure.cause;
    throw new ActionError('DRYCC_CONFIG', `${options.doing}: ${cause}`, {
      hint: hintFor(cause) ?? 'Changed settings redeploy the current image: check that it runs with these.',
    });
  }
}
