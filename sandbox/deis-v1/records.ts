import { randomUUID } from 'node:crypto';
import { platformDomain } from '../controller/host.ts';

export interface User {
  readonly username: string;
  readonly password: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  token: string;
  readonly superuser: boolean;
  readonly joinedAt: number;
}

export interface Build {
  readonly uuid: string;
  readonly owner: string;
  readonly image: string;
  readonly procfile: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
}

/** What one config holds: environment, limits for each process type, and which machines will do. */
export interface ConfigParts {
  readonly values: Readonly<Record<string, string>>;
  readonly memory: Readonly<Record<string, string>>;
  readonly cpu: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Config extends ConfigParts {
  readonly uuid: string;
  readonly owner: string;
  readonly createdAt: number;
}

export interface Release {
  readonly uuid: string;
  readonly owner: string;
  readonly version: number;
  readonly config: Config;
  readonly build: Build | undefined;
  readonly summary: string;
  readonly createdAt: number;
}

/** A row of the database. Whether anything runs is fleet's to say. */
export interface Container {
  readonly uuid: string;
  readonly owner: string;
  readonly release: Release;
  readonly type: string;
  readonly num: number;
  readonly createdAt: number;
}

export interface Domain {
  readonly domain: string;
  readonly owner: string;
  readonly createdAt: number;
}

/** All lists are oldest first. */
export interface App {
  readonly uuid: string;
  readonly id: string;
  owner: string;
  readonly createdAt: number;
  updatedAt: number;
  /** Process type → wanted containers, as the last scaling left it. */
  structure: Readonly<Record<string, number>>;
  readonly builds: Build[];
  /** Those of deleted releases are still there. */
  readonly configs: Config[];
  /** Without those that were deleted: their versions are given again. */
  releases: Release[];
  containers: Container[];
  domains: Domain[];
  /** Names of users with the permission `use_app`. */
  readonly collaborators: Set<string>;
}

export function latest(app: App): Release {
  const release = app.releases.at(-1);
  if (release === undefined) throw new Error(`app ${app.id} has no release`);
  return release;
}

/** Name of the container's unit. */
export function jobId(app: App, { release, type, num }: Container): string {
  return `${app.id}_v${release.version}.${type}.${num}`;
}

/** `%Y-%m-%dT%H:%M:%S%Z`: `2015-11-05T18:50:10UTC`. */
export function utc(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}UTC`;
}

export function stamp(owner: string, at: number): { uuid: string; owner: string; createdAt: number } {
  return { uuid: randomUUID(), owner, createdAt: at };
}

const times = (at: number) => ({ created: utc(at), updated: utc(at) });

export function appJson(app: App): object {
  return {
    uuid: app.uuid,
    id: app.id,
    owner: app.owner,
    url: `${app.id}.${platformDomain}`,
    structure: app.structure,
    created: utc(app.createdAt),
    updated: utc(app.updatedAt),
  };
}

export function buildJson(app: App, build: Build): object {
  const { owner, image, procfile, createdAt, uuid } = build;
  return { owner, app: app.id, image, sha: '', procfile, dockerfile: '', ...times(createdAt), uuid };
}

export function configJson(app: App, { uuid, owner, values, memory, cpu, tags, createdAt }: Config): object {
  return { uuid, app: app.id, owner, values, memory, cpu, tags, ...times(createdAt) };
}

export function releaseJson(app: App, release: Release): object {
  const { uuid, owner, version, summary, config, build, createdAt } = release;
  return {
    uuid,
    app: app.id,
    owner,
    ...times(createdAt),
    version,
    summary,
    config: config.uuid,
    build: build?.uuid ?? null,
  };
}

export function containerJson(app: App, { owner, release, type, num, createdAt, uuid }: Container, state: string) {
  return { owner, app: app.id, release: `v${release.version}`, type, num, state, ...times(createdAt), uuid };
}

export function domainJson(app: App, { owner, createdAt, domain }: Domain): object {
  return { owner, ...times(createdAt), app: app.id, domain };
}

/** Its times are Django REST framework's own, unlike all others. */
export function userJson(user: User): object {
  const joined = new Date(user.joinedAt).toISOString();
  return {
    email: user.email,
    username: user.username,
    first_name: user.firstName,
    last_name: user.lastName,
    is_superuser: user.superuser,
    is_staff: user.superuser,
    groups: [],
    user_permissions: [],
    last_login: joined,
    date_joined: joined,
    is_active: true,
  };
}
