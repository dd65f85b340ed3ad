import { describe, expect, it } from 'vitest';
import type { AppState } from '../../src/platforms/app-state.ts';
import { shortDigests } from '../../src/report/lines.ts';
import type { PhaseName, Story } from '../../src/report/story.ts';
import { annotationOf, causeOf, intention, restoredText, servesNow, verdictLine } from '../../src/report/texts.ts';
import type { Aftermath, Failure, Outcome } from '../../src/rollout/outcome.ts';
import { appState, facts, newDigest, observation, oldRelease, plan, request, restored } from '../support/story.ts';

const story = (outcome: Outcome, more: Partial<Story> = {}): Story => ({
  entry: 'deploy',
  request: request(),
  facts: facts(),
  plan: plan(),
  outcome,
  phases: [],
  tookMs: 58_000,
  ...more,
});

describe('the first line', () => {
  it('says what will happen', () => {
    expect(intention(request())).toBe('Deploying ghcr.io/acme/web:1.4.2 to web at api.fr.cloud.gov, acme / prod');
    const { org: _, space: __, ...elsewhere } = request();
    const digest = { domain: 'docker.io', path: 'library/alpine', digest: newDigest };
    expect(intention({ ...elsewhere, image: digest, mode: 'plan' })).toBe(
      'Planning the deploy of alpine@sha256:4f0c5e1d9a1e to web at api.fr.cloud.gov',
    );
  });
});

describe('the last line', () => {
  it.each<[Outcome, Partial<Story>, string]>([
    [
      { verdict: 'live', last: observation() },
      { url: 'https://web.acme.gov' },
      '✔ live · web runs 2/2 of sha256:4f0c5e1d9a1e (deployment 5a1b) · https://web.acme.gov · 58 s',
    ],
    [
      { verdict: 'live', last: observation({ release: undefined }) },
      {},
      '✔ live · web runs 2/2 of sha256:4f0c5e1d9a1e · 58 s',
    ],
    [
      { verdict: 'unchanged', last: observation() },
      { url: 'https://web.acme.gov', plan: plan({ changes: [] }), tookMs: 3_000 },
      '✔ unchanged · web runs 2/2 of sha256:4f0c5e1d9a1e (deployment 5a1b) · https://web.acme.gov · 3.0 s',
    ],
    [{ verdict: 'planned' }, {}, '✔ planned · web: 1 change, nothing was written · 58 s'],
    [{ verdict: 'planned' }, { plan: plan({ changes: [] }) }, '✔ planned · web: 0 changes, nothing was written · 58 s'],
    [
      { verdict: 'failed', reason: 'no such image', after: { kind: 'kept' } },
      {},
      '✖ failed · web: no such image · Nothing was undone, as asked: the platform goes on with what it has. · 58 s',
    ],
    [
      { verdict: 'cancelled', reason: 'The run was cancelled.', after: { kind: 'ordered' } },
      {},
      '✖ cancelled · web: The run was cancelled. · The previous release was ordered back; the post step of this job waits for it and verifies it. · 58 s',
    ],
    [{ verdict: 'unknown', reason: 'no answer' }, { request: undefined }, '✖ unknown · no answer · 58 s'],
  ])('of %j', (outcome, more, expected) => {
    expect(verdictLine(story(outcome, more))).toBe(expected);
  });
});

describe('the cause', () => {
  it('is what the app or the platform said, else what was seen', () => {
    const evidence = { cause: 'said', facts: [], log: [] };
    expect(causeOf({ verdict: 'failed', reason: 'seen', evidence })).toBe('said');
    expect(causeOf({ verdict: 'failed', reason: 'seen', evidence: { facts: [], log: [] } })).toBe('seen');
  });
});

describe('what serves now', () => {
  it.each<[Aftermath | undefined, string | undefined]>([
    [undefined, undefined],
    [
      { kind: 'restored', restored: restored() },
      'The previous release (sha256:77ab12cd34ef) serves, 2 of 2 instances (deployment cancelled).',
    ],
    [
      { kind: 'restored', restored: restored({ verified: false, running: 1 }) },
      'The previous release (sha256:77ab12cd34ef) was ordered back (deployment cancelled), but only 1 of 2 instances were seen running.',
    ],
    [
      { kind: 'restored', restored: restored({ serves: undefined }) },
      'There is no previous release to go back to (deployment cancelled).',
    ],
    [{ kind: 'unrestored', error: '503' }, 'The previous release could not be put back: 503'],
  ])('after %j', (after, expected) => {
    expect(servesNow({ verdict: 'failed', reason: 'x', ...(after === undefined ? {} : { after }) })).toBe(expected);
  });

  it.each<['failed' | 'cancelled', PhaseName[], Partial<AppState> | undefined, string | undefined]>([
    ['failed', [], {}, undefined],
    ['failed', ['Image', 'Login'], undefined, 'Nothing was written to the platform.'],
    [
      'failed',
      ['Image', 'Login', 'Plan', 'Build'],
      {},
      'Nothing was released: the previous release (sha256:77ab12cd34ef) goes on.',
    ],
    ['failed', ['Build'], { running: false }, 'Nothing was released.'],
    ['failed', ['Build'], undefined, 'Nothing was released.'],
    ['cancelled', ['Build'], {}, 'The previous release (sha256:77ab12cd34ef) goes on.'],
    ['cancelled', ['Build'], undefined, undefined],
    // What others released meanwhile is not known.
    ['failed', ['Build', 'Release', 'Wait', 'Plan', 'Build'], {}, undefined],
  ])('%s, nothing begun, after %j of an app that is %j', (verdict, names, current, expected) => {
    const phases = names.map((name) => ({ name, result: '', tookMs: 0, ok: true }));
    const planned = current === undefined ? plan({ current: undefined }) : plan({ current: appState(current) });
    const now = servesNow({ verdict, reason: 'x' }, phases, planned);
    expect(now === undefined ? undefined : shortDigests(now)).toBe(expected);
  });

  it('is called by the platform’s name when its image is not known', () => {
    const { image: _, ...nameless } = oldRelease;
    expect(restoredText(restored({ serves: nameless }))).toContain('(deployment 1c9d)');
  });

  it('says what else was not put back', () => {
    expect(restoredText(restored({ left: 'Not put back: A.' }))).toMatch(/serves, 2 of 2 .+\)\. Not put back: A\.$/);
  });
});

describe('the annotation', () => {
  it('has the cause in its first line, then what was seen, what serves, what to do; nothing twice', () => {
    const evidence = { cause: 'said', hint: 'of the evidence', facts: ['fact'], log: [] };
    const outcome: Failure = { verdict: 'failed', reason: 'seen', evidence, after: { kind: 'unrestored', error: 'e' } };
    expect(annotationOf(outcome, 'web')).toEqual({
      title: 'failed: web',
      text: 'said\nseen\nfact\nThe previous release could not be put back: e\nof the evidence',
    });
    const repeated = {
      cause: 'web.1: exit status 1',
      facts: ['exit status 1', 'OOM', 'seen, 3 times', 'OOM'],
      log: [],
    };
    expect(annotationOf({ verdict: 'failed', reason: 'seen', evidence: repeated }).text).toBe(
      'web.1: exit status 1\nOOM\nseen, 3 times',
    );
    expect(annotationOf({ ...outcome, hint: 'of the error' }).text).toMatch(/\nof the error$/);
    expect(annotationOf({ verdict: 'failed', reason: 'seen' }).text).toBe('seen');
    expect(annotationOf({ verdict: 'unknown', reason: 'no answer' })).toEqual({
      title: 'unknown: deploy-image',
      text: 'no answer',
    });
  });

  it('leaves room for what to do, however long the cause is', () => {
    const { text } = annotationOf({ verdict: 'failed', reason: 'x'.repeat(9_000), hint: 'Do this.' });
    expect(text.split('\n').map((line) => line.length)).toEqual([1_000, 8]);
  });
});
