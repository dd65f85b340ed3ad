import { expect } from 'vitest';
import { type Controller, controllers, eventually, podsOf, postsTo, running } from '../support/controllers.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import type { Stage } from '../support/stage.ts';

/** `manifest: Procfile` on the controllers, through the bundle. */

const app = 'web-app';
const publish = (stage: Stage, tag: string, labels: Record<string, string> = {}) =>
  stage.sandbox.registry.publish({ repository: 'team/web', tag, labels, format: 'docker' });
const crashing = { 'sandbox.behaviour': 'crash' };

/** Deploys an image with a Procfile of the workspace. */
async function deploy(
  stage: Stage,
  controller: Controller | 'deis-v1',
  tag: string,
  {
    procfile,
    labels,
    ...more
  }: { procfile?: string; labels?: Record<string, string>; instances?: string } & Record<string, unknown> = {},
): Promise<StepResult> {
  const { reference: image } = await publish(stage, tag, labels);
  const inputs = { app, image, ...more } as Record<string, string>;
  if (procfile === undefined) return stage.deploy(controller, inputs);
  return stage.deploy(controller, { ...inputs, manifest: 'Procfile' }, { files: { Procfile: procfile } });
}

const both = 'web: serve --secret-of-web\nworker: work --secret-of-worker\n';
const changesOf = (step: StepResult) =>
  (JSON.parse(step.outputs['changes'] ?? '[]') as { what: string; to: string }[])
    .filter(({ what }) => what === 'process type')
    .map(({ to }) => to);
const buildsOf = (stage: Stage, controller: Controller) =>
  postsTo(stage, controller)
    .filter((post) => /^builds?\//.test(post))
    .map((post) => JSON.parse(post.replace(/^builds?\/ /, '')) as { procfile?: object });
const settled = (stage: Stage, controller: Controller, wanted: object) =>
  eventually(
    () => running(stage, controller, app),
    (counts) => JSON.stringify(counts) === JSON.stringify(wanted),
  );

for (const controller of controllers) {
  test(`${controller}: a first deploy starts what the Procfile says, the next one keeps it, and the same changes nothing`, async (stage) => {
    const first = await deploy(stage, controller, '1.0', { procfile: both, instances: 'worker=2' });
    expect(first.outputs, first.log).toMatchObject({ verdict: 'live' });
    expect(changesOf(first)).toEqual(['+web', '+worker']);
    expect(`${first.raw}${first.summary}`).not.toMatch(/secret-of/);
    expect(running(stage, controller, app)).toEqual({ web: 1, worker: 2 });

    const same = await deploy(stage, controller, '1.0', { procfile: both });
    expect(same.outputs, same.log).toMatchObject({ verdict: 'unchanged', changes: '[]' });

    const next = await deploy(stage, controller, '2.0');
    expect(next.outputs, next.log).toMatchObject({ verdict: 'live' });
    expect(running(stage, controller, app)).toEqual({ web: 1, worker: 2 });
    const procfile = { web: 'serve --secret-of-web', worker: 'work --secret-of-worker' };
    expect(buildsOf(stage, controller).map((build) => build.procfile)).toEqual([procfile, procfile]);
  });

  test(`${controller}: what it leaves out is stopped, what is new waits for its count, and the plan says so`, async (stage) => {
    await deploy(stage, controller, '1.0', { procfile: both, instances: 'worker=1' });
    const changed = { procfile: 'web: serve --other\nclock: tick\n' };
    const plan = await deploy(stage, controller, '2.0', { ...changed, mode: 'plan' });
    expect(plan.outputs, plan.log).toMatchObject({ verdict: 'planned' });
    expect(changesOf(plan)).toEqual(['~web', '+clock', '-worker']);
    expect(plan.log).toContain('the process type worker is not in the Procfile any more: it is stopped');
    expect(plan.log).toContain('the process type clock has no instances: write instances: clock=1 to start it');
    const step = await deploy(stage, controller, '2.0', changed);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    expect(await settled(stage, controller, { web: 1 })).toEqual({ web: 1 });
  });

  test(`${controller}: a release that fails brings the Procfile of before back, and what it had stopped`, async (stage) => {
    await deploy(stage, controller, '1.0', { procfile: both, instances: 'worker=1' });
    const before = podsOf(stage, controller, app).map(({ type, command, args }) => ({ type, command, args }));
    const step = await deploy(stage, controller, '2.0', { procfile: 'web: serve --other', labels: crashing });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
    expect(await settled(stage, controller, { web: 1, worker: 1 })).toEqual({ web: 1, worker: 1 });
    const now = podsOf(stage, controller, app).map(({ type, command, args }) => ({ type, command, args }));
    const byType = (a: { type: string }, b: { type: string }) => a.type.localeCompare(b.type);
    expect(now.toSorted(byType)).toEqual(before.toSorted(byType));
  });

  test(`${controller}: the input command counts before its web`, async (stage) => {
    const step = await deploy(stage, controller, '1.0', { procfile: both, command: 'serve --by-input' });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    const procfile = { web: 'serve --by-input', worker: 'work --secret-of-worker' };
    expect(buildsOf(stage, controller)).toMatchObject([{ procfile }]);
    expect(changesOf(step)).toEqual(['+worker']);
  });

  test(`${controller}: what is wrong with it is told with the other mistakes, and nothing is sent`, async (stage) => {
    const step = await deploy(stage, controller, '1.0', {
      procfile: 'web: serve\nworker:\nBad_Type: s3cret\n',
      instances: 'x=',
    });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(step.log).toMatch(/^ +manifest +line 2: worker has no command$/m);
    expect(step.log).toMatch(
      /^ +manifest +names the process type Bad_Type · (?:Deis takes )?a-z, 0-9 and single hyphens/m,
    );
    expect(step.log).toMatch(/^ +instances +/m);
    expect(step.log).not.toContain('s3cret');
    expect(stage.servers(controller).flatMap(({ requests }) => requests)).toEqual([]);
    const named = await deploy(stage, controller, '1.0', { procfile: both, instances: 'nope=1' });
    expect(named.outputs['reason'], named.log).toMatch(/process type nope, and the app has only web, worker/);
  });

  test(`${controller}: with platform: auto the file itself tells that it is a Procfile`, async (stage) => {
    const step = await deploy(stage, controller, '1.0', { procfile: both, platform: 'auto' });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    expect(running(stage, controller, app)).toEqual({ web: 1 });
  });
}

test('deis: web takes the place of cmd, also after a first build that failed', async (stage) => {
  const failed = await deploy(stage, 'deis', '1.0', { labels: crashing });
  expect(failed.outputs, failed.log).toMatchObject({ verdict: 'failed' });
  const step = await deploy(stage, 'deis', '2.0', { procfile: both });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(await settled(stage, 'deis', { web: 1 })).toEqual({ web: 1 });
  expect(step.log).toContain('the process type worker has no instances');
});

test('drycc: process types of two letters, and commands for a shell', async (stage) => {
  const short = await deploy(stage, 'drycc', '1.0', { procfile: 'web: serve\nui: x\nkube-x: y' });
  expect(short.log).toMatch(/^ +manifest +names the process type ui · Drycc takes 3 to 63 characters$/m);
  expect(short.log).toMatch(/^ +manifest +names the process type kube-x · Drycc keeps that name for itself$/m);
  const shell = await deploy(stage, 'drycc', '1.0', { procfile: 'web: serve -p $PORT', mode: 'plan' });
  expect(shell.log).toMatch(/no shell reads the commands of web: quotes, \$ and the like go as they are/);
});

test('deis-v1: it goes with the build; what nobody has started is named, and what runs is not destroyed', async (stage) => {
  const first = await deploy(stage, 'deis-v1', '1.0');
  expect(first.outputs, first.log).toMatchObject({ verdict: 'live' });
  const step = await deploy(stage, 'deis-v1', '2.0', { procfile: 'cmd: serve\nworker: work' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(step.log).toContain(
    'no instances of worker run, and Deis v1 starts none by itself: write instances: worker=1',
  );
  const known = stage.sandbox.deisV1.world.apps.get(app);
  expect(known?.builds.at(-1)?.procfile).toEqual({ cmd: 'serve', worker: 'work' });
  const writes = stage.sandbox.deisV1.server.requests.length;
  const dropped = await deploy(stage, 'deis-v1', '3.0', { procfile: 'web: serve' });
  expect(dropped.outputs['reason'], dropped.log).toMatch(/^The Procfile leaves cmd out, and Deis v1 would destroy/);
  expect(dropped.annotations[0]?.message).toContain('deis scale cmd=0');
  const sent = stage.sandbox.deisV1.server.requests.slice(writes);
  expect(sent.filter(({ method, target }) => method !== 'GET' && !target.includes('/auth/'))).toEqual([]);
});

test('Cloud Foundry takes no Procfile', async (stage) => {
  const { reference: image } = await publish(stage, '1.0');
  const inputs = { app, image, manifest: 'Procfile', platform: 'auto' };
  const step = await stage.deploy('cloudfoundry', inputs, { files: { Procfile: both } });
  expect(step.log).toMatch(/^ +manifest +is a Procfile, which is for Deis and Drycc/m);
});

for (const controller of controllers) {
  test(`${controller}: an app of workers alone, and one of which nothing would run`, async (stage) => {
    const instances = controller === 'deis' ? 'cmd=0 worker=2' : 'worker=2';
    const step = await deploy(stage, controller, '1.0', { procfile: 'worker: work', instances });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    expect(await settled(stage, controller, { worker: 2 })).toEqual({ worker: 2 });

    // On Deis the image’s own command takes the place of what is gone.
    if (controller === 'deis') return;
    const posts = postsTo(stage, controller).length;
    const nothing = await deploy(stage, controller, '2.0', { procfile: 'clock: tick' });
    expect(nothing.outputs['reason'], nothing.log).toMatch(
      /^Nothing of the app would run: .* \(clock\) have no instances$/,
    );
    expect(nothing.annotations[0]?.message).toContain('Say how many: instances: clock=1');
    expect(postsTo(stage, controller)).toHaveLength(posts);
  });
}
