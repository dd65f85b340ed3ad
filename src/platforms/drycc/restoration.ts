import { numberAt } from '../../http/json.ts';
import type { ControllerApi } from '../controller/api.ts';
import { countsBack, countsOf } from '../controller/counts-back.ts';
import { type Counts, differing } from '../controller/formation.ts';
import { lookUntil } from '../controller/looking.ts';
import { allUp, listPods, type Pod, runningOf, wantedOf } from '../controller/pods.ts';
import { nothingBefore, nothingReleased, overtaken, podsUp } from '../controller/proof.ts';
import { newestReleases, type Release, releaseRef, rolledBackTo } from '../controller/releases.ts';
import { findOurs, ownSettings, targetOf } from '../controller/rollout.ts';
import { postCounts } from '../controller/scaling.ts';
import { deployFailure, saysBusy } from '../controller/words.ts';
import type { PlatformContext, Restored } from '../platform.ts';
import { buildOf, succeeded } from './app.ts';
import { setAutodeploy } from './pipeline.ts';
import type { DryccRollout } from './rollout.ts';

/** How long a rollback is watched: a post step has 90 s for everything. Milliseconds. */
const budgetMs = 75_000;
const lookEveryMs = 2_500;
/** The controller's own rollback is done before it marks the release as crashed; pods may follow a little later. */
const ownRollbackMs = 15_000;
/** A worker takes a pipeline up within 5 s. */
const pickedUpMs = 8_000;
/** The controller scales in the background. Milliseconds. */
const scaleMs = 20_000;
/** A release is there as soon as the server has read the order, which a killed run may have just sent. Milliseconds. */
const appearMs = 5_000;

interface Tools {
  readonly api: ControllerApi;
  readonly context: PlatformContext;
  readonly rollout: DryccRollout;
}

/** A release of somebody else that took over: it succeeded, or is a rollback, or has pods. Strays are `created` for ever. */
export function takenOver(releases: readonly Release[], pods: readonly Pod[], ours: number): Release | undefined {
  return releases.find(
    (release) =>
      release.version > ours &&
      !release.failed &&
      (release.state === 'succeed' ||
        rolledBackTo(release) !== undefined ||
        pods.some((pod) => pod.release === release.version)),
  );
}

/** Goes back on Drycc, or recognises that the controller did, and proves it by the pods; then the counts. */
export async function restore(tools: Tools): Promise<Restored> {
  const { api, context, rollout } = tools;
  if (rollout.pausesAutodeploy === true) await setAutodeploy({ api, app: rollout.app }, true);
  const restored = await goBack(tools);
  const { counts = [], app, was } = rollout;
  if (counts.length === 0 || restored.serves === undefined) return restored;
  const scaleTo = async (due: Counts) => {
    await postCounts(api, app, 'ptypes/scale/', Object.fromEntries(due), scaleMs);
    // The answer comes before anything is done, and what is refused nobody gets to know.
    await lookUntil(context.clock, context.signal, { everyMs: lookEveryMs, forMs: scaleMs }, async () =>
      differing(await countsOf(api, app), due).size === 0 ? true : undefined,
    );
  };
  const left = await countsBack(api, app, counts, scaleTo);
  const pods = await podsUp(api, context, app, was, () => true, scaleMs);
  return { ...restored, ...pods, ...(left === undefined ? {} : { left }) };
}

async function goBack(tools: Tools): Promise<Restored> {
  const { api, context, rollout } = tools;
  const { clock, signal } = context;
  const seen = await lookUntil(clock, signal, { everyMs: lookEveryMs, forMs: appearMs }, async () => {
    const releases = await newestReleases(api, rollout.app, 50);
    const ours = findOurs(releases, rollout) ?? ownSettings(releases, rollout);
    return ours === undefined ? undefined : { releases, ours };
  });
  if (seen === undefined) return nothingReleased(api, context, rollout);
  const { releases, ours } = seen;
  const pods = await listPods(api, rollout.app);

  const target = targetOf(releases, ours.version, rollout, succeeded);
  const newer = takenOver(releases, pods, ours.version);
  const earlier = releases.find(
    (it) => it.version > ours.version && !it.failed && target !== undefined && rolledBackTo(it) === target.version,
  );
  if (newer !== undefined && newer.version !== earlier?.version) {
    const image = (await buildOf(api, rollout.app, newer.version))?.image;
    return overtaken(api, context, rollout, newer.version, image);
  }
  if (target === undefined) return nothingBefore(rollout);
  if (earlier !== undefined) return watchRollback(tools, target, earlier.version);

  if (ours.state === 'created' && !pods.some((pod) => pod.release === ours.version)) {
    const began = await lookUntil(clock, signal, { everyMs: lookEveryMs, forMs: pickedUpMs }, async () =>
      (await hasPods(api, rollout, ours)) ? true : undefined,
    );
    if (began === undefined && waitsForAnother(releases, ours)) return neverDeployed(tools, ours);
  }
  // The config of a release that was not deployed, or has failed, is what the next one begins with: it has to go as well.
  if (rollout.config === undefined && (ours.state === 'crashed' || ours.failed)) {
    // Pods that a release did not change keep the label of an older one.
    const old = (pod: Pod) => pod.release !== undefined && pod.release <= target.version;
    const seen = await podsUp(api, context, rollout.app, rollout.was, old, ownRollbackMs);
    if (seen.verified && !(await hasPods(api, rollout, ours))) {
      return { serves: await refOf(tools, target), ...seen, how: 'the controller rolled back by itself' };
    }
  }
  return rollBack(tools, target);
}

/** Another pipeline may be running, which a rollback would take over from: a deploy before ours has not ended. */
function waitsForAnother(releases: readonly Release[], ours: Release): boolean {
  const firstEnded = releases.findIndex(({ state }) => state !== 'created');
  const open = releases.slice(0, firstEnded < 0 ? undefined : firstEnded);
  return open.some((it) => it.version < ours.version && / (?:deployed|rolled back to) /.test(it.summary));
}

async function neverDeployed({ api, context, rollout }: Tools, ours: Release): Promise<Restored> {
  const seen = await podsUp(api, context, rollout.app, rollout.was, (pod) => pod.release !== ours.version, 0);
  const how = `release v${ours.version} was never deployed, another pipeline was running`;
  const left = rollout.config === undefined ? {} : { left: `Settings stay with it: ${rollout.config.join(', ')}.` };
  return { serves: rollout.previous, ...seen, how, ...left };
}

async function hasPods(api: ControllerApi, rollout: DryccRollout, ours: Release): Promise<boolean> {
  return (await listPods(api, rollout.app)).some((pod) => pod.release === ours.version);
}

async function refOf({ api, rollout }: Tools, release: Release) {
  return releaseRef(release.version, (await buildOf(api, rollout.app, release.version))?.image);
}

/** `releases/rollback/` is asynchronous and takes over from a pipeline that runs. */
async function rollBack(tools: Tools, target: Release): Promise<Restored> {
  const { api, context, rollout } = tools;
  const made = await lookUntil(context.clock, context.signal, { everyMs: 5_000, forMs: budgetMs / 2 }, async () => {
    const answer = await api.call('POST', `apps/${rollout.app}/releases/rollback/`, { version: target.version });
    const version = answer.status === 201 ? numberAt(answer.json, 'version') : undefined;
    if (version !== undefined) return version;
    if (answer.status === 400 && saysBusy(answer.words)) return undefined;
    throw api.refusal(answer, `rolling ${rollout.app} back to release v${target.version}`);
  });
  if (made === undefined) {
    const how = `the rollback to release v${target.version} was refused: another pipeline runs`;
    return { serves: undefined, verified: false, running: 0, wanted: wantedOf(rollout.was), how };
  }
  return watchRollback(tools, target, made);
}

async function watchRollback(tools: Tools, target: Release, version: number): Promise<Restored> {
  const { api, context, rollout } = tools;
  let pods: readonly Pod[] = [];
  let release: Release | undefined;
  const done = await lookUntil(context.clock, context.signal, { everyMs: lookEveryMs, forMs: budgetMs }, async () => {
    const [releases, all] = await Promise.all([newestReleases(api, rollout.app, 10), listPods(api, rollout.app)]);
    release = releases.find((it) => it.version === version);
    // Pods that the rollback found unchanged keep the label of the release that made them.
    pods = all.filter((pod) => pod.release === version || (pod.release ?? version) <= target.version);
    if (release?.state === 'crashed') return 'crashed';
    return release?.state === 'succeed' && allUp(pods, rollout.was) ? 'up' : undefined;
  });
  const why = release?.exception === undefined ? '' : `: ${deployFailure(release.exception).cause}`;
  return {
    serves: releaseRef(version, (await buildOf(api, rollout.app, target.version))?.image),
    verified: done === 'up',
    running: runningOf(pods, rollout.was),
    wanted: wantedOf(rollout.was),
    how:
      done === 'crashed'
        ? `the rollback to release v${target.version} failed${why}`
        : `rolled back to release v${target.version}`,
  };
}
