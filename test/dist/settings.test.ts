import { expect } from 'vitest';
import type { CloudFoundrySandbox } from '../../sandbox/cloudfoundry/index.ts';
import { ask, interrupted } from '../support/cloudfoundry.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `env`, `env-mode`, `command` and `health-check` on Cloud Foundry, through the bundle, and the way back from them. */

const publish = (stage: Stage, tag: string, labels: Record<string, string> = {}) =>
  stage.sandbox.registry.publish({ repository: 'team/web', tag, labels });
const crashing = { 'sandbox.behaviour': 'crash' };
const slow = { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '60000' };

const app = 'web';
const oldVariables = { LOG_LEVEL: 'info', DB_PASSWORD: 'old-pässword-1', LEGACY: 'yes' };
const old = {
  env: Object.entries(oldVariables)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n'),
  command: './serve --old',
  'health-check': 'http /old',
};
const changed = {
  env: 'LOG_LEVEL=debug-of-the-new-one\nFEATURE_X=value-of-feature-x\nDB_PASSWORD=new-pässword-2',
  command: './serve --token=s3cr3t-of-command',
  'health-check': 'http /new?deep=1',
};
/** What must stand nowhere but in what is sent to the platform. */
const values = ['debug-of-the-new-one', 'value-of-feature-x', 'new-pässword-2', 'old-pässword-1', 's3cr3t-of-command'];

/** An app that is live with variables, a command and a health check of its own. */
async function live(stage: Stage, more: Record<string, string> = {}): Promise<string> {
  const { reference: image, digest } = await publish(stage, '1.0');
  const step = await stage.deploy('cloudfoundry', { app, image, ...old, ...more });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expectUntold(step);
  return digest;
}

/** What the newest web process runs with, and what the next start would. */
function settingsOf({ world }: CloudFoundrySandbox) {
  const found = world.app(app);
  const web = world.newestWeb(found);
  const { type, endpoint } = web?.healthCheck ?? {};
  return {
    runs: { env: web?.lrp?.environment, command: web?.lrp?.startCommand, check: web?.lrp?.healthCheck.endpoint },
    next: { env: found.environment, command: web?.command, check: type === 'http' ? endpoint : type },
  };
}

/** As `live` has made them. */
const oldSettings = {
  runs: { env: oldVariables, command: './serve --old', check: '/old' },
  next: { env: oldVariables, command: './serve --old', check: '/old' },
};

function expectUntold(step: StepResult, secrets: readonly string[] = values): void {
  const printed = step.raw.replace(/^::add-mask::.*$/gm, '');
  const written = [printed, step.summary, JSON.stringify([step.outputs, step.state, step.annotations])].join('\n');
  for (const secret of secrets) expect(written).not.toContain(secret);
}

const changesOf = (step: StepResult) =>
  (JSON.parse(step.outputs['changes'] ?? '[]') as { what: string; from?: string; to: string }[]).filter(
    ({ what }) => what !== 'image',
  );
const settingWrites = (stage: Stage, since = 0) =>
  writesTo([stage.sandbox.cloudFoundry.api], since).filter((write) => write.startsWith('PATCH'));

test('a new app starts with the variables, the command and the health check that were asked for', async (stage) => {
  await live(stage);
  expect(settingsOf(stage.sandbox.cloudFoundry)).toEqual(oldSettings);
});

test('merge: only what differs is changed, the new version runs with it, and names alone are told', async (stage) => {
  await live(stage);
  const { reference: image } = await publish(stage, '2.0');
  const step = await stage.deploy('cloudfoundry', { app, image, ...changed });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  const env = { ...oldVariables, ...{ LOG_LEVEL: 'debug-of-the-new-one', FEATURE_X: 'value-of-feature-x' } };
  const now = { env: { ...env, DB_PASSWORD: 'new-pässword-2' }, command: changed.command, check: '/new?deep=1' };
  expect(settingsOf(stage.sandbox.cloudFoundry)).toEqual({ runs: now, next: now });
  expect(changesOf(step)).toEqual([
    { what: 'command', to: 'changed' },
    { what: 'health check', from: 'http /old', to: 'http /new?deep=1' },
    { what: 'env', to: '~LOG_LEVEL' },
    { what: 'env', to: '+FEATURE_X' },
    { what: 'env', to: '~DB_PASSWORD' },
  ]);
  expect(step.log).toContain('env ~LOG_LEVEL · env +FEATURE_X');
  expect(step.summary).toContain('| env |  | `+FEATURE_X` |');
  expectUntold(step);

  // Once more with the same settings: nothing differs, so nothing of them is sent or told.
  const since = Date.now();
  const again = await stage.deploy('cloudfoundry', { app, image: (await publish(stage, '3.0')).reference, ...changed });
  expect(again.outputs, again.log).toMatchObject({ verdict: 'live' });
  expect(changesOf(again)).toEqual([]);
  expect(settingWrites(stage, since)).toEqual([]);
  expect(settingsOf(stage.sandbox.cloudFoundry)).toEqual({ runs: now, next: now });
});

test('replace removes the variables that are not named', async (stage) => {
  await live(stage);
  const { reference: image } = await publish(stage, '2.0');
  const inputs = { app, image, env: '{"LOG_LEVEL": "info", "PORTAL": "a\\nb"}', 'env-mode': 'replace' };
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  const env = { LOG_LEVEL: 'info', PORTAL: 'a\nb' };
  expect(settingsOf(stage.sandbox.cloudFoundry)).toMatchObject({ runs: { env }, next: { env } });
  expect(changesOf(step).map(({ to }) => to)).toEqual(['+PORTAL', '-DB_PASSWORD', '-LEGACY']);
});

test('what the inputs are silent about stays, and nothing is asked about it', async (stage) => {
  await live(stage);
  const since = Date.now();
  const step = await stage.deploy('cloudfoundry', { app, image: (await publish(stage, '2.0')).reference });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(settingsOf(stage.sandbox.cloudFoundry)).toEqual(oldSettings);
  const asked = stage.sandbox.cloudFoundry.api.requests.filter(({ startedAt }) => startedAt >= since);
  expect(asked.filter(({ target }) => /environment_variables|revisions/.test(target))).toEqual([]);
  expect(settingWrites(stage, since)).toEqual([]);
});

test('a plan shows the differences and writes nothing', async (stage) => {
  await live(stage);
  const since = Date.now();
  const { reference: image } = await publish(stage, '2.0');
  const step = await stage.deploy('cloudfoundry', { app, image, ...changed, 'env-mode': 'replace', mode: 'plan' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'planned' });
  expect(changesOf(step).map(({ what, to }) => `${what} ${to}`)).toEqual([
    ...['command changed', 'health check http /new?deep=1', 'env ~LOG_LEVEL', 'env +FEATURE_X'],
    ...['env ~DB_PASSWORD', 'env -LEGACY'],
  ]);
  expect(writesTo(stage.servers('cloudfoundry'), since)).toEqual([]);
  expect(settingsOf(stage.sandbox.cloudFoundry)).toEqual(oldSettings);
  expectUntold(step);
});

test('a command that the old image has by itself is given to the new one', async (stage) => {
  const { registry } = stage.sandbox;
  const image = (tag: string, cmd: readonly string[]) =>
    registry.publish({ repository: 'team/web', tag, entrypoint: [], cmd });
  const [first, second] = [await image('1', ['./serve', 'all']), await image('2', ['./other'])];
  await stage.deploy('cloudfoundry', { app, image: first.reference });
  const step = await stage.deploy('cloudfoundry', { app, image: second.reference, command: './serve all' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(settingsOf(stage.sandbox.cloudFoundry).runs.command).toBe('./serve all');
});

test('health-check: process asks for no port, and http for an answer at its path', async (stage) => {
  const deaf = await publish(stage, '1.0', { 'sandbox.behaviour': 'never-healthy' });
  const process = await stage.deploy('cloudfoundry', { app, image: deaf.reference, 'health-check': 'process' });
  expect(process.outputs, process.log).toMatchObject({ verdict: 'live' });
  const http = await publish(stage, '2.0', { 'sandbox.http-paths': '/ /healthz' });
  const wrong = { app, image: http.reference, 'health-check': 'http /health', timeout: '90s' };
  const step = await stage.deploy('cloudfoundry', wrong);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.annotations[0]?.message).toContain("'/health' on port 8080: received status code 404");
  expect(settingsOf(stage.sandbox.cloudFoundry).next.check).toBe('process');
  const right = await stage.deploy('cloudfoundry', { ...wrong, 'health-check': 'HTTP /healthz' });
  expect(right.outputs, right.log).toMatchObject({ verdict: 'live' });
});

for (const revisions of [true, false]) {
  const kept = revisions ? 'with revisions' : 'without revisions';

  test(`a release that crashes: variables, command and health check come back, ${kept}`, async (stage) => {
    const digest = await live(stage);
    const { cloudFoundry } = stage.sandbox;
    if (!revisions) await withoutRevisions(stage);
    const crash = { ...crashing, 'sandbox.crash-log': 'cannot log in with $DB_PASSWORD' };
    const { reference: image } = await publish(stage, '2.0', crash);
    const inputs = { app, image, ...changed, 'env-mode': 'replace' };
    const step = await stage.deploy('cloudfoundry', inputs);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'restored', changed: 'false' });
    expect(step.annotations[0]?.message).toContain(
      'deployment cancelled, variables, start command, health check put back',
    );
    expect(settingsOf(cloudFoundry)).toEqual(oldSettings);
    expect((await stage.ask('cloudfoundry', app)).body).toContain(digest);
    // The app itself tells a secret: its name says that it is one, so it is masked.
    expect(step.log).toContain('cannot log in with ***');
    expectUntold(step);
    expect(await stage.post('cloudfoundry', inputs, step)).toMatchObject({ raw: '' });
  });
}

test('a release that crashes after it was deployed: the previous one starts anew with its own settings', async (stage) => {
  const digest = await live(stage);
  const late = { 'sandbox.behaviour': 'crash-later', 'sandbox.crash-after-ms': '4000' };
  const { reference: image } = await publish(stage, '2.0', late);
  const step = await stage.deploy('cloudfoundry', { app, image, ...changed });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.annotations[0]?.message).toContain('the previous droplet was deployed again, variables, start command');
  expect(settingsOf(stage.sandbox.cloudFoundry)).toEqual(oldSettings);
  expect((await stage.ask('cloudfoundry', app)).body).toContain(digest);
  expectUntold(step);
});

test('a stopped app is stopped again with the settings that it had', async (stage) => {
  await live(stage);
  const { world } = stage.sandbox.cloudFoundry;
  await ask(stage, 'POST', `/v3/apps/${world.app(app).guid}/actions/stop`);
  const { reference: image } = await publish(stage, '2.0', crashing);
  const step = await stage.deploy('cloudfoundry', { app, image, ...changed, 'env-mode': 'replace' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(world.app(app).state).toBe('STOPPED');
  expect(settingsOf(stage.sandbox.cloudFoundry).next).toEqual(oldSettings.next);
});

test('on-failure: keep leaves the settings with the release', async (stage) => {
  await live(stage);
  const { reference: image } = await publish(stage, '2.0', crashing);
  const inputs = { app, image, ...changed, 'on-failure': 'keep' };
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', changed: 'true' });
  expect(settingsOf(stage.sandbox.cloudFoundry).next.command).toBe(changed.command);
  expect(await stage.post('cloudfoundry', inputs, step)).toMatchObject({ raw: '' });
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal} in the middle: the post step puts the settings back, out of the revision`, async (stage) => {
    const digest = await live(stage);
    const { reference: image } = await publish(stage, '2.0', slow);
    const inputs = { app, image, ...changed, 'env-mode': 'replace' };
    const main = await interrupted(stage, inputs, signal);
    expectUntold(main);
    const post = await stage.post('cloudfoundry', inputs, main);
    expect(post.log).toContain('variables, start command, health check put back');
    expect(post.annotations, post.log).toEqual([]);
    expect(settingsOf(stage.sandbox.cloudFoundry)).toEqual(oldSettings);
    expect((await stage.ask('cloudfoundry', app)).body).toContain(digest);
    expectUntold(post);
    // As often as one likes.
    const again = await stage.post('cloudfoundry', inputs, main);
    expect(again.annotations, again.log).toEqual([]);
    expect(settingsOf(stage.sandbox.cloudFoundry)).toEqual(oldSettings);
  });
}

test('killed where no revision remembers: what can be put back is, and the rest is named in a warning', async (stage) => {
  await live(stage);
  await withoutRevisions(stage);
  const { reference: image } = await publish(stage, '2.0', slow);
  const inputs = { app, image, ...changed, 'env-mode': 'replace' };
  const main = await interrupted(stage, inputs, 'SIGKILL');
  const post = await stage.post('cloudfoundry', inputs, main);
  expect(post.exitCode).toBe(0);
  expect(post.annotations, post.log).toHaveLength(1);
  expect(post.annotations[0]).toMatchObject({ level: 'warning' });
  expect(post.annotations[0]?.message).toMatch(/Not put back.*: the start command, LOG_LEVEL, DB_PASSWORD, LEGACY\. /);
  // The variable that is new is taken away, and the health check was saved.
  const { next } = settingsOf(stage.sandbox.cloudFoundry);
  expect(next.env).not.toHaveProperty('FEATURE_X');
  expect(next.check).toBe('/old');
  expectUntold(post);
});

test('cancelled where no revision remembers: the main step writes the values back before it leaves', async (stage) => {
  await live(stage);
  await withoutRevisions(stage);
  const { reference: image } = await publish(stage, '2.0', slow);
  const inputs = { app, image, ...changed, 'env-mode': 'replace' };
  const main = await interrupted(stage, inputs, 'SIGINT');
  const post = await stage.post('cloudfoundry', inputs, main);
  expect(post.annotations, post.log).toEqual([]);
  expect(settingsOf(stage.sandbox.cloudFoundry)).toEqual(oldSettings);
  expectUntold(main);
});

test('a variable that was set by hand since the last start is not taken out of the revision', async (stage) => {
  await live(stage);
  const { world } = stage.sandbox.cloudFoundry;
  world.app(app).environment['LOG_LEVEL'] = 'set-by-hand';
  const { reference: image } = await publish(stage, '2.0', slow);
  const inputs = { app, image, ...changed };
  const main = await interrupted(stage, inputs, 'SIGKILL');
  const post = await stage.post('cloudfoundry', inputs, main);
  expect(post.annotations[0]?.message).toMatch(/Not put back.*: LOG_LEVEL\. /);
  expect(world.app(app).environment).toEqual({ ...oldVariables, LOG_LEVEL: 'debug-of-the-new-one' });
});

test('killed between the settings and the deployment: the settings come back all the same', async (stage) => {
  await live(stage);
  const { api } = stage.sandbox.cloudFoundry;
  const { reference: image } = await publish(stage, '2.0');
  const inputs = { app, image, ...changed };
  const running = stage.start('cloudfoundry', inputs);
  const kill = () => running.process.kill('SIGKILL');
  api.faults.push({ method: 'POST', path: /^\/v3\/deployments$/, when: 'before', action: 'hang', struck: kill });
  const main = await running.done;
  api.faults.length = 0;
  expect(settingsOf(stage.sandbox.cloudFoundry)).toMatchObject({ next: { command: changed.command } });
  const post = await stage.post('cloudfoundry', inputs, main);
  expect(post.log).toContain('the release had not begun, variables, start command, health check put back');
  expect(post.annotations).toEqual([]);
  expect(settingsOf(stage.sandbox.cloudFoundry)).toEqual(oldSettings);
});

test('a deployment of somebody else: command and health check cannot be changed, and nothing is written', async (stage) => {
  await live(stage);
  const { cloudFoundry } = stage.sandbox;
  await cloudFoundry.deployByColleague(app, (await publish(stage, 'slow', slow)).reference);
  const since = Date.now();
  const { reference: image } = await publish(stage, '2.0');
  const step = await stage.deploy('cloudfoundry', { app, image, ...changed, 'if-busy': 'replace' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(step.annotations[0]?.message).toMatch(/Another deployment of this app is under way/);
  expect(writesTo([cloudFoundry.api], since)).toEqual([]);
});

test('variables that nobody may read are not changed', async (stage) => {
  await live(stage);
  const { cloudFoundry } = stage.sandbox;
  cloudFoundry.world.featureFlags.set('env_var_visibility', false);
  const since = Date.now();
  const step = await stage.deploy('cloudfoundry', { app, image: (await publish(stage, '2.0')).reference, env: 'A=1' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(step.annotations[0]?.message).toMatch(/env_var_visibility[\s\S]*Leave env out/);
  expect(writesTo([cloudFoundry.api], since)).toEqual([]);
});

test('names and values that Cloud Foundry refuses are mistakes, told without any value', async (stage) => {
  const env = JSON.stringify({ port: 'v4lue-1', vcap_x: 'v4lue-2', VMCX: 'v4lue-3' });
  const image = `${stage.sandbox.registry.host}/team/web:1`;
  const step = await stage.deploy('cloudfoundry', { app, image, env, command: 'x'.repeat(4_097) });
  expect(step.outputs).toMatchObject({ verdict: 'failed' });
  for (const word of ['sets port', 'sets vcap_x', 'sets VMCX', '4097 characters']) {
    expect(step.log).toContain(word);
  }
  expect(stage.servers('cloudfoundry').flatMap(({ requests }) => requests)).toEqual([]);
  expectUntold(step, ['v4lue']);
  const empty = await stage.deploy('cloudfoundry', { app, image, 'env-mode': 'replace' });
  expect(empty.log).toMatch(/env +is empty, but env-mode is replace/);
});

/** Turns the app's revisions off, and starts it anew, so that nothing knows one. */
async function withoutRevisions(stage: Stage): Promise<void> {
  const { guid } = stage.sandbox.cloudFoundry.world.app(app);
  await ask(stage, 'PATCH', `/v3/apps/${guid}/features/revisions`, { enabled: false });
  await ask(stage, 'POST', `/v3/apps/${guid}/actions/restart`);
}
