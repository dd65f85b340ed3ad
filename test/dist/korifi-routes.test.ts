import { expect } from 'vitest';
import { korifiSeeds } from '../../sandbox/korifi/users.ts';
import { interruptedOn } from '../support/interrupted.ts';
import { askKorifi, korifiApp, publishFor } from '../support/korifi.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `routes`, `routes-mode` and `port` on Korifi, through the bundle, and the way back from them. */

const app = 'web';
const slow = { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '60000' };
const world = ({ sandbox }: Stage) => sandbox.korifi.world;
const image = async (stage: Stage, tag: string, labels = {}, more = {}) =>
  (await publishFor(stage, tag, labels, more)).reference;

/** `www.apps.sandbox.test → web`, with the port that is named. */
const mapOf = (stage: Stage) =>
  world(stage)
    .routes.map(({ host, domain, path, destinations }) => {
      const to = destinations.map((one) => `${one.app.name}${one.port === undefined ? '' : `:${one.port}`}`);
      return `${host}.${domain.name}${path} → ${to.join(', ') || 'nobody'}`;
    })
    .sort();
const changesOf = (step: StepResult) =>
  (JSON.parse(step.outputs['changes'] ?? '[]') as { what: string; from?: string; to: string }[])
    .filter(({ what }) => what !== 'image' && what !== 'app')
    .map(({ what, from, to }) => (from === undefined ? `${what} ${to}` : `${what} ${from} → ${to}`));
const writesOf = (stage: Stage, since: number) => writesTo(stage.servers('korifi'), since);

async function live(stage: Stage, inputs: Readonly<Record<string, string>> = {}): Promise<void> {
  const step = await stage.deploy('korifi', { app, image: await image(stage, '1.0'), ...inputs });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
}

/** A route of the space `staging`; the login sees that space, or does not. */
function routeElsewhere(stage: Stage, host: string, isSeen: boolean): void {
  const { spaces, domains, routes } = world(stage);
  const [domain] = domains;
  const space = spaces.find(({ name }) => name === 'staging');
  if (domain === undefined || space === undefined) throw new Error('no such place');
  routes.push({ ...world(stage).newResource(), host, path: '', domain, space, destinations: [] });
  if (!isSeen) world(stage).userOf(korifiSeeds.deployer.token)?.roles.delete(space.guid);
}

test('a first deploy with routes: they are made and lead to it, and there is no default one; the same again writes nothing', async (stage) => {
  const routes = 'https://WWW.apps.sandbox.test/shop/\nadmin.apps.sandbox.test = 9090\n*.apps.sandbox.test';
  const inputs = { app, routes, image: await image(stage, '1.0', {}, { exposedPorts: ['8080/tcp', '9090/tcp'] }) };
  const step = await stage.deploy('korifi', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', url: 'https://www.apps.sandbox.test/shop' });
  const map = [
    ...['*.apps.sandbox.test → web', 'admin.apps.sandbox.test → web:9090', 'www.apps.sandbox.test/shop → web'],
  ];
  expect(mapOf(stage)).toEqual(map);
  const since = Date.now();
  const again = await stage.deploy('korifi', inputs);
  expect(again.outputs, again.log).toMatchObject({ verdict: 'unchanged', url: 'https://www.apps.sandbox.test/shop' });
  expect(writesOf(stage, since)).toEqual([]);
});

test('exact: a plan writes nothing; the others go when the release is live; none: all of them go', async (stage) => {
  await live(stage);
  const inputs = { app, image: await image(stage, '2.0'), routes: 'www.apps.sandbox.test', 'routes-mode': 'exact' };
  const since = Date.now();
  const plan = await stage.deploy('korifi', { ...inputs, mode: 'plan' });
  expect(changesOf(plan), plan.log).toEqual(['route +www.apps.sandbox.test', 'route -web.apps.sandbox.test']);
  expect(writesOf(stage, since)).toEqual([]);
  const step = await stage.deploy('korifi', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', url: 'https://www.apps.sandbox.test' });
  expect(step.log).toContain('the route web.apps.sandbox.test leads to this app no longer');
  expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → nobody', 'www.apps.sandbox.test → web']);
  const none = await stage.deploy('korifi', { ...inputs, routes: 'none' });
  expect(none.outputs, none.log).toMatchObject({ verdict: 'live', url: '' });
  expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → nobody', 'www.apps.sandbox.test → nobody']);
});

test('port: another port of all routes; when the release does not come up, the one before leads on', async (stage) => {
  await live(stage);
  const deaf = { app, image: await image(stage, '2.0', { 'sandbox.listens': '8080' }), port: '9090', timeout: '90s' };
  const failed = await stage.deploy('korifi', deaf);
  expect(failed.outputs, failed.log).toMatchObject({ verdict: 'restored' });
  expect(failed.log).toMatch(/^▸ Plan .*port 8080 → 9090/m);
  expect(failed.annotations[0]?.message).toMatch(/route web\.apps\.sandbox\.test put back/);
  expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → web']);
  expect((await stage.ask('korifi', app)).status).toBe(200);
  const inputs = { app, image: await image(stage, '3.0', { 'sandbox.listens': '9090' }), port: '9090' };
  const step = await stage.deploy('korifi', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → web:9090']);
  expect((await stage.ask('korifi', app)).status).toBe(200);
  const since = Date.now();
  expect((await stage.deploy('korifi', inputs)).outputs).toMatchObject({ verdict: 'unchanged' });
  expect(writesOf(stage, since)).toEqual([]);
});

test('a release that crashes: the routes that it came with are taken away again, and the one of another app is left', async (stage) => {
  await stage.deploy('korifi', { app: 'shop', image: await image(stage, 'shop'), routes: 'shared.apps.sandbox.test' });
  await live(stage);
  const inputs = { app, image: await image(stage, '2.0', { 'sandbox.behaviour': 'crash' }) };
  const routes = 'www.apps.sandbox.test\nshared.apps.sandbox.test';
  const step = await stage.deploy('korifi', { ...inputs, routes, 'routes-mode': 'exact' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.annotations[0]?.message).toContain(
    'route www.apps.sandbox.test, route shared.apps.sandbox.test put back',
  );
  expect(mapOf(stage)).toEqual(['shared.apps.sandbox.test → shop', 'web.apps.sandbox.test → web']);
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal} in the middle: the post step takes the new routes away again`, async (stage) => {
    await live(stage);
    const inputs = { app, image: await image(stage, '2.0', slow), routes: 'www.apps.sandbox.test' };
    const main = await interruptedOn('korifi', stage, inputs, signal);
    expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → web', 'www.apps.sandbox.test → web']);
    for (const _ of ['once', 'and as often as one likes']) {
      const post = await stage.post('korifi', inputs, main);
      expect(post.annotations, post.log).toEqual([]);
      expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → web']);
    }
  });
}

test('a domain that is not there, and a route of another space: told before anything is written', async (stage) => {
  await live(stage);
  routeElsewhere(stage, 'taken', true);
  const since = Date.now();
  for (const [routes, sentence, advice] of [
    [
      'www.example.com',
      'The organization acme has no domain for the route www.example.com',
      'Its domains: apps.sandbox.test. A host is one label before a domain; cf create-shared-domain, for an admin, makes another one.',
    ],
    ['taken.apps.sandbox.test', 'The route taken.apps.sandbox.test belongs to another space', 'Name another one'],
    ['apps.sandbox.test', 'The route apps.sandbox.test is a domain that all share', 'web.apps.sandbox.test'],
  ] as const) {
    const step = await stage.deploy('korifi', { app, image: await image(stage, '2.0'), routes });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    const [first, second, third] = step.annotations[0]?.message.split('\n') ?? [];
    expect([first, second]).toEqual([sentence, 'Nothing was written to the platform.']);
    expect(third).toContain(advice);
  }
  expect(writesOf(stage, since)).toEqual([]);
});

test('a route of a space that the login does not see: told when it is made, and all else is as it was', async (stage) => {
  await live(stage);
  routeElsewhere(stage, 'taken', false);
  const routes = 'fresh.apps.sandbox.test\ntaken.apps.sandbox.test';
  const step = await stage.deploy('korifi', { app, image: await image(stage, '2.0'), routes });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.annotations[0]?.message).toMatch(/^The route taken\.apps\.sandbox\.test belongs to another space\n/);
  expect(step.annotations[0]?.message).toContain('the release had not begun, route fresh.apps.sandbox.test put back');
  expect(mapOf(stage)).toEqual(['taken.apps.sandbox.test → nobody', 'web.apps.sandbox.test → web']);
});

test('a name that is no host there: the app gets no route, and the log says so', async (stage) => {
  const step = await stage.deploy('korifi', { app: 'my_web', image: await image(stage, '1.0') });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', url: '' });
  expect(step.log).toContain('No route: my_web cannot be a host name. Name one in routes.');
  expect(mapOf(stage)).toEqual([]);
});

test('the route of its name is there already: the new app takes it, unless it leads to another one', async (stage) => {
  const [domain] = world(stage).domains;
  const space = world(stage).spaces.find(({ name }) => name === 'prod');
  const relationships = { space: { data: { guid: space?.guid } }, domain: { data: { guid: domain?.guid } } };
  await askKorifi(stage, 'POST', '/v3/routes', { host: app, relationships });
  await live(stage);
  expect(mapOf(stage)).toEqual(['web.apps.sandbox.test → web']);
  await askKorifi(stage, 'PATCH', `/v3/apps/${korifiApp(stage).guid}`, { name: 'old-web' });
  const step = await stage.deploy('korifi', { app, image: await image(stage, '2.0') });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(step.annotations[0]?.message).toMatch(
    /^The route web\.apps\.sandbox\.test already leads to another app of this space\nNothing was released\./,
  );
  expect(world(stage).apps.map(({ name }) => name)).toEqual(['old-web']);
});
