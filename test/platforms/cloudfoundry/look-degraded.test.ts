import { afterEach, describe, expect, test } from 'vitest';
import type { Observation } from '../../../src/platforms/platform.ts';
import { closeLookout, deployment, gone, lookout, stats } from './lookout.ts';
import { listOf, problem, type Script } from './scripted.ts';

/** What a look finds where the server tells less than it could, and who ended a deployment. */

afterEach(closeLookout);

const moving = () => listOf(deployment('ACTIVE', 'DEPLOYING'));
const done = (more: object = {}) => listOf(deployment('FINALIZED', 'DEPLOYED', more));
const old = { 'GET /v3/processes/w1/stats': gone };
const starting = (more: object = {}) => stats({ index: 0, state: 'STARTING', ...more });

async function lookTimes(script: Script, times: number): Promise<readonly Observation[]> {
  const { looks } = await lookout({ ...old, ...script });
  const seen: Observation[] = [];
  for (let count = 0; count < times; count++) seen.push(await looks.look());
  return seen;
}

describe('a server that tells less', () => {
  test('no routable: what runs counts', async () => {
    const [look] = await lookTimes(
      {
        'GET /v3/deployments': () => done(),
        'GET /v3/processes/w2/stats': () => stats({ index: 0, state: 'RUNNING' }),
      },
      1,
    );
    expect(look).toMatchObject({ phase: 'done', instances: [{ state: 'running' }] });
  });

  test('no new_processes: the newest web process is the new one', async () => {
    const [look] = await lookTimes(
      {
        'GET /v3/deployments': () => listOf(deployment('ACTIVE', 'DEPLOYING', { new_processes: undefined })),
        'GET /v3/apps/a1/processes/web': () => ({ status: 200, body: { guid: 'w3', type: 'web', instances: 1 } }),
        'GET /v3/processes/w3/stats': () => starting(),
      },
      1,
    );
    expect(look).toMatchObject({ phase: 'moving', instances: [{ state: 'starting' }] });
  });

  test('neither details nor strategy nor options in the deployment', async () => {
    const bare = {
      status: { value: 'ACTIVE', reason: 'DEPLOYING' },
      guid: 'd2',
      new_processes: [{ guid: 'w2', type: 'web' }],
    };
    const [look] = await lookTimes(
      { 'GET /v3/deployments': () => listOf(bare), 'GET /v3/processes/w2/stats': () => starting() },
      1,
    );
    expect(look).toMatchObject({ phase: 'moving', release: { id: 'd2' }, crashes: 0 });
  });

  test.for([
    ['there are none', () => problem(404, 10000, 'CF-NotFound', 'Unknown request')],
    ['this login may not see them', () => problem(403, 10003, 'CF-NotAuthorized', 'no')],
  ] as const)('events, since %s: restarts that are seen are counted', async ([, events]) => {
    const seen = await lookTimes(
      {
        'GET /v3/deployments': moving,
        'GET /v3/processes/w2/stats': (_, nth) => starting({ instance_guid: `i${nth}` }),
        'GET /v3/audit_events': events,
      },
      4,
    );
    expect(seen.map(({ crashes }) => crashes)).toEqual([0, 1, 2, 3]);
    expect(seen.at(-1)?.problem).toEqual({ message: 'the instance ended and was started anew', certain: true });
  });

  test('neither events nor guids of instances: one that runs for a shorter time is another one', async () => {
    const uptimes = [10, 12, 1, 3, 2, 1];
    const seen = await lookTimes(
      {
        'GET /v3/deployments': () => done(),
        'GET /v3/processes/w2/stats': (_, nth) => stats({ index: 0, state: 'RUNNING', uptime: uptimes[nth - 1] }),
        'GET /v3/audit_events': () => problem(404, 10000, 'CF-NotFound', 'Unknown request'),
      },
      6,
    );
    expect(seen.map(({ crashes }) => crashes)).toEqual([0, 0, 1, 1, 2, 3]);
  });

  test('events fail for once: what was known of crashes stays, and the look goes on', async () => {
    const crash = {
      ...{ type: 'audit.app.process.crash', created_at: '2026-11-22T08:00:05Z' },
      ...{ actor: { guid: 'w2', type: 'process', name: 'web' }, data: { index: 0, exit_description: 'x' } },
    };
    const seen = await lookTimes(
      {
        'GET /v3/deployments': moving,
        'GET /v3/processes/w2/stats': (_, nth) => starting({ instance_guid: `i${nth}` }),
        'GET /v3/audit_events': (_, nth) => (nth === 1 ? listOf(crash, crash) : { status: 500, body: 'oops' }),
      },
      4,
    );
    expect(seen.map(({ crashes }) => crashes)).toEqual([0, 2, 2, 2]);
  });

  test('old instances that may not be looked at are not needed', async () => {
    const [look] = await lookTimes(
      {
        'GET /v3/deployments': moving,
        'GET /v3/processes/w2/stats': () => starting(),
        'GET /v3/processes/w1/stats': () => problem(403, 10003, 'CF-NotAuthorized', 'no'),
      },
      1,
    );
    expect(look).toMatchObject({ phase: 'moving', previous: [] });
  });

  test('a platform that tells nothing any more is not taken for one that stands still', async () => {
    let isDown = false;
    const down = () => problem(503, 10015, 'CF-ServiceUnavailable', 'down');
    const { looks, clock } = await lookout({
      'GET /v3/deployments': () => (isDown ? down() : moving()),
      'GET /v3/processes/w2/stats': () => (isDown ? down() : starting()),
      'GET /v3/processes/w1/stats': () => (isDown ? down() : stats({ index: 0, state: 'RUNNING' })),
    });
    await looks.look();
    await looks.look();
    isDown = true;
    // As many as it takes until the old instances were due twice.
    for (let nth = 0; nth < 30; nth++) {
      await expect(looks.look()).rejects.toMatchObject({ code: 'CF_UNAVAILABLE' });
      await clock.sleep(2_000);
    }
  });

  test('a canary on a server that counts no steps pauses once', async () => {
    const { looks } = await lookout(
      {
        ...old,
        'GET /v3/deployments': () => listOf(deployment('ACTIVE', 'PAUSED', { strategy: 'canary' })),
        'GET /v3/processes/w2/stats': () => stats({ index: 0, state: 'RUNNING' }),
      },
      { canary: [1], wanted: [{ type: 'web', wanted: 4 }] },
    );
    expect(await looks.look()).toMatchObject({
      ...{ phase: 'paused', step: { current: 1, total: 1 }, wanted: [{ type: 'web', wanted: 1 }] },
    });
  });
});

describe('processes beside web', () => {
  const wanted = [
    { type: 'web', wanted: 1 },
    { type: 'worker', wanted: 1 },
  ];
  const crash = (at: string, guid: string, type: string) => ({
    ...{ type: 'audit.app.process.crash', created_at: `2026-11-22T08:${at}Z` },
    ...{ actor: { guid, type: 'process', name: type }, data: { index: 0, exit_description: `${type} exited` } },
  });
  const released = {
    status: { value: 'FINALIZED', reason: 'DEPLOYED', details: { last_status_change: '2026-11-22T08:01:00Z' } },
  };

  test('that crash once they run the new release are a failure of it, in their own words', async () => {
    const { looks } = await lookout(
      {
        ...old,
        'GET /v3/deployments': () => listOf(deployment('FINALIZED', 'DEPLOYED', released)),
        'GET /v3/processes/w2/stats': () => stats({ index: 0, state: 'RUNNING' }),
        'GET /v3/apps/a1/processes/worker/stats': () => stats({ type: 'worker', index: 0, state: 'CRASHED' }),
        'GET /v3/audit_events': () =>
          listOf(crash('01:07', 'k1', 'worker'), crash('01:05', 'k1', 'worker'), crash('00:30', 'k1', 'worker')),
      },
      { wanted },
    );
    expect(await looks.look()).toMatchObject({
      crashes: 2,
      problem: { message: 'worker exited', certain: true },
      instances: [
        { process: 'web', state: 'running' },
        { process: 'worker', state: 'crashed', detail: 'worker exited' },
      ],
    });
  });

  test('that crashed before that are not its affair', async () => {
    const { looks } = await lookout(
      {
        ...old,
        'GET /v3/deployments': moving,
        'GET /v3/processes/w2/stats': (_, nth) => starting({ instance_guid: `i${nth}` }),
        'GET /v3/audit_events': () => listOf(...Array.from({ length: 5 }, () => crash('00:30', 'k1', 'worker'))),
      },
      { wanted },
    );
    await looks.look();
    const look = await looks.look();
    expect(look.crashes).toBe(0);
    expect(look.problem).toBeUndefined();
  });
});

describe('somebody else ends it', () => {
  const event = (type: string, guid: string) => ({
    ...{ type, created_at: '2026-11-22T08:00:05Z', actor: { guid: 'u', type: 'user', name: 'alice' } },
    data: { deployment_guid: guid },
  });
  const newer = deployment('ACTIVE', 'DEPLOYING', { guid: 'd3', created_at: '2026-11-22T08:00:09Z', metadata: {} });

  test.for([
    [
      ['FINALIZED', 'CANCELED'],
      event('audit.app.deployment.cancel', 'd2'),
      { phase: 'canceled', problem: { message: 'Somebody else (alice) cancelled this deployment.', certain: true } },
    ],
    [
      ['FINALIZED', 'CANCELED'],
      event('audit.app.deployment.cancel', 'd1'),
      { phase: 'canceled', problem: { message: 'Somebody else cancelled this deployment.', certain: true } },
    ],
    [
      ['FINALIZED', 'SUPERSEDED'],
      event('audit.app.deployment.create', 'd3'),
      { phase: 'superseded', problem: { message: 'A newer deployment d3 by alice took over.', certain: true } },
    ],
  ] as const)('%j', async ([[value, reason], told, expected]) => {
    const { looks } = await lookout({
      ...old,
      'GET /v3/deployments': () => listOf(newer, deployment(value, reason)),
      'GET /v3/processes/w2/stats': gone,
      'GET /v3/audit_events': () => listOf(told),
    });
    expect(await looks.look()).toMatchObject(expected);
  });
});

test('once all run, only the deployment is asked, and the instances now and then', async () => {
  const { looks, requests, clock } = await lookout({
    ...old,
    'GET /v3/deployments': (_, nth) => (nth < 6 ? moving() : done()),
    'GET /v3/processes/w2/stats': () => stats({ index: 0, state: 'RUNNING' }),
  });
  const asked: string[] = [];
  for (let look = 0; look < 5; look++) {
    const before = requests.length;
    await looks.look();
    await clock.sleep(1_000);
    const paths = requests.slice(before).map(({ target }) => target.replace(/[?].*/, ''));
    asked.push(paths.filter((path) => /deployments|w2/.test(path)).join(' '));
  }
  const [first = '', ...rest] = asked;
  expect(first).toContain('/v3/deployments');
  expect(rest.filter((paths) => paths === '/v3/deployments').length).toBeGreaterThanOrEqual(2);
  // What is done is looked at once more.
  expect((await looks.look()).phase).toBe('done');
  expect(requests.at(-1)?.target).toBe('/v3/processes/w2/stats');
});
