import { Refusals, withNote } from '../controller/busy.ts';
import type { ControllerRollout } from '../controller/rollout.ts';
import type { AppState } from '../platform.ts';

/** What has to be known of a rollout whose settings serve. */
type Ordered = Pick<ControllerRollout, 'previous' | 'config'>;

/** How long a refused build's word is believed where all pods are up. Milliseconds. */
const refusalMs = 10_000;

/** Settings that this run has put into service, with the image before. */
interface Settled {
  /** Of the release that they made. */
  readonly version: number;
  readonly rollout: Ordered;
}

/** What this run remembers of rounds that somebody else's deploy has ended. */
export class Rounds {
  readonly #refusals = new Refusals(refusalMs);
  #settled: Settled | undefined;

  /** The settings of `rollout` are in service, by a release of their own. */
  settled(version: number, rollout: Ordered): void {
    this.#settled = { version, rollout };
  }

  /** @throws Overtaken always */
  refused(words: string, now: number): never {
    return this.#refusals.refused(words, this.#leftSoFar(), now);
  }

  /** The app as others have left it: what served before our settings, and who is at it. */
  told(state: AppState, now: number): AppState {
    const busy = this.#refusals.busy(state.busy, now);
    const release = this.#own(state)?.rollout.previous ?? state.release;
    if (busy === undefined) return { ...state, release };
    return { ...state, release, busy: withNote(busy, this.#leftSoFar()) };
  }

  /** What has to be known for the way back of a rollout that is made now. @param parts what it changes of the config */
  since(state: AppState | undefined, parts: readonly string[]) {
    const own = state === undefined ? undefined : this.#own(state);
    const config = [...new Set([...(own?.rollout.config ?? []), ...parts])];
    return {
      previous: own === undefined ? state?.release : own.rollout.previous,
      ...(config.length === 0 ? {} : { config }),
      ...(own === undefined ? {} : { settled: own.version }),
    };
  }

  /** Settings of ours, if it is they that serve. */
  #own({ release }: AppState): Settled | undefined {
    return this.#settled !== undefined && release?.id === `v${this.#settled.version}` ? this.#settled : undefined;
  }

  #leftSoFar(): string {
    if (this.#settled === undefined) return '';
    const { version, rollout } = this.#settled;
    return ` · this run’s ${rollout.config?.join(', ')} is set since release v${version}`;
  }
}
