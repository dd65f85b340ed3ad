import { ActionError } from '../../errors.ts';
import { textAt } from '../../http/json.ts';
import type { ImageFacts } from '../../image/facts.ts';
import type { Finding, Subject } from '../../image/rule.ts';
import type { Plan } from '../../plan/plan.ts';
import { type ControllerApi, ControllerError } from '../controller/api.ts';
import { createApp } from '../controller/creation.ts';
import { imageByDigest } from '../controller/names.ts';
import { listPods, type Pod, PodWatch } from '../controller/pods.ts';
import { standing } from '../controller/proof.ts';
import { newestReleases, type Release, releaseRef, versionOf } from '../controller/releases.ts';
import {
  type ControllerCandidate,
  type ControllerRollout,
  findOurs,
  observation,
  targetOf,
} from '../controller/rollout.ts';
import { deployFailure } from '../controller/words.ts';
import type { AppState, Evidence, Observation, Platform, PlatformContext, Restored } from '../platform.ts';
import { type DryccApp, firstType, readApp, refuseForeignBuild, succeeded } from './app.ts';
import { gather, mostDescribed, type PodFacts, podFacts } from './evidence.ts';
import { postBuild, postConfig } from './pipeline.ts';
import { restore, takenOver } from './restoration.ts';
import { dryccFindings } from './rules.ts';
import { configChange, described } from './settings.ts';

/** For a run that has to leave. Milliseconds. */
const cancelDeadlineMs = 2_000;

/**
 * Drycc, whose API went its own way from Deis v2's.
 *
 * Requests of one look: the pods while they come up, the release at every fourth look; once they are up (or there are
 * none) the other way round, since the release says `succeed` some seconds later; when it has, the pods again.
 */
export class DryccPlatform implements Platform<ControllerRollout, ControllerCandidate> {
  readonly kind = 'drycc';
  readonly title = 'Drycc';
  readonly target: string;
  readonly #api: ControllerApi;
  readonly #context: PlatformContext;
  #app: DryccApp | undefined;
  #watch = new PodWatch();
  #looks = 0;
  #releases: readonly Release[] | undefined;
  #pods: readonly Pod[] | undefined;
  readonly #described = new Map<string, PodFacts>();

  constructor(api: ControllerApi, context: PlatformContext) {
    this.#api = api;
    this.#context = context;
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
    const { app, api } = this.#context.request;
    this.#app = await readApp(this.#api, app, api);
    refuseForeignBuild(app, this.#app);
    return this.#app?.state;
  }

  async serving(plan: Plan): Promise<Observation> {
    const app = this.#app;
    if (app === undefined) throw new ActionError('DRYCC_NOT_READ', `App ${plan.app} has not been read yet.`);
    const [releases, pods] = await Promise.all([
      newestReleases(this.#api, plan.app, 10),
      listPods(this.#api, plan.app),
    ]);
    const version = versionOf(app.state.release?.id);
    const served = releases.find((release) => release.version === version);
    const mine = served === undefined ? [] : pods.filter((pod) => belongs(pod, served));
    return standing(app.state, mine, releases[0]?.version ?? app.newest);
  }

  imageFor(facts: ImageFacts): string {
    return imageByDigest(facts);
  }

  /** Knows where the app listens now, and its logins, once `read` has been called; without it the rules are those of a new app. */
  check(subject: Subject): readonly Finding[] {
    return dryccFindings(subject, this.#app);
  }

  async prepare(plan: Plan): Promise<ControllerCandidate> {
    if (this.#app === undefined) await this.#create(plan.app);
    const app = this.#app;
    const change = configChange(plan, app);
    let before = app?.newest ?? 1;
    let previous = app?.state.release;
    if (change !== undefined) {
      const deploys = app?.state.release !== undefined && app.autodeploy;
      if (deploys) this.#context.note('The settings change: Drycc redeploys the current image with them first.');
      const tools = { api: this.#api, context: this.#context, app: plan.app };
      const made = await postConfig(tools, change, { before, deploys, doing: described(change, plan.app) });
      before = made?.version ?? before;
      if (made !== undefined && deploys && previous !== undefined) previous = releaseRef(made.version, previous.image);
    }
    const processes = app?.state.processes ?? [{ type: firstType, wanted: 1 }];
    return { runId: this.#context.runId, app: plan.app, image: plan.image, previous, before, processes };
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
    if (await createApp(this.#api, name, { id: name, workspace })) return;
    this.#context.note(`${name} was created by somebody else meanwhile`);
    await this.read();
  }

  rolloutOf(candidate: ControllerCandidate, _plan: Plan): ControllerRollout {
    const { processes, ...rest } = candidate;
    return { ...rest, wanted: processes };
  }

  /** Posts the build, and deploys it where the app's setting `autodeploy` is off. A Procfile and a dryccfile go along. */
  async release(rollout: ControllerRollout): Promise<ControllerRollout> {
    const { procfile = {}, dryccfile = {} } = this.#app?.build ?? {};
    const tools = { api: this.#api, context: this.#context, app: rollout.app };
    this.#watch = new PodWatch();
    const begun = await postBuild(tools, rollout, {
      image: rollout.image,
      stack: 'container',
      ...(Object.keys(procfile).length === 0 ? {} : { procfile }),
      ...(Object.keys(dryccfile).length === 0 ? {} : { dryccfile }),
    });
    if (this.#app?.autodeploy === false) {
      const ptypes = this.#app.types.join(',');
      const answer = await this.#api.call('POST', `apps/${rollout.app}/releases/deploy/`, { ptypes, force: false });
      if (answer.status !== 204) throw this.#api.refusal(answer, `deploying ${rollout.app}`);
    }
    return begun;
  }

  async observe(rollout: ControllerRollout): Promise<Observation> {
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
    return observation({
      ...phaseOf(releases, pods, ours),
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
  async cancel(rollout: ControllerRollout): Promise<void> {
    const releases = await newestReleases(this.#api, rollout.app, 20);
    const ours = findOurs(releases, rollout);
    if (ours === undefined || ours.failed || takenOver(releases, [], ours.version) !== undefined) return;
    const target = targetOf(releases, ours.version, rollout, succeeded);
    if (target === undefined) return;
    const path = `apps/${rollout.app}/releases/rollback/`;
    const answer = await this.#api.call('POST', path, { version: target.version }, { deadlineMs: cancelDeadlineMs });
    if (answer.status !== 201)
      throw this.#api.refusal(answer, `rolling ${rollout.app} back to release v${target.version}`);
  }

  restore(rollout: ControllerRollout): Promise<Restored> {
    return restore({ api: this.#api, context: this.#context, rollout });
  }

  async evidence(rollout: ControllerRollout): Promise<Evidence> {
    const releases = await newestReleases(this.#api, rollout.app, 10).catch(() => this.#releases ?? []);
    const exception = findOurs(releases, rollout)?.exception;
    return gather({ api: this.#api, app: rollout.app, exception, watch: this.#watch, described: this.#described });
  }
}

function hasEnded(release: Release): boolean {
  return release.state !== undefined && release.state !== 'created';
}

/** Pods of a release. Types that it found unchanged are not rolled out: their pods keep an older label and are its all the same. */
function belongs(pod: Pod, release: Release): boolean {
  if (pod.release === release.version) return true;
  const { changedTypes } = release;
  if (release.state !== 'succeed' || changedTypes === undefined || changedTypes.includes(pod.type)) return false;
  return pod.release !== undefined && pod.release < release.version;
}

function phaseOf(
  releases: readonly Release[],
  pods: readonly Pod[],
  ours: Release | undefined,
): Pick<Observation, 'phase'> & { problem?: NonNullable<Observation['problem']> } {
  if (ours === undefined) return { phase: 'moving' };
  if (ours.state === 'crashed' || ours.failed) {
    const words =
      ours.exception === undefined ? 'the pipeline crashed without a word' : deployFailure(ours.exception).cause;
    return { phase: 'failed', problem: { message: words, certain: true } };
  }
  if (takenOver(releases, pods, ours.version) !== undefined) return { phase: 'superseded' };
  return { phase: ours.state === 'succeed' ? 'done' : 'moving' };
}
