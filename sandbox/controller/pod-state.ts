import type { Pod } from './pod.ts';

/**
 * The controllers' word for a pod's state (scheduler/states.py), or Kubernetes' own reason while it is pending.
 * A crash loop never shows as `CrashLoopBackOff`: an exited container reads as `terminating`, a held-back one as `error`.
 */
export function podState(pod: Pod): string {
  switch (pod.phase) {
    case 'scheduling':
      return 'initializing';
    case 'unschedulable':
      return 'FailedScheduling';
    case 'pulling':
      return 'Pulling';
    case 'pull-failed':
      return 'ErrImagePull';
    case 'pull-back-off':
      return 'ImagePullBackOff';
    case 'running':
      return pod.ready ? 'up' : 'starting';
    case 'crash-back-off':
      return 'error';
    case 'exited':
    case 'deleting':
      return 'terminating';
    case 'gone':
      return 'destroyed';
  }
}
