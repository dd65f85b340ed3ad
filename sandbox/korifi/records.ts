/** What the custom resources of Korifi hold, as far as the API tells of it. */

export interface Metadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Resource {
  readonly guid: string;
  readonly createdAt: number;
  updatedAt: number;
  metadata: Metadata;
}

export interface Org extends Resource {
  readonly name: string;
}

export interface Space extends Resource {
  readonly name: string;
  readonly org: Org;
}

export interface Domain extends Resource {
  readonly name: string;
}

/** `manager` reads, but no secrets and no logs: Korifi has no space auditor. */
export type SpaceRole = 'developer' | 'manager';

/** Whom Kubernetes takes a token for. */
export interface User {
  readonly kind: 'ServiceAccount' | 'User';
  /** As Kubernetes has it: `system:serviceaccount:cf:deployer`. */
  readonly name: string;
  /** By the guid of the space. */
  readonly roles: Map<string, SpaceRole>;
}

export interface App extends Resource {
  name: string;
  readonly space: Space;
  environment: Readonly<Record<string, string>>;
  desired: 'STARTED' | 'STOPPED';
  /** Its annotation: every stop and every deployment adds one. The workload of a start is named by the one of the last stop. */
  revision: number;
  lastStop: number;
  droplet: string | undefined;
  /** What a controller has to have looked at: grows with every change of what is wanted. */
  generation: number;
  /** The condition `Ready`, which the controller sets; `seen`: the generation that it was set for. */
  ready: { readonly status: boolean; readonly reason: string; readonly seen: number };
  actual: 'STARTED' | 'STOPPED';
  /** Its workload was made by an old Korifi, and cannot be rolled. */
  oldWorkload: boolean;
  readonly processes: Process[];
}

export type HealthCheckType = 'http' | 'port' | 'process';

export interface HealthCheck {
  readonly type: HealthCheckType;
  /** Seconds; 0: not said. */
  readonly timeout: number;
  readonly invocationTimeout: number;
  readonly endpoint: string;
}

export interface Process extends Resource {
  readonly app: App;
  readonly type: string;
  /** Empty: what the image says. */
  command: string;
  instances: number;
  memoryMb: number;
  diskMb: number;
  healthCheck: HealthCheck;
}

export interface Package extends Resource {
  readonly app: App;
  readonly image: string;
  /** In a pull secret, for staging and for the pods. */
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
}

/** A build is its droplet, once it is staged. */
export interface Build extends Resource {
  readonly app: App;
  readonly package: Package;
  state: 'STAGING' | 'STAGED' | 'FAILED';
  error: string | null;
  /** What the image exposes. */
  ports: readonly number[];
}

export interface Task extends Resource {
  readonly app: App;
  readonly command: string;
  /** Of the app, as it was when the controller first looked; undefined: it has not yet. */
  droplet: string | undefined;
  /** The moment, as a number: `20261122081400123`. 0: nobody has looked yet. */
  sequenceId: number;
  cancelled: boolean;
  state: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  failureReason: string;
  endedAt: number | undefined;
}

export interface Destination {
  readonly guid: string;
  readonly app: App;
  readonly type: string;
  /** As it was asked for; undefined: the first that the droplet exposes. */
  readonly port: number | undefined;
}

export interface Route extends Resource {
  readonly host: string;
  readonly path: string;
  readonly space: Space;
  readonly domain: Domain;
  destinations: readonly Destination[];
}

export interface Job {
  readonly guid: string;
  readonly operation: string;
  state: 'PROCESSING' | 'COMPLETE' | 'FAILED';
}
