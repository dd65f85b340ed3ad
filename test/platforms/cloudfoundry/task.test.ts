import { describe, expect, test } from 'vitest';
import type { AppLog, AppLogLine } from '../../../src/platforms/cloudfoundry/evidence/logs.ts';
import { taskHint } from '../../../src/platforms/cloudfoundry/task/hints.ts';
import { stateOf, taskFrom } from '../../../src/platforms/cloudfoundry/task/record.ts';
import { TaskLog } from '../../../src/platforms/cloudfoundry/task/task-log.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const record = (state: string, failure_reason: string | null = null) =>
  taskFrom({
    ...{ guid: 't-1', name: 'run-1', state, result: { failure_reason }, created_at: '2026-11-22T08:14:00Z' },
    relationships: { app: { data: { guid: 'a-1' } } },
  });

describe('what a task has come to', () => {
  test.each<[string, string | null, object]>([
    ['PENDING', null, { state: 'running' }],
    ['RUNNING', null, { state: 'running' }],
    ['CANCELING', null, { state: 'running' }],
    ['A_NEW_WORD', null, { state: 'running' }],
    ['SUCCEEDED', null, { state: 'succeeded', exitCode: 0 }],
    ['FAILED', null, { state: 'failed' }],
    [
      'FAILED',
      'APP/TASK/run-1: Exited with status 3',
      { state: 'failed', exitCode: 3, reason: 'Exited with status 3' },
    ],
    [
      'FAILED',
      'APP/TASK/run-1: Exited with status 137 (out of memory)',
      { state: 'failed', exitCode: 137, reason: 'Exited with status 137 (out of memory)' },
    ],
    ['FAILED', 'task was cancelled', { state: 'failed', reason: 'task was cancelled' }],
    [
      'FAILED',
      'failed to create container: running image plugin create: exit status 1',
      { state: 'failed', reason: 'failed to create container: running image plugin create: exit status 1' },
    ],
  ])('%s, %s', (state, reason, wanted) => {
    expect(stateOf(record(state, reason))).toEqual(wanted);
  });

  test('an answer without what is needed is none', () => {
    expect(() => taskFrom({ guid: 't-1', name: 'x', state: 'RUNNING' })).toThrow(/without guid, name, state or app/);
  });

  test.each([
    ['Exited with status 137 (out of memory)', undefined, /before-release-memory/],
    ['Exited with status 127', undefined, /cd \/app/],
    ['Exited with status 1', 'Failed to run: no such file or directory', /no \/bin\/sh/],
    ['Exited with status 1', 'Error: connect ECONNREFUSED 10.0.4.7:5432', /bound to the app/],
    ['insufficient resources: memory', undefined, /No cell/],
    ['task was cancelled', undefined, /terminate-task/],
  ])('%s, %s: there is something to do', (reason, said, hint) => {
    expect(taskHint(reason, said)).toMatch(hint);
  });
});

/** A log of one app as log-cache tells it: some lines show only from a look on. */
class Lines {
  readonly #all: readonly { readonly line: AppLogLine; readonly from: number }[];
  readonly starts: bigint[] = [];
  looks = 0;

  constructor(all: readonly { at: number; text: string; source?: string; from?: number; stderr?: boolean }[]) {
    this.#all = all.map(({ at, text, source = 'APP/TASK/run-1', from = 0, stderr = false }) => ({
      from,
      line: {
        ...{ at, text, stderr, source, sourceType: source, instance: '0', processGuid: undefined },
        nanoseconds: BigInt(Date.parse('2026-11-22T08:14:00Z') + at) * 1_000_000n,
      },
    }));
  }

  follow(limit = 1_000): TaskLog {
    const log = {
      from: async (_app: string, start: bigint) => {
        this.starts.push(start);
        const now = this.#all.filter(({ from, line }) => from <= this.looks && line.nanoseconds >= start);
        const page = now.map(({ line }) => line).sort((a, b) => (a.nanoseconds < b.nanoseconds ? -1 : 1));
        return { lines: page.slice(0, limit), more: page.length > limit };
      },
    };
    return new TaskLog(record('RUNNING'), {
      ...{ log: log as unknown as AppLog, clock: this.clock, signal: undefined },
    });
  }

  /** A look more with every sleep. */
  readonly clock = new (class extends FakeClock {
    readonly #then: () => void;
    constructor(then: () => void) {
      super();
      this.#then = then;
    }
    override sleep(ms: number): Promise<void> {
      this.#then();
      return super.sleep(ms);
    }
  })(() => {
    this.looks += 1;
  });
}

const texts = (lines: readonly { text: string }[] | undefined) => lines?.map(({ text }) => text);

describe('what a task prints', () => {
  test('is told once, whoever else writes to the log; late lines too', async () => {
    const lines = new Lines([
      { at: 0, text: 'one' },
      { at: 10, text: 'GET /', source: 'RTR' },
      { at: 500, text: 'two', stderr: true },
      { at: 400, text: 'late', from: 1 },
      { at: 1_000, text: 'three', from: 1 },
      { at: 1_000, text: 'three', source: 'APP/TASK/run-2' },
    ]);
    const log = lines.follow();
    expect(await log.read()).toMatchObject([
      { source: 'OUT', text: 'one', stderr: false },
      { source: 'ERR', text: 'two', stderr: true },
    ]);
    expect(await log.read()).toEqual([]);
    lines.looks = 1;
    expect(texts(await log.read())).toEqual(['late', 'three']);
  });

  test('is read page by page; a page of one moment is no end', async () => {
    const many = Array.from({ length: 25 }, (_, at) => ({ at: at < 12 ? 5 : at, text: `row ${at}` }));
    const log = new Lines(many).follow(10);
    const seen = [...(texts(await log.read()) ?? []), ...(texts(await log.read()) ?? [])];
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(many.slice(12).map(({ text }) => text)));
  });

  test('is waited for at the end, until the runtime’s last word', async () => {
    const lines = new Lines([
      { at: 0, text: 'one' },
      { at: 900, text: 'last', from: 2 },
      { at: 901, text: 'Exit status 0', from: 2 },
    ]);
    expect(texts(await lines.follow().rest())).toEqual(['one', 'last', 'Exit status 0']);
    expect(lines.clock.slept).toEqual([1_000, 1_000]);
    const silent = new Lines([]);
    expect(await silent.follow().rest()).toEqual([]);
    expect(silent.clock.slept).toEqual([1_000, 1_000, 1_000]);
  });

  test('begins when the task began, by the platform’s clock', async () => {
    const lines = new Lines([]);
    await lines.follow().read();
    expect(lines.starts).toEqual([BigInt(Date.parse('2026-11-22T08:13:58Z')) * 1_000_000n]);
  });
});
