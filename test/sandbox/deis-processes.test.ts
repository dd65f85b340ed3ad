import { afterEach, describe, expect, it } from 'vitest';
import { DeisBench, detailOf } from './benches.ts';

let bench: DeisBench;
const start = async (options: Parameters<typeof DeisBench.start>[0] = {}) => {
  bench = await DeisBench.start(options);
};
afterEach(() => bench.close());

const scale = (sizes: unknown) => bench.post('scale/', sizes);
const run = (command: unknown) => bench.post('run', { command });
const structure = async () => ((await bench.get('')).body as { structure: object }).structure;
const worker = { procfile: { web: './serve', worker: './work' } };

describe('scaling on the Deis sandbox', () => {
  it('waits until the pods are there, and until those in excess have gone', async () => {
    await start();
    await bench.deploy('web:1');
    expect(await bench.seconds(() => scale({ cmd: 3 }))).toBeGreaterThan(7);
    expect(bench.states()).toEqual(['cmd v3 up', 'cmd v3 up', 'cmd v3 up']);
    expect(await scale({ cmd: '1' })).toMatchObject({ status: 204, body: '' });
    expect(bench.world.cluster.pods('shop').filter((pod) => pod.phase === 'deleting')).toEqual([]);
    expect(await structure()).toEqual({ cmd: 1 });
    expect(await bench.releases()).toHaveLength(3);
    expect(await bench.seconds(() => scale({ cmd: 1 }))).toBeLessThan(1);
  });

  it('says what it does not take, in this order', async () => {
    await start();
    expect(detailOf(await scale({ cmd: -1 }))).toBe('No build associated with this release');
    await bench.deploy('web:1');
    expect(detailOf(await scale({ web: 'x' }))).toBe(
      "Invalid scaling format: invalid literal for int() with base 10: 'x'",
    );
    expect(detailOf(await scale({ web: -1 }))).toBe(
      "Invalid scaling format: [ErrorDetail(string='Must be greater than or equal to zero', code='invalid')]",
    );
    expect(await scale({ web: 1 })).toMatchObject({
      status: 404,
      body: { detail: 'Container type web does not exist in application' },
    });
    expect((await scale([])).status).toBe(500);
    expect((await bench.bob.post('/v2/apps/shop/scale/', { cmd: 2 })).status).toBe(403);
  });

  it('takes back in the cluster what failed, and goes on wanting it', async () => {
    await start({ images: { 'locked:1': 'locked' } });
    await bench.config({ registry: { username: 'robot', password: 's3cret' } });
    await bench.deploy('locked:1');
    bench.world.cluster.faults.push({
      app: 'shop',
      kind: 'pull-error',
      message: 'Error: image team/locked:1 not found',
    });
    const asked = await scale({ cmd: 3 });
    expect(asked.status).toBe(503);
    expect(detailOf(asked)).toMatch(/^\(scale\): .*not found/s);
    expect(bench.states()).toEqual(['cmd v4 up']);
    expect(await structure()).toEqual({ cmd: 3 });
    bench.world.cluster.faults.splice(0, 1, { app: 'shop', kind: 'refuse-scale' });
    expect(detailOf(await scale({ cmd: 2 }))).toMatch(/^\(scale\): \('failed to scale Deployment "shop-cmd"/);
  });

  it('does not move the router: a type that is wanted no more leaves the app without one, until it is deployed', async () => {
    await start();
    await bench.deploy('web:1');
    expect(bench.serving()).toBe('web:1');
    await bench.deploy('web:2', worker);
    expect(await structure()).toEqual({ cmd: 1 });
    expect(bench.serving()).toBe('web:2');
    expect((await scale({ web: 1, cmd: 0 })).status).toBe(204);
    expect(bench.states()).toEqual(['web v4 up']);
    expect(bench.serving()).toBe(503);
    await bench.deploy('web:3', worker);
    expect(bench.serving()).toBe('web:3');
  });

  it('stops the processes that a Procfile no longer has, unless the installation keeps or demands them', async () => {
    await start();
    await bench.deploy('web:1', worker);
    expect(await structure()).toEqual({ web: 1 });
    await scale({ worker: 2 });
    expect([...bench.states()].sort()).toEqual(['web v3 up', 'worker v3 up', 'worker v3 up']);
    expect((await bench.deploy('web:2', { procfile: { web: './serve' } })).status).toBe(201);
    expect(bench.states()).toEqual(['web v4 up']);
    expect(await structure()).toEqual({ web: 1, worker: 0 });
    expect((await scale({ worker: 1 })).status).toBe(404);

    bench.world.missingProcfile = 'keep';
    await bench.deploy('web:3', worker);
    await scale({ worker: 1 });
    expect((await bench.deploy('web:4')).status).toBe(201);
    expect([...bench.states()].sort()).toEqual(['web v6 up', 'worker v6 up']);

    bench.world.missingProcfile = 'reject';
    const asked = await bench.deploy('web:5');
    expect(asked.status).toBe(409);
    expect([...bench.states()].sort()).toEqual(['web v6 up', 'worker v6 up']);
  });

  it('has no shell for a Procfile where the image has none', async () => {
    await start({ images: { 'bare:1': { 'sandbox.shell': 'none' } } });
    expect((await bench.deploy('bare:1')).status).toBe(201);
    expect(bench.serving()).toBe('bare:1');
    expect((await bench.deploy('bare:1', worker)).status).toBe(201);
    expect((await scale({ web: 1 })).status).toBe(204);
    expect(bench.said()).toContain('exec: "/bin/bash": stat /bin/bash: no such file or directory');
    expect(await bench.pods()).toEqual(expect.arrayContaining([expect.stringMatching(/^web v4 (error|terminating)$/)]));
  });
});

describe('restarting on the Deis sandbox', () => {
  it('replaces pods of the release that is there, all, of one type, or one by name', async () => {
    await start();
    await bench.deploy('web:1', worker);
    await scale({ worker: 1 });
    const named = () => Object.fromEntries(bench.world.cluster.pods('shop').map((pod) => [pod.type, pod.name]));
    const before = named();
    const asked = await bench.post('pods/worker/restart/', {});
    expect(asked).toMatchObject({ status: 200, body: [{ type: 'worker', state: 'up', release: 'v3' }] });
    expect(named()['web']).toBe(before['web']);
    expect(named()['worker']).not.toBe(before['worker']);
    expect((await bench.post('pods/restart/', {})).body).toHaveLength(2);
    const short = named()['web']?.replace('shop-', '');
    expect((await bench.post(`pods/web/${short}/restart/`, {})).body).toHaveLength(1);
    expect(named()['web']).not.toContain(short);
    expect(await bench.releases()).toHaveLength(3);
  });

  it('ends after 5 min with 200 although nothing came back', async () => {
    await start({ images: { 'locked:1': 'locked' } });
    await bench.config({ registry: { username: 'robot', password: 's3cret' } });
    await bench.deploy('locked:1');
    bench.world.cluster.faults.push({ app: 'shop', kind: 'never-ready' });
    let asked: unknown;
    const took = await bench.seconds(async () => {
      asked = await bench.post('pods/restart/', {});
    });
    expect(took).toBeGreaterThanOrEqual(300);
    expect(asked).toMatchObject({ status: 200, body: [{ state: 'starting' }] });
    expect(bench.said().at(-1)).toContain('some pods failed to start');
  });
});

describe('commands on the Deis sandbox', () => {
  const tasks = {
    'tasks:1': {
      'sandbox.task-ms': '9000',
      'sandbox.task-exit-code': '3',
      'sandbox.task-log': 'for $DEIS_APP at $DATABASE',
    },
  };

  it('run once in a pod of their own, with the environment of the app', async () => {
    await start({ images: tasks });
    expect(await run('ls')).toMatchObject({
      status: 400,
      body: { detail: 'No build associated with this release to run this command' },
    });
    await bench.config({ values: { DATABASE: 'postgres://db' } });
    await bench.deploy('tasks:1');
    let asked: unknown;
    const took = await bench.seconds(async () => {
      asked = await run('rake db:migrate');
    });
    expect(asked).toMatchObject({ status: 200, body: { exit_code: 3, output: 'for shop at postgres://db\n' } });
    expect(took).toBeGreaterThan(9);
    expect((await run("echo 'it works' && exit 7")).body).toEqual({ exit_code: 7, output: 'it works\n' });
    expect(await bench.pods()).toEqual(['cmd v4 up']);
    expect(bench.said().at(-2)).toMatch(/^INFO admin on shop-run-\w{5} runs 'echo/);
    for (const command of ['', null, undefined]) {
      expect(detailOf(await run(command))).toBe('command is a required field');
    }
  });

  it('say 0 and no log when the pod is not there in time, and it goes on', async () => {
    await start({ images: { 'slow:1': 130_000 } });
    bench.world.cluster.nodes.splice(1);
    for (const node of bench.world.cluster.nodes) node.keepsImages = false;
    const pulling = bench.begin('builds/', { image: 'registry.test/team/slow:1' });
    await bench.clock.advance(300_000);
    expect((await pulling).status).toBe(201);
    expect((await run('rake db:migrate')).body).toEqual({
      exit_code: 0,
      output: 'Could not get logs. Pod is in state Pulling',
    });
    expect(bench.states().filter((state) => state.startsWith('run'))).toEqual([]);
  });

  it('wait for each other until their time is over', async () => {
    await start({ images: { 'tasks:1': { 'sandbox.task-ms': '60000' } } });
    await bench.deploy('tasks:1');
    const first = bench.begin('run', { command: 'one' });
    await bench.until(() => bench.states().includes('run v3 up'));
    const second = bench.begin('run', { command: 'two' });
    await bench.clock.advance(400_000);
    expect((await first).body).toMatchObject({ exit_code: 0 });
    expect((await second).body).toMatchObject({ exit_code: 0 });
  });

  it('fail with the pull of their image, and leave their pod behind', async () => {
    await start();
    await bench.deploy('web:1');
    bench.world.cluster.faults.push({ app: 'shop', type: 'run', kind: 'pull-error', message: 'Error: no such image' });
    const asked = await run('ls');
    expect(asked.status).toBe(503);
    expect(detailOf(asked)).toMatch(/^shop-run-\w{5} \(run\): rpc error: .* Error: no such image$/);
    expect(bench.states()).toContainEqual(expect.stringMatching(/^run v3 (ErrImagePull|ImagePullBackOff)$/));
    // And so the next one fails at once, with a good image.
    bench.world.cluster.faults.length = 0;
    expect((await run('ls')).status).toBe(503);
  });

  it('end after 20 min', async () => {
    await start({ images: { 'tasks:1': { 'sandbox.task-ms': '3600000' } } });
    await bench.deploy('tasks:1');
    const asked = await run('sleep inf');
    expect(asked.status).toBe(503);
    expect(detailOf(asked)).toMatch(/ \(run\): Timed out \(20 mins\) while running$/);
    expect(bench.states()).toEqual(['cmd v3 up']);
  });
});
