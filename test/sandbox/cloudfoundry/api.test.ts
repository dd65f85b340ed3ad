import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labelSelector } from '../../../sandbox/cloudfoundry/request/selector.ts';
import { type Answered, type Bench, packageOf, send, startBench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.sandbox.close());

const uaa = (form: Record<string, string>, options: { basic?: string; query?: string } = {}) =>
  send(`${bench.sandbox.uaa.url}/oauth/token${options.query ?? ''}`, 'POST', new URLSearchParams(form).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    ...(options.basic === undefined ? {} : { authorization: `Basic ${Buffer.from(options.basic).toString('base64')}` }),
  });
const spaceGuid = () => bench.sandbox.world.space('prod').guid;
const newApp = (more: object = {}) => ({
  name: 'web',
  lifecycle: { type: 'docker', data: {} },
  relationships: { space: { data: { guid: spaceGuid() } } },
  ...more,
});
const problem = (answer: { status: number; body: Answered }) => [
  answer.status,
  answer.body.errors[0].code,
  answer.body.errors[0].detail,
];

describe('discovery', () => {
  it('says where everything is, to anybody', async () => {
    const root = await send(bench.sandbox.api.url, 'GET', undefined, {});
    expect(root.body.links).toMatchObject({
      cloud_controller_v3: { href: `${bench.sandbox.api.url}/v3`, meta: { version: '3.228.0' } },
      login: { href: bench.sandbox.uaa.url },
      log_cache: { href: bench.sandbox.logCache.url },
      cloud_controller_v2: null,
    });
    expect((await send(`${bench.sandbox.api.url}/v3`, 'GET', undefined, {})).body.links.apps.href).toContain(
      '/v3/apps',
    );
    expect((await send(`${bench.sandbox.api.url}/v3/info`, 'GET', undefined, {})).status).toBe(200);
    const login = await send(`${bench.sandbox.uaa.url}/login`, 'GET', undefined, { accept: 'application/json' });
    expect(login.body.prompts.password[0]).toBe('password');
  });

  it('finds org, space and default domain', async () => {
    const spaces = await bench.call('GET', '/v3/spaces?names=prod&include=organization');
    const { organizations } = spaces.body.included;
    expect(spaces.body.resources.map((one: Answered) => one.name)).toEqual(['prod']);
    expect(organizations.map((one: Answered) => one.name)).toEqual(['acme']);
    const org = await bench.call('GET', '/v3/organizations?names=acme,other');
    expect(org.body.resources[0].guid).toBe(organizations[0].guid);
    const domain = await bench.call('GET', `/v3/organizations/${organizations[0].guid}/domains/default`);
    expect(domain.body.name).toBe('apps.sandbox.test');
    expect((await bench.call('GET', '/v3/feature_flags/diego_docker')).body.enabled).toBe(true);
    expect((await bench.call('GET', '/v3/feature_flags/nonsense')).status).toBe(404);
  });

  it('answers 404 "Unknown request" to unknown addresses, with a request id', async () => {
    const answer = await bench.call('GET', '/v3/nonsense');
    expect(problem(answer)).toEqual([404, 10000, 'Unknown request']);
    expect(answer.headers.get('x-vcap-request-id')).toMatch(/^[0-9a-f-]{36}::[0-9a-f-]{36}$/);
  });
});

describe('UAA', () => {
  it('gives a person a token and a refresh token', async () => {
    const form = { grant_type: 'password', username: 'deployer', password: 'deployer-password' };
    const first = await uaa(form, { basic: 'cf:' });
    expect(first.body).toMatchObject({ token_type: 'bearer', expires_in: 1199 });
    const claims = JSON.parse(Buffer.from(first.body.access_token.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({ user_name: 'deployer', origin: 'uaa', cid: 'cf' });
    expect(claims.exp - claims.iat).toBe(1200);
    const again = await uaa({ grant_type: 'refresh_token', refresh_token: first.body.refresh_token }, { basic: 'cf:' });
    expect(again.status).toBe(200);
    bench.sandbox.world.refreshTokens.clear();
    const gone = await uaa({ grant_type: 'refresh_token', refresh_token: first.body.refresh_token }, { basic: 'cf:' });
    expect([gone.status, gone.body.error]).toEqual([401, 'invalid_token']);
  });

  it.each([
    ['in the body', { client_id: 'ci', client_secret: 'ci-secret' }, undefined],
    ['by Basic', {}, 'ci:ci-secret'],
  ])('gives a client a token, its credentials %s, and no refresh token', async (_, more, basic) => {
    const answer = await uaa(
      { grant_type: 'client_credentials', ...more } as Record<string, string>,
      basic === undefined ? {} : { basic },
    );
    expect(answer.status).toBe(200);
    expect(answer.body.refresh_token).toBeUndefined();
    bench.token = answer.body.access_token;
    expect((await bench.call('POST', '/v3/apps', newApp())).status).toBe(201);
  });

  it('knows the origin', async () => {
    const form = { grant_type: 'password', username: 'deployer', password: 'deployer-password' };
    const hint = (origin: string) => `?login_hint=${encodeURIComponent(JSON.stringify({ origin }))}`;
    expect((await uaa(form, { basic: 'cf:', query: hint('uaa') })).status).toBe(200);
    expect((await uaa(form, { basic: 'cf:', query: hint('ldap') })).body.error_description).toBe('Bad credentials');
    const unknown = await uaa(form, { basic: 'cf:', query: hint('okta') });
    expect(unknown.body.error_description).toMatch(/^The origin provided in the login_hint does not match/);
  });

  it('refuses what is wrong, and locks after five failures', async () => {
    const form = { grant_type: 'password', username: 'deployer', password: 'wrong' };
    expect(await uaa(form)).toMatchObject({ status: 401, body: { error: 'unauthorized' } });
    expect((await uaa({ ...form, client_id: 'ci' })).body.error_description).toBe('Bad credentials');
    expect((await uaa({ grant_type: 'nonsense' }, { basic: 'cf:' })).body.error).toBe('unsupported_grant_type');
    expect((await uaa({ grant_type: 'client_credentials' }, { basic: 'cf:' })).body.error).toBe('invalid_client');
    for (let failure = 0; failure < 5; failure += 1) {
      expect((await uaa(form, { basic: 'cf:' })).body).toEqual({
        error: 'unauthorized',
        error_description: 'Bad credentials',
      });
    }
    const right = await uaa({ ...form, password: 'deployer-password' }, { basic: 'cf:' });
    expect(right.body.error_description).toMatch(/^Your account has been locked/);
  });

  it('reads forms only', async () => {
    const answer = await send(
      `${bench.sandbox.uaa.url}/oauth/token`,
      'POST',
      { grant_type: 'password' },
      {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from('cf:').toString('base64')}`,
      },
    );
    expect([answer.status, answer.body.error_description]).toEqual([400, 'Missing grant type']);
  });
});

describe('the bearer check', () => {
  it('tells no token from a bad, a foreign, an expired and a rotated one', async () => {
    const good = bench.token;
    bench.token = '';
    expect(problem(await bench.call('GET', '/v3/apps'))).toEqual([401, 10002, 'Authentication error']);
    for (const header of ['bearer x', 'bearer a.b.c', `token ${good}`, `bearer ${good}x`]) {
      const answer = await bench.call('GET', '/v3/apps', undefined, { authorization: header });
      expect(problem(answer)).toEqual([401, 1000, 'Invalid Auth Token']);
    }
    const other = await startBench();
    bench.token = other.token;
    await other.sandbox.close();
    expect((await bench.call('GET', '/v3/apps')).body.errors[0].code).toBe(1000);
    bench.token = good;
    expect((await bench.call('GET', '/v3/apps')).status).toBe(200);
    await bench.clock.advance(1_200_000);
    expect((await bench.call('GET', '/v3/apps')).body.errors[0].code).toBe(1000);
    bench.token = await bench.login('deployer');
    bench.sandbox.world.tokensValidFrom = bench.clock.now() + 1;
    expect((await bench.call('GET', '/v3/apps')).body.errors[0].code).toBe(1000);
  });

  it('lets an auditor look but not touch, in the form that each endpoint has', async () => {
    const app = await bench.live();
    const droplet = (await bench.call('GET', `/v3/apps/${app}/droplets/current`)).body.guid;
    const pack = (await bench.call('GET', `/v3/apps/${app}/packages`)).body.resources[0].guid;
    const made = await bench.deploy(app, droplet);
    bench.token = await bench.login('auditor');
    for (const path of [`/v3/apps/${app}`, `/v3/deployments/${made.guid}`, `/v3/processes/${app}/stats`]) {
      expect((await bench.call('GET', path)).status).toBe(200);
    }
    expect((await bench.call('GET', `/v3/processes/${app}`)).body.command).toBe('[PRIVATE DATA HIDDEN]');
    const relationships = { app: { data: { guid: app } } };
    const denied: [string, string, unknown, number][] = [
      ['POST', '/v3/apps', newApp({ name: 'b' }), 403],
      ['POST', '/v3/packages', packageOf(app, 'app:1'), 403],
      ['POST', '/v3/builds', { package: { guid: pack } }, 422],
      ['POST', '/v3/deployments', { relationships }, 422],
      ['POST', `/v3/deployments/${made.guid}/actions/cancel`, undefined, 404],
      ['POST', `/v3/apps/${app}/actions/restart`, undefined, 403],
      ['POST', `/v3/processes/${app}/actions/scale`, { instances: 2 }, 403],
      ['GET', `/v3/apps/${app}/environment_variables`, undefined, 403],
      ['PATCH', `/v3/apps/${app}/relationships/current_droplet`, { data: { guid: droplet } }, 403],
      ['DELETE', `/v3/apps/${app}`, undefined, 403],
    ];
    for (const [method, path, body, status] of denied) {
      expect([method, path, (await bench.call(method, path, body)).status]).toEqual([method, path, status]);
    }
  });

  it('hides everything from somebody without a role', async () => {
    const app = await bench.app();
    bench.sandbox.world.addAccount('user', 'stranger', 'stranger-password', []);
    bench.token = await bench.login('stranger');
    expect(problem(await bench.call('GET', `/v3/apps/${app}`))).toEqual([404, 10010, 'App not found']);
    expect((await bench.call('GET', '/v3/apps')).body.resources).toEqual([]);
    expect((await bench.call('GET', '/v3/organizations')).body.resources).toEqual([]);
    expect(problem(await bench.call('POST', '/v3/apps', newApp({ name: 'b' })))[2]).toMatch(/^Invalid space\./);
    expect(problem(await bench.call('POST', '/v3/packages', packageOf(app, 'a:1')))[2]).toMatch(/^App is invalid\./);
  });

  it('needs the scopes', async () => {
    const account = bench.sandbox.world.account('deployer');
    account.scopes = ['cloud_controller.read'];
    bench.token = await bench.login('deployer');
    expect((await bench.call('GET', '/v3/apps')).status).toBe(200);
    expect((await bench.call('POST', '/v3/apps', newApp())).body.errors[0].code).toBe(10003);
  });

  it('lets nobody write in a suspended org', async () => {
    const app = await bench.app();
    bench.sandbox.world.org('acme').suspended = true;
    const answer = await bench.call('POST', '/v3/packages', packageOf(app, 'app:1'));
    expect(problem(answer)).toEqual([403, 10017, 'The organization is suspended']);
    expect((await bench.call('GET', `/v3/apps/${app}`)).status).toBe(200);
  });
});

describe('bodies', () => {
  it('refuses unknown keys, everywhere', async () => {
    const app = await bench.app();
    const relationships = { app: { data: { guid: app } } };
    const cases: [string, string, object, string][] = [
      ['POST', '/v3/apps', newApp({ name: 'b', nonsense: 1 }), "Unknown field(s): 'nonsense'"],
      [
        'POST',
        '/v3/packages',
        { type: 'docker', relationships, data: { image: 'a', x: 1 } },
        "Data Unknown field(s): 'x'",
      ],
      ['POST', '/v3/builds', { package: { guid: 'p' }, x: 1 }, "Unknown field(s): 'x'"],
      ['POST', '/v3/deployments', { relationships, x: 1 }, "Unknown field(s): 'x'"],
      ['POST', '/v3/deployments', { relationships, options: { x: 1 } }, 'Options has unsupported key(s): x'],
      ['POST', `/v3/processes/${app}/actions/scale`, { instances: 1, x: 1 }, "Unknown field(s): 'x'"],
      ['PATCH', `/v3/processes/${app}`, { x: 1 }, "Unknown field(s): 'x'"],
      ['PATCH', `/v3/apps/${app}/environment_variables`, { var: {}, x: 1 }, "Unknown field(s): 'x'"],
    ];
    for (const [method, path, body, detail] of cases) {
      expect([path, ...problem(await bench.call(method, path, body))]).toEqual([path, 422, 10008, detail]);
    }
  });

  it('says what is wrong with each field', async () => {
    const app = await bench.app();
    const relationships = { app: { data: { guid: app } } };
    const cases: [string, string, object, string][] = [
      ['POST', '/v3/apps', { name: 'x' }, "Relationships 'relationships' is not an object"],
      ['POST', '/v3/apps', newApp({ name: 'x'.repeat(256) }), 'Name is too long (maximum is 255 characters)'],
      ['POST', '/v3/packages', { type: 'zip', relationships, data: {} }, "Type must be one of 'bits, docker'"],
      ['POST', '/v3/packages', { type: 'docker', relationships, data: {} }, 'Data Image required'],
      [
        'POST',
        '/v3/deployments',
        { relationships, strategy: 'recreate' },
        "Strategy 'recreate' is not a supported deployment strategy",
      ],
      [
        'POST',
        '/v3/deployments',
        { relationships, options: { max_in_flight: 0 } },
        'Max in flight must be an integer greater than 0',
      ],
      [
        'POST',
        '/v3/deployments',
        { relationships, droplet: { guid: 'a' }, revision: { guid: 'b' } },
        "Droplet Cannot set both fields 'droplet' and 'revision'",
      ],
      [
        'PATCH',
        `/v3/processes/${app}`,
        { health_check: { type: 'port', data: { timeout: 181 } } },
        'health_check_timeout Maximum exceeded: max 180s',
      ],
      ['PATCH', `/v3/apps/${app}/environment_variables`, { var: { PORT: '1' } }, 'Var cannot set PORT'],
      [
        'PATCH',
        `/v3/apps/${app}/environment_variables`,
        { var: { K: 1 } },
        "Non-string value in environment variable for key 'K', value '1'",
      ],
      [
        'POST',
        `/v3/processes/${app}/actions/scale`,
        { disk_in_mb: 4096 },
        'disk_quota too much disk requested (requested 4096 MB - must be less than 2048 MB)',
      ],
      [
        'POST',
        '/v3/apps',
        newApp({ name: 'b', metadata: { labels: { 'a b': 'c' } } }),
        "Metadata label key error: 'a b' contains invalid characters",
      ],
      [
        'POST',
        '/v3/apps',
        newApp({ name: 'b', metadata: { labels: { a: 'x'.repeat(64) } } }),
        "Metadata label value error: 'xxxxxxxx...' is greater than 63 characters",
      ],
      [
        'POST',
        '/v3/apps',
        newApp({ name: 'b', metadata: { labels: { 'cloudfoundry.org/a': 'x' } } }),
        "Metadata label key error: prefix 'cloudfoundry.org' is reserved",
      ],
    ];
    for (const [method, path, body, detail] of cases) {
      expect([path, ...problem(await bench.call(method, path, body))]).toEqual([path, 422, 10008, detail]);
    }
    expect(problem(await bench.call('POST', '/v3/apps', newApp()))).toEqual([
      422,
      10016,
      "App with the name 'web' already exists.",
    ]);
  });

  it('wants JSON that says it is JSON', async () => {
    const text = JSON.stringify(newApp());
    const plain = await bench.call('POST', '/v3/apps', text, { 'content-type': 'text/plain' });
    expect(problem(plain).slice(0, 2)).toEqual([400, 1004]);
    const broken = await bench.call('POST', '/v3/apps', '{', { 'content-type': 'application/json; charset=utf-8' });
    expect(problem(broken)).toEqual([400, 1001, 'Request invalid due to parse error: invalid request body']);
  });

  it('merges environment variables; null deletes', async () => {
    const app = await bench.app();
    await bench.call('PATCH', `/v3/apps/${app}/environment_variables`, { var: { A: '1', B: '2' } });
    const { body } = await bench.call('PATCH', `/v3/apps/${app}/environment_variables`, { var: { A: null, C: '3' } });
    expect(body.var).toEqual({ B: '2', C: '3' });
  });

  it('keeps registry passwords to itself', async () => {
    const app = await bench.app();
    const login = { username: 'robot', password: 'hunter2' };
    const { body } = await bench.call('POST', '/v3/packages', packageOf(app, 'Any Thing', login));
    expect(body).toMatchObject({ state: 'READY', data: { image: 'Any Thing', username: 'robot', password: '***' } });
  });

  it('refuses what it does not model with 599, never with a guess', async () => {
    const answer = await bench.call('POST', '/v3/apps', newApp({ lifecycle: { type: 'cnb', data: {} } }));
    expect([answer.status, answer.body]).toEqual([599, 'the sandbox does not model this: lifecycle cnb\n']);
  });
});

describe('lists', () => {
  const make = async (count: number) => {
    for (let at = 0; at < count; at += 1) {
      const labels = { tier: at % 2 === 0 ? 'front' : 'back', n: String(at) };
      await bench.call('POST', '/v3/apps', newApp({ name: `app-${at}`, metadata: { labels } }));
      await bench.clock.advance(1_000);
    }
  };
  const names = async (query: string) => {
    const { body } = await bench.call('GET', `/v3/apps?${query}`);
    return body.resources.map((one: Answered) => one.name);
  };

  it('pages, orders and links', async () => {
    await make(5);
    const first = await bench.call('GET', '/v3/apps?per_page=2&order_by=-created_at');
    expect(first.body.resources.map((one: Answered) => one.name)).toEqual(['app-4', 'app-3']);
    expect(first.body.pagination).toMatchObject({ total_results: 5, total_pages: 3, previous: null });
    const next = new URL(first.body.pagination.next.href);
    const second = await bench.call('GET', `${next.pathname}${next.search}`);
    expect(second.body.resources.map((one: Answered) => one.name)).toEqual(['app-2', 'app-1']);
    expect(second.body.pagination.previous.href).toContain('page=1');
    const last = await bench.call('GET', '/v3/apps?per_page=2&page=3');
    expect(last.body.pagination.next).toBeNull();
    expect(first.body.resources[0].created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('breaks ties of a second by guid, not by age', async () => {
    for (let at = 0; at < 6; at += 1) await bench.call('POST', '/v3/apps', newApp({ name: `app-${at}` }));
    const { body } = await bench.call('GET', '/v3/apps?order_by=created_at');
    const guids = body.resources.map((one: Answered) => one.guid);
    expect(guids).toEqual([...guids].sort());
  });

  it('filters by label', async () => {
    await make(4);
    const all: [string, string[]][] = [
      ['tier=front', ['app-0', 'app-2']],
      ['tier==front,n!=0', ['app-2']],
      ['n in (1,3)', ['app-1', 'app-3']],
      ['n notin (1,3),tier', ['app-0', 'app-2']],
      ['!tier', []],
      ['absent!=x', ['app-0', 'app-1', 'app-2', 'app-3']],
    ];
    for (const [selector, expected] of all) {
      expect([selector, await names(`label_selector=${encodeURIComponent(selector)}`)]).toEqual([selector, expected]);
    }
  });

  it('compares names of apps without regard to case', async () => {
    await make(1);
    expect(await names('names=APP-0,other')).toEqual(['app-0']);
  });

  it.each([
    [
      'nonsense=1',
      /^The query parameter is invalid: Unknown query parameter\(s\): 'nonsense'\. Valid parameters are: /,
    ],
    ['per_page=5001', /Per page must be between 1 and 5000/],
    ['page=0', /Page must be a positive integer/],
    ['order_by=size', /Order by can only be: 'created_at', 'updated_at', 'name', 'state'/],
    ['label_selector=', /Missing label_selector value/],
    ['label_selector=a%3D%3D%3Db', /Invalid label_selector value/],
    ['created_ats[gt]=yesterday', /invalid timestamp format/],
    ['created_ats[near]=2026-01-01T00:00:00Z', /Invalid relational operator/],
  ])('refuses ?%s', async (query, detail) => {
    const answer = await bench.call('GET', `/v3/apps?${query}`);
    expect(problem(answer).slice(0, 2)).toEqual([400, 10005]);
    expect(answer.body.errors[0].detail).toMatch(detail);
  });

  it('refuses query keys on single resources too', async () => {
    const app = await bench.app();
    expect((await bench.call('GET', `/v3/apps/${app}?x=1`)).body.errors[0].code).toBe(10005);
  });

  it('takes times with operators', async () => {
    await make(3);
    const middle = (await bench.call('GET', '/v3/apps?names=app-1')).body.resources[0].created_at;
    expect(await names(`created_ats[gt]=${middle}`)).toEqual(['app-2']);
    expect(await names(`created_ats[lte]=${middle}`)).toEqual(['app-0', 'app-1']);
  });
});

describe('label selectors', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,8}[a-z0-9]$/);

  it('agree with their meaning', () => {
    fc.assert(
      fc.property(word, word, fc.array(word, { minLength: 1, maxLength: 4 }), (key, value, others) => {
        const labels = { [key]: value };
        expect(labelSelector(`${key}=${value}`)(labels)).toBe(true);
        expect(labelSelector(`${key} != ${value}`)(labels)).toBe(false);
        expect(labelSelector(`${key} in (${others.join(', ')})`)(labels)).toBe(others.includes(value));
        expect(labelSelector(`${key} notin (${others.join(',')})`)(labels)).toBe(!others.includes(value));
        expect(labelSelector(`!${key}`)({})).toBe(true);
      }),
    );
  });

  it('are parsed or refused, nothing else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          labelSelector(text)({});
        } catch (error) {
          expect(error).toMatchObject({ status: 400, code: 10005 });
        }
      }),
    );
  });
});

describe('routes', () => {
  it('are unique, idempotently mapped, and follow the port that the image exposes', async () => {
    const app = await bench.live();
    const route = (await bench.call('GET', `/v3/apps/${app}/routes`)).body.resources[0];
    expect(route.url).toBe('web.apps.sandbox.test');
    expect(route.destinations[0]).toMatchObject({ port: 8080, protocol: 'http1', app: { process: { type: 'web' } } });
    const again = await bench.call('POST', `/v3/routes/${route.guid}/destinations`, {
      destinations: [{ app: { guid: app } }],
    });
    expect(again.body.destinations).toHaveLength(1);
    const other = await bench.call('POST', `/v3/routes/${route.guid}/destinations`, {
      destinations: [{ app: { guid: app }, protocol: 'http2' }],
    });
    expect(other.body.errors[0].detail).toMatch(/^Cannot add destination with protocol: http2\./);
    const twice = await bench.call('POST', '/v3/routes', { host: 'web', relationships: route.relationships });
    expect(problem(twice)[2]).toBe("Route already exists with host 'web' for domain 'apps.sandbox.test'.");
    const bad = await bench.call('POST', '/v3/routes', { host: 'a.b', relationships: route.relationships });
    expect(problem(bad)[2]).toMatch(/^Host must be either "\*" or contain only/);
  });
});

describe('deletion', () => {
  it('is accepted, done, and reported by a job', async () => {
    const app = await bench.live();
    const answer = await bench.call('DELETE', `/v3/apps/${app}`);
    expect(answer.status).toBe(202);
    const job = new URL(answer.headers.get('location') ?? '').pathname;
    expect((await bench.call('GET', job)).body).toMatchObject({ state: 'PROCESSING', operation: 'app.delete' });
    await bench.clock.advance(1_000);
    expect((await bench.call('GET', job)).body.state).toBe('COMPLETE');
    expect((await bench.call('GET', `/v3/apps/${app}`)).status).toBe(404);
    expect(bench.sandbox.appAt('web.apps.sandbox.test')).toBeUndefined();
  });
});

describe('log-cache', () => {
  const read = (path: string, token = bench.token) =>
    send(`${bench.sandbox.logCache.url}${path}`, 'GET', undefined, { authorization: `bearer ${token}` });

  it('reads windows of time in both directions', async () => {
    const app = await bench.live();
    await bench.clock.advance(1_000);
    const all = (await read(`/api/v1/read/${app}?limit=1000&envelope_types=LOG`)).body.envelopes.batch;
    const times = all.map((one: Answered) => BigInt(one.timestamp));
    expect(all.length).toBeGreaterThan(5);
    expect(times.every((time: bigint, at: number) => at === 0 || time > (times[at - 1] ?? 0n))).toBe(true);
    const newest = (await read(`/api/v1/read/${app}?limit=2&descending=true`)).body.envelopes.batch;
    expect(newest.map((one: Answered) => one.timestamp)).toEqual([String(times.at(-1)), String(times.at(-2))]);
    const window = await read(`/api/v1/read/${app}?start_time=${times[1]}&end_time=${times[3]}`);
    expect(window.body.envelopes.batch.map((one: Answered) => one.timestamp)).toEqual([
      String(times[1]),
      String(times[2]),
    ]);
    expect((await read(`/api/v1/read/${app}?envelope_types=GAUGE`)).body.envelopes.batch).toEqual([]);
  });

  it('shows a line only after a while', async () => {
    const app = await bench.app();
    await bench.call('POST', '/v3/builds', {
      package: { guid: (await bench.call('POST', '/v3/packages', packageOf(app, 'a:1'))).body.guid },
    });
    expect((await read(`/api/v1/read/${app}`)).body.envelopes.batch).toEqual([]);
    await bench.clock.advance(200);
    const { batch } = (await read(`/api/v1/read/${app}`)).body.envelopes;
    expect(batch.map((one: Answered) => one.tags.source_type)).toContain('STG');
  });

  it('is strict about limits and rights', async () => {
    const app = await bench.app();
    expect(await read(`/api/v1/read/${app}?limit=1001`)).toMatchObject({
      status: 500,
      body: { code: 2, message: 'limit (1001) must be 1000 or less' },
    });
    expect((await read(`/api/v1/read/${app}?start_time=9&end_time=1`)).status).toBe(500);
    expect((await read(`/api/v1/read/${app}?since=1`)).status).toBe(400);
    expect((await read(`/api/v1/read/${app}`, 'x')).status).toBe(404);
    expect((await read('/api/v1/read/nobody')).status).toBe(404);
    expect((await send(`${bench.sandbox.logCache.url}/api/v1/info`, 'GET', undefined, {})).body.version).toMatch(/^\d/);
    bench.sandbox.world.logCacheDown = true;
    const down = await read(`/api/v1/read/${app}`);
    expect([down.status, down.headers.get('x-cf-routererror')]).toEqual([503, 'no_endpoints']);
  });
});
