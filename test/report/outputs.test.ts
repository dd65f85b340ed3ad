import { describe, expect, it } from 'vitest';
import { outputDescriptions } from '../../src/report/output-descriptions.ts';
import { outputsOf, taskOutputsOf } from '../../src/report/outputs.ts';
import type { Story } from '../../src/report/story.ts';
import type { Outcome } from '../../src/rollout/outcome.ts';
import {
  appState,
  facts,
  newDigest,
  newRelease,
  observation,
  oldDigest,
  outcomeOf,
  plan,
  request,
  restored,
  verdicts,
} from '../support/story.ts';

const story = (outcome: Outcome, more: Partial<Story> = {}): Story => ({
  entry: 'deploy',
  request: request(),
  facts: facts(),
  plan: plan(),
  url: 'https://web.acme.gov',
  outcome,
  phases: [],
  tookMs: 0,
  ...more,
});
const names = Object.keys(outputDescriptions).sort();
const changes = JSON.stringify([
  { what: 'image', from: `ghcr.io/acme/web@${oldDigest}`, to: `ghcr.io/acme/web@${newDigest}` },
]);

describe('outputs', () => {
  it.each(verdicts)('are all there when it is %s, however little is known', (verdict) => {
    const full = outputsOf(story(outcomeOf(verdict)));
    const bare = outputsOf({ entry: 'deploy', outcome: outcomeOf(verdict), phases: [], tookMs: 0 });
    for (const outputs of [full, bare]) {
      expect(Object.keys(outputs).sort()).toEqual(names);
      expect(Object.values(outputs).filter((value) => typeof value !== 'string')).toEqual([]);
      expect(outputs.verdict).toBe(verdict);
    }
    expect(bare).toEqual({
      ...Object.fromEntries(names.map((name) => [name, ''])),
      verdict,
      reason: ['live', 'unchanged', 'planned'].includes(verdict) ? '' : 'because',
      release: ['live', 'unchanged'].includes(verdict) ? '5a1b-guid' : '',
      changed: 'false',
      changes: '[]',
    });
  });

  it('of a live release', () => {
    expect(outputsOf(story({ verdict: 'live', last: observation() }))).toEqual({
      verdict: 'live',
      reason: '',
      release: '5a1b-guid',
      'previous-release': '1c9d-guid',
      url: 'https://web.acme.gov',
      image: `ghcr.io/acme/web@${newDigest}`,
      digest: newDigest,
      changed: 'true',
      changes,
    });
  });

  it('of what was left unchanged name the release that serves, before and after', () => {
    const standing = plan({ current: appState({ release: newRelease }), changes: [] });
    expect(outputsOf(story({ verdict: 'unchanged', last: observation() }, { plan: standing }))).toEqual({
      verdict: 'unchanged',
      reason: '',
      release: '5a1b-guid',
      'previous-release': '5a1b-guid',
      url: 'https://web.acme.gov',
      image: `ghcr.io/acme/web@${newDigest}`,
      digest: newDigest,
      changed: 'false',
      changes: '[]',
    });
  });

  it('of a plan tell what would change, and no release', () => {
    expect(outputsOf(story({ verdict: 'planned' }))).toMatchObject({ release: '', changed: 'true', changes });
    const nothing = plan({ changes: [] });
    expect(outputsOf(story({ verdict: 'planned' }, { plan: nothing }))).toMatchObject({
      changed: 'false',
      changes: '[]',
    });
  });

  it('of a failure before the release tell that nothing changed', () => {
    const outputs = outputsOf(story({ verdict: 'failed', reason: 'The image is built for arm64.' }));
    expect(outputs).toMatchObject({
      reason: 'The image is built for arm64.',
      release: '',
      changed: 'false',
      changes: '[]',
    });
  });

  it('of a restored release tell the cause in one line, and both releases', () => {
    const evidence = { cause: 'Error: connect\nECONNREFUSED \u001b[31m10.0.4.7', facts: [], log: [] };
    const after = { kind: 'restored', restored: restored() } as const;
    const outcome: Outcome = { verdict: 'restored', reason: 'crashed', last: observation(), evidence, after };
    expect(outputsOf(story(outcome))).toMatchObject({
      verdict: 'restored',
      reason: 'Error: connect ECONNREFUSED 10.0.4.7',
      release: '5a1b-guid',
      'previous-release': '1c9d-guid',
    });
  });

  it('of a first deploy have no previous release', () => {
    const first = plan({ current: appState({ release: undefined }) });
    expect(outputsOf(story({ verdict: 'live', last: observation() }, { plan: first }))['previous-release']).toBe('');
    expect(
      outputsOf(story({ verdict: 'live', last: observation() }, { plan: plan({ current: undefined }) }))[
        'previous-release'
      ],
    ).toBe('');
  });

  it('name the image as it was asked for when no plan was made', () => {
    const early: Story = {
      entry: 'deploy',
      request: request(),
      outcome: { verdict: 'failed', reason: 'x' },
      phases: [],
      tookMs: 0,
    };
    expect(outputsOf(early)).toMatchObject({ image: 'ghcr.io/acme/web:1.4.2', digest: '' });
  });

  it('never hold a credential of the request', () => {
    const secretive = request({
      login: { kind: 'client', id: 'ci', secret: 's3cret' },
      registry: { username: 'u', password: 's3cret' },
    });
    const outputs = outputsOf(story({ verdict: 'live', last: observation() }, { request: secretive }));
    expect(JSON.stringify(outputs)).not.toContain('s3cret');
  });
});

describe('foreign text in outputs', () => {
  it('cannot become a command where a later step prints it', () => {
    const failed = outcomeOf('failed');
    const evidence = { cause: '::error::injected ##[error]injected', facts: [], log: [] };
    const outcome = { ...failed, evidence } as Outcome;
    expect(outputsOf(story(outcome)).reason).toBe(': :error::injected ## [error]injected');
    const log = ['::set-output name=x::y', 'two\n  ::add-path::/evil', `${'x'.repeat(10)}##[group]z`];
    const task = { log: log.map((text) => ({ source: 'OUT', text })) };
    expect(taskOutputsOf(story(outcome, { entry: 'task', task }))).toMatchObject({
      reason: ': :error::injected ## [error]injected',
      log: ': :set-output name=x::y\ntwo\n  : :add-path::/evil\nxxxxxxxxxx## [group]z',
    });
    // One that is cut begins where it was not meant to.
    const long = { log: [{ source: 'OUT', text: `begin${'::error::x'.repeat(10_000)}` }] };
    expect(taskOutputsOf(story(outcome, { entry: 'task', task: long })).log).toMatch(/^: :error::x/);
  });
});
