import { Cancelled, messageOf } from '../../errors.ts';
import { NetworkError } from '../../http/errors.ts';
import { numberAt } from '../../http/json.ts';
import type { ControllerApi } from '../controller/api.ts';
import { countsBack, countsOf } from '../controller/counts-back.ts';
import type { Counts } from '../controller/formation.ts';
import { lookUntil } from '../controller/looking.ts';
import { allUp, cannotPull, listPods, type Pod, runningOf, wantedOf } from '../controller/pods.ts';
import { nothingBefore, nothingReleased, overtaken, podsUp } from '../controller/proof.ts';
import { newestReleases, type Release, releaseRef, rolledBackTo } from '../controller/releases.ts';
import { type ControllerRollout, findOurs, ownSettings, targetOf } from '../controller/rollout.ts';
import { postCounts } from '../controller/scaling.ts';
import type { PlatformContext, Restored } from '../platform.ts';
import { newestImages } from './app.ts';
import type { BlockingBuild } from './build.ts';

/** How long a rollback is watched: a post step has 90 s for everything. Milliseconds. */
const budgetMs = 75_000;
const lookEveryMs = 2_000;
/** The controller finds a pull error at a check every 10 s and goes back by itself. */
const ownRollbackMs = 15_000;
/** A release exists as soon as the controller has read the POST. */
const appearMs = 10_000;
/** Scaling blocks until the pods are there. Milliseconds. */
const scaleMs = 45_000;
/** Each may use up a version. */
const mostOrders = 3;

export interface RestorationTools {
  readonly api: ControllerApi;
  readonly context: PlatformContext;
  readonly rollout: ControllerRollout;
  /** The POST that this process has open; undefined after a restart. */
  readonly build: BlockingBuild | undefined;
}

interface Scene {
  readonly releases: readonly Release[];
  readonly images: ReadonlyMap<string, string>;
  readonly ours: Release | undefined;
}

/** What a look at an app's releases tells about ours, with the images of builds for those that only name a build. */
export async function scene({ api, rollout, build }: RestorationTools): Promise<Scene> {
  const [releases, images] = await Promise.all([newestReleases(api, rollout.app, 50), newestImages(api, rollout.app)]);
  const uuid = build?.state.kind === 'deployed' ? build.state.build : undefined;
  return { releases, images, ours: findOurs(releases, rollout, { build: uuid, imageOf: (id) => images.get(id) }) };
}

/** Goes back on Deis v2, or recognises that the controller did, and proves it by the pods. */
export async function restore(tools: RestorationTools): Promise<Restored> {
  const { api, context, rollout, build } = tools;
  const { clock, signal } = context;
  const first = await lookUntil(clock, signal, { everyMs: lookEveryMs, forMs: appearMs }, async () => {
    const seen = await scene(tools);
    // The order of a run that was killed may still be on its way to the server.
    const awaited = build === undefined || build.state.kind === 'open';
    return seen.ours !== undefined || !awaited ? seen : undefined;
  });
  const { releases, images, ours: built } = first ?? (await scene(tools));
  // A run can end between its settings and its build: then the settings are what there is to undo.
  const ours = built ?? ownSettings(releases, rollout);
  if (ours === undefined) {
    // The way back to a release stops what that one has not, before its own order.
    const left = rollout.back === undefined ? {} : await scaledBack(api, rollout);
    return { ...(await nothingReleased(api, context, rollout)), ...left };
  }

  const target = targetOf(releases, ours.version, rollout, () => true);
  const newer = releases.filter((release) => release.version > ours.version && !release.failed);
  const earlier = newer.find((release) => target !== undefined && sameAs(release, target));
  const newest = newer[0];
  if (newest !== undefined && newest !== earlier) {
    return overtaken(api, context, rollout, newest.version, imageOf(newest, images));
  }
  if (target === undefined) return nothingBefore(rollout);
  const image = imageOf(target, images);
  if (earlier !== undefined) {
    return verified(tools, earlier.version, image, `rolled back to release v${target.version}`);
  }
  // The controller goes back to the release before its own: the one with the new settings, if there is one.
  if (rollout.config === undefined && (await wentBackByItself(tools, ours, target))) {
    return verified(tools, target.version, image, 'the controller rolled back by itself');
  }
  await stopAdded(tools, ours);
  return rollBack(tools, target, ours, image);
}

/**
 * Process types that the release before does not have cannot be scaled any more when it is back, and would be run with a
 * command that it does not have. A failed release has started none.
 */
async function stopAdded({ api, rollout }: RestorationTools, ours: Release): Promise<void> {
  const { added = [], app } = rollout;
  if (added.length === 0 || ours.failed) return;
  const running = [...(await countsOf(api, app))].filter(([type, count]) => added.includes(type) && count > 0);
  if (running.length > 0) await scale(api, app, new Map(running.map(([type]) => [type, 0])));
}

/** What comes of it, the counts tell. */
async function scale(api: ControllerApi, app: string, counts: Counts): Promise<void> {
  try {
    await postCounts(api, app, 'scale/', Object.fromEntries(counts), scaleMs);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
  }
}

function imageOf(release: Release, images: ReadonlyMap<string, string>): string | undefined {
  return release.build === undefined ? undefined : images.get(release.build);
}

/** A rollback to `target`, ours or somebody's: it runs what we want. */
function sameAs(release: Release, target: Release): boolean {
  return rolledBackTo(release) === target.version;
}

/**
 * Whether the controller has gone back by itself, or is about to: a failed release means that it has, since it marks it
 * at the end; a pod that cannot be pulled means that its next check will.
 */
async function wentBackByItself(tools: RestorationTools, ours: Release, target: Release): Promise<boolean> {
  const { api, context, rollout, build } = tools;
  if (ours.failed) {
    const found = await podsUp(api, context, rollout.app, rollout.was, (pod) => pod.release === target.version, 20_000);
    return found.verified;
  }
  if (build?.state.kind !== 'open') return false;
  const pods = await listPods(api, rollout.app);
  if (!pods.some((pod) => pod.release === ours.version && cannotPull(pod))) return false;
  const failed = await lookUntil(
    context.clock,
    context.signal,
    { everyMs: lookEveryMs, forMs: ownRollbackMs },
    async () => {
      const releases = await newestReleases(api, rollout.app, 10);
      return releases.find((release) => release.version === ours.version)?.failed === true ? true : undefined;
    },
  );
  return failed === true;
}

async function verified(
  { api, context, rollout }: RestorationTools,
  version: number,
  image: string | undefined,
  how: string,
): Promise<Restored> {
  const left = await scaledBack(api, rollout);
  const pods = await podsUp(api, context, rollout.app, rollout.was, (pod) => pod.release === version, budgetMs);
  return { serves: releaseRef(version, image), ...pods, how, ...left };
}

async function scaledBack(
  api: ControllerApi,
  { app, counts = [] }: ControllerRollout,
): Promise<Pick<Restored, 'left'>> {
  const left = counts.length === 0 ? undefined : await countsBack(api, app, counts, (due) => scale(api, app, due));
  return left === undefined ? {} : { left };
}

/**
 * `releases/rollback/` blocks like a build, is let through while one runs, and may answer 400 although it worked
 * (deis/controller#1002): the pods of the release that it makes decide. When it has ended and made none, it is ordered
 * again.
 */
async function rollBack(
  { api, context, rollout }: RestorationTools,
  target: Release,
  ours: Release,
  image: string | undefined,
): Promise<Restored> {
  const { clock, signal } = context;
  const again = () => ({ at: clock.now(), ...orderRollback(api, rollout.app, target.version, budgetMs) });
  let order = again();
  let orders = 1;
  let version: number | undefined;
  let pods: readonly Pod[] = [];
  let scaling: Promise<Pick<Restored, 'left'>> | undefined;
  const done = await lookUntil(clock, signal, { everyMs: lookEveryMs, forMs: budgetMs }, async () => {
    version ??= order.version();
    if (version === undefined) {
      const releases = await newestReleases(api, rollout.app, 10);
      const made = releases.find((release) => release.version > ours.version && sameAs(release, target));
      version = made?.failed === false ? made.version : undefined;
      if (version === undefined) {
        // Its release is there as soon as the controller has read the order.
        if (!order.ended() || clock.now() - order.at < appearMs) return undefined;
        if (made?.failed === true || orders === mostOrders) return order.refusal() ?? 'no release came of it';
        order = again();
        orders += 1;
        return undefined;
      }
    }
    // Let through while the rollback goes on.
    scaling ??= scaledBack(api, rollout);
    scaling.catch(() => undefined);
    pods = (await listPods(api, rollout.app)).filter((pod) => pod.release === version);
    return allUp(pods, rollout.was) ? 'up' : undefined;
  });
  const serves = version === undefined ? undefined : releaseRef(version, image);
  const how =
    serves === undefined
      ? `the rollback to release v${target.version} failed${done === undefined ? '' : `: ${done}`}`
      : `rolled back to release v${target.version}`;
  const left = await scaling;
  return {
    ...{ serves, how, verified: done === 'up' },
    ...{ running: runningOf(pods, rollout.was), wanted: wantedOf(rollout.was) },
    ...left,
  };
}

/** The POST of a rollback, running by itself. */
export interface RollbackOrder {
  /** Version of the release that it made, once the controller has answered. */
  readonly version: () => number | undefined;
  /** It was answered, or its answer was lost. */
  readonly ended: () => boolean;
  /** The controller's words, if it said no. A lost answer is none: the server goes on, and the releases tell. */
  readonly refusal: () => string | undefined;
  readonly finished: Promise<void>;
}

export function orderRollback(api: ControllerApi, app: string, version: number, deadlineMs: number): RollbackOrder {
  let made: number | undefined;
  let refused: string | undefined;
  let ended = false;
  const run = async () => {
    try {
      const answer = await api.call('POST', `apps/${app}/releases/rollback/`, { version }, { deadlineMs });
      if (answer.status === 201) made = numberAt(answer.json, 'version');
      else if (answer.status >= 300 && answer.status < 499) refused = answer.words || `status ${answer.status}`;
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof Cancelled)) refused = messageOf(error);
    }
    ended = true;
  };
  return { version: () => made, refusal: () => refused, ended: () => ended, finished: run() };
}
