import type { App, Build, Package } from '../records.ts';
import { iso } from '../request/list.ts';
import { datesOf, dockerLifecycle, linksOf, toOne } from './common.ts';

/** @see cloudfoundry/korifi: api/presenter/package.go, build.go, droplet.go, deployment.go */

export function presentPackage(url: string, one: Package): object {
  const { guid, image, app, metadata } = one;
  const link = linksOf(url);
  return {
    ...{ guid, type: 'docker', data: { image }, state: 'READY' },
    relationships: { app: toOne(app) },
    links: {
      self: link(`packages/${guid}`),
      upload: link(`packages/${guid}/upload`, 'POST'),
      download: link(`packages/${guid}/download`, 'GET'),
      app: link(`apps/${app.guid}`),
    },
    ...{ metadata, ...datesOf(one) },
  };
}

export function presentBuild(url: string, build: Build): object {
  const { guid, state, error, app, metadata, package: of } = build;
  const link = linksOf(url);
  const isStaged = state === 'STAGED';
  return {
    ...{ guid, ...datesOf(build), created_by: {}, state, staging_memory_in_mb: 1024, staging_disk_in_mb: 1024 },
    ...{ error, lifecycle: dockerLifecycle, package: { guid: of.guid }, droplet: isStaged ? { guid } : null },
    relationships: { app: toOne(app) },
    metadata,
    links: {
      self: link(`builds/${guid}`),
      app: link(`apps/${app.guid}`),
      ...(isStaged ? { droplet: link(`droplets/${guid}`) } : {}),
    },
  };
}

export function presentDroplet(url: string, droplet: Build): object {
  const { guid, app, metadata, package: of } = droplet;
  const link = linksOf(url);
  return {
    ...{ guid, ...datesOf(droplet), state: 'STAGED', error: null, lifecycle: dockerLifecycle },
    ...{ execution_metadata: '', checksum: null, buildpacks: [], process_types: {}, stack: '', image: of.image },
    relationships: { app: toOne(app) },
    metadata,
    links: {
      self: link(`droplets/${guid}`),
      package: link(`packages/${of.guid}`),
      app: link(`apps/${app.guid}`),
      assign_current_droplet: link(`apps/${app.guid}/relationships/current_droplet`, 'PATCH'),
      download: null,
    },
  };
}

/** An app has one deployment, which has its guid: what the condition `Ready` says, and whether that is of today or not. */
export function presentDeployment(url: string, app: App): object {
  const { guid, ready, droplet } = app;
  const link = linksOf(url);
  return {
    guid,
    status: ready.status ? { value: 'FINALIZED', reason: 'DEPLOYED' } : { value: 'ACTIVE', reason: 'DEPLOYING' },
    droplet: { guid: droplet ?? '' },
    relationships: { app: toOne(app) },
    ...{ created_at: iso(app.createdAt), updated_at: iso(app.updatedAt) },
    links: { self: link(`deployments/${guid}`), app: link(`apps/${guid}`) },
  };
}
