import { ActionError, Cancelled } from './errors.ts';
import type { Http } from './http/http.ts';
import type { ImageFacts } from './image/facts.ts';
import type { Finding } from './image/rule.ts';
import type { Request } from './inputs/request.ts';
import { checks, makePlan, refuseBadImage } from './plan/make-plan.ts';
import type { Plan } from './plan/plan.ts';
import type { AppState } from './platforms/app-state.ts';
import { connect } from './platforms/index.ts';
import type { Candidate, Evidence, Observation, Platform, Rollout } from './platforms/platform.ts';
import { imageLine, planLine } from './report/lines.ts';
import type { Report, Told } from './report/report.ts';
import type { Story } from './report/story.ts';
import { restoredText } from './report/texts.ts';
import { insist } from './rollout/insist.ts';
import { countRunning, shortcoming } from './rollout/judge.ts';
import type { Aftermath } from './rollout/outcome.ts';
import { policyFor } from './rollout/policy.ts';
import { saveRollout } from './rollout/saved.ts';
import { releaseAndWatch, type Watched } from './rollout/watch.ts';
import type { World } from './world.ts';

/** What is known so far, so that the end can be told from wherever the story ends. */
export type Known = {
  -readonly [K in 'request' | 'facts' | 'imageDetails' | 'platform' | 'plan' | 'url']?: Story[K];
} & {
  last?: Observation;
  /** Why the release failed, once it has. */
  trouble?: string;
  /** Asks the platform, once and within the limit, to go back. Set as soon as a release may have begun. */
  undo?: (limit: AbortSignal) => Promise<void>;
};

/** What the phases of one run share. */
export interface Run extends World {
  readonly http: Http;
  readonly request: Request;
  readonly report: Report;
  readonly known: Known;
  /** The platform's requests end with this signal: a cancelled run sends its last one under another. */
  readonly until: { signal: AbortSignal };
}

/** Reads the image from its registry, and asks after its base. */
export function inspect(run: Run): Promise<ImageFacts> {
  const { request, report, known, http, clock, signal, runner, environment } = run;
  return report.phase('Image', async ({ end, note }) => {
    // Chunks of their own: a run whose inputs are wrong never loads them.
    const { inspectImage } = await import('./registry/inspect.ts');
    const { lookAtBase } = await import('./registry/base/look.ts');
    const { imageDetails } = await import('./report/image-details.ts');
    const { image, registry: login, registryTrust: trust, certificates, imagePlatform } = request;
    const mask = (secret: string) => runner.mask(secret);
    const loopbackTls = certificates.length > 0;
    const access = { http, clock, signal, environment, login, trust, loopbackTls, mask, note };
    const read = await inspectImage(image, access, imagePlatform);
    const base = checks(request, 'STALE_BASE') ? await lookAtBase(read, access, request.baseImage) : undefined;
    const facts: ImageFacts = base === undefined ? read : { ...read, base };
    known.facts = facts;
    known.imageDetails = imageDetails(facts);
    for (const detail of known.imageDetails) note(detail);
    return end(facts, imageLine(facts, clock.now()));
  });
}

/** Holds the image against the rules: those that hold everywhere, and the platform's own. */
async function judge(
  { request, clock, runner }: Run,
  facts: ImageFacts,
  platform: Platform,
): Promise<readonly Finding[]> {
  // A chunk of its own, like the registry's client: the rules are long, and many runs end before them.
  const { commonFindings } = await import('./image/rules.ts');
  const deployedAs = platform.imageFor(facts);
  const subject = {
    ...{ facts, deployedAs, stored: request.registry, job: runner.run, now: clock.now() },
    // Whatever it was called by the user: rules may ask which one it is.
    request: { ...request, platform: platform.kind },
  };
  return [...commonFindings(subject), ...platform.check(subject)];
}

/** What a run is about to do. */
export interface Decision {
  readonly plan: Plan;
  /** The look that proved that all of the plan serves already; undefined: there is something to do. */
  readonly serving: Observation | undefined;
}

/**
 * Makes the plan. Of one that changes nothing it is looked, once, whether it serves already.
 *
 * @throws ActionError of `refuseBadImage`
 */
export function decide(
  run: Run,
  facts: ImageFacts,
  platform: Platform,
  current: AppState | undefined,
): Promise<Decision> {
  const { request, report, known, runner } = run;
  const decided = report.phase('Plan', async ({ end }): Promise<Told<Decision>> => {
    const findings = await judge(run, facts, platform);
    const plan = makePlan(request, { facts, findings }, current, platform);
    known.plan = plan;
    refuseBadImage(plan.findings, runner.run.docs);
    const line = planLine(plan.changes);
    // Only what would be released now is worth a look.
    if (plan.changes.length > 0 || request.mode === 'plan') return end({ plan, serving: undefined }, line);
    const { look, but } = await lookAt(plan, platform);
    if (but !== undefined) return end({ plan, serving: undefined }, `${line}, but ${but}: released again`);
    return end({ plan, serving: look }, `${line}, ${countRunning(look.instances)} of ${look.wanted} instances run`);
  });
  return decided.finally(() => report.findings(known.plan?.findings ?? []));
}

type Proof = { readonly look: Observation; readonly but?: never } | { readonly look?: never; readonly but: string };

/** A look that comes to nothing is no reason to fail: the release that follows is what proves the image then. */
async function lookAt(plan: Plan, platform: Platform): Promise<Proof> {
  try {
    const look = await platform.serving(plan);
    const but = shortcoming(look, plan.current?.processes ?? []);
    return but === undefined ? { look } : { but };
  } catch (error) {
    if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
    return { but: `what runs could not be looked at (${error.message})` };
  }
}

/** Finds out which platform answers, proves the login and reads what runs now. */
export function logIn(run: Run): Promise<{ platform: Platform; current: AppState | undefined }> {
  const { request, report, known, http, clock, runner, until } = run;
  return report.phase('Login', async ({ end }) => {
    const platform = await connect({
      ...{ request, http, clock, runId: runner.run.id },
      docs: runner.run.docs,
      mask: (secret) => runner.mask(secret),
      oidcToken: (audience) => runner.oidcToken(audience, http),
      note: (line) => report.note(line),
      get signal() {
        return until.signal;
      },
    });
    known.platform = platform;
    const who = await platform.login();
    const current = await platform.read();
    known.url = current?.url;
    return end({ platform, current }, `${who} · ${platform.title}, ${platform.target}`);
  });
}

/** Orders the release and watches it. From here on `known.undo` can take it back. */
export async function release(run: Run, platform: Platform, candidate: Candidate, plan: Plan) {
  const { request, report, known, clock, signal, runner, until } = run;
  let rollout = platform.rolloutOf(candidate, plan);
  const watched = await report.phase('Release', async ({ open, progress, end, fail }): Promise<Told<Watched>> => {
    open(rollout.wanted.map(({ type, wanted }) => `${wanted} × ${type}`).join(', '));
    const save = (begun: Rollout) => {
      rollout = begun;
      saveRollout(runner, platform, begun, 'onCancel');
    };
    const seen = (observation: Observation) => {
      known.last = observation;
      progress(observation);
    };
    known.undo = (limit) => {
      until.signal = limit;
      return platform.cancel(rollout);
    };
    const policy = policyFor(plan, request.timeoutMs);
    const watched = await releaseAndWatch(platform, rollout, policy, { clock, signal, save, seen });
    return watched.ended === 'live' ? end(watched, 'all instances run') : fail(watched, watched.reason);
  });
  return { rollout, watched };
}

/** Gathers why the release failed, before the restore takes the instances away. */
export function explain({ report }: Run, platform: Platform, rollout: Rollout, reason: string): Promise<Evidence> {
  return report.phase('Why', async ({ open, end }) => {
    const evidence = await platform.evidence(rollout);
    const cause = evidence.cause ?? reason;
    open(cause);
    report.evidence(evidence);
    return end(evidence, cause);
  });
}

/** Puts the previous release back, if that is wished. */
export async function restore(
  { request, report, clock, signal }: Run,
  platform: Platform,
  rollout: Rollout,
): Promise<Aftermath> {
  if (request.onFailure === 'keep') return { kind: 'kept' };
  return report.phase('Restore', async ({ end, fail }): Promise<Told<Aftermath>> => {
    try {
      const patience = { clock, signal, note: (line: string) => report.note(line) };
      const restored = await insist(patience, () => platform.restore(rollout));
      return (restored.verified ? end : fail)({ kind: 'restored', restored }, restoredText(restored));
    } catch (error) {
      // The failure of the restore must not hide the failure of the release: both are reported.
      if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
      return fail({ kind: 'unrestored', error: error.message }, error.message);
    }
  });
}

/**
 * Both at once; when one fails the other is awaited all the same, so that nothing goes on behind the report's back.
 *
 * @throws what `a` or else `b` failed with; of two errors for the user, one that tells of both
 */
export async function sideBySide<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  const [one, other] = await Promise.allSettled([a, b]);
  if (one.status === 'rejected' && other.status === 'rejected') throw both(one.reason, other.reason);
  return Promise.all([a, b]);
}

/** Whoever mends the first thing must not find the second one only in the next run. */
function both(one: unknown, other: unknown): unknown {
  if (!isForUser(one) || !isForUser(other)) return one;
  const { code, message, hint, details, link } = one;
  const besides = ['Besides:', other.message, other.hint].filter((part) => part !== undefined).join(' ');
  return new ActionError(code, message, {
    ...{ hint, details: [...details, besides, ...other.details], cause: one },
    ...(link === undefined ? {} : { link }),
  });
}

function isForUser(error: unknown): error is ActionError {
  return error instanceof ActionError && !(error instanceof Cancelled);
}
