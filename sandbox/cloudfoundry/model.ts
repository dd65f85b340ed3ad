import type { PulledImage } from '../image.ts';
import type { ErrorDetail } from './errors.ts';
import type { Account } from './uaa/model.ts';

/** Labels and annotations, as every v3 resource has them. */
export interface Metadata {
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** What every stored thing has. */
export interface Resource {
  readonly guid: string;
  /** Order of creation; the database's `id`. */
  readonly seq: number;
  /** Milliseconds since the epoch. Presented in whole seconds. */
  readonly createdAt: number;
  updatedAt: number;
  metadata: Metadata;
}

export interface Org extends Resource {
  name: string;
  suspended: boolean;
  quota: Quota;
  /** The quota's `memoryMb`. */
  memoryLimitMb: number | undefined;
}

export interface Space extends Resource {
  name: string;
  readonly org: Org;
  /** One of its organization's space quotas; undefined: the organization's own is all there is. */
  quota: Quota | undefined;
}

/** What an organization or a space may have at once. Undefined in any: no limit. */
export interface Quota extends Resource {
  readonly name: string;
  /** Undefined: a quota of organizations; otherwise one of this organization's spaces. */
  readonly org: Org | undefined;
  /** Over instances wanted by started processes, and running tasks. MB. */
  memoryMb: number | undefined;
  /** Of one instance or task. MB. */
  perProcessMemoryMb: number | undefined;
  /** Instances wanted by started processes. */
  instances: number | undefined;
  /** Tasks that are pending or running. */
  appTasks: number | undefined;
  /** Over instances wanted by started processes, and running tasks. Bytes per second. */
  logRateLimit: number | undefined;
  routes: number | undefined;
  reservedPorts: number | undefined;
  serviceInstances: number | undefined;
  serviceKeys: number | undefined;
  domains: number | undefined;
  paidServices: boolean;
}

export interface App extends Resource {
  name: string;
  state: 'STOPPED' | 'STARTED';
  readonly lifecycle: 'docker' | 'buildpack';
  readonly space: Space;
  droplet: Droplet | undefined;
  environment: Record<string, string>;
  /** The app's feature `revisions`. */
  revisionsEnabled: boolean;
  /** Its other features: on or off. */
  readonly features: Record<'ssh' | 'service-binding-k8s' | 'file-based-vcap-services', boolean>;
  readonly revisions: Revision[];
  /** Ever. */
  tasksMade: number;
}

export interface Package extends Resource {
  readonly app: App;
  state: 'READY' | 'EXPIRED';
  readonly image: string;
  username: string | undefined;
  password: string | undefined;
}

export interface Build extends Resource {
  readonly app: App;
  readonly package: Package;
  readonly createdBy: Account;
  readonly memoryMb: number;
  readonly diskMb: number;
  readonly logRateLimit: number;
  state: 'STAGING' | 'STAGED' | 'FAILED';
  error: string | undefined;
  droplet: Droplet | undefined;
}

export interface Droplet extends Resource {
  readonly app: App;
  /** Undefined: it is a copy of another app's. */
  readonly package: Package | undefined;
  state: 'STAGED' | 'EXPIRED';
  /** As a cell asks for it: with tag or digest. */
  readonly image: string;
  /** Copied from the package when it was staged: a rotated password needs a new build (cloud_controller_ng#4390). */
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** JSON text. */
  readonly executionMetadata: string;
  readonly processTypes: Readonly<Record<string, string>>;
  /** Somebody has deleted it; revisions may still name it. */
  deleted: boolean;
  /** TCP ports that the image exposes, ascending. */
  readonly ports: readonly number[];
}

export interface HealthCheck {
  readonly type: 'port' | 'process' | 'http';
  /** Seconds; undefined: the platform's default. */
  readonly timeout: number | undefined;
  readonly invocationTimeout: number | undefined;
  readonly interval: number | undefined;
  readonly endpoint: string | undefined;
}

export interface Process extends Resource {
  readonly app: App;
  readonly type: string;
  command: string | undefined;
  user: string | undefined;
  instances: number;
  memoryMb: number;
  diskMb: number;
  logRateLimit: number;
  healthCheck: HealthCheck;
  readinessHealthCheck: HealthCheck;
  revision: Revision | undefined;
  /** What the runtime was told to run; undefined: stopped. */
  lrp: Lrp | undefined;
  version: string;
}

/** A desired long-running process. It keeps the droplet that it was started with. */
export interface Lrp {
  readonly process: Process;
  readonly droplet: Droplet;
  readonly healthCheck: HealthCheck;
  readonly readinessCheck: HealthCheck;
  /** Given by somebody; undefined: the image's own. */
  readonly startCommand: string | undefined;
  /** The app's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the platform adds to them, its services as they were bound then. */
  readonly systemEnvironment: Readonly<Record<string, string>>;
  /** Names of the service instances that were bound then. */
  readonly services: readonly string[];
  readonly sidecars: readonly Sidecar[];
  /** Ports of the container, the first one being `PORT`. */
  readonly openPorts: readonly number[];
  readonly instances: Instance[];
  /** The runtime does not take it: it has no instance. */
  readonly refused: boolean;
}

export interface Instance {
  readonly lrp: Lrp;
  readonly index: number;
  /** Changes with every restart. */
  guid: string;
  state: 'DOWN' | 'STARTING' | 'RUNNING' | 'CRASHED';
  routable: boolean;
  /** Milliseconds since the epoch, of the last change of state. */
  since: number;
  /** When the app's own process began. Milliseconds since the epoch. */
  startedAt: number | undefined;
  crashCount: number;
  /** A placement error of the scheduler. */
  details: string | undefined;
  image: PulledImage | undefined;
  /** Calls off whatever is due next for this instance. */
  callOff: () => void;
  removed: boolean;
}

export type DeploymentState = 'DEPLOYING' | 'PREPAUSED' | 'PAUSED' | 'CANCELING' | 'CANCELED' | 'DEPLOYED';

export interface Deployment extends Resource {
  readonly app: App;
  /** The updater's own state; what users see is derived from it and `superseded`. */
  state: DeploymentState;
  superseded: boolean;
  readonly strategy: 'rolling' | 'canary';
  readonly maxInFlight: number;
  /** Weights in percent; empty: one step of one instance. */
  readonly canarySteps: readonly number[];
  canaryStep: number;
  readonly webInstances: number | undefined;
  readonly memoryMb: number | undefined;
  readonly diskMb: number | undefined;
  readonly logRateLimit: number | undefined;
  readonly originalInstances: number;
  readonly droplet: Droplet;
  readonly previousDroplet: Droplet | undefined;
  /** Undefined: the app was stopped, nothing had to be rolled. */
  process: Process | undefined;
  revision: Revision | undefined;
  lastHealthyAt: number;
  lastStatusChange: number;
  error: string | undefined;
}

export interface Revision extends Resource {
  readonly app: App;
  readonly version: number;
  readonly droplet: Droplet;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Start commands that somebody gave, by process type. */
  readonly commands: Readonly<Record<string, string | undefined>>;
  readonly sidecars: readonly Sidecar[];
}

/** A process beside those of the app, in their containers. */
export interface Sidecar extends Resource {
  readonly app: App;
  name: string;
  command: string;
  processTypes: readonly string[];
  /** Of the process's memory. MB. */
  memoryMb: number | undefined;
}

export type TaskState = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELING';

/** A command run once in a container of its own. */
export interface Task extends Resource {
  readonly app: App;
  /** From 1 on, by app. */
  readonly sequenceId: number;
  readonly name: string;
  readonly command: string;
  readonly user: string | undefined;
  readonly droplet: Droplet;
  readonly memoryMb: number;
  readonly diskMb: number;
  /** Bytes per second; -1: no limit. */
  readonly logRateLimit: number;
  state: TaskState;
  failureReason: string | undefined;
  /** Calls off whatever is due next for it. */
  callOff: () => void;
}

/** Who did something, or whom it was done to. */
export interface Party {
  readonly guid: string;
  readonly type: string;
  readonly name: string;
}

export interface AuditEvent extends Resource {
  readonly type: string;
  readonly actor: Party;
  readonly target: Party;
  readonly data: object;
  readonly space: Space;
}

export interface Job extends Resource {
  readonly operation: string;
  /** POLLING: a service broker is at work. */
  state: 'PROCESSING' | 'POLLING' | 'COMPLETE' | 'FAILED';
  errors: readonly ErrorDetail[];
  readonly warnings: readonly string[];
  /** What it is about, shown while it exists. */
  readonly subject: JobSubject | undefined;
}

export interface JobSubject {
  readonly type: 'app' | 'route' | 'service_credential_binding' | 'space';
  readonly guid: string;
  exists(): boolean;
}
