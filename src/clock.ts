import { reasonOf } from './errors.ts';

/** Time, handed in so that tests can own it. All times are milliseconds. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`; rejects at once when the signal fires, with `reasonOf` it. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Fires after `ms`: the limit of one request, or of work that ends by itself. Holds no process. */
  deadline(ms: number): AbortSignal;
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const cancel = () => {
        clearTimeout(timer);
        reject(reasonOf(signal));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', cancel);
        resolve();
      }, ms);
      if (signal?.aborted === true) cancel();
      else signal?.addEventListener('abort', cancel, { once: true });
    }),
  deadline: (ms) => AbortSignal.timeout(ms),
};
