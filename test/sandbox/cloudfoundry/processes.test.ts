import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Answered, type Bench, crashing, startBench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.sandbox.close());

const problem = ({ status, body }: Answer) => [status, body.errors?.[0].code, body.errors?.[0].detail];
const world = () => bench.sandbox.world;
const patch = (guid: string, body: object) => bench.call('PATCH', `/v3/processes/${guid}`, body);
const check = (type: string, data: object = {}) => ({ type, data });

describe('a change of a process', () => {
  it.each([
    [{ command: '' }, 'Command must be between 1 and 4096 characters'],
    [{ command: 1 }, 'Command must be a string'],
    [{ user: '' }, 'User must be between 1 and 255 characters'],
    [{ user: 'root' }, "user invalid (requested user 'root' not allowed, permitted users are: 'vcap')"],
    [{ health_check: check('none') }, 'Health check type must be "port", "process", or "http"'],
    [
      { health_check: check('http') },
      'health_check_http_endpoint HTTP health check endpoint is not a valid URI path: ',
    ],
    [{ health_check: { data: { timeout: 0 } } }, 'Health check timeout must be greater than or equal to 1'],
    [{ health_check: { data: { interval: 'x' } } }, 'Health check interval is not a number'],
    [
      { health_check: { data: { invocation_timeout: 2_147_483_648 } } },
      'Health check invocation timeout must be less than or equal to 2147483647',
    ],
    [
      { health_check: check('http', { endpoint: `/${'x'.repeat(255)}` }) },
      'Health check endpoint is too long (maximum is 255 characters)',
    ],
    [
      { readiness_health_check: check('http') },
      'readiness_health_check_http_endpoint HTTP readiness health check endpoint is not a valid URI path: ',
    ],
    [{ instances: 2 }, "Unknown field(s): 'instances'"],
    [{ metadata: { labels: { 'a b': 'c' } } }, "Metadata label key error: 'a b' contains invalid characters"],
  ])('is refused: %j', async (body, detail) => {
    expect(problem(await patch(await bench.app(), body))).toEqual([422, 10008, detail]);
  });

  it('takes what it names, and null back to the default', async () => {
    const app = await bench.app();
    const set = await patch(app, {
      command: './run',
      user: 'VCAP',
      health_check: check('http', { endpoint: '/up', timeout: 90, invocation_timeout: 3, interval: 7 }),
      readiness_health_check: check('http', { endpoint: '/ready', timeout: 5 }),
      metadata: { labels: { tier: 'front' } },
    });
    expect(set.body).toMatchObject({
      ...{ command: './run', user: 'VCAP', metadata: { labels: { tier: 'front' } } },
      health_check: { type: 'http', data: { endpoint: '/up', timeout: 90, invocation_timeout: 3, interval: 7 } },
      readiness_health_check: { type: 'http', data: { endpoint: '/ready' } },
    });
    const back = await patch(app, { command: null, user: null, health_check: check('port', { timeout: null }) });
    expect(back.body).toMatchObject({
      ...{ command: null, user: null },
      health_check: { type: 'port', data: { timeout: null, interval: 7 } },
    });
    expect(back.body.health_check.data.endpoint).toBeUndefined();
    const events = await bench.call('GET', '/v3/audit_events?types=audit.app.process.update');
    expect(events.body.resources[0].data).toMatchObject({
      ...{ process_guid: app, process_type: 'web', request: { command: 'PRIVATE DATA HIDDEN' } },
    });
  });

  it('of a worker goes on while the web process is deployed', async () => {
    const app = await bench.live();
    const { guid } = world().addProcess(world().app('web'), 'worker');
    await bench.deploy(app, await bench.stage(app, 'app:2'));
    expect((await patch(guid, { command: './work' })).status).toBe(200);
    expect(
      (await bench.call('POST', `/v3/apps/${app}/processes/worker/actions/scale`, { instances: 3 })).body,
    ).toMatchObject({
      ...{ guid, instances: 3 },
    });
    expect(problem(await patch(app, {}))[2]).toBe('Cannot update this process while a deployment is in flight.');
    const scale = await bench.call('POST', `/v3/processes/${app}/actions/scale`, { instances: 3 });
    expect(problem(scale)[2]).toBe('Cannot scale this process while a deployment is in flight.');
  });

  it('is for those who may release, which is looked at before the flag and the body', async () => {
    const app = await bench.live();
    world().featureFlags.set('app_scaling', false);
    const scale = () => bench.call('POST', `/v3/processes/${app}/actions/scale`, { nonsense: 1 });
    expect(problem(await scale())).toEqual([403, 330002, 'Feature Disabled: app_scaling']);
    bench.token = await bench.login('auditor');
    expect(problem(await scale())[1]).toBe(10003);
    expect(problem(await patch(app, { nonsense: 1 }))[1]).toBe(10003);
    expect(problem(await patch('none', {}))).toEqual([404, 10010, 'Process not found']);
  });

  it('leaves no less memory than the sidecars need', async () => {
    const app = await bench.app();
    world().addSidecar(world().app('web'), { name: 'proxy', command: './p', processTypes: ['web'], memoryMb: 200 });
    const scale = (memory: number) =>
      bench.call('POST', `/v3/processes/${app}/actions/scale`, { memory_in_mb: memory });
    expect(problem(await scale(200))).toEqual([
      422,
      10008,
      'The requested memory allocation is not large enough to run all of your sidecar processes.',
    ]);
    expect((await scale(201)).status).toBe(202);
  });
});

describe('instances', () => {
  it('are shown alone, or with their process', async () => {
    const app = await bench.live(2);
    const since = Math.floor((world().processesOf(world().app('web'))[0]?.lrp?.instances[0]?.since ?? 0) / 1000);
    const resources = [0, 1].map((index) => ({ index, state: 'RUNNING', since }));
    const shown = await bench.call('GET', `/v3/processes/${app}/process_instances`);
    expect(shown.body).toMatchObject({ resources, links: { process: { href: expect.stringContaining(app) } } });
    const list = await bench.call('GET', `/v3/apps/${app}/processes?embed=process_instances`);
    expect(list.body.resources[0].process_instances).toEqual(resources);
    expect((await bench.call('GET', `/v3/processes/${app}?embed=process_instances`)).body.process_instances).toEqual(
      resources,
    );
    expect((await bench.call('GET', `/v3/processes/${app}?embed=stats`)).body.errors[0].code).toBe(10005);
  });

  it('are replaced when they are stopped one by one', async () => {
    const app = await bench.live(2);
    const before = await bench.stats(app);
    const stop = (index: string) => bench.call('DELETE', `/v3/apps/${app}/processes/web/instances/${index}`);
    expect(await stop('1')).toMatchObject({ status: 204, body: '' });
    expect((await bench.stats(app)).map((one) => one.state)).toEqual(['RUNNING', 'DOWN']);
    await bench.clock.advance(4_000);
    const after = await bench.stats(app);
    expect(after.map((one) => one.state)).toEqual(['RUNNING', 'RUNNING']);
    expect(after.map((one, at) => one.instance_guid === before[at]?.instance_guid)).toEqual([true, false]);
    expect(problem(await stop('2'))).toEqual([404, 10010, 'Instance not found']);
    const events = await bench.call('GET', '/v3/audit_events?types=audit.app.process.terminate_instance');
    expect(events.body.resources.map((one: Answered) => one.data)).toEqual([
      { process_guid: app, process_type: 'web', process_index: 1 },
    ]);
  });

  it('cannot be asked for while the runtime is away', async () => {
    const app = await bench.live();
    world().diegoDown = true;
    expect(problem(await bench.call('GET', `/v3/processes/${app}/stats`)).slice(0, 2)).toEqual([503, 200002]);
    expect(problem(await bench.call('GET', `/v3/processes/${app}/process_instances`)).slice(0, 2)).toEqual([
      503, 220002,
    ]);
    expect(problem(await bench.call('POST', `/v3/apps/${app}/actions/restart`))).toEqual([
      ...[503, 170015, 'Runner is unavailable: Unable to communicate with Diego'],
    ]);
  });
});

describe('what an app does in its container', () => {
  const start = async (image: object, settings: object = {}) => {
    bench.images.set('app:1', image);
    const app = await bench.app();
    await patch(app, settings);
    await bench.deploy(app, await bench.stage(app, 'app:1'));
    return app;
  };
  const states = async (app: string) => (await bench.stats(app)).map((one) => [one.state, one.routable]);
  const exits = async () =>
    (await bench.call('GET', '/v3/audit_events?types=audit.app.process.crash')).body.resources.map(
      (one: Answered) => one.data.exit_description,
    );

  it('runs without traffic while it is not ready, where a check looks', async () => {
    const unready = { behaviour: { kind: 'unready', bootMs: 1_000, readyMs: 8_000 } };
    const app = await start(unready, { readiness_health_check: check('http', { endpoint: '/ready' }) });
    await bench.clock.advance(4_000);
    expect(await states(app)).toEqual([['RUNNING', false]]);
    expect(bench.sandbox.appAt('web.apps.sandbox.test')).toBeUndefined();
    await bench.clock.advance(6_000);
    expect(await states(app)).toEqual([['RUNNING', true]]);
    const events = await bench.call('GET', '/v3/audit_events?types=audit.app.process.ready');
    expect(events.body.resources).toMatchObject([{ actor: { guid: app, type: 'process' }, data: { ready: true } }]);
    expect((await bench.logs(app)).map(({ text }) => text)).toContain(
      'Container passed the readiness health check. Container marked ready and added to route pool.',
    );
  });

  it('has traffic at once where no check looks', async () => {
    const app = await start({ behaviour: { kind: 'unready', bootMs: 1_000, readyMs: undefined } });
    await bench.clock.advance(4_000);
    expect(await states(app)).toEqual([['RUNNING', true]]);
  });

  it('loses its traffic while it is not ready any more, and goes on running', async () => {
    const unready = { behaviour: { kind: 'unready', bootMs: 1_000, unreadyMs: 5_000, readyMs: 9_000 } } as const;
    const app = await start(unready, { readiness_health_check: check('http', { endpoint: '/ready' }) });
    const seen: string[] = [];
    for (let second = 0; second < 14; second += 1) {
      await bench.clock.advance(1_000);
      const [one] = await states(app);
      if (one?.[0] === 'RUNNING' && seen.at(-1) !== String(one[1])) seen.push(String(one[1]));
    }
    expect(seen).toEqual(['true', 'false', 'true']);
    const events = await bench.call('GET', '/v3/audit_events?types=audit.app.process.not-ready');
    expect(events.body.resources).toMatchObject([
      { actor: { guid: app, name: 'web', type: 'process' }, data: { index: 0, ready: false } },
    ]);
    const lines = await bench.logs(app);
    expect(lines).toContainEqual({
      ...{ source: 'HEALTH', type: 'OUT' },
      text: 'Container failed the readiness health check. Container marked not ready and removed from route pool.',
    });
    expect(lines.filter(({ text }) => text.startsWith(`Process became not ready with guid ${app}`))).toHaveLength(1);
    expect(await exits()).toEqual([]);
  });

  it('is replaced when its cell is emptied, which is no crash', async () => {
    const app = await start({});
    await bench.clock.advance(4_000);
    const [before] = await bench.stats(app);
    bench.sandbox.evacuateInstance('web');
    await bench.clock.advance(4_000);
    const [after] = await bench.stats(app);
    expect(after.state).toBe('RUNNING');
    expect(after.instance_guid).not.toBe(before.instance_guid);
    const { body } = await bench.call('GET', '/v3/audit_events?types=audit.app.process.rescheduling');
    expect(body.resources).toMatchObject([
      { data: { instance: before.instance_guid, index: 0, reason: 'Cell is being evacuated' } },
    ]);
    expect((await bench.logs(app)).map(({ text }) => text)).toContain('Process is being rescheduled');
    expect(await exits()).toEqual([]);
    expect(() => bench.sandbox.evacuateInstance('web', { index: 3 })).toThrow('no instance 3 of web');
  });

  it('holds a roll while it is not ready', async () => {
    const app = await start({}, { readiness_health_check: check('port') });
    await bench.clock.advance(4_000);
    bench.images.set('app:2', { behaviour: { kind: 'unready', bootMs: 1_000, readyMs: undefined } });
    const made = await bench.deploy(app, await bench.stage(app, 'app:2'));
    await bench.clock.advance(60_000);
    expect(await states(made.new_processes[0].guid)).toEqual([['RUNNING', false]]);
    expect((await bench.call('GET', `/v3/deployments/${made.guid}`)).body.status.reason).toBe('DEPLOYING');
    expect(bench.sandbox.appAt('web.apps.sandbox.test')?.image).toBe('app:1');
  });

  it('crashes a few times, and then is well', async () => {
    const app = await start({ behaviour: { ...crashing, times: 2 } });
    await bench.clock.advance(70_000);
    expect(await states(app)).toEqual([['RUNNING', true]]);
    expect(await exits()).toHaveLength(2);
  });

  it.each([
    ['it takes more memory than there is', { memoryMb: 2048 }],
    ['it behaves so', { behaviour: { ...crashing, exitCode: 137, outOfMemory: true } }],
  ])('is killed when %s', async (_, image) => {
    const app = await start(image);
    await bench.clock.advance(3_000);
    expect(await states(app)).not.toContainEqual(['RUNNING', true]);
    expect((await exits())[0]).toBe('APP/PROC/WEB: Exited with status 137 (out of memory)');
    expect((await bench.logs(app)).map(({ text }) => text)).toContain('Exit status 137 (out of memory)');
  });

  it('cannot start with a command where there is no shell', async () => {
    const app = await start({ shell: false }, { command: './run' });
    await bench.clock.advance(3_000);
    expect(await states(app)).not.toContainEqual(['RUNNING', true]);
    expect((await bench.logs(app)).map(({ text }) => text)).toContain('Failed to run: no such file or directory');
    await patch(app, { command: null });
    await bench.call('POST', `/v3/apps/${app}/actions/restart`);
    await bench.clock.advance(4_000);
    expect(await states(app)).toEqual([['RUNNING', true]]);
  });

  it('is not run as root where that is forbidden: the app is started, and has no instance', async () => {
    world().allowDockerRootUser = false;
    bench.images.set('app:1', { user: '' });
    const app = await bench.app();
    const droplet = await bench.stage(app, 'app:1');
    await bench.call('PATCH', `/v3/apps/${app}/relationships/current_droplet`, { data: { guid: droplet } });
    const text = 'Attempting to run process as root user, which is not permitted.';
    const order = { relationships: { app: { data: { guid: app } } } };
    expect(problem(await bench.call('POST', '/v3/deployments', order))).toEqual([422, 10008, text]);
    const [stored] = (await bench.call('GET', `/v3/deployments?app_guids=${app}`)).body.resources;
    expect(stored.status).toMatchObject({ value: 'FINALIZED', reason: 'DEPLOYED' });
    await bench.call('POST', `/v3/apps/${app}/actions/stop`);
    expect(problem(await bench.call('POST', `/v3/apps/${app}/actions/start`))).toEqual([422, 10008, text]);
    expect((await bench.call('GET', `/v3/apps/${app}`)).body.state).toBe('STARTED');
    await bench.clock.advance(10_000);
    expect(await states(app)).toEqual([['DOWN', null]]);
    await patch(app, { user: 'vcap' });
    expect((await bench.call('POST', `/v3/apps/${app}/actions/restart`)).status).toBe(200);
    await bench.clock.advance(4_000);
    expect(await states(app)).toEqual([['RUNNING', true]]);
  });

  it('is fetched anew at each start: a login that has expired meanwhile crashes the next one', async () => {
    const app = await start({});
    await bench.clock.advance(4_000);
    const { PullError } = await import('../../../sandbox/image.ts');
    bench.images.set('app:1', new PullError('unauthorized', 'unauthorized: authentication required'));
    await bench.clock.advance(60_000);
    expect(await states(app)).toEqual([['RUNNING', true]]);
    await bench.call('DELETE', `/v3/processes/${app}/instances/0`);
    await bench.clock.advance(10_000);
    expect(await states(app)).toEqual([['CRASHED', null]]);
    expect((await exits())[0]).toBe(
      'failed to create container: running image plugin create: pulling the image: unauthorized: authentication required: exit status 1',
    );
  });
});
