import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deisSeeds } from '../../sandbox/deis/deis.ts';
import { Asker } from './asker.ts';
import { DeisBench, detailOf } from './benches.ts';

let bench: DeisBench;
beforeEach(async () => {
  bench = await DeisBench.start();
});
afterEach(() => bench.close());

const tokenOf = (body: unknown) => (body as { token: string }).token;

describe('users of the Deis sandbox', () => {
  it('log in, and are told one thing about all that is wrong', async () => {
    const login = (body: object) => bench.nobody.post('/v2/auth/login/', body);
    expect((await login({ username: 'bob', password: deisSeeds.bob.password })).body).toEqual({
      token: deisSeeds.bob.token,
    });
    const wrong = { non_field_errors: ['Unable to log in with provided credentials.'] };
    for (const body of [
      { username: 'bob', password: 'guess' },
      { username: 'eve', password: 'guess' },
    ]) {
      expect(await login(body)).toMatchObject({ status: 400, body: wrong });
    }
    expect((await login({})).body).toEqual({
      username: ['This field is required.'],
      password: ['This field is required.'],
    });
    // Without its last slash this path is none.
    expect((await bench.nobody.post('/v2/auth/login', {})).status).toBe(404);
  });

  it('lose their token when it is made anew', async () => {
    expect((await bench.bob.get('/v2/auth/whoami/')).body).toMatchObject({ username: 'bob', is_superuser: false });
    const { body } = await bench.bob.post('/v2/auth/tokens/', {});
    expect(tokenOf(body)).toMatch(/^[0-9a-f]{40}$/);
    expect(await bench.bob.get('/v2/auth/whoami/')).toMatchObject({ status: 401, body: { detail: 'Invalid token.' } });
    expect((await bench.admin.post('/v2/auth/tokens/', { username: 'eve' })).status).toBe(404);
    const anew = await bench.admin.post('/v2/auth/tokens/', { username: 'bob' });
    const again = new Asker(bench.sandbox.server, bench.clock, tokenOf(anew.body));
    expect((await again.post('/v2/auth/tokens/', { all: true })).status).toBe(403);
    again.close();
    expect((await bench.admin.post('/v2/auth/tokens/', { all: true })).status).toBe(200);
    expect((await bench.admin.get('/v2/auth/whoami/')).status).toBe(401);
  });

  it('register, as far as the installation lets them', async () => {
    const eve = { username: 'eve', password: 'secret', email: 'eve@example.com' };
    const register = (asker: Asker, body: object) => asker.post('/v2/auth/register/', body);
    bench.world.registrationMode = 'disabled';
    expect(detailOf(await register(bench.admin, eve))).toBe('Registration is disabled');
    bench.world.registrationMode = 'admin_only';
    expect((await register(bench.nobody, eve)).status).toBe(403);
    expect((await register(bench.bob, eve)).status).toBe(403);
    expect(await register(bench.admin, eve)).toMatchObject({
      status: 201,
      body: { username: 'eve', is_superuser: false },
    });
    bench.world.registrationMode = 'enabled';
    expect((await register(bench.nobody, eve)).body).toEqual({
      username: ['A user with that username already exists.'],
    });
    expect((await register(bench.nobody, { ...eve, username: 'e v e' })).status).toBe(400);
    expect((await register(bench.nobody, { ...eve, username: 'mallory' })).status).toBe(201);
  });

  it('see and change the apps that are theirs or shared with them', async () => {
    const app = '/v2/apps/shop/';
    expect((await bench.bob.get(app)).status).toBe(403);
    expect((await bench.bob.get('/v2/apps/')).body).toMatchObject({ count: 0 });
    expect((await bench.bob.post(`${app}perms/`, { username: 'bob' })).status).toBe(403);
    expect((await bench.admin.post(`${app}perms/`, { username: 'eve' })).status).toBe(404);
    expect((await bench.admin.post(`${app}perms/`, { username: 'bob' })).status).toBe(201);
    expect((await bench.bob.get(`${app}perms/`)).body).toEqual({ users: ['bob'] });
    expect((await bench.bob.post(`${app}builds/`, { image: 'registry.test/team/web:1' })).status).toBe(201);
    // Who is shared with may do anything but take the app away.
    expect((await bench.bob.ask('DELETE', app)).status).toBe(403);
    expect((await bench.bob.post(app, { owner: 'bob' })).status).toBe(403);
    expect((await bench.bob.ask('DELETE', `${app}perms/bob/`)).status).toBe(204);
    expect((await bench.bob.get(app)).status).toBe(403);
    expect((await bench.admin.post(app, { owner: 'bob' })).status).toBe(200);
    expect((await bench.bob.get(app)).body).toMatchObject({ owner: 'bob' });
    expect((await bench.bob.ask('DELETE', app)).status).toBe(204);
    expect((await bench.bob.get(app)).status).toBe(404);
  });
});

describe('settings of the Deis sandbox', () => {
  const settings = (body: object) => bench.post('settings/', body);

  it('change what the router does with the app', async () => {
    await bench.deploy('web:1');
    expect(await settings({})).toMatchObject({ status: 409, body: { detail: 'admin changed nothing' } });
    expect((await settings({ maintenance: true })).status).toBe(201);
    expect(bench.serving()).toBe(503);
    await settings({ maintenance: false, routable: false });
    expect(bench.serving()).toBe(404);
    await settings({ routable: true });
    expect(bench.serving()).toBe('web:1');
    expect((await settings({ maintenance: 'perhaps' })).body).toEqual({
      maintenance: ['Must be a valid boolean.'],
    });
  });

  it('need no PORT for an app that nothing is routed to, and ask it no probe', async () => {
    await bench.config({ values: { PORT: null } });
    expect(detailOf(await bench.deploy('web:1'))).toBe(
      'PORT needs to be set in the application config when using a private registry',
    );
    await settings({ routable: false });
    expect((await bench.deploy('web:1')).status).toBe(201);
    expect(bench.world.cluster.deployment('shop', 'cmd')?.template.probes).toEqual({});
  });

  it('list addresses, label and scale by load', async () => {
    const addresses = (method: string, list: unknown) =>
      bench.admin.ask(method, '/v2/apps/shop/whitelist/', JSON.stringify({ addresses: list }));
    expect((await addresses('POST', ['1.2.3.4', '10.0.0.0/8'])).body).toEqual({ addresses: ['1.2.3.4', '10.0.0.0/8'] });
    expect(await addresses('POST', ['nowhere'])).toMatchObject({
      status: 400,
      body: ['The address nowhere is not valid'],
    });
    expect((await addresses('POST', ['1.2.3.4'])).status).toBe(409);
    expect(detailOf(await addresses('DELETE', ['9.9.9.9']))).toBe("addresses {'9.9.9.9'} does not exist in whitelist");
    expect((await addresses('DELETE', ['1.2.3.4'])).status).toBe(204);
    expect((await settings({ label: { team: 'red' } })).body).toMatchObject({ label: { team: 'red' } });
    expect((await settings({ label: { none: null } })).status).toBe(422);
    expect((await settings({ autoscale: { cmd: { min: 2, max: 4 } } })).body).toEqual({
      autoscale: [expect.stringContaining("'cpu_percent' is a required property")],
    });
    expect((await bench.post('tls/', { https_enforced: true })).body).toMatchObject({ https_enforced: true });
    expect((await bench.post('tls/', { https_enforced: true })).status).toBe(409);
  });

  it('give names to the app, each to one app alone', async () => {
    await bench.deploy('web:1');
    expect((await bench.post('domains/', { domain: 'www.example.com' })).status).toBe(201);
    expect(bench.sandbox.appAt('www.example.com')?.app).toBe('shop');
    expect((await bench.post('domains/', { domain: 'www.example.com' })).body).toEqual({
      domain: [expect.stringMatching(/already in use|exists/)],
    });
    expect((await bench.admin.ask('DELETE', '/v2/apps/shop/domains/www.example.com')).status).toBe(204);
    expect(bench.sandbox.appAt('www.example.com')).toBeUndefined();
    expect((await bench.admin.ask('DELETE', '/v2/apps/shop/domains/www.example.com')).status).toBe(404);
  });
});

describe('logs of the Deis sandbox', () => {
  it('are the last lines, none at all, or out of order', async () => {
    await bench.deploy('web:1');
    const { body, headers } = await bench.get('logs?log_lines=2');
    expect(headers['content-type']).toBe('text/plain');
    expect(String(body).trimEnd().split('\n')).toHaveLength(2);
    expect(String(body)).toMatch(/^20\d\d-\d\d-\d\dT[\d:]{8}\+00:00 shop\[/);
    expect((await bench.get('logs?log_lines=0')).status).toBe(204);
    bench.world.logger = 'empty';
    expect(await bench.get('logs')).toMatchObject({ status: 204, body: '' });
    bench.world.logger = 'broken';
    expect(await bench.get('logs')).toMatchObject({ status: 500, body: 'Error accessing logs for shop' });
  });
});
