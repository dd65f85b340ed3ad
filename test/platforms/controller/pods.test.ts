import { describe, expect, test } from 'vitest';
import { allUp, PodWatch, readPods } from '../../../src/platforms/controller/pods.ts';
import type { Problem } from '../../../src/platforms/platform.ts';
import { story } from './recordings.ts';

/** Plays the pods of one release of a recorded timeline to the watch. */
function played(server: 'v2' | 'drycc', name: string, release: string) {
  const watch = new PodWatch();
  const problems: (Problem | undefined)[] = [];
  let crashes: number | undefined;
  for (const sample of story(server, name).timeline ?? []) {
    if (sample.end === true) break;
    if (sample.pods === undefined) continue;
    const pods = readPods({
      results: sample.pods.map(([pod, state, version, type, , restarts]) => ({
        name: pod,
        state,
        release: version,
        type,
        restarts,
      })),
    }).filter((pod) => `v${pod.release}` === release);
    watch.look(pods, sample.at_ms);
    problems.push(watch.problem(sample.at_ms));
    crashes = watch.crashes;
  }
  return { watch, problems, crashes };
}

describe('recorded rollouts', () => {
  test('a good one has no problem and no crash', () => {
    const { problems, crashes } = played('v2', 'first-deploy', 'v3');
    expect(crashes).toBe(0);
    expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
  });

  test('a crash loop on v2: each round counts once, the third makes it certain', () => {
    const { problems, crashes } = played('v2', 'crash-loop', 'v4');
    expect(crashes).toBe(4);
    expect(problems.find((problem) => problem?.certain === true)?.message).toMatch(/^crash-cmd-\S+ stopped 3 times/);
  });

  test('a crash loop on Drycc', () => {
    const { watch } = played('drycc', 'crash-loop', 'v4');
    expect(watch.crashes).toBe(1);
    expect(watch.troubled()).toEqual(['crsh1-web-4054054413-jih2u']);
  });

  test('a pull that fails is one and the same problem for as long as it lasts', () => {
    const { problems } = played('v2', 'failing-pull', 'v4');
    const messages = new Set(problems.flatMap((problem) => problem?.message ?? []));
    expect([...messages]).toEqual(['fpull-cmd-666470635-xegmo: the cluster cannot pull the image (ErrImagePull)']);
  });

  test('a pod that is replaced has not crashed', () => {
    const { crashes } = played('drycc', 'redeploy', 'v2');
    expect(crashes).toBe(0);
  });
});

const pod = (state: string, more = {}) =>
  readPods({ results: [{ name: 'p', type: 'web', release: 'v4', state, ...more }] });

describe('one pod', () => {
  test('an error pull is certain after half a minute', () => {
    const watch = new PodWatch();
    watch.look(pod('ErrImagePull'), 0);
    expect(watch.problem(29_000)?.certain).toBe(false);
    watch.look(pod('ImagePullBackOff'), 20_000);
    expect(watch.problem(30_000)?.certain).toBe(true);
    watch.look(pod('starting'), 31_000);
    expect(watch.problem(31_000)).toBeUndefined();
  });

  test('a crash that was only seen ending counts when the pod starts again', () => {
    const watch = new PodWatch();
    for (const state of ['starting', 'terminating', 'starting']) watch.look(pod(state), 0);
    expect(watch.crashes).toBe(1);
    expect(watch.problem(0)).toEqual({ message: 'p stopped once', certain: false });
    watch.look(pod('up'), 0);
    expect(watch.problem(0)).toBeUndefined();
  });

  test('Kubernetes’ own count wins when it is higher', () => {
    const watch = new PodWatch();
    watch.look(pod('starting', { restarts: 3 }), 0);
    expect(watch.crashes).toBe(3);
    expect(watch.problem(0)?.certain).toBe(true);
  });

  test.for([
    ['up', 'running'],
    ['starting', 'starting'],
    ['Pulling', 'starting'],
    ['ErrImagePull', 'starting'],
    ['FailedScheduling', 'absent'],
    ['error', 'crashed'],
    ['terminating', 'absent'],
  ] as const)('%s is %s', ([state, expected]) => {
    const watch = new PodWatch();
    const [seen] = pod(state);
    if (seen === undefined) throw new Error('no pod');
    watch.look([seen], 0);
    expect(watch.instanceOf(seen).state).toBe(expected);
  });
});

test('one-off pods and pods that are gone are left out', () => {
  const json = {
    results: [
      { name: 'a', state: 'up', type: 'run' },
      { name: 'b', state: 'down', type: 'web' },
    ],
  };
  expect(readPods(json)).toEqual([]);
});

test.each([[{ results: [{ state: 'up' }] }], [{ results: [7] }], [{ results: 'none' }], [{}], [undefined]])(
  'what is no list of pods does not read as an empty one: %j',
  (json) => {
    expect(() => readPods(json)).toThrow('reading the pods: the answer is a list that is not what was asked for');
  },
);

test('all up means every type', () => {
  const pods = pod('up');
  expect(allUp(pods, [{ type: 'web', wanted: 1 }])).toBe(true);
  expect(allUp(pods, [{ type: 'web', wanted: 2 }])).toBe(false);
  expect(
    allUp(pods, [
      { type: 'web', wanted: 1 },
      { type: 'worker', wanted: 1 },
    ]),
  ).toBe(false);
});
