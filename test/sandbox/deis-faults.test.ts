import { afterEach, describe, expect, it } from 'vitest';
import { Node } from '../../sandbox/kubernetes/node.ts';
import { DeisBench, detailOf, imageNamed } from './benches.ts';

let bench: DeisBench;
const start = async (options: Parameters<typeof DeisBench.start>[0] = {}) => {
  bench = await DeisBench.start(options);
};
afterEach(() => bench.close());

const slow = { 'slow:1': { 'sandbox.boot-ms': '70000' } };
const patient = { values: { DEIS_DEPLOY_TIMEOUT: '300' } };

describe('a load balancer before the Deis sandbox', () => {
  it.each([
    ['cut', undefined],
    ['gateway-timeout', 504],
  ] as const)('gives up after 60 s (%s), and the controller goes on', async (whenIdle, status) => {
    await start({ images: slow });
    await bench.config(patient);
    Object.assign(bench.sandbox.balancer, { idleMs: 60_000, whenIdle });
    const began = bench.clock.now();
    const asked = await bench.deploy('slow:1').catch((error: NodeJS.ErrnoException) => error);
    expect(bench.clock.now() - began).toBeLessThan(61_000);
    if (status === undefined) expect(asked).toMatchObject({ code: 'ECONNRESET' });
    else expect(asked).toMatchObject({ status, body: expect.stringContaining('<h1>504 Gateway Time-out</h1>') });
    expect(await bench.releases()).toHaveLength(4);
    expect(bench.serving()).toBe(503);
    await bench.clock.advance(30_000);
    expect(bench.serving()).toBe('slow:1');
    expect((await bench.releases())[0]).toBe('v4 admin deployed registry.test/team/slow:1');
  });

  it('has a page of its own when there is no controller', async () => {
    await start();
    bench.sandbox.balancer.deserted = true;
    const asked = await bench.get('');
    expect(asked).toMatchObject({ status: 502, headers: { 'content-type': 'text/html' } });
    expect(asked.headers).not.toHaveProperty('deis_api_version');
    bench.sandbox.balancer.deserted = false;
    expect((await bench.get('')).status).toBe(200);
  });
});

describe('two at once on the Deis sandbox', () => {
  it('build and config are refused while a rollout is under way, and a rollback is not', async () => {
    await start({ images: slow });
    await bench.deploy('web:1');
    const first = bench.begin('builds/', { image: imageNamed('slow:1') });
    await bench.until(() => bench.states().includes('cmd v4 starting'));
    const words = 'Deployment for shop-cmd is already in progress';
    expect(await bench.deploy('web:2')).toMatchObject({ status: 400, body: { detail: words } });
    expect(await bench.config({ values: { A: '1' } })).toMatchObject({ status: 409, body: { detail: words } });
    expect((await bench.releases()).slice(0, 3)).toEqual([
      expect.stringMatching(/^v6 failed admin deployed a config that failed/),
      expect.stringMatching(/^v5 failed admin deployed [0-9a-f]{7} which failed$/),
      'v4 admin deployed registry.test/team/slow:1',
    ]);
    expect((await bench.post('releases/rollback/', { version: 3 })).status).toBe(201);
    await bench.clock.advance(10_000);
    expect((await first).status).toBe(201);
    expect(bench.serving()).toBe('web:1');
    expect(bench.states()).toEqual(['cmd v7 up']);
  });
});

describe('the cluster behind the Deis sandbox', () => {
  it('is down: each path says so in its way', async () => {
    await start();
    await bench.deploy('web:1');
    bench.world.cluster.down = true;
    const words = 'Could not create the Namespace in Kubernetes';
    expect(await bench.admin.post('/v2/apps/', { id: 'other' })).toMatchObject({
      status: 503,
      body: { detail: words },
    });
    expect(await bench.deploy('web:2')).toMatchObject({ status: 400, body: { detail: words } });
    expect(await bench.post('scale/', { cmd: 2 })).toMatchObject({ status: 503, body: { detail: words } });
    expect(detailOf(await bench.config({ values: { A: '1' } }))).toBe(words);
    expect((await bench.post('run', { command: 'ls' })).status).toBe(503);
    expect((await bench.get('pods/')).body).toEqual({ results: [], count: 0 });
    // What runs goes on running, and what only the database knows is there.
    expect(bench.serving()).toBe('web:1');
    expect((await bench.get('releases/')).status).toBe(200);
    bench.world.cluster.down = false;
    expect((await bench.deploy('web:2')).status).toBe(201);
  });

  it('goes down in the middle of a rollout', async () => {
    await start({ images: slow });
    await bench.deploy('web:1');
    const pending = bench.begin('builds/', { image: imageNamed('slow:1') });
    await bench.until(() => bench.states().includes('cmd v4 starting'));
    bench.world.cluster.down = true;
    await bench.clock.advance(5_000);
    const asked = await pending;
    expect(asked.status).toBe(400);
    expect(detailOf(asked)).toBe('(app::deploy): Could not create the Namespace in Kubernetes');
    expect((await bench.releases())[0]).toMatch(/^v4 failed/);
    // Nobody has told the Deployment.
    await bench.clock.advance(120_000);
    expect(bench.serving()).toBe('slow:1');
  });

  it('keeps on its nodes what a tag was, unless it is told to pull always', async () => {
    let kind = 'good';
    const pull = async (image: string) => {
      const behaviour = kind === 'good' ? ({ kind: 'ok', bootMs: 0 } as const) : ({ kind: 'never-healthy' } as const);
      return {
        ...{ image, digest: `sha256:${'0'.repeat(64)}`, os: 'linux', architecture: 'amd64', entrypoint: [], cmd: [] },
        ...{ user: '', workingDir: '/', exposedPorts: ['8080/tcp'], behaviour, startLog: [kind], crashLog: [] },
      };
    };
    await start({ pull } as object);
    bench.world.cluster.nodes.splice(0, 3, new Node('only'));
    expect((await bench.deploy('web:latest')).status).toBe(201);
    kind = 'bad';
    // The very reason to deploy by digest: the tag is another image by now, and nothing tells.
    expect((await bench.deploy('web:latest')).status).toBe(201);
    expect(bench.said().filter((line) => line === 'good')).toHaveLength(2);
    const asked = await bench.config({ values: { IMAGE_PULL_POLICY: 'Always' } });
    expect(asked.status).toBe(400);
    expect(bench.said()).toContain('bad');
    // That pull has given the node the other image for the tag, and so it is what starts from now on.
    expect(await bench.pods()).toEqual(['cmd v4 up']);
    expect((await bench.post('scale/', { cmd: 2 })).status).toBe(503);
  });

  it('pulls again wherever an image is not, with credentials that are no longer good', async () => {
    await start({ images: { 'locked:1': 'locked' } });
    await bench.config({ registry: { username: 'robot', password: 's3cret' } });
    await bench.deploy('locked:1');
    const images = bench.world.cluster.nodes.filter((node) => node.images.size > 0);
    expect(images).toHaveLength(1);
    await bench.close();
    await start({ images: { 'locked:1': 'locked' } });
    expect(detailOf(await bench.deploy('locked:1'))).toMatch(/unauthorized|not found/);
  });

  it('has routers that see everything some time later', async () => {
    await start({ timings: { routerLag: 4_000, serviceCheck: 0 } });
    expect((await bench.deploy('web:1')).status).toBe(201);
    expect(bench.serving()).toBe(503);
    await bench.clock.advance(4_000);
    expect(bench.serving()).toBe('web:1');
    expect((await bench.deploy('web:2')).status).toBe(201);
    const seen = new Set<string | number>([bench.serving()]);
    for (let count = 0; count < 60; count += 1) {
      await bench.clock.advance(100);
      seen.add(bench.serving());
    }
    // The old pod is chosen after it has gone.
    expect([...seen]).toEqual(['web:1', 502, 'web:2']);
  });
});
