import { expect } from 'vitest';
import type { Reply } from '../../sandbox/server.ts';
import { interruptedOn } from '../support/interrupted.ts';
import { askKorifi, imagesOn, korifiApp, publishFor } from '../support/korifi.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** Sizes, command, health check, variables and labels on Korifi, through the bundle, and the way back from them. */

const app = 'web';
const crashing = { 'sandbox.behaviour': 'crash' };
const slow = { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '60000' };

const oldVariables = { LOG_LEVEL: 'info', DB_PASSWORD: 'old-pässword-1', LEGACY: 'yes' };
const old = {
  ...{ instances: '2', memory: '512M', disk: '1G', command: './serve --old', labels: 'team=shop' },
  ...{ 'health-check': 'http /old', 'health-check-timeout': '90s', env: JSON.stringify(oldVariables) },
};
const changed = {
  ...{ instances: '3', memory: '768M', disk: '2G', command: './serve --token=s3cr3t-of-command' },
  ...{ labels: 'team=web\ntier=front', 'health-check': 'http /new?deep=1', 'health-check-timeout': '45s' },
  env: '{"LOG_LEVEL": "debug-of-the-new-one", "WORKERS": 4, "FEATURE_X": true, "DB_PASSWORD": "new-pässword-2"}',
};
/** What must stand nowhere but in what is sent to the platform. */
const values = ['debug-of-the-new-one', 'new-pässword-2', 'old-pässword-1', 's3cr3t-of-command'];

/** What the app has, and what its pods were started with. */
function settingsOf(stage: Stage) {
  const { environment: env, metadata, processes } = korifiApp(stage, app);
  const web = processes.find(({ type }) => type === 'web');
  const { instances, memoryMb, diskMb, command, healthCheck } = web ?? {};
  const { labels } = metadata;
  const own = Object.entries(labels).filter(([name]) => !/deploy-image|oci/.test(name));
  const check = healthCheck === undefined ? '' : `${healthCheck.type} ${healthCheck.endpoint} ${healthCheck.timeout}`;
  return {
    ...{ env, instances, memoryMb, diskMb, command, check, labels: Object.fromEntries(own) },
    runs: podsOf(stage),
  };
}

/** Each way that pods were started in, once. */
function podsOf(stage: Stage) {
  const { cluster } = stage.sandbox.korifi.world;
  const ways = cluster
    .pods(korifiApp(stage, app).guid)
    .filter(({ live }) => live)
    .map(({ template: { command, environment } }) =>
      JSON.stringify({
        command: command.at(-1) ?? null,
        env: Object.fromEntries(Object.entries(environment).filter(([name]) => !/^VCAP_|^MEMORY_LIMIT$/.test(name))),
      }),
    );
  return [...new Set(ways)].map((way) => JSON.parse(way) as { command: string | null; env: Record<string, string> });
}

const withPort = (env: Readonly<Record<string, string>>) => ({ ...env, PORT: '8080' });
/** As `live` has made them. */
const oldSettings = {
  ...{ env: oldVariables, instances: 2, memoryMb: 512, diskMb: 1024, command: './serve --old' },
  ...{ check: 'http /old 90', labels: { team: 'shop' } },
  runs: [{ command: './serve --old', env: withPort(oldVariables) }],
};
const newVariables = {
  ...oldVariables,
  ...{ LOG_LEVEL: 'debug-of-the-new-one', DB_PASSWORD: 'new-pässword-2', WORKERS: '4', FEATURE_X: 'true' },
};
const newSettings = {
  ...{ env: newVariables, instances: 3, memoryMb: 768, diskMb: 2048, command: changed.command },
  ...{ check: 'http /new?deep=1 45', labels: { team: 'web', tier: 'front' } },
  runs: [{ command: changed.command, env: withPort(newVariables) }],
};

/** An app that is live with settings of its own; returns the digest of its image. */
async function live(stage: Stage, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const { reference: image, digest } = await publishFor(stage, '1.0');
  const step = await stage.deploy('korifi', { app, image, ...old, ...more });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expectUntold(step);
  return digest;
}

function expectUntold(step: StepResult, secrets: readonly string[] = values): void {
  const printed = step.raw.replace(/^::add-mask::.*$/gm, '');
  const written = [printed, step.summary, JSON.stringify([step.outputs, step.state, step.annotations])].join('\n');
  for (const secret of secrets) expect(written).not.toContain(secret);
}

const changesOf = (step: StepResult) =>
  (JSON.parse(step.outputs['changes'] ?? '[]') as { what: string; from?: string; to: string }[])
    .filter(({ what }) => what !== 'image')
    .map(({ what, from, to }) => (from === undefined ? `${what} ${to}` : `${what} ${from} → ${to}`));
const allChanges = [
  ...['instances 2 → 3', 'memory 512 MB → 768 MB', 'disk 1024 MB → 2048 MB', 'command changed'],
  ...['health check http /old → http /new?deep=1', 'health check timeout 90 s → 45 s'],
  ...['label ~team=web', 'label +tier=front'],
  ...['env ~LOG_LEVEL', 'env +WORKERS', 'env +FEATURE_X', 'env ~DB_PASSWORD'],
];
const writesOf = (stage: Stage, since: number) => writesTo(stage.servers('korifi'), since);

test('a plan shows each difference and writes nothing; the deploy makes them; the same again writes none of them', async (stage) => {
  await live(stage);
  expect(settingsOf(stage)).toEqual(oldSettings);
  const { reference: image } = await publishFor(stage, '2.0');
  let since = Date.now();
  const plan = await stage.deploy('korifi', { app, image, ...changed, mode: 'plan' });
  expect(plan.outputs, plan.log).toMatchObject({ verdict: 'planned' });
  expect(changesOf(plan)).toEqual(allChanges);
  expect(writesOf(stage, since)).toEqual([]);
  expect(settingsOf(stage)).toEqual(oldSettings);

  const step = await stage.deploy('korifi', { app, image, ...changed });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(changesOf(step)).toEqual(allChanges);
  expect(settingsOf(stage)).toEqual(newSettings);

  // Which variables an instance was started with nothing tells: with env it is released again, and no setting is written.
  since = Date.now();
  const again = await stage.deploy('korifi', { app, image, ...changed });
  expect(again.outputs, again.log).toMatchObject({ verdict: 'live', changed: 'false' });
  expect(again.log).toContain('Korifi does not tell which variables the instances were started with');
  expect(writesOf(stage, since)).toEqual(['POST /v3/packages', 'POST /v3/builds', 'POST /v3/deployments']);

  since = Date.now();
  const { env: _, ...others } = changed;
  const same = await stage.deploy('korifi', { app, image, ...others });
  expect(same.outputs, same.log).toMatchObject({ verdict: 'unchanged', changed: 'false' });
  expect(writesOf(stage, since)).toEqual([]);
  expect(settingsOf(stage)).toEqual(newSettings);
  for (const one of [plan, step, again, same]) expectUntold(one);
});

test('replace removes the variables that are not named, and what the inputs are silent about stays', async (stage) => {
  await live(stage);
  const { reference: image } = await publishFor(stage, '2.0');
  const inputs = { app, image, env: '{"LOG_LEVEL": "info", "PORTAL": "a\\nb"}', 'env-mode': 'replace' };
  const step = await stage.deploy('korifi', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(changesOf(step)).toEqual(['env +PORTAL', 'env -DB_PASSWORD', 'env -LEGACY']);
  const env = { LOG_LEVEL: 'info', PORTAL: 'a\nb' };
  expect(settingsOf(stage)).toEqual({
    ...{ ...oldSettings, env },
    runs: [{ command: './serve --old', env: withPort(env) }],
  });
});

test('no command of its own any more: the image’s, as its manifest says', async (stage) => {
  await live(stage);
  const { reference: image } = await publishFor(stage, '2.0');
  const manifest = `applications:\n- name: web\n  command: null\n`;
  const options = { files: { 'manifest.yml': manifest } };
  const inputs = { app, image, manifest: 'manifest.yml' };
  const step = await stage.deploy('korifi', inputs, options);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(changesOf(step)).toEqual(['command changed']);
  expect(settingsOf(stage)).toMatchObject({ command: '', runs: [{ command: null }] });
  const since = Date.now();
  const same = await stage.deploy('korifi', inputs, options);
  expect(same.outputs, same.log).toMatchObject({ verdict: 'unchanged' });
  expect(writesOf(stage, since)).toEqual([]);
});

test('health-check: process asks for no port, and http for an answer at its path', async (stage) => {
  const deaf = await publishFor(stage, '1.0', { 'sandbox.behaviour': 'never-healthy' });
  const process = await stage.deploy('korifi', { app, image: deaf.reference, 'health-check': 'process' });
  expect(process.outputs, process.log).toMatchObject({ verdict: 'live' });
  const http = await publishFor(stage, '2.0', { 'sandbox.http-paths': '/ /healthz' });
  const wrong = { app, image: http.reference, 'health-check': 'http /health', timeout: '90s' };
  const step = await stage.deploy('korifi', wrong);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(settingsOf(stage).check).toMatch(/^process/);
  expect(imagesOn(stage)).toEqual([deaf.digest]);
  const right = await stage.deploy('korifi', { ...wrong, 'health-check': 'http /healthz' });
  expect(right.outputs, right.log).toMatchObject({ verdict: 'live' });
});

test('a release that crashes: all of it comes back, with the previous image', async (stage) => {
  const digest = await live(stage);
  const { reference: image } = await publishFor(stage, '2.0', crashing);
  const inputs = { app, image, ...changed, 'env-mode': 'replace' };
  const step = await stage.deploy('korifi', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored', changed: 'false' });
  expect(step.annotations[0]?.message).toContain(
    'serves, 2 of 2 instances (the previous droplet was set again, variables, start command, health check, labels put back)',
  );
  expect(settingsOf(stage)).toEqual(oldSettings);
  expect(imagesOn(stage)).toEqual([digest]);
  expectUntold(step);
  expect(await stage.post('korifi', inputs, step)).toMatchObject({ raw: '' });
});

test('what comes back is started with what it had: settings are put back before the droplet', async (stage) => {
  await live(stage);
  // Long enough for the instances that come back to start.
  const late = async (answer: Reply) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    return answer;
  };
  const path = /relationships\/current_droplet$/;
  stage.sandbox.korifi.server.faults.push({ method: 'PATCH', path, when: 'after', action: late });
  const { reference: image } = await publishFor(stage, '2.0', crashing);
  const step = await stage.deploy('korifi', { app, image, env: 'LOG_LEVEL=debug-of-the-new-one' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(settingsOf(stage)).toEqual(oldSettings);
});

test('a stopped app is stopped again with the settings that it had', async (stage) => {
  await live(stage);
  await askKorifi(stage, 'POST', `/v3/apps/${korifiApp(stage).guid}/actions/stop`);
  const { reference: image } = await publishFor(stage, '2.0', crashing);
  const step = await stage.deploy('korifi', { app, image, ...changed, 'env-mode': 'replace' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(korifiApp(stage).desired).toBe('STOPPED');
  expect(settingsOf(stage)).toEqual({ ...oldSettings, runs: [] });
});

test('on-failure: keep leaves the settings with the release', async (stage) => {
  await live(stage);
  const { reference: image } = await publishFor(stage, '2.0', crashing);
  const inputs = { app, image, ...changed, 'on-failure': 'keep' };
  const step = await stage.deploy('korifi', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', changed: 'true' });
  expect(settingsOf(stage)).toMatchObject({ env: newVariables, instances: 3, command: changed.command });
  expect(await stage.post('korifi', inputs, step)).toMatchObject({ raw: '' });
});

test('SIGINT in the middle: no instance comes back with a variable that was added, and the post step finds none to take away', async (stage) => {
  await live(stage);
  const { reference: image } = await publishFor(stage, '2.0', slow);
  const inputs = { app, image, env: 'FEATURE_X=true' };
  const main = await interruptedOn('korifi', stage, inputs, 'SIGINT');
  const orders = writesOf(stage, 0).filter((order) => /^PATCH.*(current_droplet|environment_variables)$/.test(order));
  expect(orders.slice(-2).map((order) => order.replace(/.*\//, ''))).toEqual([
    'environment_variables',
    'current_droplet',
  ]);
  const post = await stage.post('korifi', inputs, main);
  expect(post.annotations, post.log).toEqual([]);
  expect(settingsOf(stage)).toEqual(oldSettings);
});

test('SIGINT in the middle: the main step writes back what only it remembers, the post step the rest', async (stage) => {
  const digest = await live(stage);
  const { reference: image } = await publishFor(stage, '2.0', slow);
  const inputs = { app, image, ...changed, 'env-mode': 'replace' };
  const main = await interruptedOn('korifi', stage, inputs, 'SIGINT');
  const post = await stage.post('korifi', inputs, main);
  expect(post.annotations, post.log).toEqual([]);
  expect(settingsOf(stage)).toEqual(oldSettings);
  expect(imagesOn(stage)).toEqual([digest]);
  for (const step of [main, post]) expectUntold(step);
});

test('SIGKILL in the middle: what can be put back is, and the rest is named in a warning', async (stage) => {
  const digest = await live(stage);
  const { reference: image } = await publishFor(stage, '2.0', slow);
  const inputs = { app, image, ...changed, 'env-mode': 'replace' };
  const main = await interruptedOn('korifi', stage, inputs, 'SIGKILL');
  const post = await stage.post('korifi', inputs, main);
  expect(post.exitCode).toBe(0);
  expect(post.annotations, post.log).toHaveLength(1);
  expect(post.annotations[0]).toMatchObject({ level: 'warning' });
  expect(post.annotations[0]?.message).toMatch(
    /Not put back.*: the start command, LOG_LEVEL, DB_PASSWORD, LEGACY\. Every start of an instance takes/,
  );
  const { env, command: _c, runs: _r, ...rest } = settingsOf(stage);
  const { env: _e, command: _d, runs: _s, ...before } = oldSettings;
  expect(rest).toEqual(before);
  expect(env).not.toHaveProperty('FEATURE_X');
  expect(imagesOn(stage)).toEqual([digest]);
  for (const step of [main, post]) expectUntold(step);
  // As often as one likes.
  const again = await stage.post('korifi', inputs, main);
  expect(again.exitCode, again.log).toBe(0);
  expect(imagesOn(stage)).toEqual([digest]);
});

test('killed between the settings and the order, with on-cancel: keep: a release that was never ordered does not go on', async (stage) => {
  const digest = await live(stage);
  const { reference: image } = await publishFor(stage, '2.0', slow);
  const inputs = { app, image, env: 'FEATURE_X=true', memory: '768M', 'on-cancel': 'keep' };
  const running = stage.start('korifi', inputs);
  stage.sandbox.korifi.server.faults.push({
    ...{ method: 'POST', path: /\/v3\/deployments$/, when: 'before', action: 'hang' },
    struck: () => running.process.kill('SIGKILL'),
  });
  const main = await running.done;
  stage.sandbox.korifi.server.faults.length = 0;
  const post = await stage.post('korifi', inputs, main);
  expect(post.log).not.toContain('goes on, as asked');
  expect(post.log).toContain('put back');
  expect(settingsOf(stage)).toEqual(oldSettings);
  expect(imagesOn(stage)).toEqual([digest]);
});

test('killed between the settings and the order: what was written is put back all the same', async (stage) => {
  await live(stage, { command: '', env: '' });
  const { reference: image } = await publishFor(stage, '2.0');
  const inputs = { app, image, memory: '768M', 'health-check': 'port', env: 'NEW=1', labels: 'tier=front' };
  const before = settingsOf(stage);
  const running = stage.start('korifi', inputs);
  const { faults } = stage.sandbox.korifi.server;
  const kill = () => running.process.kill('SIGKILL');
  faults.push({ method: 'POST', path: /^\/v3\/deployments$/, when: 'before', action: 'hang', struck: kill });
  const main = await running.done;
  faults.length = 0;
  expect(settingsOf(stage)).toMatchObject({ memoryMb: 768, env: { NEW: '1' } });
  const post = await stage.post('korifi', inputs, main);
  expect(post.annotations, post.log).toEqual([]);
  expect(settingsOf(stage)).toEqual(before);
});

test('names and values that Korifi refuses are mistakes, told without any value', async (stage) => {
  const env = JSON.stringify({ PORT: 'v4lue-1', vcap_x: 'v4lue-2', VMC_X: 'v4lue-3' });
  const image = `${stage.sandbox.registry.host}/team/web:1`;
  const step = await stage.deploy('korifi', { app, image, env });
  expect(step.outputs).toMatchObject({ verdict: 'failed' });
  for (const word of ['sets PORT', 'sets vcap_x', 'sets VMC_X']) expect(step.log).toContain(word);
  expect(stage.servers('korifi').flatMap(({ requests }) => requests)).toEqual([]);
  expectUntold(step, ['v4lue']);
});
