import type { App, Process } from '../records.ts';
import { datesOf, dockerLifecycle, hiddenInLists, linksOf, toOne } from './common.ts';

/** @see cloudfoundry/korifi: api/presenter/app.go, process.go */

export function presentApp(url: string, app: App): object {
  const { name, guid, desired, space, metadata } = app;
  const link = linksOf(url);
  const self = `apps/${guid}`;
  return {
    ...{ name, guid, state: desired, ...datesOf(app) },
    relationships: { space: toOne(space) },
    lifecycle: dockerLifecycle,
    metadata,
    links: {
      self: link(self),
      space: link(`spaces/${space.guid}`),
      processes: link(`${self}/processes`),
      packages: link(`${self}/packages`),
      environment_variables: link(`${self}/environment_variables`),
      current_droplet: link(`${self}/droplets/current`),
      droplets: link(`${self}/droplets`),
      tasks: link(`${self}/tasks`),
      start: link(`${self}/actions/start`, 'POST'),
      stop: link(`${self}/actions/stop`, 'POST'),
      revisions: link(`${self}/revisions`),
      deployed_revisions: link(`${self}/revisions/deployed`),
      features: link(`${self}/features`),
    },
  };
}

export function presentCurrentDroplet(url: string, { guid, droplet }: App): object {
  const link = linksOf(url);
  return {
    data: { guid: droplet },
    links: {
      self: link(`apps/${guid}/relationships/current_droplet`),
      related: link(`apps/${guid}/droplets/current`),
    },
  };
}

export function presentProcess(url: string, process: Process, where?: 'list'): object {
  const { guid, type, command, instances, memoryMb, diskMb, app, metadata } = process;
  const link = linksOf(url);
  return {
    ...{ guid, type, command: where === 'list' ? hiddenInLists : command, instances },
    ...{ memory_in_mb: memoryMb, disk_in_mb: diskMb, health_check: presentHealthCheck(process) },
    relationships: { app: toOne(app) },
    ...{ metadata, ...datesOf(process) },
    links: {
      self: link(`processes/${guid}`),
      scale: link(`processes/${guid}/actions/scale`, 'POST'),
      app: link(`apps/${app.guid}`),
      space: link(`spaces/${app.space.guid}`),
      stats: link(`processes/${guid}/stats`),
    },
  };
}

function presentHealthCheck({ healthCheck: { type, timeout, invocationTimeout, endpoint } }: Process): object {
  const data = {
    timeout: timeout === 0 ? null : timeout,
    ...(type === 'process' ? {} : { invocation_timeout: invocationTimeout === 0 ? null : invocationTimeout }),
    ...(type === 'http' ? { endpoint } : {}),
  };
  return { type, data };
}
