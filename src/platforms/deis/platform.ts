import { ActionError } from '../../errors.ts';
import type { ImageFacts } from '../../image/facts.ts';
import type { Finding, Subject } from '../../image/rule.ts';
import { secretValues } from '../../inputs/secret-variables.ts';
import type { Change, Plan } from '../../plan/plan.ts';
import type { ControllerApi } from '../controller/api.ts';
import { refuseIfOvertaken } from '../controller/busy.ts';
import { createApp } from '../controller/creation.ts';
import { type Counts, differing, processesOf } from '../controller/formation.ts';
import { imageByDigest } from '../controller/names.ts';
import { allUp, listPods, PodWatch } from '../controller/pods.ts';
import { processChanges } from '../controller/process-types.ts';
import { standing } from '../controller/proof.ts';
import { newestReleases, type Release, releaseRef, versionOf } from '../controller/releases.ts';
import {
  type ControllerRollout,
  countsBefore,
  findOurs,
  observation,
  ownSettings,
  targetOf,
} from '../controller/rollout.ts';
import { postCounts, Scaling } from '../controller/scaling.ts';
import type { AppState, Evidence, History, Observation, Platform, PlatformContext, Restored } from '../platform.ts';
import {
  type DeisApp,
  formationAfter,
  isOfHephy,
  newestImages,
  procfileFor,
  publicUrl,
  readApp,
  refuseGitBuild,
} from './app.ts';
import { BlockingTasks } from './blocking-tasks.ts';
import { BlockingBuild, blockingDeadlineMs, buildOrder, rollbackOrder } from './build.ts';
import { workflowCommands } from './commands.ts';
import { newAppConfig } from './config.ts';
import { type ConfigChange, configChange, partsOf } from './config-change.ts';
import { gather } from './evidence.ts';
import { typesOf } from './formation.ts';
import { deisHistory } from './history.ts';
import { logIn } from './login.ts';
import { phaseOf } from './phase.ts';
import { postConfig } from './post-config.ts';
import { remarksOn } from './remarks.ts';
import { orderRollback, restore, scene } from './restoration.ts';
import { Rounds } from './rounds.ts';
import { deisFindings } from './rules.ts';

/** For a run that has to leave: the rollback is ordered, its answer is not waited for. Milliseconds. */
const cancelDeadlineMs = 2_000;

/** What is written, in this order. Values for this process alone. */
interface Order {
  readonly change?: ConfigChange | undefined;
  /** Process types that have to be stopped before. */
  readonly stop?: Counts;
  readonly procfile?: Readonly<Record<string, string>>;
  /** What the build starts by itself, and what has to be scaled then. */
  readonly given: Counts;
  readonly scale: Counts;
}

/**
 * Deis Workflow v2 and Hephy Workflow.
 *
 * Requests of one look: `pods/` every time, `releases/` until our release is known, when the build POST has ended, and at
 * every fourth look.
 */
export class DeisPlatform implements Platform<ControllerRollout, ControllerRollout> {
  readonly kind = 'deis';
  readonly target: string;
  readonly history: History<ControllerRollout>;
  readonly tasks: BlockingTasks<ControllerRollout>;
  readonly #api: ControllerApi;
  readonly #context: PlatformContext;
  #app: DeisApp | undefined;
  #order: Order | undefined;
  #build: BlockingBuild | undefined;
  #scaling: Scaling | undefined;
  #watch = new PodWatch();
  #looks = 0;
  #releases: readonly Release[] = [];
  #images: ReadonlyMap<string, string> = new Map();
  #judged: string | undefined;
  /** Since when all pods of our release have been up. Milliseconds since the epoch. */
  #upSince: number | undefined;
  readonly #rounds = new Rounds();
  /** Of a new app, once it has been created. */
  #isHephy = false;

  constructor(api: ControllerApi, context: PlatformContext) {
    this.#api = api;
    this.#context = context;
    this.target = api.host;
    this.tasks = new BlockingTasks(api, context, workflowCommands);
    this.history = deisHistory({ api, context, app: () => this.#known() }, (order) => {
      this.#order = order;
    });
  }

  /** What tells Hephy from the Workflow that it goes on from is in its apps. */
  get title(): string {
    return (this.#app?.isHephy ?? this.#isHephy) ? 'Hephy Workflow' : 'Deis Workflow';
  }

  login(): Promise<string> {
    return logIn(this.#api, this.#context);
  }

  async read(): Promise<AppState | undefined> {
    const { request, clock } = this.#context;
    this.#app = await readApp(this.#api, request, clock.now());
    for (const secret of secretValues(this.#app?.config.values ?? new Map())) this.#context.mask(secret);
    // A run that goes back must not stop at what somebody has asked for.
    if (request.image !== undefined) {
      refuseGitBuild(request.app, this.#app);
      formationAfter(this.#app, request);
    }
    return this.#app === undefined ? undefined : this.#rounds.told(this.#app.state, clock.now());
  }

  /** Once somebody else has made a release meanwhile, only its pods are listed: the one that was read has none then. */
  async serving(plan: Plan): Promise<Observation> {
    const app = this.#known();
    const pods = await listPods(this.#api, plan.app);
    const version = versionOf(app.state.release?.id);
    const mine = pods.filter((pod) => version !== undefined && pod.release === version);
    return standing(app.state, mine, app.newest, this.#unset(plan, app));
  }

  #known(): DeisApp {
    if (this.#app !== undefined) return this.#app;
    throw new ActionError('DEIS_NOT_READ', `App ${this.#context.request.app} has not been read yet.`);
  }

  /** What a deploy would set by itself, even where nobody asks for it, one clause. */
  #unset(plan: Plan, app: DeisApp): string | undefined {
    const { main, wanted } = formationAfter(app, this.#context.request);
    if (configChange(plan, app.config, main) !== undefined) return 'PORT is not what the image exposes';
    const [other] = differing(app.counts, wanted);
    return other === undefined ? undefined : `${other[0]} is not scaled to ${other[1]}`;
  }

  imageFor(facts: ImageFacts): string {
    return imageByDigest(facts);
  }

  /** Knows the app's own PORT and login once `read` has been called; without it the rules are those of a new app. */
  check(subject: Subject): readonly Finding[] {
    return deisFindings(subject, this.#app);
  }

  pending(): readonly Change[] {
    const { request } = this.#context;
    return processChanges(this.#app?.build?.procfile, procfileFor(this.#app?.build, request), request);
  }

  remarks(plan: Omit<Plan, 'remarks'>): readonly string[] {
    return remarksOn(plan, this.#app, this.#context.request);
  }

  async prepare(plan: Plan): Promise<ControllerRollout> {
    const isNew = this.#app === undefined;
    const created = isNew ? await createApp(this.#api, plan.app, { id: plan.app }) : undefined;
    if (created !== undefined) this.#isHephy = isOfHephy(created);
    if (isNew && created === undefined) {
      this.#context.note(`${plan.app} was created by somebody else meanwhile`);
      await this.read();
    }
    const app = this.#app;
    const { request, runId } = this.#context;
    const formation = formationAfter(app, request);
    const { main, given, wanted } = formation;
    const change = configChange(plan, app?.config ?? newAppConfig, main);
    const procfile = procfileFor(app?.build, request);
    this.#order = { change, procfile, given, scale: differing(given, wanted) };
    // A new app's first domain is its name.
    const url = created !== undefined ? publicUrl([{ domain: plan.app }], request.api) : app?.state.url;
    const parts = change === undefined ? [] : partsOf(change);
    return {
      ...{ runId, app: plan.app, image: plan.image, before: app?.newest ?? 1 },
      ...this.#rounds.since(app?.state, parts),
      wanted: processesOf(wanted),
      ...countsBefore(app?.counts ?? new Map(), formation, typesOf(app?.build)),
      ...(app?.build === undefined ? {} : { builtBefore: app.build.uuid }),
      ...(url === undefined ? {} : { url }),
    };
  }

  rolloutOf(candidate: ControllerRollout): ControllerRollout {
    return candidate;
  }

  /**
   * Settings, then the blocking POST of the build or of the rollback, which is started and left alone; what has to be
   * scaled follows when that has been deployed.
   *
   * @throws Overtaken when somebody else has made a release since the app was read
   */
  async release(rollout: ControllerRollout): Promise<ControllerRollout> {
    const { app, back, build } = rollout;
    const { change, procfile = {}, stop, scale } = this.#order ?? { scale: new Map() };
    refuseIfOvertaken(await newestReleases(this.#api, app, 10), rollout.before);
    if (change !== undefined) {
      if (this.#app?.build !== undefined) this.#context.note(`settings first: ${partsOf(change).join(', ')}`);
      await postConfig(this.#api, this.#context, app, change);
      // That was a whole deploy: time enough for others.
      const releases = await newestReleases(this.#api, app, 10);
      const own = ownSettings(releases, rollout);
      if (own !== undefined) this.#rounds.settled(own.version, rollout);
      refuseIfOvertaken(releases, rollout.before, own);
    }
    if (stop !== undefined) await this.#stop(app, stop);
    this.#watch = new PodWatch();
    this.#scaling = new Scaling(
      scale,
      (counts) => postCounts(this.#api, app, 'scale/', counts, blockingDeadlineMs),
      (answer) => this.#api.refusal(answer, 'scaling').hint,
    );
    const body = { image: rollout.image, ...(Object.keys(procfile).length === 0 ? {} : { procfile }) };
    const order = back === undefined || build === undefined ? buildOrder(body) : rollbackOrder(back, build);
    this.#build = new BlockingBuild(this.#api, this.#context.clock, app, order);
    return rollout;
  }

  async #stop(app: string, counts: Counts): Promise<void> {
    this.#context.note(`stopped first: ${[...counts.keys()].join(', ')}`);
    const answer = await postCounts(this.#api, app, 'scale/', Object.fromEntries(counts), blockingDeadlineMs);
    if (answer.status >= 300) throw this.#api.refusal(answer, `stopping ${[...counts.keys()].join(', ')} of ${app}`);
  }

  async observe(rollout: ControllerRollout): Promise<Observation> {
    const state = this.#build?.state;
    if (state?.kind === 'busy') this.#rounds.refused(state.words, this.#context.clock.now());
    const known = this.#ours(rollout);
    const judged = state?.kind ?? 'none';
    const due = known === undefined || judged !== this.#judged || this.#looks % 4 === 0;
    this.#looks += 1;
    this.#judged = judged;
    const lookForImages = due && (judged === 'refused' || judged === 'lost' || judged === 'none');
    const [pods, releases, images] = await Promise.all([
      listPods(this.#api, rollout.app),
      due ? newestReleases(this.#api, rollout.app, 10) : this.#releases,
      lookForImages ? newestImages(this.#api, rollout.app) : this.#images,
    ]);
    this.#releases = releases;
    this.#images = images;
    const ours = this.#ours(rollout);
    const mine = pods.filter((pod) => ours !== undefined && pod.release === ours.version);
    const now = this.#context.clock.now();
    this.#watch.look(mine, now);
    const up = allUp(mine, this.#order === undefined ? rollout.wanted : processesOf(this.#order.given));
    this.#upSince = up ? (this.#upSince ?? now) : undefined;
    const deployed = phaseOf({ state, releases, ours, image: rollout.image, upSince: this.#upSince, now });
    const phase = this.#scaling?.after(deployed, up) ?? deployed;
    return observation({
      ...phase,
      release: ours === undefined ? undefined : releaseRef(ours.version, rollout.image),
      ours: mine,
      others: pods.filter((pod) => !mine.includes(pod)),
      wanted: rollout.wanted,
      watch: this.#watch,
      now,
    });
  }

  #ours(rollout: ControllerRollout): Release | undefined {
    const state = this.#build?.state;
    return findOurs(this.#releases, rollout, {
      build: state?.kind === 'deployed' ? state.build : undefined,
      imageOf: (build) => this.#images.get(build),
    });
  }

  /** Orders the rollback, which is let through while the build's POST is still open, and leaves. */
  async cancel(rollout: ControllerRollout): Promise<void> {
    if (rollout.previous === undefined) return;
    const releases = await newestReleases(this.#api, rollout.app, 10);
    const ours = findOurs(releases, rollout) ?? ownSettings(releases, rollout);
    if (ours === undefined || ours.failed || releases.some((it) => it.version > ours.version && !it.failed)) return;
    const target = targetOf(releases, ours.version, rollout, () => true);
    if (target === undefined) return;
    const order = orderRollback(this.#api, rollout.app, target.version, cancelDeadlineMs);
    await order.finished;
    const refusal = order.refusal();
    if (refusal !== undefined) {
      throw new ActionError('DEIS_ROLLBACK', `The rollback to release v${target.version} was refused: ${refusal}`);
    }
  }

  restore(rollout: ControllerRollout): Promise<Restored> {
    return restore({ api: this.#api, context: this.#context, rollout, build: this.#build });
  }

  async evidence(rollout: ControllerRollout): Promise<Evidence> {
    const state = this.#build?.state;
    let ours = this.#ours(rollout);
    if (ours === undefined) {
      const seen = await scene({ api: this.#api, context: this.#context, rollout, build: this.#build }).catch(
        () => undefined,
      );
      ours = seen?.ours;
    }
    return gather({
      api: this.#api,
      rollout,
      version: ours?.version,
      words:
        (state?.kind === 'refused' ? state.words : ours?.failed === true ? ours.exception : undefined) ??
        this.#scaling?.refusal?.words,
      advice: state?.kind === 'refused' || state?.kind === 'lost' ? state.hint : this.#scaling?.refusal?.hint,
      watch: this.#watch,
    });
  }
}
