import type { Clock } from '../../../clock.ts';
import { ActionError, Cancelled } from '../../../errors.ts';
import type { Instance, Observation, ProcessState } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Deployment } from '../api/deployment.ts';
import { processFrom } from '../api/process.ts';
import { type InstanceStats, statsFrom } from '../api/shapes.ts';
import { mostOfOne } from '../evidence/crashes.ts';
import { CrashWatch } from './crash-watch.ts';
import { labelledDeployment, newestDeployments, phaseOf, releaseRef, runLabel } from './deployment.ts';
import { appEndedBy, type Ending, endedBy } from './ending.ts';
import { instanceOf, isRunning } from './instances.ts';
import { type ProcessStats, problemOf } from './problem.ts';
import { type CloudFoundryRollout, wantedWebOf } from './rollout.ts';
import { Steps } from './steps.ts';

/** Most looks are for the instances of the new release; every so many one is for the deployment instead. */
const deploymentEvery = 8;
/** The old process is looked at when the new one has changed, and else every this many looks. */
const previousEvery = 12;
/** While nothing but the deployment is waited for, the instances are looked at this seldom. Milliseconds. */
const statsEveryMs = 3_000;
/** The looks at one rollout, and what they remember of each other. */
export class Lookout {
  readonly #api: CloudController;
  readonly #clock: Clock;
  readonly #rollout: CloudFoundryRollout;
  readonly #steps: Steps;
  readonly #crashes: CrashWatch;
  #looks = 0;
  #asked: 'instances' | 'deployment' | 'previous' = 'previous';
  #ours: Deployment | undefined;
  /** Whether `#ours` has been read by this very look. */
  #isFresh = false;
  /** Whether it is known to be another one by now. */
  #isStale = false;
  /** Who ended it, and how, once somebody else did. */
  #ended: Ending | undefined;
  #newWeb: string | undefined;
  #stats: readonly InstanceStats[] = [];
  #statsAt = Number.NEGATIVE_INFINITY;
  #isThere = false;
  #running = 0;
  /** Whether an instance has ever been more than wished for. */
  #wasAlive = false;
  /** Looks, one after the other, that saw none of them any more. */
  #dark = 0;
  /** The look that last saw another number run than before. */
  #changedBy = 0;
  /** The look that the old process was last looked at by. */
  #previousBy = 0;
  #previous: readonly Instance[] | undefined = [];

  /** @param deployment as the answer to its order told it; undefined: it is looked for */
  constructor(api: CloudController, clock: Clock, rollout: CloudFoundryRollout, deployment?: Deployment) {
    this.#api = api;
    this.#clock = clock;
    this.#rollout = rollout;
    this.#steps = new Steps(rollout.canary);
    this.#crashes = new CrashWatch(api, clock, rollout.appGuid);
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

  /** One request as a rule: the fewer a look costs, the more of them there may be. */
  async look(): Promise<Observation> {
    this.#looks += 1;
    this.#isFresh = false;
    if (this.#ours === undefined || this.#isStale) await this.#readDeployment();
    if (this.#ours === undefined) return this.#nothingYet();
    if (this.#newWeb === undefined) await this.#findWeb(this.#ours);

    this.#asked = this.#next();
    // Nothing depends on the old ones: a look that has not seen even them has to see the new ones, or to say that it saw none.
    if (this.#asked === 'previous' && !(await this.#readPrevious())) this.#asked = 'instances';
    if (this.#asked === 'deployment' && !this.#isFresh) await this.#readDeployment();
    // What the platform calls done or reached is seen with its instances.
    const others = this.#asked === 'instances' || !this.#isMoving() ? await this.#readInstances() : [];
    return this.#observation(others);
  }

  /** What this look is for. */
  #next(): 'instances' | 'deployment' | 'previous' {
    if (!this.#isMoving() && !this.#isPaused()) return 'instances';
    // All run, so that the platform has the word: only its answer can be news.
    if (this.#isMoving() && this.#allRun() && this.#clock.now() - this.#statsAt < statsEveryMs) return 'deployment';
    if (this.#asked !== 'instances') return 'instances';
    if (this.#isPreviousDue()) return 'previous';
    return this.#looks % deploymentEvery === 0 ? 'deployment' : 'instances';
  }

  /** Returns those of processes beside web. */
  async #readInstances(): Promise<readonly ProcessStats[]> {
    await this.#readStats();
    const running = this.#stats.filter(isRunning).length;
    const isLess = running < this.#running;
    const isNews = !this.#isThere || isLess || (this.#isMoving() && this.#allRun());
    if (isNews && !this.#isFresh) await this.#readDeployment();
    if (this.#isDark()) this.#ended ??= await appEndedBy(this.#api, this.#rollout.appGuid);
    const others = await this.#otherProcesses();
    const all = [...this.#stats, ...others.flatMap(({ stats }) => stats)];
    if (isLess || all.some(({ state }) => state === 'CRASHED')) this.#crashes.suspect();
    if (this.#newWeb !== undefined && this.#ours !== undefined) await this.#crashes.read(this.#newWeb, this.#ours);
    if (running !== this.#running) this.#changedBy = this.#looks;
    this.#running = running;
    // The first line of the log shows both; later on, while it moves, a look of its own is for them.
    if (this.#looks === 1 && this.#isPreviousDue()) await this.#readPrevious();
    return others;
  }

  /** All that had begun is gone, and no cell is missing: now and then it is worth a question why. */
  #isDark(): boolean {
    const isAlive = this.#stats.some(({ state, details }) => state !== 'DOWN' || details !== undefined);
    this.#wasAlive ||= isAlive;
    this.#dark = isAlive || !this.#wasAlive ? 0 : this.#dark + 1;
    return this.#ended === undefined && this.#dark % deploymentEvery === 1;
  }

  #nothingYet(): Observation {
    const { wanted } = this.#rollout;
    return { phase: 'moving', release: undefined, instances: [], previous: [], wanted, crashes: 0 };
  }

  #isMoving(): boolean {
    return this.#ours !== undefined && phaseOf(this.#ours) === 'moving';
  }

  #isPaused(): boolean {
    return this.#ours !== undefined && phaseOf(this.#ours) === 'paused';
  }

  #allRun(): boolean {
    return this.#stats.filter(isRunning).length >= this.#wantedWeb();
  }

  /** The newest few tell both how ours fares and whether somebody else's came after it. */
  async #readDeployment(): Promise<void> {
    const { appGuid, deploymentGuid, runId } = this.#rollout;
    const wanted = this.#ours?.guid ?? deploymentGuid;
    const newest = await newestDeployments(this.#api, appGuid);
    const labelled = newest.filter((deployment) => deployment.labels.get(runLabel) === runId);
    // A repeated POST may have made two: the one that superseded the other is the one that counts.
    const ours =
      labelled.find((deployment) => deployment.reason !== 'SUPERSEDED') ??
      newest.find((deployment) => deployment.guid === wanted) ??
      labelled[0] ??
      (await labelledDeployment(this.#api, appGuid, runLabel, runId));
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
    // The last that a deployment does is to destroy the other web processes (`actions/finalize.rb`).
    if (ours.reason === 'DEPLOYED') this.#previous = undefined;
  }

  /** A stopped app is started with the web process that it has: the deployment names none. */
  async #findWeb(ours: Deployment): Promise<void> {
    this.#newWeb = ours.newWeb;
    if (this.#newWeb !== undefined) return;
    const path = `/v3/apps/${this.#rollout.appGuid}/processes/web`;
    const web = await this.#api.find(path, 'read the web process');
    if (web !== undefined) this.#newWeb = processFrom(web).guid;
  }

  /** What is not there (404) has no instances. */
  async #readStats(): Promise<void> {
    const path = `/v3/processes/${this.#newWeb}/stats`;
    const stats =
      this.#newWeb === undefined ? undefined : await this.#api.find(path, 'read the state of the instances');
    const now = stats === undefined ? [] : statsFrom(stats);
    this.#crashes.compare(this.#newWeb ?? '', this.#stats, now);
    this.#stats = now;
    this.#statsAt = this.#clock.now();
    this.#isThere = stats !== undefined;
  }

  /** The old process loses instances only some time after the new one has gained some. Gone means gone for good. */
  #isPreviousDue(): boolean {
    const web = this.#oldWeb();
    if (this.#previous === undefined || web === undefined || web === this.#newWeb) return false;
    const hasChanged = this.#previousBy < this.#changedBy && this.#looks > this.#changedBy + 1;
    return this.#looks === 1 || hasChanged || this.#looks - this.#previousBy >= previousEvery;
  }

  #oldWeb(): string | undefined {
    const { before } = this.#rollout;
    return before?.running === true ? before.web.guid : undefined;
  }

  /** Returns whether the platform has told. */
  async #readPrevious(): Promise<boolean> {
    this.#previousBy = this.#looks;
    const path = `/v3/processes/${this.#oldWeb()}/stats`;
    try {
      const stats = await this.#api.find(path, 'read the state of the old instances');
      this.#previous = stats === undefined ? undefined : statsFrom(stats).map((entry) => instanceOf('web', entry));
      return true;
    } catch (error) {
      if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
      return false;
    }
  }

  /** Processes beside web are stopped and started just before the deployment is done: only then theirs are new. */
  async #otherProcesses(): Promise<readonly ProcessStats[]> {
    if (this.#ours === undefined || phaseOf(this.#ours) !== 'done') return [];
    const others = this.#rollout.wanted.filter((process) => process.type !== 'web' && process.wanted > 0);
    return Promise.all(
      others.map(async ({ type }) => {
        const path = `/v3/apps/${this.#rollout.appGuid}/processes/${encodeURIComponent(type)}/stats`;
        const stats = await this.#api.find(path, 'read the state of the instances');
        return { type, stats: stats === undefined ? [] : statsFrom(stats) };
      }),
    );
  }

  #observation(others: readonly ProcessStats[]): Observation {
    const ours = this.#ours;
    if (ours === undefined) return this.#nothingYet();
    const processes = [{ type: 'web', stats: this.#stats }, ...others];
    const problem =
      this.#ended === undefined
        ? problemOf(processes, this.#crashes.crashes, ours, this.#isThere)
        : { message: this.#ended.message, certain: true };
    const step = this.#steps.now(ours);
    return {
      phase: this.#ended?.phase ?? phaseOf(ours),
      release: releaseRef(ours, this.#rollout.image),
      instances: processes.flatMap(({ type, stats }) =>
        stats.map((entry) => instanceOf(type, entry, this.#crashes.exitOf(type, entry.index))),
      ),
      previous: this.#previous ?? [],
      wanted: this.#wanted(),
      crashes: mostOfOne(this.#crashes.crashes),
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
}
