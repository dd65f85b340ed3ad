import { describe, expect, test } from 'vitest';
import { runningClock } from '../../../sandbox/clock.ts';
import { dryccSeeds, startDrycc } from '../../../sandbox/drycc/drycc.ts';
import type { ImageFacts } from '../../../src/image/facts.ts';
import { parseReference } from '../../../src/image/reference.ts';
import type { Finding, Subject } from '../../../src/image/rule.ts';
import type { ProcessState } from '../../../src/platforms/app-state.ts';
import type { DryccApp } from '../../../src/platforms/drycc/app.ts';
import { newAppConfig } from '../../../src/platforms/drycc/config.ts';
import { drycc } from '../../../src/platforms/drycc/index.ts';
import { dryccFindings } from '../../../src/platforms/drycc/rules.ts';
import { subject } from '../../support/image.ts';
import { bench, connected, deployOnce, factsOf, fastClock, pullByName, requestTo } from '../controller/workbench.ts';

const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: 'tcp' as const }));
const login = { username: 'ci', password: 'p' };

interface Found {
  /** Where it listens. */
  readonly port?: number;
  readonly processes?: readonly ProcessState[];
  /** Process types with a login of their own. */
  readonly loginsOf?: readonly string[];
  readonly serving?: string;
}

function appWith({ port, processes = [{ type: 'web', wanted: 1 }], loginsOf = [], serving }: Found): DryccApp {
  const settings = port === undefined ? {} : { port };
  return {
    state: { id: 'web', running: true, release: undefined, processes, settings, url: undefined, healthTimeoutMs: 1 },
    workspace: 'teamone',
    newest: 3,
    build: serving === undefined ? undefined : { uuid: 'b', image: serving, procfile: {}, dryccfile: {}, sha: '' },
    config: { ...newAppConfig, registry: new Map(loginsOf.map((type) => [type, login])) },
    counts: new Map(processes.map(({ type, wanted }) => [type, wanted])),
    autodeploy: true,
    autorollback: true,
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
  return dryccFindings(judged, app === undefined ? undefined : appWith(app));
}

const codes = (of: Case) => findings(of).map(({ severity, code }) => `${severity} ${code}`);

describe('ports', () => {
  test.for<[string, Case, readonly string[]]>([
    ['one port', {}, ['info DRYCC_PORT']],
    ['none: 5000', { facts: { exposedPorts: [] } }, ['info DRYCC_PORT']],
    ['several: the lowest', { facts: { exposedPorts: tcp(80, 443) } }, ['warning DRYCC_SEVERAL_PORTS']],
    ['several, chosen', { facts: { exposedPorts: tcp(80, 443) }, port: 443 }, []],
    ['none, given', { facts: { exposedPorts: [] }, port: 80 }, []],
    ['another than what serves now', { app: { port: 5000 } }, ['warning DRYCC_PORT_NOT_EXPOSED']],
    ['another than what is given', { port: 5000 }, ['warning DRYCC_PORT_NOT_EXPOSED']],
    ['the input counts before what serves', { port: 8080, app: { port: 5000 } }, []],
    ['an app that has never served', { app: {} }, ['info DRYCC_PORT']],
  ])('%s', ([, of, expected]) => expect(codes(of)).toEqual(expected));

  test('the port that will be used is told', () => {
    expect(findings({})[0]?.message).toBe('PORT will be 8080, the port that the image exposes.');
    expect(findings({ facts: { exposedPorts: [] } })[0]?.message).toContain('at 5000');
    expect(findings({ facts: { exposedPorts: tcp(80, 443) } })[0]?.message).toContain('PORT will be 80, the lowest');
    expect(findings({ port: 5000 })[0]?.message).toContain('The `port` input says 5000');
  });
});

describe('logins', () => {
  const facts = { openedBy: 'docker login' } as const;
  const both = [
    { type: 'web', wanted: 1 },
    { type: 'worker', wanted: 2 },
  ];
  const reference = parseReference('123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1');

  test.for<[string, Case, readonly string[]]>([
    ['a public image', { app: { port: 8080 } }, []],
    ['read by an earlier step, no app yet', { facts, port: 8080 }, ['error DRYCC_LOGIN_MISSING']],
    ['an app without a login', { facts, app: { port: 8080 } }, ['error DRYCC_LOGIN_MISSING']],
    ['an app with a login', { facts, app: { port: 8080, loginsOf: ['web'] } }, []],
    [
      'a process without one',
      { facts, app: { port: 8080, processes: both, loginsOf: ['web'] } },
      ['error DRYCC_LOGIN_MISSING'],
    ],
    ['one for each process', { facts, app: { port: 8080, processes: both, loginsOf: ['web', 'worker'] } }, []],
    ['a login to store', { facts, app: { port: 8080 }, stored: login }, []],
    [
      'an access key for ECR',
      { facts: { reference }, app: { port: 8080 }, stored: { username: 'AKIAIOSFODNN7EXAMPLE', password: 'p' } },
      ['warning DRYCC_LOGIN'],
    ],
  ])('%s', ([, of, expected]) => expect(codes(of)).toEqual(expected));
});

test('every text is a sentence', () => {
  const many: Case[] = [
    {},
    { facts: { exposedPorts: [], openedBy: 'docker login' } },
    { facts: { exposedPorts: tcp(1, 2) } },
    { port: 1 },
    { app: { port: 1 } },
  ];
  const texts = many.flatMap(findings).flatMap(({ message, remedy }) => [message, ...(remedy ?? '').split('\n')]);
  for (const text of texts.filter((text) => text !== '')) expect(text).toMatch(/^[A-Z].*\.$/);
});

test('what the app has is known once it has been read', async () => {
  const speed = 30;
  const clock = fastClock(speed);
  const sandbox = await startDrycc({ clock: runningClock(speed), pull: pullByName, throttle: false });
  try {
    const token = { kind: 'token', token: dryccSeeds.mike.token } as const;
    const request = requestTo(sandbox.server.url, { login: token, workspace: 'teamone' });
    const judged = { ...subject({ exposedPorts: tcp(80, 443), openedBy: 'docker login' }), request };
    const platform = await connected(drycc, bench(request, clock).context);
    await platform.read();
    expect(platform.check(judged).map(({ code }) => code)).toEqual(['DRYCC_SEVERAL_PORTS', 'DRYCC_LOGIN_MISSING']);

    const asked = { ...request, registry: login, settings: { port: 443 } };
    await deployOnce(drycc, asked, clock, factsOf('good'));
    await platform.read();
    expect(platform.check(judged)).toEqual([]);
  } finally {
    await sandbox.close();
  }
});
