import { ActionError } from '../../../errors.ts';
import { NetworkError } from '../../../http/errors.ts';
import { textAt } from '../../../http/json.ts';
import { lookUntil } from '../../controller/looking.ts';
import { releaseRef, rolledBackTo } from '../../controller/releases.ts';
import type { Restored } from '../../platform.ts';
import { timeOf, type V1Release } from './releases.ts';
import { Rollback, rollBack } from './rollback.ts';
import { after, ourBuild } from './rollout.ts';
import { scaleTo, tooMany } from './scale.ts';
import {
  asItWas,
  budgetMs,
  containersOf,
  imageOf,
  lookEveryMs,
  type Scene,
  scene,
  targetOf,
  type WayBack,
  whenUp,
} from './scene.ts';

/** A release exists as soon as the controller has read the POST. */
const appearMs = 10_000;
const takenBack = 'the controller took the new release back by itself';

/** Goes back on v1, and proves it by the containers. */
export async function restore(way: WayBack): Promise<Restored> {
  const { context, build } = way;
  const { clock, signal } = context;
  const first = await lookUntil(clock, signal, { everyMs: lookEveryMs, forMs: appearMs }, async () => {
    const seen = await scene(way);
    // The order of a run that was killed may still be on its way to the server.
    const awaited = build === undefined || build.state.kind === 'open' || build.state.kind === 'lost';
    return seen.ours !== undefined || !awaited ? seen : undefined;
  });
  const seen = first ?? (await scene(way));
  const { ours, builds, releases, containers } = seen;
  if (ours === undefined) {
    const isGone = way.rollout.back === undefined ? ourBuild(builds, way.rollout) !== undefined : isFailed(way);
    return asItWas(way, seen, isGone ? takenBack : 'nothing had been released yet');
  }
  const target = targetOf(way.rollout, releases, ours);
  const later = after(releases, ours);
  const back = later.find((release) => target !== undefined && rolledBackTo(release) === target.version);
  const newest = later.find((release) => containersOf(containers, release).length > 0);
  if (newest !== undefined && newest !== back) {
    const how = `nothing was changed: release v${newest.version} by somebody else came after ours`;
    return whenUp(way, newest, seen, how, 0);
  }
  if (target === undefined) {
    return { serves: undefined, verified: false, running: 0, wanted: 0, how: 'the new one was left as it is' };
  }
  // A second one would copy the containers of the first.
  if (back !== undefined) return rollBack(way, target, ours, back);
  return goBack(way, target, await whenBegun(way, seen, ours));
}

/** Whether what the controller does for our release can be undone. */
interface Begun extends Scene {
  readonly hasBegun: boolean;
}

/**
 * The scene once the controller has begun to start containers of our release, or has given up before: until then nothing
 * can stop it, and what is done comes to nothing when it goes on. Where they have been taken away already, by a try before
 * this one, the scaling shows: nothing else touches the app itself.
 */
async function whenBegun(way: WayBack, seen: Scene, ours: V1Release): Promise<Begun> {
  const { api, context, rollout } = way;
  let last = seen;
  const patience = { everyMs: lookEveryMs, forMs: budgetMs };
  const hasBegun = await lookUntil(context.clock, context.signal, patience, async () => {
    if (isOver(way) || last.ours === undefined || containersOf(last.containers, ours).length > 0) return true;
    const app = await api.get(`apps/${rollout.app}/`, `reading app ${rollout.app}`, 'structure');
    if ((timeOf(textAt(app, 'updated')) ?? 0) > (ours.at ?? Infinity)) return true;
    last = await scene(way);
    return undefined;
  });
  return { ...last, hasBegun: hasBegun === true };
}

/** The controller has answered the POST: it is no longer at it. */
function isOver({ build }: WayBack): boolean {
  return build !== undefined && build.state.kind !== 'open' && build.state.kind !== 'lost';
}

async function goBack(way: WayBack, target: V1Release, seen: Begun): Promise<Restored> {
  const { api, rollout } = way;
  const { ours, containers, hasBegun } = seen;
  if (ours === undefined) return asItWas(way, seen, takenBack);
  const old = containersOf(containers, target);
  const failed = isFailed(way);
  if (containersOf(containers, ours).length === 0 && (failed || !hasBegun)) {
    const found = asItWas(way, seen, 'the new one was never started');
    return { ...found, verified: found.verified && failed, left: leftBehind(ours, target, failed) };
  }
  // Else the containers of both releases would be copied, and one stand for two.
  if (old.length > 0) await scaleTo(api, rollout.app, tooMany(containers, rollout.wanted));
  if (imageOf(seen, target) !== rollout.image) return rollBack(way, target, ours, undefined);

  const why = `release v${target.version} has the same tag, under which Deis v1 would pull the new image again`;
  if (old.length === 0) {
    return { serves: undefined, verified: false, running: 0, wanted: 0, how: `not rolled back: ${why}` };
  }
  const kept = await whenUp(way, target, seen, 'the new containers were taken away', budgetMs);
  const left = `It was not rolled back: ${why}. If Deis v1 is still at the new release, it destroys these containers within 20 min: deploy again before that.`;
  return { ...kept, serves: releaseRef(target.version, rollout.previous?.image), left };
}

/** The controller has said no, or fell over at it. */
function isFailed({ build }: WayBack): boolean {
  return build?.state.kind === 'refused' || build?.state.kind === 'fell';
}

/** A release without containers that stays the newest. */
function leftBehind(ours: V1Release, target: V1Release, isFailed: boolean): string {
  return isFailed
    ? `Release v${ours.version} stays the newest: Deis v1 would start containers from it when the app is scaled. Deploy again, or run deis rollback v${target.version}, before that.`
    : `The controller is still at release v${ours.version} and cannot be stopped before it has copied the image: see that nothing comes of it, and run deis rollback v${target.version} if it does.`;
}

/**
 * The first steps back, for a run that has to leave within seconds. Nothing is done before containers of our release are
 * there: the controller would go on behind it. The post step does the rest.
 */
export async function cancel(way: WayBack, deadlineMs: number): Promise<void> {
  const { api, rollout } = way;
  const seen = await scene(way);
  const { ours, releases, containers } = seen;
  if (ours === undefined || containersOf(containers, ours).length === 0) return;
  const target = targetOf(rollout, releases, ours);
  if (target === undefined || after(releases, ours).length > 0) return;
  if (containersOf(containers, target).length > 0) {
    try {
      await scaleTo(api, rollout.app, tooMany(containers, rollout.wanted), deadlineMs);
    } catch (error) {
      // It was taken, and goes on.
      if (error instanceof NetworkError && error.mayHaveActed) return;
      throw error;
    }
  }
  if (imageOf(seen, target) === rollout.image) return;
  const order = new Rollback(api, rollout.app, target.version, deadlineMs);
  await order.finished;
  if (order.refusal !== undefined) {
    throw new ActionError('DEIS_ROLLBACK', `The rollback to release v${target.version} was refused: ${order.refusal}`);
  }
}
