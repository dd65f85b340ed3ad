import type { Restored } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { dropletFrom, type InstanceStats } from '../api/shapes.ts';
import { newestWeb } from '../app/settings.ts';
import { spelledOut } from '../image/image.ts';
import { dropletRef } from '../release/deployment.ts';
import { putBack, withSettings } from '../release/put-back.ts';
import { startApp } from '../release/recreate.ts';
import { type Before, type CloudFoundryRollout, optionsBefore } from '../release/rollout.ts';
import { firstPauseMs, longer, type RestoreTools } from '../release/serving.ts';
import { type Found, find, setPreviousDroplet } from './found.ts';
import { advanced, type Frontier, frontierAt } from './frontier.ts';
import { isLeftover, type Leftovers, leftAfter, leftoversAt } from './leftovers.ts';
import { rolls } from './look.ts';
import { withMark } from './taken-back.ts';
import { webStats } from './view.ts';
import { orderDeployment, resizeWeb, stopAll } from './write.ts';

/** For all the waiting of one restore: the post step of a job has not much longer. Milliseconds. */
const limitMs = 90_000;
/**
 * A pod that is to go has half a minute to end, and shows as running meanwhile: what has not changed for longer than that
 * is what stays. Milliseconds.
 */
const settledMs = 40_000;

/**
 * Settings go back before the droplet does: an instance that starts takes what is written then, and nobody starts it anew for
 * a variable. Whatever becomes of them, the droplet goes back.
 */
export async function beforehand<T>(settings: () => Promise<T>, droplet: () => Promise<void>): Promise<T> {
  const [written] = await Promise.allSettled([settings()]);
  await droplet();
  if (written.status === 'rejected') throw written.reason;
  return written.value;
}

/** How far a release has come. */
interface Progress {
  /** The lowest index that it has got to; undefined: that is not known. */
  readonly reached: number | undefined;
  /** It was provably not ordered. */
  readonly isUnbegun: boolean;
  /** Somebody else was seen to stop the app after it had been started. */
  readonly isStopped: boolean;
}

/**
 * Puts back what served before and sees it serve. What has to be done is read from the platform each time, so it may be
 * called again, by another process too, after any part of it.
 */
export async function restoreOnKorifi(
  rollout: CloudFoundryRollout,
  tools: RestoreTools,
  progress: Progress,
): Promise<Restored> {
  const { api } = tools;
  const found = await find(rollout, api);
  if (found.standing === 'gone') return nothingServes('the app is not there any more', true);
  if (found.standing === 'of somebody else') return leftAlone(rollout, found.dropletGuid, api);
  return withMark(rollout, await putAppBack(rollout, found, tools, progress), api);
}

async function putAppBack(
  rollout: CloudFoundryRollout,
  found: Found,
  tools: RestoreTools,
  { reached, isUnbegun, isStopped }: Progress,
): Promise<Restored> {
  const { api, clock } = tools;
  const until = clock.now() + limitMs;
  const { before, previous } = rollout;
  if (before?.running !== true) return stopAgain(rollout, before, found, tools);
  // A release that rolls stops nothing.
  if (!found.started && (isStopped || rolls(rollout))) return leftStopped(rollout, before, found, tools);

  const isSame = before.dropletGuid === rollout.dropletGuid;
  const wasReleased = found.standing === 'ours' && !(isSame && isUnbegun);
  if (!rolls(rollout)) {
    const stood = !found.started;
    if (wasReleased && found.started) await stopAll(rollout, tools);
    await setPreviousDroplet(rollout, found, api);
    const back = await putAllBack(rollout, before, tools);
    const startedAt = clock.now();
    if (wasReleased || stood) await startApp(rollout, api);
    const how = wasReleased
      ? 'the app was stopped, and started with the previous droplet'
      : stood
        ? 'the app was started again'
        : howUntouched(isUnbegun);
    const settling = wasReleased || stood || isUnbegun ? {} : { settling: true as const };
    const left = wasReleased || stood ? { left: leftoversAt(startedAt, before.web.instances) } : {};
    const course = { how, until, front: undefined, ...settling, ...left };
    return withSettings(await serves(rollout, before, previous, course, tools), back);
  }

  const back = await beforehand(
    () => putAllBack(rollout, before, tools),
    async () => {
      if (wasReleased) await goBack(rollout, found, tools);
    },
  );
  const isTouched = wasReleased || back.did.length > 0;
  // What this very process has set in motion it can follow; of what was set in motion before, it only sees the end.
  const front = isTouched ? frontierAt(clock.now(), before.web.instances) : undefined;
  const how = wasReleased ? 'the previous droplet was set again' : howUntouched(isUnbegun);
  const settling = !isUnbegun || isTouched ? { settling: true as const } : {};
  const course = { how, until, front, reached, ...settling };
  return withSettings(await serves(rollout, before, previous, course, tools), back);
}

function howUntouched(isUnbegun: boolean): string {
  return isUnbegun ? 'the release had not begun' : 'the previous droplet is set again';
}

/** The droplet from before, for an app that runs. The same one with other settings is ordered anew. */
async function goBack(rollout: CloudFoundryRollout, found: Found, tools: RestoreTools): Promise<void> {
  const { appGuid, dropletGuid, before } = rollout;
  if (before?.dropletGuid !== dropletGuid) await setPreviousDroplet(rollout, found, tools.api);
  else await orderDeployment(tools, { appGuid, dropletGuid }, dropletGuid, 'set the previous droplet again');
}

/** Settings and sizes, which belong to the same going back there. Sizes act at once, so that variables come before them. */
async function putAllBack(rollout: CloudFoundryRollout, before: Before, tools: RestoreTools) {
  const back = await putBack(rollout, tools);
  await resizeWeb(tools.api, rollout.appGuid, optionsBefore(rollout.options, before));
  return back;
}

interface Course {
  readonly how: string;
  readonly until: number;
  /** Undefined: it is not known when the instances were told to go back. */
  readonly front: Frontier | undefined;
  readonly reached?: number | undefined;
  /** Something may be on its way still. */
  readonly settling?: true;
  /** What may be left of the release that failed. */
  readonly left?: Leftovers;
}

/** Waits until all instances run that ought to, and none of them is of the release that failed. */
async function serves(
  { appGuid }: CloudFoundryRollout,
  before: Before,
  release: Restored['serves'],
  { how, until, front, reached = 0, settling, left }: Course,
  { api, clock, signal }: RestoreTools,
): Promise<Restored> {
  let ours = front;
  let leftovers = left;
  let seen = '';
  let sameSince = clock.now();
  for (let pause = firstPauseMs; ; pause = longer(pause)) {
    const askedAt = clock.now();
    const [web, stats] = await Promise.all([newestWeb(api, appGuid), webStats(api, appGuid)]);
    const wanted = web?.instances ?? before.web.instances;
    if (leftovers !== undefined) leftovers = leftAfter(leftovers, stats);
    const runs = (entry: InstanceStats) =>
      entry.state === 'RUNNING' && (leftovers === undefined || !isLeftover(leftovers, entry, askedAt));
    const running = Math.min(wanted, stats.filter(runs).length);
    if (ours !== undefined) ours = advanced(ours, stats, askedAt);
    const picture = JSON.stringify(stats.map(({ index, state }) => [index, state]));
    if (picture !== seen || running < wanted) sameSince = clock.now();
    seen = picture;
    const isFollowed = ours !== undefined && ours.index < reached;
    const isSettled = settling !== true || clock.now() - sameSince >= settledMs;
    const verified = running >= wanted && (isFollowed || isSettled);
    if (verified || clock.now() >= until) return { serves: release, verified, running, wanted, how };
    await clock.sleep(pause, signal);
  }
}

/** An app that did not run before is stopped again, with the droplet and the settings that it had. */
async function stopAgain(
  rollout: CloudFoundryRollout,
  before: Before | undefined,
  found: Found,
  tools: RestoreTools,
): Promise<Restored> {
  const { api } = tools;
  const { started } = found;
  if (started) await stopAll(rollout, tools);
  await setPreviousDroplet(rollout, found, api);
  // An app that was there without a droplet had no process yet, and so no sizes; but variables, labels and routes.
  const back = await (before === undefined ? putBack(rollout, tools) : putAllBack(rollout, before, tools));
  const left = await webStats(api, rollout.appGuid);
  const how = !started
    ? 'the release had not begun'
    : before === undefined
      ? 'the app was stopped'
      : 'the app was stopped again';
  return withSettings(nothingServes(how, left.length === 0), back);
}

/** What somebody else has stopped stays so: with the droplet and the settings that it had. */
async function leftStopped(
  rollout: CloudFoundryRollout,
  before: Before,
  found: Found,
  tools: RestoreTools,
): Promise<Restored> {
  const isSet = await setPreviousDroplet(rollout, found, tools.api);
  const back = await putAllBack(rollout, before, tools);
  const did = isSet ? 'the previous droplet was set again; ' : '';
  const how = `${did}somebody else has stopped the app, and it was left so`;
  const stands = { serves: rollout.previous, verified: false, running: 0, wanted: before.web.instances };
  return withSettings({ ...stands, how }, back);
}

async function leftAlone(
  rollout: CloudFoundryRollout,
  dropletGuid: string | undefined,
  api: CloudController,
): Promise<Restored> {
  const [web, stats, json] = await Promise.all([
    newestWeb(api, rollout.appGuid),
    webStats(api, rollout.appGuid),
    dropletGuid === undefined ? undefined : api.find(`/v3/droplets/${dropletGuid}`, 'read the droplet'),
  ]);
  const image = json === undefined ? undefined : dropletFrom(json).image;
  return {
    serves:
      dropletGuid === undefined
        ? undefined
        : dropletRef(dropletGuid, image === undefined ? undefined : spelledOut(image)),
    verified: false,
    running: stats.filter(({ state }) => state === 'RUNNING').length,
    wanted: web?.instances ?? 0,
    how: 'a newer release by somebody else took over; it was left alone',
  };
}

/** As before: nothing served then either. */
function nothingServes(how: string, verified: boolean): Restored {
  return { serves: undefined, verified, running: 0, wanted: 0, how };
}
