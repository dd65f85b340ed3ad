import { expect } from 'vitest';
import type { BrokerAnswer, ServiceBroker } from '../../sandbox/cloudfoundry/services/model.ts';
import { ask, interrupted } from '../support/cloudfoundry.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `services` on Cloud Foundry, through the bundle, and the way back from them. */

const app = 'web';
const crash = { 'sandbox.behaviour': 'crash' };
const slow = { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '60000' };
const publish = async (stage: Stage, tag: string, labels: Record<string, string> = {}) =>
  (await stage.sandbox.registry.publish({ repository: 'team/web', tag, labels })).reference;
const world = ({ sandbox }: Stage) => sandbox.cloudFoundry.world;
const space = (stage: Stage) => world(stage).space('prod');
const changesOf = (step: StepResult) =>
  (JSON.parse(step.outputs['changes'] ?? '[]') as { what: string; to: string }[]).filter(
    ({ what }) => what === 'service',
  );
const bound = (stage: Stage) =>
  world(stage)
    .serviceBindings.map(({ instance, operation }) => `${instance.name} ${operation.type} ${operation.state}`)
    .sort();
const apiWrites = (stage: Stage, since: number) =>
  writesTo([stage.sandbox.cloudFoundry.api], since).map((write) => write.replaceAll(/[0-9a-f-]{36}/g, '*'));

/** A service whose broker answers so. */
function managed(stage: Stage, name: string, bind: BrokerAnswer, unbind: BrokerAnswer = { kind: 'at once' }) {
  const broker: ServiceBroker = { name: 'broker', bind, unbind };
  const plan = { guid: 'plan', name: 'small' };
  return world(stage).addServiceInstance(space(stage), name, {
    credentials: { uri: 'postgresql://deployer:hidden-password@db.test/one' },
    managed: { offering: 'postgres', plan, bindable: true, broker },
  });
}

test('a new app is bound before it starts, by a broker that takes its time and by one that does not', async (stage) => {
  world(stage).addServiceInstance(space(stage), 'mail relay');
  managed(stage, 'db', { kind: 'later', afterMs: 20_000 });
  const image = await publish(stage, '1.0', { 'sandbox.needs-service': 'db' });
  const inputs = { app, image, services: 'db\nmail relay' };
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(changesOf(step)).toEqual([
    { what: 'service', to: '+db' },
    { what: 'service', to: '+mail relay' },
  ]);
  expect(bound(stage)).toEqual(['db create succeeded', 'mail relay create succeeded']);
  expect(step.raw + step.summary).not.toContain('hidden-password');

  const since = Date.now();
  const again = await stage.deploy('cloudfoundry', inputs);
  expect(again.outputs, again.log).toMatchObject({ verdict: 'unchanged' });
  expect(apiWrites(stage, since)).toEqual([]);
});

test('a service is bound just before the deployment, and a plan only shows it', async (stage) => {
  await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0') });
  managed(stage, 'db', { kind: 'at once' });
  const inputs = { app, image: await publish(stage, '2.0'), services: 'db' };
  const since = Date.now();
  const plan = await stage.deploy('cloudfoundry', { ...inputs, mode: 'plan' });
  expect(plan.log).toContain('service +db');
  expect(apiWrites(stage, since)).toEqual([]);
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(apiWrites(stage, since)).toEqual([
    ...['POST /v3/packages', 'POST /v3/builds', 'POST /v3/service_credential_bindings', 'POST /v3/deployments'],
  ]);
});

test('a release that fails is unbound again, and what was bound before stays', async (stage) => {
  world(stage).addServiceInstance(space(stage), 'mail');
  managed(stage, 'db', { kind: 'at once' }, { kind: 'later', afterMs: 5_000 });
  await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0'), services: 'mail' });
  const bad = { app, image: await publish(stage, '2.0', crash), services: 'mail\ndb' };
  const step = await stage.deploy('cloudfoundry', bad);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.annotations[0]?.message).toContain('deployment cancelled, service db put back');
  expect(bound(stage)).toEqual(['mail create succeeded']);
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal} while a broker is still at work: the post step waits for it and unbinds`, async (stage) => {
    await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0') });
    managed(stage, 'db', { kind: 'later', afterMs: 30_000 });
    const inputs = { app, image: await publish(stage, '2.0'), services: 'db' };
    const running = stage.start('cloudfoundry', inputs);
    const { api } = stage.sandbox.cloudFoundry;
    const struck = () => (signal === 'SIGINT' ? running.cancel() : running.process.kill(signal));
    api.faults.push({ method: 'GET', path: /\/v3\/jobs\//, nth: 3, when: 'after', action: 'hang', struck });
    const main = await running.done;
    api.faults.length = 0;
    expect(bound(stage)).toEqual(['db create in progress']);
    const post = await stage.post('cloudfoundry', inputs, main);
    expect(post.annotations, post.log).toEqual([]);
    expect(post.log).toContain('the release had not begun, service db put back');
    expect(bound(stage)).toEqual([]);
    expect((await stage.post('cloudfoundry', inputs, main)).log).not.toContain('service db');
  });
}

test('killed while the release is watched: unbound by the post step; a broker that refuses is named', async (stage) => {
  await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0') });
  managed(stage, 'db', { kind: 'at once' });
  managed(stage, 'stuck', { kind: 'at once' }, { kind: 'refused', words: 'the cluster is locked' });
  const inputs = { app, image: await publish(stage, '2.0', slow), services: 'stuck\ndb' };
  const main = await interrupted(stage, inputs, 'SIGKILL');
  const post = await stage.post('cloudfoundry', inputs, main);
  expect(post.exitCode).toBe(0);
  expect(post.annotations, post.log).toHaveLength(1);
  expect(post.annotations[0]?.message).toMatch(/service db put back/);
  expect(post.annotations[0]?.message).toMatch(/The service stuck stays bound \(.*the cluster is locked.*cf unbind/);
  expect(bound(stage)).toEqual(['stuck delete failed']);
});

test('a broker that refuses, at once or late, is told in its own words, and nothing is released', async (stage) => {
  await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0') });
  managed(stage, 'full', { kind: 'refused', words: 'no more databases' });
  managed(stage, 'late', { kind: 'later', afterMs: 3_000, failure: 'disk of db-7 is broken' });
  const image = await publish(stage, '2.0');
  for (const [name, words] of [
    ['full', 'no more databases'],
    ['late', 'disk of db-7 is broken'],
  ] as const) {
    const step = await stage.deploy('cloudfoundry', { app, image, services: name });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
    expect(step.annotations[0]?.message).toMatch(new RegExp(`The service ${name} could not be bound: .*${words}`));
  }
  expect(world(stage).deployments).toHaveLength(1);
  expect(bound(stage)).toEqual([]);
});

test('a failed binding of old is made anew; one that somebody is making is waited for, and is not ours', async (stage) => {
  await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0') });
  const full = managed(stage, 'db', { kind: 'refused', words: 'not yet' });
  const other = managed(stage, 'cache', { kind: 'later', afterMs: 15_000 });
  const { guid } = world(stage).app(app);
  for (const instance of [full, other]) {
    const relationships = { service_instance: { data: { guid: instance.guid } }, app: { data: { guid } } };
    await ask(stage, 'POST', '/v3/service_credential_bindings', { type: 'app', relationships });
  }
  await world(stage).clock.sleep(3_000);
  expect(bound(stage)).toEqual(['cache create in progress', 'db create failed']);
  if (full.managed !== undefined) full.managed.broker.bind = { kind: 'at once' };
  const bad = { app, image: await publish(stage, '2.0', crash), services: 'db\ncache' };
  const step = await stage.deploy('cloudfoundry', bad);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.annotations[0]?.message).toContain('service db put back');
  expect(bound(stage)).toEqual(['cache create succeeded']);
});

test('a service that is busy is waited for', async (stage) => {
  await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0') });
  const db = managed(stage, 'db', { kind: 'at once' });
  db.operation = world(stage).operation('update', 'in progress');
  const running = stage.start('cloudfoundry', { app, image: await publish(stage, '2.0'), services: 'db' });
  const { requests } = stage.sandbox.cloudFoundry.api;
  const tries = () => requests.filter(({ method, target }) => method === 'POST' && /bindings/.test(target)).length;
  while (tries() < 2) await world(stage).clock.sleep(1_000);
  db.operation = world(stage).operation('update', 'succeeded');
  const step = await running.done;
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(bound(stage)).toEqual(['db create succeeded']);
});

test('a binding whose answer got lost is found, and not made twice', async (stage) => {
  await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0') });
  managed(stage, 'db', { kind: 'later', afterMs: 4_000 });
  const { api } = stage.sandbox.cloudFoundry;
  api.faults.push({ method: 'POST', path: /bindings$/, nth: 1, when: 'after', action: 'cut' });
  const step = await stage.deploy('cloudfoundry', { app, image: await publish(stage, '2.0'), services: 'db' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(bound(stage)).toEqual(['db create succeeded']);
});

test('a service that is not there is told with those that are, before anything is written', async (stage) => {
  world(stage).addServiceInstance(space(stage), 'mail');
  managed(stage, 'db', { kind: 'at once' });
  const image = await publish(stage, '1.0');
  const step = await stage.deploy('cloudfoundry', { app, image, services: 'DB\nmail\nqueue' });
  expect(step.outputs).toMatchObject({ verdict: 'failed' });
  expect(step.annotations[0]?.message).toMatch(/prod has no services DB, queue[\s\S]*Its services: db, mail\./);
  expect(world(stage).apps).toEqual([]);
});

test('bound by hand since the last start: what runs does not have it, so it is released again', async (stage) => {
  const image = await publish(stage, '1.0');
  await stage.deploy('cloudfoundry', { app, image });
  const mail = world(stage).addServiceInstance(space(stage), 'mail');
  await world(stage).clock.sleep(2_000);
  const { guid } = world(stage).app(app);
  const relationships = { service_instance: { data: { guid: mail.guid } }, app: { data: { guid } } };
  await ask(stage, 'POST', '/v3/service_credential_bindings', { type: 'app', relationships });
  const step = await stage.deploy('cloudfoundry', { app, image, services: 'mail' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', changed: 'false' });
  expect(step.log).toContain('it is not certain that the instances were started with the service mail');
  const again = await stage.deploy('cloudfoundry', { app, image, services: 'mail' });
  expect(again.outputs, again.log).toMatchObject({ verdict: 'unchanged' });
});
