import type { Clock } from '../../../clock.ts';
import type { Instance, Observation, Problem } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Deployment } from '../api/deployment.ts';
import { processFrom } from '../api/process.ts';
import { type Crash, type InstanceStats, statsFrom } from '../api/shapes.ts';
import { crashesOf, mostOfOne } from '../evidence/crashes.ts';
import { labelledDeployment, newestDeployments, phaseOf, releaseRef, runLabel, successorOf } from './deployment.ts';
import { instanceOf, isRunning, wasRestarted } from './instances.ts';
import { type CloudFoundryRollout, wantedWebOf } from './rollout.ts';

/** The deployment is read at least every this many looks. */
const deploymentEvery = 8;
/** The old process is looked at when the new one has changed, and else every this many looks. */
const previousEvery = 12;
/**
 * Requests beside the stats of the new process. Once so many went out within the last minute, those that can wait do: the
 * more a look costs, the rarer looks become.
 */
const besidePerMinute = 6;
/** An event may come a little later than what it tells about is seen. */
const looksForEvents = 3;
const crashLoop = 3;

/** The looks at one rollout, and what they remember of each other. */
export class Lookout {
  readonly #api: CloudController;
  readonly #clock: Clock;
  readonly #rollout: CloudFoundryRollout;
  #looks = 0;
  #besideAt: number[] = [];
  #ours: Deployment | undefined;
  #superseded = false;
  #newWeb: string | undefined;
  #stats: readonly InstanceStats[] = [];
  #runningBefore = 0;
  #runningChanged = true;
  #previous: readonly Instance[] | undefined = [];
  #crashes: readonly Crash[] = [];
  #eventsDue = 0;

  constructor(api: CloudController, clock: Clock, rollout: CloudFoundryRollout) {
    this.#api = api;
    this.#clock = clock;
    this.#rollout = rollout;
  }

  async look(): Promise<Observation> {
    this.#looks += 1;
    if (this.#ours === undefined) await this.#readDeployment();
    if (this.#ours === undefined) return this.#nothingYet();
    if (this.#newWeb === undefined) await this.#findWeb(this.#ours);

    const known = await this.#readStats();
    const running = this.#stats.filter(isRunning).length;
    const moving = phaseOf(this.#ours) === 'moving';
    const allRun = running >= wantedWebOf(this.#rollout);
    const deploymentDue =
      !known ||
      (moving && allRun) ||
      running < this.#runningBefore ||
      (this.#looks % deploymentEvery === 0 && this.#hasRoom());
    // What the very first look has read a moment ago is not read again.
    if (deploymentDue && this.#looks > 1) await this.#readDeployment();
    await this.#readCrashes(running);
    await this.#readPrevious();
    const others = await this.#otherProcesses();
    this.#runningChanged = running !== this.#runningBefore;
    this.#runningBefore = running;
    return this.#observation(others, known);
  }

  #nothingYet(): Observation {
    return {
      phase: 'moving',
      release: undefined,
      instances: [],
      previous: [],
      wanted: this.#rollout.wanted,
      crashes: 0,
    };
  }

  /** The newest few tell both how ours fares and whether somebody else's came after it. */
  async #readDeployment(): Promise<void> {
    const { appGuid, deploymentGuid, runId } = this.#rollout;
    const wanted = this.#ours?.guid ?? deploymentGuid;
    const newest = await this.#beside(newestDeployments(this.#api, appGuid));
    const labelled = newest.filter((deployment) => deployment.labels.get(runLabel) === runId);
    // A repeated POST may have made two: the one that superseded the other is the one that counts.
    const ours =
      labelled.find((deployment) => deployment.reason !== 'SUPERSEDED') ??
      newest.find((deployment) => deployment.guid === wanted) ??
      labelled[0] ??
      (await this.#beside(labelledDeployment(this.#api, appGuid, runLabel, runId)));
    if (ours === undefined) return;
    if (ours.guid !== this.#ours?.guid) this.#newWeb = undefined;
    this.#ours = ours;
    this.#superseded =
      ours.reason === 'SUPERSEDED' || (ours.value === 'FINALIZED' && successorOf(ours, newest) !== undefined);
    this.#newWeb ??= ours.newWeb;
  }

  /** A stopped app is started with the web process that it has: the deployment names none. */
  async #findWeb(ours: Deployment): Promise<void> {
    this.#newWeb = ours.newWeb;
    if (this.#newWeb !== undefined) return;
    const web = await this.#beside(
      this.#api.find(`/v3/apps/${this.#rollout.appGuid}/processes/web`, 'read the web process'),
    );
    if (web !== undefined) this.#newWeb = processFrom(web).guid;
  }

  /** False: the process is not there (404). */
  async #readStats(): Promise<boolean> {
    if (this.#newWeb === undefined) return false;
    const path = `/v3/processes/${this.#newWeb}/stats`;
    const stats = await this.#api.find(path, 'read the state of the instances');
    const now = stats === undefined ? [] : statsFrom(stats);
    if (wasRestarted(this.#stats, now)) this.#eventsDue = looksForEvents;
    this.#stats = now;
    return stats !== undefined;
  }

  async #readCrashes(running: number): Promise<void> {
    const crashed = this.#stats.some((instance) => instance.state === 'CRASHED');
    if (crashed || running < this.#runningBefore) this.#eventsDue = looksForEvents;
    if (this.#eventsDue === 0 || this.#newWeb === undefined || this.#ours === undefined) return;
    this.#eventsDue -= 1;
    this.#crashes = await this.#beside(crashesOf(this.#api, this.#rollout.appGuid, this.#newWeb, this.#ours.createdAt));
  }

  /** The old process loses instances only after the new one has gained some. Gone (404) means gone for good. */
  async #readPrevious(): Promise<void> {
    const web = this.#rollout.before?.running === true ? this.#rollout.before.web.guid : undefined;
    if (this.#previous === undefined || web === undefined || web === this.#newWeb) return;
    const due = this.#runningChanged || this.#looks % previousEvery === 0;
    if (!due || !this.#hasRoom()) return;
    const stats = await this.#beside(
      this.#api.find(`/v3/processes/${web}/stats`, 'read the state of the old instances'),
    );
    this.#previous = stats === undefined ? undefined : statsFrom(stats).map((entry) => instanceOf('web', entry));
  }

  /** Processes beside web are stopped and started just before the deployment is done: only then theirs are new. */
  async #otherProcesses(): Promise<readonly Instance[]> {
    if (this.#ours === undefined || phaseOf(this.#ours) !== 'done') return [];
    const others = this.#rollout.wanted.filter((process) => process.type !== 'web' && process.wanted > 0);
    const lists = await Promise.all(
      others.map(async ({ type }) => {
        const path = `/v3/apps/${this.#rollout.appGuid}/processes/${encodeURIComponent(type)}/stats`;
        const stats = await this.#beside(this.#api.find(path, 'read the state of the instances'));
        return stats === undefined ? [] : statsFrom(stats).map((entry) => instanceOf(type, entry));
      }),
    );
    return lists.flat();
  }

  #observation(others: readonly Instance[], known: boolean): Observation {
    const ours = this.#ours;
    if (ours === undefined) return this.#nothingYet();
    const phase = this.#superseded ? 'superseded' : phaseOf(ours);
    const problem = problemOf(this.#stats, this.#crashes, ours, known);
    const last = new Map(this.#crashes.toReversed().map((crash) => [crash.index, crash.exitDescription]));
    const web = this.#stats.map((entry) => instanceOf('web', entry, last.get(entry.index)));
    return {
      phase,
      release: releaseRef(ours, this.#rollout.image),
      instances: [...web, ...others],
      previous: this.#previous ?? [],
      wanted: this.#rollout.wanted,
      crashes: mostOfOne(this.#crashes),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  /** Whether a request that could wait may go out now. */
  #hasRoom(): boolean {
    const minuteAgo = this.#clock.now() - 60_000;
    this.#besideAt = this.#besideAt.filter((at) => at > minuteAgo);
    return this.#besideAt.length < besidePerMinute;
  }

  #beside<T>(request: Promise<T>): Promise<T> {
    this.#besideAt.push(this.#clock.now());
    return request;
  }
}

/**
 * What goes wrong, the certain first. An instance that shows CRASHED has used up Diego's instant restarts: that is a
 * crash loop, as are three crashes seen in events. An error of the deployment and a placement error may go away.
 */
export function problemOf(
  stats: readonly InstanceStats[],
  crashes: readonly Crash[],
  deployment: Deployment,
  known: boolean,
): Problem | undefined {
  const crashed = stats.find((instance) => instance.state === 'CRASHED');
  const ofCrashed = crashes.find((crash) => crash.index === crashed?.index) ?? crashes[0];
  if (crashed !== undefined || mostOfOne(crashes) >= crashLoop) {
    return { message: ofCrashed?.exitDescription ?? `instance ${crashed?.index ?? 0} crashed`, certain: true };
  }
  if (deployment.error !== undefined) return { message: deployment.error, certain: false };
  const unplaced = stats.find((instance) => instance.details !== undefined && !isRunning(instance));
  if (unplaced?.details !== undefined) return { message: unplaced.details, certain: false };
  const restarting = crashes.find((crash) => stats.some((entry) => entry.index === crash.index && !isRunning(entry)));
  if (restarting !== undefined) return { message: restarting.exitDescription, certain: false };
  if (!known && phaseOf(deployment) === 'done') {
    return { message: 'the process of this release is not there any more', certain: false };
  }
  return undefined;
}
