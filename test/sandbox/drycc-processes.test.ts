import { afterEach, describe, expect, it } from 'vitest';
import { dryccSeeds } from '../../sandbox/drycc/drycc.ts';
import { DryccBench, detailOf } from './benches.ts';

let bench: DryccBench;
const start = async (options: Parameters<typeof DryccBench.start>[0] = {}) => {
  bench = await DryccBench.start(options);
};
afterEach(() => bench.close());

const both = { procfile: { web: './serve', worker: './work' } };
const scale = async (sizes: object) => {
  const asked = await bench.post('ptypes/scale/', sizes);
  await bench.clock.advance(30_000);
  return asked;
};
const ptypes = async () =>
  (await bench.rows('ptypes/')).map(({ name, ready, release, garbage }) => `${name} ${release} ${ready} ${garbage}`);
const run = (body: object) => bench.post('run/', body);
const runPods = async () => (await bench.rows('pods/')).filter(({ type }) => type === 'run');

describe('process types of the Drycc sandbox', () => {
  it('are scaled by a task: the answer is 204, whatever comes of it', async () => {
    await start();
    expect((await scale({ web: 2 })).status).toBe(204);
    expect(bench.said().at(-1)).toBe('WARNING No build associated with this release');
    await bench.deployed('web:1', both);
    expect((await scale({ web: 2, worker: 1, none: 3 })).status).toBe(204);
    expect([...bench.states()].sort()).toEqual(['web v2 up', 'web v2 up', 'worker v2 up']);
    expect((await bench.get('')).body).toMatchObject({ structure: { web: 2, worker: 1 } });
    for (const [sizes, words] of [
      [{ run: 1 }, 'Cannot set scale for reserved types, procfile type is: run'],
      [{ web: 'x' }, 'Invalid scaling format: x'],
      [{ web: -1 }, 'Invalid scaling format: -1'],
    ] as const) {
      expect((await scale(sizes)).status).toBe(204);
      expect(bench.said().at(-1)).toBe(`WARNING ${words}`);
    }
    expect((await bench.post('ptypes/scale/', [])).status).toBe(500);
    expect((await bench.vera.post(bench.path('ptypes/scale/'), { web: 1 })).status).toBe(403);
    expect(await bench.releases()).toHaveLength(2);
  });

  it('are scaled back when that fails', async () => {
    await start();
    await bench.deployed('web:1');
    bench.world.cluster.faults.push({ app: 'market', kind: 'pull-error', message: 'no such image' });
    await scale({ web: 3 });
    await bench.clock.advance(60_000);
    expect(bench.states()).toEqual(['web v2 up']);
    expect((await bench.get('')).body).toMatchObject({ structure: { web: 1 } });
    expect(bench.said()).toContainEqual(expect.stringMatching(/^WARNING \(scale\): .*no such image/));
  });

  it('get no pods from a scale after a first build that failed', async () => {
    await start({ images: { 'crash:1': { 'sandbox.behaviour': 'crash' } } });
    await bench.deployed('crash:1');
    await scale({ web: 2 });
    expect(bench.said()).toContain('WARNING No build associated with this release');
    expect(bench.states()).toHaveLength(1);
  });

  it('that a build does not have any more stop, and go when nobody wants them', async () => {
    await start();
    await bench.deployed('web:1', both);
    await scale({ worker: 1 });
    await bench.deployed('web:2');
    expect(bench.states()).toEqual(['web v3 up']);
    expect(await ptypes()).toEqual(['web v3 1/1 false']);
  });

  it('stay as garbage without autodeploy, until they are cleaned away', async () => {
    await start();
    await bench.deployed('web:1', both);
    await scale({ worker: 1 });
    await bench.post('settings/', { autodeploy: false });
    await bench.deployed('web:2');
    await bench.post('releases/deploy/', {});
    await bench.clock.advance(30_000);
    expect([...(await ptypes())].sort()).toEqual(['web v3 1/1 false', 'worker v2 1/1 true']);
    const clean = (list: string) => bench.post('ptypes/clean/', { ptypes: list });
    expect(detailOf(await clean(''))).toBe('ptypes is a required field');
    expect(detailOf(await clean('worker'))).toBe('ptype worker should not garbage.');
  });

  it('are restarted and described', async () => {
    await start();
    await bench.deployed('web:1', both);
    const name = () => bench.world.cluster.pods('market').map((pod) => pod.name);
    const before = name();
    expect((await bench.post('ptypes/restart/', { ptypes: 'web' })).status).toBe(204);
    await bench.clock.advance(30_000);
    expect(bench.states()).toEqual(['web v2 up']);
    expect(name()).not.toEqual(before);
    expect((await bench.post('ptypes/restart/', { ptypes: 'none' })).status).toBe(400);
    expect((await bench.get('ptypes/market-web/describe/')).body).toMatchObject({
      results: [{ container: 'market-web', args: ['./serve'], limits: { cpu: 1, memory: 1 } }],
    });
    expect((await bench.get('ptypes/web/describe/')).status).toBe(400);
  });

  it('lose a pod that an admin deletes, and get another', async () => {
    await start();
    await bench.deployed('web:1');
    const [{ name } = {}] = await bench.rows('pods/');
    const body = JSON.stringify({ pod_ids: name });
    expect((await bench.mike.ask('DELETE', bench.path('pods/'), body)).status).toBe(403);
    expect((await bench.admin.ask('DELETE', bench.path('pods/'), body)).status).toBe(200);
    await bench.clock.advance(20_000);
    expect(await bench.rows('pods/')).toMatchObject([{ state: 'up', ready: '1/1', restarts: 0 }]);
    expect((await bench.rows('pods/'))[0]?.['name']).not.toBe(name);
  });

  it('restart after a crash, and are told of by events', async () => {
    await start({ images: { 'twice:1': { 'sandbox.behaviour': 'crash-then-ok', 'sandbox.crashes': '1' } } });
    await bench.deploy('twice:1');
    await bench.clock.advance(8_000);
    const [{ name } = {}] = await bench.rows('pods/');
    const reasons = async () => (await bench.rows(`events/?pod_name=${name}`)).map(({ reason }) => reason);
    expect(await reasons()).toEqual(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started', 'BackOff']);
    expect((await bench.rows('events/?ptype=web'))[0]).toMatchObject({ reason: 'ScalingReplicaSet' });
    await bench.clock.advance(60_000);
    // One crash is enough for the controller, whatever becomes of the pod.
    expect(await bench.releases()).toEqual(['v2 crashed', 'v1 created']);
    expect(await bench.rows('pods/')).toMatchObject([{ state: 'up', restarts: 1 }]);
  });
});

describe('commands on the Drycc sandbox', () => {
  const images = {
    'task:1': { 'sandbox.task-ms': '8000', 'sandbox.task-exit-code': '3', 'sandbox.task-log': 'in $DRYCC_APP: $A' },
    'bare:1': { 'sandbox.shell': 'none' },
  };

  /** The log of a pod, as its websocket says it. */
  function logOf(pod: unknown): Promise<string> {
    const url = `${bench.sandbox.server.url.replace('http', 'ws')}${bench.path(`pods/${pod}/logs/`)}`;
    const socket = new WebSocket(url, { headers: { authorization: `token ${dryccSeeds.mike.token}` } });
    socket.onopen = () => socket.send(JSON.stringify({ lines: 100 }));
    return new Promise((resolve) => {
      let text = '';
      socket.onmessage = ({ data }) => {
        text += String(data);
      };
      socket.onclose = () => resolve(text);
    });
  }

  it('run in a pod that says how they ended, and whose log can be read', async () => {
    await start({ images });
    expect(detailOf(await run({ command: 'rake' }))).toBe('no build available, please deploy a release');
    await bench.config({ values: [{ name: 'A', ptype: 'run', value: 'one' }] });
    await bench.deployed('task:1');
    expect(await run({ command: 'rake db:migrate', ptype: 'web' })).toMatchObject({ status: 204, body: '' });
    await bench.clock.advance(5_000);
    const [pod] = await runPods();
    expect(pod).toMatchObject({ type: 'run', state: 'up', name: expect.stringMatching(/^market-run-\w{5}$/) });
    await bench.clock.advance(10_000);
    expect(await runPods()).toMatchObject([{ name: pod?.['name'], state: 'crashed' }]);
    expect((await bench.get(`pods/${pod?.['name']}/describe/`)).body).toMatchObject({
      results: [{ args: ['rake', 'db:migrate'], state: { terminated: { exitCode: 3, reason: 'Error' } } }],
    });
    expect(await logOf(pod?.['name'])).toBe('in market: one\n');
    expect(bench.said()).toContainEqual(expect.stringMatching(/^INFO mike on market-run-\w{5} runs 'rake db:migrate'/));
  });

  it('end well as down, and their pods go when they have expired', async () => {
    await start();
    await bench.deployed('web:1');
    await run({ command: 'ls', expires: 60 });
    await bench.clock.advance(10_000);
    expect(await runPods()).toMatchObject([{ state: 'down' }]);
    await bench.clock.advance(70_000);
    expect(await runPods()).toEqual([]);
  });

  it('are ended when their time is over, without a word', async () => {
    await start({ images: { 'task:1': { 'sandbox.task-ms': '600000' } } });
    await bench.deployed('task:1');
    await run({ command: 'sleep', timeout: 30 });
    await bench.clock.advance(20_000);
    expect(await runPods()).toMatchObject([{ state: 'up' }]);
    await bench.clock.advance(20_000);
    expect(await runPods()).toEqual([]);
  });

  it('never start when their image cannot be pulled', async () => {
    await start();
    await bench.deployed('web:1');
    bench.world.cluster.faults.push({ app: 'market', type: 'run', kind: 'pull-error', message: 'no such image' });
    expect((await run({ command: 'ls' })).status).toBe(204);
    await bench.clock.advance(600_000);
    expect((await runPods())[0]?.['state']).toMatch(/^(ErrImagePull|ImagePullBackOff|Pulling)$/);
  });

  it('are refused without words, and are arguments of the image without a shell', async () => {
    await start({ images });
    await bench.deployed('bare:1');
    expect(detailOf(await run({ command: ' ' }))).toBe('command is a required field, or it can be defined in Procfile');
    expect((await run({ command: ['ls'] })).status).toBe(500);
    expect((await run({ command: 'ls', timeout: 'long' })).status).toBe(500);
    expect((await bench.vera.post(bench.path('run/'), { command: 'ls' })).status).toBe(403);
    expect((await bench.bob.post(bench.path('run/'), { command: 'ls' })).status).toBe(404);
    await run({ command: 'ls -l' });
    await bench.clock.advance(10_000);
    expect(await runPods()).toMatchObject([{ state: 'down' }]);
    // A shell that is asked for has to be there.
    await run({ command: '/bin/sh -c ls' });
    await bench.clock.advance(10_000);
    expect((await runPods()).map(({ state }) => state).sort()).toEqual(['crashed', 'down']);
  });
});
