import { ActionError } from '../../errors.ts';
import type { ImageFacts } from '../../image/facts.ts';
import type { Finding, Subject } from '../../image/rule.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ControllerApi } from '../controller/api.ts';
import { createApp } from '../controller/creation.ts';
import { lookUntil } from '../controller/looking.ts';
import { imageByDigest } from '../controller/names.ts';
import { allUp, listPods, PodWatch } from '../controller/pods.ts';
import { standing } from '../controller/proof.ts';
import { newestReleases, type Release, releaseRef, versionOf } from '../controller/releases.ts';
import {
  type ControllerCandidate,
  type ControllerRollout,
  findOurs,
  observation,
  targetOf,
} from '../controller/rollout.ts';
import type { AppState, Evidence, Observation, Platform, PlatformContext, Restored } from '../platform.ts';
import {
  type DeisApp,
  firstProcesses,
  newAppConfig,
  newestImages,
  publicUrl,
  readApp,
  readStructure,
  refuseGitBuild,
} from './app.ts';
import { BlockingBuild } from './build.ts';
import { gather } from './evidence.ts';
import { logIn } from './login.ts';
import { phaseOf } from './phase.ts';
import { orderRollback, restore, scene } from './restoration.ts';
import { deisFindings } from './rules.ts';
import { configChange, postConfig } from './settings.ts';

/** For a run that has to leave: the rollback is ordered, its answer is not waited for. Milliseconds. */
const cancelDeadlineMs = 2_000;

/**
 * Deis Workflow v2 and Hephy Workflow.
 *
 * Requests of one look: `pods/` every time, `releases/` until our release is known, when the build POST has ended, and at
 * every fourth look.
 */
export class DeisPlatform implements Platform<ControllerRollout, ControllerCandidate> {
  readonly kind = 'deis';
  readonly title = 'Deis Workflow';
  readonly target: string;
  readonly #api: ControllerApi;
  readonly #context: PlatformContext;
  #app: DeisApp | undefined;
  #build: BlockingBuild | undefined;
  #watch = new PodWatch();
  #looks = 0;
  #releases: readonly Release[] = [];
  #images: ReadonlyMap<string, string> = new Map();
  #judged: string | undefined;

  constructor(api: ControllerApi, context: PlatformContext) {
    this.#api = api;
    this.#context = context;
    this.target = api.host;
  }

  login(): Promise<string> {
    return logIn(this.#api, this.#context);
  }

  async read(): Promise<AppState | undefined> {
    const { app, api } = this.#context.request;
    this.#app = await readApp(this.#api, app, api);
    refuseGitBuild(app, this.#app);
    return this.#app?.state;
  }

  /** Once somebody else has made a release meanwhile, only its pods are listed: the one that was read has none then. */
  async serving(plan: Plan): Promise<Observation> {
    const app = this.#app;
    if (app === undefined) throw new ActionError('DEIS_NOT_READ', `App ${plan.app} has not been read yet.`);
    const pods = await listPods(this.#api, plan.app);
    const version = versionOf(app.state.release?.id);
    const mine = pods.filter((pod) => version !== undefined && pod.release === version);
    // The port that the image exposes is set by a deploy even where nobody asks for one.
    const unset = configChange(plan, app.config) === undefined ? undefined : 'PORT is not what the image exposes';
    return standing(app.state, mine, app.newest, unset);
  }

  imageFor(facts: ImageFacts): string {
    return imageByDigest(facts);
  }

  /** Knows the app's own PORT and login once `read` has been called; without it the rules are those of a new app. */
  check(subject: Subject): readonly Finding[] {
    return deisFindings(subject, this.#app);
  }

  async prepare(plan: Plan): Promise<ControllerCandidate> {
    const created = this.#app === undefined && (await createApp(this.#api, plan.app, { id: plan.app }));
    if (this.#app === undefined && !created) {
      this.#context.note(`${plan.app} was created by somebody else meanwhile`);
      await this.read();
    }
    const change = configChange(plan, this.#app?.config ?? newAppConfig);
    if (change !== undefined) {
      if (this.#app?.build !== undefined) {
        this.#context.note(
          'The settings change: Deis redeploys the current image with them first, which takes as long as a deploy.',
        );
      }
      await postConfig(this.#api, this.#context, plan.app, change, (pause, signal) =>
        this.#freed(plan.app, pause, signal),
      );
    }
    let before = this.#app?.newest ?? 1;
    let previous = this.#app?.state.release;
    if (change !== undefined) {
      // The settings made a release of their own; with a build it is what serves now.
      const newest = (await newestReleases(this.#api, plan.app, 1))[0];
      before = newest?.version ?? before;
      if (previous !== undefined && newest?.build !== undefined && !newest.failed) {
        previous = releaseRef(newest.version, previous.image);
      }
    }
    const processes = this.#app?.state.processes ?? firstProcesses;
    const { api } = this.#context.request;
    // A new app's first domain is its name.
    const url = created ? publicUrl([{ domain: plan.app }], api) : this.#app?.state.url;
    return {
      ...{ runId: this.#context.runId, app: plan.app, image: plan.image, previous, before, processes },
      ...(url === undefined ? {} : { url }),
    };
  }

  rolloutOf(candidate: ControllerCandidate, _plan: Plan): ControllerRollout {
    const { processes, ...rest } = candidate;
    return { ...rest, wanted: processes };
  }

  /** Starts the blocking POST and returns. A Procfile of the build before goes along: without it its processes would stop. */
  async release(rollout: ControllerRollout): Promise<ControllerRollout> {
    const procfile = this.#app?.build?.procfile ?? {};
    this.#watch = new PodWatch();
    this.#build = new BlockingBuild({
      api: this.#api,
      clock: this.#context.clock,
      signal: this.#context.signal,
      app: rollout.app,
      body: { image: rollout.image, ...(Object.keys(procfile).length === 0 ? {} : { procfile }) },
      freed: (pause, signal) => this.#freed(rollout.app, pause, signal),
      note: (line) => this.#context.note(line),
    });
    return rollout;
  }

  /** Waits until the other deploy's pods are up, or for a minute; returns the newest version then. */
  async #freed(app: string, pauseMs: number, signal: AbortSignal): Promise<number> {
    const { clock } = this.#context;
    await clock.sleep(pauseMs / 2, signal);
    const structure = readStructure(await this.#api.get(`apps/${app}/`, `reading app ${app}`, 'structure'));
    const processes = [...structure].map(([type, wanted]) => ({ type, wanted }));
    await lookUntil(clock, signal, { everyMs: pauseMs / 2, forMs: 60_000 }, async () =>
      allUp(await listPods(this.#api, app), processes) ? true : undefined,
    );
    return (await newestReleases(this.#api, app, 1))[0]?.version ?? 0;
  }

  async observe(rollout: ControllerRollout): Promise<Observation> {
    const state = this.#build?.state;
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
    const phase = phaseOf({ state, releases, ours, image: rollout.image, up: allUp(mine, rollout.wanted), now });
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
    const before = Math.max(
      rollout.before,
      state?.kind === 'open' || state?.kind === 'waiting' ? (this.#build?.burnt ?? 0) : 0,
    );
    return findOurs(
      this.#releases,
      { ...rollout, before },
      { build: state?.kind === 'deployed' ? state.build : undefined, imageOf: (build) => this.#images.get(build) },
    );
  }

  /** Orders the rollback, which is let through while the build's POST is still open, and leaves. */
  async cancel(rollout: ControllerRollout): Promise<void> {
    this.#build?.giveUpWaiting();
    if (rollout.previous === undefined) return;
    const releases = await newestReleases(this.#api, rollout.app, 10);
    const ours = findOurs(releases, rollout);
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
      words: state?.kind === 'refused' ? state.words : ours?.failed === true ? ours.exception : undefined,
      watch: this.#watch,
    });
  }
}
