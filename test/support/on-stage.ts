import { test } from 'vitest';
import { type Stage, startStage } from './stage.ts';

/** A test with a sandbox of its own, beside others: most of its time is waiting for the bundle. */
export function testOnStage(name: string, work: (stage: Stage) => Promise<void>): void {
  test.concurrent(name, async () => {
    const stage = await startStage();
    try {
      await work(stage);
    } finally {
      await stage.close();
    }
  });
}
