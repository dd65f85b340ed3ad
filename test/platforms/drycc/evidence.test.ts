import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Reply, type RunningServer, serve } from '../../../sandbox/server.ts';
import { acceptWebSocket } from '../../../sandbox/websocket.ts';
import type { Clock } from '../../../src/clock.ts';
import { ControllerApi } from '../../../src/platforms/controller/api.ts';
import { PodWatch } from '../../../src/platforms/controller/pods.ts';
import { gather, podFacts } from '../../../src/platforms/drycc/evidence.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { bench, requestTo, SleepingClock } from '../controller/workbench.ts';

let server: RunningServer | undefined;
const servers: RunningServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((running) => running.close())));

interface Logs {
  /** By pod and what was asked for: `web-1`, `web-1 previous`. Undefined: the connection ends without a word. */
  readonly [pod: string]: string | undefined;
}

/** A controller that describes every pod like this and has these logs. */
async function controller(
  logs: Logs,
  containers: readonly object[] = [],
  clock: Clock = new SleepingClock(),
): Promise<ControllerApi> {
  const json = (body: object): Reply => ({ status: 200, body });
  server = await serve(({ path }) => json({ results: path.endsWith('/describe/') ? containers : [] }), {
    upgrade: (exchange) =>
      acceptWebSocket(exchange, (message, peer) => {
        const { lines, follow, container, previous } = JSON.parse(String(message));
        expect({ lines, follow, container }).toEqual({ lines: 100, follow: false, container: '' });
        const pod = exchange.path.split('/').at(-2);
        const log = logs[previous ? `${pod} previous` : `${pod}`];
        if (log === undefined) return peer.cut();
        peer.sendText(log);
        peer.close(1000);
      }),
  });
  servers.push(server);
  const { context } = bench(requestTo(server.url), clock);
  const api = new ControllerApi(context, { title: 'Drycc', version: 'v2', tokenHint: '', accessHint: 'ask' });
  api.authenticate('a-token');
  return api;
}

const handshakes = () => server?.requests.filter(({ target }) => target.endsWith('/logs')) ?? [];
const watching = (state: string, ...names: readonly string[]) => {
  const watch = new PodWatch();
  watch.look(
    names.map((name) => ({ name, type: 'web', release: 3, state, restarts: 0 })),
    0,
  );
  return watch;
};
const evidenceOf = (api: ControllerApi, watch: PodWatch, exception?: string) =>
  gather({ api, app: 'myapp', exception, refusal: undefined, watch, described: new Map() });
const backOff = 'ServiceUnavailable: (app::deploy): Back-off restarting failed container';

describe('the log of a pod', () => {
  const texts = async (logs: Logs) => {
    const { log } = await podFacts(await controller(logs), 'myapp', 'web-1');
    return log.map(({ text }) => text);
  };

  test('is asked for once when it says why', async () => {
    expect(await texts({ 'web-1': 'starting\r\n\nError: boom\n    at main\n' })).toEqual([
      'starting',
      'Error: boom',
      '    at main',
    ]);
    expect(handshakes()).toMatchObject([
      { target: '/v2/apps/myapp/pods/web-1/logs', headers: { authorization: 'token a-token' } },
    ]);
    expect(handshakes()[0]?.headers['user-agent']).toMatch(/^deploy-image\//);
  });

  test('is that of the run before when the container has been started again', async () => {
    expect(await texts({ 'web-1': 'starting\n', 'web-1 previous': 'starting\nError: boom\n' })).toEqual([
      'starting',
      'Error: boom',
    ]);
    expect(await texts({ 'web-1': '', 'web-1 previous': 'starting\n' })).toEqual(['starting']);
  });

  test('is that of the newest run when the one before says no more, or was not', async () => {
    expect(await texts({ 'web-1': 'newest\n', 'web-1 previous': 'before\n' })).toEqual(['newest']);
    expect(await texts({ 'web-1': 'newest\n' })).toEqual(['newest']);
  });

  test('is empty when the pod is gone, which is asked once', async () => {
    expect(await texts({})).toEqual([]);
    expect(handshakes()).toHaveLength(1);
  });

  test('is empty when it is refused, too long or never ends', async () => {
    expect(await texts({ 'web-1': 'a'.repeat(2 * 1024 * 1024 + 1) })).toEqual([]);
    const clock = new FakeClock();
    const api = await controller({}, [], clock);
    server?.faults.push({ method: 'GET', path: /logs$/, when: 'before', nth: 1, action: { status: 403, body: '' } });
    server?.faults.push({ method: 'GET', path: /logs$/, when: 'before', nth: 2, action: 'hang' });
    expect((await podFacts(api, 'myapp', 'web-1')).log).toEqual([]);
    const facts = podFacts(api, 'myapp', 'web-1');
    await vi.waitFor(() => expect(handshakes()).toHaveLength(2));
    clock.pass(1_500);
    expect((await facts).log).toEqual([]);
  });
});

describe('the evidence', () => {
  const exited = (reason: string, exitCode: number) => [{ lastState: { terminated: { reason, exitCode } } }];

  test('has the app’s own error as cause after a crash, and the lines around it', async () => {
    const api = await controller(
      { 'web-1': 'starting\nError: connect ECONNREFUSED 10.0.4.7:5432\n' },
      exited('Error', 1),
    );
    const evidence = await evidenceOf(api, watching('error', 'web-1'), backOff);
    expect(evidence).toMatchObject({
      cause: 'Error: connect ECONNREFUSED 10.0.4.7:5432',
      hint: expect.stringContaining('cannot reach'),
      log: [
        { source: 'web-1', text: 'starting' },
        { source: 'web-1', text: 'Error: connect ECONNREFUSED 10.0.4.7:5432' },
      ],
    });
    expect(evidence.facts).toContain('web-1: Error, exit code 1');
  });

  test('shows the log of the pod that says why, and its last 40 lines', async () => {
    const many = Array.from({ length: 100 }, (_, index) => `line ${index}\n`).join('');
    const api = await controller({ 'web-1': many, 'web-2': `${many}Error: boom\n` });
    const { cause, log } = await evidenceOf(api, watching('error', 'web-1', 'web-2'), backOff);
    expect(cause).toBe('Error: boom');
    expect(log).toHaveLength(40);
    expect(log[0]).toEqual({ source: 'web-2', text: 'line 61' });
  });

  test('has the end of the container as cause when its log names no error', async () => {
    const api = await controller({ 'web-1': 'bye\n' }, exited('Error', 3));
    const { cause, log } = await evidenceOf(api, watching('error', 'web-1'), backOff);
    expect(cause).toBe('web-1: Error, exit code 3');
    expect(log).toEqual([{ source: 'web-1', text: 'bye' }]);
  });

  test('believes the kernel before the log of what it ended', async () => {
    const api = await controller({ 'web-1': 'Error: cache is cold, going on\n' }, exited('OOMKilled', 137));
    const { cause, hint } = await evidenceOf(api, watching('error', 'web-1'), backOff);
    expect(cause).toBe('web-1: OOMKilled, exit code 137');
    expect(hint).toContain('more memory');
  });

  test('shows what an app says that never got healthy, and does not call it the cause', async () => {
    const api = await controller({ 'web-1': 'Error: cache is cold, going on\nlistening on 3000\n' });
    const probe =
      'ServiceUnavailable: (app::deploy): Readiness probe failed: dial tcp 10.0.0.1:5000: connection refused';
    const { cause, log } = await evidenceOf(api, watching('starting', 'web-1'), probe);
    expect(cause).toContain('Readiness probe failed');
    expect(log.map(({ text }) => text)).toEqual(['Error: cache is cold, going on', 'listening on 3000']);
  });

  test('asks of two pods at most', async () => {
    const api = await controller({});
    await evidenceOf(api, watching('error', 'web-1', 'web-2', 'web-3'), backOff);
    expect(handshakes()).toHaveLength(2);
  });

  test('is there without any answer', async () => {
    const api = await controller({});
    await server?.close();
    expect(await evidenceOf(api, watching('error', 'web-1'), backOff)).toMatchObject({
      cause: 'Back-off restarting failed container',
      log: [],
    });
  });
});
