import { keyOf } from './deployment.ts';
import type { Pod } from './pod.ts';
import type { PodTemplate } from './pod-template.ts';

export interface StatefulSetSpec {
  readonly replicas: number;
  readonly template: PodTemplate;
  /** What a pod finds in the place of its template when it is made, in secrets say: a change of that rolls nothing out. */
  readonly filled?: (template: PodTemplate) => PodTemplate;
}

interface Numbered {
  readonly pod: Pod;
  /** As it stood in the set when the pod was made. */
  readonly template: PodTemplate;
}

/** Makes the pod of a name and template; `changed` is called after everything that happens to it. */
export type PodMaker = (name: string, template: PodTemplate, changed: () => void) => Pod;

/**
 * A StatefulSet with the pod management `Parallel` and the update strategy `RollingUpdate`: its pods have numbers, and
 * there is never more than one of a number. A new template is rolled out from the highest number down, one pod at a
 * time: a pod of another template is deleted whether it works or not, its successor made once it is gone, and the next
 * one touched once that is ready. One that never gets ready holds up the roll-out for good.
 *
 * @see kubernetes/kubernetes: pkg/controller/statefulset/stateful_set_control.go
 */
export class StatefulSet {
  readonly name: string;
  readonly #make: PodMaker;
  readonly #pods = new Map<number, Numbered>();
  #replicas: number;
  /** What is rolled out, and what was before: until that is done, a lower number that is lost comes back as it was. */
  #template: PodTemplate;
  #settled: PodTemplate;
  #filled: (template: PodTemplate) => PodTemplate;
  #working = false;
  #again = false;

  constructor(name: string, { replicas, template, filled = asItIs }: StatefulSetSpec, make: PodMaker) {
    this.name = name;
    this.#make = make;
    this.#replicas = replicas;
    this.#template = template;
    this.#settled = template;
    this.#filled = filled;
    this.#reconcile();
  }

  get replicas(): number {
    return this.#replicas;
  }

  get template(): PodTemplate {
    return this.#template;
  }

  /** By number, those that are being deleted among them. */
  get pods(): readonly Pod[] {
    return [...this.#pods].sort(([a], [b]) => a - b).map(([, { pod }]) => pod);
  }

  pod(index: number): Pod | undefined {
    return this.#pods.get(index)?.pod;
  }

  /** The number in a pod's name; undefined: it is not one of this set. */
  indexOf(pod: Pod): number | undefined {
    return [...this.#pods].find(([, other]) => other.pod === pod)?.[0];
  }

  apply({ replicas, template, filled = asItIs }: StatefulSetSpec): void {
    this.#replicas = replicas;
    this.#template = template;
    this.#filled = filled;
    this.#reconcile();
  }

  /** Something happened to a pod while a change is under way: that is looked at afterwards. */
  #reconcile(): void {
    this.#again = true;
    if (this.#working) return;
    this.#working = true;
    try {
      while (this.#again) {
        this.#again = false;
        this.#sync();
      }
    } finally {
      this.#working = false;
    }
  }

  #sync(): void {
    for (const [index, { pod }] of this.#pods) if (pod.phase === 'gone') this.#pods.delete(index);
    const settled = this.#count(this.#settled);
    for (let index = 0; index < this.#replicas; index += 1) {
      if (this.#pods.has(index)) continue;
      const template = index < settled ? this.#settled : this.#template;
      const pod = this.#make(`${this.name}-${index}`, this.#filled(template), () => this.#reconcile());
      this.#pods.set(index, { pod, template });
    }
    for (const [index, { pod }] of this.#pods) if (index >= this.#replicas) pod.delete();
    this.#update();
    const rolledOut = [...this.#pods.values()].every((one) => one.pod.live && one.pod.ready && this.#isNew(one));
    if (rolledOut && this.#pods.size === this.#replicas) this.#settled = this.#template;
  }

  /** The next step of the roll-out, if it may be taken. */
  #update(): void {
    for (let index = this.#replicas - 1; index >= 0; index -= 1) {
      const one = this.#pods.get(index);
      if (one?.pod.live === true && !this.#isNew(one)) {
        one.pod.delete();
        return;
      }
      if (one?.pod.live !== true || !one.pod.ready) return;
    }
  }

  #isNew({ template }: Numbered): boolean {
    return keyOf(template) === keyOf(this.#template);
  }

  #count(template: PodTemplate): number {
    return [...this.#pods.values()].filter((one) => one.pod.live && keyOf(one.template) === keyOf(template)).length;
  }
}

const asItIs = (template: PodTemplate) => template;
