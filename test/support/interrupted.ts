import { expect } from 'vitest';
import type { PlatformName } from '../../sandbox/inputs.ts';
import type { StepOptions, StepResult } from './runner.ts';
import type { Stage } from './stage.ts';

/** Ends the main step as it watches the new release start. */
export async function interruptedOn(
  platform: PlatformName,
  stage: Stage,
  inputs: Readonly<Record<string, string>>,
  signal: 'SIGINT' | 'SIGKILL',
  options: Partial<StepOptions> = {},
): Promise<StepResult> {
  const step = stage.start(platform, inputs, {
    ...options,
    onLine: (line) => {
      if (!line.includes('new ◐')) return;
      if (signal === 'SIGINT') step.cancel();
      else step.process.kill(signal);
    },
  });
  const main = await step.done;
  expect(main.exitCode, main.log).toBe(signal === 'SIGINT' ? 1 : null);
  return main;
}
