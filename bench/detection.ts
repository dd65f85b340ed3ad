import type { CloudFoundrySandbox } from '../sandbox/cloudfoundry/index.ts';
import { statusOf } from '../sandbox/cloudfoundry/runtime/deployment-status.ts';
import type { Recorded } from '../sandbox/server.ts';
import { startStage } from '../test/support/stage.ts';
import { type Figure, median } from './table.ts';

/** Sandbox time runs so many times as fast: a round trip of some milliseconds here is one of a tenth of a second there. */
const speed = 10;
/** How often the world is looked at for changes. Wall-clock milliseconds. */
const everyMs = 4;

/** What changed, and by which requests it can be seen. */
interface Change {
  /** Wall clock. */
  readonly at: number;
  readonly seenBy: RegExp;
}

const cases = [
  { name: '1 instance, healthy after 25 s', instances: '1', bootMs: '25000' },
  { name: '4 instances, each healthy after 12 s', instances: '4', bootMs: '12000' },
];

/**
 * How long the action takes to see a change on Cloud Foundry (an instance's state, the deployment's status), and how many
 * requests its looks cost, in sandbox time.
 */
export async function benchDetection(): Promise<readonly Figure[]> {
  const delays: number[] = [];
  let most = 0;
  for (const { name, instances, bootMs } of cases) {
    const stage = await startStage(speed);
    const { registry, cloudFoundry } = stage.sandbox;
    const publish = (tag: string) =>
      registry.publish({ repository: 'bench/web', tag, labels: { 'sandbox.boot-ms': bootMs } });
    const inputs = { app: 'benchapp', instances };
    await stage.deploy('cloudfoundry', { ...inputs, image: (await publish('1')).reference });
    cloudFoundry.api.requests.length = 0;
    const changes: Change[] = [];
    const stop = noteChanges(cloudFoundry, changes);
    const step = await stage.deploy('cloudfoundry', { ...inputs, image: (await publish('2')).reference });
    stop();
    if (step.outputs['verdict'] !== 'live') throw new Error(`${name}: ${step.log}`);
    const looks = looksAmong(cloudFoundry.api.requests);
    delays.push(...changes.flatMap((change) => delayOf(change, looks)));
    most = Math.max(most, mostInAMinute(looks));
    await stage.close();
  }
  return [
    { name: 'cloudfoundry, a change is seen (median)', value: Math.round(median(delays)), unit: 'ms', budget: 1_000 },
    { name: 'cloudfoundry, looks within a minute', value: most, unit: 'requests', budget: 40, strict: true },
  ];
}

function noteChanges({ world }: CloudFoundrySandbox, changes: Change[]): () => void {
  let known: ReadonlyMap<string, string> | undefined;
  const timer = setInterval(() => {
    const deployment = world.deployments.at(-1);
    if (deployment?.process === undefined) return;
    const { process } = deployment;
    const now = new Map<string, string>([
      ['deployments', Object.values(statusOf(deployment)).join()],
      ...(process.lrp?.instances ?? []).map(({ index, state }) => [`${process.guid} ${index}`, state] as const),
    ]);
    for (const [what, state] of now) {
      if (known === undefined || known.get(what) === state) continue;
      const seenBy = what === 'deployments' ? /^\/v3\/deployments[?]/ : new RegExp(`/${process.guid}/stats$`);
      changes.push({ at: Date.now(), seenBy });
    }
    known = now;
  }, everyMs);
  return () => clearInterval(timer);
}

/** All that is asked from the order on. */
function looksAmong(requests: readonly Recorded[]): readonly Recorded[] {
  const order = requests.find(({ method, target }) => method === 'POST' && target === '/v3/deployments');
  return requests.filter(({ method, startedAt }) => method === 'GET' && startedAt >= (order?.endedAt ?? 0));
}

/** Until the answer is there to a request that began after the change; none, for one that nobody looked for any more. */
function delayOf({ at, seenBy }: Change, looks: readonly Recorded[]): readonly number[] {
  const look = looks.find(({ target, startedAt }) => startedAt >= at && seenBy.test(target));
  return look === undefined ? [] : [((look.endedAt ?? look.startedAt) - at) * speed];
}

function mostInAMinute(looks: readonly Recorded[]): number {
  const minuteMs = 60_000 / speed;
  const within = (from: number) =>
    looks.filter(({ startedAt }) => startedAt >= from && startedAt < from + minuteMs).length;
  return Math.max(...looks.map(({ startedAt }) => within(startedAt)));
}
