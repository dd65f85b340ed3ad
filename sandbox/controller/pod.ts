import type { SandboxClock } from '../clock.ts';
import { type Pull, PullError, type PulledImage } from '../image.ts';
import type { PodEvent, PodFault, PodTemplate } from './pod-template.ts';
import { messageOfPull } from './pull-words.ts';
import type { Timings } from './timings.ts';

type Phase =
  | 'scheduling'
  | 'unschedulable'
  | 'pulling'
  | 'pull-failed'
  | 'pull-back-off'
  | 'running'
  | 'exited'
  | 'crash-back-off'
  | 'deleting'
  | 'gone';

export interface PodOutside {
  readonly clock: SandboxClock;
  readonly pull: Pull;
  readonly timings: Timings;
  readonly fault: PodFault | undefined;
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
  restarts = 0;
  startedAt: number | undefined;
  exitCode: number | undefined;
  pullProblem: string | undefined;
  image: PulledImage | undefined;
  readonly #outside: PodOutside;
  #timers: (() => void)[] = [];
  #pullFailures = 0;

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

  /** Not ready, and held back by the kubelet after a crash now or before. */
  get crashLoop(): boolean {
    return !this.ready && this.events.some((event) => event.message === 'Back-off restarting failed container');
  }

  get unhealthy(): string | undefined {
    return this.events.find((event) => event.reason === 'Unhealthy')?.message;
  }

  /** Takes the pod away: a running container gets its time to stop, anything else goes at once. */
  delete(): void {
    if (!this.live) return;
    const running = this.phase === 'running';
    this.#stopTimers();
    this.phase = running ? 'deleting' : 'gone';
    if (running) {
      this.#after(this.#outside.timings.termination, () => {
        this.ready = false;
        this.#enter('gone');
      });
    }
    this.#outside.changed();
  }

  /** The container exits now, for a test that wants it to. */
  crash(exitCode: number): void {
    if (this.phase === 'running') this.#exit(exitCode);
  }

  #schedule(): void {
    const fault = this.#outside.fault;
    if (fault?.kind === 'unschedulable') {
      this.#event('FailedScheduling', fault.message);
      this.#enter('unschedulable');
      return;
    }
    this.#event('Scheduled', `Successfully assigned ${this.name} to node-1`);
    this.#pull();
  }

  #pull(): void {
    const { clock, timings } = this.#outside;
    const began = clock.now();
    this.#event('Pulling', `pulling image "${this.template.image}"`);
    this.#enter('pulling');
    const settle = (duration: number, then: () => void) =>
      this.#after(Math.max(0, duration - (clock.now() - began)), then);
    this.#fetch().then(
      (image) => settle(timings.pull, () => this.#pulled(image)),
      (error: unknown) => settle(timings.pullFailure, () => this.#pullFailed(error)),
    );
  }

  async #fetch(): Promise<PulledImage> {
    const fault = this.#outside.fault;
    if (fault?.kind === 'pull-error') throw new PullError('unreachable', fault.message);
    return this.#outside.pull(this.template.image, this.template.credentials);
  }

  #pullFailed(error: unknown): void {
    const { image } = this.template;
    const refused =
      error instanceof PullError ? error : new PullError('invalid', `bug in the sandbox: ${String(error)}`);
    this.pullProblem = messageOfPull(image, refused);
    this.#event('Failed', `Failed to pull image "${image}": ${this.pullProblem}`);
    this.#event('Failed', 'Error: ErrImagePull');
    this.#enter('pull-failed');
    const { pullBackOff, pullBackOffMax } = this.#outside.timings;
    const half = pullBackOff / 2;
    const pause = Math.min(half * 2 ** this.#pullFailures, pullBackOffMax - half);
    this.#pullFailures += 1;
    this.#after(half, () => {
      this.#event('BackOff', `Back-off pulling image "${image}"`);
      this.#event('Failed', 'Error: ImagePullBackOff');
      this.#enter('pull-back-off');
      this.#after(pause, () => this.#retryPull());
    });
  }

  /** A later attempt: the pod shows no `Pulling` for it. */
  #retryPull(): void {
    this.#fetch().then(
      (image) => this.#after(this.#outside.timings.pull, () => this.#pulled(image)),
      (error: unknown) => this.#after(0, () => this.#pullFailed(error)),
    );
  }

  #pulled(image: PulledImage): void {
    this.image = image;
    this.pullProblem = undefined;
    this.#event('Pulled', `Successfully pulled image "${this.template.image}"`);
    this.#start();
  }

  #start(): void {
    const { clock, fault } = this.#outside;
    const image = this.image;
    if (image === undefined) return;
    this.#event('Created', 'Created container');
    this.#event('Started', 'Started container');
    this.startedAt = clock.now();
    this.ready = false;
    this.#enter('running');
    for (const line of image.startLog) this.#outside.log(this, line);
    if (fault?.kind === 'never-ready') return;
    const { behaviour } = image;
    if (fault?.kind === 'unhealthy' || behaviour.kind === 'never-healthy') {
      this.#probe(Number.POSITIVE_INFINITY);
      return;
    }
    if (behaviour.kind === 'crash' && this.restarts < (behaviour.times ?? Number.POSITIVE_INFINITY)) {
      this.#after(behaviour.afterMs, () => this.#exit(behaviour.exitCode));
    }
    // The controllers know one probe only: of readiness.
    const readyMs = behaviour.kind === 'unready' ? (behaviour.readyMs ?? Number.POSITIVE_INFINITY) : behaviour.bootMs;
    this.#probe(clock.now() + readyMs);
  }

  #probe(healthyAt: number): void {
    const { clock, timings } = this.#outside;
    const port = this.template.probePort;
    if (port === undefined) {
      this.#becomeReady();
      return;
    }
    const look = () => {
      if (clock.now() >= healthyAt) {
        this.#becomeReady();
        return;
      }
      const cause = `dial tcp 10.244.1.7:${port}: getsockopt: connection refused`;
      this.#event('Unhealthy', `Readiness probe failed: ${cause}`);
      this.#after(timings.probePeriod, look);
    };
    this.#after(timings.probeDelay, look);
  }

  #becomeReady(): void {
    this.ready = true;
    this.#outside.changed();
  }

  #exit(exitCode: number): void {
    const { timings } = this.#outside;
    this.#stopTimers();
    this.exitCode = exitCode;
    this.ready = false;
    for (const line of this.image?.crashLog ?? []) this.#outside.log(this, line);
    this.#enter('exited');
    this.#after(timings.exitShown, () => {
      this.#event('BackOff', 'Back-off restarting failed container');
      this.#enter('crash-back-off');
      const pause = Math.min(timings.crashBackOff * 2 ** this.restarts, timings.crashBackOffMax);
      this.#after(pause, () => {
        this.restarts += 1;
        this.#start();
      });
    });
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

  #stopTimers(): void {
    for (const stop of this.#timers) stop();
    this.#timers = [];
  }
}
