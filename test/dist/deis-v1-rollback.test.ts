import { expect } from 'vitest';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepOptions, StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `rollback/action.yml` on Deis v1, through the bundle. */

const app = 'web-app';
const world = (stage: Stage) => stage.sandbox.deisV1.world.apps.get(app);

async function deploy(stage: Stage, tag: string, labels: Record<string, string> = {}) {
  const { reference: image, digest } = await stage.sandbox.registry.publish({
    ...{ repository: 'team/web', tag, format: 'docker', labels: { tag, ...labels } },
  });
  const step = await stage.deploy('deis-v1', { app, image });
  return { image, digest, release: step.outputs['release'] ?? '', verdict: step.outputs['verdict'], log: step.log };
}

const rollBack = (stage: Stage, inputs: Record<string, string> = {}, more: Partial<StepOptions> = {}) =>
  stage.start('deis-v1', { app, ...inputs }, { ...more, entry: 'rollback' }).done as Promise<StepResult>;

async function two(stage: Stage, labels: Record<string, string> = {}) {
  const first = await deploy(stage, '1.0', labels);
  const second = await deploy(stage, '2.0');
  expect([first.verdict, second.verdict], first.log + second.log).toEqual(['live', 'live']);
  return { first, second };
}

/** Images of the containers that are up. */
const served = (stage: Stage) => [
  ...new Set(world(stage)?.containers.map(({ release }) => release.build?.image.replace(/^.*\/team/, 'team'))),
];
const rollbacks = (stage: Stage) =>
  stage.sandbox.deisV1.server.requests.filter(({ target }) => target.includes('/releases/rollback')).length;

test('goes back to the release before; a second time there is nothing, and names are taken', async (stage) => {
  const { first, second } = await two(stage);
  const plan = await rollBack(stage, { mode: 'plan' });
  expect(plan.outputs, plan.log).toMatchObject({ verdict: 'planned', 'previous-release': second.release });
  const step = await rollBack(stage);
  expect(step.complaints, step.raw).toEqual([]);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', image: first.image, changed: 'true' });
  expect(step.log).toMatch(new RegExp(`▸ Plan {5}back to release ${first.release} of .* · settings as of`));
  expect(step.log).toContain('is pulled by its tag again');
  expect(served(stage)).toEqual(['team/web:1.0']);
  expect(rollbacks(stage)).toBe(1);
  expect(await stage.post('deis-v1', { app }, step)).toMatchObject({ raw: '' });

  const since = Date.now();
  const again = await rollBack(stage);
  expect(again.outputs, again.log).toMatchObject({ verdict: 'failed', changed: 'false' });
  const initial = await rollBack(stage, { to: 'v1' });
  expect(initial.annotations[0]?.message).toContain('it has no build: there is nothing to start');
  expect(writesTo(stage.servers('deis-v1'), since)).toEqual([]);

  const forward = await rollBack(stage, { to: second.release });
  expect(forward.outputs, forward.log).toMatchObject({ verdict: 'live', image: second.image });
  expect(served(stage)).toEqual(['team/web:2.0']);
});

test('an image that cannot be pulled any more: what served goes on', async (stage) => {
  const { first } = await two(stage);
  stage.sandbox.registry.store.repository('team/web').manifests.delete(first.digest);
  const step = await rollBack(stage);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored', changed: 'false' });
  expect(step.annotations[0]?.message).toContain('Docker cannot pull the image');
  expect(served(stage)).toEqual(['team/web:2.0']);
});

test('the answer to the order is lost: it is not ordered again', async (stage) => {
  await two(stage);
  stage.sandbox.deisV1.server.faults.push({
    ...{ method: 'POST', path: /releases\/rollback/, nth: 1, when: 'after', action: 'cut' },
  });
  const step = await rollBack(stage);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(rollbacks(stage)).toBe(1);
  expect(served(stage)).toEqual(['team/web:1.0']);
});

test('a process type that the release does not have is in the way', async (stage) => {
  await deploy(stage, '1.0');
  const { reference: image } = await stage.sandbox.registry.publish({
    ...{ repository: 'team/web', tag: '2.0', format: 'docker', labels: { tag: '2.0' } },
  });
  const files = { files: { Procfile: 'worker: work\n' } };
  const step = await stage.deploy('deis-v1', { app, image, manifest: 'Procfile' }, files);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  const [{ token }] = [...stage.sandbox.deisV1.world.users.values()] as { token: string }[] as [{ token: string }];
  const answer = await fetch(`${stage.sandbox.deisV1.server.url}/v1/apps/${app}/scale/`, {
    method: 'POST',
    headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ worker: 1 }),
  });
  expect(answer.status).toBe(204);
  const since = Date.now();
  const back = await rollBack(stage);
  expect(back.annotations[0]?.message).toMatch(/has no process type worker[\s\S]*deis scale worker=0/);
  expect(writesTo(stage.servers('deis-v1'), since)).toEqual([]);
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal} on the way back: what served serves again`, async (stage) => {
    await two(stage, { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '20000' });
    const step = stage.start(
      'deis-v1',
      { app },
      {
        entry: 'rollback',
        onLine: (line) => {
          if (line.includes('▸ Release')) step.process.kill(signal);
        },
      },
    );
    const main = await step.done;
    const post = await stage.post('deis-v1', { app }, main);
    expect(post.log).toMatch(/serves/);
    expect(served(stage)).toEqual(['team/web:2.0']);
  });
}
