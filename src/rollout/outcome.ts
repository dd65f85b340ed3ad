import { ActionError, messageOf } from '../errors.ts';
import { InputError } from '../inputs/read.ts';
import type { Evidence, Observation, ReleaseRef, Restored } from '../platforms/platform.ts';

/** `live` and `planned` end the run green, all others red. */
export type Verdict = 'live' | 'planned' | 'failed' | 'restored' | 'cancelled' | 'superseded' | 'unknown';

/** How a run ended, and all that is known about it. */
export interface Outcome {
  readonly verdict: Verdict;
  /** One sentence, in the words of whoever knows best; undefined when green. Foreign text. */
  readonly reason?: string;
  /** What to do. */
  readonly hint?: string | undefined;
  readonly release?: ReleaseRef | undefined;
  /** The last look. */
  readonly last?: Observation | undefined;
  readonly evidence?: Evidence;
  readonly after?: Aftermath;
}

/** What came of putting the previous release back. */
export type Aftermath =
  | { readonly kind: 'restored'; readonly restored: Restored }
  /** Ordered back by a run that could not wait for it; the post step sees it through. */
  | { readonly kind: 'ordered' }
  /** As the user wished: nothing was undone. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'unrestored'; readonly error: string };

export function isGreen(verdict: Verdict): boolean {
  return verdict === 'live' || verdict === 'planned';
}

/** Of a run that ended before anything was released. */
export function failedOutcome(error: unknown): Outcome {
  if (error instanceof InputError) {
    const { message, hint, lines } = error;
    return { verdict: 'failed', reason: message, hint, evidence: { facts: lines, log: [] } };
  }
  if (error instanceof ActionError) return { verdict: 'failed', reason: error.message, hint: error.hint };
  return {
    verdict: 'failed',
    reason: `deploy-image itself failed: ${messageOf(error)}`,
    hint: 'This is a fault of the action: please report it, with the log of a run with debug logging.',
  };
}

/** The verdict after a failed release: `restored` only when the previous release was seen serving again. */
export function verdictAfter(after: Aftermath): 'failed' | 'restored' {
  const back = after.kind === 'restored' && after.restored.verified && after.restored.serves !== undefined;
  return back ? 'restored' : 'failed';
}
