import { afterEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../../sandbox/server.ts';
import type { Request } from '../../../src/inputs/request.ts';
import { makePlan } from '../../../src/plan/make-plan.ts';
import { cloudFoundry } from '../../../src/platforms/cloudfoundry/index.ts';
import { crash, factsOf, imageOf, isLive, Practice } from './practice.ts';

let running: Practice | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

const deployment = { method: 'POST', path: /^\/v3\/deployments$/ } as const;
const quota = {
  status: 422,
  body: { errors: [{ code: 10008, title: 'CF-UnprocessableEntity', detail: 'memory quota_exceeded' }] },
};

/** An app of two instances of image 1, and a run that is about to recreate it. */
async function recreate(images: Parameters<typeof Practice.start>[0] = {}, more: Partial<Request> = {}) {
  running = await Practice.start(images);
  const practice = running;
  const before = await practice.deployed({ instances: new Map([['web', 2]]), memoryMb: 256 });
  const run = await practice.run({ strategy: 'recreate', ...more }, { runId: 'second-run' });
  const app = practice.foundry.world.app('web');
  const serves = () => practice.foundry.appAt('web.apps.sandbox.test')?.image;
  const strike = (fault: Pick<Fault, 'when' | 'action'> & Partial<Fault>) =>
    practice.foundry.api.faults.push({ ...deployment, nth: 1, ...fault });
  return { practice, before, run, app, serves, strike, rollout: await run.prepared('2') };
}

const image = ({ foundry }: Practice) => foundry.world.newestWeb(foundry.world.app('web'))?.lrp?.droplet.image;

test('the old instances are gone before the new ones start', async () => {
  const { run, rollout, serves, strike, before } = await recreate();
  expect(rollout).toMatchObject({ recreate: true, manner: 'recreate: stop, then start', options: {} });
  const between: unknown[] = [];
  strike({ when: 'before', action: 'cut', struck: () => between.push(serves()) });
  const released = await run.platform.release(rollout);
  expect(between).toEqual([undefined]);
  expect(await run.watch(released, isLive)).toMatchObject({
    ...{ phase: 'done', wanted: [{ type: 'web', wanted: 2 }], previous: [] },
    release: { id: released.deploymentGuid },
  });
  expect(serves()).toBe(imageOf('2'));
  const after = await run.platform.read();
  expect(after).toMatchObject({ release: { id: released.deploymentGuid }, settings: before.settings });
});

test('an answer to the deployment that got lost leads to no second one', async () => {
  const { practice, run, rollout, strike } = await recreate();
  strike({ when: 'after', action: 'cut' });
  await run.watch(await run.platform.release(rollout), isLive);
  expect(practice.foundry.world.deployments).toHaveLength(2);
});

describe('the way back', () => {
  test('from a release that crashes stops it, too, and puts its size back', async () => {
    const settings = { memoryMb: 512, instances: new Map([['', 3]]) };
    const { practice, run, rollout, before, strike, serves } = await recreate(
      { 2: { behaviour: crash } },
      { settings },
    );
    const released = await run.platform.release(rollout);
    await run.watch(released, ({ problem }) => problem?.certain === true);
    const between: unknown[] = [];
    strike({ when: 'after', action: (answer) => answer, struck: () => between.push(image(practice)) });
    const restored = await run.platform.restore(released);
    expect(restored).toMatchObject({
      ...{ verified: true, running: 2, wanted: 2, how: 'the previous droplet was deployed again' },
      serves: { image: before.release?.image },
    });
    expect(between).toEqual([imageOf('1')]);
    expect(serves()).toBe(imageOf('1'));
    // Again, by a run that knows nothing but the saved ids: nothing is stopped a second time.
    const post = await practice.run({}, { runId: 'second-run' });
    const { deploymentGuid: _, ...saved } = released;
    expect(await post.platform.restore(JSON.parse(JSON.stringify(saved)))).toEqual(restored);
    expect((await post.platform.read())?.settings).toEqual(before.settings);
  });

  test('from a start that is refused starts what was stopped', async () => {
    const { run, rollout, before, strike, serves, app } = await recreate();
    strike({ when: 'before', action: quota });
    await expect(run.platform.release(rollout)).rejects.toMatchObject({ code: 'CF_QUOTA' });
    expect(app.state).toBe('STOPPED');
    expect(await run.platform.restore(rollout)).toMatchObject({
      ...{ serves: before.release, verified: true, running: 2, how: 'the app was started again' },
    });
    expect(serves()).toBe(imageOf('1'));
  });

  test('of a run that was killed in the gap is seen through by its post step', async () => {
    const { practice, run, rollout, before, strike, serves } = await recreate();
    strike({ when: 'before', action: quota });
    await expect(run.platform.release(rollout)).rejects.toThrow();
    const post = await practice.run({}, { runId: 'second-run' });
    await post.platform.read();
    expect(await post.platform.restore(JSON.parse(JSON.stringify(rollout)))).toMatchObject({
      ...{ serves: before.release, verified: true, how: 'the app was started again' },
    });
    expect(serves()).toBe(imageOf('1'));
  });

  test('of a run that is cancelled in the gap begins at once', async () => {
    const { run, rollout, strike, app } = await recreate();
    strike({ when: 'before', action: quota });
    await expect(run.platform.release(rollout)).rejects.toThrow();
    await run.platform.cancel(rollout);
    expect(app.state).toBe('STARTED');
  });

  test('leaves an app alone that somebody else has released meanwhile', async () => {
    const { practice, run, rollout, serves } = await recreate();
    const released = await run.platform.release(rollout);
    await run.watch(released, isLive);
    const theirs = await practice.foundry.deployByColleague('web', imageOf('3'));
    while (theirs.state !== 'DEPLOYED') await practice.time.sleep(1_000);
    expect(await run.platform.restore(released)).toMatchObject({ serves: { id: theirs.guid } });
    expect(serves()).toBe(imageOf('3'));
  });

  test('of a stopped app is to stop it again', async () => {
    const { practice, app } = await recreate({ 2: { behaviour: crash } });
    practice.foundry.world.processesOf(app).forEach((process) => {
      process.lrp = undefined;
    });
    app.state = 'STOPPED';
    const run = await practice.run({ strategy: 'recreate' }, { runId: 'third-run' });
    const rollout = await run.released('2');
    expect(rollout.recreate).toBeUndefined();
    await run.watch(rollout, ({ problem }) => problem?.certain === true);
    expect((await run.platform.restore(rollout)).how).toBe('the app was stopped again');
  });
});

test('the plan names the gap, and what goes with it', async () => {
  const { run, before } = await recreate();
  const request = run.context.request;
  const planned = (processes: typeof before.processes, strategy: Request['strategy']) =>
    makePlan({ ...request, strategy }, { facts: factsOf('2'), findings: [] }, { ...before, processes }, run.platform)
      .remarks;
  const workers = [...before.processes, { type: 'worker', wanted: 1 }];
  expect(planned(before.processes, 'recreate')).toEqual([
    'strategy recreate: 2 instances of web are stopped before the new version starts. The app does not answer in between.',
  ]);
  expect(planned(workers, 'recreate')[0]).toMatch(
    /^strategy recreate: 2 instances of web and 1 of worker are stopped /,
  );
  expect(planned(before.processes, 'rolling')).toEqual([]);
  expect(planned(workers, 'rolling')).toEqual([
    '1 instance of worker is stopped and started again at the end of the roll-out, as Cloud Foundry does with all types but web: a short gap.',
  ]);
});

test('it replaces all at once', () => {
  const found = cloudFoundry.mistakes({ org: 'o', space: 's', strategy: 'recreate', maxInFlight: 2 });
  expect(found.map(({ input }) => input)).toEqual(['max-in-flight']);
});

describe('a deployment that took over from somebody else’s', () => {
  test('goes back to what served before theirs', async () => {
    running = await Practice.start({
      2: { behaviour: crash },
      3: { behaviour: { kind: 'ok', bootMs: 20_000 } },
    });
    const practice = running;
    const before = await practice.deployed({ instances: new Map([['web', 3]]) });
    const theirs = await practice.foundry.deployByColleague('web', imageOf('3'));
    // One of theirs runs already.
    while ((theirs.process?.lrp?.instances ?? []).every(({ state }) => state !== 'RUNNING')) {
      await practice.time.sleep(1_000);
    }
    const run = await practice.run({ ifBusy: 'replace' }, { runId: 'second-run' });
    const rollout = await run.released('2');
    expect(rollout.previous).toEqual(before.release);
    await run.watch(rollout, ({ problem }) => problem?.certain === true);
    expect(await run.platform.restore(rollout)).toMatchObject({
      ...{ verified: true, running: 3, how: 'the previous droplet was deployed again' },
      serves: { image: imageOf('1') },
    });
    const { world } = practice.foundry;
    const webs = world.processesOf(world.app('web'), 'web');
    expect(webs.flatMap(({ lrp }) => lrp?.instances.map(() => lrp.droplet.image) ?? [])).toEqual(
      Array.from({ length: 3 }, () => imageOf('1')),
    );
    expect(world.app('web').droplet?.image).toBe(imageOf('1'));
  });
});
