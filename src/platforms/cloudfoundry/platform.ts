import { ActionError } from '../../errors.ts';
import type { ImageFacts } from '../../image/facts.ts';
import { tcpPorts } from '../../image/ports.ts';
import type { Finding, Subject } from '../../image/rule.ts';
import { secretValues } from '../../inputs/secret-variables.ts';
import type { Change, Plan } from '../../plan/plan.ts';
import type { AppState, Busy, Evidence, Observation, Platform, PlatformContext, Restored } from '../platform.ts';
import { CloudController } from './api/cloud-controller.ts';
import { mayHaveActed } from './api/create-once.ts';
import type { Deployment } from './api/deployment.ts';
import type { Links } from './api/discovery.ts';
import type { Target } from './api/target.ts';
import { type AppView, viewApp, webOf } from './app/app.ts';
import { busyWith } from './app/busy.ts';
import { configurationFor, settingsAlone } from './app/configuration.ts';
import { Configurator, type Configured } from './app/configurator.ts';
import { createApp } from './app/create-app.ts';
import { enter, type Place } from './app/enter.ts';
import { settingsOfRevision } from './app/recall.ts';
import { portDoubt, portGaps } from './app/routes/proof.ts';
import { lookAtStanding } from './app/standing.ts';
import { stateOf, urlOf } from './app/state.ts';
import { nothingAsked, type Survey, survey } from './app/survey.ts';
import { gatherEvidence } from './evidence/evidence.ts';
import { AppLog } from './evidence/logs.ts';
import { withSum } from './evidence/quota.ts';
import { deployRevision } from './history/deploy-revision.ts';
import { CloudFoundryHistory } from './history/history.ts';
import { imageFor } from './image/image.ts';
import { cloudFoundryFindings } from './image/rules.ts';
import { roleCommand, signature } from './login/identity.ts';
import { TokenSource, type UaaLogin } from './login/token-source.ts';
import { changeOf } from './manifest/difference.ts';
import { continueCanary } from './release/canary.ts';
import { cancelingIsOver, isCanceling } from './release/canceling.ts';
import { createDeployment, isStored, restoreLabel, runLabel } from './release/deployment.ts';
import { dropletFor } from './release/droplet.ts';
import { labelsOf } from './release/labels.ts';
import { Lookout } from './release/look.ts';
import { refuseIfOvertaken } from './release/overtaken.ts';
import { stopForGood } from './release/recreate.ts';
import { remarksOn } from './release/remarks.ts';
import { cancelRollout, restoreRollout, restoreUnbegun } from './release/restore.ts';
import {
  beforeOf,
  type CloudFoundryCandidate,
  type CloudFoundryRollout,
  needOf,
  rolloutOf,
} from './release/rollout.ts';
import { CloudFoundryTasks } from './task/tasks.ts';

export const title = 'Cloud Foundry';

/** Of each request of a `cancel`: the whole run must end within seconds then. Milliseconds. */
const cancelDeadlineMs = 4_000;

/** One app on one Cloud Foundry, as one login sees it. */
export class CloudFoundry implements Platform<CloudFoundryRollout, CloudFoundryCandidate> {
  readonly kind = 'cloudfoundry';
  readonly title = title;
  readonly target: string;
  readonly tasks: CloudFoundryTasks;
  readonly history: CloudFoundryHistory;
  readonly #context: PlatformContext;
  readonly #login: UaaLogin;
  readonly #tokens: TokenSource;
  readonly #api: CloudController;
  readonly #log: AppLog;
  readonly #names: { readonly org: string; readonly space: string };
  #place: Promise<Place> | undefined;
  /** What the login has found is news to the first `read`; from then on it is asked for anew. */
  #isRead = false;
  #view: AppView | undefined;
  #survey: Survey = nothingAsked;
  /** The values of what is changed are remembered here and nowhere else. */
  #configurator: Configurator | undefined;
  /** Whether what was prepared may have been released. */
  #isOrdered = false;
  #lookout: { readonly runId: string; readonly lookout: Lookout } | undefined;

  /** @param names org and space, which `mistakes` has made sure of */
  constructor(
    context: PlatformContext,
    links: Links,
    login: UaaLogin,
    names: { readonly org: string; readonly space: string },
  ) {
    const { http, clock, signal } = context;
    this.#context = context;
    this.#login = login;
    this.#names = names;
    this.target = `${names.org} / ${names.space} at ${context.request.api.host}`;
    this.#tokens = new TokenSource({
      ...{ http, clock, login, docs: context.docs },
      // The job's token goes where its audience says.
      server: login.kind === 'oidc-user' || login.kind === 'oidc-client' ? links.uaa : links.login,
      mask: (secret) => context.mask(secret),
      oidcToken: (audience) => context.oidcToken(audience),
    });
    const tokens = this.#tokens;
    const note = (line: string) => context.note(line);
    const role = () => roleCommand(tokens.identity(), names.org, names.space);
    this.#api = new CloudController({ http, base: links.api, tokens, signal, role, note });
    this.#log = new AppLog(http, links.logCache, tokens);
    this.tasks = new CloudFoundryTasks({
      ...{ api: this.#api, log: this.#log, context },
      appGuid: () => this.#read().app.guid,
      ready: (rollout) => this.#readyFor(rollout),
      target: async () => (await this.#entered()).target,
    });
    this.history = new CloudFoundryHistory({
      ...{ api: this.#api, context, view: () => this.#read() },
      state: () => stateOf(this.#read(), this.#survey, context.request.settings),
      adopt: (settings) => {
        this.#isOrdered = false;
        this.#configurator = new Configurator(settingsAlone(settings));
      },
    });
  }

  async login(): Promise<string> {
    await this.#entered();
    return signature(this.#tokens.identity(), this.#login);
  }

  async read(): Promise<AppState | undefined> {
    if (this.#isRead) this.#place = undefined;
    this.#isRead = true;
    const { target, app } = await this.#entered();
    const { settings, image } = this.#context.request;
    this.#view = app === undefined ? undefined : await viewApp(this.#api, app, settings);
    // A run that goes back must not stop at what somebody has asked for.
    if (image !== undefined) this.#survey = await survey(this.#api, target, this.#view, this.#context.request);
    if (this.#view === undefined) return undefined;
    for (const secret of secretValues(this.#view.variables ?? new Map())) this.#context.mask(secret);
    const canceling = this.#view.deployments.find((one) => isCanceling(one) && this.#isForeign(one));
    if (canceling !== undefined) {
      this.#context.note(`deployment ${canceling.guid.slice(0, 8)} is being cancelled: waiting for it`);
      const over = await cancelingIsOver(this.#api, this.#view.app.guid, this.#context);
      if (over) return this.read();
    }
    const state = stateOf(this.#view, this.#survey, settings);
    const busy = await this.#busy(this.#view, state);
    return busy === undefined ? state : { ...state, busy };
  }

  async serving({ current, facts }: Plan): Promise<Observation> {
    const view = this.#read();
    const expected = { release: current?.release, processes: current?.processes ?? [] };
    const { request } = this.#context;
    const doubted = portDoubt(view, this.#survey, request, tcpPorts(facts));
    const { services } = this.#survey;
    return lookAtStanding(this.#api, view, expected, request, { doubted, services });
  }

  pending(): readonly Change[] {
    const { manifest } = this.#survey;
    return manifest === undefined ? [] : manifest.differences.map((one) => changeOf(one, manifest.rest));
  }

  imageFor(facts: ImageFacts): string {
    return imageFor(facts);
  }

  /** Knows the app's disk once `read` has been called; without it the rules are those of a new app. */
  check(subject: Subject): readonly Finding[] {
    const web = this.#view === undefined ? undefined : webOf(this.#view);
    // 0: the server did not say.
    const diskMb = web === undefined || web.diskMb === 0 ? undefined : web.diskMb;
    return cloudFoundryFindings({ ...subject, diskMb, korifi: false });
  }

  remarks(plan: Omit<Plan, 'remarks'>): readonly string[] {
    const gaps = portGaps(this.#view, this.#survey, this.#context.request, tcpPorts(plan.facts));
    return [...remarksOn(plan), ...gaps];
  }

  async prepare(plan: Plan): Promise<CloudFoundryCandidate> {
    const { clock, signal, runId, request } = this.#context;
    const { ifBusy } = request;
    const note = (line: string) => this.#context.note(line);
    const { target } = await this.#entered();
    const { routes, port = null } = request.settings;
    const found = { view: this.#view, survey: this.#survey };
    this.#isOrdered = false;
    const configuration = await configurationFor(this.#api, plan, request, found);
    this.#configurator = new Configurator(configuration);
    const labels = labelsOf(plan.facts, this.#context.revision);
    const getsDefault = routes === undefined && request.manifest?.rest?.['random-route'] === undefined;
    const { app, route } = await createApp(
      this.#view,
      { target, name: plan.app, runId, labels, defaultRoute: getsDefault, port },
      { api: this.#api, clock, signal, note },
    );
    const url = urlOf(routes ?? (route === undefined ? [] : [route]));
    const dropletGuid = await dropletFor(
      { appGuid: app.guid, image: plan.image, registry: plan.registry, runId, labels, ifBusy },
      this.#view,
      { api: this.#api, log: this.#log, clock, signal, note, target },
    );
    const before = this.#view === undefined ? undefined : beforeOf(this.#view);
    return {
      runId,
      app: plan.app,
      image: plan.image,
      // A stopped app serves nothing, whatever droplet it has.
      previous: plan.current?.running === true ? plan.current.release : undefined,
      ...{ appGuid: app.guid, dropletGuid, labels },
      ...(before === undefined ? {} : { before }),
      ...configuration.before,
      ...(url === undefined ? {} : { url }),
    };
  }

  rolloutOf(candidate: CloudFoundryCandidate, plan: Plan): CloudFoundryRollout {
    return rolloutOf(candidate, plan);
  }

  async release(rollout: CloudFoundryRollout): Promise<CloudFoundryRollout> {
    const { clock, signal } = this.#context;
    const { appGuid, dropletGuid, revisionGuid, labels, options, canary, runId } = rollout;
    const { target } = await this.#entered();
    await this.#refuseIfOvertaken(appGuid);
    const configured = this.#configured(appGuid, target);
    // A revision brings its variables and commands along.
    if (revisionGuid === undefined) await this.#configurator?.startWith(configured);
    await this.#configurator?.actAtOnce(configured);
    this.#isOrdered = true;
    if (rollout.recreate === true) await stopForGood(rollout, { api: this.#api, clock, signal });
    const strategy = canary === undefined ? undefined : ('canary' as const);
    const order = {
      ...{ appGuid, dropletGuid, strategy, options, labels },
      ...{ label: runLabel, runId, doing: 'create the deployment' },
    };
    const note = (line: string) => this.#context.note(line);
    // What the revision would have brought along.
    const configure = async () =>
      new Configurator(this.#configurator?.configuration ?? settingsAlone(undefined)).startWith(configured);
    const asked = (
      revisionGuid === undefined
        ? createDeployment(this.#api, clock, signal, order)
        : deployRevision(this.#api, order, revisionGuid, { clock, signal, note, configure })
    ).catch(async (error: unknown) => {
      if (!mayHaveActed(error)) this.#isOrdered = await isStored(this.#api, rollout);
      throw error;
    });
    const deployment = await withSum(asked, needOf(rollout), { api: this.#api, target });
    const begun = { ...rollout, deploymentGuid: deployment.guid };
    this.#lookout = { runId, lookout: new Lookout(this.#api, clock, begun, deployment) };
    return begun;
  }

  observe(rollout: CloudFoundryRollout): Promise<Observation> {
    return this.#lookoutFor(rollout).look();
  }

  async advance(rollout: CloudFoundryRollout): Promise<void> {
    const lookout = this.#lookoutFor(rollout);
    if (lookout.deployment === undefined)
      throw new ActionError('CF_NOT_PAUSED', 'The deployment has not been seen yet');
    await continueCanary(this.#api, lookout.deployment, this.#context);
    lookout.wentOn();
  }

  #lookoutFor(rollout: CloudFoundryRollout): Lookout {
    if (this.#lookout?.runId !== rollout.runId) {
      const lookout = new Lookout(this.#api, this.#context.clock, rollout);
      this.#lookout = { runId: rollout.runId, lookout };
    }
    return this.#lookout.lookout;
  }

  async conclude(): Promise<readonly string[]> {
    return (await this.#configurator?.conclude({ api: this.#api })) ?? [];
  }

  cancel(rollout: CloudFoundryRollout): Promise<void> {
    const remembered = this.#configurator?.configuration.settings?.previous;
    return cancelRollout(this.#asLeft(rollout), this.#api.unstoppable(cancelDeadlineMs), remembered);
  }

  async restore(rollout: CloudFoundryRollout): Promise<Restored> {
    const { revisionGuid } = rollout;
    const { settings } = this.#context.request;
    const asked = revisionGuid === undefined ? settings : await settingsOfRevision(this.#api, revisionGuid);
    // Whoever has prepared the rollout knows whether it was ordered: what may be on its way need not be waited for.
    const isUnbegun = this.#configurator !== undefined && !this.#isOrdered;
    const restore = isUnbegun ? restoreUnbegun : restoreRollout;
    const remembered = this.#configurator?.configuration;
    return restore(this.#asLeft(rollout), { ...this.#wayOut(), remembered, asked });
  }

  evidence(rollout: CloudFoundryRollout): Promise<Evidence> {
    const target = () => this.#entered().then((place) => place.target);
    return gatherEvidence(rollout, { ...this.#wayOut(), log: this.#log, target });
  }

  #configured(appGuid: string, { space }: Target): Configured {
    const { clock, signal, runId, request } = this.#context;
    const note = (line: string) => this.#context.note(line);
    return { api: this.#api, clock, signal, note, runId, app: request.app, appGuid, spaceGuid: space.guid };
  }

  #asLeft(rollout: CloudFoundryRollout): CloudFoundryRollout {
    return this.#configurator?.asLeft(rollout) ?? rollout;
  }

  #read(): AppView {
    if (this.#view !== undefined) return this.#view;
    throw new ActionError('CF_NOT_READ', `The app ${this.#context.request.app} has not been read, or is not there`);
  }

  /** What a command on a rollout has to see is written before it, and not again with the release. */
  async #readyFor({ appGuid }: CloudFoundryRollout): Promise<void> {
    if (this.#configurator?.isStartedWith !== true) return;
    await this.#refuseIfOvertaken(appGuid);
    await this.#configurator.startWith(this.#configured(appGuid, (await this.#entered()).target));
  }

  #refuseIfOvertaken(appGuid: string): Promise<void> {
    const { clock, signal } = this.#context;
    const isForeign = (deployment: Deployment) => this.#isForeign(deployment);
    return refuseIfOvertaken(this.#api, appGuid, this.#view?.deployments ?? [], { clock, signal, isForeign });
  }

  /** A run that was told to stop before the cleaning up began does it nevertheless; one told so meanwhile breaks off. */
  #wayOut() {
    const { clock, signal } = this.#context;
    return signal.aborted
      ? { api: this.#api.unstoppable(), clock, signal: undefined }
      : { api: this.#api, clock, signal };
  }

  #entered(): Promise<Place> {
    const names = { ...this.#names, app: this.#context.request.app };
    this.#place ??= enter(this.#api, names, () => this.#tokens.identity());
    return this.#place;
  }

  /** Whether another run has made it, or somebody by hand. */
  #isForeign({ labels }: Deployment): boolean {
    return ![runLabel, restoreLabel].some((label) => labels.get(label) === this.#context.runId);
  }

  async #busy(view: AppView, { processes, healthTimeoutMs = 0 }: AppState): Promise<Busy | undefined> {
    const active = view.deployments.find((one) => one.value === 'ACTIVE' && this.#isForeign(one));
    if (active === undefined) return undefined;
    const instances = processes.find(({ type }) => type === 'web')?.wanted ?? 0;
    const now = this.#context.clock.now();
    return busyWith(this.#api, active, { appGuid: view.app.guid, instances, healthTimeoutMs, now });
  }
}
