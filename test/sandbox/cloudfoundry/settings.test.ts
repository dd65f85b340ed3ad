import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answered, type Bench, startBench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
  bench.token = await bench.login('deployer');
});
afterEach(() => bench.sandbox.close());

const problem = (answer: { status: number; body: Answered }) => [
  answer.status,
  answer.body.errors[0].code,
  answer.body.errors[0].detail,
];
const setEnv = (app: string, vars: object) =>
  bench.call('PATCH', `/v3/apps/${app}/environment_variables`, { var: vars });
const setWeb = (app: string, change: object) => bench.call('PATCH', `/v3/apps/${app}/processes/web`, change);
const running = (name = 'web') => bench.sandbox.world.newestWeb(bench.sandbox.world.app(name))?.lrp;

describe('settings of a running app', () => {
  it('count from the next start on', async () => {
    const app = await bench.live();
    await setEnv(app, { A: '1' });
    await setWeb(app, { command: './other', health_check: { type: 'process' } });
    expect(running()).toMatchObject({ environment: {}, startCommand: undefined, healthCheck: { type: 'port' } });
    await bench.call('POST', `/v3/apps/${app}/actions/restart`);
    expect(running()).toMatchObject({
      environment: { A: '1' },
      startCommand: './other',
      healthCheck: { type: 'process' },
    });
  });

  it('are copied by a deployment, and not put back by its cancel', async () => {
    const app = await bench.live();
    await setEnv(app, { A: '1' });
    await setWeb(app, { command: './other', health_check: { type: 'http', data: { endpoint: '/up' } } });
    const made = await bench.deploy(app, await bench.stage(app, 'app:2'));
    expect(running()).toMatchObject({ environment: { A: '1' }, startCommand: './other' });
    expect(problem(await setWeb(app, { command: 'x' }))).toEqual([
      ...[422, 10008, 'Cannot update this process while a deployment is in flight.'],
    ]);
    // Variables are the app's.
    expect((await setEnv(app, { B: '2' })).status).toBe(200);
    await bench.call('POST', `/v3/deployments/${made.guid}/actions/cancel`);
    await bench.clock.advance(2_000);
    const web = await bench.call('GET', `/v3/apps/${app}/processes/web`);
    expect(web.body).toMatchObject({ guid: app, command: './other', health_check: { type: 'http' } });
    expect((await bench.call('GET', `/v3/apps/${app}/environment_variables`)).body.var).toEqual({ A: '1', B: '2' });
    // What runs never noticed.
    expect(running()).toMatchObject({ environment: {}, startCommand: undefined });
  });

  it('an endpoint is a path', async () => {
    const app = await bench.app();
    for (const endpoint of ['healthz', '//healthz', '/a b']) {
      const answer = await setWeb(app, { health_check: { type: 'http', data: { endpoint } } });
      expect(problem(answer), endpoint).toEqual([422, 10008, 'Health check endpoint must be a valid URI path']);
    }
    expect((await setWeb(app, { health_check: { type: 'http', data: { endpoint: '/?a=/b' } } })).status).toBe(200);
  });
});

describe('revisions', () => {
  it('know the variables and the command that were started', async () => {
    const app = await bench.app();
    await setEnv(app, { A: '1' });
    await bench.deploy(app, await bench.stage(app, 'app:1'));
    const web = await bench.call('GET', `/v3/apps/${app}/processes/web`);
    expect(web.body.command).toBe('/bin/web serve');
    const { guid } = web.body.relationships.revision.data;
    expect((await bench.call('GET', `/v3/revisions/${guid}`)).body.processes).toEqual({ web: { command: null } });
    await setEnv(app, { A: '2' });
    const env = await bench.call('GET', `/v3/revisions/${guid}/environment_variables`);
    expect(env.body.var).toEqual({ A: '1' });
    expect(env.body.links.revision.href).toContain(`/v3/revisions/${guid}`);
    bench.token = await bench.login('auditor');
    expect((await bench.call('GET', `/v3/revisions/${guid}`)).status).toBe(200);
    expect((await bench.call('GET', `/v3/revisions/${guid}/environment_variables`)).status).toBe(403);
    expect((await bench.call('GET', '/v3/revisions/none')).status).toBe(404);
  });

  it('are a feature that can be turned off', async () => {
    const app = await bench.live();
    const feature = `/v3/apps/${app}/features/revisions`;
    expect((await bench.call('GET', feature)).body).toMatchObject({ name: 'revisions', enabled: true });
    expect(problem(await bench.call('PATCH', feature, { enabled: 'no' }))[2]).toBe('Enabled must be a boolean');
    expect((await bench.call('PATCH', feature, { enabled: false })).body.enabled).toBe(false);
    expect((await bench.call('GET', `/v3/apps/${app}/features/nonsense`)).status).toBe(404);
    await setEnv(app, { A: '1' });
    const made = await bench.deploy(app, await bench.stage(app, 'app:2'));
    expect(made.revision).toBeNull();
    expect(running()).toMatchObject({ environment: { A: '1' } });
    const web = await bench.call('GET', `/v3/apps/${app}/processes/web`);
    expect(web.body.relationships.revision).toBeNull();
  });
});

describe('an app as its image’s labels say', () => {
  const start = async (image: object, settings: (app: string) => Promise<unknown>) => {
    bench.images.set('app:9', image);
    const app = await bench.app();
    await settings(app);
    await bench.deploy(app, await bench.stage(app, 'app:9'));
    await bench.clock.advance(4_000);
    return { app, states: (await bench.stats(app)).map(({ state }) => state) };
  };

  it('is not healthy where it does not answer', async () => {
    const check = (endpoint: string) => (app: string) =>
      setWeb(app, { health_check: { type: 'http', data: { endpoint, timeout: 3 } } });
    const deaf = await start({ httpPaths: ['/up'] }, check('/down'));
    expect(deaf.states).not.toContain('RUNNING');
    const words = (await bench.logs(deaf.app)).map(({ text }) => text).join('\n');
    expect(words).toContain("Failed to make HTTP request to '/down' on port 8080: received status code 404");
    await check('/up?x=1')(deaf.app);
    await bench.call('POST', `/v3/apps/${deaf.app}/actions/restart`);
    await bench.clock.advance(4_000);
    expect((await bench.stats(deaf.app))[0].state).toBe('RUNNING');
  });

  it('ends at once without a variable that it needs', async () => {
    const { app, states } = await start({ needs: ['DB'] }, async () => {});
    expect(states).toEqual(['CRASHED']);
    expect((await bench.logs(app)).map(({ text }) => text)).toContain('Error: DB is not set');
  });

  it('ends as its command says, and tells variables', async () => {
    const { app, states } = await start({ startLog: ['up'] }, async (guid) => {
      await setEnv(guid, { LOG: 'debug' });
      await setWeb(guid, { command: 'cd /srv && echo "level $LOG, $OTHER"; exit 7' });
    });
    expect(states).toEqual(['CRASHED']);
    const words = (await bench.logs(app)).map(({ text }) => text);
    expect(words).toEqual(expect.arrayContaining(['level debug, $OTHER', 'Exit status 7']));
    expect(words).not.toContain('up');
  });
});
