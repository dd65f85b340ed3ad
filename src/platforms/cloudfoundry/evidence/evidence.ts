import type { Clock } from '../../../clock.ts';
import { errorLine } from '../../app-log.ts';
import type { Evidence } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { type Deployment, deploymentFrom } from '../api/deployment.ts';
import { processFrom } from '../api/process.ts';
import { type Crash, type InstanceStats, statsFrom } from '../api/shapes.ts';
import type { Target } from '../api/target.ts';
import { labelledDeployment, runLabel } from '../release/deployment.ts';
import { type CloudFoundryRollout, needOf } from '../release/rollout.ts';
import { hintFor } from './causes.ts';
import { crashesIfTold, crashFacts, ofRelease } from './crashes.ts';
import type { AppLog, AppLogLine } from './logs.ts';
import { allowancesOf, type Shortfall, shortfallOf, tellsOfQuota } from './quota.ts';

const mostLogLines = 40;

interface Tools {
  readonly api: CloudController;
  readonly log: AppLog;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  /** Whose quotas count. */
  target(): Promise<Target>;
}

/** Why a release failed, as far as events, logs, stats and the deployment tell. Never throws. */
export async function gatherEvidence(rollout: CloudFoundryRollout, tools: Tools): Promise<Evidence> {
  const { api } = tools;
  const deployment = await ifPossible(() => findDeployment(rollout, api));
  if (deployment === undefined) return { facts: [], log: [] };
  const web = deployment.newWeb ?? (await ifPossible(() => webGuid(rollout, api)));
  if (web === undefined) return { facts: deploymentFacts(deployment), log: [] };
  const [all, stats, shortfall] = await Promise.all([
    ifPossible(() => crashesIfTold(api, rollout.appGuid, deployment.createdAt)),
    ifPossible(async () => statsFrom(await api.find(`/v3/processes/${web}/stats`, 'read the state of the instances'))),
    ifPossible(() => quotaShortfall(rollout, deployment, tools)),
  ]);
  const crashes = ofRelease(all ?? [], web, deployment);
  // What crashed has the word; web, if more than one did.
  const crash = crashes.find(({ processType }) => processType === 'web') ?? crashes[0];
  const process = { type: crash?.processType ?? 'web', guid: crash?.processGuid ?? web };
  const log = await ifPossible(() => logOf(rollout, process, deployment, tools));
  const of = (type: string) => crashes.filter(({ processType }) => processType === type);
  const explained = explain(of(process.type), process.type === 'web' ? (stats ?? []) : [], deployment, log ?? []);
  return withShortfall(explained, shortfall);
}

/** By how much a quota stops the roll-out that is under way; undefined: none does. */
async function quotaShortfall(
  rollout: CloudFoundryRollout,
  { error }: Deployment,
  { api, target }: Tools,
): Promise<Shortfall | undefined> {
  if (error === undefined || !tellsOfQuota(error)) return undefined;
  return shortfallOf(needOf(rollout), await allowancesOf(api, await target()));
}

function withShortfall(evidence: Evidence, shortfall: Shortfall | undefined): Evidence {
  if (shortfall === undefined) return evidence;
  return { ...evidence, hint: shortfall.hint, facts: [...evidence.facts, shortfall.sum] };
}

/**
 * What the findings come to: the app's own last error line if it has one, else what the platform says. An instance
 * that never got healthy may have logged harmless errors, so there the health check has the word.
 *
 * @param crashes newest first
 * @param log of the new process, oldest first
 */
export function explain(
  crashes: readonly Crash[],
  stats: readonly InstanceStats[],
  deployment: Deployment,
  log: readonly AppLogLine[],
): Evidence {
  const crash = crashes[0];
  const unhealthy = stats.find((entry) => entry.state !== 'RUNNING' || entry.routable === false);
  const index = String(crash?.index ?? unhealthy?.index ?? 0);
  const ofInstance = log.filter((line) => line.instance === index);
  const lines = ofInstance.length === 0 ? log : ofInstance;
  const app = lines.filter((line) => line.sourceType.startsWith('APP/PROC'));
  const health = lines.findLast((line) => line.sourceType === 'HEALTH' && line.stderr)?.text.trim();
  const cell = lines.findLast((line) => line.sourceType === 'CELL' && line.stderr)?.text.trim();
  const placement = unhealthy?.details;

  const exit = crash?.exitDescription;
  const neverHealthy = exit === undefined ? health !== undefined : /never healthy|health ?check/i.test(exit);
  const notStarted = exit !== undefined && /failed to create container/i.test(exit);
  const cause = neverHealthy
    ? (health ?? exit)
    : notStarted
      ? exit
      : (placement ?? (exit === undefined ? undefined : errorLine(app)) ?? exit ?? cell ?? deployment.error);
  const hint = hintFor(neverHealthy ? `${cause ?? ''} health check` : cause, exit, placement, deployment.error, cell);
  return {
    ...(cause === undefined ? {} : { cause }),
    ...(hint === undefined ? {} : { hint }),
    facts: [
      ...crashFacts(crashes),
      // The cause is not told twice.
      ...(placement === undefined || placement === cause ? [] : [`instance ${unhealthy?.index ?? 0}: ${placement}`]),
      ...deploymentFacts(deployment),
    ],
    log: worthReading(lines, stats.length > 0 && unhealthy === undefined)
      .slice(-mostLogLines)
      .map(({ at, source, text }) => ({ source, text, ...(at === undefined ? {} : { at }) })),
  };
}

/**
 * The app's own lines, and what its cell complains about: that a container came and went is told by the crashes. Where there
 * is none of them, how far the cell came with an instance that does not run.
 */
function worthReading(lines: readonly AppLogLine[], allRun: boolean): readonly AppLogLine[] {
  const telling = lines.filter((line) => line.sourceType.startsWith('APP/PROC') || line.stderr);
  return telling.length === 0 && !allRun ? lines : telling;
}

function deploymentFacts(deployment: Deployment): readonly string[] {
  return deployment.error === undefined ? [] : [`deployment: ${deployment.error}`];
}

async function findDeployment(rollout: CloudFoundryRollout, api: CloudController): Promise<Deployment | undefined> {
  if (rollout.deploymentGuid === undefined) {
    return labelledDeployment(api, rollout.appGuid, runLabel, rollout.runId);
  }
  const json = await api.find(`/v3/deployments/${rollout.deploymentGuid}`, 'read the deployment');
  return json === undefined ? undefined : deploymentFrom(json);
}

async function webGuid(rollout: CloudFoundryRollout, api: CloudController): Promise<string | undefined> {
  const web = await api.find(`/v3/apps/${rollout.appGuid}/processes/web`, 'read the web process');
  return web === undefined ? undefined : processFrom(web).guid;
}

/** Lines of one process: of the app, its cell and its health check. They may come two seconds late. */
async function logOf(
  rollout: CloudFoundryRollout,
  process: { readonly type: string; readonly guid: string },
  deployment: Deployment,
  { log, clock, signal }: Tools,
): Promise<readonly AppLogLine[]> {
  const since = Date.parse(deployment.createdAt);
  const sources = [`APP/PROC/${process.type.toUpperCase()}`, 'CELL', 'HEALTH'];
  for (let tries = 1; ; tries++) {
    const lines = (await log.since(rollout.appGuid, Number.isNaN(since) ? 0 : since, signal)).filter(
      (line) =>
        sources.some((source) => line.sourceType.startsWith(source)) &&
        (line.processGuid === undefined || line.processGuid === process.guid),
    );
    if (tries === 3 || lines.some((line) => line.sourceType.startsWith('APP'))) return lines;
    await clock.sleep(1_000, signal);
  }
}

/** Evidence is gathered on the way out: whatever cannot be had is left out. */
async function ifPossible<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    // The cancelling of the run included: it gets what there is.
    return undefined;
  }
}
