import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PullError } from '../../../sandbox/image.ts';
import { type Answer, type Answered, type Bench, packageOf, startBench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.sandbox.close());

const problem = ({ status, body }: Answer) => [status, body.errors[0].code, body.errors[0].detail];
const post = (app: string, body: object) => bench.call('POST', `/v3/apps/${app}/tasks`, body);
const run = async (app: string, body: object): Promise<Answered> => {
  const answer = await post(app, body);
  expect([answer.status, answer.body.errors]).toEqual([202, undefined]);
  return answer.body;
};
const task = async (guid: string): Promise<Answered> => (await bench.call('GET', `/v3/tasks/${guid}`)).body;
const setEnv = (app: string, vars: object) =>
  bench.call('PATCH', `/v3/apps/${app}/environment_variables`, { var: vars });
const labelled = (log: string[], exitCode = 0, ms = 5_000) => ({ task: () => ({ ms, exitCode, log }) });
const lines = async (app: string, name: string) =>
  (await bench.logs(app))
    .filter(({ source }) => source === `APP/TASK/${name}`)
    .map(({ type, text }) => `${type} ${text}`);

describe('a task', () => {
  it('runs on a droplet that is not live, in the app’s present variables, and says how it went', async () => {
    const app = await bench.app();
    bench.images.set('app:2', { task: () => ({ ms: 5_000, exitCode: 0, log: ['on $DB'], errorLog: ['slow'] }) });
    const droplet = await bench.stage(app, 'app:2');
    await setEnv(app, { DB: 'blue' });
    const made = await run(app, {
      ...{ name: 'migrate', command: 'rake db:migrate', droplet_guid: droplet, memory_in_mb: 256, disk_in_mb: 512 },
      metadata: { labels: { run: '7' } },
    });
    expect(made).toMatchObject({
      ...{ sequence_id: 1, name: 'migrate', command: 'rake db:migrate', state: 'RUNNING', droplet_guid: droplet },
      ...{ memory_in_mb: 256, disk_in_mb: 512, log_rate_limit_in_bytes_per_second: -1, user: null },
      result: { failure_reason: null },
      relationships: { app: { data: { guid: app } } },
      metadata: { labels: { run: '7' } },
      links: { cancel: { method: 'POST' }, droplet: { href: expect.stringContaining(droplet) } },
    });
    await bench.clock.advance(1_300 + 4_999);
    expect((await task(made.guid)).state).toBe('RUNNING');
    await bench.clock.advance(1);
    expect(await task(made.guid)).toMatchObject({ state: 'SUCCEEDED', result: { failure_reason: null } });
    expect(await lines(app, 'migrate')).toEqual(['OUT on blue', 'ERR slow', 'OUT Exit status 0']);
    expect((await bench.call('GET', `/v3/apps/${app}`)).body.state).toBe('STOPPED');
    const events = await bench.call('GET', `/v3/audit_events?target_guids=${app}&types=audit.app.task.create`);
    expect(events.body.resources.map((one: Answered) => one.data)).toEqual([
      { task_guid: made.guid, request: { name: 'migrate', memory_in_mb: 256, command: 'PRIVATE DATA HIDDEN' } },
    ]);
  });

  it('writes as it goes', async () => {
    const app = await bench.live();
    const { name } = await run(app, { command: 'echo one; sleep 10; echo two' });
    expect(name).toMatch(/^[0-9a-f]{8}$/);
    await bench.clock.advance(2_000);
    expect(await lines(app, name)).toEqual(['OUT one']);
    await bench.clock.advance(10_000);
    expect(await lines(app, name)).toEqual(['OUT one', 'OUT two', 'OUT Exit status 0']);
  });

  it.each([
    ['a command that fails', {}, 'exit 3', 'APP/TASK/t: Exited with status 3', 'OUT Exit status 3'],
    [
      'too little memory',
      { task: () => ({ ms: 100, exitCode: 0, log: [], memoryMb: 4096 }) },
      'rake',
      'APP/TASK/t: Exited with status 137 (out of memory)',
      'OUT Exit status 137 (out of memory)',
    ],
    [
      'an image without a shell',
      { shell: false },
      'rake',
      'APP/TASK/t: Exited with status 1',
      'ERR Failed to run: no such file or directory',
    ],
    [
      'another architecture',
      { architecture: 'arm64' },
      'rake',
      'APP/TASK/t: Exited with status 1',
      'ERR Failed to run: exec format error',
    ],
  ])('fails by %s', async (_, image, command, reason, line) => {
    bench.images.set('app:1', image);
    const app = await bench.app();
    const droplet = await bench.stage(app, 'app:1');
    const made = await run(app, { name: 't', command, droplet_guid: droplet });
    await bench.clock.advance(5_000);
    expect(await task(made.guid)).toMatchObject({ state: 'FAILED', result: { failure_reason: reason } });
    expect(await lines(app, 't')).toContain(line);
  });

  it('fails when its image can no longer be had, or no cell has room', async () => {
    const app = await bench.live();
    bench.images.set('app:1', new PullError('unauthorized', 'unauthorized: authentication required'));
    const first = await run(app, { command: 'rake' });
    await bench.clock.advance(2_000);
    expect((await task(first.guid)).result.failure_reason).toBe(
      'failed to create container: running image plugin create: pulling the image: unauthorized: authentication required: exit status 1',
    );
    bench.sandbox.world.placementError = 'insufficient resources: memory';
    const second = await run(app, { command: 'rake' });
    await bench.clock.advance(2_000);
    expect(await task(second.guid)).toMatchObject({
      state: 'FAILED',
      result: { failure_reason: 'insufficient resources: memory' },
    });
  });

  it('is cancelled after a while, and only while it is under way', async () => {
    const app = await bench.live();
    bench.images.set('app:1', labelled([], 0, 60_000));
    const made = await run(app, { command: 'rake' });
    await bench.clock.advance(5_000);
    const cancel = () => bench.call('POST', `/v3/tasks/${made.guid}/actions/cancel`);
    expect(await cancel()).toMatchObject({ status: 202, body: { state: 'CANCELING' } });
    await bench.clock.advance(900);
    expect((await cancel()).body.state).toBe('CANCELING');
    await bench.clock.advance(100);
    expect(await task(made.guid)).toMatchObject({ state: 'FAILED', result: { failure_reason: 'task was cancelled' } });
    expect(problem(await cancel())).toEqual([422, 10008, 'Task state is FAILED and therefore cannot be canceled']);
    await bench.clock.advance(60_000);
    expect((await task(made.guid)).state).toBe('FAILED');
  });

  it('takes what it is not told from a process', async () => {
    const app = await bench.live();
    await bench.call('POST', `/v3/processes/${app}/actions/scale`, { memory_in_mb: 128, disk_in_mb: 300 });
    await bench.call('PATCH', `/v3/processes/${app}`, { command: './job' });
    const template = { process: { guid: app } };
    expect(await run(app, { template })).toMatchObject({ command: './job', memory_in_mb: 128, disk_in_mb: 300 });
    expect(await run(app, { template, command: 'x', memory_in_mb: 64 })).toMatchObject({
      command: 'x',
      memory_in_mb: 64,
    });
    expect(problem(await post(app, { template: { process: { guid: 'none' } } }))).toEqual([
      ...[404, 350003, 'The process could not be found: none'],
    ]);
  });

  it('goes with its app', async () => {
    const app = await bench.live();
    const { guid } = await run(app, { command: 'sleep 60' });
    await bench.call('DELETE', `/v3/apps/${app}`);
    await bench.clock.advance(1_000);
    expect((await bench.call('GET', `/v3/tasks/${guid}`)).status).toBe(404);
  });
});

describe('a request for a task', () => {
  it.each([
    [{}, 'Command No command or template provided'],
    [{ command: 'x', nonsense: 1 }, "Unknown field(s): 'nonsense'"],
    [{ command: 'x', environment_variables: {} }, "Unknown field(s): 'environment_variables'"],
    [{ command: 'x', memory_in_mb: 0 }, 'Memory in mb must be greater than 0'],
    [{ command: 'x', disk_in_mb: 1.5 }, 'Disk in mb must be an integer'],
    [
      { command: 'x', log_rate_limit_in_bytes_per_second: -2 },
      'Log rate limit in bytes per second must be greater than -2',
    ],
    [{ command: 'x', droplet_guid: '' }, 'Droplet guid must be between 1 and 200 characters'],
    [
      { template: { process: {} } },
      'Template process guid must be a string, Template process guid must be between 1 and 200 characters',
    ],
    [{ command: 'x', user: '' }, 'User must be between 1 and 255 characters'],
    [
      { command: 'x', metadata: { labels: { 'a b': '1' } } },
      "Metadata label key error: 'a b' contains invalid characters",
    ],
    [{ command: '' }, 'command is not present'],
    [{ command: 'x'.repeat(4097) }, 'command must be shorter than 4097 characters'],
    [{ command: 'x', name: null }, 'name is invalid, name is not present'],
    [{ command: 'x', disk_in_mb: 2049 }, 'Cannot request disk_in_mb greater than 2048'],
    [{ command: 'x', user: 'root' }, "user invalid (requested user 'root' not allowed, permitted users are: 'vcap')"],
  ])('is refused: %j', async (body, detail) => {
    const app = await bench.live();
    expect(problem(await post(app, body))).toEqual([422, 10008, detail]);
  });

  it('needs a droplet of the app', async () => {
    const app = await bench.app();
    expect(problem(await post(app, { command: 'x' }))).toEqual([
      ...[422, 10008, 'Task must have a droplet. Specify droplet or assign current droplet to app.'],
    ]);
    const other = await bench.stage(await bench.app('other'), 'app:1');
    const foreign = await post(app, { command: 'x', droplet_guid: other });
    expect(problem(foreign)).toEqual([404, 10010, 'Droplet not found']);
  });

  it('needs the flag, then the app, then the right', async () => {
    const app = await bench.live();
    bench.token = await bench.login('auditor');
    expect((await post(app, { command: 'x' })).status).toBe(403);
    expect((await post('none', {})).status).toBe(422);
    expect(problem(await post('none', { command: 'x' }))).toEqual([404, 10010, 'App not found']);
    bench.sandbox.world.featureFlags.set('task_creation', false);
    expect(problem(await post('none', {}))).toEqual([403, 330002, 'Feature Disabled: task_creation']);
  });

  it('is refused to root where the operator says so, and when the runtime is away, and leaves a failed task', async () => {
    const { world } = bench.sandbox;
    bench.images.set('app:1', { user: '' });
    const app = await bench.live();
    world.allowDockerRootUser = false;
    expect(problem(await post(app, { command: 'x' }))).toEqual([
      ...[422, 10008, 'Attempting to run task as root user, which is not permitted.'],
    ]);
    world.additionalAllowedProcessUsers.push('app');
    expect((await post(app, { command: 'x', user: 'app' })).status).toBe(202);
    world.diegoDown = true;
    expect(problem(await post(app, { command: 'x', user: 'app' })).slice(0, 2)).toEqual([503, 170020]);
    const list = await bench.call('GET', `/v3/apps/${app}/tasks?states=FAILED`);
    expect(list.body.resources.map((one: Answered) => one.result.failure_reason)).toEqual([
      ...['Unable to request task to be run', 'Unable to request task to be run'],
    ]);
  });
});

describe('lists of tasks', () => {
  it('filter, and tell the command to those who may know it', async () => {
    const app = await bench.live();
    for (const name of ['a', 'b']) {
      await run(app, { name, command: `echo ${name}`, metadata: { labels: { name } } });
      await bench.clock.advance(5_000);
    }
    const long = await run(app, { name: 'c', command: 'sleep 60' });
    const names = async (query: string) =>
      (await bench.call('GET', query)).body.resources.map((one: Answered) => one.name);
    expect(await names(`/v3/apps/${app}/tasks`)).toEqual(['a', 'b', 'c']);
    expect(await names(`/v3/apps/${app}/tasks?sequence_ids=1,3`)).toEqual(['a', 'c']);
    expect(await names(`/v3/apps/${app}/tasks?label_selector=name%3Db`)).toEqual(['b']);
    expect(await names('/v3/tasks?states=RUNNING')).toEqual(['c']);
    expect(await names(`/v3/tasks?names=a,b&app_guids=${app}`)).toEqual(['a', 'b']);
    expect(await names('/v3/tasks?app_guids=other')).toEqual([]);
    for (const query of ['/v3/tasks?sequence_ids=1', `/v3/apps/${app}/tasks?app_guids=${app}`]) {
      expect(problem(await bench.call('GET', query)).slice(0, 2)).toEqual([400, 10005]);
    }
    const command = async (path: string) => {
      const { body } = await bench.call('GET', path);
      return (body.resources?.[0] ?? body).command;
    };
    expect(await command('/v3/tasks')).toBeUndefined();
    expect(await command(`/v3/apps/${app}/tasks`)).toBe('echo a');
    bench.token = await bench.login('auditor');
    expect(await command(`/v3/apps/${app}/tasks`)).toBeUndefined();
    expect(await command(`/v3/tasks/${long.guid}`)).toBeUndefined();
    expect((await bench.call('POST', `/v3/tasks/${long.guid}/actions/cancel`)).status).toBe(403);
  });

  it('labels can be added later, and taken away', async () => {
    const app = await bench.live();
    const { guid } = await run(app, { command: 'x', metadata: { labels: { a: '1', b: '2' } } });
    const patch = (body: object) => bench.call('PATCH', `/v3/tasks/${guid}`, body);
    const patched = await patch({ metadata: { labels: { a: null, c: '3' }, annotations: { d: 'e' } } });
    expect(patched.body.metadata).toEqual({ labels: { b: '2', c: '3' }, annotations: { d: 'e' } });
    expect(problem(await patch({ command: 'y' }))).toEqual([422, 10008, "Unknown field(s): 'command'"]);
    const many = Object.fromEntries(Array.from({ length: 49 }, (_, at) => [`l${at}`, 'x']));
    expect(problem(await patch({ metadata: { labels: many } }))).toEqual([
      ...[422, 390020, 'Failed to add 49 labels because it would exceed maximum of 50'],
    ]);
    bench.token = await bench.login('auditor');
    expect((await patch({ metadata: {} })).status).toBe(403);
  });
});

it('a build can be made while a task runs', async () => {
  const app = await bench.live();
  await run(app, { command: 'sleep 60' });
  const pack = await bench.call('POST', '/v3/packages', packageOf(app, 'app:2'));
  expect((await bench.call('POST', '/v3/builds', { package: { guid: pack.body.guid } })).status).toBe(201);
});
