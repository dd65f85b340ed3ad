import { describe, expect, it } from 'vitest';
import { ActionError, Cancelled, Uncertain } from '../../src/errors.ts';
import type { Task, TaskLook, Tasks } from '../../src/platforms/platform.ts';
import { Pace } from '../../src/rollout/pace.ts';
import { endTask, runTask } from '../../src/rollout/task.ts';
import { FakeClock } from '../support/fake-clock.ts';

const first: Task = { runId: 'run-1', app: 'web' };
const started: Task = { ...first, id: 'task-1' };
const command = { command: 'rake db:migrate', timeoutMs: 600_000 };
const line = (text: string) => ({ source: 'OUT', text });
const running: TaskLook = { state: 'running', lines: [] };

type Answer = TaskLook | undefined | Error;

/** A platform whose looks are answered one after the other, the last one for ever. */
class Scripted implements Tasks {
  readonly anyImage = true;
  readonly calls: string[] = [];
  /** When each look was. Milliseconds since the epoch. */
  readonly lookedAt: number[] = [];
  readonly clock = new FakeClock();
  readonly saved: Task[] = [];
  readonly printed: string[] = [];
  readonly stop = new AbortController();
  readonly #looks: Answer[];
  readonly #start: Error | undefined;
  readonly #cancel: (() => void) | undefined;

  constructor(looks: readonly Answer[], more: { start?: Error; cancel?: () => void } = {}) {
    this.#looks = [...looks];
    this.#start = more.start;
    this.#cancel = more.cancel;
  }

  async start(): Promise<Task> {
    this.calls.push('start');
    if (this.#start !== undefined) throw this.#start;
    return started;
  }

  async look(task: Task): Promise<TaskLook | undefined> {
    this.calls.push(`look ${task.id ?? task.runId}`);
    this.lookedAt.push(this.clock.now());
    const answer = this.#looks.length > 1 ? this.#looks.shift() : this.#looks[0];
    if (answer instanceof Error) throw answer;
    return answer;
  }

  async cancel(): Promise<void> {
    this.calls.push('cancel');
    this.#cancel?.();
  }

  run() {
    return runTask(this, command, first, {
      clock: this.clock,
      signal: this.stop.signal,
      // Each look asks for the task and for its log.
      pace: new Pace(this.clock, () => 2 * this.lookedAt.length),
      save: (task) => this.saved.push(task),
      printed: (lines) => this.printed.push(...lines.map(({ text }) => text)),
    });
  }

  end(task = started) {
    return endTask(this, task, { clock: this.clock, signal: this.stop.signal });
  }
}

describe('a command', () => {
  it('is saved before it is ordered and when it has a name; what it prints is told as it comes', async () => {
    const looks = [
      { ...running, lines: [line('a')] },
      { state: 'succeeded', exitCode: 0, lines: [line('b')] } as const,
    ];
    const tasks = new Scripted(looks);
    expect(await tasks.run()).toEqual({ ended: 'succeeded', exitCode: 0 });
    expect(tasks.saved).toEqual([first, started]);
    expect(tasks.printed).toEqual(['a', 'b']);
    expect(tasks.clock.slept).toHaveLength(1);
  });

  it.each<[string, TaskLook, string]>([
    [
      'in the platform’s words',
      { state: 'failed', exitCode: 3, reason: 'Exited with status 3', lines: [] },
      'Exited with status 3',
    ],
    ['by its code', { state: 'failed', exitCode: 3, lines: [] }, 'exit status 3'],
    ['as far as is known', { state: 'failed', lines: [] }, 'the platform gives no reason'],
  ])('that failed says so, %s', async (_name, look, said) => {
    const { exitCode } = look;
    const code = exitCode === undefined ? {} : { exitCode };
    expect(await new Scripted([look]).run()).toEqual({
      ...{ ended: 'failed', ...code, reason: `The command failed: ${said}`, hint: undefined, mayRun: false },
    });
  });

  it('that is refused does not run; one that may have begun may', async () => {
    const refused = new ActionError('X', 'quota', { hint: 'less' });
    expect(await new Scripted([], { start: refused }).run()).toEqual({
      ...{ ended: 'failed', reason: 'quota', hint: 'less', mayRun: false },
    });
    const uncertain = new Uncertain('X', 'nobody knows');
    expect(await new Scripted([], { start: uncertain }).run()).toMatchObject({ ended: 'unknown', mayRun: true });
    const bug = new TypeError('a bug');
    await expect(new Scripted([], { start: bug }).run()).rejects.toBe(bug);
  });

  it('is waited for through bad answers, for five minutes', async () => {
    const bad = new ActionError('X', 'no answer');
    const good = new Scripted([running, bad, bad, { state: 'succeeded', lines: [] }]);
    expect(await good.run()).toEqual({ ended: 'succeeded' });
    const blind = new Scripted([running, bad]);
    expect(await blind.run()).toMatchObject({ ended: 'unknown', mayRun: true });
    expect(blind.calls).not.toContain('cancel');
    const lost = new Scripted([running, new Uncertain('X', 'its answer was lost', { hint: 'look' })]);
    expect(await lost.run()).toEqual({ ended: 'unknown', reason: 'its answer was lost', hint: 'look', mayRun: true });
    expect(lost.clock.slept).toHaveLength(1);
    const gone = new Scripted([running, undefined]);
    expect(await gone.run()).toMatchObject({ ended: 'unknown', mayRun: false });
  });

  it('is looked at soon and then less often, with 40 requests a minute at most', async () => {
    const tasks = new Scripted([...Array.from({ length: 60 }, () => running), { state: 'succeeded', lines: [] }]);
    await tasks.run();
    const { lookedAt } = tasks;
    const within = (from: number) => lookedAt.filter((at) => at >= from && at < from + 60_000).length;
    expect(Math.max(...lookedAt.map(within))).toBeLessThanOrEqual(20);
    expect(tasks.clock.slept[0]).toBeLessThan(1_100);
    expect(tasks.clock.slept[1]).toBeGreaterThan(tasks.clock.slept[0] ?? 0);
  });

  it('that takes longer than it may is ended, and seen to end', async () => {
    let told = false;
    const look: TaskLook = { state: 'running', lines: [] };
    const tasks = new Scripted([look], {
      cancel: () => {
        told = true;
      },
    });
    const end = tasks.run();
    expect(await end).toMatchObject({
      ended: 'failed',
      mayRun: true,
      reason: expect.stringMatching(/longer than 10m, and did not end/),
    });
    expect(told).toBe(true);
    expect(tasks.calls.filter((call) => call === 'cancel')).toHaveLength(1);
  });

  it('stops waiting when the run is told to stop, and cancels nothing by itself', async () => {
    const tasks = new Scripted([running]);
    const end = tasks.run();
    tasks.stop.abort(new Cancelled());
    await expect(end).rejects.toBeInstanceOf(Cancelled);
    expect(tasks.calls).not.toContain('cancel');
  });
});

describe('ending a command', () => {
  it('needs no order when it has ended already, or is not there any more', async () => {
    for (const look of [{ state: 'failed', lines: [] } as const, undefined]) {
      const tasks = new Scripted([look]);
      expect(await tasks.end()).toBeUndefined();
      expect(tasks.calls).toEqual(['look task-1']);
    }
  });

  it('waits for one that a killed run may have ordered', async () => {
    const never = new Scripted([undefined]);
    expect(await never.end(first)).toBeUndefined();
    expect(never.clock.slept).toHaveLength(5);
    const late = new Scripted([undefined, undefined, running, { state: 'failed', lines: [] }]);
    expect(await late.end(first)).toBeUndefined();
    expect(late.calls).toEqual(['look run-1', 'look run-1', 'look run-1', 'cancel', 'look run-1']);
  });

  it('says what stands in its way, after 20 s', async () => {
    expect(await new Scripted([running]).end()).toBe('did not end when it was told to');
    const refused = new Scripted([running], {
      cancel: () => {
        throw new ActionError('X', 'forbidden');
      },
    });
    expect(await refused.end()).toBe('could not be ended: forbidden');
    expect(refused.clock.slept).toHaveLength(20);
  });
});
