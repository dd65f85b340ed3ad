import type { SandboxClock } from '../clock.ts';
import type { Pull } from '../image.ts';
import { type Deployment, type DeploymentSpec, isCurrent, keyOf } from './deployment.ts';
import { type ClusterFault, isPodFault } from './faults.ts';
import { podName, templateHash } from './names.ts';
import { type Node, threeNodes } from './node.ts';
import { Pod } from './pod.ts';
import type { PodTemplate } from './pod-template.ts';
import { leastUsed } from './scheduler.ts';
import { StatefulSet, type StatefulSetSpec } from './stateful-set.ts';
import type { ClusterTimings } from './timings.ts';

/** What the cluster's API or a pod of it refused, in the words that reach the controller. */
export class KubeError extends Error {}

export interface LogEntry {
  readonly at: number;
  /** Which of the lines of that millisecond. */
  readonly nth: number;
  /** Pod name; undefined: the controller itself. */
  readonly pod: Pod | undefined;
  /** How often the pod's container had been started again by then. */
  readonly restarts: number;
  readonly text: string;
}

/** The part of Kubernetes that the controllers use, one namespace an app. */
export class Cluster {
  readonly clock: SandboxClock;
  readonly timings: ClusterTimings;
  readonly faults: ClusterFault[] = [];
  readonly nodes: Node[] = threeNodes();
  /** Namespaces that exist although no app has them. */
  readonly foreignNamespaces = new Set<string>(['duplicate']);
  /** The API server answers everything with 503; what runs goes on running. */
  down = false;
  /** Lines of an app that are kept; older ones are gone. */
  keptLogLines = 1_000;
  readonly #pull: Pull;
  readonly #deployments = new Map<string, Deployment[]>();
  readonly #statefulSets = new Map<string, StatefulSet[]>();
  /** Pods that are run once, and belong to no Deployment. */
  readonly #tasks = new Map<string, Pod[]>();
  readonly #logs = new Map<string, LogEntry[]>();
  readonly #lastServed = new Map<string, number>();

  constructor(clock: SandboxClock, pull: Pull, timings: ClusterTimings) {
    this.clock = clock;
    this.timings = timings;
    this.#pull = pull;
  }

  /** Throws `KubeError` while the API server is down. `what`: `get Namespace "myapp"`. */
  reach(what: string): void {
    if (this.down) throw new KubeError(`failed to ${what}: 503 Service Unavailable `);
  }

  deployments(app: string): readonly Deployment[] {
    return this.#deployments.get(app) ?? [];
  }

  deployment(app: string, type: string): Deployment | undefined {
    return this.deployments(app).find((deployment) => deployment.type === type);
  }

  /** Those with pods that are on their way out are among them. */
  statefulSets(app: string): readonly StatefulSet[] {
    return (this.#statefulSets.get(app) ?? []).filter((set) => set.replicas > 0 || set.pods.length > 0);
  }

  /** Newest first. */
  pods(app: string): readonly Pod[] {
    const owners = [...this.deployments(app), ...this.statefulSets(app)];
    return [...owners.flatMap((owner) => owner.pods), ...this.tasks(app)].sort((a, b) => b.createdAt - a.createdAt);
  }

  /** Pods that are run once, oldest first. */
  tasks(app: string): readonly Pod[] {
    return this.#tasks.get(app)?.filter((pod) => pod.phase !== 'gone') ?? [];
  }

  /** Nodes that pods with this selector can go to. */
  nodesWith(labels: Readonly<Record<string, string>>): readonly Node[] {
    return this.nodes.filter((node) => node.has(labels));
  }

  /** Oldest first, as the log collector keeps them. */
  logs(app: string): readonly LogEntry[] {
    return this.#logs.get(app) ?? [];
  }

  log(app: string, text: string, pod?: Pod): void {
    const entries = this.#logs.get(app) ?? [];
    const at = this.clock.now();
    const last = entries.at(-1);
    entries.push({ at, nth: last?.at === at ? last.nth + 1 : 0, pod, restarts: pod?.restarts ?? 0, text });
    entries.splice(0, Math.max(0, entries.length - this.keptLogLines));
    this.#logs.set(app, entries);
  }

  /** Creates the Deployment or gives it a new template and size; returns at once. Throws `KubeError`. */
  apply(app: string, type: string, { replicas, template, surge }: DeploymentSpec): Deployment {
    const name = `${app}-${type}`;
    const now = this.clock.now();
    let deployment = this.deployment(app, type);
    if (deployment === undefined) {
      this.#refuse(app, type, 'refuse-create', `create Deployment "${name}" in Namespace "${app}"`, [name, app]);
      const times = { createdAt: now, updatedAt: now };
      deployment = { app, type, name, replicas: 0, template, surge, ...times, events: [], pods: [] };
      this.#deployments.set(app, [...this.deployments(app), deployment]);
    } else {
      this.#refuse(app, type, 'refuse-update', `update Deployment "${name}"`, [name]);
      if (keyOf(deployment.template) !== keyOf(template)) {
        deployment.template = template;
        deployment.updatedAt = now;
      }
    }
    deployment.surge = surge;
    this.#resize(deployment, replicas);
    return deployment;
  }

  /** Creates the StatefulSet or gives it a new template and size; none: it is deleted, and its pods with it. */
  applyStatefulSet(app: string, type: string, name: string, spec: StatefulSetSpec): StatefulSet {
    const sets = this.statefulSets(app);
    let set = sets.find((one) => one.name === name);
    if (set === undefined) {
      const siblings = () => set?.pods ?? [];
      set = new StatefulSet(name, spec, (pod, template, changed) =>
        this.#create(app, type, pod, template, changed, siblings),
      );
    } else set.apply(spec);
    this.#statefulSets.set(app, [...sets.filter((one) => one !== set), set]);
    return set;
  }

  /** Throws `KubeError`. */
  scale(deployment: Deployment, replicas: number): void {
    const { app, type, name } = deployment;
    const parts = ['Deployment', name, app];
    this.#refuse(app, type, 'refuse-scale', `scale Deployment "${name}" in Namespace "${app}"`, parts);
    this.#resize(deployment, replicas);
  }

  /** `kubectl rollout restart`: all pods are made anew. Throws `KubeError`. */
  restart(deployment: Deployment): void {
    this.reach(`restart Deployment "${deployment.name}"`);
    const restartedAt = new Date(this.clock.now()).toISOString();
    deployment.template = { ...deployment.template, restartedAt };
    deployment.updatedAt = this.clock.now();
    this.#reconcile(deployment);
  }

  /** A pod of its own whose container is run once. Throws `KubeError`. */
  run(app: string, type: string, name: string, template: PodTemplate): Pod {
    this.reach(`create Pod in Namespace "${app}"`);
    const pod = this.#create(app, type, name, template, () => undefined);
    this.#tasks.set(app, [...this.tasks(app), pod]);
    return pod;
  }

  /** Takes a process type away, or all of an app's. */
  remove(app: string, type?: string): void {
    const [going, staying] = [true, false].map((take) =>
      this.deployments(app).filter((deployment) => (type === undefined || deployment.type === type) === take),
    );
    for (const deployment of going ?? []) this.#resize(deployment, 0);
    this.#deployments.set(app, staying ?? []);
    if (type !== undefined) return;
    for (const pod of this.tasks(app)) pod.delete();
    this.#tasks.delete(app);
    this.#logs.delete(app);
  }

  /**
   * The pod that a router sends a request to: one of the first of these types that has any, each in turn. Routers see
   * what was some time ago; `gone`: the one they chose is there no more.
   */
  serving(app: string, types: readonly string[]): Pod | 'gone' | undefined {
    const seen = this.clock.now() - this.timings.routerLag;
    const ready = (pod: Pod) =>
      pod.readyAt !== undefined && pod.readyAt <= seen && (pod.unreadyAt === undefined || pod.unreadyAt > seen);
    for (const type of types) {
      const pods = (this.deployment(app, type)?.pods ?? []).filter(ready);
      const choice = this.timings.routerLag === 0 ? pods.filter((pod) => pod.live && pod.ready) : pods;
      if (choice.length === 0) continue;
      const turn = ((this.#lastServed.get(app) ?? -1) + 1) % choice.length;
      this.#lastServed.set(app, turn);
      const pod = choice[turn];
      return pod?.ready === true ? pod : 'gone';
    }
    return undefined;
  }

  #resize(deployment: Deployment, replicas: number): void {
    if (replicas !== deployment.replicas) {
      const verb = replicas > deployment.replicas ? 'up' : 'down';
      const set = `${deployment.name}-${templateHash(keyOf(deployment.template))}`;
      const message = `Scaled ${verb} replica set ${set} to ${replicas}`;
      deployment.events.push({ reason: 'ScalingReplicaSet', message, at: this.clock.now() });
    }
    deployment.replicas = replicas;
    this.#reconcile(deployment);
  }

  #reconcile(deployment: Deployment): void {
    // A pod that has gone stays known as long as a router may not have noticed.
    const { routerLag } = this.timings;
    deployment.pods = deployment.pods.filter(
      (pod) => pod.phase !== 'gone' || this.clock.now() - (pod.unreadyAt ?? 0) < routerLag,
    );
    const live = deployment.pods.filter((pod) => pod.live);
    const current = live.filter((pod) => isCurrent(deployment, pod));
    const old = live.filter((pod) => !isCurrent(deployment, pod));
    const surplus = [...current].sort((a, b) => Number(a.ready) - Number(b.ready) || b.createdAt - a.createdAt);
    for (const pod of surplus.slice(0, Math.max(0, current.length - deployment.replicas))) pod.delete();
    const pending = current.filter((pod) => !pod.ready).length;
    const missing = Math.min(deployment.replicas - current.length, Math.max(1, deployment.surge) - pending);
    for (let count = 0; count < missing; count += 1) {
      const { app, type, template, name } = deployment;
      const changed = () => this.#reconcile(deployment);
      deployment.pods.push(
        this.#create(app, type, podName(name, templateHash(keyOf(template))), template, changed, () => deployment.pods),
      );
    }
    // Broken pods of an older template go first, whatever the new ones do; working ones as they are replaced.
    for (const pod of old.filter((candidate) => !candidate.ready)) pod.delete();
    const keep = Math.max(0, deployment.replicas - current.filter((pod) => pod.ready).length);
    const working = old.filter((pod) => pod.ready && pod.live);
    for (const pod of working.slice(0, Math.max(0, working.length - keep))) pod.delete();
  }

  #create(
    app: string,
    type: string,
    name: string,
    template: PodTemplate,
    changed: () => void,
    siblings: () => readonly Pod[] = () => [],
  ): Pod {
    const fault = this.faults
      .filter(isPodFault)
      .find((candidate) => candidate.app === app && (candidate.type ?? type) === type);
    return new Pod(name, type, template, {
      clock: this.clock,
      pull: this.#pull,
      timings: this.timings,
      fault,
      nodes: this.nodes,
      choose: (nodes) => leastUsed(nodes, siblings(), this.#livePods()),
      changed,
      log: (from, line) => this.log(app, line, from),
    });
  }

  #livePods(): readonly Pod[] {
    const apps = new Set([...this.#deployments.keys(), ...this.#statefulSets.keys()]);
    return [...apps].flatMap((app) => this.pods(app).filter((pod) => pod.live));
  }

  /** `parts`: what the error is made of beside its text, which the controllers' exceptions show. */
  #refuse(app: string, type: string, kind: ClusterFault['kind'], what: string, parts: readonly string[]): void {
    this.reach(what);
    if (!this.faults.some((fault) => fault.kind === kind && fault.app === app && (fault.type ?? type) === type)) return;
    throw new KubeError(
      `('failed to ${what}: 503 Network Unreachable ', ${parts.map((part) => `'${part}'`).join(', ')})`,
    );
  }
}
