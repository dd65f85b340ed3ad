import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { savedUndo, undoOf } from '../../../src/platforms/cloudfoundry/manifest/change.ts';
import { changeOf } from '../../../src/platforms/cloudfoundry/manifest/difference.ts';
import { readManifest } from '../../../src/platforms/cloudfoundry/manifest/read.ts';

const asked = { app: undefined, repository: 'web', image: 'ghcr.io/acme/web:2', registryUsername: '' };
const read = (text: string, more: Partial<typeof asked> | { app: string } = {}) =>
  readManifest(text, { ...asked, ...more });
/** An app with these keys, as flow YAML. */
const app = (keys: string) => read(`applications: [{name: web, ${keys}}]`);
const settings = (keys: string) => {
  const { mistakes, settings: said } = app(keys);
  expect(mistakes).toEqual([]);
  return said;
};

describe('what a manifest says', () => {
  it.each([
    ['memory: 512M', { memoryMb: 512 }],
    ['memory: 1.5GB', { memoryMb: 1_536 }],
    ['memory: 524288K', { memoryMb: 512 }],
    ['disk_quota: 1G', { diskMb: 1_024 }],
    ['disk-quota: 1G', { diskMb: 1_024 }],
    ['log-rate-limit-per-second: 16K', { logRate: 16_384 }],
    ['log-rate-limit-per-second: -1', { logRate: -1 }],
    ['log-rate-limit-per-second: 0', { logRate: 0 }],
    ['instances: 3', { instances: new Map([['web', 3]]) }],
    ['command: ./serve', { command: './serve' }],
    ['command: null', { command: null }],
    ['command: default', { command: null }],
    ['health-check-type: none', { healthCheck: { type: 'process' } }],
    ['health-check-type: http', { healthCheck: { type: 'http', path: '/' } }],
    ['healthCheckType: port', { healthCheck: { type: 'port' } }],
    [
      'health-check-type: http, health-check-http-endpoint: /up, timeout: 90, health-check-interval: 5',
      { healthCheck: { type: 'http', path: '/up' }, healthCheckTimes: { timeoutS: 90, intervalS: 5 } },
    ],
    [
      'readiness-health-check-type: port, readiness-health-check-invocation-timeout: 2',
      { readinessCheck: { type: 'port' }, readinessCheckTimes: { invocationTimeoutS: 2 } },
    ],
    [
      'env: {A: b, PORTS: 80, ON: true, EMPTY: }',
      { env: new Map(Object.entries({ A: 'b', PORTS: '80', ON: 'true', EMPTY: '' })) },
    ],
    ['services: [db, {name: mail}]', { services: [{ name: 'db' }, { name: 'mail' }] }],
    [
      'services: [{name: db, binding_name: main, parameters: {a: [1, x]}}]',
      { services: [{ name: 'db', bindingName: 'main', parameters: { a: [1, 'x'] } }] },
    ],
    ['routes: [{route: HTTPS://Www.example.com/A/}]', { routes: [{ address: 'www.example.com/A' }] }],
    ['routes: [{route: a.example.com, protocol: http1}]', { routes: [{ address: 'a.example.com' }] }],
    ['metadata: {labels: {a: b, c: null}}', { labels: new Map(Object.entries({ a: 'b', c: null })) }],
    ['metadata: {annotations: {a: long text}}', { annotations: new Map([['a', 'long text']]) }],
    ['docker: {image: ghcr.io/acme/web:1}, lifecycle: docker', {}],
    ['processes: [{type: web, memory: 64M, instances: 2}]', { memoryMb: 64, instances: new Map([['web', 2]]) }],
  ])('%s', (keys, expected) => expect(settings(keys)).toEqual(expected));

  it.each([
    ['features: {ssh: false}', { features: { ssh: false } }],
    ['sidecars: [{name: a, command: b}]', { sidecars: [{ name: 'a', command: 'b' }] }],
    [
      'processes: [{type: worker, instances: 2, disk_quota: 1G, command: null, health-check-type: none}]',
      { processes: [{ type: 'worker', disk_quota: '1G', command: null, 'health-check-type': 'process' }] },
    ],
    ['processes: [{type: web, user: app}]', { processes: [{ type: 'web', user: 'app' }] }],
    ['random-route: true', { 'random-route': true }],
    ['routes: [{route: "tcp.example.com:1234"}]', { routes: [{ route: 'tcp.example.com:1234' }] }],
    [
      'routes: [{route: a.example.com, options: {loadbalancing: least-connection}}]',
      { routes: [{ route: 'a.example.com', options: { loadbalancing: 'least-connection' } }] },
    ],
  ])('only the server can: %s', (keys, rest) => {
    const { manifest, mistakes } = app(keys);
    expect([manifest, mistakes]).toEqual([{ kind: 'cloudfoundry', rest }, []]);
  });

  it('no-route is: these routes alone, and there are none', () => {
    expect(app('no-route: true')).toMatchObject({ settings: { routes: [] }, routesMode: 'exact', mistakes: [] });
    expect(app('no-route: false').routesMode).toBeUndefined();
  });

  it('is read from JSON as well', () => {
    const text = JSON.stringify({ version: 1, applications: [{ name: 'web', env: { A: 'b: c' } }] }, undefined, 2);
    expect(read(text)).toMatchObject({ app: 'web', settings: { env: new Map([['A', 'b: c']]) }, mistakes: [] });
  });
});

describe('what is refused', () => {
  it.each([
    ['memory: 512', 'web.memory "512" · write a number with a unit'],
    ['memory: 1000K', 'web.memory "1000K" · write whole megabytes'],
    ['memory:', 'web.memory has no value'],
    ['instances: many', 'web.instances "many" · write a whole number from 0 up'],
    ['timeout: 0', 'web.timeout "0" · write a whole number from 1 up'],
    ['health-check-type: tcp', 'web.health-check-type "tcp" · write port, process or http'],
    ['health-check-http-endpoint: /up', 'web.health-check-http-endpoint goes with health-check-type: http'],
    [
      'health-check-type: http, health-check-http-endpoint: up',
      'web.health-check-http-endpoint "up" · write a path: /healthz',
    ],
    ['buildpacks: [go]', 'web.buildpacks is for apps that are made from source'],
    ['path: ./dist', 'web.path is for apps that are made from source'],
    ['lifecycle: cnb', 'web.lifecycle "cnb" · write docker'],
    [
      'docker: {image: ghcr.io/acme/api:1}',
      'web.docker.image is ghcr.io/acme/api, and the input image is ghcr.io/acme/web',
    ],
    ['docker: {image: ghcr.io/acme/web, username: me}', 'web.docker.username needs a password'],
    ['docker: {images: x}', 'web.docker.images is not known'],
    ['host: www', 'web.host is not known'],
    ['env: {V: 1.10}', 'web.env.V is read as a number or a switch, not as it is written'],
    ['env: {V: yes}', 'web.env.V is read as a number or a switch'],
    ['env: {V: 0o17}', undefined],
    ['env: {V: 017}', 'web.env.V is read as a number or a switch'],
    ['env: {V: [a]}', 'web.env.V is no text'],
    ['env: [A=b]', 'web.env is no map of keys and values'],
    ['env: {D: 2020-01-01}', 'a date, or a number that is too large'],
    ['env: {A: x((db-password))y}', 'the variable ((db-password))'],
    ['command: ((command))', 'the variable ((command))'],
    ['routes: [www.example.com]', 'web.routes.1 is no map'],
    ['routes: [{path: /x}]', 'web.routes.1.route is missing'],
    ['routes: [{route: web}]', 'web.routes.1.route "web" · write www.example.com'],
    [
      'routes: [{route: a.example.com=8080}]',
      'web.routes.1.route "a.example.com=8080" · a manifest has no port of the app',
    ],
    ['routes: [{route: a.example.com}], no-route: true', 'web.no-route and routes cannot both be meant'],
    ['no-route: 1', 'web.no-route is neither true nor false'],
    ['services: [db, db]', 'web.services has db twice'],
    ['services: [{parameters: {}}]', 'web.services.1.name is missing'],
    ['processes: [{memory: 64M}]', 'web.processes.1.type is missing'],
    ['processes: [{type: a}, {type: a}]', 'web.processes.2.type a is there twice'],
    ['memory: 64M, processes: [{type: web}]', 'web.memory is not heeded, as processes has web'],
    ['processes: [{type: worker, memori: 64M}]', 'web.processes.worker.memori is not known'],
    ['disk_quota: 1G, disk-quota: 2G', 'web has a key twice, in two spellings'],
    ['memory: &m 64M, disk_quota: *m', 'an alias · Cloud Foundry takes no anchors'],
    ['<<: {memory: 64M}', 'a merge key'],
    ['command: !!binary aGk=', 'a date, or'],
    ['command: !secret x', 'a tag'],
  ])('%s', (keys, message) => {
    const { mistakes } = app(keys);
    if (message === undefined) expect(mistakes).toEqual([]);
    else expect(mistakes.join('\n')).toContain(`line 1: ${message}`);
  });

  it.each([
    ['', 'line 1: is empty'],
    ['web: node server.js', 'has no applications, so it is no Cloud Foundry manifest · a Procfile is for Deis'],
    ['applications: []', 'has no app in its applications'],
    ['applications: web', 'manifest.applications is no list'],
    ['a: b: c', 'line 1: cannot be read as YAML'],
    ['applications: [{name: web}]\n---\napplications: []', 'line 3: a second document begins'],
    ['version: 2\napplications: [{name: web}]', 'manifest.version is not 1'],
    ['inherit: base.yml\napplications: [{name: web}]', 'manifest.inherit is not known'],
    ['applications:\n- name: web\n  memory: 1G\n  memory: 2G', 'line 4: cannot be read as YAML'],
  ])('%j', (text, message) => expect(read(text).mistakes.join('\n')).toContain(message));

  it('no value of a variable is told, whatever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom('[', '{', '&a ', '*', '!x ', '"', '1.', '((', ': '), (odd) => {
        const text = `applications:\n- name: web\n  env:\n    A: ${odd}hidden-value`;
        expect(read(text).mistakes.join('\n').replace('((hidden-value', '')).not.toContain('hidden-value');
      }),
    );
  });
});

describe('which app is meant', () => {
  const two = 'applications: [{name: web, memory: 1M}, {name: api, memory: 2M}]';
  it.each<[string, object, string | undefined, number | undefined]>([
    ['of one, the one', { repository: 'other' }, 'api', 2],
    ['of one, under the name that the inputs give it', { app: 'mine' }, 'mine', 2],
    ['of two, the one that the inputs name', { app: 'api' }, 'api', 2],
    ['of two, the one named as the repository', {}, 'web', 1],
  ])('%s', (what, more, name, memoryMb) => {
    const text = what.startsWith('of two') ? two : 'applications: [{name: api, memory: 2M}]';
    const reading = readManifest(text, { ...asked, ...more });
    expect([reading.app, reading.settings.memoryMb, reading.mistakes]).toEqual([name, memoryMb, []]);
  });

  it('else says which there are', () => {
    expect(read(two, { app: 'shop' }).mistakes).toEqual(['has no app shop · it has web, api: say which in app']);
    expect(read('applications: [{memory: 1M}]').mistakes).toEqual(['names no app · give app']);
    expect(read('applications: [{name: web}, {name: web}]').mistakes).toEqual(['has two apps named web']);
  });
});

describe('the way back', () => {
  const rest = {
    features: { ssh: true },
    processes: [{ type: 'worker', command: './new', memory: '1G', timeout: 5 }, { type: 'cron' }],
    sidecars: [
      { name: 'old', command: 'x' },
      { name: 'new', command: 'y' },
    ],
    routes: [{ route: 'a.test', protocol: 'http2' }, { route: 'tcp.test:1000' }],
  };
  const differences = [
    { op: 'replace', path: ['features', 'ssh'], was: false, value: true },
    { op: 'replace', path: ['processes', '0', 'command'], was: './old-secret', value: './new' },
    { op: 'replace', path: ['processes', '0', 'memory'], was: '512M', value: '1G' },
    { op: 'add', path: ['processes', '0', 'timeout'], value: 5 },
    { op: 'add', path: ['processes', '1'], value: { type: 'cron' } },
    { op: 'replace', path: ['sidecars', '0', 'command'], was: 'w-secret', value: 'x' },
    { op: 'add', path: ['sidecars', '1'], value: { name: 'new' } },
    { op: 'add', path: ['routes', '0'], value: {} },
    { op: 'add', path: ['routes', '1'], value: {} },
  ] as const;
  const sidecars = [{ guid: 'g', name: 'old', command: 'w-secret', processTypes: ['web'], memoryMb: 32 }];

  it('is whole for the run itself, and without commands for any other process', () => {
    const undo = undoOf(rest, differences, sidecars);
    expect(undo).toEqual({
      rest: {
        features: { ssh: false },
        processes: [{ type: 'worker', command: './old-secret', memory: '512M', timeout: null }],
        sidecars: [{ name: 'old', command: 'w-secret', process_types: ['web'], memory: '32M' }],
      },
      sidecars: ['new'],
      lost: ['process cron', 'route tcp.test:1000'],
    });
    const saved = savedUndo(undo);
    expect(saved).toEqual({
      rest: { features: { ssh: false }, processes: [{ type: 'worker', memory: '512M', timeout: null }] },
      sidecars: ['new'],
      lost: ['process cron', 'route tcp.test:1000', 'worker command', 'sidecar old'],
    });
    expect(JSON.stringify(saved)).not.toContain('secret');
  });

  it('is told by names; values are shown where no secret can be', () => {
    expect(differences.map((one) => changeOf(one, rest))).toEqual([
      { what: 'manifest feature ssh', from: 'false', to: 'true' },
      { what: 'manifest', to: '~worker command' },
      { what: 'manifest worker memory', from: '512M', to: '1G' },
      { what: 'manifest worker timeout', to: '5' },
      { what: 'manifest', to: '+process cron' },
      { what: 'manifest', to: '~sidecar old command' },
      { what: 'manifest', to: '+sidecar new' },
      { what: 'manifest', to: '+route a.test' },
      { what: 'manifest', to: '+route tcp.test:1000' },
    ]);
  });
});
