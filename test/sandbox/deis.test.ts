import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../sandbox/clock.ts';
import { podState } from '../../sandbox/controller/pod-state.ts';
import { type DeisSandbox, deisSeeds, startDeis } from '../../sandbox/deis/deis.ts';
import { Asker, namedImages } from './asker.ts';

const host = 'shop.apps.sandbox.test';
const image = (name: string) => ({ image: `registry.test/team/${name}` });

describe('the Deis sandbox', () => {
  let clock: ManualClock;
  let sandbox: DeisSandbox;
  let admin: Asker;
  let bob: Asker;
  beforeEach(async () => {
    clock = new ManualClock();
    sandbox = await startDeis({ clock, pull: namedImages });
    admin = new Asker(sandbox.server, clock, deisSeeds.admin.token);
    bob = new Asker(sandbox.server, clock, deisSeeds.bob.token);
    await admin.post('/v2/apps/', { id: 'shop' });
    await admin.post('/v2/apps/shop/config/', { values: { PORT: '8080' } });
  });
  afterEach(async () => {
    admin.close();
    bob.close();
    await sandbox.close();
  });

  const deploy = (name: string) => admin.post('/v2/apps/shop/builds/', image(name));
  const releases = async () =>
    ((await admin.get('/v2/apps/shop/releases/')).body as { results: { version: number; failed: boolean }[] }).results;
  const pods = async () =>
    ((await admin.get('/v2/apps/shop/pods/')).body as { results: { state: string; release: string }[] }).results;

  it('routes to the app once its pod is up, and to the old one until the new one is', async () => {
    expect(sandbox.appAt(host)).toBeUndefined();
    const began = clock.now();
    expect((await deploy('web:1')).status).toBe(201);
    expect(clock.now() - began).toBeGreaterThan(7_000);
    expect(sandbox.appAt(host)).toMatchObject({ app: 'shop', image: 'registry.test/team/web:1' });
    const second = admin.send('POST', '/v2/apps/shop/builds/', JSON.stringify(image('web:2')));
    while (sandbox.world.cluster.pods('shop').length < 2) {
      await new Promise((resolve) => setImmediate(resolve));
      await clock.advance(100);
    }
    expect(sandbox.appAt(host)?.image).toBe('registry.test/team/web:1');
    await clock.advance(30_000);
    expect((await second).status).toBe(201);
    expect(sandbox.appAt(host)?.image).toBe('registry.test/team/web:2');
    expect(sandbox.appAt('other.apps.sandbox.test')).toBeUndefined();
  });

  it('says 201 to a crash loop after the whole deadline, and the old pod goes on serving', async () => {
    await deploy('web:1');
    const began = clock.now();
    expect((await deploy('crash:2')).status).toBe(201);
    expect(clock.now() - began).toBeGreaterThanOrEqual(125_000);
    expect((await releases())[0]).toMatchObject({ version: 4, failed: false });
    const seen = new Set<string>();
    for (let count = 0; count < 4_000; count += 1) {
      for (const pod of sandbox.world.cluster.pods('shop')) if (pod.template.release === 'v4') seen.add(podState(pod));
      await clock.advance(250);
    }
    expect(await pods()).toHaveLength(1);
    expect([...seen].sort()).toEqual(['error', 'starting', 'terminating']);
    expect(sandbox.appAt(host)?.image).toBe('registry.test/team/web:1');
    const logs = String((await admin.get('/v2/apps/shop/logs?log_lines=500')).body);
    expect(logs).toMatch(/shop\[cmd\.v4\.[a-z0-9]{5}\]: Error: connect ECONNREFUSED/);
    expect(logs).toMatch(/shop\[deis-controller\]: INFO admin deployed registry\.test\/team\/crash:2/);
  });

  it('rolls back when the readiness probe fails, and says so with 400', async () => {
    await deploy('web:1');
    const answer = await deploy('unready:2');
    expect(answer.status).toBe(400);
    expect(String((answer.body as { detail: string }).detail)).toContain(
      'Rolling back process types to release v3.\nThere was a problem while deploying v4 of shop-cmd. ' +
        'Additional information:\nReadiness probe failed: dial tcp 10.244.1.7:8080: getsockopt: connection refused',
    );
    expect(await pods()).toMatchObject([{ state: 'up', release: 'v3' }]);
  });

  it('pulls with the credentials of the config', async () => {
    const refused = await deploy('private:1');
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain('pull access denied for registry.test/team/private:1');
    await admin.post('/v2/apps/shop/config/', { registry: { username: 'ci', password: 's3cret' } });
    expect((await deploy('private:1')).status).toBe(201);
  });

  it('lists a pod that was up and crashes later', async () => {
    await deploy('later:1');
    expect(await pods()).toMatchObject([{ state: 'up' }]);
    const [pod] = sandbox.world.cluster.pods('shop');
    while (pod?.phase === 'running') await clock.advance(100);
    expect((await pods())[0]?.state).toBe('terminating');
    expect(sandbox.appAt(host)).toBeUndefined();
  });

  it('plays the faults of the cluster', async () => {
    await deploy('web:1');
    const { faults } = sandbox.world.cluster;
    faults.push({ app: 'shop', kind: 'refuse-update' });
    const refused = await deploy('web:2');
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain('503 Network Unreachable');
    faults.splice(0, 1, { app: 'shop', kind: 'never-ready' });
    expect((await deploy('web:3')).status).toBe(201);
    expect((await pods()).map(({ state }) => state)).toEqual(['starting']);
    faults.splice(0, 1, {
      app: 'shop',
      kind: 'unschedulable',
      message: 'No nodes are available: Insufficient cpu (3).',
    });
    expect(JSON.stringify((await deploy('web:4')).body)).toContain('Insufficient cpu');
    faults.splice(0, 1);
    expect((await deploy('web:5')).status).toBe(201);
  });

  it('burns a version for a second build during a rollout and lets the first one end well', async () => {
    await deploy('web:1');
    const first = admin.send('POST', '/v2/apps/shop/builds/', JSON.stringify(image('web:2')));
    while (sandbox.world.cluster.pods('shop').length < 2) {
      await new Promise((resolve) => setImmediate(resolve));
      await clock.advance(100);
    }
    const refusal = sandbox.deployAs('bob', 'shop', 'registry.test/team/web:3').catch((error: unknown) => error);
    await clock.advance(30_000);
    expect(await refusal).toMatchObject({ reply: { status: 400 } });
    expect((await first).status).toBe(201);
    expect((await releases()).slice(0, 2)).toMatchObject([
      { version: 5, failed: true },
      { version: 4, failed: false },
    ]);
    expect(sandbox.appAt(host)?.image).toBe('registry.test/team/web:2');
  });

  it('shows somebody else nothing, and refuses what it does not play', async () => {
    expect((await bob.get('/v2/apps/shop/')).status).toBe(403);
    expect((await bob.get('/v2/apps/')).body).toMatchObject({ count: 0 });
    expect((await admin.post('/v2/apps/shop/builds/', { ...image('web:1'), sha: 'abc' })).status).toBe(599);
    expect((await admin.get('/v2/keys/')).status).toBe(599);
  });

  it('adds, refuses and removes domains', async () => {
    const add = (domain: string) => admin.post('/v2/apps/shop/domains/', { domain });
    expect((await add('www.example.org')).status).toBe(201);
    await deploy('web:1');
    expect(sandbox.appAt('www.example.org')?.app).toBe('shop');
    expect((await add('WWW.example.org')).body).toEqual({
      domain: ['Domain is already in use by another application'],
    });
    expect((await add('bad_domain.example.org')).body).toEqual({
      domain: [
        'Hostname does not look valid, could not convert to ACE bad_domain.example.org: ' +
          "Codepoint U+005F at position 4 of 'bad_domain' not allowed",
      ],
    });
    expect((await add('1.2.3.4')).body).toEqual({ domain: ['Hostname does not look valid.'] });
    expect((await admin.ask('DELETE', '/v2/apps/shop/domains/www.example.org/')).status).toBe(204);
    expect(sandbox.appAt('www.example.org')).toBeUndefined();
  });

  it('stops routing in maintenance', async () => {
    await deploy('web:1');
    expect((await admin.post('/v2/apps/shop/settings/', { maintenance: true })).status).toBe(201);
    expect(sandbox.appAt(host)).toBeUndefined();
    expect((await admin.post('/v2/apps/shop/settings/', { maintenance: true })).status).toBe(409);
    expect((await admin.post('/v2/apps/shop/settings/', { routable: 'maybe' })).body).toEqual({
      routable: ['Must be a valid boolean.'],
    });
  });
});
