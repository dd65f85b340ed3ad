import type { Clock } from '../../../clock.ts';
import { ActionError, Cancelled } from '../../../errors.ts';
import type { Instance, Observation, ProcessState, RolloutPhase } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Deployment } from '../api/deployment.ts';
import { processFrom } from '../api/process.ts';
import { type Crash, type InstanceStats, statsFrom } from '../api/shapes.ts';
import { crashesIfTold, mostOfOne, ofRelease } from '../evidence/crashes.ts';
import { labelledDeployment, newestDeployments, phaseOf, releaseRef, runLabel } from './deployment.ts';
import { endedBy } from './ending.ts';
import { instanceOf, isRunning, restartedAmong } from './instances.ts';
import { type ProcessStats, problemOf } from './problem.ts';
import { type CloudFoundryRollout, wantedWebOf } from './rollout.ts';
import { Steps } from './steps.ts';

/** The deployment is read at least every this many looks. */
const deploymentEvery = 8;
/** While nothing but the deployment is waited for, the instances are looked at this seldom. Milliseconds. */
const statsEveryMs = 3_000;
/** The old process is looked at when the new one has changed, and else every this many looks. */
const previousEvery = 12;
/**
 * Requests that can wait, within a minute. The more a look costs, the rarer looks become: the instances of the new
 * release are what most looks are for.
 */
const besidePerMinute = 6;
/** An event may come a little later than what it tells about is seen. */
const looksForEvents = 3;

/** The looks at one rollout, and what they remember of each other. */
export class Lookout {
  readonly #api: CloudController;
  readonly #clock: Clock;
  readonly #rollout: CloudFoundryRollout;
  readonly #steps: Steps;
  #looks = 0;
  #besideAt: number[] = [];
  #ours: Deployment | undefined;
  /** Whether `#ours` has been read by this very look. */
  #isFresh = false;
  /** Whether it is known to be another one by now. */
  #isStale = false;
  /** Who ended it, and how, once somebody else did. */
  #ended: { readonly phase: RolloutPhase; readonly message: string } | undefined;
  #newWeb: string | undefined;
  #stats: readonly InstanceStats[] = [];
  #statsAt = Number.NEGATIVE_INFINITY;
  #isThere = false;
  #runningBefore = 0;
  #runningChanged = true;
  #previous: readonly Instance[] | undefined = [];
  #crashes: readonly Crash[] = [];
  /** Restarts that were seen, newest first: what there is where no events are told. */
  #restarts: readonly Crash[] = [];
  #eventsDue = 0;
  #areEventsTold = false;

  /** @param deployment as the answer to its order told it; undefined: it is looked for */
  constructor(api: CloudController, clock: Clock, rollout: CloudFoundryRollout, deployment?: Deployment) {
    this.#api = api;
    this.#clock = clock;
    this.#rollout = rollout;
    this.#steps = new Steps(rollout.canary);
    if (deployment !== undefined) this.#take(deployment);
  }

  /** The deployment as it was last seen. */
  get deployment(): Deployment | undefined {
    return this.#ours;
  }

  /** The canary has been told to go on: what is known of the deployment counts no more. */
  wentOn(): void {
    this.#steps.wentOn();
    this.#isStale = true;
  }

  async look(): Promise<Observation> {
    this.#looks += 1;
    const isFirst = this.#ours === undefined;
    if (isFirst) await this.#readDeployment();
    if (this.#ours === undefined) return this.#nothingYet();
    if (this.#newWeb === undefined) await this.#findWeb(this.#ours);

    // All run, so that the platform has the word: only its answer can be news.
    const waiting = !isFirst && this.#isMoving() && this.#allRun();
    if (waiting) await this.#readDeployment();
    if (!waiting || !this.#isMoving() || this.#clock.now() - this.#statsAt >= statsEveryMs) await this.#readStats();
    const running = this.#stats.filter(isRunning).length;
    const isDue =
      this.#isStale ||
      !this.#isThere ||
      (this.#isMoving() && this.#allRun()) ||
      running < this.#runningBefore ||
      (this.#looks % deploymentEvery === 0 && this.#hasRoom());
    if (isDue && !this.#isFresh) await this.#readDeployment();
    const others = await this.#otherProcesses();
    await this.#readCrashes(running, others);
    await this.#readPrevious();
    this.#runningChanged = running !== this.#runningBefore;
    this.#runningBefore = running;
    this.#isFresh = false;
    return this.#observation(others);
  }

  #nothingYet(): Observation {
    const { wanted } = this.#rollout;
    return { phase: 'moving', release: undefined, instances: [], previous: [], wanted, crashes: 0 };
  }

  #isMoving(): boolean {
    return this.#ours !== undefined && phaseOf(this.#ours) === 'moving';
  }

  #allRun(): boolean {
    return this.#stats.filter(isRunning).length >= this.#wantedWeb();
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
    this.#take(ours);
    this.#isFresh = true;
    this.#isStale = false;
    this.#ended ??= await endedBy(this.#api, appGuid, ours, newest);
  }

  #take(ours: Deployment): void {
    if (ours.guid !== this.#ours?.guid) this.#newWeb = undefined;
    this.#ours = ours;
    this.#newWeb ??= ours.newWeb;
    this.#steps.see(ours);
  }

  /** A stopped app is started with the web process that it has: the deployment names none. */
  async #findWeb(ours: Deployment): Promise<void> {
    this.#newWeb = ours.newWeb;
    if (this.#newWeb !== undefined) return;
    const path = `/v3/apps/${this.#rollout.appGuid}/processes/web`;
    const web = await this.#beside(this.#api.find(path, 'read the web process'));
    if (web !== undefined) this.#newWeb = processFrom(web).guid;
  }

  /** What is not there (404) has no instances. */
  async #readStats(): Promise<void> {
    const path = `/v3/processes/${this.#newWeb}/stats`;
    const stats =
      this.#newWeb === undefined ? undefined : await this.#api.find(path, 'read the state of the instances');
    const now = stats === undefined ? [] : statsFrom(stats);
    this.#noteRestarts('web', restartedAmong(this.#stats, now));
    this.#stats = now;
    this.#statsAt = this.#clock.now();
    this.#isThere = stats !== undefined;
  }

  #noteRestarts(processType: string, indices: readonly number[]): void {
    if (indices.length > 0) this.#eventsDue = looksForEvents;
    const createdAt = new Date(this.#clock.now()).toISOString();
    const exitDescription = 'the instance ended and was started anew';
    const seen = indices.map((index) => ({
      processGuid: this.#newWeb ?? '',
      processType,
      index,
      exitDescription,
      createdAt,
    }));
    this.#restarts = [...seen, ...this.#restarts];
  }

  async #readCrashes(running: number, others: readonly ProcessStats[]): Promise<void> {
    const stats = [...this.#stats, ...others.flatMap((process) => process.stats)];
    if (stats.some(({ state }) => state === 'CRASHED') || running < this.#runningBefore)
      this.#eventsDue = looksForEvents;
    if (this.#eventsDue === 0 || this.#newWeb === undefined || this.#ours === undefined) return;
    this.#eventsDue -= 1;
    const told = await this.#beside(crashesIfTold(this.#api, this.#rollout.appGuid, this.#ours.createdAt));
    this.#areEventsTold ||= told !== undefined;
    if (told !== undefined) this.#crashes = ofRelease(told, this.#newWeb, this.#ours);
    else if (!this.#areEventsTold) this.#crashes = this.#restarts;
  }

  /** The old process loses instances only after the new one has gained some. Gone (404) means gone for good. */
  async #readPrevious(): Promise<void> {
    const web = this.#rollout.before?.running === true ? this.#rollout.before.web.guid : undefined;
    if (this.#previous === undefined || web === undefined || web === this.#newWeb) return;
    const due = this.#runningChanged || this.#looks % previousEvery === 0;
    if (!due || !this.#hasRoom()) return;
    const path = `/v3/processes/${web}/stats`;
    try {
      const stats = await this.#beside(this.#api.find(path, 'read the state of the old instances'));
      this.#previous = stats === undefined ? undefined : statsFrom(stats).map((entry) => instanceOf('web', entry));
    } catch (error) {
      // They are shown, and nothing depends on them.
      if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
    }
  }

  /** Processes beside web are stopped and started just before the deployment is done: only then theirs are new. */
  async #otherProcesses(): Promise<readonly ProcessStats[]> {
    if (this.#ours === undefined || phaseOf(this.#ours) !== 'done') return [];
    const others = this.#rollout.wanted.filter((process) => process.type !== 'web' && process.wanted > 0);
    return Promise.all(
      others.map(async ({ type }) => {
        const path = `/v3/apps/${this.#rollout.appGuid}/processes/${encodeURIComponent(type)}/stats`;
        const stats = await this.#beside(this.#api.find(path, 'read the state of the instances'));
        return { type, stats: stats === undefined ? [] : statsFrom(stats) };
      }),
    );
  }

  #observation(others: readonly ProcessStats[]): Observation {
    const ours = this.#ours;
    if (ours === undefined) return this.#nothingYet();
    const processes = [{ type: 'web', stats: this.#stats }, ...others];
    const exits = new Map(
      this.#crashes.toReversed().map((crash) => [`${crash.processType} ${crash.index}`, crash.exitDescription]),
    );
    const problem =
      this.#ended === undefined
        ? problemOf(processes, this.#crashes, ours, this.#isThere)
        : { message: this.#ended.message, certain: true };
    const step = this.#steps.now(ours);
    return {
      phase: this.#ended?.phase ?? phaseOf(ours),
      release: releaseRef(ours, this.#rollout.image),
      instances: processes.flatMap(({ type, stats }) =>
        stats.map((entry) => instanceOf(type, entry, exits.get(`${type} ${entry.index}`))),
      ),
      previous: this.#previous ?? [],
      wanted: this.#wanted(),
      crashes: mostOfOne(this.#crashes),
      ...(problem === undefined ? {} : { problem }),
      ...(step === undefined ? {} : { step }),
    };
  }

  /** At a step of a canary its instances of web, and nothing of other types yet. */
  #wanted(): readonly ProcessState[] {
    const web = { type: 'web', wanted: this.#wantedWeb() };
    if (this.#ours !== undefined && this.#steps.now(this.#ours) !== undefined) return [web];
    return [web, ...this.#rollout.wanted.filter(({ type }) => type !== 'web')];
  }

  /**
   * Once the platform calls a step or the whole done, what its process wants is what is wanted: an autoscaler may have
   * changed the number since the app was read, and before the deployment took it over.
   */
  #wantedWeb(): number {
    const ours = this.#ours;
    const isReached = ours !== undefined && ['paused', 'done'].includes(phaseOf(ours));
    if (isReached && this.#stats.length > 0) return this.#stats.length;
    return (ours === undefined ? undefined : this.#steps.instancesNow(ours)) ?? wantedWebOf(this.#rollout);
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
