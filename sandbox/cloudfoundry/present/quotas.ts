import type { Quota } from '../model.ts';
import { head, type Link, toOne } from './common.ts';

/** `places`: the organizations or spaces that have it and that the caller may see. */
export function presentQuota(link: Link, quota: Quota, places: readonly { readonly guid: string }[]): object {
  const { org } = quota;
  const data = places.map(({ guid }) => ({ guid }));
  return {
    apps: {
      total_memory_in_mb: quota.memoryMb ?? null,
      per_process_memory_in_mb: quota.perProcessMemoryMb ?? null,
      total_instances: quota.instances ?? null,
      per_app_tasks: quota.appTasks ?? null,
      log_rate_limit_in_bytes_per_second: quota.logRateLimit ?? null,
    },
    services: {
      paid_services_allowed: quota.paidServices,
      total_service_instances: quota.serviceInstances ?? null,
      total_service_keys: quota.serviceKeys ?? null,
    },
    routes: {
      total_routes: quota.routes ?? null,
      total_reserved_ports: quota.reservedPorts ?? null,
    },
    ...head(quota),
    name: quota.name,
    ...(org === undefined
      ? {
          domains: { total_domains: quota.domains ?? null },
          relationships: { organizations: { data } },
          links: { self: link(`organization_quotas/${quota.guid}`) },
        }
      : {
          relationships: { organization: toOne(org), spaces: { data } },
          links: { self: link(`space_quotas/${quota.guid}`), organization: link(`organizations/${org.guid}`) },
        }),
  };
}

/** What counts against a quota, as far as this foundation has it. */
export interface Usage {
  readonly instances: number;
  readonly memoryMb: number;
  readonly tasks: number;
  readonly routes: number;
  readonly domains: number;
}

/** `path`: of the organization or space itself, which `name` says. */
export function presentUsage(link: Link, name: 'organization' | 'space', path: string, usage: Usage): object {
  return {
    usage_summary: {
      started_instances: usage.instances,
      memory_in_mb: usage.memoryMb,
      routes: usage.routes,
      service_instances: 0,
      reserved_ports: 0,
      domains: usage.domains,
      per_app_tasks: usage.tasks,
      service_keys: 0,
    },
    links: { self: link(`${path}/usage_summary`), [name]: link(path) },
  };
}
