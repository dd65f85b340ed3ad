import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Answered, type Bench, packageOf, startBench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.sandbox.close());

const problem = ({ status, body }: Answer) => [status, body.errors?.[0].code, body.errors?.[0].detail];
const world = () => bench.sandbox.world;
const guids = async (path: string) => (await bench.call('GET', path)).body.resources.map((one: Answered) => one.guid);
const makePackage = async (app: string, image = 'app:1', login = {}) =>
  (await bench.call('POST', '/v3/packages', packageOf(app, image, login))).body.guid;
const forApp = (app: string) => ({ relationships: { app: { data: { guid: app } } } });
const finished = async (answer: Answer) => {
  expect([answer.status, answer.body]).toEqual([202, '']);
  const path = new URL(answer.headers.get('location') ?? '').pathname;
  expect((await bench.call('GET', path)).body.state).toBe('PROCESSING');
  await bench.clock.advance(1_000);
  return (await bench.call('GET', path)).body;
};

describe('packages', () => {
  it('get another login, which droplets learn of by a new build only', async () => {
    const app = await bench.app();
    const pack = await makePackage(app, 'private:1', { username: 'old', password: 'a' });
    const stage = async () => {
      await bench.call('POST', '/v3/builds', { package: { guid: pack } });
      await bench.clock.advance(2_000);
    };
    await stage();
    const patch = (body: object) => bench.call('PATCH', `/v3/packages/${pack}`, body);
    const patched = await patch({ username: 'new', password: 'b', metadata: { labels: { a: 'b' } } });
    expect(patched.body).toMatchObject({
      data: { image: 'private:1', username: 'new', password: '***' },
      metadata: { labels: { a: 'b' } },
    });
    expect(world().droplets.map(({ username }) => username)).toEqual(['old']);
    await stage();
    expect(world().droplets.map(({ username }) => username)).toEqual(['old', 'new']);
    expect((await patch({ password: null })).body.data).toMatchObject({ username: 'new', password: null });
    expect(problem(await patch({ image: 'x' }))).toEqual([422, 10008, "Unknown field(s): 'image'"]);
    bench.token = await bench.login('auditor');
    expect((await patch({ username: 'x' })).status).toBe(403);
  });

  it('are deleted by a job; what was staged of them stays', async () => {
    const app = await bench.live();
    const [pack] = await guids(`/v3/apps/${app}/packages`);
    const job = await finished(await bench.call('DELETE', `/v3/packages/${pack}`));
    expect(job).toMatchObject({ state: 'COMPLETE', operation: 'package.delete' });
    expect((await bench.call('GET', `/v3/packages/${pack}`)).status).toBe(404);
    expect((await bench.call('GET', `/v3/apps/${app}/droplets/current`)).status).toBe(200);
    const events = await bench.call('GET', '/v3/audit_events?types=audit.app.package.delete');
    expect(events.body.resources[0].data).toEqual({ package_guid: pack });
  });

  it('are copied to another app, login and all', async () => {
    const [app, other] = [await bench.app(), await bench.app('other')];
    const pack = await makePackage(app, 'private:1', { username: 'u', password: 'p' });
    const copy = (to: string, source = pack) => bench.call('POST', `/v3/packages?source_guid=${source}`, forApp(to));
    expect((await copy(other)).body).toMatchObject({ data: { image: 'private:1', username: 'u', password: '***' } });
    expect(world().packages.at(-1)).toMatchObject({ password: 'p' });
    expect(problem(await copy(app))[2]).toBe('Source and destination app cannot be the same');
    expect(problem(await copy(other, 'none'))[2]).toBe(
      'Source package is invalid. Ensure it exists and you have access to it.',
    );
  });

  it('beyond the newest few expire with the next droplet, and cannot be staged any more', async () => {
    const app = await bench.live();
    const [current] = await guids(`/v3/apps/${app}/packages`);
    world().keptPackages = 2;
    const made = [await makePackage(app), await makePackage(app), await makePackage(app)];
    await bench.stage(app, 'app:2');
    expect(await guids(`/v3/apps/${app}/packages?states=EXPIRED`)).toEqual(made.slice(0, 2));
    expect(await guids(`/v3/packages?states=READY&app_guids=${app}`)).toContain(current);
    const build = await bench.call('POST', '/v3/builds', { package: { guid: made[0] } });
    expect(problem(build)).toEqual([400, 1004, 'Bad request: Cannot stage package whose state is not ready.']);
  });
});

describe('droplets', () => {
  it('beyond the newest few expire, except for the current one', async () => {
    const app = await bench.live();
    const current = (await bench.call('GET', `/v3/apps/${app}/droplets/current`)).body.guid;
    world().keptDroplets = 1;
    const old = await bench.stage(app, 'app:2');
    const newest = await bench.stage(app, 'app:3');
    expect(await guids(`/v3/apps/${app}/droplets?states=EXPIRED`)).toEqual([old]);
    expect(await guids(`/v3/apps/${app}/droplets?states=STAGED`)).toEqual([current, newest]);
    expect(await guids(`/v3/apps/${app}/droplets?current=true`)).toEqual([current]);
    const assign = await bench.call('PATCH', `/v3/apps/${app}/relationships/current_droplet`, { data: { guid: old } });
    expect(problem(assign)).toEqual([422, 10008, 'droplet must be in staged state']);
    expect(problem(await bench.call('GET', `/v3/apps/${app}/droplets?current=maybe`))[1]).toBe(10005);
  });

  it('are labelled and found by label; their image is not for people to change', async () => {
    const app = await bench.live();
    const { guid } = (await bench.call('GET', `/v3/apps/${app}/droplets/current`)).body;
    const patch = (body: object) => bench.call('PATCH', `/v3/droplets/${guid}`, body);
    expect((await patch({ metadata: { labels: { 'git-sha': 'abc' } } })).body.metadata.labels).toEqual({
      'git-sha': 'abc',
    });
    expect(await guids('/v3/droplets?label_selector=git-sha%3Dabc')).toEqual([guid]);
    expect(await guids('/v3/droplets?label_selector=git-sha%3Dabd')).toEqual([]);
    expect(problem(await patch({ image: 'x' }))).toEqual([
      ...[403, 10003, 'You are not authorized to perform the requested action'],
    ]);
    expect(problem(await patch({ x: 1 }))[2]).toBe("Unknown field(s): 'x'");
    bench.token = await bench.login('auditor');
    expect((await patch({ metadata: {} })).status).toBe(403);
    expect((await bench.call('GET', `/v3/droplets/${guid}`)).body).toMatchObject({
      ...{ execution_metadata: '[PRIVATE DATA HIDDEN]', process_types: { redacted_message: '[PRIVATE DATA HIDDEN]' } },
    });
  });

  it('are copied to another app, which can run them', async () => {
    const app = await bench.live();
    const other = await bench.app('other');
    const { guid } = (await bench.call('GET', `/v3/apps/${app}/droplets/current`)).body;
    const copy = (source: string, body: object) => bench.call('POST', `/v3/droplets?source_guid=${source}`, body);
    const made = await copy(guid, forApp(other));
    expect(made).toMatchObject({ status: 201, body: { state: 'STAGED', image: 'app:1' } });
    expect(made.body.links.package).toBeUndefined();
    expect((await bench.deploy(other, made.body.guid)).status.reason).toBe('DEPLOYED');
    expect(problem(await copy('none', forApp(other)))).toEqual([404, 10010, 'Droplet not found']);
    expect(problem(await copy(guid, forApp('none')))).toEqual([404, 10010, 'App not found']);
    expect(problem(await copy(guid, {}))[2]).toBe(
      'App must be an object, App guid must be a string, App guid must be between 1 and 200 characters',
    );
    const stored = world().droplets.find((one) => one.guid === guid);
    if (stored !== undefined) stored.state = 'EXPIRED';
    expect(problem(await copy(guid, forApp(other)))[2]).toBe('source droplet is not staged');
    expect(problem(await bench.call('POST', '/v3/droplets', forApp(other)))[2]).toBe(
      'Droplet creation is not available for apps with docker lifecycles.',
    );
    expect(problem(await bench.call('GET', `/v3/droplets/${guid}/download`))[2]).toBe(
      "Cannot download droplets with 'docker' lifecycle.",
    );
  });

  it('are deleted by a job, and then no revision can be deployed with them', async () => {
    const app = await bench.live();
    const old = (await bench.call('GET', `/v3/apps/${app}/droplets/current`)).body.guid;
    await bench.deploy(app, await bench.stage(app, 'app:2'));
    await bench.clock.advance(10_000);
    const job = await finished(await bench.call('DELETE', `/v3/droplets/${old}`));
    expect(job).toMatchObject({ state: 'COMPLETE', operation: 'droplet.delete' });
    const { resources } = (await bench.call('GET', `/v3/apps/${app}/revisions`)).body;
    expect(resources.map((one: Answered) => [one.version, one.deployable])).toEqual([
      [1, false],
      [2, true],
    ]);
  });
});

describe('builds', () => {
  it('are labelled, and found by what they were made of', async () => {
    const app = await bench.app();
    await bench.stage(app, 'app:1');
    const [build] = (await bench.call('GET', `/v3/apps/${app}/builds`)).body.resources;
    const patch = (body: object) => bench.call('PATCH', `/v3/builds/${build.guid}`, body);
    expect(
      (await patch({ metadata: { annotations: { url: 'https://ci.test/7' } } })).body.metadata.annotations,
    ).toEqual({
      url: 'https://ci.test/7',
    });
    expect(problem(await patch({ state: 'STAGED' }))[2]).toBe("Unknown field(s): 'state'");
    expect(await guids(`/v3/builds?package_guids=${build.package.guid}&states=STAGED`)).toEqual([build.guid]);
    expect(await guids(`/v3/builds?states=FAILED,STAGING`)).toEqual([]);
    const events = await bench.call('GET', '/v3/audit_events?types=audit.app.droplet.create');
    expect(events.body.resources[0].data).toEqual({
      droplet_guid: build.droplet.guid,
      package_guid: build.package.guid,
    });
  });

  it.each([
    ['insufficient resources', 'InsufficientResources - Insufficient resources'],
    ['found no compatible cell', 'NoCompatibleCell - Found no compatible cell'],
    [
      'unable to communicate to compatible cells',
      'StagingError - Staging error: unable to communicate to compatible cells',
    ],
  ] as const)('that no cell takes (%s) fail', async (why, error) => {
    const app = await bench.app();
    world().stagingProblem = why;
    const { body } = await bench.call('POST', '/v3/builds', { package: { guid: await makePackage(app) } });
    await bench.clock.advance(1_000);
    expect((await bench.call('GET', `/v3/builds/${body.guid}`)).body).toMatchObject({ state: 'FAILED', error });
    const events = await bench.call('GET', '/v3/audit_events?types=audit.app.build.failed');
    expect(events.body.resources).toMatchObject([{ data: { error_id: error.split(' ')[0], error_message: error } }]);
    expect((await bench.logs(app)).at(-1)).toMatchObject({ source: 'API', text: `Failed to stage build: ${why}` });
    expect(bench.pulls).toEqual([]);
  });

  it('that never end block the app until they are given up', async () => {
    await bench.sandbox.close();
    bench = await startBench({ stagingTimeoutMs: 20_000 });
    const app = await bench.app();
    world().stagingProblem = 'endless';
    const order = { package: { guid: await makePackage(app) } };
    const { body } = await bench.call('POST', '/v3/builds', order);
    await bench.clock.advance(19_000);
    expect(problem(await bench.call('POST', '/v3/builds', order))[1]).toBe(170017);
    await bench.clock.advance(1_000);
    expect((await bench.call('GET', `/v3/builds/${body.guid}`)).body).toMatchObject({
      ...{ state: 'FAILED', error: 'StagingTimeExpired - Staging time expired: staging failed' },
    });
    world().stagingProblem = undefined;
    expect((await bench.call('POST', '/v3/builds', order)).status).toBe(201);
  });

  it.each([
    [
      'while the runtime is out of reach',
      () => {
        world().diegoDown = true;
      },
      [503, 170010, 'Stager is unavailable: Failed to open TCP connection to bbs.service.cf.internal:8889'],
    ],
    [
      'when the runtime does not take them',
      () => {
        world().stagingProblem = 'stager error';
      },
      [500, 170011, 'Stager error: bbs stager client staging failed: the request failed for an unknown reason'],
    ],
  ] as const)('fail at once, and say so, %s', async (_, arrange, refusal) => {
    const app = await bench.app();
    arrange();
    const answer = await bench.call('POST', '/v3/builds', { package: { guid: await makePackage(app) } });
    expect(problem(answer)).toEqual(refusal);
    const { resources } = (await bench.call('GET', `/v3/apps/${app}/builds`)).body;
    expect(resources).toMatchObject([{ state: 'FAILED', error: `StagingError - Staging error: ${refusal[2]}` }]);
  });

  it('whose cell makes no container fail without a word but that of the cell', async () => {
    const app = await bench.app();
    world().stagingProblem = 'failed to create container';
    const { body } = await bench.call('POST', '/v3/builds', { package: { guid: await makePackage(app) } });
    await bench.clock.advance(1_000);
    expect((await bench.call('GET', `/v3/builds/${body.guid}`)).body).toMatchObject({
      ...{ state: 'FAILED', error: 'StagingError - Staging error: staging failed' },
    });
    const lines = (await bench.logs(app)).filter(({ source }) => source === 'STG');
    expect(lines.at(-1)?.text).toMatch(
      new RegExp(`^Cell \\S+ failed to create container for instance ${body.guid}: external networker up`),
    );
    expect(bench.pulls).toEqual([]);
  });
});

describe('apps', () => {
  it('get another name and labels', async () => {
    const app = await bench.app();
    await bench.app('other');
    const patch = (body: object) => bench.call('PATCH', `/v3/apps/${app}`, body);
    expect((await patch({ name: 'shop', metadata: { labels: { a: 'b' } } })).body).toMatchObject({
      ...{ name: 'shop', metadata: { labels: { a: 'b' } } },
    });
    expect((await patch({ metadata: { labels: { a: null } } })).body.metadata.labels).toEqual({});
    expect(problem(await patch({ name: 'Other' }))).toEqual([
      ...[422, 10016, "App with the name 'Other' already exists."],
    ]);
    expect(problem(await patch({ name: ' ' }))[2]).toBe('name is not present, name is invalid');
    expect(problem(await patch({ state: 'STARTED' }))[2]).toBe("Unknown field(s): 'state'");
    expect(problem(await patch({ lifecycle: { type: 'buildpack', data: {} } }))[2]).toBe(
      'Lifecycle type cannot be changed',
    );
    expect((await patch({ lifecycle: { type: 'docker', data: {} } })).status).toBe(200);
    bench.token = await bench.login('auditor');
    expect((await patch({ name: 'x' })).status).toBe(403);
  });

  it('are there until their job is done; then everything of theirs is gone, and was recorded', async () => {
    const app = await bench.live();
    const job = await finished(await bench.call('DELETE', `/v3/apps/${app}`));
    expect(job).toMatchObject({ state: 'COMPLETE', operation: 'app.delete' });
    const { packages, builds, droplets, deployments, processes } = world();
    expect([packages, builds, droplets, deployments, processes].map((list) => list.length)).toEqual([0, 0, 0, 0, 0]);
    expect(
      world()
        .events.slice(-4)
        .map(({ type }) => type),
    ).toEqual([
      ...[
        'audit.app.package.delete',
        'audit.app.droplet.delete',
        'audit.app.process.delete',
        'audit.app.delete-request',
      ],
    ]);
    expect(world().routes).toHaveLength(1);
  });

  it('need a droplet to start, before the right to start them', async () => {
    const app = await bench.app();
    bench.token = await bench.login('auditor');
    expect(problem(await bench.call('POST', `/v3/apps/${app}/actions/restart`))).toEqual([
      ...[422, 10008, 'Assign a droplet before starting this app.'],
    ]);
    expect((await bench.call('POST', `/v3/apps/${app}/actions/stop`)).status).toBe(403);
  });

  it('show and set their droplet', async () => {
    const app = await bench.app();
    const path = `/v3/apps/${app}/relationships/current_droplet`;
    expect(problem(await bench.call('GET', path))).toEqual([404, 10010, 'Droplet not found']);
    const guid = await bench.stage(app, 'app:1');
    const set = await bench.call('PATCH', path, { data: { guid } });
    expect(set.body).toMatchObject({ data: { guid }, links: { self: { href: expect.stringContaining(path) } } });
    expect((await bench.call('GET', path)).body).toEqual(set.body);
    expect(problem(await bench.call('PATCH', path, { data: null }))[2]).toBe(
      'Current droplet cannot be removed. Replace it with a preferred droplet.',
    );
    expect(problem(await bench.call('PATCH', path, { data: { guid: 'none' } }))[2]).toBe(
      'Unable to assign current droplet. Ensure the droplet exists and belongs to this app.',
    );
  });

  it('hide their variables when a flag says so: one flag from everybody, one from those who could read them', async () => {
    const app = await bench.app();
    const read = async () => problem(await bench.call('GET', `/v3/apps/${app}/environment_variables`))[2];
    world().featureFlags.set('space_developer_env_var_visibility', false);
    expect(await read()).toBe('Feature Disabled: space_developer_env_var_visibility');
    bench.token = await bench.login('auditor');
    expect(await read()).toBe('You are not authorized to perform the requested action');
    world().featureFlags.set('env_var_visibility', false);
    expect(await read()).toBe('Feature Disabled: env_var_visibility');
  });
});

it('old revisions, builds, deployments, tasks and events are cleared away by the day', async () => {
  const app = await bench.live();
  world().keptRevisions = 1;
  await bench.call('PATCH', `/v3/apps/${app}/environment_variables`, { var: { A: '1' } });
  await bench.call('POST', `/v3/apps/${app}/actions/restart`);
  await bench.stage(app, 'app:2');
  await bench.call('POST', `/v3/apps/${app}/tasks`, { command: 'true' });
  const before = world().events.length;
  await bench.clock.advance(24 * 3_600_000);
  expect([world().app('web').revisions.length, world().builds.length, world().tasks.length]).toEqual([1, 1, 1]);
  expect(world().events.length).toBe(before);
  await bench.clock.advance(31 * 24 * 3_600_000);
  expect([world().tasks.length, world().events.length]).toEqual([0, 0]);
});
