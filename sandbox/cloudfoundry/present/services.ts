import { iso } from '../request/list.ts';
import type { LastOperation, ServiceBinding, ServiceInstance } from '../services/model.ts';
import { head, type Link, toOne } from './common.ts';

export function presentServiceInstance(link: Link, instance: ServiceInstance): object {
  const { managed, name, tags, space, metadata } = instance;
  const path = `service_instances/${instance.guid}`;
  return {
    ...head(instance),
    ...{ name, tags },
    last_operation: instance.operation === undefined ? {} : presentOperation(instance.operation),
    ...(managed === undefined
      ? { type: 'user-provided', syslog_drain_url: instance.syslogDrainUrl ?? null, route_service_url: null }
      : { type: 'managed', maintenance_info: {}, upgrade_available: false, dashboard_url: null }),
    relationships: {
      space: toOne(space),
      ...(managed === undefined ? {} : { service_plan: toOne(managed.plan) }),
    },
    metadata,
    links: {
      self: link(path),
      space: link(`spaces/${space.guid}`),
      service_credential_bindings: link(`service_credential_bindings?service_instance_guids=${instance.guid}`),
      service_route_bindings: link(`service_route_bindings?service_instance_guids=${instance.guid}`),
      ...(managed === undefined
        ? { credentials: link(`${path}/credentials`) }
        : {
            service_plan: link(`service_plans/${managed.plan.guid}`),
            parameters: link(`${path}/parameters`),
            shared_spaces: link(`${path}/relationships/shared_spaces`),
          }),
    },
  };
}

export function presentServiceBinding(link: Link, binding: ServiceBinding): object {
  const { app, instance, metadata } = binding;
  const path = `service_credential_bindings/${binding.guid}`;
  return {
    ...head(binding),
    name: binding.name ?? null,
    type: 'app',
    last_operation: presentOperation(binding.operation),
    metadata,
    relationships: { service_instance: toOne(instance), app: toOne(app) },
    links: {
      self: link(path),
      details: link(`${path}/details`),
      service_instance: link(`service_instances/${instance.guid}`),
      ...(instance.managed === undefined ? {} : { parameters: link(`${path}/parameters`) }),
      app: link(`apps/${app.guid}`),
    },
  };
}

function presentOperation({ type, state, description, createdAt, updatedAt }: LastOperation): object {
  return {
    ...{ type, state },
    description: description ?? null,
    created_at: iso(createdAt),
    updated_at: iso(updatedAt),
  };
}
