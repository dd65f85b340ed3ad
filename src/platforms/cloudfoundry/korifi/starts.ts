import type { InstanceStats } from '../api/shapes.ts';

/** What the looks tell of an instance that is not up. Milliseconds since the epoch, by our clock. */
export interface Start {
  /** Since when it has been seen starting, without a break. The pull of its image counts, and the end of the one before. */
  readonly since: number;
  /** When Kubernetes was first seen to hold it back; undefined: it does not yet. */
  readonly heldBackAt?: number;
}

/** The starts that are under way after one more look, by index. Pure. */
export function startsAfter(
  starts: ReadonlyMap<number, Start>,
  stats: readonly InstanceStats[],
  at: number,
): ReadonlyMap<number, Start> {
  const after = new Map<number, Start>();
  for (const { index, state } of stats) {
    const start = starts.get(index);
    if (state === 'RUNNING') continue;
    if (state !== 'CRASHED') after.set(index, start ?? { since: at });
    // What was held back when it was first seen may be anything.
    else if (start !== undefined) after.set(index, { heldBackAt: at, ...start });
  }
  return after;
}

/** The longest that the container can have lived that was held back; undefined: it was not seen to start. */
export function longestLife(start: Start | undefined): number | undefined {
  return start?.heldBackAt === undefined ? undefined : start.heldBackAt - start.since;
}
