import { type PlatformName, platformNames } from '../sandbox/inputs.ts';
import type { Recorded } from '../sandbox/server.ts';
import { type Stage, startStage } from '../test/support/stage.ts';
import type { Figure } from './table.ts';

/** Sandbox time runs so many times as fast. */
const speed = 10;
/** A simulated round trip, so that requests that could overlap are seen to, on a busy machine, too. Sandbox milliseconds. */
const latencyMs = 400;

/** The order to build: what is read after it is the watch, which asks again and again until something has happened. */
const orders: Record<(typeof platformNames)[number], RegExp> = {
  cloudfoundry: /^\/v3\/builds$/,
  deis: /\/builds\/$/,
  drycc: /\/build\/$/,
};
const budgets: Partial<Record<PlatformName, { requests: number; inSequence: number }>> = {
  cloudfoundry: { requests: 11, inSequence: 7 },
};

/** Requests of a first deploy and of a re-deploy to the platform, beside the watch. */
export async function benchRequests(): Promise<readonly Figure[]> {
  const stage = await startStage(speed, { latencyMs });
  const { registry } = stage.sandbox;
  const figures: Figure[] = [];
  for (const platform of platformNames) {
    for (const [what, tag] of [
      ['first deploy', '1'],
      ['re-deploy', '2'],
    ] as const) {
      const image = await registry.publish({ repository: 'bench/web', tag: `${platform}-${tag}` });
      const since = Date.now();
      const step = await stage.deploy(platform, { app: 'benchapp', image: image.reference });
      if (step.outputs['verdict'] !== 'live') throw new Error(`${platform}, ${what}: ${step.log}`);
      const asked = requestsOf(stage, platform, since);
      const { requests, inSequence } = count(asked, orders[platform]);
      const budget = what === 're-deploy' ? budgets[platform] : undefined;
      const named = (figure: string) => `${platform}, ${what}: ${figure}`;
      figures.push(
        {
          name: named('requests beside the watch'),
          value: requests,
          unit: 'requests',
          strict: true,
          ...(budget && { budget: budget.requests }),
        },
        {
          name: named('of them in sequence'),
          value: inSequence,
          unit: 'requests',
          strict: true,
          ...(budget && { budget: budget.inSequence }),
        },
      );
    }
  }
  await stage.close();
  return figures;
}

function requestsOf(stage: Stage, platform: PlatformName, since: number): readonly Recorded[] {
  return stage
    .servers(platform)
    .flatMap((server) => server.requests)
    .filter(({ startedAt }) => startedAt >= since)
    .sort((a, b) => a.startedAt - b.startedAt);
}

/** All but the watch, and the longest chain in which each request began only when the one before had ended. */
export function count(asked: readonly Recorded[], order: RegExp): { requests: number; inSequence: number } {
  const orderedAt = asked.find(({ method, target }) => method === 'POST' && order.test(target))?.startedAt;
  if (orderedAt === undefined) throw new Error('no build was ordered');
  const spans = asked
    .filter(({ method, startedAt }) => method !== 'GET' || startedAt < orderedAt)
    .map(({ startedAt, endedAt }) => ({ from: startedAt, to: endedAt ?? startedAt }))
    .sort((one, other) => one.to - other.to);
  let inSequence = 0;
  let free = Number.NEGATIVE_INFINITY;
  for (const { from, to } of spans) {
    if (from < free) continue;
    inSequence++;
    free = to;
  }
  return { requests: spans.length, inSequence };
}
