import { ActionError } from '../../../errors.ts';
import { NetworkError } from '../../../http/errors.ts';
import { textAt } from '../../../http/json.ts';
import { lookUntil } from '../../controller/looking.ts';
import { releaseRef, rolledBackTo } from '../../controller/releases.ts';
import type { Restored } from '../../platform.ts';
import { timeOf, type V1Release } from './releases.ts';
import { Rollback, rollBack } from './rollback.ts';
import { after, ourBuild } from './rollout.ts';
import { scaleTo, tooMuch } from './scale.ts';
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
    const awaited = !way.refused && (build === undefined || build.state.kind === 'open' || build.state.kind === 'lost');
    return seen.built !== undefined || !awaited ? seen : undefined;
  });
  const seen = first ?? (await scene(way));
  const { ours, builds, releases, containers } = seen;
  if (ours === undefined) {
    const isBuild = way.rollout.back === undefined && !way.refused;
    const isGone = isBuild ? ourBuild(builds, way.rollout) !== undefined : isFailed(way);
    const found = asItWas(way, seen, isGone ? takenBack : 'nothing had been released yet');
    return way.refused ? { ...found, ...stillWritten(way) } : found;
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
    const how = 'the new one was left as it is';
    return { ...{ serves: undefined, verified: false, running: 0, wanted: 0, how }, ...notPutBack(way) };
  }
  // A second one would copy the containers of the first.
  if (back !== undefined) return { ...(await rollBack(way, target, ours, back)), ...stillWritten(way) };
  return goBack(way, target, await whenBegun(way, seen, ours));
}

/** Of an app that did not run nothing knows how its settings were. A new app had none. */
function notPutBack({ rollout: { before = 0, config = [] } }: WayBack): Pick<Restored, 'left'> {
  if (before < 2 || config.length === 0) return {};
  return { left: `Not put back, since no release before has it: ${config.join(', ')}.` };
}

/** A rollback brings the config back for what serves, and v1 makes the next change of it out of another one. */
function stillWritten({ rollout: { config } }: WayBack): Pick<Restored, 'left'> {
  if (config === undefined) return {};
  const what = config.join(', ');
  return {
    left: `Deis v1 makes the next change of the config out of the one that was written last, which is this run’s: deis config:set would bring ${what} of it along, a deploy with env or memory does not.`,
  };
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
function isOver({ build, refused }: WayBack): boolean {
  return refused || (build !== undefined && build.state.kind !== 'open' && build.state.kind !== 'lost');
}

async function goBack(way: WayBack, target: V1Release, seen: Begun): Promise<Restored> {
  const { api, rollout } = way;
  const { ours, containers, hasBegun } = seen;
  if (ours === undefined) return asItWas(way, seen, takenBack);
  const old = containers.filter(({ release }) => release !== ours.version);
  const failed = isFailed(way);
  if (containersOf(containers, ours).length === 0 && (failed || !hasBegun)) {
    if (failed && containersOf(containers, target).length === 0) return rolledBack(way, target, { ...seen, ours });
    const found = asItWas(way, seen, 'the new one was never started');
    return { ...found, verified: found.verified && failed, left: leftBehind(ours, target, failed) };
  }
  // Else the containers of both releases would be copied, and one stand for two.
  // The release before may not have a process type that ours has: it could not be scaled any more then.
  if (old.length > 0 || rollout.was !== undefined) await scaleTo(api, rollout.app, tooMuch(containers, rollout));
  if (imageOf(seen, target) !== rollout.image || rollout.config !== undefined)
    return rolledBack(way, target, { ...seen, ours });

  const why = `release v${target.version} has the same tag, under which Deis v1 would pull the new image again`;
  if (old.length === 0) {
    return { serves: undefined, verified: false, running: 0, wanted: 0, how: `not rolled back: ${why}` };
  }
  const kept = await whenUp(way, target, seen, 'the new containers were taken away', budgetMs);
  const left = `It was not rolled back: ${why}. If Deis v1 is still at the new release, it destroys these containers within 20 min: deploy again before that.`;
  return { ...kept, serves: releaseRef(target.version, rollout.previous?.image), left };
}

async function rolledBack(way: WayBack, target: V1Release, seen: Scene & { ours: V1Release }): Promise<Restored> {
  const found = { ...(await rollBack(way, target, seen.ours, undefined)), ...stillWritten(way) };
  if (imageOf(seen, target) !== way.rollout.image) return found;
  const again = 'It has the same tag: what that points at now is what Deis v1 has pulled.';
  return { ...found, left: [again, found.left].filter((it) => it !== undefined).join(' ') };
}

/** The controller has said no, or fell over at it. */
function isFailed({ build, refused }: WayBack): boolean {
  return refused || build?.state.kind === 'refused' || build?.state.kind === 'fell';
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
  if (rollout.was !== undefined || containers.some(({ release }) => release !== ours.version)) {
    try {
      await scaleTo(api, rollout.app, tooMuch(containers, rollout), deadlineMs);
    } catch (error) {
      // It was taken, and goes on.
      if (error instanceof NetworkError && error.mayHaveActed) return;
      throw error;
    }
  }
  if (imageOf(seen, target) === rollout.image && rollout.config === undefined) return;
  const order = new Rollback(api, rollout.app, target.version, deadlineMs);
  await order.finished;
  if (order.refusal !== undefined) {
    throw new ActionError('DEIS_ROLLBACK', `The rollback to release v${target.version} was refused: ${order.refusal}`);
  }
}
