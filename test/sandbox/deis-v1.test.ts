import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../sandbox/clock.ts';
import { type DeisV1Sandbox, startDeisV1, v1Seeds } from '../../sandbox/deis-v1/deis-v1.ts';
import type { Pull } from '../../sandbox/image.ts';
import { Asker, namedImages } from './asker.ts';

const host = 'shop.apps.sandbox.test';
const web = (tag: string) => ({ image: `registry.test/team/${tag}` });

/** More names than all sandboxes know: what the images expose, where they listen, what a command in them does. */
const images: Pull = async (image) => {
  const pulled = await namedImages(image);
  const exposedPorts = image.includes('portless')
    ? []
    : image.includes('ports')
      ? ['9000/tcp', '8080/tcp']
      : ['8080/tcp'];
  return {
    ...pulled,
    exposedPorts,
    ...(image.includes('ports:high') ? { listens: [9000] } : {}),
    ...(image.includes('healthz') ? { httpPaths: ['/healthz'] } : {}),
    task: (command) => ({ ms: 2_500, exitCode: command === 'false' ? 1 : 0, log: ['for $DEIS_APP at $DEIS_RELEASE'] }),
  };
};

let clock: ManualClock;
let sandbox: DeisV1Sandbox;
let admin: Asker;
let bob: Asker;
let nobody: Asker;

beforeEach(() => begin({}));
afterEach(() => end());

async function begin(options: Partial<Parameters<typeof startDeisV1>[0]>): Promise<void> {
  clock = new ManualClock();
  sandbox = await startDeisV1({ clock, pull: images, ...options });
  admin = new Asker(sandbox.server, clock, v1Seeds.admin.token);
  bob = new Asker(sandbox.server, clock, v1Seeds.bob.token);
  nobody = new Asker(sandbox.server, clock, undefined);
  await admin.post('/v1/apps/', { id: 'shop' });
}

async function end(): Promise<void> {
  for (const asker of [admin, bob, nobody]) asker.close();
  await sandbox.close();
}

const deploy = (tag: string, more = {}) => admin.post('/v1/apps/shop/builds/', { ...web(tag), ...more });
const config = (body: object) => admin.post('/v1/apps/shop/config/', body);
const rollBack = (body: object) => admin.post('/v1/apps/shop/releases/rollback/', body);
type Row = Readonly<Record<string, unknown>>;
const listed = async (what: string) => ((await admin.get(`/v1/apps/shop/${what}/`)).body as { results: Row[] }).results;
const containers = async () =>
  (await listed('containers')).map(({ type, num, release, state }) => `${type}.${num} ${release} ${state}`);
const versions = async () => (await listed('releases')).map(({ version, summary }) => `v${version} ${summary}`);
const logs = async () => String((await admin.get('/v1/apps/shop/logs?log_lines=500')).body);

/** Lets time pass until `seen`, while requests are open. */
async function until(seen: () => boolean): Promise<void> {
  for (let count = 0; !seen(); count += 1) {
    if (count > 50_000) throw new Error('it never came');
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(100);
  }
}

const phases = () => [...sandbox.world.fleet.units].map(([name, { phase }]) => `${name} ${phase}`);

describe('the front of the Deis v1 sandbox', () => {
  it('says its versions with every answer, in new and old words', async () => {
    const versioned = {
      deis_api_version: '1.7',
      x_deis_api_version: '1.7',
      deis_platform_version: '1.13.4',
      x_deis_platform_version: '1.13.4',
    };
    const health = await nobody.get('/healthz');
    expect(health).toMatchObject({ status: 200, body: 'OK', headers: versioned });
    const base = await nobody.get('/v1/');
    expect(base).toMatchObject({ status: 401, headers: { ...versioned, 'www-authenticate': 'Token' } });
    expect(base.body).toEqual({ detail: 'Authentication credentials were not provided.' });
    for (const path of ['/v2/', '/v1', '/healthz/', '/v1/nothing/']) {
      const page = await admin.get(path);
      expect(page).toMatchObject({ status: 404, headers: { ...versioned, 'content-type': 'text/html' } });
      expect(page.body).toBe(`<h1>Not Found</h1><p>The requested URL ${path} was not found on this server.</p>`);
    }
    expect((await admin.get('/v1/')).status).toBe(200);
  });

  it('refuses a client of another major version, if it says so', async () => {
    const client = (version: string) => new Asker(sandbox.server, clock, undefined, { 'DEIS-VERSION': version });
    const [old, own] = [client('2'), client('1')];
    expect(await old.get('/v1/apps/')).toMatchObject({
      status: 405,
      headers: { deis_api_version: '1.7' },
      body: { error: 'Client and server versions do not match. Client version: 2 Server version: 1' },
    });
    expect((await own.get('/v1/apps/')).status).toBe(401);
    for (const asker of [old, own]) asker.close();
  });

  it('logs in, and gives the same token each time', async () => {
    const login = (body: object) => nobody.post('/v1/auth/login/', body);
    const { username, password } = { username: 'admin', password: v1Seeds.admin.password };
    expect(await login({ username, password })).toMatchObject({ status: 200, body: { token: v1Seeds.admin.token } });
    expect(await login({ username, password: 'no' })).toMatchObject({
      status: 400,
      body: { non_field_errors: ['Unable to log in with provided credentials.'] },
    });
    expect((await login({ username: '' })).body).toEqual({
      username: ['This field may not be blank.'],
      password: ['This field is required.'],
    });
    expect((await nobody.post('/v1/auth/login', { username, password })).status).toBe(404);
    const stranger = new Asker(sandbox.server, clock, 'f'.repeat(40));
    expect(await stranger.get('/v1/apps/')).toMatchObject({ status: 401, body: { detail: 'Invalid token' } });
    stranger.close();
  });

  it('registers users, the first of whom is the superuser, as long as it may', async () => {
    const register = (asker: Asker, username: string) =>
      asker.post('/v1/auth/register/', { username, password: 'secret', email: `${username}@example.com` });
    const joined = await register(nobody, 'carol');
    expect(joined).toMatchObject({ status: 201, body: { username: 'carol', is_superuser: false, is_active: true } });
    expect(joined.body).not.toHaveProperty('password');
    expect((await register(nobody, 'carol')).body).toEqual({ username: ['This field must be unique.'] });
    expect((await register(nobody, 'no good')).body).toMatchObject({ username: ['Enter a valid username.'] });
    await end();
    await begin({ registration: 'admin_only' });
    expect((await register(bob, 'dave')).status).toBe(403);
    expect((await register(admin, 'dave')).status).toBe(201);
    await end();
    await begin({ registration: 'disabled' });
    expect(await register(admin, 'erin')).toMatchObject({ status: 403, body: { detail: 'Registration is disabled' } });
  });

  it('makes new tokens, and the old ones are dead', async () => {
    const { token } = (await bob.post('/v1/auth/tokens/', {})).body as { token: string };
    expect(token).toMatch(/^[0-9a-f]{40}$/);
    expect((await bob.get('/v1/apps/')).status).toBe(401);
    const renewed = new Asker(sandbox.server, clock, token);
    expect((await renewed.post('/v1/auth/tokens/', { username: 'admin' })).status).toBe(403);
    renewed.close();
    expect((await admin.post('/v1/auth/tokens/', { username: 'nobody' })).status).toBe(404);
  });

  it('has the words of its own framework', async () => {
    expect(await admin.ask('PUT', '/v1/apps/shop/config/')).toMatchObject({
      status: 405,
      body: { detail: "Method 'PUT' not allowed." },
      headers: { allow: 'GET, POST, HEAD, OPTIONS' },
    });
    expect(await admin.ask('POST', '/v1/apps/shop/builds/', 'image=web')).toMatchObject({
      status: 400,
      body: { detail: 'JSON parse error - No JSON object could be decoded' },
    });
    expect(await admin.post('/v1/apps/shop/builds/', [])).toMatchObject({
      status: 500,
      body: '<h1>Server Error (500)</h1>',
    });
    expect(await admin.get('/v1/apps/other/')).toMatchObject({ status: 404, body: { detail: 'Not found' } });
    expect(await bob.get('/v1/apps/shop/')).toMatchObject({
      status: 403,
      body: { detail: 'You do not have permission to perform this action.' },
    });
  });

  it('takes a path for whatever its beginning fits', async () => {
    expect((await admin.get('/v1/apps/shop/pods/')).body).toMatchObject({ id: 'shop' });
    expect((await admin.get('/v1/apps/My-App/')).body).toMatchObject({ count: 1 });
    expect((await admin.get('/v1/apps/shop/config/and/more')).body).toMatchObject({ values: {} });
  });
});

describe('apps of the Deis v1 sandbox', () => {
  it('have an address, and times that end in UTC', async () => {
    const app = (await admin.get('/v1/apps/shop/')).body as Row;
    expect(app).toMatchObject({
      id: 'shop',
      owner: 'admin',
      url: host,
      structure: {},
      created: '2026-11-22T08:14:00UTC',
    });
    expect(await versions()).toEqual(['v1 admin created initial release']);
    expect((await listed('releases'))[0]).toMatchObject({ build: null });
  });

  it('are named by its rules', async () => {
    const create = (id: unknown) => admin.post('/v1/apps/', { id });
    const complaints = async (id: unknown) => ((await create(id)).body as { id: string[] }).id;
    expect(await complaints('shop')).toEqual(['This field must be unique.']);
    expect(await complaints('deis')).toEqual(['deis is a reserved name.']);
    expect(await complaints('No Good')).toEqual([
      'App IDs can only contain [a-z0-9-].',
      "Enter a valid 'slug' consisting of letters, numbers, underscores or hyphens.",
    ]);
    expect(await complaints('a'.repeat(65))).toEqual(['Ensure this field has no more than 64 characters.']);
    expect(await complaints(null)).toEqual(['This field may not be null.']);
    expect((await create('-1-')).status).toBe(201);
    expect(((await admin.post('/v1/apps/', {})).body as { id: string }).id).toMatch(/^[a-z]+-[a-z]+$/);
  });

  it('are shared, and then deployed but not deleted by others', async () => {
    const perms = '/v1/apps/shop/perms/';
    expect((await bob.post(perms, { username: 'bob' })).status).toBe(403);
    expect((await admin.post(perms, { username: 'nobody' })).status).toBe(404);
    expect(await admin.post(perms, { username: 'bob' })).toMatchObject({ status: 201, body: '' });
    expect((await bob.get(perms)).body).toEqual({ users: ['bob'] });
    expect((await bob.get('/v1/apps/')).body).toMatchObject({ count: 1 });
    expect((await bob.post('/v1/apps/shop/config/', { values: { A: '1' } })).status).toBe(201);
    expect((await bob.ask('DELETE', '/v1/apps/shop/')).status).toBe(403);
    expect((await bob.ask('DELETE', `${perms}bob/`)).status).toBe(204);
    expect((await bob.get('/v1/apps/shop/')).status).toBe(403);
    expect((await admin.post('/v1/apps/shop/', { owner: 'bob' })).status).toBe(200);
    expect((await bob.get('/v1/apps/shop/')).body).toMatchObject({ owner: 'bob' });
    await deploy('web:1');
    expect((await bob.ask('DELETE', '/v1/apps/shop/')).status).toBe(204);
    expect(phases()).toEqual([]);
    expect(sandbox.answerAt(host)).toBeUndefined();
  });

  it('answer at their domains', async () => {
    const add = (domain: string) => admin.post('/v1/apps/shop/domains/', { domain });
    expect((await add('www.example.org')).status).toBe(201);
    await deploy('web:1');
    await clock.advance(2_000);
    expect(sandbox.answerAt('www.example.org')).toMatchObject({ app: 'shop' });
    const complaint = async (domain: string) => (await add(domain)).body;
    expect(await complaint('www.example.org')).toEqual({ domain: ['This field must be unique.'] });
    expect(await complaint('*.example.org')).toEqual({
      domain: ['Adding a wildcard subdomain is currently not supported.'],
    });
    expect(await complaint('1.2.3.4')).toEqual({ domain: ['Hostname does not look valid.'] });
    expect((await admin.ask('DELETE', '/v1/apps/shop/domains/www.example.org/')).status).toBe(204);
    expect((await admin.ask('DELETE', '/v1/apps/shop/domains/www.example.org/')).status).toBe(500);
    expect(sandbox.answerAt('www.example.org')).toBeUndefined();
  });

  it('are listed in pages', async () => {
    for (const id of ['a', 'b', 'c']) await admin.post('/v1/apps/', { id });
    const page = async (query: string) => (await admin.get(`/v1/apps/?${query}`)).body as Row;
    const first = await page('page_size=3');
    expect(first).toMatchObject({ count: 4, previous: null });
    expect(first['results']).toHaveLength(3);
    expect(first['next']).toBe(`${sandbox.server.url}/v1/apps/?page_size=3&page=2`);
    expect(await page('page_size=3&page=last')).toMatchObject({ next: null, results: [{ id: 'c' }] });
    expect((await page('page_size=0&limit=1'))['results']).toHaveLength(4);
    expect(await admin.get('/v1/apps/?page=2')).toMatchObject({ status: 404, body: { detail: 'Not found' } });
  });
});

describe('a build of the Deis v1 sandbox', () => {
  it('blocks until the new container has started and the old one is gone, and says the release in a header', async () => {
    const began = clock.now();
    const answer = await deploy('web:1');
    expect(answer).toMatchObject({ status: 201, headers: { 'deis-release': '2', 'x-deis-release': '2' } });
    expect(answer.body).toMatchObject({ app: 'shop', image: 'registry.test/team/web:1', sha: '', procfile: {} });
    expect(clock.now() - began).toBeGreaterThan(10_000);
    expect(await containers()).toEqual(['cmd.1 v2 up']);
    expect((await admin.get('/v1/apps/shop/')).body).toMatchObject({ structure: { cmd: 1 } });
    await clock.advance(2_000);
    expect(sandbox.answerAt(host)).toMatchObject({ app: 'shop', instance: 'v2.cmd.1' });

    const second = admin.send('POST', '/v1/apps/shop/builds/', JSON.stringify(web('web:2')));
    await until(() => phases().includes('shop_v3.cmd.1 activating'));
    expect(await containers()).toEqual(['cmd.1 v2 up', 'cmd.1 v3 down']);
    expect(sandbox.answerAt(host)).toMatchObject({ instance: 'v2.cmd.1' });
    await until(() => phases().length === 1);
    await clock.advance(2_000);
    expect((await second).status).toBe(201);
    expect(await containers()).toEqual(['cmd.1 v3 up']);
    expect(await versions()).toEqual([
      'v3 admin deployed registry.test/team/web:2',
      'v2 admin deployed registry.test/team/web:1',
      'v1 admin created initial release',
    ]);
  });

  it('says 201 to an app that crashes, and the old containers are gone', async () => {
    await deploy('web:1');
    expect((await deploy('crash:2')).status).toBe(201);
    const seen = new Set<string>();
    for (let count = 0; count < 100; count += 1) {
      for (const row of await containers()) seen.add(row);
      await clock.advance(250);
    }
    expect([...seen].sort()).toEqual(['cmd.1 v3 down', 'cmd.1 v3 up']);
    expect(sandbox.answerAt(host)).toMatchObject({ status: 502 });
    expect(await logs()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dUTC shop\[cmd\.1\]: Error: connect ECONNREFUSED/m);
    expect(await logs()).toContain(' shop[deis-controller]: admin deployed registry.test/team/crash:2\n');
  });

  it('ends as a page of HTML when the image cannot be pulled, and leaves the release behind', async () => {
    await deploy('web:1');
    expect(await deploy('missing:2')).toMatchObject({ status: 500, body: '<h1>Server Error (500)</h1>' });
    expect((await versions())[0]).toBe('v3 admin deployed registry.test/team/missing:2');
    expect(await containers()).toEqual(['cmd.1 v2 up']);
    expect((await deploy('web:4')).headers).toMatchObject({ 'deis-release': '4' });
  });

  it('knows nothing of digests: the image is not published, and nothing can start from it', async () => {
    await deploy('web:1');
    const killed = await deploy(`web@sha256:${'a'.repeat(64)}`);
    expect(killed).toMatchObject({ status: 502, headers: { 'content-type': 'text/html' } });
    // The worker was killed while it waited: nobody has taken the old container away, nor the new one.
    expect(await containers()).toEqual(['cmd.1 v2 up', 'cmd.1 v3 down']);
    expect(await logs()).toContain('could not find image');
    expect(sandbox.answerAt(host)).toMatchObject({ instance: 'v2.cmd.1' });
    // Scaling to what is wanted takes the newest away.
    expect((await admin.post('/v1/apps/shop/scale/', { cmd: 1 })).status).toBe(204);
    expect(await containers()).toEqual(['cmd.1 v2 up']);
  });

  it('does not find a port’s tag, either', async () => {
    expect((await admin.post('/v1/apps/shop/builds/', { image: 'registry.test:5000/team/web' })).status).toBe(502);
    expect(await logs()).toContain('registry.test:5000/team/web:None');
  });

  it('is refused names of the platform’s own parts, and the release stays', async () => {
    expect(await deploy('deis/router:1')).toMatchObject({
      status: 403,
      body: { detail: 'Repository name registry.test/team/deis/router is not allowed' },
    });
    expect(await versions()).toHaveLength(2);
  });

  it('deletes the release that could not be created, and gives its version again', async () => {
    await deploy('web:1');
    sandbox.world.fleet.faults.push({ app: 'shop', kind: 'refuse-create' });
    expect(await deploy('web:2')).toMatchObject({
      status: 503,
      body: { detail: 'aborting, failed to create some containers' },
    });
    expect(await versions()).toHaveLength(2);
    expect(await listed('builds')).toHaveLength(2);
    expect(await containers()).toEqual(['cmd.1 v2 up']);
    sandbox.world.fleet.faults.length = 0;
    expect((await deploy('web:3')).headers).toMatchObject({ 'deis-release': '3' });
  });

  it('deletes the release that did not pass its health check, and the old one serves on', async () => {
    expect((await config({ values: { HEALTHCHECK_URL: '/healthz' } })).status).toBe(201);
    const began = clock.now();
    expect((await deploy('healthz:1')).status).toBe(201);
    expect(clock.now() - began).toBeGreaterThan(30_000);
    expect(await deploy('unready:2')).toMatchObject({
      status: 503,
      body: { detail: 'aborting, app containers failed to respond to health check' },
    });
    expect(await logs()).toContain('failed to connect to container; trying again in 0.0 seconds\n');
    expect((await versions())[0]).toBe('v3 admin deployed registry.test/team/healthz:1');
    expect(await containers()).toEqual(['cmd.1 v3 up']);
    expect(sandbox.answerAt(host)).toMatchObject({ instance: 'v3.cmd.1' });
  });

  it('calls an app up that never answers, without a health check', async () => {
    expect((await deploy('unready:1')).status).toBe(201);
    await clock.advance(60_000);
    expect(await containers()).toEqual(['cmd.1 v2 up']);
    expect(sandbox.answerAt(host)).toMatchObject({ status: 502 });
  });

  it('starts a Procfile’s types when they are scaled, and destroys those that the next one has not', async () => {
    await deploy('web:1', { procfile: { web: './web', worker: './worker' } });
    expect(await containers()).toEqual(['cmd.1 v2 up']);
    expect((await admin.post('/v1/apps/shop/scale/', { web: 2, worker: 1, cmd: 0 })).status).toBe(204);
    expect(await containers()).toEqual(['web.1 v2 up', 'web.2 v2 up', 'worker.1 v2 up']);
    await deploy('web:2');
    expect(await containers()).toEqual([]);
    expect((await admin.get('/v1/apps/shop/')).body).toMatchObject({ structure: { web: 2, worker: 1, cmd: 0 } });
  });

  it('is checked before anything is made of it', async () => {
    const complaint = async (body: object) => (await admin.post('/v1/apps/shop/builds/', body)).body;
    expect(await complaint({})).toEqual({ image: ['This field is required.'] });
    expect(await complaint({ image: '' })).toEqual({ image: ['This field may not be blank.'] });
    expect((await admin.post('/v1/apps/shop/builds/', { ...web('web:1'), sha: 'abc' })).status).toBe(599);
    expect(await listed('builds')).toEqual([]);
  });

  it('pulls one image at a time', async () => {
    await admin.post('/v1/apps/', { id: 'other' });
    const one = admin.send('POST', '/v1/apps/shop/builds/', JSON.stringify(web('web:1')));
    const two = bob.send('POST', '/v1/apps/other/builds/', JSON.stringify(web('web:1')));
    expect((await two).status).toBe(403);
    const three = admin.send('POST', '/v1/apps/other/builds/', JSON.stringify(web('web:1')));
    await until(() => phases().includes('shop_v2.cmd.1 active'));
    expect(sandbox.world.docker.images.size).toBe(1);
    await until(() => phases().includes('other_v2.cmd.1 active'));
    await clock.advance(3_000);
    expect([(await one).status, (await three).status]).toEqual([201, 201]);
  });
});

describe('the router of the Deis v1 sandbox', () => {
  it('never knows an app whose image exposes no port', async () => {
    await deploy('portless:1');
    await clock.advance(60_000);
    expect(await containers()).toEqual(['cmd.1 v2 up']);
    expect(sandbox.answerAt(host)).toMatchObject({ status: 503 });
  });

  it('takes the lowest of several ports, wherever the app listens', async () => {
    await deploy('ports:low');
    await clock.advance(2_000);
    expect(sandbox.answerAt(host)).toMatchObject({ instance: 'v2.cmd.1' });
    await deploy('ports:high');
    await clock.advance(2_000);
    expect(sandbox.answerAt(host)).toMatchObject({ status: 502 });
  });

  it('forgets a container that ended by itself only after a while', async () => {
    await deploy('web:1');
    await clock.advance(2_000);
    sandbox.world.fleet.units.get('shop_v2.cmd.1')?.end(0);
    expect(sandbox.answerAt(host)).toMatchObject({ status: 502 });
    await clock.advance(20_000);
    expect(sandbox.answerAt(host)).toMatchObject({ status: 503 });
    expect(await containers()).toEqual(['cmd.1 v2 created']);
    expect(await admin.post('/v1/apps/shop/containers/restart/', {})).toMatchObject({
      status: 200,
      body: [{ type: 'cmd', num: 1, state: 'up' }],
    });
    await clock.advance(2_000);
    expect(sandbox.answerAt(host)).toMatchObject({ instance: 'v2.cmd.1' });
  });
});

describe('config of the Deis v1 sandbox', () => {
  it('is merged, makes a release each time, and deploys it', async () => {
    expect(await config({ values: { A: 1, B: true } })).toMatchObject({
      status: 201,
      headers: { 'deis-release': '2' },
      body: { values: { A: '1', B: 'True' }, memory: {}, cpu: {}, tags: {} },
    });
    await deploy('web:1');
    const changed = await config({
      values: { A: null, C: 'x', GONE: null },
      memory: { cmd: '512M' },
      cpu: { cmd: '512' },
    });
    expect(changed.body).toMatchObject({
      values: { B: 'True', C: 'x', DEIS_APP: 'shop', DEIS_RELEASE: 'v4' },
      memory: { cmd: '512M' },
      cpu: { cmd: 512 },
    });
    expect((await admin.get('/v1/apps/shop/config/')).body).toMatchObject({ values: { B: 'True', C: 'x' } });
    expect(await containers()).toEqual(['cmd.1 v4 up']);
    await config({ values: { C: 'x' } });
    expect(await versions()).toEqual([
      'v5 admin changed nothing',
      'v4 admin added C, deleted Aadmin changed limits for memory, cpu',
      'v3 admin deployed registry.test/team/web:1',
      'v2 admin added A, B',
      'v1 admin created initial release',
    ]);
  });

  it('goes through a Dockerfile, in which not every sign stays what it is', async () => {
    await config({ values: { PLAIN: 'x=y "z" #1', LINES: 'a\nb', UMLAUT: 'pä€', SLASH: 'a\\b' } });
    await deploy('web:1');
    expect(sandbox.world.docker.images.get('shop:v3')?.environment).toEqual({
      ...{ PLAIN: 'x=y "z" #1', LINES: 'a\\nb', UMLAUT: 'p\\xe4\\u20ac', SLASH: 'a\\\\b' },
      ...{ DEIS_APP: 'shop', DEIS_RELEASE: 'v3' },
    });
    for (const value of ['$HOME', 'a\\']) expect((await config({ values: { PLAIN: value } })).status).toBe(599);
  });

  it('is checked', async () => {
    const complaint = async (body: object) => (await config(body)).body;
    expect(await complaint({ values: { 'A-B': '1' } })).toEqual({
      values: ['Config keys must start with a letter or underscore and only contain [A-z0-9_]'],
    });
    expect(await complaint({ memory: { web: 'much' }, cpu: { web: 1025 }, tags: { 'a.b': 'c' } })).toEqual({
      memory: ['Limit format: <number><unit>, where unit = B, K, M or G'],
      cpu: ['CPU shares must be between 0 and 1024'],
      tags: ['Tag keys can only contain [a-z]'],
    });
    expect(await complaint({ cpu: { web: 'some' } })).toEqual({ cpu: ['CPU shares must be an integer'] });
    expect(await complaint({ values: null })).toEqual({ values: ['This field may not be null.'] });
    expect((await config({ values: [] })).status).toBe(500);
    expect((await config({ values: '{"A": "from text"}' })).body).toMatchObject({ values: { A: 'from text' } });
  });

  it('is changed by one at a time', async () => {
    await deploy('web:1');
    const first = admin.send('POST', '/v1/apps/shop/config/', JSON.stringify({ values: { A: '1' } }));
    await until(() => sandbox.world.configLocks.has('shop'));
    expect(await config({ values: { B: '2' } })).toMatchObject({
      status: 409,
      body: { error: expect.stringMatching(/^Config changes already in progress\.\n/) },
    });
    await until(() => !sandbox.world.configLocks.has('shop'));
    expect((await first).status).toBe(201);
    expect((await config({ values: { B: '2' } })).status).toBe(201);
  });

  it('is merged into what was written last, although that failed or was rolled back from', async () => {
    await deploy('web:1');
    sandbox.world.fleet.faults.push({ app: 'shop', kind: 'refuse-create' });
    expect((await config({ values: { BAD: '1' } })).status).toBe(503);
    sandbox.world.fleet.faults.length = 0;
    expect((await admin.get('/v1/apps/shop/config/')).body).toMatchObject({ values: {} });
    expect((await config({ values: { GOOD: '1' } })).body).toMatchObject({ values: { BAD: '1', GOOD: '1' } });
  });

  it('finds no machine for tags that none has', async () => {
    await deploy('web:1');
    const began = clock.now();
    expect(await config({ tags: { disk: 'tape' } })).toMatchObject({ status: 503 });
    expect(clock.now() - began).toBeGreaterThan(30_000);
    expect((await config({ tags: { disk: 'ssd' } })).status).toBe(201);
  });
});

describe('a rollback of the Deis v1 sandbox', () => {
  it('is a new release of the old build and config, whose image is pulled again', async () => {
    await config({ values: { COLOUR: 'blue' } });
    await deploy('web:1');
    await config({ values: { COLOUR: 'red' } });
    await deploy('web:2');
    expect(await rollBack({ version: 3 })).toMatchObject({ status: 201, body: { version: 6 } });
    expect((await versions())[0]).toBe('v6 admin rolled back to v3');
    expect((await admin.get('/v1/apps/shop/config/')).body).toMatchObject({ values: { COLOUR: 'blue' } });
    expect((await listed('releases'))[0]?.['build']).toBe((await listed('builds'))[1]?.['uuid']);
    expect(await containers()).toEqual(['cmd.1 v6 up']);
    expect(await rollBack({})).toMatchObject({ status: 201, body: { version: 7 } });
    expect((await versions())[0]).toBe('v7 admin rolled back to v5');
  });

  it('is refused in one case, falls over in others, and goes to the first release as to any', async () => {
    expect(await rollBack({})).toMatchObject({ status: 400, body: { detail: 'version cannot be below 0' } });
    await deploy('web:1');
    expect((await rollBack({ version: 9 })).status).toBe(500);
    expect((await rollBack({ version: 'v1' })).status).toBe(500);
    // Nothing can start from a release without a build; the worker is killed while it waits.
    expect((await rollBack({ version: 1 })).status).toBe(502);
    expect(await containers()).toEqual(['cmd.1 v2 up', 'cmd.1 v3 down']);
  });

  it('says 500 where a build says 503, and its release is deleted as well', async () => {
    await deploy('web:1');
    await deploy('web:2');
    sandbox.world.fleet.faults.push({ app: 'shop', kind: 'refuse-create' });
    expect((await rollBack({ version: 2 })).status).toBe(500);
    expect(await versions()).toHaveLength(3);
  });

  it('in the middle of a build doubles the container', async () => {
    await deploy('web:1');
    sandbox.world.fleet.faults.push({ app: 'shop', kind: 'cannot-run' });
    const stuck = admin.send('POST', '/v1/apps/shop/builds/', JSON.stringify(web('web:2')));
    await until(() => phases().includes('shop_v3.cmd.1 activating'));
    sandbox.world.fleet.faults.length = 0;
    expect((await rollBack({ version: 2 })).status).toBe(201);
    expect(await containers()).toEqual(['cmd.1 v4 up', 'cmd.1 v4 up']);
    expect((await admin.get('/v1/apps/shop/containers/cmd/1/')).status).toBe(500);
    await clock.advance(1_300_000);
    expect((await stuck).status).toBe(502);
    // Two rows stand for one container: taking one of them away takes it away.
    await admin.post('/v1/apps/shop/scale/', { cmd: 1 });
    expect(await containers()).toEqual(['cmd.1 v4 destroyed']);
  });
});

describe('the rest of the Deis v1 sandbox', () => {
  it('scales, and says what it does not take', async () => {
    const scale = (body: unknown) => admin.post('/v1/apps/shop/scale/', body);
    const refusal = async (body: unknown) => ((await scale(body)).body as { detail: string }).detail;
    expect(await refusal({ cmd: 1 })).toBe('No build associated with this release');
    await deploy('web:1');
    expect((await scale({ cmd: 3 })).status).toBe(204);
    expect(await containers()).toEqual(['cmd.1 v2 up', 'cmd.2 v2 up', 'cmd.3 v2 up']);
    expect((await listed('containers/cmd')).length).toBe(3);
    expect((await scale({ cmd: '1' })).status).toBe(204);
    expect(await containers()).toEqual(['cmd.1 v2 up']);
    expect(await versions()).toHaveLength(2);
    expect(await refusal({ web: 1 })).toBe('Container type web does not exist in application');
    expect(await refusal({ cmd: 'x' })).toBe("Invalid scaling format: invalid literal for int() with base 10: 'x'");
    expect(await refusal({ cmd: null })).toBe(
      "Invalid scaling format: int() argument must be a string or a number, not 'NoneType'",
    );
    expect(await refusal({ cmd: -1 })).toBe("[u'Must be greater than or equal to zero']");
    expect((await scale([])).status).toBe(500);
  });

  it('runs commands, and answers JSON that it calls text', async () => {
    const run = (command: string) => admin.post('/v1/apps/shop/run', { command });
    expect(await run('ls')).toMatchObject({
      status: 400,
      body: { detail: 'No build associated with this release to run this command' },
    });
    await deploy('web:1');
    const began = clock.now();
    expect(await run('ls')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: '[0,"for shop at v2\\n"]',
    });
    expect(clock.now() - began).toBeGreaterThanOrEqual(6_000);
    expect((await run('false')).body).toBe('[1,"for shop at v2\\n"]');
    expect((await admin.post('/v1/apps/shop/run', {})).status).toBe(500);
    expect(await containers()).toEqual(['cmd.1 v2 up']);
    expect(await listed('containers/run')).toMatchObject([{ num: 1, state: 'destroyed' }, { num: 2 }]);
    await end();
    await begin({ sshKey: false });
    await deploy('web:1');
    expect(await run('ls')).toMatchObject({
      status: 400,
      body: { detail: 'Support for admin commands is not configured' },
    });
  });

  it('has logs, or none, or no collector', async () => {
    await admin.post('/v1/apps/', { id: 'quiet' });
    const read = (query: string) => admin.get(`/v1/apps/shop/logs${query}`);
    expect(await read('')).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain' } });
    expect(await read('?log_lines=many')).toMatchObject({ status: 204, body: '' });
    await deploy('web:1');
    expect(String((await read('?log_lines=1')).body).split('\n')).toHaveLength(2);
    expect(await logs()).toContain(' shop[cmd.1]: starting\n');
    expect(await logs()).toContain(' shop[deis-controller]: admin scaled containers cmd=1\n');
    sandbox.world.loggerBroken = true;
    expect(await read('')).toMatchObject({ status: 500, body: 'Error accessing logs for shop' });
  });

  it('finds a release by its version, or falls over', async () => {
    expect((await admin.get('/v1/apps/shop/releases/v1/')).body).toMatchObject({ version: 1 });
    expect((await admin.get('/v1/apps/shop/releases/v2/')).status).toBe(500);
    expect((await admin.get('/v1/apps/shop/builds/latest/')).status).toBe(599);
    await deploy('web:1');
    expect((await admin.get('/v1/apps/shop/builds/latest/')).body).toMatchObject(web('web:1'));
  });

  it('refuses what it does not play', async () => {
    for (const path of ['/v1/keys/', '/v1/certs/', '/v1/users/']) expect((await admin.get(path)).status).toBe(599);
  });
});
