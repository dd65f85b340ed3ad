import type { Clock } from '../../src/clock.ts';
import { reasonOf } from '../../src/errors.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/**
 * The action's time in tests. It stands still while anybody works; when all that is left to do is to sleep, the earliest
 * sleeper is woken at its time. `pass` lets time go by as if the work itself took it.
 */
export class FakeClock implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];
  #scheduled = false;
  #deadlines: { readonly at: number; readonly stop: AbortController }[] = [];
  /** How long each sleep was asked to be. Milliseconds. */
  readonly slept: number[] = [];

  constructor(start = Date.UTC(2026, 10, 22, 8, 14, 0)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  pass(ms: number): void {
    this.#goOnTo(this.#now + ms);
  }

  /** Does not make time go on: work that nobody ends by time is none that can be waited for. */
  deadline(ms: number): AbortSignal {
    const stop = new AbortController();
    this.#deadlines.push({ at: this.#now + ms, stop });
    return stop.signal;
  }

  #goOnTo(now: number): void {
    this.#now = Math.max(this.#now, now);
    const due = this.#deadlines.filter(({ at }) => at <= this.#now);
    this.#deadlines = this.#deadlines.filter((other) => !due.includes(other));
    for (const { stop } of due) stop.abort(new DOMException('The operation timed out.', 'TimeoutError'));
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    return new Promise((resolve, reject) => {
      const cancel = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(reasonOf(signal));
      };
      const wake = () => {
        signal?.removeEventListener('abort', cancel);
        resolve();
      };
      const sleeper: Sleeper = { at: this.#now + ms, wake };
      if (signal?.aborted === true) {
        cancel();
        return;
      }
      signal?.addEventListener('abort', cancel, { once: true });
      this.#sleepers.push(sleeper);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // Twice: whoever was woken by the last turn gets to fall asleep again before time goes on.
    setImmediate(() =>
      setImmediate(() => {
        this.#scheduled = false;
        const next = this.#sleepers.toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined) return;
        this.#sleepers = this.#sleepers.filter((other) => other !== next);
        this.#goOnTo(next.at);
        next.wake();
        if (this.#sleepers.length > 0) this.#schedule();
      }),
    );
  }
}
