import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, KorifiBench } from './bench.ts';

let bench: KorifiBench;
beforeEach(async () => {
  bench = await KorifiBench.start({
    'web:1': { 'sandbox.launcher': 'cnb', 'sandbox.task-log': 'migrated' },
    'plain:1': {},
    'gone:1': 'missing',
  });
});
afterEach(() => bench.close());

const run = (app: string, command: string, more: object = {}, by = bench.deployer) =>
  bench.call('POST', `/v3/apps/${app}/tasks`, { command, ...more }, by);
const read = (guid: string) => bench.call('GET', `/v3/tasks/${guid}`);
const said = ({ status, body }: Answer) => `${status} ${body.errors[0].code} ${body.errors[0].detail}`;
/** `FAILED Failed with exit code: 3`, once it is over. */
const ended = async ({ body: { guid } }: Answer) => {
  await bench.clock.advance(30_000);
  const { state, result } = (await read(guid)).body;
  return `${state} ${result.failure_reason}`;
};

describe("tasks of the sandbox's Korifi", () => {
  it('runs a command in the droplet that the app has, and says with what it ended', async () => {
    const app = await bench.live();
    const droplet = (await bench.call('GET', `/v3/apps/${app}/droplets/current`)).body.guid;
    const task = await run(app, 'sleep 5', { metadata: { labels: { run: 'a' } } });
    expect(task).toMatchObject({
      status: 201,
      body: {
        ...{ command: 'sleep 5', state: 'PENDING', result: { failure_reason: null }, droplet_guid: droplet },
        ...{ memory_in_mb: 1024, disk_in_mb: 1024, metadata: { labels: { run: 'a' }, annotations: {} } },
        relationships: { app: { data: { guid: app } } },
      },
    });
    expect(task.body.name).toBe(task.body.guid);
    expect(String(task.body.sequence_id)).toMatch(/^20261122\d{9}$/);
    await bench.clock.advance(2_000);
    expect((await read(task.body.guid)).body.state).toBe('RUNNING');
    expect(await ended(task)).toBe('SUCCEEDED null');
    expect(await ended(await run(app, 'exit 3'))).toBe('FAILED Failed with exit code: 3');
  });

  it('hands out nothing of what it prints', async () => {
    const app = await bench.live();
    expect(await ended(await run(app, './migrate'))).toBe('SUCCEEDED null');
    expect(bench.sandbox.world.cluster.logs(app).map(({ text }) => text)).toEqual(['migrated']);
    const { body } = await bench.call('GET', `/api/v1/read/${app}?envelope_types=LOG`);
    expect(body.envelopes.batch).toEqual([]);
  });

  it('needs the launcher of buildpacks, unless it is of a version that asks a shell', async () => {
    const app = await bench.live('plain:1');
    expect(await ended(await run(app, 'true'))).toBe('FAILED Failed with exit code: 128');
    bench.sandbox.world.taskLauncher = false;
    expect(await ended(await run(app, 'true'))).toBe('SUCCEEDED null');
  });

  it('lists them by app, newest first if that is asked for', async () => {
    const app = await bench.live();
    const first = (await run(app, 'sleep 1')).body.guid;
    await bench.clock.advance(1_000);
    const second = await run(app, 'sleep 1');
    const guids = async (path: string, by = bench.deployer) =>
      (await bench.call('GET', path, undefined, by)).body.resources.map(({ guid }: { guid: string }) => guid);
    expect(await guids(`/v3/apps/${app}/tasks?order_by=-created_at`)).toEqual([second.body.guid, first]);
    const { sequence_id: sequence } = second.body;
    expect(await guids(`/v3/apps/${app}/tasks?sequence_ids=${sequence}`)).toEqual([second.body.guid]);
    expect(await guids('/v3/tasks?order_by=created_at', bench.viewer)).toEqual([first, second.body.guid]);
    expect(await guids('/v3/tasks', bench.stranger)).toEqual([]);
    await bench.call('POST', `/v3/apps/${app}/actions/stop`);
    await bench.clock.advance(31 * 24 * 60 * 60_000);
    expect(await guids('/v3/tasks')).toEqual([]);
  });

  it('ends one that is told to, and none that has ended', async () => {
    const app = await bench.live();
    const { guid } = (await run(app, 'sleep 600')).body;
    await bench.clock.advance(5_000);
    expect(await bench.call('POST', `/v3/tasks/${guid}/actions/cancel`)).toMatchObject({
      status: 202,
      body: { state: 'FAILED', result: { failure_reason: 'task was cancelled' } },
    });
    expect((await bench.call('PUT', `/v3/tasks/${guid}/cancel`)).status).toBe(202);
    const over = await run(app, 'true');
    await ended(over);
    expect(said(await bench.call('POST', `/v3/tasks/${over.body.guid}/actions/cancel`))).toBe(
      '422 10008 Task state is SUCCEEDED and therefore cannot be canceled',
    );
  });

  it('goes on for good with an image that cannot be pulled, and waits for the controllers', async () => {
    const app = await bench.live();
    const { world } = bench.sandbox;
    world.cluster.faults.push({ app, type: 'task', kind: 'pull-error', message: 'denied' });
    expect(await ended(await run(app, 'true'))).toBe('RUNNING null');
    world.cluster.faults.length = 0;
    world.reconcilePaused = true;
    expect(said(await run(app, 'true'))).toBe('500 10001 An unknown error occurred.');
    world.reconcilePaused = false;
    await bench.clock.advance(20_000);
    expect((await bench.call('GET', `/v3/apps/${app}/tasks`)).body.resources).toHaveLength(2);
  });

  it('refuses what it does not take', async () => {
    const app = await bench.app();
    const rows: readonly (readonly [object, string])[] = [
      [{ command: 'a', name: 'x' }, '422 10008 invalid request body: json: unknown field "name"'],
      [{ command: 'a', memory_in_mb: 1 }, '422 10008 invalid request body: json: unknown field "memory_in_mb"'],
      [{ command: 'a', droplet_guid: 'x' }, '422 10008 invalid request body: json: unknown field "droplet_guid"'],
      [{}, '422 10008 command cannot be blank'],
      [{ command: 3 }, '422 10008 Command must be a string'],
      [{ command: 'a' }, '422 10008 Task must have a droplet. Assign current droplet to app.'],
    ];
    for (const [body, expected] of rows)
      expect(said(await bench.call('POST', `/v3/apps/${app}/tasks`, body))).toBe(expected);
    const missing = (what: string) => `404 10010 ${what} not found. Ensure it exists and you have access to it.`;
    expect(said(await run(app, 'a', {}, bench.stranger))).toBe(missing('App'));
    expect(said(await read('x'))).toBe(missing('Task'));
    expect(said(await bench.call('GET', '/v3/tasks?label_selector=run=a'))).toBe(
      "400 10005 The query parameter is invalid: Valid parameters are: 'order_by', 'page', 'per_page'",
    );
    expect(said(await bench.call('GET', '/v3/apps/x/tasks?names=a'))).toBe(missing('App'));
    const { guid } = await bench.build(app, 'plain:1');
    await bench.call('PATCH', `/v3/apps/${app}/relationships/current_droplet`, { data: { guid } });
    expect(said(await run(app, 'a', {}, bench.viewer))).toBe(
      '403 10003 You are not authorized to perform the requested action',
    );
  });
});
