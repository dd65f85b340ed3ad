import { unprocessable } from '../errors.ts';
import type { App, Deployment, Droplet, Metadata, Process, Revision } from '../model.ts';
import type { Account } from '../uaa/model.ts';
import type { World } from '../world.ts';
import { canaryCounts, targetOf } from './deployment-status.ts';
import type { Size } from './quotas.ts';
import { revise, rollBack, rollbackRefusal } from './revisions.ts';
import type { Runtime } from './runtime.ts';

/** What a request asks of a deployment, already checked for its form. */
export interface DeploymentOrder {
  /** Undefined: the app's current droplet. */
  readonly from: { readonly droplet: Droplet | undefined } | { readonly revision: Revision } | undefined;
  readonly strategy: 'rolling' | 'canary';
  readonly maxInFlight: number;
  /** Weights in percent. */
  readonly canarySteps: readonly number[];
  readonly webInstances?: number;
  readonly memoryMb?: number;
  readonly diskMb?: number;
  readonly logRateLimit?: number;
  readonly metadata: Metadata;
  /** As it was sent, for the audit event. */
  readonly request: object;
}

/**
 * Begins a deployment, or refuses it with 422 and has changed nothing (CCNG, app/actions/deployment_create.rb and
 * deployment_target_state.rb). It supersedes an active one. A stopped app is started, and nothing is rolled.
 */
export function createDeployment(runtime: Runtime, app: App, order: DeploymentOrder, actor: Account): Deployment {
  const { world } = runtime;
  const newest = world.newestWeb(app);
  const oldest = world.processesOf(app, 'web')[0];
  if (newest === undefined || oldest === undefined) throw new Error(`app ${app.name} has no web process`);
  const stopped = app.state === 'STOPPED';
  if (!stopped) checkOptions(runtime, newest, order);
  const target = order.from !== undefined && 'revision' in order.from ? order.from.revision : undefined;
  const droplet = dropletOf(app, order, target);
  const refusal = runtime.assignRefusal(app, droplet) ?? (target && rollbackRefusal(app, target));
  if (droplet === undefined || refusal !== undefined) throw unprocessable(refusal ?? '');

  const previous = world.activeDeployment(app);
  const deployment = deploymentOf(world, app, order, {
    droplet,
    originalInstances: previous?.originalInstances ?? oldest.instances,
  });
  const process = stopped ? undefined : cloned(runtime, newest, order, deployment);
  const before = { ...newest };
  if (stopped) {
    Object.assign(newest, sizeOf(newest, order));
    const cannot = runtime.startRefusal(app);
    if (cannot !== undefined) {
      Object.assign(newest, before);
      throw explained(cannot, app);
    }
  }

  runtime.assign(app, droplet, actor);
  if (target !== undefined) takeBack(world, app, target);
  const revision = target === undefined ? revise(world, app, actor) : rollBack(world, app, target, actor);
  deployment.revision = revision;
  world.deployments.push(deployment);
  if (previous !== undefined && !stopped) supersede(world, previous);
  record(world, deployment, order, actor);
  if (process === undefined) {
    // All of it is stored when the runtime is asked, and may refuse (process_model.rb, after_commit).
    deployment.state = 'DEPLOYED';
    runtime.start(app, actor);
    return deployment;
  }
  if (revision !== undefined) process.command = revision.commands['web'];
  deployment.process = process;
  runtime.launch(process, droplet, revision);
  return deployment;
}

/** 422 where the named source has nothing to deploy. */
function dropletOf(app: App, order: DeploymentOrder, target: Revision | undefined): Droplet | undefined {
  if (target !== undefined) {
    const { droplet } = target;
    if (droplet.state === 'EXPIRED' || droplet.deleted) {
      throw unprocessable('Unable to deploy this revision, the droplet for this revision no longer exists.');
    }
    return droplet;
  }
  if (order.from !== undefined && 'droplet' in order.from) return order.from.droplet;
  if (app.droplet === undefined) {
    throw unprocessable(
      'Invalid droplet. Please specify a droplet in the request or set a current droplet for the app.',
    );
  }
  return app.droplet;
}

function deploymentOf(
  world: World,
  app: App,
  order: DeploymentOrder,
  { droplet, originalInstances }: { readonly droplet: Droplet; readonly originalInstances: number },
): Deployment {
  const now = world.clock.now();
  const { strategy, maxInFlight, canarySteps, webInstances, memoryMb, diskMb, logRateLimit } = order;
  const deployment: Deployment = {
    ...world.resource(),
    app,
    state: strategy === 'canary' ? 'PREPAUSED' : 'DEPLOYING',
    superseded: false,
    ...{ strategy, maxInFlight, canarySteps, webInstances, memoryMb, diskMb, logRateLimit },
    canaryStep: 1,
    originalInstances,
    droplet,
    previousDroplet: app.droplet,
    process: undefined,
    revision: undefined,
    lastHealthyAt: now,
    lastStatusChange: now,
    error: undefined,
  };
  deployment.metadata = order.metadata;
  return deployment;
}

/** The new web process, as large as the first step wants it. */
function cloned(runtime: Runtime, newest: Process, order: DeploymentOrder, deployment: Deployment): Process {
  const first = order.strategy === 'canary' ? canaryCounts(deployment).canary : targetOf(deployment);
  const clone = runtime.world.addProcess(newest.app, 'web');
  const { command, user, healthCheck, readinessHealthCheck } = newest;
  const instances = Math.min(order.maxInFlight, first);
  Object.assign(clone, { command, user, healthCheck, readinessHealthCheck }, sizeOf(newest, order), { instances });
  clone.metadata = { labels: { ...newest.metadata.labels }, annotations: { ...newest.metadata.annotations } };
  const refusal = runtime.refusal(clone, clone, true);
  if (refusal === undefined) return clone;
  runtime.destroy(clone);
  throw explained(refusal, newest.app);
}

/** With any of these options, the newest web process must be able to have them, too (validate_quota!). */
function checkOptions(runtime: Runtime, newest: Process, order: DeploymentOrder): void {
  const { webInstances, memoryMb, logRateLimit } = order;
  if (webInstances === undefined && memoryMb === undefined && logRateLimit === undefined) return;
  const refusal = runtime.refusal(newest, sizeOf(newest, order), true);
  if (refusal !== undefined) throw explained(refusal, newest.app);
}

function sizeOf(process: Process, order: DeploymentOrder): Size & { readonly diskMb: number } {
  return {
    instances: order.webInstances ?? process.instances,
    memoryMb: order.memoryMb ?? process.memoryMb,
    diskMb: order.diskMb ?? process.diskMb,
    logRateLimit: order.logRateLimit ?? process.logRateLimit,
  };
}

/** A quota that is too small for a roll is said to be that. */
function explained(refusal: string, { space }: App) {
  const end = 'quota may not be large enough to support rolling deployments or your configured max-in-flight.';
  if (/space_quota_exceeded|space_app_instance_limit_exceeded/.test(refusal)) {
    return unprocessable(`${refusal} for space ${space.name}. This space's ${end}`);
  }
  if (/quota_exceeded|app_instance_limit_exceeded/.test(refusal)) {
    return unprocessable(`${refusal} for organization ${space.org.name}. This organization's ${end}`);
  }
  return unprocessable(refusal);
}

/** The app's variables and sidecars become those of the revision; its commands come with the processes. */
function takeBack(world: World, app: App, { environment, sidecars }: Revision): void {
  app.environment = { ...environment };
  for (let at = world.sidecars.length - 1; at >= 0; at -= 1) {
    if (world.sidecars[at]?.app === app) world.sidecars.splice(at, 1);
  }
  for (const sidecar of sidecars) world.addSidecar(app, sidecar);
}

function supersede(world: World, deployment: Deployment): void {
  deployment.state = deployment.state === 'DEPLOYING' ? 'DEPLOYED' : 'CANCELED';
  deployment.superseded = true;
  deployment.lastStatusChange = world.clock.now();
  world.touch(deployment);
}

function record(world: World, deployment: Deployment, order: DeploymentOrder, actor: Account): void {
  const { app, guid, droplet, revision } = deployment;
  world.record('audit.app.deployment.create', app, actor, {
    deployment_guid: guid,
    droplet_guid: droplet.guid,
    type: order.from !== undefined && 'revision' in order.from ? 'rollback' : null,
    revision_guid: revision?.guid ?? null,
    request: order.request,
  });
}
