import { afterEach, expect, test } from 'vitest';
import { PullError } from '../../../sandbox/image.ts';
import { createHttp } from '../../../src/http/client.ts';
import type { HttpRequest } from '../../../src/http/http.ts';
import { Pace } from '../../../src/rollout/pace.ts';
import { releaseAndWatch } from '../../../src/rollout/watch.ts';
import { RoundTrips } from '../../support/round-trips.ts';
import { crash, imageOf, isLive, Practice } from './practice.ts';
import { withoutOidc } from './scripted.ts';

let running: Practice | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function started(...args: Parameters<typeof Practice.start>): Promise<Practice> {
  running = await Practice.start(...args);
  return running;
}

test('a first deploy makes app and route, and the app answers', async () => {
  const practice = await started();
  const { foundry } = practice;
  const run = await practice.run({ registry: { username: 'robot', password: 'robot-password' } });
  expect(await run.platform.login()).toBe('ci (client)');
  expect(await run.platform.read()).toBeUndefined();
  const rollout = await run.released('1');
  const look = await run.watch(rollout, isLive);
  expect(look).toMatchObject({ wanted: [{ type: 'web', wanted: 1 }], crashes: 0, previous: [] });
  expect(look.release?.id).toBe(rollout.deploymentGuid);
  expect(foundry.appAt('web.apps.sandbox.test')?.image).toBe(imageOf('1'));
  expect(rollout.previous).toBeUndefined();
  expect(JSON.parse(JSON.stringify(rollout))).toEqual(rollout);
  expect(JSON.stringify(rollout)).not.toContain('robot-password');
  const made = foundry.api.requests.find(({ target, method }) => method === 'POST' && target === '/v3/packages');
  expect(JSON.parse(made?.body ?? '')).toMatchObject({ data: { username: 'robot', password: 'robot-password' } });
});

test('a re-deploy keeps to the budget of requests and changes nothing but the image', async () => {
  const practice = await started();
  const before = await practice.deployed({ instances: new Map([['', 2]]), memoryMb: 256 });
  expect(before).toMatchObject({
    running: true,
    release: { image: imageOf('1') },
    processes: [{ type: 'web', wanted: 2 }],
    url: 'https://web.apps.sandbox.test',
    healthTimeoutMs: 60_000,
  });
  expect(before.settings).toMatchObject({ memoryMb: 256 });

  const { foundry } = practice;
  foundry.logCache.requests.length = 0;
  const http = new RoundTrips(createHttp({ clock: practice.time, userAgent: 'deploy-image/test' }));
  const run = await practice.run({}, { runId: 'second-run', http });
  const rollout = await run.released('2');
  const lineOf = ({ method, url }: HttpRequest) => `${method} ${url.pathname}`;
  const sent = http.rounds.map((round) => round.map(lineOf).filter((line) => !line.startsWith('GET /v3/builds/')));
  expect(sent.flat().length).toBeLessThanOrEqual(11);
  // Without the last look of the wait for the build: has anybody else begun meanwhile?
  const built = sent.findIndex((round) => round.includes('POST /v3/builds'));
  const ordered = sent.map((round, nth) => round.filter((line) => nth <= built || line !== 'GET /v3/deployments'));
  expect(ordered.flat().length).toBe(sent.flat().length - 1);
  expect(ordered.filter((round) => round.length > 0).length, JSON.stringify(ordered)).toBeLessThanOrEqual(7);
  expect(foundry.logCache.requests).toHaveLength(0);

  const look = await run.watch(rollout, isLive);
  expect(look.wanted).toEqual([{ type: 'web', wanted: 2 }]);
  const after = await (await practice.run()).platform.read();
  expect(after).toMatchObject({ release: { id: rollout.deploymentGuid, image: imageOf('2') }, running: true });
  expect(after?.settings).toEqual(before.settings);
});

test('looks stay within 40 requests a minute, most of one request, and the old instances are seen to go', async () => {
  const practice = await started({ 2: { behaviour: { kind: 'ok', bootMs: 20_000 } } });
  await practice.deployed({ instances: new Map([['web', 4]]) });
  const run = await practice.run({}, { runId: 'second-run' });
  const { platform, context } = run;
  const rollout = await run.prepared('2');
  const { clock, http } = context;
  const sent = () => http.sent;
  const looks: { at: number; requests: number }[] = [];
  const olds: number[] = [];
  const watched = await releaseAndWatch(
    {
      release: (given) => platform.release(given),
      async observe(given) {
        const [at, before] = [clock.now(), sent()];
        const look = await platform.observe(given);
        looks.push({ at, requests: sent() - before });
        return look;
      },
    },
    rollout,
    { settleMs: 5_000, problemMs: 60_000, progressMs: 300_000, totalMs: 900_000 },
    {
      ...{ clock, signal: context.signal, pace: new Pace(clock, sent), save: () => {} },
      seen: ({ previous }) => olds.push(previous.filter(({ state }) => state === 'running').length),
    },
  );
  expect(watched.ended).toBe('live');
  const within = (from: number) => looks.filter(({ at }) => at >= from && at < from + 60_000);
  const spent = looks.map(({ at }) => within(at).reduce((sum, { requests }) => sum + requests, 0));
  expect(Math.max(...spent)).toBeLessThanOrEqual(40);
  expect(looks.filter(({ requests }) => requests === 1).length).toBeGreaterThan(looks.length * 0.8);
  expect(Math.max(...olds)).toBe(4);
  expect(olds.at(-1)).toBe(0);
});

test('a crash loop is certain at once, says why, and a restore leaves the old one serving', async () => {
  const practice = await started({
    2: { behaviour: crash, crashLog: ['Error: connect ECONNREFUSED 10.0.4.7:5432', '    at afterConnect'] },
  });
  const before = await practice.deployed();
  const run = await practice.run({}, { runId: 'second-run' });
  const rollout = await run.released('2');
  const look = await run.watch(rollout, ({ problem }) => problem?.certain === true);
  expect(look.problem?.message).toMatch(/Exited with status 1/);
  expect(look.phase).toBe('moving');
  const evidence = await run.platform.evidence(rollout);
  expect(evidence.cause).toBe('Error: connect ECONNREFUSED 10.0.4.7:5432');
  expect(evidence.hint).toMatch(/security groups/);
  expect(evidence.facts[0]).toMatch(/^instance 0: .*Exited with status 1.*times$/);
  expect(evidence.log.some(({ text }) => text.includes('ECONNREFUSED'))).toBe(true);
  const restored = await run.platform.restore(rollout);
  expect(restored).toEqual({
    serves: before.release,
    verified: true,
    running: 1,
    wanted: 1,
    how: 'deployment cancelled',
  });
  expect(practice.foundry.appAt('web.apps.sandbox.test')?.image).toBe(imageOf('1'));
  // Again, by a run that knows nothing but the saved ids.
  const post = await practice.run({}, { runId: 'second-run' });
  const { deploymentGuid: _, ...saved } = rollout;
  expect(await post.platform.restore(JSON.parse(JSON.stringify(saved)))).toEqual(restored);
  expect((await post.platform.read())?.release).toEqual(before.release);
});

test('a first deploy that crashes is stopped', async () => {
  const practice = await started({ 2: { behaviour: crash } });
  const run = await practice.run();
  const rollout = await run.released('2');
  await run.watch(rollout, ({ problem }) => problem?.certain === true);
  const restored = await run.platform.restore(rollout);
  expect(restored).toMatchObject({
    serves: undefined,
    verified: true,
    running: 0,
    wanted: 0,
    how: 'the app was stopped',
  });
  expect(practice.foundry.world.app('web').state).toBe('STOPPED');
});

test('a stopped app is stopped again, with its droplet and its size', async () => {
  const practice = await started({ 2: { behaviour: crash } });
  await practice.deployed({ memoryMb: 256 });
  const app = practice.foundry.world.app('web');
  const droplet = app.droplet?.guid;
  await stopApp(practice);
  const run = await practice.run(
    { settings: { memoryMb: 512, instances: new Map([['', 2]]) } },
    { runId: 'second-run' },
  );
  expect(await run.platform.read()).toMatchObject({ running: false });
  const rollout = await run.released('2');
  await run.watch(rollout, ({ problem }) => problem?.certain === true);
  expect((await run.platform.restore(rollout)).how).toBe('the app was stopped again');
  expect(app.state).toBe('STOPPED');
  expect(app.droplet?.guid).toBe(droplet);
  const after = await (await practice.run()).platform.read();
  expect(after?.settings).toMatchObject({ memoryMb: 256 });
  expect(after?.settings.instances?.get('web')).toBe(1);
});

async function stopApp({ foundry }: Practice): Promise<void> {
  const { TokenSource } = await import('../../../src/platforms/cloudfoundry/login/token-source.ts');
  const { createHttp } = await import('../../../src/http/client.ts');
  const { systemClock } = await import('../../../src/clock.ts');
  const http = createHttp({ clock: systemClock, userAgent: 'test' });
  const login = { kind: 'client', id: 'ci', secret: 'ci-secret' } as const;
  const uaa = { server: new URL(foundry.uaa.url), login, mask: () => {} };
  const tokens = new TokenSource({ http, clock: systemClock, ...uaa, ...withoutOidc });
  const response = await http.send({
    method: 'POST',
    url: new URL(`${foundry.api.url}/v3/apps/${foundry.world.app('web').guid}/actions/stop`),
    headers: { authorization: `bearer ${await tokens.bearer()}` },
  });
  expect(response.status).toBe(200);
}

test('a release that breaks after it was deployed: the previous droplet comes back as a deployment of its own', async () => {
  const practice = await started({ 2: { behaviour: { kind: 'crash', bootMs: 500, afterMs: 12_000, exitCode: 3 } } });
  const before = await practice.deployed({ instances: new Map([['web', 1]]) });
  const run = await practice.run({ settings: { instances: new Map([['web', 2]]) } }, { runId: 'second-run' });
  const rollout = await run.released('2');
  await run.watch(rollout, ({ phase }) => phase === 'done');
  await run.watch(rollout, ({ problem }) => problem?.certain === true);
  const restored = await run.platform.restore(rollout);
  expect(restored).toMatchObject({
    serves: { image: before.release?.image },
    verified: true,
    running: 1,
    wanted: 1,
    how: 'the previous droplet was deployed again',
  });
  expect(practice.foundry.appAt('web.apps.sandbox.test')?.image).toBe(imageOf('1'));
  const count = practice.foundry.world.deployments.length;
  expect(await run.platform.restore(rollout)).toEqual(restored);
  expect(practice.foundry.world.deployments).toHaveLength(count);
});

test('somebody else’s newer deployment is reported and left alone', async () => {
  const practice = await started({ 2: { behaviour: { kind: 'ok', bootMs: 30_000 } } });
  await practice.deployed();
  const run = await practice.run({}, { runId: 'second-run' });
  const rollout = await run.released('2');
  await run.platform.observe(rollout);
  const theirs = await practice.foundry.deployByColleague('web', imageOf('3'));
  await run.watch(rollout, ({ phase }) => phase === 'superseded');
  const posts = practice.foundry.api.requests.filter(({ method }) => method === 'POST').length;
  await run.platform.cancel(rollout);
  const restored = await run.platform.restore(rollout);
  expect(restored).toMatchObject({ serves: { id: theirs.guid }, verified: false });
  expect(practice.foundry.api.requests.filter(({ method }) => method === 'POST')).toHaveLength(posts);
});

test('a deployment that took over after ours was done is seen as well', async () => {
  const practice = await started();
  await practice.deployed();
  const run = await practice.run({}, { runId: 'second-run' });
  const rollout = await run.released('2');
  await run.watch(rollout, isLive);
  await practice.clock.sleep(1_100);
  const theirs = await practice.foundry.deployByColleague('web', imageOf('3'));
  const look = await run.watch(rollout, ({ phase }) => phase === 'superseded');
  expect(look.release?.id).toBe(rollout.deploymentGuid);
  const count = practice.foundry.world.deployments.length;
  const restored = await run.platform.restore(rollout);
  expect(restored).toMatchObject({ serves: { id: theirs.guid, image: imageOf('3') }, verified: false });
  expect(practice.foundry.world.deployments).toHaveLength(count);
});

test('cancel works without the id, after the signal, once, and is no harm when nothing began', async () => {
  const practice = await started({ 2: { behaviour: { kind: 'ok', bootMs: 30_000 } } });
  await practice.deployed();
  const stop = new AbortController();
  const run = await practice.run({}, { runId: 'second-run', signal: stop.signal });
  const prepared = await run.prepared('2');
  await run.platform.cancel(prepared);
  await run.platform.release(prepared);
  stop.abort();
  practice.foundry.api.requests.length = 0;
  await run.platform.cancel(prepared);
  const writes = practice.foundry.api.requests.filter(({ method }) => method === 'POST');
  expect(writes.map(({ target }) => target.replace(/[0-9a-f-]{36}/, 'G'))).toEqual([
    '/v3/deployments/G/actions/cancel',
  ]);
  expect(await run.platform.restore(prepared)).toMatchObject({ verified: true, how: 'deployment cancelled' });
});

test('staging that fails says what the registry said', async () => {
  const practice = await started({
    2: { pullError: new PullError('unauthorized', 'unauthorized: authentication required') },
  });
  const run = await practice.run();
  const error = await run.prepared('2').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'CF_STAGING_FAILED',
    message: expect.stringMatching(/^Staging failed: .*unauthorized: authentication required/),
    hint: expect.stringMatching(/registry-password/),
  });
  expect(run.context.notes.some((note) => note.startsWith('STG '))).toBe(true);
});

test('without log-cache a failed staging is still reported', async () => {
  const practice = await started({ 2: { pullError: new PullError('not-found', 'manifest unknown') } });
  practice.foundry.world.logCacheDown = true;
  const run = await practice.run();
  await expect(run.prepared('2')).rejects.toMatchObject({
    code: 'CF_STAGING_FAILED',
    message: expect.stringContaining('StagingError'),
  });
});

test('an image for another processor is named as such', async () => {
  const practice = await started({ 2: { architecture: 'arm64' } });
  const run = await practice.run();
  const rollout = await run.released('2');
  await run.watch(rollout, ({ problem }) => problem?.certain === true);
  expect((await run.platform.evidence(rollout)).hint).toMatch(/linux\/amd64/);
});

test('a token that ends in the middle is renewed', async () => {
  const practice = await started();
  practice.foundry.world.accessTokenLifetime = 5;
  const run = await practice.run({ login: { kind: 'password', username: 'deployer', password: 'deployer-password' } });
  expect(await run.platform.login()).toBe('deployer (user)');
  await run.watch(await run.released('1'), isLive);
  expect(practice.foundry.uaa.requests.length).toBeGreaterThan(1);
  expect(run.context.masked.length).toBeGreaterThan(1);
});

test('a token of 30 seconds lasts through ten minutes, and is renewed once each time', async () => {
  const practice = await started({ 2: { behaviour: { kind: 'ok', bootMs: 50_000 } } }, { speed: 60 });
  const { world, uaa } = practice.foundry;
  await practice.deployed({ instances: new Map([['web', 12]]), memoryMb: 64 });
  world.accessTokenLifetime = 30;
  uaa.requests.length = 0;
  const run = await practice.run({}, { runId: 'second-run' });
  const { clock } = run.context;
  const from = clock.now();
  const rollout = await run.released('2');
  while (!isLive(await run.platform.observe(rollout))) await clock.sleep(2_000);
  const tookS = (clock.now() - from) / 1_000;
  expect(tookS).toBeGreaterThan(600);
  // Of each token four fifths are used, or all but what a look takes.
  expect(uaa.requests.length).toBeGreaterThan(tookS / 30);
  expect(uaa.requests.length).toBeLessThan(tookS / 20);
});

test.for([
  ['POST', '/v3/packages', /^\/v3\/packages$/],
  ['POST', '/v3/builds', /^\/v3\/builds$/],
  ['POST', '/v3/deployments', /^\/v3\/deployments$/],
  ['POST', '/v3/apps', /^\/v3\/apps$/],
  ['POST', '/v3/routes', /^\/v3\/routes$/],
] as const)('an answer to %s %s that got lost leads to no second one', async ([method, , path]) => {
  const practice = await started();
  const run = await practice.run();
  const { api, world } = practice.foundry;
  api.faults.push({ method, path, nth: 1, when: 'after', action: 'cut' });
  await run.watch(await run.released('1'), isLive);
  expect(world.packages).toHaveLength(1);
  expect(world.builds).toHaveLength(1);
  expect(world.deployments).toHaveLength(1);
  expect(world.apps).toHaveLength(1);
  expect(world.routes).toHaveLength(1);
});

test('a request that the router lost before it acted is repeated', async () => {
  const practice = await started();
  const run = await practice.run();
  const { api, world } = practice.foundry;
  const action = { status: 502, headers: { 'x-cf-routererror': 'endpoint_failure' }, body: '502 Bad Gateway' };
  api.faults.push({ method: 'POST', path: /^\/v3\/deployments$/, nth: 1, when: 'before', action });
  await run.watch(await run.released('1'), isLive);
  expect(world.deployments).toHaveLength(1);
});

// `stager.rb`: the build is there then, and has failed. cf push ends here with the server's bare words (cli#373).
test('a build that no cell was asked for is made anew', async () => {
  const practice = await started();
  const run = await practice.run();
  const { api, world } = practice.foundry;
  world.diegoDown = true;
  api.faults.push({
    ...{ method: 'POST', path: /^\/v3\/builds$/, nth: 1, when: 'after', action: (answer) => answer },
    struck: () => {
      world.diegoDown = false;
    },
  });
  await run.watch(await run.released('1'), isLive);
  expect(world.builds.map(({ state }) => state)).toEqual(['FAILED', 'STAGED']);
});

test('another build of the app is waited for', async () => {
  const practice = await started();
  await practice.deployed();
  const first = await practice.run({}, { runId: 'second-run' });
  const second = await practice.run({}, { runId: 'third-run' });
  const [one, other] = await Promise.all([first.prepared('2'), second.prepared('3')]);
  expect(one.dropletGuid).not.toBe(other.dropletGuid);
  const notes = [...first.context.notes, ...second.context.notes];
  expect(notes.filter((note) => note.includes('Another build'))).toHaveLength(1);
});

test('two runs that make the same app at once end up with one', async () => {
  const practice = await started();
  const [one, other] = await Promise.all([
    (await practice.run({}, { runId: 'one' })).prepared('1'),
    (await practice.run({}, { runId: 'other' })).prepared('2'),
  ]);
  expect(one.appGuid).toBe(other.appGuid);
  expect(practice.foundry.world.apps).toHaveLength(1);
  expect(practice.foundry.world.routes[0]?.destinations).toHaveLength(1);
});

test('a route that another app has stops a first deploy before anything is made', async () => {
  const practice = await started();
  await practice.deployed();
  const { world } = practice.foundry;
  const [route] = world.routes;
  if (route === undefined) throw new Error('no route');
  world.routes[0] = { ...route, host: 'shop' };
  const run = await practice.run({ app: 'shop' });
  await expect(run.prepared('1')).rejects.toMatchObject({
    code: 'CF_ROUTE_TAKEN',
    message: 'The route shop.apps.sandbox.test already leads to another app of this space',
  });
  expect(world.apps).toHaveLength(1);
});

test('a name that is no host makes an app without a route, and says so', async () => {
  const practice = await started();
  const run = await practice.run({ app: 'my web' });
  await run.watch(await run.released('1'), isLive);
  expect(run.context.notes.join()).toContain('No route: my web cannot be a host name');
  expect((await run.platform.read())?.url).toBeUndefined();
});

test('a first deploy that was cut after the app gets its route in the next run', async () => {
  const practice = await started({ 2: { pullError: new PullError('not-found', 'manifest unknown') } });
  const { world } = practice.foundry;
  await expect((await practice.run({}, { runId: 'one' })).prepared('2')).rejects.toMatchObject({
    code: 'CF_STAGING_FAILED',
  });
  world.routes.length = 0;
  const run = await practice.run({}, { runId: 'two' });
  await run.watch(await run.released('1'), isLive);
  expect(practice.foundry.appAt('web.apps.sandbox.test')?.image).toBe(imageOf('1'));
});

test('docker switched off, missing role, full quota: each has its own words', async () => {
  const practice = await started();
  const { world } = practice.foundry;
  world.featureFlags.set('diego_docker', false);
  await expect((await practice.run()).prepared('1')).rejects.toMatchObject({ code: 'CF_DOCKER_DISABLED' });
  world.featureFlags.set('diego_docker', true);
  const auditor = { kind: 'password', username: 'auditor', password: 'auditor-password' } as const;
  await expect((await practice.run({ login: auditor })).prepared('1')).rejects.toMatchObject({
    code: 'CF_FORBIDDEN',
    hint: expect.stringContaining('SpaceDeveloper'),
  });
  await practice.deployed({ memoryMb: 256 });
  world.org('acme').memoryLimitMb = 300;
  const run = await practice.run({ settings: { memoryMb: 512 } }, { runId: 'second-run' });
  await expect(run.released('2')).rejects.toMatchObject({ code: 'CF_QUOTA' });
});

test('an app that crashes now and then is counted, though it runs in between', async () => {
  const practice = await started();
  await practice.deployed();
  const run = await practice.run({}, { runId: 'second-run' });
  const rollout = await run.released('2');
  await run.watch(rollout, isLive);
  practice.foundry.crashInstance('web', { exitCode: 7 });
  const look = await run.watch(rollout, ({ crashes }) => crashes > 0);
  expect(look.problem?.certain ?? false).toBe(false);
  expect(look.phase).toBe('done');
  expect(await run.watch(rollout, isLive)).toMatchObject({ crashes: 1 });
});

test('instances that find no cell are a problem that may go away', async () => {
  const practice = await started();
  await practice.deployed();
  practice.foundry.world.placementError = 'insufficient resources: memory';
  const run = await practice.run({}, { runId: 'second-run' });
  const rollout = await run.released('2');
  const look = await run.watch(rollout, ({ problem }) => problem !== undefined);
  expect(look.problem).toEqual({ message: 'insufficient resources: memory', certain: false });
  expect((await run.platform.evidence(rollout)).cause).toBe('insufficient resources: memory');
});

test('somebody cancels our deployment', async () => {
  const practice = await started({ 2: { behaviour: { kind: 'ok', bootMs: 30_000 } } });
  const before = await practice.deployed();
  const run = await practice.run({}, { runId: 'second-run' });
  const rollout = await run.released('2');
  await run.platform.observe(rollout);
  await (await practice.run({}, { runId: 'second-run' })).platform.cancel(rollout);
  await run.watch(rollout, ({ phase }) => phase === 'canceled');
  expect(await run.platform.restore(rollout)).toMatchObject({ serves: before.release, verified: true });
});

test('a deployment that is done before the cancel arrives is undone by another one', async () => {
  const practice = await started({ 2: { behaviour: { kind: 'ok', bootMs: 8_000 } } });
  const before = await practice.deployed();
  const run = await practice.run({}, { runId: 'second-run' });
  const rollout = await run.released('2');
  const detail = 'Cannot cancel a deployment with status: FINALIZED and reason: DEPLOYED';
  const action = {
    status: 422,
    body: { errors: [{ code: 10008, title: 'CF-UnprocessableEntity', detail }] },
  };
  practice.foundry.api.faults.push({ method: 'POST', path: /actions\/cancel$/, when: 'before', action });
  expect(await run.platform.restore(rollout)).toMatchObject({
    serves: { image: before.release?.image },
    verified: true,
    how: 'the previous droplet was deployed again',
  });
  expect(practice.foundry.appAt('web.apps.sandbox.test')?.image).toBe(imageOf('1'));
});

test('a restore that cannot finish in time says so', async () => {
  const practice = await started(
    { 2: { behaviour: { kind: 'ok', bootMs: 30_000 } } },
    { timings: { deploymentTickMs: 200_000 } },
  );
  const run = await practice.run({}, { runId: 'first-run' });
  await run.watch(await run.released('1'), isLive);
  const next = await practice.run({}, { runId: 'second-run' });
  const rollout = await next.released('2');
  expect(await next.platform.restore(rollout)).toMatchObject({
    verified: false,
    running: 1,
    wanted: 1,
    how: 'the deployment is not cancelled after 90 s',
  });
});
