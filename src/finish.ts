import { duration } from './duration.ts';
import { ActionError, Cancelled, messageOf } from './errors.ts';
import { readCredentials } from './inputs/credentials.ts';
import type { InputName } from './inputs/definitions.ts';
import { Form } from './inputs/form.ts';
import { InputError } from './inputs/input-error.ts';
import { mergeSettings } from './inputs/manifest.ts';
import type { PlatformRequest, Target } from './inputs/request.ts';
import { secretValues } from './inputs/secret-variables.ts';
import { readSettings } from './inputs/settings.ts';
import { isTarget, readTarget } from './inputs/target.ts';
import { connect, manifestOf } from './platforms/index.ts';
import type { Platform, PlatformContext, Restored, Rollout, Task } from './platforms/platform.ts';
import { escapeMarkdown } from './report/markdown.ts';
import { restoredText } from './report/texts.ts';
import { insist } from './rollout/insist.ts';
import { loadRun, type SavedRun } from './rollout/saved.ts';
import { type World, workspaceOf } from './world.ts';

/** All post steps of a cancelled job share about four minutes. Milliseconds. */
const restoreWithinMs = 90_000;
/** How often a release is looked for whose order was given a moment ago, and how long after each other. */
const looksForOrder = 4;
const lookEveryMs = 3_000;

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
  for (const secret of readCredentials(input, world.environment)) runner.mask(secret);
  let summary: Target['summary'] = 'always';
  const tell = (text: string, ok: boolean) => {
    if (ok) runner.print(text, 'caution');
    else runner.annotate('warning', `Look at ${app}`, text);
    if (summary !== 'never') runner.summarise(`${ok ? '' : '⚠ '}${escapeMarkdown(runner.clean(text))}\n\n`);
  };
  try {
    const request = await readAsked(world, input, saved);
    summary = request.summary;
    const keeps = saved.wish !== undefined && request[saved.wish] === 'keep';
    // A command that runs, and a release that has failed, are left as they are.
    if (keeps && (saved.wish === 'onFailure' || saved.rollout === undefined || saved.task !== undefined)) {
      const asked = saved.wish === 'onCancel' ? 'on-cancel' : 'on-failure';
      return tell(`${app}: the run ended early; nothing is undone, as asked (${asked}: keep).`, true);
    }
    runner.print(`${app}: ${opening(saved, keeps)} …`);
    const restored = await undo(world, request, saved, keeps);
    if (restored === 'goes on') {
      return tell(`${app}: the run ended early; its release goes on, as asked (on-cancel: keep).`, true);
    }
    const ended = saved.task === undefined ? '' : 'The command does not run any more. ';
    if (restored === undefined) return tell(`${app}: ${ended}`.trim(), true);
    const isBack = restored.verified || restored.serves === undefined;
    tell(`${app}: ${ended}${restoredText(restored)}`, isBack && restored.left === undefined);
  } catch (error) {
    // Nobody cancels a post step: it is its own time limit that has fired.
    const cause = error instanceof Cancelled ? `it took longer than ${duration(restoreWithinMs)}.` : messageOf(error);
    const hint = error instanceof ActionError && error.hint !== undefined ? `\n${error.hint}` : '';
    const command = saved.rollout === undefined || (error instanceof ActionError && error.code === stillRuns);
    const what = command ? 'the command could not be ended' : 'the previous release could not be put back';
    tell(`${app}: ${what} after the run ended early: ${cause}${hint}`, false);
  }
}

function opening({ task }: SavedRun, keeps: boolean): string {
  if (keeps) return 'the run ended early. Looking whether its release goes on';
  if (task === undefined) return 'the run ended before its release did. Putting the previous release back';
  return 'the run ended before its command did. Ending the command';
}

/** What of the inputs matters to a platform that goes back: nothing is asked of the image any more. */
async function readAsked(
  { runner, environment }: World,
  input: (name: InputName) => string,
  { rollout, task }: SavedRun,
): Promise<PlatformRequest> {
  const form = new Form(input);
  const { repository } = runner.run;
  const target = readTarget(form, repository, (rollout ?? task)?.app);
  // Of a command by itself they are no settings of the app.
  const asked = rollout === undefined ? {} : readSettings(form);
  // A file that is not there any more, or not as it was, must not keep the rest from coming back.
  const workspace = workspaceOf(environment);
  const file = rollout === undefined ? undefined : await manifestOf(input, { workspace, repository });
  for (const secret of secretValues(file?.settings.env ?? new Map())) runner.mask(secret);
  const settings = file === undefined ? asked : mergeSettings(file.settings, asked);
  if (form.mistakes.length > 0 || !isTarget(target)) throw new InputError(form.mistakes);
  return { ...target, settings, envMode: 'merge', routesMode: 'add' };
}

const stillRuns = 'COMMAND_RUNS';

/** Why a command is not known to have ended, one clause. */
async function endedBy({ tasks }: Platform, task: Task, context: PlatformContext): Promise<string | undefined> {
  // A chunk of its own: few runs have a command.
  const { endTask } = await import('./rollout/task.ts');
  return endTask(tasks, task, context);
}

/**
 * Whether there is a release of this run: the order may have been lost. It may be on its way still, too.
 *
 * @throws ActionError when the platform cannot be asked
 */
async function isThere(platform: Platform, rollout: Rollout, { clock, signal }: PlatformContext): Promise<boolean> {
  for (let looks = 1; ; looks += 1) {
    const { release } = await platform.observe(rollout);
    if (release !== undefined || looks === looksForOrder) return release !== undefined;
    await clock.sleep(lookEveryMs, signal);
  }
}

/**
 * Ends the command and puts the previous release back. Undefined: there was no release.
 *
 * @param keeps a release that is there is left alone
 */
async function undo(
  { runner, openHttp, clock, signal }: World,
  request: PlatformRequest,
  { platform: kind, rollout, task }: SavedRun,
  keeps: boolean,
): Promise<Restored | 'goes on' | undefined> {
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
    if (keeps && rollout !== undefined && (await isThere(platform, rollout, context))) return 'goes on' as const;
    const left = task === undefined ? undefined : await endedBy(platform, task, context);
    const restored = rollout === undefined ? undefined : await platform.restore(rollout);
    if (left !== undefined) throw new ActionError(stillRuns, `it ${left}`);
    return restored;
  });
  // The limit holds whatever a platform waits for: other post steps share the job's last minutes.
  return Promise.race([undone, late]);
}
