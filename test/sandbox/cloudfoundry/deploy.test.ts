import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PullError } from '../../../sandbox/image.ts';
import { type Answered, type Bench, crashing, packageOf, startBench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.sandbox.close());

const states = (stats: Answered[]) => stats.map((one) => one.state);
const build = async (app: string, image: string, login = {}) => {
  const pack = await bench.call('POST', '/v3/packages', packageOf(app, image, login));
  return (await bench.call('POST', '/v3/builds', { package: { guid: pack.body.guid } })).body;
};
const deployment = async (guid: string) => (await bench.call('GET', `/v3/deployments/${guid}`)).body;

describe('staging', () => {
  it('turns a package into a droplet that says how the image starts', async () => {
    const app = await bench.app();
    const staging = await build(app, 'ghcr.io/acme/web:1', { username: 'u', password: 'p' });
    expect(staging).toMatchObject({ state: 'STAGING', error: null, droplet: null, created_by: { name: 'deployer' } });
    const second = await bench.call('POST', '/v3/builds', { package: staging.package });
    expect(second.status).toBe(422);
    expect(second.body.errors[0]).toMatchObject({ code: 170017, title: 'CF-StagingInProgress' });

    await bench.clock.advance(1_999);
    expect((await bench.call('GET', `/v3/builds/${staging.guid}`)).body.state).toBe('STAGING');
    await bench.clock.advance(1);
    const staged = (await bench.call('GET', `/v3/builds/${staging.guid}`)).body;
    expect(staged.state).toBe('STAGED');
    const droplet = (await bench.call('GET', `/v3/droplets/${staged.droplet.guid}`)).body;
    expect(droplet).toMatchObject({ image: 'ghcr.io/acme/web:1', process_types: { web: '/bin/web serve' } });
    expect(JSON.parse(droplet.execution_metadata)).toEqual({
      cmd: ['serve'],
      entrypoint: ['/bin/web'],
      workdir: '/srv',
      ports: [
        { Port: 8080, Protocol: 'tcp' },
        { Port: 9000, Protocol: 'tcp' },
      ],
      user: 'app',
    });
    expect(bench.pulls).toEqual([{ image: 'ghcr.io/acme/web:1', username: 'u' }]);
    const list = await bench.call('GET', `/v3/apps/${app}/droplets`);
    expect(list.body.resources[0].execution_metadata).toBe('[PRIVATE DATA HIDDEN IN LISTS]');
  });

  it('says nothing but "staging failed" when the registry refuses; the reason is in the log', async () => {
    const app = await bench.app();
    bench.images.set('ghcr.io/acme/private:1', new PullError('unauthorized', 'unauthorized: authentication required'));
    const { guid } = await build(app, 'ghcr.io/acme/private:1');
    await bench.clock.advance(2_000);
    expect((await bench.call('GET', `/v3/builds/${guid}`)).body).toMatchObject({
      state: 'FAILED',
      error: 'StagingError - Staging error: staging failed',
      droplet: null,
    });
    expect(bench.pulls).toHaveLength(4);
    const lines = (await bench.logs(app)).filter((line) => line.source === 'STG');
    const retry =
      'Failed getting docker image manifest by tag: unauthorized: authentication required  Going to retry attempt: ';
    expect(lines.map((line) => `${line.type} ${line.text}`)).toEqual([
      'OUT Staging...',
      'OUT Staging process started ...',
      `ERR ${retry}1`,
      `ERR ${retry}2`,
      `ERR ${retry}3`,
      'ERR builder exited with error: failed to fetch metadata from [ghcr.io/acme/private] with tag [1] and insecure registries [] due to unauthorized: authentication required',
      'OUT Exit status 2',
      'ERR Staging Failed: STG: Exited with status 2',
    ]);
    const events = await bench.call('GET', `/v3/audit_events?target_guids=${app}&types=audit.app.build.failed`);
    expect(events.body.resources).toHaveLength(1);
  });

  it.each([
    ['an image without a command', 'empty:1', 'StagingError - Staging error: Start command not specified', 1],
    ['tag and digest together', `app:1@sha256:${'b'.repeat(64)}`, 'StagingError - Staging error: staging failed', 0],
    ['an upper-case name', 'ghcr.io/Acme/web:1', 'StagingError - Staging error: staging failed', 0],
  ])('refuses %s', async (_, image, error, pulls) => {
    const app = await bench.app();
    bench.images.set('empty:1', { entrypoint: [], cmd: [] });
    const { guid } = await build(app, image);
    await bench.clock.advance(2_000);
    expect((await bench.call('GET', `/v3/builds/${guid}`)).body.error).toBe(error);
    expect(bench.pulls).toHaveLength(pulls);
  });

  it('refuses docker while the feature flag is off', async () => {
    const app = await bench.app();
    bench.sandbox.world.featureFlags.set('diego_docker', false);
    const { status, body } = await bench.call('POST', '/v3/apps', {
      name: 'other',
      lifecycle: { type: 'docker', data: {} },
      relationships: { space: { data: { guid: bench.sandbox.world.space('prod').guid } } },
    });
    expect([status, body.errors[0].title, body.errors[0].detail]).toEqual([
      403,
      'CF-FeatureDisabled',
      'Feature Disabled: diego_docker',
    ]);
    expect((await build(app, 'app:1')).errors[0].code).toBe(330002);
  });

  it('counts a build against the quota', async () => {
    const app = await bench.app();
    bench.sandbox.world.org('acme').memoryLimitMb = 1000;
    expect((await build(app, 'app:1')).errors[0].detail).toMatch(/^organization's memory limit exceeded/);
  });
});

describe('a first deploy', () => {
  it('is called deployed at once and runs only after placing, creating and booting', async () => {
    const app = await bench.app();
    const droplet = await bench.stage(app, 'app:1');
    expect((await bench.call('POST', `/v3/apps/${app}/actions/stop`)).status).toBe(200);
    const made = await bench.deploy(app, droplet);
    expect(made).toMatchObject({
      status: { value: 'FINALIZED', reason: 'DEPLOYED' },
      new_processes: [],
      previous_droplet: { guid: null },
      revision: { version: 1 },
    });
    expect(states(await bench.stats(app))).toEqual(['DOWN']);
    expect(bench.sandbox.appAt('web.apps.sandbox.test')).toBeUndefined();
    await bench.clock.advance(300);
    expect(states(await bench.stats(app))).toEqual(['STARTING']);
    await bench.clock.advance(1_900);
    expect(states(await bench.stats(app))).toEqual(['STARTING']);
    await bench.clock.advance(100);
    expect((await bench.stats(app))[0]).toMatchObject({ state: 'RUNNING', routable: true });
    expect(bench.sandbox.appAt('web.apps.sandbox.test')).toEqual({ app: 'web', image: 'app:1', index: 0 });
    expect(bench.sandbox.appAt('other.apps.sandbox.test')).toBeUndefined();
  });

  it('needs a droplet', async () => {
    const app = await bench.app();
    const { status, body } = await bench.call('POST', `/v3/apps/${app}/actions/start`);
    expect([status, body.errors[0].detail]).toEqual([422, 'Assign a droplet before starting this app.']);
    const none = await bench.call('POST', '/v3/deployments', { relationships: { app: { data: { guid: app } } } });
    expect([none.status, none.body.errors[0].detail]).toEqual([
      422,
      'Invalid droplet. Please specify a droplet in the request or set a current droplet for the app.',
    ]);
  });

  it('crashes an arm64 image with an exec format error', async () => {
    const app = await bench.app();
    bench.images.set('app:1', { architecture: 'arm64' });
    await bench.deploy(app, await bench.stage(app, 'app:1'));
    await bench.clock.advance(20_000);
    expect(states(await bench.stats(app))).toEqual(['CRASHED']);
    expect((await bench.logs(app)).filter((line) => line.source === 'APP/PROC/WEB')[0]).toEqual({
      source: 'APP/PROC/WEB',
      type: 'ERR',
      text: 'Failed to run: exec format error',
    });
  });

  it('kills an instance that never becomes healthy, and says so in HEALTH and CELL lines', async () => {
    const app = await bench.app();
    bench.images.set('app:1', { behaviour: { kind: 'never-healthy' } });
    await bench.deploy(app, await bench.stage(app, 'app:1'));
    await bench.clock.advance(61_000);
    expect(states(await bench.stats(app))).toEqual(['STARTING']);
    await bench.clock.advance(1_000);
    const events = await bench.call('GET', `/v3/audit_events?target_guids=${app}&types=app.crash`);
    expect(events.body.resources[0].data.exit_description).toBe(
      'Instance never healthy after 1m0s: Failed to make TCP connection to port 8080: connection refused',
    );
    const logs = await bench.logs(app);
    expect(logs.some((line) => line.source === 'HEALTH' && line.text.startsWith('Timed out after 1m0s'))).toBe(true);
  });

  it('lets a process health check pass as soon as the app runs', async () => {
    const app = await bench.app();
    bench.images.set('app:1', { behaviour: { kind: 'never-healthy' } });
    const patched = await bench.call('PATCH', `/v3/processes/${app}`, { health_check: { type: 'process' } });
    expect(patched.body.health_check.type).toBe('process');
    await bench.deploy(app, await bench.stage(app, 'app:1'));
    await bench.clock.advance(2_000);
    expect(states(await bench.stats(app))).toEqual(['RUNNING']);
  });

  it('reports a placement error as DOWN with details until there is room', async () => {
    const app = await bench.app();
    const droplet = await bench.stage(app, 'app:1');
    bench.sandbox.world.placementError = 'insufficient resources: memory';
    await bench.deploy(app, droplet);
    await bench.clock.advance(5_000);
    expect((await bench.stats(app))[0]).toMatchObject({ state: 'DOWN', details: 'insufficient resources: memory' });
    bench.sandbox.world.placementError = undefined;
    await bench.clock.advance(5_000);
    expect(states(await bench.stats(app))).toEqual(['RUNNING']);
  });
});

describe('crashes', () => {
  it('restarts the first two at once, then shows CRASHED with a doubling pause', async () => {
    const app = await bench.app();
    bench.images.set('app:1', { behaviour: crashing, startLog: ['starting'], crashLog: ['Error: no database'] });
    await bench.deploy(app, await bench.stage(app, 'app:1'));
    const event = async () =>
      (await bench.call('GET', `/v3/audit_events?target_guids=${app}&types=audit.app.process.crash`)).body.resources;
    await bench.clock.advance(1_800);
    expect(await event()).toHaveLength(1);
    expect(states(await bench.stats(app))).toEqual(['STARTING']);
    await bench.clock.advance(1_500);
    expect(await event()).toHaveLength(2);
    expect(states(await bench.stats(app))).toEqual(['STARTING']);
    await bench.clock.advance(1_500);
    const crashes = await event();
    expect(crashes).toHaveLength(3);
    expect(states(await bench.stats(app))).toEqual(['CRASHED']);
    expect(crashes[2]).toMatchObject({
      actor: { type: 'process', guid: app, name: 'web' },
      target: { type: 'app', guid: app },
      data: { index: 0, exit_description: 'APP/PROC/WEB: Exited with status 1', crash_count: 3, reason: 'CRASHED' },
    });
    await bench.clock.advance(29_999);
    expect(states(await bench.stats(app))).toEqual(['CRASHED']);
    await bench.clock.advance(1);
    expect(states(await bench.stats(app))).toEqual(['STARTING']);
    await bench.clock.advance(1_500);
    expect(await event()).toHaveLength(4);
    await bench.clock.advance(59_999);
    expect(states(await bench.stats(app))).toEqual(['CRASHED']);
    await bench.clock.advance(1);
    expect(states(await bench.stats(app))).toEqual(['STARTING']);

    const lines = (await bench.logs(app)).filter((line) => line.source === 'APP/PROC/WEB').slice(0, 3);
    expect(lines.map((line) => `${line.type} ${line.text}`)).toEqual([
      'OUT starting',
      'ERR Error: no database',
      'OUT Exit status 1',
    ]);
    const api = (await bench.logs(app)).filter((line) => line.source === 'API');
    expect(api.some((line) => line.text === 'Process has crashed with type: "web"')).toBe(true);
  });

  it('pulls again at every start, with the credentials of the droplet', async () => {
    const app = await bench.app();
    const { guid } = await build(app, 'app:1', { username: 'robot', password: 'p' });
    await bench.clock.advance(2_000);
    const staged = (await bench.call('GET', `/v3/builds/${guid}`)).body;
    await bench.deploy(app, staged.droplet.guid);
    await bench.clock.advance(4_000);
    bench.images.set('app:1', new PullError('unauthorized', 'unauthorized: token expired'));
    bench.sandbox.crashInstance('web');
    await bench.clock.advance(5_000);
    expect(states(await bench.stats(app))).toEqual(['CRASHED']);
    expect(new Set(bench.pulls.map((pull) => pull.username))).toEqual(new Set(['robot']));
    const events = await bench.call('GET', `/v3/audit_events?target_guids=${app}&types=app.crash`);
    expect(events.body.resources.at(-1).data.exit_description).toContain('unauthorized: token expired');
  });
});

describe('a rolling deployment', () => {
  it('replaces one instance and leaves a process with a guid of its own', async () => {
    const app = await bench.live();
    const droplet = await bench.stage(app, 'app:2');
    const made = await bench.deploy(app, droplet, { metadata: { labels: { run: '7' } } });
    const fresh = made.new_processes[0].guid;
    expect(made).toMatchObject({ status: { value: 'ACTIVE', reason: 'DEPLOYING' }, strategy: 'rolling' });
    expect(made.links.cancel.href).toContain('/actions/cancel');
    expect(fresh).not.toBe(app);
    expect((await bench.call('GET', `/v3/apps/${app}/droplets/current`)).body.guid).toBe(droplet);
    const assign = await bench.call('PATCH', `/v3/apps/${app}/relationships/current_droplet`, {
      data: { guid: droplet },
    });
    expect([assign.status, assign.body.errors[0].code]).toEqual([422, 10008]);
    const scale = await bench.call('POST', `/v3/apps/${app}/processes/web/actions/scale`, { instances: 2 });
    expect(scale.body.errors[0].detail).toBe('Cannot scale this process while a deployment is in flight.');
    await bench.clock.advance(1_000);
    expect(states(await bench.stats(fresh))).toEqual(['STARTING']);
    expect(states(await bench.stats(app))).toEqual(['RUNNING']);
    expect(bench.sandbox.appAt('web.apps.sandbox.test')?.image).toBe('app:1');
    await bench.clock.advance(3_000);
    const done = await deployment(made.guid);
    expect(done.status).toMatchObject({ value: 'FINALIZED', reason: 'DEPLOYED' });
    expect(done.links.cancel).toBeUndefined();
    expect(bench.sandbox.appAt('web.apps.sandbox.test')?.image).toBe('app:2');
    expect((await bench.call('GET', `/v3/processes/${app}`)).status).toBe(404);
    const web = await bench.call('GET', `/v3/apps/${app}/processes/web`);
    expect(web.body.guid).toBe(fresh);
    const found = await bench.call('GET', '/v3/deployments?label_selector=run%3D7&status_values=FINALIZED');
    expect(found.body.resources.map((one: Answered) => one.guid)).toEqual([made.guid]);
    const cancel = await bench.call('POST', `/v3/deployments/${made.guid}/actions/cancel`);
    expect(cancel.body.errors[0].detail).toBe('Cannot cancel a deployment with status: FINALIZED and reason: DEPLOYED');
  });

  it('takes three instances one by one and never has fewer than three serving', async () => {
    const app = await bench.live(3);
    const made = await bench.deploy(app, await bench.stage(app, 'app:2'));
    const fresh = made.new_processes[0].guid;
    const seen: number[] = [];
    for (let second = 0; second < 30; second += 1) {
      await bench.clock.advance(1_000);
      const web = bench.sandbox.world.processesOf(bench.sandbox.world.app('web'), 'web');
      const serving = web.flatMap((one) => one.lrp?.instances ?? []).filter((one) => one.routable);
      expect(serving.length).toBeGreaterThanOrEqual(3);
      const wanted = web.reduce((sum, one) => sum + one.instances, 0);
      expect(wanted).toBeLessThanOrEqual(4);
      seen.push(web.find((one) => one.guid === fresh)?.instances ?? 0);
      if ((await deployment(made.guid)).status.value === 'FINALIZED') break;
    }
    expect([...new Set(seen)]).toEqual([1, 2, 3]);
    expect((await deployment(made.guid)).status.reason).toBe('DEPLOYED');
    expect(states(await bench.stats(fresh))).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);
    const indices = [1, 2, 3].map(() => bench.sandbox.appAt('web.apps.sandbox.test')?.index);
    expect(new Set(indices)).toEqual(new Set([0, 1, 2]));
  });

  it('never ends by itself when the new version crashes; a cancel brings the old one back', async () => {
    const app = await bench.live(2);
    const old = (await bench.call('GET', `/v3/apps/${app}/droplets/current`)).body.guid;
    bench.images.set('app:2', { behaviour: crashing });
    const made = await bench.deploy(app, await bench.stage(app, 'app:2'));
    const fresh = made.new_processes[0].guid;
    await bench.clock.advance(600_000);
    const stuck = await deployment(made.guid);
    expect(stuck.status).toMatchObject({ value: 'ACTIVE', reason: 'DEPLOYING' });
    expect(stuck.status.details.error).toBeUndefined();
    expect(states(await bench.stats(fresh))).toEqual(['CRASHED']);
    expect(states(await bench.stats(app))).toEqual(['RUNNING', 'RUNNING']);

    const cancel = await bench.call('POST', `/v3/deployments/${made.guid}/actions/cancel`);
    expect([cancel.status, cancel.body]).toEqual([200, '']);
    expect((await deployment(made.guid)).status).toMatchObject({ value: 'ACTIVE', reason: 'CANCELING' });
    expect((await bench.call('GET', `/v3/apps/${app}/droplets/current`)).body.guid).toBe(old);
    await bench.clock.advance(1_000);
    expect((await deployment(made.guid)).status).toMatchObject({ value: 'FINALIZED', reason: 'CANCELED' });
    expect((await bench.call('GET', `/v3/processes/${fresh}/stats`)).status).toBe(404);
    expect(states(await bench.stats(app))).toEqual(['RUNNING', 'RUNNING']);
    expect(bench.sandbox.appAt('web.apps.sandbox.test')?.image).toBe('app:1');
  });

  it('restores the instances that were already taken when it is cancelled half-way', async () => {
    const app = await bench.live(3);
    const made = await bench.deploy(app, await bench.stage(app, 'app:2'));
    const old = bench.sandbox.world.processesOf(bench.sandbox.world.app('web'), 'web')[0];
    while (old?.instances === 3) await bench.clock.advance(500);
    await bench.call('POST', `/v3/deployments/${made.guid}/actions/cancel`);
    await bench.clock.advance(5_000);
    expect(states(await bench.stats(app))).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);
  });

  it('is superseded by a newer one, and the newer one inherits the number of instances', async () => {
    const app = await bench.live(2);
    bench.images.set('app:2', { behaviour: crashing });
    const first = await bench.deploy(app, await bench.stage(app, 'app:2'));
    await bench.clock.advance(3_000);
    const second = await bench.sandbox.deployByColleague('web', 'app:3');
    expect((await deployment(first.guid)).status).toMatchObject({ value: 'FINALIZED', reason: 'SUPERSEDED' });
    await bench.clock.advance(15_000);
    const done = await deployment(second.guid);
    expect(done.status.reason).toBe('DEPLOYED');
    expect(states(await bench.stats(done.new_processes[0].guid))).toEqual(['RUNNING', 'RUNNING']);
    expect((await bench.call('GET', `/v3/apps/${app}/processes`)).body.pagination.total_results).toBe(1);
    const events = await bench.call(
      'GET',
      `/v3/audit_events?target_guids=${app}&types=audit.app.deployment.create&order_by=-created_at`,
    );
    expect(events.body.resources[0].actor.name).toBe('colleague');
  });

  it('hands on the number of instances that there were before the one it supersedes', async () => {
    const app = await bench.live(3);
    await bench.deploy(app, await bench.stage(app, 'app:2'));
    const old = bench.sandbox.world.processesOf(bench.sandbox.world.app('web'), 'web')[0];
    while (old?.instances === 3) await bench.clock.advance(500);
    const second = await bench.sandbox.deployByColleague('web');
    await bench.clock.advance(30_000);
    const done = await deployment(second.guid);
    expect(done.status.reason).toBe('DEPLOYED');
    expect(states(await bench.stats(done.new_processes[0].guid))).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);
  });

  it('stops scaling while one of its instances is unhealthy, and goes on once it recovers', async () => {
    const app = await bench.live(3);
    const made = await bench.deploy(app, await bench.stage(app, 'app:2'), { options: { max_in_flight: 2 } });
    const fresh = made.new_processes[0].guid;
    for (const _ of [1, 2, 3]) bench.sandbox.crashInstance('web', { index: 1 });
    await bench.clock.advance(20_000);
    expect(states(await bench.stats(fresh))).toEqual(['RUNNING', 'CRASHED']);
    expect(await bench.stats(app)).toHaveLength(2);
    await bench.clock.advance(30_000);
    expect((await deployment(made.guid)).status.reason).toBe('DEPLOYED');
  });

  it('shows a quota hit in mid-roll as details.error, and goes on when there is room', async () => {
    const app = await bench.live(3);
    const droplet = await bench.stage(app, 'app:2');
    bench.sandbox.world.org('acme').memoryLimitMb = 3 * 1024;
    const refused = await bench.call('POST', '/v3/deployments', {
      droplet: { guid: droplet },
      relationships: { app: { data: { guid: app } } },
    });
    expect(refused.body.errors[0].detail).toMatch(/^memory quota_exceeded for organization acme\./);
    bench.sandbox.world.org('acme').memoryLimitMb = 4 * 1024;
    const made = await bench.deploy(app, droplet);
    bench.sandbox.world.org('acme').memoryLimitMb = 2 * 1024;
    await bench.clock.advance(6_000);
    expect((await deployment(made.guid)).status).toMatchObject({
      value: 'ACTIVE',
      details: { error: 'memory quota_exceeded' },
    });
    bench.sandbox.world.org('acme').memoryLimitMb = undefined;
    await bench.clock.advance(15_000);
    const done = await deployment(made.guid);
    expect(done.status.reason).toBe('DEPLOYED');
    expect(done.status.details.error).toBeUndefined();
  });
});

describe('a canary deployment', () => {
  it('pauses after each step, goes on when told, and ends as a roll', async () => {
    const app = await bench.live(4);
    const made = await bench.deploy(app, await bench.stage(app, 'app:2'), {
      strategy: 'canary',
      options: { max_in_flight: 4, canary: { steps: [{ instance_weight: 25 }, { instance_weight: 50 }] } },
    });
    const fresh = made.new_processes[0].guid;
    const early = await bench.call('POST', `/v3/deployments/${made.guid}/actions/continue`);
    expect(early.body.errors[0].detail).toBe('Cannot continue a deployment with status: ACTIVE and reason: DEPLOYING');
    await bench.clock.advance(5_000);
    let now = await deployment(made.guid);
    expect(now.status).toMatchObject({ reason: 'PAUSED', canary: { steps: { current: 1, total: 2 } } });
    expect([await bench.stats(fresh), await bench.stats(app)].map((one) => one.length)).toEqual([1, 4]);
    await bench.call('POST', `/v3/deployments/${made.guid}/actions/continue`);
    await bench.clock.advance(6_000);
    now = await deployment(made.guid);
    expect(now.status).toMatchObject({ reason: 'PAUSED', canary: { steps: { current: 2, total: 2 } } });
    expect([await bench.stats(fresh), await bench.stats(app)].map((one) => one.length)).toEqual([2, 3]);
    await bench.call('POST', `/v3/deployments/${made.guid}/actions/continue`);
    await bench.clock.advance(10_000);
    expect((await deployment(made.guid)).status.reason).toBe('DEPLOYED');
    expect(states(await bench.stats(fresh))).toEqual(Array(4).fill('RUNNING'));
  });
});

describe('restart and stop', () => {
  it('has an outage in between', async () => {
    const app = await bench.live();
    expect((await bench.call('POST', `/v3/apps/${app}/actions/restart`)).body.state).toBe('STARTED');
    expect(bench.sandbox.appAt('web.apps.sandbox.test')).toBeUndefined();
    await bench.clock.advance(4_000);
    expect(bench.sandbox.appAt('web.apps.sandbox.test')?.app).toBe('web');
    await bench.call('POST', `/v3/apps/${app}/actions/stop`);
    expect(states(await bench.stats(app))).toEqual(['DOWN']);
  });
});
