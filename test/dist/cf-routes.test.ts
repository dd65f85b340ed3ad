import { expect } from 'vitest';
import type { Space } from '../../sandbox/cloudfoundry/model.ts';
import type { Domain, Route } from '../../sandbox/cloudfoundry/routing/model.ts';
import { interrupted } from '../support/cloudfoundry.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `routes`, `routes-mode` and `port` on Cloud Foundry, through the bundle, and the way back from them. */

const app = 'web';
const crash = { 'sandbox.behaviour': 'crash' };
const slow = { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '60000' };

async function publish(stage: Stage, tag: string, labels: Record<string, string> = {}, ports?: readonly string[]) {
  const exposed = ports === undefined ? {} : { exposedPorts: ports };
  return (await stage.sandbox.registry.publish({ repository: 'team/web', tag, labels, ...exposed })).reference;
}

const world = ({ sandbox }: Stage) => sandbox.cloudFoundry.world;
const changesOf = (step: StepResult) =>
  (JSON.parse(step.outputs['changes'] ?? '[]') as { what: string; from?: string; to: string }[]).filter(
    ({ what }) => what !== 'image' && what !== 'app',
  );
/** `www.example.test → web`, with the port that is named. */
const mapOf = (stage: Stage) =>
  world(stage)
    .routes.flatMap(({ host, domain, path, destinations }) => {
      const address = `${host === '' ? '' : `${host}.`}${domain.name}${path}`;
      const to = destinations.map((one) => `${one.app.name}${one.port === undefined ? '' : `:${one.port}`}`);
      return `${address} → ${to.join(', ') || 'nobody'}`;
    })
    .sort();

/** A domain of the organization's own. */
function ownDomain(stage: Stage, name = 'example.test'): Domain {
  const [org] = world(stage).orgs;
  if (org === undefined) throw new Error('no organization');
  return world(stage).addDomain(name, { org });
}

const apiWrites = (stage: Stage, since: number) =>
  writesTo([stage.sandbox.cloudFoundry.api], since).map((write) => write.replaceAll(/[0-9a-f-]{36}/g, '*'));

test('a first deploy with routes: they are made and lead to it, and there is no default route', async (stage) => {
  ownDomain(stage);
  const routes = 'https://www.example.test/shop/\nexample.test\nWEB.apps.sandbox.test';
  const step = await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0'), routes });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', url: 'https://www.example.test/shop' });
  expect(mapOf(stage)).toEqual(['example.test → web', 'web.apps.sandbox.test → web', 'www.example.test/shop → web']);
  expect(changesOf(step).map(({ what, to }) => `${what} ${to}`)).toEqual([
    ...['route +www.example.test/shop', 'route +example.test', 'route +web.apps.sandbox.test'],
  ]);
  const since = Date.now();
  const again = await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0'), routes });
  expect(again.outputs, again.log).toMatchObject({ verdict: 'unchanged', url: 'https://www.example.test/shop' });
  expect(apiWrites(stage, since)).toEqual([]);
  // Nothing is looked up of routes that lead to the app already.
  const asked = stage.sandbox.cloudFoundry.api.requests.filter(({ startedAt }) => startedAt >= since);
  expect(asked.filter(({ target }) => /domains|v3\/routes/.test(target))).toEqual([]);
});

test('routes: none gives a new app no address at all', async (stage) => {
  const image = await publish(stage, '1.0');
  const step = await stage.deploy('cloudfoundry', { app, image, routes: 'none', 'health-check': 'process' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', url: '' });
  expect(world(stage).routes).toEqual([]);
});

test('a route is mapped just before the deployment, the others stay, and it answers with the new image', async (stage) => {
  ownDomain(stage);
  await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0') });
  const since = Date.now();
  const image = await publish(stage, '2.0');
  const inputs = { app, image, routes: 'www.example.test', 'smoke-test': '/' };
  const plan = await stage.deploy('cloudfoundry', { ...inputs, mode: 'plan' });
  expect(plan.outputs, plan.log).toMatchObject({ verdict: 'planned', url: 'https://web.apps.sandbox.test' });
  expect(plan.log).toContain('route +www.example.test');
  expect(apiWrites(stage, since)).toEqual([]);
  const { 'smoke-test': _, ...rest } = inputs;
  const step = await stage.deploy('cloudfoundry', rest);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', url: 'https://www.example.test' });
  expect(apiWrites(stage, since)).toEqual([
    ...['POST /v3/packages', 'POST /v3/builds', 'POST /v3/routes', 'POST /v3/routes/*/destinations'],
    'POST /v3/deployments',
  ]);
  expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → web', 'www.example.test → web']);
  const { appAt } = stage.sandbox.cloudFoundry;
  expect(appAt('www.example.test')?.image).toBe(world(stage).app(app).droplet?.image);
});

test('exact: other routes are taken away once the new release is live, and never for one that fails', async (stage) => {
  ownDomain(stage);
  await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0') });
  const wanted = { app, routes: 'www.example.test', 'routes-mode': 'exact' };
  const bad = await stage.deploy('cloudfoundry', { ...wanted, image: await publish(stage, '2.0', crash) });
  expect(bad.outputs, bad.log).toMatchObject({ verdict: 'restored' });
  expect(bad.annotations[0]?.message).toContain('deployment cancelled, route www.example.test put back');
  expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → web']);
  expect(bad.log).toContain('route +www.example.test · route -web.apps.sandbox.test');

  const since = Date.now();
  const good = await stage.deploy('cloudfoundry', { ...wanted, image: await publish(stage, '3.0') });
  expect(good.outputs, good.log).toMatchObject({ verdict: 'live', url: 'https://www.example.test' });
  expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → nobody', 'www.example.test → web']);
  expect(apiWrites(stage, since).slice(-2)).toEqual(['POST /v3/deployments', 'DELETE /v3/routes/*/destinations/*']);
  expect(good.log).toContain('the route web.apps.sandbox.test leads to this app no longer');

  const none = { app, image: await publish(stage, '4.0'), routes: 'none', 'routes-mode': 'exact' };
  const last = await stage.deploy('cloudfoundry', none);
  expect(last.outputs, last.log).toMatchObject({ verdict: 'live', url: '' });
  expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → nobody', 'www.example.test → nobody']);
});

test('a route that cannot be taken away when the release is live is a warning, not a failure', async (stage) => {
  ownDomain(stage);
  await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0') });
  const refused = { errors: [{ code: 10003, title: 'CF-NotAuthorized', detail: 'You are not authorized' }] };
  const action = { status: 403, body: refused };
  stage.sandbox.cloudFoundry.api.faults.push({ method: 'DELETE', path: /destinations/, when: 'before', action });
  const image = await publish(stage, '2.0');
  const inputs = { app, image, routes: 'www.example.test', 'routes-mode': 'exact' };
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(step.annotations).toHaveLength(1);
  expect(step.annotations[0]).toMatchObject({ level: 'warning' });
  expect(step.annotations[0]?.message).toMatch(/The release is live, but .*unmap the route web\.apps\.sandbox\.test/);
  expect(await stage.post('cloudfoundry', inputs, step)).toMatchObject({ raw: '' });
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal} in the middle: the post step takes the new routes away again`, async (stage) => {
    ownDomain(stage);
    await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0') });
    const image = await publish(stage, '2.0', slow);
    // One of them is there already and leads to another app, too.
    const shared = await sharedRoute(stage);
    const inputs = { app, image, routes: 'www.example.test\nshared.apps.sandbox.test', 'routes-mode': 'exact' };
    const main = await interrupted(stage, inputs, signal);
    expect(mapOf(stage)).toEqual([
      ...['shared.apps.sandbox.test → shop, web', 'web.apps.sandbox.test → web', 'www.example.test → web'],
    ]);
    const post = await stage.post('cloudfoundry', inputs, main);
    expect(post.annotations, post.log).toEqual([]);
    expect(post.log).toContain('route www.example.test, route shared.apps.sandbox.test put back');
    const before = ['shared.apps.sandbox.test → shop', 'web.apps.sandbox.test → web'];
    expect(mapOf(stage)).toEqual(before);
    expect(world(stage).routes).toContain(shared);
    // As often as one likes.
    const again = await stage.post('cloudfoundry', inputs, main);
    expect(again.log).not.toContain('put back');
    expect(mapOf(stage)).toEqual(before);
  });
}

test('killed between the making of a route and its mapping: it is deleted all the same', async (stage) => {
  ownDomain(stage);
  await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0') });
  const inputs = { app, image: await publish(stage, '2.0'), routes: 'www.example.test' };
  const running = stage.start('cloudfoundry', inputs);
  const { api } = stage.sandbox.cloudFoundry;
  const struck = () => running.process.kill('SIGKILL');
  api.faults.push({ method: 'POST', path: /\/destinations$/, when: 'before', action: 'hang', struck });
  const main = await running.done;
  api.faults.length = 0;
  expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → web', 'www.example.test → nobody']);
  const post = await stage.post('cloudfoundry', inputs, main);
  expect(post.annotations, post.log).toEqual([]);
  expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → web']);
});

test('a route of another space is refused by name before anything is written, seen or not', async (stage) => {
  await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0') });
  const staging = await elsewhere(stage, 'staging', 'deployer');
  const hidden = await elsewhere(stage, 'hidden');
  routeIn(stage, staging, 'seen');
  routeIn(stage, hidden, 'unseen');
  const since = Date.now();
  const image = await publish(stage, '2.0');
  for (const [route, owner] of [
    ['seen', 'belongs to the space staging'],
    ['unseen', 'belongs to another space'],
  ] as const) {
    const routes = `${route}.apps.sandbox.test`;
    const step = await stage.deploy('cloudfoundry', { app, image, routes, mode: 'plan' });
    expect(step.outputs).toMatchObject({ verdict: 'failed' });
    expect(step.annotations[0]?.message).toContain(`The route ${routes} ${owner}`);
  }
  expect(apiWrites(stage, since)).toEqual([]);
});

test('a host that another space keeps for itself is refused by the server, and told in its words', async (stage) => {
  await stage.deploy('cloudfoundry', { app, image: await publish(stage, '1.0') });
  routeIn(stage, await elsewhere(stage, 'hidden'), 'kept', '/api');
  const inputs = { app, image: await publish(stage, '2.0'), routes: 'kept.apps.sandbox.test' };
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.annotations[0]?.message).toContain('The route kept.apps.sandbox.test belongs to another space');
  expect(mapOf(stage).filter((line) => line.includes('web'))).toEqual(['web.apps.sandbox.test → web']);
});

test('a domain that is not there is told with those that are; others cannot have such a route', async (stage) => {
  ownDomain(stage);
  world(stage).addDomain('tcp.sandbox.test', { routerGroup: { guid: 'g', firstPort: 1024, lastPort: 1100 } });
  const image = await publish(stage, '1.0');
  const said = async (routes: string) => {
    const step = await stage.deploy('cloudfoundry', { app, image, routes });
    expect(step.outputs).toMatchObject({ verdict: 'failed' });
    return step.annotations[0]?.message;
  };
  expect(await said('www.exmaple.test')).toMatch(
    /acme has no domain for the route www\.exmaple\.test[\s\S]*apps\.sandbox\.test, example\.test, tcp\.sandbox\.test/,
  );
  expect(await said('a.b.apps.sandbox.test')).toContain('has no domain for the route a.b.apps.sandbox.test');
  expect(await said('apps.sandbox.test')).toContain('The route apps.sandbox.test is a domain that all share');
  expect(await said('*.apps.sandbox.test')).toContain('all share that domain');
  expect(await said('web.tcp.sandbox.test')).toContain('tcp.sandbox.test is a domain for TCP');
  expect(await said('www.example.test:8080')).toContain('cannot be given here');
  expect(await said('www.example.test=80')).toContain('80 · Cloud Foundry’s routes lead to ports from 1024 up');
  expect(await said('www.example.test\nWWW.example.test')).toContain('www.example.test is there twice');
  expect(world(stage).apps).toEqual([]);
});

/** The image says 8080 and 9090, and the app listens on the one in `listens` alone. */
const withPorts = (stage: Stage, tag: string, listens: string, more: Record<string, string> = {}) =>
  publish(stage, tag, { 'sandbox.listens': listens, ...more }, ['8080/tcp', '9090/tcp']);

test('port: an image that exposes too much is healthy on the port that is named', async (stage) => {
  const image = await withPorts(stage, '1.0', '9090');
  const inputs = { app, image, port: '9090' };
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(step.log).not.toContain('CF_SEVERAL_PORTS');
  expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → web:9090']);
  expect(changesOf(step)).toEqual([{ what: 'port', to: '9090' }]);
  expect((await stage.ask('cloudfoundry', app)).status).toBe(200);
  expect((await stage.deploy('cloudfoundry', inputs)).outputs).toMatchObject({ verdict: 'unchanged' });
});

test('port: the lowest of several that are exposed is named, too, and once only', async (stage) => {
  const first = { app, image: await withPorts(stage, '1.0', '8080'), 'health-check': 'process' };
  expect((await stage.deploy('cloudfoundry', first)).outputs).toMatchObject({ verdict: 'live' });
  const inputs = { ...first, 'health-check': 'port', port: '8080' };
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → web:8080']);
  expect((await stage.deploy('cloudfoundry', inputs)).outputs).toMatchObject({ verdict: 'unchanged' });
  const since = Date.now();
  const next = await stage.deploy('cloudfoundry', { ...inputs, image: await withPorts(stage, '2.0', '8080') });
  expect(next.outputs, next.log).toMatchObject({ verdict: 'live' });
  expect(apiWrites(stage, since)).toEqual(['POST /v3/packages', 'POST /v3/builds', 'POST /v3/deployments']);
});

for (const check of ['port', 'http /'] as const) {
  test(`port: another one than before, with the health check ${check}, and back after a failure`, async (stage) => {
    const first = { app, image: await publish(stage, '1.0'), 'health-check': check };
    expect((await stage.deploy('cloudfoundry', first)).outputs).toMatchObject({ verdict: 'live' });
    const next = (tag: string, more = {}) => publish(stage, tag, { 'sandbox.listens': '3000', ...more });
    const inputs = { app, port: '3000' };
    const bad = await stage.deploy('cloudfoundry', { ...inputs, image: await next('2.0', crash) });
    expect(bad.outputs, bad.log).toMatchObject({ verdict: 'restored' });
    expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → web']);
    expect((await stage.ask('cloudfoundry', app)).status).toBe(200);

    const image = await next('3.0', slow);
    const main = await interrupted(stage, { ...inputs, image }, 'SIGKILL');
    // With a port check no other port may be open. Else the old one serves until the new one does.
    const kept = check === 'port' ? '' : 'web, ';
    expect(mapOf(stage)).toEqual([`web.apps.sandbox.test → ${kept}web:3000`]);
    const post = await stage.post('cloudfoundry', { ...inputs, image }, main);
    expect(post.annotations, post.log).toEqual([]);
    expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → web']);
    await stage.post('cloudfoundry', { ...inputs, image }, main);
    expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → web']);

    const wanted = { ...inputs, image: await next('4.0') };
    const plan = await stage.deploy('cloudfoundry', { ...wanted, mode: 'plan' });
    expect(plan.log.includes('leads nowhere until a new instance runs')).toBe(check === 'port');
    const good = await stage.deploy('cloudfoundry', wanted);
    expect(good.outputs, good.log).toMatchObject({ verdict: 'live' });
    expect(good.log.includes('leads nowhere until a new instance runs')).toBe(check === 'port');
    expect(changesOf(good)).toEqual([{ what: 'port', from: '8080', to: '3000' }]);
    expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → web:3000']);
    expect((await stage.ask('cloudfoundry', app)).status).toBe(200);
  });
}

test('a route with a port of its own, beside one without', async (stage) => {
  ownDomain(stage);
  const routes = 'www.example.test\nadmin.example.test = 9090';
  const image = await withPorts(stage, '1.0', '8080 9090');
  const step = await stage.deploy('cloudfoundry', { app, image, routes });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(mapOf(stage)).toEqual(['admin.example.test → web:9090', 'www.example.test → web']);
  const since = Date.now();
  expect((await stage.deploy('cloudfoundry', { app, image, routes })).outputs).toMatchObject({ verdict: 'unchanged' });
  expect(apiWrites(stage, since)).toEqual([]);
});

test('a port without any route to have it is refused', async (stage) => {
  const image = await publish(stage, '1.0');
  const step = await stage.deploy('cloudfoundry', { app, image, port: '3000', routes: 'none' });
  expect(step.annotations[0]?.message).toContain('Port 3000 cannot be set: the app has no route');
  expect(world(stage).apps).toEqual([]);
  const unnamed = await stage.deploy('cloudfoundry', { app: 'no.host', image, port: '3000' });
  expect(unnamed.annotations[0]?.message).toContain('Port 3000 cannot be set: the app has no route');
  expect(world(stage).apps).toEqual([]);
});

/** A route of the space that leads to another app. */
async function sharedRoute(stage: Stage): Promise<Route> {
  await stage.deploy('cloudfoundry', {
    app: 'shop',
    image: await publish(stage, 'shop'),
    routes: 'shared.apps.sandbox.test',
  });
  const route = world(stage).routes.find(({ host }) => host === 'shared');
  if (route === undefined) throw new Error('no route');
  return route;
}

/** Another space of the organization; one that `member` may see. */
async function elsewhere(stage: Stage, name: string, member?: string): Promise<Space> {
  const [org] = world(stage).orgs;
  if (org === undefined) throw new Error('no organization');
  const space = world(stage).addSpace(org, name);
  if (member !== undefined) {
    world(stage).account(member).roles.set(space.guid, 'developer');
    world(stage).account('ci').roles.set(space.guid, 'developer');
  }
  return space;
}

function routeIn(stage: Stage, space: Space, host: string, path = ''): void {
  const [domain] = world(stage).domains;
  if (domain === undefined) throw new Error('no domain');
  const route = { ...world(stage).resource(), space, domain, host, path };
  world(stage).routes.push({ ...route, port: undefined, options: {}, destinations: [] });
}
