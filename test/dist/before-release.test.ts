import { expect } from 'vitest';
import type { ImageToPublish } from '../../sandbox/registry/publish.ts';
import type { Fault } from '../../sandbox/server.ts';
import { phasesOf } from '../support/endings.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `before-release` on Cloud Foundry, through the bundle: on the new image, before anything of it is live. */

const app = 'web';
const world = (stage: Stage) => stage.sandbox.cloudFoundry.world;
const publish = (stage: Stage, tag: string, more: Partial<ImageToPublish> = {}) =>
  stage.sandbox.registry.publish({ repository: 'team/web', tag, ...more });

/** An app that is live with an old image and `MODE=old`. Returns that image's digest. */
async function live(stage: Stage): Promise<string> {
  const { reference: image, digest } = await publish(stage, '1.0');
  const step = await stage.deploy('cloudfoundry', { app, image, env: 'MODE=old' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  return digest;
}

/** The new version, with `before-release` and another value of `MODE`. */
async function next(stage: Stage, command: string, more: Partial<ImageToPublish> = {}) {
  const { reference: image, digest } = await publish(stage, '2.0', more);
  return { inputs: { app, image, env: 'MODE=new', 'before-release': command }, digest };
}

/** What the command printed, as the log shows it. */
function printed(step: StepResult): readonly string[] {
  return step.log.split('\n').flatMap((line) => /\| \S+Z {2}(?:OUT|ERR) {2}(.*)$/.exec(line)?.[1] ?? []);
}

/** Nothing of the new version is live, and the app has what it had before. */
async function expectOld(stage: Stage, digest: string): Promise<void> {
  expect((await stage.ask('cloudfoundry', app)).body).toContain(digest);
  expect(world(stage).app(app).environment).toEqual({ MODE: 'old' });
  expect(world(stage).deployments).toHaveLength(1);
}

const taskStates = (stage: Stage) => world(stage).tasks.map(({ state }) => state);

test('runs on the new image with the new settings, while the old release serves; then it is released', async (stage) => {
  const old = await live(stage);
  const { digest, inputs } = await next(stage, 'echo migrating in $MODE && sleep 5 && echo done');
  const during: Promise<{ body: string }>[] = [];
  const step = await stage.start('cloudfoundry', inputs, {
    onLine: (line) => {
      // It is in the log while the command runs.
      if (line.includes('migrating in new')) during.push(stage.ask('cloudfoundry', app));
    },
  }).done;
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(step.complaints).toEqual([]);
  expect((await during[0])?.body).toContain(old);
  expect(printed(step)).toEqual(['migrating in new', 'done', 'Exit status 0']);
  expect(step.log).toMatch(/▸ Task {5}before-release, on the new image/);
  expect((await stage.ask('cloudfoundry', app)).body).toContain(digest);
  expect(world(stage).tasks).toHaveLength(1);
  expect(world(stage).tasks[0]?.droplet).toBe(world(stage).app(app).droplet);
  expect(await stage.post('cloudfoundry', inputs, step)).toMatchObject({ raw: '' });
  // Settings are written once, before the command.
  const writes = writesTo([stage.sandbox.cloudFoundry.api]).slice(-5);
  expect(writes.map((write) => write.replace(/[0-9a-f-]{36}/, 'guid'))).toEqual([
    ...['POST /v3/packages', 'POST /v3/builds', 'PATCH /v3/apps/guid/environment_variables'],
    ...['POST /v3/apps/guid/tasks', 'POST /v3/deployments'],
  ]);
});

test('on a first deploy there is no release yet: it runs all the same', async (stage) => {
  const { digest, inputs } = await next(stage, 'echo $MODE');
  const step = await stage.deploy('cloudfoundry', { ...inputs, 'before-release-memory': '256M' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(printed(step)).toEqual(['new', 'Exit status 0']);
  expect(world(stage).tasks[0]?.memoryMb).toBe(256);
  expect((await stage.ask('cloudfoundry', app)).body).toContain(digest);
});

test('its failure stops the deploy: cause first, nothing was released, the variables are back', async (stage) => {
  const digest = await live(stage);
  const { inputs } = await next(stage, 'echo begin; echo "Error: no column users.mail" >&2; exit 3');
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', changed: 'false', release: '' });
  expect(step.exitCode).toBe(1);
  const [cause, what, now, todo] = step.annotations[0]?.message.split('\n') ?? [];
  expect(cause).toBe('Error: no column users.mail');
  expect(what).toBe('before-release failed, so nothing was released. The command failed: Exited with status 3');
  expect(now).toMatch(/^The previous release \(sha256:\w+\) serves, 1 of 1 instances \(the release had not begun, var/);
  expect(todo).toContain('half of a migration, is not undone');
  expect(step.summary).toContain('ERR  Error: no column users.mail');
  expect(printed(step)).toEqual(['begin', 'Error: no column users.mail', 'Exit status 3']);
  await expectOld(stage, digest);
  expect(await stage.post('cloudfoundry', inputs, step)).toMatchObject({ raw: '' });
});

test('a command that takes too long is ended', async (stage) => {
  const digest = await live(stage);
  const { inputs } = await next(stage, 'echo waiting for a lock; sleep 600');
  const step = await stage.deploy('cloudfoundry', { ...inputs, 'before-release-timeout': '20s' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(step.outputs['reason']).toBe(
    'before-release failed, so nothing was released. The command took longer than 20 s, and was ended',
  );
  expect(printed(step)).toEqual(['waiting for a lock']);
  expect(taskStates(stage)).toEqual(['FAILED']);
  await expectOld(stage, digest);
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal} while it runs: the command is ended, the variables are back`, async (stage) => {
    const digest = await live(stage);
    const { inputs } = await next(stage, 'echo begin; sleep 600');
    const main = await interrupted(stage, inputs, signal);
    if (signal === 'SIGINT') {
      expect(main.outputs, main.log).toMatchObject({ verdict: 'cancelled', changed: 'false' });
      expect(main.annotations[0]?.message).toMatch(
        /^The run was cancelled. Nothing had been released.\nThe command was/,
      );
    } else expect(taskStates(stage)).toEqual(['RUNNING']);
    const post = await stage.post('cloudfoundry', inputs, main);
    expect(post.annotations, post.log).toEqual([]);
    expect(post.log).toMatch(
      /The command does not run any more\. The previous release .* serves, .*variables put back/,
    );
    expect(taskStates(stage)).toEqual(['FAILED']);
    await expectOld(stage, digest);
  });
}

test('killed before the answer came: the post step finds the command by the run’s label', async (stage) => {
  const digest = await live(stage);
  const { inputs } = await next(stage, 'sleep 600');
  const running = stage.start('cloudfoundry', inputs);
  strike(stage, { when: 'after', action: 'hang', struck: () => running.process.kill('SIGKILL') });
  const main = await running.done;
  stage.sandbox.cloudFoundry.api.faults.length = 0;
  expect(taskStates(stage)).toEqual(['RUNNING']);
  const post = await stage.post('cloudfoundry', inputs, main);
  expect(post.annotations, post.log).toEqual([]);
  expect(taskStates(stage)).toEqual(['FAILED']);
  await expectOld(stage, digest);
});

test('on-cancel: keep leaves it to run, and what was prepared as it is', async (stage) => {
  await live(stage);
  const { inputs } = await next(stage, 'echo begin; sleep 600');
  const kept = { ...inputs, 'on-cancel': 'keep' };
  const main = await interrupted(stage, kept, 'SIGINT');
  expect(main.annotations[0]?.message).toContain('Nothing was undone, as asked: the command goes on alone.');
  expect(await stage.post('cloudfoundry', kept, main)).toMatchObject({ raw: '' });
  expect(taskStates(stage)).toEqual(['RUNNING']);
});

for (const [name, when, action] of [
  ['the answer is lost', 'after', 'cut'],
  ['the connection breaks meanwhile', 'during', 'cut'],
  ['a router gives up, though it was done', 'after', { status: 504, body: 'gateway timeout' }],
] as const) {
  test(`${name}: the command that began is found, and runs once`, async (stage) => {
    await live(stage);
    const { inputs } = await next(stage, 'echo begin; sleep 3');
    strike(stage, { when, action });
    const step = await stage.deploy('cloudfoundry', inputs);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    expect(world(stage).tasks).toHaveLength(1);
    expect(printed(step)).toEqual(['begin', 'Exit status 0']);
  });
}

test('when nobody can tell whether it began, it is not begun again', async (stage) => {
  const digest = await live(stage);
  const { inputs } = await next(stage, 'echo begin');
  strike(stage, { when: 'before', action: 'cut' });
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(step.outputs['reason']).toContain('It is not known whether the command was started');
  expect(step.annotations[0]?.message).toContain('It was not sent again, so that it does not run twice.');
  expect(world(stage).tasks).toEqual([]);
  await expectOld(stage, digest);
});

test('without log-cache nothing changes but that nothing is shown', async (stage) => {
  await live(stage);
  world(stage).logCacheDown = true;
  const { inputs } = await next(stage, 'echo begin');
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(printed(step)).toEqual([]);
  expect(step.log.match(/What the command prints cannot be shown/g)).toHaveLength(1);
});

test('many lines, also of the app beside it, come once and in order', async (stage) => {
  await live(stage);
  const log = Array.from({ length: 1_500 }, (_, at) => `row ${at}`);
  const { inputs } = await next(stage, 'rake rows', { labels: { 'sandbox.task-log': log.join('\n') } });
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(printed(step)).toEqual([...log, 'Exit status 0']);
});

interface Refused {
  readonly name: string;
  readonly change: (stage: Stage) => void;
  readonly image?: Partial<ImageToPublish>;
  readonly command?: string;
  readonly inputs?: Record<string, string>;
  readonly says: RegExp;
}

const refusals: readonly Refused[] = [
  {
    name: 'the memory of the organization is used up',
    change: (stage) => {
      const quota = world(stage).orgs[0]?.quota;
      if (quota !== undefined) quota.memoryMb = 2_100;
    },
    inputs: { 'before-release-memory': '2G' },
    says: /memory_in_mb exceeds organization memory quota.*2048 MB more are needed[\s\S]*before-release-memory/,
  },
  {
    name: 'as many commands run as are allowed',
    change: (stage) => {
      const quota = world(stage).orgs[0]?.quota;
      if (quota !== undefined) quota.appTasks = 0;
    },
    says: /app_task_limit quota exceeded[\s\S]*cf tasks APP/,
  },
  {
    name: 'tasks are switched off',
    change: (stage) => world(stage).featureFlags.set('task_creation', false),
    says: /Feature Disabled: task_creation[\s\S]*cf enable-feature-flag task_creation/,
  },
  {
    name: 'root is forbidden',
    change: (stage) => {
      world(stage).allowDockerRootUser = false;
    },
    says: /as root user, which is not permitted[\s\S]*USER line/,
  },
  {
    name: 'the image has no shell',
    change: () => {},
    image: { labels: { 'sandbox.shell': 'none' } },
    says: /Failed to run: no such file or directory[\s\S]*has no \/bin\/sh/,
  },
  {
    name: 'it uses more memory than it has',
    change: () => {},
    image: { labels: { 'sandbox.task-memory-mb': '2000' } },
    command: 'rake huge',
    says: /status 137 \(out of memory\)[\s\S]*before-release-memory/,
  },
  {
    name: 'the shell does not find it',
    change: () => {},
    command: 'exit 127',
    says: /Exited with status 127[\s\S]*cd \/app &&/,
  },
  {
    name: 'the runtime is down',
    change: (stage) => {
      const error = {
        code: 170020,
        title: 'CF-TaskWorkersUnavailable',
        detail: 'Task workers are unavailable: no route',
      };
      strike(stage, { when: 'before', action: { status: 503, body: { errors: [error] } } });
    },
    says: /Task workers are unavailable: no route/,
  },
];

for (const { name, change, image = {}, command = 'echo begin', inputs: more = {}, says } of refusals) {
  test(`${name}: it says so, and nothing is released`, async (stage) => {
    const digest = await live(stage);
    const inputs = { ...(await next(stage, command, image)).inputs, ...more };
    change(stage);
    const step = await stage.deploy('cloudfoundry', inputs);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', changed: 'false' });
    expect(step.annotations[0]?.message).toMatch(says);
    expect(step.annotations[0]?.message).toMatch(/The previous release \(sha256:\w+\) serves, 1 of 1 instances/);
    expect(await stage.post('cloudfoundry', inputs, step)).toMatchObject({ raw: '' });
    await expectOld(stage, digest);
  });
}

for (const [moment, request, phases] of [
  ['while we build', /^\/v3\/builds$/, ['Task', 'Wait', 'Plan', 'Build', 'Task', 'Release']],
  ['while it runs', /\/tasks$/, ['Task', 'Release', 'Wait', 'Plan', 'Build', 'Release']],
] as const) {
  test(`somebody else deploys ${moment}: all is planned anew, and it runs once`, async (stage) => {
    await live(stage);
    const { inputs, digest } = await next(stage, 'echo $MODE; sleep 1');
    const theirs = await publish(stage, 'theirs', { labels: { 'sandbox.boot-ms': '10000' } });
    stage.sandbox.cloudFoundry.api.faults.push({
      ...{ method: 'POST', path: request, nth: 1, when: 'after', action: (answer) => answer },
      struck: () => void stage.sandbox.cloudFoundry.deployByColleague(app, theirs.reference),
    });
    const step = await stage.deploy('cloudfoundry', inputs);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest });
    expect(phasesOf(step)).toEqual(['Image', 'Login', 'Plan', 'Build', ...phases]);
    expect(printed(step)).toEqual(['new', 'Exit status 0']);
    expect(world(stage).tasks).toHaveLength(1);
    expect(world(stage).app(app).environment).toEqual({ MODE: 'new' });
    expect(step.annotations).toEqual([]);
  });
}

test('a command that is too long, and inputs without one, are mistakes', async (stage) => {
  const image = `${stage.sandbox.registry.host}/team/web:1`;
  const long = await stage.deploy('cloudfoundry', { app, image, 'before-release': 'x'.repeat(4_097) });
  expect(long.log).toMatch(/before-release +is 4097 characters long/);
  const alone = await stage.deploy('cloudfoundry', { app, image, 'before-release-memory': '1G' });
  expect(alone.log).toMatch(/before-release-memory +goes with before-release/);
  expect(stage.servers('cloudfoundry').flatMap(({ requests }) => requests)).toEqual([]);
});

/** At the request that starts the command. */
function strike(stage: Stage, fault: Pick<Fault, 'when' | 'action' | 'struck'>): void {
  stage.sandbox.cloudFoundry.api.faults.push({ method: 'POST', path: /\/tasks$/, nth: 1, ...fault });
}

/** Ends the main step while its command runs. */
function interrupted(stage: Stage, inputs: Record<string, string>, signal: NodeJS.Signals): Promise<StepResult> {
  const step = stage.start('cloudfoundry', inputs, {
    onLine: (line) => {
      if (line.includes('OUT  begin')) step.process.kill(signal);
    },
  });
  return step.done;
}
