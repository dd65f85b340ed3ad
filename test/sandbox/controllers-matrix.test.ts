import { afterEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../sandbox/clock.ts';
import { startDeisV1, v1Seeds } from '../../sandbox/deis-v1/deis-v1.ts';
import { Asker } from './asker.ts';
import { DeisBench, DryccBench, detailOf, imageNamed, labelled } from './benches.ts';

/**
 * The situations that a deploy action has to get right on each generation of the controller (what a practice controller
 * must be able to play at least). Details of each are in the tests of the sandbox that is named.
 */

const images = {
  'gone:1': 'missing',
  'locked:1': 'locked',
  'crash:1': { 'sandbox.behaviour': 'crash' },
  'ill:1': { 'sandbox.behaviour': 'never-healthy' },
  'slow:1': { 'sandbox.boot-ms': '70000' },
} as const;
const robot = { username: 'robot', password: 's3cret' };

describe.each([
  ['Deis Workflow', false],
  ['Hephy', true],
] as const)('%s', (_, hephy) => {
  let bench: DeisBench;
  const start = async () => {
    bench = await DeisBench.start({ images, hephy });
  };
  afterEach(() => bench.close());

  it('first deploy, with the creation of the app, and a name that is taken', async () => {
    await start();
    expect((await bench.admin.post('/v2/apps/', { id: 'new' })).status).toBe(201);
    expect((await bench.admin.post('/v2/apps/', { id: 'new' })).body).toEqual({
      id: ['Application with this id already exists.'],
    });
    // Somebody else's: there, and not to be seen.
    expect((await bench.bob.get('/v2/apps/new/')).status).toBe(403);
    expect((await bench.bob.post('/v2/apps/', { id: 'new' })).status).toBe(400);
    await bench.admin.post('/v2/apps/new/config/', { values: { PORT: '8080' } });
    const asked = await bench.admin.post('/v2/apps/new/builds/', { image: imageNamed('web:1') });
    expect(asked).toMatchObject({ status: 201, body: { app: 'new', image: imageNamed('web:1') } });
    expect(bench.sandbox.appAt('new.apps.sandbox.test')?.image).toBe(imageNamed('web:1'));
  });

  it('redeploy, and the same image again: a release and new pods each time', async () => {
    await start();
    await bench.deploy('web:1');
    await bench.deploy('web:2');
    expect(bench.serving()).toBe('web:2');
    await bench.deploy('web:2');
    expect(bench.states()).toEqual(['cmd v5 up']);
    expect(await bench.releases()).toHaveLength(5);
  });

  it('private registry: PORT and credentials, each missed in its own words', async () => {
    await start();
    await bench.config({ values: { PORT: null } });
    expect(detailOf(await bench.deploy('locked:1'))).toBe(
      'PORT needs to be set in the application config when using a private registry',
    );
    expect(await bench.config({ values: { PORT: '8080' } })).toMatchObject({ status: 201 });
    const refused = await bench.deploy('locked:1');
    expect(refused.status).toBe(400);
    expect(detailOf(refused)).toContain('unauthorized: authentication required');
    await bench.config({ registry: robot });
    expect((await bench.deploy('locked:1')).status).toBe(201);
    // Credentials are told to whoever may see the app.
    expect((await bench.get('config/')).body).toMatchObject({ registry: robot });
  });

  it.each(['gone:1', 'ill:1'])('bad image %s: 400, a failed release, and the old one serves', async (bad) => {
    await start();
    await bench.deploy('web:1');
    const asked = await bench.deploy(bad);
    expect(asked.status).toBe(400);
    expect(detailOf(asked)).toContain('Rolling back process types to release v3.');
    expect((await bench.releases())[0]).toMatch(/^v4 failed /);
    expect(await bench.pods()).toEqual(['cmd v3 up']);
    expect(bench.serving()).toBe('web:1');
  });

  it('bad image that crashes: 201, and the old one serves', async () => {
    await start();
    await bench.deploy('web:1');
    expect((await bench.deploy('crash:1')).status).toBe(201);
    expect((await bench.releases())[0]).toBe('v4 admin deployed registry.test/team/crash:1');
    expect(bench.serving()).toBe('web:1');
    expect(await bench.pods()).not.toContain('cmd v4 up');
  });

  it('slow deploy whose request is cut after 60 s', async () => {
    await start();
    await bench.config({ values: { DEIS_DEPLOY_TIMEOUT: '300' } });
    bench.sandbox.balancer.idleMs = 60_000;
    await expect(bench.deploy('slow:1')).rejects.toThrow();
    expect(await bench.pods()).toEqual(['cmd v4 starting']);
    await bench.clock.advance(20_000);
    expect(bench.serving()).toBe('slow:1');
  });

  it('concurrent deploy: refused with a failed release, and the first one wins', async () => {
    await start();
    await bench.deploy('web:1');
    const first = bench.begin('builds/', { image: imageNamed('web:2') });
    await bench.until(() => bench.states().includes('cmd v4 starting'));
    expect(await bench.deploy('web:3')).toMatchObject({
      status: 400,
      body: { detail: 'Deployment for shop-cmd is already in progress' },
    });
    await bench.clock.advance(30_000);
    expect((await first).status).toBe(201);
    expect(bench.serving()).toBe('web:2');
    expect((await bench.releases())[0]).toMatch(/^v5 failed /);
  });

  it('missing Procfile after one: its process types go, and with them whoever served', async () => {
    await start();
    await bench.deploy('web:1', { procfile: { web: './serve' } });
    expect(bench.states()).toEqual(['web v3 up']);
    expect((await bench.deploy('web:2')).status).toBe(201);
    expect(bench.states()).toEqual([]);
    expect(bench.serving()).toBe(503);
  });

  it('config that changes nothing: 409, and no release', async () => {
    await start();
    expect((await bench.config({ values: { PORT: '8080' } })).status).toBe(409);
    expect(await bench.releases()).toHaveLength(2);
  });

  it('token that is not good any more: 401; HTML for a path that is none, and before the controller', async () => {
    await start();
    await bench.admin.post('/v2/auth/tokens/', {});
    expect(await bench.get('')).toMatchObject({ status: 401, body: { detail: 'Invalid token.' } });
    const html = { headers: expect.objectContaining({ 'content-type': 'text/html' }) };
    expect(await bench.nobody.get('/v2/none/')).toMatchObject({ status: 404, ...html });
    bench.sandbox.balancer.deserted = true;
    expect(await bench.nobody.get('/v2/')).toMatchObject({ status: 502, ...html });
  });
});

describe('Drycc', () => {
  let bench: DryccBench;
  const start = async (options: Parameters<typeof DryccBench.start>[0] = {}) => {
    bench = await DryccBench.start({ images, ...options });
  };
  afterEach(() => bench.close());

  it('first deploy, with the creation of the app, and a name that is taken', async () => {
    await start();
    const create = (asker: Asker, id: string, workspace = 'teamone') => asker.post('/v2/apps/', { id, workspace });
    expect((await create(bench.mike, 'fresh')).status).toBe(201);
    expect((await create(bench.mike, 'fresh')).body).toEqual({ id: ['Application with this id already exists.'] });
    expect((await create(bench.bob, 'other')).status).toBe(403);
    expect((await bench.bob.get('/v2/apps/fresh/')).status).toBe(404);
    const asked = await bench.mike.post('/v2/apps/fresh/build/', { image: imageNamed('web:1'), stack: 'container' });
    expect(asked).toMatchObject({ status: 201, body: { app: 'fresh', image: imageNamed('web:1') } });
    await bench.clock.advance(30_000);
    expect(bench.sandbox.appAt('fresh.apps.sandbox.test')?.image).toBe(imageNamed('web:1'));
  });

  it('redeploy, and the same image again: a release, and no new pods', async () => {
    await start();
    await bench.deployed('web:1');
    await bench.deployed('web:2');
    expect(bench.serving()).toBe('web:2');
    await bench.deployed('web:2');
    expect(await bench.releases()).toEqual(['v4 succeed', 'v3 succeed', 'v2 succeed', 'v1 created']);
    expect(bench.states()).toEqual(['web v3 up']);
  });

  it('private registry: credentials for the process type', async () => {
    await start();
    await bench.deployed('locked:1');
    expect(JSON.stringify((await bench.get('releases/v2/')).body)).toContain('unauthorized: authentication required');
    await bench.config({ registry: { web: robot } });
    await bench.deployed('locked:1');
    expect(bench.serving()).toBe('locked:1');
  });

  it.each(['gone:1', 'crash:1', 'ill:1'])(
    'bad image %s: 201, then a crashed release, and the old one serves',
    async (bad) => {
      await start();
      await bench.deployed('web:1');
      expect((await bench.deploy(bad)).status).toBe(201);
      await bench.clock.advance(300_000);
      expect((await bench.releases())[0]).toBe('v3 crashed');
      expect(JSON.stringify((await bench.get('releases/v3/')).body)).toContain('Rolling back to release v2.');
      expect(bench.states()).toEqual(['web v2 up']);
      expect(bench.serving()).toBe('web:1');
    },
  );

  it('slow deploy: nothing is cut, for nobody waits', async () => {
    await start();
    await bench.config({ values: [{ name: 'DRYCC_DEPLOY_TIMEOUT', ptype: 'web', value: '300' }] });
    bench.sandbox.balancer.idleMs = 60_000;
    expect((await bench.deploy('slow:1')).status).toBe(201);
    await bench.clock.advance(60_000);
    expect((await bench.releases())[0]).toBe('v3 created');
    await bench.clock.advance(60_000);
    expect((await bench.releases())[0]).toBe('v3 succeed');
  });

  it('concurrent deploy: refused, and its release stays behind, created', async () => {
    await start();
    await bench.deploy('web:1');
    await bench.clock.advance(1_000);
    expect(await bench.deploy('web:2')).toMatchObject({
      status: 400,
      body: { detail: "there is an executing pipeline, please wait or force deploy: ['web']" },
    });
    await bench.clock.advance(60_000);
    expect(await bench.releases()).toEqual(['v3 created', 'v2 succeed', 'v1 created']);
    expect(bench.serving()).toBe('web:1');
  });

  it('missing Procfile after one: web goes on as the image has it, the others go', async () => {
    await start();
    await bench.deployed('web:1', { procfile: { web: './serve', worker: './work' } });
    await bench.post('ptypes/scale/', { worker: 1 });
    await bench.clock.advance(30_000);
    await bench.deployed('web:2');
    expect(bench.states()).toEqual(['web v3 up']);
  });

  it('config that changes nothing: 409, and no release', async () => {
    await start();
    const body = { values: [{ name: 'A', ptype: 'web', value: '1' }] };
    await bench.config(body);
    expect((await bench.config(body)).status).toBe(409);
    expect(await bench.releases()).toHaveLength(2);
  });

  it('too many requests: 429 with the seconds to wait', async () => {
    await start({ throttle: true });
    bench.world.spend('mike', 60);
    const asked = await bench.get('releases/');
    expect(asked.status).toBe(429);
    await bench.clock.advance(Number(asked.headers['retry-after']) * 1_000);
    expect((await bench.get('releases/')).status).toBe(200);
  });

  it('tokens: 401 for one that is none, 403 for one whose login has run out', async () => {
    await start();
    const stranger = new Asker(bench.sandbox.server, bench.clock, 'f'.repeat(32).concat('x'.repeat(96)));
    expect(await stranger.get('/v2/apps/')).toMatchObject({ status: 401, body: { detail: 'Invalid token.' } });
    stranger.close();
    bench.world.expiredUsers.add('mike');
    expect((await bench.get('')).status).toBe(403);
  });

  it('pages of HTML: for a path that is none, and before the controller', async () => {
    await start();
    expect(await bench.mike.get('/v2/none/')).toMatchObject({
      status: 404,
      headers: { 'content-type': 'text/html; charset=utf-8' },
    });
    bench.sandbox.balancer.deserted = true;
    expect(await bench.get('')).toMatchObject({ status: 502, headers: { 'content-type': 'text/html' } });
  });
});

describe('Deis v1', () => {
  it('first deploy, 201 for a container that crashes, and dates that end in UTC', async () => {
    const clock = new ManualClock();
    const sandbox = await startDeisV1({ clock, pull: labelled(images, clock) });
    const admin = new Asker(sandbox.server, clock, v1Seeds.admin.token);
    const deploy = (tag: string) => admin.post('/v1/apps/shop/builds/', { image: imageNamed(tag) });
    const states = async () =>
      ((await admin.get('/v1/apps/shop/containers/')).body as { results: { state: string }[] }).results.map(
        ({ state }) => state,
      );
    expect((await admin.post('/v1/apps/', { id: 'shop' })).body).toMatchObject({
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dUTC$/),
    });
    const first = await deploy('web:1');
    expect(first).toMatchObject({ status: 201, headers: { 'deis-release': '2', 'x-deis-release': '2' } });
    expect(await states()).toEqual(['up']);
    expect((await deploy('crash:1')).status).toBe(201);
    expect(await states()).not.toEqual(['up']);
    expect(await admin.get('/v1/none/')).toMatchObject({ status: 404, headers: { 'content-type': 'text/html' } });
    sandbox.balancer.idleMs = 5_000;
    await expect(deploy('web:2')).rejects.toThrow();
    admin.close();
    await sandbox.close();
  });
});
