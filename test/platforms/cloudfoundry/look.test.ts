import { afterEach, expect, test } from 'vitest';
import { closeLookout, deployment, gone, lookout, rollout, stats } from './lookout.ts';
import { listOf } from './scripted.ts';

afterEach(closeLookout);

test('processes beside web count once the deployment is done', async () => {
  const wanted = [
    { type: 'web', wanted: 1 },
    { type: 'worker', wanted: 2 },
  ];
  const { looks } = await lookout(
    {
      'GET /v3/deployments': (_, nth) =>
        listOf(nth === 1 ? deployment('ACTIVE', 'DEPLOYING') : deployment('FINALIZED', 'DEPLOYED')),
      'GET /v3/processes/w2/stats': (_, nth) =>
        stats({ type: 'web', index: 0, state: nth === 1 ? 'STARTING' : 'RUNNING' }),
      'GET /v3/processes/w1/stats': gone,
      'GET /v3/apps/a1/processes/worker/stats': () =>
        stats({ type: 'worker', index: 0, state: 'RUNNING' }, { type: 'worker', index: 1, state: 'DOWN' }),
    },
    { wanted },
  );
  expect(await looks.look()).toMatchObject({
    phase: 'moving',
    wanted,
    instances: [{ state: 'starting' }],
  });
  const done = await looks.look();
  expect(done.phase).toBe('done');
  expect(done.instances.map(({ process, state }) => `${process} ${state}`)).toEqual([
    'web running',
    'worker running',
    'worker absent',
  ]);
});

test('a rollout without id is found by its label among the newest, else by a look-up', async () => {
  const { deploymentGuid: _, ...unanswered } = rollout;
  const other = deployment('FINALIZED', 'DEPLOYED', { guid: 'd1', metadata: { labels: {} } });
  const { looks, requests } = await lookout(
    {
      'GET /v3/deployments': ({ query }) =>
        query.has('label_selector') ? listOf(deployment('ACTIVE', 'DEPLOYING')) : listOf(other),
      'GET /v3/processes/w2/stats': () => stats({ index: 0, state: 'STARTING' }),
      'GET /v3/processes/w1/stats': () => stats({ index: 0, state: 'RUNNING' }),
    },
    unanswered,
  );
  const look = await looks.look();
  expect(look).toMatchObject({ release: { id: 'd2' }, previous: [{ state: 'running' }] });
  expect(requests.some(({ target }) => target.includes('label_selector=deploy-image-run%3Drun-1'))).toBe(true);
});

test('nothing begun yet is not a failure', async () => {
  const { looks } = await lookout({ 'GET /v3/deployments': () => listOf() });
  expect(await looks.look()).toEqual({
    phase: 'moving',
    release: undefined,
    instances: [],
    previous: [],
    wanted: [{ type: 'web', wanted: 1 }],
    crashes: 0,
  });
});

test('an instance that was replaced between two looks has crashed, though it never showed', async () => {
  const crash = {
    type: 'audit.app.process.crash',
    created_at: '2026-11-22T08:00:05Z',
    actor: { guid: 'w2', type: 'process', name: 'web' },
    data: { index: 0, exit_description: 'APP/PROC/WEB: Exited with status 9' },
  };
  const { looks } = await lookout({
    'GET /v3/deployments': () => listOf(deployment('ACTIVE', 'DEPLOYING')),
    'GET /v3/processes/w2/stats': (_, nth) => stats({ index: 0, state: 'STARTING', instance_guid: `i${nth}` }),
    'GET /v3/processes/w1/stats': gone,
    'GET /v3/audit_events': ({ query }) => {
      expect(query.get('created_ats[gte]')).toBe('2026-11-22T08:00:00Z');
      return listOf(crash, { ...crash, actor: { guid: 'w1' } });
    },
  });
  expect((await looks.look()).crashes).toBe(0);
  expect(await looks.look()).toMatchObject({
    crashes: 1,
    problem: { message: 'APP/PROC/WEB: Exited with status 9', certain: false },
    instances: [{ state: 'starting', detail: 'APP/PROC/WEB: Exited with status 9' }],
  });
});

test('a new process that is gone makes the deployment be read', async () => {
  const { looks } = await lookout({
    'GET /v3/deployments': (_, nth) =>
      listOf(nth === 1 ? deployment('ACTIVE', 'DEPLOYING') : deployment('FINALIZED', 'CANCELED')),
    'GET /v3/processes/w2/stats': (_, nth) => (nth === 1 ? stats({ index: 0, state: 'STARTING' }) : gone()),
    'GET /v3/processes/w1/stats': () => stats({ index: 0, state: 'RUNNING' }),
  });
  expect((await looks.look()).phase).toBe('moving');
  expect(await looks.look()).toMatchObject({ phase: 'canceled', instances: [] });
});
