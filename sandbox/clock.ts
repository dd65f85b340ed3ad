/**
 * The sandbox's time. It can run faster than the wall clock, so that a rollout of minutes is watched in seconds;
 * `ManualClock` stands still until it is told to go on.
 */
export interface SandboxClock {
  /** Milliseconds since the epoch, in sandbox time. */
  now(): number;
  /** Runs `task` once, `delayMs` of sandbox time from now. Returns a function that calls it off. */
  after(delayMs: number, task: () => void): () => void;
  /** Resolves after `ms` of sandbox time. */
  sleep(ms: number): Promise<void>;
}

/**
 * Wall-clock time, `speed` times as fast since `started` (wall-clock milliseconds since the epoch; another process that
 * knows both numbers has the same time). Pending tasks do not keep the process alive.
 */
export function runningClock(speed = 1, started = Date.now()): SandboxClock {
  const after = (delayMs: number, task: () => void) => {
    const timer = setTimeout(task, delayMs / speed);
    timer.unref();
    return () => clearTimeout(timer);
  };
  return {
    now: () => Math.round(started + (Date.now() - started) * speed),
    after,
    sleep: (ms) => new Promise((resolve) => after(ms, resolve)),
  };
}

/** Time for tests of the state machines: `advance` runs what has become due, in order. */
export class ManualClock implements SandboxClock {
  #now: number;
  #tasks: { at: number; task: () => void }[] = [];

  constructor(start = Date.UTC(2026, 10, 22, 8, 14, 0)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, task: () => void): () => void {
    const entry = { at: this.#now + delayMs, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Lets `ms` pass; between two tasks everything that waits on promises gets its turn. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settled();
      const next = this.#tasks.filter((task) => task.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#tasks = this.#tasks.filter((task) => task !== next);
      this.#now = Math.max(this.#now, next.at);
      next.task();
    }
    this.#now = end;
    await settled();
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
