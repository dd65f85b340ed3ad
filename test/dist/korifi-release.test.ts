import { expect } from 'vitest';
import { korifiSeeds } from '../../sandbox/korifi/users.ts';
import { type Reply, type RunningServer, serve } from '../../sandbox/server.ts';
import { expectNoPartOf } from '../support/endings.ts';
import { askKorifi, imagesOn, korifiApp, publishFor } from '../support/korifi.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** First deploys, private images, roles and smoke tests on Korifi, through the bundle. */

const app = 'web';
const annotation = (step: StepResult) => step.annotations[0]?.message.split('\n') ?? [];
const world = ({ sandbox }: Stage) => sandbox.korifi.world;
const writesOf = (stage: Stage, since = 0) => writesTo(stage.servers('korifi'), since);
const login = { 'registry-username': 'robot', 'registry-password': 'robot-password' };

async function live(stage: Stage, inputs: Readonly<Record<string, string>> = {}): Promise<string> {
  const { reference: image, digest } = await publishFor(stage, '1.0');
  const step = await stage.deploy('korifi', { app, image, ...inputs });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  return digest;
}

/** An app that somebody has made, and to which nothing was ever deployed. */
async function bareApp(stage: Stage, environment: Readonly<Record<string, string>> = {}): Promise<void> {
  const space = world(stage).spaces.find(({ name }) => name === 'prod');
  await askKorifi(stage, 'POST', '/v3/apps', {
    ...{ name: app, environment_variables: environment, lifecycle: { type: 'docker', data: {} } },
    relationships: { space: { data: { guid: space?.guid } } },
  });
}

test('an app without a droplet: it is started with what was asked for', async (stage) => {
  await bareApp(stage, { OLD: '1' });
  const { reference: image, digest } = await publishFor(stage, '1.0');
  const inputs = { app, image, instances: '2', memory: '512M', command: './serve', env: 'NEW=1' };
  const step = await stage.deploy('korifi', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest });
  expect(step.log).toMatch(/^▸ Plan .*state stopped → started/m);
  expect(korifiApp(stage)).toMatchObject({ desired: 'STARTED', environment: { OLD: '1', NEW: '1' } });
  expect(korifiApp(stage).processes).toMatchObject([{ instances: 2, memoryMb: 512, command: './serve' }]);
});

test('an app without a droplet, and a release that crashes: stopped, with the variables and labels that it had', async (stage) => {
  await bareApp(stage, { OLD: '1' });
  const { reference: image } = await publishFor(stage, '1.0', { 'sandbox.behaviour': 'crash' });
  const inputs = { app, image, env: 'OLD=2\nNEW=1', labels: 'team=web', routes: 'www.apps.sandbox.test' };
  const step = await stage.deploy('korifi', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(annotation(step).join('\n')).toContain(
    'There is no previous release to go back to (the app was stopped, variables, labels, route www.apps.sandbox.test put back).',
  );
  const { desired, environment, metadata } = korifiApp(stage);
  expect({ desired, environment }).toEqual({ desired: 'STOPPED', environment: { OLD: '1' } });
  expect(metadata.labels).not.toHaveProperty('team');
  expect(world(stage).routes).toEqual([]);
});

test('an app that is stopped is started with the new image', async (stage) => {
  await live(stage);
  await askKorifi(stage, 'POST', `/v3/apps/${korifiApp(stage).guid}/actions/stop`);
  const { reference: image, digest } = await publishFor(stage, '2.0');
  const step = await stage.deploy('korifi', { app, image });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(imagesOn(stage)).toEqual([digest]);
});

test('an app that is built with buildpacks is refused before anything is written', async (stage) => {
  await live(stage);
  const since = Date.now();
  const buildpack = (answer: Reply): Reply => ({
    ...answer,
    body: String(answer.body).replaceAll('"type":"docker"', '"type":"buildpack"'),
  });
  const { faults } = stage.sandbox.korifi.server;
  faults.push({ method: 'GET', path: /^\/v3\/apps$/, when: 'after', action: buildpack });
  const step = await stage.deploy('korifi', { app, image: (await publishFor(stage, '2.0')).reference });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(annotation(step)[0]).toMatch(/buildpack/);
  expect(annotation(step)[1]).toBe('Nothing was written to the platform.');
  expect(writesOf(stage, since)).toEqual([]);
});

test('a private image: its login reaches Korifi and no log; whether it is another one Korifi does not tell', async (stage) => {
  const { reference: image } = await publishFor(stage, '1.0', {}, { repository: 'private/web' });
  const step = await stage.deploy('korifi', { app, image, ...login });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(world(stage).packages.map(({ credentials }) => credentials)).toEqual([
    { username: 'robot', password: 'robot-password' },
  ]);
  const again = await stage.deploy('korifi', { app, image, ...login });
  expect(again.outputs, again.log).toMatchObject({ verdict: 'live' });
  expect(again.log).toMatch(/^▸ Plan +registry credentials of robot/m);
  for (const one of [step, again]) {
    const written = [one.raw.replace(/^::add-mask::.*$/gm, ''), one.summary, JSON.stringify([one.outputs, one.state])];
    expect(written.join('\n')).not.toContain('robot-password');
  }
});

test('a registry login that is wrong, none at all, and a tag that is gone: told of this side, and nothing is written', async (stage) => {
  const { reference: image } = await publishFor(stage, '1.0', {}, { repository: 'private/web' });
  for (const [inputs, told] of [
    [{ image, ...login, 'registry-password': 'wr0ng-s3cr3t' }, /does not accept the login of robot/],
    [{ image }, /was not found, or it is private and no login was given/],
    [{ image: `${image}-gone`, ...login }, /-gone was not found/],
  ] as const) {
    const step = await stage.deploy('korifi', { app, ...inputs });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(annotation(step)[0]).toMatch(told);
    expect(annotation(step)[1]).toBe('Nothing was written to the platform.');
    expectNoPartOf(step, 'wr0ng-s3cr3t');
  }
  expect(writesOf(stage)).toEqual([]);
});

test('a registry that answers Korifi otherwise than us: its words, that it does not tell more, and what goes on', async (stage) => {
  const old = await live(stage);
  const { reference: image } = await publishFor(stage, '2.0');
  const errors = [{ code: 'UNAUTHORIZED', message: 'authentication required' }];
  const refuse = () => {
    const fault = { path: /\/manifests\//, when: 'before', action: { status: 401, body: { errors } } } as const;
    stage.sandbox.registry.server.faults.push({ ...fault, method: 'GET' }, { ...fault, method: 'HEAD' });
  };
  const passing = (answer: Reply) => answer;
  const { faults } = stage.sandbox.korifi.server;
  faults.push({ method: 'POST', path: /\/v3\/builds$/, nth: 1, when: 'after', action: passing, struck: refuse });
  const step = await stage.deploy('korifi', { app, image });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(annotation(step)).toEqual([
    expect.stringMatching(/^Staging failed: Failed to fetch image ".*\/team\/web@sha256:/),
    `Nothing was released: the previous release (${old.slice(0, 19)}) goes on.`,
    expect.stringMatching(/registry-username and registry-password.*log of korifi-controllers/),
  ]);
  expect(imagesOn(stage)).toEqual([old]);
});

const role = (name: string) => `cf set-space-role system:serviceaccount:cf:${name} acme prod SpaceDeveloper`;

test('a login that only reads: it may plan, and is told what it lacks at the first write, and at env', async (stage) => {
  const old = await live(stage);
  const { reference: image } = await publishFor(stage, '2.0');
  const inputs = { app, image, token: korifiSeeds.viewer.token };
  const since = Date.now();
  const plan = await stage.deploy('korifi', { ...inputs, mode: 'plan' });
  expect(plan.outputs, plan.log).toMatchObject({ verdict: 'planned' });
  const env = await stage.deploy('korifi', { ...inputs, env: 'A=1' });
  expect(env.outputs, env.log).toMatchObject({ verdict: 'failed' });
  expect(annotation(env)[0]).toMatch(/^Could not read the environment variables: You are not authorized/);
  expect(annotation(env)[1]).toBe('Nothing was written to the platform.');
  expect(annotation(env)[2]).toContain(role('viewer'));
  const step = await stage.deploy('korifi', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(annotation(step)[0]).toMatch(/^Could not create the package: You are not authorized/);
  expect(annotation(step)[1]).toBe(`Nothing was released: the previous release (${old.slice(0, 19)}) goes on.`);
  expect(annotation(step)[2]).toContain(role('viewer'));
  expect(writesOf(stage, since)).toEqual(['POST /v3/packages']);
});

test('a login without any role, one for another place, and a token that is none', async (stage) => {
  const { reference: image } = await publishFor(stage, '1.0');
  for (const [inputs, told, advice] of [
    [
      { token: korifiSeeds.stranger.token },
      /^There is no organization acme that this login may see$/,
      role('stranger'),
    ],
    [{ space: 'nope' }, /^There is no space nope in acme that this login may see$/, 'It sees prod, staging.'],
    [{ token: 'abc.def.ghi' }, /^The Kubernetes of this Korifi does not take the token: Invalid Auth Token/, 'kubectl'],
  ] as const) {
    const step = await stage.deploy('korifi', { app, image, ...inputs });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(annotation(step)[0]).toMatch(told);
    expect(annotation(step)[1]).toBe('Nothing was written to the platform.');
    expect(annotation(step)[2]).toContain(advice);
  }
  expect(writesOf(stage)).toEqual([]);
});

/** A server that answers the smoke test. */
const judge = (status: number): Promise<RunningServer> => serve((): Reply => ({ status, body: 'database is locked' }));

test('a smoke test that fails: the previous release serves again, with its settings', async (stage) => {
  const old = await live(stage, { env: 'MODE=one', instances: '2' });
  const { reference: image } = await publishFor(stage, '2.0');
  const smoke = await judge(503);
  const step = await stage.deploy('korifi', {
    ...{ app, image, env: 'MODE=two', instances: '3' },
    ...{ 'smoke-test': smoke.url, 'smoke-test-timeout': '20s' },
  });
  await smoke.close();
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored', changed: 'false' });
  expect(annotation(step)[0]).toMatch(/^The smoke test failed: .*503/);
  expect(annotation(step).join('\n')).toContain(
    'serves, 2 of 2 instances (the previous droplet was set again, variables put',
  );
  expect(korifiApp(stage)).toMatchObject({ environment: { MODE: 'one' }, processes: [{ instances: 2 }] });
  expect(imagesOn(stage)).toEqual([old]);
  const pods = world(stage)
    .cluster.pods(korifiApp(stage).guid)
    .filter(({ live }) => live);
  expect(new Set(pods.map(({ template }) => template.environment['MODE']))).toEqual(new Set(['one']));
});

test('a runner that cannot replace instances refuses: the old release serves, and recreate is named', async (stage) => {
  const old = await live(stage, { env: 'MODE=one' });
  world(stage).rollingDeploy = false;
  const { reference: image } = await publishFor(stage, '2.0');
  const step = await stage.deploy('korifi', { app, image, env: 'MODE=two' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored', changed: 'false' });
  expect(annotation(step)[0]).toMatch(/^Could not deploy the droplet: .*does not support rolling deploys/);
  expect(annotation(step).join('\n')).toContain('With strategy: recreate the app is stopped first.');
  expect(korifiApp(stage).environment).toEqual({ MODE: 'one' });
  expect(imagesOn(stage)).toEqual([old]);
  const again = await stage.deploy('korifi', { app, image, strategy: 'recreate' });
  expect(again.outputs, again.log).toMatchObject({ verdict: 'live' });
});

test('an image of a user that is named is refused before anything is written; without the check it never gets ready', async (stage) => {
  const old = await live(stage);
  const since = Date.now();
  const { reference: image } = await publishFor(stage, '2.0', {}, { user: 'node' });
  const refused = await stage.deploy('korifi', { app, image });
  expect(refused.outputs, refused.log).toMatchObject({ verdict: 'failed' });
  expect(annotation(refused)[0]).toMatch(/runs as the user "node", by name: on Korifi Kubernetes never starts it/);
  expect(annotation(refused).join('\n')).toContain('USER 1000');
  expect(writesOf(stage, since)).toEqual([]);
  const step = await stage.deploy('korifi', { app, image, 'image-checks': 'off', timeout: '30s' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(annotation(step).join('\n')).toMatch(/its container cannot be made/);
  expect(imagesOn(stage)).toEqual([old]);
});

for (const uptime of ['counted', 'frozen', 'absent'] as const) {
  // korifi#3918: there an app counts as stopped while its pods still end, for half a minute if they are stubborn.
  test(`an older Korifi, whose uptimes are ${uptime}: what still ends is not taken for what was started`, async (stage) => {
    await live(stage, { instances: '2' });
    const { cluster } = world(stage);
    Object.assign(world(stage), { uptime, finalizesWorkloads: false });
    cluster.faults.push({ app: korifiApp(stage).guid, kind: 'ignores-sigterm' });
    const recreate = { app, strategy: 'recreate' };
    const { reference: stubborn, digest } = await publishFor(stage, '2.0');
    const good = await stage.deploy('korifi', { ...recreate, image: stubborn });
    expect(good.outputs, good.log).toMatchObject({ verdict: 'live' });
    expect(imagesOn(stage)).toEqual([digest]);
    expect(good.log).not.toContain('crashed once');
    const { reference: crashing } = await publishFor(stage, '3.0', { 'sandbox.behaviour': 'crash' });
    const bad = await stage.deploy('korifi', { ...recreate, image: crashing });
    expect(bad.outputs, bad.log).toMatchObject({ verdict: 'restored' });
    expect(bad.log).toMatch(/new ○○ {3}old ●●/);
    expect(annotation(bad)[0]).not.toContain('had become healthy');
    expect(imagesOn(stage)).toEqual([digest]);
  });
}
