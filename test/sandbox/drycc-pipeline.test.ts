import { afterEach, describe, expect, it } from 'vitest';
import { DryccBench, detailOf, imageNamed } from './benches.ts';

let bench: DryccBench;
const start = async (options: Parameters<typeof DryccBench.start>[0] = {}) => {
  bench = await DryccBench.start(options);
};
afterEach(() => bench.close());

const images = {
  'crash:1': { 'sandbox.behaviour': 'crash' },
  'task:1': { 'sandbox.task-ms': '20000', 'sandbox.task-log': 'migrating $DB' },
  'badtask:1': { 'sandbox.task-exit-code': '4' },
  'gone:1': 'missing',
} as const;
const exceptionOf = async (version: number) => {
  const { conditions } = (await bench.get(`releases/v${version}/`)).body as { conditions: { exception?: string }[] };
  return conditions[0]?.exception;
};
const web = (more: object = {}) => ({ kind: 'pipeline', ptype: 'web', deploy: {}, ...more });
const settings = (body: object) => bench.post('settings/', body);

describe('a dryccfile of the Drycc sandbox', () => {
  it('brings config, steps before the release, and an image for each process type', async () => {
    await start({ images });
    const dryccfile = {
      config: { database: { DB: 'postgres://db' } },
      pipeline: {
        'web.yml': web({
          config: ['database'],
          env: { COLOUR: 'red' },
          run: { image: imageNamed('task:1'), command: ['rake'], args: ['db:migrate'] },
          deploy: { command: ['serve'], args: ['--all'] },
        }),
        'worker.yml': { kind: 'pipeline', ptype: 'worker', deploy: { image: imageNamed('worker:1') } },
      },
    };
    expect((await bench.deploy('web:1', { dryccfile })).status).toBe(201);
    await bench.until(() => bench.states().includes('run v2 up'));
    expect(bench.states()).toEqual(['run v2 up']);
    await bench.clock.advance(60_000);
    expect(await bench.releases()).toEqual(['v2 succeed', 'v1 created']);
    expect(bench.said()).toContain('migrating postgres://db');
    const { template } = bench.world.cluster.deployment('market', 'web') ?? {};
    expect(template).toMatchObject({ image: imageNamed('web:1'), command: ['serve'], args: ['--all'] });
    expect(template?.environment).toMatchObject({ COLOUR: 'red', DB: 'postgres://db' });
    expect(bench.world.cluster.deployment('market', 'worker')).toMatchObject({
      replicas: 0,
      template: { image: imageNamed('worker:1') },
    });
    expect((await bench.get('config/')).body).toMatchObject({ values_refs: { web: ['database'] } });
  });

  it('ends with a step that fails: nothing is rolled out', async () => {
    await start({ images });
    await bench.deployed('web:1');
    const dryccfile = { pipeline: { 'web.yml': web({ run: { image: imageNamed('badtask:1'), args: ['x'] } }) } };
    await bench.deployed('web:2', { dryccfile });
    expect(await exceptionOf(3)).toBe('DryccException: pipeline run state error: crashed');
    expect(await bench.releases()).toEqual(['v3 crashed', 'v2 succeed', 'v1 created']);
    expect(bench.serving()).toBe('web:1');
    expect(await bench.pods()).toEqual(expect.arrayContaining(['web v2 up', 'run v3 crashed']));
  });

  it('waits for an hour for a step whose image cannot be pulled', async () => {
    await start({ images });
    const dryccfile = { pipeline: { 'web.yml': web({ run: { image: imageNamed('gone:1'), args: ['x'] } }) } };
    await bench.deploy('web:1', { dryccfile });
    await bench.clock.advance(3_500_000);
    expect(await bench.releases()).toEqual(['v2 created', 'v1 created']);
    expect(detailOf(await bench.config({ values: [{ name: 'A', ptype: 'web', value: '1' }] }))).toContain(
      'there is an executing pipeline',
    );
    await bench.clock.advance(200_000);
    expect(await exceptionOf(2)).toMatch(/^DryccException: pipeline run state error: /);
  });

  it('is refused when it is not in its form', async () => {
    await start();
    const refusal = async (dryccfile: unknown) => {
      const asked = await bench.deploy('web:1', { dryccfile });
      expect(asked.status).toBe(400);
      return (asked.body as { dryccfile: string[] }).dryccfile[0];
    };
    expect(await refusal({ run: {} })).toMatch(/^could not validate /);
    expect(await refusal({ pipeline: { 'web.yml': { kind: 'pipeline', ptype: 'web' } } })).toContain(
      "'deploy' is a required property",
    );
    expect(await refusal({ pipeline: { 'a.yml': web(), 'b.yml': web() } })).toBe("Pipeline's ptype must be unique");
    expect(await refusal(null)).toBe('This field may not be null.');
    expect(await bench.releases()).toEqual(['v1 created']);
  });
});

describe('a pipeline of the Drycc sandbox', () => {
  it('goes back to the release before when it fails, and without one it does not', async () => {
    await start({ images });
    await bench.deployed('crash:1');
    expect(await bench.releases()).toEqual(['v2 crashed', 'v1 created']);
    expect(await exceptionOf(2)).toBe('ServiceUnavailable: (app::deploy): Back-off restarting failed container');
    // The pods of a first release that failed stay, and go on crashing.
    expect(bench.states()).toEqual([expect.stringMatching(/^web v2 /)]);
    await bench.deployed('web:1');
    await bench.deploy('gone:1');
    await bench.clock.advance(60_000);
    expect(await exceptionOf(4)).toMatch(/Rolling back to release v3\.\n.*Additional information:\n/s);
    expect(bench.states()).toEqual(['web v3 up']);
    expect(bench.serving()).toBe('web:1');
  });

  it('leaves what failed where it is without autorollback', async () => {
    await start({ images });
    await bench.deployed('web:1');
    await settings({ autorollback: false });
    await bench.deployed('crash:1');
    expect(await bench.releases()).toEqual(['v3 crashed', 'v2 succeed', 'v1 created']);
    expect([...bench.states()].sort()).toEqual([
      'web v2 up',
      expect.stringMatching(/^web v3 (error|starting|terminating)$/),
    ]);
    expect(bench.serving()).toBe('web:1');
  });

  it('does not start by itself without autodeploy; releases/deploy/ starts the newest release, failed or not', async () => {
    await start({ images });
    await settings({ autodeploy: false });
    await bench.deployed('web:1');
    await bench.deployed('web:2');
    expect(await bench.releases()).toEqual(['v3 created', 'v2 created', 'v1 created']);
    expect(bench.states()).toEqual([]);
    expect((await bench.post('releases/deploy/', {})).status).toBe(204);
    await bench.clock.advance(30_000);
    expect(await bench.releases()).toEqual(['v3 succeed', 'v2 created', 'v1 created']);
    await bench.deployed('crash:1');
    await bench.post('releases/deploy/', {});
    await bench.clock.advance(60_000);
    expect((await bench.releases())[0]).toBe('v4 crashed');
    const again = await bench.post('releases/deploy/', { ptypes: 'none' });
    expect(again).toMatchObject({ status: 400, body: { detail: 'process type none is not exists' } });
  });

  it('refuses a second build with a stray release that nobody deploys, and that the next rollback counts from', async () => {
    await start();
    await bench.deploy('web:1');
    await bench.clock.advance(1_000);
    expect(detailOf(await bench.deploy('web:2'))).toBe(
      "there is an executing pipeline, please wait or force deploy: ['web']",
    );
    await bench.clock.advance(60_000);
    expect(await bench.releases()).toEqual(['v3 created', 'v2 succeed', 'v1 created']);
    expect(bench.serving()).toBe('web:1');
    // It is the newest good one by now: a config change builds on its image.
    await bench.config({ values: [{ name: 'A', ptype: 'web', value: '1' }] });
    await bench.clock.advance(60_000);
    expect(bench.serving()).toBe('web:2');
  });

  it('holds its locks when its worker dies, until they run out', async () => {
    await start();
    bench.world.workerKilled = true;
    await bench.deploy('web:1');
    await bench.clock.advance(60_000);
    bench.world.workerKilled = false;
    expect((await bench.deploy('web:2')).status).toBe(400);
    await bench.clock.advance(3_600_000);
    await bench.deployed('web:3');
    expect(await bench.releases()).toEqual(['v4 succeed', 'v3 created', 'v2 created', 'v1 created']);
  });

  it('is rolled back to a release that is named, by force', async () => {
    await start({ images });
    const rollback = (body: object) => bench.post('releases/rollback/', body);
    expect(detailOf(await rollback({}))).toBe('version cannot be below 0');
    expect(detailOf(await rollback({ version: 1 }))).toBe('Cannot roll back to initial release.');
    expect(detailOf(await rollback({ version: 'v2' }))).toBe("invalid literal for int() with base 10: 'v2'");
    expect(detailOf(await rollback({ version: 9 }))).toBe('Release matching query does not exist.');
    await bench.deployed('web:1');
    await bench.deployed('crash:1');
    await bench.deployed('web:2');
    expect(detailOf(await rollback({ version: 3 }))).toBe('Cannot roll back to failed release.');
    expect(detailOf(await rollback({ version: 2, ptypes: 'none' }))).toBe(
      'process type none is not included in procfile',
    );
    expect(await rollback({ version: 2 })).toMatchObject({ status: 201, body: { version: 5 } });
    await bench.clock.advance(30_000);
    expect(bench.serving()).toBe('web:1');
    expect((await bench.get('releases/v5/')).body).toMatchObject({ summary: 'mike rolled back to v2' });
  });

  it('crashes while the cluster is down, and nothing is listed', async () => {
    await start();
    await bench.deployed('web:1');
    bench.world.cluster.down = true;
    expect((await bench.mike.post('/v2/apps/', { id: 'other', workspace: 'teamone' })).status).toBe(503);
    await bench.deployed('web:2');
    expect(await exceptionOf(3)).toBe('ServiceUnavailable: Could not create the Namespace in Kubernetes');
    expect((await bench.get('pods/')).body).toEqual({ results: [], count: 0 });
    expect((await bench.get('ptypes/')).body).toEqual({ results: [], count: 0 });
    expect((await bench.post('run/', { command: 'ls' })).status).toBe(503);
    expect((await bench.post('ptypes/scale/', { web: 3 })).status).toBe(204);
    await bench.clock.advance(30_000);
    bench.world.cluster.down = false;
    expect(bench.states()).toEqual(['web v2 up']);
    expect(bench.serving()).toBe('web:1');
  });
});
