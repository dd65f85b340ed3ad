import { afterEach, expect, test } from 'vitest';
import type { Settings } from '../../../src/inputs/request.ts';
import { isLive, Practice } from './practice.ts';
import { problem } from './scripted.ts';

/** Variables, command and health check: what is asked and sent for them, and in what order. */

let running: Practice | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

const before: Settings = {
  env: new Map([
    ['LOG_LEVEL', 'info'],
    ['API_TOKEN', 'the-old-token'],
  ]),
  command: './old',
  healthCheck: { type: 'http', path: '/old' },
};
const after: Settings = {
  env: new Map([
    ['LOG_LEVEL', 'debug'],
    ['FEATURE', 'on'],
  ]),
  command: './new',
  healthCheck: { type: 'process' },
};

/** An app that runs with `before`, and a run that is about to change it to `after`. */
async function ready(settings: Settings = after) {
  const practice = await Practice.start();
  running = practice;
  await practice.deployed(before);
  const { foundry } = practice;
  foundry.api.requests.length = 0;
  const run = await practice.run({ settings, envMode: 'replace' }, { runId: 'second-run' });
  const app = foundry.world.app('web');
  const writes = () =>
    foundry.api.requests
      .filter(({ method }) => method !== 'GET')
      .map(({ method, target }) => `${method} ${target.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*')}`);
  const next = () => ({
    env: app.environment,
    command: foundry.world.newestWeb(app)?.command,
    check: foundry.world.newestWeb(app)?.healthCheck.type,
  });
  return { practice, foundry, run, app, writes, next };
}

const old = { env: { LOG_LEVEL: 'info', API_TOKEN: 'the-old-token' }, command: './old', check: 'http' };
const patchWeb = 'PATCH /v3/apps/*/processes/web';
const patchEnv = 'PATCH /v3/apps/*/environment_variables';

test('nothing of them is written before the release, and then just before the deployment', async () => {
  const { run, writes, next, foundry, app } = await ready();
  const web = foundry.world.newestWeb(app);
  if (web !== undefined) web.healthCheck = { ...web.healthCheck, timeout: 90, interval: 7 };
  const rollout = await run.prepared('2');
  expect(writes()).toEqual(['POST /v3/packages', 'POST /v3/builds']);
  expect(next()).toEqual(old);
  expect(rollout.settings).toEqual({
    revisionGuid: app.revisions[0]?.guid,
    added: ['FEATURE'],
    revised: ['LOG_LEVEL', 'API_TOKEN'],
    forgotten: [],
    command: 'revised',
    health: { check: { type: 'http', path: '/old' }, times: {} },
  });
  expect(JSON.stringify(rollout)).not.toMatch(/the-old-token|info|debug|\.\/old|\.\/new/);
  // A secret that was read is masked, though nobody means to print it.
  expect(run.context.masked).toContain('the-old-token');

  await run.platform.release(rollout);
  expect(writes().slice(2)).toEqual([patchWeb, patchEnv, 'POST /v3/deployments']);
  expect(next()).toEqual({ env: { LOG_LEVEL: 'debug', FEATURE: 'on' }, command: './new', check: 'process' });
  // What was not asked for stays.
  expect(foundry.world.newestWeb(app)?.healthCheck).toMatchObject({ timeout: 90, interval: 7, endpoint: undefined });
});

test('settings that are as asked for cost one look each and no write', async () => {
  const { run, writes, foundry } = await ready(before);
  await run.released('2');
  expect(writes()).toEqual(['POST /v3/packages', 'POST /v3/builds', 'POST /v3/deployments']);
  const extra = foundry.api.requests.filter(({ target }) =>
    /environment_variables|processes\/web|revisions/.test(target),
  );
  expect(extra).toHaveLength(3);
});

test('a write whose answer is lost is sent again', async () => {
  const { run, next, foundry } = await ready();
  for (const path of [/processes\/web$/, /environment_variables$/]) {
    foundry.api.faults.push({ method: 'PATCH', path, nth: 1, when: 'after', action: 'cut' });
  }
  const rollout = await run.released('2');
  await run.watch(rollout, isLive);
  expect(next()).toMatchObject({ command: './new', env: { LOG_LEVEL: 'debug' } });
});

test('what the platform refuses to change is not put back either', async () => {
  const { run, writes, next, foundry } = await ready();
  const action = problem(422, 10008, 'CF-UnprocessableEntity', 'no such command here');
  foundry.api.faults.push({ method: 'PATCH', path: /processes\/web$/, when: 'before', action });
  const rollout = await run.prepared('2');
  await expect(run.platform.release(rollout)).rejects.toThrow(/change the web process: no such command here/);
  const sent = writes().length;
  const restored = await run.platform.restore(rollout);
  expect(restored).toMatchObject({ verified: true, running: 1 });
  expect(restored.left).toBeUndefined();
  expect(writes().slice(sent)).toEqual([]);
  expect(next()).toEqual(old);
});

test('half of a change is put back, and a restore may be repeated', async () => {
  const { run, writes, next, foundry } = await ready();
  const action = problem(422, 10008, 'CF-UnprocessableEntity', 'no such variable here');
  foundry.api.faults.push({ method: 'PATCH', path: /environment_variables$/, nth: 1, when: 'before', action });
  const rollout = await run.prepared('2');
  await expect(run.platform.release(rollout)).rejects.toThrow(/change the variables: no such variable here/);
  const sent = writes().length;
  await run.platform.restore(rollout);
  expect(writes().slice(sent)).toEqual([patchWeb]);
  await run.platform.restore(rollout);
  expect(writes().slice(sent)).toEqual([patchWeb]);
  expect(next()).toEqual(old);
});

test('a login that may not read revisions: only the run itself remembers', async () => {
  const { practice, run, next, foundry } = await ready();
  const action = problem(403, 10003, 'CF-NotAuthorized', 'You are not authorized to perform the requested action');
  foundry.api.faults.push({ method: 'GET', path: /revisions\/.+\/environment_variables$/, when: 'before', action });
  const rollout = await run.released('2');
  expect(rollout.settings).toMatchObject({ revised: [], forgotten: ['LOG_LEVEL', 'API_TOKEN'] });
  const later = await practice.run({ settings: after, envMode: 'replace' }, { runId: 'second-run' });
  await later.platform.login();
  await later.platform.read();
  const restored = await later.platform.restore(JSON.parse(JSON.stringify(rollout)));
  expect(restored).toMatchObject({ verified: true, left: expect.stringMatching(/: LOG_LEVEL, API_TOKEN\. /) });
  expect(next()).toMatchObject({ env: { LOG_LEVEL: 'debug' }, command: './old', check: 'http' });
  // The run itself, should it still be there, has them.
  const bySelf = await run.platform.restore(rollout);
  expect(bySelf.left).toBeUndefined();
  expect(next()).toEqual(old);
});

test('a revision that is gone by then is said to be', async () => {
  const { practice, run, app, next } = await ready();
  const rollout = await run.released('2');
  app.revisions.splice(0, 1);
  const later = await practice.run({ settings: after, envMode: 'replace' }, { runId: 'second-run' });
  await later.platform.login();
  await later.platform.read();
  const { left } = await later.platform.restore(rollout);
  expect(left).toMatch(/: the start command, LOG_LEVEL, API_TOKEN\. The next start of the app/);
  expect(next()).toMatchObject({ env: { LOG_LEVEL: 'debug' }, command: './new', check: 'http' });
  expect(next().env).not.toHaveProperty('FEATURE');
});

test('a newer deployment of somebody else keeps the settings that it has copied', async () => {
  const { run, foundry, next } = await ready();
  const rollout = await run.released('2');
  await foundry.deployByColleague('web');
  const restored = await run.platform.restore(rollout);
  expect(restored.how).toContain('somebody else');
  expect(next()).toMatchObject({ env: { LOG_LEVEL: 'debug', FEATURE: 'on' }, command: './new', check: 'process' });
});
