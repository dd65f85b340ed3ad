import { afterEach, describe, expect, test } from 'vitest';
import { runningClock } from '../../../sandbox/clock.ts';
import { type DeisSandbox, deisSeeds, startDeis } from '../../../sandbox/deis/deis.ts';
import { Uncertain } from '../../../src/errors.ts';
import type { Command } from '../../../src/inputs/request.ts';
import { deis } from '../../../src/platforms/deis/index.ts';
import type { TaskLook, Tasks } from '../../../src/platforms/platform.ts';
import { bench, connected, deployOnce, factsOf, fastClock, pullByName, requestTo } from '../controller/workbench.ts';

/** One-off commands of Deis Workflow and Hephy. */

const speed = 60;
const clock = fastClock(speed);
let sandbox: DeisSandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

type Outcome = { readonly ms: number; readonly exitCode: number; readonly log: readonly string[] };

/** An app that is live, and what its commands come to. */
async function live(outcome: Partial<Outcome> = {}, hephy = false) {
  sandbox = await startDeis({
    ...{ clock: runningClock(speed), hephy },
    pull: async (image) => ({
      ...(await pullByName(image)),
      task: () => ({ ms: 1_000, exitCode: 0, log: [], ...outcome }),
    }),
  });
  const request = requestTo(sandbox.server.url, { login: { kind: 'token', token: deisSeeds.admin.token } });
  await deployOnce(deis, request, clock, factsOf('good'));
  const platform = await connected(deis, bench(request, clock).context);
  await platform.read();
  return { sandbox, tasks: platform.tasks };
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

const runs = ({ server }: DeisSandbox) => server.requests.filter(({ target }) => target.endsWith('/run/'));
const json = { 'content-type': 'application/json' };

for (const [generation, hephy] of [
  ['Deis Workflow', false],
  ['Hephy', true],
] as const) {
  describe(`a command on ${generation}`, () => {
    test('is handed on as it stands; its end tells the code and what it printed', async () => {
      const { sandbox, tasks } = await live({ log: ['schema 41', '', 'schema 42'] }, hephy);
      const text = `./migrate "a b" 'c' $HOME 100%\n`;
      expect(await ran(tasks, command(text))).toEqual({
        ...{ state: 'succeeded', exitCode: 0 },
        lines: ['schema 41', '', 'schema 42'].map((line) => ({ source: 'run', text: line })),
      });
      expect(runs(sandbox).map(({ body }) => JSON.parse(body))).toEqual([{ command: text }]);
      expect(tasks.anyImage).toBe(false);
    });

    test('that fails has a code', async () => {
      const { tasks } = await live({ exitCode: 3, log: ['Error: no table users'] }, hephy);
      expect(await ran(tasks)).toMatchObject({ state: 'failed', exitCode: 3 });
    });
  });
}

describe('a command on Deis', () => {
  test('whose pod has not begun when Deis stops waiting is no success, whatever its exit code', async () => {
    const { sandbox, tasks } = await live();
    const body = JSON.stringify({ exit_code: 0, output: 'Could not get logs. Pod is in state Pulling' });
    sandbox.server.faults.push({
      ...{ method: 'POST', path: /run/, when: 'before', action: { status: 200, headers: json, body } },
    });
    const end = await ran(tasks);
    expect(end).toMatchObject({ state: 'failed', reason: expect.stringContaining('Pod is in state Pulling') });
    expect(end?.exitCode).toBeUndefined();
  });

  test('that prints just that, and fails, keeps its code', async () => {
    const { tasks } = await live({ exitCode: 4, log: ['Could not get logs. Pod is in state down'] });
    expect(await ran(tasks)).toMatchObject({ state: 'failed', exitCode: 4, lines: [{}] });
  });

  test('whose pod cannot get its image may begin later: nobody can tell, and the pod is named', async () => {
    const { sandbox, tasks } = await live();
    sandbox.world.cluster.faults.push({ app: 'myapp', type: 'run', kind: 'pull-error', message: 'no such image' });
    const ending = ran(tasks);
    await expect(ending).rejects.toThrow(Uncertain);
    const [pod] = sandbox.world.cluster.tasks('myapp');
    await expect(ending).rejects.toMatchObject({
      message: expect.stringMatching(/^Deis could not begin the command: myapp-run-\w{5} \(run\): .*no such image/),
      hint: expect.stringContaining(`delete ${pod?.name} before the command is run again`),
    });
    expect(runs(sandbox)).toHaveLength(1);
  });

  test.each([
    ['myapp-run-abcde (run): failed to create Pod in Namespace "myapp": 403 quota exceeded', undefined],
    ['myapp-run-abcde (run): Timed out (20 mins) while running', 'Deis ends commands after 20 minutes.'],
  ])('that is refused or was ended has failed: %s', async (detail, hint) => {
    const { sandbox, tasks } = await live();
    const action = { status: 503, headers: json, body: JSON.stringify({ detail }) };
    sandbox.server.faults.push({ method: 'POST', path: /run/, when: 'before', action });
    const end = await ran(tasks);
    expect(end).toMatchObject({ state: 'failed', reason: detail });
    if (hint !== undefined) expect(end?.hint).toBe(hint);
  });

  test.each([
    ['a cut', 'cut' as const],
    ['a page of the balancer', { status: 504, headers: {}, body: '<title>504 Gateway Time-out</title>' }],
    ['an error of the controller', { status: 500, headers: json, body: '{"detail":"Server Error"}' }],
    ['a login page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<title>Sign in</title>' }],
    ['an object that is none of a command', { status: 200, headers: json, body: '{}' }],
  ])('whose answer is %s is not sent again: nobody can tell', async (_name, action) => {
    const { sandbox, tasks } = await live();
    sandbox.server.faults.push({ method: 'POST', path: /run/, when: 'after', action });
    await expect(ran(tasks)).rejects.toThrow(Uncertain);
    expect(runs(sandbox)).toHaveLength(1);
  });

  test.each([
    [401, '{"detail":"Invalid token."}', 'refuses the login'],
    [403, '{"detail":"You do not have permission to perform this action."}', 'does not permit it'],
    [404, '"No App matches the given query."', 'No App matches'],
    [400, '{"detail":"command is a required field"}', 'command is a required field'],
  ])('that is refused with %i has not run', async (status, body, words) => {
    const { sandbox, tasks } = await live();
    const action = { status, headers: json, body };
    sandbox.server.faults.push({ method: 'POST', path: /run/, when: 'before', action });
    expect(await ran(tasks)).toMatchObject({ state: 'failed', reason: expect.stringContaining(words), lines: [] });
    expect(runs(sandbox)).toHaveLength(1);
  });

  test('takes no limits', async () => {
    const { sandbox, tasks } = await live();
    for (const limit of [{ memoryMb: 64 }, { diskMb: 64 }]) {
      await expect(tasks.start(command('true', limit))).rejects.toMatchObject({ code: 'DEIS_COMMAND' });
    }
    expect(runs(sandbox)).toEqual([]);
  });
});
