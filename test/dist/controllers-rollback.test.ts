import { expect } from 'vitest';
import {
  type Controller,
  controllers,
  eventually,
  podsOf,
  postsTo,
  running,
  send,
  variablesOf,
} from '../support/controllers.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepOptions, StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** `rollback/action.yml` on Deis Workflow and Drycc, through the bundle. */

const app = 'web-app';
const crashing = { 'sandbox.behaviour': 'crash' };
const slow = { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '30000' };
const publish = (stage: Stage, tag: string, labels: Record<string, string> = {}) =>
  stage.sandbox.registry.publish({ repository: 'team/web', tag, labels: { tag, ...labels } });

async function deploy(
  stage: Stage,
  controller: Controller,
  tag: string,
  more: Record<string, string> = {},
  labels: Record<string, string> = {},
  options: Partial<StepOptions> = {},
) {
  const { reference: image, digest } = await publish(stage, tag, labels);
  const step = await stage.deploy(controller, { app, image, ...more }, options);
  return { digest, release: step.outputs['release'] ?? '', verdict: step.outputs['verdict'], log: step.log };
}

const rollBack = (
  stage: Stage,
  controller: Controller,
  inputs: Record<string, string> = {},
  more: Partial<StepOptions> = {},
): Promise<StepResult> => stage.start(controller, { app, ...inputs }, { ...more, entry: 'rollback' }).done;

async function two(stage: Stage, controller: Controller) {
  const first = await deploy(stage, controller, '1.0', { env: 'MODE=one' });
  const second = await deploy(stage, controller, '2.0');
  expect([first.verdict, second.verdict], first.log + second.log).toEqual(['live', 'live']);
  return { first, second };
}

const imagesOf = (stage: Stage, controller: Controller) => [
  ...new Set(podsOf(stage, controller, app).map(({ image }) => image.split('@')[1])),
];
const changesOf = (step: StepResult) =>
  (JSON.parse(step.outputs['changes'] ?? '[]') as { what: string; to: string }[]).map(({ what, to }) =>
    what === 'image' ? what : `${what} ${to}`,
  );
const rollbacks = (stage: Stage, controller: Controller) =>
  postsTo(stage, controller).filter((post) => post.startsWith('releases/rollback'));
const releasesOf = (stage: Stage, controller: Controller) => stage.sandbox[controller].world.apps.get(app)?.releases;

for (const controller of controllers) {
  test(`${controller}: goes back to the release before; a second time there is nothing, and names are taken`, async (stage) => {
    const { first, second } = await two(stage, controller);
    const plan = await rollBack(stage, controller, { mode: 'plan' });
    expect(plan.outputs, plan.log).toMatchObject({ verdict: 'planned', 'previous-release': second.release });
    expect(rollbacks(stage, controller)).toEqual([]);

    const step = await rollBack(stage, controller);
    expect(step.complaints, step.raw).toEqual([]);
    expect(step.outputs, step.log).toMatchObject({
      ...{ verdict: 'live', digest: first.digest, 'previous-release': second.release, changed: 'true' },
    });
    expect(step.log).toMatch(new RegExp(`▸ Plan {5}back to release ${first.release} of .* · image `));
    expect(changesOf(step)).toEqual(['image']);
    expect(imagesOf(stage, controller)).toEqual([first.digest]);
    expect(releasesOf(stage, controller)?.at(-1)?.summary).toMatch(new RegExp(` rolled back to ${first.release}$`));
    expect(await stage.post(controller, { app }, step)).toMatchObject({ raw: '' });

    const since = Date.now();
    const again = await rollBack(stage, controller);
    expect(again.outputs, again.log).toMatchObject({ verdict: 'failed', changed: 'false' });
    expect(again.annotations[0]?.message).toMatch(/^There is nothing to go back to: /);
    expect(writesTo(stage.servers(controller), since)).toEqual([]);

    for (const to of [second.release, second.release.slice(1), second.digest]) {
      const named = await rollBack(stage, controller, { to, mode: 'plan' });
      expect(named.outputs, named.log).toMatchObject({ verdict: 'planned', digest: second.digest });
    }
    const forward = await rollBack(stage, controller, { to: second.release });
    expect(forward.outputs, forward.log).toMatchObject({ verdict: 'live', digest: second.digest });
    expect(imagesOf(stage, controller)).toEqual([second.digest]);
  });

  test(`${controller}: never to a release that failed, nor to the first, which has no build`, async (stage) => {
    const zero = await deploy(stage, controller, '0.1', { env: 'MODE=one' });
    const good = await deploy(stage, controller, '1.0');
    const bad = await deploy(stage, controller, '2.0', {}, crashing);
    expect([zero.verdict, good.verdict, bad.verdict], bad.log).toEqual(['live', 'live', 'restored']);
    const failed = releasesOf(stage, controller)?.findLast((release) => release.failed);
    const since = Date.now();
    for (const [to, why] of [
      ['v1', 'it has no build: there is nothing to start'],
      ...(failed === undefined ? [] : [[`v${failed.version}`, 'its deploy failed'] as const]),
    ] as const) {
      const step = await rollBack(stage, controller, { to });
      expect(step.annotations[0]?.message).toContain(
        `The release ${to} (release ${to}) cannot be gone back to: ${why}`,
      );
    }
    const none = await rollBack(stage, controller, { to: 'v99' });
    expect(none.annotations[0]?.message).toMatch(/^There is no release v99\./);
    expect(writesTo(stage.servers(controller), since)).toEqual([]);
    const step = await rollBack(stage, controller);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest: zero.digest });
    expect(imagesOf(stage, controller)).toEqual([zero.digest]);
  });

  test(`${controller}: the settings of then come back, and are named as what changes`, async (stage) => {
    const first = await deploy(stage, controller, '1.0', { env: 'MODE=one' });
    await deploy(stage, controller, '2.0', { env: 'MODE=two' });
    const step = await rollBack(stage, controller, { to: first.release });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest: first.digest });
    expect(changesOf(step)).toEqual(['image', `settings as of release ${first.release}`]);
    expect(variablesOf(stage, controller, app)).toMatchObject({ MODE: 'one' });
  });

  test(`${controller}: a release that cannot start any more is taken back`, async (stage) => {
    const { first, second } = await two(stage, controller);
    stage.sandbox.registry.store.repository('team/web').manifests.delete(first.digest);
    for (const node of stage.sandbox[controller].world.cluster.nodes) node.images.clear();
    const step = await rollBack(stage, controller);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'restored', changed: 'false' });
    expect(step.annotations[0]?.message).toMatch(/not found|manifest/i);
    expect(step.log).toContain('the controller rolled back by itself');
    expect(imagesOf(stage, controller)).toEqual([second.digest]);
    expect(rollbacks(stage, controller)).toHaveLength(1);
    expect(await stage.post(controller, { app }, step)).toMatchObject({ raw: '' });
  });

  test(`${controller}: the answer to the order is lost: it is not ordered again`, async (stage) => {
    const { first } = await two(stage, controller);
    stage.sandbox[controller].server.faults.push({
      ...{ method: 'POST', path: /releases\/rollback/, nth: 1, when: 'after', action: 'cut' },
    });
    const step = await rollBack(stage, controller);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest: first.digest });
    expect(rollbacks(stage, controller)).toHaveLength(1);
  });

  test(`${controller}: a process type that the release does not have is stopped, one that it has takes its place`, async (stage) => {
    const first = await deploy(stage, controller, '1.0');
    const files = { Procfile: 'web: serve\nworker: work\n' };
    const second = await deploy(
      ...[stage, controller, '2.0', { manifest: 'Procfile', instances: 'worker=1' }, {}, { files }],
    );
    expect([first.verdict, second.verdict], second.log).toEqual(['live', 'live']);
    const before = running(stage, controller, app);
    const main = controller === 'deis' ? 'cmd' : 'web';
    const step = await rollBack(stage, controller);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest: first.digest });
    expect(step.log).toContain('The process type worker is none of that release: it is stopped');
    expect(running(stage, controller, app)).toEqual({ [main]: 1 });

    const forward = await rollBack(stage, controller, { to: second.release });
    expect(forward.outputs, forward.log).toMatchObject({ verdict: 'live', digest: second.digest });
    expect(running(stage, controller, app)['web']).toBe(before['web']);
  });

  test(`${controller}: somebody else’s deploy is waited for, and is then what is gone back from`, async (stage) => {
    const { second } = await two(stage, controller);
    const { reference: image } = await publish(stage, '3.0', slow);
    const [path, body] = controller === 'deis' ? ['builds/', { image }] : ['build/', { image, stack: 'container' }];
    const since = Date.now() - 1;
    const theirs = send(stage, controller, 'POST', `apps/${app}/${path}`, body);
    const isBegun = () => writesTo(stage.servers(controller), since).some((write) => write.endsWith(path));
    await (controller === 'drycc' ? theirs : eventually(isBegun, Boolean));
    const step = await rollBack(stage, controller);
    await theirs;
    expect(step.log).toContain('▸ Wait');
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest: second.digest });
  });

  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    test(`${controller}: ${signal} on the way back: what served serves again`, async (stage) => {
      await deploy(stage, controller, '1.0', { env: 'MODE=one' }, slow);
      const second = await deploy(stage, controller, '2.0');
      const step = stage.start(
        controller,
        { app },
        {
          entry: 'rollback',
          onLine: (line) => {
            if (line.includes('new ◐')) step.process.kill(signal);
          },
        },
      );
      const main = await step.done;
      const post = await stage.post(controller, { app }, main);
      expect(post.annotations, post.log).toEqual([]);
      expect(post.log).toMatch(/previous release .* serves/);
      expect(imagesOf(stage, controller)).toEqual([second.digest]);
    });
  }
}
