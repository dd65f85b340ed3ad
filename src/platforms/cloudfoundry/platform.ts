import { ActionError } from '../../errors.ts';
import type { ImageFacts } from '../../image/facts.ts';
import type { Finding, Subject } from '../../image/rule.ts';
import { secretValues } from '../../inputs/secret-variables.ts';
import type { Plan } from '../../plan/plan.ts';
import type { AppState, Evidence, Observation, Platform, PlatformContext, Restored } from '../platform.ts';
import { CloudController } from './api/cloud-controller.ts';
import type { Links } from './api/discovery.ts';
import type { App } from './api/shapes.ts';
import { findTarget, type Target } from './api/target.ts';
import { type AppView, appsNamed, stateOf, viewApp, wantedWeb, webOf } from './app/app.ts';
import { type Configuration, configurationBefore, configurationFor, configure } from './app/configuration.ts';
import { createApp } from './app/create-app.ts';
import { refuseUnknownTypes } from './app/scale.ts';
import { lookAtStanding } from './app/standing.ts';
import { gatherEvidence } from './evidence/evidence.ts';
import { AppLog } from './evidence/logs.ts';
import { withSum } from './evidence/quota.ts';
import { imageFor } from './image/image.ts';
import { cloudFoundryFindings } from './image/rules.ts';
import { signature } from './login/identity.ts';
import { TokenSource, type UaaLogin } from './login/token-source.ts';
import { createDeployment, newestDeployments, runLabel } from './release/deployment.ts';
import { Lookout } from './release/look.ts';
import { cancelRollout, restoreRollout } from './release/restore.ts';
import {
  type Before,
  type CloudFoundryCandidate,
  type CloudFoundryRollout,
  needOf,
  rolloutOf,
  usualMemoryMb,
} from './release/rollout.ts';
import { stage } from './release/stage.ts';

export const title = 'Cloud Foundry';

/** Of each request of a `cancel`: the whole run must end within seconds then. Milliseconds. */
const cancelDeadlineMs = 4_000;
/** For somebody's deployment that is being cancelled while ours is about to begin. Milliseconds. */
const cancelingLimitMs = 60_000;

/** One app on one Cloud Foundry, as one login sees it. */
export class CloudFoundry implements Platform<CloudFoundryRollout, CloudFoundryCandidate> {
  readonly kind = 'cloudfoundry';
  readonly title = title;
  readonly target: string;
  readonly #context: PlatformContext;
  readonly #login: UaaLogin;
  readonly #tokens: TokenSource;
  readonly #api: CloudController;
  readonly #log: AppLog;
  readonly #korifi: boolean;
  readonly #names: { readonly org: string; readonly space: string };
  #entered: Promise<{ target: Target; apps: readonly App[] }> | undefined;
  #view: AppView | undefined;
  /** The values of what is changed are remembered here and nowhere else. */
  #configuration: Configuration | undefined;
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
    this.#api = new CloudController({ http, base: links.api, tokens, signal, note });
    this.#log = new AppLog(http, links.logCache, tokens);
    this.#korifi = links.korifi;
  }

  async login(): Promise<string> {
    await this.#enter();
    return signature(this.#tokens.identity(), this.#login);
  }

  async read(): Promise<AppState | undefined> {
    const { target, apps } = await this.#enter();
    const app = apps.find((candidate) => candidate.spaceGuid === target.space.guid);
    const { settings, image } = this.#context.request;
    this.#view = app === undefined ? undefined : await viewApp(this.#api, app, settings);
    // A run that goes back must not stop at what somebody has asked for.
    if (image !== undefined) refuseUnknownTypes(this.#view, settings.instances);
    if (this.#view === undefined) return undefined;
    for (const secret of secretValues(this.#view.variables ?? new Map())) this.#context.mask(secret);
    return stateOf(this.#view);
  }

  async serving({ app, current }: Plan): Promise<Observation> {
    if (this.#view === undefined) throw new ActionError('CF_NOT_READ', `The app ${app} has not been read yet`);
    const expected = { release: current?.release, processes: current?.processes ?? [] };
    return lookAtStanding(this.#api, this.#view, expected, this.#context.request);
  }

  imageFor(facts: ImageFacts): string {
    return imageFor(facts);
  }

  /** Knows the app's disk once `read` has been called; without it the rules are those of a new app. */
  check(subject: Subject): readonly Finding[] {
    const web = this.#view === undefined ? undefined : webOf(this.#view);
    // 0: the server did not say.
    const diskMb = web === undefined || web.diskMb === 0 ? undefined : web.diskMb;
    return cloudFoundryFindings({ ...subject, diskMb, korifi: this.#korifi });
  }

  async prepare(plan: Plan): Promise<CloudFoundryCandidate> {
    const { clock, signal, runId } = this.#context;
    const note = (line: string) => this.#context.note(line);
    const { target } = await this.#enter();
    this.#configuration = await configurationFor(this.#api, plan.settings, this.#view);
    const { app, route } = await createApp(
      this.#view,
      { target, name: plan.app, runId },
      { api: this.#api, clock, signal, note },
    );
    const staged = stage(
      { appGuid: app.guid, image: plan.image, registry: plan.registry, runId },
      { api: this.#api, log: this.#log, clock, signal, note },
    );
    const web = this.#view === undefined ? undefined : webOf(this.#view);
    // A build has the memory of web, and is one instance (`quota_validating_staging_memory_calculator.rb`).
    const need = { instances: 1, memoryMb: Math.max(web?.memoryMb ?? 0, usualMemoryMb) };
    const dropletGuid = await withSum(staged, need, { api: this.#api, target });
    const before = this.#view === undefined ? undefined : beforeOf(this.#view);
    return {
      runId,
      app: plan.app,
      image: plan.image,
      // A stopped app serves nothing, whatever droplet it has.
      previous: plan.current?.running === true ? plan.current.release : undefined,
      appGuid: app.guid,
      dropletGuid,
      ...(before === undefined ? {} : { before }),
      ...configurationBefore(this.#configuration),
      ...(route === undefined ? {} : { url: `https://${route.url}` }),
    };
  }

  rolloutOf(candidate: CloudFoundryCandidate, plan: Plan): CloudFoundryRollout {
    return rolloutOf(candidate, plan);
  }

  async release(rollout: CloudFoundryRollout): Promise<CloudFoundryRollout> {
    const { clock, signal } = this.#context;
    await this.#cancelingIsOver(rollout.appGuid);
    const { appGuid, dropletGuid, options, runId } = rollout;
    // Just before the deployment that copies it.
    if (this.#configuration !== undefined) await configure(this.#api, appGuid, this.#configuration);
    const order = { appGuid, dropletGuid, options, label: runLabel, runId, doing: 'create the deployment' };
    const asked = createDeployment(this.#api, clock, signal, order);
    const deployment = await withSum(asked, needOf(rollout), { api: this.#api, target: (await this.#enter()).target });
    return { ...rollout, deploymentGuid: deployment.guid };
  }

  observe(rollout: CloudFoundryRollout): Promise<Observation> {
    if (this.#lookout?.runId !== rollout.runId) {
      const lookout = new Lookout(this.#api, this.#context.clock, rollout);
      this.#lookout = { runId: rollout.runId, lookout };
    }
    return this.#lookout.lookout.look();
  }

  cancel(rollout: CloudFoundryRollout): Promise<void> {
    return cancelRollout(rollout, this.#api.unstoppable(cancelDeadlineMs), this.#configuration?.settings?.previous);
  }

  restore(rollout: CloudFoundryRollout): Promise<Restored> {
    const { settings: asked } = this.#context.request;
    return restoreRollout(rollout, { ...this.#wayOut(), remembered: this.#configuration?.settings?.previous, asked });
  }

  evidence(rollout: CloudFoundryRollout): Promise<Evidence> {
    const target = () => this.#enter().then((entered) => entered.target);
    return gatherEvidence(rollout, { ...this.#wayOut(), log: this.#log, target });
  }

  /** A run that was told to stop before the cleaning up began does it nevertheless; one told so meanwhile breaks off. */
  #wayOut() {
    const { clock, signal } = this.#context;
    return signal.aborted
      ? { api: this.#api.unstoppable(), clock, signal: undefined }
      : { api: this.#api, clock, signal };
  }

  /** Org and space, and side by side with them the app, wherever it is: one round trip for both. */
  #enter(): Promise<{ target: Target; apps: readonly App[] }> {
    this.#entered ??= this.#ask();
    return this.#entered;
  }

  async #ask(): Promise<{ target: Target; apps: readonly App[] }> {
    const [target, apps] = await Promise.all([
      findTarget(this.#api, this.#names, () => this.#tokens.identity()),
      appsNamed(this.#api, this.#context.request.app),
    ]);
    return { target, apps };
  }

  /** A deployment made while another is being cancelled has cost apps their old instances (cloud_controller_ng#3019). */
  async #cancelingIsOver(appGuid: string): Promise<void> {
    const { clock, signal } = this.#context;
    if (this.#view?.deployments.some((deployment) => deployment.reason === 'CANCELING') !== true) return;
    const giveUpAt = clock.now() + cancelingLimitMs;
    while ((await newestDeployments(this.#api, appGuid)).some((deployment) => deployment.reason === 'CANCELING')) {
      if (clock.now() >= giveUpAt) {
        throw new ActionError('CF_DEPLOYMENT_CANCELING', 'Another deployment of this app is still being cancelled', {
          hint: 'Try again when it has ended: cf curl "/v3/deployments?app_guids=$(cf app APP --guid)" shows it.',
        });
      }
      await clock.sleep(1_000, signal);
    }
  }
}

function beforeOf(view: AppView): Before | undefined {
  const web = webOf(view);
  if (web === undefined) return undefined;
  return {
    running: view.app.started && view.droplet !== undefined,
    ...(view.droplet === undefined ? {} : { dropletGuid: view.droplet.guid }),
    web: { guid: web.guid, instances: wantedWeb(view), memoryMb: web.memoryMb, diskMb: web.diskMb },
  };
}
