import { expect } from 'vitest';
import { korifiSeeds } from '../../sandbox/korifi/users.ts';
import { expectNoPartOf } from '../support/endings.ts';
import { korifiApp, publishFor } from '../support/korifi.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepOptions, StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `task/action.yml` on Korifi, through the bundle: in what is released, and without a log. */

const app = 'web';
const world = ({ sandbox }: Stage) => sandbox.korifi.world;
const states = (stage: Stage) =>
  world(stage).tasks.map(({ state, failureReason }) => `${state} ${failureReason}`.trim());
const run = (
  stage: Stage,
  inputs: Readonly<Record<string, string>>,
  more: Partial<StepOptions> = {},
): Promise<StepResult> => stage.start('korifi', { app, ...inputs }, { ...more, entry: 'task' }).done;

/** An app that is live, of an image that has a launcher or not. */
async function live(stage: Stage, labels: Readonly<Record<string, string>> = { 'sandbox.launcher': 'cnb' }) {
  const { reference: image } = await publishFor(stage, '1.0', labels);
  const step = await stage.deploy('korifi', { app, image, env: 'DB_PASSWORD=s3cr3t-pass' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
}

test('runs in what is released, says what came of it, and that its output is not handed out', async (stage) => {
  await live(stage);
  const since = Date.now();
  const step = await run(stage, { command: 'sleep 2' });
  expect(step.complaints, step.raw).toEqual([]);
  expect(step.outputs, step.log).toEqual({ verdict: 'succeeded', reason: '', 'exit-code': '0', log: '' });
  expect(step.log).toMatch(/\n▸ Task {5}in what is released\n/);
  expect(step.log.match(/What the command prints cannot be shown: Korifi does not hand it out\./g)).toHaveLength(1);
  expect(writesTo(stage.servers('korifi'), since)).toEqual([`POST /v3/apps/${korifiApp(stage).guid}/tasks`]);
  expect(await stage.post('korifi', { app }, step)).toMatchObject({ raw: '' });
});

test('is red when the command fails: the code, and where its output is to be had; credentials nowhere', async (stage) => {
  await live(stage);
  const step = await run(stage, { command: 'echo "cannot log in with $DB_PASSWORD" >&2; exit 7' });
  expect(step.exitCode, step.log).toBe(1);
  expect(step.outputs).toMatchObject({ verdict: 'failed', 'exit-code': '7', log: '' });
  const [task] = world(stage).tasks;
  expect(step.annotations.map(({ message }) => message)).toEqual([
    `The command failed: Failed with exit code: 7\nWhat it printed: kubectl logs job/${task?.guid} -n ${korifiApp(stage).space.guid}.`,
  ]);
  expectNoPartOf(step, 's3cr3t-pass');
});

test('an image without a launcher: that the command did not even start, and what to do', async (stage) => {
  await live(stage, {});
  const step = await run(stage, { command: './migrate' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', 'exit-code': '128' });
  expect(step.annotations[0]?.message).toMatch(
    /^The command failed: Failed with exit code: 128\nIt was not even started\. .*\/cnb\/lifecycle\/launcher.*docs\/korifi\.md/,
  );
  // Older versions ask a shell.
  world(stage).taskLauncher = false;
  const older = await run(stage, { command: './migrate' });
  expect(older.outputs, older.log).toMatchObject({ verdict: 'succeeded', 'exit-code': '0' });
});

test('a command that takes too long is ended', async (stage) => {
  await live(stage);
  const step = await run(stage, { command: 'sleep 600', timeout: '20s' });
  expect(step.outputs, step.log).toMatchObject({
    ...{ verdict: 'failed', reason: 'The command took longer than 20 s, and was ended' },
  });
  expect(states(stage)).toEqual(['FAILED task was cancelled']);
});

test('somebody else ends it: told as that', async (stage) => {
  await live(stage);
  const running = stage.start(
    'korifi',
    { app, command: 'sleep 600' },
    {
      entry: 'task',
      onLine: (line) => {
        const [task] = world(stage).tasks;
        if (!line.includes('cannot be shown') || task === undefined) return;
        const authorization = `bearer ${korifiSeeds.deployer.token}`;
        const path = `/v3/tasks/${task.guid}/actions/cancel`;
        void fetch(`${stage.sandbox.korifi.server.url}${path}`, { method: 'POST', headers: { authorization } });
      },
    },
  );
  const step = await running.done;
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', 'exit-code': '' });
  expect(step.annotations[0]?.message).toMatch(/task was cancelled\nSomebody ended it, with cf terminate-task/);
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal}: the command is ended, by the post step at the latest`, async (stage) => {
    await live(stage);
    const inputs = { app, command: 'sleep 600' };
    const running = stage.start('korifi', inputs, {
      entry: 'task',
      onLine: (line) => {
        if (!line.includes('cannot be shown')) return;
        if (signal === 'SIGINT') running.cancel();
        else running.process.kill(signal);
      },
    });
    const main = await running.done;
    const post = await stage.post('korifi', inputs, main);
    expect(post.annotations, post.log).toEqual([]);
    expect(states(stage)).toEqual(['FAILED task was cancelled']);
  });
}

test('an answer that gets lost: the command is found by its label and not run again', async (stage) => {
  await live(stage);
  const { faults } = stage.sandbox.korifi.server;
  faults.push({ method: 'POST', path: /\/tasks$/, nth: 1, when: 'after', action: 'cut' });
  const step = await run(stage, { command: 'sleep 2' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'succeeded', 'exit-code': '0' });
  expect(states(stage)).toEqual(['SUCCEEDED']);
});

test('controllers that are slow: the 500 of a wait in vain is no end of the command', async (stage) => {
  await live(stage);
  world(stage).waitsInVain = true;
  const step = await run(stage, { command: 'sleep 2' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'succeeded', 'exit-code': '0' });
  expect(states(stage)).toEqual(['SUCCEEDED']);
});

test('what cannot be: an image that is brought along, an app that is not there, a login that only reads', async (stage) => {
  await live(stage);
  const since = Date.now();
  for (const [inputs, told] of [
    [
      { image: (await publishFor(stage, '2.0')).reference },
      /^Korifi runs commands in what is released, and in no other/,
    ],
    [{ app: 'nope' }, /^There is no app nope on Korifi, acme \/ prod at /],
  ] as const) {
    const step = await run(stage, { command: 'true', ...inputs });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(step.annotations[0]?.message).toMatch(told);
  }
  expect(writesTo(stage.servers('korifi'), since)).toEqual([]);
  const viewer = await run(stage, { command: 'true', token: korifiSeeds.viewer.token });
  expect(viewer.annotations[0]?.message).toMatch(/^Could not start the command: You are not authorized/);
  expect(viewer.annotations[0]?.message).toContain(
    'cf set-space-role system:serviceaccount:cf:viewer acme prod SpaceDeveloper',
  );
});
