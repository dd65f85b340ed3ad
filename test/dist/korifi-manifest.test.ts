import { expect } from 'vitest';
import { korifiApp, publishFor } from '../support/korifi.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `manifest` on Korifi, through the bundle: what the inputs know, too, and nothing else. */

const app = 'web';
const manifest = `applications:
- name: web
  instances: 2
  memory: 512M
  disk_quota: 1G
  command: ./serve
  health-check-type: http
  health-check-http-endpoint: /healthz
  health-check-invocation-timeout: 3
  timeout: 90
  env: { MODE: one, WORKERS: 4, DEBUG: true }
  routes:
  - route: www.apps.sandbox.test
  metadata:
    labels: { team: web }
    annotations: { contact: bob@example.com }
`;

async function deploy(
  stage: Stage,
  text: string,
  inputs: Readonly<Record<string, string>> = {},
  labels: Readonly<Record<string, string>> = {},
): Promise<StepResult> {
  const { reference: image } = await publishFor(stage, '1.0', labels);
  return stage.deploy('korifi', { app, image, manifest: 'app.yml', ...inputs }, { files: { 'app.yml': text } });
}

function settingsOf(stage: Stage) {
  const { environment, metadata, processes } = korifiApp(stage);
  const [web] = processes;
  const { team } = metadata.labels;
  return {
    ...{ environment, team, contact: metadata.annotations['contact'] },
    ...{ instances: web?.instances, memoryMb: web?.memoryMb, diskMb: web?.diskMb, command: web?.command },
    check: web?.healthCheck,
    routes: stage.sandbox.korifi.world.routes.map(({ host, domain }) => `${host}.${domain.name}`),
  };
}

const settings = {
  environment: { MODE: 'one', WORKERS: '4', DEBUG: 'true' },
  ...{ team: 'web', contact: 'bob@example.com' },
  ...{ instances: 2, memoryMb: 512, diskMb: 1024, command: './serve' },
  check: { type: 'http', endpoint: '/healthz', timeout: 90, invocationTimeout: 3 },
  routes: ['www.apps.sandbox.test'],
};

test('all that it says is set; the same again, without variables, is unchanged', async (stage) => {
  const since = Date.now();
  const plan = await deploy(stage, manifest, { mode: 'plan' });
  expect(plan.outputs, plan.log).toMatchObject({ verdict: 'planned' });
  expect(writesTo(stage.servers('korifi'), since)).toEqual([]);
  const step = await deploy(stage, manifest);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(settingsOf(stage)).toEqual(settings);
  // Nothing of it goes to the server as a manifest.
  const asked = stage.sandbox.korifi.server.requests.map(({ target }) => target);
  expect(asked.filter((target) => /manifest/.test(target))).toEqual([]);
  const later = Date.now();
  const same = await deploy(stage, manifest.replace(/ {2}env: .*\n/, ''));
  expect(same.outputs, same.log).toMatchObject({ verdict: 'unchanged' });
  expect(writesTo(stage.servers('korifi'), later)).toEqual([]);
});

test('inputs count before it; a release that crashes leaves nothing of it behind', async (stage) => {
  expect((await deploy(stage, manifest)).outputs).toMatchObject({ verdict: 'live' });
  const text = manifest.replace('one', 'two').replace('bob@', 'eve@').replace('./serve', './other').replace('90', '45');
  const inputs = { memory: '768M', env: 'WORKERS=8', labels: 'team=shop', routes: 'shop.apps.sandbox.test' };
  const step = await deploy(stage, text, inputs, { 'sandbox.behaviour': 'crash' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  for (const change of [
    'memory 512 MB → 768 MB',
    'label ~team=shop',
    'route +shop.apps.sandbox.test',
    'env ~WORKERS',
  ]) {
    expect(step.log).toContain(change);
  }
  expect(settingsOf(stage)).toEqual(settings);
});

test('what there is no input for is refused all at once, before any login', async (stage) => {
  const step = await deploy(
    stage,
    `applications:
- name: web
  sidecars:
  - { name: proxy, command: ./proxy, process_types: [web] }
  features: { ssh: true }
  health-check-interval: 10
  readiness-health-check-type: port
  log-rate-limit-per-second: 16K
  services: [db]
  random-route: true
  processes:
  - { type: worker, instances: 1, command: ./work }
`,
  );
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  for (const mistake of [
    /^readiness-check +is not known to Korifi: .* · look in the manifest, too$/m,
    /^services +cannot be bound on Korifi .* · look in the manifest, too$/m,
    /^instances +of worker: .* · look in the manifest, too$/m,
    /^manifest +has features, sidecars, processes, random-route, health-check-interval, log-rate-limit-per-second, /m,
  ]) {
    expect(step.annotations[0]?.message).toMatch(mistake);
  }
  expect(stage.sandbox.korifi.server.requests.map(({ method, target }) => `${method} ${target}`)).toEqual(['GET /']);
});

test('routes for TCP, and keys of apps that are made from source: told by what they are', async (stage) => {
  const tcp = await deploy(stage, 'applications:\n- name: web\n  routes:\n  - route: apps.sandbox.test:1234\n');
  expect(tcp.outputs, tcp.log).toMatchObject({ verdict: 'failed' });
  expect(tcp.annotations[0]?.message).toMatch(/^manifest +has routes, which this action does not hand on to Korifi/m);
  const source = await deploy(stage, 'applications:\n- name: web\n  buildpacks: [ruby_buildpack]\n');
  expect(source.annotations[0]?.message).toMatch(/line 3: web\.buildpacks is for apps that are made from source/);
});
