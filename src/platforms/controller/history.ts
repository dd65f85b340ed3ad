import { ActionError } from '../../errors.ts';
import type { AppState, History, PlatformContext, Rollout, WayBack } from '../platform.ts';
import type { ControllerApi } from './api.ts';
import { type Listed, type Past, pastOf } from './past.ts';
import { type Build, versionOf } from './releases.ts';

/** What a history works with. */
export interface HistoryTools<App> {
  readonly api: ControllerApi;
  readonly context: Pick<PlatformContext, 'request' | 'runId'>;
  /** The app as it was read. @throws ActionError when it was not */
  app(): App;
}

/** What each platform does in its own way. */
export interface OwnHistory<L extends Listed, R extends Rollout> {
  /** Code of the error that a build is gone: `DEIS_NO_BUILD`. */
  readonly noBuild: string;
  /** Newest first. @param serving version of the one that serves; undefined: none does */
  list(serving: number | undefined): Promise<readonly L[]>;
  /** Undefined: it is not to be found. */
  buildOf(listed: L): Promise<Build | undefined>;
  /** @param all as they were listed */
  wayTo(listed: L, build: Build, all: readonly L[]): WayBack<R>;
}

/** The releases of an app on a controller, and the way back to one of them. */
export class ControllerHistory<L extends Listed, R extends Rollout> implements History<R, Past<L>> {
  readonly #app: () => { readonly state: AppState };
  readonly #own: OwnHistory<L, R>;
  #listed: readonly L[] = [];

  constructor({ app }: Pick<HistoryTools<{ readonly state: AppState }>, 'app'>, own: OwnHistory<L, R>) {
    this.#app = app;
    this.#own = own;
  }

  async releases(): Promise<readonly Past<L>[]> {
    const serving = versionOf(this.#app().state.release?.id);
    this.#listed = await this.#own.list(serving);
    return this.#listed.map((listed) => pastOf(listed, serving));
  }

  /** @throws ActionError `DEIS_NO_BUILD` or `DRYCC_NO_BUILD`, and what the platform's own way throws */
  async wayTo({ listed, ref }: Past<L>): Promise<WayBack<R>> {
    const build = await this.#own.buildOf(listed);
    if (build !== undefined) return this.#own.wayTo(listed, build, this.#listed);
    throw new ActionError(this.#own.noBuild, `The build of ${ref.label} is not to be found.`);
  }
}
