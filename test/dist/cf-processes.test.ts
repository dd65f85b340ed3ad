import { expect } from 'vitest';
import type { Process } from '../../sandbox/cloudfoundry/model.ts';
import { ask, interrupted } from '../support/cloudfoundry.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** Process types beside web, and the checks with their times, on Cloud Foundry, through the bundle. */

const app = 'web';
const publish = async (stage: Stage, tag: string, labels: Record<string, string> = {}) =>
  (await stage.sandbox.registry.publish({ repository: 'team/web', tag, labels })).reference;
const crash = { 'sandbox.behaviour': 'crash' };
const slow = { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '60000' };
const changesOf = (step: StepResult) =>
  (JSON.parse(step.outputs['changes'] ?? '[]') as { what: string; from?: string; to: string }[]).filter(
    ({ what }) => what !== 'image' && what !== 'app',
  );

/** A live app with a process type that somebody has added by a manifest, with one instance. */
async function withWorker(stage: Stage): Promise<Process> {
  const step = await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0') });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  const { world } = stage.sandbox.cloudFoundry;
  const web = world.newestWeb(world.app(app));
  if (web === undefined) throw new Error('the app has no web process');
  const check = { ...web.healthCheck, type: 'process' } as const;
  const worker: Process = { ...web, ...world.resource(), type: 'worker', instances: 0, healthCheck: check };
  Object.assign(worker, { lrp: undefined, command: './work' });
  world.processes.push(worker);
  await scaleByHand(stage, 1);
  await ask(stage, 'POST', `/v3/apps/${worker.app.guid}/actions/restart`);
  return worker;
}

const scaleByHand = (stage: Stage, instances: number) => {
  const { guid } = stage.sandbox.cloudFoundry.world.app(app);
  return ask(stage, 'POST', `/v3/apps/${guid}/processes/worker/actions/scale`, { instances });
};

test('other process types are scaled before the deployment, and watched with the new image', async (stage) => {
  const worker = await withWorker(stage);
  const since = Date.now();
  const image = await publish(stage, '2.0');
  const step = await stage.deploy('cloudfoundry', { app, image, instances: 'web=2, worker=3' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(changesOf(step)).toEqual([
    { what: 'instances web', from: '1', to: '2' },
    { what: 'instances worker', from: '1', to: '3' },
  ]);
  expect(step.log).toContain('web runs 5/5');
  expect(worker.lrp?.instances.map(({ state }) => state)).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);
  expect(worker.lrp?.droplet).toBe(worker.app.droplet);
  const writes = writesTo([stage.sandbox.cloudFoundry.api], since).map((write) => write.replace(/[0-9a-f-]{36}/, '*'));
  expect(writes).toEqual([
    ...['POST /v3/packages', 'POST /v3/builds', 'POST /v3/apps/*/processes/worker/actions/scale'],
    'POST /v3/deployments',
  ]);

  const none = await stage.deploy('cloudfoundry', { app, image, instances: 'worker=0' });
  expect(none.outputs, none.log).toMatchObject({ verdict: 'live' });
  expect(worker.instances).toBe(0);
  const again = await stage.deploy('cloudfoundry', { app, image, instances: 'web=2 worker=0' });
  expect(again.outputs, again.log).toMatchObject({ verdict: 'unchanged' });
});

test('a release that fails gets as many workers back as there were', async (stage) => {
  const worker = await withWorker(stage);
  const image = await publish(stage, '2.0', crash);
  const step = await stage.deploy('cloudfoundry', { app, image, instances: 'worker=4' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.annotations[0]?.message).toContain('deployment cancelled, instances of worker put back');
  expect(worker.instances).toBe(1);
});

test('a killed run leaves the number of workers to its post step', async (stage) => {
  const worker = await withWorker(stage);
  const inputs = { app, image: await publish(stage, '2.0', slow), instances: 'worker=4' };
  const main = await interrupted(stage, inputs, 'SIGKILL');
  expect(worker.instances).toBe(4);
  const post = await stage.post('cloudfoundry', inputs, main);
  expect(post.log).toContain('instances of worker put back');
  expect(post.annotations, post.log).toEqual([]);
  expect(worker.instances).toBe(1);
  expect((await stage.post('cloudfoundry', inputs, main)).log).not.toContain('instances of worker');
});

test('a process type that is not there is named, with those that are, and nothing is written', async (stage) => {
  const image = await publish(stage, '1.0');
  const fresh = await stage.deploy('cloudfoundry', { app, image, instances: 'web=1 worker=1', mode: 'plan' });
  expect(fresh.annotations[0]?.message).toContain('The app has no process type worker, only web');
  await withWorker(stage);
  const since = Date.now();
  const step = await stage.deploy('cloudfoundry', { app, image, instances: 'wroker=1' });
  expect(step.annotations[0]?.message).toMatch(/no process type wroker, only web, worker[\s\S]*manifest/);
  expect(writesTo([stage.sandbox.cloudFoundry.api], since)).toEqual([]);
});

test('no instances of web are refused with the reason', async (stage) => {
  const step = await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0'), instances: '0' });
  expect(step.log).toContain('nothing of the new image would run, so nothing could prove it');
  expect(stage.servers('cloudfoundry').flatMap(({ requests }) => requests)).toEqual([]);
});

/** The web process's checks as they are set. */
function checks({ sandbox }: Stage) {
  const web = sandbox.cloudFoundry.world.newestWeb(sandbox.cloudFoundry.world.app(app));
  const { healthCheck, readinessHealthCheck } = web ?? {};
  return {
    health: [healthCheck?.type, healthCheck?.timeout],
    readiness: [readinessHealthCheck?.type, readinessHealthCheck?.endpoint],
  };
}

test('readiness and the limit of the health check are set with a release, and come back with the one before', async (stage) => {
  const first = { app, image: await publish(stage, '1.0'), 'health-check-timeout': '2m', 'readiness-check': 'port' };
  const live = await stage.deploy('cloudfoundry', first);
  expect(live.outputs, live.log).toMatchObject({ verdict: 'live' });
  const old = { health: ['port', 120], readiness: ['port', undefined] };
  expect(checks(stage)).toEqual(old);
  expect((await stage.deploy('cloudfoundry', first)).outputs).toMatchObject({ verdict: 'unchanged' });

  const wanted = { 'health-check-timeout': '90s', 'readiness-check': 'http /ready' };
  const bad = await stage.deploy('cloudfoundry', { app, image: await publish(stage, '2.0', crash), ...wanted });
  expect(bad.outputs, bad.log).toMatchObject({ verdict: 'restored' });
  expect(changesOf(bad)).toEqual([]);
  expect(bad.log).toContain('health check timeout 120 s → 90 s · readiness check port → http /ready');
  expect(bad.log).toContain('health check, readiness check put back');
  expect(checks(stage)).toEqual(old);

  const inputs = { app, image: await publish(stage, '3.0', slow), ...wanted };
  const main = await interrupted(stage, inputs, 'SIGKILL');
  const post = await stage.post('cloudfoundry', inputs, main);
  expect(post.annotations, post.log).toEqual([]);
  expect(checks(stage)).toEqual(old);

  const good = await stage.deploy('cloudfoundry', { app, image: await publish(stage, '4.0'), ...wanted });
  expect(good.outputs, good.log).toMatchObject({ verdict: 'live' });
  expect(checks(stage)).toEqual({ health: ['port', 90], readiness: ['http', '/ready'] });
});

test('labels of the app: set, told, put back; others stay', async (stage) => {
  const first = { app, image: await publish(stage, '1.0'), labels: 'team=shop\nacme.example/tier=gold' };
  expect((await stage.deploy('cloudfoundry', first)).outputs).toMatchObject({ verdict: 'live' });
  const found = stage.sandbox.cloudFoundry.world.app(app);
  const labels = () =>
    Object.fromEntries(Object.entries(found.metadata.labels).filter(([key]) => !/^deploy/.test(key)));
  const old = { team: 'shop', 'acme.example/tier': 'gold' };
  expect(labels()).toEqual(old);
  expect((await stage.deploy('cloudfoundry', first)).outputs).toMatchObject({ verdict: 'unchanged' });

  const wanted = { app, labels: 'team=web\nwave=7' };
  const bad = await stage.deploy('cloudfoundry', { ...wanted, image: await publish(stage, '2.0', crash) });
  expect(bad.log).toContain('label ~team=web · label +wave=7');
  expect(bad.annotations[0]?.message).toContain('deployment cancelled, labels put back');
  expect(labels()).toEqual(old);
  const inputs = { ...wanted, image: await publish(stage, '3.0', slow) };
  const main = await interrupted(stage, inputs, 'SIGKILL');
  expect(labels()).toEqual({ ...old, team: 'web', wave: '7' });
  const post = await stage.post('cloudfoundry', inputs, main);
  expect(post.annotations, post.log).toEqual([]);
  expect(labels()).toEqual(old);

  const wrong = await stage.deploy('cloudfoundry', { ...wanted, labels: 'bad key=x', image: 'i.test/x:1' });
  expect(wrong.log).toContain('"bad key=x" · write KEY=VALUE');
  const reserved = 'cloudfoundry.org/x=1\na=b c';
  const refused = await stage.deploy('cloudfoundry', { ...wanted, labels: reserved, image: 'i.test/x:1' });
  expect(refused.log).toMatch(/cloudfoundry\.org\/x is no name of a label[\s\S]*a has a value that no label can have/);
});
