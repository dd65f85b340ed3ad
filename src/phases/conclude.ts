import { ActionError } from '../errors.ts';
import type { Platform, Rollout } from '../platforms/platform.ts';
import { insist } from '../rollout/insist.ts';
import type { Run } from './run.ts';

/**
 * What is left to do when the release is live. It stays live whatever comes of this, so what could not be done is a
 * warning; the next run sees it as a difference.
 */
export async function conclude(run: Run, platform: Platform, rollout: Rollout) {
  const { request, report, runner, clock, signal, known } = run;
  const { conclude } = platform;
  if (conclude === undefined) return;
  try {
    const note = (line: string) => report.note(line);
    for (const line of await insist({ clock, signal, note }, () => conclude.call(platform, rollout))) note(line);
    if (isUnreachable(request)) known.url = undefined;
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    runner.annotate(
      'warning',
      `Look at ${request.app}`,
      `The release is live, but something of the one before was left: ${error.message}\nRun this job again.`,
    );
  }
}

/** Whether all addresses of the app were to be taken away. */
function isUnreachable(request: Run['request']): boolean {
  return 'routesMode' in request && request.routesMode === 'exact' && request.settings?.routes?.length === 0;
}
