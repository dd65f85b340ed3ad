import type { HealthCheck, Instance, Process } from '../model.ts';
import { head, hidden, hiddenInLists, type Link, toOne } from './common.ts';

/** `show`: hidden from those who may not read secrets, and in lists from everybody. */
export function presentProcess(link: Link, process: Process, show: 'all' | 'no secrets' | 'in a list'): object {
  const command = process.command ?? process.app.droplet?.processTypes[process.type];
  const shown = {
    all: command ?? null,
    'no secrets': hidden,
    'in a list': command === undefined ? null : hiddenInLists,
  };
  return {
    ...head(process),
    version: process.version,
    type: process.type,
    command: shown[show],
    user: process.user ?? null,
    instances: process.instances,
    memory_in_mb: process.memoryMb,
    disk_in_mb: process.diskMb,
    log_rate_limit_in_bytes_per_second: process.logRateLimit,
    health_check: presentCheck(process.healthCheck, true),
    readiness_health_check: presentCheck(process.readinessHealthCheck, false),
    relationships: {
      app: toOne(process.app),
      revision: process.revision === undefined ? null : toOne(process.revision),
    },
    metadata: process.metadata,
    links: {
      self: link(`processes/${process.guid}`),
      scale: link(`processes/${process.guid}/actions/scale`, 'POST'),
      app: link(`apps/${process.app.guid}`),
      space: link(`spaces/${process.app.space.guid}`),
      stats: link(`processes/${process.guid}/stats`),
      process_instances: link(`processes/${process.guid}/process_instances`),
    },
  };
}

/**
 * One entry per wanted instance; those that no cell has are DOWN. `now` in milliseconds since the epoch; without `metrics`
 * nobody knows what they use.
 */
export function presentStats(process: Process, now: number, metrics: boolean): object {
  const running = process.lrp?.instances ?? [];
  const resources = Array.from({ length: process.instances }, (_, index) => {
    const instance = running[index];
    return instance === undefined || instance.state === 'DOWN'
      ? {
          type: process.type,
          index,
          state: 'DOWN',
          routable: null,
          uptime: instance === undefined ? 0 : seconds(now - instance.since),
          isolation_segment: null,
          details: instance?.details ?? null,
        }
      : presentInstance(process, instance, now, metrics);
  });
  return { resources };
}

/** Index, state and since when, in seconds since the epoch: what can be had without asking for usage. */
export function presentInstances(process: Process): object[] {
  return Array.from({ length: process.instances }, (_, index) => {
    const instance = process.lrp?.instances[index];
    return { index, state: instance?.state ?? 'DOWN', since: instance === undefined ? 0 : seconds(instance.since) };
  });
}

function presentInstance(process: Process, instance: Instance, now: number, metrics: boolean): object {
  const memory = process.memoryMb * 1024 * 1024;
  const ports = instance.lrp.openPorts;
  const running = instance.state === 'RUNNING';
  return {
    type: process.type,
    index: instance.index,
    instance_guid: instance.guid,
    state: instance.state,
    routable: running ? instance.routable : null,
    host: running ? '10.0.16.21' : '',
    instance_internal_ip: running ? `10.255.7.${10 + instance.index}` : '',
    uptime: seconds(now - instance.since),
    mem_quota: metrics ? memory : null,
    disk_quota: metrics ? process.diskMb * 1024 * 1024 : null,
    log_rate_limit: metrics ? process.logRateLimit : null,
    fds_quota: 16_384,
    isolation_segment: null,
    details: instance.details ?? null,
    instance_ports: running
      ? ports.map((port, at) => ({
          external: null,
          internal: port,
          external_tls_proxy_port: 61_000 + instance.index * 10 + at,
          internal_tls_proxy_port: 61_001 + at,
        }))
      : [],
    usage:
      running && metrics
        ? {
            time: new Date(now).toISOString(),
            cpu: 0.001,
            cpu_entitlement: 0.01,
            mem: Math.round(memory / 8),
            disk: 12_000_000,
            log_rate: 0,
          }
        : {},
  };
}

function presentCheck(check: HealthCheck, withTimeout: boolean): object {
  return {
    type: check.type,
    data: {
      ...(withTimeout ? { timeout: check.timeout ?? null } : {}),
      invocation_timeout: check.invocationTimeout ?? null,
      interval: check.interval ?? null,
      ...(check.type === 'http' ? { endpoint: check.endpoint ?? null } : {}),
    },
  };
}

function seconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 1000));
}
