import type { SandboxClock } from '../clock.ts';
import { type Probe, type ProbedContainer, type ProbeKind, probeFailure } from './probe.ts';

export interface ProberOutside {
  readonly clock: SandboxClock;
  /** Delays and periods, as a part of what is written. */
  readonly scale: number;
  container(): ProbedContainer;
  /** A probe failed. `message` is the event's. */
  failed(message: string): void;
  ready(is: boolean): void;
  /** The container has to be killed. */
  dead(message: string): void;
}

/** Asks one started container by its probes, as the kubelet does, until it is stopped. */
export class Prober {
  readonly #outside: ProberOutside;
  #calls: (() => void)[] = [];
  #stopped = false;

  constructor(outside: ProberOutside) {
    this.#outside = outside;
  }

  /** Liveness and readiness wait for the startup probe; without a readiness probe a container is ready at once. */
  start(readiness: Probe | undefined, liveness: Probe | undefined, startup: Probe | undefined): void {
    const { dead, ready } = this.#outside;
    const begin = () => {
      if (liveness !== undefined) {
        this.#run(liveness, 'Liveness', { succeeded: () => undefined, failed: dead, once: false });
      }
      if (readiness === undefined) ready(true);
      else {
        this.#run(readiness, 'Readiness', { succeeded: () => ready(true), failed: () => ready(false), once: false });
      }
    };
    if (startup === undefined) begin();
    else this.#run(startup, 'Startup', { succeeded: begin, failed: dead, once: true });
  }

  /** For good: a container that is started again has a prober of its own. */
  stop(): void {
    this.#stopped = true;
    for (const call of this.#calls) call();
    this.#calls = [];
  }

  #run(
    probe: Probe,
    kind: ProbeKind,
    on: { succeeded(): void; failed(message: string): void; readonly once: boolean },
  ): void {
    const { scale, container } = this.#outside;
    const period = (probe.periodSeconds ?? 10) * 1_000 * scale;
    let [passed, missed] = [0, 0];
    const look = () => {
      const failure = probeFailure(kind, probe, container());
      if (failure === undefined) {
        [passed, missed] = [passed + 1, 0];
        if (passed === (probe.successThreshold ?? 1)) on.succeeded();
        if (passed >= (probe.successThreshold ?? 1) && on.once) return;
      } else {
        [passed, missed] = [0, missed + 1];
        const message = `${kind} probe failed: ${failure}`;
        this.#outside.failed(message);
        if (missed === (probe.failureThreshold ?? 3)) on.failed(message);
      }
      this.#after(period, look);
    };
    this.#after((probe.initialDelaySeconds ?? 0) * 1_000 * scale, look);
  }

  #after(delay: number, task: () => void): void {
    // A look that has had the container killed is the last one.
    if (this.#stopped) return;
    this.#calls.push(this.#outside.clock.after(delay, task));
  }
}
