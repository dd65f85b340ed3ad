import type { JsonObject } from '../controller/body.ts';

export type Role = 'viewer' | 'member' | 'admin';

export interface User {
  readonly id: number;
  readonly username: string;
  readonly superuser: boolean;
  readonly joinedAt: number;
}

/** A token that somebody made for a program. */
export interface StoredToken {
  readonly uuid: string;
  readonly owner: string;
  readonly alias: string;
  readonly key: string;
  readonly createdAt: number;
}

export interface Member {
  readonly id: number;
  readonly username: string;
  role: Role;
  readonly createdAt: number;
}

export interface Workspace {
  readonly uuid: string;
  readonly id: string;
  readonly uid: number;
  readonly email: string;
  readonly members: Member[];
  readonly createdAt: number;
}

/** A size that pods can have. */
export interface LimitPlan {
  readonly id: string;
  readonly spec: string;
  /** Cores, and gigabytes. */
  readonly cpu: number;
  readonly memory: number;
}

/** One environment variable, for one process type or for a group of them. */
export interface Value {
  readonly name: string;
  readonly value: string;
  readonly ptype?: string;
  readonly group?: string;
}

/** What one POST to `config/` can change: values, and by process type the rest. */
export interface ConfigFields {
  readonly values: readonly Value[];
  readonly lifecycle: JsonObject;
  readonly tags: JsonObject;
  /** Filled up by the first deploy of a process type. */
  limits: JsonObject;
  /** Groups of values that a process type takes, beside the group `global`. */
  readonly values_refs: Readonly<Record<string, readonly string[]>>;
  readonly healthcheck: JsonObject;
  readonly termination_grace_period: JsonObject;
  readonly registry: JsonObject;
}

export interface Config extends ConfigFields {
  readonly uuid: string;
  readonly createdAt: number;
}

/** One file of a dryccfile's pipeline: a process type, what runs before it is deployed, and how it is. */
export interface Pipeline {
  readonly ptype: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: readonly string[];
  readonly run?: Step & { readonly timeout?: number };
  readonly deploy: Step;
}

export interface Step {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly image?: string;
}

export interface Dryccfile {
  readonly config?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly pipeline: Readonly<Record<string, Pipeline>>;
}

export interface Build {
  readonly uuid: string;
  readonly image: string;
  readonly stack: string;
  readonly procfile: JsonObject;
  readonly dryccfile: Dryccfile | undefined;
  readonly createdAt: number;
}

/** The end of one run of the pipeline. */
export interface Condition {
  readonly state: 'succeed' | 'crashed';
  readonly ptypes: readonly string[];
  readonly exception?: string;
  readonly at: number;
}

export interface Release {
  readonly uuid: string;
  readonly version: number;
  readonly summary: string;
  config: Config;
  readonly build: Build | undefined;
  readonly createdAt: number;
  state: 'created' | 'succeed' | 'crashed';
  failed: boolean;
  /** Newest first. */
  conditions: readonly Condition[];
  deployedPtypes: readonly string[];
}

export interface Settings {
  readonly uuid: string;
  readonly createdAt: number;
  readonly routable: boolean;
  readonly autodeploy: boolean;
  readonly autorollback: boolean;
  readonly label: JsonObject;
  readonly autoscale: JsonObject;
}

/** Certificates by themselves, and whether plain HTTP is sent on. Null: nobody said. */
export interface Tls {
  readonly uuid: string;
  readonly createdAt: number;
  readonly httpsEnforced: boolean | null;
  readonly certsAutoEnabled: boolean | null;
}

export interface ServicePort {
  readonly port: unknown;
  readonly protocol: string;
  readonly targetPort: unknown;
}

/** What makes the pods of a process type one address. */
export interface Service {
  readonly ptype: string;
  ports: readonly ServicePort[];
}

/** Where requests come in. */
export interface Gateway {
  readonly id: number;
  readonly name: string;
  readonly createdAt: number;
  ports: readonly { readonly port: number; readonly protocol: string }[];
}

/** From gateways to services. */
export interface GatewayRoute {
  readonly id: number;
  readonly name: string;
  readonly createdAt: number;
  kind: string;
  rules: readonly { readonly backendRefs: readonly BackendRef[] }[];
  parentRefs: readonly { readonly name: string; readonly port: number }[];
}

export interface BackendRef {
  readonly kind?: string;
  readonly name: string;
  readonly port: number;
  readonly weight?: number;
}

export interface Domain {
  readonly domain: string;
  readonly ptype: string;
  readonly createdAt: number;
}

export interface App {
  readonly uuid: string;
  readonly id: string;
  readonly uid: number;
  workspace: Workspace;
  readonly createdAt: number;
  structure: Record<string, number>;
  /** Oldest first. */
  readonly releases: Release[];
  readonly configs: Config[];
  readonly domains: Domain[];
  readonly services: Service[];
  readonly gateways: Gateway[];
  readonly routes: GatewayRoute[];
  settings: Settings;
  tls: Tls;
  /** Process types that a pipeline is at work on, and until when the lock holds if nobody takes it off. */
  readonly locks: Map<string, number>;
}

/** Without dryccfile and Procfile there is one process type, `web`. */
export function ptypesOf(build: Build): readonly string[] {
  if (build.dryccfile !== undefined) return Object.values(build.dryccfile.pipeline).map(({ ptype }) => ptype);
  const named = Object.keys(build.procfile);
  return named.length > 0 ? named : ['web'];
}

/** The part of the dryccfile that is a process type's. */
export function pipelineOf(build: Build, ptype: string): Pipeline | undefined {
  return Object.values(build.dryccfile?.pipeline ?? {}).find((pipeline) => pipeline.ptype === ptype);
}

/** `Release.latest`: the newest that did not fail; without automatic rollbacks a failed one counts, too. */
export function latest(app: App): Release {
  const found = app.releases.findLast((release) => !release.failed || !app.settings.autorollback);
  if (found === undefined) throw new Error(`app ${app.id} has no release`);
  return found;
}

/**
 * `Release.previous`: what a release is compared with and goes back to. The newest other one that succeeded; without
 * automatic rollbacks the newest other one.
 */
export function previousOf(app: App, release?: Release): Release | undefined {
  return app.releases.findLast(
    (other) => other !== release && (!app.settings.autorollback || (!other.failed && other.state === 'succeed')),
  );
}
