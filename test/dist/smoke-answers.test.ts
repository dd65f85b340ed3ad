import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Published } from '../../sandbox/registry/publish.ts';
import { startProxy } from '../http/proxies.ts';
import { closeServers, listen } from '../http/servers.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, startStage } from '../support/stage.ts';

/**
 * What counts as a right answer to `smoke-test`, and by which way it is asked for: through the bundle, of a server that
 * answers as it is told.
 */

type Inputs = Readonly<Record<string, string>>;

const say =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}) =>
  (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(status, headers).end(body);
  };

describe.each(['cloudfoundry', 'deis'] as const)('%s', (platform) => {
  const app = 'answers';
  let stage: Stage;
  let serving: Published;
  let next: Published;
  let port: number;
  let answer: RequestListener;
  /** `GET 127.0.0.1:43210/healthz`, in order. */
  let asked: string[];

  beforeAll(async () => {
    stage = await startStage();
    const publish = (tag: string) =>
      stage.sandbox.registry.publish({ repository: 'team/web', tag, user: '1000', labels: { tag } });
    [serving, next] = [await publish('1.0'), await publish('2.0')];
    const handler: RequestListener = (message, response) => {
      asked.push(`${message.method} ${message.headers.host}${message.url}`);
      answer(message, response);
    };
    port = await listen(createServer(handler));
    const first = await stage.deploy(platform, { app, image: serving.reference });
    expect(first.outputs['verdict'], first.log).toBe('live');
  });
  beforeEach(() => {
    asked = [];
  });
  afterAll(async () => {
    closeServers();
    await stage.close();
  });

  const url = (path = '/healthz') => `http://127.0.0.1:${port}${path}`;

  /** What serves already, asked once. */
  async function expectRight(more: Inputs = {}, env: Inputs = {}): Promise<void> {
    const step = await stage.deploy(platform, { app, image: serving.reference, 'smoke-test': url(), ...more }, { env });
    expect(step, step.log).toMatchObject({ exitCode: 0, complaints: [], outputs: { verdict: 'unchanged' } });
  }

  /** A release that fails by it: what was there before serves again. */
  async function expectWrong(reason: RegExp | string, more: Inputs = {}, env: Inputs = {}): Promise<StepResult> {
    const step = await stage.deploy(
      platform,
      { app, image: next.reference, 'smoke-test': url(), 'smoke-test-timeout': '2s', ...more },
      { env },
    );
    expect(step, step.log).toMatchObject({ exitCode: 1, complaints: [], outputs: { verdict: 'restored' } });
    expect(step.outputs['reason']).toMatch(reason);
    expect((await stage.ask(platform, app)).body).toContain(serving.digest);
    return step;
  }

  test('the status may be any of a list and of ranges, and no other', async () => {
    const wanted = { 'smoke-test-status': '418 500-503' };
    for (const status of [418, 500, 503]) {
      answer = say(status);
      await expectRight(wanted);
    }
    answer = say(200);
    await expectWrong(/ · 200 instead of 418, 500-503, for 10 s$/, { ...wanted, 'smoke-test-timeout': '10s' });
    // Within its own limit it is asked more than once.
    expect(asked.length).toBeGreaterThan(4);
  });

  test('the text must be there', async () => {
    const wanted = { 'smoke-test-text': 'database: up' };
    answer = say(200, '{"cache": 1}\ndatabase: up\n');
    await expectRight(wanted);
    answer = say(200, 'database: down');
    const step = await expectWrong(/ · 200, without the text that was asked for, for 2\.0 s$/, wanted);
    expect(step.annotations[0]?.message).toContain('it answered: database: down');
  });

  test('redirects are followed within the app alone', async () => {
    answer = (message, response) =>
      message.url === '/healthz' ? say(302, '', { location: '/ready?x=1' })(message, response) : response.end('ready');
    await expectRight({ 'smoke-test-text': 'ready' });
    expect(asked).toEqual([`GET 127.0.0.1:${port}/healthz`, `GET 127.0.0.1:${port}/ready?x=1`]);
    // The same server, by a name that is not the app's.
    answer = say(302, '', { location: `http://localhost:${port}/login` });
    asked = [];
    await expectWrong(new RegExp(` · 302 to localhost:${port} instead of 200-299, for `));
    expect(asked.filter((line) => !line.startsWith(`GET 127.0.0.1:${port}/healthz`))).toEqual([]);
  });

  test('an answer that comes within the limit counts, however often there was none before', async () => {
    answer = (message, response) => {
      if (asked.length < 3) message.socket.destroy();
      else response.end('up');
    };
    const inputs = { app, image: next.reference, 'smoke-test': url(), 'smoke-test-timeout': '20s' };
    const step = await stage.deploy(platform, inputs);
    expect(step, step.log).toMatchObject({ exitCode: 0, outputs: { verdict: 'live' } });
    expect(step.log).toContain('the connection was cut before the answer was complete');
    expect(asked).toHaveLength(3);
    const back = await stage.deploy(platform, { app, image: serving.reference });
    expect(back.outputs['verdict'], back.log).toBe('live');
  });

  test('it goes through the proxy, and past it where NO_PROXY names the host', async () => {
    const proxy = await startProxy(port);
    const smoke = { 'smoke-test': 'http://web.acme.invalid/healthz' };
    const http_proxy = `http://127.0.0.1:${proxy.port}`;
    answer = say(200);
    await expectRight(smoke, { http_proxy, no_proxy: 'acme.example' });
    expect(proxy.asked.map(({ authority }) => authority)).toEqual(['web.acme.invalid:80']);
    expect(asked).toEqual(['GET web.acme.invalid/healthz']);
    // By itself that name is nowhere.
    const env = { HTTP_PROXY: http_proxy, NO_PROXY: 'other.example,.acme.invalid' };
    await expectWrong(/GET http:\/\/web\.acme\.invalid\/healthz · .*web\.acme\.invalid/, smoke, env);
    expect(proxy.asked).toHaveLength(1);
    expect(asked).toHaveLength(1);
  });

  test('an IPv6 address is asked', async ({ skip }) => {
    const server = createServer((message, response) => {
      asked.push(`${message.method} ${message.headers.host}${message.url}`);
      response.end();
    });
    const port6 = await listen(server, '::1').catch(() => undefined);
    skip(port6 === undefined, 'this machine has no IPv6');
    await expectRight({ 'smoke-test': `http://[::1]:${port6}/healthz` });
    expect(asked).toEqual([`GET [::1]:${port6}/healthz`]);
  });
});
