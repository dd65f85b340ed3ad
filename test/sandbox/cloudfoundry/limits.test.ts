import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Answered, type Bench, packageOf, send, startBench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.sandbox.close());

const world = () => bench.sandbox.world;
const problem = ({ status, body }: Answer) => [
  status,
  body.errors[0].code,
  body.errors[0].title,
  body.errors[0].detail,
];
const limits = ({ headers }: Answer) =>
  ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-ratelimit-${name}`));
const nobody = (path: string, headers: Record<string, string> = {}) =>
  send(`${bench.sandbox.api.url}${path}`, 'GET', undefined, headers);

describe('the rate limiter', () => {
  const limit = (limits: Partial<{ limit: number; unauthenticatedLimit: number }>) => {
    world().rateLimit = { limit: 20, unauthenticatedLimit: 2, windowMs: 3_600_000, ...limits };
  };

  it('is off on a fresh foundation', async () => {
    expect(limits(await bench.call('GET', '/v3/apps'))).toEqual([null, null, null]);
    const info = await nobody('/v3/info');
    expect(info.body.rate_limits).toEqual({ enabled: false, general_limit: null, reset_interval_in_minutes: null });
  });

  it('tells what is left in tenths, and when the user starts anew', async () => {
    limit({});
    const now = () => Math.floor(bench.clock.now() / 1000);
    const first = await bench.call('GET', '/v3/apps');
    const [most, left, reset] = limits(first);
    expect([most, left]).toEqual(['20', '18']);
    expect(Number(reset) - now()).toBeGreaterThan(0);
    expect(Number(reset) - now()).toBeLessThanOrEqual(3600);
    const lefts: (string | null)[] = [];
    for (let count = 2; count <= 20; count += 1) lefts.push(limits(await bench.call('GET', '/v3/nonsense'))[1] ?? null);
    expect(lefts.slice(0, 5)).toEqual(['18', '16', '16', '14', '14']);
    expect(lefts.slice(-3)).toEqual(['2', '0', '0']);

    const refused = await bench.call('GET', '/v3/apps');
    expect([refused.status, refused.headers.get('content-type')]).toEqual([429, 'text/plain; charset=utf-8']);
    expect(JSON.parse(refused.body)).toEqual({
      errors: [{ code: 10013, title: 'CF-RateLimitExceeded', detail: 'Rate Limit Exceeded' }],
    });
    expect(refused.headers.get('x-vcap-request-id')).toMatch(/::/);
    expect(limits(refused)).toEqual(['20', '0', reset]);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBe(Number(reset) - now());

    // Each user has a counter, and an end, of its own.
    bench.token = await bench.login('colleague');
    const other = await bench.call('GET', '/v3/apps');
    expect([other.status, limits(other)[1]]).toEqual([200, '18']);
    expect(limits(other)[2]).not.toBe(reset);

    bench.token = await bench.login('deployer');
    await bench.clock.advance((wait - 1) * 1000);
    bench.token = await bench.login('deployer');
    expect((await bench.call('GET', '/v3/apps')).status).toBe(429);
    await bench.clock.advance(1_000);
    const again = await bench.call('GET', '/v3/apps');
    expect([again.status, limits(again)[2]]).toEqual([200, String(Number(reset) + 3600)]);
  });

  it('counts what is refused and what nobody knows, but neither roots nor basic logins', async () => {
    limit({ limit: 3 });
    for (const path of ['/', '/v3']) {
      const answer = await bench.call('GET', path);
      expect([answer.status, limits(answer)]).toEqual([200, [null, null, null]]);
    }
    const basic = await nobody('/v3/apps', { authorization: `Basic ${btoa('a:b')}` });
    expect([basic.status, limits(basic)[0]]).toEqual([401, null]);
    expect(limits(await bench.call('GET', '/v3?x=1'))[0]).toBe('3');
    expect(limits(await bench.call('POST', '/v3/apps', {}))[1]).toBe('0');
    expect((await bench.call('GET', '/v3/info')).status).toBe(200);
    expect((await bench.call('GET', '/v3/info')).status).toBe(429);
    world().rateLimit = undefined;
    expect((await bench.call('GET', '/v3/info')).body.rate_limits.enabled).toBe(false);
  });

  it('counts by address whoever is not logged in, and tells of a bad token first', async () => {
    limit({});
    const info = await nobody('/v3/info');
    expect(info.body.rate_limits).toEqual({ enabled: true, general_limit: 20, reset_interval_in_minutes: 60 });
    expect(limits(info)[0]).toBe('2');
    expect(problem(await nobody('/v3/apps'))[1]).toBe(10002);
    const refused = await nobody('/v3/apps');
    expect([refused.status, JSON.parse(refused.body).errors[0]]).toEqual([
      429,
      {
        code: 10014,
        title: 'CF-IPBasedRateLimitExceeded',
        detail:
          'Rate Limit Exceeded: Unauthenticated requests from this IP address have exceeded the limit. Please log in.',
      },
    ]);
    const bad = await nobody('/v3/apps', { authorization: 'bearer bad' });
    expect(problem(bad)).toEqual([401, 1000, 'CF-InvalidAuthToken', 'Invalid Auth Token']);
    expect(limits(bad)[1]).toBe('0');
    expect((await bench.call('GET', '/v3/apps')).status).toBe(200);
  });
});

describe('what goes wrong with the keys of tokens', () => {
  it('is a 502 when UAA does not answer, for whoever brings a token', async () => {
    world().tokenKeys = 'unavailable';
    const answer = await bench.call('GET', '/v3/apps');
    expect([answer.status, answer.body.errors]).toEqual([
      502,
      [{ code: 20004, title: 'CF-UaaUnavailable', detail: 'The UAA service is currently unavailable' }],
    ]);
    // So the real one writes it.
    expect(answer.headers.get('content-type')).toBe(': application/json');
    expect((await bench.call('GET', '/v3')).status).toBe(502);
    expect((await nobody('/v3')).status).toBe(200);
    world().tokenKeys = undefined;
    expect((await bench.call('GET', '/v3/apps')).status).toBe(200);
  });

  it('is a 429 when UAA says so', async () => {
    world().tokenKeys = 7;
    const answer = await bench.call('GET', '/v3/apps');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
    expect(answer.body.errors[0]).toMatchObject({ code: 20008, title: 'CF-UaaRateLimited' });
  });
});

describe('warnings', () => {
  it('come form-encoded in one header, where a test wants them', async () => {
    world().warnings.push({ path: /^\/v3\/apps$/, text: "It's 50% off, (really): a+b=c" });
    expect((await bench.call('GET', '/v3/spaces')).headers.get('x-cf-warnings')).toBeNull();
    const one = (await bench.call('GET', '/v3/apps')).headers.get('x-cf-warnings');
    expect(one).toBe('It%27s+50%25+off%2C+%28really%29%3A+a%2Bb%3Dc');
    world().warnings.push({ path: /./, text: 'Ümlaut' });
    expect((await bench.call('POST', '/v3/apps', {})).headers.get('x-cf-warnings')).toBe(`${one},%C3%9Cmlaut`);
  });

  it('tell that stats have no usage while the log cache is down', async () => {
    const app = await bench.live();
    expect((await bench.stats(app))[0].usage.cpu).toBeGreaterThan(0);
    world().logCacheDown = true;
    const answer = await bench.call('GET', `/v3/processes/${app}/stats`);
    expect(answer.headers.get('x-cf-warnings')).toBe('Stats+server+temporarily+unavailable.');
    expect(answer.body.resources[0]).toMatchObject({
      ...{ state: 'RUNNING', routable: true, usage: {} },
      ...{ mem_quota: null, disk_quota: null, log_rate_limit: null },
    });
  });
});

describe('the log cache', () => {
  const read = async (app: string, query = '') => {
    const url = `${bench.sandbox.logCache.url}/api/v1/read/${app}?limit=1000${query}`;
    return send(url, 'GET', undefined, { authorization: `bearer ${bench.token}` });
  };
  const texts = ({ body }: Answer): string[] =>
    body.envelopes.batch.map((one: Answered) => Buffer.from(one.log.payload, 'base64').toString());
  const staged = async () => {
    const app = await bench.app();
    const pack = (await bench.call('POST', '/v3/packages', packageOf(app, 'app:1'))).body.guid;
    await bench.call('POST', '/v3/builds', { package: { guid: pack } });
    return app;
  };

  it('has lines that come late stand before those that were there', async () => {
    const late = 'Creating build for app';
    world().logDelayMs = (source, text) => (source === 'API' && text.startsWith(late) ? 5_000 : 0);
    const app = await staged();
    await bench.clock.advance(3_000);
    const early = texts(await read(app));
    expect(early.some((text) => text.startsWith(late))).toBe(false);
    await bench.clock.advance(3_000);
    const all = texts(await read(app));
    expect(all.filter((text) => !text.startsWith(late)).slice(0, early.length)).toEqual(early);
    const at = all.findIndex((text) => text.startsWith(late));
    expect(at).toBeGreaterThanOrEqual(0);
    expect(at).toBeLessThan(early.length);
    const stamps: bigint[] = (await read(app)).body.envelopes.batch.map((one: Answered) => BigInt(one.timestamp));
    expect(stamps).toEqual(stamps.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it('forgets the oldest lines of an app that has many', async () => {
    world().keptLogLines = 3;
    const app = await staged();
    await bench.clock.advance(3_000);
    expect(texts(await read(app))).toHaveLength(3);
  });

  it('answers 429 where there would be too much at once', async () => {
    const app = await staged();
    await bench.clock.advance(3_000);
    world().logCacheMessageBytes = 1_000;
    expect(await read(app)).toMatchObject({
      status: 429,
      body: { code: 8, message: expect.stringMatching(/^grpc: received message larger than max \(\d+ vs\. 1000\)$/) },
    });
    expect((await read(app, '&limit=1')).status).toBe(429);
    expect((await read('nobody')).status).toBe(404);
    world().logCacheMessageBytes = 100_000;
    expect((await read(app)).status).toBe(200);
  });
});

describe('feature flags', () => {
  it('are all listed, by name', async () => {
    const { body } = await bench.call('GET', '/v3/feature_flags?per_page=3');
    expect(body.pagination.total_results).toBe(18);
    expect(body.resources.map((one: Answered) => one.name)).toEqual(['app_bits_upload', 'app_scaling', 'diego_cnb']);
    const last = await bench.call('GET', '/v3/feature_flags?order_by=-name&per_page=1');
    expect(last.body.resources).toEqual([
      {
        ...{ name: 'user_org_creation', enabled: false, updated_at: null, custom_error_message: null },
        links: { self: { href: `${bench.sandbox.api.url}/v3/feature_flags/user_org_creation` } },
      },
    ]);
    expect((await bench.call('GET', '/v3/feature_flags?order_by=created_at')).status).toBe(400);
    const created = await bench.call('GET', '/v3/feature_flags?created_ats=2020-01-01T00:00:00Z');
    expect(problem(created)[3]).toMatch(/Filtering by 'created_ats' is not allowed on this resource\.$/);
  });

  it('refuse in words of the operator’s, who alone may change them', async () => {
    world().featureFlags.set('task_creation', false);
    const app = await bench.app();
    const task = () => bench.call('POST', `/v3/apps/${app}/tasks`, { command: 'true' });
    expect(problem(await task())[3]).toBe('Feature Disabled: task_creation');
    world().featureFlagMessages.set('task_creation', 'Ask the platform team.');
    expect(problem(await task())).toEqual([
      403,
      330002,
      'CF-FeatureDisabled',
      'Feature Disabled: Ask the platform team.',
    ]);
    const shown = await bench.call('GET', '/v3/feature_flags/task_creation');
    expect(shown.body).toMatchObject({ enabled: false, custom_error_message: 'Ask the platform team.' });
    expect((await bench.call('PATCH', '/v3/feature_flags/task_creation', { enabled: true })).status).toBe(403);
    expect((await bench.call('PATCH', '/v3/feature_flags/nonsense', { enabled: true })).status).toBe(404);
  });
});
