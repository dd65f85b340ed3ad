import type { AuditEvent, Deployment, Job, Revision } from '../model.ts';
import { iso } from '../request/list.ts';
import { statusOf, stepsOf } from '../runtime/deployment-status.ts';
import { isActive } from '../world.ts';
import { head, type Link, toOne } from './common.ts';

export function presentDeployment(link: Link, deployment: Deployment): object {
  const path = `deployments/${deployment.guid}`;
  const { value, reason } = statusOf(deployment);
  return {
    ...head(deployment),
    status: {
      value,
      reason,
      details: {
        last_successful_healthcheck: iso(deployment.lastHealthyAt),
        last_status_change: iso(deployment.lastStatusChange),
        ...(deployment.error === undefined ? {} : { error: deployment.error }),
      },
      ...(deployment.strategy === 'canary'
        ? { canary: { steps: { current: deployment.canaryStep, total: stepsOf(deployment) } } }
        : {}),
    },
    strategy: deployment.strategy,
    options: {
      max_in_flight: deployment.maxInFlight,
      ...shown('web_instances', deployment.webInstances),
      ...shown('memory_in_mb', deployment.memoryMb),
      ...shown('disk_in_mb', deployment.diskMb),
      ...shown('log_rate_limit_in_bytes_per_second', deployment.logRateLimit),
      ...(deployment.strategy === 'canary' && deployment.canarySteps.length > 0
        ? { canary: { steps: deployment.canarySteps.map((weight) => ({ instance_weight: weight })) } }
        : {}),
    },
    droplet: { guid: deployment.droplet.guid },
    previous_droplet: { guid: deployment.previousDroplet?.guid ?? null },
    new_processes:
      deployment.process === undefined ? [] : [{ guid: deployment.process.guid, type: deployment.process.type }],
    revision:
      deployment.revision === undefined
        ? null
        : { guid: deployment.revision.guid, version: deployment.revision.version },
    relationships: { app: toOne(deployment.app) },
    metadata: deployment.metadata,
    links: {
      self: link(path),
      app: link(`apps/${deployment.app.guid}`),
      ...(isActive(deployment) ? { cancel: link(`${path}/actions/cancel`, 'POST') } : {}),
      ...(deployment.state === 'PAUSED' ? { continue: link(`${path}/actions/continue`, 'POST') } : {}),
    },
  };
}

/** An option that was not given is left out. */
function shown(name: string, value: number | undefined): object {
  return value === undefined ? {} : { [name]: value };
}

export function presentRevision(link: Link, revision: Revision): object {
  return {
    ...head(revision),
    version: revision.version,
    droplet: { guid: revision.droplet.guid },
    processes: Object.fromEntries(
      Object.entries(revision.commands).map(([type, command]) => [type, { command: command ?? null }]),
    ),
    sidecars: revision.sidecars.map(({ name, command, processTypes, memoryMb }) => ({
      ...{ name, command, process_types: processTypes, memory_in_mb: memoryMb ?? null },
    })),
    description: revision.description,
    deployable: revision.droplet.state === 'STAGED' && !revision.droplet.deleted,
    relationships: { app: toOne(revision.app) },
    metadata: revision.metadata,
    links: { self: link(`revisions/${revision.guid}`), app: link(`apps/${revision.app.guid}`) },
  };
}

export function presentRevisionEnvironment(link: Link, { guid, app, environment }: Revision): object {
  return {
    var: environment,
    links: {
      self: link(`revisions/${guid}/environment_variables`),
      revision: link(`revisions/${guid}`),
      app: link(`apps/${app.guid}`),
    },
  };
}

export function presentEvent(link: Link, event: AuditEvent): object {
  return {
    ...head(event),
    type: event.type,
    actor: event.actor,
    target: event.target,
    data: event.data,
    space: { guid: event.space.guid },
    organization: { guid: event.space.org.guid },
    links: { self: link(`audit_events/${event.guid}`) },
  };
}

export function presentJob(link: Link, job: Job): object {
  const { subject } = job;
  const related = subject?.exists() ? { [subject.type]: link(`${subject.type}s/${subject.guid}`) } : {};
  return {
    ...head(job),
    operation: job.operation,
    state: job.state,
    errors: job.errors,
    warnings: job.warnings.map((detail) => ({ detail })),
    links: { self: link(`jobs/${job.guid}`), ...related },
  };
}
