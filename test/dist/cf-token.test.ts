import { expect } from 'vitest';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import type { Stage } from '../support/stage.ts';

/** Tokens of UAA that end in the middle of a deploy to Cloud Foundry, through the bundle. */

const app = 'web';
const user = { 'client-id': '', 'client-secret': '', username: 'deployer', password: 'deployer-password' };
const publish = (stage: Stage, tag: string, labels: Record<string, string> = {}) =>
  stage.sandbox.registry.publish({ repository: 'team/web', tag, labels });
const deploy = (stage: Stage, image: string, more: Record<string, string> = {}) =>
  stage.deploy('cloudfoundry', { app, image, ...more });
const annotation = (step: StepResult) => step.annotations[0]?.message.split('\n') ?? [];
const slow = (bootMs: number) => ({ 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': `${bootMs}` });

async function live(stage: Stage, more: Record<string, string> = {}): Promise<void> {
  const { reference } = await publish(stage, '1.0');
  const step = await deploy(stage, reference, more);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
}

/** What UAA was asked for since, in order. */
function grants(stage: Stage, since: number): readonly string[] {
  return stage.sandbox.cloudFoundry.uaa.requests
    .filter(({ startedAt, target }) => startedAt > since && target.startsWith('/oauth/token'))
    .map(({ body }) => new URLSearchParams(body).get('grant_type') ?? '');
}

test('a token of 30 seconds lasts through a deploy of minutes', async (stage) => {
  stage.sandbox.cloudFoundry.world.accessTokenLifetime = 30;
  await live(stage, { instances: '3' });
  const { reference } = await publish(stage, '2.0', { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '50000' });
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(step.annotations).toEqual([]);
});

test('a login that is taken away in the middle: what is known is said, and it is not green', async (stage) => {
  await live(stage);
  const { world } = stage.sandbox.cloudFoundry;
  world.accessTokenLifetime = 30;
  const { reference } = await publish(stage, '2.0', { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '120000' });
  const refused = { status: 401, body: { error: 'unauthorized', error_description: 'Bad credentials' } };
  stage.sandbox.cloudFoundry.uaa.faults.push({
    ...{ method: 'POST', path: /\/oauth\/token$/, when: 'after' },
    action: (answer) => (world.deployments.length < 2 ? answer : refused),
  });
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'unknown' });
  expect(step.exitCode).toBe(1);
  expect(annotation(step).join('\n')).toContain('Bad credentials');
});

test('a user’s token is renewed by the refresh token that came with it, whether that changes or not', async (stage) => {
  const { world } = stage.sandbox.cloudFoundry;
  world.accessTokenLifetime = 30;
  world.rotateRefreshTokens = true;
  await live(stage, user);
  const since = Date.now();
  const step = await deploy(stage, (await publish(stage, '2.0', slow(50_000))).reference, user);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  const [first, ...rest] = grants(stage, since);
  expect(first).toBe('password');
  expect(rest.length).toBeGreaterThanOrEqual(2);
  expect(new Set(rest)).toEqual(new Set(['refresh_token']));
});

test('a refresh token that is revoked in the middle: the password is used again', async (stage) => {
  const { world, api } = stage.sandbox.cloudFoundry;
  world.accessTokenLifetime = 30;
  await live(stage, user);
  const since = Date.now();
  api.faults.push({
    ...{ method: 'POST', path: /\/v3\/deployments$/, nth: 1, when: 'after', action: (answer) => answer },
    struck: () => world.refreshTokens.clear(),
  });
  const step = await deploy(stage, (await publish(stage, '2.0', slow(50_000))).reference, user);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(grants(stage, since).filter((grant) => grant === 'password')).toHaveLength(2);
  expect(step.annotations).toEqual([]);
});

test('a token that the API takes no longer, before its time: another one, and nothing is sent twice', async (stage) => {
  const { world, api } = stage.sandbox.cloudFoundry;
  await live(stage);
  const rotate = () => {
    world.tokensValidFrom = world.clock.now();
  };
  for (const path of [/\/v3\/packages$/, /\/v3\/builds$/]) {
    api.faults.push({ ...{ method: 'POST', path, nth: 1, when: 'after' }, action: (answer) => answer, struck: rotate });
  }
  const before = [world.packages.length, world.builds.length, world.deployments.length];
  const step = await deploy(stage, (await publish(stage, '2.0')).reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect([world.packages.length, world.builds.length, world.deployments.length]).toEqual(
    before.map((count) => count + 1),
  );
});
