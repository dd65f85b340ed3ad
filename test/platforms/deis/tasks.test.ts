import { afterEach, describe, expect, test } from 'vitest';
import { runningClock } from '../../../sandbox/clock.ts';
import { type DeisSandbox, deisSeeds, startDeis } from '../../../sandbox/deis/deis.ts';
import { deis } from '../../../src/platforms/deis/index.ts';
import { bench, connected, deployOnce, factsOf, fastClock, pullByName, requestTo } from '../controller/workbench.ts';

const speed = 30;
const clock = fastClock(speed);
let sandbox: DeisSandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

async function live(hephy: boolean) {
  sandbox = await startDeis({ clock: runningClock(speed), pull: pullByName, hephy });
  const request = requestTo(sandbox.server.url, { login: { kind: 'token', token: deisSeeds.admin.token } });
  await deployOnce(deis, request, clock, factsOf('good'));
  return { sandbox, request };
}

const runs = ({ server }: DeisSandbox) => server.requests.filter(({ target }) => target.endsWith('/run/'));

describe.each([
  ['Deis Workflow', false],
  ['Hephy Workflow', true],
] as const)('%s', (title, hephy) => {
  test('runs a command in what is released, once', async () => {
    const { sandbox: running, request } = await live(hephy);
    const platform = await connected(deis, bench(request, clock).context);
    await platform.read();
    expect(platform.title).toBe(title);
    const { tasks } = platform;
    const task = await tasks?.start({ command: './migrate; exit 3', timeoutMs: 60_000 });
    if (tasks === undefined || task === undefined) throw new Error('no tasks');
    let look = await tasks.look(task);
    while (look?.state === 'running') {
      await clock.sleep(500);
      look = await tasks.look(task);
    }
    expect(look).toMatchObject({ state: 'failed', exitCode: 3 });
    expect(runs(running)).toHaveLength(1);
  });
});
