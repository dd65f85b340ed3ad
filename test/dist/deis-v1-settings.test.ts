import { expect } from 'vitest';
import { v1Seeds } from '../../sandbox/deis-v1/deis-v1.ts';
import { expectUntold } from '../support/controllers.ts';
import { interruptedOn } from '../support/interrupted.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** Settings on Deis v1, through the bundle, and the way back from them. */

const app = 'web-app';
const old = { env: 'LOG_LEVEL=info\nDB_PASSWORD=old-password-1\nLEGACY=yes' };
const oldVariables = { LOG_LEVEL: 'info', DB_PASSWORD: 'old-password-1', LEGACY: 'yes' };
const changed = { env: 'LOG_LEVEL=debug-of-the-new-one\nFEATURE_X=value-of-feature-x\nDB_PASSWORD=new-password-2' };
/** What must stand nowhere but in what is sent to the platform. */
const values = ['debug-of-the-new-one', 'value-of-feature-x', 'new-password-2', 'old-password-1'];
const crashing = { 'sandbox.behaviour': 'crash' };

const publish = async (stage: Stage, tag: string, labels: Record<string, string> = {}) =>
  (await stage.sandbox.registry.publish({ repository: 'team/web', tag, format: 'docker', labels: { tag, ...labels } }))
    .reference;
const world = (stage: Stage) => stage.sandbox.deisV1.world;

/** Sends what somebody else's command line would. */
async function send(stage: Stage, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${stage.sandbox.deisV1.server.url}/v1/apps/${path}`, {
    method,
    headers: { authorization: `token ${v1Seeds.admin.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  expect(answer.status, text).toBeLessThan(300);
  return text === '' ? undefined : JSON.parse(text);
}

/** The config as the controller tells it next time. */
const configOf = async (stage: Stage) =>
  (await send(stage, 'GET', `${app}/config/`)) as Record<'values' | 'memory', Record<string, unknown>>;

/** Process type → containers that are up. */
function running(stage: Stage): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name, phase } of world(stage).fleet.units.values()) {
    if (name.app === app && phase === 'active') counts[name.type] = (counts[name.type] ?? 0) + 1;
  }
  return counts;
}

/** What each container that is up was started with, without what the controller adds; one for all that are alike. */
function variablesOf(stage: Stage): readonly unknown[] {
  const units = [...world(stage).fleet.units.values()].filter(
    ({ name, phase }) => name.app === app && phase === 'active',
  );
  const own = units.map(({ image }) => {
    const { DEIS_APP: _, DEIS_RELEASE: __, ...rest } = image?.environment ?? {};
    return JSON.stringify(Object.fromEntries(Object.entries(rest).sort()));
  });
  return [...new Set(own)].map((text) => JSON.parse(text) as unknown);
}

const tags = (stage: Stage) => [
  ...new Set(
    world(stage)
      .apps.get(app)
      ?.containers.map(({ release }) => release.build?.image.replace(/^.*:/, '')),
  ),
];
const postsTo = (stage: Stage, since = 0) =>
  stage.sandbox.deisV1.server.requests
    .filter(({ method, startedAt, target }) => method === 'POST' && startedAt >= since && !target.includes('/auth/'))
    .map(({ target }) => target.replace(/^\/v1\/(?:apps\/[a-z0-9-]+\/)?/, ''));
const changesOf = (step: StepResult) =>
  (JSON.parse(step.outputs['changes'] ?? '[]') as { what: string; to: string }[])
    .filter(({ what }) => what !== 'image')
    .map(({ what, to }) => `${what} ${to}`);

/** An app that is live with variables of its own. */
async function live(stage: Stage, more: Record<string, string> = {}): Promise<void> {
  const step = await stage.deploy('deis-v1', { app, image: await publish(stage, '1.0'), ...old, ...more });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expectUntold(step, values);
}

test('a new app is given its config before its first build, without a roll-out', async (stage) => {
  const settings = { env: 'A=1\nB=x=y "z"', instances: '2', memory: '512M' };
  const step = await stage.deploy('deis-v1', { app, image: await publish(stage, '1.0'), ...settings });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', changed: 'true' });
  expect(postsTo(stage)).toEqual(['apps/', 'config/', 'builds/', 'scale/']);
  expect(running(stage)).toEqual({ cmd: 2 });
  expect(variablesOf(stage)).toEqual([{ A: '1', B: 'x=y "z"' }]);
  expect(await configOf(stage)).toMatchObject({ memory: { cmd: '512M' } });
  expect(step.log).not.toContain('two roll-outs');

  // All of it is there already: nothing but the build is sent.
  const since = Date.now();
  const again = await stage.deploy('deis-v1', { app, image: await publish(stage, '2.0'), ...settings });
  expect(again.outputs, again.log).toMatchObject({ verdict: 'live' });
  expect(changesOf(again)).toEqual([]);
  expect(postsTo(stage, since)).toEqual(['builds/']);
  expect(running(stage)).toEqual({ cmd: 2 });
});

test('merge changes what differs, replace takes away what is not named, and names alone are told', async (stage) => {
  await live(stage);
  await send(stage, 'POST', `${app}/config/`, { values: { HEALTHCHECK_URL: '/' } });
  const since = Date.now();
  const step = await stage.deploy('deis-v1', { app, image: await publish(stage, '2.0'), ...changed, memory: '1G' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(changesOf(step)).toEqual(['memory 1024 MB', 'env ~LOG_LEVEL', 'env +FEATURE_X', 'env ~DB_PASSWORD']);
  expect(step.log).toMatch(/two roll-outs: Deis v1 first .*LOG_LEVEL, FEATURE_X, DB_PASSWORD, memory/);
  expect(postsTo(stage, since)).toEqual(['config/', 'builds/']);
  const now = { LOG_LEVEL: 'debug-of-the-new-one', DB_PASSWORD: 'new-password-2', FEATURE_X: 'value-of-feature-x' };
  expect(variablesOf(stage)).toEqual([{ ...now, LEGACY: 'yes', HEALTHCHECK_URL: '/' }]);
  expect((await configOf(stage)).memory).toEqual({ cmd: '1024M' });
  expectUntold(step, values);

  const replace = { ...changed, 'env-mode': 'replace' };
  const third = await stage.deploy('deis-v1', { app, image: await publish(stage, '3.0'), ...replace });
  expect(third.outputs, third.log).toMatchObject({ verdict: 'live' });
  expect(changesOf(third)).toEqual(['env -LEGACY']);
  // The health check is not one of the app's own variables.
  expect(variablesOf(stage)).toEqual([{ ...now, HEALTHCHECK_URL: '/' }]);
});

test('a plan shows the differences and writes nothing', async (stage) => {
  await live(stage);
  const since = Date.now();
  const more = { 'env-mode': 'replace', instances: '3', memory: '1G', mode: 'plan' };
  const step = await stage.deploy('deis-v1', { app, image: await publish(stage, '2.0'), ...changed, ...more });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'planned' });
  expect(changesOf(step)).toEqual([
    ...['instances 3', 'memory 1024 MB', 'env ~LOG_LEVEL', 'env +FEATURE_X', 'env ~DB_PASSWORD', 'env -LEGACY'],
  ]);
  expect(writesTo(stage.servers('deis-v1'), since)).toEqual([]);
  expectUntold(step, values);
});

test('instances up and down, and a process type that is not there', async (stage) => {
  await live(stage);
  const up = await stage.deploy('deis-v1', { app, image: await publish(stage, '2.0'), instances: 'cmd=3' });
  expect(up.outputs, up.log).toMatchObject({ verdict: 'live' });
  expect(running(stage)).toEqual({ cmd: 3 });
  const down = await stage.deploy('deis-v1', { app, image: await publish(stage, '3.0'), instances: '1' });
  expect(down.outputs, down.log).toMatchObject({ verdict: 'live' });
  expect(running(stage)).toEqual({ cmd: 1 });
  const since = Date.now();
  const none = await stage.deploy('deis-v1', { app, image: await publish(stage, '4.0'), instances: 'worker=2' });
  expect(none.annotations[0]?.message).toMatch(/process type worker, and the app has only cmd/);
  expect(writesTo(stage.servers('deis-v1'), since)).toEqual([]);
});

test('a release that crashes: settings and counts come back, and what v1 remembers is told and not deployed', async (stage) => {
  await live(stage, { instances: '2' });
  const before = await configOf(stage);
  const crash = { ...crashing, 'sandbox.crash-log': 'cannot log in with $DB_PASSWORD' };
  const inputs = { app, image: await publish(stage, '2.0', crash), ...changed, 'env-mode': 'replace', instances: '3' };
  const step = await stage.deploy('deis-v1', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored', changed: 'false' });
  expect(running(stage)).toEqual({ cmd: 2 });
  expect(variablesOf(stage)).toEqual([oldVariables]);
  expect((await configOf(stage)).values).toEqual(before.values);
  expect(tags(stage)).toEqual(['1.0']);
  expect(step.log).toMatch(/makes the next change of the config out of the one that was written last/);
  expectUntold(step, values);
  expect(await stage.post('deis-v1', inputs, step)).toMatchObject({ raw: '' });

  // What came to nothing is the ground that v1 puts the next change on: it must not come along.
  const next = await stage.deploy('deis-v1', { app, image: await publish(stage, '3.0'), env: 'OTHER=1' });
  expect(next.outputs, next.log).toMatchObject({ verdict: 'live' });
  expect(changesOf(next)).toEqual(['env +OTHER']);
  expect(variablesOf(stage)).toEqual([{ ...oldVariables, OTHER: '1' }]);
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal} in the middle: the post step puts settings and counts back`, async (stage) => {
    await live(stage, { instances: '2' });
    const slow = { 'sandbox.behaviour': 'crash-later' };
    const inputs = { app, image: await publish(stage, '2.0', slow), ...changed, 'env-mode': 'replace', instances: '3' };
    const main = await interruptedOn('deis-v1', stage, inputs, signal);
    expectUntold(main, values);
    const post = await stage.post('deis-v1', inputs, main);
    expect(variablesOf(stage), post.log).toEqual([oldVariables]);
    expect(running(stage)).toEqual({ cmd: 2 });
    expect(tags(stage)).toEqual(['1.0']);
    expectUntold(post, values);
    await stage.post('deis-v1', inputs, main);
    expect(variablesOf(stage)).toEqual([oldVariables]);
    expect(running(stage)).toEqual({ cmd: 2 });
  });
}

test('killed between the settings and the build: the settings come back all the same', async (stage) => {
  await live(stage);
  const { server } = stage.sandbox.deisV1;
  const inputs = { app, image: await publish(stage, '2.0'), ...changed };
  const step = stage.start('deis-v1', inputs);
  const struck = () => step.process.kill('SIGKILL');
  server.faults.push({ method: 'POST', path: /\/builds\/$/, when: 'before', action: 'hang', struck });
  const main = await step.done;
  server.faults.length = 0;
  expect((await configOf(stage)).values).toMatchObject({ FEATURE_X: 'value-of-feature-x' });
  const post = await stage.post('deis-v1', inputs, main);
  expect((await configOf(stage)).values, post.log).toEqual(oldVariables);
  expect(variablesOf(stage)).toEqual([oldVariables]);
});

test('a release that the controller takes back by itself: the settings before it come back too', async (stage) => {
  await live(stage);
  await send(stage, 'POST', `${app}/config/`, { values: { HEALTHCHECK_URL: '/' } });
  const image = await publish(stage, '2.0', { 'sandbox.behaviour': 'never-healthy' });
  const step = await stage.deploy('deis-v1', { app, image, ...changed, 'env-mode': 'replace' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(variablesOf(stage)).toEqual([{ ...oldVariables, HEALTHCHECK_URL: '/' }]);
  expect(tags(stage)).toEqual(['1.0']);
});

test('a current image that fails its health check with the settings: nothing has changed', async (stage) => {
  const image = await publish(stage, '1.0', { 'sandbox.listens': '$PORT' });
  const first = await stage.deploy('deis-v1', { app, image, env: 'PORT=8080\nDB_PASSWORD=old-password-1' });
  expect(first.outputs, first.log).toMatchObject({ verdict: 'live' });
  await send(stage, 'POST', `${app}/config/`, { values: { HEALTHCHECK_URL: '/' } });
  const since = Date.now();
  const inputs = { app, image: await publish(stage, '2.0'), env: 'PORT=9000' };
  const step = await stage.deploy('deis-v1', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.annotations[0]?.message).toMatch(/^setting PORT of web-app: aborting, app containers failed/);
  expect(step.log).toContain('Deis v1 makes the next change of the config out of the one that was written last');
  expect(postsTo(stage, since)).toEqual(['config/']);
  expect(variablesOf(stage)).toEqual([{ PORT: '8080', DB_PASSWORD: 'old-password-1', HEALTHCHECK_URL: '/' }]);
});

test('a current image that never starts with the settings is not waited for until the controller gives up', async (stage) => {
  const image = await publish(stage, '1.0', { 'sandbox.needs': 'LEGACY' });
  const first = await stage.deploy('deis-v1', { app, image, ...old });
  expect(first.outputs, first.log).toMatchObject({ verdict: 'live' });
  const inputs = { app, image: await publish(stage, '2.0'), ...changed, 'env-mode': 'replace', timeout: '1m' };
  const step = await stage.deploy('deis-v1', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.annotations[0]?.message).toMatch(/^setting 4 variables of web-app: .* its containers have not taken/);
  expect(variablesOf(stage)).toEqual([oldVariables]);
  expect(running(stage)).toEqual({ cmd: 1 });
});

test('a lost answer to the settings: they are found by their release, and the deploy goes on', async (stage) => {
  await live(stage);
  const { server } = stage.sandbox.deisV1;
  const since = Date.now();
  server.faults.push({ method: 'POST', path: /\/config\/$/, nth: 1, when: 'during', action: 'cut' });
  const step = await stage.deploy('deis-v1', { app, image: await publish(stage, '2.0'), ...changed });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(postsTo(stage, since)).toEqual(['config/', 'builds/']);
  expect((await configOf(stage)).values).toMatchObject({ FEATURE_X: 'value-of-feature-x', LEGACY: 'yes' });
  expect(tags(stage)).toEqual(['2.0']);
});

test('what Deis v1 cannot take is said at once, and nothing is sent', async (stage) => {
  const image = await publish(stage, '1.0');
  const env = JSON.stringify({
    DEIS_APP: '1',
    HEALTHCHECK_URL: '/',
    'a.b': 'hidden-value',
    TWO: 'hidden-value\n',
    X: 'pä',
  });
  const step = await stage.deploy('deis-v1', { app, image, env, instances: '0', 'health-check': 'http /' });
  const said = step.annotations[0]?.message ?? '';
  expect(said).toMatch(/^health-check +Deis v1 goes by the check that was written last/m);
  expect(said).toMatch(/^instances +is 0 · /m);
  expect(said).toMatch(/^env +sets DEIS_APP, which Deis v1 sets by itself/m);
  expect(said).toMatch(/^env +sets HEALTHCHECK_URL, which is the app’s health check/m);
  expect(said).toMatch(/^env +names a\.b · /m);
  expect(said).toMatch(/^env +has signs in TWO that/m);
  expect(said).toMatch(/^env +has signs in X that/m);
  expect(said).not.toContain('hidden-value');
  expect(writesTo(stage.servers('deis-v1'))).toEqual([]);
});
