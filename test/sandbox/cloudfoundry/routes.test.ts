import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Space } from '../../../sandbox/cloudfoundry/model.ts';
import type { Domain } from '../../../sandbox/cloudfoundry/routing/model.ts';
import { type Answer, type Answered, type Bench, startBench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.sandbox.close());

const problem = (answer: Answer) => [answer.status, answer.body.errors[0].code, answer.body.errors[0].detail];
const detail = (answer: Answer) => problem(answer)[2];
const world = () => bench.sandbox.world;
const shared = () => world().domains[0] as Domain;

function ask(
  wanted: object,
  { domain = shared(), space = world().space('prod') }: { domain?: Domain; space?: Space } = {},
) {
  const relationships = { space: { data: { guid: space.guid } }, domain: { data: { guid: domain.guid } } };
  return bench.call('POST', '/v3/routes', { relationships, ...wanted });
}

async function route(wanted: object, where: { domain?: Domain; space?: Space } = {}): Promise<string> {
  const answer = await ask(wanted, where);
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return answer.body.guid;
}

/** A second space, in which the deployer is a developer, too. */
function otherSpace(org = world().org('acme')): Space {
  const space = world().addSpace(org, 'staging');
  world().account('deployer').roles.set(space.guid, 'developer');
  return space;
}

describe('a route', () => {
  it('is made, shown, changed and listed', async () => {
    const made = await ask({
      host: 'Shop',
      path: '/cart',
      options: { loadbalancing: 'least-connection' },
      metadata: { labels: { team: 'a' } },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      protocol: 'http',
      host: 'Shop',
      path: '/cart',
      port: null,
      url: 'Shop.apps.sandbox.test/cart',
      destinations: [],
      options: { loadbalancing: 'least-connection' },
      metadata: { labels: { team: 'a' }, annotations: {} },
      relationships: { space: { data: { guid: world().space('prod').guid } } },
    });
    const at = `/v3/routes/${made.body.guid}`;
    const changed = await bench.call('PATCH', at, {
      options: { loadbalancing: null },
      metadata: { labels: { team: null, a: 'b' }, annotations: { note: 'x' } },
    });
    expect(changed.body).toMatchObject({ options: {}, metadata: { labels: { a: 'b' }, annotations: { note: 'x' } } });
    expect((await bench.call('GET', at)).body).toEqual(changed.body);
    expect((await bench.call('PATCH', at, { options: null })).status).toBe(599);

    await route({ host: 'other' });
    const urls = async (query: string) =>
      (await bench.call('GET', `/v3/routes?${query}`)).body.resources.map((one: Answered) => one.url);
    expect(await urls('hosts=other')).toEqual(['other.apps.sandbox.test']);
    expect(await urls('paths=/cart')).toEqual(['Shop.apps.sandbox.test/cart']);
    expect(await urls('paths=')).toEqual(['other.apps.sandbox.test']);
    expect(await urls('label_selector=a%3Db')).toEqual(['Shop.apps.sandbox.test/cart']);
    expect(await urls(`domain_guids=${shared().guid}&space_guids=none`)).toEqual([]);
    expect(await urls('service_instance_guids=x')).toEqual([]);
    expect(await urls('app_guids=x')).toEqual([]);
  });

  it('comes with its domain, space and org', async () => {
    const guid = await route({ host: 'web' });
    const include = 'include=domain,space,space.organization';
    for (const path of [`/v3/routes?${include}`, `/v3/routes/${guid}?${include}`]) {
      const { included } = (await bench.call('GET', path)).body;
      expect([included.domains[0].name, included.spaces[0].name, included.organizations[0].name]).toEqual([
        ...['apps.sandbox.test', 'prod', 'acme'],
      ]);
    }
    expect(problem(await bench.call('GET', '/v3/routes?include=app'))[1]).toBe(10005);
    const ofApp = await bench.call('GET', `/v3/apps/${await bench.app('x')}/routes?include=domain`);
    expect([ofApp.status, ofApp.body.included]).toEqual([200, undefined]);
  });

  it.each([
    [{ host: 'a.b' }, 'Host must be either "*" or contain only alphanumeric characters, "_", or "-"'],
    [{ host: 'h'.repeat(64) }, 'Host is too long (maximum is 63 characters)'],
    [{ host: 'a', path: 'x' }, 'Path must begin with /'],
    [{ host: 'a', path: '/' }, 'Path cannot be exactly /'],
    [{ host: 'a', path: '/?x' }, 'Path cannot contain ?'],
    [{ host: 'a', path: `/${'x'.repeat(128)}` }, 'Path is too long (maximum is 128 characters)'],
    [{ host: 'a', port: 70_000 }, 'Port must be less than or equal to 65535'],
    [{ host: 'a', port: 1234 }, "Routes with protocol 'http' do not support ports."],
    [{ host: 'a', options: null }, 'Options is not a valid object'],
    [{ host: 'a', options: { speed: 1 } }, "Options Unknown field(s): 'speed'"],
    [
      { host: 'a', options: { loadbalancing: 'hash' } },
      "Options Loadbalancing must be one of 'round-robin, least-connection' if present",
    ],
    [{ host: 'a', weight: 1 }, "Unknown field(s): 'weight'"],
    [{}, 'Missing host. Routes in shared domains must have a host defined.'],
    [
      { host: '*' },
      'You do not have sufficient permissions to create a route with a wildcard host on a domain not scoped to an organization.',
    ],
  ])('is refused as %j', async (wanted, words) => {
    expect(problem(await ask(wanted))).toEqual([422, 10008, words]);
  });

  it('is one of its kind, and its host belongs to one space', async () => {
    await route({ host: 'web' });
    expect(detail(await ask({ host: 'WEB' }))).toBe(
      "Route already exists with host 'WEB' for domain 'apps.sandbox.test'.",
    );
    await route({ host: 'web', path: '/a' });
    expect(detail(await ask({ host: 'web', path: '/a' }))).toBe(
      "Route already exists with host 'web' and path '/a' for domain 'apps.sandbox.test'.",
    );
    const space = otherSpace();
    expect(detail(await ask({ host: 'web' }, { space }))).toMatch(/^Route already exists with host 'web'/);
    expect(detail(await ask({ host: 'web', path: '/b' }, { space }))).toBe(
      'domain_id and host host_and_domain_taken_different_space',
    );
    const own = world().addDomain('acme.test', { org: world().org('acme') });
    await route({}, { domain: own });
    await route({ path: '/b' }, { domain: own, space });
    expect(detail(await ask({}, { domain: own, space }))).toBe("Route already exists for domain 'acme.test'.");
    expect(detail(await ask({ path: '/b' }, { domain: own }))).toBe(
      "Route already exists with path '/b' for domain 'acme.test'.",
    );
    await route({ host: '*' }, { domain: own });
    world().addDomain('deep.acme.test', { org: world().org('acme') });
    expect(detail(await ask({ host: 'deep' }, { domain: own }))).toBe("Route conflicts with domain 'deep.acme.test'.");
  });

  it('needs a domain that its org may use', async () => {
    const stranger = world().addOrg('stranger');
    const foreign = world().addDomain('foreign.test', { org: stranger });
    expect(detail(await ask({ host: 'a' }, { domain: foreign }))).toBe(
      "Invalid domain. Domain 'foreign.test' is not available in organization 'acme'.",
    );
    const lent = world().addDomain('lent.test', { org: stranger, sharedWith: [world().org('acme')] });
    await route({ host: 'a' }, { domain: lent });
    const inside = world().addDomain('apps.internal', { internal: true });
    await route({ host: 'a' }, { domain: inside });
    expect(detail(await ask({ host: 'a', path: '/x' }, { domain: inside }))).toBe(
      'Paths are not supported for internal domains.',
    );
    const nowhere = { ...shared(), guid: 'none' };
    expect(detail(await ask({ host: 'b' }, { domain: nowhere }))).toBe(
      'Invalid domain. Ensure that the domain exists and you have access to it.',
    );
    expect(detail(await ask({ host: 'b' }, { space: { ...world().space('prod'), guid: 'none' } }))).toBe(
      'Invalid space. Ensure that the space exists and you have access to it.',
    );
  });

  it('of a TCP domain has a port of its router group', async () => {
    const routerGroup = { guid: 'group', firstPort: 1024, lastPort: 1026 };
    const domain = world().addDomain('tcp.sandbox.test', { routerGroup });
    const twin = world().addDomain('tcp2.sandbox.test', { routerGroup });
    const given = await ask({}, { domain });
    expect(given.body).toMatchObject({ protocol: 'tcp', port: 1024, url: 'tcp.sandbox.test:1024' });
    await route({ port: 1025 }, { domain });
    expect(detail(await ask({ port: 1025 }, { domain }))).toBe(
      "Route already exists with port '1025' for domain 'tcp.sandbox.test'.",
    );
    for (const refused of [ask({ port: 1025 }, { domain: twin }), ask({ port: 80 }, { domain })]) {
      expect(detail(await refused)).toMatch(/^Port '\d+' is not available\. Try a different port or use a different/);
    }
    expect(detail(await ask({ port: null }, { domain }))).toBe("Routes with protocol 'tcp' must specify a port.");
    expect(detail(await ask({ host: 'a', port: 1026 }, { domain }))).toBe('Hosts are not supported for TCP routes.');
    expect(detail(await ask({ path: '/a', port: 1026 }, { domain }))).toBe('Paths are not supported for TCP routes.');
    await route({}, { domain });
    expect(detail(await ask({}, { domain }))).toBe('There are no more ports available for this domain.');
    const found = await bench.call('GET', '/v3/routes?ports=1025');
    expect(found.body.resources).toHaveLength(1);
  });

  it('stays within the quotas', async () => {
    const [space, org] = [world().space('prod'), world().org('acme')];
    Object.assign(org.quota, { routes: 2, reservedPorts: 0 });
    const small = world().addQuota('small', org);
    space.quota = small;
    const domain = world().addDomain('tcp.test', { routerGroup: { guid: 'g', firstPort: 1024, lastPort: 1100 } });
    expect(detail(await ask({}, { domain }))).toBe("Reserved route ports quota exceeded for organization 'acme'.");
    small.reservedPorts = 0;
    expect(detail(await ask({}, { domain }))).toBe("Reserved route ports quota exceeded for space 'prod'.");
    await route({ host: 'a' });
    await route({ host: 'b' });
    expect(detail(await ask({ host: 'c' }))).toBe("Routes quota exceeded for organization 'acme'.");
    small.routes = 2;
    expect(detail(await ask({ host: 'c' }))).toBe("Routes quota exceeded for space 'prod'.");
  });

  it('is for developers and supporters, where the operator lets them', async () => {
    const guid = await route({ host: 'a' });
    world().featureFlags.set('route_creation', false);
    expect(problem(await ask({ host: 'b' }))).toEqual([403, 330002, 'Feature Disabled: route_creation']);
    world().featureFlags.set('route_creation', true);
    world().org('acme').suspended = true;
    expect(problem(await ask({ host: 'b' }))[1]).toBe(10017);
    world().org('acme').suspended = false;
    const deployer = world().account('deployer');
    deployer.roles.set(world().space('prod').guid, 'supporter');
    expect((await ask({ host: 'b' })).status).toBe(201);
    deployer.roles.set(world().space('prod').guid, 'auditor');
    for (const answer of [
      await ask({ host: 'c' }),
      await bench.call('PATCH', `/v3/routes/${guid}`, {}),
      await bench.call('DELETE', `/v3/routes/${guid}`),
      await bench.call('PATCH', `/v3/routes/${guid}/destinations`, { destinations: [] }),
    ]) {
      expect(problem(answer)[1]).toBe(10003);
    }
    deployer.roles.clear();
    expect(problem(await ask({ host: 'c' }))[1]).toBe(10003);
    expect(problem(await bench.call('GET', `/v3/routes/${guid}`))).toEqual([404, 10010, 'Route not found']);
    // What is wrong with the form is said first, even to those who may not see the route.
    expect(problem(await bench.call('PATCH', `/v3/routes/${guid}`, { x: 1 }))[0]).toBe(422);
  });

  it('goes when its job is done', async () => {
    const guid = await route({ host: 'a' });
    const { status, headers } = await bench.call('DELETE', `/v3/routes/${guid}`);
    expect(status).toBe(202);
    const at = new URL(headers.get('location') ?? '').pathname;
    expect((await bench.call('GET', at)).body).toMatchObject({
      operation: 'route.delete',
      state: 'PROCESSING',
      errors: [],
      warnings: [],
      links: { route: { href: expect.stringContaining(`/v3/routes/${guid}`) } },
    });
    expect((await bench.call('GET', `/v3/routes/${guid}`)).status).toBe(200);
    await bench.clock.advance(1_000);
    const done = (await bench.call('GET', at)).body;
    expect([done.state, done.links.route]).toEqual(['COMPLETE', undefined]);
    expect((await bench.call('GET', `/v3/routes/${guid}`)).status).toBe(404);
    const events = await bench.call('GET', `/v3/audit_events?target_guids=${guid}`);
    expect(events.body.resources.map((one: Answered) => one.type)).toEqual([
      ...['audit.route.create', 'audit.route.delete-request'],
    ]);
  });
});

describe('domains', () => {
  it('are shared, of one org, lent, internal or for TCP', async () => {
    const stranger = world().addOrg('stranger');
    world().domains.unshift(
      ...[
        world().addDomain('own.test', { org: world().org('acme') }),
        world().addDomain('apps.internal', { internal: true }),
        world().addDomain('tcp.test', { routerGroup: { guid: 'g', firstPort: 1024, lastPort: 1030 } }),
      ],
    );
    world().domains.length = 4;
    const lent = world().addDomain('lent.test', { org: stranger, sharedWith: [world().org('acme')] });
    world().addDomain('hidden.test', { org: stranger });
    const org = world().org('acme').guid;
    const names = async (path: string) =>
      (await bench.call('GET', path)).body.resources.map((one: Answered) => one.name);
    const all = ['apps.sandbox.test', 'own.test', 'apps.internal', 'tcp.test', 'lent.test'];
    expect(await names('/v3/domains')).toEqual(all);
    expect(await names(`/v3/organizations/${org}/domains`)).toEqual(all);
    expect(await names('/v3/domains?names=tcp.test,nonsense')).toEqual(['tcp.test']);
    expect(await names(`/v3/domains?organization_guids=${stranger.guid}`)).toEqual(['lent.test']);
    const shown = await bench.call('GET', `/v3/domains/${lent.guid}`);
    expect(shown.body).toMatchObject({
      internal: false,
      router_group: null,
      supported_protocols: ['http'],
      relationships: {
        organization: { data: { guid: stranger.guid } },
        shared_organizations: { data: [{ guid: org }] },
      },
    });
    const [tcp] = (await bench.call('GET', '/v3/domains?names=tcp.test')).body.resources;
    expect(tcp).toMatchObject({ router_group: { guid: 'g' }, supported_protocols: ['tcp'] });
    expect(problem(await bench.call('GET', '/v3/domains/none'))).toEqual([404, 10010, 'Domain not found']);
    const standard = () => bench.call('GET', `/v3/organizations/${org}/domains/default`);
    expect((await standard()).body.name).toBe('apps.sandbox.test');
    world().domains.splice(
      world().domains.indexOf(world().domains.find((one) => one.name === 'apps.sandbox.test') as Domain),
      1,
    );
    expect((await standard()).body.name).toBe('own.test');
  });

  it('say whether a route is taken, to whomever it belongs', async () => {
    const stranger = world().addSpace(world().addOrg('stranger'), 's');
    const free = async (query: string) =>
      (await bench.call('GET', `/v3/domains/${shared().guid}/route_reservations?${query}`)).body.matching_route;
    world().routes.push({
      ...world().resource(),
      ...{
        space: stranger,
        domain: shared(),
        host: 'taken',
        path: '/x',
        port: undefined,
        options: {},
        destinations: [],
      },
    });
    expect(await free('host=taken&path=/x')).toBe(true);
    expect(await free('host=taken')).toBe(false);
  });
});

describe('destinations', () => {
  const at = (guid: string, more = '') => `/v3/routes/${guid}/destinations${more}`;
  const put = (method: 'POST' | 'PATCH', guid: string, ...destinations: unknown[]) =>
    bench.call(method, at(guid), { destinations });

  it('are added once, listed, changed, replaced and taken away', async () => {
    const [a, b] = [await bench.app('a'), await bench.app('b')];
    const guid = await route({ host: 'x' });
    const first = { app: { guid: a } };
    const second = { app: { guid: b, process: { type: 'worker' } }, port: 9000, protocol: 'http2' };
    await put('POST', guid, first);
    const both = await put('POST', guid, first, second);
    expect(both.status).toBe(200);
    const list = both.body.destinations;
    expect(list).toHaveLength(2);
    expect(list.map((one: Answered) => one.guid)).toEqual(list.map((one: Answered) => one.guid).sort());
    const worker = list.find((one: Answered) => one.app.guid === b);
    expect(worker).toMatchObject({
      app: { process: { type: 'worker' } },
      ...{ port: 9000, protocol: 'http2', weight: null },
    });
    expect((await bench.call('GET', at(guid, `?app_guids=${b}`))).body.destinations).toEqual([worker]);
    expect((await bench.call('GET', at(guid, '?guids=none'))).body.destinations).toEqual([]);
    expect((await bench.call('GET', at(guid, '?x=1'))).status).toBe(400);

    const one = await bench.call('PATCH', at(guid, `/${worker.guid}`), { protocol: 'http1' });
    expect(one.body).toMatchObject({ guid: worker.guid, protocol: 'http1', links: { route: {} } });
    expect(detail(await bench.call('PATCH', at(guid, `/${worker.guid}`), { protocol: 'tcp' }))).toBe(
      "Destination protocol must be 'http1' or 'http2' if the parent route's protocol is 'http'",
    );
    expect(detail(await bench.call('PATCH', at(guid, `/${worker.guid}`), { protocol: 3 }))).toBe(
      "Destination protocol must be 'http1', 'http2' or 'tcp'.",
    );

    const weighted = await put('PATCH', guid, { ...first, weight: 30 }, { app: { guid: b }, weight: 70 });
    expect(weighted.body.destinations.map(({ weight }: Answered) => weight).sort()).toEqual([30, 70]);
    expect(detail(await put('POST', guid, first))).toBe(
      'Destinations cannot be inserted when there are weighted destinations already configured.',
    );
    const [any] = weighted.body.destinations;
    expect(detail(await bench.call('DELETE', at(guid, `/${any.guid}`)))).toBe(
      'Weighted destinations cannot be deleted individually.',
    );
    const last = await put('PATCH', guid, first);
    const gone = await bench.call('DELETE', at(guid, `/${last.body.destinations[0].guid}`));
    expect([gone.status, gone.body]).toEqual([204, '']);
    expect((await bench.call('GET', at(guid))).body.destinations).toEqual([]);
    expect(detail(await bench.call('DELETE', at(guid, '/none')))).toBe(
      'Unable to unmap route from destination. Ensure the route has a destination with this guid.',
    );
    const events = await bench.call('GET', `/v3/audit_events?target_guids=${a}&types=audit.app.unmap-route`);
    expect(events.body.resources).toHaveLength(3);
  });

  it('refuse what has not their form', async () => {
    const app = await bench.app('a');
    const guid = await route({ host: 'x' });
    const ok = { app: { guid: app } };
    const cases: [unknown[], string][] = [
      [[], 'Destinations must be an array containing between 1 and 100 destination objects.'],
      [['x'], 'Destinations[0]: must be an object.'],
      [[{}], 'Destinations[0]: must have an "app".'],
      [[ok, { ...ok, x: 1 }], 'Destinations[1]: must have only "app" and optionally "weight", "port" or "protocol".'],
      [[{ app: {} }], 'Destinations[0]: app must have the structure {"guid": "app_guid"}'],
      [
        [{ app: { guid: app, process: 'web' } }],
        'Destinations[0]: process must have the structure {"type": "process_type"}',
      ],
      [[{ ...ok, port: 80 }], 'Destinations[0]: port must be a positive integer between 1024 and 65535 inclusive.'],
      [[{ ...ok, protocol: 'h3' }], "Destinations[0]: protocol must be 'http1', 'http2' or 'tcp'."],
      [[{ ...ok, protocol: 'tcp' }], "Cannot use 'tcp' protocol for http routes; valid options are: [http1, http2]."],
      [
        [{ ...ok, weight: 100 }],
        'Destinations[0]: weighted destinations can only be used when replacing all destinations.',
      ],
      [
        Array.from({ length: 11 }, (_, index) => ({ ...ok, port: 2000 + index })),
        'Process must have at most 10 exposed ports.',
      ],
      [[{ app: { guid: 'none' } }], 'App(s) with guid(s) "none" do not exist.'],
    ];
    for (const [list, words] of cases) expect(problem(await put('POST', guid, ...list))).toEqual([422, 10008, words]);
    for (const [list, words] of [
      [[{ ...ok, weight: 101 }], 'Destinations[0]: weight must be a positive integer between 1 and 100.'],
      [[{ ...ok, weight: 50 }, ok], 'Destinations cannot contain both weighted and unweighted destinations.'],
      [[{ ...ok, weight: 50 }], 'Destinations must have weights that sum to 100.'],
      [[ok, ok], 'Destinations cannot contain duplicate entries'],
    ] as [unknown[], string][]) {
      expect(problem(await put('PATCH', guid, ...list))).toEqual([422, 10008, words]);
    }
    expect((await put('POST', guid, ok, ok)).status).toBe(599);
    expect((await put('POST', 'none', ok)).status).toBe(404);
  });

  it('lead to apps of the same space only, and of those that one sees', async () => {
    const app = await bench.app('a');
    const guid = await route({ host: 'x' }, { space: otherSpace() });
    expect(detail(await put('POST', guid, { app: { guid: app } }))).toBe(
      "Routes destinations must be in either the route's space or the route's shared spaces",
    );
    world().account('deployer').roles.delete(world().space('prod').guid);
    expect(detail(await put('POST', guid, { app: { guid: app } }))).toBe(
      `App(s) with guid(s) "${app}" you do not have access.`,
    );
  });
});

describe('the router', () => {
  it('follows hosts, wildcards, and the longest path', async () => {
    await bench.live();
    const app = world().app('web').guid;
    const own = world().addDomain('acme.test', { org: world().org('acme') });
    const to = { destinations: [{ app: { guid: app } }] };
    await bench.call('POST', `/v3/routes/${await route({ host: '*' }, { domain: own })}/destinations`, to);
    await bench.call('POST', `/v3/routes/${await route({ host: 'b', path: '/in' }, { domain: own })}/destinations`, to);
    // A route that leads nowhere hides what a shorter one would find.
    await route({ host: 'web', path: '/dead' });
    const hit = (host: string, path?: string) => bench.sandbox.appAt(host, path)?.app;
    expect(hit('WEB.apps.sandbox.test')).toBe('web');
    expect(hit('web.apps.sandbox.test:8080')).toBe('web');
    expect(hit('web.apps.sandbox.test', '/deadline')).toBe('web');
    expect(hit('web.apps.sandbox.test', '/dead/end')).toBeUndefined();
    expect(hit('any.thing.acme.test')).toBe('web');
    expect(hit('b.acme.test', '/in?x=1')).toBe('web');
    expect(hit('acme.test')).toBeUndefined();
  });

  it('reaches an app only where it listens', async () => {
    const app = await bench.live();
    const guid = world().routes[0]?.guid;
    const map = (...destinations: object[]) =>
      bench.call('PATCH', `/v3/routes/${guid}/destinations`, {
        destinations: destinations.map((one) => ({ app: { guid: app }, ...one })),
      });
    const reached = () => bench.sandbox.appAt('web.apps.sandbox.test')?.index;
    expect(reached()).toBe(0);
    // The container has opened what the image exposes, and opens no other port before it is started again.
    await map({ port: 9000 });
    expect(reached()).toBe(0);
    await map({ port: 5000 });
    expect(reached()).toBeUndefined();
    await bench.call('PATCH', `/v3/processes/${app}`, { health_check: { type: 'port', data: { timeout: 3 } } });
    await bench.call('POST', `/v3/apps/${app}/actions/restart`);
    await bench.clock.advance(5_000);
    expect((await bench.stats(app))[0].state).not.toBe('RUNNING');
    const words = (await bench.logs(app)).map(({ text }) => text);
    expect(words).toContain('Failed to make TCP connection to port 5000: connection refused');

    bench.images.set('app:1', { listens: ['$PORT'] });
    await bench.call('POST', `/v3/apps/${app}/actions/restart`);
    await bench.clock.advance(5_000);
    const [instance] = await bench.stats(app);
    expect(instance.instance_ports.map(({ internal }: Answered) => internal)).toEqual([5000]);
    expect(reached()).toBe(0);
  });

  it('knows TCP routes by their port', async () => {
    const app = await bench.live();
    const domain = world().addDomain('tcp.test', { routerGroup: { guid: 'g', firstPort: 1024, lastPort: 1024 } });
    const guid = await route({}, { domain });
    const mapped = await bench.call('POST', `/v3/routes/${guid}/destinations`, {
      destinations: [{ app: { guid: app } }],
    });
    expect(mapped.body.destinations[0]).toMatchObject({ protocol: 'tcp', port: 8080 });
    expect(bench.sandbox.appAt('tcp.test:1024')?.app).toBe('web');
    expect(bench.sandbox.appAt('tcp.test')).toBeUndefined();
  });
});
