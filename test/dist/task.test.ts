import { expect } from 'vitest';
import type { PlatformName } from '../../sandbox/inputs.ts';
import { ask } from '../support/cloudfoundry.ts';
import { expectNoPartOf } from '../support/endings.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import { runStep, type StepOptions, type StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `task/action.yml` through the bundle: a command by itself, in what is released or in an image that is brought along. */

const app = 'web';
const world = (stage: Stage) => stage.sandbox.cloudFoundry.world;
const taskStates = (stage: Stage) => world(stage).tasks.map(({ state }) => state);
const run = (
  stage: Stage,
  inputs: Record<string, string>,
  more: Partial<StepOptions> = {},
  platform: PlatformName = 'cloudfoundry',
): Promise<StepResult> => stage.start(platform, { app, ...inputs }, { ...more, entry: 'task' }).done;

/** An app that is live with `MODE=live`. */
async function live(stage: Stage) {
  const image = await stage.sandbox.registry.publish({ repository: 'team/web', tag: '1.0' });
  const step = await stage.deploy('cloudfoundry', {
    app,
    image: image.reference,
    env: 'MODE=live\nDB_PASSWORD=s3cr3t-pass',
  });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  return image;
}

test('runs in what is released, with its variables, and says what came of it', async (stage) => {
  const { digest } = await live(stage);
  const since = Date.now();
  const step = await run(stage, { command: 'echo in $MODE; sleep 2; echo "done" >&2', memory: '256M', disk: '512M' });
  expect(step.complaints, step.raw).toEqual([]);
  expect(step.exitCode, step.log).toBe(0);
  expect(step.outputs).toEqual({
    ...{ verdict: 'succeeded', reason: '', 'exit-code': '0' },
    log: 'in live\ndone\nExit status 0',
  });
  expect(step.log).toMatch(/^Running a command for web at .*, acme \/ prod\n/);
  expect(step.log).toMatch(/\n▸ Task {5}in what is released\n/);
  expect(step.log).toMatch(/\n✔ succeeded · web: exit 0 · /);
  expect(step.summary).toMatch(/^### ✔ `web`: the command succeeded on Cloud Foundry/);
  expect(step.summary).toMatch(/<details><summary>Last 3 log lines<\/summary>/);
  expect(step.annotations).toEqual([]);
  const [task] = world(stage).tasks;
  expect(task).toMatchObject({ memoryMb: 256, diskMb: 512, state: 'SUCCEEDED' });
  expect(task?.droplet.image).toContain(digest);
  expect(writesTo([stage.sandbox.cloudFoundry.api], since)).toEqual([`POST /v3/apps/${task?.app.guid}/tasks`]);
  expect(await stage.post('cloudfoundry', { app }, step)).toMatchObject({ raw: '' });
});

test('is red when the command fails: the cause first, the code, what it printed; credentials nowhere', async (stage) => {
  await live(stage);
  const command = 'echo begin; echo "Error: cannot log in with $DB_PASSWORD" >&2; exit 7';
  const step = await run(stage, { command });
  expect(step.exitCode).toBe(1);
  expect(step.outputs).toMatchObject({
    ...{ verdict: 'failed', 'exit-code': '7', reason: 'Error: cannot log in with ***' },
    log: 'begin\nError: cannot log in with ***\nExit status 7',
  });
  expectNoPartOf(step, 's3cr3t-pass');
  expect(step.annotations).toHaveLength(1);
  expect(step.annotations[0]?.title).toBe('failed: web');
  expect(step.annotations[0]?.message).toMatch(
    /^Error: cannot log in with .*\nThe command failed: Exited with status 7$/,
  );
  expect(step.summary).toContain('### ✖ `web`: the command failed');
  expect(step.summary).toContain('<details open><summary>Last 3 log lines');
});

test('runs in an image that is brought along, which is made ready and not released', async (stage) => {
  const old = await live(stage);
  const next = await stage.sandbox.registry.publish({
    ...{ repository: 'team/web', tag: '2.0', labels: { 'sandbox.task-log': 'schema 42' } },
  });
  const step = await run(stage, { command: 'rake db:version', image: next.reference });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'succeeded', log: 'schema 42\nExit status 0' });
  expect(world(stage).tasks[0]?.droplet.image).toContain(next.digest);
  expect(world(stage).app(app).droplet?.image).toContain(old.digest);
  expect((await stage.ask('cloudfoundry', app)).body).toContain(old.digest);
  expect(world(stage).deployments).toHaveLength(1);
  expect(step.log).toContain('▸ Plan     nothing is released');
  expect(step.log).toContain('in the image, which is not released');
});

test('an image that cannot run is refused before anything is written', async (stage) => {
  await live(stage);
  const since = Date.now();
  const { reference: image } = await stage.sandbox.registry.publish({
    ...{ repository: 'team/web', tag: 'arm', platforms: ['linux/arm64'] },
  });
  const step = await run(stage, { command: 'true', image });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', 'exit-code': '', log: '' });
  expect(step.annotations[0]?.message).toContain('linux/arm64');
  expect(writesTo([stage.sandbox.cloudFoundry.api], since)).toEqual([]);
  const off = await run(stage, { command: 'true', image, 'image-checks': 'off' });
  expect(off.outputs, off.log).toMatchObject({ verdict: 'failed' });
  expect(taskStates(stage)).toEqual(['FAILED']);
});

test('a command that takes too long is ended', async (stage) => {
  await live(stage);
  const step = await run(stage, { command: 'echo begin; sleep 900', timeout: '15s' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', 'exit-code': '', log: 'begin' });
  expect(step.outputs['reason']).toBe('The command took longer than 15 s, and was ended');
  expect(taskStates(stage)).toEqual(['FAILED']);
  expect(await stage.post('cloudfoundry', { app }, step)).toMatchObject({ raw: '' });
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal}: the command is ended`, async (stage) => {
    await live(stage);
    const inputs = { app, command: 'echo begin; sleep 900' };
    const main = await interrupted(stage, inputs, signal);
    if (signal === 'SIGINT') {
      expect(main.outputs, main.log).toMatchObject({ verdict: 'cancelled', log: 'begin' });
      expect(main.annotations[0]?.message).toBe(
        'The run was cancelled.\nThe command was told to end; the post step of this job sees to it.',
      );
      // What was shown is not shown again.
      expect(main.log.match(/OUT {2}begin/g)).toHaveLength(1);
    }
    const post = await stage.post('cloudfoundry', inputs, main);
    expect(post.annotations, post.log).toEqual([]);
    expect(post.log).toMatch(/The command does not run any more\.$/m);
    expect(taskStates(stage)).toEqual(['FAILED']);
  });
}

test('on-cancel: keep leaves the command to itself', async (stage) => {
  await live(stage);
  const inputs = { app, command: 'echo begin; sleep 900', 'on-cancel': 'keep' };
  const main = await interrupted(stage, inputs, 'SIGINT');
  expect(main.annotations[0]?.message).toContain('the command goes on alone');
  expect(await stage.post('cloudfoundry', inputs, main)).toMatchObject({ raw: '' });
  expect(taskStates(stage)).toEqual(['RUNNING']);
});

test('a post step that cannot end the command warns, and does not fail', async (stage) => {
  await live(stage);
  const inputs = { app, command: 'echo begin; sleep 900' };
  const main = await interrupted(stage, inputs, 'SIGKILL');
  stage.sandbox.cloudFoundry.api.faults.push({
    ...{ method: 'POST', path: /\/actions\/cancel$/, when: 'before' },
    action: {
      status: 403,
      body: { errors: [{ code: 10003, title: 'CF-NotAuthorized', detail: 'You are not allowed' }] },
    },
  });
  const post = await stage.post('cloudfoundry', inputs, main);
  expect(post.exitCode).toBe(0);
  expect(post.annotations).toHaveLength(1);
  expect(post.annotations[0]?.message).toMatch(
    /^web: the command could not be ended after the run ended early: it could not be ended: Could not end the command: You/,
  );
});

test('cancelled before it began: nothing was written', async (stage) => {
  await live(stage);
  const { api } = stage.sandbox.cloudFoundry;
  const running = stage.start('cloudfoundry', { app, command: 'true' }, { entry: 'task' });
  api.faults.push({
    method: 'GET',
    path: /\/v3\/apps/,
    when: 'before',
    action: 'hang',
    struck: () => running.cancel(),
  });
  const main = await running.done;
  expect(main.annotations[0]?.message).toBe(
    'The run was cancelled. The command had not been started.\nNothing was written to the platform.',
  );
  expect(main.state).toEqual({});
});

test('without a place to run in it says so', async (stage) => {
  const none = await run(stage, { command: 'true' });
  expect(none.annotations[0]?.message).toMatch(
    /^There is no app web on Cloud Foundry, acme \/ prod[\s\S]*deploy the app first/,
  );
  const { cloudFoundry } = stage.sandbox;
  await ask(stage, 'POST', '/v3/apps', {
    ...{ name: app, lifecycle: { type: 'docker', data: {} } },
    relationships: { space: { data: { guid: cloudFoundry.world.spaces[0]?.guid } } },
  });
  const empty = await run(stage, { command: 'true' });
  expect(empty.annotations[0]?.message).toMatch(/^web has no release yet[\s\S]*name the image/);
});

test('who may not run commands is told which role is missing', async (stage) => {
  await live(stage);
  const auditor = { username: 'auditor', password: 'auditor-password', 'client-id': '', 'client-secret': '' };
  const step = await run(stage, { command: 'true', ...auditor });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(step.annotations[0]?.message).toMatch(/not authorized[\s\S]*SpaceDeveloper/);
});

test('bad inputs are told all at once, with every output set, and nothing is sent', async (stage) => {
  const step = await run(stage, { memory: 'much', 'registry-username': 'u', timeout: '10' });
  expect(Object.keys(step.outputs).sort()).toEqual(['exit-code', 'log', 'reason', 'verdict']);
  expect(step.log).toMatch(/^ *command +is required, but empty$/m);
  for (const name of ['memory', 'timeout', 'registry-username', 'registry-password']) {
    expect(step.log).toMatch(new RegExp(`^ *${name} +\\S`, 'm'));
  }
  const long = await run(stage, { command: 'x'.repeat(4_097) });
  expect(long.log).toMatch(/^ *command +is 4097 characters long/m);
  expect(stage.servers('cloudfoundry').flatMap(({ requests }) => requests)).toEqual([]);
  expect((await runStep({ entry: 'task', inputs: {} })).exitCode).toBe(1);
});

test('summary: on-failure writes none for a command that went well', async (stage) => {
  await live(stage);
  const [green, red] = [
    await run(stage, { command: 'true', summary: 'on-failure' }),
    await run(stage, { command: 'false', summary: 'on-failure' }),
  ];
  expect([green.summary, red.summary !== '']).toEqual(['', true]);
});

test('the log output holds the last lines, as many as a job’s outputs can take', async (stage) => {
  await live(stage);
  const lines = Array.from({ length: 300 }, (_, at) => `row ${at} ${'x'.repeat(600)}`);
  const image = await stage.sandbox.registry.publish({
    ...{ repository: 'team/web', tag: 'long', labels: { 'sandbox.task-log': lines.join('\n') } },
  });
  const step = await run(stage, { command: 'rake rows', image: image.reference });
  const log = step.outputs['log'] ?? '';
  expect(log.length).toBeLessThanOrEqual(50_000);
  expect(log.split('\n').at(-2)).toBe(lines.at(-1));
  expect(log.split('\n')[0]).toMatch(/^row \d+ x{600}$/);
  // The step’s own log has all of them.
  expect(step.log.match(/OUT {2}row /g)).toHaveLength(300);
});

/** Ends the main step while its command runs. */
function interrupted(stage: Stage, inputs: Record<string, string>, signal: NodeJS.Signals): Promise<StepResult> {
  const step = stage.start('cloudfoundry', inputs, {
    entry: 'task',
    onLine: (line) => {
      if (line.includes('OUT  begin')) step.process.kill(signal);
    },
  });
  return step.done;
}
