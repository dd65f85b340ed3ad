import { ActionError } from '../../../errors.ts';
import type { ImageFacts } from '../../../image/facts.ts';
import type { Finding, Subject } from '../../../image/rule.ts';
import { secretValues } from '../../../inputs/secret-variables.ts';
import type { Change, Plan } from '../../../plan/plan.ts';
import type { ControllerApi } from '../../controller/api.ts';
import { createApp } from '../../controller/creation.ts';
import { type Counts, differing, processesOf } from '../../controller/formation.ts';
import { processChanges } from '../../controller/process-types.ts';
import { type Build, releaseRef, versionOf } from '../../controller/releases.ts';
import { postCounts, Scaling } from '../../controller/scaling.ts';
import type { AppState, Evidence, History, Observation, Platform, PlatformContext, Restored } from '../../platform.ts';
import { BlockingTasks } from '../blocking-tasks.ts';
import { blockingDeadlineMs, buildOrder, type DeployOrder, rollbackOrder } from '../build.ts';
import { logIn } from '../login.ts';
import { Rounds } from '../rounds.ts';
import { firstProcesses, readApp, refuseGitBuild, type V1App, variablesOf } from './app.ts';
import { V1Build } from './build.ts';
import { v1Commands } from './commands.ts';
import { configChange, newAppConfig, type V1ConfigChange } from './config.ts';
import { allUp, bystander, type Container, ContainerWatch, listContainers } from './containers.ts';
import { gather } from './evidence.ts';
import { formationAfter } from './formation.ts';
import { v1History } from './history.ts';
import { hasTag, imageByTag } from './image.ts';
import { refuseIfOvertaken } from './overtaken.ts';
import { isOver, phaseOf } from './phase.ts';
import { postConfig } from './post-config.ts';
import { procfileFor } from './procfile.ts';
import { newestBuilds, newestReleases, type V1Release } from './releases.ts';
import { remarksOn } from './remarks.ts';
import { cancel, restore } from './restoration.ts';
import { ourBuild, oursAmong, type V1Candidate, type V1Rollout } from './rollout.ts';
import { v1Findings } from './rules.ts';
import { scaleTo, tooMany } from './scale.ts';

/** What is written beside the build. Values for this process alone. */
interface Order {
  readonly change?: V1ConfigChange | undefined;
  /** What the build starts by itself, and what has to be scaled then. */
  readonly given: Counts;
  readonly scale: Counts;
}

/** For a run that has to leave: what it orders last is not waited for. Milliseconds. */
const cancelDeadlineMs = 1_500;
/** For the pause between pulling and starting, and for the old containers to stop. Milliseconds. */
const placingMs = 4 * 60_000;

/**
 * Deis v1, the one on CoreOS and fleet.
 *
 * Requests of one look: `containers/` every time, `releases/` until our release is known, when the build POST has ended,
 * and at every fourth look; `builds/` with it as long as only they tell which is ours.
 */
export class DeisV1Platform implements Platform<V1Rollout, V1Candidate> {
  readonly kind = 'deis';
  readonly title = 'Deis v1';
  readonly target: string;
  readonly tasks: BlockingTasks<V1Rollout>;
  readonly history: History<V1Rollout>;
  readonly #api: ControllerApi;
  readonly #context: PlatformContext;
  #app: V1App | undefined;
  #order: Order | undefined;
  #build: V1Build | undefined;
  #scaling: Scaling | undefined;
  /** The settings were refused, and no build was ordered. */
  #refused = false;
  #watch = new ContainerWatch();
  #looks = 0;
  #releases: readonly V1Release[] = [];
  #builds: readonly Build[] = [];
  #judged: string | undefined;
  #known: V1Release | undefined;
  readonly #rounds = new Rounds();

  constructor(api: ControllerApi, context: PlatformContext) {
    this.#api = api;
    this.#context = context;
    this.target = api.host;
    this.tasks = new BlockingTasks(api, context, v1Commands);
    this.history = v1History({ api, context, app: () => this.#asRead() });
  }

  login(): Promise<string> {
    return logIn(this.#api, this.#context);
  }

  async read(): Promise<AppState | undefined> {
    const { request, clock } = this.#context;
    const { app, api, image } = request;
    this.#app = await readApp(this.#api, app, api, clock.now());
    // The app may print them.
    for (const secret of secretValues(variablesOf(this.#app?.config ?? newAppConfig))) this.#context.mask(secret);
    // A run that goes back must not stop at what serves now, or at what somebody has asked for.
    if (image !== undefined) {
      refuseGitBuild(app, this.#app);
      formationAfter(this.#app, request);
    }
    return this.#app === undefined ? undefined : this.#rounds.told(this.#app.state, clock.now());
  }

  #asRead(): V1App {
    if (this.#app !== undefined) return this.#app;
    throw new ActionError('DEIS_NOT_READ', `App ${this.#context.request.app} has not been read yet.`);
  }

  /** Never a proof: which image a tag stood for when it was pulled, v1 does not tell. */
  async serving(plan: Plan): Promise<Observation> {
    const app = this.#asRead();
    const containers = await listContainers(this.#api, plan.app);
    const version = versionOf(app.state.release?.id);
    return {
      phase: 'done',
      release: app.state.release,
      instances: containers.filter(({ release }) => release === version).map(bystander),
      previous: [],
      wanted: app.state.processes,
      crashes: 0,
      problem: { message: 'Deis v1 does not tell which image its tag stood for when it was pulled', certain: true },
    };
  }

  pending(): readonly Change[] {
    const { request } = this.#context;
    return processChanges(this.#app?.build?.procfile, procfileFor(this.#app, request), request);
  }

  remarks(plan: Omit<Plan, 'remarks'>): readonly string[] {
    return remarksOn(plan, this.#app, this.#context.request);
  }

  imageFor(facts: ImageFacts): string {
    return imageByTag(facts);
  }

  /** Knows what the app runs once `read` has been called; without it the rules are those of a new app. */
  check(subject: Subject): readonly Finding[] {
    return v1Findings(subject, this.#app);
  }

  async prepare(plan: Plan): Promise<V1Candidate> {
    if (!hasTag(plan.facts.reference)) {
      throw new ActionError(
        'DEIS_V1_DIGEST',
        `Deis v1 cannot start ${plan.image}: it finds images by their tag only.`,
        {
          hint: 'Give the image by a tag that never moves, such as the commit.',
        },
      );
    }
    if (this.#app === undefined) {
      const created = await createApp(this.#api, plan.app, { id: plan.app });
      if (created === undefined) this.#context.note(`${plan.app} was created by somebody else meanwhile`);
      // The app tells its address, and that it has no build.
      await this.read();
    }
    await this.#tidyUp(plan.app);
    const app = this.#app;
    const { main, given, wanted } = formationAfter(app, this.#context.request);
    const change = configChange(plan, app?.config ?? newAppConfig, main);
    const scale = differing(given, wanted);
    this.#order = { change, given, scale };
    const since = this.#rounds.since(app?.state, change?.parts ?? []);
    const url = app?.state.url;
    return {
      ...{ runId: this.#context.runId, app: plan.app, image: plan.image, before: app?.newest ?? 0, ...since },
      previous: since.settled === undefined ? previousOf(app) : since.previous,
      ...(app?.lastBuild === undefined ? {} : { lastBuild: app.lastBuild }),
      ...(app?.build === undefined ? {} : { builtBefore: app.build.uuid }),
      processes: processesOf(wanted),
      ...(scale.size === 0 ? {} : { was: app?.state.processes ?? firstProcesses }),
      ...(url === undefined ? {} : { url }),
    };
  }

  /** Containers that a deploy which was killed has left beside those that serve would be copied with them. */
  async #tidyUp(name: string): Promise<void> {
    const { state, containers } = this.#app ?? {};
    const leftOver = containers?.filter(({ release }) => `v${release}` !== state?.release?.id) ?? [];
    if (state === undefined || containers === undefined || leftOver.length === 0) return;
    const versions = [...new Set(leftOver.map(({ release }) => `v${release}`))].join(', ');
    this.#context.note(`Containers of ${versions}, whose deploy never came to its end, are taken away.`);
    await scaleTo(this.#api, name, tooMany(containers, state.processes));
    await this.read();
  }

  rolloutOf({ processes, ...rest }: V1Candidate): V1Rollout {
    return { ...rest, wanted: processes };
  }

  /**
   * Starts the blocking POST and returns.
   *
   * @throws Overtaken when somebody else has made a release since the app was read: v1 would start both
   */
  async release(rollout: V1Rollout): Promise<V1Rollout> {
    const { app, back } = rollout;
    const { change, given, scale = new Map() } = this.#order ?? {};
    this.#build = undefined;
    this.#refused = false;
    if (back !== undefined) await this.#tidyUp(app);
    const newest = this.#app?.newest ?? 0;
    await refuseIfOvertaken(this.#api, rollout, newest);
    if (change !== undefined) {
      const made = await this.#configure(rollout, change);
      // That was a whole deploy: time enough for others.
      await refuseIfOvertaken(this.#api, rollout, newest + made);
    }
    const order = back === undefined ? this.#buildOrder(rollout) : rollbackOrder(back);
    const starts = given === undefined ? rollout.wanted : processesOf(given);
    this.#watch = new ContainerWatch();
    this.#build = new V1Build(this.#api, this.#context.clock, app, order, starts);
    this.#scaling = new Scaling(
      scale,
      (counts) => postCounts(this.#api, app, 'scale/', counts, blockingDeadlineMs),
      (answer) => this.#api.refusal(answer, 'scaling').hint,
    );
    return rollout;
  }

  async #configure(rollout: V1Rollout, change: V1ConfigChange): Promise<number> {
    const [api, context, redeploys] = [this.#api, this.#context, this.#app?.build !== undefined];
    if (redeploys) context.note(`settings first: ${change.parts.join(', ')}`);
    try {
      const limitMs = context.request.timeoutMs ?? (this.#app?.state.healthTimeoutMs ?? 0) + placingMs;
      const made = await postConfig({ api, context, rollout, change, redeploys, limitMs });
      if (redeploys) this.#rounds.settled((this.#app?.newest ?? 0) + made, rollout);
      return made;
    } catch (error) {
      this.#refused = error instanceof ActionError && error.code === 'DEIS_CONFIG';
      throw error;
    }
  }

  #buildOrder({ image }: V1Rollout): DeployOrder {
    const procfile = procfileFor(this.#app, this.#context.request);
    return buildOrder({ image, ...(Object.keys(procfile).length === 0 ? {} : { procfile }) });
  }

  async observe(rollout: V1Rollout): Promise<Observation> {
    const state = this.#build?.state;
    const judged = state?.kind ?? 'none';
    const due = this.#known === undefined || judged !== this.#judged || this.#looks % 4 === 0;
    this.#looks += 1;
    this.#judged = judged;
    const told = state?.kind === 'deployed' ? state.build : undefined;
    const [containers, releases, builds] = await Promise.all([
      listContainers(this.#api, rollout.app),
      due ? newestReleases(this.#api, rollout.app, 20) : this.#releases,
      due && told === undefined && this.#known === undefined ? newestBuilds(this.#api, rollout.app, 20) : this.#builds,
    ]);
    this.#releases = releases;
    this.#builds = builds;
    const ours = oursAmong(releases, rollout, () => told ?? this.#known?.build ?? ourBuild(builds, rollout));
    const now = this.#context.clock.now();
    const known = this.#known?.version;
    const replaces = rollout.previous !== undefined;
    const deployed = phaseOf({ state, releases, ours, known, containers, replaces, image: rollout.image, now });
    const started = this.#order === undefined ? rollout.wanted : processesOf(this.#order.given);
    const up = allUp(
      containers.filter(({ release }) => release === ours?.version),
      started,
    );
    const phase = this.#scaling?.after(deployed, up) ?? deployed;
    this.#known = ours ?? this.#known;
    return this.#observation(rollout, containers, ours, phase);
  }

  #observation(
    rollout: V1Rollout,
    containers: readonly Container[],
    ours: V1Release | undefined,
    { phase, problem: told }: ReturnType<typeof phaseOf>,
  ): Observation {
    const now = this.#context.clock.now();
    const mine = containers.filter(({ release }) => ours !== undefined && release === ours.version);
    this.#watch.look(mine, now, this.#haveStarted(rollout, containers, ours));
    const problem = told ?? this.#watch.problem(now);
    return {
      phase,
      release: ours === undefined ? undefined : releaseRef(ours.version, rollout.image),
      instances: mine.map((container) => this.#watch.instanceOf(container)),
      previous: containers.filter((container) => !mine.includes(container)).map(bystander),
      wanted: rollout.wanted,
      crashes: this.#watch.crashes(now),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  /** The controller destroys the old containers once the new ones have been up: where the answer is lost, that tells. */
  #haveStarted(rollout: V1Rollout, containers: readonly Container[], ours: V1Release | undefined): boolean {
    const state = this.#build?.state.kind;
    if (state === 'deployed') return true;
    return state !== 'open' && rollout.previous !== undefined && ours !== undefined && isOver(containers, ours);
  }

  cancel(rollout: V1Rollout): Promise<void> {
    return cancel(this.#tools(rollout), cancelDeadlineMs);
  }

  restore(rollout: V1Rollout): Promise<Restored> {
    return restore(this.#tools(rollout));
  }

  #tools(rollout: V1Rollout) {
    const { wanted, was = wanted } = rollout;
    const back = { ...rollout, wanted: was };
    return { api: this.#api, context: this.#context, rollout: back, build: this.#build, refused: this.#refused };
  }

  evidence({ app }: V1Rollout): Promise<Evidence> {
    const state = this.#build?.state;
    return gather({
      ...{ api: this.#api, app, since: this.#known?.at, watch: this.#watch, now: this.#context.clock.now() },
      advice: state?.kind === 'refused' || state?.kind === 'lost' ? state.hint : undefined,
      words:
        state?.kind === 'refused' ? state.words : state?.kind === 'fell' ? state.why : this.#scaling?.refusal?.words,
    });
  }
}

/** What served before: a release whose containers all were down is nothing to go back to. */
function previousOf(app: V1App | undefined): AppState['release'] {
  return app?.state.running === true ? app.state.release : undefined;
}
