import { describe, expect, it } from 'vitest';
import { ActionError, Cancelled } from '../src/errors.ts';
import { finish } from '../src/finish.ts';
import { type SavedRun, saveFinished, saveRun } from '../src/rollout/saved.ts';
import { FakeClock } from './support/fake-clock.ts';
import { RecordingRunner } from './support/recording-runner.ts';

/** What the post step says by itself; that it puts a release back is a matter of the contract suite. */
const inputs = {
  image: 'ghcr.io/acme/web:1',
  app: 'web',
  platform: 'deis',
  api: 'https://deis.example.com',
  token: 'p*ss_w|rd-12345',
};
const rollout = { runId: 'run-1', app: 'web', image: 'ghcr.io/acme/web:1', previous: undefined, wanted: [] };

async function post(runner: RecordingRunner, answer: Error): Promise<number> {
  let asked = 0;
  const http = {
    sent: 0,
    send: async () => {
      asked++;
      throw answer;
    },
  };
  await finish({
    runner,
    openHttp: () => http,
    environment: {},
    clock: new FakeClock(),
    signal: new AbortController().signal,
  });
  return asked;
}

function left(more: Record<string, string> = {}, wish: SavedRun['wish'] = 'onCancel'): RecordingRunner {
  const runner = new RecordingRunner({ ...inputs, ...more });
  saveRun(runner, { kind: 'deis' }, { rollout, wish });
  return runner;
}

describe('the post step', () => {
  it('is silent when nothing was begun, or all of it was seen through', async () => {
    const done = left();
    saveFinished(done);
    for (const runner of [new RecordingRunner(inputs), done]) {
      expect(await post(runner, new Error('asked'))).toBe(0);
      expect(runner).toMatchObject({ log: [], annotations: [], summary: '', code: undefined });
    }
  });

  it('leaves a command that runs alone when that was asked for', async () => {
    const runner = new RecordingRunner({ ...inputs, 'on-cancel': 'keep' });
    saveRun(runner, { kind: 'deis' }, { task: { id: 'task-1', runId: 'run-1', app: 'web' }, wish: 'onCancel' });
    expect(await post(runner, new Error('asked'))).toBe(0);
    expect(runner.log).toEqual(['web: the run ended early; nothing is undone, as asked (on-cancel: keep).']);
    expect(runner.annotations).toEqual([]);
  });

  it('looks whether a release that is to go on was heard of at all', async () => {
    const runner = left({ 'on-cancel': 'keep' });
    expect(await post(runner, new Error('asked'))).toBeGreaterThan(0);
    expect(runner.log[0]).toBe('web: the run ended early. Looking whether its release goes on …');
  });

  it('puts back what was prepared for a release that was not ordered, whatever on-cancel says', async () => {
    const runner = new RecordingRunner({ ...inputs, 'on-cancel': 'keep' });
    saveRun(runner, { kind: 'deis' }, { rollout });
    expect(await post(runner, new Error('asked'))).toBeGreaterThan(0);
    expect(runner.log[0]).toBe('web: the run ended before its release did. Putting the previous release back …');
  });

  it('asks on-failure, not on-cancel, what becomes of a release that had failed', async () => {
    const undone = left({ 'on-cancel': 'keep' }, 'onFailure');
    expect(await post(undone, new ActionError('X', 'no answer'))).toBeGreaterThan(0);
    const kept = left({ 'on-failure': 'keep' }, 'onFailure');
    expect(await post(kept, new Error('asked'))).toBe(0);
    expect(kept.log).toEqual(['web: the run ended early; nothing is undone, as asked (on-failure: keep).']);
  });

  it('warns, with cause and remedy, when it cannot put the release back, and does not fail', async () => {
    const runner = left();
    await post(runner, new ActionError('X', 'no answer for p*ss_w|rd-12345', { hint: 'Is it up?' }));
    expect(runner.annotations).toEqual([
      {
        level: 'warning',
        title: 'Look at web',
        text: 'web: the previous release could not be put back after the run ended early: no answer for p*ss_w|rd-12345\nIs it up?',
      },
    ]);
    expect(runner.summary).toContain('no answer for \\*\\*\\* Is it up?');
    expect(runner.code).toBeUndefined();
  });

  it('calls its time limit by its name', async () => {
    const runner = left();
    await post(runner, new Cancelled());
    expect(runner.annotations[0]?.text).toMatch(/ended early: it took longer than 1m 30s\.$/);
  });

  it('ends a command that was left, and reads none of its inputs as settings of the app', async () => {
    const runner = new RecordingRunner({ ...inputs, command: 'rake db:seed', memory: '512M' });
    saveRun(runner, { kind: 'deis' }, { task: { runId: 'run-1', app: 'web' }, wish: 'onCancel' });
    await post(runner, new ActionError('X', 'no answer'));
    expect(runner.log[0]).toBe('web: the run ended before its command did. Ending the command …');
    // Deis takes no memory: as a setting it would have been a mistake.
    expect(runner.annotations.map(({ text }) => text)).toEqual([
      'web: the command could not be ended after the run ended early: no answer',
    ]);
  });

  it('writes no summary when none is wanted', async () => {
    const runner = left({ summary: 'never' });
    await post(runner, new ActionError('X', 'no answer'));
    expect(runner.annotations).toHaveLength(1);
    expect(runner.summary).toBe('');
  });
});
