import { unprocessable } from '../errors.ts';
import type { HealthCheck, Process } from '../model.ts';
import { hiddenInEvents } from '../present/common.ts';
import type { Timings } from '../timings.ts';
import type { Account } from '../uaa/model.ts';
import type { World } from '../world.ts';
import { userRefusal } from './users.ts';

/** Null: back to what the image or the platform has. What is absent is left alone. */
export interface ProcessChange {
  readonly command?: string | null;
  readonly user?: string | null;
  readonly healthCheck?: CheckChange;
  readonly readinessCheck?: CheckChange;
}

export type CheckChange = {
  readonly [K in keyof HealthCheck]?: K extends 'type' ? HealthCheck['type'] : HealthCheck[K] | null;
};

/** The web process is the deployment's while one progresses (process_scale.rb, process_update.rb). */
export function refuseInFlight(world: World, process: Process, verb: 'scale' | 'update'): void {
  const active = world.activeDeployment(process.app);
  if (process.type === 'web' && active !== undefined && active.state !== 'CANCELING') {
    throw unprocessable(`Cannot ${verb} this process while a deployment is in flight.`);
  }
}

/**
 * Changes how a process is started and checked, from its next start on, or refuses with 422 and changes nothing (CCNG,
 * app/actions/process_update.rb, app/models/runtime/constraints/health_check_policy.rb).
 */
export function updateProcess(
  world: World,
  timings: Timings,
  process: Process,
  change: ProcessChange,
  { actor, request }: { readonly actor: Account; readonly request: object },
): void {
  refuseInFlight(world, process, 'update');
  const user = change.user === undefined ? process.user : (change.user ?? undefined);
  const healthCheck = changed(process.healthCheck, change.healthCheck);
  const readinessHealthCheck = changed(process.readinessHealthCheck, change.readinessCheck);
  const most = timings.maxHealthTimeoutMs / 1000;
  const problems = [
    ...((healthCheck.timeout ?? 0) > most ? [`health_check_timeout Maximum exceeded: max ${most}s`] : []),
    ...endpointProblems('health_check', 'health check', healthCheck),
    ...endpointProblems('readiness_health_check', 'readiness health check', readinessHealthCheck),
    userRefusal(world, user),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw unprocessable(problems.join(', '));
  if (change.command !== undefined) process.command = change.command ?? undefined;
  Object.assign(process, { user, healthCheck, readinessHealthCheck });
  world.touch(process);
  world.record('audit.app.process.update', process.app, actor, {
    process_guid: process.guid,
    process_type: process.type,
    request: 'command' in request ? { ...request, command: hiddenInEvents } : request,
  });
}

function changed(before: HealthCheck, change: CheckChange = {}): HealthCheck {
  const said = Object.fromEntries(Object.entries(change).map(([key, value]) => [key, value ?? undefined]));
  const after: HealthCheck = { ...before, ...said };
  // Only a type that is said takes the endpoint away.
  return change.type !== undefined && change.type !== 'http' ? { ...after, endpoint: undefined } : after;
}

function endpointProblems(field: string, name: string, { type, endpoint }: HealthCheck): string[] {
  if (type !== 'http' || isUriPath(endpoint ?? '')) return [];
  return [`${field}_http_endpoint HTTP ${name} endpoint is not a valid URI path: ${endpoint ?? ''}`];
}

/** uri_utils.rb, is_uri_path? */
export function isUriPath(text: string): boolean {
  return /^\/(?:[^\s/]\S*)?$/.test(text);
}
