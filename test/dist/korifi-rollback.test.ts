import { expect } from 'vitest';
import { korifiSeeds } from '../../sandbox/korifi/users.ts';
import { askKorifi, imagesOn, korifiApp, publishFor } from '../support/korifi.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepOptions, StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `rollback/action.yml` on Korifi, through the bundle: droplets are all that it remembers of a release. */

const app = 'web';
const rollBack = (
  stage: Stage,
  inputs: Readonly<Record<string, string>> = {},
  more: Partial<StepOptions> = {},
): Promise<StepResult> => stage.start('korifi', { app, ...inputs }, { ...more, entry: 'rollback' }).done;

async function deploy(
  stage: Stage,
  tag: string,
  labels: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, string>> = {},
) {
  const { reference: image, digest } = await publishFor(stage, tag, labels);
  const step = await stage.deploy('korifi', { app, image, ...more });
  return { digest, release: step.outputs['release'] ?? '', verdict: step.outputs['verdict'], log: step.log };
}

/** Two releases, of which the second serves. */
async function two(stage: Stage) {
  const first = await deploy(stage, '1.0', {}, { env: 'MODE=one' });
  const second = await deploy(stage, '2.0', {}, { env: 'MODE=two' });
  expect([first.verdict, second.verdict], first.log + second.log).toEqual(['live', 'live']);
  return { first, second };
}

const changesOf = (step: StepResult) =>
  (JSON.parse(step.outputs['changes'] ?? '[]') as { what: string }[]).map(({ what }) => what);
const forget = (stage: Stage, guid: string) => {
  const { world } = stage.sandbox.korifi;
  world.builds = world.builds.filter((one) => one.guid !== guid);
};

test('a plan writes nothing; then back to the droplet before, and to one by its name', async (stage) => {
  const { first, second } = await two(stage);
  const since = Date.now();
  const plan = await rollBack(stage, { mode: 'plan' });
  expect(plan.outputs, plan.log).toMatchObject({ verdict: 'planned', 'previous-release': second.release });
  expect(changesOf(plan)).toEqual(['image']);
  expect(plan.log).toContain('Variables, command and checks stay as they are: Korifi keeps no revisions.');
  expect(writesTo(stage.servers('korifi'), since)).toEqual([]);

  const step = await rollBack(stage);
  expect(step.complaints, step.raw).toEqual([]);
  expect(step.outputs, step.log).toMatchObject({
    ...{ verdict: 'live', digest: first.digest, release: first.release, 'previous-release': second.release },
  });
  expect(step.log).toMatch(new RegExp(`▸ Plan +back to droplet ${first.release.slice(0, 8)} of `));
  expect(imagesOn(stage)).toEqual([first.digest]);
  expect(korifiApp(stage).environment).toEqual({ MODE: 'two' });
  expect(await stage.post('korifi', { app }, step)).toMatchObject({ raw: '' });

  const again = await rollBack(stage);
  expect(again.annotations[0]?.message).toMatch(
    new RegExp(
      `^There is nothing to go back to: no earlier.*\\n.*\\n.*name a release in to: droplet ${second.release.slice(0, 8)}`,
    ),
  );
  for (const to of [second.release, second.digest]) {
    const named = await rollBack(stage, { to, mode: 'plan' });
    expect(named.outputs, named.log).toMatchObject({ verdict: 'planned', digest: second.digest });
  }
  const forward = await rollBack(stage, { to: second.release });
  expect(forward.outputs, forward.log).toMatchObject({ verdict: 'live', digest: second.digest });
  expect(imagesOn(stage)).toEqual([second.digest]);
});

test('names that are none, that serve, or that Korifi has cleaned away, are told', async (stage) => {
  stage.sandbox.korifi.world.keptBuilds = 1;
  const { first, second } = await two(stage);
  const third = await deploy(stage, '3.0');
  expect(third.verdict, third.log).toBe('live');
  const since = Date.now();
  const serves = await rollBack(stage, { to: third.release });
  expect(serves.annotations[0]?.message).toMatch(/ is the one that serves: droplet /);
  const gone = await rollBack(stage, { to: first.release });
  const kept = [third, second].map(({ release }) => `droplet ${release.slice(0, 8)} .*`).join('\\n');
  expect(gone.annotations[0]?.message).toMatch(new RegExp(`^There is no release ${first.release}\\.\\n${kept}\\n`));
  forget(stage, second.release);
  const none = await rollBack(stage);
  expect(none.annotations[0]?.message).toMatch(/^There is nothing to go back to: no earlier release is known\./);
  expect(writesTo(stage.servers('korifi'), since)).toEqual([]);
});

test('a release that failed is never the one to go back to, but it goes by its name', async (stage) => {
  const first = await deploy(stage, '1.0');
  const bad = await deploy(stage, '2.0', { 'sandbox.needs': 'MODE' });
  const third = await deploy(stage, '3.0');
  expect([first.verdict, bad.verdict, third.verdict]).toEqual(['live', 'restored', 'live']);
  const step = await rollBack(stage);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest: first.digest });
  await askKorifi(stage, 'PATCH', `/v3/apps/${korifiApp(stage).guid}/environment_variables`, { var: { MODE: 'one' } });
  const named = await rollBack(stage, { to: bad.release });
  expect(named.outputs, named.log).toMatchObject({ verdict: 'live', digest: bad.digest });
  expect(named.log).toContain('did not come to serve then: a run of this action has taken it back.');
  // It has served now, and is a release like any other.
  expect((await deploy(stage, '4.0')).verdict).toBe('live');
  const plan = await rollBack(stage, { mode: 'plan' });
  expect(plan.outputs, plan.log).toMatchObject({ verdict: 'planned', digest: third.digest });
  forget(stage, third.release);
  const further = await rollBack(stage, { mode: 'plan' });
  expect(further.outputs, further.log).toMatchObject({ verdict: 'planned', digest: bad.digest });
});

test('a way back that fails is taken back, and may be tried again once the reason is gone', async (stage) => {
  const first = await deploy(stage, '1.0', { 'sandbox.needs': 'MODE' }, { env: 'MODE=one' });
  const second = await deploy(stage, '2.0', {}, { env: '{}', 'env-mode': 'replace' });
  expect([first.verdict, second.verdict]).toEqual(['live', 'live']);
  const step = await rollBack(stage);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored', changed: 'false' });
  expect(step.annotations[0]?.message).toContain('serves, 1 of 1 instances (the previous droplet was set again)');
  expect(imagesOn(stage)).toEqual([second.digest]);
  await askKorifi(stage, 'PATCH', `/v3/apps/${korifiApp(stage).guid}/environment_variables`, { var: { MODE: 'one' } });
  const again = await rollBack(stage);
  expect(again.outputs, again.log).toMatchObject({ verdict: 'live', digest: first.digest });
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal} in the middle of a way back: what served serves again`, async (stage) => {
    await deploy(stage, '1.0', { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '40000' });
    const second = await deploy(stage, '2.0');
    const running = stage.start(
      'korifi',
      { app },
      {
        entry: 'rollback',
        onLine: (line) => {
          if (line.includes('new ◐')) running.process.kill(signal);
        },
      },
    );
    const main = await running.done;
    const post = await stage.post('korifi', { app }, main);
    expect(post.annotations, post.log).toEqual([]);
    expect(post.log).toMatch(/previous release .* serves, 1 of 1 instances \(the previous droplet/);
    expect(imagesOn(stage)).toEqual([second.digest]);
  });
}

test('an app that does not run, is not there, or is only seen', async (stage) => {
  const { first } = await two(stage);
  const viewer = await rollBack(stage, { token: korifiSeeds.viewer.token });
  expect(viewer.outputs, viewer.log).toMatchObject({ verdict: 'restored' });
  expect(viewer.annotations[0]?.message).toMatch(/^Could not deploy the droplet: You are not authorized/);
  expect(viewer.annotations[0]?.message).toContain('serves, 1 of 1 instances (the release had not begun).');
  expect(viewer.annotations[0]?.message).toContain(
    'cf set-space-role system:serviceaccount:cf:viewer acme prod SpaceDeveloper',
  );
  await askKorifi(stage, 'POST', `/v3/apps/${korifiApp(stage).guid}/actions/stop`);
  const stopped = await rollBack(stage);
  expect(stopped.annotations[0]?.message).toMatch(/^web does not run: there is nothing from which to go back\./);
  const named = await rollBack(stage, { to: first.release });
  expect(named.outputs, named.log).toMatchObject({ verdict: 'live', digest: first.digest });
  const none = await rollBack(stage, { app: 'nope' });
  expect(none.annotations[0]?.message).toMatch(/^There is no app nope on Korifi, acme \/ prod at /);
});
