import type { Plan } from '../plan/plan.ts';
import type { Policy } from './judge.ts';

const settleMs = 5_000;
const problemMs = 60_000;
/** Diego's and Kubernetes' usual limit for one instance, where the platform does not tell its own. */
const usualHealthTimeoutMs = 60_000;

/** What of a plan says how long it may take. */
type Sized = Pick<Plan, 'current' | 'settings' | 'maxInFlight'>;

/**
 * Time-outs that fit the plan: a fixed one cancels healthy roll-outs of many instances (GSA/touchpoints#1927,
 * cloudfoundry/terraform-provider-cloudfoundry#491). One instance after the other (or as many
 * as are replaced at the same time) may take its health check's whole
 * limit and some more for placing it; pulling a large image comes on top.
 *
 * @param timeoutMs the user's own total, which then also bounds the wait for progress
 */
export function policyFor(plan: Sized, timeoutMs: number | undefined): Policy {
  const asked = plan.settings.healthCheckTimes?.timeoutS;
  const health = asked === undefined ? (plan.current?.healthTimeoutMs ?? usualHealthTimeoutMs) : asked * 1_000;
  const rounds = Math.max(1, Math.ceil(instancesAfter(plan) / (plan.maxInFlight ?? 1)));
  const derived = 10 * 60_000 + rounds * (health + 30_000);
  const totalMs = timeoutMs ?? derived;
  return {
    settleMs: Math.min(settleMs, totalMs),
    problemMs,
    progressMs: Math.min(health + 4 * 60_000, totalMs),
    totalMs,
  };
}

/** Instances of all process types together, once the plan is carried out: those it changes and those it leaves alone. */
function instancesAfter({ current, settings }: Sized): number {
  const now = current?.processes ?? [];
  const changed = settings.instances ?? new Map<string, number>();
  // The main type's own name is the platform's affair: with several types, one too many is counted rather than one too few.
  const isChanged = (type: string) => changed.has(type) || (changed.has('') && now.length === 1);
  const kept = now.filter(({ type }) => !isChanged(type)).map(({ wanted }) => wanted);
  return [...kept, ...changed.values()].reduce((sum, wanted) => sum + wanted, 0);
}
