import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { BrokerAnswer } from '../../../sandbox/cloudfoundry/services/model.ts';
import { type Answer, type Answered, type Bench, startBench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.sandbox.close());

const world = () => bench.sandbox.world;
const yaml = { 'content-type': 'application/x-yaml' };
const post = (action: string, text: string) =>
  bench.call('POST', `/v3/spaces/${world().space('prod').guid}/${action}`, text, yaml);
const jobOf = (answer: Answer): (() => Promise<Answered>) => {
  expect([answer.status, answer.body]).toEqual([202, '']);
  const path = new URL(answer.headers.get('location') ?? '').pathname;
  return async () => (await bench.call('GET', path)).body;
};
/** Applies it, and lets its job come to an end. */
const apply = async (text: string, ms = 1_000): Promise<Answered> => {
  const job = jobOf(await post('actions/apply_manifest', text));
  await bench.clock.advance(ms);
  return job();
};
const ofWeb = (keys: object) => JSON.stringify({ applications: [{ name: 'web', ...keys }] });
const web = (keys: object) => apply(ofWeb(keys));
const failure = (job: Answered) => [job.state, ...job.errors.map(({ code, detail }: Answered) => [code, detail])];
const routesOf = (name: string) =>
  world()
    .routes.filter((route) => route.destinations.some(({ app }) => app.name === name))
    .map(({ host, domain, path }) => `${host}.${domain.name}${path}`);

describe('applying a manifest', () => {
  it('makes apps at once, and all the rest in a job', async () => {
    world().addServiceInstance(world().space('prod'), 'mail');
    const answer = await post(
      'actions/apply_manifest',
      `---
version: 1
applications:
- name: web
  docker: {image: ghcr.io/acme/web:1, username: robot}
  memory: 256M
  disk_quota: 1G
  instances: 2
  log-rate-limit-per-second: 16K
  command: ./serve
  timeout: 90
  health-check-type: http
  health-check-http-endpoint: /up
  health-check-interval: 7
  readiness-health-check-type: port
  readiness-health-check-interval: 3
  features: {ssh: false, file-based-vcap-services: true}
  env: {A: yes, B: 2.0, C: 010, D: ~, E: 1_000, F: "on", G: 1.5}
  metadata: {labels: {team: a}, annotations: {note: some words}}
  routes:
  - route: web.apps.sandbox.test/in
    protocol: http2
    options: {loadbalancing: least-connection}
  processes:
  - type: worker
    command: ./work
    memory: 128M
    health-check-type: none
  sidecars:
  - name: proxy
    command: ./proxy
    process_types: [web, worker]
    memory: 16M
  services: [{name: mail, binding_name: post}]
  unknown: key
`,
    );
    const job = jobOf(answer);
    const app = world().app('web');
    expect(app.metadata.labels).toEqual({ team: 'a' });
    expect(await job()).toMatchObject({
      ...{ operation: 'space.apply_manifest', state: 'PROCESSING', errors: [], warnings: [] },
      links: { space: { href: expect.stringContaining(world().space('prod').guid) } },
    });
    expect(app.environment).toEqual({});
    await bench.clock.advance(1_000);
    expect(await job()).toMatchObject({ state: 'COMPLETE', errors: [] });

    expect(app).toMatchObject({
      ...{ state: 'STOPPED', lifecycle: 'docker' },
      environment: { A: 'true', B: '2.0', C: '8', D: '', E: '1000', F: 'on', G: '1.5' },
      features: { ssh: false, 'file-based-vcap-services': true },
      metadata: { labels: { team: 'a' }, annotations: { note: 'some words' } },
    });
    const [first, worker] = world().processesOf(app);
    expect(first).toMatchObject({
      ...{ type: 'web', instances: 2, memoryMb: 256, diskMb: 1024, logRateLimit: 16_384, command: './serve' },
      healthCheck: { type: 'http', endpoint: '/up', timeout: 90, interval: 7 },
      readinessHealthCheck: { type: 'port', interval: 3 },
    });
    expect(worker).toMatchObject({
      ...{ type: 'worker', instances: 0, memoryMb: 128, command: './work', healthCheck: { type: 'process' } },
    });
    expect(world().sidecars).toMatchObject([{ name: 'proxy', processTypes: ['web', 'worker'], memoryMb: 16 }]);
    expect(world().routes).toMatchObject([
      {
        ...{ host: 'web', path: '/in', options: { loadbalancing: 'least-connection' } },
        destinations: [{ protocol: 'http2', processType: 'web', port: undefined }],
      },
    ]);
    expect(world().serviceBindings).toMatchObject([{ name: 'post', operation: { state: 'succeeded' } }]);
    const types = world().events.map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['audit.app.apply_manifest', 'audit.app.process.scale']));
  });

  it('adds to what is there, and takes nothing away', async () => {
    await web({ env: { A: 1 }, routes: [{ route: 'a.apps.sandbox.test' }], metadata: { labels: { a: 'b' } } });
    await web({
      ...{ env: { B: 2 }, routes: [{ route: 'b.apps.sandbox.test' }], metadata: { labels: { c: 'd', a: null } } },
      sidecars: [{ name: 'p', command: 'x', process_types: ['web'] }],
    });
    await web({ sidecars: [{ name: 'p', command: 'y', process_types: ['web'] }] });
    const app = world().app('web');
    expect(app.environment).toEqual({ A: '1', B: '2' });
    expect(app.metadata.labels).toEqual({ c: 'd' });
    expect(routesOf('web')).toEqual(['a.apps.sandbox.test', 'b.apps.sandbox.test']);
    expect(world().sidecars).toMatchObject([{ name: 'p', command: 'y' }]);
    await web({ command: './x', 'health-check-type': 'http' });
    expect(world().newestWeb(app)).toMatchObject({ command: './x', healthCheck: { type: 'http', endpoint: '/' } });
    await web({ command: 'default', 'health-check-type': 'process' });
    expect(world().newestWeb(app)).toMatchObject({ command: undefined, healthCheck: { type: 'process' } });
    expect(world().newestWeb(app)?.healthCheck.endpoint).toBeUndefined();
  });

  it('lets a process of type web have the word over the app', async () => {
    await web({ memory: '64M', instances: 3, command: './a', processes: [{ type: 'web', instances: 2 }] });
    expect(world().newestWeb(world().app('web'))).toMatchObject({ memoryMb: 1024, instances: 2, command: undefined });
  });

  it('heeds the last of two entries for one app, and says what the server warns of', async () => {
    world().jobWarnings.push('the stack is old');
    const job = await apply(
      'applications: [{name: web, docker: {}, memory: 1M}, {name: WEB, docker: {}, instances: 2}]',
    );
    expect(job).toMatchObject({ state: 'COMPLETE', warnings: [{ detail: 'the stack is old' }] });
    expect(world().apps).toHaveLength(1);
    expect(world().newestWeb(world().app('web'))).toMatchObject({ memoryMb: 1024, instances: 2 });
  });

  it('scales what runs at once, and changes the rest with the next start', async () => {
    const app = await bench.live();
    expect((await web({ instances: 2, memory: '512M', env: { A: 1 } })).state).toBe('COMPLETE');
    await bench.clock.advance(4_000);
    expect((await bench.stats(app)).map(({ state }) => state)).toEqual(['RUNNING', 'RUNNING']);
    expect(world().newestWeb(world().app('web'))?.lrp?.environment).toEqual({});
    await bench.call('POST', `/v3/apps/${app}/actions/restart`);
    expect(world().newestWeb(world().app('web'))?.lrp?.environment).toEqual({ A: '1' });
  });

  it('cannot touch the web process while a deployment is under way, but all around it', async () => {
    const app = await bench.live();
    await bench.deploy(app, await bench.stage(app, 'app:2'));
    expect((await web({ docker: {}, env: { A: 1 }, metadata: { labels: { a: 'b' } } })).state).toBe('COMPLETE');
    expect(failure(await web({ instances: 2 }))).toEqual([
      'FAILED',
      [10008, "For application 'web': Cannot scale this process while a deployment is in flight."],
    ]);
  });

  it('cannot update it either', async () => {
    const app = await bench.live();
    await bench.deploy(app, await bench.stage(app, 'app:2'));
    expect(failure(await web({ command: './x' }))).toEqual([
      'FAILED',
      [10008, "For application 'web': Cannot update this process while a deployment is in flight."],
    ]);
  });

  it('stops at the first app that fails', async () => {
    const job = await apply(
      JSON.stringify({
        applications: [
          { name: 'a', docker: {}, env: { A: 1 } },
          { name: 'b', docker: {}, timeout: 999 },
          { name: 'c', docker: {}, env: { A: 1 } },
        ],
      }),
    );
    expect(failure(job)).toEqual([
      'FAILED',
      [10008, "For application 'b': health_check_timeout Maximum exceeded: max 180s"],
    ]);
    expect(world().apps.map(({ name, environment }) => [name, environment])).toEqual([
      ['a', { A: '1' }],
      ['b', {}],
      ['c', {}],
    ]);
  });

  it.each<[object, string]>([
    [{ disk_quota: '4G' }, 'disk_quota too much disk requested (requested 4096 MB - must be less than 2048 MB)'],
    [
      { memory: '64M', sidecars: [{ name: 'p', command: 'x', process_types: ['web'], memory: '64M' }] },
      'The memory allocation defined is too large to run with the dependent "web" process',
    ],
    [
      { processes: [{ type: 'web', user: 'root' }] },
      "user invalid (requested user 'root' not allowed, permitted users are: 'vcap')",
    ],
    [
      { features: { 'service-binding-k8s': true, 'file-based-vcap-services': true } },
      "'file-based-vcap-services' and 'service-binding-k8s' features cannot be enabled at the same time.",
    ],
  ])('fails as %j', async (keys, words) => {
    expect(failure(await web({ docker: {}, ...keys }))).toEqual(['FAILED', [10008, `For application 'web': ${words}`]]);
  });
});

describe('routes of a manifest', () => {
  it('leave settings behind when one of them fails', async () => {
    const other = world().addSpace(world().org('acme'), 'other');
    world().routes.push({
      ...world().resource(),
      ...{ space: other, domain: world().domains[0] as never, host: 'taken', path: '', port: undefined, options: {} },
      destinations: [],
    });
    const job = await web({
      ...{ docker: {}, memory: '64M', env: { A: 1 } },
      routes: [{ route: 'new.apps.sandbox.test' }, { route: 'taken.apps.sandbox.test' }],
    });
    expect(failure(job)).toEqual([
      'FAILED',
      [10008, "For application 'web': Routes cannot be mapped to destinations in different spaces"],
    ]);
    expect(world().newestWeb(world().app('web'))?.memoryMb).toBe(64);
    expect(world().app('web').environment).toEqual({});
    // Made, and mapped to nothing.
    expect(world().routes.map(({ host, destinations }) => [host, destinations.length])).toEqual([
      ['taken', 0],
      ['new', 0],
    ]);
  });

  it.each([
    ['web.nowhere.test', 10008, "For application 'web': No domains exist for route web.nowhere.test"],
    [
      'https://web.apps.sandbox.test/',
      10008,
      "For application 'web': For route 'https://web.apps.sandbox.test/': Path cannot be a single '/'.",
    ],
    [
      'a@b.apps.sandbox.test',
      10008,
      "For application 'web': For route 'a@b.apps.sandbox.test': Host format is invalid.",
    ],
    [
      'web.apps.sandbox.test:1234',
      10008,
      "For application 'web': For route 'web.apps.sandbox.test:1234': Routes with protocol 'http' do not support ports.",
    ],
    [
      'web.foreign.test',
      10008,
      "For application 'web': For route 'web.foreign.test': Invalid domain. Domain 'foreign.test' is not available in organization 'acme'.",
    ],
    [
      'apps.sandbox.test',
      10008,
      "For application 'web': For route 'apps.sandbox.test': Missing host. Routes in shared domains must have a host defined.",
    ],
    ['*.apps.sandbox.test', 10003, 'You are not authorized to perform the requested action'],
  ])('refuse %s', async (route, code, words) => {
    world().addDomain('foreign.test', { org: world().addOrg('foreign') });
    expect(failure(await web({ docker: {}, routes: [{ route }] }))).toEqual(['FAILED', [code, words]]);
  });

  it('are found before they are made, by domain first, and changed', async () => {
    world().addDomain('shop.apps.sandbox.test', { org: world().org('acme') });
    await web({ docker: {}, routes: [{ route: 'shop.apps.sandbox.test' }, { route: 'WEB.apps.sandbox.test' }] });
    expect(world().routes.map(({ host, domain }) => [host, domain.name])).toEqual([
      ['', 'shop.apps.sandbox.test'],
      ['WEB', 'apps.sandbox.test'],
    ]);
    const options = { loadbalancing: 'round-robin' };
    await web({ routes: [{ route: 'web.apps.sandbox.test', protocol: 'http2', options }] });
    expect(world().routes[1]).toMatchObject({ options, destinations: [{ protocol: 'http2' }] });
    expect(failure(await web({ routes: [{ route: 'web.apps.sandbox.test', protocol: 'tcp' }] }))).toEqual([
      'FAILED',
      [
        10008,
        "For application 'web': For route 'web.apps.sandbox.test': Cannot use 'tcp' protocol for http routes; valid options are: [http1, http2].",
      ],
    ]);
    expect((await web({ 'no-route': true, routes: [{ route: 'x.apps.sandbox.test' }] })).state).toBe('COMPLETE');
    expect(routesOf('web')).toEqual([]);
    expect(world().routes).toHaveLength(2);
  });

  it('need the feature flag to be made', async () => {
    world().featureFlags.set('route_creation', false);
    expect(failure(await web({ docker: {}, routes: [{ route: 'web.apps.sandbox.test' }] }))).toEqual([
      'FAILED',
      [330002, 'Feature Disabled: route_creation'],
    ]);
  });

  it('are random or default ones only where there are none', async () => {
    await web({ docker: {}, 'default-route': true });
    expect(routesOf('web')).toEqual(['web.apps.sandbox.test']);
    await web({ 'random-route': true });
    expect(routesOf('web')).toHaveLength(1);
    await apply('applications: [{name: lucky, docker: {}, random-route: true}]');
    expect(routesOf('lucky')[0]).toMatch(/^lucky-[a-z]+-[a-z]+-[a-z]{2}\.apps\.sandbox\.test$/);
    const bad = 'Failed to create default route from app name: Host must be either "*" or contain only';
    const [, [, words]] = failure(await apply('applications: [{name: a b, docker: {}, default-route: true}]'));
    expect(words).toContain(`For application 'a b': ${bad}`);
    world().domains.length = 0;
    expect(failure(await apply('applications: [{name: c, docker: {}, default-route: true}]'))).toEqual([
      'FAILED',
      [10008, "For application 'c': No default domains available"],
    ]);
  });
});

describe('services of a manifest', () => {
  const managed = (bind: BrokerAnswer) =>
    world().addServiceInstance(world().space('prod'), 'db', {
      managed: {
        ...{ offering: 'postgres', plan: { guid: 'plan', name: 'small' }, bindable: true },
        broker: { name: 'broker', bind, unbind: { kind: 'at once' } },
      },
    });
  const db = { docker: {}, env: { A: 1 }, services: ['db'] };

  it('are bound once, also by a broker that takes its time', async () => {
    managed({ kind: 'later', afterMs: 3_000 });
    const job = jobOf(await post('actions/apply_manifest', ofWeb(db)));
    await bench.clock.advance(2_000);
    expect((await job()).state).toBe('PROCESSING');
    await bench.clock.advance(3_000);
    expect((await job()).state).toBe('COMPLETE');
    expect((await web(db)).state).toBe('COMPLETE');
    expect(world().serviceBindings).toMatchObject([{ operation: { type: 'create', state: 'succeeded' } }]);
  });

  it('leave no binding where the broker refuses', async () => {
    managed({ kind: 'refused', words: 'full' });
    expect(failure(await web(db))).toEqual([
      'FAILED',
      [10008, "For application 'web': For service 'db': Service broker error: full"],
    ]);
    expect(world().serviceBindings).toEqual([]);
    expect(world().app('web').environment).toEqual({ A: '1' });
  });

  it('have to exist and not to be busy', async () => {
    expect(failure(await web(db))).toEqual([
      'FAILED',
      [10010, "For application 'web': Service instance 'db' not found"],
    ]);
    const instance = managed({ kind: 'at once' });
    instance.operation = world().operation('update', 'in progress');
    expect(failure(await web(db))).toEqual([
      'FAILED',
      [10008, "For application 'web': For service 'db': There is an operation in progress for the service instance"],
    ]);
    instance.operation = undefined;
    await web(db);
    for (const binding of world().serviceBindings) binding.operation = world().operation('delete', 'in progress');
    expect(failure(await web(db))).toEqual([
      'FAILED',
      [
        10008,
        "For application 'web': For service 'db': An existing binding is being deleted. Try recreating the binding later.",
      ],
    ]);
  });
});

describe('the manifest of an app', () => {
  it('is made of what it is', async () => {
    const guid = await bench.live();
    world().addServiceInstance(world().space('prod'), 'mail');
    await web({ env: { A: '1' }, services: ['mail'], metadata: { labels: { a: 'b' } }, timeout: 70 });
    const answer = await bench.call('GET', `/v3/apps/${guid}/manifest`);
    expect(answer.headers.get('content-type')).toBe('application/x-yaml; charset=utf-8');
    expect(answer.body).toMatch(/^---\napplications:\n- name: web\n/);
    expect(parse(answer.body)).toEqual({
      applications: [
        {
          ...{ name: 'web', env: { A: '1' }, lifecycle: 'docker', docker: { image: 'app:1' }, services: ['mail'] },
          routes: [{ route: 'web.apps.sandbox.test', protocol: 'http1', options: {} }],
          metadata: { labels: { a: 'b' } },
          processes: [
            {
              ...{ type: 'web', instances: 1, memory: '1024M', disk_quota: '1024M', 'log-rate-limit-per-second': -1 },
              ...{ 'health-check-type': 'port', 'readiness-health-check-type': 'process', timeout: 70 },
            },
          ],
          features: {
            ...{ ssh: true, revisions: true, 'service-binding-k8s': false, 'file-based-vcap-services': false },
          },
        },
      ],
    });
    bench.token = await bench.login('auditor');
    expect((await bench.call('GET', `/v3/apps/${guid}/manifest`)).status).toBe(403);
  });

  it('can be applied again, and changes nothing', async () => {
    const guid = await bench.live();
    const { body } = await bench.call('GET', `/v3/apps/${guid}/manifest`);
    const before = (await bench.call('GET', `/v3/apps/${guid}/processes/web`)).body;
    expect((await apply(body)).state).toBe('COMPLETE');
    const after = (await bench.call('GET', `/v3/apps/${guid}/processes/web`)).body;
    expect({ ...after, updated_at: '' }).toEqual({ ...before, updated_at: '' });
    // As the server has it: it writes a number, and compares with text.
    expect((await post('manifest_diff', body)).body.diff).toEqual([
      { op: 'replace', path: '/applications/0/processes/0/log-rate-limit-per-second', was: -1, value: '-1' },
    ]);
  });
});

describe('the diff of a manifest', () => {
  const diff = async (keys: object) => {
    const answer = await post('manifest_diff', ofWeb(keys));
    expect(answer.status).toBe(201);
    return answer.body.diff;
  };

  it('says what would be added, removed and replaced', async () => {
    await bench.live();
    await web({ env: { A: '1', B: '2' } });
    expect(await diff({ docker: { image: 'app:2' } })).toEqual([
      { op: 'replace', path: '/applications/0/docker/image', was: 'app:1', value: 'app:2' },
    ]);
    expect(await diff({ env: { A: '3', C: 4 } })).toEqual([
      { op: 'replace', path: '/applications/0/env/A', was: '1', value: '3' },
      { op: 'remove', path: '/applications/0/env/B', was: '2' },
      { op: 'add', path: '/applications/0/env/C', value: 4 },
    ]);
    expect(await diff({ instances: 2, memory: '2G', path: '.', 'no-route': true })).toEqual([
      { op: 'replace', path: '/applications/0/instances', was: 1, value: 2 },
      { op: 'add', path: '/applications/0/no-route', was: null, value: true },
    ]);
    expect(
      await diff({
        processes: [
          { type: 'web', memory: '2G' },
          { type: 'worker', command: 'x' },
        ],
      }),
    ).toEqual([
      { op: 'replace', path: '/applications/0/processes/0/memory', was: '1024M', value: '2048M' },
      { op: 'add', path: '/applications/0/processes/1', value: { type: 'worker', command: 'x' } },
    ]);
    expect(await diff({ routes: [{ route: 'web.apps.sandbox.test' }, { route: 'b.apps.sandbox.test' }] })).toEqual([
      { op: 'add', path: '/applications/0/routes/1', value: { route: 'b.apps.sandbox.test' } },
    ]);
    expect(world().app('web').environment).toEqual({ A: '1', B: '2' });
  });

  it('of an app that is not there is all of it', async () => {
    expect(await diff({ docker: { image: 'a' }, memory: '1G' })).toEqual([
      { op: 'add', path: '/applications/0/name', was: null, value: 'web' },
      { op: 'add', path: '/applications/0/docker', was: null, value: { image: 'a' } },
    ]);
    expect(world().apps).toEqual([]);
    const bad = await post('manifest_diff', ofWeb({ instances: -1 }));
    expect(bad.body.errors[0].detail).toMatch(/^For application 'web': Process "web": Instances/);
  });
});
