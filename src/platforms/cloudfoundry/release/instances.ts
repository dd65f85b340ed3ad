import type { Instance, InstanceState } from '../../platform.ts';
import type { InstanceStats } from '../api/shapes.ts';

/**
 * Indices that have another instance than before: it ended in between, even if it was never seen CRASHED. Where instances
 * have no guid, one that runs for a shorter time than before is another one.
 */
export function restartedAmong(before: readonly InstanceStats[], now: readonly InstanceStats[]): readonly number[] {
  return now.flatMap((entry) => {
    const earlier = before.find(({ index }) => index === entry.index);
    if (earlier === undefined) return [];
    const isOther =
      earlier.instanceGuid !== undefined && entry.instanceGuid !== undefined
        ? earlier.instanceGuid !== entry.instanceGuid
        : earlier.state === 'RUNNING' && entry.state === 'RUNNING' && (entry.uptimeS ?? 0) < (earlier.uptimeS ?? 0);
    return isOther ? [entry.index] : [];
  });
}

/** Runs and, as far as the platform tells, gets traffic. */
export function isRunning(entry: InstanceStats): boolean {
  return entry.state === 'RUNNING' && entry.routable !== false;
}

/** `exit`: how the instance last ended, for one that does not run. */
export function instanceOf(process: string, entry: InstanceStats, exit?: string): Instance {
  const state = stateOf(entry);
  const unusual = ['RUNNING', 'STARTING', 'CRASHED', 'DOWN'].includes(entry.state) ? undefined : entry.state;
  const detail = entry.details ?? (state === 'running' ? undefined : exit) ?? unusual;
  return { process, name: String(entry.index), state, ...(detail === undefined ? {} : { detail }) };
}

function stateOf(entry: InstanceStats): InstanceState {
  if (isRunning(entry)) return 'running';
  const states: Readonly<Record<string, InstanceState>> = {
    RUNNING: 'unroutable',
    STARTING: 'starting',
    CRASHED: 'crashed',
  };
  // DOWN, STOPPING, UNKNOWN and words that are not known yet: nothing there that could serve.
  return states[entry.state] ?? 'absent';
}
