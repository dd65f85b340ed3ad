import type { Settings } from '../inputs/request.ts';

/** A release of an app, in the platform's own terms. */
export interface ReleaseRef {
  /** The platform's own id or version: a deployment's guid, `v12`. */
  readonly id: string;
  /** For people: `deployment 5a1b2c3d`, `release v12`. */
  readonly label: string;
  /** The image it runs, as the platform shows it. */
  readonly image?: string;
}

export interface ProcessState {
  readonly type: string;
  /** Instances that ought to run. */
  readonly wanted: number;
}

/** Somebody else's deploy of the app, under way. */
export interface Busy {
  /** What it is and since when: `deployment 5a1b2c3d of alice, begun 3 min ago`. May hold foreign text. */
  readonly label: string;
  /** Why it will not end by itself, one clause; undefined: it may. */
  readonly stuck?: string;
}

/** What runs now, before anything is changed. */
export interface AppState {
  readonly id: string;
  /** False: the app exists but is stopped, or has never had a release. */
  readonly running: boolean;
  /** What serves now; undefined: nothing has been released yet. */
  readonly release: ReleaseRef | undefined;
  readonly processes: readonly ProcessState[];
  readonly settings: Settings;
  readonly url: string | undefined;
  /** How long one instance may take to become healthy, where the platform says so. Milliseconds. */
  readonly healthTimeoutMs?: number;
  /** Undefined: nobody else is at it. */
  readonly busy?: Busy;
}
