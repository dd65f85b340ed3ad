import { test } from 'vitest';
import type { SandboxOptions } from '../../sandbox/sandbox.ts';
import { type Stage, startStage } from './stage.ts';

/** A test with a sandbox of its own, beside others: most of its time is waiting for the bundle. */
export function testOnStage(
  name: string,
  work: (stage: Stage) => Promise<void>,
  options: Omit<SandboxOptions, 'clock'> = {},
): void {
  test.concurrent(name, async () => {
    const stage = await startStage(undefined, options);
    try {
      await work(stage);
    } finally {
      await stage.close();
    }
  });
}
