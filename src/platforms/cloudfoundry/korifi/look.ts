import type { Clock } from '../../../clock.ts';
import { Cancelled } from '../../../errors.ts';
import { errorLine } from '../../app-log.ts';
import type { Instance, Observation, Problem } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Deployment } from '../api/deployment.ts';
import { appFrom, type InstanceStats } from '../api/shapes.ts';
import type { AppLog, AppLogLine } from '../evidence/logs.ts';
import { dropletRef } from '../release/deployment.ts';
import { instanceOf } from '../release/instances.ts';
import { type CloudFoundryRollout, wantedWebOf } from '../release/rollout.ts';
import { advanced, type Frontier, frontierAt, isNew, isOld } from './frontier.ts';
import { isLeftover, type Leftovers, leftAfter, leftoversAt } from './leftovers.ts';
import { type Start, startsAfter } from './starts.ts';
import { heldBack } from './trouble.ts';
import { webStats } from './view.ts';
import { deploymentOf } from './write.ts';

/** Longer than Kubernetes holds back a container that has crashed once (10 s), with its start. Milliseconds. */
const longestSilenceMs = 13_000;
/** What has just ended can be read for a second or two. Milliseconds. */
const listenEveryMs = 400;
/** The deployment, which tells whose droplet the app has, is read with every so many a look. */
const deploymentEvery = 4;

interface Tools {
  readonly api: CloudController;
  readonly log: AppLog;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** Whether the instances are replaced one after the other; else all of the old ones are gone before the first new one comes. */
export function rolls({ before, recreate }: Pick<CloudFoundryRollout, 'before' | 'recreate'>): boolean {
  return before?.running === true && recreate !== true;
}

/** The looks at one rollout, and what they remember of each other. */
export class KorifiLookout {
  readonly #tools: Tools;
  readonly #rollout: CloudFoundryRollout;
  readonly #orderedAt: number;
  /** Undefined: the old instances are gone, but for what is left. */
  #frontier: Frontier | undefined;
  /** Undefined: nothing ran before, or the instances are replaced one after the other. */
  #leftovers: Leftovers | undefined;
  #looks = 0;
  #stats: readonly InstanceStats[] = [];
  readonly #crashes = new Map<number, number>();
  #starts: ReadonlyMap<number, Start> = new Map();
  #deployment: Deployment | undefined;
  #wasThere = false;
  /** What somebody else has done to the app; undefined: it is started. */
  #ended: 'stopped' | 'deleted' | undefined;
  #lines: readonly AppLogLine[] = [];

  /** @param orderedAt right before the order was sent. Milliseconds since the epoch, by our clock */
  constructor(tools: Tools, rollout: CloudFoundryRollout, orderedAt: number) {
    this.#tools = tools;
    this.#rollout = rollout;
    this.#orderedAt = orderedAt;
    if (rolls(rollout)) this.#frontier = frontierAt(orderedAt, wantedWebOf(rollout));
    else if (rollout.before !== undefined) this.#leftovers = leftoversAt(orderedAt, wantedWebOf(rollout));
  }

  /** The newest lines of the app's log that could be had: those of a container that is held back after a crash cannot. */
  get lines(): readonly AppLogLine[] {
    return this.#lines;
  }

  /** The lowest index that the new release has got to; undefined: to none. */
  get reached(): number | undefined {
    if (this.#frontier === undefined) return 0;
    const { index } = this.#frontier;
    const wanted = wantedWebOf(this.#rollout);
    return index >= wanted ? undefined : Math.max(0, index);
  }

  /** Whether somebody else has stopped the app, or deleted it. */
  get isStopped(): boolean {
    return this.#ended !== undefined;
  }

  get crashes(): ReadonlyMap<number, number> {
    return this.#crashes;
  }

  /** Those that are under way, by index. */
  get starts(): ReadonlyMap<number, Start> {
    return this.#starts;
  }

  /** The instances of the new release as they were last seen. */
  get instances(): readonly InstanceStats[] {
    return this.#stats.filter((entry) => this.#isNew(entry));
  }

  /** One request as a rule, two every now and then, and one more for the log while an instance is in trouble. */
  async look(): Promise<Observation> {
    const { api, clock } = this.#tools;
    const askedAt = clock.now();
    const isDue = this.#looks % deploymentEvery === 0 || this.#allRun();
    this.#looks += 1;
    const [stats] = await Promise.all([
      webStats(api, this.#rollout.appGuid),
      isDue ? this.#readDeployment() : undefined,
    ]);
    this.#take(stats, askedAt);
    if (this.#isDark()) await this.#readApp();
    const mine = this.instances;
    if (mine.some(({ state }) => state !== 'RUNNING')) await this.#readLog();
    // What is called done is seen with its deployment.
    if (!isDue && this.#allRun()) await this.#readDeployment();
    return this.#observation(mine);
  }

  /**
   * Where no error could be read that an instance printed before it crashed, waits for its next start, since then it can:
   * the looks often come between its first line and its last.
   */
  async listen(): Promise<void> {
    const { clock, signal } = this.#tools;
    if (!this.instances.some(({ state }) => state === 'CRASHED')) return;
    const giveUpAt = clock.now() + longestSilenceMs;
    try {
      while (errorLine(this.#lines) === undefined && clock.now() < giveUpAt) {
        await clock.sleep(listenEveryMs, signal);
        await this.#readLog();
      }
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
    }
  }

  #take(stats: readonly InstanceStats[], askedAt: number): void {
    if (this.#frontier !== undefined) this.#frontier = advanced(this.#frontier, stats, askedAt);
    for (const earlier of this.#stats) {
      const now = stats.find(({ index }) => index === earlier.index);
      const isProven = this.#frontier === undefined || earlier.index > this.#frontier.index;
      if (!isProven || !this.#isNew(earlier) || earlier.state !== 'RUNNING' || now === undefined) continue;
      const fell = now.state === 'CRASHED' || now.state === 'STARTING' || (now.uptimeS ?? 0) < (earlier.uptimeS ?? 0);
      if (fell) this.#crashes.set(now.index, (this.#crashes.get(now.index) ?? 0) + 1);
    }
    if (this.#leftovers !== undefined) this.#leftovers = leftAfter(this.#leftovers, stats);
    this.#starts = startsAfter(this.#starts, stats, askedAt);
    this.#stats = stats;
    this.#wasThere ||= stats.length > 0;
  }

  #isNew(entry: InstanceStats): boolean {
    if (entry.index >= wantedWebOf(this.#rollout)) return false;
    if (this.#frontier !== undefined) return isNew(this.#frontier, entry, this.#tools.clock.now());
    return !this.#isLeft(entry);
  }

  #isLeft(entry: InstanceStats): boolean {
    return this.#leftovers !== undefined && isLeftover(this.#leftovers, entry, this.#tools.clock.now());
  }

  #allRun(): boolean {
    const running = this.instances.filter(({ state }) => state === 'RUNNING').length;
    return running >= wantedWebOf(this.#rollout);
  }

  /** Nothing is left of what was there: now and then that is worth a question. */
  #isDark(): boolean {
    return this.#wasThere && this.#stats.length === 0 && this.#looks % deploymentEvery === 1;
  }

  async #readApp(): Promise<void> {
    const json = await this.#tools.api.find(`/v3/apps/${this.#rollout.appGuid}`, 'read the app');
    if (json === undefined) this.#ended = 'deleted';
    else this.#ended = appFrom(json).started ? undefined : 'stopped';
  }

  async #readDeployment(): Promise<void> {
    this.#deployment = await deploymentOf(this.#tools.api, this.#rollout.appGuid);
  }

  /** Korifi hands out the lines of the current revision alone. */
  async #readLog(): Promise<void> {
    const { log, signal } = this.#tools;
    const lines = await log.since(this.#rollout.appGuid, this.#orderedAt - 60_000, signal);
    if (lines.length > 0) this.#lines = lines;
  }

  #observation(mine: readonly InstanceStats[]): Observation {
    const { dropletGuid, image } = this.#rollout;
    const problem = this.#problem(mine);
    const others = this.#stats.filter((entry) =>
      this.#frontier === undefined ? this.#isLeft(entry) : isOld(this.#frontier, entry),
    );
    return {
      phase: this.#phase(),
      release: dropletRef(dropletGuid, image),
      instances: mine.map(instanceOfWeb),
      previous: others.map(instanceOfWeb),
      wanted: [{ type: 'web', wanted: wantedWebOf(this.#rollout) }],
      crashes: Math.max(0, ...this.#crashes.values()),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  /**
   * DEPLOYED says that the controller has nothing more to do, and is said of what was before for as long as it has not
   * looked: it counts only beside instances that are known to be new.
   */
  #phase(): Observation['phase'] {
    if (this.#ended !== undefined) return 'canceled';
    if (this.#successor() !== undefined) return 'superseded';
    return this.#deployment?.value === 'FINALIZED' && this.#allRun() ? 'done' : 'moving';
  }

  /** The droplet of somebody else that the app has by now. */
  #successor(): string | undefined {
    const now = this.#deployment?.dropletGuid;
    return now === this.#rollout.dropletGuid ? undefined : now;
  }

  #problem(mine: readonly InstanceStats[]): Problem | undefined {
    if (this.#ended !== undefined) return { message: `Somebody else has ${this.#ended} the app.`, certain: true };
    const successor = this.#successor();
    if (successor !== undefined) {
      const { label } = dropletRef(successor, undefined);
      return { message: `Somebody else has given the app another ${label}, which took over.`, certain: true };
    }
    const crashed = mine.find(({ state }) => state === 'CRASHED');
    return crashed === undefined
      ? undefined
      : {
          message: heldBack(crashed.index),
          certain: true,
        };
  }
}

function instanceOfWeb(entry: InstanceStats): Instance {
  return instanceOf('web', entry);
}
