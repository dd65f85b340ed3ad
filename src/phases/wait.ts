import { ActionError } from '../errors.ts';
import type { AppState } from '../platforms/app-state.ts';
import type { Platform } from '../platforms/platform.ts';
import type { Run } from './run.ts';

/** For somebody else's deploy of the same app, where no `timeout` says otherwise. Milliseconds. */
const patienceMs = 15 * 60_000;

/** At least: nobody waits for a moment. Milliseconds. */
const busyPauseMs = 5_000;

/**
 * Waits until nobody else is at this app, as `if-busy` says. Returns what runs then.
 *
 * @throws ActionError `APP_BUSY`
 */
export async function whenFree(
  { request, report, known, http, clock, signal }: Run,
  platform: Platform,
  found: AppState | undefined,
): Promise<AppState | undefined> {
  const { ifBusy, mode } = request;
  if (found?.busy === undefined || ifBusy === 'replace' || mode === 'plan') return found;
  return report.phase('Wait', async ({ open, note, end }) => {
    open(found.busy?.label ?? '');
    const giveUpAt = clock.now() + (request.timeoutMs ?? patienceMs);
    // A chunk of its own: few runs meet anybody.
    const { Pace } = await import('../rollout/pace.ts');
    const pace = new Pace(clock, () => http.sent);
    pace.begin();
    let pause = busyPauseMs;
    let current: AppState | undefined = found;
    let said = '';
    while (current?.busy !== undefined) {
      const { label, stuck } = current.busy;
      if (ifBusy === 'fail') throw busy(`Another deploy of ${request.app} is under way: ${label}`);
      if (stuck !== undefined)
        throw busy(`Another deploy of ${request.app} does not come to its end: ${label}, ${stuck}`);
      if (clock.now() >= giveUpAt) throw busy(`Another deploy of ${request.app} has not ended in time: ${label}`);
      if (said !== '' && said !== label) note(label);
      said = label;
      await clock.sleep(pause, signal);
      const askedAt = clock.now();
      current = await platform.read();
      // To read all there is to know of an app takes many requests.
      pause = Math.max(busyPauseMs, pace.pauseAfter(askedAt));
      known.url = current?.url;
    }
    return end(current, 'it has ended');
  });
}

function busy(sentence: string): ActionError {
  return new ActionError('APP_BUSY', sentence, {
    hint: 'Give the jobs that deploy this app one concurrency group. if-busy: replace takes over where the platform can.',
  });
}
