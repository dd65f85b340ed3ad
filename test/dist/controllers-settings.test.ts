import { expect } from 'vitest';
import {
  type Controller,
  controllers,
  eventually,
  expectUntold,
  podsOf,
  postsTo,
  running,
  send,
  variablesOf,
} from '../support/controllers.ts';
import { interruptedOn } from '../support/interrupted.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** Settings on Deis Workflow and Drycc, through the bundle, and the way back from them. */

const publish = (stage: Stage, tag: string, labels: Record<string, string> = {}, more = {}) =>
  stage.sandbox.registry.publish({ repository: 'team/web', tag, labels, ...more });
const crashing = { 'sandbox.behaviour': 'crash' };
const slow = { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '60000' };

const app = 'web-app';
const old = { env: 'LOG_LEVEL=info\nDB_PASSWORD=old-pässword-1\nLEGACY=yes' };
const oldVariables = { PORT: '8080', LOG_LEVEL: 'info', DB_PASSWORD: 'old-pässword-1', LEGACY: 'yes' };
const changed = { env: 'LOG_LEVEL=debug-of-the-new-one\nFEATURE_X=value-of-feature-x\nDB_PASSWORD=new-pässword-2' };
/** What must stand nowhere but in what is sent to the platform. */
const values = ['debug-of-the-new-one', 'value-of-feature-x', 'new-pässword-2', 'old-pässword-1'];

/** An app that is live with variables of its own. */
async function live(
  stage: Stage,
  controller: Controller,
  more: Record<string, string> = {},
  labels: Record<string, string> = {},
): Promise<string> {
  const { reference: image, digest } = await publish(stage, '1.0', labels);
  const step = await stage.deploy(controller, { app, image, ...old, ...more });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expectUntold(step, values);
  return digest;
}

const changesOf = (step: StepResult) =>
  (JSON.parse(step.outputs['changes'] ?? '[]') as { what: string; to: string }[])
    .filter(({ what }) => what !== 'image')
    .map(({ what, to }) => `${what} ${to}`);
const stripped = (posts: readonly string[]) => posts.map((post) => post.replace(/ .*/, ''));

/** The config as the controller tells it next time. */
const configOf = (stage: Stage, controller: Controller) =>
  send(stage, controller, 'GET', `apps/${app}/config/`) as Promise<{ values: unknown; registry: unknown }>;

/** The pods that run once those that are going are gone. */
const settled = (stage: Stage, controller: Controller, wanted: object) =>
  eventually(
    () => running(stage, controller, app),
    (counts) => JSON.stringify(counts) === JSON.stringify(wanted),
  );

for (const controller of controllers) {
  const serving = controller === 'deis' ? 'cmd' : 'web';

  test(`${controller}: a new app is given all of it in one request before its first build`, async (stage) => {
    const image = await publish(stage, '1.0', {}, { repository: 'private/web' });
    const settings = {
      ...{ env: 'A=1\nB=x=y', memory: '1G', 'health-check': 'http /', instances: '2' },
      ...{ 'registry-username': 'robot', 'registry-password': 'robot-password' },
    };
    const step = await stage.deploy(controller, { app, image: image.reference, ...settings });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live', changed: 'true' });
    const posts = postsTo(stage, controller);
    expect(stripped(posts)).toEqual([
      ...['apps/', 'config/'],
      ...(controller === 'deis' ? ['builds/', 'scale/'] : ['build/', 'ptypes/scale/']),
    ]);
    const login = { username: 'robot', password: 'robot-password' };
    const config = JSON.parse(posts[1]?.replace('config/ ', '') ?? '') as Record<string, unknown>;
    const probe = { httpGet: { path: '/', port: 8080 } };
    if (controller === 'deis') {
      expect(config).toMatchObject({
        ...{ values: { PORT: '8080', A: '1', B: 'x=y' }, registry: login, memory: { cmd: '1024M' } },
        healthcheck: { 'web/cmd': { readinessProbe: probe } },
      });
    } else {
      expect(config).toMatchObject({
        values: [
          { name: 'PORT', value: '8080', ptype: 'web' },
          { name: 'A', value: '1', group: 'global' },
          { name: 'B', value: 'x=y', group: 'global' },
        ],
        ...{ registry: { web: login, run: login }, limits: { web: 'std1.large.c1m1' } },
        healthcheck: { web: { readinessProbe: probe } },
      });
    }
    expect(posts.at(-1)).toContain(`{"${serving}":2}`);
    expect(running(stage, controller, app)).toEqual({ [serving]: 2 });
    expect(variablesOf(stage, controller, app)).toEqual({ PORT: '8080', A: '1', B: 'x=y' });
    const [pod] = podsOf(stage, controller, app);
    expect(pod).toMatchObject({ probes: { readinessProbe: probe }, credentials: login });
    expect(pod?.resources.limits.memory).toMatch(/^(?:1024Mi|1Gi)$/);
    expect(step.log).toMatch(/^▸ Release +2 × /m);

    // All of it serves already: but for the login, which is never said to be the same, nothing would change.
    const { 'registry-username': _, 'registry-password': __, ...rest } = settings;
    const since = Date.now();
    const docker = { 'use-docker-login': 'true' };
    const same = await stage.deploy(controller, {
      app,
      image: (await publish(stage, '1.0')).reference,
      ...rest,
      ...docker,
    });
    expect(changesOf(same), same.log).toEqual([]);
    expect(stripped(postsTo(stage, controller, since))).toEqual([controller === 'deis' ? 'builds/' : 'build/']);
  });

  test(`${controller}: merge changes what differs, redeploys as often as it must, and tells names alone`, async (stage) => {
    await live(stage, controller);
    const since = Date.now();
    const { reference: image } = await publish(stage, '2.0');
    const step = await stage.deploy(controller, { app, image, ...changed });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    expect(variablesOf(stage, controller, app)).toEqual({
      ...{ PORT: '8080', LOG_LEVEL: 'debug-of-the-new-one', DB_PASSWORD: 'new-pässword-2', LEGACY: 'yes' },
      FEATURE_X: 'value-of-feature-x',
    });
    expect(changesOf(step)).toEqual(['env ~LOG_LEVEL', 'env +FEATURE_X', 'env ~DB_PASSWORD']);
    expect(stripped(postsTo(stage, controller, since))).toEqual(
      controller === 'deis'
        ? ['config/', 'builds/']
        : ['settings/', 'config/', 'build/', 'settings/', 'releases/deploy/'],
    );
    if (controller === 'deis') expect(step.log).toMatch(/two roll-outs: .*LOG_LEVEL, FEATURE_X, DB_PASSWORD/);
    else {
      // One roll-out: of the release with the settings alone nothing was ever started.
      const releases = stage.sandbox.drycc.world.apps.get(app)?.releases ?? [];
      expect(releases.map(({ state }) => state)).toEqual(['created', 'created', 'succeed', 'created', 'succeed']);
      expect(stage.sandbox.drycc.world.apps.get(app)?.settings.autodeploy).toBe(true);
    }
    expectUntold(step, values);

    const later = Date.now();
    const again = await stage.deploy(controller, { app, image: (await publish(stage, '3.0')).reference, ...changed });
    expect(again.outputs, again.log).toMatchObject({ verdict: 'live' });
    expect(changesOf(again)).toEqual([]);
    expect(stripped(postsTo(stage, controller, later))).toEqual([controller === 'deis' ? 'builds/' : 'build/']);

    const twice = await stage.deploy(controller, { app, image: (await publish(stage, '3.0')).reference, ...changed });
    expect(twice.outputs, twice.log).toMatchObject({ verdict: 'unchanged' });
  });

  test(`${controller}: replace takes away what is not named, but PORT`, async (stage) => {
    await live(stage, controller);
    const { reference: image } = await publish(stage, '2.0');
    const inputs = { app, image, env: '{"LOG_LEVEL": "info", "PORTAL": "a\\nb"}', 'env-mode': 'replace' };
    const step = await stage.deploy(controller, inputs);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    expect(variablesOf(stage, controller, app)).toEqual({ PORT: '8080', LOG_LEVEL: 'info', PORTAL: 'a\nb' });
    expect(changesOf(step)).toEqual(['env +PORTAL', 'env -DB_PASSWORD', 'env -LEGACY']);
  });

  test(`${controller}: a plan shows the differences and writes nothing`, async (stage) => {
    await live(stage, controller);
    const since = Date.now();
    const more = { 'env-mode': 'replace', instances: '3', 'health-check': 'http /healthz', mode: 'plan' };
    const { reference: image } = await publish(stage, '2.0');
    const step = await stage.deploy(controller, { app, image, ...changed, ...more });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'planned' });
    expect(changesOf(step)).toEqual([
      ...['instances 3', 'health check http /healthz', 'env ~LOG_LEVEL', 'env +FEATURE_X'],
      ...['env ~DB_PASSWORD', 'env -LEGACY'],
    ]);
    expect(writesTo(stage.servers(controller), since)).toEqual([]);
    expectUntold(step, values);
  });

  test(`${controller}: counts by process type, up and down, and one that is not there`, async (stage) => {
    await live(stage, controller);
    const image = async (tag: string) => (await publish(stage, tag)).reference;
    const up = await stage.deploy(controller, { app, image: await image('2.0'), instances: `${serving}=3` });
    expect(up.outputs, up.log).toMatchObject({ verdict: 'live' });
    expect(up.log).toMatch(/runs 3\/3 of/);
    expect(running(stage, controller, app)).toEqual({ [serving]: 3 });
    // What nobody names stays, and is not asked about.
    const silent = await stage.deploy(controller, { app, image: await image('3.0') });
    expect(silent.log).toMatch(/runs 3\/3 of/);
    const down = await stage.deploy(controller, { app, image: await image('3.0'), instances: '1' });
    expect(down.outputs, down.log).toMatchObject({ verdict: 'live' });
    expect(changesOf(down)).toEqual(['instances 1']);
    expect(await settled(stage, controller, { [serving]: 1 })).toEqual({ [serving]: 1 });

    const since = Date.now();
    const none = await stage.deploy(controller, { app, image: await image('4.0'), instances: 'worker=2' });
    expect(none.outputs).toMatchObject({ verdict: 'failed' });
    expect(none.annotations[0]?.message).toMatch(/process type worker, and the app has only (?:cmd|web)/);
    expect(writesTo(stage.servers(controller), since)).toEqual([]);
  });

  test(`${controller}: health-check: an answer at a path of the app's port, and the port again`, async (stage) => {
    const http = { 'sandbox.http-paths': '/ /healthz' };
    const first = await publish(stage, '1.0', http);
    const asked = { app, image: first.reference, 'health-check': 'http /healthz' };
    const right = await stage.deploy(controller, asked);
    expect(right.outputs, right.log).toMatchObject({ verdict: 'live' });
    const unchanged = await stage.deploy(controller, asked);
    expect(unchanged.outputs, unchanged.log).toMatchObject({ verdict: 'unchanged' });

    const wrong = { ...asked, image: (await publish(stage, '2.0', http)).reference, 'health-check': 'http /health' };
    const step = await stage.deploy(controller, wrong);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
    expect(step.annotations[0]?.message).toContain('HTTP probe failed with statuscode: 404');
    expect((await stage.ask(controller, app)).body).toContain(first.digest);
    expect(podsOf(stage, controller, app)[0]?.probes.readinessProbe).toMatchObject({ httpGet: { path: '/healthz' } });

    // A probe goes where the app goes.
    const moved = { app, image: (await publish(stage, '3.0', { 'sandbox.listens': '9000' })).reference, port: '9000' };
    const there = await stage.deploy(controller, { ...moved, 'image-checks': 'warn', 'health-check': 'port' });
    expect(there.outputs, there.log).toMatchObject({ verdict: 'live' });
    expect(podsOf(stage, controller, app)[0]?.probes.readinessProbe).toMatchObject({ tcpSocket: { port: 9000 } });
  });

  test(`${controller}: a probe of the app's own follows its port`, async (stage) => {
    const http = { 'sandbox.http-paths': '/ /healthz' };
    const { reference: image } = await publish(stage, '1.0', http);
    await stage.deploy(controller, { app, image, 'health-check': 'http /healthz' });
    const moved = await publish(stage, '2.0', { ...http, 'sandbox.listens': '$PORT' });
    const step = await stage.deploy(controller, { app, image: moved.reference, port: '9000' });
    // On Deis the old image comes up on the new port first, which it does since it heeds PORT.
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    const probe = { httpGet: { path: '/healthz', port: 9000 } };
    expect(podsOf(stage, controller, app)[0]?.probes.readinessProbe).toMatchObject(probe);
  });

  test(`${controller}: a start command runs in the place of the image's own, and stays`, async (stage) => {
    await live(stage, controller);
    const command = 'serve --workers 4';
    const step = await stage.deploy(controller, { app, image: (await publish(stage, '2.0')).reference, command });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    expect(changesOf(step)).toEqual(['command changed']);
    const how =
      controller === 'deis'
        ? { command: ['/bin/bash', '-c'], args: [command] }
        : { command: [], args: ['serve', '--workers', '4'] };
    expect(await settled(stage, controller, { web: 1 })).toEqual({ web: 1 });
    expect(podsOf(stage, controller, app)).toMatchObject([{ type: 'web', ...how }]);
    if (controller === 'deis') expect(step.log).toContain('web takes the place of cmd');
    const silent = await stage.deploy(controller, { app, image: (await publish(stage, '3.0')).reference });
    expect(silent.outputs, silent.log).toMatchObject({ verdict: 'live' });
    expect(podsOf(stage, controller, app)).toMatchObject([{ type: 'web', ...how }]);
    expectUntold(step, [command]);
  });

  test(`${controller}: a release that crashes: settings and counts come back with the release before`, async (stage) => {
    const digest = await live(stage, controller, { instances: '2' });
    const before = await configOf(stage, controller);
    const crash = { ...crashing, 'sandbox.crash-log': 'cannot log in with $DB_PASSWORD' };
    const { reference: image } = await publish(stage, '2.0', crash);
    const more = { 'env-mode': 'replace', instances: '1', command: 'serve --secretly' };
    const inputs = { app, image, ...changed, ...more };
    const step = await stage.deploy(controller, inputs);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'restored', changed: 'false' });
    expect(running(stage, controller, app)).toEqual({ [serving]: 2 });
    expect(variablesOf(stage, controller, app)).toEqual(oldVariables);
    expect((await configOf(stage, controller)).values).toEqual(before.values);
    expect((await stage.ask(controller, app)).body).toContain(digest);
    expectUntold(step, [...values, 'serve --secretly']);
    expect(await stage.post(controller, inputs, step)).toMatchObject({ raw: '' });
    if (controller === 'drycc') expect(stage.sandbox.drycc.world.apps.get(app)?.settings.autodeploy).toBe(true);

    // And the next deploy begins with them.
    const next = await stage.deploy(controller, { app, image: (await publish(stage, '3.0')).reference, ...old });
    expect(next.outputs, next.log).toMatchObject({ verdict: 'live' });
    expect(changesOf(next)).toEqual([]);
    expect(running(stage, controller, app)).toEqual({ [serving]: 2 });
  });

  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    test(`${controller}: ${signal} in the middle: the post step puts settings and counts back`, async (stage) => {
      const digest = await live(stage, controller, { instances: '2' });
      const { reference: image } = await publish(stage, '2.0', slow);
      const inputs = { app, image, ...changed, 'env-mode': 'replace', instances: '3' };
      const main = await interruptedOn(controller, stage, inputs, signal);
      expectUntold(main, values);
      const post = await stage.post(controller, inputs, main);
      expect(post.annotations, post.log).toEqual([]);
      expect(variablesOf(stage, controller, app)).toEqual(oldVariables);
      expect(running(stage, controller, app)).toEqual({ [serving]: 2 });
      expect((await stage.ask(controller, app)).body).toContain(digest);
      expectUntold(post, values);
      const again = await stage.post(controller, inputs, main);
      expect(again.annotations, again.log).toEqual([]);
      expect(variablesOf(stage, controller, app)).toEqual(oldVariables);
    });
  }

  test(`${controller}: killed between the settings and the build: the settings come back all the same`, async (stage) => {
    await live(stage, controller);
    const before = await configOf(stage, controller);
    const { server } = stage.sandbox[controller];
    const { reference: image } = await publish(stage, '2.0');
    const inputs = { app, image, ...changed };
    const step = stage.start(controller, inputs);
    const struck = () => step.process.kill('SIGKILL');
    server.faults.push({ method: 'POST', path: /\/builds?\/$/, when: 'before', action: 'hang', struck });
    const main = await step.done;
    server.faults.length = 0;
    expect(JSON.stringify((await configOf(stage, controller)).values)).toContain('value-of-feature-x');
    const post = await stage.post(controller, inputs, main);
    expect(post.annotations, post.log).toEqual([]);
    expect((await configOf(stage, controller)).values).toEqual(before.values);
    expect(variablesOf(stage, controller, app)).toEqual(oldVariables);
    if (controller === 'drycc') expect(stage.sandbox.drycc.world.apps.get(app)?.settings.autodeploy).toBe(true);
  });

  test(`${controller}: of an app that never ran, what stays of the settings is named`, async (stage) => {
    await send(stage, controller, 'POST', 'apps/', {
      id: app,
      ...(controller === 'deis' ? {} : { workspace: 'teamone' }),
    });
    const first = controller === 'deis' ? { A: '1' } : [{ name: 'A', value: '1', group: 'global' }];
    await send(stage, controller, 'POST', `apps/${app}/config/`, { values: first });
    const { reference: image } = await publish(stage, '1.0', crashing);
    const step = await stage.deploy(controller, { app, image, ...changed });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(step.log).toMatch(/Not put back, since no release before has it: PORT, LOG_LEVEL, FEATURE_X, DB_PASSWORD/);
    expectUntold(step, values);
  });

  test(`${controller}: on-failure: keep leaves the settings with the release`, async (stage) => {
    await live(stage, controller);
    const { reference: image } = await publish(stage, '2.0', crashing);
    const inputs = { app, image, ...changed, 'on-failure': 'keep' };
    const step = await stage.deploy(controller, inputs);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(await stage.post(controller, inputs, step)).toMatchObject({ raw: '' });
    if (controller === 'drycc') expect(stage.sandbox.drycc.world.apps.get(app)?.settings.autodeploy).toBe(true);
  });

  test(`${controller}: what it cannot take is said at once, and nothing is sent`, async (stage) => {
    const { reference: image } = await publish(stage, '1.0');
    const step = await stage.deploy(controller, {
      ...{ app, image, platform: 'auto', disk: '1G', routes: 'www.example.com', 'readiness-check': 'port' },
      ...{ 'health-check': 'process', 'health-check-timeout': '90s', instances: '0', 'max-in-flight': '2' },
      env: 'PORT=1\nGOOD=hidden-value',
    });
    expect(step.outputs).toMatchObject({ verdict: 'failed' });
    const said = step.annotations[0]?.message ?? '';
    for (const input of ['disk', 'routes', 'readiness-check', 'health-check', 'health-check-timeout', 'instances']) {
      expect(said, said).toMatch(new RegExp(`^${input} `, 'm'));
    }
    expect(said).toMatch(/^env +sets PORT · write it as the `port` input$/m);
    expect(said).toMatch(/_DEPLOY_TIMEOUT=180/);
    expect(said).not.toContain('hidden-value');
    expect(writesTo(stage.servers(controller))).toEqual([]);
  });
}

test('deis: settings with which the current image does not run: the controller goes back, and says why', async (stage) => {
  const digest = await live(stage, 'deis', {}, { 'sandbox.listens': '8080' });
  const { reference: image } = await publish(stage, '2.0', { 'sandbox.listens': '9000' });
  const step = await stage.deploy('deis', { app, image, port: '9000', 'image-checks': 'warn', ...changed });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored', 'previous-release': 'v3' });
  expect(step.annotations[0]?.message).toMatch(/^setting PORT and .* of web-app: Readiness probe failed: .*9000/);
  expect(step.log).toContain('The controller went back to release v3');
  expect((await stage.ask('deis', app)).body).toContain(digest);
  expect(variablesOf(stage, 'deis', app)).toEqual(oldVariables);
});

test('deis: what Workflow alone cannot take', async (stage) => {
  const { reference: image } = await publish(stage, '1.0');
  const more = { 'before-release': 'migrate', 'if-busy': 'replace', env: 'HEALTHCHECK_URL=/\na.b=hidden-value' };
  const step = await stage.deploy('deis', { app, image, ...more });
  const said = step.annotations[0]?.message ?? '';
  expect(said).toMatch(/^before-release +Deis runs commands in what is released/m);
  expect(said).toMatch(/^if-busy +replace · Deis refuses every deploy/m);
  expect(said).toMatch(/^env +sets HEALTHCHECK_URL, which Deis turns into probes · write it as health-check$/m);
  expect(said).toMatch(/^env +names a\.b · /m);
  expect(said).not.toContain('hidden-value');
});

test('drycc: what it alone cannot take', async (stage) => {
  const { reference: image } = await publish(stage, '1.0');
  const step = await stage.deploy('drycc', { app, image, command: 'serve "a b" && true', env: 'EMPTY=' });
  const said = step.annotations[0]?.message ?? '';
  expect(said).toMatch(/^command +holds quotes or signs of a shell/m);
  expect(said).toMatch(/^env +has nothing for EMPTY/m);
});

test('drycc: memory is a limit plan, and sizes that there are none of are refused with those that there are', async (stage) => {
  const { world } = stage.sandbox.drycc;
  world.plans.push(
    { id: 'std1.large.c1m2', spec: 'std1', cpu: 1, memory: 2 },
    { id: 'std1.large.c2m4', spec: 'std1', cpu: 2, memory: 4 },
    { id: 'fast1.large.c1m4', spec: 'fast1', cpu: 1, memory: 4 },
    { id: 'std1.large.c4m4', spec: 'std1', cpu: 4, memory: 4 },
  );
  const { reference: image } = await publish(stage, '1.0');
  const none = await stage.deploy('drycc', { app, image, memory: '512M' });
  expect(none.outputs).toMatchObject({ verdict: 'failed' });
  expect(none.annotations[0]?.message).toMatch(/No limit plan of this Drycc has 512 MB[\s\S]*1G, 2G, 4G/);
  expect(writesTo(stage.servers('drycc'))).toEqual([]);

  const inputs = { app, image, memory: '4G' };
  const step = await stage.deploy('drycc', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  const limits = () => world.apps.get(app)?.releases.at(-1)?.config.limits;
  expect(limits()).toMatchObject({ web: 'std1.large.c2m4' });
  const same = await stage.deploy('drycc', inputs);
  expect(same.outputs, same.log).toMatchObject({ verdict: 'unchanged' });
  const smaller = await stage.deploy('drycc', { ...inputs, memory: '2G' });
  expect(smaller.outputs, smaller.log).toMatchObject({ verdict: 'live' });
  expect(changesOf(smaller)).toEqual(['memory 2048 MB']);
  expect(limits()).toMatchObject({ web: 'std1.large.c1m2' });
});

test('drycc: a variable that a process type has for itself, or by a group, gets the value that is asked for', async (stage) => {
  await live(stage, 'drycc');
  const scoped = [
    { name: 'LOG_LEVEL', value: 'of-web', ptype: 'web' },
    { name: 'SHARED', value: 'of-group', group: 'extra' },
  ];
  await send(stage, 'drycc', 'POST', `apps/${app}/config/`, { values: scoped, values_refs: { web: ['extra'] } });
  const { drycc } = stage.sandbox;
  await eventually(
    () => drycc.world.apps.get(app)?.releases.at(-1)?.state,
    (state) => state === 'succeed',
  );
  const { reference: image } = await publish(stage, '2.0');
  const step = await stage.deploy('drycc', { app, image, env: 'LOG_LEVEL=all\nSHARED=all' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(variablesOf(stage, 'drycc', app)).toMatchObject({ LOG_LEVEL: 'all', SHARED: 'all' });
  const since = Date.now();
  const again = await stage.deploy('drycc', { app, image, env: 'LOG_LEVEL=all\nSHARED=all' });
  expect(again.outputs, again.log).toMatchObject({ verdict: 'unchanged' });
  expect(writesTo(stage.servers('drycc'), since)).toEqual([]);
});

test('drycc: an app with a dryccfile has its variables there, in the build, and keeps the rest of it', async (stage) => {
  const { reference, digest } = await publish(stage, '1.0');
  await send(stage, 'drycc', 'POST', 'apps/', { id: app, workspace: 'teamone' });
  const dryccfile = {
    config: { global: { LOG_LEVEL: 'info', OLD: '1' } },
    pipeline: {
      'web.yaml': { kind: 'pipeline', ptype: 'web', env: { PORT: '8080' }, deploy: { args: ['serve'] } },
      'worker.yaml': { kind: 'pipeline', ptype: 'worker', deploy: { args: ['work'] } },
    },
  };
  await send(stage, 'drycc', 'POST', `apps/${app}/build/`, { image: reference, stack: 'container', dryccfile });
  const { drycc } = stage.sandbox;
  const newest = () => drycc.world.apps.get(app)?.releases.at(-1);
  await eventually(
    () => newest()?.state,
    (state) => state === 'succeed',
  );
  expect(digest).toMatch(/^sha256:/);

  const since = Date.now();
  const { reference: image } = await publish(stage, '2.0');
  const inputs = { app, image, env: 'LOG_LEVEL=debug\nNEW=2', 'env-mode': 'replace', instances: 'web=1 worker=2' };
  const step = await stage.deploy('drycc', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(stripped(postsTo(stage, 'drycc', since))).toEqual(['build/', 'ptypes/scale/']);
  expect(variablesOf(stage, 'drycc', app)).toEqual({ PORT: '8080', LOG_LEVEL: 'debug', NEW: '2' });
  expect(running(stage, 'drycc', app)).toEqual({ web: 1, worker: 2 });
  expect(newest()?.build?.dryccfile?.pipeline['web.yaml']).toMatchObject({ deploy: { args: ['serve'] } });

  const other = await stage.deploy('drycc', { app, image, command: 'serve' });
  expect(other.annotations[0]?.message).toContain('dryccfile says what is started');
});
