import type { InstanceStats } from '../api/shapes.ts';

/**
 * How far a StatefulSet has come with replacing its pods: from the highest index down, each one only once the one above
 * is ready; those below keep what they have until then (Kubernetes, "StatefulSets", rolling updates). Korifi does not
 * tell of which release an instance is. It tells since when it has been ready, and that is enough.
 */
export interface Frontier {
  /** The highest index that is not known to be of the new release; -1: all of them are. */
  readonly index: number;
  /** What has become ready at that index after this is of the new release. Milliseconds since the epoch, by our clock. */
  readonly after: number;
  /** When it came to that index. */
  readonly since: number;
}

/** What a crash loop of the old release may still be shown for at the frontier, until its pod is taken away. Milliseconds. */
const oldShownMs = 15_000;

/**
 * @param orderedAt right before the order was sent
 * @param instances that ought to run
 */
export function frontierAt(orderedAt: number, instances: number): Frontier {
  return { index: instances - 1, after: orderedAt, since: orderedAt };
}

/**
 * The frontier after one more look. Pure. `uptime` counts whole seconds since the pod got ready (`presenter/process_stats.go`),
 * so that what it tells is a second, and the way of the answer, too old at the most: an instance that was there before is
 * never taken for a new one, and a new one is seen at the latest a second after it is ready.
 *
 * @param askedAt when the look was sent. Milliseconds since the epoch, by our clock
 */
export function advanced(frontier: Frontier, stats: readonly InstanceStats[], askedAt: number): Frontier {
  const { index, after } = frontier;
  if (index < 0) return frontier;
  const readyAt = readySince(
    stats.find((entry) => entry.index === index),
    askedAt,
  );
  if (readyAt === undefined || readyAt <= after) return frontier;
  return advanced({ index: index - 1, after: readyAt, since: askedAt }, stats, askedAt);
}

/** Since when an instance has been ready, at the earliest; undefined: it is not, or that is not told. */
function readySince(entry: InstanceStats | undefined, askedAt: number): number | undefined {
  if (entry?.state !== 'RUNNING' || entry.uptimeS === undefined) return undefined;
  return askedAt - (entry.uptimeS + 1) * 1_000;
}

/** Whether an instance is of the new release, as far as is known. One that is about to be replaced is not. */
export function isNew({ index, since }: Frontier, entry: InstanceStats, now: number): boolean {
  if (entry.index !== index) return entry.index > index;
  // What runs there has not been replaced yet. What crashes there may be the one before, which crashed already.
  return entry.state !== 'RUNNING' && (entry.state !== 'CRASHED' || now - since >= oldShownMs);
}

/** Whether it is of the release before. One at the frontier that crashes may be either. */
export function isOld({ index }: Frontier, entry: InstanceStats): boolean {
  return entry.index < index || (entry.index === index && entry.state === 'RUNNING');
}

/** Whether these uptimes can be believed: of every running instance one is told. */
export function tellsUptime(stats: readonly InstanceStats[]): boolean {
  const running = stats.filter(({ state }) => state === 'RUNNING');
  return running.every(({ uptimeS }) => uptimeS !== undefined);
}

/**
 * Whether uptimes stand still: a Korifi that writes them down when something changes, instead of counting them when it is
 * asked, shows the same number for hours.
 *
 * @param before a look that is seconds older than `now`
 */
export function isFrozen(before: readonly InstanceStats[], now: readonly InstanceStats[]): boolean {
  const pairs = now.flatMap((entry) => {
    const earlier = before.find(({ index }) => index === entry.index);
    return entry.state === 'RUNNING' && earlier?.state === 'RUNNING' ? [[earlier.uptimeS, entry.uptimeS] as const] : [];
  });
  return pairs.length > 0 && pairs.every(([earlier, later]) => earlier === later);
}
