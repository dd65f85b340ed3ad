import { afterEach, expect, test } from 'vitest';
import { type Fault, type RunningServer, serve } from '../../sandbox/server.ts';
import { createHttp } from '../../src/http/client.ts';
import { SleepingClock } from '../platforms/cloudfoundry/scripted.ts';

let server: RunningServer | undefined;
afterEach(() => server?.close());

async function broken(fault: Pick<Fault, 'when' | 'action'>) {
  const acted = Promise.withResolvers<void>();
  let struck = 0;
  const running = await serve(async () => {
    acted.resolve();
    // A blocking request: its answer never comes.
    if (fault.when === 'during') await new Promise(() => {});
    return { status: 201, body: { guid: 'a-guid' } };
  });
  server = running;
  running.faults.push({ method: 'POST', path: /./, nth: 1, ...fault, struck: () => struck++ });
  const http = createHttp({ clock: new SleepingClock(), userAgent: 'test' });
  const send = () => http.send({ method: 'POST', url: new URL(`${running.url}/builds/`), body: '{}' });
  return { acted: acted.promise, struck: () => struck, send };
}

test('cut during: the server is at work, and nobody hears of it', async () => {
  const { acted, struck, send } = await broken({ when: 'during', action: 'cut' });
  await expect(send()).rejects.toMatchObject({ reason: 'ECONNRESET', mayHaveActed: true });
  await acted;
  expect(struck()).toBe(1);
});

test.each([{ guid: 'a-guid' }, null])('truncated: more is announced than comes (%o)', async (body) => {
  const running = await serve(() => ({ status: 200, body }));
  server = running;
  running.faults.push({ method: 'POST', path: /./, when: 'after', action: 'truncate' });
  const http = createHttp({ clock: new SleepingClock(), userAgent: 'test' });
  const sent = http.send({ method: 'POST', url: new URL(running.url), body: '{}' });
  await expect(sent).rejects.toMatchObject({ reason: 'TRUNCATED', mayHaveActed: true });
});

test('only the nth request is struck', async () => {
  const { send } = await broken({ when: 'before', action: { status: 503, body: 'down' } });
  expect((await send()).status).toBe(503);
  expect((await send()).status).toBe(201);
});
