import type { Clock } from '../../../clock.ts';
import { NetworkError } from '../../../http/errors.ts';
import { CloudControllerError, UnreadableAnswer } from './errors.ts';

/** Pauses before each look-up: the server may still be at work on the request. Milliseconds. */
const pausesMs = [1_000, 3_000, 6_000, 12_000];

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
  let looks = 0;
  for (;;) {
    try {
      return await steps.create();
    } catch (error) {
      if (!mayHaveActed(error)) throw error;
      const found = await lookUpAfter(error);
      if (found !== undefined) return found;
    }
  }

  /** Until there is an answer: only what is known not to be there is created again. */
  async function lookUpAfter(lost: unknown): Promise<T | undefined> {
    for (;;) {
      const pause = pausesMs[looks];
      if (pause === undefined) throw lost;
      looks += 1;
      await clock.sleep(pause, signal);
      try {
        return await steps.lookUp();
      } catch (error) {
        if (!(error instanceof NetworkError) && !mayHaveActed(error)) throw error;
      }
    }
  }
}

/** Whether the server may have done what it was asked although no proper answer came. */
export function mayHaveActed(error: unknown): boolean {
  if (error instanceof NetworkError) return error.mayHaveActed;
  if (error instanceof UnreadableAnswer) return true;
  return error instanceof CloudControllerError && error.status >= 500;
}
