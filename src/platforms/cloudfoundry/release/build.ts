import type { Clock } from '../../../clock.ts';
import { ActionError } from '../../../errors.ts';
import type { PlatformRequest } from '../../../inputs/request.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { createOnce } from '../api/create-once.ts';
import { CloudControllerError } from '../api/errors.ts';
import { type Build, buildFrom } from '../api/shapes.ts';
import { runLabel } from './deployment.ts';
import type { Labels } from './labels.ts';

export interface BuildOrder {
  readonly appGuid: string;
  readonly packageGuid: string;
  readonly runId: string;
  /** The run's own among them. */
  readonly labels: Labels;
  /** What to do about a build of somebody else's; one that is under way can only be waited for. */
  readonly ifBusy: PlatformRequest['ifBusy'];
}

export interface BuildTools {
  readonly api: CloudController;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  note(line: string): void;
}

/** The platform's own limit for staging, and the cf CLI's. Milliseconds. */
export const stagingLimitMs = 15 * 60_000;
/** Polling: fast at first, since docker staging reads only metadata; then slower. Milliseconds. */
const firstPollMs = 500;
const slowestPollMs = 2_000;

const blocksTheApp =
  'A build cannot be cancelled; it blocks the app until the platform gives it up. Try again in a quarter of an hour.';

/** What the server says when it could not hand a build to a cell (`bbs_stager_client.rb`, `stager.rb`, `errors/v2.yml`). */
const notHandedOver = ['CF-StagerError', 'CF-StagerUnavailable', 'CF-RunnerError', 'CF-RunnerUnavailable'];

/**
 * Begins a build, once.
 *
 * @param doing what is tried, to follow "could not": `start the build`
 * @param giveUpAt how long builds of others are waited for; milliseconds since the epoch
 * @returns instead of it what the server says when it could not hand it to a cell: the build is there then, and has failed
 */
export async function beginBuild(
  order: BuildOrder,
  doing: string,
  giveUpAt: number,
  tools: BuildTools,
): Promise<Build | CloudControllerError> {
  const { api, clock, signal } = tools;
  // Those that have failed are none: another is made.
  const mine = {
    ...{ app_guids: order.appGuid, label_selector: `${runLabel}=${order.runId}` },
    ...{ states: 'STAGING,STAGED', order_by: '-created_at' },
  };
  const lookUp = async () => {
    const [found] = await api.firstOf('/v3/builds', 'look the builds up', mine);
    return found === undefined ? undefined : buildFrom(found);
  };
  const create = () =>
    createBuild(order, doing, giveUpAt, lookUp, tools).catch((error: unknown) => {
      if (error instanceof CloudControllerError && notHandedOver.some((title) => error.has(title))) return error;
      throw error;
    });
  return createOnce<Build | CloudControllerError>(clock, signal, { create, lookUp });
}

/** Only one build of an app may be STAGING. Another's is waited for; our own, whose answer got lost, is adopted. */
async function createBuild(
  { appGuid, packageGuid, labels, ifBusy }: BuildOrder,
  doing: string,
  giveUpAt: number,
  findOwn: () => Promise<Build | undefined>,
  tools: BuildTools,
): Promise<Build> {
  const { api, clock } = tools;
  const body = { package: { guid: packageGuid }, metadata: { labels } };
  for (let said = false; ; said = true) {
    try {
      return buildFrom(await api.write('POST', '/v3/builds', doing, body));
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
  { appGuid, ifBusy }: Pick<BuildOrder, 'appGuid' | 'ifBusy'>,
  giveUpAt: number,
  said: boolean,
  { api, clock, signal, note }: BuildTools,
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

/**
 * The build as it ends: STAGED with a droplet, or FAILED.
 *
 * @param giveUpAt milliseconds since the epoch
 * @param overdue what to do about one that does not end
 * @throws ActionError `CF_STAGING_TIMEOUT`
 */
export async function endOfBuild(
  begun: Build,
  giveUpAt: number,
  { api, clock, signal }: Omit<BuildTools, 'note'>,
  overdue = blocksTheApp,
): Promise<Build> {
  let build = begun;
  for (let pause = firstPollMs; ; pause = Math.min(pause * 1.3, slowestPollMs)) {
    if (build.state === 'FAILED' || (build.state === 'STAGED' && build.dropletGuid !== undefined)) return build;
    if (clock.now() >= giveUpAt) {
      throw new ActionError('CF_STAGING_TIMEOUT', `Staging is not done after ${stagingLimitMs / 60_000} minutes`, {
        hint: overdue,
      });
    }
    await clock.sleep(pause, signal);
    build = buildFrom(await api.get(`/v3/builds/${build.guid}`, 'read the build'));
  }
}
