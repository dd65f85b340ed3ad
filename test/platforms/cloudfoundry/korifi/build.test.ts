import { afterEach, expect, test } from 'vitest';
import type { Reply, RunningServer } from '../../../../sandbox/server.ts';
import { createHttp } from '../../../../src/http/client.ts';
import { CloudController } from '../../../../src/platforms/cloudfoundry/api/cloud-controller.ts';
import { stageOnKorifi } from '../../../../src/platforms/cloudfoundry/korifi/stage.ts';
import { listOf, problem, SleepingClock, scripted } from '../scripted.ts';

let server: RunningServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const built = (guid: string) => ({ guid, state: 'STAGED', droplet: { guid } });
const lost: Reply = { status: 502, body: 'Bad Gateway' };

/** @param list what the list of builds is answered with after the answer to the first one was lost */
async function stagedAfterLoss(list: Reply): Promise<{ droplet: string; asked: readonly string[] }> {
  const running = await scripted({
    'POST /v3/packages': () => ({ status: 201, body: { guid: 'p1' } }),
    'POST /v3/builds': (_, nth) => (nth === 1 ? lost : { status: 201, body: built('b2') }),
    'GET /v3/builds': () => list,
  });
  server = running;
  const clock = new SleepingClock();
  const { signal } = new AbortController();
  const api = new CloudController({
    http: createHttp({ clock, userAgent: 'test' }),
    base: running.url,
    tokens: { bearer: async () => 'token', instead: async (rejected) => rejected },
    ...{ korifi: true, signal, role: () => '', note: () => {} },
  });
  const image = 'ghcr.io/acme/web@sha256:1';
  const order = { appGuid: 'a1', image, registry: undefined, runId: 'run', labels: {} };
  const droplet = await stageOnKorifi(order, { api, clock, signal });
  return { droplet, asked: running.requests.map(({ method, target }) => `${method} ${target}`) };
}

test('a build whose answer was lost is found by its package', async () => {
  const { droplet, asked } = await stagedAfterLoss(listOf(built('b1')));
  expect(droplet).toBe('b1');
  expect(asked).toEqual([
    'POST /v3/packages',
    'POST /v3/builds',
    'GET /v3/builds?package_guids=p1&states=STAGING%2CSTAGED',
  ]);
});

test.each([
  ['there is none', listOf()],
  ['no build can be asked for', problem(404, 10000, 'CF-NotFound', 'Unknown request')],
  ['builds can be made only', { status: 405, body: '' }],
])('one is made anew where %s', async (_, list) => {
  const { droplet, asked } = await stagedAfterLoss(list);
  expect(droplet).toBe('b2');
  expect(asked.filter((one) => one === 'POST /v3/builds')).toHaveLength(2);
});
