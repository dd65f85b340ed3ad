import { expect } from 'vitest';
import { v1Seeds } from '../../sandbox/deis-v1/deis-v1.ts';
import { eventually, running, send, variablesOf } from '../support/controllers.ts';
import { phasesOf } from '../support/endings.ts';
import { interruptedOn } from '../support/interrupted.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `if-busy` on the controllers, through the bundle: somebody else is at the same app. */

const app = 'web-app';
const controllers = ['deis', 'deis-v1', 'drycc'] as const;
type Controller = (typeof controllers)[number];

const publish = (stage: Stage, tag: string, labels: Record<string, string> = {}) =>
  stage.sandbox.registry.publish({ repository: 'team/web', tag, labels, format: 'docker' });
const slowly = (ms: number) => ({ 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': String(ms) });
const crashing = { 'sandbox.behaviour': 'crash' };

const serverOf = ({ sandbox }: Stage, controller: Controller) =>
  (controller === 'deis-v1' ? sandbox.deisV1 : sandbox[controller]).server;

/** An app that is live, and its release. */
async function live(stage: Stage, controller: Controller, more: Record<string, string> = {}): Promise<string> {
  const { reference: image } = await publish(stage, '1.0');
  const step = await stage.deploy(controller, { app, image, ...more });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  return step.outputs['release'] ?? '';
}

/** What a colleague is about to deploy: an image that is up after `bootMs`. What becomes of it, the app's answers tell. */
async function colleague(stage: Stage, controller: Controller, bootMs: number) {
  const { reference, digest } = await publish(stage, 'colleague', slowly(bootMs));
  const { deis, deisV1, drycc } = stage.sandbox;
  const byDigest = `${reference.replace(/:[^:/]*$/, '')}@${digest}`;
  const deploys = {
    deis: () => deis.deployAs('bob', app, byDigest),
    'deis-v1': async () => {
      // There an app is up when its container runs: what takes long is the pull of its machine.
      const { unitPull } = deisV1.world.timings;
      Object.assign(deisV1.world.timings, { unitPull: bootMs });
      await deisV1.deployAs('bob', app, reference);
      Object.assign(deisV1.world.timings, { unitPull });
    },
    drycc: async () => drycc.deployAs(app, byDigest),
  };
  return { digest, deploy: () => deploys[controller]().catch(() => undefined) };
}

/** Has something done as soon as the `nth` GET of that path has been answered. */
function after(stage: Stage, controller: Controller, path: RegExp, nth: number, what: () => unknown): void {
  const struck = () => void what();
  serverOf(stage, controller).faults.push({ method: 'GET', path, nth, when: 'after', action: (it) => it, struck });
}

/** The same, when the app has been read. */
function afterReading(stage: Stage, controller: Controller, what: () => unknown): void {
  // What is not young is not asked after its pods.
  const release = controller === 'deis' ? stage.sandbox.deis.world.apps.get(app)?.releases.at(-1) : undefined;
  if (release !== undefined) Object.assign(release, { createdAt: release.createdAt - 3_600_000 });
  after(stage, controller, controller === 'drycc' ? /\/settings\/$/ : /\/builds\/$/, 1, what);
}

/** What was written since, without the app. */
const writes = (stage: Stage, controller: Controller, since: number) =>
  writesTo([serverOf(stage, controller)], since).map((write) => write.replace(/\/v\d\/apps\/[a-z0-9-]+\//, ''));

for (const controller of controllers) {
  const deployer = controller === 'drycc' ? 'teamone' : 'bob';

  test(`${controller}, wait: their deploy comes to its end first, and is what served before`, async (stage) => {
    await live(stage, controller);
    const theirs = await colleague(stage, controller, 30_000);
    const { reference: image, digest } = await publish(stage, '2.0');
    const done = theirs.deploy();
    const step = await stage.deploy(controller, { app, image });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    expect(step.log).toMatch(new RegExp(`^▸ Wait +release v\\d, begun .*: ${deployer} deployed .*team/web`, 'm'));
    const [, version] = /^▸ Wait +release (v\d)/m.exec(step.log) ?? [];
    expect(step.outputs['previous-release']).toBe(version);
    expect(phasesOf(step)).toEqual(['Image', 'Login', 'Wait', 'Plan', 'Build', 'Release']);
    expect((await stage.ask(controller, app)).body).toContain(digest);
    await done;
  });

  test(`${controller}, fail: nothing is written, and a plan is made all the same`, async (stage) => {
    const before = await live(stage, controller);
    const theirs = await colleague(stage, controller, 60_000);
    const { reference: image } = await publish(stage, '2.0');
    const since = Date.now();
    void theirs.deploy();
    const step = await stage.deploy(controller, { app, image, 'if-busy': 'fail' });
    expect(step, step.log).toMatchObject({ exitCode: 1, outputs: { verdict: 'failed', release: '' }, state: {} });
    expect(step.outputs['reason']).toMatch(
      new RegExp(`^Another deploy of web-app is under way: release v\\d, begun .*: ${deployer} deployed `),
    );
    expect(step.annotations).toHaveLength(1);
    expect(step.annotations[0]?.message).toContain('concurrency group');
    const plan = await stage.deploy(controller, { app, image, mode: 'plan' });
    expect(plan.outputs, plan.log).toMatchObject({ verdict: 'planned' });
    // On v1 theirs may be live by now.
    if (controller !== 'deis-v1') expect(plan.outputs['previous-release']).toBe(before);
    expect(writes(stage, controller, since)).toEqual([]);
  });

  test(`${controller}: who deploys between our look and our order goes first, and all is planned anew`, async (stage) => {
    await live(stage, controller);
    const theirs = await colleague(stage, controller, 10_000);
    const { reference: image, digest } = await publish(stage, '2.0');
    const since = Date.now();
    afterReading(stage, controller, theirs.deploy);
    const step = await stage.deploy(controller, { app, image });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    expect(step.log).toMatch(/✖ (?:Release v\d was made|A build of .* was begun) meanwhile/);
    expect(phasesOf(step)).toEqual(['Image', 'Login', 'Plan', 'Build', 'Release', 'Wait', 'Plan', 'Build', 'Release']);
    expect(writes(stage, controller, since)).toEqual([`POST ${controller === 'drycc' ? 'build/' : 'builds/'}`]);
    expect((await stage.ask(controller, app)).body).toContain(digest);
    expect(step.annotations).toEqual([]);
  });

  test(`${controller}, fail: who deploys between our look and our order is left alone`, async (stage) => {
    await live(stage, controller);
    const theirs = await colleague(stage, controller, 60_000);
    const { reference: image } = await publish(stage, '2.0');
    const since = Date.now();
    afterReading(stage, controller, theirs.deploy);
    const inputs = { app, image, 'if-busy': 'fail' };
    const step = await stage.deploy(controller, inputs);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', release: '', changed: 'false' });
    expect(step.outputs['reason']).toMatch(/^Another deploy of web-app is under way: release v\d/);
    expect(await stage.post(controller, inputs, step)).toMatchObject({ exitCode: 0, raw: '' });
    expect(writes(stage, controller, since)).toEqual([]);
  });

  test(`${controller}: somebody goes back while we watch: superseded, and theirs is left alone`, async (stage) => {
    await live(stage, controller);
    const { reference: next } = await publish(stage, '2.0');
    const second = await stage.deploy(controller, { app, image: next });
    expect(second.outputs, second.log).toMatchObject({ verdict: 'live' });
    const since = Date.now();
    const { reference: image } = await publish(stage, '3.0', slowly(90_000));
    const inputs = { app, image };
    const version = Number(second.outputs['release']?.slice(1));
    const rollback = () => rollBackTo(stage, controller, version);
    const pods = controller === 'deis-v1' ? /\/containers\/$/ : /\/pods\/$/;
    after(stage, controller, pods, 4, rollback);
    const step = await stage.deploy(controller, inputs);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'superseded', changed: 'true' });
    expect(step.outputs['reason']).toMatch(/^release v\d+ came after ours: admin rolled back to v\d$/);
    expect(await stage.post(controller, inputs, step)).toMatchObject({ exitCode: 0, raw: '' });
    const build = controller === 'drycc' ? 'build/' : 'builds/';
    expect(writes(stage, controller, since)).toEqual([`POST ${build}`, 'POST releases/rollback/']);
  });
}

async function rollBackTo(stage: Stage, controller: Controller, version: number): Promise<void> {
  const path = `apps/${app}/releases/rollback/`;
  if (controller !== 'deis-v1') {
    // It blocks on Deis for longer than the story takes.
    await send(stage, controller, 'POST', path, { version }).catch(() => undefined);
    return;
  }
  await fetch(`${stage.sandbox.deisV1.server.url}/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `token ${v1Seeds.admin.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ version }),
  }).catch(() => undefined);
}

test('Deis cannot take over, and says so with the other mistakes', async (stage) => {
  const { reference: image } = await publish(stage, '1.0');
  for (const controller of ['deis', 'deis-v1'] as const) {
    const step = await stage.deploy(controller, { app, image, 'if-busy': 'replace' });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(step.log).toMatch(/if-busy +replace · Deis .*: write wait or fail/);
    expect(writes(stage, controller, 0)).toEqual([]);
  }
});

test('drycc, replace: ours takes over, and what served before theirs is what is told', async (stage) => {
  const before = await live(stage, 'drycc');
  const theirs = await colleague(stage, 'drycc', 3_600_000);
  const { reference: image, digest } = await publish(stage, '2.0');
  const since = Date.now();
  await theirs.deploy();
  const step = await stage.deploy('drycc', { app, image, 'if-busy': 'replace' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', 'previous-release': before });
  expect(step.log).toMatch(/executing pipeline.*: taking over/);
  expect(phasesOf(step)).not.toContain('Wait');
  expect(writes(stage, 'drycc', since)).toEqual(['POST build/', 'POST releases/deploy/']);
  expect((await stage.ask('drycc', app)).body).toContain(digest);
});

test('drycc, replace, with settings: written while theirs runs, and deployed with the build', async (stage) => {
  const before = await live(stage, 'drycc');
  const theirs = await colleague(stage, 'drycc', 3_600_000);
  const { reference: image, digest } = await publish(stage, '2.0');
  await theirs.deploy();
  const step = await stage.deploy('drycc', { app, image, 'if-busy': 'replace', env: 'FEATURE_X=on' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', 'previous-release': before });
  expect((await stage.ask('drycc', app)).body).toContain(digest);
  expect(variablesOf(stage, 'drycc', app)).toMatchObject({ FEATURE_X: 'on' });
  expect(await send(stage, 'drycc', 'GET', `apps/${app}/settings/`)).toMatchObject({ autodeploy: true });
});

test('drycc, replace: when ours fails, what served before theirs serves again', async (stage) => {
  await live(stage, 'drycc');
  const old = (await publish(stage, '1.0')).digest;
  const theirs = await colleague(stage, 'drycc', 3_600_000);
  const { reference: image } = await publish(stage, '2.0', crashing);
  await theirs.deploy();
  const step = await stage.deploy('drycc', { app, image, 'if-busy': 'replace' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect((await stage.ask('drycc', app)).body).toContain(old);
});

test('deis: a build that is refused since theirs has just begun waits for it, and is planned anew', async (stage) => {
  await live(stage, 'deis');
  const theirs = await colleague(stage, 'deis', 10_000);
  const { reference: image, digest } = await publish(stage, '2.0');
  const since = Date.now();
  // The look right before the order is the second one.
  after(stage, 'deis', /\/releases\/$/, 2, theirs.deploy);
  const step = await stage.deploy('deis', { app, image });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', 'previous-release': 'v4' });
  expect(step.log).toMatch(/✖ Deployment for web-app-cmd is already in progress/);
  expect(writes(stage, 'deis', since)).toEqual(['POST builds/', 'POST builds/']);
  expect((await stage.ask('deis', app)).body).toContain(digest);
});

test('deis: settings that are refused since theirs has just begun are set when it has ended', async (stage) => {
  await live(stage, 'deis');
  const theirs = await colleague(stage, 'deis', 10_000);
  const { reference: image } = await publish(stage, '2.0');
  const since = Date.now();
  after(stage, 'deis', /\/releases\/$/, 2, theirs.deploy);
  const step = await stage.deploy('deis', { app, image, env: 'FEATURE_X=on' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', 'previous-release': 'v4' });
  expect(step.log).toMatch(/✖ Deployment for web-app-cmd is already in progress$/m);
  expect(writes(stage, 'deis', since)).toEqual(['POST config/', 'POST config/', 'POST builds/']);
});

test('deis: who is refused three times gives up, and leaves nothing for the post step', async (stage) => {
  await live(stage, 'deis');
  const { reference: image } = await publish(stage, '2.0');
  const since = Date.now();
  const detail = 'Deployment for web-app-cmd is already in progress';
  const action = { status: 400, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ detail }) };
  stage.sandbox.deis.server.faults.push({ method: 'POST', path: /\/builds\/$/, when: 'before', action });
  const inputs = { app, image };
  const step = await stage.deploy('deis', inputs);
  expect(step, step.log).toMatchObject({ exitCode: 1, outputs: { verdict: 'failed', release: '', reason: detail } });
  expect(step.annotations[0]?.message).toContain('concurrency group');
  expect(step.log.match(/^▸ Wait +Deployment for web-app-cmd is already in progress$/gm)).toHaveLength(2);
  expect(writes(stage, 'deis', since)).toEqual(['POST builds/', 'POST builds/', 'POST builds/']);
  expect(await stage.post('deis', inputs, step)).toMatchObject({ exitCode: 0, raw: '' });
});

test('deis: who begins right after our settings were written: ours follows, and goes back to theirs', async (stage) => {
  await live(stage, 'deis');
  const theirs = await colleague(stage, 'deis', 10_000);
  const { reference: image } = await publish(stage, '2.0', crashing);
  const since = Date.now();
  after(stage, 'deis', /\/releases\/$/, 3, theirs.deploy);
  const step = await stage.deploy('deis', { app, image, env: 'FEATURE_X=on' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored', 'previous-release': 'v5' });
  expect(step.log).toMatch(/^▸ Wait +release v5, .* · this run’s FEATURE_X is set since release v4$/m);
  expect(writes(stage, 'deis', since)).toEqual([
    ...['POST config/', 'POST builds/', 'POST builds/', 'POST releases/rollback/'],
  ]);
  expect((await stage.ask('deis', app)).body).toContain(theirs.digest);
});

test('deis: theirs fails while ours waits with its settings written: what is gone back to has none of them', async (stage) => {
  await live(stage, 'deis', { env: 'A=1' });
  const { reference: image } = await publish(stage, '2.0', crashing);
  const theirs = () => stage.sandbox.deis.deployAs('bob', app, 'registry.example.com/no/such:1').catch(() => undefined);
  after(stage, 'deis', /\/releases\/$/, 3, theirs);
  const step = await stage.deploy('deis', { app, image, env: 'FEATURE_X=on' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored', 'previous-release': 'v3' });
  const { environment } =
    stage.sandbox.deis.world.cluster.pods(app).find((pod) => pod.live && pod.ready)?.template ?? {};
  expect(environment).toMatchObject({ A: '1' });
  expect(environment).not.toHaveProperty('FEATURE_X');
});

test('deis: the same, killed: the post step knows which settings are not to come back', async (stage) => {
  await live(stage, 'deis', { env: 'A=1' });
  const { reference: image } = await publish(stage, '2.0', slowly(60_000));
  const theirs = () => stage.sandbox.deis.deployAs('bob', app, 'registry.example.com/no/such:1').catch(() => undefined);
  after(stage, 'deis', /\/releases\/$/, 3, theirs);
  const inputs = { app, image, env: 'FEATURE_X=on' };
  const main = await interruptedOn('deis', stage, inputs, 'SIGKILL');
  const post = await stage.post('deis', inputs, main);
  expect(post.log).toContain('rolled back to release v3');
  const variables = () => variablesOf(stage, 'deis', app);
  expect(await eventually(variables, (now) => now['A'] === '1' && now['FEATURE_X'] === undefined)).toMatchObject({
    A: '1',
  });
  expect(variables()).not.toHaveProperty('FEATURE_X');
});

test('drycc: a pipeline that begins right before our order: our build waits for it, and is made anew', async (stage) => {
  await live(stage, 'drycc');
  const theirs = await colleague(stage, 'drycc', 10_000);
  const { reference: image, digest } = await publish(stage, '2.0');
  const since = Date.now();
  after(stage, 'drycc', /\/releases\/$/, 2, theirs.deploy);
  const step = await stage.deploy('drycc', { app, image, env: 'FEATURE_X=on' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', 'previous-release': 'v4' });
  expect(step.log).toMatch(
    /✖ there is an executing pipeline, .* · the build of this run \(with FEATURE_X\) is the newest/,
  );
  expect(step.log).toMatch(/^▸ Wait +release v4, begun .* · the build of this run \(with FEATURE_X\) is the newest/m);
  expect(writes(stage, 'drycc', since)).toEqual([
    ...['POST settings/', 'POST config/', 'POST build/', 'POST settings/', 'POST releases/deploy/', 'POST build/'],
  ]);
  expect((await stage.ask('drycc', app)).body).toContain(digest);
});

test('drycc: a lock of which nothing is to be seen is not waited for without end', async (stage) => {
  await live(stage, 'drycc');
  const { reference: image } = await publish(stage, '2.0');
  const known = stage.sandbox.drycc.world.apps.get(app);
  known?.locks.set('web', Number.POSITIVE_INFINITY);
  const inputs = { app, image };
  const step = await stage.deploy('drycc', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', release: '' });
  expect(step.outputs['reason']).toMatch(
    /^Another deploy of web-app does not come to its end: there is an executing pipeline, please wait or force deploy: \['web'\], nothing of it is to be seen, and a worker that was killed holds its lock for an hour · the build of this run is /,
  );
  expect(step.annotations[0]?.message).toContain('if-busy: replace');
  expect(await stage.post('drycc', inputs, step)).toMatchObject({ exitCode: 0, raw: '' });
  const replaced = await stage.deploy('drycc', { ...inputs, 'if-busy': 'replace' });
  expect(replaced.outputs, replaced.log).toMatchObject({ verdict: 'live' });
});

for (const controller of ['deis', 'drycc'] as const) {
  test(`${controller}: whoever is refused while we watch has no part in our verdict`, async (stage) => {
    await live(stage, controller);
    const { reference: image, digest } = await publish(stage, '2.0', slowly(40_000));
    const theirs = await colleague(stage, controller, 1_000);
    const config =
      controller === 'deis' ? { values: { A: '1' } } : { values: [{ name: 'A', value: '1', group: 'global' }] };
    const refusals: string[] = [];
    after(stage, controller, /\/pods\/$/, 3, async () => {
      // A build of theirs, which leaves a release behind, and settings.
      await theirs.deploy();
      await send(stage, controller, 'POST', `apps/${app}/config/`, config).catch(({ message }: Error) =>
        refusals.push(message),
      );
    });
    const step = await stage.deploy(controller, { app, image });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    expect(refusals.join()).toMatch(/already in progress|executing pipeline/);
    expect((await stage.ask(controller, app)).body).toContain(digest);
  });

  test(`${controller}: somebody scales the app while we watch: ours is live, and their number stays`, async (stage) => {
    await live(stage, controller);
    const type = controller === 'deis' ? 'cmd' : 'web';
    const path = controller === 'deis' ? `apps/${app}/scale/` : `apps/${app}/ptypes/scale/`;
    const { reference: image } = await publish(stage, '2.0', slowly(20_000));
    after(stage, controller, /\/pods\/$/, 3, () =>
      send(stage, controller, 'POST', path, { [type]: 3 }).catch(() => undefined),
    );
    const step = await stage.deploy(controller, { app, image });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    const counts = () => running(stage, controller, app);
    expect(await eventually(counts, (now) => now[type] === 3)).toEqual({ [type]: 3 });
  });

  test(`${controller}: cancelled while it waits for somebody else: nothing is written, nothing is put back`, async (stage) => {
    await live(stage, controller);
    const theirs = await colleague(stage, controller, 120_000);
    const { reference: image } = await publish(stage, '2.0');
    const since = Date.now();
    void theirs.deploy();
    const inputs = { app, image };
    const step = stage.start(controller, inputs, { onLine: (line) => void (line.includes('▸ Wait') && step.cancel()) });
    const main = await step.done;
    expect(main, main.log).toMatchObject({ exitCode: 1, outputs: { verdict: 'cancelled', changed: 'false' } });
    expect(await stage.post(controller, inputs, main)).toMatchObject({ exitCode: 0, raw: '' });
    expect(writes(stage, controller, since)).toEqual([]);
  });
}

test('drycc: somebody takes over by force while we watch: superseded, and theirs is left alone', async (stage) => {
  await live(stage, 'drycc');
  const { reference: image } = await publish(stage, '2.0', slowly(120_000));
  const theirs = await colleague(stage, 'drycc', 1_000);
  after(stage, 'drycc', /\/pods\/$/, 3, async () => {
    await theirs.deploy();
    await send(stage, 'drycc', 'POST', `apps/${app}/releases/deploy/`, { force: true });
  });
  const inputs = { app, image };
  const step = await stage.deploy('drycc', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'superseded' });
  expect(step.outputs['reason']).toMatch(/^release v5 came after ours: teamone deployed /);
  expect(await stage.post('drycc', inputs, step)).toMatchObject({ exitCode: 0, raw: '' });
  const state = () => stage.sandbox.drycc.world.apps.get(app)?.releases.at(-1)?.state;
  expect(await eventually(state, (now) => now === 'succeed')).toBe('succeed');
  expect((await stage.ask('drycc', app)).body).toContain(theirs.digest);
});

for (const controller of ['deis', 'drycc'] as const) {
  test(`${controller}: the way back waits for somebody else, or gives up`, async (stage) => {
    await live(stage, controller);
    const { reference: image } = await publish(stage, '2.0');
    const second = await stage.deploy(controller, { app, image });
    expect(second.outputs, second.log).toMatchObject({ verdict: 'live' });
    const theirs = await colleague(stage, controller, 30_000);
    const since = Date.now();
    const done = theirs.deploy();
    const refused = await stage.start(controller, { app, 'if-busy': 'fail' }, { entry: 'rollback' }).done;
    expect(refused.outputs['reason'], refused.log).toMatch(/^Another deploy of web-app is under way: release v\d/);
    expect(writes(stage, controller, since)).toEqual([]);
    const back = await stage.start(controller, { app }, { entry: 'rollback' }).done;
    await done;
    // The last one that served before is ours, and theirs is what served until now.
    expect(back.outputs, back.log).toMatchObject({ verdict: 'live', digest: second.outputs['digest'] });
    expect(phasesOf(back)).toContain('Wait');
  });
}
