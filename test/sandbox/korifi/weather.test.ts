import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imageNamed } from '../benches.ts';
import { type Answer, KorifiBench } from './bench.ts';

let bench: KorifiBench;
beforeEach(async () => {
  bench = await KorifiBench.start({ 'bad:1': { 'sandbox.behaviour': 'never-healthy' } });
});
afterEach(() => bench.close());

const world = () => bench.sandbox.world;
const stats = async (app: string) => (await bench.call('GET', `/v3/apps/${app}/processes/web/stats`)).body.resources;
const uptimes = async (app: string) => (await stats(app)).map(({ uptime }: { uptime?: number }) => uptime);
const unknown = { status: 500, body: { errors: [{ title: 'UnknownError', code: 10001 }] } };
/** Sends, and leaves the clock alone. */
const begin = (path: string) => bench.deployer.send('POST', path) as Promise<Answer>;
const stubborn = (app: string) => world().cluster.faults.push({ app, kind: 'ignores-sigterm' });

/** An app with a pod that does not end when it is told to. */
async function withStubbornPod(): Promise<string> {
  const app = await bench.live();
  stubborn(app);
  await bench.call('DELETE', `/v3/apps/${app}/processes/web/instances/0`);
  await bench.clock.advance(20_000);
  world().cluster.faults.length = 0;
  return app;
}

/** What stands in the stats, as it changes: `3 s: 0 RUNNING`. */
async function course(app: string, seconds: number): Promise<readonly string[]> {
  const seen: string[] = [];
  let last = '';
  for (let second = 0; second <= seconds; second += 1) {
    const now = (await bench.states(app)).join(', ');
    if (now !== last) seen.push(`${second} s: ${now}`);
    last = now;
    await bench.clock.advance(1_000);
  }
  return seen;
}

describe("the weather of the sandbox's Korifi", () => {
  it('keeps an app from being stopped until a pod has used its half minute up, and shows it all the time', async () => {
    const app = await withStubbornPod();
    const stopping = begin(`/v3/apps/${app}/actions/stop`);
    await bench.clock.advance(25_000);
    expect(await bench.states(app)).toEqual(['0 RUNNING']);
    expect((await bench.call('GET', `/v3/apps/${app}`)).body.state).toBe('STOPPED');
    await bench.clock.advance(10_000);
    expect((await stopping).status).toBe(200);
    expect(await bench.states(app)).toEqual([]);
  });

  it('forgets a dying pod in an older version, and then takes it for the one that is started in its place', async () => {
    const app = await withStubbornPod();
    world().finalizesWorkloads = false;
    await bench.call('POST', `/v3/apps/${app}/actions/stop`);
    expect(await bench.states(app)).toEqual([]);
    const [dying] = world().cluster.pods(app);
    expect([dying?.phase, dying?.ready]).toEqual(['deleting', true]);
    await bench.call('PATCH', `/v3/apps/${app}/relationships/current_droplet`, {
      data: { guid: (await bench.build(app, 'bad:1')).guid },
    });
    await bench.call('POST', `/v3/apps/${app}/actions/start`);
    expect(await course(app, 45)).toEqual(['0 s: 0 RUNNING', '25 s: 0 STARTING']);
  });

  it('replaces a stubborn pod only once that is gone', async () => {
    const app = await withStubbornPod();
    await bench.deploy(app, (await bench.build(app, 'web:2')).guid);
    expect(await course(app, 45)).toEqual(['0 s: 0 RUNNING', '31 s: 0 STARTING', '36 s: 0 RUNNING']);
    expect(bench.serving()).toBe('web:2');
  });

  it('calls a pod down for which no node has room', async () => {
    const app = await bench.live();
    await bench.call('POST', `/v3/apps/${app}/processes/web/actions/scale`, { memory_in_mb: 512 * 1024, instances: 2 });
    await bench.clock.advance(20_000);
    expect(await bench.states(app)).toEqual(['0 RUNNING', '1 DOWN']);
    await bench.call('POST', `/v3/apps/${app}/processes/web/actions/scale`, { memory_in_mb: 256 });
    await bench.clock.advance(30_000);
    expect(await bench.states(app)).toEqual(['0 RUNNING', '1 RUNNING']);
  });

  it('counts uptimes, tells them as they once were, or not at all', async () => {
    const app = await bench.live();
    await bench.clock.advance(60_000);
    const [before] = await uptimes(app);
    await bench.clock.advance(7_000);
    expect(await uptimes(app)).toEqual([before + 7]);
    world().uptime = 'frozen';
    expect(await uptimes(app)).toEqual([0]);
    await bench.call('POST', `/v3/apps/${app}/processes/web/actions/scale`, { instances: 2 });
    await bench.clock.advance(30_000);
    const then = await uptimes(app);
    expect(then).toEqual([expect.any(Number), 0]);
    expect(then[0]).toBeGreaterThan(60);
    await bench.clock.advance(30_000);
    expect(await uptimes(app)).toEqual(then);
    world().uptime = 'absent';
    expect(await uptimes(app)).toEqual([undefined, undefined]);
  });

  it('answers 500 to what it does nevertheless', async () => {
    const app = await bench.app();
    await bench.route(app);
    const { guid } = await bench.build(app, 'web:1');
    world().waitsInVain = true;
    const droplet = `/v3/apps/${app}/relationships/current_droplet`;
    expect(await bench.call('PATCH', droplet, { data: { guid } })).toMatchObject(unknown);
    await bench.clock.advance(1_000);
    expect(await bench.call('POST', `/v3/apps/${app}/actions/start`)).toMatchObject(unknown);
    await bench.clock.advance(20_000);
    expect(bench.serving()).toBe('web:1');
    expect(await bench.call('POST', `/v3/apps/${app}/tasks`, { command: 'true' })).toMatchObject(unknown);
    expect(await bench.call('POST', `/v3/apps/${app}/actions/stop`)).toMatchObject(unknown);
    await bench.clock.advance(20_000);
    expect(bench.serving()).toBe(503);
    expect((await bench.call('GET', `/v3/apps/${app}/tasks`)).body.resources).toHaveLength(1);
  });

  it('keeps the newest packages and builds beside the current ones, and those that have failed', async () => {
    const app = await bench.live();
    const current = (await bench.call('GET', `/v3/apps/${app}/droplets/current`)).body;
    const failed = await bench.build(app, 'root:1');
    const staged: string[] = [];
    for (let nth = 2; nth <= 8; nth += 1) staged.push((await bench.build(app, `web:${nth}`)).guid);
    const list = async (what: string): Promise<readonly { guid: string; data: { image: string } }[]> =>
      (await bench.call('GET', `/v3/${what}?app_guids=${app}&order_by=created_at`)).body.resources;
    const guids = async (what: string) => (await list(what)).map(({ guid }) => guid);
    expect(await guids('droplets')).toEqual([current.guid, ...staged.slice(-5)]);
    expect(await guids('builds')).toEqual([current.guid, failed.guid, ...staged.slice(-5)]);
    expect((await bench.call('GET', `/v3/droplets/${staged[0]}`)).status).toBe(404);
    expect((await list('packages')).map(({ data }) => data.image)).toEqual(
      ['web:1', 'web:4', 'web:5', 'web:6', 'web:7', 'web:8'].map(imageNamed),
    );
    world().keptBuilds = 1;
    await bench.build(app, 'web:9');
    expect(await guids('droplets')).toHaveLength(2);
  });
});
