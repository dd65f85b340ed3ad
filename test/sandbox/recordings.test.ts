import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../sandbox/clock.ts';
import { podState } from '../../sandbox/controller/pod-state.ts';
import { type DeisSandbox, startDeis } from '../../sandbox/deis/deis.ts';
import { type DryccSandbox, dryccSeeds, startDrycc } from '../../sandbox/drycc/drycc.ts';
import type { Cluster } from '../../sandbox/kubernetes/cluster.ts';
import { Node } from '../../sandbox/kubernetes/node.ts';
import { type Glimpse, Player, readRecording, recordedImages, type Step } from './replay.ts';

/** A step that does not answer as it was recorded, on purpose. */
interface Deviation {
  readonly stories: readonly string[];
  readonly step: (step: Step) => boolean;
  readonly why: string;
  /** Every difference has to contain one of these, and there has to be one. */
  readonly only: readonly string[];
}

const request = (method: string, path: RegExp) => (step: Step) =>
  step.request.method === method && path.test(step.request.path);

const withBody = (part: string) => (step: Step) => JSON.stringify(step.request.body ?? '').includes(part);

/** The recorded cluster is faster than a real one, and the stand-ins for router and services answer as they do there. */
const recordedCluster = {
  schedule: 600,
  pull: 1_600,
  pullFailure: 1_300,
  pullBackOff: 8_000,
  pullBackOffMax: 8_000,
  probeScale: 0.24,
  exitShown: 900,
  crashBackOff: 6_000,
  crashBackOffMax: 6_000,
  preparation: 100,
  watch: 1_000,
};

const sharedDeviations: readonly Deviation[] = [
  {
    stories: ['create-unnamed'],
    step: (step) => step.response?.status === 201,
    why: 'a random name',
    only: ['body.id: recorded '],
  },
  {
    stories: ['create-bad-names'],
    step: withBody('{"id":null'),
    why: 'a random name',
    only: ['body.id: recorded '],
  },
];

const deisDeviations: readonly Deviation[] = [
  ...sharedDeviations,
  {
    stories: ['crash-loop'],
    step: (step) => step.at_ms === 40_441,
    why: 'another moment of the same cycle of starting, terminating and error',
    only: ['body.results[0].state: recorded "terminating", here "error"'],
  },
  {
    stories: ['run'],
    step: (step) => step.response?.status === 200 && request('POST', /\/run\/?$/)(step),
    why: 'the recorded cluster has one log for all commands, and it does not end a line',
    only: ['body.output: recorded "\\"I did stuff today\\"", here "'],
  },
  {
    stories: ['logs'],
    step: request('GET', /\/runs2\/logs/),
    why: 'the recorded logger is a stand-in that has three fixed lines',
    only: ['body: recorded '],
  },
  {
    stories: ['restart'],
    step: (step) => JSON.stringify(step.response?.body ?? '').includes('sets2-web-'),
    why: 'the recorded cluster does not replace pods',
    only: ['name: recorded "sets2-web-', 'body.results.length: recorded', 'body.count: recorded 1, here 0'],
  },
];

const dryccDeviations: readonly Deviation[] = [
  ...sharedDeviations,
  {
    stories: ['whoami'],
    step: (step) => step.request.path === '/v2/tokens/' && step.request.method === 'GET',
    why: 'the recording describes what it shows of the token',
    only: ['fuzzy_key: recorded "<first 14>...<last 14 of the token>"'],
  },
  {
    stories: ['describe-and-events'],
    step: request('GET', /\/metrics\/$/),
    why: 'metrics are not played',
    only: ['left out: '],
  },
  {
    stories: ['describe-and-events'],
    step: request('GET', /\/events\/\?ptype=web$/),
    why: 'the recorded cluster has no events of Deployments',
    only: ['body.results.length: recorded []', 'body.count: recorded 0, here 1'],
  },
  {
    stories: ['failing-no-rollback'],
    step: request('GET', /\/pods\/$/),
    why: 'another moment of the same cycle of ErrImagePull and ImagePullBackOff',
    only: ['state: recorded "ErrImagePull", here "ImagePullBackOff"'],
  },
  {
    stories: ['scale'],
    step: request('GET', /\/ptypes\/$/),
    why: 'the recorded cluster forgets labels when it scales; a real one lists the process types',
    only: ['body.count: recorded 0, here 2', 'body.results.length'],
  },
  {
    stories: ['deploy-procfile'],
    step: (step) => step.at_ms === 21_400,
    why: 'the recorded cluster forgets labels when it scales; a real one lists the process types',
    only: ['body.count: recorded 1, here 2', 'body.results.length'],
  },
  {
    stories: ['domains-gateways-routes'],
    step: (step) => step.response?.status === 200 && request('GET', /\/(gateways|routes)\//)(step),
    why: 'numbers of rows of a database that other runs had written to',
    only: ['id: recorded 20, here 21'],
  },
  {
    stories: ['restart'],
    step: request('GET', /\/pods\/$/),
    why: 'the recorded cluster does not replace pods',
    only: ['body.results.length', 'body.count: recorded 1, here 2'],
  },
];

/** Recorded pods whose way through their states is another here. */
const podDeviations: readonly { readonly pod: string; readonly why: string }[] = [
  { pod: 'scal-worker-', why: 'a pod without a readiness probe is ready as soon as it runs' },
  { pod: 'scal2-worker-', why: 'a pod without a readiness probe is ready as soon as it runs' },
  { pod: 'proc2-worker-', why: 'a pod without a readiness probe is ready as soon as it runs' },
  { pod: 'fpul3-web-', why: 'the recorded cluster shows "crashed" for a moment between Pulling and ErrImagePull' },
  { pod: 'image-pull-failed-web-', why: 'the recorded cluster takes a pod away only after a while' },
  { pod: 'crsh1-web-', why: 'the 10 s check comes at the very moment of the second start' },
];

/** What differs without a reason, and reasons that no longer hold. */
function unexpected(
  story: string,
  results: readonly { readonly step: Step; readonly differences: readonly string[] }[],
  deviations: readonly Deviation[],
): readonly string[] {
  return results.flatMap(({ step, differences }) => {
    const name = `${step.request.method} ${step.request.path} at ${step.at_ms} ms`;
    const deviation = deviations.find((one) => one.stories.includes(story) && one.step(step));
    if (deviation === undefined) return differences.map((difference) => `${name}: ${difference}`);
    if (differences.length === 0) return [`${name}: does not differ any more`];
    return differences
      .filter((difference) => !deviation.only.some((part) => difference.includes(part)))
      .map((difference) => `${name}: ${difference}`);
  });
}

function glimpses(world: DeisSandbox['world'] | DryccSandbox['world']): readonly Glimpse[] {
  return [...world.apps.keys()].flatMap((app) =>
    world.cluster.pods(app).map((pod) => {
      return { app, name: pod.name, type: pod.type, release: pod.template.release, state: podState(pod) };
    }),
  );
}

function strangePods(player: Player, story: string): readonly string[] {
  return player.missedPods(story).filter((pod) => !podDeviations.some((one) => pod.startsWith(one.pod)));
}

function stepCount(results: readonly { readonly step: Step }[]): number {
  return results.filter(({ step }) => step.response !== null).length;
}

/** All of the recorded cluster's nodes have one name, and none keeps an image. */
function recordedNodes(): Node[] {
  return Array.from({ length: 3 }, () => {
    const node = new Node('node-1', { environ: 'dev', ssd: 'true' });
    node.keepsImages = false;
    return node;
  });
}

/** The recorded cluster refuses updates of one Deployment. */
function refuseUpdates(cluster: Cluster, kinds: readonly ('refuse-update' | 'refuse-scale')[]): void {
  for (const kind of kinds) cluster.faults.push({ app: 'image-pull-failed', type: 'test', kind });
}

/** What was the case on the recorded server when a story began. */
function prepareDeis({ world }: DeisSandbox, story: string): void {
  world.registrationMode = story === 'variant-registration-disabled' ? 'disabled' : 'enabled';
  world.missingProcfile = story === 'variant-reject-missing-procfile' ? 'reject' : 'remove';
  if (story === 'failing-cluster') refuseUpdates(world.cluster, ['refuse-update']);
  const [owner] = world.users;
  if (story !== 'domains' || owner === undefined) return;
  const earlier = world.createApp('earlier', owner);
  for (const domain of ['*.example.org', 'nodots', 'www.example.com']) {
    earlier.domains.push({ domain, owner: owner.username, createdAt: world.clock.now() });
  }
}

describe.each([
  ['v2', false],
  ['hephy', true],
] as const)('Deis Workflow answers as recorded: %s', (file, hephy) => {
  const clock = new ManualClock();
  let sandbox: DeisSandbox;
  let player: Player;
  beforeAll(async () => {
    const timings = { ...recordedCluster, serviceCheck: 0 };
    sandbox = await startDeis({ clock, pull: recordedImages(clock), timings, hephy });
    sandbox.world.users.length = 0;
    sandbox.world.cluster.nodes.splice(0, 3, ...recordedNodes());
    player = new Player(readRecording(file), sandbox.server, clock, {}, () => glimpses(sandbox.world));
  });
  afterAll(async () => {
    player.close();
    await sandbox.close();
  });

  it.each(readRecording(file).stories.map(({ name }) => name))('%s', async (story) => {
    prepareDeis(sandbox, story);
    const results = await player.play(story, async ({ request: { path } }) => {
      sandbox.world.logger = /\/nolo(g|st)2\//.test(path) ? 'empty' : path.includes('/badlog2/') ? 'broken' : 'works';
    });
    expect(stepCount(results)).toBeGreaterThan(0);
    expect(unexpected(story, results, deisDeviations)).toEqual([]);
    expect(strangePods(player, story)).toEqual([]);
  });
});

describe('Drycc answers as recorded', () => {
  const clock = new ManualClock();
  let sandbox: DryccSandbox;
  let player: Player;
  beforeAll(async () => {
    const timings = { ...recordedCluster, queue: 0, serviceCheck: 8_000 };
    sandbox = await startDrycc({ clock, pull: recordedImages(clock), timings });
    sandbox.world.cluster.nodes.splice(0, 3, ...recordedNodes());
    const words = Object.entries(dryccSeeds).map(([user, { token }]) => [`<token:${user}>`, token] as const);
    player = new Player(readRecording('drycc'), sandbox.server, clock, Object.fromEntries(words), () =>
      glimpses(sandbox.world),
    );
  });
  afterAll(async () => {
    player.close();
    await sandbox.close();
  });

  it.each(readRecording('drycc').stories.map(({ name }) => name))('%s', async (story) => {
    // Throttling was switched off in the recordings except in the story about it.
    sandbox.world.throttled = story === 'throttle';
    if (story === 'failing-cluster') refuseUpdates(sandbox.world.cluster, ['refuse-update', 'refuse-scale']);
    const results = await player.play(story, async (step) => {
      if (story !== 'throttle') return;
      if (step.note?.startsWith('60 requests of this user') === true) await player.repeat(step, 60);
      if (step.note?.startsWith('anonymous login') === true) await player.repeat(step, 30);
    });
    expect(stepCount(results)).toBeGreaterThan(0);
    expect(unexpected(story, results, dryccDeviations)).toEqual([]);
    expect(strangePods(player, story)).toEqual([]);
  });
});
