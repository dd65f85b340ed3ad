import { describe, expect, it } from 'vitest';
import { ActionError } from '../../src/errors.ts';
import { type Aftermath, failedOutcome, isGreen, type Verdict, verdictAfter } from '../../src/rollout/outcome.ts';
import { restored } from '../support/story.ts';

describe('outcomes', () => {
  it('are green only when live or planned', () => {
    const verdicts: Verdict[] = ['live', 'planned', 'failed', 'restored', 'cancelled', 'superseded', 'unknown'];
    expect(verdicts.filter(isGreen)).toEqual(['live', 'planned']);
  });

  it('of an error are in its words', () => {
    expect(failedOutcome(new ActionError('X', 'no such image', { hint: 'Push it.' }))).toEqual({
      verdict: 'failed',
      reason: 'no such image',
      hint: 'Push it.',
    });
    expect(failedOutcome(new ActionError('X', 'no such image'))).toEqual({
      verdict: 'failed',
      reason: 'no such image',
    });
  });

  it.each([new TypeError('x is undefined'), 'x is undefined'])('of a bug ask for a report: %s', (bug) => {
    const outcome = failedOutcome(bug);
    expect(outcome).toMatchObject({ verdict: 'failed', reason: 'deploy-image itself failed: x is undefined' });
    expect(outcome.hint).toContain('report');
  });

  it.each<[Aftermath, Verdict]>([
    [{ kind: 'restored', restored: restored() }, 'restored'],
    [{ kind: 'restored', restored: restored({ verified: false }) }, 'failed'],
    [{ kind: 'restored', restored: restored({ serves: undefined }) }, 'failed'],
    [{ kind: 'unrestored', error: 'x' }, 'failed'],
    [{ kind: 'kept' }, 'failed'],
    [{ kind: 'ordered' }, 'failed'],
  ])('after a failure: %j', (after, verdict) => {
    expect(verdictAfter(after)).toBe(verdict);
  });
});
