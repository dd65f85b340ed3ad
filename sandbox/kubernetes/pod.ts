import type { SandboxClock } from '../clock.ts';
import type { Pull, PulledImage } from '../image.ts';
import { Container, type Exit } from './container.ts';
import type { PodFault } from './faults.ts';
import { ImagePull } from './image-pull.ts';
import { type Node, placesFor } from './node.ts';
import type { PodEvent, PodTemplate } from './pod-template.ts';
import type { ClusterTimings } from './timings.ts';

type Phase =
  | 'scheduling'
  | 'unschedulable'
  | 'pulling'
  | 'pull-failed'
  | 'pull-back-off'
  /** `CreateContainerConfigError`: its container is never made. */
  | 'config-error'
  | 'running'
  | 'exited'
  | 'crash-back-off'
  /** A container that is run once has ended, with 0 or not. */
  | 'succeeded'
  | 'failed'
  | 'deleting'
  | 'gone';

export interface PodOutside {
  readonly clock: SandboxClock;
  readonly pull: Pull;
  readonly timings: ClusterTimings;
  readonly fault: PodFault | undefined;
  readonly nodes: readonly Node[];
  /** The one of the nodes that fit. */
  choose(nodes: readonly Node[]): Node | undefined;
  /** Called after every change. */
  changed(): void;
  /** One line of the container's output. */
  log(pod: Pod, line: string): void;
}

/** One pod with one container, from its creation to its end, as the kubelet drives it. */
export class Pod {
  readonly name: string;
  readonly type: string;
  readonly template: PodTemplate;
  readonly createdAt: number;
  readonly events: PodEvent[] = [];
  phase: Phase = 'scheduling';
  ready = false;
  /** When it got ready, and when it was ready no more: what the routers find out later. */
  readyAt: number | undefined;
  unreadyAt: number | undefined;
  restarts = 0;
  startedAt: number | undefined;
  /** How its container ended last. */
  exit: Exit | undefined;
  node: Node | undefined;
  image: PulledImage | undefined;
  readonly #outside: PodOutside;
  #timers: (() => void)[] = [];
  #imagePull: ImagePull | undefined;
  #container: Container | undefined;

  constructor(name: string, type: string, template: PodTemplate, outside: PodOutside) {
    this.name = name;
    this.type = type;
    this.template = template;
    this.createdAt = outside.clock.now();
    this.#outside = outside;
    this.#after(outside.timings.schedule, () => this.#schedule());
  }

  get live(): boolean {
    return this.phase !== 'deleting' && this.phase !== 'gone';
  }

  get pullProblem(): string | undefined {
    return this.#imagePull?.problem;
  }

  /** Not ready, and held back by the kubelet after a crash now or before. */
  get crashLoop(): boolean {
    return !this.ready && this.events.some((event) => event.message === 'Back-off restarting failed container');
  }

  get unhealthy(): string | undefined {
    return this.events.find((event) => event.reason === 'Unhealthy')?.message;
  }

  /** Whether something in its container takes requests at a port. */
  listensOn(port: number): boolean {
    return (this.phase === 'running' || this.phase === 'deleting') && this.#container?.listensOn(port) === true;
  }

  /** Takes the pod away: a running container gets its time to stop, anything else goes at once. */
  delete(): void {
    if (!this.live) return;
    const running = this.phase === 'running';
    const { timings, fault } = this.#outside;
    const termination = fault?.kind === 'ignores-sigterm' ? Infinity : timings.termination;
    this.#stop();
    this.phase = running ? 'deleting' : 'gone';
    if (running) {
      this.#after(Math.min(termination, this.template.gracePeriod * 1_000), () => {
        this.#setReady(false);
        this.#enter('gone');
      });
    }
    this.#outside.changed();
  }

  /** The container exits now, for a test that wants it to. */
  crash(exitCode: number): void {
    if (this.phase === 'running') this.#exited({ code: exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' });
  }

  #schedule(): void {
    const { fault, nodes } = this.#outside;
    const places = fault?.kind === 'unschedulable' ? fault.message : placesFor(nodes, this.template);
    const node = typeof places === 'string' ? undefined : this.#outside.choose(places);
    if (typeof places === 'string' || node === undefined) {
      this.#event('FailedScheduling', String(places));
      this.#enter('unschedulable');
      return;
    }
    this.node = node;
    this.#event('Scheduled', `Successfully assigned ${this.name} to ${node.name}`);
    this.#imagePull = new ImagePull(this.template, {
      ...{ clock: this.#outside.clock, timings: this.#outside.timings, pull: this.#outside.pull, fault, node },
      event: (reason, message) => this.#event(reason, message),
      entered: (phase) => this.#enter(phase),
      pulled: (image) => {
        this.image = image;
        const refusal = this.template.runAsNonRoot === true ? refusedUser(image) : undefined;
        if (refusal === undefined) this.#start(image);
        else {
          this.#event('Failed', `Error: container has runAsNonRoot and ${refusal}`);
          this.#enter('config-error');
        }
      },
    });
    this.#imagePull.start();
  }

  #start(image: PulledImage): void {
    const { clock, timings, fault } = this.#outside;
    this.#event('Created', 'Created container');
    this.#event('Started', 'Started container');
    this.startedAt = clock.now();
    this.#enter('running');
    this.#container = new Container(image, this.template, {
      ...{ clock, fault, probeScale: timings.probeScale, restarts: this.restarts },
      say: (line) => this.#outside.log(this, line),
      exited: (exit) => this.#exited(exit),
      ready: (is) => {
        this.#setReady(is);
        this.#outside.changed();
      },
      unhealthy: (message) => this.#event('Unhealthy', message),
      killing: (message) => this.#event('Killing', message),
    });
    this.#container.start();
  }

  #exited(exit: Exit): void {
    const { timings } = this.#outside;
    this.#stop();
    this.exit = exit;
    this.#setReady(false);
    if (this.template.restartPolicy === 'Never') {
      this.#enter(exit.code === 0 ? 'succeeded' : 'failed');
      return;
    }
    this.#enter('exited');
    this.#after(this.restarts === 0 ? timings.exitShown : timings.exitShownAgain, () => {
      this.#event('BackOff', 'Back-off restarting failed container');
      this.#enter('crash-back-off');
      const pause = Math.min(timings.crashBackOff * 2 ** this.restarts, timings.crashBackOffMax);
      this.#after(pause, () => {
        this.restarts += 1;
        if (this.image !== undefined) this.#start(this.image);
      });
    });
  }

  #setReady(is: boolean): void {
    if (is === this.ready) return;
    this.ready = is;
    if (is) [this.readyAt, this.unreadyAt] = [this.#outside.clock.now(), undefined];
    else this.unreadyAt = this.#outside.clock.now();
  }

  #enter(phase: Phase): void {
    this.phase = phase;
    this.#outside.changed();
  }

  /** Kubernetes counts a repeated event instead of listing it again. */
  #event(reason: string, message: string): void {
    if (this.events.some((event) => event.reason === reason && event.message === message)) return;
    this.events.push({ reason, message, at: this.#outside.clock.now() });
  }

  #after(delay: number, task: () => void): void {
    if (this.phase === 'gone') return;
    this.#timers.push(this.#outside.clock.after(delay, () => (this.phase === 'gone' ? undefined : task())));
  }

  #stop(): void {
    for (const stop of this.#timers) stop();
    this.#timers = [];
    this.#imagePull?.stop();
    this.#container?.stop();
  }
}

/**
 * Why nobody knows that an image does not run as root. Its `/etc/passwd` is not read for that.
 *
 * @see kubernetes/kubernetes: pkg/kubelet/kuberuntime/security_context.go, verifyRunAsNonRoot
 */
function refusedUser({ user }: PulledImage): string | undefined {
  const [name = ''] = user.split(':');
  if (name === '' || /^0+$/.test(name)) return 'image will run as root';
  return /^\d+$/.test(name) ? undefined : `image has non-numeric user (${name}), cannot verify user is non-root`;
}
