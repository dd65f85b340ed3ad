import { expect } from 'vitest';
import { phasesOf } from '../support/endings.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `if-busy` on Cloud Foundry, through the bundle: somebody else is at the same app. */

const app = 'web';
const publish = (stage: Stage, tag: string, bootMs = 1_000) =>
  stage.sandbox.registry.publish({ repository: 'team/web', tag, labels: { 'sandbox.boot-ms': String(bootMs) } });

/** An app that is live, and the guid of its deployment. */
async function live(stage: Stage): Promise<string> {
  const { reference: image } = await publish(stage, '1.0');
  const step = await stage.deploy('cloudfoundry', { app, image });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  return step.outputs['release'] ?? '';
}

/** A colleague deploys an image that is healthy after `bootMs`. */
async function colleague(stage: Stage, bootMs: number) {
  const { registry, cloudFoundry } = stage.sandbox;
  const { reference, digest } = await publish(stage, 'colleague', bootMs);
  const deployment = await cloudFoundry.deployByColleague(app, `${reference.replace(/:[^:/]*$/, '')}@${digest}`);
  return { deployment, digest, registry };
}

test('wait: their deployment comes to its end first, and is what served before', async (stage) => {
  await live(stage);
  const { reference: image, digest } = await publish(stage, '2.0');
  const { deployment } = await colleague(stage, 50_000);
  const step = await stage.deploy('cloudfoundry', { app, image });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', 'previous-release': deployment.guid });
  expect(step.log).toMatch(/^▸ Wait +deployment [0-9a-f]{8} by colleague, begun \d\d:\d\d UTC$/m);
  expect(step.log.match(/by colleague/g)).toHaveLength(1);
  expect(deployment).toMatchObject({ state: 'DEPLOYED', superseded: false });
  expect((await stage.ask('cloudfoundry', app)).body).toContain(digest);
});

test('wait: to read an app takes many requests, and a minute sees 40 of them', async (stage) => {
  await live(stage);
  const { reference: image } = await publish(stage, '2.0');
  await colleague(stage, 50_000);
  const spans: number[] = [];
  const waits = stage.start(
    'cloudfoundry',
    { app, image },
    {
      onLine: (line) => {
        if (/^▸ (Wait|Plan)/.test(line)) spans.push(Date.now());
      },
    },
  );
  await waits.done;
  const [from = 0, to = 0] = spans;
  const asked = stage.sandbox.cloudFoundry.api.requests
    .map(({ startedAt }) => startedAt)
    .filter((at) => at > from && at < to);
  const minute = 60_000 / stage.time.speed;
  const within = (begin: number) => asked.filter((at) => at >= begin && at < begin + minute).length;
  expect(asked.length).toBeGreaterThan(10);
  // The last look may overlap with what comes after it.
  expect(Math.max(...asked.map(within))).toBeLessThanOrEqual(48);
});

test('fail: nothing is written', async (stage) => {
  const before = await live(stage);
  const { reference: image } = await publish(stage, '2.0');
  const { deployment } = await colleague(stage, 60_000);
  const since = Date.now();
  const step = await stage.deploy('cloudfoundry', { app, image, 'if-busy': 'fail' });
  expect(step, step.log).toMatchObject({ exitCode: 1, outputs: { verdict: 'failed', release: '' }, state: {} });
  expect(step.outputs['reason']).toMatch(/^Another deploy of web is under way: deployment [0-9a-f]{8} by colleague, /);
  expect(step.annotations).toHaveLength(1);
  expect(step.annotations[0]?.message).toContain('concurrency group');
  expect(writesTo(stage.servers('cloudfoundry'), since)).toEqual([]);
  expect(deployment).toMatchObject({ state: 'DEPLOYING', superseded: false });

  const plan = await stage.deploy('cloudfoundry', { app, image, mode: 'plan' });
  expect(plan.outputs, plan.log).toMatchObject({ verdict: 'planned', 'previous-release': before });
});

test('fail: somebody else’s build is told by name', async (stage) => {
  await live(stage);
  const { reference: image } = await publish(stage, '2.0');
  const { world } = stage.sandbox.cloudFoundry;
  const [build] = world.builds;
  if (build === undefined) throw new Error('nothing was built');
  const { state: _state, ...rest } = build;
  world.builds.push({ ...rest, ...world.resource(), createdBy: world.account('colleague'), state: 'STAGING' });
  const step = await stage.deploy('cloudfoundry', { app, image, 'if-busy': 'fail' });
  expect(step.outputs, step.log).toMatchObject({
    ...{ verdict: 'failed', reason: 'Another build of this app by colleague is under way' },
  });
});

test('wait: one that gets nowhere is not waited for', async (stage) => {
  await live(stage);
  const { reference: image } = await publish(stage, '2.0');
  const { deployment } = await colleague(stage, 3_600_000);
  Object.assign(deployment, { lastHealthyAt: 0, lastStatusChange: 0, createdAt: 0 });
  const step = await stage.deploy('cloudfoundry', { app, image });
  expect(step.outputs['verdict'], step.log).toBe('failed');
  expect(step.outputs['reason']).toMatch(
    /^Another deploy of web does not come to its end: .* by colleague, begun 1970-01-01 00:00 UTC, none of its instances has become healthy since 1970-01-01 00:00 UTC/,
  );
  expect(step.annotations[0]?.message).toContain('if-busy: replace');
});

test('replace: theirs is superseded, and what served before it is what is told', async (stage) => {
  const before = await live(stage);
  const { reference: image, digest } = await publish(stage, '2.0');
  const { deployment } = await colleague(stage, 3_600_000);
  const step = await stage.deploy('cloudfoundry', { app, image, 'if-busy': 'replace' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', 'previous-release': before });
  expect(deployment.superseded).toBe(true);
  expect((await stage.ask('cloudfoundry', app)).body).toContain(digest);
});

test('who begins while we build is let go first, and all is planned anew', async (stage) => {
  await live(stage);
  const { reference: image, digest } = await publish(stage, '2.0');
  let theirs: ReturnType<typeof colleague> | undefined;
  stage.sandbox.cloudFoundry.api.faults.push({
    ...{ method: 'POST', path: /^\/v3\/builds$/, nth: 1, when: 'after', action: (answer) => answer },
    struck: () => {
      theirs = colleague(stage, 10_000);
    },
  });
  const step = await stage.deploy('cloudfoundry', { app, image });
  const deployment = (await theirs)?.deployment;
  expect(deployment).toMatchObject({ state: 'DEPLOYED', superseded: false });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', 'previous-release': deployment?.guid });
  expect(phasesOf(step)).toEqual(['Image', 'Login', 'Plan', 'Build', 'Release', 'Wait', 'Plan', 'Build', 'Release']);
  expect(step.log).toMatch(/✖ Somebody else’s deployment [0-9a-f]{8} has begun meanwhile/);
  expect((await stage.ask('cloudfoundry', app)).body).toContain(digest);
  expect(step.annotations).toEqual([]);
});

test('who begins while we build ends a run that was told to fail, and is left alone', async (stage) => {
  await live(stage);
  const { reference: image } = await publish(stage, '2.0');
  let theirs: ReturnType<typeof colleague> | undefined;
  stage.sandbox.cloudFoundry.api.faults.push({
    ...{ method: 'POST', path: /^\/v3\/builds$/, nth: 1, when: 'after', action: (answer) => answer },
    struck: () => {
      theirs = colleague(stage, 60_000);
    },
  });
  const inputs = { app, image, 'if-busy': 'fail' };
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', release: '', changed: 'false' });
  expect(step.outputs['reason']).toMatch(/^Another deploy of web is under way: .* by colleague/);
  expect((await theirs)?.deployment).toMatchObject({ state: 'DEPLOYING', superseded: false });
  // Nothing for the post step to put back.
  expect(await stage.post('cloudfoundry', inputs, step)).toMatchObject({ exitCode: 0, raw: '' });
});
