import type { JsonObject } from '../controller/body.ts';
import { timestamp } from '../controller/names.ts';
import { pythonStr } from '../controller/python.ts';

export interface User {
  readonly username: string;
  readonly email: string;
  readonly superuser: boolean;
  readonly joinedAt: number;
  password: string;
  token: string;
}

/** What one POST to `config/` can change; the last three are Hephy's. */
export interface ConfigFields {
  readonly values: Readonly<Record<string, string>>;
  /** By process type, like the rest but for tags and registry. Numbers stay what they were posted as. */
  readonly memory: JsonObject;
  readonly cpu: JsonObject;
  readonly tags: JsonObject;
  readonly registry: JsonObject;
  readonly healthcheck: JsonObject;
  readonly lifecycle_post_start: JsonObject;
  readonly lifecycle_pre_stop: JsonObject;
  readonly termination_grace_period: JsonObject;
}

export interface Config extends ConfigFields {
  readonly uuid: string;
  readonly owner: string;
  readonly createdAt: number;
}

export const emptyConfig: ConfigFields = {
  ...{ values: {}, memory: {}, cpu: {}, tags: {}, registry: {}, healthcheck: {} },
  ...{ lifecycle_post_start: {}, lifecycle_pre_stop: {}, termination_grace_period: {} },
};

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
  readonly label: JsonObject;
  readonly autoscale: JsonObject;
  readonly whitelist: readonly string[];
}

/** Whether the router sends plain HTTP on to HTTPS; null: nobody said. */
export interface Tls {
  readonly uuid: string;
  readonly owner: string;
  readonly createdAt: number;
  readonly httpsEnforced: boolean | null;
}

export interface Domain {
  readonly domain: string;
  readonly owner: string;
  readonly createdAt: number;
}

export interface App {
  readonly uuid: string;
  readonly id: string;
  readonly createdAt: number;
  owner: string;
  /** Those whom the owner lets use it; all but delete. */
  readonly collaborators: Set<string>;
  /** Process type → wanted pods. */
  structure: Record<string, number>;
  /** Hephy only: the Procfile as the controller last took note of it, or the structure when there was none. */
  procfileStructure: Readonly<Record<string, unknown>>;
  /** Oldest first. */
  readonly releases: Release[];
  readonly builds: Build[];
  readonly domains: Domain[];
  settings: Settings;
  tls: Tls;
  /** Of which process type the pods are that the router sends requests to: said anew by every deploy that ends well. */
  routedType: string | undefined;
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
    email: user.email,
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
      memory: texts(config.memory),
      ...(this.#hephy
        ? {
            lifecycle_post_start: texts(config.lifecycle_post_start),
            lifecycle_pre_stop: texts(config.lifecycle_pre_stop),
          }
        : {}),
      cpu: texts(config.cpu),
      tags: texts(config.tags),
      registry: texts(config.registry),
      healthcheck: config.healthcheck,
      ...(this.#hephy ? { termination_grace_period: texts(config.termination_grace_period) } : {}),
      ...times(config.createdAt),
    };
  }

  settings(app: App): object {
    const { uuid, owner, createdAt, maintenance, routable, label, autoscale, whitelist } = app.settings;
    return { uuid, app: app.id, owner, autoscale, label, ...times(createdAt), maintenance, routable, whitelist };
  }

  domain(app: App, domain: Domain): object {
    return { owner: domain.owner, ...times(domain.createdAt), app: app.id, domain: domain.domain };
  }

  tls(app: App): object {
    const { uuid, owner, createdAt, httpsEnforced } = app.tls;
    return { uuid, app: app.id, owner, ...times(createdAt), https_enforced: httpsEnforced };
  }
}

/** The serializer shows everything as text. */
function texts(values: JsonObject): object {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, pythonStr(value)]));
}
