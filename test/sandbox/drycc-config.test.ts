import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DryccBench, detailOf } from './benches.ts';

let bench: DryccBench;
beforeEach(async () => {
  bench = await DryccBench.start({
    images: {
      'picky:1': { 'sandbox.http-paths': '/healthz' },
      'fixed:1': { 'sandbox.listens': '8080' },
      'hungry:1': { 'sandbox.memory-mb': '3000' },
      'locked:1': 'locked',
    },
  });
});
afterEach(() => bench.close());

const complaint = async (body: object) => {
  const asked = await bench.config(body);
  expect(asked.status).toBe(400);
  return asked.body;
};
const set = async (body: object) => {
  const asked = await bench.config(body);
  await bench.clock.advance(30_000);
  return asked;
};
const value = (name: string, text: string | null, ptype = 'web') => ({ name, ptype, value: text });
const inGroup = (name: string, text: string | null, group: string) => ({ name, group, value: text });
const environment = (ptype = 'web') => bench.world.cluster.deployment('market', ptype)?.template.environment;

describe('config of the Drycc sandbox', () => {
  it('complains of what is not in its form, each field in its own words', async () => {
    expect(await complaint({ values: [{ name: 'A', value: '1' }] })).toEqual({
      values: [expect.stringMatching(/^could not validate .+ is not valid under any of the given schemas/)],
    });
    expect(await complaint({ values: [value('A B', '1')] })).toEqual({
      values: ['Config key can only supports: ^[A-z0-9_\\-\\.]+$'],
    });
    expect(await complaint({ values: [value('PORT', 'http')] })).toEqual({
      values: ['PORT can only be a numeric value'],
    });
    expect(await complaint({ limits: { web: 'std9.huge' } })).toEqual({
      limits: ['The limit plan std9.huge does not exist'],
    });
    expect(await complaint({ healthcheck: { web: { aliveProbe: {} } } })).toEqual({
      healthcheck: ['Healthcheck pattern: ^(livenessProbe|readinessProbe|startupProbe)$'],
    });
    expect(await complaint({ healthcheck: { web: { livenessProbe: { periodSeconds: 3 } } } })).toEqual({
      healthcheck: [expect.stringContaining('is not valid under any of the given schemas')],
    });
    expect(await complaint({ termination_grace_period: { web: 'long' } })).toEqual({
      termination_grace_period: ['Termination Grace Period format: <value>, where value must be a numeric'],
    });
    expect(await complaint({ tags: { web: { 'a b': 'c' } } })).toEqual({
      tags: ['Tag keys must be alphanumeric or "-_.", and 1-63 characters.'],
    });
    expect(await complaint({ values: null, tags: { web: { 'a b': 'c' } } })).toMatchObject({
      values: ['This field may not be null.'],
    });
  });

  it('falls over the forms of v2', async () => {
    expect((await bench.config({ registry: { username: 'robot', password: 's3cret' } })).status).toBe(500);
    expect((await bench.config({ values: { A: '1' } })).body).toMatchObject({ values: [expect.any(String)] });
    expect((await bench.config({ values: '[]' })).status).toBe(500);
  });

  it('refuses what changes nothing, and to take away what is not there', async () => {
    await bench.config({ values: [value('A', '1')] });
    expect(await bench.config({ values: [value('A', '1')] })).toMatchObject({
      status: 409,
      body: { detail: 'teamone changed nothing - release stopped' },
    });
    expect(detailOf(await bench.config({ registry: { web: null } }))).toBe('web does not exist under registry');
    expect(detailOf(await bench.config({ lifecycle: { web: { preStop: null } } }))).toBe(
      'preStop does not exist under lifecycle',
    );
    // A value that is not there can be taken away, which changes nothing.
    expect((await bench.config({ values: [value('NONE', null)] })).status).toBe(409);
  });

  it('merges values by name and process type, or takes what is posted for all of it', async () => {
    await bench.config({ values: [value('A', '1'), value('B', '2'), value('W', '3', 'worker')] });
    const merged = await bench.config({ values: [value('A', '9'), value('B', null)] });
    expect(merged.body).toMatchObject({ values: [value('W', '3', 'worker'), value('A', '9')] });
    const replaced = await bench.mike.post('/v2/apps/market/config/?merge=false', { values: [value('C', '5')] });
    expect(replaced.body).toMatchObject({ values: [value('W', '3', 'worker'), value('C', '5')] });
  });

  it('gives groups of values to process types that refer to them', async () => {
    await bench.config({
      values: [inGroup('DB', 'postgres://db', 'database'), inGroup('ZONE', 'west', 'global'), value('ZONE', 'east')],
      values_refs: { web: ['database'] },
    });
    await bench.deployed('web:1', { procfile: { web: './serve', worker: './work' } });
    expect(environment()).toMatchObject({ DB: 'postgres://db', ZONE: 'east', PORT: '5000', DRYCC_APP: 'market' });
    expect(environment('worker')).toMatchObject({ ZONE: 'west' });
    expect(environment('worker')).not.toHaveProperty('DB');
    // A member may not delete.
    const refs = JSON.stringify({ values_refs: { web: ['database'] } });
    expect((await bench.mike.ask('DELETE', bench.path('config/'), refs)).status).toBe(403);
    expect((await bench.admin.ask('DELETE', bench.path('config/'), refs)).status).toBe(200);
    await bench.clock.advance(30_000);
    expect(environment()).not.toHaveProperty('DB');
  });

  it('is rolled out to what it concerns, and to nothing else', async () => {
    await bench.deployed('web:1', { procfile: { web: './serve', worker: './work' } });
    await bench.post('ptypes/scale/', { worker: 1 });
    await bench.clock.advance(30_000);
    await set({ values: [value('QUEUE', 'jobs', 'worker')] });
    expect([...bench.states()].sort()).toEqual(['web v2 up', 'worker v3 up']);
    // What it says of itself is what it was asked for, not what it has changed.
    expect((await bench.get('releases/v3/')).body).toMatchObject({ deployed_ptypes: ['web', 'worker'] });
  });

  it('is in vain when the app cannot live with it', async () => {
    await bench.deployed('picky:1');
    const probe = { httpGet: { path: '/', port: 5000 }, initialDelaySeconds: 2, periodSeconds: 1 };
    expect((await bench.config({ healthcheck: { web: { readinessProbe: probe } } })).status).toBe(201);
    await bench.clock.advance(400_000);
    const release = (await bench.get('releases/v3/')).body;
    expect(release).toMatchObject({ state: 'crashed', failed: true });
    expect(JSON.stringify(release)).toContain('Readiness probe failed: HTTP probe failed with statuscode: 404');
    expect(bench.states()).toEqual(['web v2 up']);
    expect((await bench.get('config/')).body).toMatchObject({ healthcheck: {} });
    await set({ healthcheck: { web: { readinessProbe: { ...probe, httpGet: { path: '/healthz', port: 5000 } } } } });
    expect(bench.states()).toEqual(['web v4 up']);
  });

  it('tells a container a port, 5000 unless it says otherwise, whether it listens there or not', async () => {
    await bench.deployed('fixed:1');
    await bench.clock.advance(400_000);
    expect(JSON.stringify((await bench.get('releases/v2/')).body)).toContain(
      'Readiness probe failed: dial tcp 10.244.1.7:5000: getsockopt: connection refused',
    );
    // Without a build that succeeded before, a config is written down, and nothing is done with it.
    await set({ values: [value('PORT', '8080')] });
    expect(await bench.releases()).toEqual(['v3 created', 'v2 crashed', 'v1 created']);
    expect(bench.states()).toEqual(['web v2 starting']);
    await bench.deployed('fixed:1');
    expect(bench.serving()).toBe('fixed:1');
  });

  it('has sizes of pods to choose from, and kills what is too large for its size', async () => {
    bench.world.plans.push({ id: 'std1.large.c2m4', spec: 'std1', cpu: 2, memory: 4 });
    expect((await bench.mike.get('/v2/limits/plans/')).body).toMatchObject({ count: 2 });
    expect((await bench.mike.get('/v2/limits/plans/std1.large.c2m4/')).body).toMatchObject({ cpu: 2, memory: 4 });
    expect((await bench.mike.get('/v2/limits/plans/none/')).status).toBe(404);
    await bench.deploy('hungry:1');
    await bench.clock.advance(8_000);
    const [{ name = '' } = {}] = await bench.rows('pods/');
    expect((await bench.get(`pods/${name}/describe/`)).body).toMatchObject({
      results: [{ lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }],
    });
    await bench.clock.advance(300_000);
    expect(await bench.releases()).toEqual(['v2 crashed', 'v1 created']);
    await bench.config({ limits: { web: 'std1.large.c2m4' } });
    await bench.deployed('hungry:1');
    expect(bench.serving()).toBe('hungry:1');
    expect(detailOf(await bench.config({ limits: { web: null } }))).toBe(
      'the web has already been used and cannot be deleted',
    );
  });

  it('has tags, hooks, credentials and time to end for each process type', async () => {
    expect(detailOf(await bench.config({ tags: { web: { disk: 'tape' } } }))).toBe(
      'No nodes matched the provided labels: disk=tape',
    );
    const asked = await bench.config({
      tags: { web: { environ: 'prod' } },
      lifecycle: { web: { preStop: { exec: { command: ['sleep', '5'] } } } },
      termination_grace_period: { web: 90 },
      registry: { web: { username: 'robot', password: 's3cret' } },
    });
    expect(asked.body).toMatchObject({ termination_grace_period: { web: '90' } });
    await bench.deployed('locked:1');
    expect(bench.world.cluster.deployment('market', 'web')?.template).toMatchObject({
      nodeSelector: { environ: 'prod' },
      gracePeriod: 90,
      lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
    });
    expect(bench.world.cluster.pods('market')[0]?.node?.name).toBe('node-3');
  });

  it('starts nothing while a pipeline runs, and then keeps nothing', async () => {
    await bench.deploy('web:1');
    await bench.clock.advance(1_000);
    expect(await bench.config({ values: [value('A', '1')] })).toMatchObject({
      status: 400,
      body: { detail: "there is an executing pipeline, please wait or force deploy: ['web']" },
    });
    await bench.clock.advance(30_000);
    expect(await bench.releases()).toEqual(['v2 succeed', 'v1 created']);
    expect((await bench.get('config/')).body).toMatchObject({ values: [] });
  });
});
