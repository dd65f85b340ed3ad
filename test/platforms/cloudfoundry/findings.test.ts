import { describe, expect, test } from 'vitest';
import type { Deployment } from '../../../src/platforms/cloudfoundry/api/deployment.ts';
import type { Process } from '../../../src/platforms/cloudfoundry/api/process.ts';
import type { Crash, InstanceStats } from '../../../src/platforms/cloudfoundry/api/shapes.ts';
import { type AppView, wantedWeb } from '../../../src/platforms/cloudfoundry/app/app.ts';
import { stateOf } from '../../../src/platforms/cloudfoundry/app/state.ts';
import { nothingAsked } from '../../../src/platforms/cloudfoundry/app/survey.ts';
import { crashFacts } from '../../../src/platforms/cloudfoundry/evidence/crashes.ts';
import { explain } from '../../../src/platforms/cloudfoundry/evidence/evidence.ts';
import { linesFrom } from '../../../src/platforms/cloudfoundry/evidence/logs.ts';
import { phaseOf, successorOf } from '../../../src/platforms/cloudfoundry/release/deployment.ts';
import { instanceOf } from '../../../src/platforms/cloudfoundry/release/instances.ts';
import { problemOf } from '../../../src/platforms/cloudfoundry/release/problem.ts';

const deployment: Deployment = {
  guid: 'd1',
  value: 'ACTIVE',
  reason: 'DEPLOYING',
  ...{ error: undefined, healthyAt: undefined, changedAt: undefined, canary: false, step: undefined },
  dropletGuid: 'dr1',
  previousDropletGuid: undefined,
  revisionGuid: undefined,
  newWeb: 'w2',
  maxInFlight: 1,
  createdAt: '2026-11-22T08:00:00Z',
  labels: new Map(),
};
const entry = (index: number, state: string, more: Partial<InstanceStats> = {}): InstanceStats => ({
  index,
  state,
  routable: undefined,
  ports: undefined,
  details: undefined,
  instanceGuid: undefined,
  uptimeS: undefined,
  ...more,
});
const crashOf = (index: number, exitDescription = 'APP/PROC/WEB: Exited with status 1'): Crash => ({
  processGuid: 'w2',
  processType: 'web',
  index,
  exitDescription,
  createdAt: '2026-11-22T08:00:10Z',
});

describe('one instance', () => {
  test.for<[InstanceStats, string, string | undefined]>([
    [entry(0, 'RUNNING'), 'running', undefined],
    [entry(0, 'RUNNING', { routable: true }), 'running', undefined],
    [entry(0, 'RUNNING', { routable: false }), 'unroutable', undefined],
    [entry(0, 'STARTING'), 'starting', undefined],
    [entry(0, 'CRASHED'), 'crashed', undefined],
    [entry(0, 'DOWN', { details: 'insufficient resources: memory' }), 'absent', 'insufficient resources: memory'],
    [entry(0, 'STOPPING'), 'absent', 'STOPPING'],
    [entry(0, 'BRAND_NEW'), 'absent', 'BRAND_NEW'],
  ])('%j is %s', ([stats, state, detail]) => {
    const instance = instanceOf('web', stats);
    expect(instance.state).toBe(state);
    expect(instance.detail).toBe(detail);
  });
});

describe('the problem', () => {
  const of = (stats: InstanceStats[], crashes: Crash[] = [], more: Partial<Deployment> = {}) =>
    problemOf([{ type: 'web', stats }], crashes, { ...deployment, ...more }, true);

  test('none', () => expect(of([entry(0, 'STARTING')])).toBeUndefined());
  test('CRASHED is a crash loop, told by its own exit', () =>
    expect(of([entry(0, 'RUNNING'), entry(1, 'CRASHED')], [crashOf(0, 'x'), crashOf(1, 'y')])).toEqual({
      message: 'y',
      certain: true,
    }));
  test('CRASHED without events', () =>
    expect(of([entry(1, 'CRASHED')])).toEqual({ message: 'instance 1 crashed', certain: true }));
  test('three crashes are a loop though none shows', () =>
    expect(of([entry(0, 'STARTING')], [crashOf(0), crashOf(0), crashOf(0)])?.certain).toBe(true));
  test('one crash may be over', () =>
    expect(of([entry(0, 'STARTING')], [crashOf(0)])).toEqual({
      message: 'APP/PROC/WEB: Exited with status 1',
      certain: false,
    }));
  test('one crash is over', () => expect(of([entry(0, 'RUNNING')], [crashOf(0)])).toBeUndefined());
  test('an error of the deployment', () =>
    expect(of([entry(0, 'STARTING')], [], { error: 'quota' })).toEqual({ message: 'quota', certain: false }));
  test('no place', () =>
    expect(of([entry(0, 'DOWN', { details: 'insufficient resources' })])).toEqual({
      message: 'insufficient resources',
      certain: false,
    }));
  test('a process that is gone', () =>
    expect(problemOf([], [], { ...deployment, value: 'FINALIZED', reason: 'DEPLOYED' }, false)?.certain).toBe(false));
});

test.for([
  ['ACTIVE', 'DEPLOYING', 'moving'],
  ['ACTIVE', 'PAUSED', 'paused'],
  ['ACTIVE', 'CANCELING', 'canceled'],
  ['FINALIZED', 'CANCELED', 'canceled'],
  ['FINALIZED', 'DEPLOYED', 'done'],
  ['FINALIZED', 'SUPERSEDED', 'superseded'],
  ['ACTIVE', 'NEW_WORD', 'moving'],
] as const)('%s/%s is %s', ([value, reason, phase]) => expect(phaseOf({ ...deployment, value, reason })).toBe(phase));

describe('a successor', () => {
  const ours = { ...deployment, value: 'FINALIZED', reason: 'DEPLOYED' };
  const other = (more: Partial<Deployment>) => ({ ...deployment, guid: 'd2', ...more });
  const later = '2026-11-22T08:00:01Z';
  test.for<[string, Deployment, boolean]>([
    ['later', other({ value: 'FINALIZED', reason: 'DEPLOYED', createdAt: later }), true],
    ['later but cancelled', other({ value: 'FINALIZED', reason: 'CANCELED', createdAt: later }), false],
    ['earlier', other({ value: 'FINALIZED', reason: 'DEPLOYED', createdAt: '2026-11-22T07:59:59Z' }), false],
    ['the same second, and active', other({}), true],
    ['the same second, done', other({ value: 'FINALIZED', reason: 'DEPLOYED' }), false],
    ['ours itself', ours, false],
  ])('%s', ([, candidate, expected]) => expect(successorOf(ours, [candidate]) !== undefined).toBe(expected));

  test('when ours was superseded, one of the same second is the one', () => {
    const superseded = { ...ours, reason: 'SUPERSEDED' };
    expect(successorOf(superseded, [other({ value: 'FINALIZED', reason: 'DEPLOYED' })])?.guid).toBe('d2');
  });
});

describe('what an app is, while somebody deploys', () => {
  const process = (guid: string, instances: number, createdAt: string, type = 'web'): Process => ({
    guid,
    type,
    user: undefined,
    instances,
    memoryMb: 256,
    diskMb: 512,
    logRate: -1,
    ...{ command: undefined, revisionGuid: undefined },
    health: { check: { type: 'port' }, times: {} },
    readiness: { check: { type: 'process' }, times: {} },
    createdAt,
  });
  const view = (old: number, fresh: number, maxInFlight = 1): AppView => ({
    app: {
      ...{ guid: 'a', name: 'web', started: true, lifecycle: 'docker' },
      ...{ spaceGuid: 's', dropletGuid: 'dr1', labels: new Map(), annotations: new Map() },
    },
    droplet: {
      ...{ guid: 'dr1', state: 'STAGED', createdAt: '', ports: [], command: '/web' },
      ...{ image: 'acme/web@sha256:1', packageGuid: undefined },
    },
    droplets: [],
    processes: [process('w1', old, '2026-01-01T00:00:00Z'), process('w2', fresh, '2026-01-02T00:00:00Z')],
    deployments: [{ ...deployment, maxInFlight }],
    routes: [],
    ...{ variables: undefined, command: undefined },
  });
  // target 3: old = target − routable, new = min(routable + max_in_flight, target)
  test.for([
    [3, 1, 1],
    [2, 2, 1],
    [1, 3, 1],
    [1, 3, 2],
    [3, 2, 2],
  ] as const)('old %i, new %i, %i at once: 3 are wanted', ([old, fresh, atOnce]) =>
    expect(wantedWeb(view(old, fresh, atOnce))).toBe(3),
  );

  test('a cancelled deployment does not serve', () => {
    const cancelled = { ...deployment, guid: 'd2', value: 'FINALIZED', reason: 'CANCELED' };
    const done = { ...deployment, value: 'FINALIZED', reason: 'DEPLOYED' };
    const one = { ...view(1, 1), processes: [process('w1', 2, 'x'), process('k', 4, 'x', 'worker')] };
    expect(stateOf({ ...one, deployments: [cancelled, done] }, nothingAsked, {})).toMatchObject({
      release: { id: 'd1', image: 'docker.io/acme/web@sha256:1' },
      processes: [
        { type: 'web', wanted: 2 },
        { type: 'worker', wanted: 4 },
      ],
    });
    expect(stateOf({ ...one, deployments: [cancelled] }, nothingAsked, {}).release).toMatchObject({ id: 'dr1' });
  });
});

describe('the log', () => {
  const envelope = (timestamp: unknown, text: string, more: object = {}) => ({
    timestamp,
    instance_id: '0',
    tags: { source_type: 'APP/PROC/WEB', process_id: 'w2' },
    log: { payload: Buffer.from(text).toString('base64'), type: 'ERR' },
    ...more,
  });
  const body = (...batch: unknown[]) => JSON.stringify({ envelopes: { batch } });

  test('lines are sorted by nanoseconds that no number holds', () => {
    const lines = linesFrom(
      body(envelope('1524071322998223703', 'second'), envelope('1524071322998223702', 'first é\n')),
    );
    expect(lines.map(({ text }) => text)).toEqual(['first é', 'second']);
    expect(lines[0]).toMatchObject({ at: 1524071322998, source: 'APP/PROC/WEB 0', stderr: true, processGuid: 'w2' });
  });

  test('numbers for time and type, as some versions send, and entries that are no lines', () => {
    const lines = linesFrom(
      body(
        envelope(1524071322998, 'a', { log: { payload: 'YQ==', type: 0 } }),
        envelope(1524071322999, 'b', { log: { payload: 'Yg==', type: 1 } }),
        envelope('soon', 'x'),
        { gauge: {} },
        null,
      ),
    );
    expect(lines.map(({ text, stderr }) => [text, stderr])).toEqual([
      ['a', false],
      ['b', true],
    ]);
    expect(linesFrom('<html>')).toEqual([]);
  });

  const line = (sourceType: string, text: string, more: object = {}) => ({
    at: 1,
    source: `${sourceType} 0`,
    text,
    sourceType,
    stderr: true,
    instance: '0',
    nanoseconds: 1_000_000n,
    processGuid: 'w2',
    ...more,
  });

  test('the app’s own words come before the exit status', () => {
    const found = explain([crashOf(0), crashOf(0)], [entry(0, 'CRASHED')], deployment, [
      line('APP/PROC/WEB', 'Error: other instance', { instance: '1' }),
      line('APP/PROC/WEB', 'Error: boom'),
      line('CELL', 'Cell 1 stopping'),
    ]);
    expect(found.cause).toBe('Error: boom');
    expect(found.facts).toEqual(['instance 0: APP/PROC/WEB: Exited with status 1, 2 times']);
    expect(found.log).toHaveLength(2);
  });

  test('for an app that is never healthy the health check speaks', () => {
    const found = explain([crashOf(0, 'Instance never healthy after 1m0s: …')], [entry(0, 'STARTING')], deployment, [
      line('APP/PROC/WEB', 'error: cache is cold'),
      line('HEALTH', 'Failed to make TCP connection to port 8080: connection refused'),
    ]);
    expect(found.cause).toContain('port 8080');
    expect(found.hint).toContain('$PORT');
  });

  test('a container that could not be made tells so itself', () => {
    const exit = 'failed to create container: running image plugin create: unauthorized: access denied';
    const found = explain([crashOf(0, exit)], [entry(0, 'CRASHED')], deployment, [line('APP/PROC/WEB', 'Error: old')]);
    expect(found.cause).toBe(exit);
    expect(found.hint).toMatch(/registry-password/);
  });

  test('of instances that all run the cell has nothing to tell', () => {
    const lines = [line('CELL', 'Container became healthy', { stderr: false })];
    expect(explain([], [entry(0, 'RUNNING')], deployment, lines).log).toEqual([]);
    expect(explain([], [entry(0, 'STARTING')], deployment, lines).log).toHaveLength(1);
  });

  test('no room', () => {
    const found = explain([], [entry(0, 'DOWN', { details: 'insufficient resources: memory' })], deployment, []);
    expect(found.cause).toBe('insufficient resources: memory');
    expect(found.hint).toMatch(/No cell/);
  });

  test('nothing known', () => expect(explain([], [], deployment, [])).toEqual({ facts: [], log: [] }));

  test('ways to end are counted', () =>
    expect(crashFacts([crashOf(1, 'b'), crashOf(0, 'a'), crashOf(0, 'a')])).toEqual([
      'instance 0: a, 2 times',
      'instance 1: b',
    ]));
});
