import type { InstanceStats } from '../api/shapes.ts';

/** A pod that is to go has half a minute (Kubernetes, terminationGracePeriodSeconds), and it shows a little later. Milliseconds. */
const longestEndMs = 35_000;

/**
 * Indices at which what runs may be left from before the app was stopped: an older Korifi calls it stopped as soon as its
 * workload is deleted (korifi#3918), and shows pods that still end in the place of those that are started next.
 */
export interface Leftovers {
  readonly indices: ReadonlySet<number>;
  /** When none of them can be there any more. Milliseconds since the epoch, by our clock. */
  readonly until: number;
}

/** @param startedAt right before the app was told to start */
export function leftoversAt(startedAt: number, instances: number): Leftovers {
  return { indices: new Set(Array.from({ length: instances }, (_, index) => index)), until: startedAt + longestEndMs };
}

/** Those after one more look: where nothing runs, nothing is left. Pure. */
export function leftAfter({ indices, until }: Leftovers, stats: readonly InstanceStats[]): Leftovers {
  const running = stats.filter(({ state }) => state === 'RUNNING').map(({ index }) => index);
  return { indices: new Set(running.filter((index) => indices.has(index))), until };
}

export function isLeftover({ indices, until }: Leftovers, { index, state }: InstanceStats, now: number): boolean {
  return state === 'RUNNING' && indices.has(index) && now < until;
}
