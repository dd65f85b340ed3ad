import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Answered, type Bench, crashing, startBench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.sandbox.close());

const problem = ({ status, body }: Answer) => [status, body.errors?.[0].code, body.errors?.[0].detail];
const world = () => bench.sandbox.world;
const states = (stats: Answered[]) => stats.map((one) => one.state);
const post = (app: string, body: object) =>
  bench.call('POST', '/v3/deployments', { relationships: { app: { data: { guid: app } } }, ...body });
const deployment = async (guid: string) => (await bench.call('GET', `/v3/deployments/${guid}`)).body;
const canary = (...weights: unknown[]) => ({
  strategy: 'canary',
  options: { canary: { steps: weights.map((weight) => ({ instance_weight: weight })) } },
});

describe('a request for a deployment', () => {
  it.each([
    [{ options: 'x' }, 'Options must be an object'],
    [{ options: { x: 1, y: 2 } }, 'Options has unsupported key(s): x, y'],
    [{ options: { max_in_flight: 1.5 } }, 'Max in flight must be an integer greater than 0'],
    [{ options: { web_instances: -1 } }, 'Web instances must be greater than or equal to 0'],
    [{ options: { memory_in_mb: 0 } }, 'Memory in mb must be greater than 0'],
    [
      { options: { log_rate_limit_in_bytes_per_second: -2 } },
      'Log rate limit in bytes per second must be greater than or equal to -1',
    ],
    [{ options: { canary: {} } }, 'Options canary are only valid for Canary deployments'],
    [{ strategy: 'canary', options: { canary: 1 } }, 'Options canary must be an object'],
    [{ strategy: 'canary', options: { canary: { steps: {} } } }, 'Options canary steps must be an array of objects'],
    [{ strategy: 'canary', options: { canary: { steps: [1] } } }, 'Options canary steps must be an array of objects'],
    [
      { strategy: 'canary', options: { canary: { steps: [{ weight: 1 }] } } },
      'Options canary steps has unsupported key(s): weight, Options canary steps missing key: "instance_weight", Options canary steps instance weight must be an Integer between 1-100 (inclusive)',
    ],
    [canary(0), 'Options canary steps instance weight must be an Integer between 1-100 (inclusive)'],
    [canary(101), 'Options canary steps instance weight must be an Integer between 1-100 (inclusive)'],
    [canary('10'), 'Options canary steps instance weight must be an Integer between 1-100 (inclusive)'],
    [canary(20, 10), 'Options canary steps instance weight must be sorted in ascending order'],
    [{ relationships: {} }, 'Unable to use app. Ensure that the app exists and you have access to it.'],
    [
      { droplet: { guid: 'none' } },
      'Unable to assign current droplet. Ensure the droplet exists and belongs to this app.',
    ],
  ])('is refused: %j', async (body, detail) => {
    const app = await bench.live();
    expect(problem(await post(app, body))).toEqual([422, 10008, detail]);
  });

  it('is refused while the operator wants none, before anything else', async () => {
    world().deploymentsDisabled = true;
    expect(problem(await post('none', { nonsense: 1 }))).toEqual([
      ...[403, 390014, "Deployments cannot be created due to manifest property 'temporary_disable_deployments'"],
    ]);
  });

  it('with neither droplet nor revision is a rolling restart', async () => {
    const app = await bench.live();
    const made = (await post(app, {})).body;
    expect(made.droplet).toEqual(made.previous_droplet);
    expect(made.revision.version).toBe(1);
    await bench.clock.advance(10_000);
    expect((await deployment(made.guid)).status.reason).toBe('DEPLOYED');
  });

  it('is refused for an expired droplet, and for docker while that is off', async () => {
    const app = await bench.live();
    const droplet = await bench.stage(app, 'app:2');
    const stored = world().droplets.find((one) => one.guid === droplet);
    if (stored !== undefined) stored.state = 'EXPIRED';
    expect(problem(await post(app, { droplet: { guid: droplet } }))[2]).toBe('droplet must be in staged state');
    world().featureFlags.set('diego_docker', false);
    expect(problem(await post(app, {}))[2]).toBe('docker docker_disabled');
    expect((await bench.call('GET', `/v3/apps/${app}/processes`)).body.resources).toHaveLength(1);
  });

  it('is shown with all its options', async () => {
    const app = await bench.live(2);
    const options = {
      ...{ max_in_flight: 2, web_instances: 3, memory_in_mb: 512, disk_in_mb: 256 },
      log_rate_limit_in_bytes_per_second: 1000,
    };
    const made = (await post(app, { options })).body;
    expect(made.options).toEqual(options);
    const web = await bench.call('GET', `/v3/processes/${made.new_processes[0].guid}`);
    expect(web.body).toMatchObject({
      ...{ instances: 2, memory_in_mb: 512, disk_in_mb: 256, log_rate_limit_in_bytes_per_second: 1000 },
    });
    await bench.clock.advance(15_000);
    expect(await bench.stats(made.new_processes[0].guid)).toHaveLength(3);
  });
});

describe('a deployment', () => {
  it('can be labelled, by those who may write', async () => {
    const app = await bench.live();
    const { guid } = (await post(app, {})).body;
    const patch = (body: object) => bench.call('PATCH', `/v3/deployments/${guid}`, body);
    expect((await patch({ metadata: { labels: { a: 'b' } } })).body.metadata.labels).toEqual({ a: 'b' });
    const found = await bench.call('GET', '/v3/deployments?label_selector=a%3Db&states=DEPLOYING');
    expect(found.body.resources.map((one: Answered) => one.guid)).toEqual([guid]);
    expect(problem(await patch({ options: {} }))[2]).toBe("Unknown field(s): 'options'");
    bench.token = await bench.login('auditor');
    expect((await patch({ nonsense: 1 })).status).toBe(403);
    expect((await bench.call('PATCH', '/v3/deployments/none', {})).status).toBe(404);
  });

  it('says who began, cancelled and continued it', async () => {
    const app = await bench.live();
    const made = (await post(app, { strategy: 'canary' })).body;
    await bench.clock.advance(5_000);
    await bench.call('POST', `/v3/deployments/${made.guid}/actions/continue`);
    await bench.call('POST', `/v3/deployments/${made.guid}/actions/cancel`);
    const events = await bench.call(
      'GET',
      `/v3/audit_events?types=audit.app.deployment.create,audit.app.deployment.continue,audit.app.deployment.cancel`,
    );
    const data = { deployment_guid: made.guid, droplet_guid: made.droplet.guid };
    // The first one made the app live.
    expect(events.body.resources.slice(1)).toMatchObject([
      { type: 'audit.app.deployment.create', data: { ...data, type: null, request: { strategy: 'canary' } } },
      { type: 'audit.app.deployment.continue', data },
      { type: 'audit.app.deployment.cancel', data },
    ]);
  });

  it('is not cancelled where the quota has no room for old and new at once', async () => {
    const app = await bench.live(3);
    world().org('acme').quota.memoryMb = 4 * 1024;
    const made = await bench.deploy(app, await bench.stage(app, 'app:2'));
    while ((world().processesOf(world().app('web'), 'web')[0]?.instances ?? 0) > 1) await bench.clock.advance(500);
    await bench.call('POST', `/v3/deployments/${made.guid}/actions/cancel`);
    await bench.clock.advance(5_000);
    expect((await deployment(made.guid)).status).toMatchObject({
      ...{ reason: 'CANCELING', details: { error: 'memory quota_exceeded' } },
    });
    expect(states(await bench.stats(app))).toEqual(['RUNNING']);
    world().org('acme').quota.memoryMb = 6 * 1024;
    await bench.clock.advance(5_000);
    expect((await deployment(made.guid)).status.reason).toBe('CANCELED');
    expect(states(await bench.stats(app))).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);
  });

  it('that cannot be cancelled for the quota stays CANCELING, and says why, until it can', async () => {
    const app = await bench.live(2);
    bench.images.set('app:2', { behaviour: crashing });
    const made = await bench.deploy(app, await bench.stage(app, 'app:2'));
    world().org('acme').quota.memoryMb = 1024;
    await bench.call('POST', `/v3/deployments/${made.guid}/actions/cancel`);
    await bench.clock.advance(3_000);
    expect((await deployment(made.guid)).status).toMatchObject({
      ...{ value: 'ACTIVE', reason: 'CANCELING', details: { error: 'memory quota_exceeded' } },
    });
    world().org('acme').quota.memoryMb = undefined;
    await bench.clock.advance(1_000);
    expect((await deployment(made.guid)).status).toMatchObject({ reason: 'CANCELED' });
  });

  it('cannot be cancelled once its previous droplet is gone', async () => {
    const app = await bench.live();
    const made = await bench.deploy(app, await bench.stage(app, 'app:2'));
    const previous = world().droplets.find((one) => one.guid === made.previous_droplet.guid);
    if (previous !== undefined) previous.state = 'EXPIRED';
    const cancel = await bench.call('POST', `/v3/deployments/${made.guid}/actions/cancel`);
    expect(problem(cancel)).toEqual([422, 10008, 'droplet must be in staged state']);
    expect((await deployment(made.guid)).status.reason).toBe('DEPLOYING');
  });

  it('of weight 100 keeps no old instance, and still waits', async () => {
    const app = await bench.live(2);
    const made = (await post(app, { ...canary(100), droplet: { guid: await bench.stage(app, 'app:2') } })).body;
    await bench.clock.advance(15_000);
    expect((await deployment(made.guid)).status).toMatchObject({ value: 'ACTIVE', reason: 'PAUSED' });
    expect(states(await bench.stats(made.new_processes[0].guid))).toEqual(['RUNNING', 'RUNNING']);
    expect(await bench.stats(app)).toEqual([]);
    const cancel = await bench.call('POST', `/v3/deployments/${made.guid}/actions/cancel`);
    expect(cancel.status).toBe(200);
    await bench.clock.advance(6_000);
    expect(states(await bench.stats(app))).toEqual(['RUNNING', 'RUNNING']);
    expect(bench.sandbox.appAt('web.apps.sandbox.test')?.image).toBe('app:1');
  });

  it('that pauses is superseded as cancelled: a cancel of the newer one goes past it', async () => {
    const app = await bench.live(2);
    const first = (await post(app, { strategy: 'canary', droplet: { guid: await bench.stage(app, 'app:2') } })).body;
    await bench.clock.advance(6_000);
    expect((await deployment(first.guid)).status.reason).toBe('PAUSED');
    const second = await bench.deploy(app, await bench.stage(app, 'app:3'));
    expect((await deployment(first.guid)).status).toMatchObject({ value: 'FINALIZED', reason: 'SUPERSEDED' });
    await bench.call('POST', `/v3/deployments/${second.guid}/actions/cancel`);
    await bench.clock.advance(2_000);
    expect(
      (await bench.call('GET', `/v3/apps/${app}/processes`)).body.resources.map((one: Answered) => one.guid),
    ).toEqual([app]);
    expect(states(await bench.stats(app))).toEqual(['RUNNING', 'RUNNING']);
  });

  it('that rolls and is superseded hands its process on: a cancel of the newer one goes back to it', async () => {
    const app = await bench.live(2);
    const first = await bench.deploy(app, await bench.stage(app, 'app:2'));
    await bench.clock.advance(3_000);
    const [process] = first.new_processes;
    expect(states(await bench.stats(process.guid))).toContain('RUNNING');
    bench.images.set('app:3', { behaviour: crashing });
    const second = await bench.deploy(app, await bench.stage(app, 'app:3'));
    await bench.call('POST', `/v3/deployments/${second.guid}/actions/cancel`);
    await bench.clock.advance(5_000);
    const left = (await bench.call('GET', `/v3/apps/${app}/processes`)).body.resources;
    expect(left.map((one: Answered) => [one.guid, one.instances])).toEqual([[process.guid, 2]]);
    expect(bench.sandbox.appAt('web.apps.sandbox.test')?.image).toBe('app:2');
  });
});

describe('a worker', () => {
  const worker = (more: object = {}) => world().addProcess(world().app('web'), 'worker', { instances: 2, ...more });

  it('starts and stops with its app, and needs no port', async () => {
    const app = await bench.app();
    await bench.stage(app, 'app:1');
    const { guid, healthCheck } = worker({ command: './work' });
    expect(healthCheck.type).toBe('process');
    expect(states(await bench.stats(guid))).toEqual(['DOWN', 'DOWN']);
    const droplet = world().droplets[0]?.guid ?? '';
    bench.images.set('app:1', { behaviour: { kind: 'never-healthy' } });
    await bench.deploy(app, droplet);
    await bench.clock.advance(2_000);
    expect(states(await bench.stats(guid))).toEqual(['RUNNING', 'RUNNING']);
    expect(states(await bench.stats(app))).toEqual(['STARTING']);
    await bench.call('POST', `/v3/apps/${app}/actions/stop`);
    expect(states(await bench.stats(guid))).toEqual(['DOWN', 'DOWN']);
  });

  it('keeps running old code until the roll is over; then it is restarted with its new command, all at once', async () => {
    const app = await bench.live(2);
    const { guid } = worker({ command: './work' });
    await bench.call('POST', `/v3/apps/${app}/actions/restart`);
    await bench.clock.advance(4_000);
    await bench.call('PATCH', `/v3/apps/${app}/processes/worker`, { command: './work --new' });
    const made = await bench.deploy(app, await bench.stage(app, 'app:2'));
    const process = world().processesOf(world().app('web'), 'worker')[0];
    const finished = async () => (await deployment(made.guid)).status.reason === 'DEPLOYED';
    while (!(await finished())) {
      expect([process?.lrp?.startCommand, process?.lrp?.droplet.image]).toEqual(['./work', 'app:1']);
      expect(states(await bench.stats(guid))).toEqual(['RUNNING', 'RUNNING']);
      await bench.clock.advance(1_000);
    }
    expect([process?.lrp?.startCommand, process?.lrp?.droplet.image]).toEqual(['./work --new', 'app:2']);
    expect(states(await bench.stats(guid))).toEqual(['DOWN', 'DOWN']);
    await bench.clock.advance(4_000);
    expect(states(await bench.stats(guid))).toEqual(['RUNNING', 'RUNNING']);
    expect((await bench.call('GET', `/v3/processes/${guid}`)).body.relationships.revision.data.guid).toBe(
      made.revision.guid,
    );
  });

  it('that a manifest made while the app runs comes up at the end of the next deployment', async () => {
    const app = await bench.live();
    const { guid } = worker();
    await bench.clock.advance(5_000);
    expect(states(await bench.stats(guid))).toEqual(['DOWN', 'DOWN']);
    await post(app, {});
    await bench.clock.advance(10_000);
    expect(states(await bench.stats(guid))).toEqual(['RUNNING', 'RUNNING']);
  });

  it('that the quota has no room for keeps the deployment from its end', async () => {
    const app = await bench.live();
    worker({ memoryMb: 2048 });
    const made = (await post(app, {})).body;
    world().org('acme').quota.memoryMb = 3 * 1024;
    await bench.clock.advance(10_000);
    expect((await deployment(made.guid)).status).toMatchObject({
      ...{ value: 'ACTIVE', details: { error: 'memory quota_exceeded' } },
    });
    world().org('acme').quota.memoryMb = undefined;
    await bench.clock.advance(1_000);
    expect((await deployment(made.guid)).status).toMatchObject({ reason: 'DEPLOYED' });
  });
});
