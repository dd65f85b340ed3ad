import { afterEach, expect, test } from 'vitest';
import { Overtaken } from '../../../src/platforms/overtaken.ts';
import { imageOf, isLive, Practice } from './practice.ts';

/** Between the plan and the order somebody else releases the same app. */

let running: Practice | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

const slow = { behaviour: { kind: 'ok', bootMs: 60_000 } } as const;

async function ready(images: Parameters<typeof Practice.start>[0] = {}) {
  running = await Practice.start(images);
  const practice = running;
  await practice.deployed();
  const run = await practice.run({}, { runId: 'second-run' });
  const orders = () => practice.foundry.world.deployments.length;
  return { practice, run, rollout: await run.prepared('2'), orders };
}

test('who has begun is not superseded', async () => {
  const { practice, run, rollout, orders } = await ready({ 3: slow });
  const theirs = await practice.foundry.deployByColleague('web', imageOf('3'));
  const before = orders();
  const refused = run.platform.release(rollout);
  await expect(refused).rejects.toThrow(Overtaken);
  await expect(refused).rejects.toThrow(`Somebody else’s deployment ${theirs.guid.slice(0, 8)} has begun meanwhile`);
  expect(orders()).toBe(before);
});

test('who has finished is not undone', async () => {
  const { practice, run, rollout, orders } = await ready();
  const theirs = await practice.foundry.deployByColleague('web', imageOf('3'));
  while (theirs.state !== 'DEPLOYED') await practice.time.sleep(1_000);
  await expect(run.platform.release(rollout)).rejects.toThrow(/ has been released meanwhile$/);
  expect(orders()).toBe(2);
});

test('who has begun and was cancelled leaves the app as it was', async () => {
  const { practice, run, rollout } = await ready({ 3: slow });
  const theirs = await practice.run({}, { runId: 'theirs' });
  const other = await theirs.released('3');
  await theirs.platform.cancel(other);
  const released = await run.platform.release(rollout);
  expect(await run.watch(released, isLive)).toMatchObject({ phase: 'done' });
  expect(practice.foundry.appAt('web.apps.sandbox.test')?.image).toBe(imageOf('2'));
});

test('one that was under way already is taken over from, but not once it is done', async () => {
  const { practice, orders } = await ready({ 3: slow, 4: slow });
  await practice.foundry.deployByColleague('web', imageOf('3'));
  const run = await practice.run({}, { runId: 'third-run' });
  const rollout = await run.prepared('2');
  const released = await run.platform.release(rollout);
  expect(orders()).toBe(3);
  expect(await run.watch(released, isLive)).toMatchObject({ phase: 'done' });

  const next = await practice.foundry.deployByColleague('web', imageOf('4'));
  const late = await practice.run({}, { runId: 'fourth-run' });
  const outdated = await late.prepared('5');
  next.state = 'DEPLOYED';
  await expect(late.platform.release(outdated)).rejects.toThrow(Overtaken);
});

test('what a run that was killed before its order has not done, the post step does not undo', async () => {
  running = await Practice.start();
  const practice = running;
  await practice.deployed({ env: new Map([['LEVEL', 'info']]) });
  const run = await practice.run({ settings: { env: new Map([['LEVEL', 'debug']]) } }, { runId: 'second-run' });
  const rollout = await run.prepared('2');
  const theirs = await practice.foundry.deployByColleague('web', imageOf('3'));
  practice.foundry.world.app('web').environment = { LEVEL: 'theirs' };
  theirs.state = 'DEPLOYED';
  const post = await practice.run({ settings: { env: new Map([['LEVEL', 'debug']]) } }, { runId: 'second-run' });
  expect(await post.platform.restore(JSON.parse(JSON.stringify(rollout)))).toMatchObject({
    serves: { id: theirs.guid, image: imageOf('3') },
    how: 'a newer deployment by somebody else took over; it was left alone',
  });
  expect(practice.foundry.world.app('web').environment).toEqual({ LEVEL: 'theirs' });
});

test('a run that was refused before it wrote its settings puts none back', async () => {
  running = await Practice.start({ 3: slow });
  const practice = running;
  await practice.deployed({ env: new Map([['LEVEL', 'info']]) });
  const run = await practice.run({ settings: { env: new Map([['LEVEL', 'debug']]) } }, { runId: 'second-run' });
  const rollout = await run.prepared('2');
  await practice.foundry.deployByColleague('web', imageOf('3'));
  await expect(run.platform.release(rollout)).rejects.toThrow(Overtaken);
  practice.foundry.world.app('web').environment = { LEVEL: 'theirs' };
  await run.platform.cancel(rollout);
  expect(practice.foundry.world.app('web').environment).toEqual({ LEVEL: 'theirs' });
});
