import { expect } from 'vitest';
import type { PlatformName } from '../../sandbox/inputs.ts';
import { ask } from '../support/cloudfoundry.ts';
import { expectNoPartOf } from '../support/endings.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepOptions, StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `rollback/action.yml` through the bundle: the way back to an earlier release, on purpose. */

const app = 'web';
const world = (stage: Stage) => stage.sandbox.cloudFoundry.world;
const environment = (stage: Stage) => world(stage).app(app).environment;
const publish = (stage: Stage, tag: string, labels: Record<string, string> = {}) =>
  stage.sandbox.registry.publish({ repository: 'team/web', tag, labels });
const rollBack = (
  stage: Stage,
  inputs: Record<string, string> = {},
  more: Partial<StepOptions> = {},
  platform: PlatformName = 'cloudfoundry',
): Promise<StepResult> => stage.start(platform, { app, ...inputs }, { ...more, entry: 'rollback' }).done;

async function deploy(
  stage: Stage,
  tag: string,
  more: Record<string, string> = {},
  labels: Record<string, string> = {},
) {
  const { reference: image, digest } = await publish(stage, tag, labels);
  const step = await stage.deploy('cloudfoundry', { app, image, ...more });
  return { digest, release: step.outputs['release'] ?? '', verdict: step.outputs['verdict'], log: step.log };
}

/** Version 1 with a variable and a command of its own, and version 2, which serves. */
async function two(stage: Stage) {
  const first = await deploy(stage, '1.0', { env: 'MODE=one\nAPI_TOKEN=s3cr3t-of-one', command: './serve --one' });
  const second = await deploy(stage, '2.0', { env: 'MODE=two\nEXTRA=1', command: './serve --two' });
  expect([first.verdict, second.verdict], first.log + second.log).toEqual(['live', 'live']);
  return { first, second };
}

const servesImage = async (stage: Stage, digest: string) =>
  expect((await stage.ask('cloudfoundry', app)).body).toContain(digest);
const changesOf = (step: StepResult) =>
  (JSON.parse(step.outputs['changes'] ?? '[]') as { what: string; to: string }[]).map(({ what, to }) =>
    what === 'image' ? what : `${what} ${to}`,
  );

test('goes back to the release before, with its variables and its command', async (stage) => {
  const { first, second } = await two(stage);
  const step = await rollBack(stage);
  expect(step.complaints, step.raw).toEqual([]);
  expect(step.outputs, step.log).toMatchObject({
    ...{ verdict: 'live', digest: first.digest, 'previous-release': second.release, changed: 'true' },
  });
  expect(step.outputs['image']).toContain(`/team/web@${first.digest}`);
  expect(step.log).toMatch(/^Going back to the previous release of web at /);
  expect(step.log).toMatch(/▸ Plan {5}back to revision 1 of .* · image .* · env ~MODE · env -EXTRA · command changed/);
  expect(step.log).toMatch(new RegExp(`✔ live · web runs 1/1 of ${first.digest.slice(0, 19)}`));
  expect(changesOf(step)).toEqual(['image', 'env ~MODE', 'env -EXTRA', 'command changed']);
  await servesImage(stage, first.digest);
  expect(environment(stage)).toEqual({ MODE: 'one', API_TOKEN: 's3cr3t-of-one' });
  expect(world(stage).newestWeb(world(stage).app(app))?.lrp?.startCommand).toBe('./serve --one');
  expect(world(stage).app(app).revisions.at(-1)?.description).toContain('Rolled back to revision 1.');
  expectNoPartOf(step, 's3cr3t-of-one');
  expect(await stage.post('cloudfoundry', { app }, step)).toMatchObject({ raw: '' });
});

test('a plan says what would change, and writes nothing', async (stage) => {
  const { second } = await two(stage);
  const since = Date.now();
  const step = await rollBack(stage, { mode: 'plan' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'planned', 'previous-release': second.release });
  expect(changesOf(step)).toEqual(['image', 'env ~MODE', 'env -EXTRA', 'command changed']);
  expect(writesTo(stage.servers('cloudfoundry'), since)).toEqual([]);
  await servesImage(stage, second.digest);
});

test('gone back once, there is nothing before that; the one that was left goes by its name', async (stage) => {
  const { first, second } = await two(stage);
  await rollBack(stage);
  const again = await rollBack(stage);
  expect(again.outputs, again.log).toMatchObject({ verdict: 'failed', changed: 'false' });
  expect(again.annotations[0]?.message).toMatch(
    /^There is nothing to go back to: no earlier release is known.\nNothing was written[^\n]*\n.*name a release in to: revision 2, revision 1/,
  );
  const forward = await rollBack(stage, { to: '2' });
  expect(forward.outputs, forward.log).toMatchObject({ verdict: 'live', digest: second.digest });
  await servesImage(stage, second.digest);
  // By id, as outputs have it, by version and by digest.
  for (const to of [first.release, 'v1', first.digest, first.digest.slice(0, 19)]) {
    const step = await rollBack(stage, { to, mode: 'plan' });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'planned', digest: first.digest });
  }
});

test('names that are none, that serve, or that are not kept, are told', async (stage) => {
  const { second } = await two(stage);
  const since = Date.now();
  const none = await rollBack(stage, { to: 'v9' });
  expect(none.annotations[0]?.message).toMatch(/^There is no release v9\.\nrevision 2 .*\nrevision 1 /);
  const serves = await rollBack(stage, { to: second.release });
  expect(serves.annotations[0]?.message).toMatch(/ is the one that serves: revision 2\./);
  const [oldest] = world(stage).droplets;
  if (oldest !== undefined) oldest.state = 'EXPIRED';
  const gone = await rollBack(stage, { to: '1' });
  expect(gone.annotations[0]?.message).toMatch(
    /^The release 1 \(revision 1\) cannot be gone back to: its droplet is not kept/,
  );
  const last = await rollBack(stage);
  expect(last.annotations[0]?.message).toMatch(
    /of 1 earlier releases none is fit for it\.\nrevision 1: its droplet is not kept/,
  );
  expect(writesTo(stage.servers('cloudfoundry'), since)).toEqual([]);
});

test('a release that failed is never the one to go back to', async (stage) => {
  const zero = await deploy(stage, '0.1');
  const good = await deploy(stage, '1.0');
  const bad = await deploy(stage, '2.0', {}, { 'sandbox.behaviour': 'crash' });
  const late = await deploy(stage, '3.0', {}, { 'sandbox.behaviour': 'crash-later', 'sandbox.crash-after-ms': '4000' });
  expect([zero.verdict, good.verdict, bad.verdict, late.verdict]).toEqual(['live', 'live', 'restored', 'restored']);
  await servesImage(stage, good.digest);
  const step = await rollBack(stage);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest: zero.digest });
});

test('a release that cannot start any more is taken back: variables and all', async (stage) => {
  const { first, second } = await two(stage);
  stage.sandbox.registry.store.repository('team/web').manifests.delete(first.digest);
  const step = await rollBack(stage);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored', changed: 'false' });
  expect(step.annotations[0]?.message).toMatch(/manifest unknown|not found/i);
  expect(step.annotations[0]?.message).toContain('deployment cancelled, variables');
  await servesImage(stage, second.digest);
  expect(environment(stage)).toMatchObject({ MODE: 'two', EXTRA: '1' });
  expectNoPartOf(step, 's3cr3t-of-one');
  expect(await stage.post('cloudfoundry', { app }, step)).toMatchObject({ raw: '' });
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal}: what served serves again with its variables; the next way back takes the droplet`, async (stage) => {
    const first = await deploy(
      stage,
      '1.0',
      { env: 'MODE=one' },
      { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '40000' },
    );
    const second = await deploy(stage, '2.0', { env: 'MODE=two\nEXTRA=1' });
    const running = stage.start(
      'cloudfoundry',
      { app },
      {
        entry: 'rollback',
        onLine: (line) => {
          if (line.includes('new ◐')) running.process.kill(signal);
        },
      },
    );
    const main = await running.done;
    expect(environment(stage)).toMatchObject({ MODE: 'one' });
    const post = await stage.post('cloudfoundry', { app }, main);
    expect(post.annotations, post.log).toEqual([]);
    expect(post.log).toMatch(/previous release .* serves, .*variables put back/);
    await servesImage(stage, second.digest);
    expect(environment(stage)).toEqual({ MODE: 'two', EXTRA: '1' });

    // cloud_controller_ng#4232: the revision that the cancelled way back made is in the way of the next.
    const again = await rollBack(stage);
    expect(again.outputs, again.log).toMatchObject({ verdict: 'live', digest: first.digest });
    expect(again.log).toContain('Cloud Foundry does not deploy this revision: its variables and command are set');
    await servesImage(stage, first.digest);
    expect(environment(stage)).toEqual({ MODE: 'one' });
  });
}

test('sidecars and commands of workers go back, too; what nobody puts back after a failure is told', async (stage) => {
  expect((await deploy(stage, '1.0')).verdict).toBe('live');
  const worker = world(stage).addProcess(world(stage).app(app), 'worker', { command: './work --old' });
  const old = await deploy(stage, '2.0');
  worker.command = './work --new';
  const proxy = { name: 'proxy', command: './proxy', process_types: ['web'] };
  await ask(stage, 'POST', `/v3/apps/${world(stage).app(app).guid}/sidecars`, proxy);
  const now = await deploy(stage, '3.0');
  expect([old.verdict, now.verdict], old.log + now.log).toEqual(['live', 'live']);

  const plan = await rollBack(stage, { mode: 'plan' });
  expect(changesOf(plan), plan.log).toEqual(['image', 'commands of other processes changed', 'sidecars changed']);
  const nobody = { 'smoke-test': `${stage.sandbox.routers.cloudfoundry.url}/nobody`, 'smoke-test-timeout': '2s' };
  const failed = await rollBack(stage, nobody);
  expect(failed.outputs, failed.log).toMatchObject({ verdict: 'restored' });
  expect(failed.annotations[0]?.message).toMatch(
    /Its sidecars are not put back: .* Commands of other processes than web are not put back: /,
  );
  await servesImage(stage, now.digest);
  expect(worker.command).toBe('./work --old');
  expect(world(stage).sidecars).toEqual([]);
});

test('without revisions the image goes back, and variables stay', async (stage) => {
  await two(stage);
  const { guid } = world(stage).app(app);
  await ask(stage, 'PATCH', `/v3/apps/${guid}/features/revisions`, { enabled: false });
  await ask(stage, 'POST', `/v3/apps/${guid}/actions/restart`);
  const first = await publish(stage, '1.0');
  const step = await rollBack(stage);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest: first.digest });
  expect(step.log).toMatch(/▸ Plan {5}back to deployment \w{8} of /);
  expect(changesOf(step)).toEqual(['image']);
  expect(environment(stage)).toMatchObject({ MODE: 'two' });
});

test('variables that this login may not read stay, and the plan says so', async (stage) => {
  const { first } = await two(stage);
  world(stage).featureFlags.set('space_developer_env_var_visibility', false);
  const step = await rollBack(stage);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest: first.digest });
  expect(step.log).toContain('This login may not read variables, so they stay as they are');
  expect(environment(stage)).toMatchObject({ MODE: 'two' });
});

test('a smoke test that fails takes it back', async (stage) => {
  const { second } = await two(stage);
  const server = stage.sandbox.routers.cloudfoundry.url;
  const step = await rollBack(stage, { 'smoke-test': `${server}/nobody-there`, 'smoke-test-timeout': '5s' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.outputs['reason']).toMatch(/404/);
  await servesImage(stage, second.digest);
  expect(environment(stage)).toMatchObject({ MODE: 'two', EXTRA: '1' });
});

test('whose login pulls the old image is told', async (stage) => {
  const login = { 'registry-username': 'robot', 'registry-password': 'robot-password' };
  for (const tag of ['1', '2']) {
    const { reference: image } = await stage.sandbox.registry.publish({ repository: 'private/web', tag });
    const step = await stage.deploy('cloudfoundry', { app, image, ...login });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  }
  const step = await rollBack(stage, { mode: 'plan' });
  expect(step.log).toContain('It is pulled with the login of robot that was stored with it');
  expectNoPartOf(step, 'robot-password');
});

test('somebody else’s deploy is waited for, and is then what is gone back from', async (stage) => {
  const { second } = await two(stage);
  const slow = await publish(stage, '3.0', { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '40000' });
  await stage.sandbox.cloudFoundry.deployByColleague(app, slow.reference);
  const step = await rollBack(stage);
  expect(step.log).toContain('▸ Wait');
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest: second.digest });
});

test('without an app, or without one that runs, there is no way back', async (stage) => {
  const none = await rollBack(stage);
  expect(none.annotations[0]?.message).toMatch(/^There is no app web on Cloud Foundry/);
  const { first } = await two(stage);
  await ask(stage, 'POST', `/v3/apps/${world(stage).app(app).guid}/actions/stop`);
  const stopped = await rollBack(stage);
  expect(stopped.annotations[0]?.message).toMatch(/^web does not run: there is nothing from which to go back/);
  const named = await rollBack(stage, { to: '1' });
  expect(named.outputs, named.log).toMatchObject({ verdict: 'live', digest: first.digest });
});

test('bad inputs are told, with every output set', async (stage) => {
  const step = await rollBack(stage, { 'max-in-flight': 'many', 'smoke-test-text': 'x', mode: 'maybe' });
  expect(Object.keys(step.outputs).sort()).toEqual(
    ['changed', 'changes', 'digest', 'image', 'previous-release', 'reason', 'release', 'url', 'verdict'].sort(),
  );
  for (const name of ['max-in-flight', 'smoke-test-text', 'mode']) {
    expect(step.log).toMatch(new RegExp(`^ *${name} +\\S`, 'm'));
  }
  expect(stage.servers('cloudfoundry').flatMap(({ requests }) => requests)).toEqual([]);
});
