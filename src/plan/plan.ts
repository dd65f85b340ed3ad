import type { ImageFacts } from '../image/facts.ts';
import type { Finding } from '../image/rule.ts';
import type { RegistryLogin, Route, Settings, Strategy } from '../inputs/request.ts';
import type { AppState } from '../platforms/app-state.ts';

/** One thing that differs between what runs and what was asked for. Values of secrets never stand here. */
export interface Change {
  /** `app`, `image`, `instances web`, `memory`, `env`, `port`, `registry credentials`, … */
  readonly what: string;
  /** Undefined: it was not there before, or cannot be read back. */
  readonly from?: string;
  /** Of a variable its name: `+NEW`, `~OTHER_VALUE`, `-GONE`. */
  readonly to: string;
}

/** Settings that must be changed. */
export interface ChangedSettings extends Omit<Settings, 'env' | 'routes'> {
  /** Variables to set; null: one to remove. */
  readonly env?: ReadonlyMap<string, string | null>;
  readonly routes?: {
    readonly added: readonly Route[];
    readonly removed: readonly Route[];
  };
}

/** What will be done, decided before anything is written. */
export interface Plan {
  readonly app: string;
  /** Undefined: the app does not exist and will be created. */
  readonly current: AppState | undefined;
  readonly facts: ImageFacts;
  /** The image in the form that the platform takes: `host/path@sha256:…`. */
  readonly image: string;
  readonly registry?: RegistryLogin;
  /** Only what must be changed: settings that are already as asked for are left out. */
  readonly settings: ChangedSettings;
  readonly strategy: Strategy;
  /** Shares of the new release at which a canary is judged, in percent; undefined: one instance. */
  readonly canarySteps?: readonly number[];
  /** Instances that are replaced at the same time; undefined: the platform's own number. */
  readonly maxInFlight?: number;
  /** Empty: the same image is released again. */
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
  /** What it means beyond its changes, in sentences of the platform's. */
  readonly remarks: readonly string[];
}
