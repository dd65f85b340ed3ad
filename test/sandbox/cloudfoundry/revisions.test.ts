import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Answered, type Bench, startBench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.sandbox.close());

const problem = ({ status, body }: Answer) => [status, body.errors?.[0].code, body.errors?.[0].detail];
const setEnv = (app: string, vars: object) =>
  bench.call('PATCH', `/v3/apps/${app}/environment_variables`, { var: vars });
const setWeb = (app: string, change: object) => bench.call('PATCH', `/v3/apps/${app}/processes/web`, change);
const restart = (app: string) => bench.call('POST', `/v3/apps/${app}/actions/restart`);
const revisions = async (app: string, query = ''): Promise<Answered[]> =>
  (await bench.call('GET', `/v3/apps/${app}/revisions${query}`)).body.resources;
const descriptions = async (app: string) => (await revisions(app)).map((one) => one.description);
const deploy = (app: string, body: object) =>
  bench.call('POST', '/v3/deployments', { relationships: { app: { data: { guid: app } } }, ...body });
const rollBack = (app: string, guid: string) => deploy(app, { revision: { guid } });
const world = () => bench.sandbox.world;

describe('a revision', () => {
  it('is made of every change, and says which', async () => {
    const app = await bench.live();
    await setEnv(app, { A: '1' });
    await setWeb(app, { command: './a' });
    await restart(app);
    await setWeb(app, { command: './b' });
    await restart(app);
    await setWeb(app, { command: null });
    world().addProcess(world().app('web'), 'worker');
    world().addSidecar(world().app('web'), { name: 'proxy', command: './p', processTypes: ['web'], memoryMb: 32 });
    await restart(app);
    await restart(app);
    expect(await descriptions(app)).toEqual([
      'Initial revision.',
      "Custom start command added for 'web' process. New environment variables deployed.",
      "Custom start command updated for 'web' process.",
      "Custom start command removed for 'web' process. New process type 'worker' added. Sidecars updated.",
    ]);
    const [last] = await revisions(app, '?order_by=-created_at&versions=4');
    expect(last.processes).toEqual({ web: { command: null }, worker: { command: null } });
    expect(last.sidecars).toEqual([{ name: 'proxy', command: './p', process_types: ['web'], memory_in_mb: 32 }]);
  });

  it('is found by version, by whether it can be deployed, by label, and by whether it runs', async () => {
    const app = await bench.live();
    await setEnv(app, { A: '1' });
    await restart(app);
    const [one, two] = await revisions(app);
    const patched = await bench.call('PATCH', `/v3/revisions/${one.guid}`, { metadata: { labels: { run: '7' } } });
    expect(patched.body.metadata.labels).toEqual({ run: '7' });
    expect((await revisions(app, '?label_selector=run')).map((found) => found.version)).toEqual([1]);
    expect((await revisions(app, '?versions=2,9')).map((found) => found.guid)).toEqual([two.guid]);
    expect(await revisions(app, '?deployable=false')).toEqual([]);
    expect(problem(await bench.call('GET', `/v3/apps/${app}/revisions?deployable=maybe`))).toEqual([
      ...[400, 10005, 'The query parameter is invalid: Deployable must be a boolean'],
    ]);
    const deployed = await bench.call('GET', `/v3/apps/${app}/revisions/deployed`);
    expect(deployed.body.resources.map((found: Answered) => found.version)).toEqual([2]);
    await bench.call('POST', `/v3/apps/${app}/actions/stop`);
    expect((await bench.call('GET', `/v3/apps/${app}/revisions/deployed`)).body.resources).toEqual([]);
    expect(problem(await bench.call('PATCH', `/v3/revisions/${one.guid}`, { description: 'x' }))[2]).toBe(
      "Unknown field(s): 'description'",
    );
    bench.token = await bench.login('auditor');
    expect((await bench.call('PATCH', `/v3/revisions/${one.guid}`, { metadata: {} })).status).toBe(403);
  });

  it('is recorded with the one who made it', async () => {
    const app = await bench.live();
    const [{ guid }] = (await revisions(app)) as [Answered];
    const events = await bench.call('GET', `/v3/audit_events?target_guids=${app}&types=audit.app.revision.create`);
    expect(events.body.resources).toMatchObject([
      { actor: { name: 'deployer' }, data: { revision_guid: guid, revision_version: 1 } },
    ]);
  });
});

describe('a roll back', () => {
  it('brings droplet, variables, command and sidecars back in a new revision', async () => {
    const app = await bench.live();
    const old = (await bench.call('GET', `/v3/apps/${app}/droplets/current`)).body.guid;
    await setEnv(app, { A: '1' });
    await setWeb(app, { command: './new' });
    world().addSidecar(world().app('web'), { name: 'proxy', command: './p', processTypes: ['web'], memoryMb: 32 });
    await bench.deploy(app, await bench.stage(app, 'app:2'));
    await bench.clock.advance(10_000);
    const [first, second] = await revisions(app);
    const made = await rollBack(app, first.guid);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ droplet: { guid: old }, revision: { version: 3 } });
    expect((await revisions(app))[2]).toMatchObject({
      description:
        "Custom start command removed for 'web' process. New droplet deployed. New environment variables deployed. Sidecars updated. Rolled back to revision 1.",
      sidecars: [],
    });
    expect((await bench.call('GET', `/v3/apps/${app}/environment_variables`)).body.var).toEqual({});
    await bench.clock.advance(10_000);
    const web = world().newestWeb(world().app('web'));
    expect(web?.lrp).toMatchObject({ startCommand: undefined, environment: {}, droplet: { guid: old } });
    const events = await bench.call('GET', `/v3/audit_events?types=audit.app.deployment.create&order_by=-created_at`);
    expect(events.body.resources[0].data).toMatchObject({
      type: 'rollback',
      request: { revision: { guid: first.guid } },
    });
    const again = await rollBack(app, second.guid);
    expect(again.body.revision.version).toBe(4);
    expect(world().app('web').environment).toEqual({ A: '1' });
    expect(world().sidecars.map(({ name }) => name)).toEqual(['proxy']);
  });

  it('starts a stopped app', async () => {
    const app = await bench.live();
    await bench.deploy(app, await bench.stage(app, 'app:2'));
    await bench.clock.advance(10_000);
    await bench.call('POST', `/v3/apps/${app}/actions/stop`);
    const [first] = await revisions(app);
    const made = await rollBack(app, first.guid);
    expect(made.body).toMatchObject({ status: { reason: 'DEPLOYED' }, revision: { version: 3 } });
    expect(await descriptions(app)).toContain('New droplet deployed. Rolled back to revision 1.');
    await bench.clock.advance(4_000);
    expect(bench.sandbox.appAt('web.apps.sandbox.test')?.image).toBe('app:1');
  });

  it('is refused where there is nothing to roll back to, and then nothing has changed', async () => {
    const app = await bench.live();
    const [first] = await revisions(app);
    const same =
      'Unable to rollback. The code and configuration you are rolling back to is the same as the deployed revision.';
    expect(problem(await rollBack(app, first.guid))).toEqual([422, 10008, same]);
    expect(problem(await rollBack(app, 'none'))).toEqual([422, 10008, 'The revision does not exist']);
    const other = await bench.app('other');
    const droplet = await bench.stage(other, 'app:1');
    await bench.deploy(other, droplet);
    expect(problem(await rollBack(app, (await revisions(other))[0].guid))[2]).toBe(
      'Unable to assign current droplet. Ensure the droplet exists and belongs to this app.',
    );
    await bench.deploy(app, await bench.stage(app, 'app:2'));
    await bench.clock.advance(10_000);
    const target = world().app('web').revisions[0];
    if (target !== undefined) target.droplet.state = 'EXPIRED';
    expect((await revisions(app, '?deployable=false')).map((one) => one.version)).toEqual([1]);
    expect(problem(await rollBack(app, first.guid))[2]).toBe(
      'Unable to deploy this revision, the droplet for this revision no longer exists.',
    );
    await bench.call('PATCH', `/v3/apps/${app}/features/revisions`, { enabled: false });
    expect(problem(await rollBack(app, first.guid))[2]).toBe(
      'Cannot create deployment from a revision for an app without revisions enabled',
    );
    expect(world().app('web').revisions).toHaveLength(2);
    expect(bench.sandbox.appAt('web.apps.sandbox.test')?.image).toBe('app:2');
  });

  it('after a cancelled roll back is refused: the last revision is the one that was rolled back to', async () => {
    const app = await bench.live();
    await bench.deploy(app, await bench.stage(app, 'app:2'));
    await bench.clock.advance(10_000);
    const [first] = await revisions(app);
    const made = await rollBack(app, first.guid);
    await bench.call('POST', `/v3/deployments/${made.body.guid}/actions/cancel`);
    await bench.clock.advance(2_000);
    expect(problem(await rollBack(app, first.guid))[2]).toMatch(/^Unable to rollback\./);
  });
});

describe('features', () => {
  it('are four, each with its own rule', async () => {
    const app = await bench.live();
    const path = `/v3/apps/${app}/features`;
    const shown = async () =>
      (await bench.call('GET', path)).body.resources.map((one: Answered) => [one.name, one.enabled]);
    expect(await shown()).toEqual([
      ['ssh', true],
      ['revisions', true],
      ['service-binding-k8s', false],
      ['file-based-vcap-services', false],
    ]);
    const set = (name: string, enabled: unknown) => bench.call('PATCH', `${path}/${name}`, { enabled });
    expect((await set('ssh', false)).body).toEqual({
      ...{ name: 'ssh', description: 'Enable SSHing into the app.', enabled: false },
    });
    expect((await set('service-binding-k8s', true)).status).toBe(200);
    expect(problem(await set('file-based-vcap-services', true))).toEqual([
      422,
      10008,
      "'file-based-vcap-services' and 'service-binding-k8s' features cannot be enabled at the same time.",
    ]);
    expect(problem(await set('ssh', 'no'))[2]).toBe('Enabled must be a boolean');
    expect(problem(await set('nonsense', true))).toEqual([404, 10010, 'Feature not found']);
    world().account('colleague').roles.set(world().space('prod').guid, 'supporter');
    bench.token = await bench.login('colleague');
    expect((await set('revisions', false)).status).toBe(200);
    expect((await set('ssh', true)).status).toBe(403);
    expect((await bench.call('GET', `${path}/revisions`)).body.enabled).toBe(false);
  });
});
