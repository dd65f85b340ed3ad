import { ActionError } from '../../errors.ts';
import { textAt } from '../../http/json.ts';
import type { ImageFacts } from '../../image/facts.ts';
import type { Finding, Subject } from '../../image/rule.ts';
import { secretValues } from '../../inputs/secret-variables.ts';
import type { Change, Plan } from '../../plan/plan.ts';
import { type ControllerApi, ControllerError } from '../controller/api.ts';
import { refuseIfOvertaken } from '../controller/busy.ts';
import { createApp } from '../controller/creation.ts';
import { type Counts, differing, processesOf } from '../controller/formation.ts';
import { imageByDigest } from '../controller/names.ts';
import { allUp, listPods, type Pod, PodWatch } from '../controller/pods.ts';
import { processChanges } from '../controller/process-types.ts';
import { standing } from '../controller/proof.ts';
import { newestReleases, type Release, releaseRef, versionOf } from '../controller/releases.ts';
import { countsBefore, findOurs, observation, ownSettings, targetOf } from '../controller/rollout.ts';
import { postCounts, Scaling } from '../controller/scaling.ts';
import type { AppState, Evidence, History, Observation, Platform, PlatformContext, Restored } from '../platform.ts';
import { type DryccApp, filesFor, formationAfter, planFor, readApp, succeeded, typesOf } from './app.ts';
import { pipelineUnderWay } from './busy.ts';
import { type DryccConfig, newAppConfig, readConfig, withChanges } from './config.ts';
import { type ConfigChange, configChange, partsOf } from './config-change.ts';
import { hasDryccfile, refuseForeignBuild, withValues } from './dryccfile.ts';
import { gather, mostDescribed, type PodFacts, podFacts } from './evidence.ts';
import { dryccHistory } from './history.ts';
import { type LimitPlan, readPlans } from './limit-plans.ts';
import { belongs, hasEnded, phaseOf } from './phase.ts';
import {
  deployNewest,
  type Posted,
  postBuild,
  postConfig,
  setAutodeploy,
  type Tools,
  withoutAutodeploy,
} from './pipeline.ts';
import { remarksOn } from './remarks.ts';
import { restore, takenOver } from './restoration.ts';
import { postRollback } from './rollback.ts';
import type { DryccRollout } from './rollout.ts';
import { Rounds } from './rounds.ts';
import { dryccFindings } from './rules.ts';
import { DryccTasks } from './tasks.ts';

/** For a run that has to leave. Milliseconds. */
const cancelDeadlineMs = 2_000;
const scaleDeadlineMs = 60_000;

/** What is written, in this order. Values for this process alone. */
interface Order {
  readonly change?: ConfigChange | undefined;
  /** Undefined: a rollback brings one. */
  readonly build?: object;
  /** What the build starts by itself, and what has to be scaled then. */
  readonly given: Counts;
  readonly scale: Counts;
}

/**
 * Drycc, whose API went its own way from Deis v2's.
 *
 * Requests of one look: the pods while they come up, the release at every fourth look; once they are up (or there are
 * none) the other way round, since the release says `succeed` some seconds later; when it has, the pods again.
 */
export class DryccPlatform implements Platform<DryccRollout, DryccRollout> {
  readonly kind = 'drycc';
  readonly title = 'Drycc';
  readonly target: string;
  readonly history: History<DryccRollout>;
  readonly tasks: DryccTasks;
  readonly #api: ControllerApi;
  readonly #context: PlatformContext;
  #app: DryccApp | undefined;
  #plans: readonly LimitPlan[] = [];
  #order: Order | undefined;
  #scaling: Scaling | undefined;
  #watch = new PodWatch();
  #looks = 0;
  #releases: readonly Release[] | undefined;
  #pods: readonly Pod[] | undefined;
  readonly #rounds = new Rounds();
  readonly #described = new Map<string, PodFacts>();

  constructor(api: ControllerApi, context: PlatformContext) {
    this.#api = api;
    this.#context = context;
    this.tasks = new DryccTasks(api, context, () => this.#known());
    this.history = dryccHistory({ api, context, app: () => this.#known() }, (order) => {
      this.#order = order;
    });
    const { workspace } = context.request;
    this.target = workspace === undefined ? api.host : `workspace ${workspace} at ${api.host}`;
  }

  async login(): Promise<string> {
    const { login } = this.#context.request;
    if (login.kind !== 'token') throw new ActionError('DRYCC_LOGIN', 'Drycc takes a token, no password.');
    this.#context.mask(login.token);
    this.#api.authenticate(login.token);
    try {
      const user = await this.#api.get('auth/whoami/', 'checking the token', 'username');
      return `${textAt(user, 'username') ?? 'an unnamed user'} (token)`;
    } catch (error) {
      // A token whose OAuth grant has run out authenticates as nobody, and nobody is forbidden everything.
      if (!(error instanceof ControllerError) || error.status !== 403) throw error;
      throw new ActionError('CONTROLLER_TOKEN', `Drycc refuses the token: ${error.words}`, {
        hint: this.#api.dialect.tokenHint,
        cause: error,
      });
    }
  }

  async read(): Promise<AppState | undefined> {
    const { request, clock } = this.#context;
    const { app, settings, image } = request;
    const known = this.#app;
    // Whoever waits looks every few seconds, and others have to do with the same 60 requests a minute.
    if (known !== undefined && this.#rounds.busy) {
      const releases = await newestReleases(this.#api, app, 20);
      const seen = await pipelineUnderWay(this.#api, app, releases, this.#rounds.strays, clock.now());
      const state = this.#rounds.told(known.state, seen, clock.now());
      if (state.busy !== undefined) return state;
    }
    // A run that goes back must not stop at what somebody has asked for.
    const isDeploy = image !== undefined;
    if (isDeploy && settings.memoryMb !== undefined) this.#plans = await readPlans(this.#api);
    this.#app = await readApp(this.#api, request, this.#plans, this.#rounds.strays, clock.now());
    for (const { name, value } of this.#app?.config.values ?? []) {
      for (const secret of secretValues(new Map([[name, value]]))) this.#context.mask(secret);
    }
    if (isDeploy) {
      refuseForeignBuild(app, this.#app?.build);
      const { main } = formationAfter(this.#app, request);
      planFor(this.#app?.config ?? newAppConfig, settings, this.#plans, main);
    }
    if (this.#app === undefined) return undefined;
    const { state } = this.#app;
    return this.#rounds.told(state, state.busy, clock.now());
  }

  #known(): DryccApp {
    if (this.#app !== undefined) return this.#app;
    throw new ActionError('DRYCC_NOT_READ', `App ${this.#context.request.app} has not been read yet.`);
  }

  async serving(plan: Plan): Promise<Observation> {
    const app = this.#known();
    const [releases, pods] = await Promise.all([
      newestReleases(this.#api, plan.app, 10),
      listPods(this.#api, plan.app),
    ]);
    const version = versionOf(app.state.release?.id);
    const served = releases.find((release) => release.version === version);
    const mine = served === undefined ? [] : pods.filter((pod) => belongs(pod, served));
    const [other] = differing(app.counts, formationAfter(app, this.#context.request).wanted);
    const doubt = other === undefined ? undefined : `${other[0]} is not scaled to ${other[1]}`;
    return standing(app.state, mine, releases[0]?.version ?? app.newest, doubt);
  }

  imageFor(facts: ImageFacts): string {
    return imageByDigest(facts);
  }

  /** Knows where the app listens now, and its logins, once `read` has been called; without it the rules are those of a new app. */
  check(subject: Subject): readonly Finding[] {
    return dryccFindings(subject, this.#app);
  }

  pending(): readonly Change[] {
    const { request } = this.#context;
    return processChanges(this.#app?.build?.procfile, filesFor(this.#app?.build, request).procfile, request);
  }

  remarks(): readonly string[] {
    return remarksOn(this.#app, this.#context.request);
  }

  async prepare(plan: Plan): Promise<DryccRollout> {
    if (this.#app === undefined) await this.#create(plan.app);
    const app = this.#app;
    const { request, runId } = this.#context;
    const formation = formationAfter(app, request);
    const { main, types, given, wanted } = formation;
    const config = app?.config ?? (await this.#newConfig(plan));
    const serves = app?.state.release !== undefined;
    const limit = planFor(config, request.settings, this.#plans, main);
    const change = configChange(plan, { config, types, main, serves, plan: limit });
    const { procfile, dryccfile } = filesFor(app?.build, request);
    const inFile = hasDryccfile(app?.build);
    const { values = [], ...rest } = change ?? {};
    // With a dryccfile the values stand in the build: what is posted beside it would be undone by it.
    const posted = inFile ? rest : change;
    const file = inFile ? withValues(dryccfile, { ...config, values: withChanges(config.values, values) }) : dryccfile;
    this.#order = {
      change: posted === undefined || Object.keys(posted).length === 0 ? undefined : posted,
      build: {
        ...{ image: plan.image, stack: 'container' },
        ...(Object.keys(procfile).length === 0 ? {} : { procfile }),
        ...(Object.keys(file).length === 0 ? {} : { dryccfile: file }),
      },
      given,
      scale: differing(given, wanted),
    };
    const pauses = this.#order.change !== undefined && app?.autodeploy === true && app.newest > 1;
    return {
      ...{ runId, app: plan.app, image: plan.image, previous: app?.state.release, before: app?.newest ?? 1 },
      wanted: processesOf(wanted),
      ...countsBefore(app?.counts ?? new Map(), formation, typesOf(app?.build)),
      ...this.#rounds.config(change === undefined ? [] : partsOf(change)),
      ...(app?.build === undefined ? {} : { builtBefore: app.build.uuid }),
      ...(pauses ? { pausesAutodeploy: true } : {}),
      ...(app?.state.url === undefined ? {} : { url: app.state.url }),
    };
  }

  /** Of a new app: which plan it has been given, if that matters. */
  async #newConfig({ app, settings }: Plan): Promise<DryccConfig> {
    if (settings.memoryMb === undefined) return newAppConfig;
    return readConfig(await this.#api.get(`apps/${app}/config/`, `reading the config of ${app}`, 'values'));
  }

  async #create(name: string): Promise<void> {
    const { workspace } = this.#context.request;
    if (workspace === undefined) {
      throw new ActionError(
        'DRYCC_WORKSPACE',
        `App ${name} does not exist yet, and no workspace to create it in is given.`,
        {
          hint: 'Set the `workspace` input (`drycc workspaces` lists yours), or check `app`: an app of another workspace looks like none.',
        },
      );
    }
    if ((await createApp(this.#api, name, { id: name, workspace })) !== undefined) return;
    this.#context.note(`${name} was created by somebody else meanwhile`);
    await this.read();
  }

  rolloutOf(candidate: DryccRollout): DryccRollout {
    return candidate;
  }

  /**
   * Settings and build, deployed as one, or a rollback; what has to be scaled follows when that has been deployed.
   *
   * @throws Overtaken when somebody else has made a release since the app was read, or deploys one
   */
  async release(rollout: DryccRollout): Promise<DryccRollout> {
    const tools = { api: this.#api, context: this.#context, app: rollout.app };
    const { scale } = this.#order ?? { scale: new Map() };
    this.#watch = new PodWatch();
    this.#scaling = new Scaling(
      scale,
      (counts) => postCounts(this.#api, rollout.app, 'ptypes/scale/', counts, scaleDeadlineMs),
      (answer) => this.#api.refusal(answer, 'scaling').hint,
    );
    refuseIfOvertaken(await newestReleases(this.#api, rollout.app, 10), rollout.before);
    if (rollout.back !== undefined) {
      const posted = await postRollback(tools, rollout);
      if (posted.refused === undefined) return posted.rollout;
      this.#rounds.refused(posted.rollout, posted.refused, this.#context.clock.now());
    }
    const staged = await this.#stage(tools, rollout);
    const isQueued =
      this.#app?.autodeploy !== false && rollout.pausesAutodeploy !== true && staged.refused === undefined;
    const refusal = isQueued ? undefined : await deployNewest(tools, staged);
    if (refusal !== undefined) this.#rounds.refused(staged.rollout, refusal, this.#context.clock.now());
    return staged.rollout;
  }

  /** Writes settings and build. Each would be deployed by itself, were autodeploy not off meanwhile. */
  async #stage(tools: Tools, rollout: DryccRollout): Promise<Posted> {
    const { change, build } = this.#order ?? {};
    if (build === undefined) throw new ActionError('DRYCC_NOT_PREPARED', `${rollout.app} has not been prepared.`);
    const write = async () => {
      if (change !== undefined) await postConfig(tools, change);
      return postBuild(tools, rollout, build);
    };
    return rollout.pausesAutodeploy === true ? withoutAutodeploy(tools, write) : write();
  }

  async observe(rollout: DryccRollout): Promise<Observation> {
    const known = this.#releases === undefined ? undefined : findOurs(this.#releases, rollout);
    const over = known !== undefined && hasEnded(known);
    const moving =
      known !== undefined && (this.#pods ?? []).some((pod) => pod.release === known.version && pod.state !== 'up');
    const fourth = this.#looks % 4 === 0;
    this.#looks += 1;
    const [releases, seen] = await Promise.all([
      this.#releases === undefined || fourth || !(moving || over)
        ? newestReleases(this.#api, rollout.app, 10)
        : this.#releases,
      this.#pods === undefined || fourth || moving || over ? listPods(this.#api, rollout.app) : undefined,
    ]);
    const ours = findOurs(releases, rollout);
    // The verdict rests on both: no end is told with the pods of an earlier look.
    const stale = ours !== undefined && hasEnded(ours);
    const pods = seen ?? (stale ? await listPods(this.#api, rollout.app) : (this.#pods ?? []));
    this.#releases = releases;
    this.#pods = pods;
    const mine = ours === undefined ? [] : pods.filter((pod) => belongs(pod, ours));
    const now = this.#context.clock.now();
    this.#watch.look(mine, now);
    await this.#describeCrash(rollout.app);
    const up = allUp(mine, this.#order === undefined ? rollout.wanted : processesOf(this.#order.given));
    const deployed = phaseOf(releases, pods, ours);
    return observation({
      ...(this.#scaling?.after(deployed, up) ?? deployed),
      release: ours === undefined ? undefined : releaseRef(ours.version, rollout.image),
      ours: mine,
      others: pods.filter((pod) => !mine.includes(pod)),
      wanted: rollout.wanted,
      watch: this.#watch,
      now,
    });
  }

  /** The controller takes a crashing pod away within seconds, and with it the reason: it is asked for while it is there. */
  async #describeCrash(app: string): Promise<void> {
    const name = this.#watch.down().find((pod) => !this.#described.has(pod));
    if (name === undefined || this.#described.size >= mostDescribed) return;
    this.#described.set(name, await podFacts(this.#api, app, name));
  }

  /** Orders the rollback, which is asynchronous, and leaves. */
  async cancel(rollout: DryccRollout): Promise<void> {
    if (rollout.pausesAutodeploy === true) await setAutodeploy({ api: this.#api, app: rollout.app }, true);
    const releases = await newestReleases(this.#api, rollout.app, 20);
    const ours = findOurs(releases, rollout) ?? ownSettings(releases, rollout);
    if (ours === undefined || ours.failed || takenOver(releases, [], ours.version) !== undefined) return;
    const target = targetOf(releases, ours.version, rollout, succeeded);
    if (target === undefined) return;
    const path = `apps/${rollout.app}/releases/rollback/`;
    const answer = await this.#api.call('POST', path, { version: target.version }, { deadlineMs: cancelDeadlineMs });
    if (answer.status !== 201)
      throw this.#api.refusal(answer, `rolling ${rollout.app} back to release v${target.version}`);
  }

  restore(rollout: DryccRollout): Promise<Restored> {
    return restore({ api: this.#api, context: this.#context, rollout });
  }

  async evidence(rollout: DryccRollout): Promise<Evidence> {
    const releases = await newestReleases(this.#api, rollout.app, 10).catch(() => this.#releases ?? []);
    const exception = findOurs(releases, rollout)?.exception;
    const refusal = this.#scaling?.refusal;
    return gather({
      ...{ api: this.#api, app: rollout.app, exception, refusal, watch: this.#watch, described: this.#described },
    });
  }
}
