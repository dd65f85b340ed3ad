import type { Clock } from '../../clock.ts';
import { NetworkError } from '../../http/errors.ts';
import { CloudControllerError, UnreadableAnswer } from './errors.ts';

/** Pauses before the look-up after each lost answer: the server may still be at work on the request. Milliseconds. */
const pausesMs = [1_000, 3_000, 6_000];

/**
 * A creation whose answer may get lost. No POST of the Cloud Controller is idempotent, so after a broken connection, a
 * 5xx or an answer that cannot be read the thing is looked up, and only created again when it is not there.
 *
 * @throws what `create` threw, when the last try is lost as well or the server refused
 */
export async function createOnce<T>(
  clock: Clock,
  signal: AbortSignal | undefined,
  steps: { create(): Promise<T>; lookUp(): Promise<T | undefined> },
): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await steps.create();
    } catch (error) {
      if (!mayHaveActed(error)) throw error;
      const pause = pausesMs[tries];
      if (pause === undefined) throw error;
      await clock.sleep(pause, signal);
      const found = await steps.lookUp();
      if (found !== undefined) return found;
    }
  }
}

/** Whether the server may have done what it was asked although no proper answer came. */
export function mayHaveActed(error: unknown): boolean {
  if (error instanceof NetworkError) return error.mayHaveActed;
  if (error instanceof UnreadableAnswer) return true;
  return error instanceof CloudControllerError && error.status >= 500;
}
