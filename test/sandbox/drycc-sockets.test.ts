import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../sandbox/clock.ts';
import { type DryccSandbox, dryccSeeds, startDrycc } from '../../sandbox/drycc/drycc.ts';
import { Asker, namedImages } from './asker.ts';

/** What came of a websocket: its texts and the code of the close frame; 1006: it ended without one, or never began. */
interface Heard {
  readonly texts: readonly unknown[];
  readonly code: number;
  readonly reason: string;
  /** Of the handshake. */
  readonly status: number | undefined;
}

describe('the log of a pod in the Drycc sandbox', () => {
  let clock: ManualClock;
  let sandbox: DryccSandbox;
  let mike: Asker;
  beforeEach(async () => {
    clock = new ManualClock();
    sandbox = await startDrycc({ clock, pull: namedImages });
    mike = new Asker(sandbox.server, clock, dryccSeeds.mike.token);
    await mike.post('/v2/apps/', { id: 'market', workspace: 'teamone' });
  });
  afterEach(async () => {
    mike.close();
    await sandbox.close();
  });

  /** Deploys an image of that name and lets so much time pass; the pod's path. */
  async function podOf(name: string, ms: number): Promise<string> {
    await mike.post('/v2/apps/market/build/', { image: `registry.test/team/${name}:1`, stack: 'container' });
    await clock.advance(ms);
    const { results } = (await mike.get('/v2/apps/market/pods/')).body as { results: readonly { name: string }[] };
    return `/v2/apps/market/pods/${results[0]?.name}`;
  }

  function listen(path: string, frame: unknown, authorization = `token ${dryccSeeds.mike.token}`): Promise<Heard> {
    const headers: Record<string, string> = authorization === '' ? {} : { authorization };
    const socket = new WebSocket(`${sandbox.server.url.replace('http', 'ws')}${path}`, { headers });
    const texts: unknown[] = [];
    socket.onopen = () => socket.send(frame instanceof Uint8Array ? frame : JSON.stringify(frame));
    socket.onmessage = ({ data }) => texts.push(data);
    return new Promise((resolve) => {
      socket.onclose = ({ code, reason }) =>
        resolve({ texts, code, reason, status: sandbox.server.requests.at(-1)?.status });
    });
  }

  const crashed = 'starting\nError: connect ECONNREFUSED 10.0.4.7:5432\n';

  it('comes in one text, then the end', async () => {
    const pod = await podOf('web', 8_000);
    const wanted = { lines: 300, follow: false, container: '', previous: false };
    expect(await listen(`${pod}/logs`, wanted)).toEqual({ texts: ['starting\n'], code: 1000, reason: '', status: 101 });
    expect(await listen(`${pod}/logs/`, { container: 'market-web' })).toMatchObject({ texts: ['starting\n'] });
  });

  it('is its last run’s while a crashed container is held back, called previous or not', async () => {
    const pod = await podOf('crash', 8_000);
    expect(await listen(`${pod}/logs`, { previous: false })).toMatchObject({ texts: [crashed], code: 1000 });
    expect(await listen(`${pod}/logs`, { previous: true })).toMatchObject({ texts: [crashed], code: 1000 });
    expect(await listen(`${pod}/logs`, { lines: 1 })).toMatchObject({
      texts: ['Error: connect ECONNREFUSED 10.0.4.7:5432\n'],
    });
    expect(await listen(`${pod}/logs`, { lines: 0 })).toMatchObject({ texts: [crashed] });
  });

  it('is told by runs once the container has been started again', async () => {
    const pod = await podOf('later', 8_000);
    expect(await listen(`${pod}/logs`, { previous: true })).toMatchObject({ texts: [], code: 1006, status: 101 });
    await clock.advance(20_000);
    expect(await listen(`${pod}/logs`, { previous: false })).toMatchObject({ texts: ['starting\n'], code: 1000 });
    expect(await listen(`${pod}/logs`, { previous: true })).toMatchObject({ texts: [crashed], code: 1000 });
  });

  it.each([
    ['a frame that is no JSON object', 'text'],
    ['bytes', new Uint8Array([123, 125])],
    ['a number of lines that is none', { lines: '300' }],
    ['a container that is not there', { container: 'sidecar' }],
  ])('ends without a word over %s', async (_, frame) => {
    const pod = await podOf('web', 8_000);
    expect(await listen(`${pod}/logs`, frame)).toMatchObject({ texts: [], code: 1006, status: 101 });
  });

  it('ends without a word where there is no pod, or where it has not run', async () => {
    const gone = await listen('/v2/apps/market/pods/market-web-1-abcde/logs', {});
    expect(gone).toMatchObject({ texts: [], code: 1006, status: 101 });
    const pod = await podOf('missing', 5_000);
    expect(await listen(`${pod}/logs`, {})).toMatchObject({ texts: [], code: 1006, status: 101 });
  });

  it('is denied before it begins to whoever may not read the app, and for an app that is not there', async () => {
    const path = `${await podOf('web', 8_000)}/logs`;
    const token = (name: keyof typeof dryccSeeds) => `token ${dryccSeeds[name].token}`;
    expect(await listen(path, {}, token('vera'))).toMatchObject({ texts: ['starting\n'] });
    expect(await listen(path, {}, token('bob'))).toMatchObject({ texts: [], status: 403 });
    expect(await listen(path, {}, '')).toMatchObject({ texts: [], status: 403 });
    expect(await listen('/v2/apps/nowhere/pods/x/logs', {})).toMatchObject({ texts: [], status: 403 });
    sandbox.world.expiredUsers.add('mike');
    expect(await listen(path, {})).toMatchObject({ texts: [], status: 403 });
  });

  it('falls over a token that is not known, and over a path without websockets', async () => {
    const path = `${await podOf('web', 8_000)}/logs`;
    expect(await listen(path, {}, 'token nobody')).toMatchObject({ texts: [], status: 500 });
    expect(await listen(path, {}, 'Basic dTpw')).toMatchObject({ texts: [], status: 500 });
    expect(await listen('/v2/apps/market/logs', {})).toMatchObject({ texts: [], status: 500 });
  });

  it('is not followed, nor are commands run: the sandbox says so', async () => {
    const pod = await podOf('web', 8_000);
    expect(await listen(`${pod}/logs`, { follow: true })).toMatchObject({ code: 1011, reason: /does not play/ });
    expect(await listen(`${pod}/exec`, { command: ['sh'] })).toMatchObject({ texts: [], status: 599 });
  });

  it('does not count as a request', async () => {
    const pod = await podOf('web', 8_000);
    for (let count = 0; count < 61; count += 1) await listen(`${pod}/logs`, {});
    expect((await mike.get('/v2/auth/whoami/')).status).toBe(200);
  });
});
