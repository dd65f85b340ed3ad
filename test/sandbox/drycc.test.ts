import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../sandbox/clock.ts';
import { type DryccSandbox, dryccSeeds, startDrycc } from '../../sandbox/drycc/drycc.ts';
import { Asker, namedImages } from './asker.ts';

const host = 'market.apps.sandbox.test';
const build = (image: string) => ({ image, stack: 'container' });

interface Release {
  readonly version: number;
  readonly state: string;
  readonly failed: boolean;
  readonly conditions: readonly { readonly exception?: string }[];
}

describe('the Drycc sandbox', () => {
  let clock: ManualClock;
  let sandbox: DryccSandbox;
  let mike: Asker;
  let vera: Asker;
  const start = async (options: { readonly ownRegistry?: string } = {}) => {
    clock = new ManualClock();
    sandbox = await startDrycc({ clock, pull: namedImages, ...options });
    mike = new Asker(sandbox.server, clock, dryccSeeds.mike.token);
    vera = new Asker(sandbox.server, clock, dryccSeeds.vera.token);
    await mike.post('/v2/apps/', { id: 'market', workspace: 'teamone' });
  };
  const stop = async () => {
    mike.close();
    vera.close();
    await sandbox.close();
  };
  beforeEach(() => start());
  afterEach(stop);

  const deploy = (name: string) => mike.post('/v2/apps/market/build/', build(`registry.test/team/${name}`));
  const newest = async () =>
    ((await mike.get('/v2/apps/market/releases/?limit=1')).body as { results: readonly Release[] }).results[0];
  const podName = async () =>
    ((await mike.get('/v2/apps/market/pods/')).body as { results: readonly { name: string }[] }).results[0]?.name;

  it('has tokens of the real shape', () => {
    for (const { token } of Object.values(dryccSeeds)) expect(token).toMatch(/^[0-9a-fA-F]{32}[a-zA-Z]{96}$/);
  });

  it('answers at once and calls the release good only after pod and service check', async () => {
    expect((await deploy('web:1')).status).toBe(201);
    expect(await newest()).toMatchObject({ version: 2, state: 'created', failed: false });
    while (sandbox.appAt(host) === undefined) await clock.advance(500);
    expect(await newest()).toMatchObject({ state: 'created' });
    await clock.advance(12_000);
    expect(await newest()).toMatchObject({ state: 'succeed' });
  });

  it('sees a crash loop at the 10 s check and goes back', async () => {
    await deploy('web:1');
    await clock.advance(30_000);
    await deploy('crash:2');
    await clock.advance(8_000);
    const broken = await podName();
    const events = JSON.stringify((await mike.get(`/v2/apps/market/events/?pod_name=${broken}`)).body);
    expect(events).toContain('Back-off restarting failed container');
    const described = (await mike.get(`/v2/apps/market/pods/${broken}/describe/`)).body;
    expect(described).toMatchObject({
      results: [{ state: { waiting: { reason: 'CrashLoopBackOff' } }, ready: false }],
    });
    await clock.advance(30_000);
    const release = await newest();
    expect(release).toMatchObject({ version: 3, state: 'crashed', failed: true });
    expect(release?.conditions[0]?.exception).toContain(
      'Additional information:\nBack-off restarting failed container',
    );
    expect(sandbox.appAt(host)?.image).toBe('registry.test/team/web:1');
  });

  it('leaves a release created for ever, and its lock, when the worker is killed', async () => {
    sandbox.world.workerKilled = true;
    await deploy('web:1');
    await clock.advance(600_000);
    expect(await newest()).toMatchObject({ version: 2, state: 'created' });
    sandbox.world.workerKilled = false;
    expect((await deploy('web:2')).body).toEqual({
      detail: "there is an executing pipeline, please wait or force deploy: ['web']",
    });
    expect(await newest()).toMatchObject({ version: 3, state: 'created' });
    expect((await mike.post('/v2/apps/market/releases/deploy/', { force: true })).status).toBe(204);
    await clock.advance(30_000);
    expect(await newest()).toMatchObject({ version: 3, state: 'succeed' });
  });

  it("keeps a stray release of another member's build out of what runs", async () => {
    await deploy('web:1');
    await clock.advance(1_000);
    expect(() => sandbox.deployAs('market', 'registry.test/team/web:2')).toThrow('HTTP 400');
    await clock.advance(30_000);
    expect(await newest()).toMatchObject({ version: 3, state: 'created' });
    expect(sandbox.appAt(host)?.image).toBe('registry.test/team/web:1');
  });

  it('refuses images from loopback, except from the registry that is its own', async () => {
    const refused = await mike.post('/v2/apps/market/build/', build('127.0.0.1:5000/team/web:1'));
    expect(refused).toMatchObject({ status: 400, body: { detail: 'image must not use the loopback address' } });
    expect(await newest()).toMatchObject({ version: 1 });
    await stop();
    await start({ ownRegistry: '127.0.0.1:5000' });
    expect((await mike.post('/v2/apps/market/build/', build('127.0.0.1:5000/team/web:1'))).status).toBe(201);
    expect((await mike.post('/v2/apps/market/build/', build('127.0.0.1:5001/team/web:1'))).status).toBe(400);
  });

  it('pulls with the credentials of the process type', async () => {
    await mike.post('/v2/apps/market/config/', { registry: { web: { username: 'ci', password: 's3cret' } } });
    await deploy('private:1');
    await clock.advance(30_000);
    expect(await newest()).toMatchObject({ state: 'succeed' });
  });

  it('lets a viewer read and nothing else', async () => {
    expect((await vera.get('/v2/apps/market/')).status).toBe(200);
    expect((await vera.post('/v2/apps/market/build/', build('registry.test/web:1'))).status).toBe(403);
  });

  it('answers 403 to a token whose login has run out', async () => {
    sandbox.world.expiredUsers.add('mike');
    const answer = await mike.get('/v2/auth/whoami/');
    expect(answer).toMatchObject({
      status: 403,
      body: { detail: 'You do not have permission to perform this action.' },
    });
  });

  it('throttles a user by sandbox time, and can be told not to', async () => {
    let last = await vera.get('/v2/auth/whoami/');
    for (let count = 0; count < 60; count += 1) last = await vera.get('/v2/auth/whoami/');
    expect(last.status).toBe(429);
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(50);
    expect((await mike.get('/v2/auth/whoami/')).status).toBe(200);
    sandbox.world.throttled = false;
    expect((await vera.get('/v2/auth/whoami/')).status).toBe(200);
    sandbox.world.throttled = true;
    await clock.advance(61_000);
    expect((await vera.get('/v2/auth/whoami/')).status).toBe(200);
  });

  it('asks for a websocket where the real server has one', async () => {
    const answer = await mike.get('/v2/apps/market/pods/market-web-1-abcde/logs');
    expect(answer).toMatchObject({ status: 426, headers: { upgrade: 'websocket' } });
  });
});
