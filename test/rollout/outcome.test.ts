import { describe, expect, it } from 'vitest';
import { ActionError } from '../../src/errors.ts';
import {
  type Aftermath,
  failureOf,
  isGreen,
  isSettled,
  releaseOf,
  serves,
  type Verdict,
  verdictAfter,
} from '../../src/rollout/outcome.ts';
import { newRelease, observation, outcomeOf, restored, verdicts } from '../support/story.ts';

describe('outcomes', () => {
  it('are green only when live, unchanged or planned', () => {
    expect(verdicts.filter((verdict) => isGreen(outcomeOf(verdict)))).toEqual(['live', 'unchanged', 'planned']);
  });

  it('serve only when live or unchanged', () => {
    expect(verdicts.filter((verdict) => serves(outcomeOf(verdict)))).toEqual(['live', 'unchanged']);
  });

  it('know the release by the last look', () => {
    expect(releaseOf({ verdict: 'live', last: observation() })).toBe(newRelease);
    expect(releaseOf({ verdict: 'unchanged', last: observation() })).toBe(newRelease);
    expect(releaseOf({ verdict: 'failed', reason: 'x', last: observation() })).toBe(newRelease);
    expect(releaseOf({ verdict: 'failed', reason: 'x' })).toBeUndefined();
    expect(releaseOf({ verdict: 'planned' })).toBeUndefined();
  });

  it('of an error are in its words', () => {
    expect(failureOf(new ActionError('X', 'no such image', { hint: 'Push it.' }))).toEqual({
      verdict: 'failed',
      reason: 'no such image',
      hint: 'Push it.',
    });
    expect(failureOf(new ActionError('X', 'no such image'))).toEqual({
      verdict: 'failed',
      reason: 'no such image',
    });
  });

  it.each([new TypeError('x is undefined'), 'x is undefined'])('of a bug ask for a report: %s', (bug) => {
    const outcome = failureOf(bug);
    expect(outcome).toMatchObject({ verdict: 'failed', reason: 'deploy-image itself failed: x is undefined' });
    expect(outcome.hint).toContain('report');
    const facts = outcome.evidence?.facts ?? [];
    if (bug instanceof Error) expect(facts[0]).toMatch(/^at .*outcome\.test\.ts:\d+/);
    else expect(facts).toEqual([]);
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

  it.each<[boolean, Aftermath]>([
    [true, { kind: 'restored', restored: restored() }],
    [true, { kind: 'kept' }],
    [true, { kind: 'restored', restored: { ...restored(), serves: undefined, verified: false } }],
    [false, { kind: 'restored', restored: restored({ verified: false }) }],
    [false, { kind: 'unrestored', error: 'The API is down.' }],
    [false, { kind: 'ordered' }],
  ])('leave nothing to the post step: %s for %o', (settled, after) => {
    expect(isSettled(after)).toBe(settled);
  });
});
