import { ActionError } from '../../../errors.ts';
import { textAt } from '../../../http/json.ts';
import type { ImageFacts } from '../../../image/facts.ts';
import type { Finding, Subject } from '../../../image/rule.ts';
import { secretValues } from '../../../inputs/secret-variables.ts';
import type { Plan } from '../../../plan/plan.ts';
import { Overtaken } from '../../overtaken.ts';
import type { AppState, Evidence, Observation, Platform, PlatformContext, Restored } from '../../platform.ts';
import { CloudController } from '../api/cloud-controller.ts';
import { mayHaveActed } from '../api/create-once.ts';
import type { KorifiLinks } from '../api/discovery.ts';
import { CloudControllerError } from '../api/errors.ts';
import { webOf } from '../app/app.ts';
import { configurationFor } from '../app/configuration.ts';
import { Configurator, type Configured } from '../app/configurator.ts';
import { createApp } from '../app/create-app.ts';
import type { Place } from '../app/enter.ts';
import { newestWeb } from '../app/settings.ts';
import { stateOf, urlOf } from '../app/state.ts';
import { nothingAsked, type Survey, survey } from '../app/survey.ts';
import { AppLog } from '../evidence/logs.ts';
import { imageFor } from '../image/image.ts';
import { cloudFoundryFindings } from '../image/rules.ts';
import { roleCommand } from '../login/identity.ts';
import { labelsOf } from '../release/labels.ts';
import { startApp } from '../release/recreate.ts';
import { remarksOn } from '../release/remarks.ts';
import { beforeOf, type CloudFoundryCandidate, type CloudFoundryRollout, rolloutOf } from '../release/rollout.ts';
import { cancelOnKorifi } from './cancel.ts';
import { enterKorifi } from './enter.ts';
import { explainKorifi } from './evidence.ts';
import { wasOrdered } from './found.ts';
import { isFrozen, tellsUptime } from './frontier.ts';
import { KorifiHistory } from './history.ts';
import { type KubernetesLogin, KubernetesToken } from './kubernetes-token.ts';
import { KorifiLookout, rolls } from './look.ts';
import { oneByOne, stoppedInstead } from './remarks.ts';
import { restoreOnKorifi } from './restoration.ts';
import { stageOnKorifi } from './stage.ts';
import { lookAtKorifi } from './standing.ts';
import { takeMarkAway } from './taken-back.ts';
import { KorifiTasks } from './tasks.ts';
import { refusedToken } from './token-refusal.ts';
import { healthLimitMs } from './trouble.ts';
import { type KorifiView, viewKorifiApp, webStats } from './view.ts';
import { deploymentOf, orderDeployment, resizeWeb, setDroplet, stopAll } from './write.ts';

/** Of each request of a `cancel`: the whole run must end within seconds then. Milliseconds. */
const cancelDeadlineMs = 4_000;
/** Two looks at uptimes that are closer to each other than this do not tell whether they go on. Milliseconds. */
const uptimeTicksMs = 3_000;

/** A staged droplet. */
export interface KorifiCandidate extends CloudFoundryCandidate {
  /** Which instances are new cannot be told while they are replaced: all of the old ones have to go first. */
  readonly blind?: true;
}

/**
 * One app on one Korifi: Cloud Foundry's API on Kubernetes (cloudfoundry/korifi). It takes no cancel, no label on a
 * deployment and no revision, and says done before anything runs: so the instances themselves are followed.
 */
export class Korifi implements Platform<CloudFoundryRollout, KorifiCandidate> {
  readonly kind = 'cloudfoundry';
  readonly title = 'Korifi';
  readonly target: string;
  readonly tasks: KorifiTasks;
  readonly history: KorifiHistory;
  readonly #context: PlatformContext;
  readonly #names: { readonly org: string; readonly space: string };
  readonly #login: KubernetesLogin;
  readonly #tokens: KubernetesToken;
  readonly #api: CloudController;
  readonly #log: AppLog;
  /** As whom Kubernetes knows the login. */
  #user: string | undefined;
  #place: Promise<Place> | undefined;
  #isRead = false;
  #view: KorifiView | undefined;
  #survey: Survey = nothingAsked;
  /** The values of what is changed are remembered here and nowhere else. */
  #configurator: Configurator | undefined;
  /** Whether a release may have been ordered; undefined: this process does not know. */
  #isOrdered: boolean | undefined;
  #lookout: { readonly runId: string; readonly lookout: KorifiLookout } | undefined;

  constructor(context: PlatformContext, links: KorifiLinks, names: { readonly org: string; readonly space: string }) {
    const { http, clock, signal, request } = context;
    this.#context = context;
    this.#names = names;
    this.target = `${names.org} / ${names.space} at ${request.api.host}`;
    // `korifiMistakes` lets no other through.
    this.#login = request.login as KubernetesLogin;
    this.#tokens = new KubernetesToken({
      ...{ login: this.#login, clock },
      mask: (secret) => context.mask(secret),
      oidcToken: (audience) => context.oidcToken(audience),
    });
    const note = (line: string) => context.note(line);
    const role = () => this.#role();
    this.#api = new CloudController({ http, base: links.api, tokens: this.#tokens, korifi: true, signal, role, note });
    this.#log = new AppLog(http, links.logCache, this.#tokens);
    this.tasks = new KorifiTasks({
      ...{ api: this.#api, context, appGuid: () => this.#read().app.guid },
      spaceGuid: () => this.#read().app.spaceGuid,
    });
    this.history = new KorifiHistory({
      ...{ context, view: () => this.#read() },
      state: () => stateOf(this.#read(), this.#survey, context.request.settings),
      canRoll: (view) => this.#canRoll(view),
    });
  }

  async login(): Promise<string> {
    const json = await this.#api.get('/whoami', 'log in').catch((error: unknown) => {
      if (!(error instanceof CloudControllerError) || error.status !== 401) throw error;
      throw refusedToken(error, this.#login, { claims: this.#tokens.claims, now: this.#context.clock.now() });
    });
    this.#user = textAt(json, 'name');
    await this.#entered();
    const kind = textAt(json, 'kind');
    return `${this.#user ?? 'somebody'}${kind === undefined ? '' : ` (${kind})`}`;
  }

  async read(): Promise<AppState | undefined> {
    if (this.#isRead) this.#place = undefined;
    this.#isRead = true;
    const { target, app } = await this.#entered();
    const { request, clock } = this.#context;
    const { settings, image } = request;
    this.#view = app === undefined ? undefined : await viewKorifiApp(this.#api, app, settings, () => clock.now());
    // A run that goes back must not stop at what somebody has asked for.
    if (image !== undefined) this.#survey = await survey(this.#api, target, this.#view, request);
    if (this.#view === undefined) return undefined;
    for (const secret of secretValues(this.#view.variables ?? new Map())) this.#context.mask(secret);
    return stateOf(this.#view, this.#survey, settings);
  }

  serving(plan: Plan): Promise<Observation> {
    return lookAtKorifi(this.#api, this.#read(), plan, this.#context);
  }

  imageFor(facts: ImageFacts): string {
    return imageFor(facts);
  }

  /** Knows the app's disk once `read` has been called; without it the rules are those of a new app. */
  check(subject: Subject): readonly Finding[] {
    const web = this.#view === undefined ? undefined : webOf(this.#view);
    const diskMb = web === undefined || web.diskMb === 0 ? undefined : web.diskMb;
    return cloudFoundryFindings({ ...subject, diskMb, korifi: true });
  }

  remarks(plan: Omit<Plan, 'remarks'>): readonly string[] {
    // That uptimes stand still is known after seconds only, and told then.
    const isBlind = this.#view !== undefined && !tellsUptime(this.#view.stats) && plan.strategy !== 'recreate';
    return [...remarksOn(plan), ...(isBlind && plan.current?.running === true ? [stoppedInstead] : oneByOne(plan))];
  }

  async prepare(plan: Plan): Promise<KorifiCandidate> {
    const { clock, signal, runId, request, revision } = this.#context;
    const note = (line: string) => this.#context.note(line);
    const { target } = await this.#entered();
    const { routes, port = null } = request.settings;
    this.#isOrdered = false;
    const view = this.#view;
    const configuration = await configurationFor(this.#api, plan, request, { view, survey: this.#survey });
    this.#configurator = new Configurator(configuration);
    const labels = labelsOf(plan.facts, revision);
    const wish = { target, name: plan.app, runId, labels, defaultRoute: routes === undefined, port };
    const { app, route } = await createApp(view, wish, { api: this.#api, clock, signal, note });
    const url = urlOf(routes ?? (route === undefined ? [] : [route]));
    const order = { appGuid: app.guid, image: plan.image, registry: plan.registry, runId, labels };
    const dropletGuid = await stageOnKorifi(order, { api: this.#api, clock, signal });
    const before = view === undefined ? undefined : beforeOf(view);
    const wouldRoll = view !== undefined && before?.running === true && plan.strategy !== 'recreate';
    const blind = wouldRoll && !(await this.#canRoll(view));
    if (blind && tellsUptime(view.stats)) note(stoppedInstead);
    return {
      runId,
      app: plan.app,
      image: plan.image,
      previous: plan.current?.running === true ? plan.current.release : undefined,
      ...{ appGuid: app.guid, dropletGuid, labels, isNew: true },
      ...(before === undefined ? {} : { before }),
      ...configuration.before,
      ...(url === undefined ? {} : { url }),
      ...(blind ? { blind } : {}),
    };
  }

  rolloutOf({ blind, ...candidate }: KorifiCandidate, plan: Plan): CloudFoundryRollout {
    return rolloutOf(candidate, blind === true ? { ...plan, strategy: 'recreate' } : plan);
  }

  async release(rollout: CloudFoundryRollout): Promise<CloudFoundryRollout> {
    const { clock, signal } = this.#context;
    const { appGuid, dropletGuid, before, recreate } = rollout;
    const tools = { api: this.#api, clock, signal };
    this.#isOrdered = false;
    await this.#refuseIfOvertaken(appGuid);
    const isRolling = rolls(rollout);
    // From here on something may have been changed that somebody would see.
    this.#isOrdered = recreate === true;
    if (recreate === true) await stopAll(rollout, tools);
    // What stands still can be given a droplet: without one there is no process that settings could be written to.
    if (!isRolling) await setDroplet(this.#api, appGuid, dropletGuid, 'set the droplet');
    const configured = await this.#configured(appGuid);
    await this.#configurator?.startWith(configured);
    await this.#configurator?.actAtOnce(configured);
    await resizeWeb(this.#api, appGuid, rollout.options);
    this.#isOrdered = true;
    const orderedAt = clock.now();
    const ordered = isRolling
      ? orderDeployment(tools, { appGuid, dropletGuid }, before?.dropletGuid, 'deploy the droplet')
      : startApp(rollout, this.#api);
    await ordered.catch((error: unknown) => {
      if (isRolling && !mayHaveActed(error)) this.#isOrdered = false;
      throw error;
    });
    this.#watch(rollout, orderedAt);
    return rollout;
  }

  /** Nothing there has the run's name: a process that has not ordered the release asks whether anybody has. */
  async observe(rollout: CloudFoundryRollout): Promise<Observation> {
    const known = this.#lookoutFor(rollout);
    if (known !== undefined) return known.look();
    if (await wasOrdered(rollout, this.#api)) return this.#watch(rollout, this.#context.clock.now()).look();
    return { phase: 'moving', release: undefined, instances: [], previous: [], wanted: rollout.wanted, crashes: 0 };
  }

  async conclude({ dropletGuid }: CloudFoundryRollout): Promise<readonly string[]> {
    if (this.#view?.takenBack.has(dropletGuid) === true) await takeMarkAway(this.#api, dropletGuid);
    return (await this.#configurator?.conclude({ api: this.#api })) ?? [];
  }

  cancel(rollout: CloudFoundryRollout): Promise<void> {
    const remembered = this.#configurator?.configuration.settings?.previous;
    return cancelOnKorifi(this.#asLeft(rollout), this.#api.unstoppable(cancelDeadlineMs), remembered);
  }

  restore(rollout: CloudFoundryRollout): Promise<Restored> {
    const { clock, signal, request } = this.#context;
    const remembered = this.#configurator?.configuration;
    // A run that was told to stop before the cleaning up began does it nevertheless.
    const wayOut = signal.aborted
      ? { api: this.#api.unstoppable(), clock, signal: undefined }
      : { api: this.#api, clock, signal };
    const isUnbegun = this.#isOrdered === false;
    const lookout = this.#lookoutFor(rollout);
    const progress = { reached: lookout?.reached, isUnbegun, isStopped: lookout?.isStopped === true };
    const tools = { ...wayOut, remembered, asked: request.settings };
    return restoreOnKorifi(this.#asLeft(rollout), tools, progress);
  }

  async evidence(rollout: CloudFoundryRollout): Promise<Evidence> {
    const lookout = this.#lookoutFor(rollout);
    if (lookout === undefined) return { facts: [], log: [] };
    await lookout.listen();
    const web = this.#view === undefined ? undefined : webOf(this.#view);
    const { target } = await this.#entered();
    return explainKorifi(lookout, healthLimitMs(this.#context.request.settings, web?.health), target.space.guid);
  }

  #watch(rollout: CloudFoundryRollout, orderedAt: number): KorifiLookout {
    const { clock, signal } = this.#context;
    const lookout = new KorifiLookout({ api: this.#api, log: this.#log, clock, signal }, rollout, orderedAt);
    this.#lookout = { runId: rollout.runId, lookout };
    return lookout;
  }

  #lookoutFor({ runId }: CloudFoundryRollout): KorifiLookout | undefined {
    return this.#lookout?.runId === runId ? this.#lookout.lookout : undefined;
  }

  async #configured(appGuid: string): Promise<Configured> {
    const { clock, signal, runId, request } = this.#context;
    const [{ target }, web] = await Promise.all([this.#entered(), newestWeb(this.#api, appGuid)]);
    const note = (line: string) => this.#context.note(line);
    const app = { app: request.app, appGuid, spaceGuid: target.space.guid };
    return { api: this.#api, clock, signal, note, runId, ...app, ...(web === undefined ? {} : { webGuid: web.guid }) };
  }

  #asLeft(rollout: CloudFoundryRollout): CloudFoundryRollout {
    return this.#configurator?.asLeft(rollout) ?? rollout;
  }

  #read(): KorifiView {
    if (this.#view !== undefined) return this.#view;
    throw new ActionError('CF_NOT_READ', `The app ${this.#context.request.app} has not been read, or is not there`);
  }

  /** One more look right before the order. Only the droplet tells of somebody else's: a deployment has nobody's name. */
  async #refuseIfOvertaken(appGuid: string): Promise<void> {
    const now = (await deploymentOf(this.#api, appGuid))?.dropletGuid || undefined;
    if (now !== this.#view?.droplet?.guid)
      throw new Overtaken('Somebody else has given the app another droplet meanwhile');
  }

  /** Whether new instances can be told from old ones by their uptimes. */
  async #canRoll({ app, stats, statsAt }: KorifiView): Promise<boolean> {
    if (!tellsUptime(stats)) return false;
    if (!stats.some(({ state }) => state === 'RUNNING')) return true;
    const { clock, signal } = this.#context;
    const wait = statsAt + uptimeTicksMs - clock.now();
    if (wait > 0) await clock.sleep(wait, signal);
    const now = await webStats(this.#api, app.guid);
    return tellsUptime(now) && !isFrozen(stats, now);
  }

  #entered(): Promise<Place> {
    const names = { ...this.#names, app: this.#context.request.app };
    this.#place ??= enterKorifi(this.#api, names, () => this.#role());
    return this.#place;
  }

  #role(): string {
    const { org, space } = this.#names;
    return roleCommand({ kind: 'user', name: this.#user, origin: undefined }, org, space);
  }
}
