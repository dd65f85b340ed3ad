import type { Clock } from '../clock.ts';
import { ActionError, Cancelled } from '../errors.ts';

/** Before the second try, the third and so on: what is being restarted is back within half a minute. Milliseconds. */
const pausesMs = [2_000, 5_000, 10_000, 20_000];

/**
 * Work that may be repeated and must not end at one bad answer: putting the previous release back. What one request can
 * lose or garble is over a moment later; what is refused five times stays refused.
 *
 * @param note told what went wrong, before each further try
 * @throws what the last try threw; at once: `Cancelled`, and what is no ActionError
 */
export async function insist<T>(
  { clock, signal, note }: { readonly clock: Clock; readonly signal: AbortSignal; note(line: string): void },
  work: () => Promise<T>,
): Promise<T> {
  for (const pause of pausesMs) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
      note(`${error.message}: trying again`);
    }
    await clock.sleep(pause, signal);
  }
  return work();
}
