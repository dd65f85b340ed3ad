import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { runStep } from '../support/runner.ts';

/** `npm run sandbox`, as a user meets it: what it prints is pasted into a step, and the step works. */

const main = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));

test('the printed blocks are YAML that deploys, and the process ends when it is told to', async () => {
  const sandbox = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => sandbox.once('exit', resolve));
  let printed = '';
  sandbox.stdout.setEncoding('utf8');
  await new Promise<void>((resolve) =>
    sandbox.stdout.on('data', (text: string) => {
      printed += text;
      if (/workspace: \S+\n/.test(printed)) resolve();
    }),
  );
  try {
    const blocks = [...printed.matchAll(/^ {2}with:\n(?: {4}.*\n)+/gm)].map(
      ([block]) => parse(block) as { with: Record<string, string> },
    );
    expect(blocks.map((block) => block.with['platform'])).toEqual([
      ...['cloudfoundry', 'cloudfoundry', 'deis', 'deis', 'drycc'],
    ]);
    const plans = await Promise.all(blocks.map((block) => runStep({ inputs: { ...block.with, mode: 'plan' } })));
    expect(plans.map((plan) => plan.outputs['verdict'])).toEqual(plans.map(() => 'planned'));
  } finally {
    sandbox.kill('SIGTERM');
  }
  expect(await ended).toBe(0);
});
