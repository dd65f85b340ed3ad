/** What the pods of one ReplicaSet have in common. */
export interface PodTemplate {
  /** Label `version`: `v4`. */
  readonly release: string;
  readonly image: string;
  readonly args: readonly string[];
  /** Environment, in a form that can be compared. */
  readonly environment: string;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
  /** Where the readiness probe connects to; undefined: there is no probe. */
  readonly probePort: number | undefined;
}

export interface PodEvent {
  readonly reason: string;
  readonly message: string;
  readonly at: number;
}

/** Something that goes wrong in the cluster although the image is fine. */
export type PodFault =
  | { readonly kind: 'pull-error'; readonly message: string }
  | { readonly kind: 'unschedulable'; readonly message: string }
  /** Runs and never gets ready, and no probe event says why. */
  | { readonly kind: 'never-ready' }
  /** Runs, and the readiness probe fails for ever. */
  | { readonly kind: 'unhealthy' };
