import type { Clock } from '../clock.ts';
import type { Http } from '../http/http.ts';
import type { ImageFacts } from '../image/facts.ts';
import type { Finding, Subject } from '../image/rule.ts';
import type { ManifestReading } from '../inputs/manifest.ts';
import type { Command, Draft, Mistake, PlatformKind, PlatformRequest } from '../inputs/request.ts';
import type { Change, Plan } from '../plan/plan.ts';
import type { AppState, ProcessState, ReleaseRef } from './app-state.ts';

export type { PlatformKind } from '../inputs/request.ts';
export type { AppState, Busy, ProcessState, ReleaseRef } from './app-state.ts';

/** What `prepare` made: nothing of it is live. JSON, ids and names only, so that it can be saved as state. */
export interface Candidate {
  /** Unique for this run of the action; stamped on whatever the platform lets us stamp. */
  readonly runId: string;
  readonly app: string;
  readonly image: string;
  /** What served before; undefined: nothing did. */
  readonly previous: ReleaseRef | undefined;
  /** Where the app answers, if that was learnt while it was made. */
  readonly url?: string;
}

/**
 * A candidate that is being released. JSON, ids and names only. It can be made before the platform has answered, and so be
 * saved before the write that makes it true: `observe`, `cancel` and `restore` look up what is missing.
 */
export interface Rollout extends Candidate {
  /** Wanted instances per process type, as far as the plan changed or knows them. */
  readonly wanted: readonly ProcessState[];
  /** How the old instances are replaced, for the log: `rolling, 2 at a time`. Absent: there is but one way. */
  readonly manner?: string;
}

/** `running`: healthy, and routable where the platform tells. `unroutable`: healthy, but gets no traffic. */
export type InstanceState = 'running' | 'unroutable' | 'starting' | 'absent' | 'crashed';

export interface Instance {
  readonly process: string;
  /** Index or pod name. */
  readonly name: string;
  readonly state: InstanceState;
  /** The platform's own word where it adds something: `ImagePullBackOff`, `insufficient resources: memory`. */
  readonly detail?: string;
}

/**
 * - `moving`: the platform is still at it
 * - `paused`: a step of a canary is reached, and the platform waits to be told to go on
 * - `done`: the platform calls this release deployed
 * - `failed`: the platform has given up (and may be rolling back by itself)
 * - `canceled`: someone cancelled it
 * - `superseded`: a newer release by somebody else took over
 */
export type RolloutPhase = 'moving' | 'paused' | 'done' | 'failed' | 'canceled' | 'superseded';

/** One look at a rollout, or at a release that stands there already. */
export interface Observation {
  readonly phase: RolloutPhase;
  /** The platform's name for what is being released, once it has one. */
  readonly release: ReleaseRef | undefined;
  /** Instances of the new release. */
  readonly instances: readonly Instance[];
  /** Instances of the release before, while they are still seen. */
  readonly previous: readonly Instance[];
  /** Instances of the new release that ought to run, as of now; of a canary, at this step. */
  readonly wanted: readonly ProcessState[];
  /** Crashes of that instance of the new release which crashed most, counted from the start of the release. */
  readonly crashes: number;
  /** The platform's own words for what goes wrong, if it has any. */
  readonly problem?: Problem;
  /** Which step of a canary this is. */
  readonly step?: Step;
}

/** Both from 1 up. */
export interface Step {
  readonly current: number;
  readonly total: number;
}

export interface Problem {
  readonly message: string;
  /** True: will not go away by waiting. False: it may, and is judged by how long it stays. */
  readonly certain: boolean;
}

export interface LogLine {
  /** Milliseconds since the epoch, by the platform's clock. */
  readonly at?: number;
  /** `APP/PROC/WEB 0`, a pod's name, `STG`. */
  readonly source: string;
  readonly text: string;
  /** Whether it was written to stderr. Absent: the platform does not tell. */
  readonly stderr?: boolean;
}

/** Why a release failed, gathered before the restore takes the instances away. All of it is foreign text. */
export interface Evidence {
  /** In the platform's or the app's own words: `Error: connect ECONNREFUSED 10.0.4.7:5432`. */
  readonly cause?: string;
  /** What to check or change. */
  readonly hint?: string;
  /** `instance 0: exit status 1, 3 times`. */
  readonly facts: readonly string[];
  /** Oldest first. */
  readonly log: readonly LogLine[];
}

/** What serves after a restore. */
export interface Restored {
  /** Undefined: there was nothing to go back to. */
  readonly serves: ReleaseRef | undefined;
  /** Whether the instances of `serves` were seen running. */
  readonly verified: boolean;
  readonly running: number;
  readonly wanted: number;
  /** What was done, one clause: `deployment cancelled`, `the controller rolled back by itself`. */
  readonly how: string;
  /** What else should be as it was and is not, in sentences. */
  readonly left?: string;
}

/** A command that runs once, in a container of its own. JSON, ids and names only, so that it can be saved as state. */
export interface Task {
  /** Stamped on it where the platform lets us, so that it is found when the answer to its start was lost. */
  readonly runId: string;
  readonly app: string;
  /** The platform's own id or name; absent: not started, or its answer got lost. */
  readonly id?: string;
}

/** One look at a task. */
export interface TaskLook {
  readonly state: 'running' | 'succeeded' | 'failed';
  /** Absent: it has not ended, or the platform does not say. */
  readonly exitCode?: number;
  /** The platform's own words on why it failed. */
  readonly reason?: string;
  /** What to check or change, where the platform's words tell more than that. */
  readonly hint?: string;
  /** What it has printed since the last look; with the look that sees its end, all that is left. Foreign text. */
  readonly lines: readonly LogLine[];
}

/** One-off commands. */
export interface Tasks<R extends Rollout = Rollout> {
  /** Whether `start` takes a rollout that is not released; false: a command runs in what is released, nowhere else. */
  readonly anyImage: boolean;
  /**
   * Starts a command and returns as soon as the platform has taken the order. Never twice: a lost answer is looked up.
   *
   * @param on a rollout that is saved and not released: its image and its settings; absent: what the app has now
   * @throws Uncertain when it may run and cannot be found; Overtaken when a rollout is not what is to be released any more;
   *   ActionError when the platform refuses it
   */
  start(command: Command, on?: R): Promise<Task>;
  /** Undefined: there is no such task; it was never started, or the order is still on its way. */
  look(task: Task): Promise<TaskLook | undefined>;
  /** Asks the platform once to end it. One that has ended, or was never started, is none to end. */
  cancel(task: Task): Promise<void>;
}

/** A release of the past. */
export interface PastRelease {
  readonly ref: ReleaseRef;
  /** By what it may be asked for beside `ref.id`: other ids, a version. */
  readonly names: readonly string[];
  /** When it was made. Milliseconds since the epoch; undefined: the platform does not say. */
  readonly at?: number;
  /** Serves now. */
  readonly current: boolean;
  /** It brought an earlier release back as it was: after a failure, or on purpose. Absent: that is not known. */
  readonly again?: true;
  /** Why it never came to serve, or was taken back, one clause; undefined: nothing speaks against it. */
  readonly failed?: string;
  /** Why it cannot be gone back to, one clause; undefined: it can. */
  readonly unfit?: string;
}

/** What going back to a release comes to. Nothing of it has begun. */
export interface WayBack<R extends Rollout = Rollout> {
  /** What `release` is about to begin. */
  readonly rollout: R;
  /** What changes with it beside the image. Values of secrets never stand here. */
  readonly changes: readonly Change[];
  /** What it means beyond that, in sentences. */
  readonly remarks: readonly string[];
}

/** The way back to an earlier release, on purpose. For an app that was read. */
export interface History<R extends Rollout = Rollout, P extends PastRelease = PastRelease> {
  /** Newest first. */
  releases(): Promise<readonly P[]>;
  /** The way to one of them that is not unfit. Reads only. */
  wayTo(release: P): Promise<WayBack<R>>;
}

/** A platform that somebody has logged in to, with one app in view. */
export interface Platform<R extends Rollout = Rollout, C extends Candidate = Candidate> {
  readonly kind: PlatformKind;
  /** `Cloud Foundry`, `Deis Workflow`, `Drycc`. */
  readonly title: string;
  /** Where on the platform: `acme / prod at api.fr.cloud.gov`. */
  readonly target: string;
  readonly tasks: Tasks<R>;
  readonly history: History<R>;

  /** Proves the login. Returns who we are, for the log: `deployer (client)`. */
  login(): Promise<string>;
  /** What runs now; undefined: no such app. Reads only. */
  read(): Promise<AppState | undefined>;
  /**
   * One look at the release that `read` found, for a plan that changes nothing: whether it serves already. A `problem` is
   * one clause that says why the look is no proof of that: somebody else is at it, or it was not started with what the
   * plan wants. Reads only.
   */
  serving(plan: Plan): Promise<Observation>;
  /** What it would change besides the settings, as `read` has found: of a manifest, what the platform alone can carry out. */
  pending?(): readonly Change[];
  /** The image in the form this platform takes. Pure. */
  imageFor(facts: ImageFacts): string;
  /** The platform's own rules on the image, and on the app as `read` found it. Sends nothing. */
  check(subject: Subject): readonly Finding[];
  /**
   * What a plan means beyond its changes, in sentences: a gap in the service, a step that there will not be. Absent:
   * nothing. Pure.
   */
  remarks?(plan: Omit<Plan, 'remarks'>): readonly string[];
  /** App, settings, staged image: nothing live yet, where the platform allows that. */
  prepare(plan: Plan): Promise<C>;
  /** The rollout that `release` is about to begin: what has to be saved before the write. Pure. */
  rolloutOf(candidate: C, plan: Plan): R;
  /** Traffic begins to move. Returns as soon as the platform has taken the order. */
  release(rollout: R): Promise<R>;
  /** One look. */
  observe(rollout: R): Promise<Observation>;
  /** Lets a canary that is `paused` go on to its next step. Absent: the platform knows no steps. */
  advance?(rollout: R): Promise<void>;
  /**
   * What can be done only once the release is live: takes away what the one before needed. Returns what it did, a line for
   * each. Absent: there is never anything.
   */
  conclude?(rollout: R): Promise<readonly string[]>;
  /** Asks the platform once, and without waiting, to go back. For a run that must leave within seconds. */
  cancel(rollout: R): Promise<void>;
  /** Goes back to what served before, waits for it and verifies it. Safe to repeat. */
  restore(rollout: R): Promise<Restored>;
  /** Why: crash reasons, events, last log lines. Never throws: what cannot be had is left out. */
  evidence(rollout: R): Promise<Evidence>;
}

/** What a platform's code is given to work with. */
export interface PlatformContext {
  readonly request: PlatformRequest;
  readonly http: Http;
  readonly clock: Clock;
  /** Stops everything that waits. To be read anew for every request: after a cancellation there is another one. */
  readonly signal: AbortSignal;
  /** Unique for this run: GitHub's run id, attempt and a random part; fits a CF label (≤ 63 of [A-Za-z0-9._-]). */
  readonly runId: string;
  /** The commit that the job runs for, where it is known. */
  readonly revision?: string | undefined;
  /** Keeps a credential that the platform handed out (an access token) out of the log. */
  mask(secret: string): void;
  /** A new OIDC token of this job, made out to `audience`. Lives for minutes: ask right before it is used. */
  oidcToken(audience: string): Promise<string>;
  /** The folder of this action's own documents, for links. */
  readonly docs: string;
  /** One line for the log of the phase that is under way. May hold foreign text. */
  note(line: string): void;
}

/** What a manifest is read for. */
export interface ManifestQuery {
  /** As the inputs have it; undefined: the only one that there is, or the one of `repository`'s name. */
  readonly app: string | undefined;
  readonly repository: string | undefined;
  /** As the inputs have them, unread. */
  readonly image: string;
  readonly registryUsername: string;
}

/** What a platform's folder gives to `platforms/index.ts`. */
export interface PlatformModule {
  readonly kind: PlatformKind;
  readonly title: string;
  /** Inputs that this platform needs or cannot take; before any request. */
  mistakes(draft: Draft): readonly Mistake[];
  /** Reads a file that describes an app in this platform's own way; before any request. */
  readManifest(text: string, asked: ManifestQuery): Promise<ManifestReading>;
  /**
   * Asks `api` without credentials whether it is this platform.
   * `undefined`: it is something else. Throws when it is this platform but cannot be used.
   */
  detect(context: PlatformContext): Promise<Platform | undefined>;
}
