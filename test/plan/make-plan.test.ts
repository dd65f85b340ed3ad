import { describe, expect, it } from 'vitest';
import { ActionError } from '../../src/errors.ts';
import type { Finding } from '../../src/image/rule.ts';
import type { RuleCode } from '../../src/image/rule-codes.ts';
import type { Settings } from '../../src/inputs/request.ts';
import { makePlan, refuseBadImage } from '../../src/plan/make-plan.ts';
import { appState, facts, newDigest, newRelease, oldDigest, request } from '../support/story.ts';

const image = `ghcr.io/acme/web@${newDigest}`;
const platform = { imageFor: () => image };
const known = (findings: readonly Finding[] = []) => ({ facts: facts(), findings });
const planFor = (asked: Parameters<typeof request>[0], current: ReturnType<typeof appState> | undefined = appState()) =>
  makePlan(request(asked), known(), current, platform);

describe('a plan', () => {
  it('of a re-deploy changes the image and nothing else', () => {
    const current = appState();
    expect(makePlan(request(), known(), current, platform)).toEqual({
      app: 'web',
      remarks: [],
      current,
      facts: facts(),
      image,
      settings: {},
      strategy: 'rolling',
      changes: [{ what: 'image', from: `ghcr.io/acme/web@${oldDigest}`, to: image }],
      findings: [],
    });
  });

  it('of the image that runs already changes nothing', () => {
    expect(planFor({}, appState({ release: newRelease })).changes).toEqual([]);
  });

  it('of a new app creates it', () => {
    expect(makePlan(request(), known(), undefined, platform).changes).toEqual([
      { what: 'app', to: 'web (new)' },
      { what: 'image', to: image },
    ]);
  });

  it('of a stopped app starts it', () => {
    expect(planFor({}, appState({ running: false, release: undefined })).changes).toEqual([
      { what: 'state', from: 'stopped', to: 'started' },
      { what: 'image', to: image },
    ]);
  });

  describe('of variables', () => {
    const now = appState({
      release: newRelease,
      settings: {
        env: new Map([
          ['SAME', 'one'],
          ['OTHER', 'secret-one'],
          ['OLD', 'secret-two'],
        ]),
      },
    });
    const env = new Map([
      ['SAME', 'one'],
      ['OTHER', 'secret-three'],
      ['NEW', 'secret-four'],
    ]);

    it('names those that differ, and shows no value', () => {
      const plan = planFor({ settings: { env } }, now);
      expect([...(plan.settings.env ?? [])]).toEqual([
        ['OTHER', 'secret-three'],
        ['NEW', 'secret-four'],
      ]);
      expect(plan.changes).toEqual([
        { what: 'env', to: '~OTHER' },
        { what: 'env', to: '+NEW' },
      ]);
    });

    it('removes with replace what is not named', () => {
      const plan = planFor({ settings: { env: new Map([['SAME', 'one']]) }, envMode: 'replace' }, now);
      expect([...(plan.settings.env ?? [])]).toEqual([
        ['OTHER', null],
        ['OLD', null],
      ]);
      expect(plan.changes.map(({ to }) => to)).toEqual(['-OTHER', '-OLD']);
    });

    it('leaves them alone when nothing differs, or nothing was asked', () => {
      expect(planFor({ settings: { env: now.settings.env ?? new Map() }, envMode: 'replace' }, now)).toMatchObject({
        settings: {},
        changes: [],
      });
      expect(planFor({ envMode: 'replace' }, now).settings).toEqual({});
    });
  });

  it('tells that the command changes, and not into what', () => {
    const asked = { settings: { command: './serve --password=hunter22' } };
    expect(planFor(asked, appState({ release: newRelease })).changes).toEqual([{ what: 'command', to: 'changed' }]);
    expect(makePlan(request(asked), known(), undefined, platform).changes).toContainEqual({
      what: 'command',
      to: 'set',
    });
    expect(planFor(asked, appState({ release: newRelease, settings: asked.settings })).changes).toEqual([]);
  });

  it('compares health checks with their paths', () => {
    const http = { type: 'http', path: '/healthz' } as const;
    const check = (healthCheck: NonNullable<Parameters<typeof appState>[0]>['settings']) =>
      planFor({ settings: { healthCheck: http } }, appState({ release: newRelease, settings: healthCheck ?? {} }));
    expect(check({ healthCheck: http })).toMatchObject({ settings: {}, changes: [] });
    expect(check({ healthCheck: { type: 'port' } }).changes).toEqual([
      { what: 'health check', from: 'port', to: 'http /healthz' },
    ]);
    expect(check({ healthCheck: { type: 'http', path: '/' } }).settings).toEqual({ healthCheck: http });
  });

  it('compares the times of checks, each by itself', () => {
    const settings = { healthCheckTimes: { timeoutS: 90, intervalS: 5 }, readinessCheck: { type: 'port' } } as const;
    const now = appState({ release: newRelease, settings: { healthCheckTimes: { timeoutS: 60, intervalS: 5 } } });
    const plan = planFor({ settings }, now);
    expect(plan.settings).toEqual({ healthCheckTimes: { timeoutS: 90 }, readinessCheck: { type: 'port' } });
    expect(plan.changes).toEqual([
      { what: 'health check timeout', from: '60 s', to: '90 s' },
      { what: 'readiness check', to: 'port' },
    ]);
    expect(planFor({ settings }, appState({ release: newRelease, settings }))).toMatchObject({ changes: [] });
  });

  it('names the services that are not bound yet', () => {
    const now = appState({ release: newRelease, settings: { services: [{ name: 'db' }] } });
    const plan = planFor({ settings: { services: [{ name: 'db' }, { name: 'mail' }] } }, now);
    expect(plan).toMatchObject({
      settings: { services: [{ name: 'mail' }] },
      changes: [{ what: 'service', to: '+mail' }],
    });
    expect(planFor({ settings: { services: [{ name: 'db' }] } }, now)).toMatchObject({ settings: {}, changes: [] });
  });

  describe('of routes', () => {
    const now = appState({
      release: newRelease,
      settings: {
        routes: [
          { address: 'a.test', port: 8_080 },
          { address: 'b.test/x', port: 8_080 },
        ],
      },
    });
    const routesOf = (routes: Settings['routes'], routesMode: 'add' | 'exact' = 'add') =>
      planFor({ settings: routes === undefined ? {} : { routes }, routesMode }, now).changes.map(({ to }) => to);

    it.each<[string, Settings['routes'], 'add' | 'exact', readonly string[]]>([
      ['none asked', undefined, 'exact', []],
      ['all there, whatever the port', [{ address: 'a.test' }], 'add', []],
      ['one more', [{ address: 'c.test' }, { address: 'a.test' }], 'add', ['+c.test']],
      ['the port that it has', [{ address: 'a.test', port: 8_080 }], 'add', []],
      ['another port', [{ address: 'a.test', port: 3_000 }], 'add', ['+a.test=3000', '-a.test=8080']],
      ['these alone', [{ address: 'b.test/x' }], 'exact', ['-a.test']],
      ['none at all', [], 'exact', ['-a.test', '-b.test/x']],
      ['none at all, but leave them', [], 'add', []],
    ])('%s', (_, routes, mode, changes) => expect(routesOf(routes, mode)).toEqual(changes));
  });

  it('holds only the settings that are not yet as asked for', () => {
    const settings = {
      instances: new Map([
        ['web', 3],
        ['worker', 1],
        ['cron', 0],
      ]),
      memoryMb: 512,
      diskMb: 1_024,
      port: 80,
    };
    const now = {
      instances: new Map([
        ['web', 2],
        ['worker', 1],
      ]),
      memoryMb: 512,
      diskMb: 2_048,
    };
    const plan = planFor({ settings }, appState({ release: newRelease, settings: now }));
    expect(plan.settings).toEqual({
      instances: new Map([
        ['web', 3],
        ['cron', 0],
      ]),
      diskMb: 1_024,
      port: 80,
    });
    expect(plan.changes).toEqual([
      { what: 'instances web', from: '2', to: '3' },
      { what: 'instances cron', to: '0' },
      { what: 'disk', from: '2048 MB', to: '1024 MB' },
      { what: 'port', to: '80' },
    ]);
  });

  it('names the instances of the main type simply so', () => {
    const settings = { instances: new Map([['', 3]]), memoryMb: 256 };
    const now = { instances: new Map([['', 2]]), memoryMb: 128 };
    expect(planFor({ settings }, appState({ release: newRelease, settings: now })).changes).toEqual([
      { what: 'instances', from: '2', to: '3' },
      { what: 'memory', from: '128 MB', to: '256 MB' },
    ]);
    const same = planFor({ settings }, appState({ release: newRelease, settings }));
    expect(same).toMatchObject({ settings: {}, changes: [] });
  });

  it('leaves settings alone that the user left silent', () => {
    const now = { instances: new Map([['', 9]]), memoryMb: 128, diskMb: 64, port: 80 };
    expect(planFor({}, appState({ release: newRelease, settings: now }))).toMatchObject({ settings: {}, changes: [] });
  });

  it('tells registry credentials by the user alone, and always', () => {
    const plan = planFor({ registry: { username: 'puller', password: 's3cret' } }, appState({ release: newRelease }));
    expect(plan.registry).toEqual({ username: 'puller', password: 's3cret' });
    expect(plan.changes).toEqual([{ what: 'registry credentials', to: 'of puller' }]);
    expect(JSON.stringify([plan.changes, plan.findings])).not.toContain('s3cret');
  });

  it('holds the findings that are wanted; those of `warn` stop nothing', () => {
    const findings: readonly Finding[] = [
      { code: 'NO_START_COMMAND', severity: 'error', message: 'm' },
      { code: 'OLD_IMAGE', severity: 'warning', message: 'm' },
    ];
    const kept = (imageChecks: 'enforce' | 'warn' | 'off', ...ignored: RuleCode[]) =>
      makePlan(
        request({ imageChecks, ignoredChecks: new Set(ignored) }),
        known(findings),
        undefined,
        platform,
      ).findings.map(({ code, severity }) => `${severity} ${code}`);
    expect(kept('enforce')).toEqual(['error NO_START_COMMAND', 'warning OLD_IMAGE']);
    expect(kept('enforce', 'NO_START_COMMAND')).toEqual(['warning OLD_IMAGE']);
    expect(kept('warn')).toEqual(['warning NO_START_COMMAND', 'warning OLD_IMAGE']);
    expect(kept('warn', 'OLD_IMAGE')).toEqual(['warning NO_START_COMMAND']);
    expect(kept('off')).toEqual([]);
  });
});

describe('a bad image', () => {
  const error = (code: RuleCode, remedy?: string): Finding => ({
    code,
    severity: 'error',
    message: `${code} is wrong.`,
    ...(remedy === undefined ? {} : { remedy }),
  });
  const warning: Finding = { code: 'VARIANT', severity: 'warning', message: 'w', remedy: 'Mend w.' };

  function refusal(findings: readonly Finding[]): ActionError {
    try {
      refuseBadImage(findings, 'docs');
    } catch (thrown) {
      if (thrown instanceof ActionError) return thrown;
      throw thrown;
    }
    throw new Error('was not refused');
  }

  it('is refused for its first error, with every remedy once', () => {
    const refused = refusal([
      warning,
      error('ARCHITECTURE', 'Do x.'),
      error('INVALID_IMAGE', 'Do y.'),
      error('TOO_MANY_LAYERS', 'Do x.'),
    ]);
    expect(refused).toMatchObject({
      code: 'IMAGE_ARCHITECTURE',
      message: 'ARCHITECTURE is wrong (and 2 more).',
      details: ['INVALID_IMAGE is wrong.', 'TOO_MANY_LAYERS is wrong.'],
      link: 'docs/image-checks.md#architecture',
      hint: 'Do x. Do y.',
    });
    expect(refusal([error('ARCHITECTURE')])).toMatchObject({ message: 'ARCHITECTURE is wrong.', hint: undefined });
  });

  it.each<[string, readonly Finding[]]>([
    ['there are only warnings', [warning]],
    ['there is nothing', []],
  ])('is not refused when %s', (_, findings) => {
    expect(() => refuseBadImage(findings, 'docs')).not.toThrow();
  });
});

describe('what a deploy does beside its changes', () => {
  const beforeRelease = { command: 'rake db:migrate --password=p4ssword', timeoutMs: 60_000 };
  const smokeTest = { target: { path: '/healthz' }, statuses: [{ from: 200, to: 299 }], timeoutMs: 60_000 };

  it('is said of a plan, without the command: it may hold a password', () => {
    const asked = request({ mode: 'plan', beforeRelease, smokeTest });
    expect(makePlan(asked, known(), appState(), platform).remarks).toEqual([
      'The command of before-release runs first, once, on the new image.',
      'The smoke test is asked before the release counts as live.',
    ]);
  });

  it('is not said twice of a deploy', () => {
    expect(makePlan(request({ beforeRelease, smokeTest }), known(), appState(), platform).remarks).toEqual([]);
  });
});
