import { afterEach, describe, expect, it } from 'vitest';
import { DeisBench, detailOf } from './benches.ts';

let bench: DeisBench;
const start = async (options: Parameters<typeof DeisBench.start>[0] = {}) => {
  bench = await DeisBench.start(options);
};
afterEach(() => bench.close());

const complaint = async (body: object) => {
  const asked = await bench.config(body);
  expect(asked.status).toBe(400);
  return asked.body;
};
const status = async (body: object) => (await bench.config(body)).status;
const template = (type: string) => bench.world.cluster.deployment('shop', type)?.template;

describe('config of the Deis sandbox', () => {
  it('complains of what is not in its form, each field in its own words', async () => {
    await start();
    const key = 'Config keys must start with a letter or underscore and only contain [A-z0-9_]';
    expect(await complaint({ values: { '1ST': 'x' } })).toEqual({ values: [key] });
    expect(await complaint({ values: { PORT: 'http' } })).toEqual({ values: ['PORT can only be a numeric value'] });
    expect(await complaint({ values: { PORT: '0' } })).toEqual({ values: ['PORT needs to be between 1 and 65535'] });
    expect(await complaint({ values: { HEALTHCHECK_TIMEOUT: 'soon' } })).toEqual({
      values: ['HEALTHCHECK_TIMEOUT can only be a numeric value'],
    });
    expect(await complaint({ values: { HEALTHCHECK_URL: '/ok?deep=1' } })).toEqual({
      values: [
        'HEALTHCHECK_URL can only be a URI path (such as /healthz) that does not contain other things such as query params',
      ],
    });
    expect(await complaint({ memory: { cmd: '64' } })).toEqual({
      memory: ['Memory limit format: <number><unit> or <number><unit>/<number><unit>, where unit = B, K, M or G'],
    });
    expect(await complaint({ memory: { Web: '64M' } })).toEqual({
      memory: ['Process types can only contain lowercase alphanumeric characters'],
    });
    expect(await complaint({ cpu: { cmd: '1 core' } })).toEqual({
      cpu: ['CPU limit format: <value> or <value>/<value>, where value must be a numeric'],
    });
    expect(await complaint({ tags: { 'a b': 'c' } })).toEqual({
      tags: ['Tag keys must be alphanumeric or "-_.", and 1-63 characters.'],
    });
    expect(await complaint({ registry: { 'user-name': 'x' } })).toEqual({ registry: [key] });
    expect(await complaint({ healthcheck: { cmd: { startupProbe: {} } } })).toEqual({
      healthcheck: ['Healthcheck keys must be either livenessProbe or readinessProbe'],
    });
    expect(await complaint({ healthcheck: { cmd: { livenessProbe: { httpGet: { path: '/' } } } } })).toEqual({
      healthcheck: [expect.stringMatching(/^could not validate .+'port' is a required property/)],
    });
    expect(await complaint({ values: null, memory: { cmd: 'x' } })).toEqual({
      values: ['This field may not be null.'],
      memory: [expect.stringContaining('Memory limit format')],
    });
  });

  it('takes texts for JSON, and falls over what is no dictionary', async () => {
    await start();
    expect((await bench.config({ values: '{"A": 1}' })).body).toMatchObject({ values: { A: '1', PORT: '8080' } });
    for (const values of [[], 7, '[]', 'A=1']) expect(await status({ values })).toBe(500);
  });

  it('refuses what changes nothing, and to take away what is not there', async () => {
    await start();
    const same = await bench.config({ values: { PORT: '8080' } });
    expect(same).toMatchObject({ status: 409, body: { detail: 'admin changed nothing - release stopped' } });
    expect(await status({})).toBe(409);
    expect(await bench.config({ values: { NONE: null } })).toMatchObject({
      status: 422,
      body: { detail: 'NONE does not exist under values' },
    });
    expect(detailOf(await bench.config({ registry: { username: null } }))).toBe(
      'username does not exist under registry',
    );
    expect(detailOf(await bench.config({ healthcheck: { cmd: null } }))).toBe('cmd does not exist under healthcheck');
    expect(await bench.releases()).toHaveLength(2);
    expect((await bench.config({ values: { PORT: null } })).body).toMatchObject({ values: {} });
  });

  it('wants PORT with credentials, whichever comes last', async () => {
    await start();
    await bench.config({ values: { PORT: null } });
    const registry = { username: 'robot', password: 's3cret' };
    const words = 'PORT needs to be set in the config when using a private registry';
    expect(detailOf(await bench.config({ registry }))).toBe(words);
    expect(await status({ registry, values: { PORT: '8080' } })).toBe(201);
    expect(detailOf(await bench.config({ values: { PORT: null } }))).toBe(words);
  });

  it('says what it has changed, and runs none of it before there is a build', async () => {
    await start();
    await bench.config({
      values: { A: '1', B: '2' },
      memory: { cmd: '64M' },
      cpu: { cmd: '1' },
      tags: { ssd: 'true' },
    });
    await bench.config({ values: { A: '2', B: null }, registry: { username: 'robot' } });
    await bench.config({ healthcheck: { cmd: { readinessProbe: { tcpSocket: { port: 8080 } } } } });
    expect((await bench.releases()).slice(0, 3)).toEqual([
      'v5 admin added healthcheck info for proc type cmd',
      'v4 admin changed A, deleted B and admin added registry info username',
      'v3 admin added A, Badmin changed limits for memory, cpu and admin added tag ssd',
    ]);
    expect(bench.states()).toEqual([]);
  });

  it('replaces the pods with every change once there is a build', async () => {
    await start();
    await bench.deploy('web:1');
    const took = await bench.seconds(() => bench.config({ values: { COLOUR: 'red' } }));
    expect(took).toBeGreaterThan(7);
    expect(bench.states()).toEqual(['cmd v4 up']);
    expect(template('cmd')?.environment).toMatchObject({ COLOUR: 'red', DEIS_APP: 'shop', WORKFLOW_RELEASE: 'v4' });
    await bench.config({ memory: { cmd: '64M/128M' }, cpu: { cmd: '100m' }, tags: { ssd: 'true' } });
    expect(template('cmd')).toMatchObject({
      resources: { requests: { memory: '64Mi' }, limits: { memory: '128Mi', cpu: '100m' } },
      nodeSelector: { ssd: 'true' },
    });
    expect(await bench.pods()).toEqual(['cmd v5 up']);
  });

  it('is in vain when the app cannot live with it, and the release is called failed', async () => {
    await start({ images: { 'picky:1': { 'sandbox.http-paths': '/healthz', 'sandbox.listens': '8080' } } });
    await bench.deploy('picky:1');
    const wrong = { httpGet: { path: '/', port: 8080 }, initialDelaySeconds: 2, periodSeconds: 1 };
    const asked = await bench.config({ healthcheck: { cmd: { readinessProbe: wrong } } });
    expect(asked.status).toBe(400);
    expect(detailOf(asked)).toContain('Readiness probe failed: HTTP probe failed with statuscode: 404');
    expect((await bench.releases())[0]).toMatch(/^v4 failed admin deployed a config that failed/);
    expect((await bench.get('config/')).body).toMatchObject({ healthcheck: {} });
    expect(bench.states()).toEqual(['cmd v3 up']);
    const right = { ...wrong, httpGet: { path: '/healthz', port: 8080 } };
    expect(await status({ healthcheck: { cmd: { readinessProbe: right } } })).toBe(201);
    expect(await bench.pods()).toEqual(['cmd v5 up']);
  });

  it('has the wrong port only where the default probe asks it', async () => {
    await start({ images: { 'fixed:1': { 'sandbox.listens': '8080' } } });
    await bench.deploy('fixed:1');
    const asked = await bench.config({ values: { PORT: '9000' } });
    expect(asked.status).toBe(400);
    expect(detailOf(asked)).toContain(
      'Readiness probe failed: dial tcp 10.244.1.7:9000: getsockopt: connection refused',
    );
    expect(bench.serving()).toBe('fixed:1');
  });

  it('is ready at a port that the router does not ask', async () => {
    await start({ images: { 'fixed:1': { 'sandbox.listens': '8080' } } });
    const readinessProbe = { tcpSocket: { port: 8080 }, initialDelaySeconds: 1, periodSeconds: 1 };
    await bench.config({ values: { PORT: '9000' }, healthcheck: { cmd: { readinessProbe } } });
    expect((await bench.deploy('fixed:1')).status).toBe(201);
    expect(bench.states()).toEqual(['cmd v4 up']);
    expect(bench.serving()).toBe(502);
  });

  it('makes probes of the variables that there were before probes', async () => {
    await start();
    const asked = await bench.config({ values: { HEALTHCHECK_URL: '/healthz', HEALTHCHECK_INITIAL_DELAY: '7' } });
    const probe = {
      ...{ initialDelaySeconds: 7, timeoutSeconds: 50, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
      httpGet: { path: '/healthz' },
    };
    expect(asked.body).toMatchObject({
      values: { PORT: '8080' },
      healthcheck: { 'web/cmd': { livenessProbe: probe, readinessProbe: probe } },
    });
    await bench.deploy('web:1');
    expect(template('cmd')?.probes.readinessProbe?.httpGet).toEqual({ path: '/healthz', port: 8080 });
  });

  it('kills again and again what does not answer its liveness probe', async () => {
    await start({ images: { 'picky:1': { 'sandbox.http-paths': '/healthz' } } });
    const livenessProbe = { httpGet: { path: '/', port: 8080 }, initialDelaySeconds: 1, periodSeconds: 1 };
    await bench.config({ healthcheck: { cmd: { livenessProbe } } });
    expect((await bench.deploy('picky:1')).status).toBe(201);
    await bench.clock.advance(60_000);
    const [pod] = bench.world.cluster.pods('shop');
    expect(pod?.restarts).toBeGreaterThan(0);
    expect(pod?.events.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'Liveness probe failed: HTTP probe failed with statuscode: 404',
        'Container failed liveness probe, will be restarted',
      ]),
    );
  });

  it('starves an app, or gives it no variable that it needs: a crash loop, and yet 201', async () => {
    await start({
      images: { 'hungry:1': { 'sandbox.memory-mb': '200' }, 'needy:1': { 'sandbox.needs': 'DATABASE_URL' } },
    });
    await bench.config({ memory: { cmd: '128M' } });
    expect((await bench.deploy('hungry:1')).status).toBe(201);
    expect(bench.world.cluster.pods('shop')[0]).toMatchObject({
      exit: { code: 137, reason: 'OOMKilled' },
      ready: false,
    });
    expect(await status({ memory: { cmd: '256M' } })).toBe(201);
    expect(bench.states()).toEqual(['cmd v5 up']);
    expect((await bench.deploy('needy:1')).status).toBe(201);
    expect(bench.said()).toContain('Error: DATABASE_URL is not set');
    expect(bench.serving()).toBe('hungry:1');
    expect(await status({ values: { DATABASE_URL: 'postgres://db' } })).toBe(201);
    expect(bench.serving()).toBe('needy:1');
  });

  it('takes a number for a limit, and falls over it when it deploys', async () => {
    await start();
    expect(await status({ cpu: { cmd: 1 } })).toBe(201);
    const asked = await bench.deploy('web:1');
    expect(asked).toMatchObject({
      status: 400,
      body: { detail: "(app::deploy): argument of type 'int' is not iterable" },
    });
    expect(await status({ cpu: { cmd: '1' } })).toBe(201);
    expect((await bench.deploy('web:1')).status).toBe(201);
  });

  it('finds a node for tags, or none; one that is too small is found out by the scheduler', async () => {
    await start();
    expect(detailOf(await bench.config({ tags: { disk: 'tape' } }))).toBe(
      'No nodes matched the provided labels: disk=tape',
    );
    await bench.config({ tags: { environ: 'prod' } });
    expect(detailOf(await bench.config({ tags: { ssd: 'true' } }))).toBe(
      'No nodes matched the provided labels: environ=prod, ssd=true - Addition of ssd=true is the cause',
    );
    await bench.deploy('web:1');
    expect(bench.world.cluster.pods('shop')[0]?.node?.name).toBe('node-3');
    const asked = await bench.config({ memory: { cmd: '900G' } });
    expect(asked.status).toBe(400);
    expect(detailOf(asked)).toContain(
      "0/3 nodes are available: 2 node(s) didn't match node selector, 1 Insufficient memory.",
    );
    expect(bench.states()).toEqual(['cmd v4 up']);
  });

  it('has fields of its own on Hephy, which v2 does not know', async () => {
    await start({ hephy: true });
    await bench.config({ termination_grace_period: { cmd: 90 }, lifecycle_post_start: { cmd: 'echo hi' } });
    const { body } = await bench.config({ lifecycle_pre_stop: { cmd: 'sleep 5' }, values: { A: '1' } });
    expect(body).toMatchObject({
      termination_grace_period: { cmd: '90' },
      lifecycle_post_start: { cmd: 'echo hi' },
      lifecycle_pre_stop: { cmd: 'sleep 5' },
    });
    // The summary does not tell of this one, and so it is nothing.
    expect(await status({ lifecycle_pre_stop: { cmd: 'sleep 9' } })).toBe(409);
    await bench.deploy('web:1');
    expect(template('cmd')).toMatchObject({
      gracePeriod: 90,
      lifecycle: { preStop: { exec: { command: ['/bin/bash', '-c', 'sleep 5'] } } },
    });
    await bench.close();
    await start();
    expect(await status({ termination_grace_period: { cmd: 90 } })).toBe(409);
    expect((await bench.get('config/')).body).not.toHaveProperty('termination_grace_period');
  });

  it('belongs to those who may see the app', async () => {
    await start();
    expect((await bench.bob.get('/v2/apps/shop/config/')).status).toBe(403);
    expect((await bench.nobody.post('/v2/apps/shop/config/', { values: { A: '1' } })).status).toBe(401);
    expect((await bench.admin.get('/v2/apps/none/config/')).status).toBe(404);
    expect((await bench.admin.ask('PUT', '/v2/apps/shop/config/', '{}')).status).toBe(405);
  });
});
