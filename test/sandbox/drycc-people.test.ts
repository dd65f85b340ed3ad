import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dryccSeeds } from '../../sandbox/drycc/drycc.ts';
import { Asker } from './asker.ts';
import { DryccBench, detailOf } from './benches.ts';

let bench: DryccBench;
beforeEach(async () => {
  bench = await DryccBench.start();
});
afterEach(() => bench.close());

const answer = (body: unknown) => JSON.parse(String(body)) as Record<string, string>;

describe('a login at the Drycc sandbox', () => {
  const login = (body: object) => bench.nobody.post('/v2/auth/login/', body);

  it('is done in a browser, and polled for', async () => {
    const asked = await login({});
    expect(asked.status).toBe(302);
    const key = new URL(asked.headers['location'] ?? '').searchParams.get('key') ?? '';
    const poll = () => bench.nobody.get(`/v2/auth/token/${key}/?alias=ci`);
    expect(await poll()).toMatchObject({ status: 404, body: '' });
    bench.world.finishLogin(key, 'mike');
    const { token, username } = answer((await poll()).body);
    expect(username).toBe('mike');
    const mike = new Asker(bench.sandbox.server, bench.clock, token);
    expect((await mike.get('/v2/auth/whoami/')).body).toMatchObject({ username: 'mike' });
    mike.close();
    // Each asking makes another token.
    expect(answer((await poll()).body)['token']).not.toBe(token);
  });

  it('with a password depends on what the login service lets the installation do', async () => {
    const mike = { username: 'mike', password: 'mike-password' };
    bench.world.passwords.set('mike', 'mike-password');
    expect((await login(mike)).status).toBe(500);
    bench.world.passport = 'browser only';
    expect(await login(mike)).toMatchObject({ status: 400, body: { error: 'unauthorized_client' } });
    bench.world.passport = 'takes passwords';
    expect(await login({ ...mike, password: 'guess' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Invalid credentials given.' },
    });
    const { key } = answer((await login(mike)).body);
    expect(answer((await bench.nobody.get(`/v2/auth/token/${key}/`)).body)['username']).toBe('mike');
  });

  it('gives tokens that can be listed, taken back, and go stale', async () => {
    const listed = (await bench.mike.get('/v2/tokens/')).body as { results: { uuid: string; alias: string }[] };
    expect(listed.results).toMatchObject([{ alias: 'ci' }]);
    const [{ uuid = '' } = {}] = listed.results;
    expect((await bench.vera.ask('DELETE', `/v2/tokens/${uuid}/`)).status).toBe(404);
    bench.world.expiredUsers.add('mike');
    expect(await bench.mike.get('/v2/apps/market/')).toMatchObject({
      status: 403,
      body: { detail: 'You do not have permission to perform this action.' },
    });
    bench.world.expiredUsers.clear();
    expect((await bench.mike.ask('DELETE', `/v2/tokens/${uuid}/`)).status).toBe(204);
    expect(await bench.mike.get('/v2/apps/market/')).toMatchObject({ status: 401, body: { detail: 'Invalid token.' } });
  });

  it('is not needed for its own paths, and nothing else is open', async () => {
    expect((await bench.nobody.get('/healthz')).body).toBe('OK');
    expect(await bench.nobody.get('/v2/')).toMatchObject({ status: 401, headers: { 'www-authenticate': 'token' } });
    expect(await bench.nobody.get('/v2/nothing/')).toMatchObject({
      status: 404,
      headers: { 'content-type': 'text/html; charset=utf-8' },
    });
  });
});

describe('requests at the Drycc sandbox', () => {
  it('are counted for each user, whoever else has that token', async () => {
    bench.world.throttled = true;
    bench.world.spend('mike', 59);
    expect((await bench.mike.get('/v2/auth/whoami/')).status).toBe(200);
    const asked = await bench.mike.get('/v2/auth/whoami/');
    expect(asked).toMatchObject({ status: 429, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } });
    expect(detailOf(asked)).toMatch(/^Request was throttled\. Expected available in \d+ seconds\.$/);
    expect((await bench.vera.get('/v2/auth/whoami/')).status).toBe(200);
    await bench.clock.advance(Number(asked.headers['retry-after']) * 1_000);
    expect((await bench.mike.get('/v2/auth/whoami/')).status).toBe(200);
  });
});

describe('workspaces of the Drycc sandbox', () => {
  it('decide who may what', async () => {
    const app = '/v2/apps/market/';
    expect((await bench.mike.get('/v2/workspaces/')).body).toMatchObject({ results: [{ id: 'teamone' }] });
    expect((await bench.bob.get('/v2/workspaces/teamone/')).status).toBe(404);
    expect((await bench.mike.get('/v2/workspaces/teamone/members/')).body).toMatchObject({
      results: expect.arrayContaining([expect.objectContaining({ user: 'vera', role: 'viewer' })]),
    });
    expect((await bench.vera.get(app)).status).toBe(200);
    expect((await bench.vera.post(`${app}config/`, { values: [] })).status).toBe(403);
    expect((await bench.mike.ask('DELETE', app)).status).toBe(403);
    // To an outsider the app is not there, and what is below it is forbidden.
    expect((await bench.bob.get(app)).status).toBe(404);
    expect((await bench.bob.get(`${app}releases/`)).status).toBe(403);
    expect((await bench.bob.get('/v2/apps/')).body).toMatchObject({ count: 0 });
    expect((await bench.vera.post('/v2/apps/', { id: 'other', workspace: 'teamone' })).status).toBe(403);
    expect((await bench.admin.ask('DELETE', app)).status).toBe(204);
  });

  it('are made by anybody, who then is their admin', async () => {
    const made = await bench.bob.post('/v2/workspaces/', { id: 'second', email: 'bob@example.com' });
    expect(made).toMatchObject({ status: 201, body: { id: 'second' } });
    expect((await bench.bob.post('/v2/workspaces/', { id: 'second', email: 'x@example.com' })).status).toBe(400);
    expect((await bench.bob.post('/v2/apps/', { id: 'tools', workspace: 'second' })).status).toBe(201);
  });
});

describe('what leads to an app of the Drycc sandbox', () => {
  it('is there from its first deploy, and follows settings, routes and domains', async () => {
    expect(bench.serving()).toBe(404);
    await bench.deployed('web:1', { procfile: { web: './serve', admin: './admin' } });
    expect(bench.serving()).toBe('web:1');
    expect((await bench.get('gateways/')).body).toMatchObject({ results: [{ name: 'market' }] });
    expect((await bench.get('services/')).body).toMatchObject({
      services: [{ ptype: 'web', ports: [{ port: 80, protocol: 'TCP', targetPort: 5000 }] }],
    });
    await bench.post('domains/', { domain: 'www.example.com', ptype: 'web' });
    expect(bench.sandbox.appAt('www.example.com')?.app).toBe('market');
    await bench.post('domains/', { domain: 'admin.example.com', ptype: 'admin' });
    expect(bench.sandbox.routed('admin.example.com')).toEqual({ status: 404 });
    await bench.post('ptypes/scale/', { web: 0 });
    await bench.clock.advance(30_000);
    expect(bench.serving()).toBe(503);
    await bench.post('settings/', { routable: false });
    expect(bench.serving()).toBe(404);
    await bench.post('settings/', { routable: true });
    expect((await bench.admin.ask('DELETE', '/v2/apps/market/routes/market/')).status).toBe(204);
    expect(bench.serving()).toBe(404);
  });

  it('goes to another process type when a service and a route say so', async () => {
    await bench.deployed('web:1', { procfile: { web: './serve', admin: './admin' } });
    await bench.post('ptypes/scale/', { admin: 1 });
    await bench.clock.advance(30_000);
    const service = { ptype: 'admin', port: 81, target_port: 5000, protocol: 'TCP' };
    expect((await bench.post('services/', service)).status).toBe(201);
    expect((await bench.post('services/', { ...service, port: 'x' })).body).toEqual([
      'port can only be a numeric value',
    ]);
    await bench.post('domains/', { domain: 'admin.example.com', ptype: 'admin' });
    const put = (path: string, body: object) => bench.mike.ask('PUT', bench.path(path), JSON.stringify(body));
    const route = { app: 'market', name: 'admin', kind: 'HTTPRoute', parent_refs: [{ name: 'market', port: 80 }] };
    const rules = [{ backendRefs: [{ kind: 'Service', name: 'market-admin', port: 81, weight: 100 }] }];
    expect((await put('routes/admin/', { ...route, rules: [] })).status).toBe(404);
    expect((await put('routes/admin/', { ...route, rules })).status).toBe(200);
    expect(bench.sandbox.appAt('admin.example.com')?.pod).toContain('market-admin-');
    expect((await put('gateways/market/', { app: 'market', name: 'market', ports: [{ port: 0 }] })).status).toBe(400);
    expect(dryccSeeds.mike.token).toHaveLength(128);
  });
});
