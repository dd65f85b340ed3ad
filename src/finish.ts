import type { World } from './deploy.ts';
import { ActionError, messageOf } from './errors.ts';
import { readCredentials, readRequest } from './inputs/read.ts';
import { connect } from './platforms/index.ts';
import type { PlatformContext } from './platforms/platform.ts';
import { escapeMarkdown } from './report/markdown.ts';
import { restoredText } from './report/texts.ts';
import { loadRollout, type SavedRollout } from './rollout/saved.ts';

/** All post steps of a cancelled job share about four minutes. Milliseconds. */
const restoreWithinMs = 90_000;

/**
 * The post step: sees through what a cancelled or killed main step left. Prints nothing when there is nothing to do, and
 * never fails: a red post step would hide the reason of the job's own failure.
 */
export async function finish(world: World): Promise<void> {
  const saved = loadRollout(world.runner);
  if (saved === undefined) return;
  const { runner } = world;
  for (const secret of readCredentials(runner.input)) runner.mask(secret);
  try {
    const line = await finishRollout(world, saved);
    runner.print(line, 'caution');
    runner.summarise(`${escapeMarkdown(line)}\n\n`);
  } catch (error) {
    const hint = error instanceof ActionError && error.hint !== undefined ? `\n${error.hint}` : '';
    const text = `${saved.rollout.app}: the previous release could not be put back after the run ended early: ${messageOf(error)}${hint}`;
    runner.annotate('warning', `Look at ${saved.rollout.app}`, text);
    runner.summarise(`⚠ ${escapeMarkdown(text)}\n\n`);
  }
}

async function finishRollout({ runner, http, clock, signal }: World, saved: SavedRollout): Promise<string> {
  const { app } = saved.rollout;
  const request = readRequest(runner.input, runner.run.repository);
  if (request.onCancel === 'keep') return `${app}: the run ended early; nothing is undone, as asked (on-cancel: keep).`;
  runner.print(`${app}: the run ended before its release did. Putting the previous release back …`);
  const until = AbortSignal.any([signal, AbortSignal.timeout(restoreWithinMs)]);
  const context: PlatformContext = {
    ...{ http, clock, signal: until, runId: saved.rollout.runId },
    request: { ...request, platform: saved.platform },
    mask: (secret) => runner.mask(secret),
    note: (line) => runner.print(`  ${line}`, 'dim'),
  };
  const platform = await connect(context);
  await platform.login();
  // The app is looked up anew: ids of the platform's own objects are in what was saved.
  await platform.read();
  return `${app}: ${restoredText(await platform.restore(saved.rollout))}`;
}
