import { describe, expect, it } from 'vitest';
import { outputsOf, taskOutputsOf } from '../../src/report/outputs.ts';
import type { Story } from '../../src/report/story.ts';
import { summaryOf } from '../../src/report/summary.ts';
import { annotationOf, rollbackIntention, servesNow, taskIntention, verdictLine } from '../../src/report/texts.ts';
import type { Aftermath, Failure } from '../../src/rollout/outcome.ts';
import { appState, newDigest, observation, oldDigest, plan, request } from '../support/story.ts';

/** What is told of a command by itself, and of a way back on purpose. */

const { image: _, ...target } = request();
const line = (text: string, more: object = {}) => ({ source: 'OUT', text, ...more });
const task = (more: Partial<Story> = {}): Story => ({
  ...{ entry: 'task', request: target, outcome: { verdict: 'succeeded' }, phases: [], tookMs: 12_000 },
  task: { exitCode: 0, log: [line('one'), line('two')] },
  ...more,
});
const failure: Failure = {
  ...{ verdict: 'failed', reason: 'The command failed: Exited with status 3', hint: 'Do this.' },
  evidence: { cause: 'Error: no table', facts: [], log: [line('Error: no table')] },
};

describe('a command by itself', () => {
  it('is announced with its app, and with the image that it brings along', () => {
    expect(taskIntention(target)).toBe('Running a command for web at api.fr.cloud.gov, acme / prod');
    expect(taskIntention(request())).toMatch(/, in ghcr\.io\/acme\/web:1\.4\.2$/);
  });

  it('ends with its exit code, as far as that is known', () => {
    expect(verdictLine(task())).toBe('✔ succeeded · web: exit 0 · 12 s');
    expect(verdictLine(task({ task: { log: [] } }))).toBe('✔ succeeded · web: the command came to its end · 12 s');
  });

  it('has outputs of its own on every path', () => {
    expect(taskOutputsOf(task())).toEqual({ verdict: 'succeeded', reason: '', 'exit-code': '0', log: 'one\ntwo' });
    expect(taskOutputsOf(task({ outcome: failure, task: { exitCode: 3, log: [] } }))).toEqual({
      ...{ verdict: 'failed', reason: 'Error: no table', 'exit-code': '3', log: '' },
    });
    const early: Failure = { verdict: 'cancelled', reason: 'because' };
    expect(taskOutputsOf({ entry: 'task', outcome: early, phases: [], tookMs: 0 })).toEqual({
      ...{ verdict: 'cancelled', reason: 'because', 'exit-code': '', log: '' },
    });
  });

  it('has a log that fits, in whole lines, the last ones', () => {
    const log = Array.from({ length: 200 }, (__, at) => line(`${at} ${'x'.repeat(500)}`));
    const { log: told } = taskOutputsOf(task({ task: { log } }));
    expect(told.length).toBeLessThanOrEqual(50_000);
    expect(told.length).toBeGreaterThan(49_000);
    expect(told).toMatch(/^\d+ x{500}\n/);
    expect(told.endsWith(log.at(-1)?.text ?? '')).toBe(true);
    // Not even one line fits.
    expect(taskOutputsOf(task({ task: { log: [line('y'.repeat(60_000))] } })).log).toBe('y'.repeat(50_000));
  });

  it('has a summary without what a release would have changed', () => {
    const well = summaryOf(task({ plan: plan() }), 'docs');
    expect(well).toMatch(/^### ✔ `web`: the command succeeded\n\nexit 0 · 12 s\n/);
    expect(well).toContain('<details><summary>Last 2 log lines</summary>');
    expect(well).not.toContain('| before |');
    const badly = summaryOf(task({ outcome: failure }), 'docs');
    expect(badly).toMatch(/^### ✖ `web`: the command failed\n/);
    expect(badly).toContain('<details open><summary>Last log line</summary>');
  });

  it.each<[Aftermath, RegExp]>([
    [{ kind: 'ordered' }, /^The command was told to end; the post step of this job sees to it\.$/],
    [{ kind: 'kept' }, /the command goes on alone\.$/],
    [{ kind: 'unrestored', error: 'no answer' }, /^The command could not be ended: no answer$/],
  ])('that was under way when the run ended: %j', (after, words) => {
    expect(servesNow({ ...failure, begun: 'command', after })).toMatch(words);
  });

  it('has an annotation that begins with what it said', () => {
    expect(annotationOf(failure, 'web', [{ name: 'Task', result: '', tookMs: 0, ok: false }]).text).toBe(
      'Error: no table\nThe command failed: Exited with status 3\nDo this.',
    );
  });
});

describe('a way back', () => {
  it('is announced with where to', () => {
    const wish = { ...target, mode: 'deploy' } as const;
    expect(rollbackIntention(wish)).toBe('Going back to the previous release of web at api.fr.cloud.gov, acme / prod');
    expect(rollbackIntention({ ...wish, to: 'v12', mode: 'plan' })).toMatch(/^Planning the way back to v12 of web at /);
  });

  it('tells the image that it brings back, although no registry was asked', () => {
    const story: Story = {
      ...{ entry: 'rollback', request: target, phases: [], tookMs: 16_000 },
      plan: plan({ current: appState(), image: `ghcr.io/acme/web@${oldDigest}`, changes: [] }),
      outcome: { verdict: 'live', last: observation() },
    };
    expect(verdictLine(story)).toMatch(/^✔ live · web runs 2\/2 of sha256:77ab12cd34ef \(deployment 5a1b\)/);
    expect(outputsOf(story)).toMatchObject({ digest: oldDigest, image: `ghcr.io/acme/web@${oldDigest}` });
    expect(outputsOf({ ...story, plan: plan({ image: 'ghcr.io/acme/web:1' }) }).digest).toBe('');
    expect(newDigest).not.toBe(oldDigest);
  });
});
