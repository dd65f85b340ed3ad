import { expect } from 'vitest';
import { dryccSeeds } from '../../sandbox/drycc/drycc.ts';
import { eventually, podsOf, send } from '../support/controllers.ts';
import { expectNoPartOf } from '../support/endings.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepOptions, StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `task/action.yml` on Drycc, through the bundle: a pod that is looked for, watched, and read by websocket. */

const app = 'web-app';
const run = (
  stage: Stage,
  inputs: Record<string, string> = { command: './migrate --all' },
  more: Partial<StepOptions> = {},
): Promise<StepResult> => stage.start('drycc', { app, ...inputs }, { ...more, entry: 'task' }).done;

/** An app that is live; its labels say what comes of its commands. */
async function live(stage: Stage, labels: Record<string, string> = {}, more: Record<string, string> = {}) {
  const { reference: image } = await stage.sandbox.registry.publish({
    ...{ repository: 'team/web', tag: '1.0' },
    labels: { 'sandbox.task-log': 'schema 41\nschema 42', ...labels },
  });
  const step = await stage.deploy('drycc', { app, image, env: 'DB_PASSWORD=s3cr3t-pass', ...more });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
}

const server = (stage: Stage) => stage.sandbox.drycc.server;
const runs = (stage: Stage) =>
  server(stage).requests.filter(({ method, target }) => method === 'POST' && target.endsWith('/run/'));
const tasks = (stage: Stage) => stage.sandbox.drycc.world.cluster.tasks(app);

test('runs in what is released, with its variables, and says what came of it', async (stage) => {
  await live(stage);
  const since = Date.now();
  const step = await run(stage);
  expect(step.complaints, step.raw).toEqual([]);
  expect(step.exitCode, step.log).toBe(0);
  expect(step.outputs).toEqual({ verdict: 'succeeded', reason: '', 'exit-code': '0', log: 'schema 41\nschema 42' });
  expect(writesTo(stage.servers('drycc'), since)).toEqual([`POST /v2/apps/${app}/run/`]);
  const [pod] = tasks(stage);
  expect(pod?.template).toMatchObject({ args: ['./migrate', '--all'], environment: { DB_PASSWORD: 's3cr3t-pass' } });
  expect(pod?.template.image).toBe(podsOf(stage, 'drycc', app)[0]?.image);
  expect(await stage.post('drycc', { app }, step)).toMatchObject({ raw: '' });
});

test('is red when the command fails, with its code and what it printed', async (stage) => {
  await live(stage, {
    'sandbox.task-exit-code': '7',
    'sandbox.task-log': 'Error: relation "users" does not exist\ns3cr3t-pass',
  });
  const step = await run(stage);
  expect(step.exitCode).toBe(1);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', 'exit-code': '7' });
  expect(step.annotations[0]?.message).toContain('relation "users" does not exist');
  expectNoPartOf(step, 's3cr3t-pass');
});

for (const action of ['cut', { status: 504, headers: {}, body: '<title>504 Gateway Time-out</title>' }] as const) {
  test(`an answer that is lost (${action === 'cut' ? action : '504'}): its pod is found, and it is not sent again`, async (stage) => {
    await live(stage);
    server(stage).faults.push({ method: 'POST', path: /\/run\/$/, when: 'after', action });
    const step = await run(stage);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'succeeded', 'exit-code': '0' });
    expect(runs(stage)).toHaveLength(1);
    expect(tasks(stage)).toHaveLength(1);
  });
}

test('an order that never arrived, as far as anybody can tell, is unknown, and not sent again', async (stage) => {
  await live(stage);
  const action = { status: 502, headers: {}, body: '<title>502 Bad Gateway</title>' };
  server(stage).faults.push({ method: 'POST', path: /\/run\/$/, when: 'before', action });
  const step = await run(stage);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'unknown', 'exit-code': '' });
  expect(step.annotations[0]?.message).toMatch(/The answer to the command was lost[\s\S]*before it is run again/);
  expect(runs(stage)).toHaveLength(1);
  expect(tasks(stage)).toEqual([]);
});

test('commands of others do not confuse it', async (stage) => {
  await live(stage, { 'sandbox.task-exit-code': '0' });
  await send(stage, 'drycc', 'POST', `apps/${app}/run/`, { command: 'theirs before' });
  server(stage).faults.push({
    ...{ method: 'POST', path: /\/run\/$/, nth: 1, when: 'after' },
    action: async (answer) => {
      server(stage).faults.length = 0;
      await send(stage, 'drycc', 'POST', `apps/${app}/run/`, { command: 'theirs' });
      return answer;
    },
  });
  const step = await run(stage);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'succeeded' });
  expect(tasks(stage)).toHaveLength(3);
});

test('the same command of somebody else at the same moment is unknown', async (stage) => {
  await live(stage);
  server(stage).faults.push({
    ...{ method: 'POST', path: /\/run\/$/, nth: 1, when: 'after' },
    action: async (answer) => {
      server(stage).faults.length = 0;
      await send(stage, 'drycc', 'POST', `apps/${app}/run/`, { command: './migrate --all' });
      return answer;
    },
  });
  const step = await run(stage);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'unknown' });
  expect(step.annotations[0]?.message).toContain('does not tell whose pod is whose');
});

test('a look that fails when it may run already is no failure of the command', async (stage) => {
  await live(stage);
  const html = { status: 200, headers: { 'content-type': 'text/html' }, body: '<title>Sign in</title>' };
  server(stage).faults.push({ method: 'GET', path: /\/describe\/$/, nth: 1, when: 'before', action: html });
  const step = await run(stage);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'succeeded' });
  server(stage).faults.push({ method: 'GET', path: /\/describe\/$/, when: 'before', action: html });
  const blind = await run(stage);
  expect(blind.outputs, blind.log).toMatchObject({ verdict: 'unknown' });
  expect(runs(stage)).toHaveLength(2);
});

test('a log that cannot be had is no failure', async (stage) => {
  await live(stage);
  server(stage).faults.push({ method: 'GET', path: /\/logs$/, when: 'before', action: { status: 403, body: '' } });
  const step = await run(stage);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'succeeded', log: '' });
  expect(step.log).toContain('what it has printed cannot be had: Drycc tells it by websocket only');
});

test('signs of a shell, limits and an image of its own are refused before anything is written', async (stage) => {
  await live(stage);
  const since = Date.now();
  const image = `${stage.sandbox.registry.server.url.replace('http://', '')}/team/web:1.0`;
  for (const [more, says] of [
    [{ command: 'echo "a b"' }, /asks no shell/],
    [{ command: 'true', memory: '64M' }, /sets no limits to a command/],
    [{ command: 'true', image }, /runs commands in what is released/],
  ] as const) {
    const step = await run(stage, more);
    expect(step.annotations[0]?.message, step.log).toMatch(says);
  }
  expect(writesTo(stage.servers('drycc'), since)).toEqual([]);
});

test('one that takes longer than it may is ended', async (stage) => {
  await live(stage, { 'sandbox.task-ms': '600000' });
  const step = await run(stage, { command: './migrate', timeout: '30s' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(step.outputs['reason']).toContain('The command took longer than 30 s, and was ended');
  expect(tasks(stage)).toEqual([]);
});

test('a pod that cannot begin says why', async (stage) => {
  await live(stage);
  stage.sandbox.drycc.world.cluster.faults.push({ app, type: 'run', kind: 'pull-error', message: 'no such host' });
  const step = await run(stage, { command: './migrate', timeout: '40s' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(step.log).toMatch(/the command’s pod does not begin: (?:ErrImagePull|ImagePullBackOff)/);
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal}: the command is ended by an admin; for others a warning says who ends it`, async (stage) => {
    await live(stage, { 'sandbox.task-ms': '600000' });
    for (const [role, token] of [
      ['admin', dryccSeeds.admin.token],
      ['member', undefined],
    ] as const) {
      const inputs: Record<string, string> = {
        app,
        command: `./migrate ${role}`,
        ...(token === undefined ? {} : { token }),
      };
      const step = stage.start('drycc', inputs, {
        entry: 'task',
        onLine: (line) => {
          if (line.includes('schema 42')) step.process.kill(signal);
        },
      });
      const main = await step.done;
      const post = await stage.post('drycc', inputs, main);
      const left = tasks(stage).filter(({ phase }) => phase === 'running');
      expect(left, main.log + post.log).toHaveLength(role === 'admin' ? 0 : 1);
      if (role === 'admin') expect(post.annotations, main.log + post.log).toEqual([]);
      else expect(post.annotations[0]?.message).toMatch(/only the role admin[\s\S]*Drycc itself ends the command/);
    }
    expect(runs(stage)).toHaveLength(2);
  });
}

test('a newest release that is not deployed, or has failed, would be what it runs in: refused', async (stage) => {
  await live(stage);
  const { world } = stage.sandbox.drycc;
  const { reference: image } = await stage.sandbox.registry.publish({
    ...{ repository: 'team/web', tag: '2.0', labels: { tag: '2.0', 'sandbox.behaviour': 'crash' } },
  });
  const api = (path: string, body: object) => send(stage, 'drycc', 'POST', `apps/${app}/${path}`, body);
  await api('settings/', { autodeploy: false, autorollback: false });
  // Settings of today are what a command has.
  await api('config/', { values: [{ name: 'MODE', value: 'two', group: 'global' }] });
  const today = await run(stage);
  expect(today.outputs, today.log).toMatchObject({ verdict: 'succeeded' });
  expect(tasks(stage).at(-1)?.template.environment).toMatchObject({ MODE: 'two' });

  await api('build/', { image, stack: 'container' });
  const newest = () => world.apps.get(app)?.releases.at(-1);
  const waiting = await run(stage);
  expect(waiting.outputs, waiting.log).toMatchObject({ verdict: 'failed' });
  expect(waiting.annotations[0]?.message).toMatch(
    new RegExp(`in release v${newest()?.version}, which is not deployed: what serves is release v`),
  );
  await api('releases/deploy/', {});
  await eventually(newest, (release) => release?.failed === true);
  const failed = await run(stage);
  expect(failed.annotations[0]?.message, failed.log).toMatch(/which has failed: what serves is release v/);
  expect(runs(stage)).toHaveLength(1);
});
