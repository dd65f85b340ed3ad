import { expect } from 'vitest';
import type { Reply } from '../../sandbox/server.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import type { Stage } from '../support/stage.ts';

/**
 * What a deploy to Cloud Foundry meets in practice, each through the bundle: the acceptance list of the emulator that the
 * sandbox is. What the contract suite plays on every platform (first deploys, crashes, wrong logins, kills) is there.
 */

const app = 'web';
const publish = (stage: Stage, tag: string, labels: Record<string, string> = {}, more: object = {}) =>
  stage.sandbox.registry.publish({ repository: 'team/web', tag, labels, ...more });
const deploy = (stage: Stage, image: string, more: Record<string, string> = {}) =>
  stage.deploy('cloudfoundry', { app, image, ...more });
const apiOf = (stage: Stage) => stage.sandbox.cloudFoundry.api;
const annotation = (step: StepResult) => step.annotations[0]?.message.split('\n') ?? [];

/** An app that is live with version 1.0; returns its digest. */
async function live(stage: Stage, more: Record<string, string> = {}): Promise<string> {
  const { reference, digest } = await publish(stage, '1.0');
  const step = await deploy(stage, reference, more);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  return digest;
}

/** Version 1.0 serves, and nobody else does. */
async function expectOldServes(stage: Stage, digest: string): Promise<void> {
  for (let asked = 0; asked < 3; asked++) expect((await stage.ask('cloudfoundry', app)).body).toContain(digest);
}

for (const instances of [1, 5]) {
  test(`re-deploy, rolling, ${instances} instances`, async (stage) => {
    await live(stage, { instances: `${instances}` });
    const { reference, digest } = await publish(stage, '2.0');
    const step = await deploy(stage, reference);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    expect(step.log).toContain(`runs ${instances}/${instances} of`);
    expect((await stage.ask('cloudfoundry', app)).body).toContain(digest);
  });
}

test('never healthy: called by the health check’s own words', async (stage) => {
  const old = await live(stage);
  const { reference } = await publish(stage, '2.0', { 'sandbox.behaviour': 'never-healthy' });
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(annotation(step).join('\n')).toMatch(/never healthy|startup check|health check/i);
  await expectOldServes(stage, old);
});

test('out of memory: said, with what to raise', async (stage) => {
  const old = await live(stage);
  const { reference } = await publish(stage, '2.0', { 'sandbox.behaviour': 'oom' });
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(annotation(step).join('\n')).toMatch(/memory/i);
  await expectOldServes(stage, old);
});

test('comes up at the third start: that is live', async (stage) => {
  await live(stage);
  const { reference } = await publish(stage, '2.0', { 'sandbox.behaviour': 'crash-then-ok', 'sandbox.crashes': '2' });
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
});

test('diego_docker off: who has to switch it on, and nothing is written', async (stage) => {
  const { reference } = await publish(stage, '1.0');
  stage.sandbox.cloudFoundry.world.featureFlags.set('diego_docker', false);
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(annotation(step)[0]).toContain('Feature Disabled: diego_docker');
  expect(annotation(step).join('\n')).toContain('cf enable-feature-flag diego_docker');
});

test('a full quota at the deployment: how much is needed, how much is free, three ways out', async (stage) => {
  const old = await live(stage, { memory: '256M' });
  stage.sandbox.cloudFoundry.world.org('acme').memoryLimitMb = 300;
  const { reference } = await publish(stage, '2.0');
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(annotation(step)[0]).toContain('memory quota_exceeded for organization acme');
  expect(annotation(step).join('\n')).toContain(
    '256 MB more are needed, 44 are free: 256 of 300 MB of organization acme are in use',
  );
  expect(annotation(step).join('\n')).toContain('deploy with memory: 44M or less, or ask for a larger quota');
  await expectOldServes(stage, old);
});

// The cancel brings the old instances back before it takes the new ones away, so that it is stopped by the same quota.
test('a quota that fills in the middle of a roll stops its cancel, too: told as it is, with the sum', async (stage) => {
  await live(stage, { memory: '256M', instances: '2' });
  const { world } = stage.sandbox.cloudFoundry;
  world.org('acme').memoryLimitMb = 768;
  const { reference } = await publish(stage, '2.0', { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '8000' });
  // Once the first new instance is asked for, there is no room for the second any more.
  const tighten = {
    struck: () => {
      world.org('acme').memoryLimitMb = 700;
    },
    action: (answer: Reply) => answer,
  };
  apiOf(stage).faults.push({ method: 'POST', path: /\/v3\/deployments$/, nth: 1, when: 'after', ...tighten });
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(annotation(step)[0]).toBe('memory quota_exceeded');
  expect(annotation(step).join('\n')).toContain('256 MB more are needed, 188 are free: 512 of 700 MB');
  expect(annotation(step).join('\n')).toContain('only 1 of 2 instances were seen running');
});

test('a build of somebody else is waited for', async (stage) => {
  await live(stage);
  const { reference } = await publish(stage, '2.0');
  const { reference: other } = await publish(stage, '3.0');
  const theirs = stage.sandbox.cloudFoundry.deployByColleague(app, other);
  const step = await deploy(stage, reference);
  await theirs;
  expect(step.outputs, step.log).toMatchObject({ verdict: expect.stringMatching(/live|superseded/) });
});

test('log-cache down changes nothing in the verdict, neither of a good deploy nor of a bad one', async (stage) => {
  const old = await live(stage);
  const down = { status: 503, body: 'upstream unavailable' };
  stage.sandbox.cloudFoundry.logCache.faults.push({ method: 'GET', path: /./, when: 'before', action: down });
  const good = await deploy(stage, (await publish(stage, '2.0')).reference);
  expect(good.outputs, good.log).toMatchObject({ verdict: 'live' });
  const bad = await deploy(stage, (await publish(stage, '3.0', { 'sandbox.behaviour': 'crash' })).reference);
  expect(bad.outputs, bad.log).toMatchObject({ verdict: 'restored' });
  expect(annotation(bad).join('\n')).toContain('Exited with status 1');
  expect((await stage.ask('cloudfoundry', app)).body).not.toContain(old);
});

test('plain text of the router: 502 at a read is asked again, and after a write nothing is made twice', async (stage) => {
  await live(stage);
  const api = apiOf(stage);
  const bad = {
    status: 502,
    headers: { 'x-cf-routererror': 'endpoint_failure' },
    body: '502 Bad Gateway: Registered endpoint failed to handle the request.\n',
  };
  api.faults.push({ method: 'GET', path: /\/v3\/apps$/, nth: 1, when: 'before', action: bad });
  for (const path of [/\/v3\/packages$/, /\/v3\/builds$/, /\/v3\/deployments$/]) {
    api.faults.push({ method: 'POST', path, nth: 1, when: 'after', action: bad });
  }
  const { world } = stage.sandbox.cloudFoundry;
  const before = [world.packages.length, world.builds.length, world.deployments.length];
  const step = await deploy(stage, (await publish(stage, '2.0')).reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect([world.packages.length, world.builds.length, world.deployments.length]).toEqual(
    before.map((count) => count + 1),
  );
});
