import type { Pod } from '../../kubernetes/pod.ts';
import type { Process } from '../records.ts';
import type { Weather } from '../weather.ts';

/** What stats tell of the instances that a process has pods for. */
export function presentStats(
  process: Process,
  pods: readonly { readonly pod: Pod; readonly index: number }[],
  now: number,
  { uptime, metrics }: Pick<Weather, 'uptime' | 'metrics'>,
): object {
  const asOf = uptime === 'frozen' ? Math.max(...pods.map(({ pod }) => lastChange(pod))) : now;
  return {
    resources: pods.map(({ pod, index }) => {
      const state = stateOf(pod);
      const isTold = uptime !== 'absent' && state === 'RUNNING' && pod.readyAt !== undefined;
      return {
        ...{ type: process.type, index, state },
        ...(metrics ? usageOf(process, now) : {}),
        ...(isTold ? { uptime: Math.floor((asOf - (pod.readyAt ?? asOf)) / 1_000) } : {}),
      };
    }),
  };
}

/** When something happened to a pod that the controllers heard of. */
function lastChange({ createdAt, startedAt = 0, readyAt = 0, unreadyAt = 0, events }: Pod): number {
  return Math.max(createdAt, startedAt, readyAt, unreadyAt, ...events.map(({ at }) => at));
}

/**
 * By the pod's conditions and what its container waits for. One that is being taken away is what it was.
 *
 * @see cloudfoundry/korifi: api/handlers/stats and controllers/controllers/workloads/appworkload/state
 */
function stateOf(pod: Pod): 'RUNNING' | 'DOWN' | 'CRASHED' | 'STARTING' {
  if (pod.ready) return 'RUNNING';
  if (pod.node === undefined) return 'DOWN';
  return pod.phase === 'crash-back-off' ? 'CRASHED' : 'STARTING';
}

function usageOf({ memoryMb, diskMb }: Process, now: number): object {
  return {
    usage: { time: new Date(now).toISOString(), cpu: 0.5, mem: 33_554_432, disk: 8_388_608 },
    ...{ mem_quota: memoryMb * 1_048_576, disk_quota: diskMb * 1_048_576 },
  };
}
