import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { running, variablesOf } from '../support/controllers.ts';
import { examples } from '../support/documented-jobs.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { Stage } from '../support/stage.ts';

/** The jobs of docs/deis-and-drycc.md, pasted: each is run against the practice platform, twice. */

const page = 'docs/deis-and-drycc.md';
const jobs = examples.filter((example) => example.page === page && example.entry === 'deploy');
const [, procfile = ''] =
  /```text\n(web: [\s\S]*?)```/.exec(readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')) ?? [];

/** What a reader puts in the place of the page's own names. */
async function filled(stage: Stage, controller: 'deis' | 'drycc', inputs: Readonly<Record<string, string>>) {
  const isPrivate = inputs['registry-username'] !== undefined;
  const repository = isPrivate ? 'private/web' : 'team/web';
  const { reference } = await stage.sandbox.registry.publish({ repository, tag: 'f3c9a1d2' });
  const { api: _a, token: _t, workspace, ...rest } = inputs;
  const known = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, String(value).replace(/\$\{\{[^}]*\}\}/g, 'of-a-secret')]),
  );
  return {
    ...known,
    image: reference,
    ...(isPrivate ? { 'registry-username': 'robot', 'registry-password': 'robot-password' } : {}),
    ...(controller === 'drycc' && workspace !== undefined ? { workspace: 'teamone' } : {}),
  };
}

for (const [index, { inputs }] of jobs.entries()) {
  const controller = inputs['platform'] === 'drycc' ? 'drycc' : 'deis';
  const { app = '' } = inputs;
  test(`job ${index + 1} of the page, on ${controller}: ${Object.keys(inputs).slice(1).join(', ')}`, async (stage) => {
    const given = await filled(stage, controller, inputs);
    const files = { files: { Procfile: procfile } };
    const first = await stage.deploy(controller, given, files);
    expect(first.outputs, first.log).toMatchObject({ verdict: 'live', changed: 'true' });
    expect(first.complaints).toEqual([]);
    const wanted = Object.fromEntries(
      [...(inputs['instances'] ?? '1').toString().matchAll(/(?:(\w+)=)?(\d+)/g)].map(([, type, count]) => {
        return [type ?? (controller === 'deis' ? 'cmd' : 'web'), Number(count)];
      }),
    );
    expect(running(stage, controller, app)).toEqual(wanted);
    if (inputs['env'] !== undefined) {
      const variables = { LOG_LEVEL: 'info', DATABASE_URL: 'of-a-secret' };
      expect(variablesOf(stage, controller, app)).toMatchObject(variables);
    }
    // Pasted once, it runs with every push.
    const again = await stage.deploy(controller, given, files);
    expect(['live', 'unchanged'], again.log).toContain(again.outputs['verdict']);
  });
}

test('there are jobs for both', async () => {
  expect(new Set(jobs.map(({ inputs }) => inputs['platform']))).toEqual(new Set(['deis', 'drycc']));
  expect(jobs.length).toBeGreaterThan(5);
  expect(procfile).toContain('worker: ');
});

const others = examples.filter(
  ({ entry, inputs }) => entry !== 'deploy' && ['deis', 'drycc'].includes(inputs['platform'] ?? ''),
);

for (const { page, entry: named, inputs } of others) {
  const entry = named === 'task' ? 'task' : 'rollback';
  const controller = inputs['platform'] === 'drycc' ? 'drycc' : 'deis';
  test(`${entry} of ${page}, on ${controller}`, async (stage) => {
    const { app = '' } = inputs;
    const images = await Promise.all(
      ['1.0', '2.0'].map((tag) => stage.sandbox.registry.publish({ repository: 'team/web', tag, labels: { tag } })),
    );
    for (const { reference } of images) {
      const step = await stage.deploy(controller, { app, image: reference });
      expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    }
    // The practice platform's own address and login; an input of the workflow that nobody has filled in is empty.
    const { api: _a, token: _t, ...rest } = inputs;
    const given = Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [name, String(value).replace(/\$\{\{[^}]*\}\}/g, '')]),
    );
    const step = await stage.start(controller, given, { entry }).done;
    expect(step.complaints).toEqual([]);
    expect(step.outputs, step.log).toMatchObject(
      entry === 'task' ? { verdict: 'succeeded' } : { verdict: 'live', digest: images[0]?.digest },
    );
  });
}

test('there is a task and a rollback for both', async () => {
  expect(others.map(({ entry, inputs }) => `${entry} ${inputs['platform']}`).sort()).toEqual([
    ...['rollback deis', 'rollback drycc', 'task deis', 'task drycc'],
  ]);
});
