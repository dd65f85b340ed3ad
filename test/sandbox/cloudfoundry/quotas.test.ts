import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Quota } from '../../../sandbox/cloudfoundry/model.ts';
import { type Answer, type Answered, type Bench, packageOf, startBench } from './bench.ts';

let bench: Bench;
let [org, space]: [Quota | undefined, Quota | undefined] = [undefined, undefined];
beforeEach(async () => {
  bench = await startBench();
  const { world } = bench.sandbox;
  org = world.org('acme').quota;
  space = world.addQuota('small', world.org('acme'));
  world.space('prod').quota = space;
});
afterEach(() => bench.sandbox.close());

const problem = ({ status, body }: Answer) => [status, body.errors?.[0].code, body.errors?.[0].detail];
const limit = (quota: Quota | undefined, limits: Partial<Quota>) => Object.assign(quota ?? {}, limits);
const scale = (app: string, body: object) => bench.call('POST', `/v3/processes/${app}/actions/scale`, body);
const relationships = (app: string) => ({ relationships: { app: { data: { guid: app } } } });

describe('a quota', () => {
  it.each([
    ['memory of the space', { memoryMb: 2048 }, 'space', 'memory space_quota_exceeded'],
    ['memory of the organization', { memoryMb: 2048 }, 'org', 'memory quota_exceeded'],
    ['instances of the space', { instances: 2 }, 'space', 'app_instance_limit space_app_instance_limit_exceeded'],
    ['instances of the organization', { instances: 2 }, 'org', 'app_instance_limit app_instance_limit_exceeded'],
    ['one process, of the space', { perProcessMemoryMb: 512 }, 'space', 'memory space_instance_memory_limit_exceeded'],
    ['one process, of the organization', { perProcessMemoryMb: 512 }, 'org', 'memory instance_memory_limit_exceeded'],
    ['log rate of the space', { logRateLimit: 100 }, 'space', "log_rate_limit cannot be unlimited in space 'prod'."],
    [
      'log rate of the organization',
      { logRateLimit: 100 },
      'org',
      "log_rate_limit cannot be unlimited in organization 'acme'.",
    ],
  ])('of %s is asked when an app is scaled, and when it is started', async (_, limits, whose, detail) => {
    const app = await bench.live();
    limit(whose === 'space' ? space : org, limits);
    expect(problem(await scale(app, { instances: 3 }))).toEqual([422, 10008, detail]);
    expect(bench.sandbox.world.newestWeb(bench.sandbox.world.app('web'))?.instances).toBe(1);
    await bench.call('POST', `/v3/apps/${app}/actions/stop`);
    expect((await scale(app, { instances: 3 })).status).toBe(202);
    expect(problem(await bench.call('POST', `/v3/apps/${app}/actions/start`))).toEqual([422, 10008, detail]);
    expect((await bench.call('GET', `/v3/apps/${app}`)).body.state).toBe('STOPPED');
  });

  it('adds up what several of them say, by field', async () => {
    const app = await bench.live();
    limit(space, { memoryMb: 1024, instances: 1 });
    limit(org, { memoryMb: 1024 });
    expect(problem(await scale(app, { instances: 2 }))[2]).toBe(
      'memory space_quota_exceeded, memory quota_exceeded, app_instance_limit space_app_instance_limit_exceeded',
    );
  });

  it('counts log rates once there is one', async () => {
    const app = await bench.live();
    expect((await scale(app, { log_rate_limit_in_bytes_per_second: 60 })).status).toBe(202);
    limit(org, { logRateLimit: 100 });
    expect(problem(await scale(app, { instances: 2 }))[2]).toBe('log_rate_limit exceeds organization log rate quota');
    limit(org, { logRateLimit: 120 });
    expect((await scale(app, { instances: 2 })).status).toBe(202);
  });

  it('that was lowered below what is used lets nothing be saved, not even less', async () => {
    const app = await bench.live(3);
    limit(org, { memoryMb: 1024 });
    expect(problem(await scale(app, { instances: 2 }))[2]).toBe('memory quota_exceeded');
    expect((await scale(app, { instances: 1 })).status).toBe(202);
  });

  it('is asked at a build, above the least that a build gets', async () => {
    const app = await bench.live();
    limit(space, { memoryMb: 1500 });
    const pack = await bench.call('POST', '/v3/packages', packageOf(app, 'app:2'));
    const build = (more: object) => bench.call('POST', '/v3/builds', { package: { guid: pack.body.guid }, ...more });
    expect(problem(await build({}))).toEqual([
      ...[422, 10008, "space's memory limit exceeded: staging requires 1024M memory"],
    ]);
    expect(problem(await build({ staging_disk_in_mb: 4096 }))[2]).toMatch(/^space's memory limit/);
    limit(space, { memoryMb: undefined });
    expect(problem(await build({ staging_disk_in_mb: 4096 }))[2]).toBe('disk limit exceeded');
    limit(org, { logRateLimit: 100 });
    expect(problem(await build({ staging_log_rate_limit_bytes_per_second: 101 }))[2]).toBe(
      "organization's log rate limit exceeded: staging requires 101 bytes per second",
    );
    limit(space, { memoryMb: 1024 });
    const small = await build({ staging_memory_in_mb: 512 });
    expect([small.status, small.body.staging_memory_in_mb]).toEqual([201, 1024]);
  });

  it.each([
    [
      'space',
      { memoryMb: 1500 },
      "memory space_quota_exceeded for space prod. This space's quota may not be large enough to support rolling deployments or your configured max-in-flight.",
    ],
    [
      'space',
      { instances: 1 },
      "app_instance_limit space_app_instance_limit_exceeded for space prod. This space's quota may not be large enough to support rolling deployments or your configured max-in-flight.",
    ],
    [
      'org',
      { instances: 1 },
      "app_instance_limit app_instance_limit_exceeded for organization acme. This organization's quota may not be large enough to support rolling deployments or your configured max-in-flight.",
    ],
    ['org', { perProcessMemoryMb: 512 }, 'memory instance_memory_limit_exceeded'],
  ])('of the %s is asked at a deployment: %j', async (whose, limits, detail) => {
    const app = await bench.live();
    const droplet = await bench.stage(app, 'app:2');
    limit(whose === 'space' ? space : org, limits);
    const refused = await bench.call('POST', '/v3/deployments', { droplet: { guid: droplet }, ...relationships(app) });
    expect(problem(refused)).toEqual([422, 10008, detail]);
    expect((await bench.call('GET', `/v3/apps/${app}/droplets/current`)).body.guid).not.toBe(droplet);
    expect((await bench.call('GET', `/v3/apps/${app}/processes`)).body.resources).toHaveLength(1);
  });

  it('must hold what the options of a deployment come to in the end', async () => {
    const app = await bench.live();
    limit(org, { memoryMb: 3 * 1024 });
    const options = { web_instances: 4 };
    const refused = await bench.call('POST', '/v3/deployments', { options, ...relationships(app) });
    expect(problem(refused)[2]).toMatch(/^memory quota_exceeded for organization acme\./);
    const disk = { options: { disk_in_mb: 4096 }, ...relationships(app) };
    expect(problem(await bench.call('POST', '/v3/deployments', disk))[2]).toBe(
      'disk_quota too much disk requested (requested 4096 MB - must be less than 2048 MB)',
    );
  });

  it('is asked for a task', async () => {
    const app = await bench.live();
    const post = (body: object) => bench.call('POST', `/v3/apps/${app}/tasks`, { command: 'sleep 60', ...body });
    limit(org, { memoryMb: 1500 });
    limit(space, { memoryMb: 1500, perProcessMemoryMb: 200 });
    expect(problem(await post({ memory_in_mb: 512 }))).toEqual([
      422,
      10008,
      'memory_in_mb exceeds organization memory quota, memory_in_mb exceeds space memory quota, memory_in_mb exceeds space instance memory quota',
    ]);
    limit(org, { appTasks: 1, perProcessMemoryMb: 100 });
    expect((await post({ memory_in_mb: 100 })).status).toBe(202);
    expect(problem(await post({ memory_in_mb: 101 }))[2]).toBe(
      'memory_in_mb exceeds organization instance memory quota, app_task_limit quota exceeded',
    );
    await bench.clock.advance(65_000);
    expect((await post({ memory_in_mb: 100 })).status).toBe(202);
    limit(org, { appTasks: undefined, logRateLimit: 10 });
    limit(space, { logRateLimit: 5 });
    expect(problem(await post({ memory_in_mb: 1 }))[2]).toBe(
      "log_rate_limit cannot be unlimited in organization 'acme'., log_rate_limit cannot be unlimited in space 'prod'.",
    );
    expect(problem(await post({ memory_in_mb: 1, log_rate_limit_in_bytes_per_second: 6 }))[2]).toBe(
      'log_rate_limit exceeds space log rate quota',
    );
  });

  it('counts a running task, and a finished one no more', async () => {
    const app = await bench.live();
    limit(org, { memoryMb: 2048 });
    await bench.call('POST', `/v3/apps/${app}/tasks`, { command: 'sleep 60', memory_in_mb: 1024 });
    expect(problem(await scale(app, { instances: 2 }))[2]).toBe('memory quota_exceeded');
    await bench.clock.advance(65_000);
    expect((await scale(app, { instances: 2 })).status).toBe(202);
  });
});

describe('quotas over the API', () => {
  it('are named by their organization and space, and say what they allow', async () => {
    limit(org, { memoryMb: 4096, appTasks: 5 });
    const acme = (await bench.call('GET', '/v3/organizations?names=acme')).body.resources[0];
    const { guid } = acme.relationships.quota.data;
    const shown = (await bench.call('GET', `/v3/organization_quotas/${guid}`)).body;
    expect(shown).toMatchObject({
      name: 'default',
      apps: {
        ...{ total_memory_in_mb: 4096, per_process_memory_in_mb: null, total_instances: null, per_app_tasks: 5 },
        log_rate_limit_in_bytes_per_second: null,
      },
      services: { paid_services_allowed: true, total_service_instances: null, total_service_keys: null },
      routes: { total_routes: null, total_reserved_ports: null },
      domains: { total_domains: null },
      relationships: { organizations: { data: [{ guid: acme.guid }] } },
    });
    const prod = (await bench.call('GET', '/v3/spaces?names=prod')).body.resources[0];
    const small = await bench.call('GET', `/v3/space_quotas/${prod.relationships.quota.data.guid}`);
    expect(small.body).toMatchObject({
      name: 'small',
      relationships: { organization: { data: { guid: acme.guid } }, spaces: { data: [{ guid: prod.guid }] } },
    });
    expect(small.body.domains).toBeUndefined();
    expect(prod.links.quota.href).toBe(small.body.links.self.href);
  });

  it('are listed to those who see them', async () => {
    const { world } = bench.sandbox;
    const other = world.addOrg('other');
    other.quota = world.addQuota('secret');
    const hidden = world.addQuota('hidden', world.org('acme'));
    const names = async (path: string) =>
      (await bench.call('GET', path)).body.resources.map((one: Answered) => one.name);
    expect(await names('/v3/organization_quotas?names=default,secret')).toEqual(['default', 'secret']);
    expect(await names(`/v3/organization_quotas?organization_guids=${world.org('acme').guid}`)).toEqual(['default']);
    expect(await names(`/v3/organization_quotas?organization_guids=${other.guid}`)).toEqual([]);
    const secret = await bench.call('GET', `/v3/organization_quotas/${other.quota.guid}`);
    expect(secret.body.relationships.organizations.data).toEqual([]);
    expect(await names('/v3/space_quotas')).toEqual(['small']);
    expect(await names(`/v3/space_quotas?space_guids=${world.space('prod').guid}`)).toEqual(['small']);
    expect(problem(await bench.call('GET', `/v3/space_quotas/${hidden.guid}`))).toEqual([
      ...[404, 10010, 'Space quota not found'],
    ]);
    expect(problem(await bench.call('GET', '/v3/organization_quotas/none'))[2]).toBe('Organization quota not found');
    expect((await bench.call('GET', '/v3/space_quotas?nonsense=1')).status).toBe(400);
  });

  it('are held against what is used', async () => {
    const app = await bench.live(2);
    await bench.call('POST', `/v3/apps/${app}/tasks`, { command: 'sleep 60', memory_in_mb: 100 });
    const acme = bench.sandbox.world.org('acme');
    const used = await bench.call('GET', `/v3/organizations/${acme.guid}/usage_summary`);
    expect(used.body).toMatchObject({
      usage_summary: { started_instances: 2, memory_in_mb: 2148, per_app_tasks: 1, routes: 1, service_instances: 0 },
      links: { organization: { href: expect.stringContaining(acme.guid) } },
    });
    const prod = bench.sandbox.world.space('prod');
    expect((await bench.call('GET', `/v3/spaces/${prod.guid}/usage_summary`)).body.usage_summary).toEqual(
      used.body.usage_summary,
    );
    bench.sandbox.world.addAccount('user', 'stranger', 'stranger-password', []);
    bench.token = await bench.login('stranger');
    expect((await bench.call('GET', `/v3/spaces/${prod.guid}/usage_summary`)).status).toBe(404);
    expect((await bench.call('GET', `/v3/organizations/${acme.guid}/usage_summary`)).status).toBe(404);
  });
});
