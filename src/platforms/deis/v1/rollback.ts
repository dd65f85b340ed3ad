import { Cancelled, messageOf } from '../../../errors.ts';
import { NetworkError } from '../../../http/errors.ts';
import { numberAt } from '../../../http/json.ts';
import type { ControllerApi } from '../../controller/api.ts';
import { lookUntil } from '../../controller/looking.ts';
import { releaseRef, rolledBackTo } from '../../controller/releases.ts';
import type { Restored } from '../../platform.ts';
import { withoutReason } from './build.ts';
import { allUp, type Container, listContainers } from './containers.ts';
import { isOver } from './phase.ts';
import { newestReleases, type V1Release } from './releases.ts';
import { after } from './rollout.ts';
import { scaleTo, tooFew, tooMany } from './scale.ts';
import { budgetMs, containersOf, countsFor, lookEveryMs, type WayBack } from './scene.ts';

/** A release exists as soon as the controller has read the POST. */
const appearMs = 10_000;
/** Orders to go back. Each may use up a version. */
const mostOrders = 3;
/** `up` is Docker's word: it says nothing of an app that ends at once, or that does not listen yet. Milliseconds. */
const settleMs = 4_000;
/** Old containers are destroyed once the new ones are up; a controller that was killed leaves them. Milliseconds. */
const destroyMs = 30_000;

/** The POST of a rollback, running by itself: it blocks like a build, and is never rejected. */
export class Rollback {
  /** It was answered, or its answer was lost. */
  ended = false;
  /** Version of the release that it made, once the controller has answered. */
  version: number | undefined;
  /** The controller's words, if it said no. A lost answer is none: the server goes on, and the releases tell. */
  refusal: string | undefined;
  readonly finished: Promise<void>;

  constructor(api: ControllerApi, app: string, to: number, deadlineMs: number) {
    this.finished = this.#run(api, app, to, deadlineMs);
  }

  async #run(api: ControllerApi, app: string, to: number, deadlineMs: number): Promise<void> {
    try {
      const answer = await api.call('POST', `apps/${app}/releases/rollback/`, { version: to }, { deadlineMs });
      const { status, words, json } = answer;
      if (status === 201) this.version = numberAt(json, 'version');
      else if (status === 500) this.refusal = withoutReason;
      else if (status >= 300 && status < 499) this.refusal = words || `status ${status}`;
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof Cancelled)) this.refusal = messageOf(error);
    }
    this.ended = true;
  }
}

/**
 * Orders a rollback, if nobody has yet, and watches it: its release's containers decide. When the order has ended and made
 * none, it is given again; containers that are missing in the end are made by scaling, since a deploy only copies what
 * there is.
 *
 * @param begun the release of a rollback that was ordered before, by this run or by somebody else
 */
export async function rollBack(
  { api, context, rollout }: WayBack,
  target: V1Release,
  ours: V1Release,
  begun: V1Release | undefined,
): Promise<Restored> {
  const { app, wanted } = rollout;
  const { clock, signal } = context;
  const order = () => ({ at: clock.now(), post: new Rollback(api, app, target.version, budgetMs) });
  let last = begun === undefined ? order() : undefined;
  let orders = 1;
  let made = begun;
  let upSince: number | undefined;
  let own: readonly Container[] = [];
  const ended = await lookUntil(clock, signal, { everyMs: lookEveryMs, forMs: budgetMs }, async () => {
    const [releases, containers] = await Promise.all([newestReleases(api, app, 20), listContainers(api, app)]);
    const backs = after(releases, ours).filter((release) => rolledBackTo(release) === target.version);
    made = backs.find((release) => containersOf(containers, release).length > 0) ?? backs[0];
    own = made === undefined ? [] : containersOf(containers, made);
    // Somebody's order finds nothing to copy. When it ends only its answer tells, so it takes one of ours to scale after.
    if (last === undefined && containers.length === 0 && tooFew(containers, wanted).length > 0) {
      last = order();
      return undefined;
    }
    if (made === undefined) {
      if (last !== undefined && (!last.post.ended || clock.now() - last.at < appearMs)) return undefined;
      if (orders === mostOrders) return last?.post.refusal ?? 'no release came of it';
      last = order();
      orders += 1;
      return undefined;
    }
    const { ended: over = false, version, refusal } = last?.post ?? {};
    // What answered 500 may have acted: its containers are listed a little later.
    const isOld = last !== undefined && clock.now() - last.at >= appearMs;
    if (own.length === 0 && over && refusal !== undefined && isOld) return refusal;
    // Scaling that was ordered for the new release may have gone on.
    const extra = rollout.was === undefined || !isOver(containers, made) ? [] : tooMany(own, wanted);
    if (extra.length > 0) await scaleTo(api, app, extra, budgetMs);
    if (allUp(own, wanted)) {
      upSince ??= clock.now();
      const isUpFor = clock.now() - upSince;
      return isUpFor >= (over || isOver(containers, made) ? settleMs : destroyMs) ? 'up' : undefined;
    }
    upSince = undefined;
    const isCopied = version !== undefined || (over && containers.length === 0);
    if (isCopied && tooFew(containers, wanted).length > 0)
      await scaleTo(api, app, tooFew(containers, wanted), budgetMs);
    return undefined;
  });
  const counts = { ...countsFor(own, wanted), verified: ended === 'up' || upSince !== undefined };
  if (made === undefined || own.length === 0) {
    const why = ended ?? 'no container has started yet';
    const serves = releaseRef(target.version, rollout.previous?.image);
    return { serves, ...counts, verified: false, how: `rolling back to release v${target.version}: ${why}` };
  }
  const serves = releaseRef(made.version, rollout.previous?.image);
  return { serves, ...counts, how: `rolled back to release v${target.version}` };
}
