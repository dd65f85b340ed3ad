import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ManualClock, type SandboxClock } from '../../sandbox/clock.ts';

/** How often time goes on. Wall-clock milliseconds. */
export const beatMs = 5;
/** So much of a beat that comes late is made up for: who is asked over the network is to have his turn, too. Wall-clock milliseconds. */
const longestBeatMs = 20;

/**
 * The time of the sandbox and of the steps on its stage: at most `speed` times as fast as the wall clock, and it stands
 * still while a step works or waits for a processor. What a platform does within seconds is then not over before a
 * step has had the time that it needs for an answer, on no machine, however busy.
 *
 * Only Linux tells who is at work (proc(5)). Elsewhere time goes on all the while.
 */
export class StageClock implements SandboxClock {
  /** Where a step reads the time: milliseconds since the epoch, as a Float64. */
  readonly file: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'stage-'));
  readonly #told: number;
  readonly #time = new ManualClock(Date.now());
  readonly #steps = new Set<Worker>();
  #stopped = false;

  constructor(speed: number) {
    this.file = join(this.#folder, 'time');
    this.#told = openSync(this.file, 'w');
    this.#tell();
    this.#beat(speed);
  }

  now(): number {
    return this.#time.now();
  }

  after(delayMs: number, task: () => void): () => void {
    return this.#time.after(delayMs, task);
  }

  sleep(ms: number): Promise<void> {
    return this.#time.sleep(ms);
  }

  /** Stands still for the work of a process until it is told that the process has ended. */
  follow(pid: number): () => void {
    const step = Worker.open(pid);
    if (step === undefined) return () => {};
    this.#steps.add(step);
    return () => {
      if (this.#steps.delete(step)) step.close();
    };
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const step of this.#steps) step.close();
    this.#steps.clear();
    closeSync(this.#told);
    rmSync(this.#folder, { recursive: true });
  }

  #beat(speed: number): void {
    const since = performance.now();
    const next = async () => {
      // What steps have asked is heard before they are taken for idle.
      await setImmediate();
      if (this.#stopped) return;
      const passed = performance.now() - since;
      const worked = [...this.#steps].reduce((sum, step) => sum + step.worked(), 0);
      const idle = Math.min(passed - worked, longestBeatMs);
      if (idle > 0) {
        await this.#time.advance(Math.round(idle * speed));
        this.#tell();
      }
      this.#beat(speed);
    };
    setTimeout(() => void next(), beatMs).unref();
  }

  #tell(): void {
    if (!this.#stopped) writeSync(this.#told, new Float64Array([this.now()]), 0, 8, 0);
  }
}

/** What Linux tells of a process's main thread. */
class Worker {
  readonly #stat: number;
  readonly #schedstat: number;
  #busyMs = 0;

  private constructor(stat: number, schedstat: number) {
    this.#stat = stat;
    this.#schedstat = schedstat;
  }

  /** Undefined: it has ended, or nothing is told. */
  static open(pid: number): Worker | undefined {
    try {
      return new Worker(openSync(`/proc/${pid}/stat`, 'r'), openSync(`/proc/${pid}/schedstat`, 'r'));
    } catch {
      return undefined;
    }
  }

  close(): void {
    closeSync(this.#stat);
    closeSync(this.#schedstat);
  }

  /** How long it has worked since this was asked last, the waiting for a processor included. Infinity: it still does. Milliseconds. */
  worked(): number {
    // After its name, which stands in parentheses and may hold any: it runs, is ready to, or waits for a disk.
    const isAtWork = /^[RD]/.test(read(this.#stat).replace(/^.*\) /s, ''));
    // Nanoseconds on a processor, and in its queue.
    const [on = 0, queued = 0] = read(this.#schedstat).split(' ').map(Number);
    const before = this.#busyMs;
    this.#busyMs = (on + queued) / 1e6;
    return isAtWork ? Infinity : Math.max(0, this.#busyMs - before);
  }
}

/** Empty: the process has ended. */
function read(file: number): string {
  const bytes = Buffer.alloc(256);
  try {
    return bytes.toString('latin1', 0, readSync(file, bytes, 0, bytes.length, 0));
  } catch {
    return '';
  }
}
