import { afterEach, describe, expect, test } from 'vitest';
import type { Request } from '../../../src/inputs/request.ts';
import { makePlan } from '../../../src/plan/make-plan.ts';
import { versionMistakes } from '../../../src/platforms/cloudfoundry/api/version.ts';
import { canaryInstances } from '../../../src/platforms/cloudfoundry/release/canary.ts';
import type { Observation } from '../../../src/platforms/platform.ts';
import { crash, factsOf, imageOf, isLive, Practice } from './practice.ts';

let running: Practice | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

const isPaused = ({ phase, step, instances, wanted }: Observation, current = step?.current) =>
  phase === 'paused' &&
  step?.current === current &&
  instances.filter(({ state }) => state === 'running').length === wanted[0]?.wanted;
const at = (current: number) => (look: Observation) => isPaused(look, current);

/** An app of four instances, and a run that is about to replace them as a canary. */
async function canary(more: Partial<Request> = {}, images: Parameters<typeof Practice.start>[0] = {}) {
  running = await Practice.start(images);
  const practice = running;
  const before = await practice.deployed({ instances: new Map([['web', 4]]) });
  const run = await practice.run({ strategy: 'canary', ...more }, { runId: 'second-run' });
  const { deployments } = practice.foundry.world;
  return { practice, before, run, rollout: await run.released('2'), deployment: deployments.at(-1) };
}

test.for([
  [undefined, 4, [1]],
  [[], 4, [1]],
  [[1, 10, 50, 100], 4, [1, 1, 2, 4]],
  [[12, 13, 38, 100], 4, [1, 1, 2, 4]],
  [[50], 1, [1]],
  [[5, 15, 33], 10, [1, 2, 3]],
] as const)('weights %j of %d instances are %j', ([weights, instances, counts]) =>
  expect(canaryInstances(weights, instances)).toEqual(counts),
);

describe('the version of the API', () => {
  const steps = { strategy: 'canary', canarySteps: [50] } as const;
  test.for([
    ['3.160.0', { strategy: 'canary' }, 'strategy'],
    ['3.172.9', steps, 'strategy'],
    ['3.173.0', { strategy: 'canary' }, undefined],
    ['3.188.12', steps, 'canary-steps'],
    ['3.189.0', steps, undefined],
    ['4.0.0', steps, undefined],
    ['3.99.0', { strategy: 'rolling' }, undefined],
    ['', steps, undefined],
    ['3.117.0+cf-k8s', steps, 'strategy'],
  ] as const)('%s with %j: %s', ([version, asked, input]) => {
    const found = versionMistakes(version, asked as unknown as Request);
    expect(found.map((mistake) => mistake.input)).toEqual(input === undefined ? [] : [input]);
    expect(found.every(({ message }) => message.includes(version))).toBe(true);
  });
});

test('each step is reached, told and gone on from; then the rest is rolled out', async () => {
  const { practice, run, rollout, deployment, before } = await canary({ canarySteps: [25, 50] });
  expect(rollout).toMatchObject({ canary: [1, 2], manner: 'canary of 1, then 2' });
  const first = await run.watch(rollout, at(1));
  expect(first).toMatchObject({ step: { current: 1, total: 2 }, wanted: [{ type: 'web', wanted: 1 }] });
  expect(first.previous.filter(({ state }) => state === 'running')).toHaveLength(4);
  await run.platform.advance(rollout);
  const second = await run.watch(rollout, at(2));
  expect(second).toMatchObject({ step: { current: 2, total: 2 }, wanted: [{ type: 'web', wanted: 2 }] });
  await run.platform.advance(rollout);
  const seen: Observation[] = [];
  const last = await run.watch(rollout, (look) => {
    seen.push(look);
    return isLive(look);
  });
  // The last step’s number stays in the answers while the rest is rolled out.
  expect(seen.some(({ phase }) => phase === 'moving')).toBe(true);
  expect(seen.every(({ step }) => step === undefined)).toBe(true);
  expect(last).toMatchObject({ phase: 'done', wanted: [{ type: 'web', wanted: 4 }] });
  expect(deployment?.strategy).toBe('canary');
  expect((await (await practice.run()).platform.read())?.processes).toEqual(before.processes);
});

test('without steps there is one, of one instance', async () => {
  const { run, rollout } = await canary({ maxInFlight: 2 });
  expect(rollout).toMatchObject({ options: { max_in_flight: 2 }, manner: 'canary of 1, 2 at a time' });
  expect(await run.watch(rollout, at(1))).toMatchObject({ step: { current: 1, total: 1 } });
  await run.platform.advance(rollout);
  await run.watch(rollout, isLive);
});

test.for(['cut', { status: 502, body: '502 Bad Gateway' }] as const)(
  'an answer to continue that got lost (%j) skips no step',
  async (action) => {
    const { practice, run, rollout, deployment } = await canary({ canarySteps: [25, 50] });
    await run.watch(rollout, at(1));
    practice.foundry.api.faults.push({ method: 'POST', path: /continue$/, nth: 1, when: 'after', action });
    await run.platform.advance(rollout);
    await run.watch(rollout, at(2));
    expect(deployment).toMatchObject({ canaryStep: 2, state: 'PAUSED' });
  },
);

test('an order to continue that got lost on its way is repeated', async () => {
  const { practice, run, rollout } = await canary({ canarySteps: [25, 50] });
  await run.watch(rollout, at(1));
  practice.foundry.api.faults.push({ method: 'POST', path: /continue$/, nth: 1, when: 'before', action: 'cut' });
  await run.platform.advance(rollout);
  await run.watch(rollout, at(2));
});

test('what somebody else has continued, or cancelled, is not continued once more', async () => {
  const { practice, run, rollout, deployment } = await canary({ canarySteps: [25, 50] });
  await run.watch(rollout, at(1));
  if (deployment === undefined) throw new Error('no deployment');
  Object.assign(deployment, { canaryStep: 2, state: 'PREPAUSED' });
  const { requests } = practice.foundry.api;
  const continued = () => requests.filter(({ target }) => target.endsWith('/continue')).length;
  await run.platform.advance(rollout);
  expect(continued()).toBe(0);
  await run.watch(rollout, at(2));
  await (await practice.run({}, { runId: 'second-run' })).platform.cancel(rollout);
  await run.platform.advance(rollout);
  expect(continued()).toBe(0);
  expect(await run.watch(rollout, ({ phase }) => phase === 'canceled')).toMatchObject({
    problem: { message: 'Somebody else (ci) cancelled this deployment.', certain: true },
  });
});

test('a canary that crashes is cancelled, and so is one that stands', async () => {
  const { practice, run, rollout, before } = await canary({}, { 2: { behaviour: crash } });
  await run.watch(rollout, ({ problem }) => problem?.certain === true);
  expect(await run.platform.restore(rollout)).toMatchObject({ serves: before.release, verified: true, running: 4 });

  const next = await practice.run({ strategy: 'canary' }, { runId: 'third-run' });
  const standing = await next.released('3');
  await next.watch(standing, at(1));
  expect(await next.platform.restore(standing)).toMatchObject({
    ...{ serves: before.release, verified: true, running: 4, wanted: 4, how: 'deployment cancelled' },
  });
  expect(practice.foundry.appAt('web.apps.sandbox.test')?.image).toBe(imageOf('1'));
});

test('what the platform wants at a step counts, whatever was read before', async () => {
  const { practice, run, rollout, deployment } = await canary({ canarySteps: [50] });
  if (deployment === undefined) throw new Error('no deployment');
  // Scaled down by somebody between the reading and the order.
  Object.assign(deployment, { originalInstances: 2 });
  expect(await run.watch(rollout, at(1))).toMatchObject({ wanted: [{ type: 'web', wanted: 1 }] });
  await run.platform.advance(rollout);
  expect(await run.watch(rollout, isLive)).toMatchObject({ wanted: [{ type: 'web', wanted: 2 }] });
  expect(practice.foundry.world.newestWeb(practice.foundry.world.app('web'))?.instances).toBe(2);
});

test('an app that does not run has nothing beside which a canary could stand, and the plan says so', async () => {
  running = await Practice.start();
  const run = await running.run({ strategy: 'canary', canarySteps: [50] });
  await run.platform.login();
  const plan = makePlan(run.context.request, { facts: factsOf('1'), findings: [] }, undefined, run.platform);
  expect(plan.remarks).toEqual([
    'strategy canary: the app does not run yet, so all of its instances start at once, without a pause.',
  ]);
  const rollout = await run.released('1');
  expect(rollout).toMatchObject({ manner: 'rolling', options: {} });
  expect(await run.watch(rollout, isLive)).not.toHaveProperty('step');
  expect(running.foundry.world.deployments[0]?.strategy).toBe('rolling');
});
