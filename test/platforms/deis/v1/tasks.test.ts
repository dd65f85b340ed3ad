import { afterEach, describe, expect, test } from 'vitest';
import { runningClock } from '../../../../sandbox/clock.ts';
import { type DeisV1Sandbox, startDeisV1, v1Seeds } from '../../../../sandbox/deis-v1/deis-v1.ts';
import { Uncertain } from '../../../../src/errors.ts';
import type { Command } from '../../../../src/inputs/request.ts';
import { deis } from '../../../../src/platforms/deis/index.ts';
import type { TaskLook, Tasks } from '../../../../src/platforms/platform.ts';
import { bench, connected, deployOnce, factsOf, fastClock, pullByName, requestTo } from '../../controller/workbench.ts';

const speed = 30;
const clock = fastClock(speed);
let sandbox: DeisV1Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

type Outcome = { readonly ms: number; readonly exitCode: number; readonly log: readonly string[] };

/** An app that is live, and what its commands come to. */
async function live(outcome: Partial<Outcome> = {}, more: { sshKey?: boolean } = {}) {
  sandbox = await startDeisV1({
    ...{ clock: runningClock(speed), ...more },
    pull: async (image) => ({
      ...(await pullByName(image)),
      task: () => ({ ms: 1_000, exitCode: 0, log: [], ...outcome }),
    }),
  });
  const request = requestTo(sandbox.server.url, { login: { kind: 'token', token: v1Seeds.admin.token } });
  await deployOnce(deis, request, clock, factsOf('good'));
  const tasks = async (): Promise<Tasks> => {
    const platform = await connected(deis, bench(request, clock).context);
    await platform.read();
    return platform.tasks;
  };
  return { sandbox, tasks: await tasks(), another: tasks };
}

const command = (text = './migrate', more: Partial<Command> = {}): Command => ({
  ...{ command: text, timeoutMs: 60_000 },
  ...more,
});

async function ran(tasks: Tasks, what = command()): Promise<TaskLook | undefined> {
  const task = await tasks.start(what);
  for (;;) {
    const look = await tasks.look(task);
    if (look?.state !== 'running') return look;
    await clock.sleep(500);
  }
}

const runs = ({ server }: DeisV1Sandbox) => server.requests.filter(({ target }) => target.endsWith('/run/'));

describe('a command', () => {
  test('runs in what is released; its end tells the code and what it printed', async () => {
    const { sandbox, tasks } = await live({ log: ['schema 41', 'schema 42'] });
    expect(tasks.anyImage).toBe(false);
    expect(await ran(tasks)).toEqual({
      ...{ state: 'succeeded', exitCode: 0 },
      lines: [
        { source: 'run', text: 'schema 41' },
        { source: 'run', text: 'schema 42' },
      ],
    });
    expect(runs(sandbox)).toHaveLength(1);
  });

  test('that fails', async () => {
    const { tasks } = await live({ exitCode: 3 });
    expect(await ran(tasks)).toEqual({ state: 'failed', exitCode: 3, lines: [] });
  });

  test('is refused by a controller that cannot reach its machines', async () => {
    const { tasks } = await live({}, { sshKey: false });
    expect(await ran(tasks)).toMatchObject({
      ...{ state: 'failed', reason: 'Support for admin commands is not configured' },
      hint: expect.stringContaining('SSH key'),
    });
  });

  test('that could not start is told by the scheduler', async () => {
    const { sandbox, tasks } = await live();
    const answer = { status: 503, headers: { 'content-type': 'application/json' } };
    const body = JSON.stringify({ detail: 'container failed to start' });
    sandbox.server.faults.push({ method: 'POST', path: /run/, when: 'before', action: { ...answer, body } });
    expect(await ran(tasks)).toMatchObject({
      ...{ state: 'failed', reason: 'container failed to start', hint: expect.stringContaining('/bin/bash') },
    });
  });

  test('whose answer is lost is not sent again: nobody can tell', async () => {
    const { sandbox, tasks } = await live();
    sandbox.server.faults.push({ method: 'POST', path: /run/, when: 'during', action: 'cut' });
    await expect(ran(tasks)).rejects.toThrow(Uncertain);
    expect(runs(sandbox)).toHaveLength(1);
  });

  test('cannot be ended, nor looked at by anybody else', async () => {
    const { tasks, another } = await live({ ms: 60_000 });
    const task = await tasks.start(command());
    await expect(tasks.cancel(task)).rejects.toThrow(/no way to end a command/);
    await expect((await another()).look(task)).rejects.toThrow(Uncertain);
  });

  test('that v1 would not hand on as it stands is not sent, nor one with limits', async () => {
    const { sandbox, tasks } = await live();
    const signs = ['echo "a"', "echo 'a'", 'date +%s', 'echo a\\ b', 'echo a\necho b', `echo $${'{B}'}`];
    for (const what of [...signs.map((text) => command(text)), command('true', { memoryMb: 64 })]) {
      await expect(tasks.start(what), what.command).rejects.toMatchObject({ code: 'DEIS_COMMAND' });
    }
    expect(runs(sandbox)).toEqual([]);
  });
});
