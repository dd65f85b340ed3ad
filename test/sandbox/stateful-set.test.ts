import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../sandbox/clock.ts';
import { Cluster } from '../../sandbox/kubernetes/cluster.ts';
import type { PodTemplate } from '../../sandbox/kubernetes/pod-template.ts';
import { clusterTimings } from '../../sandbox/kubernetes/timings.ts';
import { type Images, imageNamed, labelled } from './benches.ts';

const probes = { startupProbe: { tcpSocket: { port: 8080 }, periodSeconds: 2, failureThreshold: 30 } };
const template: PodTemplate = {
  ...{ release: '0', image: imageNamed('web:1'), command: [], args: [], environment: {}, credentials: undefined },
  ...{ pullPolicy: 'Always', probes, nodeSelector: {}, resources: { requests: {}, limits: {} } },
  ...{ gracePeriod: 30, lifecycle: {}, restartPolicy: 'Always' },
};

function clusterWith(images: Images = {}) {
  const clock = new ManualClock();
  const cluster = new Cluster(clock, labelled(images, clock), clusterTimings);
  const apply = (release: string, replicas = 3, tag = 'web:1') =>
    cluster.applyStatefulSet('shop', 'web', 'shop', {
      replicas,
      template: { ...template, release, image: imageNamed(tag) },
    });
  /** `shop-0 v1 ready`, by number. */
  const pods = () =>
    (cluster.statefulSets('shop')[0]?.pods ?? []).map((pod) => {
      const state = pod.phase === 'deleting' ? 'going' : pod.ready ? 'ready' : 'coming';
      return `${pod.name} ${pod.template.release} ${state}`;
    });
  /** What was seen, each once, in a time. */
  const watch = async (seconds: number) => {
    const seen: string[] = [];
    for (let passed = 0; passed < seconds * 10; passed += 1) {
      await clock.advance(100);
      const line = pods().join(', ');
      if (seen.at(-1) !== line) seen.push(line);
    }
    return seen;
  };
  return { clock, cluster, apply, pods, watch };
}

describe('a StatefulSet', () => {
  it('starts its pods side by side, by number', async () => {
    const { apply, pods, watch } = clusterWith();
    apply('v1');
    expect(pods()).toEqual(['shop-0 v1 coming', 'shop-1 v1 coming', 'shop-2 v1 coming']);
    expect((await watch(10)).at(-1)).toBe('shop-0 v1 ready, shop-1 v1 ready, shop-2 v1 ready');
  });

  it('spreads them over the nodes', async () => {
    const { cluster, apply, watch } = clusterWith();
    apply('v1');
    await watch(10);
    expect(new Set(cluster.pods('shop').map((pod) => pod.node?.name)).size).toBe(3);
  });

  it('rolls out from the highest number down, the successor after the end of the one before', async () => {
    const { apply, watch } = clusterWith();
    apply('v1');
    await watch(10);
    apply('v2');
    expect(await watch(40)).toEqual([
      'shop-0 v1 ready, shop-1 v1 ready, shop-2 v1 going',
      'shop-0 v1 ready, shop-1 v1 ready, shop-2 v2 coming',
      'shop-0 v1 ready, shop-1 v1 going, shop-2 v2 ready',
      'shop-0 v1 ready, shop-1 v2 coming, shop-2 v2 ready',
      'shop-0 v1 going, shop-1 v2 ready, shop-2 v2 ready',
      'shop-0 v2 coming, shop-1 v2 ready, shop-2 v2 ready',
      'shop-0 v2 ready, shop-1 v2 ready, shop-2 v2 ready',
    ]);
  });

  it('stops at a pod that never gets ready, and goes back from there', async () => {
    const { clock, apply, pods, watch } = clusterWith({ 'bad:1': { 'sandbox.behaviour': 'never-healthy' } });
    apply('v1');
    await watch(10);
    apply('v2', 3, 'bad:1');
    await clock.advance(300_000);
    expect(pods()).toEqual(['shop-0 v1 ready', 'shop-1 v1 ready', 'shop-2 v2 coming']);
    apply('v1');
    await watch(20);
    expect(pods()).toEqual(['shop-0 v1 ready', 'shop-1 v1 ready', 'shop-2 v1 ready']);
  });

  it('brings a lost pod of a held-up roll-out back as it was', async () => {
    const { clock, cluster, apply, pods, watch } = clusterWith({ 'gone:1': 'missing' });
    apply('v1');
    await watch(10);
    apply('v2', 3, 'gone:1');
    await clock.advance(60_000);
    cluster.statefulSets('shop')[0]?.pod(0)?.delete();
    await watch(10);
    expect(pods()).toEqual(['shop-0 v1 ready', 'shop-1 v1 ready', 'shop-2 v2 coming']);
  });

  it('begins again at the highest number when the template changes once more', async () => {
    const { apply, pods, watch } = clusterWith();
    apply('v1');
    await watch(10);
    apply('v2');
    await watch(9);
    expect(pods()[2]).toBe('shop-2 v2 ready');
    apply('v3');
    const seen = await watch(40);
    expect(seen).toContain('shop-0 v1 going, shop-1 v3 ready, shop-2 v3 ready');
    expect(seen.join()).not.toContain('shop-0 v2');
  });

  it('grows at the end and shrinks from it', async () => {
    const { apply, pods, watch } = clusterWith();
    apply('v1', 2);
    await watch(10);
    apply('v1', 4);
    expect(pods().slice(2)).toEqual(['shop-2 v1 coming', 'shop-3 v1 coming']);
    await watch(10);
    apply('v1', 1);
    expect(pods()).toEqual(['shop-0 v1 ready', 'shop-1 v1 going', 'shop-2 v1 going', 'shop-3 v1 going']);
    await watch(3);
    expect(pods()).toEqual(['shop-0 v1 ready']);
  });

  it('is gone with its last pod', async () => {
    const { cluster, apply, watch } = clusterWith();
    apply('v1', 1);
    await watch(10);
    apply('v1', 0);
    expect(cluster.statefulSets('shop')).toHaveLength(1);
    await watch(3);
    expect(cluster.statefulSets('shop')).toEqual([]);
    expect(cluster.pods('shop')).toEqual([]);
  });
});
