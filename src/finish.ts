import { duration } from './duration.ts';
import { ActionError, Cancelled, messageOf } from './errors.ts';
import { readCredentials } from './inputs/credentials.ts';
import type { InputName } from './inputs/definitions.ts';
import { Form } from './inputs/form.ts';
import { InputError } from './inputs/input-error.ts';
import type { PlatformRequest, Target } from './inputs/request.ts';
import { readSettings } from './inputs/settings.ts';
import { isTarget, readTarget } from './inputs/target.ts';
import { connect } from './platforms/index.ts';
import type { PlatformContext, Restored } from './platforms/platform.ts';
import { escapeMarkdown } from './report/markdown.ts';
import { restoredText } from './report/texts.ts';
import { insist } from './rollout/insist.ts';
import { loadRun, type SavedRun } from './rollout/saved.ts';
import type { World } from './world.ts';

/** All post steps of a cancelled job share about four minutes. Milliseconds. */
const restoreWithinMs = 90_000;

/**
 * The post step: sees through what a cancelled or killed main step left. Prints nothing when there is nothing to do, and
 * never fails: a red post step would hide the reason of the job's own failure. What it could not do becomes a warning.
 */
export async function finish(world: World): Promise<void> {
  const saved = loadRun(world.runner);
  if (saved === undefined) return;
  const { runner } = world;
  const app = (saved.rollout ?? saved.task)?.app ?? '';
  const input = (name: string) => runner.input(name);
  for (const secret of readCredentials(input)) runner.mask(secret);
  let summary: Target['summary'] = 'always';
  const tell = (text: string, ok: boolean) => {
    if (ok) runner.print(text, 'caution');
    else runner.annotate('warning', `Look at ${app}`, text);
    if (summary !== 'never') runner.summarise(`${ok ? '' : '⚠ '}${escapeMarkdown(runner.clean(text))}\n\n`);
  };
  try {
    const request = readAsked(input, runner.run.repository);
    summary = request.summary;
    if (request[saved.wish] === 'keep') {
      const asked = saved.wish === 'onCancel' ? 'on-cancel' : 'on-failure';
      tell(`${app}: the run ended early; nothing is undone, as asked (${asked}: keep).`, true);
      return;
    }
    runner.print(
      saved.rollout === undefined
        ? `${app}: the run ended before its command did. Ending the command …`
        : `${app}: the run ended before its release did. Putting the previous release back …`,
    );
    const restored = await undo(world, request, saved);
    if (restored === undefined) return tell(`${app}: the command does not run any more.`, true);
    const isBack = restored.verified || restored.serves === undefined;
    tell(`${app}: ${restoredText(restored)}`, isBack && restored.left === undefined);
  } catch (error) {
    // Nobody cancels a post step: it is its own time limit that has fired.
    const cause = error instanceof Cancelled ? `it took longer than ${duration(restoreWithinMs)}.` : messageOf(error);
    const hint = error instanceof ActionError && error.hint !== undefined ? `\n${error.hint}` : '';
    const what =
      saved.rollout === undefined ? 'the command could not be ended' : 'the previous release could not be put back';
    tell(`${app}: ${what} after the run ended early: ${cause}${hint}`, false);
  }
}

/** What of the inputs matters to a platform that goes back: nothing is asked of the image any more. */
function readAsked(input: (name: InputName) => string, repository: string | undefined): PlatformRequest {
  const form = new Form(input);
  const target = readTarget(form, repository);
  const settings = readSettings(form);
  if (form.mistakes.length > 0 || !isTarget(target)) throw new InputError(form.mistakes);
  return { ...target, settings, envMode: 'merge', routesMode: 'add' };
}

/** Ends the command and puts the previous release back. Undefined: there was no release. */
async function undo(
  { runner, openHttp, clock, signal }: World,
  request: PlatformRequest,
  { platform: kind, rollout, task }: SavedRun,
): Promise<Restored | undefined> {
  const until = AbortSignal.any([signal, clock.deadline(restoreWithinMs)]);
  const http = openHttp(request.certificates);
  const context: PlatformContext = {
    ...{ http, clock, signal: until, runId: (rollout ?? task)?.runId ?? runner.run.id, docs: runner.run.docs },
    request: { ...request, platform: kind },
    mask: (secret) => runner.mask(secret),
    oidcToken: (audience) => runner.oidcToken(audience, http),
    note: (line) => runner.print(`  ${line}`, 'dim'),
  };
  const late = new Promise<never>((_resolve, reject) => {
    until.addEventListener('abort', () => reject(new Cancelled()));
  });
  const undone = insist(context, async () => {
    // A context of its own for every try: what one of them learnt of the server may be what was wrong.
    const platform = await connect({ ...context });
    await platform.login();
    // The app is looked up anew: ids of the platform's own objects are in what was saved.
    await platform.read();
    if (task !== undefined) await platform.tasks?.cancel(task);
    return rollout === undefined ? undefined : platform.restore(rollout);
  });
  // The limit holds whatever a platform waits for: other post steps share the job's last minutes.
  return Promise.race([undone, late]);
}
