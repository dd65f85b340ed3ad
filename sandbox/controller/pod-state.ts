import type { Pod } from '../kubernetes/pod.ts';

/**
 * The controllers' word for a pod's state (scheduler/states.py), or Kubernetes' own reason while it is pending.
 * A crash loop never shows as `CrashLoopBackOff`: an exited container reads as `terminating`, a held-back one as `error`.
 */
export function podState(pod: Pod): string {
  switch (pod.phase) {
    // Without a node it has no container that could have a state (pending_status in scheduler/resources/pod.py).
    case 'scheduling':
    case 'unschedulable':
      return 'initializing';
    case 'pulling':
      return 'Pulling';
    case 'pull-failed':
      return 'ErrImagePull';
    case 'pull-back-off':
      return 'ImagePullBackOff';
    case 'config-error':
      return 'CreateContainerConfigError';
    case 'running':
      return pod.ready ? 'up' : 'starting';
    case 'crash-back-off':
      return 'error';
    case 'succeeded':
      return 'down';
    case 'failed':
      return 'crashed';
    case 'exited':
    case 'deleting':
      return 'terminating';
    case 'gone':
      return 'destroyed';
  }
}
