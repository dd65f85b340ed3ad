import { ApiError, unprocessable } from '../errors.ts';
import type { App, Deployment, Process } from '../model.ts';
import type { Timings } from '../timings.ts';
import type { Account } from '../uaa/model.ts';
import { isActive, type World } from '../world.ts';
import { createDeployment, type DeploymentOrder } from './deployment-create.ts';
import { canaryCounts, isRunning, statusOf, stepsOf, summary, targetOf } from './deployment-status.ts';
import type { Runtime } from './runtime.ts';

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

  create(app: App, order: DeploymentOrder, actor: Account): Deployment {
    return createDeployment(this.#runtime, app, order, actor);
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
    this.#world.record('audit.app.deployment.continue', deployment.app, actor, {
      deployment_guid: deployment.guid,
      droplet_guid: deployment.droplet.guid,
    });
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

  /**
   * The old web process goes away for good: from now on the web process's guid is not the app's. The others take their
   * commands from the revision and are restarted, all at once (actions/finalize.rb).
   */
  #finish(deployment: Deployment, process: Process): void {
    const { app } = deployment;
    const { revision } = process;
    const others = this.#world.processesOf(app);
    for (const other of others) if (other.type === 'web' && other !== process) this.#runtime.destroy(other);
    for (const other of others) {
      if (other.type === 'web') continue;
      if (revision !== undefined) other.command = revision.commands[other.type];
      this.#runtime.relaunch(other, revision);
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
    // Before the others go: where a quota has no room for both, it stops the cancel, too.
    const size = { ...prior, instances: deployment.originalInstances };
    const refusal = this.#runtime.refusal(prior, size, prior.lrp !== undefined);
    if (refusal !== undefined) throw unprocessable(refusal);
    this.#runtime.setInstances(prior, deployment.originalInstances);
    for (const process of webs) if (process !== prior) this.#runtime.destroy(process);
    this.#become(deployment, 'CANCELED');
  }

  #become(deployment: Deployment, state: Deployment['state']): void {
    if (deployment.state !== state) deployment.lastStatusChange = this.#world.clock.now();
    deployment.state = state;
    this.#world.touch(deployment);
  }
}
