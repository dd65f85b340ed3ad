import type { Pod } from '../../kubernetes/pod.ts';
import type { StatefulSet } from '../../kubernetes/stateful-set.ts';
import type { App, Process } from '../records.ts';
import type { KorifiWorld } from '../world.ts';
import { newProcess } from './processes.ts';
import { filled, templateOf } from './template.ts';

/**
 * What Korifi's controllers do for an app some time after each change: they make its processes once its droplet is
 * there, keep the workload of each as it is wanted, and say in the condition `Ready` whether the app has any pods as
 * it should. Of which droplet those are, and whether they work, does not matter to it.
 *
 * @see cloudfoundry/korifi: controllers/controllers/workloads/apps and processes
 */
export class Controller {
  readonly #world: KorifiWorld;
  readonly #due = new Set<App>();

  constructor(world: KorifiWorld) {
    this.#world = world;
  }

  /** Something that the app depends on has changed. `wanted`: in the app itself. */
  changed(app: App, wanted?: 'wanted'): void {
    if (wanted !== undefined) {
      app.generation += 1;
      this.#world.touch(app);
    }
    if (this.#due.has(app)) return;
    this.#due.add(app);
    this.#world.clock.after(this.#world.timings.reconcile, () => {
      this.#due.delete(app);
      if (!this.#world.apps.includes(app)) return;
      if (this.#world.reconcilePaused) this.changed(app);
      else this.#reconcile(app);
    });
  }

  /** The workload that a process has as long as its app is not stopped again. */
  workload(process: Process): StatefulSet | undefined {
    return this.#world.cluster.statefulSets(process.app.guid).find(({ name }) => name === nameOf(process));
  }

  /**
   * What pods a process has, one of a number: all of them are found by the label of the process, and one of a workload on
   * its way out hides the one in its place.
   */
  instances(process: Process): readonly { readonly pod: Pod; readonly index: number }[] {
    const wanted = this.workload(process);
    if (wanted === undefined && !this.#world.finalizesWorkloads) return [];
    const found = new Map<number, Pod>();
    const sets = [...this.#workloads(process)].sort((a, b) => Number(b === wanted) - Number(a === wanted));
    for (const set of sets) for (const pod of set.pods) found.set(set.indexOf(pod) ?? 0, pod);
    return [...found].sort(([a], [b]) => a - b).map(([index, pod]) => ({ pod, index }));
  }

  /** Takes everything of the app out of the cluster. */
  removed(app: App): void {
    for (const process of app.processes) this.#stop(process);
  }

  #reconcile(app: App): void {
    const ready = (status: boolean, reason: string) => {
      app.ready = { status, reason, seen: app.generation };
    };
    app.actual = this.#hasPods(app) ? 'STARTED' : 'STOPPED';
    if (app.droplet === undefined) {
      ready(false, 'DropletNotAssigned');
      return;
    }
    const droplet = this.#world.droplet(app.droplet);
    if (droplet === undefined) {
      ready(false, 'CannotResolveCurrentDropletRef');
      return;
    }
    if (app.processes.every(({ type }) => type !== 'web')) app.processes.push(newProcess(this.#world, app, 'web'));
    for (const process of app.processes) {
      this.#stop(process, this.workload(process));
      if (app.desired === 'STOPPED' || process.instances === 0) this.#stop(process);
      else {
        this.#world.cluster.applyStatefulSet(app.guid, process.type, nameOf(process), {
          replicas: process.instances,
          template: templateOf(this.#world, process, droplet),
          filled: (template) => filled(this.#world, app, template),
        });
      }
    }
    const isReached = app.actual === app.desired;
    ready(isReached, isReached ? 'Ready' : 'DesiredStateNotReached');
    // Pods come and go without anybody's asking.
    if (!isReached) this.changed(app);
  }

  #hasPods(app: App): boolean {
    const sets = this.#world.finalizesWorkloads
      ? this.#world.cluster.statefulSets(app.guid)
      : app.processes.flatMap((process) => this.workload(process) ?? []);
    return sets.some(({ pods }) => pods.length > 0);
  }

  /** Deletes the workloads of a process but one. */
  #stop(process: Process, but?: StatefulSet): void {
    for (const set of this.#workloads(process)) {
      if (set !== but) set.apply({ replicas: 0, template: set.template });
    }
  }

  #workloads(process: Process): readonly StatefulSet[] {
    const sets = this.#world.cluster.statefulSets(process.app.guid);
    return sets.filter(({ name }) => name.startsWith(`${process.guid}-`));
  }
}

/** Of its own for each start of an app. */
function nameOf({ guid, app }: Process): string {
  return `${guid}-${app.lastStop}`;
}
