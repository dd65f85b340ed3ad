import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imageNamed } from '../benches.ts';
import { KorifiBench } from './bench.ts';

let bench: KorifiBench;
beforeEach(async () => {
  bench = await KorifiBench.start({ 'gone:1': 'missing', 'bad:1': { 'sandbox.behaviour': 'never-healthy' } });
});
afterEach(() => bench.close());

describe("the sandbox's Korifi", () => {
  it('takes a first deploy, step by step', async () => {
    const app = await bench.app();
    expect((await bench.call('GET', `/v3/apps/${app}/processes`)).body.resources).toEqual([]);
    const route = await bench.route(app);
    const build = await bench.build(app, 'web:1');
    expect(build).toMatchObject({ state: 'STAGED', error: null, droplet: { guid: build.guid } });
    const droplet = `/v3/apps/${app}/relationships/current_droplet`;
    expect((await bench.call('PATCH', droplet, { data: { guid: build.guid } })).status).toBe(200);
    const started = await bench.call('POST', `/v3/apps/${app}/actions/start`);
    expect(started).toMatchObject({ status: 200, body: { state: 'STARTED' } });
    expect(await bench.states(app)).toEqual(['0 DOWN']);
    expect(bench.serving()).toBe(503);
    await bench.clock.advance(10_000);
    expect(await bench.states(app)).toEqual(['0 RUNNING']);
    expect(bench.serving()).toBe('web:1');
    const { destinations } = (await bench.call('GET', `/v3/routes/${route}`)).body;
    expect(destinations).toMatchObject([{ port: 8080, protocol: 'http1', app: { guid: app } }]);
    expect(bench.sandbox.appAt('web.apps.sandbox.test')).toMatchObject({ app: 'web', image: imageNamed('web:1') });
  });

  it('takes a second one as a deployment, which says that it is over before it has begun', async () => {
    const app = await bench.live();
    const { guid } = await bench.build(app, 'web:2');
    const deployment = await bench.deploy(app, guid);
    expect(deployment).toMatchObject({
      status: 201,
      body: { guid: app, status: { value: 'FINALIZED', reason: 'DEPLOYED' }, droplet: { guid } },
    });
    expect(bench.serving()).toBe('web:1');
    await bench.clock.advance(20_000);
    expect(bench.serving()).toBe('web:2');
  });

  it('holds a roll-out up at the highest instance that never gets ready, and says nothing of it', async () => {
    const app = await bench.live();
    await bench.call('POST', `/v3/apps/${app}/processes/web/actions/scale`, { instances: 3 });
    await bench.clock.advance(10_000);
    await bench.deploy(app, (await bench.build(app, 'bad:1')).guid);
    await bench.clock.advance(50_000);
    expect(await bench.states(app)).toEqual(['0 RUNNING', '1 RUNNING', '2 STARTING']);
    expect((await bench.call('GET', `/v3/deployments/${app}`)).body.status.value).toBe('FINALIZED');
    expect(bench.serving()).toBe('web:1');
  });

  it('refuses images of root and those that are not there', async () => {
    const app = await bench.app();
    expect(await bench.build(app, 'root:1')).toMatchObject({
      state: 'FAILED',
      error: `Image "${imageNamed('root:1')}" is configured to run as the root user. That is insecure on Kubernetes and therefore not supported by Korifi.`,
      droplet: null,
    });
    expect((await bench.build(app, 'gone:1')).error).toBe(`Failed to fetch image "${imageNamed('gone:1')}"`);
  });

  it('builds images of a user that is named, and never starts them', async () => {
    const app = await bench.live();
    const build = await bench.build(app, 'named:1');
    expect(build.state).toBe('STAGED');
    await bench.deploy(app, build.guid);
    await bench.clock.advance(60_000);
    expect(await bench.states(app)).toEqual(['0 STARTING']);
  });

  it('stops until no pod is left, and starts with another workload', async () => {
    const app = await bench.live();
    const [before] = bench.sandbox.world.cluster.pods(app);
    expect((await bench.call('POST', `/v3/apps/${app}/actions/stop`)).body.state).toBe('STOPPED');
    expect(bench.sandbox.world.cluster.pods(app)).toEqual([]);
    await bench.call('POST', `/v3/apps/${app}/actions/start`);
    expect(bench.sandbox.world.cluster.pods(app)[0]?.name).not.toBe(before?.name);
  });

  it('gives new values of variables to new pods, and restarts none for them', async () => {
    const app = await bench.live();
    const patch = (vars: object) => bench.call('PATCH', `/v3/apps/${app}/environment_variables`, { var: vars });
    const [first] = bench.sandbox.world.cluster.pods(app);
    await patch({ MODE: 'a', COUNT: 3, SAFE: true });
    await bench.clock.advance(10_000);
    const [second] = bench.sandbox.world.cluster.pods(app);
    expect(second).not.toBe(first);
    expect(second?.template.environment).toMatchObject({ MODE: 'a', SAFE: 'true', PORT: '8080' });
    expect(second?.template.environment['COUNT']).toBeUndefined();
    await patch({ MODE: 'b' });
    await bench.clock.advance(10_000);
    expect(bench.sandbox.world.cluster.pods(app)[0]).toBe(second);
    await bench.call('DELETE', `/v3/apps/${app}/processes/web/instances/0`);
    await bench.clock.advance(10_000);
    expect(bench.sandbox.world.cluster.pods(app)[0]?.template.environment['MODE']).toBe('b');
  });

  it('leaves everything as it was while the controllers stand still', async () => {
    const app = await bench.live();
    bench.sandbox.world.reconcilePaused = true;
    expect(await bench.call('POST', `/v3/apps/${app}/actions/stop`)).toMatchObject({
      status: 500,
      body: { errors: [{ detail: 'An unknown error occurred.', title: 'UnknownError', code: 10001 }] },
    });
    expect((await bench.call('GET', `/v3/apps/${app}`)).body.state).toBe('STOPPED');
    expect(await bench.states(app)).toEqual(['0 RUNNING']);
  });

  it('takes a push of a colleague, and deletes apps', async () => {
    const app = await bench.live();
    bench.sandbox.deployAs('web', imageNamed('web:9'));
    await bench.clock.advance(20_000);
    expect(bench.serving()).toBe('web:9');
    const { status, headers } = await bench.call('DELETE', `/v3/apps/${app}`);
    expect([status, headers['location']]).toEqual([202, `${bench.sandbox.server.url}/v3/jobs/app.delete~${app}`]);
    await bench.clock.advance(5_000);
    expect((await bench.call('GET', `/v3/jobs/app.delete~${app}`)).body.state).toBe('COMPLETE');
    expect((await bench.call('GET', `/v3/apps/${app}`)).status).toBe(404);
    expect(bench.serving()).toBe(404);
  });
});
