import type { ServiceBinding } from './model.ts';

/** What an app reads of its services in `VCAP_SERVICES` (CCNG, presenters/v2/system_environment/service_binding_presenter.rb). */
export function vcapServices(bindings: readonly ServiceBinding[]): Readonly<Record<string, readonly object[]>> {
  const services: Record<string, object[]> = {};
  for (const { guid, name, instance } of bindings) {
    const { managed } = instance;
    const label = managed?.offering ?? 'user-provided';
    const entry = {
      label,
      ...(managed === undefined ? {} : { provider: null, plan: managed.plan.name }),
      name: name ?? instance.name,
      tags: instance.tags,
      instance_guid: instance.guid,
      instance_name: instance.name,
      binding_guid: guid,
      binding_name: name ?? null,
      credentials: instance.credentials,
      syslog_drain_url: instance.syslogDrainUrl ?? null,
      volume_mounts: [],
    };
    services[label] = [...(services[label] ?? []), entry];
  }
  return services;
}

/** The first service with the address of a relational database (CCNG, lib/cloud_controller/database_uri_generator.rb). */
export function databaseUrl(bindings: readonly ServiceBinding[]): string | undefined {
  for (const { instance } of bindings) {
    const { uri } = instance.credentials as { uri?: unknown };
    const [, scheme, rest] = typeof uri === 'string' ? (/^(mysql2?|postgres(?:ql)?)(:.*)$/s.exec(uri) ?? []) : [];
    if (scheme !== undefined) return `${scheme.startsWith('mysql') ? 'mysql2' : 'postgres'}${rest}`;
  }
  return undefined;
}
