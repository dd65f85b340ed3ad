import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import { Cancelled } from '../../src/errors.ts';
import {
  client,
  closedPort,
  closeLater,
  closeServers,
  cut,
  failure,
  scripted,
  serve,
  sleepless,
  status,
} from './servers.ts';

afterEach(closeServers);

describe('a second try', () => {
  it('follows a reset of a GET, not of a POST', async () => {
    const clock = sleepless();
    const gets = await scripted(cut, cut, status(200));
    expect((await client(clock)(gets.url)).status).toBe(200);
    expect(gets.requests).toHaveLength(3);
    expect(clock.slept).toHaveLength(2);

    const posts = await scripted(cut, status(200));
    expect(await failure(client()(posts.url, { method: 'POST' }))).toMatchObject({ reason: 'ECONNRESET' });
    expect(posts.requests).toHaveLength(1);
  });

  it('follows a refused connection, of a POST as well', async () => {
    const port = await closedPort();
    const server = createServer(status(201));
    closeLater(server);
    const clock: Clock = {
      ...systemClock,
      sleep: () =>
        new Promise((resolve) => {
          server.listen(port, '127.0.0.1', resolve);
        }),
    };
    const answer = await client(clock)(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(201);
  });

  it('follows 429 when the pause asked for is over', async () => {
    const clock = sleepless();
    const { url, requests } = await scripted(status(429, { 'retry-after': '3' }), status(201));
    expect((await client(clock)(url, { method: 'POST', body: 'again' })).status).toBe(201);
    expect(clock.slept).toEqual([3_000]);
    expect(requests).toHaveLength(2);
  });

  it('does not follow when the server asks for more than a minute: its answer is handed on', async () => {
    const { url, requests } = await scripted(status(429, { 'retry-after': '3600' }));
    expect((await client()(url)).status).toBe(429);
    expect(requests).toHaveLength(1);
  });

  it('ends after four, with the last answer', async () => {
    const { url, requests } = await scripted(status(503));
    expect((await client()(url)).status).toBe(503);
    expect(requests).toHaveLength(4);
  });

  it('follows a lost answer, not a limit, when only those are to be tried again', async () => {
    const { url, requests } = await scripted(cut, status(429, { 'retry-after': '1' }), status(200));
    expect((await client()(url, { retry: 'lost' })).status).toBe(429);
    expect(requests).toHaveLength(2);
  });

  it('does not follow when none is wanted', async () => {
    const { url, requests } = await scripted(status(503));
    await client()(url, { retry: 'never' });
    expect(requests).toHaveLength(1);
  });
});

describe('cancelling', () => {
  it('ends a request under way at once', async () => {
    const stop = new AbortController();
    const url = await serve(() => stop.abort(new Cancelled('stopped by a test')));
    await expect(client()(url, { signal: stop.signal })).rejects.toThrow('stopped by a test');
  });

  it('ends the reading of a body', async () => {
    const stop = new AbortController();
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('part', () => stop.abort());
    });
    await expect(client()(url, { signal: stop.signal })).rejects.toBeInstanceOf(Cancelled);
  });

  it('sends nothing once it has happened, and ends a pause', async () => {
    const { url, requests } = await scripted(status(503));
    await expect(client()(url, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(Cancelled);
    expect(requests).toHaveLength(0);
    const stop = new AbortController();
    const clock: Clock = {
      ...systemClock,
      sleep: async () => {
        stop.abort();
      },
    };
    await expect(client(clock)(url, { signal: stop.signal })).rejects.toBeInstanceOf(Cancelled);
    expect(requests).toHaveLength(1);
  });
});
