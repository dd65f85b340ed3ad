import type { SandboxClock } from '../clock.ts';
import { expanded } from '../image.ts';
import type { ReleaseImage } from './docker.ts';
import type { Timings } from './timings.ts';

/** systemd's `ActiveState`, before that fleet's search for a machine, and after it nothing. */
export type UnitPhase = 'unscheduled' | 'inactive' | 'activating' | 'active' | 'deactivating' | 'gone';

export interface UnitName {
  readonly app: string;
  readonly version: number;
  readonly type: string;
  readonly num: number;
}

export interface UnitOutside {
  readonly clock: SandboxClock;
  readonly timings: Timings;
  /** Asks the platform's own registry; undefined: no such image. */
  image(name: string): ReleaseImage | undefined;
  /** False: no machine has the tags that are asked for. */
  readonly hasMachine: boolean;
  /** True: `docker run` fails whatever the image is. */
  readonly cannotRun: boolean;
  started(unit: Unit): void;
  /** By `docker stop`, not by itself. */
  stopped(unit: Unit): void;
  log(unit: Unit, line: string): void;
}

/**
 * One container as fleet and systemd drive it: `docker pull` (`ExecStartPre`), `docker run`, and again 5 s after it ended
 * with anything but 0. It is `active` as soon as `docker run` has begun: systemd asks nobody whether the app answers.
 */
export class Unit {
  readonly name: UnitName;
  phase: UnitPhase = 'unscheduled';
  /** What runs, or ran last. */
  image: ReleaseImage | undefined;
  /** Times that the container ended by itself. */
  ends = 0;
  readonly #outside: UnitOutside;
  #startedAt = 0;
  #launched = false;
  #timers: (() => void)[] = [];

  constructor(name: UnitName, outside: UnitOutside) {
    this.name = name;
    this.#outside = outside;
    if (outside.hasMachine) {
      this.#after(outside.timings.schedule, () => {
        this.phase = 'inactive';
        if (this.#launched) this.#pull();
      });
    }
  }

  /** Whether something in the container listens at its port. */
  get listening(): boolean {
    if (this.phase !== 'active' || this.image === undefined) return false;
    const { behaviour } = this.image.pulled;
    return behaviour.kind !== 'never-healthy' && this.#outside.clock.now() >= this.#startedAt + behaviour.bootMs;
  }

  /** `desiredState: launched` */
  launch(): void {
    if (this.#launched) return;
    this.#launched = true;
    if (this.phase === 'inactive') this.#pull();
  }

  /** `desiredState: loaded` */
  unload(): void {
    this.#launched = false;
    this.#stop(() => {
      this.phase = 'inactive';
    });
  }

  destroy(gone: () => void): void {
    this.#launched = false;
    this.#stop(() => {
      this.phase = 'gone';
      gone();
    });
  }

  /** The container ends now, for a test that wants it to. */
  end(exitCode: number): void {
    if (this.phase !== 'active') return;
    this.#stopTimers();
    this.ends += 1;
    for (const line of this.image?.pulled.crashLog ?? []) this.#log(line);
    if (exitCode === 0) this.phase = 'inactive';
    else this.#restart();
  }

  #pull(): void {
    const { timings, image, cannotRun } = this.#outside;
    const { app, version } = this.name;
    this.phase = 'activating';
    const found = image(`${app}:v${version}`);
    if (found === undefined || cannotRun) {
      this.#after(timings.unitPullFailure, () => this.#restart());
      return;
    }
    this.image = found;
    this.#after(timings.unitPull, () => this.#run(found));
  }

  #run({ pulled, environment }: ReleaseImage): void {
    const { clock } = this.#outside;
    this.phase = 'active';
    this.#startedAt = clock.now();
    this.#outside.started(this);
    for (const line of pulled.startLog) this.#log(line);
    if (pulled.needs?.some((variable) => environment[variable] === undefined) === true) {
      this.end(1);
      return;
    }
    const { behaviour } = pulled;
    if (behaviour.kind !== 'crash' || this.ends >= (behaviour.times ?? Infinity)) return;
    this.#after(behaviour.afterMs, () => this.end(behaviour.exitCode));
  }

  /** `Restart=on-failure` */
  #restart(): void {
    this.phase = 'activating';
    this.#after(this.#outside.timings.restart, () => this.#pull());
  }

  #stop(then: () => void): void {
    const running = this.phase === 'active' || this.phase === 'deactivating';
    this.#stopTimers();
    if (!running) {
      then();
      return;
    }
    this.phase = 'deactivating';
    this.#after(this.#outside.timings.stop, () => {
      this.#outside.stopped(this);
      then();
    });
  }

  #log(line: string): void {
    this.#outside.log(this, expanded(line, this.image?.environment ?? {}));
  }

  #after(delay: number, task: () => void): void {
    this.#timers.push(this.#outside.clock.after(delay, task));
  }

  #stopTimers(): void {
    for (const stop of this.#timers) stop();
    this.#timers = [];
  }
}
