import { ActionError } from '../../../errors.ts';
import type { Restored } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Deployment } from '../api/deployment.ts';
import { CloudControllerError } from '../api/errors.ts';
import { appFrom, dropletFrom } from '../api/shapes.ts';
import { type SettingValues, writeSettings } from '../app/settings.ts';
import { spelledOut } from '../image/image.ts';
import {
  createDeployment,
  labelledDeployment,
  newestDeployments,
  releaseRef,
  resize,
  restoreLabel,
} from './deployment.ts';
import {
  appearing,
  cancelDeployment,
  canceled,
  isStillOurs,
  ourDeployment,
  readDeployment,
  successorOfOurs,
} from './ours.ts';
import { nothingToPutBack, putBack, withCommandsLeft, withSettings } from './put-back.ts';
import { startApp, stopApp, stopForGood } from './recreate.ts';
import { type Before, type CloudFoundryRollout, isTouched, optionsBefore } from './rollout.ts';
import { firstPauseMs, longer, type RestoreTools, runningOf, verified, webInstances } from './serving.ts';

/** For all the waiting of one restore: the post step of a job has not much longer. Milliseconds. */
const limitMs = 90_000;

/**
 * Asks the platform once to go back, without waiting. Nothing has begun: nothing is asked. Settings are left to whoever
 * waits, but for values that nothing else remembers: those are written back at once.
 *
 * @param remembered the settings from before, in the process that changed them
 */
export async function cancelRollout(
  rollout: CloudFoundryRollout,
  api: CloudController,
  remembered: SettingValues | undefined,
): Promise<void> {
  const ours = await ourDeployment(rollout, api);
  if (ours !== undefined && rollout.before?.running !== true) {
    if (!(await isStillOurs(rollout, ours, api))) return;
    await stopApp(rollout, api);
  } else if (ours?.value === 'ACTIVE' && ours.reason !== 'CANCELING') await cancelDeployment(ours, api);
  else if (ours === undefined && (await standsStill(rollout, api))) await startApp(rollout, api);

  const { settings, before, appGuid } = rollout;
  const isForgotten = settings !== undefined && (settings.forgotten.length > 0 || settings.command === 'forgotten');
  if (!isForgotten || remembered === undefined || before === undefined) return;
  if (ours?.value === 'FINALIZED' && !(await isStillOurs(rollout, ours, api))) return;
  // While the deployment is being cancelled the newest web process is still the one that goes away.
  const old = ours?.value === 'ACTIVE' ? before.web.guid : undefined;
  await writeSettings(api, appGuid, remembered, old);
}

/** Of a rollout that has provably not begun: what was prepared for it is put back, and what serves is looked at. */
export async function restoreUnbegun(rollout: CloudFoundryRollout, tools: RestoreTools): Promise<Restored> {
  const { api, clock } = tools;
  const { before, previous, appGuid } = rollout;
  const until = clock.now() + limitMs;
  const json = await api.find(`/v3/apps/${appGuid}`, 'read the app');
  if (json === undefined) return nothingServes('the app is not there any more', true);
  const app = appFrom(json);
  // Somebody else's release came before ours could: what it was made with is theirs, too.
  if (before !== undefined && typeof app.dropletGuid === 'string' && app.dropletGuid !== before.dropletGuid) {
    const newest = await newestDeployments(api, appGuid);
    const theirs = newest.find(({ dropletGuid }) => dropletGuid === app.dropletGuid);
    return leftAlone(rollout, theirs, api);
  }
  const { sidecars: _untouched, ...prepared } = rollout;
  const back = await putBack(prepared, tools);
  const how = rollout.recreate === true && !app.started ? 'the app was started again' : 'the release had not begun';
  if (before?.running !== true) return withSettings(nothingServes(how, true), back);
  if (rollout.recreate === true && !app.started) await startApp(rollout, api);
  return withSettings(await verified(rollout, before, previous, how, until, tools), back);
}

/**
 * Puts back what served before and sees it serve. What has to be done is read from the platform each time, so it may
 * be called again, by another process too, after any part of it.
 *
 * @throws ActionError when the platform refuses what is needed
 */
export async function restoreRollout(rollout: CloudFoundryRollout, tools: RestoreTools): Promise<Restored> {
  const { api } = tools;
  const until = tools.clock.now() + limitMs;
  const { before } = rollout;
  const ours = await appearing(rollout, tools);
  if (ours === undefined) return restoreUnbegun(rollout, tools);
  const successor = await successorOfOurs(rollout, ours, api);
  if (ours.reason === 'SUPERSEDED' || successor !== undefined) return leftAlone(rollout, successor, api);
  if (before?.running !== true) return stopAgain(rollout, before, until, tools);

  const ended = await canceled(ours, until, tools);
  if (ended === undefined || ended.value === 'ACTIVE') {
    const running = await runningOf(before.web.guid, api);
    const settings = isTouched(rollout) ? ', so its settings are not put back' : '';
    const how = `the deployment is not cancelled after ${limitMs / 1000} s${settings}`;
    return { serves: rollout.previous, verified: false, running, wanted: before.web.instances, how };
  }
  if (ended.reason === 'SUPERSEDED') return leftAlone(rollout, await successorOfOurs(rollout, ended, api), api);
  // A cancel goes back to what the app had when ours began. Of somebody's deployment that ours took over from that is a
  // droplet which nobody has seen serve.
  const isProven = ended.previousDropletGuid === undefined || ended.previousDropletGuid === before.dropletGuid;
  if (ended.reason !== 'CANCELED' || !isProven) return deployPrevious(rollout, before, until, tools);
  const back = await putBack(rollout, tools);
  return withSettings(await verified(rollout, before, rollout.previous, 'deployment cancelled', until, tools), back);
}

/** Stopped by this run, which has not come to start it again. */
async function standsStill({ recreate, before, appGuid }: CloudFoundryRollout, api: CloudController): Promise<boolean> {
  if (recreate !== true || before?.running !== true) return false;
  const app = appFrom(await api.get(`/v3/apps/${appGuid}`, 'read the app'));
  return !app.started && app.dropletGuid === before.dropletGuid;
}

async function leftAlone(
  rollout: CloudFoundryRollout,
  successor: Deployment | undefined,
  api: CloudController,
): Promise<Restored> {
  const { running, wanted } = await webInstances(rollout, api);
  const path = successor?.dropletGuid === undefined ? undefined : `/v3/droplets/${successor.dropletGuid}`;
  const droplet = path === undefined ? undefined : await api.find(path, 'read the droplet');
  const image = droplet === undefined ? undefined : dropletFrom(droplet).image;
  return {
    serves:
      successor === undefined ? undefined : releaseRef(successor, image === undefined ? image : spelledOut(image)),
    verified: false,
    running,
    wanted: wanted ?? 0,
    how: 'a newer deployment by somebody else took over; it was left alone',
  };
}

/** An app that did not run before is stopped again, with the droplet and the settings that it had. */
async function stopAgain(
  rollout: CloudFoundryRollout,
  before: Before | undefined,
  until: number,
  tools: RestoreTools,
): Promise<Restored> {
  const { api, clock, signal } = tools;
  await stopApp(rollout, api);
  const path = `/v3/apps/${rollout.appGuid}`;
  if (before?.dropletGuid !== undefined) {
    const body = { data: { guid: before.dropletGuid } };
    await api.write('PATCH', `${path}/relationships/current_droplet`, 'set the previous droplet again', body, 'safe');
  }
  // On a stopped app the options of a deployment change its web process for good.
  if (before !== undefined) {
    const sizes = optionsBefore(rollout.options, before);
    await resize(api, `/v3/processes/${before.web.guid}`, sizes, 'set the previous size again');
  }
  const back = before === undefined ? nothingToPutBack : await putBack(rollout, tools);
  let started = true;
  for (let pause = firstPauseMs; started; pause = longer(pause)) {
    started = appFrom(await api.get(path, 'read the app')).started;
    if (clock.now() >= until) break;
    if (started) await clock.sleep(pause, signal);
  }
  const how = before === undefined ? 'the app was stopped' : 'the app was stopped again';
  return withSettings(nothingServes(how, !started), back);
}

/** As before: nothing served then either. */
function nothingServes(how: string, verified: boolean): Restored {
  return { serves: undefined, verified, running: 0, wanted: 0, how };
}

/** The deployment was done before the release failed: the previous droplet comes back by a deployment of its own. */
async function deployPrevious(
  rollout: CloudFoundryRollout,
  before: Before,
  until: number,
  tools: RestoreTools,
): Promise<Restored> {
  const { api, clock, signal } = tools;
  if (before.dropletGuid === undefined) {
    throw new ActionError(
      'CF_NO_PREVIOUS_DROPLET',
      'There is no droplet to go back to: the app ran without one before',
    );
  }
  const order = {
    appGuid: rollout.appGuid,
    dropletGuid: before.dropletGuid,
    label: restoreLabel,
    runId: rollout.runId,
    doing: 'deploy the previous droplet again',
  };
  const undo = optionsBefore(rollout.options, before);
  let deployment = await labelledDeployment(api, rollout.appGuid, restoreLabel, rollout.runId);
  // Old and new are not to run side by side.
  if (deployment === undefined && rollout.recreate === true) await stopForGood(rollout, tools);
  const back = withCommandsLeft(await putBack(rollout, tools, deployment !== undefined), rollout);
  if (deployment === undefined) {
    try {
      // What runs does not serve: there is no reason to go one by one.
      const allAtOnce = { ...undo, max_in_flight: Math.max(1, before.web.instances) };
      deployment = await createDeployment(api, clock, signal, { ...order, options: allAtOnce });
    } catch (error) {
      if (!(error instanceof CloudControllerError) || error.code !== 'CF_QUOTA') throw error;
      deployment = await createDeployment(api, clock, signal, { ...order, options: undo });
    }
  }
  for (let pause = firstPauseMs; deployment?.value === 'ACTIVE' && clock.now() < until; pause = longer(pause)) {
    await clock.sleep(pause, signal);
    deployment = await readDeployment(deployment.guid, api);
  }
  if (deployment === undefined || deployment.reason !== 'DEPLOYED') {
    const { running, wanted } = await webInstances(rollout, api);
    const state = deployment === undefined ? 'gone' : deployment.reason.toLowerCase();
    const how = `the previous droplet was deployed again, but that deployment is ${state}`;
    const wants = wanted ?? before.web.instances;
    return withSettings({ serves: rollout.previous, verified: false, running, wanted: wants, how }, back);
  }
  const serves = releaseRef(deployment, rollout.previous?.image);
  const how = 'the previous droplet was deployed again';
  return withSettings(await verified(rollout, before, serves, how, until, tools), back);
}
