import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outputsOf, taskOutputsOf } from '../../src/report/outputs.ts';
import { cleanStory, type Story } from '../../src/report/story.ts';
import { summaryOf } from '../../src/report/summary.ts';
import { annotationOf, verdictLine } from '../../src/report/texts.ts';
import type { Failure } from '../../src/rollout/outcome.ts';
import { oneLine, plain } from '../../src/runner/safe-text.ts';
import { full } from '../matrix/full.ts';
import { seed } from '../support/chance.ts';
import { commands, controls, expectOnlyTextIn, looksLikeCommand, markup, unseen } from '../support/foreign-text.ts';
import { appState, facts, observation, plan, request, restored } from '../support/story.ts';

/** Pieces that mean something to a runner, a terminal, Markdown or HTML, and next to each other something else. */
const pieces = [
  ...[...commands, ...controls, ...markup],
  ...[
    '`',
    '``',
    '```',
    '````',
    '~~~',
    '|',
    '||',
    '\\',
    '\\\\',
    '\\|',
    '*',
    '**',
    '_',
    '__',
    '~',
    '#',
    '##',
    '+',
    '-',
    '=',
  ],
  ...[
    '<',
    '>',
    '</',
    '/>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '&',
    '&amp;',
    '&#x3c;',
    '&lt;',
    ';',
    '!',
    '[',
  ],
  ...[
    ']',
    '](',
    ')',
    '(',
    '[^1]',
    '[^1]:',
    '[x]:',
    '- [ ]',
    '1.',
    '2)',
    ':',
    '://',
    'http',
    'https',
    'www',
    '.',
    '@',
    '/',
  ],
  ...[
    '\n',
    '\n\n',
    '\r',
    '\r\n',
    '\t',
    '    ',
    ' ',
    '\n  \n',
    '\u00a0',
    '\u0085',
    '\u2028',
    '\u200b',
    '\u2060',
    '\ud83d',
  ],
  ...['::', '##[', 'error', ']', '%0A', '%0D', '%25', '$', '$$', ':tada:', 'a', 'é', '日本', '0', 'x'.repeat(1_200)],
  ...[
    'details',
    'summary',
    'script',
    'table',
    'pre',
    'code',
    'mermaid',
    'GH-',
    '#1',
    'javascript:',
    'data:',
    'mailto:',
  ],
];
const text = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')),
  fc.constantFrom(...pieces),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
const texts = fc.array(text, { maxLength: 4 });
const fence = fc.constantFrom('```', '````', '~~~', '`'.repeat(9));
const lines = fc.array(
  fc.record(
    { at: fc.nat(2 ** 40), source: fc.oneof(fc.constant(''), text), text: fc.oneof(fence, text) },
    { requiredKeys: ['source', 'text'] },
  ),
  { maxLength: 40 },
);

/** A release that failed, of which everything that somebody else can have written was written by somebody who means harm. */
const story: fc.Arbitrary<Story & { outcome: Failure }> = fc
  .record({ app: text, some: texts, more: texts, log: lines, words: fc.array(text, { minLength: 9, maxLength: 9 }) })
  .map(({ app, some, more, log, words }) => {
    const [title = '', target = '', reason = '', cause = '', hint = '', label = '', how = '', remedy = '', id = ''] =
      words;
    const release = { id, label, image: label };
    const outcome: Failure = {
      ...{ verdict: 'restored', reason, last: observation({ release }) },
      ...{
        evidence: {
          cause,
          hint,
          facts: some,
          log,
        },
      },
      after: { kind: 'restored', restored: restored({ serves: release, how, left: remedy }) },
    };
    return {
      ...{
        entry: 'deploy',
        request: request({ app }),
        facts: facts(),
        imageDetails: more,
        platform: { title, target },
      },
      plan: plan({
        current: appState({ release }),
        changes: some.map((what) => ({ what, from: cause, to: hint })),
        findings: more.map((message) => ({ code: 'CF_ROOT_USER', severity: 'warning', message, remedy })),
        remarks: more,
      }),
      phases: some.map((result) => ({ name: 'Release', result, tookMs: 1_000, ok: false })),
      task: { exitCode: 1, log: outcome.evidence?.log ?? [] },
      ...{ url: 'https://web.sandbox.test', outcome, tookMs: 58_000 },
    } satisfies Story;
  });

const docs = 'https://github.com/acme/deploy-image/blob/v1/docs';
const runs = { seed, numRuns: full ? 600 : 150 };

describe('whatever others have written', () => {
  it('is nothing but text in the summary', () => {
    fc.assert(
      fc.property(story, (whole) => {
        expectOnlyTextIn(summaryOf(cleanStory(whole, plain), docs));
        const succeeded = { verdict: 'succeeded', last: whole.outcome.last } as const;
        expectOnlyTextIn(summaryOf(cleanStory({ ...whole, entry: 'task', outcome: succeeded }, plain), docs));
      }),
      runs,
    );
  }, 120_000);

  it('can be read there: not a letter of it is gone', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w<>&|*`[\]()@#:/ -]{1,60}$/), (reason) => {
        const failed: Story = { entry: 'deploy', outcome: { verdict: 'failed', reason }, phases: [], tookMs: 0 };
        const cause = /\*\*Cause:\*\* (.*)/.exec(summaryOf(failed, docs))?.[1] ?? '';
        const read = cause
          .replaceAll('\u2060', '')
          .replace(/\\([!-/:-@[-`{-~])/g, '$1')
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&amp;', '&');
        expect(read).toBe(oneLine(reason));
      }),
      runs,
    );
  });

  it('is lines of bounded length in the annotation, and no command where an output is printed', () => {
    fc.assert(
      fc.property(story, (whole) => {
        const told = cleanStory(whole, plain);
        const failure = told.outcome as Failure;
        const { text: annotation } = annotationOf(failure, told.request?.app, told.phases, told.plan);
        for (const line of annotation.split('\n')) expect(line.length).toBeLessThanOrEqual(1_000);
        expect(annotation).not.toMatch(unseen);
        expect(verdictLine(told)).not.toMatch(unseen);
        const outputs = { ...outputsOf(told), ...taskOutputsOf(told) };
        expect(outputs.reason).not.toMatch(/\n/);
        for (const value of [outputs.reason, outputs.log]) expect(value).not.toMatch(looksLikeCommand);
        for (const value of Object.values(outputs)) expect(value).not.toMatch(unseen);
        expect(JSON.parse(outputs.changes)).toHaveLength(0);
        expect(outputs.log.length).toBeLessThanOrEqual(60_000);
      }),
      runs,
    );
  });
});
