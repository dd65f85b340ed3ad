import { afterEach, expect, test } from 'vitest';
import type { Request } from '../../../src/inputs/request.ts';
import { makePlan } from '../../../src/plan/make-plan.ts';
import { shortcoming } from '../../../src/rollout/judge.ts';
import { factsOf, isLive, Practice } from './practice.ts';

/** A plan that changes nothing, and the look that says whether the app serves as it wants. */

let running: Practice | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

const env = new Map([['LOG_LEVEL', 'info']]);
const settings = { env, command: './serve' };

/** An app that runs image 1 with those settings. */
async function live(more: Request['settings'] = {}): Promise<Practice> {
  running = await Practice.start();
  await running.deployed({ ...settings, ...more });
  return running;
}

/** @param meanwhile what somebody does between the reading of the app and the look */
async function looked(practice: Practice, more: Partial<Request> = {}, meanwhile?: () => unknown) {
  const { platform, context } = await practice.run({ settings, ...more });
  await platform.login();
  const current = await platform.read();
  const plan = makePlan(context.request, { facts: factsOf('1'), findings: [] }, current, platform);
  expect(plan.changes).toEqual([]);
  await meanwhile?.();
  const { requests } = practice.foundry.api;
  const before = requests.length;
  const look = await platform.serving(plan);
  const asked = requests.slice(before).map(({ method, target }) => `${method} ${target.replace(/[?].*/, '')}`);
  return { look, current, asked, why: shortcoming(look) };
}

const web = ({ foundry }: Practice) => {
  const process = foundry.world.newestWeb(foundry.world.app('web'));
  if (process === undefined) throw new Error('the app has no web process');
  return process;
};

test('an app that runs with all that was asked for serves; the look only reads', async () => {
  const practice = await live({ instances: new Map([['web', 2]]) });
  const { look, current, asked, why } = await looked(practice);
  expect(why).toBeUndefined();
  expect(look).toMatchObject({ phase: 'done', release: current?.release, wanted: [{ type: 'web', wanted: 2 }] });
  expect(look.instances).toEqual(['0', '1'].map((name) => ({ process: 'web', name, state: 'running' })));
  const process = web(practice);
  const revision = process.revision?.guid;
  expect(asked.sort()).toEqual([
    'GET /v3/deployments',
    `GET /v3/processes/${process.guid}/stats`,
    `GET /v3/revisions/${revision}`,
    `GET /v3/revisions/${revision}/environment_variables`,
  ]);
  expect((await looked(practice, { settings: {} })).asked).toHaveLength(3);
});

test('one of two instances that is down is missed', async () => {
  const practice = await live({ instances: new Map([['web', 2]]) });
  practice.foundry.world.placementError = 'insufficient resources: memory';
  practice.foundry.crashInstance('web');
  await practice.time.sleep(5_000);
  const { why } = await looked(practice);
  expect(why).toBe('only 1 of 2 instances run');
});

test('a process of another type is looked at, too', async () => {
  const practice = await live();
  const { world } = practice.foundry;
  const process = web(practice);
  const worker = { ...process, ...world.resource(), type: 'worker', instances: 1, lrp: undefined };
  world.processes.push(worker);
  expect((await looked(practice)).why).toBe('only 1 of 2 instances run');
});

test('an instance that gets no traffic does not serve', async () => {
  const practice = await live();
  const [instance] = web(practice).lrp?.instances ?? [];
  if (instance !== undefined) instance.routable = false;
  expect((await looked(practice)).why).toBe('only 0 of 1 instances run');
});

test('while somebody deploys, nothing is proved and nothing more is asked', async () => {
  const practice = await live();
  const deployment = await practice.foundry.deployByColleague('web');
  const { look, why, asked } = await looked(practice);
  expect(look.phase).toBe('moving');
  expect(why).toBe(`another deployment (${deployment.guid.slice(0, 8)}) is under way`);
  expect(asked).toEqual([]);
});

test('a deployment that began after the app was read is noticed', async () => {
  const practice = await live();
  const { why } = await looked(practice, {}, () => practice.foundry.deployByColleague('web'));
  expect(why).toMatch(/^another deployment \([0-9a-f]{8}\) is under way$/);
});

test.each<[string, (practice: Practice) => unknown, Partial<Request>, RegExp]>([
  [
    'another image',
    ({ foundry }) => {
      const app = foundry.world.app('web');
      if (app.droplet !== undefined) app.droplet = { ...app.droplet, ...foundry.world.resource() };
    },
    {},
    /started with another image/,
  ],
  [
    'other variables',
    ({ foundry }) => {
      foundry.world.app('web').environment = { LOG_LEVEL: 'debug' };
    },
    { settings: { env: new Map([['LOG_LEVEL', 'debug']]) } },
    /started with other variables/,
  ],
  [
    'variables that are there no longer',
    ({ foundry }) => {
      foundry.world.app('web').environment = {};
    },
    { settings: { env: new Map() }, envMode: 'replace' },
    /started with other variables/,
  ],
  [
    'another command',
    (practice) => {
      web(practice).command = './serve --new';
    },
    { settings: { command: './serve --new' } },
    /with this command/,
  ],
])('an app whose instances were started with %s is not yet what was asked for', async (_, change, more, expected) => {
  const practice = await live();
  change(practice);
  expect((await looked(practice, more)).why).toMatch(expected);
  // What nobody asks about stays as it is.
  const silent = await looked(practice, { settings: {} });
  if (more.settings !== undefined) expect(silent.why).toBeUndefined();
});

test('variables that a login may not read are not taken on trust', async () => {
  const practice = await live();
  const path = /\/revisions\/.+\/environment_variables$/;
  const body = { errors: [{ code: 10003, title: 'CF-NotAuthorized', detail: 'You are not authorized' }] };
  practice.foundry.api.faults.push({ method: 'GET', path, when: 'before', action: { status: 403, body } });
  expect((await looked(practice)).why).toMatch(/does not tell which variables/);
});

test('without revisions the deployment that made the web process tells the image, and nothing tells variables', async () => {
  running = await Practice.start();
  const practice = running;
  await practice.deployed();
  practice.foundry.world.app('web').revisionsEnabled = false;
  const run = await practice.run({ settings: {} }, { runId: 'second-run' });
  await run.watch(await run.released('1'), isLive);
  expect(web(practice).revision).toBeUndefined();
  expect((await looked(practice, { settings: {} })).why).toBeUndefined();

  practice.foundry.world.app('web').environment = { LOG_LEVEL: 'info' };
  expect((await looked(practice, { settings: { env } })).why).toMatch(/does not tell which variables/);
  for (const deployment of practice.foundry.world.deployments) deployment.process = undefined;
  expect((await looked(practice, { settings: {} })).why).toMatch(/does not tell which image/);
});
