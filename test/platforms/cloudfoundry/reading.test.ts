import { afterEach, describe, expect, test } from 'vitest';
import type { Deployment } from '../../../src/platforms/cloudfoundry/api/deployment.ts';
import { stuckBecause } from '../../../src/platforms/cloudfoundry/app/busy.ts';
import { imageOf, isLive, Practice } from './practice.ts';

/** What a run finds: where the app is, what serves, and who else is at it. */

let running: Practice | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

const slow = { behaviour: { kind: 'ok', bootMs: 60_000 } } as const;

async function started(...args: Parameters<typeof Practice.start>): Promise<Practice> {
  running = await Practice.start(...args);
  return running;
}

test('space and organization come along with the app, and a second reading is a new one', async () => {
  const practice = await started();
  await practice.deployed();
  const { api } = practice.foundry;
  api.requests.length = 0;
  const { platform } = await practice.run();
  await platform.login();
  expect((await platform.read())?.running).toBe(true);
  const asked = (path: string) => api.requests.filter(({ target }) => target.startsWith(path)).length;
  expect([asked('/v3/apps?'), asked('/v3/spaces'), asked('/v3/droplets')]).toEqual([1, 0, 0]);

  practice.foundry.world.app('web').state = 'STOPPED';
  expect((await platform.read())?.running).toBe(false);
  expect(asked('/v3/apps?')).toBe(2);
});

test('an app of that name in another space is not ours', async () => {
  const practice = await started();
  await practice.deployed();
  const { world } = practice.foundry;
  const test = world.addSpace(world.org('acme'), 'test');
  world.account('ci').roles.set(test.guid, 'developer');
  const { platform } = await practice.run({ space: 'test' });
  expect(await platform.login()).toBe('ci (client)');
  expect(await platform.read()).toBeUndefined();
});

describe('while somebody else deploys', () => {
  test('it is told whose that is, and what served before is what serves', async () => {
    const practice = await started({ 2: slow, 3: slow });
    const before = await practice.deployed();
    const theirs = await practice.foundry.deployByColleague('web', imageOf('2'));
    const { platform } = await practice.run();
    const state = await platform.read();
    expect(state).toMatchObject({ release: before.release, running: true, processes: [{ type: 'web', wanted: 1 }] });
    expect(state?.busy?.label).toMatch(
      new RegExp(`^deployment ${theirs.guid.slice(0, 8)} by colleague, begun \\d\\d:\\d\\d UTC$`),
    );
    expect(state?.busy?.stuck).toBeUndefined();

    // One that took over from it has not been seen serving either, nor has the one before it.
    const next = await practice.foundry.deployByColleague('web', imageOf('3'));
    const later = await platform.read();
    expect(later?.busy?.label).toContain(next.guid.slice(0, 8));
    expect(later?.release).toEqual(before.release);

    practice.images.clear();
    practice.foundry.world.events.length = 0;
    expect((await platform.read())?.busy?.label).toMatch(/^deployment [0-9a-f]{8}, begun/);
    practice.foundry.api.faults.push({
      ...{ method: 'GET', path: /audit_events/, when: 'before' },
      action: { status: 403, body: { errors: [{ code: 10003, title: 'CF-NotAuthorized', detail: 'no' }] } },
    });
    expect((await platform.read())?.busy?.label).toMatch(/^deployment [0-9a-f]{8}, begun/);
  });

  test('one that is done is nobody’s any more, and serves', async () => {
    const practice = await started();
    await practice.deployed();
    const theirs = await practice.foundry.deployByColleague('web', imageOf('2'));
    const { platform, context } = await practice.run();
    while ((await platform.read())?.busy !== undefined) await context.clock.sleep(1_000);
    expect(await platform.read()).toMatchObject({ release: { id: theirs.guid, image: imageOf('2') } });
  });

  test('one that is being cancelled is waited for', async () => {
    const practice = await started({ 2: slow }, { timings: { deploymentTickMs: 20_000 } });
    const before = await practice.deployed();
    const theirs = await practice.run({}, { runId: 'theirs' });
    const rollout = await theirs.released('2');
    await theirs.platform.cancel(rollout);
    const { platform, context } = await practice.run();
    expect(await platform.read()).toEqual(before);
    expect(context.notes).toEqual([
      `deployment ${rollout.deploymentGuid?.slice(0, 8)} is being cancelled: waiting for it`,
    ]);
    expect(practice.foundry.world.deployments.at(-1)?.state).toBe('CANCELED');
  });

  test('a run is not busy with itself', async () => {
    const practice = await started({ 2: slow });
    await practice.deployed();
    const first = await practice.run({}, { runId: 'ours' });
    const rollout = await first.released('2');
    await first.platform.cancel(rollout);
    const { platform, context } = await practice.run({}, { runId: 'ours' });
    expect((await platform.read())?.busy).toBeUndefined();
    expect(context.notes).toEqual([]);
  });

  test('a canary of somebody’s is at its step', async () => {
    const practice = await started();
    await practice.deployed();
    const { world } = practice.foundry;
    const theirs = await practice.foundry.deployByColleague('web', imageOf('2'));
    Object.assign(theirs, { strategy: 'canary', canarySteps: [20, 50], state: 'PAUSED' });
    const { platform } = await practice.run();
    expect((await platform.read())?.busy?.label).toMatch(/ by colleague, begun .* UTC, step 1 of 2$/);
    expect(world.deployments.at(-1)?.state).toBe('PAUSED');
  });
});

test('what was released by droplet and restart is known by its droplet', async () => {
  const practice = await started();
  const before = await practice.deployed();
  const droplet = before.release?.id;
  practice.foundry.world.deployments.length = 0;
  const state = await (await practice.run()).platform.read();
  expect(state?.release).toMatchObject({ image: imageOf('1'), label: expect.stringMatching(/^droplet /) });
  expect(state?.release?.id).not.toBe(droplet);
  const run = await practice.run({}, { runId: 'second-run' });
  expect(await run.watch(await run.released('2'), isLive)).toMatchObject({ phase: 'done' });
});

describe('stuck', () => {
  const now = Date.UTC(2026, 10, 22, 12, 0, 0);
  const ago = (minutes: number) => `${new Date(now - minutes * 60_000).toISOString().slice(0, 19)}Z`;
  const deployment = (reason: string, more: Partial<Deployment>): Deployment => ({
    ...{ guid: 'd1', value: 'ACTIVE', reason, error: undefined, healthyAt: undefined, changedAt: undefined },
    ...{ canary: false, step: undefined, dropletGuid: 'dr2', previousDropletGuid: 'dr1', newWeb: 'w2' },
    ...{ revisionGuid: undefined, maxInFlight: 1, createdAt: ago(1_500), labels: new Map() },
    ...more,
  });
  const of = { now, instances: 3, healthTimeoutMs: 60_000 };

  test.for<[string, Deployment, string | undefined]>([
    ['one that has just begun', deployment('DEPLOYING', { createdAt: ago(1), changedAt: ago(1) }), undefined],
    ['one that still gets on', deployment('DEPLOYING', { changedAt: ago(1_500), healthyAt: ago(4) }), undefined],
    [
      'one that does not get on any more',
      deployment('DEPLOYING', { changedAt: ago(1_500), healthyAt: ago(6) }),
      'none of its instances has become healthy since 11:54 UTC',
    ],
    [
      'one of yesterday, with an error',
      deployment('DEPLOYING', { changedAt: ago(1_500), healthyAt: ago(1_500), error: 'quota exceeded' }),
      'none of its instances has become healthy since 2026-11-21 11:00 UTC; the platform says: quota exceeded',
    ],
    ['a canary that is being judged', deployment('PAUSED', { changedAt: ago(4) }), undefined],
    [
      'a canary that nobody judges',
      deployment('PAUSED', { changedAt: ago(6), healthyAt: ago(1) }),
      'it is paused since 11:54 UTC, until somebody continues or cancels it',
    ],
    ['a cancel', deployment('CANCELING', { changedAt: ago(1) }), undefined],
    ['a cancel that hangs', deployment('CANCELING', { changedAt: ago(5) }), 'it is being cancelled since 11:55 UTC'],
    ['one without details, within its time', deployment('DEPLOYING', { createdAt: ago(14) }), undefined],
    [
      'one without details, beyond it',
      deployment('DEPLOYING', { createdAt: ago(15) }),
      'it takes longer than its instances need',
    ],
  ])('%s', ([, one, why]) => expect(stuckBecause(one, of)).toBe(why));
});
