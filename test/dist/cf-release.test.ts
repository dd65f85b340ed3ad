import { expect } from 'vitest';
import type { Process } from '../../sandbox/cloudfoundry/model.ts';
import { type Reply, type RunningServer, serve } from '../../sandbox/server.ts';
import { ask } from '../support/cloudfoundry.ts';
import { phasesOf } from '../support/endings.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `strategy` on Cloud Foundry, through the bundle. */

const app = 'web';
const publish = (stage: Stage, tag: string, labels: Record<string, string> = {}) =>
  stage.sandbox.registry.publish({ repository: 'team/web', tag, labels });
const crashing = { 'sandbox.behaviour': 'crash', 'sandbox.crash-log': 'Error: no database' };

/** An app that is live with so many instances; the digest of its image and the guid of its deployment. */
async function live(stage: Stage, instances = 4): Promise<{ digest: string; release: string }> {
  const { reference: image, digest } = await publish(stage, '1.0');
  const step = await stage.deploy('cloudfoundry', { app, image, instances: String(instances) });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  return { digest, release: step.outputs['release'] ?? '' };
}

/** A server that answers the smoke test with what is next in the list, and with its last word from then on. */
function judge(...answers: readonly number[]): Promise<RunningServer> {
  let asked = 0;
  return serve((): Reply => ({ status: answers[Math.min(asked++, answers.length - 1)] ?? 500 }));
}

/** Web instances by the image that they run. */
const runs = ({ sandbox }: Stage) => {
  const { world } = sandbox.cloudFoundry;
  const images = world
    .processesOf(world.app(app), 'web')
    .flatMap(({ lrp }) => (lrp === undefined ? [] : lrp.instances.map(() => lrp.droplet.image.split('@')[1] ?? '')));
  return Object.fromEntries([...Map.groupBy(images, (image) => image)].map(([image, all]) => [image, all.length]));
};

test('canary: step by step, each judged by the smoke test, and then the rest', async (stage) => {
  const before = await live(stage);
  const { reference: image, digest } = await publish(stage, '2.0');
  const smoke = await judge(200);
  const inputs = { app, image, strategy: 'canary', 'canary-steps': '25 50' };
  const step = await stage.deploy('cloudfoundry', { ...inputs, 'smoke-test': `${smoke.url}/healthz` });
  await smoke.close();
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', 'previous-release': before.release });
  expect(phasesOf(step)).toEqual([
    'Image',
    'Login',
    'Plan',
    'Build',
    'Release',
    'Smoke',
    'Release',
    'Smoke',
    'Release',
    'Smoke',
  ]);
  expect(smoke.requests).toHaveLength(3);
  expect(step.log).toMatch(/^▸ Release +canary of 1, then 2, 4 × web$/m);
  expect(step.log).toMatch(/^ +\d\d:\d\d {2}step 1 of 2 {3}new ● {3}old ●●●●$/m);
  expect(step.log).toMatch(/^▸ Release +on to step 2 of 2$/m);
  expect(step.log).toMatch(/^ +\d\d:\d\d {2}step 2 of 2 {3}new ●● {3}old ●●●/m);
  expect(step.log).toMatch(/^▸ Release +on to all instances$/m);
  expect(step.log).toContain('web runs 4/4');
  expect(step.summary).toMatch(/\| ✔ Release \| step 1 of 2 stands \|/);
  expect(runs(stage)).toEqual({ [digest]: 4 });
});

test('canary: a step that fails the smoke test is cancelled, and the rest was never replaced', async (stage) => {
  const before = await live(stage);
  const { reference: image } = await publish(stage, '2.0');
  const smoke = await judge(200, 503);
  const step = await stage.deploy('cloudfoundry', {
    ...{ app, image, strategy: 'canary', 'canary-steps': '25,50,100' },
    ...{ 'smoke-test': smoke.url, 'smoke-test-timeout': '60s' },
  });
  await smoke.close();
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.outputs['reason']).toMatch(/^The smoke test failed: /);
  expect(step.annotations[0]?.message).toContain('4 of 4 instances (deployment cancelled)');
  const { deployments } = stage.sandbox.cloudFoundry.world;
  expect(deployments.at(-1)).toMatchObject({ state: 'CANCELED', canaryStep: 2 });
  expect(runs(stage)).toEqual({ [before.digest]: 4 });
});

test('canary: one that crashes costs one instance, and is explained', async (stage) => {
  const before = await live(stage);
  const { reference: image } = await publish(stage, '2.0', crashing);
  const step = await stage.deploy('cloudfoundry', { app, image, strategy: 'canary' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored', reason: 'Error: no database' });
  expect(runs(stage)).toEqual({ [before.digest]: 4 });
});

test('canary: a run that is killed while it judges is seen through by its post step', async (stage) => {
  const before = await live(stage);
  const { reference: image } = await publish(stage, '2.0');
  const smoke = await judge(503);
  const inputs = { app, image, strategy: 'canary', 'smoke-test': smoke.url };
  const running = stage.start('cloudfoundry', inputs, {
    onLine: (line) => {
      if (line.includes('503')) running.process.kill('SIGKILL');
    },
  });
  const main = await running.done;
  expect(stage.sandbox.cloudFoundry.world.deployments.at(-1)?.state).toBe('PAUSED');
  const post = await stage.post('cloudfoundry', inputs, main);
  await smoke.close();
  expect(post.log).toContain(`serves, 4 of 4 instances (deployment cancelled)`);
  expect(runs(stage)).toEqual({ [before.digest]: 4 });
});

test('canary: a first deploy has no step, and its plan says so', async (stage) => {
  const { reference: image } = await publish(stage, '1.0');
  const inputs = { app, image, strategy: 'canary', 'canary-steps': '50' };
  const plan = await stage.deploy('cloudfoundry', { ...inputs, mode: 'plan' });
  const remark = 'strategy canary: the app does not run yet, so all of its instances start at once, without a pause.';
  expect(plan.log).toContain(remark);
  expect(plan.summary).toContain(`- ${remark}`);
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(phasesOf(step)).toEqual(['Image', 'Login', 'Plan', 'Build', 'Release']);
});

test('canary: a server that is too old for it is told before anything is sent to it', async (stage) => {
  const { reference: image } = await publish(stage, '1.0');
  const old = (answer: Reply): Reply => ({
    ...answer,
    body: JSON.stringify(answer.body).replace(/"version":"3\.\d+\.\d+"/, '"version":"3.180.0"'),
  });
  const { api, uaa } = stage.sandbox.cloudFoundry;
  api.faults.push({ method: 'GET', path: /^\/$/, when: 'after', action: old });
  const inputs = { app, image, strategy: 'canary', 'canary-steps': '50' };
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs['verdict'], step.log).toBe('failed');
  expect(step.log).toMatch(
    /canary-steps +are not known to this Cloud Foundry, whose API is 3\.180\.0: it came with 3\.189\.0/,
  );
  expect(uaa.requests).toEqual([]);
  expect(writesTo([api])).toEqual([]);
});

const deployments = { method: 'POST', path: /^\/v3\/deployments$/, nth: 1 } as const;

test('recreate: the gap is told beforehand, and nothing of the old version runs beside the new one', async (stage) => {
  const before = await live(stage, 2);
  const { reference: image, digest } = await publish(stage, '2.0');
  const inputs = { app, image, strategy: 'recreate' };
  const remark =
    'strategy recreate: 2 instances of web are stopped before the new version starts. The app does not answer in between.';
  const plan = await stage.deploy('cloudfoundry', { ...inputs, mode: 'plan' });
  expect(plan.log).toContain(remark);

  const between: unknown[] = [];
  const { api } = stage.sandbox.cloudFoundry;
  api.faults.push({
    ...{ ...deployments, when: 'before', action: 'cut' },
    struck: () => between.push(runs(stage)),
  });
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', 'previous-release': before.release });
  expect(step.log).toContain(remark);
  expect(step.log).toMatch(/^▸ Release +recreate: stop, then start, 2 × web$/m);
  expect(between).toEqual([{}]);
  expect(runs(stage)).toEqual({ [digest]: 2 });
  expect((await stage.ask('cloudfoundry', app)).body).toContain(digest);
});

test('recreate: what does not start is replaced by what ran before', async (stage) => {
  const before = await live(stage, 2);
  const { reference: image } = await publish(stage, '2.0', crashing);
  const step = await stage.deploy('cloudfoundry', { app, image, strategy: 'recreate', memory: '128M' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored', reason: 'Error: no database' });
  expect(runs(stage)).toEqual({ [before.digest]: 2 });
  const { world } = stage.sandbox.cloudFoundry;
  expect(world.newestWeb(world.app(app))?.memoryMb).toBe(1_024);
});

test('recreate: a run that is killed in the gap has the app started again', async (stage) => {
  const before = await live(stage, 2);
  const { reference: image } = await publish(stage, '2.0');
  const inputs = { app, image, strategy: 'recreate' };
  const running = stage.start('cloudfoundry', inputs);
  stage.sandbox.cloudFoundry.api.faults.push({
    ...{ ...deployments, when: 'before', action: 'hang' },
    struck: () => running.process.kill('SIGKILL'),
  });
  const main = await running.done;
  expect(runs(stage)).toEqual({});
  const post = await stage.post('cloudfoundry', inputs, main);
  expect(post.log).toContain('serves, 2 of 2 instances (the app was started again)');
  expect(runs(stage)).toEqual({ [before.digest]: 2 });
});

test('recreate: a run that is cancelled in the gap orders the start before it leaves', async (stage) => {
  const before = await live(stage, 2);
  const { reference: image } = await publish(stage, '2.0');
  const inputs = { app, image, strategy: 'recreate' };
  const running = stage.start('cloudfoundry', inputs);
  stage.sandbox.cloudFoundry.api.faults.push({
    ...{ ...deployments, when: 'before', action: 'hang' },
    struck: () => running.cancel(),
  });
  const main = await running.done;
  expect(main.outputs['verdict'], main.log).toBe('cancelled');
  expect(stage.sandbox.cloudFoundry.world.app(app).state).toBe('STARTED');
  const post = await stage.post('cloudfoundry', inputs, main);
  expect(post.log).toContain('serves, 2 of 2 instances');
  expect(runs(stage)).toEqual({ [before.digest]: 2 });
});

test('a worker that cannot run the new version is a failure of it, in its own words', async (stage) => {
  const before = await live(stage, 1);
  const { world } = stage.sandbox.cloudFoundry;
  const web = world.newestWeb(world.app(app));
  if (web === undefined) throw new Error('the app has no web process');
  const check = { ...web.healthCheck, type: 'process' } as const;
  const worker: Process = { ...web, ...world.resource(), type: 'worker', instances: 1, healthCheck: check };
  Object.assign(worker, { lrp: undefined, command: './work' });
  world.processes.push(worker);
  await ask(stage, 'POST', `/v3/apps/${web.app.guid}/actions/restart`);
  worker.command = 'exit 3';

  const { reference: image } = await publish(stage, '2.0');
  const step = await stage.deploy('cloudfoundry', { app, image });
  expect(step.log).toContain('1 instance of worker is stopped and started again at the end of the roll-out');
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.annotations[0]?.message).toMatch(/APP\/PROC\/WORKER: Exited with status 3/);
  expect(step.log).toMatch(/instance 0 of worker: APP\/PROC\/WORKER: Exited with status 3/);
  expect(runs(stage)).toEqual({ [before.digest]: 1 });
});
