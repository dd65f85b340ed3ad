import { afterEach, describe, expect, test } from 'vitest';
import { runningClock } from '../../../sandbox/clock.ts';
import { type DeisSandbox, deisSeeds, startDeis } from '../../../sandbox/deis/deis.ts';
import { PullError } from '../../../sandbox/image.ts';
import type { Reply } from '../../../sandbox/server.ts';
import type { Request } from '../../../src/inputs/request.ts';
import { deis } from '../../../src/platforms/deis/index.ts';
import type { History } from '../../../src/platforms/platform.ts';
import { wayBack } from '../../../src/rollout/way-back.ts';
import {
  bench,
  connected,
  deployOnce,
  factsOf,
  fastClock,
  goBackOnce,
  pullByName,
  requestTo,
} from '../controller/workbench.ts';

/** The way back on Deis Workflow and Hephy. */

const speed = 60;
const clock = fastClock(speed);
let sandbox: DeisSandbox | undefined;
/** An image that its registry does not have any more. */
let gone: string | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

async function start(hephy = false) {
  gone = undefined;
  sandbox = await startDeis({
    ...{ clock: runningClock(speed), hephy },
    pull: async (image) => {
      if (image === gone) throw new PullError('not-found', `manifest for ${image} not found`);
      return pullByName(image);
    },
  });
  const { server, world } = sandbox;
  const request = (more: Partial<Request> = {}) =>
    requestTo(server.url, { login: { kind: 'token', token: deisSeeds.admin.token }, ...more });
  return { sandbox, server, world, request, releases: () => world.apps.get('myapp')?.releases ?? [] };
}

async function historyOf(request: Request): Promise<History> {
  const platform = await connected(deis, bench(request, clock).context);
  await platform.read();
  return platform.history;
}

const env = (value: string): Partial<Request> => ({ settings: { env: new Map([['MODE', value]]) } });
const imageOf = (name: string) => `registry.example.com/org/${name}@${factsOf(name).digest}`;

for (const [generation, hephy] of [
  ['Deis Workflow', false],
  ['Hephy', true],
] as const) {
  describe(`the way back on ${generation}`, () => {
    test('leads past what failed to what served before, once ordered, with the settings of then', async () => {
      const { sandbox, server, request, releases } = await start(hephy);
      await deployOnce(deis, request(env('one')), clock, factsOf('good'));
      await deployOnce(deis, request(), clock, factsOf('better'));
      await deployOnce(deis, request(), clock, factsOf('missing'));
      const past = await (await historyOf(request())).releases();
      expect(past.map(({ ref, current, unfit }) => [ref.id, current, unfit])).toEqual([
        ['v5', false, 'its deploy failed'],
        ['v4', true, undefined],
        ['v3', false, undefined],
        ['v2', false, 'it has no build: there is nothing to start'],
        ['v1', false, 'it has no build: there is nothing to start'],
      ]);
      const { watched, way } = await goBackOnce(deis, request(), clock);
      expect(watched).toMatchObject({ ended: 'live', last: { release: { id: 'v6', image: imageOf('good') } } });
      expect(way.rollout).toMatchObject({ previous: { id: 'v4' }, back: 3 });
      expect(way.changes).toEqual([]);
      expect(sandbox.appAt('myapp.apps.sandbox.test')?.image).toBe(imageOf('good'));
      expect(releases().at(-1)?.summary).toBe('admin rolled back to v3');
      const orders = server.requests.filter(({ target }) => target.includes('/rollback/'));
      expect(orders.map(({ body }) => JSON.parse(body))).toEqual([{ version: 3 }]);
    });

    test('to a release that starts no more: the controller goes back by itself, and that is seen', async () => {
      const { sandbox, world, request, releases } = await start(hephy);
      await deployOnce(deis, request(), clock, factsOf('good'));
      await deployOnce(deis, request(), clock, factsOf('better'));
      for (const node of world.cluster.nodes) node.images.clear();
      gone = imageOf('good');
      const { platform, rollout, watched } = await goBackOnce(deis, request(), clock);
      expect(releases().at(-1)).toMatchObject({ version: 5, failed: true });
      expect(watched).toMatchObject({ ended: 'failed' });
      expect(await platform.restore(rollout)).toMatchObject({ serves: { id: 'v4' }, verified: true });
      expect(sandbox.appAt('myapp.apps.sandbox.test')?.image).toBe(imageOf('better'));
      const past = await (await historyOf(request())).releases();
      expect(past.find(({ ref }) => ref.id === 'v5')).toMatchObject({ unfit: 'its deploy failed' });
    });
  });
}

describe('releases of Deis', () => {
  test('that changed settings only say which one brought the image', async () => {
    const { request } = await start();
    await deployOnce(deis, request(), clock, factsOf('good'));
    await deployOnce(deis, request(env('two')), clock, factsOf('better'));
    const history = await historyOf(request());
    const releases = await history.releases();
    const way = await history.wayTo(wayBack(releases, 'v4'));
    expect(way.rollout.image).toBe(imageOf('good'));
    expect(way.remarks).toEqual([expect.stringContaining('the image was deployed with release v3')]);
  });

  test('that were built from a git push cannot be gone back to: the order would start something else', async () => {
    const { server, request } = await start();
    await deployOnce(deis, request(), clock, factsOf('good'));
    await deployOnce(deis, request(), clock, factsOf('better'));
    const pushed = (answer: Reply): Reply => {
      const { results } = JSON.parse(String(answer.body));
      Object.assign(results[1], { sha: 'f'.repeat(40) });
      return { ...answer, body: JSON.stringify({ results }) };
    };
    server.faults.push({ method: 'GET', path: /builds\/$/, when: 'after', action: pushed });
    const past = await (await historyOf(request())).releases();
    expect(past.find(({ ref }) => ref.id === 'v3')).toMatchObject({ unfit: 'it was built from a git push' });
    expect(() => wayBack(past, 'v3')).toThrow(/cannot be gone back to: it was built from a git push/);
  });

  test('go back twice: away from two of them, not back to the wrong one', async () => {
    const { request } = await start();
    for (const name of ['good', 'better', 'best']) await deployOnce(deis, request(), clock, factsOf(name));
    const first = await goBackOnce(deis, request(), clock);
    expect(first.watched).toMatchObject({ ended: 'live', last: { release: { image: imageOf('better') } } });
    const second = await goBackOnce(deis, request(), clock);
    expect(second.watched).toMatchObject({ ended: 'live', last: { release: { image: imageOf('good') } } });
  });
});
