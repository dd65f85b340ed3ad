import type { LogEntry } from '../../kubernetes/cluster.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import type { App } from '../records.ts';
import type { KorifiWorld } from '../world.ts';

export interface LogWish {
  /** Nanoseconds since the epoch. */
  readonly start: bigint | undefined;
  readonly limit: number | undefined;
  readonly descending: boolean;
}

export interface LogRecord {
  /** Nanoseconds since the epoch. */
  readonly at: bigint;
  readonly text: string;
}

/**
 * What the pods of an app's revision have printed: each container that does not wait is asked for as many of its last
 * lines as are wanted, and all of that is put in order. A build of an image has no pod, and so no lines.
 *
 * @see cloudfoundry/korifi: api/repositories/log_repository.go
 */
export function logsOf(world: KorifiWorld, app: App, { start, limit, descending }: LogWish): readonly LogRecord[] {
  const printed = world.cluster.logs(app.guid);
  const lines = podsOf(world, app)
    .filter((pod) => !isWaiting(pod))
    .flatMap((pod) => {
      const own = printed.filter((entry) => entry.pod === pod && entry.restarts === pod.restarts);
      return limit === undefined ? own : limit === 0 ? [] : own.slice(-limit);
    })
    .map(recordOf)
    .filter(({ at }) => start === undefined || start < 0n || at >= start)
    .sort((a, b) => (a.at < b.at ? -1 : 1) * (descending ? -1 : 1));
  if (limit === undefined || lines.length <= limit) return lines;
  if (world.logLimit === 'leaves out') return lines.slice(0, -limit);
  return descending ? lines.slice(0, limit) : lines.slice(-limit);
}

/** By the label with the revision: what a roll-out has not got to yet is of another one. */
function podsOf(world: KorifiWorld, app: App): readonly Pod[] {
  const pods = world.cluster.statefulSets(app.guid).flatMap((set) => set.pods);
  return pods.filter(({ template }) => template.release === String(app.revision));
}

/** Its container waits for its image or for its next start; or there is none yet. */
function isWaiting({ phase }: Pod): boolean {
  return phase !== 'running' && phase !== 'exited' && phase !== 'deleting';
}

/** No two lines are of the same nanosecond. */
function recordOf({ at, nth, text }: LogEntry): LogRecord {
  return { at: BigInt(at) * 1_000_000n + BigInt(nth) * 17n, text };
}
