import { duration } from '../../../duration.ts';
import { ActionError } from '../../../errors.ts';
import { CloudControllerError } from '../api/errors.ts';
import type { Build } from '../api/shapes.ts';
import type { AppLog, AppLogLine } from '../evidence/logs.ts';
import { mayPass, stagingHint, stagingReason } from '../evidence/staging.ts';
import { type BuildOrder, type BuildTools, beginBuild, endOfBuild, stagingLimitMs } from './build.ts';
import { runLabel } from './deployment.ts';
import { createPackage, type PackageOrder } from './package.ts';

export interface StagingOrder extends PackageOrder, Pick<BuildOrder, 'ifBusy'> {}

export interface StagingTools extends BuildTools {
  readonly log: AppLog;
}

/** A try that came to nothing. */
interface Failure {
  /** In the words of whoever knows best. */
  readonly cause: string;
  readonly mayPass: boolean;
  readonly error: ActionError;
  /** STG lines of the build's log, oldest first. */
  readonly lines: readonly AppLogLine[];
}

/**
 * Before each further try. What is counted by the second or the minute is over by then, and a cell may have room again;
 * what is counted by the hour is not, and nobody would wait for it. Milliseconds.
 */
const pausesMs = [20_000, 60_000];
const mostTries = pausesMs.length + 1;
/** Of a log, the lines that are shown at the end. */
const mostLogLines = 12;

/**
 * Package, build, droplet: the image as the platform will run it. Nothing of it is live. What may pass is tried again
 * with the same package, as long as staging may take.
 *
 * @returns guid of the droplet
 * @throws ActionError `CF_STAGING_FAILED` with the registry's words, where the log has them
 */
export async function stage(order: StagingOrder, tools: StagingTools): Promise<string> {
  const { clock, signal, note } = tools;
  const labels = { ...order.labels, [runLabel]: order.runId };
  const build = { ...order, labels, packageGuid: await packageOf(order, tools) };
  let giveUpAt = clock.now() + stagingLimitMs;
  for (let tries = 1; ; tries++) {
    const doing = tries === 1 ? 'start the build' : `start the build in ${tries} tries`;
    const begun = await beginBuild(build, doing, giveUpAt, tools);
    // Others may have had theirs first: ours have all of their time.
    if (tries === 1) giveUpAt = clock.now() + stagingLimitMs;
    const outcome = await outcomeOf(begun, order, tries, giveUpAt, tools);
    if (typeof outcome === 'string') return outcome;
    const pause = pausesMs[tries - 1];
    if (!outcome.mayPass || pause === undefined || clock.now() + pause >= giveUpAt) {
      for (const line of outcome.lines.slice(-mostLogLines)) note(`STG ${line.text}`);
      throw outcome.error;
    }
    note(`Staging failed, trying again in ${duration(pause)} (try ${tries + 1} of ${mostTries}): ${outcome.cause}`);
    await clock.sleep(pause, signal);
  }
}

function packageOf(order: StagingOrder, tools: StagingTools): Promise<string> {
  const { appGuid, runId } = order;
  const mine = { app_guids: appGuid, label_selector: `${runLabel}=${runId}`, order_by: '-created_at' };
  return createPackage(order, tools, async () => {
    const [found] = await tools.api.firstOf('/v3/packages', 'look the packages up', mine);
    return found;
  });
}

/** What has become of a try: the guid of the droplet, or why there is none. */
async function outcomeOf(
  begun: Build | CloudControllerError,
  order: StagingOrder,
  tries: number,
  giveUpAt: number,
  tools: StagingTools,
): Promise<string | Failure> {
  if (begun instanceof CloudControllerError) return { cause: begun.message, mayPass: true, error: begun, lines: [] };
  const build = await endOfBuild(begun, giveUpAt, tools);
  if (build.state === 'STAGED' && build.dropletGuid !== undefined) return build.dropletGuid;
  // `build.error` of a docker build mostly says that staging failed: the reason is in the STG lines of the log.
  const lines = await stagingLines(build, order.appGuid, tools);
  const reason = stagingReason(lines);
  const told = build.error ?? 'the platform gives no reason';
  const failed = tries === 1 ? 'Staging failed' : `Staging failed ${tries} times`;
  const message = reason === undefined ? `${failed}: ${told}` : `${failed}: ${reason} (${told})`;
  return {
    cause: reason ?? told,
    mayPass: mayPass({ error: build.error, reason }),
    error: new ActionError('CF_STAGING_FAILED', message, {
      hint: stagingHint({ error: build.error, reason }, { image: order.image, hasLogin: order.registry !== undefined }),
    }),
    lines,
  };
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
