import { expect } from 'vitest';
import { ask, interrupted } from '../support/cloudfoundry.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepOptions, StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `manifest` on Cloud Foundry, through the bundle, and the way back from it. */

const crash = { 'sandbox.behaviour': 'crash' };
const slow = { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '60000' };
const publish = async (stage: Stage, tag: string, labels: Record<string, string> = {}) =>
  (await stage.sandbox.registry.publish({ repository: 'team/web', tag, labels })).reference;
const world = ({ sandbox }: Stage) => sandbox.cloudFoundry.world;

/** What must stand nowhere but in what is sent to the platform. */
const secrets = ['value-of-greeting', 'token-of-parameters', 'token-of-worker', 'token-of-sidecar'];
const manifest = (more = '') =>
  `---
version: 1
applications:
- name: web
  memory: 256M
  disk_quota: 1G
  log-rate-limit-per-second: 16K
  health-check-type: http
  health-check-http-endpoint: /
  timeout: 90
  env:
    GREETING: value-of-greeting
  services:
  - mail
  - name: db
    parameters: {token: token-of-parameters}
  routes:
  - route: www.apps.sandbox.test
  - route: h2.apps.sandbox.test
    protocol: http2
  metadata:
    labels: {team: shop}
    annotations: {contact: shop@example.test}
  features:
    ssh: false
  sidecars:
  - name: proxy
    command: ./proxy --token=token-of-sidecar
    process_types: [web]
    memory: 32M
  processes:
  - type: worker
    command: ./work --token=token-of-worker
    instances: 2
    memory: 128M
    health-check-type: none
${more}`;

const withFile = (text: string): Partial<StepOptions> => ({ files: { 'config/manifest.yml': text } });
const inputs = (image: string, more: Record<string, string> = {}) => ({
  image,
  manifest: 'config/manifest.yml',
  ...more,
});

async function services(stage: Stage): Promise<void> {
  const broker = { name: 'broker', bind: { kind: 'at once' }, unbind: { kind: 'at once' } } as const;
  world(stage).addServiceInstance(world(stage).space('prod'), 'mail');
  world(stage).addServiceInstance(world(stage).space('prod'), 'db', {
    managed: { offering: 'postgres', plan: { guid: 'plan', name: 'small' }, bindable: true, broker: { ...broker } },
  });
}

/** All that the manifest is about, as it stands on the platform. */
function standing(stage: Stage) {
  const app = world(stage).app('web');
  const web = world(stage).newestWeb(app);
  const [worker] = world(stage).processesOf(app, 'worker');
  return {
    web: [web?.memoryMb, web?.diskMb, web?.logRateLimit, web?.healthCheck.type, web?.healthCheck.timeout],
    worker: worker && [worker.command, worker.instances, worker.memoryMb, worker.healthCheck.type],
    env: app.environment,
    labels: Object.fromEntries(Object.entries(app.metadata.labels).filter(([key]) => !/^deploy/.test(key))),
    annotations: app.metadata.annotations,
    ssh: app.features?.ssh,
    sidecars: world(stage)
      .sidecars.filter((one) => one.app === app)
      .map(({ name, command, memoryMb }) => [name, command, memoryMb]),
    services: world(stage)
      .serviceBindings.map(({ instance, parameters }) => [instance.name, parameters])
      .sort(),
    routes: world(stage)
      .routes.flatMap(({ host, destinations }) => destinations.map(({ protocol }) => `${host} ${protocol}`))
      .sort(),
  };
}

const asTheManifestSays = {
  web: [256, 1024, 16_384, 'http', 90],
  worker: ['./work --token=token-of-worker', 2, 128, 'process'],
  env: { GREETING: 'value-of-greeting' },
  labels: { team: 'shop' },
  annotations: { contact: 'shop@example.test' },
  ssh: false,
  sidecars: [['proxy', './proxy --token=token-of-sidecar', 32]],
  services: [
    ['db', { token: 'token-of-parameters' }],
    ['mail', undefined],
  ],
  routes: ['h2 http2', 'www http1'],
};

function expectUntold(step: StepResult): void {
  const printed = step.raw.replace(/^::add-mask::.*$/gm, '');
  const written = [printed, step.summary, JSON.stringify([step.outputs, step.state, step.annotations])].join('\n');
  for (const secret of secrets) expect(written).not.toContain(secret);
}

const changesOf = (step: StepResult) =>
  (JSON.parse(step.outputs['changes'] ?? '[]') as { what: string; from?: string; to: string }[])
    .filter(({ what }) => what !== 'image' && what !== 'app')
    .map(({ what, from, to }) => [what, ...(from === undefined ? [] : [from]), to].join(' '));
const requestsOf = (stage: Stage, since: number) =>
  writesTo([stage.sandbox.cloudFoundry.api], since).map((write) => write.replaceAll(/[0-9a-f-]{36}/g, '*'));

async function live(stage: Stage): Promise<string> {
  await services(stage);
  const image = await publish(stage, '1.0');
  const step = await stage.deploy('cloudfoundry', inputs(image), withFile(manifest()));
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expectUntold(step);
  return image;
}

test('a new app is all that its manifest says, and the same manifest changes nothing', async (stage) => {
  const image = await live(stage);
  expect(standing(stage)).toEqual(asTheManifestSays);
  const since = Date.now();
  const again = await stage.deploy('cloudfoundry', inputs(image), withFile(manifest()));
  expect(again.outputs, again.log).toMatchObject({ verdict: 'unchanged', url: 'https://www.apps.sandbox.test' });
  expect(requestsOf(stage, since)).toEqual(['POST /v3/spaces/*/manifest_diff']);
});

/** Another manifest of the same app. */
const changed = manifest()
  .replace('memory: 256M', 'memory: 512M')
  .replace('ssh: false', 'ssh: true')
  .replace('memory: 128M', 'memory: 160M')
  .replace('instances: 2', 'instances: 3')
  .replace('./work --token', './work-more --token')
  .replace('./proxy --token', './proxy2 --token')
  .replace('team: shop', 'team: web')
  .replace('  processes:', '  - {name: second, command: sleep 9999, process_types: [web]}\n  processes:')
  .replace('- route: www', '- route: new.apps.sandbox.test\n  - route: www');

test('a plan sends reads and the comparison alone, and shows all of it but commands', async (stage) => {
  await live(stage);
  const since = Date.now();
  const image = await publish(stage, '2.0');
  const step = await stage.deploy('cloudfoundry', inputs(image, { mode: 'plan' }), withFile(changed));
  expect(step.outputs, step.log).toMatchObject({ verdict: 'planned' });
  expect(changesOf(step)).toEqual([
    ...['instances worker 2 3', 'memory 256 MB 512 MB', 'route +new.apps.sandbox.test', 'label ~team=web'],
    ...['manifest feature ssh false true', 'manifest worker memory 128M 160M', 'manifest ~worker command'],
    ...['manifest ~sidecar proxy command', 'manifest +sidecar second'],
  ]);
  expect(requestsOf(stage, since)).toEqual(['POST /v3/spaces/*/manifest_diff']);
  expect(standing(stage)).toEqual(asTheManifestSays);
  expectUntold(step);
});

test('what differs is applied just before the deployment; what the file is silent about stays', async (stage) => {
  await live(stage);
  await ask(stage, 'PATCH', `/v3/apps/${world(stage).app('web').guid}/environment_variables`, {
    var: { BY_HAND: '1' },
  });
  const since = Date.now();
  const image = await publish(stage, '2.0');
  const step = await stage.deploy('cloudfoundry', inputs(image), withFile(changed));
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(requestsOf(stage, since)).toEqual([
    ...['POST /v3/spaces/*/manifest_diff', 'POST /v3/packages', 'POST /v3/builds'],
    ...['POST /v3/spaces/*/actions/apply_manifest', 'PATCH /v3/apps/*'],
    ...['POST /v3/routes', 'POST /v3/routes/*/destinations', 'POST /v3/apps/*/processes/worker/actions/scale'],
    'POST /v3/deployments',
  ]);
  expect(standing(stage)).toMatchObject({
    web: [512, 1024, 16_384, 'http', 90],
    worker: ['./work-more --token=token-of-worker', 3, 160, 'process'],
    env: { GREETING: 'value-of-greeting', BY_HAND: '1' },
    ssh: true,
    routes: ['h2 http2', 'new http1', 'www http1'],
  });
  expectUntold(step);
});

test('a release that fails: all of it is as before', async (stage) => {
  await live(stage);
  const image = await publish(stage, '2.0', crash);
  const step = await stage.deploy('cloudfoundry', inputs(image), withFile(changed));
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.annotations[0]?.message).toContain(', manifest, labels, route new.apps.sandbox.test');
  expect(standing(stage)).toEqual(asTheManifestSays);
  expectUntold(step);
});

test('a killed run: its post step puts back what is no secret, and names the rest', async (stage) => {
  await live(stage);
  const image = await publish(stage, '2.0', slow);
  const main = await interrupted(stage, inputs(image), 'SIGKILL', withFile(changed));
  expectUntold(main);
  const post = await stage.post('cloudfoundry', inputs(image), main, withFile(changed));
  expect(post.annotations, post.log).toHaveLength(1);
  expect(post.annotations[0]?.message).toContain(
    'Of what the manifest has set, this is not put back: worker command, sidecar proxy.',
  );
  expect(standing(stage)).toEqual({
    ...asTheManifestSays,
    worker: ['./work-more --token=token-of-worker', 2, 128, 'process'],
    sidecars: [['proxy', './proxy2 --token=token-of-sidecar', 32]],
  });
  expectUntold(post);
});

test('a killed run whose manifest is gone: the command of the image comes back all the same', async (stage) => {
  const first = await publish(stage, '1.0');
  await stage.deploy('cloudfoundry', { app: 'web', image: first });
  const text = 'applications: [{name: web, command: ./mine, env: {A: "1"}}]';
  const image = await publish(stage, '2.0', slow);
  const main = await interrupted(stage, inputs(image), 'SIGKILL', withFile(text));
  const app = world(stage).app('web');
  expect(world(stage).newestWeb(app)?.command).toBe('./mine');
  const post = await stage.post('cloudfoundry', inputs(image), main);
  expect(post.annotations, post.log).toEqual([]);
  expect([world(stage).newestWeb(app)?.command, app.environment]).toEqual([undefined, {}]);
});

test('what a step of the manifest refuses is told, and what came before it is put back', async (stage) => {
  await live(stage);
  const image = await publish(stage, '2.0');
  // Features and processes come before sidecars; one with more memory than its process is refused.
  const text = changed.replace('memory: 32M', 'memory: 4G');
  const step = await stage.deploy('cloudfoundry', inputs(image), withFile(text));
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.annotations[0]?.message).toMatch(/apply the manifest: For application 'web': .*memory/i);
  expect(world(stage).deployments).toHaveLength(1);
  expect(standing(stage)).toEqual(asTheManifestSays);
});

test('a manifest that changes web meets a deployment: waited for, or refused before anything is written', async (stage) => {
  await live(stage);
  const { cloudFoundry } = stage.sandbox;
  const theirs = await cloudFoundry.deployByColleague('web', await publish(stage, 'theirs', slow));
  const image = await publish(stage, '2.0');
  const text = manifest().replace('timeout: 90', 'timeout: 100');
  const since = Date.now();
  const step = await stage.deploy('cloudfoundry', inputs(image, { 'if-busy': 'replace' }), withFile(text));
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(step.annotations[0]?.message).toMatch(
    /^Another deployment of this app is under way.*\nNothing was released: /,
  );
  expect(requestsOf(stage, since).filter((write) => !write.endsWith('/manifest_diff'))).toEqual([]);

  const later = await stage.deploy('cloudfoundry', inputs(image), withFile(text));
  expect(later.outputs, later.log).toMatchObject({ verdict: 'live', 'previous-release': theirs.guid });
  expect(later.log).toMatch(/^▸ Wait +deployment [0-9a-f]{8} by colleague/m);
  expect(standing(stage).web.at(-1)).toBe(100);
});

test('inputs count before the file', async (stage) => {
  await services(stage);
  const image = await publish(stage, '1.0');
  const more = {
    ...{ memory: '384M', env: 'GREETING=from-the-input\nMORE=1', instances: 'worker=1', labels: 'team=input' },
    ...{ routes: 'only.apps.sandbox.test', services: 'mail', 'health-check-timeout': '75s' },
  };
  const step = await stage.deploy('cloudfoundry', inputs(image, more), withFile(manifest()));
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', url: 'https://only.apps.sandbox.test' });
  expect(standing(stage)).toMatchObject({
    web: [384, 1024, 16_384, 'http', 75],
    worker: ['./work --token=token-of-worker', 1, 128, 'process'],
    env: { GREETING: 'from-the-input', MORE: '1' },
    labels: { team: 'input' },
    services: [['mail', undefined]],
    routes: ['h2 http2', 'only http1'],
  });
});

test('no-route takes every route away once the release is live; random-route gives one to a new app', async (stage) => {
  const first = await publish(stage, '1.0');
  const random = 'applications: [{name: web, random-route: true}]';
  const made = await stage.deploy('cloudfoundry', inputs(first), withFile(random));
  expect(made.outputs, made.log).toMatchObject({ verdict: 'live' });
  expect(world(stage).routes.map(({ host }) => host)).toEqual([expect.stringMatching(/^web-./)]);
  const again = await stage.deploy('cloudfoundry', inputs(first), withFile(random));
  expect(again.outputs, again.log).toMatchObject({ verdict: 'unchanged' });
  const none = 'applications: [{name: web, no-route: true, health-check-type: process}]';
  const step = await stage.deploy('cloudfoundry', inputs(await publish(stage, '2.0')), withFile(none));
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(world(stage).routes.flatMap(({ destinations }) => destinations)).toEqual([]);
});

test('of several apps the one named app is taken; with auto the file itself says whose it is', async (stage) => {
  const image = await publish(stage, '1.0');
  const text = 'applications:\n- {name: api, memory: 64M}\n- {name: shop, memory: 128M}';
  const step = await stage.deploy('cloudfoundry', inputs(image, { app: 'shop', platform: 'auto' }), withFile(text));
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(world(stage).apps.map(({ name }) => name)).toEqual(['shop']);
  expect(world(stage).newestWeb(world(stage).app('shop'))?.memoryMb).toBe(128);
  const neither = await stage.deploy('cloudfoundry', inputs(image), withFile(text));
  expect(neither.log).toContain('has no app web · it has api, shop: say which in app');
});

test('mistakes in the file are told with all others, by line, and nothing is sent', async (stage) => {
  const text = manifest('  buildpack: go\n  env2: {}\n').replace('value-of-greeting', '((greeting))');
  const since = Date.now();
  const bad = { ...inputs('ghcr.io/Team/web:1'), memory: '1X' };
  const step = await stage.deploy('cloudfoundry', bad, withFile(text.replace('memory: 256M', 'memory: 256')));
  expect(step.outputs).toMatchObject({ verdict: 'failed' });
  for (const words of [
    /manifest +line 5: web\.memory "256" · write a number with a unit/,
    /line 12: the variable \(\(greeting\)\) · nothing is filled in here/,
    /web\.buildpack is for apps that are made from source/,
    /web\.env2 is not known/,
    /image +"ghcr\.io\/Team\/web:1"/,
    /memory +"1X"/,
  ]) {
    expect(step.log).toMatch(words);
  }
  for (const [path, words] of [
    ['../outside.yml', '"../outside.yml" is not there'],
    ['/etc/passwd', '"/etc/passwd" leads out of the workspace'],
    ['config', '"config" is no file'],
  ] as const) {
    const file = await stage.deploy(
      'cloudfoundry',
      { ...inputs('ghcr.io/team/web:1'), manifest: path },
      withFile(text),
    );
    expect(file.log).toContain(words);
  }
  const others = ['deis', 'drycc'] as const;
  for (const platform of others) {
    const foreign = await stage.deploy(
      platform,
      inputs('ghcr.io/team/web:1', { app: 'web-app' }),
      withFile(manifest()),
    );
    expect(foreign.log).toMatch(/manifest +is a manifest for Cloud Foundry · .* takes a Procfile/);
    expect(stage.servers(platform).flatMap(({ requests }) => requests)).toEqual([]);
  }
  expect(requestsOf(stage, since)).toEqual([]);
});

test('a server that cannot compare: what is asked for is named, and applied', async (stage) => {
  const image = await live(stage);
  const body = { errors: [{ code: 10000, title: 'CF-NotFound', detail: 'Unknown request' }] };
  const action = { status: 404, body };
  stage.sandbox.cloudFoundry.api.faults.push({ method: 'POST', path: /manifest_diff$/, when: 'before', action });
  const step = await stage.deploy('cloudfoundry', inputs(image), withFile(manifest()));
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(changesOf(step)).toEqual(['manifest ~feature', 'manifest ~process', 'manifest ~route', 'manifest ~sidecar']);
  expect(standing(stage)).toEqual(asTheManifestSays);
});
