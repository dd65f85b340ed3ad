import type { Probe } from './probe.ts';

/** By kind, as quantities: `500m`, `64Mi`. */
export interface Amounts {
  readonly cpu?: string;
  readonly memory?: string;
}

/** What the pods of one ReplicaSet have in common. */
export interface PodTemplate {
  /** Label `version`: `v4`. */
  readonly release: string;
  readonly image: string;
  /** In the place of the image's entrypoint; empty: that one. */
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
  readonly pullPolicy: string;
  readonly probes: {
    readonly readinessProbe?: Probe;
    readonly livenessProbe?: Probe;
    readonly startupProbe?: Probe;
  };
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly resources: { readonly requests: Amounts; readonly limits: Amounts };
  /** Seconds. */
  readonly gracePeriod: number;
  /** Hooks of the container's life; kept, and not run. */
  readonly lifecycle: Readonly<Record<string, unknown>>;
  /** `Never`: the container is run once. */
  readonly restartPolicy: 'Always' | 'Never';
  /** Of the security context: only an image that says by number that it does not run as root is started. */
  readonly runAsNonRoot?: true;
  /** What `kubectl rollout restart` writes, so that all pods are made anew. */
  readonly restartedAt?: string;
}

export interface PodEvent {
  readonly reason: string;
  readonly message: string;
  readonly at: number;
}
