import { isActive, remove, type World } from '../world.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** `completed_tasks.cutoff_age_in_days` and `audit_events.cutoff_age_in_days`. */
const keptDays = 31;

/** What the Cloud Controller's clock takes away once a day (CCNG, lib/cloud_controller/clock/scheduler.rb). */
export class Housekeeping {
  readonly #world: World;
  #stopped = false;

  constructor(world: World) {
    this.#world = world;
    this.#schedule();
  }

  close(): void {
    this.#stopped = true;
  }

  #schedule(): void {
    this.#world.clock.after(dayMs, () => {
      if (this.#stopped) return;
      this.#clean();
      this.#schedule();
    });
  }

  #clean(): void {
    const world = this.#world;
    const { keptRevisions: kept } = world;
    for (const app of world.apps) {
      app.revisions.splice(0, Math.max(app.revisions.length - kept, 0));
      const builds = world.builds.filter((one) => one.app === app && one.state !== 'STAGING');
      for (const build of builds.slice(0, Math.max(builds.length - kept, 0))) remove(world.builds, build);
      const deployments = world.deployments.filter((one) => one.app === app && !isActive(one));
      for (const deployment of deployments.slice(0, Math.max(deployments.length - kept, 0))) {
        remove(world.deployments, deployment);
      }
    }
    const oldest = world.clock.now() - keptDays * dayMs;
    const ended = world.tasks.filter(({ state }) => state === 'SUCCEEDED' || state === 'FAILED');
    for (const task of ended) if (task.updatedAt < oldest) remove(world.tasks, task);
    for (const event of world.events.filter(({ createdAt }) => createdAt < oldest)) remove(world.events, event);
  }
}
