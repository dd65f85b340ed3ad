import type { SandboxClock } from '../clock.ts';
import type { Pull } from '../image.ts';
import { podName, templateHash } from './names.ts';
import { Pod } from './pod.ts';
import type { PodFault, PodTemplate } from './pod-template.ts';
import type { Timings } from './timings.ts';

/** What the cluster's API or a pod of it refused, in the words that reach the controller. */
export class KubeError extends Error {}

/** A process type's Deployment: `replicas` pods of the newest template, older ones until those are ready. */
export interface Deployment {
  readonly app: string;
  readonly type: string;
  /** `<app>-<type>` */
  readonly name: string;
  replicas: number;
  template: PodTemplate;
  /** When `template` was set. */
  updatedAt: number;
  pods: Pod[];
}

/** A fault for one app, for all of its process types unless `type` is given; for pods created from now on. */
export type ClusterFault = { readonly app: string; readonly type?: string } & (
  | PodFault
  /** The API server refuses to create or update the Deployment. */
  | { readonly kind: 'refuse-update' }
);

export interface LogEntry {
  readonly at: number;
  /** Pod name; undefined: the controller itself. */
  readonly pod: Pod | undefined;
  /** How often the pod's container had been started again by then. */
  readonly restarts: number;
  readonly text: string;
}

/** The part of Kubernetes that the controllers use, one namespace an app. */
export class Cluster {
  readonly clock: SandboxClock;
  readonly timings: Timings;
  readonly faults: ClusterFault[] = [];
  /** Nodes that can take pods: so many pods of a Deployment are replaced at a time. */
  readonly nodes = 3;
  /** Namespaces that exist although no app has them. */
  readonly foreignNamespaces = new Set<string>(['duplicate']);
  readonly #pull: Pull;
  readonly #deployments = new Map<string, Deployment[]>();
  readonly #logs = new Map<string, LogEntry[]>();
  readonly #lastServed = new Map<string, number>();

  constructor(clock: SandboxClock, pull: Pull, timings: Timings) {
    this.clock = clock;
    this.timings = timings;
    this.#pull = pull;
  }

  deployments(app: string): readonly Deployment[] {
    return this.#deployments.get(app) ?? [];
  }

  deployment(app: string, type: string): Deployment | undefined {
    return this.deployments(app).find((deployment) => deployment.type === type);
  }

  /** Newest first. */
  pods(app: string): readonly Pod[] {
    return this.deployments(app)
      .flatMap((deployment) => deployment.pods)
      .sort((a, b) => b.createdAt - a.createdAt);
  }

  /** Oldest first, as the log collector keeps them. */
  logs(app: string): readonly LogEntry[] {
    return this.#logs.get(app) ?? [];
  }

  log(app: string, text: string, pod?: Pod): void {
    const entries = this.#logs.get(app) ?? [];
    entries.push({ at: this.clock.now(), pod, restarts: pod?.restarts ?? 0, text });
    this.#logs.set(app, entries.slice(-1_000));
  }

  /** Creates the Deployment or gives it a new template and size; returns at once. Throws `KubeError`. */
  apply(app: string, type: string, replicas: number, template: PodTemplate): Deployment {
    const name = `${app}-${type}`;
    let deployment = this.deployment(app, type);
    const refused = this.faults.some(
      (fault) => fault.kind === 'refuse-update' && fault.app === app && (fault.type ?? type) === type,
    );
    if (refused) {
      const verb = deployment === undefined ? 'create' : 'update';
      throw new KubeError(`('failed to ${verb} Deployment "${name}": 503 Network Unreachable ', '${name}')`);
    }
    if (deployment === undefined) {
      deployment = { app, type, name, replicas, template, updatedAt: this.clock.now(), pods: [] };
      this.#deployments.set(app, [...this.deployments(app), deployment]);
    } else if (keyOf(deployment.template) !== keyOf(template)) {
      deployment.template = template;
      deployment.updatedAt = this.clock.now();
    }
    deployment.replicas = replicas;
    this.#reconcile(deployment);
    return deployment;
  }

  scale(deployment: Deployment, replicas: number): void {
    deployment.replicas = replicas;
    this.#reconcile(deployment);
  }

  /** Takes a process type away, or all of an app's. */
  remove(app: string, type?: string): void {
    const [going, staying] = [true, false].map((take) =>
      this.deployments(app).filter((deployment) => (type === undefined || deployment.type === type) === take),
    );
    for (const deployment of going ?? []) this.scale(deployment, 0);
    this.#deployments.set(app, staying ?? []);
    if (type === undefined) this.#logs.delete(app);
  }

  /** A ready pod of the first of these types that has one, each in turn, as a service picks them. */
  serving(app: string, types: readonly string[]): Pod | undefined {
    for (const type of types) {
      const ready = (this.deployment(app, type)?.pods ?? []).filter((pod) => pod.ready && pod.live);
      if (ready.length === 0) continue;
      const turn = ((this.#lastServed.get(app) ?? -1) + 1) % ready.length;
      this.#lastServed.set(app, turn);
      return ready[turn];
    }
    return undefined;
  }

  #reconcile(deployment: Deployment): void {
    deployment.pods = deployment.pods.filter((pod) => pod.phase !== 'gone');
    const live = deployment.pods.filter((pod) => pod.live);
    const current = live.filter((pod) => isCurrent(deployment, pod));
    const old = live.filter((pod) => !isCurrent(deployment, pod));
    const surplus = [...current].sort((a, b) => Number(a.ready) - Number(b.ready) || b.createdAt - a.createdAt);
    for (const pod of surplus.slice(0, Math.max(0, current.length - deployment.replicas))) pod.delete();
    const pending = current.filter((pod) => !pod.ready).length;
    const missing = Math.min(deployment.replicas - current.length, this.nodes - pending);
    for (let count = 0; count < missing; count += 1) this.#create(deployment);
    // Broken pods of an older template go first, whatever the new ones do; working ones as they are replaced.
    for (const pod of old.filter((candidate) => !candidate.ready)) pod.delete();
    const keep = Math.max(0, deployment.replicas - current.filter((pod) => pod.ready).length);
    const working = old.filter((pod) => pod.ready && pod.live);
    for (const pod of working.slice(0, Math.max(0, working.length - keep))) pod.delete();
  }

  #create(deployment: Deployment): void {
    const { app, type, template } = deployment;
    const fault = this.faults.find(
      (candidate) => candidate.kind !== 'refuse-update' && candidate.app === app && (candidate.type ?? type) === type,
    );
    const pod = new Pod(podName(deployment.name, templateHash(keyOf(template))), type, template, {
      clock: this.clock,
      pull: this.#pull,
      timings: this.timings,
      fault: fault?.kind === 'refuse-update' ? undefined : fault,
      changed: () => this.#reconcile(deployment),
      log: (from, line) => this.log(app, line, from),
    });
    deployment.pods.push(pod);
  }
}

/** Two templates with the same key are the same to Kubernetes: nothing is rolled out. */
export function keyOf(template: PodTemplate): string {
  return JSON.stringify(template);
}

export function isCurrent(deployment: Deployment, pod: Pod): boolean {
  return keyOf(pod.template) === keyOf(deployment.template);
}

/** As `kubectl rollout status` sees it: every wanted pod is of the newest template and ready. */
export function isRolledOut(deployment: Deployment): boolean {
  const ready = deployment.pods.filter((pod) => pod.live && pod.ready && isCurrent(deployment, pod)).length;
  return ready >= deployment.replicas;
}
