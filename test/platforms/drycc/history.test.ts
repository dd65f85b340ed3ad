import { afterEach, describe, expect, test } from 'vitest';
import { runningClock } from '../../../sandbox/clock.ts';
import { type DryccSandbox, dryccSeeds, startDrycc } from '../../../sandbox/drycc/drycc.ts';
import type { Request } from '../../../src/inputs/request.ts';
import { drycc } from '../../../src/platforms/drycc/index.ts';
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

/** The way back on Drycc. */

const speed = 60;
const clock = fastClock(speed);
let sandbox: DryccSandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

async function start() {
  sandbox = await startDrycc({ clock: runningClock(speed), pull: pullByName, throttle: false });
  const { server, world } = sandbox;
  const request = (more: Partial<Request> = {}) =>
    requestTo(server.url, { login: { kind: 'token', token: dryccSeeds.mike.token }, workspace: 'teamone', ...more });
  const post = async (path: string, body: object) => {
    const answer = await bench(request(), clock).http.send({
      ...{ method: 'POST', url: new URL(`/v2/apps/myapp/${path}`, server.url), body: JSON.stringify(body) },
      headers: { authorization: `token ${dryccSeeds.mike.token}`, 'content-type': 'application/json' },
    });
    return answer.status;
  };
  return { sandbox, server, request, post, releases: () => world.apps.get('myapp')?.releases ?? [] };
}

async function historyOf(request: Request): Promise<History> {
  const platform = await connected(drycc, bench(request, clock).context);
  await platform.read();
  return platform.history;
}

const imageOf = (name: string) => `registry.example.com/org/${name}@${factsOf(name).digest}`;

async function ended(releases: () => readonly { state: string }[]): Promise<void> {
  for (let looks = 0; looks < 600 && releases().at(-1)?.state === 'created'; looks += 1) await clock.sleep(500);
  expect(releases().at(-1)?.state).not.toBe('created');
}

describe('the way back on Drycc', () => {
  test('leads past what failed and what was never deployed to what served before, ordered once', async () => {
    const { sandbox, server, request, post, releases } = await start();
    const env = new Map([['MODE', 'one']]);
    await deployOnce(drycc, request({ settings: { env } }), clock, factsOf('good'));
    await deployOnce(drycc, request(), clock, factsOf('better'));
    await deployOnce(drycc, request(), clock, factsOf('missing'));
    // The second one is refused while the first is deployed, and its release stays.
    expect(await post('build/', { image: imageOf('slow'), stack: 'container' })).toBe(201);
    expect(await post('build/', { image: imageOf('best'), stack: 'container' })).toBe(400);
    await ended(() => releases().slice(0, -1));
    const past = await (await historyOf(request())).releases();
    expect(past.map(({ ref, current, unfit }) => [ref.id, current, unfit])).toEqual([
      ['v7', false, 'it was never deployed to its end'],
      ['v6', true, undefined],
      ['v5', false, 'its deploy failed'],
      ['v4', false, undefined],
      ['v3', false, undefined],
      ['v2', false, 'it has no build: there is nothing to start'],
      ['v1', false, 'it has no build: there is nothing to start'],
    ]);
    for (const to of ['v1', 'v5', '7']) expect(() => wayBack(past, to)).toThrow(/cannot be gone back to/);
    const { watched, way } = await goBackOnce(drycc, request(), clock);
    expect(watched).toMatchObject({ ended: 'live', last: { release: { id: 'v8', image: imageOf('better') } } });
    expect(way.rollout).toMatchObject({ previous: { id: 'v6' }, back: 4 });
    expect(sandbox.appAt('myapp.apps.sandbox.test')?.image).toBe(imageOf('better'));
    const orders = server.requests.filter(({ target }) => target.includes('/rollback/'));
    expect(orders.map(({ body }) => JSON.parse(body))).toEqual([{ version: 4 }]);
  });

  test('goes to a release by its name, and says that the settings of then come with it', async () => {
    const { request, releases } = await start();
    const set = (mode: string): Partial<Request> => ({ settings: { env: new Map([['MODE', mode]]) } });
    await deployOnce(drycc, request(set('one')), clock, factsOf('good'));
    const first = releases().at(-1)?.version;
    await deployOnce(drycc, request(set('two')), clock, factsOf('better'));
    const { watched, way } = await goBackOnce(drycc, request(), clock, `v${first}`);
    expect(watched).toMatchObject({ ended: 'live', last: { release: { image: imageOf('good') } } });
    expect(way.changes).toEqual([{ what: 'settings', to: `as of release v${first}` }]);
    expect(releases().at(-1)?.config.values).toContainEqual({ name: 'MODE', group: 'global', value: 'one' });
  });

  test('is refused before it is ordered when the app has none of its process types', async () => {
    const { sandbox, server, request, post, releases } = await start();
    await deployOnce(drycc, request(), clock, factsOf('good'));
    const web = `v${releases().at(-1)?.version}`;
    await post('build/', { image: imageOf('better'), stack: 'container', procfile: { worker: 'work' } });
    await ended(releases);
    // `drycc ptypes clean web`
    const app = sandbox.world.apps.get('myapp');
    if (app === undefined) throw new Error('no app');
    app.structure = { worker: 1 };
    const history = await historyOf(request());
    const way = history.wayTo(wayBack(await history.releases(), web));
    await expect(way).rejects.toMatchObject({
      ...{ code: 'DRYCC_NO_WAY_BACK' },
      message: `Drycc cannot go back to release ${web}: of its process types (web) the app has none.`,
    });
    expect(server.requests.filter(({ target }) => target.includes('/rollback/'))).toEqual([]);
  });
});
