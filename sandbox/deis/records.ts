import { timestamp } from '../controller/names.ts';

export interface User {
  readonly username: string;
  readonly password: string;
  readonly token: string;
  readonly superuser: boolean;
  readonly joinedAt: number;
}

export interface Config {
  readonly uuid: string;
  readonly owner: string;
  readonly values: Readonly<Record<string, string>>;
  readonly registry: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
}

export interface Build {
  readonly uuid: string;
  readonly owner: string;
  readonly image: string;
  readonly procfile: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
}

export interface Release {
  readonly uuid: string;
  readonly owner: string;
  readonly version: number;
  readonly config: Config;
  readonly build: Build | undefined;
  readonly createdAt: number;
  updatedAt: number;
  summary: string;
  failed: boolean;
  /** Hephy only. */
  exception: string | null;
}

export interface Settings {
  readonly uuid: string;
  readonly owner: string;
  readonly createdAt: number;
  readonly maintenance: boolean;
  readonly routable: boolean;
  readonly label: Readonly<Record<string, unknown>>;
}

export interface Domain {
  readonly domain: string;
  readonly owner: string;
  readonly createdAt: number;
}

export interface App {
  readonly uuid: string;
  readonly id: string;
  readonly owner: string;
  readonly createdAt: number;
  /** Process type → wanted pods. */
  structure: Record<string, number>;
  /** Hephy only: the Procfile as the controller last took note of it, or the structure when there was none. */
  procfileStructure: Readonly<Record<string, unknown>>;
  /** Oldest first. */
  readonly releases: Release[];
  readonly builds: Build[];
  readonly domains: Domain[];
  settings: Settings;
  readonly tlsUuid: string;
}

/** Newest release that did not fail; there is always one, the initial release cannot fail. */
export function latestGood(app: App, except?: Release): Release {
  const found = app.releases.findLast((release) => !release.failed && release !== except);
  if (found === undefined) throw new Error(`app ${app.id} has no release`);
  return found;
}

const times = (at: number) => ({ created: timestamp(at), updated: timestamp(at) });

export function userJson(user: User): object {
  return {
    email: `${user.username}@example.com`,
    username: user.username,
    first_name: '',
    last_name: '',
    is_superuser: user.superuser,
    is_staff: user.superuser,
    groups: [],
    user_permissions: [],
    last_login: timestamp(user.joinedAt),
    date_joined: timestamp(user.joinedAt),
    is_active: true,
  };
}

/** The shapes of Deis Workflow v2, with the fields that Hephy added when `hephy` is set. */
export class Shapes {
  readonly #hephy: boolean;
  constructor(hephy: boolean) {
    this.#hephy = hephy;
  }

  app(app: App): object {
    return {
      uuid: app.uuid,
      id: app.id,
      owner: app.owner,
      structure: app.structure,
      ...(this.#hephy ? { procfile_structure: app.procfileStructure } : {}),
      ...times(app.createdAt),
    };
  }

  build(app: App, build: Build): object {
    return {
      owner: build.owner,
      app: app.id,
      image: build.image,
      sha: '',
      procfile: build.procfile,
      dockerfile: '',
      ...times(build.createdAt),
      uuid: build.uuid,
    };
  }

  release(app: App, release: Release): object {
    return {
      uuid: release.uuid,
      app: app.id,
      owner: release.owner,
      created: timestamp(release.createdAt),
      updated: timestamp(release.updatedAt),
      version: release.version,
      summary: release.summary,
      failed: release.failed,
      ...(this.#hephy ? { exception: release.exception } : {}),
      config: release.config.uuid,
      build: release.build?.uuid ?? null,
    };
  }

  config(app: App, config: Config): object {
    return {
      uuid: config.uuid,
      app: app.id,
      owner: config.owner,
      values: config.values,
      memory: {},
      ...(this.#hephy ? { lifecycle_post_start: {}, lifecycle_pre_stop: {} } : {}),
      cpu: {},
      tags: {},
      registry: config.registry,
      healthcheck: {},
      ...(this.#hephy ? { termination_grace_period: {} } : {}),
      ...times(config.createdAt),
    };
  }

  settings(app: App): object {
    const { uuid, owner, createdAt, maintenance, routable, label } = app.settings;
    return {
      uuid,
      app: app.id,
      owner,
      autoscale: {},
      label,
      ...times(createdAt),
      maintenance,
      routable,
      whitelist: [],
    };
  }

  domain(app: App, domain: Domain): object {
    return { owner: domain.owner, ...times(domain.createdAt), app: app.id, domain: domain.domain };
  }

  tls(app: App): object {
    return { uuid: app.tlsUuid, app: app.id, owner: app.owner, ...times(app.createdAt), https_enforced: null };
  }
}
