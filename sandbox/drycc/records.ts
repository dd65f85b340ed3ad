import { timestamp } from '../controller/names.ts';

export type Role = 'viewer' | 'member' | 'admin';

export interface User {
  readonly id: number;
  readonly username: string;
  readonly token: string;
  readonly superuser: boolean;
  readonly joinedAt: number;
}

export interface Member {
  readonly id: number;
  readonly username: string;
  readonly role: Role;
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

/** One environment variable, for one process type or for a group of them. */
export interface Value {
  readonly name: string;
  readonly value: string;
  readonly ptype?: string;
  readonly group?: string;
}

export type Registry = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface Config {
  readonly uuid: string;
  readonly values: readonly Value[];
  /** By process type. */
  readonly registry: Registry;
  readonly createdAt: number;
}

export interface Build {
  readonly uuid: string;
  readonly image: string;
  readonly stack: string;
  readonly procfile: Readonly<Record<string, unknown>>;
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
  readonly config: Config;
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
  readonly label: Readonly<Record<string, unknown>>;
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
  readonly workspace: Workspace;
  readonly createdAt: number;
  structure: Record<string, number>;
  /** Oldest first. */
  readonly releases: Release[];
  readonly domains: Domain[];
  settings: Settings;
  /** Process types that a pipeline is at work on, and until when the lock holds if nobody takes it off. */
  readonly locks: Map<string, { readonly owner: symbol; readonly until: number }>;
}

/** Without dryccfile and Procfile there is one process type, `web`. */
export function ptypesOf(build: Build): readonly string[] {
  const named = Object.keys(build.procfile);
  return named.length > 0 ? named : ['web'];
}

export function latestGood(app: App): Release {
  const found = app.releases.findLast((release) => !release.failed);
  if (found === undefined) throw new Error(`app ${app.id} has no release`);
  return found;
}

const times = (at: number) => ({ created: timestamp(at), updated: timestamp(at) });

export function userJson(user: User): object {
  return {
    id: user.id,
    email: `${user.username}@example.com`,
    username: user.username,
    first_name: '',
    last_name: '',
    is_superuser: user.superuser,
    is_staff: user.superuser,
    groups: [],
    user_permissions: [],
    last_login: null,
    date_joined: timestamp(user.joinedAt),
    is_active: true,
  };
}

export function workspaceJson({ uuid, createdAt, id, uid, email }: Workspace): object {
  return { uuid, ...times(createdAt), id, uid, email };
}

export function memberJson(workspace: Workspace, member: Member): object {
  return {
    id: member.id,
    user: member.username,
    email: `${member.username}@example.com`,
    workspace: workspace.id,
    role: member.role,
    alerts: true,
    ...times(member.createdAt),
  };
}

export function appJson(app: App): object {
  return {
    uuid: app.uuid,
    id: app.id,
    uid: app.uid,
    workspace: app.workspace.id,
    structure: app.structure,
    ...times(app.createdAt),
  };
}

export function buildJson(app: App, build: Build | undefined): object {
  if (build === undefined) {
    return { app: null, image: '', stack: '', sha: '', procfile: null, dryccfile: null, dockerfile: '' };
  }
  return {
    app: app.id,
    image: build.image,
    stack: build.stack,
    sha: '',
    procfile: build.procfile,
    dryccfile: {},
    dockerfile: '',
    ...times(build.createdAt),
    uuid: build.uuid,
  };
}

export function configJson(app: App, config: Config): object {
  return {
    uuid: config.uuid,
    app: app.id,
    values: config.values,
    limits: { run: 'std1.large.c1m1', web: 'std1.large.c1m1' },
    lifecycle: {},
    tags: {},
    registry: config.registry,
    healthcheck: {},
    termination_grace_period: {},
    ...times(config.createdAt),
    values_refs: {},
  };
}

/** `updated` does not move when the state changes. */
export function releaseJson(app: App, release: Release): object {
  return {
    uuid: release.uuid,
    app: app.id,
    ...times(release.createdAt),
    state: release.state,
    version: release.version,
    summary: release.summary,
    failed: release.failed,
    exception: null,
    conditions: release.conditions.map(({ state, ptypes, exception, at }) => ({
      state,
      action: 'pipeline',
      ptypes,
      ...(exception === undefined ? {} : { exception }),
      created: timestamp(at),
    })),
    deployed_ptypes: release.deployedPtypes,
    config: release.config.uuid,
    build: release.build?.uuid ?? null,
  };
}

export function settingsJson(app: App): object {
  const { uuid, createdAt, label, routable, autodeploy, autorollback } = app.settings;
  return { uuid, app: app.id, autoscale: {}, label, ...times(createdAt), routable, autodeploy, autorollback };
}

export function domainJson(app: App, { domain, ptype, createdAt }: Domain): object {
  return { ...times(createdAt), app: app.id, domain, ptype };
}
