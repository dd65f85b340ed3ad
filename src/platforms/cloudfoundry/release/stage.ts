import type { Clock } from '../../../clock.ts';
import { ActionError } from '../../../errors.ts';
import type { PlatformRequest, RegistryLogin } from '../../../inputs/request.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { createOnce } from '../api/create-once.ts';
import { CloudControllerError } from '../api/errors.ts';
import { type Build, buildFrom, guidFrom } from '../api/shapes.ts';
import { hintFor, stagingReason } from '../evidence/causes.ts';
import type { AppLog, AppLogLine } from '../evidence/logs.ts';
import { runLabel } from './deployment.ts';
import type { Labels } from './labels.ts';

export interface StagingOrder {
  readonly appGuid: string;
  /** `host/path@sha256:…` */
  readonly image: string;
  readonly registry: RegistryLogin | undefined;
  readonly runId: string;
  /** Beside the run's own. */
  readonly labels: Labels;
  /** What to do about a build of somebody else's; one that is under way can only be waited for. */
  readonly ifBusy: PlatformRequest['ifBusy'];
}

export interface StagingTools {
  readonly api: CloudController;
  readonly log: AppLog;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  note(line: string): void;
}

/** The platform's own limit for staging, and the cf CLI's. Milliseconds. */
const stagingLimitMs = 15 * 60_000;
/** Polling: fast at first, since docker staging reads only metadata; then slower. Milliseconds. */
const firstPollMs = 500;
const slowestPollMs = 2_000;

/**
 * Package, build, droplet: the image as the platform will run it. Nothing of it is live.
 *
 * @returns guid of the droplet
 * @throws ActionError `CF_STAGING_FAILED` with the registry's words, where the log has them
 */
export async function stage(order: StagingOrder, tools: StagingTools): Promise<string> {
  const { api, clock, signal } = tools;
  const labels = { ...order.labels, [runLabel]: order.runId };
  const mine = { app_guids: order.appGuid, label_selector: `${runLabel}=${order.runId}`, order_by: '-created_at' };
  const lookUp = async (resource: 'packages' | 'builds') =>
    (await api.firstOf(`/v3/${resource}`, `look the ${resource} up`, mine))[0];

  const newPackage = {
    type: 'docker',
    relationships: { app: { data: { guid: order.appGuid } } },
    data: {
      image: order.image,
      ...(order.registry === undefined ? {} : { username: order.registry.username, password: order.registry.password }),
    },
    metadata: { labels },
  };
  const packageGuid = await createOnce(clock, signal, {
    create: async () => guidFrom(await api.write('POST', '/v3/packages', 'create the package', newPackage), 'package'),
    lookUp: async () => {
      const found = await lookUp('packages');
      return found === undefined ? undefined : guidFrom(found, 'package');
    },
  });

  const newBuild = { package: { guid: packageGuid }, metadata: { labels } };
  // One that could not be handed to a cell fails at once (`stager.rb`), and is made anew.
  const findBuild = async () => {
    const found = await lookUp('builds');
    const build = found === undefined ? undefined : buildFrom(found);
    return build?.state === 'FAILED' ? undefined : build;
  };
  const build = await createOnce(clock, signal, {
    create: () => createBuild(newBuild, order, findBuild, tools),
    lookUp: findBuild,
  });
  return dropletOf(build, order.appGuid, tools);
}

/** Only one build of an app may be STAGING. Another's is waited for; our own, whose answer got lost, is adopted. */
async function createBuild(
  body: object,
  { appGuid, ifBusy }: StagingOrder,
  findOwn: () => Promise<Build | undefined>,
  tools: StagingTools,
): Promise<Build> {
  const { api, clock } = tools;
  const giveUpAt = clock.now() + stagingLimitMs;
  for (let said = false; ; said = true) {
    try {
      return buildFrom(await api.write('POST', '/v3/builds', 'start the build', body));
    } catch (error) {
      const busy = error instanceof CloudControllerError && error.has('CF-StagingInProgress');
      if (!busy || clock.now() >= giveUpAt) throw error;
    }
    const own = await findOwn();
    if (own !== undefined) return own;
    await othersHaveEnded({ appGuid, ifBusy }, giveUpAt, said, tools);
  }
}

/** No build can be ended, so with `if-busy: replace` it is waited for as well. @throws ActionError `APP_BUSY` */
async function othersHaveEnded(
  { appGuid, ifBusy }: Pick<StagingOrder, 'appGuid' | 'ifBusy'>,
  giveUpAt: number,
  said: boolean,
  { api, clock, signal, note }: StagingTools,
): Promise<void> {
  const query = { app_guids: appGuid, states: 'STAGING' };
  const staging = async () => (await api.firstOf('/v3/builds', 'read the builds', query)).map(buildFrom);
  let others = await staging();
  if (others.length === 0) return;
  const who = others[0]?.createdBy === undefined ? '' : ` by ${others[0].createdBy}`;
  if (ifBusy === 'fail') {
    throw new ActionError('APP_BUSY', `Another build of this app${who} is under way`, {
      hint: 'Give the jobs that deploy this app one concurrency group. if-busy: wait waits for it.',
    });
  }
  if (!said) note(`Another build of this app${who} is still running: waiting for it to end.`);
  for (let pause = firstPollMs; others.length > 0 && clock.now() < giveUpAt; ) {
    await clock.sleep(pause, signal);
    pause = Math.min(pause * 1.5, slowestPollMs);
    others = await staging();
  }
}

async function dropletOf(started: Build, appGuid: string, tools: StagingTools): Promise<string> {
  const { api, clock, signal } = tools;
  const giveUpAt = clock.now() + stagingLimitMs;
  let build = started;
  for (let pause = firstPollMs; ; pause = Math.min(pause * 1.3, slowestPollMs)) {
    if (build.state === 'STAGED' && build.dropletGuid !== undefined) return build.dropletGuid;
    if (build.state === 'FAILED') throw await stagingError(build, appGuid, tools);
    if (clock.now() >= giveUpAt) {
      throw new ActionError('CF_STAGING_TIMEOUT', `Staging is not done after ${stagingLimitMs / 60_000} minutes`, {
        hint: 'A build cannot be cancelled; it blocks the app until the platform gives it up. Try again in a quarter of an hour.',
      });
    }
    await clock.sleep(pause, signal);
    build = buildFrom(await api.get(`/v3/builds/${build.guid}`, 'read the build'));
  }
}

/** `build.error` of a docker build only says that staging failed: the reason is in the STG lines of the log. */
async function stagingError(build: Build, appGuid: string, tools: StagingTools): Promise<ActionError> {
  const lines = await stagingLines(build, appGuid, tools);
  const reason = stagingReason(lines);
  const told = build.error ?? 'the platform gives no reason';
  for (const line of lines.slice(-12)) tools.note(`STG ${line.text}`);
  return new ActionError(
    'CF_STAGING_FAILED',
    reason === undefined ? `Staging failed: ${told}` : `Staging failed: ${reason} (${told})`,
    {
      hint:
        hintFor(reason, told) ??
        'The platform reads the image again, from its own network and with registry-username and registry-password. cf logs APP --recent may say more.',
    },
  );
}

/** Lines come up to two seconds late, so an empty answer is asked for again. */
async function stagingLines(
  build: Build,
  appGuid: string,
  { log, clock, signal }: StagingTools,
): Promise<readonly AppLogLine[]> {
  const since = Date.parse(build.createdAt);
  let lines: readonly AppLogLine[] = [];
  for (let tries = 0; tries < 3; tries++) {
    if (tries > 0) await clock.sleep(1_000, signal);
    // The build's time has whole seconds, and the log is written by another machine.
    const all = await log.since(appGuid, Number.isNaN(since) ? 0 : since - 1_000, signal);
    lines = all.filter((line) => line.sourceType.startsWith('STG'));
    if (stagingReason(lines) !== undefined) break;
  }
  return lines;
}
