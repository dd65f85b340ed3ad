import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../sandbox/clock.ts';
import { Cluster } from '../../sandbox/kubernetes/cluster.ts';
import { Node } from '../../sandbox/kubernetes/node.ts';
import type { PodTemplate } from '../../sandbox/kubernetes/pod-template.ts';
import { amountOf } from '../../sandbox/kubernetes/quantities.ts';
import { type ClusterTimings, clusterTimings } from '../../sandbox/kubernetes/timings.ts';
import { type Images, imageNamed, labelled } from './benches.ts';

const template: PodTemplate = {
  ...{ release: 'v2', image: imageNamed('web:1'), command: [], args: [], environment: {}, credentials: undefined },
  ...{ pullPolicy: 'IfNotPresent', probes: {}, nodeSelector: {}, resources: { requests: {}, limits: {} } },
  ...{ gracePeriod: 30, lifecycle: {}, restartPolicy: 'Always' },
};
const probe = (more: object = {}) => ({ tcpSocket: { port: 8080 }, periodSeconds: 1, failureThreshold: 1, ...more });

function clusterWith(images: Images = {}, timings: Partial<ClusterTimings> = {}) {
  const clock = new ManualClock();
  const cluster = new Cluster(clock, labelled(images, clock), { ...clusterTimings, ...timings });
  const apply = (change: Partial<PodTemplate> = {}, replicas = 1, surge = 1) =>
    cluster.apply('shop', 'web', { replicas, surge, template: { ...template, ...change } });
  return { clock, cluster, apply, pods: () => cluster.pods('shop').filter((pod) => pod.live) };
}

describe("the sandbox's Kubernetes", () => {
  it('tries to pull again and again, with pauses that grow', async () => {
    const { clock, apply, pods } = clusterWith({ 'gone:1': 'missing' });
    apply({ image: imageNamed('gone:1') });
    const phases: string[] = [];
    for (let second = 0; second < 120; second += 1) {
      await clock.advance(1_000);
      const phase = pods()[0]?.phase ?? '';
      if (phases.at(-1) !== phase) phases.push(phase);
    }
    // Only the first attempt shows.
    expect(phases.slice(0, 5)).toEqual(['pulling', 'pull-failed', 'pull-back-off', 'pull-failed', 'pull-back-off']);
    // What repeats is one event.
    expect(pods()[0]?.events.map(({ reason }) => reason)).toEqual([
      ...['Scheduled', 'Pulling', 'Failed', 'Failed', 'BackOff', 'Failed'],
    ]);
  });

  it('starts nothing of which it does not know that it is not root, where that is demanded', async () => {
    for (const [user, message] of [
      ['', 'image will run as root'],
      ['0:1000', 'image will run as root'],
      ['node', 'image has non-numeric user (node), cannot verify user is non-root'],
      ['1000', undefined],
    ] as const) {
      const clock = new ManualClock();
      const pull = labelled({}, clock);
      const cluster = new Cluster(clock, async (...of) => ({ ...(await pull(...of)), user }), clusterTimings);
      cluster.apply('shop', 'web', { replicas: 1, surge: 1, template: { ...template, runAsNonRoot: true } });
      await clock.advance(20_000);
      const [pod] = cluster.pods('shop');
      expect(pod?.phase).toBe(message === undefined ? 'running' : 'config-error');
      const told = message === undefined ? [] : [`Error: container has runAsNonRoot and ${message}`];
      expect(pod?.events.filter(({ reason }) => reason === 'Failed').map((event) => event.message)).toEqual(told);
    }
  });

  it('restarts what has crashed later each time, until it behaves', async () => {
    const { clock, apply, pods } = clusterWith({
      'twice:1': { 'sandbox.behaviour': 'crash-then-ok', 'sandbox.exit-code': '9' },
    });
    apply({ image: imageNamed('twice:1'), probes: { readinessProbe: probe() } });
    await clock.advance(6_000);
    expect(pods()[0]).toMatchObject({ phase: 'crash-back-off', restarts: 0, exit: { code: 9, reason: 'Error' } });
    await clock.advance(11_000);
    expect(pods()[0]).toMatchObject({ phase: 'crash-back-off', restarts: 1 });
    await clock.advance(30_000);
    expect(pods()[0]).toMatchObject({ phase: 'running', ready: true, restarts: 2 });
  });

  it('asks a container that is up but takes no traffic: alive, and not ready', async () => {
    const { clock, apply, pods } = clusterWith({
      'unready:1': { 'sandbox.behaviour': 'unready', 'sandbox.ready-ms': '20000' },
    });
    const httpGet = { path: '/', port: 8080 };
    apply({
      image: imageNamed('unready:1'),
      probes: { readinessProbe: { httpGet, periodSeconds: 1 }, livenessProbe: probe({ initialDelaySeconds: 2 }) },
    });
    await clock.advance(15_000);
    expect(pods()[0]).toMatchObject({ ready: false, restarts: 0 });
    expect(pods()[0]?.events.at(-1)?.message).toBe('Readiness probe failed: HTTP probe failed with statuscode: 503');
    await clock.advance(15_000);
    expect(pods()[0]).toMatchObject({ ready: true, restarts: 0 });
  });

  it('leaves a container alone until its startup probe passes, and kills one whose does not', async () => {
    const { clock, apply, pods } = clusterWith({ 'slow:1': { 'sandbox.boot-ms': '20000' } });
    const probes = (failureThreshold: number) => {
      return { startupProbe: probe({ failureThreshold }), livenessProbe: probe(), readinessProbe: probe() };
    };
    apply({ image: imageNamed('slow:1'), probes: probes(30) });
    await clock.advance(20_000);
    expect(pods()[0]).toMatchObject({ phase: 'running', ready: false, restarts: 0 });
    await clock.advance(10_000);
    expect(pods()[0]).toMatchObject({ ready: true });
    apply({ image: imageNamed('slow:1'), release: 'v3', probes: probes(5) });
    await clock.advance(30_000);
    const [young] = pods().filter((pod) => pod.template.release === 'v3');
    expect(young?.restarts).toBeGreaterThan(0);
    expect(young?.events.at(-2)?.message).toBe('Container failed startup probe, will be restarted');
    expect(pods().filter((pod) => pod.ready)).toHaveLength(1);
  });

  it('asks nothing more of a container that it has killed, when that would be up a moment later', async () => {
    const { clock, apply, pods } = clusterWith({ 'slow:1': { 'sandbox.boot-ms': '20000' } });
    const startupProbe = { tcpSocket: { port: 8080 }, periodSeconds: 2, failureThreshold: 10 };
    apply({ image: imageNamed('slow:1'), probes: { startupProbe } });
    let killed = false;
    for (let second = 0; second < 40; second++) {
      await clock.advance(1_000);
      killed ||= pods().some(({ events }) => events.some(({ reason }) => reason === 'Killing'));
      expect(pods().filter(({ ready }) => ready)).toEqual([]);
    }
    expect(killed).toBe(true);
  });

  it('spreads pods over the nodes that fit them', async () => {
    const { clock, cluster, apply, pods } = clusterWith();
    cluster.nodes.splice(0, 3, new Node('small', {}, '1', '1Gi'), new Node('a'), new Node('b'));
    apply({ resources: { requests: { memory: '2Gi' }, limits: {} } }, 4, 4);
    await clock.advance(10_000);
    expect(
      pods()
        .map((pod) => pod.node?.name)
        .sort(),
    ).toEqual(['a', 'a', 'b', 'b']);
    apply({ release: 'v3', resources: { requests: {}, limits: { cpu: '65' } } }, 4, 1);
    await clock.advance(10_000);
    expect(cluster.pods('shop')[0]?.events).toMatchObject([
      { reason: 'FailedScheduling', message: '0/3 nodes are available: 3 Insufficient cpu.' },
    ]);
    expect(pods().filter((pod) => pod.ready)).toHaveLength(4);
  });

  it('replaces pods as many at a time as may be in excess, and the old ones not before the new ones are ready', async () => {
    const { clock, apply, pods } = clusterWith();
    const probes = { readinessProbe: probe() };
    apply({ probes }, 3, 3);
    await clock.advance(10_000);
    apply({ probes, release: 'v3' }, 3, 1);
    let most = 0;
    for (let count = 0; count < 400; count += 1) {
      await clock.advance(100);
      most = Math.max(most, pods().length);
      expect(pods().filter((pod) => pod.ready).length).toBeGreaterThanOrEqual(3);
    }
    expect(most).toBe(4);
    expect(pods().map((pod) => pod.template.release)).toEqual(['v3', 'v3', 'v3']);
  });

  it('knows quantities', () => {
    expect(['500m', '2', '64Mi', '1.5G', '1e3', 'x'].map(amountOf)).toEqual([0.5, 2, 67_108_864, 1.5e9, NaN, NaN]);
  });
});
