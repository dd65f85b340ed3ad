import { expect, test } from 'vitest';
import { errorLine } from '../../../src/platforms/app-log.ts';
import { ControllerApi } from '../../../src/platforms/controller/api.ts';
import { hintFor } from '../../../src/platforms/controller/causes.ts';
import { PodWatch } from '../../../src/platforms/controller/pods.ts';
import { gather, logOf } from '../../../src/platforms/deis/evidence.ts';
import { story } from '../controller/recordings.ts';
import { bench, requestTo, SleepingClock, scripted } from '../controller/workbench.ts';

const rollout = { runId: 'r', app: 'web', image: 'img:5', previous: undefined, wanted: [], was: [], before: 1 };

test('recorded logs: the app’s lines, without the controller’s', () => {
  const [first] = story('v2', 'logs').steps;
  expect(logOf(String(first?.response?.body), 3)).toEqual([{ source: 'cmd.v3.x7k2p', text: 'listening on port 5000' }]);
  expect(logOf(String(first?.response?.body), 4)).toEqual([]);
});

test('older loggers, and line ends that were written out', () => {
  expect(logOf(String.raw`"web-cmd-1-abcde -- one\nweb-cmd-1-abcde -- two"`, 3).map((line) => line.text)).toEqual([
    'one',
    'two',
  ]);
});

test('no logger, no controller: what is known is told all the same', async () => {
  const server = await scripted({ 'GET /v2/apps/web/logs': { status: 500, body: 'Error accessing logs for web' } });
  const { context } = bench(requestTo(server.url), new SleepingClock());
  const api = new ControllerApi(context, { title: 'Deis', version: 'v2', tokenHint: '', accessHint: 'ask' });
  const words =
    '(app::deploy): There was a problem deploying v4. Rolling back process types to release v3.\nThere was a problem while deploying v4 of web-cmd. Additional information:\nReadiness probe failed: connection refused';
  const ask = () => gather({ api, rollout, version: 4, words, advice: undefined, watch: new PodWatch() });
  const told = {
    cause: 'Readiness probe failed: connection refused',
    hint: expect.stringContaining('PORT'),
    facts: ['Kubernetes deployment web-cmd did not come up', 'the controller goes back to release v3'],
    log: [],
  };
  expect(await ask()).toEqual(told);
  expect(server.requests).toHaveLength(1);
  await server.close();
  expect(await ask()).toEqual(told);
});

test.for([
  ['Error response from daemon: manifest for r/img:2 not found', /registry/],
  ['unauthorized: authentication required', /registry-username/],
  ['Readiness probe failed: dial tcp 10.0.0.1:5000: connection refused', /PORT/],
  ['exec format error', /linux\/amd64/],
  ['Back-off restarting failed container', /its own log/],
  ['image must not use the loopback address', /push the image/],
  ['PORT needs to be set in the application config', /`port`/],
] as const)('%s has a hint', ([cause, hint]) => expect(hintFor(cause)).toMatch(hint));

test('the head of a stack trace is the reason, not its foot', () => {
  const log = ['starting', 'Error: connect ECONNREFUSED 10.0.4.7:5432', '    at TCPConnectWrap (error.js:1)'];
  expect(errorLine(log.map((text) => ({ source: 'web', text })))).toBe('Error: connect ECONNREFUSED 10.0.4.7:5432');
});
