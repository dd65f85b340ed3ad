import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BrokerAnswer, ManagedService, ServiceInstance } from '../../../sandbox/cloudfoundry/services/model.ts';
import { type Answer, type Answered, type Bench, startBench } from './bench.ts';

let bench: Bench;
let app: string;
beforeEach(async () => {
  bench = await startBench();
  app = await bench.app();
});
afterEach(() => bench.sandbox.close());

const problem = (answer: Answer) => [answer.status, answer.body.errors[0].code, answer.body.errors[0].detail];
const world = () => bench.sandbox.world;
const space = () => world().space('prod');
const provided = (name = 'mail') => world().addServiceInstance(space(), name, { credentials: { host: 'smtp.test' } });
const managed = (broker: Partial<ManagedService['broker']> = {}, name = 'db'): ServiceInstance =>
  world().addServiceInstance(space(), name, {
    credentials: { uri: 'postgresql://db.test/one' },
    managed: {
      offering: 'postgres',
      plan: { guid: 'plan', name: 'small' },
      bindable: true,
      broker: { name: 'broker', bind: { kind: 'at once' }, unbind: { kind: 'at once' }, ...broker },
    },
  });

const wanted = (instance: { guid: string }, more: object = {}) => ({
  type: 'app',
  relationships: { service_instance: { data: { guid: instance.guid } }, app: { data: { guid: app } } },
  ...more,
});
const bind = (instance: { guid: string }, more: object = {}) =>
  bench.call('POST', '/v3/service_credential_bindings', wanted(instance, more));
const jobOf = (answer: Answer): (() => Promise<Answered>) => {
  expect([answer.status, answer.body]).toEqual([202, '']);
  const path = new URL(answer.headers.get('location') ?? '').pathname;
  return async () => (await bench.call('GET', path)).body;
};
const bindings = async (query = '') =>
  (await bench.call('GET', `/v3/service_credential_bindings?${query}`)).body.resources as Answered[];

describe('service instances', () => {
  it('are found by name and space, and shown', async () => {
    const mail = provided();
    const db = managed();
    const list = async (query: string) =>
      (await bench.call('GET', `/v3/service_instances?${query}`)).body.resources.map((one: Answered) => one.name);
    expect(await list('')).toEqual(['mail', 'db']);
    expect(await list('order_by=name')).toEqual(['db', 'mail']);
    expect(await list(`names=db,nonsense&space_guids=${space().guid}`)).toEqual(['db']);
    expect(await list('space_guids=none')).toEqual([]);
    expect(await list('type=user-provided')).toEqual(['mail']);
    expect(await list('service_plan_names=small')).toEqual(['db']);
    expect((await bench.call('GET', '/v3/service_instances?type=x')).body.errors[0].code).toBe(10005);
    expect((await bench.call('GET', '/v3/service_instances?fields[space]=name')).status).toBe(599);
    expect((await bench.call('GET', `/v3/service_instances/${db.guid}`)).body).toMatchObject({
      ...{ name: 'db', type: 'managed', tags: [] },
      last_operation: { type: 'create', state: 'succeeded' },
      relationships: { space: { data: { guid: space().guid } }, service_plan: { data: { guid: 'plan' } } },
    });
    expect((await bench.call('GET', `/v3/service_instances/${mail.guid}`)).body).toMatchObject({
      ...{ name: 'mail', type: 'user-provided', syslog_drain_url: null },
    });
    expect((await bench.call('GET', `/v3/service_instances/${mail.guid}/credentials`)).body).toEqual({
      host: 'smtp.test',
    });
    expect((await bench.call('POST', '/v3/service_instances', {})).status).toBe(599);
    bench.token = await bench.login('auditor');
    expect((await bench.call('GET', `/v3/service_instances/${mail.guid}/credentials`)).status).toBe(403);
  });

  it('are seen in a space that they are shared with, and bound there', async () => {
    const other = world().addSpace(world().org('acme'), 'other');
    const far = world().addServiceInstance(other, 'far');
    expect((await bench.call('GET', `/v3/service_instances/${far.guid}`)).body.errors[0].detail).toBe(
      'Service instance not found',
    );
    expect(problem(await bind(far))).toEqual([422, 10008, `The service instance could not be found: '${far.guid}'`]);
    world().account('deployer').roles.set(other.guid, 'developer');
    expect(problem(await bind(far))[2]).toBe('The service instance and the app are in different spaces');
    const shared = world().addServiceInstance(other, 'shared', { sharedWith: [space()] });
    expect((await bind(shared)).status).toBe(201);
  });
});

describe('binding', () => {
  it('a user-provided service is done at once', async () => {
    const made = await bind(provided(), { name: 'post', metadata: { labels: { a: 'b' } } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...{ name: 'post', type: 'app', metadata: { labels: { a: 'b' } } },
      last_operation: { type: 'create', state: 'succeeded' },
      relationships: { app: { data: { guid: app } } },
    });
    const at = `/v3/service_credential_bindings/${made.body.guid}`;
    expect((await bench.call('GET', `${at}/details`)).body).toEqual({ credentials: { host: 'smtp.test' } });
    const changed = await bench.call('PATCH', at, { metadata: { labels: { a: null } } });
    expect(changed.body.metadata.labels).toEqual({});
    const shown = await bench.call('GET', `${at}?include=app,service_instance`);
    expect([shown.body.included.apps[0].guid, shown.body.included.service_instances[0].name]).toEqual([app, 'mail']);
    expect(await bindings(`app_guids=${app}&service_instance_names=mail&names=post&label_selector=!a`)).toHaveLength(1);
    expect(await bindings('app_names=other')).toEqual([]);
    expect(await bindings('type=key')).toEqual([]);
    const gone = await bench.call('DELETE', at);
    expect([gone.status, gone.body]).toEqual([204, '']);
    expect((await bench.call('GET', at)).body.errors[0].detail).toBe('Service credential binding not found');
  });

  it('a managed one is a job, with a broker that answers at once', async () => {
    const db = managed();
    const job = jobOf(await bind(db, { parameters: { role: 'reader' } }));
    expect(await job()).toMatchObject({ operation: 'service_bindings.create', state: 'PROCESSING' });
    const [early] = await bindings();
    expect(early.last_operation).toMatchObject({ type: 'create', state: 'initial' });
    expect((await job()).links.service_credential_binding.href).toContain(early.guid);
    await bench.clock.advance(1_000);
    expect(await job()).toMatchObject({ state: 'COMPLETE', errors: [] });
    expect((await bindings())[0].last_operation.state).toBe('succeeded');
    expect(world().serviceBindings[0]?.parameters).toEqual({ role: 'reader' });

    const gone = jobOf(await bench.call('DELETE', `/v3/service_credential_bindings/${early.guid}`));
    expect(await gone()).toMatchObject({ operation: 'service_bindings.delete', state: 'PROCESSING' });
    await bench.clock.advance(1_000);
    expect((await gone()).state).toBe('COMPLETE');
    expect(await bindings()).toEqual([]);
  });

  it('waits for a broker that takes its time', async () => {
    const job = jobOf(await bind(managed({ bind: { kind: 'later', afterMs: 2_500 } })));
    await bench.clock.advance(1_000);
    expect((await job()).state).toBe('POLLING');
    const [binding] = await bindings();
    expect(binding.last_operation).toMatchObject({ type: 'create', state: 'in progress' });
    const details = await bench.call('GET', `/v3/service_credential_bindings/${binding.guid}/details`);
    expect(problem(details)).toEqual([404, 10010, 'Creation of service binding in progress']);
    await bench.clock.advance(3_000);
    expect((await job()).state).toBe('COMPLETE');
    expect((await bindings())[0].last_operation.state).toBe('succeeded');
  });

  it.each<{ how: string; answer: BrokerAnswer; told: string; stored: string }>([
    {
      how: 'refuses',
      answer: { kind: 'refused', words: 'no more connections' },
      told: 'Service broker error: no more connections',
      stored: 'Service broker error: no more connections',
    },
    {
      how: 'fails later',
      answer: { kind: 'later', afterMs: 1_000, failure: 'disk full' },
      told: 'VCAP::CloudController::V3::LastOperationFailedState',
      stored: 'disk full',
    },
  ])('fails where the broker $how, and may be tried again', async ({ answer, told, stored }) => {
    const db = managed({ bind: answer });
    const job = jobOf(await bind(db));
    await bench.clock.advance(3_000);
    expect(await job()).toMatchObject({
      state: 'FAILED',
      errors: [{ code: 10009, title: 'CF-UnableToPerform', detail: `bind could not be completed: ${told}` }],
    });
    expect((await bindings())[0].last_operation).toMatchObject({ state: 'failed', description: stored });
    if (db.managed !== undefined) db.managed.broker.bind = { kind: 'at once' };
    const again = jobOf(await bind(db));
    await bench.clock.advance(1_000);
    expect((await again()).state).toBe('COMPLETE');
    expect(await bindings()).toHaveLength(1);
  });

  it('can be called off by its deletion, and a deletion can fail', async () => {
    const db = managed({ bind: { kind: 'later', afterMs: 60_000 } });
    const job = jobOf(await bind(db));
    const [{ guid }] = (await bindings()) as [Answered];
    const at = `/v3/service_credential_bindings/${guid}`;
    expect(problem(await bench.call('DELETE', at))[2]).toBe(
      'There is an operation in progress for the service binding.',
    );
    await bench.clock.advance(1_000);
    if (db.managed !== undefined) db.managed.broker.unbind = { kind: 'later', afterMs: 3_000, failure: 'stuck' };
    const gone = jobOf(await bench.call('DELETE', at));
    await bench.clock.advance(2_000);
    expect(problem(await bench.call('DELETE', at))[2]).toBe(
      'There is an operation in progress for the service binding.',
    );
    expect(problem(await bench.call('PATCH', at, {}))[2]).toBe('The service binding is being deleted');
    await bench.clock.advance(1_000);
    expect((await job()).errors[0].detail).toBe('create could not be completed: delete in progress');
    await bench.clock.advance(5_000);
    expect((await gone()).errors[0].detail).toMatch(/^unbind could not be completed: /);
    expect((await bindings())[0].last_operation).toMatchObject({
      type: 'delete',
      state: 'failed',
      description: 'stuck',
    });
    expect(problem(await bind(db))[2]).toBe('The binding is getting deleted or its deletion failed');
  });

  it('refuses what is there already, what is busy, and what cannot be bound', async () => {
    const mail = provided();
    await bind(mail);
    expect(problem(await bind(mail))).toEqual([422, 10008, 'The app is already bound to the service instance']);
    const db = managed();
    await bind(db);
    expect(problem(await bind(db))[2]).toMatch(/^The app has too many bindings to this service instance \(limit: 1\)/);
    expect(problem(await bind(db, { name: 'x' }))[2]).toBe(
      'The binding name cannot be changed for the same app and service instance',
    );
    db.operation = world().operation('update', 'in progress');
    expect(problem(await bind(db))[2]).toBe('There is an operation in progress for the service instance');
    await bench.clock.advance(1_000);
    const [binding] = await bindings(`service_instance_guids=${db.guid}`);
    expect(problem(await bench.call('DELETE', `/v3/service_credential_bindings/${binding.guid}`))[2]).toBe(
      'There is an operation in progress for the service instance.',
    );
    db.operation = world().operation('create', 'failed');
    expect(problem(await bind(db))[2]).toBe('Service instance not found');
    const unbindable = managed({}, 'gateway');
    Object.assign(unbindable, { managed: { ...unbindable.managed, bindable: false } });
    expect(problem(await bind(unbindable))[2]).toBe('Service plan does not allow bindings');
  });

  it('refuses names and parameters that do not fit', async () => {
    const [mail, other] = [provided(), provided('other')];
    const cases: [object, string][] = [
      [{ type: 'x' }, "Type must be 'app' or 'key'"],
      [{ parameters: 'x' }, 'Parameters must be an object'],
      [{ strategy: 'many' }, "Strategy must be 'single' or 'multiple'"],
      [{ x: 1 }, "Unknown field(s): 'x'"],
      [{ parameters: {} }, 'Binding parameters are not supported for user-provided service instances'],
      [{ name: 'a b' }, 'The binding name is invalid. Valid characters are alphanumeric, underscore, and dash.'],
      [{ name: 'n'.repeat(256) }, 'The binding name is invalid. App binding names must be less than 256 characters.'],
      [{ relationships: { app: { data: { guid: app } } } }, "Relationships Service_instance can't be blank"],
    ];
    for (const [more, words] of cases) expect(problem(await bind(mail, more))[2]).toMatch(words);
    expect((await bind(mail, { type: 'key' })).status).toBe(599);
    await bind(mail, { name: 'one' });
    expect(problem(await bind(other, { name: 'one' }))[2]).toBe(
      "The binding name is invalid. Binding names must be unique for a given service instance and app. The app already has a binding with name 'one'.",
    );
    const nobody = { app: { data: { guid: 'none' } }, service_instance: { data: { guid: mail.guid } } };
    expect(problem(await bind(mail, { relationships: nobody }))[2]).toBe("The app could not be found: 'none'");
  });

  it('is for developers and supporters', async () => {
    const mail = provided();
    const { roles } = world().account('deployer');
    roles.set(space().guid, 'auditor');
    expect(problem(await bind(mail))[1]).toBe(10003);
    roles.set(space().guid, 'supporter');
    const made = await bind(mail);
    expect(made.status).toBe(201);
    const at = `/v3/service_credential_bindings/${made.body.guid}`;
    expect((await bench.call('GET', `${at}/details`)).status).toBe(404);
    expect((await bench.call('PATCH', at, {})).status).toBe(403);
    roles.clear();
    expect(problem(await bind(mail))[0]).toBe(422);
    expect((await bench.call('GET', at)).status).toBe(404);
  });
});

describe('an app and its services', () => {
  const lrp = () => world().newestWeb(world().app('web'))?.lrp;

  it('reads them in VCAP_SERVICES from its next start on', async () => {
    const running = await bench.stage(app, 'app:1');
    await bench.deploy(app, running);
    await bench.clock.advance(4_000);
    await bind(provided(), { name: 'post' });
    await bind(managed());
    await bench.clock.advance(1_000);
    await bind(managed({ bind: { kind: 'later', afterMs: 600_000 } }, 'slow'));
    expect(JSON.parse(lrp()?.systemEnvironment['VCAP_SERVICES'] ?? '')).toEqual({});
    await bench.call('POST', `/v3/apps/${app}/actions/restart`);
    expect(JSON.parse(lrp()?.systemEnvironment['VCAP_SERVICES'] ?? '')).toMatchObject({
      'user-provided': [{ name: 'post', instance_name: 'mail', credentials: { host: 'smtp.test' } }],
      postgres: [{ name: 'db', plan: 'small', credentials: { uri: 'postgresql://db.test/one' } }],
    });
    expect(lrp()?.services).toEqual(['mail', 'db']);
    expect(lrp()?.systemEnvironment).toMatchObject({
      DATABASE_URL: 'postgres://db.test/one',
      MEMORY_LIMIT: '1024m',
      VCAP_APPLICATION: expect.stringContaining('"application_name":"web"'),
    });
  });

  it('crashes without one that it needs', async () => {
    bench.images.set('app:1', { needsServices: ['mail'], startLog: ['listening on $PORT as $CF_INSTANCE_INDEX'] });
    await bench.deploy(app, await bench.stage(app, 'app:1'));
    await bench.clock.advance(5_000);
    expect((await bench.stats(app))[0].state).toBe('CRASHED');
    const words = async () => (await bench.logs(app)).map(({ text }) => text);
    expect(await words()).toContain('Error: no service mail in VCAP_SERVICES');
    await bind(provided());
    await bench.call('POST', `/v3/apps/${app}/actions/restart`);
    await bench.clock.advance(4_000);
    expect((await bench.stats(app))[0].state).toBe('RUNNING');
    expect(await words()).toContain('listening on 8080 as 0');
  });

  it('goes with them', async () => {
    await bind(provided());
    await bench.call('DELETE', `/v3/apps/${app}`);
    await bench.clock.advance(1_000);
    expect(world().serviceBindings).toEqual([]);
    expect(world().serviceInstances).toHaveLength(1);
  });
});
