import { expect } from 'vitest';
import type { PlatformName } from '../../sandbox/inputs.ts';
import type { Reply } from '../../sandbox/server.ts';
import { expectNoPartOf } from '../support/endings.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepOptions, StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `task/action.yml` on Deis Workflow and Deis v1, through the bundle. */

const app = 'web-app';
const generations = ['deis', 'deis-v1'] as const;
const run = (
  stage: Stage,
  platform: PlatformName,
  inputs: Record<string, string> = { command: './migrate' },
  more: Partial<StepOptions> = {},
): Promise<StepResult> => stage.start(platform, { app, ...inputs }, { ...more, entry: 'task' }).done;

/** An app that is live; its labels say what comes of its commands. */
async function live(stage: Stage, platform: PlatformName, labels: Record<string, string> = {}) {
  const { reference: image } = await stage.sandbox.registry.publish({
    ...{ repository: 'team/web', tag: '1.0', format: 'docker' },
    labels: { 'sandbox.task-log': 'schema 41\nschema 42', ...labels },
  });
  const settings = platform === 'deis' ? { env: 'DB_PASSWORD=s3cr3t-pass' } : {};
  const step = await stage.deploy(platform, { app, image, ...settings });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
}

const server = (stage: Stage, platform: (typeof generations)[number]) =>
  platform === 'deis' ? stage.sandbox.deis.server : stage.sandbox.deisV1.server;
const runs = (stage: Stage, platform: (typeof generations)[number]) =>
  server(stage, platform).requests.filter(({ method, target }) => method === 'POST' && target.endsWith('/run/'));

for (const platform of generations) {
  test(`${platform}: runs in what is released, and says what came of it`, async (stage) => {
    await live(stage, platform);
    const since = Date.now();
    const step = await run(stage, platform);
    expect(step.complaints, step.raw).toEqual([]);
    expect(step.exitCode, step.log).toBe(0);
    expect(step.outputs).toEqual({ verdict: 'succeeded', reason: '', 'exit-code': '0', log: 'schema 41\nschema 42' });
    expect(writesTo(stage.servers(platform), since).filter((write) => !write.includes('/auth/'))).toHaveLength(1);
    expect(JSON.parse(runs(stage, platform)[0]?.body ?? '')).toEqual({ command: './migrate' });
    expect(await stage.post(platform, { app }, step)).toMatchObject({ raw: '' });
  });

  test(`${platform}: is red when the command fails, with its code and what it printed`, async (stage) => {
    await live(stage, platform, {
      'sandbox.task-exit-code': '7',
      'sandbox.task-log': 'Error: relation "users" does not exist\ns3cr3t-pass',
    });
    const step = await run(stage, platform);
    expect(step.exitCode).toBe(1);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', 'exit-code': '7' });
    expect(step.annotations[0]?.message).toContain('relation "users" does not exist');
    if (platform === 'deis') expectNoPartOf(step, 's3cr3t-pass');
    expect(runs(stage, platform)).toHaveLength(1);
  });

  for (const action of ['cut', { status: 504, headers: {}, body: '<title>504 Gateway Time-out</title>' }] as const) {
    const name = action === 'cut' ? 'cut' : '504';
    test(`${platform}: an answer that is lost (${name}) leaves it unknown, and it is not run again`, async (stage) => {
      await live(stage, platform);
      server(stage, platform).faults.push({ method: 'POST', path: /\/run\/$/, when: 'after', action });
      const step = await run(stage, platform);
      expect(step.outputs, step.log).toMatchObject({ verdict: 'unknown', 'exit-code': '' });
      expect(step.annotations[0]?.message).toMatch(/What the command came to was lost[\s\S]*deis logs/);
      expect(runs(stage, platform)).toHaveLength(1);
    });
  }

  test(`${platform}: a connection that was never made is a failure, and nothing has run`, async (stage) => {
    await live(stage, platform);
    server(stage, platform).faults.push({ method: 'POST', path: /\/run\/$/, when: 'before', action: 'cut' });
    const step = await run(stage, platform);
    expect(['failed', 'unknown'], step.log).toContain(step.outputs['verdict']);
    expect(runs(stage, platform)).toHaveLength(1);
  });

  test(`${platform}: an image of its own and limits are refused`, async (stage) => {
    await live(stage, platform);
    const since = Date.now();
    const image = stage.sandbox.registry.server.url.replace('http://', '').concat('/team/web:1.0');
    for (const more of [{ image }, { memory: '64M' }]) {
      const step = await run(stage, platform, { command: 'true', ...more });
      expect(step.annotations[0]?.message).toMatch(/runs commands in what is released|sets no limits to a command/);
    }
    expect(writesTo(stage.servers(platform), since).filter((write) => !write.includes('/auth/'))).toEqual([]);
  });

  test(`${platform}: killed, it cannot be ended, and a warning says so`, async (stage) => {
    await live(stage, platform, { 'sandbox.task-ms': '60000' });
    const step = stage.start(platform, { app, command: './migrate' }, { entry: 'task' });
    const kill = () => step.process.kill('SIGKILL');
    const ordered = { method: 'POST', path: /\/run\/$/, when: 'during', action: 'hang', struck: kill } as const;
    server(stage, platform).faults.push(ordered);
    const post = await stage.post(platform, { app }, await step.done);
    expect(post.annotations[0], post.log).toMatchObject({ level: 'warning' });
    expect(post.annotations[0]?.message).toMatch(/does not tell what has become of a command/);
    expect(runs(stage, platform)).toHaveLength(1);
  });
}

test('deis: a command that has not begun when the controller stops waiting is no success', async (stage) => {
  await live(stage, 'deis');
  for (const node of stage.sandbox.deis.world.cluster.nodes) node.images.clear();
  // Slow, and not silent: of a silent registry the node despairs by the wall clock, and that may be before the controller does.
  const slow = (answer: Reply): Reply => ({ ...answer, wire: { drip: { bytes: 1, everyMs: 1_000 } } });
  stage.sandbox.registry.server.faults.push({ method: 'GET', path: /manifests/, when: 'after', action: slow });
  const step = await run(stage, 'deis');
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', 'exit-code': '' });
  expect(step.annotations[0]?.message).toMatch(/did not wait for it any longer: Could not get logs. Pod is in state/);
  expect(runs(stage, 'deis')).toHaveLength(1);
});

for (const platform of [...generations, 'drycc'] as const) {
  test(`${platform}: before-release is refused before anything is written, and says what to do instead`, async (stage) => {
    const { reference: image } = await stage.sandbox.registry.publish({
      ...{ repository: 'team/web', tag: '1.0', format: 'docker' },
    });
    const step = await stage.deploy(platform, { app, image, 'before-release': './migrate' });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', changed: 'false' });
    expect(step.log).toMatch(/before-release +\S.*(?:after the deploy|release that serves only)/);
    expect(writesTo(stage.servers(platform)).filter((write) => !write.includes('/auth/'))).toEqual([]);
  });
}
