import { ActionError, messageOf } from '../errors.ts';
import type { Evidence, Observation, ReleaseRef, Restored } from '../platforms/platform.ts';

/**
 * How a run ended, and all that is known about it. `live`, `unchanged`, `planned` and `succeeded` end it green, all others
 * red.
 */
export type Outcome = Live | Unchanged | Planned | Succeeded | Failure;
export type Verdict = Outcome['verdict'];

/** Every wanted instance runs the image that was asked for. */
export interface Live {
  readonly verdict: 'live';
  /** The look that proved it. */
  readonly last: Observation;
}

/** Every wanted instance ran the image that was asked for, with the settings that were asked for: nothing was written. */
export interface Unchanged {
  readonly verdict: 'unchanged';
  /** The look that proved it. */
  readonly last: Observation;
}

/** Nothing was written, as asked. */
export interface Planned {
  readonly verdict: 'planned';
}

/** A one-off command came to its end, with exit status 0. */
export interface Succeeded {
  readonly verdict: 'succeeded';
}

/** Anything else: the reason is always known, if only as the words of an error. */
export interface Failure {
  /** `unknown`: the platform could not be asked any more. */
  readonly verdict: 'failed' | 'restored' | 'cancelled' | 'superseded' | 'unknown';
  /** One sentence, in the words of whoever knows best. Foreign text. */
  readonly reason: string;
  /** What to do. */
  readonly hint?: string | undefined;
  /** Where more is to be read. */
  readonly link?: string | undefined;
  /** The last look; undefined: there was none. */
  readonly last?: Observation | undefined;
  readonly evidence?: Evidence;
  /** What was under way when the run ended. Undefined: nothing yet. */
  readonly begun?: 'command' | 'release' | undefined;
  /** Undefined: nothing was begun, or its end is somebody else's affair. */
  readonly after?: Aftermath;
}

/** What came of putting the previous release back, or of ending the command that had begun. */
export type Aftermath =
  | { readonly kind: 'restored'; readonly restored: Restored }
  /** Ordered back by a run that could not wait for it; the post step sees it through. */
  | { readonly kind: 'ordered' }
  /** As the user wished: nothing was undone. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'unrestored'; readonly error: string };

/** Whether the step succeeds. */
export function isGreen(outcome: Outcome): outcome is Exclude<Outcome, Failure> {
  return serves(outcome) || outcome.verdict === 'planned' || outcome.verdict === 'succeeded';
}

/** Whether what was asked for serves: that is the new release, or the one that did so before. */
export function serves(outcome: Outcome): outcome is Live | Unchanged {
  return outcome.verdict === 'live' || outcome.verdict === 'unchanged';
}

/**
 * What was being released, or serves already, by the platform's own name; undefined: nothing was, or it was never given a
 * name.
 */
export function releaseOf(outcome: Outcome): ReleaseRef | undefined {
  return 'last' in outcome ? outcome.last?.release : undefined;
}

/** The failure that an error means: its own words; those of a bug when it is none of ours. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ActionError) {
    const { message, hint, details, link } = error;
    const evidence = details.length === 0 ? {} : { evidence: { facts: details, log: [] } };
    return { verdict: 'failed', reason: message, hint, link, ...evidence };
  }
  // Where it happened is told: nobody else could find a bug that shows on one machine only.
  const stack = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  const frames = stack.map((line) => line.trim()).filter((line) => line.startsWith('at '));
  return {
    verdict: 'failed',
    reason: `deploy-image itself failed: ${messageOf(error)}`,
    hint: 'This is a fault of the action: please report it, with this log.',
    evidence: { facts: frames.slice(0, 5), log: [] },
  };
}

/** Nothing is left for the post step: the previous release was seen serving, or there is none to put back. */
export function isSettled(after: Aftermath): boolean {
  if (after.kind === 'restored') return after.restored.verified || after.restored.serves === undefined;
  return after.kind === 'kept';
}

/** The verdict after a failed release: `restored` only when the previous release was seen serving again. */
export function verdictAfter(after: Aftermath): 'failed' | 'restored' {
  const back = after.kind === 'restored' && after.restored.verified && after.restored.serves !== undefined;
  return back ? 'restored' : 'failed';
}
