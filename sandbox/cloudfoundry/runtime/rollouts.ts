import { randomUUID } from 'node:crypto';
import { ApiError, unprocessable } from '../errors.ts';
import type { Account, App, Deployment, Droplet, Metadata, Process } from '../model.ts';
import type { Timings } from '../timings.ts';
import { isActive, type World } from '../world.ts';
import { canaryCounts, isRunning, statusOf, stepsOf, summary, targetOf } from './deployment-status.ts';
import type { Size } from './quotas.ts';
import { latestRevision, type Runtime } from './runtime.ts';

/** What a request may ask of a deployment, already checked for its form. */
export interface DeploymentOrder {
  /** Undefined: the app's current one. */
  readonly droplet: Droplet | undefined;
  readonly strategy: 'rolling' | 'canary';
  readonly maxInFlight: number;
  readonly canarySteps: readonly number[];
  readonly webInstances?: number;
  readonly memoryMb?: number;
  readonly diskMb?: number;
  readonly logRateLimit?: number;
  readonly metadata: Metadata;
}

/**
 * The deployment updater (CCNG, lib/cloud_controller/deployment_updater). It never fails a deployment: one crashing
 * instance stops the scaling, and the deployment stays ACTIVE/DEPLOYING until somebody cancels it.
 */
export class Rollouts {
  readonly #world: World;
  readonly #runtime: Runtime;
  readonly #timings: Timings;
  #stopped = false;

  constructor(world: World, runtime: Runtime, timings: Timings) {
    this.#world = world;
    this.#runtime = runtime;
    this.#timings = timings;
    this.#schedule();
  }

  close(): void {
    this.#stopped = true;
  }

  /** CCNG, app/actions/deployment_create.rb. */
  create(app: App, order: DeploymentOrder, actor: Account): Deployment {
    const world = this.#world;
    const droplet = order.droplet ?? app.droplet;
    if (droplet === undefined) {
      throw unprocessable(
        'Invalid droplet. Please specify a droplet in the request or set a current droplet for the app.',
      );
    }
    const newest = world.newestWeb(app);
    const oldest = world.processesOf(app, 'web')[0];
    if (newest === undefined || oldest === undefined) throw new Error(`app ${app.name} has no web process`);
    const previous = world.activeDeployment(app);
    const originalInstances = previous?.originalInstances ?? oldest.instances;
    const now = world.clock.now();
    const deployment: Deployment = {
      ...world.resource(),
      app,
      state: order.strategy === 'canary' ? 'PREPAUSED' : 'DEPLOYING',
      superseded: false,
      strategy: order.strategy,
      maxInFlight: order.maxInFlight,
      canarySteps: order.canarySteps,
      canaryStep: 1,
      webInstances: order.webInstances,
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

    if (app.state === 'STARTED') this.#checkOptions(newest, order);
    if (app.state === 'STOPPED') {
      this.#runtime.assign(app, droplet, actor);
      this.#override(newest, order);
      if (order.webInstances !== undefined) newest.instances = order.webInstances;
      this.#runtime.start(app, actor);
      deployment.state = 'DEPLOYED';
    } else {
      const first = order.strategy === 'canary' ? canaryCounts(deployment).canary : targetOf(deployment);
      const instances = Math.min(order.maxInFlight, first);
      const process = this.#cloneOf(newest, instances);
      this.#override(process, order);
      this.#check(process, process, () => this.#runtime.destroy(process));
      this.#runtime.assign(app, droplet, actor);
      this.#runtime.revise(app);
      if (previous !== undefined) this.#supersede(previous);
      this.#runtime.relaunch(process);
      deployment.process = process;
    }
    deployment.revision = latestRevision(app);
    world.deployments.push(deployment);
    world.record('audit.app.deployment.create', app, actor, {
      deployment_guid: deployment.guid,
      droplet_guid: droplet.guid,
      strategy: order.strategy,
    });
    return deployment;
  }

  /** Re-assigns the previous droplet at once; the next tick brings the instances back (deployment_cancel.rb). */
  cancel(deployment: Deployment, actor: Account): void {
    if (!isActive(deployment)) {
      const { value, reason } = statusOf(deployment);
      throw unprocessable(`Cannot cancel a deployment with status: ${value} and reason: ${reason}`);
    }
    this.#runtime.assign(deployment.app, deployment.previousDroplet, actor);
    this.#become(deployment, 'CANCELING');
    this.#world.record('audit.app.deployment.cancel', deployment.app, actor, {
      deployment_guid: deployment.guid,
      droplet_guid: deployment.droplet.guid,
    });
  }

  /** The next canary step, or after the last one the rest of the roll. Only while PAUSED. */
  continue(deployment: Deployment, actor: Account): void {
    if (deployment.state !== 'PAUSED') {
      const { value, reason } = statusOf(deployment);
      throw unprocessable(`Cannot continue a deployment with status: ${value} and reason: ${reason}`);
    }
    if (deployment.canaryStep < stepsOf(deployment)) {
      deployment.canaryStep += 1;
      this.#become(deployment, 'PREPAUSED');
    } else {
      this.#become(deployment, 'DEPLOYING');
    }
    this.#world.record('audit.app.deployment.continue', deployment.app, actor, { deployment_guid: deployment.guid });
  }

  #schedule(): void {
    this.#world.clock.after(this.#timings.deploymentTickMs, () => {
      if (this.#stopped) return;
      for (const deployment of this.#world.deployments.filter(isActive)) this.#tick(deployment);
      this.#schedule();
    });
  }

  #tick(deployment: Deployment): void {
    const { process } = deployment;
    if (process === undefined || deployment.state === 'PAUSED') return;
    try {
      if (deployment.state === 'CANCELING') this.#undo(deployment);
      else this.#advance(deployment, process);
      deployment.error = undefined;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      deployment.error = error.message;
      this.#world.touch(deployment);
    }
  }

  /** Up- and down-scaling of one tick (actions/scale.rb, up_scaler.rb, down_scaler.rb). */
  #advance(deployment: Deployment, process: Process): void {
    const canary = deployment.state === 'PREPAUSED' ? canaryCounts(deployment) : undefined;
    const target = canary?.canary ?? targetOf(deployment);
    const total = canary === undefined ? target : canary.canary + canary.original;
    const { starting, unhealthy, routable } = summary(process.lrp?.instances ?? []);
    const canScale =
      starting < deployment.maxInFlight &&
      unhealthy === 0 &&
      // Fewer than that: the runtime has not caught up with the last scaling yet.
      routable >= process.instances - deployment.maxInFlight;

    this.#reduceOthers(deployment.app, process, Math.max(total - routable, 0));
    if (process.instances >= target && routable >= target) {
      if (canary !== undefined) {
        deployment.lastHealthyAt = this.#world.clock.now();
        this.#become(deployment, 'PAUSED');
      } else {
        this.#finish(deployment, process);
      }
      return;
    }
    if (!canScale) return;
    const wanted = Math.min(routable + deployment.maxInFlight, target);
    if (wanted !== process.instances) this.#runtime.setInstances(process, wanted);
    deployment.lastHealthyAt = this.#world.clock.now();
    this.#world.touch(deployment);
  }

  /** Takes instances from the other web processes, oldest first; an emptied one that is not the oldest is destroyed. */
  #reduceOthers(app: App, keep: Process, wanted: number): void {
    const webs = this.#world.processesOf(app, 'web');
    const others = webs.filter((process) => process !== keep);
    let surplus = others.reduce((sum, process) => sum + process.instances, 0) - wanted;
    for (const process of others) {
      if (surplus <= 0) return;
      const taken = Math.min(surplus, process.instances);
      surplus -= taken;
      if (process.instances === taken && process !== webs[0]) this.#runtime.destroy(process);
      else this.#runtime.setInstances(process, process.instances - taken);
    }
  }

  /** The old web process goes away for good: from now on the web process's guid is not the app's (finalize.rb). */
  #finish(deployment: Deployment, process: Process): void {
    const { app } = deployment;
    for (const other of this.#world.processesOf(app, 'web')) if (other !== process) this.#runtime.destroy(other);
    for (const other of this.#world.processesOf(app)) {
      if (other.type !== 'web' && app.state === 'STARTED') this.#runtime.relaunch(other);
    }
    this.#become(deployment, 'DEPLOYED');
  }

  /** actions/cancel.rb: back to the newest interim process that runs, else to the oldest web process. */
  #undo(deployment: Deployment): void {
    const { app } = deployment;
    const webs = this.#world.processesOf(app, 'web');
    const interim = this.#world.deployments
      .filter((one) => one.app === app && one.superseded && one.state === 'DEPLOYED')
      .map((one) => one.process)
      .filter((one) => one !== undefined && webs.includes(one) && isRunning(one))
      .at(-1);
    const prior = interim ?? webs[0];
    if (prior === undefined) return;
    this.#runtime.setInstances(prior, deployment.originalInstances);
    for (const process of webs) if (process !== prior) this.#runtime.destroy(process);
    this.#become(deployment, 'CANCELED');
  }

  #supersede(deployment: Deployment): void {
    this.#become(deployment, deployment.state === 'DEPLOYING' ? 'DEPLOYED' : 'CANCELED');
    deployment.superseded = true;
  }

  #become(deployment: Deployment, state: Deployment['state']): void {
    if (deployment.state !== state) deployment.lastStatusChange = this.#world.clock.now();
    deployment.state = state;
    this.#world.touch(deployment);
  }

  #cloneOf(process: Process, instances: number): Process {
    const clone = this.#runtime.addProcess(process.app, process.type, randomUUID());
    const { command, user, memoryMb, diskMb, logRateLimit, healthCheck, readinessHealthCheck } = process;
    Object.assign(clone, { command, user, memoryMb, diskMb, logRateLimit, healthCheck, readinessHealthCheck });
    clone.instances = instances;
    clone.metadata = { labels: { ...process.metadata.labels }, annotations: { ...process.metadata.annotations } };
    return clone;
  }

  /** With any of these options, the newest web process must be able to have them, too (validate_quota!). */
  #checkOptions(newest: Process, { webInstances, memoryMb, diskMb, logRateLimit }: DeploymentOrder): void {
    if (webInstances === undefined && memoryMb === undefined && logRateLimit === undefined) return;
    this.#check(newest, {
      instances: webInstances ?? newest.instances,
      memoryMb: memoryMb ?? newest.memoryMb,
      diskMb: diskMb ?? newest.diskMb,
      logRateLimit: logRateLimit ?? newest.logRateLimit,
    });
  }

  /** 422 for a process that may not be of this size; a quota that is too small for a roll is explained. */
  #check(process: Process, size: Size & { readonly diskMb: number }, undo: () => void = () => {}): void {
    const refusal = this.#runtime.refusal(process, size, true);
    if (refusal === undefined) return;
    undo();
    const { space } = process.app;
    const end = 'quota may not be large enough to support rolling deployments or your configured max-in-flight.';
    if (/space_quota_exceeded|space_app_instance_limit_exceeded/.test(refusal)) {
      throw unprocessable(`${refusal} for space ${space.name}. This space's ${end}`);
    }
    if (/quota_exceeded|app_instance_limit_exceeded/.test(refusal)) {
      throw unprocessable(`${refusal} for organization ${space.org.name}. This organization's ${end}`);
    }
    throw unprocessable(refusal);
  }

  #override(process: Process, order: DeploymentOrder): void {
    if (order.memoryMb !== undefined) process.memoryMb = order.memoryMb;
    if (order.diskMb !== undefined) process.diskMb = order.diskMb;
    if (order.logRateLimit !== undefined) process.logRateLimit = order.logRateLimit;
  }
}
