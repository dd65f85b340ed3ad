import { afterEach, expect, test } from 'vitest';
import type { ImageFacts } from '../../../src/image/facts.ts';
import { labelsOf } from '../../../src/platforms/cloudfoundry/release/labels.ts';
import { factsOf, imageOf, isLive, Practice } from './practice.ts';

/** Which droplet is released, and what it and all that is made of an image is labelled with. */

let running: Practice | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

const login = { username: 'robot', password: 'robot-password' };

async function started(): Promise<Practice> {
  running = await Practice.start();
  await running.deployed();
  return running;
}

test('an image that was staged before is not staged again', async () => {
  const practice = await started();
  const { world, api } = practice.foundry;
  const second = await practice.run({}, { runId: 'second-run' });
  await second.watch(await second.released('2'), isLive);
  expect(world.builds).toHaveLength(2);

  api.requests.length = 0;
  const third = await practice.run({}, { runId: 'third-run' });
  const rollout = await third.released('1');
  expect(world.builds).toHaveLength(2);
  expect(world.packages).toHaveLength(2);
  expect(rollout.dropletGuid).toBe(world.droplets[0]?.guid);
  expect(third.context.notes).toEqual([`droplet ${rollout.dropletGuid.slice(0, 8)} of this image is there already`]);
  // Root, app, four of the app, package, one more look, deployment.
  expect(api.requests).toHaveLength(9);
  await third.watch(rollout, isLive);
  expect(practice.foundry.appAt('web.apps.sandbox.test')?.image).toBe(imageOf('1'));
});

test('with a registry login it is staged with that, and without one it is not released with another’s', async () => {
  const practice = await started();
  const { world } = practice.foundry;
  const second = await practice.run({ registry: login }, { runId: 'second-run' });
  await second.watch(await second.released('1'), isLive);
  expect(world.builds).toHaveLength(2);
  expect(world.droplets.at(-1)).toMatchObject(login);
  world.droplets.splice(0, 1);

  const third = await practice.run({}, { runId: 'third-run' });
  await third.watch(await third.released('1'), isLive);
  expect(world.builds).toHaveLength(3);
  expect(world.droplets.at(-1)?.username).toBeUndefined();
});

test('what is no longer stored is staged again', async () => {
  const practice = await started();
  const { world } = practice.foundry;
  const second = await practice.run({}, { runId: 'second-run' });
  await second.watch(await second.released('2'), isLive);
  Object.assign(world.droplets[0] ?? {}, { state: 'EXPIRED' });
  await (await practice.run({}, { runId: 'third-run' })).prepared('1');
  expect(world.builds).toHaveLength(3);
});

test('a package that is gone says nothing of its login', async () => {
  const practice = await started();
  const { world } = practice.foundry;
  world.packages.length = 0;
  await (await practice.run({}, { runId: 'second-run' })).prepared('1');
  expect(world.builds).toHaveLength(2);
});

test('app, package, build and deployment tell run, commit and digest', async () => {
  running = await Practice.start();
  const { world } = running.foundry;
  const commit = 'f3c9a1d2b4e5f60718293a4b5c6d7e8f90a1b2c3';
  const run = await running.run({}, { runId: 'first-run', revision: commit });
  await run.released('1');
  const labels = {
    'deploy-image-run': 'first-run',
    'deploy-image-commit': commit,
    'deploy-image-digest': '1'.repeat(12),
  };
  for (const made of [world.apps[0], world.packages[0], world.builds[0], world.deployments[0]]) {
    expect(made?.metadata.labels).toEqual(labels);
  }
});

test.for<[Partial<ImageFacts>, string | undefined, string | undefined]>([
  [{}, undefined, undefined],
  [{}, 'ABC', undefined],
  [{}, 'f3c9a1d', 'f3c9a1d'],
  [{ labels: new Map([['org.opencontainers.image.revision', 'ABCDEF1']]) }, 'f3c9a1d', 'abcdef1'],
  [{ labels: new Map([['org.opencontainers.image.revision', 'main']]) }, 'f3c9a1d', 'f3c9a1d'],
  [{}, 'a'.repeat(64), 'a'.repeat(63)],
])('the commit of %j in a job for %s is %s', ([more, job, commit]) => {
  expect(labelsOf(factsOf('2', more), job)).toEqual({
    ...(commit === undefined ? {} : { 'deploy-image-commit': commit }),
    'deploy-image-digest': '2'.repeat(12),
  });
});
