import type { App, Build, Droplet, Package } from '../model.ts';
import { head, hidden, hiddenInLists, type Link, toOne } from './common.ts';

export function presentApp(link: Link, app: App): object {
  const path = `apps/${app.guid}`;
  return {
    ...head(app),
    name: app.name,
    state: app.state,
    lifecycle: {
      type: app.lifecycle,
      data: app.lifecycle === 'docker' ? {} : { buildpacks: [], stack: 'cflinuxfs4' },
    },
    relationships: {
      space: toOne(app.space),
      current_droplet: { data: app.droplet === undefined ? null : { guid: app.droplet.guid } },
    },
    metadata: app.metadata,
    links: {
      self: link(path),
      environment_variables: link(`${path}/environment_variables`),
      space: link(`spaces/${app.space.guid}`),
      processes: link(`${path}/processes`),
      packages: link(`${path}/packages`),
      current_droplet: link(`${path}/droplets/current`),
      droplets: link(`${path}/droplets`),
      tasks: link(`${path}/tasks`),
      start: link(`${path}/actions/start`, 'POST'),
      stop: link(`${path}/actions/stop`, 'POST'),
      clear_buildpack_cache: link(`${path}/actions/clear_buildpack_cache`, 'POST'),
      revisions: link(`${path}/revisions`),
      deployed_revisions: link(`${path}/revisions/deployed`),
      features: link(`${path}/features`),
    },
  };
}

export function presentEnvironment(link: Link, app: App): object {
  return {
    var: app.environment,
    links: {
      self: link(`apps/${app.guid}/environment_variables`),
      app: link(`apps/${app.guid}`),
    },
  };
}

export function presentPackage(link: Link, pack: Package): object {
  return {
    ...head(pack),
    type: 'docker',
    data: {
      image: pack.image,
      username: pack.username ?? null,
      password: pack.password === undefined ? null : '***',
    },
    state: pack.state,
    relationships: { app: toOne(pack.app) },
    metadata: pack.metadata,
    links: { self: link(`packages/${pack.guid}`), app: link(`apps/${pack.app.guid}`) },
  };
}

export function presentBuild(link: Link, build: Build): object {
  const { createdBy } = build;
  return {
    ...head(build),
    created_by: {
      guid: createdBy.id,
      name: createdBy.name,
      email: createdBy.kind === 'user' ? createdBy.name : null,
    },
    state: build.state,
    staging_memory_in_mb: build.memoryMb,
    staging_disk_in_mb: build.diskMb,
    staging_log_rate_limit_bytes_per_second: build.logRateLimit,
    error: build.error ?? null,
    lifecycle: { type: 'docker', data: {} },
    package: { guid: build.package.guid },
    droplet: build.droplet === undefined ? null : { guid: build.droplet.guid },
    relationships: { app: toOne(build.app) },
    metadata: build.metadata,
    links: {
      self: link(`builds/${build.guid}`),
      app: link(`apps/${build.app.guid}`),
      ...(build.droplet === undefined ? {} : { droplet: link(`droplets/${build.droplet.guid}`) }),
    },
  };
}

/** What could hold secrets is hidden in lists, and from those who may not read them. */
export function presentDroplet(link: Link, droplet: Droplet, show: 'all' | 'no secrets' | 'in a list'): object {
  const inPlace = { all: undefined, 'no secrets': hidden, 'in a list': hiddenInLists }[show];
  return {
    ...head(droplet),
    state: droplet.state,
    error: null,
    lifecycle: { type: 'docker', data: {} },
    checksum: null,
    buildpacks: null,
    stack: null,
    image: droplet.image,
    execution_metadata: inPlace ?? droplet.executionMetadata,
    process_types: inPlace === undefined ? droplet.processTypes : { redacted_message: inPlace },
    relationships: { app: toOne(droplet.app) },
    metadata: droplet.metadata,
    links: {
      self: link(`droplets/${droplet.guid}`),
      ...(droplet.package === undefined ? {} : { package: link(`packages/${droplet.package.guid}`) }),
      app: link(`apps/${droplet.app.guid}`),
      assign_current_droplet: link(`apps/${droplet.app.guid}/relationships/current_droplet`, 'PATCH'),
    },
  };
}
