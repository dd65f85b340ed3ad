import { Refusals, withNote } from '../controller/busy.ts';
import type { AppState, Busy } from '../platform.ts';
import type { DryccRollout } from './rollout.ts';

/** How long a controller's word of a pipeline is believed of which nothing is to be seen. Milliseconds. */
const refusalMs = 30_000;
const killedWorker = 'nothing of it is to be seen, and a worker that was killed holds its lock for an hour';

/** What this run remembers of rounds that somebody else's pipeline has ended. */
export class Rounds {
  /** Builds of ours that nobody has deployed. */
  readonly strays = new Set<string>();
  /** Whether the app was last told to be busy. */
  busy = false;
  readonly #refusals = new Refusals(refusalMs, killedWorker);
  #settled: readonly string[] = [];

  /** A build of ours is there, and its deploy was refused; or a rollback, whose build is of old. @throws Overtaken always */
  refused({ build, back, config = [] }: DryccRollout, words: string, now: number): never {
    if (build !== undefined && back === undefined) this.strays.add(build);
    this.#settled = config;
    return this.#refusals.refused(words, this.#leftSoFar(), now);
  }

  /** The app with who is at it. @param seen the pipeline that the API shows */
  told({ busy: _, ...state }: AppState, seen: Busy | undefined, now: number): AppState {
    const busy = this.#refusals.busy(seen, now);
    this.busy = busy !== undefined;
    return busy === undefined ? state : { ...state, busy: withNote(busy, this.#leftSoFar()) };
  }

  /** What a rollout that is made now changes of the config: what is written already is part of it. */
  config(parts: readonly string[]): Pick<DryccRollout, 'config'> {
    const config = [...new Set([...this.#settled, ...parts])];
    return config.length === 0 ? {} : { config };
  }

  #leftSoFar(): string {
    if (this.strays.size === 0) return '';
    const settings = this.#settled.length === 0 ? '' : ` (with ${this.#settled.join(', ')})`;
    return ` · the build of this run${settings} is the newest release, and not deployed`;
  }
}
