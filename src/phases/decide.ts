import { ActionError, Cancelled } from '../errors.ts';
import type { ImageFacts } from '../image/facts.ts';
import type { Finding } from '../image/rule.ts';
import { makePlan, refuseBadImage } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { AppState } from '../platforms/app-state.ts';
import type { Observation, Platform } from '../platforms/platform.ts';
import { planLine } from '../report/lines.ts';
import type { Told } from '../report/report.ts';
import { shortcoming, strengthOf } from '../rollout/judge.ts';
import type { DeployRun } from './run.ts';
import { smokeOnce } from './smoke.ts';

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

export async function decide(
  run: DeployRun,
  facts: ImageFacts,
  platform: Platform,
  current: AppState | undefined,
): Promise<Decision> {
  const { request, report, known } = run;
  const decided = report.phase('Plan', async ({ end }): Promise<Told<Decision>> => {
    const plan = await planOf(run, facts, platform, current);
    const line = planLine(plan.changes);
    // Only what would be released now is worth a look.
    if (plan.changes.length > 0 || request.mode === 'plan') return end({ plan, serving: undefined }, line);
    const { look, but } = await lookAt(run, plan, platform);
    if (but !== undefined) return end({ plan, serving: undefined }, `${line}, but ${but}: released again`);
    const { running, wanted } = strengthOf(look);
    return end({ plan, serving: look }, `${line}, ${running} of ${wanted} instances run`);
  });
  try {
    const { plan, serving } = await decided;
    const isWritten = serving === undefined && (plan.changes.length > 0 || request.mode === 'deploy');
    if (isWritten) report.remarks(plan.remarks);
    return { plan, serving };
  } finally {
    report.findings(known.plan?.findings ?? []);
  }
}

/**
 * Holds the image against the rules, and what was asked for against what runs.
 *
 * @throws ActionError of `refuseBadImage`
 */
export async function planOf(
  run: DeployRun,
  facts: ImageFacts,
  platform: Platform,
  current: AppState | undefined,
): Promise<Plan> {
  const { request, known, runner } = run;
  const findings = await judge(run, facts, platform);
  const plan = makePlan(request, { facts, findings }, current, platform);
  known.plan = plan;
  refuseBadImage(plan.findings, runner.run.docs);
  return plan;
}

/** Holds the image against the rules: those that hold everywhere, and the platform's own. */
async function judge(
  { request, clock, runner }: DeployRun,
  facts: ImageFacts,
  platform: Platform,
): Promise<readonly Finding[]> {
  // A chunk of its own, like the registry's client: the rules are long, and many runs end before them.
  const { commonFindings } = await import('../image/rules.ts');
  const deployedAs = platform.imageFor(facts);
  const subject = {
    ...{ facts, deployedAs, stored: request.registry, job: runner.run, now: clock.now() },
    // Whatever it was called by the user: rules may ask which one it is.
    request: { ...request, platform: platform.kind },
  };
  return [...commonFindings(subject), ...platform.check(subject)];
}

type Proof = { readonly look: Observation; readonly but?: never } | { readonly look?: never; readonly but: string };

/** A look that comes to nothing is no reason to fail: the release that follows is what proves the image then. */
async function lookAt(run: DeployRun, plan: Plan, platform: Platform): Promise<Proof> {
  try {
    const look = await platform.serving(plan);
    const but = shortcoming(look) ?? (await smokeOnce(run));
    return but === undefined ? { look } : { but };
  } catch (error) {
    if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
    return { but: `what runs could not be looked at (${error.message})` };
  }
}
