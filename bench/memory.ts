import { readFileSync } from 'node:fs';
import { startStage } from '../test/support/stage.ts';
import type { Figure } from './table.ts';

/** Sandbox time runs at most so many times as fast: ten minutes are half a minute. */
const speed = 20;
const minutes = 10;
const lines = 100_000;
/** How often a part of the lines is printed, and the process is looked at. Wall-clock milliseconds. */
const everyMs = 25;
const app = 'benchapp';

/**
 * The most memory that the process of a run holds which waits ten minutes for a command and shows its 100,000 lines.
 * Linux only: elsewhere there is no figure.
 */
export async function benchMemory(): Promise<readonly Figure[]> {
  if (process.platform !== 'linux') return [];
  const stage = await startStage(speed);
  try {
    const { registry, cloudFoundry } = stage.sandbox;
    cloudFoundry.world.keptLogLines = 5_000;
    const image = await registry.publish({ repository: 'bench/web', tag: '1' });
    await stage.deploy('cloudfoundry', { app, image: image.reference });
    const command = `sleep ${minutes * 60}`;
    const running = stage.start('cloudfoundry', { app, command, timeout: '20m' }, { entry: 'task' });
    // All of them a little before the end, so that none is late: by the command's own time, which stands still while the
    // run works.
    const { clock } = cloudFoundry.world;
    const printMs = 0.95 * minutes * 60_000;
    let begunAt: number | undefined;
    let printed = 0;
    let peak = 0;
    const timer = setInterval(() => {
      peak = Math.max(peak, peakOf(running.process.pid));
      const task = cloudFoundry.world.tasks.at(-1);
      if (task?.state !== 'RUNNING') return;
      begunAt ??= clock.now();
      const until = Math.min(lines, Math.ceil((lines * (clock.now() - begunAt)) / printMs));
      for (; printed < until; printed++) {
        cloudFoundry.log(app, `APP/TASK/${task.name}`, `line ${printed} of a command that has very much to say`);
      }
    }, everyMs);
    const step = await running.done;
    clearInterval(timer);
    const seen = step.log.match(/of a command that has very much to say/g)?.length ?? 0;

    if (step.outputs['verdict'] !== 'succeeded') throw new Error(step.log.slice(-2_000));
    return [
      { name: 'cloudfoundry, ten minutes of a command: lines shown', value: seen, unit: 'lines' },
      {
        name: 'cloudfoundry, ten minutes of a command: peak memory',
        value: Math.round(peak / 1_024),
        unit: 'MB',
        budget: 120,
      },
    ];
  } finally {
    await stage.close();
  }
}

/** The most memory that a process has held so far, in KiB; 0 of one that is gone (proc(5), `VmHWM`). */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
