import { spawn } from 'node:child_process';
import { serve } from '../sandbox/server.ts';
import { startStep } from '../test/support/runner.ts';
import { type Figure, median } from './table.ts';

/**
 * From the start of the process to its first request, over what Node itself takes to start. The two are interleaved, so
 * that a machine that gets slower meanwhile slows both.
 */
export async function benchStart(runs: number): Promise<readonly Figure[]> {
  const floor: number[] = [];
  const first: number[] = [];
  for (let run = 0; run < runs; run++) {
    floor.push(await bareNodeMs());
    first.push(await untilFirstRequestMs());
  }
  return [
    { name: 'node -e 0 (median)', value: Math.round(median(floor)), unit: 'ms' },
    {
      name: `start to first request (median of ${runs})`,
      value: Math.round(median(first) - median(floor)),
      unit: 'ms over node -e 0',
      budget: 60,
    },
  ];
}

async function bareNodeMs(): Promise<number> {
  const startedAt = performance.now();
  await new Promise((resolve) => spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }).once('exit', resolve));
  return performance.now() - startedAt;
}

async function untilFirstRequestMs(): Promise<number> {
  let asked = (_at: number) => {};
  const askedAt = new Promise<number>((resolve) => {
    asked = resolve;
  });
  const server = await serve(() => {
    asked(performance.now());
    return { status: 404 };
  });
  const startedAt = performance.now();
  const step = startStep({
    inputs: {
      image: `${new URL(server.url).host}/team/web:1`,
      app: 'web',
      api: server.url,
      platform: 'deis',
      token: 'bench-token',
    },
  });
  const took = (await askedAt) - startedAt;
  step.process.kill('SIGKILL');
  await step.done;
  await server.close();
  return took;
}
