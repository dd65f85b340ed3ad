import { expect, test } from 'vitest';
import type { PlatformRequest } from '../../../../src/inputs/request.ts';
import { korifiMistakes } from '../../../../src/platforms/cloudfoundry/korifi/inputs.ts';
import { requestTo } from '../scripted.ts';

const token = { login: { kind: 'token', token: 'x' } } as const;
const once = { command: './migrate', timeoutMs: 1_000 };
const oidcUser = { kind: 'oidc-user', client: { id: 'cf', secret: '' } } as const;

test.for<[string, Partial<PlatformRequest>, readonly string[]]>([
  ['nothing wrong', {}, []],
  ['a user', { login: { kind: 'password', username: 'u', password: 'p' } }, ['username']],
  ['a client', { login: { kind: 'client', id: 'ci', secret: 's' } }, ['client-id']],
  ['the job as a client', { login: { kind: 'oidc-client', id: 'ci' } }, ['oidc']],
  ['the job as a user of nobody knows what', { login: oidcUser }, ['oidc-audience']],
  ['the job as a user', { login: { ...oidcUser, audience: 'https://api.example' } }, []],
  ['an app with a dot', { app: 'my.app' }, ['app']],
  ['an app with all that there may be', { app: 'My_app-2' }, []],
  ['a command before the release', { beforeRelease: once }, ['before-release']],
  ['a command', { task: once }, []],
  ['a command with sizes', { task: { ...once, memoryMb: 64, diskMb: 64 } }, ['memory', 'disk']],
  ['a canary', { strategy: 'canary', canarySteps: [10] }, ['strategy', 'canary-steps']],
  ['recreate', { strategy: 'recreate' }, []],
  ['several at a time', { maxInFlight: 2 }, ['max-in-flight']],
  [
    'a readiness check',
    { settings: { readinessCheck: { type: 'process' }, readinessCheckTimes: { intervalS: 5 } } },
    ['readiness-check'],
  ],
  ['a service', { settings: { services: [{ name: 'db' }] } }, ['services']],
  [
    'instances of web',
    {
      settings: {
        instances: new Map([
          ['', 2],
          ['web', 2],
        ]),
      },
    },
    [],
  ],
  ['instances of worker', { settings: { instances: new Map([['worker', 2]]) } }, ['instances']],
  [
    'what it knows',
    {
      settings: {
        memoryMb: 64,
        diskMb: 64,
        command: './run',
        env: new Map(),
        port: 8080,
        routes: [],
        healthCheck: { type: 'http', path: '/' },
        healthCheckTimes: { timeoutS: 9, invocationTimeoutS: 2 },
      },
    },
    [],
  ],
  ['what a manifest alone can say', { settings: { logRate: -1, healthCheckTimes: { intervalS: 9 } } }, ['manifest']],
  ['a manifest of known parts', { manifest: { kind: 'cloudfoundry' } }, []],
  ['a manifest with more', { manifest: { kind: 'cloudfoundry', rest: { sidecars: [] } } }, ['manifest']],
])('%s', ([, more, inputs]) => {
  const found = korifiMistakes(requestTo('https://api.example', { ...token, ...more }));
  expect(found.map(({ input }) => input)).toEqual(inputs);
});

test('no message tells a value of a manifest', () => {
  const manifest = { kind: 'cloudfoundry', rest: { sidecars: ['s3cret'] } } as const;
  const found = korifiMistakes(requestTo('https://api.example', { ...token, manifest }));
  expect(found[0]?.message).toContain('has sidecars, which');
  expect(JSON.stringify(found)).not.toContain('s3cret');
});
