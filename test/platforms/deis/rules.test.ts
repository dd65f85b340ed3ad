import { describe, expect, test } from 'vitest';
import { runningClock } from '../../../sandbox/clock.ts';
import { deisSeeds, startDeis } from '../../../sandbox/deis/deis.ts';
import type { ImageFacts } from '../../../src/image/facts.ts';
import { parseReference } from '../../../src/image/reference.ts';
import type { Finding, Subject } from '../../../src/image/rule.ts';
import type { ProcessState } from '../../../src/platforms/app-state.ts';
import type { DeisApp } from '../../../src/platforms/deis/app.ts';
import { type DeisConfig, newAppConfig } from '../../../src/platforms/deis/config.ts';
import { deis } from '../../../src/platforms/deis/index.ts';
import { deisFindings } from '../../../src/platforms/deis/rules.ts';
import { subject } from '../../support/image.ts';
import { bench, connected, deployOnce, factsOf, fastClock, pullByName, requestTo } from '../controller/workbench.ts';

const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: 'tcp' as const }));

interface Found {
  readonly config?: Partial<DeisConfig>;
  readonly serving?: string;
  readonly processes?: readonly ProcessState[];
}

function appWith({ config = {}, serving, processes = [{ type: 'web', wanted: 1 }] }: Found): DeisApp {
  return {
    state: {
      id: 'web',
      running: true,
      release: undefined,
      processes,
      settings: {},
      url: undefined,
      healthTimeoutMs: 1,
    },
    newest: 3,
    build: serving === undefined ? undefined : { uuid: 'b', image: serving, procfile: {}, dryccfile: {}, sha: '' },
    config: { ...newAppConfig, ...config },
    counts: new Map(processes.map(({ type, wanted }) => [type, wanted])),
    isHephy: false,
  };
}

interface Case {
  readonly facts?: Partial<ImageFacts>;
  /** The `port` input. */
  readonly port?: number;
  readonly stored?: Subject['stored'];
  /** Undefined: no app yet. */
  readonly app?: Found;
}

function findings({ facts = {}, port, stored, app }: Case): readonly Finding[] {
  const base = subject(facts, { stored });
  const settings = port === undefined ? {} : { port };
  const judged = { ...base, request: { ...base.request, settings } };
  return deisFindings(judged, app === undefined ? undefined : appWith(app));
}

const codes = (of: Case) => findings(of).map(({ severity, code }) => `${severity} ${code}`);
const withPort = { config: { port: 8080 } };

describe('ports', () => {
  test.for<[string, Case, readonly string[]]>([
    ['one exposed', {}, ['info DEIS_PORT']],
    [
      'one TCP beside UDP',
      { facts: { exposedPorts: [{ port: 53, protocol: 'udp' }, ...tcp(80)] } },
      ['info DEIS_PORT'],
    ],
    ['none', { facts: { exposedPorts: [] } }, ['error DEIS_NO_PORT']],
    ['UDP only', { facts: { exposedPorts: [{ port: 53, protocol: 'udp' }] } }, ['error DEIS_NO_PORT']],
    ['several', { facts: { exposedPorts: tcp(80, 443) } }, ['error DEIS_SEVERAL_PORTS']],
    ['several, chosen', { facts: { exposedPorts: tcp(80, 443) }, port: 443 }, []],
    ['none, given', { facts: { exposedPorts: [] }, port: 9000 }, []],
    ['given, not exposed', { port: 9000 }, ['warning DEIS_PORT_NOT_EXPOSED']],
    ['several, configured before', { facts: { exposedPorts: tcp(80, 443) }, app: { config: { port: 80 } } }, []],
    ['configured, not exposed', { app: { config: { port: 80 } } }, ['warning DEIS_PORT_NOT_EXPOSED']],
    ['the input counts before the config', { port: 8080, app: { config: { port: 80 } } }, []],
    ['a worker needs none', { facts: { exposedPorts: [] }, app: { processes: [{ type: 'worker', wanted: 1 }] } }, []],
    [
      'nor minds several',
      { facts: { exposedPorts: tcp(1, 2) }, app: { processes: [{ type: 'worker', wanted: 1 }] } },
      [],
    ],
    [
      'a worker beside cmd',
      {
        facts: { exposedPorts: [] },
        app: {
          processes: [
            { type: 'worker', wanted: 1 },
            { type: 'cmd', wanted: 1 },
          ],
        },
      },
      ['error DEIS_NO_PORT'],
    ],
    ['scaled to nothing', { facts: { exposedPorts: [] }, app: { processes: [] } }, ['error DEIS_NO_PORT']],
  ])('%s', ([, of, expected]) => expect(codes(of)).toEqual(expected));

  test('who says which port is told', () => {
    expect(findings({ facts: { exposedPorts: tcp(80, 443) } })[0]?.message).toContain('80, 443');
    expect(findings({ port: 9000 })[0]?.message).toBe('The `port` input says 9000, but the image exposes 8080.');
    expect(findings({ app: { config: { port: 80 } } })[0]?.message).toContain('The app’s config says PORT 80');
  });
});

describe('names that Deis keeps', () => {
  const of = (name: string, more: Case = {}) =>
    codes({ app: withPort, ...more, facts: { reference: parseReference(name) } });

  test.for([
    ['docker.io/deis/router:1', ['error DEIS_RESERVED_NAME']],
    ['quay.io/acme/deis/workflow-manager', ['error DEIS_RESERVED_NAME']],
    ['ghcr.io/notdeis/registry-proxy', ['error DEIS_RESERVED_NAME']],
    ['docker.io/deis/example-go', []],
    ['docker.io/acme/router', []],
  ] as const)('%s', ([name, expected]) => expect(of(name)).toEqual(expected));

  test('which one is told, the whole of it', () => {
    const facts = { reference: parseReference('deis/workflow-manager') };
    expect(findings({ facts, app: withPort })[0]?.message).toContain('holds deis/workflow-manager, which');
  });

  test('does not matter when the nodes pull by themselves', () => {
    expect(of('deis/router', { stored: { username: 'ci', password: 'p' } })).toEqual([]);
    expect(of('deis/router', { app: { config: { port: 8080, username: 'ci', password: 'p' } } })).toEqual([]);
    expect(of('deis/router', { app: { config: { port: 8080, username: 'ci' } } })).toEqual([
      'error DEIS_RESERVED_NAME',
    ]);
  });
});

describe('logins', () => {
  const openedBy = 'docker login';
  const ecr = parseReference('123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1');
  const key = { username: 'AKIAIOSFODNN7EXAMPLE', password: 'p' };

  test.for<[string, Case, readonly string[]]>([
    ['a public image', { app: withPort }, []],
    ['read by an earlier step, no app yet', { facts: { openedBy }, port: 8080 }, ['error DEIS_LOGIN_MISSING']],
    [
      'read by an earlier step, an app without a login',
      { facts: { openedBy }, app: withPort },
      ['error DEIS_LOGIN_MISSING'],
    ],
    [
      'an app with a login',
      { facts: { openedBy }, app: { config: { port: 8080, username: 'ci', password: 'p' } } },
      [],
    ],
    ['a login to store', { facts: { openedBy }, app: withPort, stored: { username: 'ci', password: 'p' } }, []],
    ['an access key for ECR', { facts: { reference: ecr }, app: withPort, stored: key }, ['warning DEIS_LOGIN']],
    ['an access key elsewhere', { app: withPort, stored: key }, []],
  ])('%s', ([, of, expected]) => expect(codes(of)).toEqual(expected));
});

test('every text is a sentence', () => {
  const many: Case[] = [
    {},
    { facts: { exposedPorts: [], openedBy: 'docker login' } },
    { facts: { exposedPorts: tcp(1, 2), reference: parseReference('deis/router') } },
    { port: 1 },
  ];
  const texts = many.flatMap(findings).flatMap(({ message, remedy }) => [message, ...(remedy ?? '').split('\n')]);
  for (const text of texts.filter((text) => text !== '')) expect(text).toMatch(/^[A-Z].*\.$/);
});

test('what the app has is known once it has been read', async () => {
  const speed = 30;
  const clock = fastClock(speed);
  const sandbox = await startDeis({ clock: runningClock(speed), pull: pullByName });
  try {
    const registry = { username: 'ci', password: 's3cret' };
    const request = requestTo(sandbox.server.url, { login: { kind: 'token', token: deisSeeds.admin.token } });
    const judged = { ...subject({ exposedPorts: tcp(80, 443), openedBy: 'docker login' }), request };
    const platform = await connected(deis, bench(request, clock).context);
    await platform.read();
    expect(platform.check(judged).map(({ code }) => code)).toEqual(['DEIS_SEVERAL_PORTS', 'DEIS_LOGIN_MISSING']);

    await deployOnce(deis, { ...request, registry, settings: { port: 443 } }, clock, factsOf('good'));
    await platform.read();
    expect(platform.check(judged)).toEqual([]);
  } finally {
    await sandbox.close();
  }
});
