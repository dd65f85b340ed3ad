import { expect } from 'vitest';
import type { StagingProblem } from '../../sandbox/cloudfoundry/weather.ts';
import { answers, behave, busy, until } from '../../sandbox/registry/behaviours.ts';
import { whenStaged } from '../support/cloudfoundry.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** Builds on Cloud Foundry that fail for a while, or for good. */

const app = 'web';
const annotation = (step: StepResult) => step.annotations[0]?.message.split('\n') ?? [];
const worldOf = (stage: Stage) => stage.sandbox.cloudFoundry.world;
/** Without those that say again that it still goes on. */
const lines = (step: StepResult, words: RegExp) =>
  step.log.split('\n').filter((line) => words.test(line) && !line.includes('still in'));

async function image(stage: Stage, tag: string): Promise<{ reference: string; digest: string }> {
  return stage.sandbox.registry.publish({ repository: 'team/web', tag });
}

/** Version 1.0 is live, and its digest is given; 2.0 is there to be deployed. */
async function live(stage: Stage): Promise<{ old: string; next: string }> {
  const { reference, digest } = await image(stage, '1.0');
  const step = await stage.deploy('cloudfoundry', { app, image: reference });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  return { old: digest, next: (await image(stage, '2.0')).reference };
}

const words = 'You have reached your pull rate limit.';
const limited = answers({ status: 429, body: { errors: [{ code: 'TOOMANYREQUESTS', message: words }] } });

/** From the build on, and for so long; milliseconds. */
function limitPulls(stage: Stage, forMs = Number.POSITIVE_INFINITY): void {
  const { clock } = worldOf(stage);
  whenStaged(stage, () => {
    const twist = until(clock, clock.now() + forMs, limited);
    stage.sandbox.registry.server.faults.push(...behave({ of: 'manifests' }, twist));
  });
}

test('the registry limits pulls for a while: the same package is built again, and goes live', async (stage) => {
  const { next } = await live(stage);
  limitPulls(stage, 10_000);
  const step = await stage.deploy('cloudfoundry', { app, image: next });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(lines(step, /trying again/)).toEqual([
    expect.stringMatching(
      /Staging failed, trying again in 20 s \(try 2 of 3\): reading manifest .+: toomanyrequests: You have reached your pull rate limit\.$/,
    ),
  ]);
  // What is told in one line is not told in twelve.
  expect(lines(step, /\bSTG /)).toEqual([]);
  expect(step.annotations).toEqual([]);
  const { packages, builds } = worldOf(stage);
  expect([packages.length, builds.map(({ state }) => state)]).toEqual([2, ['STAGED', 'FAILED', 'STAGED']]);
  expect(builds[2]?.package).toBe(builds[1]?.package);
});

test('it limits them for good: three tries, then how often, why and what to do', async (stage) => {
  const { old, next } = await live(stage);
  limitPulls(stage);
  const step = await stage.deploy('cloudfoundry', { app, image: next });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(annotation(step)[0]).toMatch(
    /^Staging failed 3 times: .*toomanyrequests: You have reached your pull rate limit\. \(StagingError - .+\)$/,
  );
  expect(annotation(step)[1]).toBe(`Nothing was released: the previous release (${old.slice(0, 19)}) goes on.`);
  expect(annotation(step)[2]).toMatch(/limits anonymous pulls.+Give registry-username and registry-password/);
  expect(lines(step, /trying again/).map((line) => /in (?:20 s|1m) \(try . of 3\)/.exec(line)?.[0])).toEqual([
    'in 20 s (try 2 of 3)',
    'in 1m (try 3 of 3)',
  ]);
  // Who looks on learns what is waited for.
  expect(step.log).toMatch(/still in Build: Staging failed, trying again in 1m \(try 3 of 3\): .+toomanyrequests/);
  expect(worldOf(stage).builds.map(({ state }) => state)).toEqual(['STAGED', 'FAILED', 'FAILED', 'FAILED']);
  expect((await stage.ask('cloudfoundry', app)).body).toContain(old);
});

test('with a login the limit is that login’s', async (stage) => {
  const { reference } = await image(stage, '1.0');
  limitPulls(stage);
  const login = { 'registry-username': 'robot', 'registry-password': 'robot-password' };
  const step = await stage.deploy('cloudfoundry', { app, image: reference, ...login });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(annotation(step).at(-1)).toMatch(/^The registry limits what this login may pull/);
});

test('the registry stumbles once', async (stage) => {
  const { next } = await live(stage);
  const { clock } = worldOf(stage);
  whenStaged(stage, () => {
    const twist = until(clock, clock.now() + 10_000, busy(503));
    stage.sandbox.registry.server.faults.push(...behave({ of: 'manifests' }, twist));
  });
  const step = await stage.deploy('cloudfoundry', { app, image: next });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(lines(step, /trying again.+HTTP status: 503/)).toHaveLength(1);
});

for (const [problem, told] of [
  ['insufficient resources', /: InsufficientResources - Insufficient resources$/],
  ['unable to communicate to compatible cells', /: StagingError - .+: unable to communicate to compatible cells$/],
  ['failed to create container', /: Cell \S+ failed to create container for instance .+: external networker up/],
  ['stager error', /: Could not start the build: Stager error: .+500 CF-StagerError, request \S+\)$/],
] as const satisfies readonly (readonly [StagingProblem, RegExp])[]) {
  test(`${problem}, for a while: told once, and then live`, async (stage) => {
    const { next } = await live(stage);
    const world = worldOf(stage);
    world.stagingProblem = problem;
    whenStaged(stage, () => world.clock.after(10_000, () => Object.assign(world, { stagingProblem: undefined })));
    const step = await stage.deploy('cloudfoundry', { app, image: next });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    expect(lines(step, /trying again/)).toEqual([expect.stringMatching(told)]);
    expect(world.builds.map(({ state }) => state)).toEqual(['STAGED', 'FAILED', 'STAGED']);
  });
}

for (const [problem, cause, advice] of [
  [
    'insufficient resources',
    /^Staging failed 3 times: InsufficientResources - Insufficient resources$/,
    /^No cell of the platform has room/,
  ],
  [
    'stager error',
    /^Could not start the build in 3 tries: Stager error: .+ \(POST .+: 500 CF-StagerError, request \S+\)$/,
    /give the request id to the operator/,
  ],
  [
    'failed to create container',
    /^Staging failed 3 times: Cell \S+ failed to create container/,
    /^This looks like trouble of the platform/,
  ],
] as const) {
  test(`${problem}, for good: how often, why and what to do`, async (stage) => {
    const { reference } = await image(stage, '1.0');
    worldOf(stage).stagingProblem = problem;
    const step = await stage.deploy('cloudfoundry', { app, image: reference });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(annotation(step)[0]).toMatch(cause);
    expect(annotation(step).at(-1)).toMatch(advice);
    expect(worldOf(stage).builds).toHaveLength(3);
  });
}

test('cancelled while it waits for the next try: at once, and nothing is left to do', async (stage) => {
  const { old, next } = await live(stage);
  limitPulls(stage);
  const inputs = { app, image: next };
  const { clock } = worldOf(stage);
  let cancelledAt = Number.POSITIVE_INFINITY;
  const running = stage.start('cloudfoundry', inputs, {
    onLine: (line) => {
      // The second pause: there is half a minute to come.
      if (!/still in Build: .+try 3 of 3/.test(line)) return;
      cancelledAt = clock.now();
      running.cancel();
    },
  });
  const main = await running.done;
  expect(clock.now() - cancelledAt).toBeLessThan(20_000);
  expect(main.outputs, main.log).toMatchObject({ verdict: 'cancelled' });
  const before = writesTo(stage.servers('cloudfoundry')).length;
  const post = await stage.post('cloudfoundry', inputs, main);
  expect([post.exitCode, post.annotations], post.log).toEqual([0, []]);
  expect(writesTo(stage.servers('cloudfoundry'))).toHaveLength(before);
  expect(worldOf(stage).builds.map(({ state }) => state)).toEqual(['STAGED', 'FAILED', 'FAILED']);
  expect((await stage.ask('cloudfoundry', app)).body).toContain(old);
});

test('killed while it waits, and run again: what the first run left is in nobody’s way', async (stage) => {
  const { next } = await live(stage);
  limitPulls(stage);
  const inputs = { app, image: next };
  const running = stage.start('cloudfoundry', inputs, {
    onLine: (line) => {
      if (/still in Build: .+trying again/.test(line)) running.process.kill('SIGKILL');
    },
  });
  const main = await running.done;
  expect(main.exitCode).toBeNull();
  const post = await stage.post('cloudfoundry', inputs, main);
  expect([post.exitCode, post.annotations], post.log).toEqual([0, []]);
  stage.sandbox.registry.server.faults.length = 0;
  const again = await stage.deploy('cloudfoundry', inputs);
  expect(again.outputs, again.log).toMatchObject({ verdict: 'live' });
});
