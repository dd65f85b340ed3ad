import { duration } from './duration.ts';
import { ActionError, Cancelled, messageOf } from './errors.ts';
import { readCredentials, readRequest } from './inputs/read.ts';
import type { Request } from './inputs/request.ts';
import { connect } from './platforms/index.ts';
import type { PlatformContext, Restored } from './platforms/platform.ts';
import { escapeMarkdown } from './report/markdown.ts';
import { restoredText } from './report/texts.ts';
import { insist } from './rollout/insist.ts';
import { loadRollout, type SavedRollout } from './rollout/saved.ts';
import type { World } from './world.ts';

/** All post steps of a cancelled job share about four minutes. Milliseconds. */
const restoreWithinMs = 90_000;

/**
 * The post step: sees through what a cancelled or killed main step left. Prints nothing when there is nothing to do, and
 * never fails: a red post step would hide the reason of the job's own failure. What it could not do becomes a warning.
 */
export async function finish(world: World): Promise<void> {
  const saved = loadRollout(world.runner);
  if (saved === undefined) return;
  const { runner } = world;
  const { app } = saved.rollout;
  const input = (name: string) => runner.input(name);
  for (const secret of readCredentials(input)) runner.mask(secret);
  let summary: Request['summary'] = 'always';
  const tell = (text: string, ok: boolean) => {
    if (ok) runner.print(text, 'caution');
    else runner.annotate('warning', `Look at ${app}`, text);
    if (summary !== 'never') runner.summarise(`${ok ? '' : '⚠ '}${escapeMarkdown(runner.clean(text))}\n\n`);
  };
  try {
    const request = readRequest(input, runner.run.repository);
    summary = request.summary;
    if (request[saved.wish] === 'keep') {
      const asked = saved.wish === 'onCancel' ? 'on-cancel' : 'on-failure';
      tell(`${app}: the run ended early; nothing is undone, as asked (${asked}: keep).`, true);
      return;
    }
    runner.print(`${app}: the run ended before its release did. Putting the previous release back …`);
    const restored = await restore(world, request, saved);
    const isBack = restored.verified || restored.serves === undefined;
    tell(`${app}: ${restoredText(restored)}`, isBack && restored.left === undefined);
  } catch (error) {
    // Nobody cancels a post step: it is its own time limit that has fired.
    const cause = error instanceof Cancelled ? `it took longer than ${duration(restoreWithinMs)}.` : messageOf(error);
    const hint = error instanceof ActionError && error.hint !== undefined ? `\n${error.hint}` : '';
    tell(`${app}: the previous release could not be put back after the run ended early: ${cause}${hint}`, false);
  }
}

async function restore(
  { runner, openHttp, clock, signal }: World,
  request: Request,
  saved: SavedRollout,
): Promise<Restored> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(restoreWithinMs)]);
  const http = openHttp(request.certificates);
  const context: PlatformContext = {
    ...{ http, clock, signal: until, runId: saved.rollout.runId, docs: runner.run.docs },
    request: { ...request, platform: saved.platform },
    mask: (secret) => runner.mask(secret),
    oidcToken: (audience) => runner.oidcToken(audience, http),
    note: (line) => runner.print(`  ${line}`, 'dim'),
  };
  const late = new Promise<never>((_resolve, reject) => {
    until.addEventListener('abort', () => reject(new Cancelled()));
  });
  const restored = insist(context, async () => {
    // A context of its own for every try: what one of them learnt of the server may be what was wrong.
    const platform = await connect({ ...context });
    await platform.login();
    // The app is looked up anew: ids of the platform's own objects are in what was saved.
    await platform.read();
    return platform.restore(saved.rollout);
  });
  // The limit holds whatever a platform waits for: other post steps share the job's last minutes.
  return Promise.race([restored, late]);
}
