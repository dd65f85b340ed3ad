/** Something that goes wrong in the cluster although the image is fine. */
export type PodFault =
  | { readonly kind: 'pull-error'; readonly message: string }
  | { readonly kind: 'unschedulable'; readonly message: string }
  /** Runs and never gets ready, and no probe event says why. */
  | { readonly kind: 'never-ready' }
  /** Runs, and the readiness probe fails for ever. */
  | { readonly kind: 'unhealthy' }
  /** Does not end when it is told to, and is killed once its grace period is over. */
  | { readonly kind: 'ignores-sigterm' };

/** A fault for one app, for all of its process types unless `type` is given; for what is asked from now on. */
export type ClusterFault = { readonly app: string; readonly type?: string } & (
  | PodFault
  /** The API server refuses to create the Deployment, to update it, or to scale it. */
  | { readonly kind: 'refuse-create' | 'refuse-update' | 'refuse-scale' }
);

export function isPodFault(fault: ClusterFault): fault is ClusterFault & PodFault {
  return !fault.kind.startsWith('refuse-');
}
