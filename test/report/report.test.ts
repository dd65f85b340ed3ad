import { describe, expect, it } from 'vitest';
import { ActionError, Cancelled } from '../../src/errors.ts';
import type { Finding } from '../../src/image/rule.ts';
import type { Instance, InstanceState } from '../../src/platforms/platform.ts';
import { imageLine, planLine } from '../../src/report/lines.ts';
import { outputDescriptions } from '../../src/report/output-descriptions.ts';
import { Report } from '../../src/report/report.ts';
import type { Story } from '../../src/report/story.ts';
import { intention, restoredText } from '../../src/report/texts.ts';
import type { Outcome } from '../../src/rollout/outcome.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { RecordingRunner } from '../support/recording-runner.ts';
import { facts, observation, outcomeOf, plan, request, restored, verdicts } from '../support/story.ts';

function begin() {
  const runner = new RecordingRunner();
  const clock = new FakeClock();
  return { runner, clock, report: new Report(runner, clock) };
}

const instances = (...states: InstanceState[]): Instance[] =>
  states.map((state, index) => ({ process: 'web', name: String(index), state }));

describe('the log of a good run', () => {
  it('has a line a phase, and one for every change while it rolls', async () => {
    const { runner, clock, report } = begin();
    report.begin(intention(request()));
    await report.phase('Image', async ({ end }) => {
      clock.pass(400);
      return end(undefined, imageLine(facts(), clock.now()));
    });
    await report.phase('Login', async ({ end }) => {
      report.note('token for 20 min');
      clock.pass(300);
      return end(undefined, 'deployer (client)');
    });
    await report.phase('Plan', async ({ end }) => end(undefined, planLine(plan().changes)));
    await report.phase('Build', async ({ end }) => {
      clock.pass(11_300);
      return end(undefined, 'ready to release');
    });
    await report.phase('Release', async ({ open, progress, end }) => {
      open('2 × web');
      const old = instances('running', 'running');
      const looks = [
        observation({ instances: instances('starting'), previous: old }),
        observation({ instances: instances('starting'), previous: old }),
        observation({ instances: instances('running', 'starting'), previous: old }),
        observation(),
        observation(),
      ];
      for (const look of looks) {
        clock.pass(9_000);
        progress(look);
      }
      return end(undefined, 'all instances run');
    });
    const outcome: Outcome = { verdict: 'live', last: observation() };
    const story: Story = {
      entry: 'deploy',
      request: request(),
      facts: facts(),
      plan: plan(),
      url: 'https://web.acme.gov',
      outcome,
      phases: report.phases,
      tookMs: report.elapsedMs,
    };
    await report.finish(story);

    expect(runner.log).toEqual([
      'Deploying ghcr.io/acme/web:1.4.2 to web at api.fr.cloud.gov, acme / prod',
      '▸ Image    sha256:4f0c5e1d9a1e · linux/amd64 · 84 MB · built 12 min ago · port 8080   0.4 s',
      '[group] ▸ Login    deployer (client)   0.3 s',
      '           token for 20 min',
      '[end]',
      '▸ Plan     image sha256:77ab12cd34ef → sha256:4f0c5e1d9a1e   0.0 s',
      '▸ Build    ready to release   11 s',
      '▸ Release  2 × web',
      '           00:21  new ◐○   old ●●',
      '           00:39  new ●◐   old ●●',
      '           00:48  new ●●',
      '✔ live · web runs 2/2 of sha256:4f0c5e1d9a1e (deployment 5a1b) · https://web.acme.gov · 57 s',
    ]);
    expect(runner.annotations).toEqual([]);
    expect(runner.code).toBe(0);
    expect(runner.styles.at(-1)?.[1]).toBe('good');
    expect(report.phases.map(({ name, tookMs, ok }) => [name, tookMs, ok])).toEqual([
      ['Image', 400, true],
      ['Login', 300, true],
      ['Plan', 0, true],
      ['Build', 11_300, true],
      ['Release', 45_000, true],
    ]);
  });
});

describe('the log of a bad run', () => {
  it('leaves the failed phase open, shows the proof, and annotates once', async () => {
    const { runner, clock, report } = begin();
    report.begin(intention(request()));
    const reason = 'APP/PROC/WEB: Exited with status 1';
    await report.phase('Release', async ({ open, progress, fail }) => {
      open('2 × web');
      for (const crashes of [0, 1, 2, 3]) {
        clock.pass(2_000);
        const [first = observation().instances[0]] = instances(crashes === 0 ? 'starting' : 'crashed');
        if (first === undefined) throw new Error('no instance');
        const detail = crashes === 0 ? {} : { detail: 'exit status 1' };
        progress(
          observation({
            phase: 'moving',
            instances: [{ ...first, ...detail }],
            crashes,
            previous: instances('running', 'running'),
          }),
        );
      }
      return fail(undefined, reason);
    });
    const evidence = {
      cause: 'Error: connect ECONNREFUSED 10.0.4.7:5432',
      hint: 'May the app reach it?',
      facts: ['instance 0: exit status 1, 3 times'],
      log: [
        {
          at: Date.UTC(2026, 10, 22, 8, 14, 3, 120),
          source: 'APP/PROC/WEB 0',
          text: 'Error: connect ECONNREFUSED 10.0.4.7:5432',
        },
        { source: 'APP/PROC/WEB 0', text: '    at TCPConnectWrap.afterConnect' },
      ],
    };
    await report.phase('Why', async ({ open, end }) => {
      open(evidence.cause);
      report.evidence(evidence);
      return end(undefined, evidence.cause);
    });
    await report.phase('Restore', async ({ end }) => {
      clock.pass(5_000);
      return end(undefined, restoredText(restored()));
    });
    const outcome: Outcome = {
      verdict: 'restored',
      reason,
      last: observation(),
      evidence,
      after: { kind: 'restored', restored: restored() },
    };
    await report.finish({
      entry: 'deploy',
      request: request(),
      plan: plan(),
      outcome,
      phases: report.phases,
      tookMs: report.elapsedMs,
    });

    expect(runner.log).toEqual([
      'Deploying ghcr.io/acme/web:1.4.2 to web at api.fr.cloud.gov, acme / prod',
      '▸ Release  2 × web',
      '           00:02  new ◐○   old ●●',
      '           00:04  new ✖○   old ●●   exit status 1',
      '           00:06  new ✖○   old ●●   exit status 1 (2nd time)',
      '           00:08  new ✖○   old ●●   exit status 1 (3rd time)',
      '           ✖ APP/PROC/WEB: Exited with status 1',
      '▸ Why      Error: connect ECONNREFUSED 10.0.4.7:5432',
      '           instance 0: exit status 1, 3 times',
      '[foreign]            | 2026-11-22T08:14:03Z  APP/PROC/WEB 0  Error: connect ECONNREFUSED 10.0.4.7:5432',
      '[foreign]            | APP/PROC/WEB 0      at TCPConnectWrap.afterConnect',
      '▸ Restore  The previous release (sha256:77ab12cd34ef) serves, 2 of 2 instances (deployment cancelled).   5.0 s',
      '✖ restored · web: Error: connect ECONNREFUSED 10.0.4.7:5432 · The previous release (sha256:77ab12cd34ef) serves, 2 of 2 instances (deployment cancelled). · 13 s',
    ]);
    expect(runner.annotations).toEqual([
      {
        level: 'error',
        title: 'restored: web',
        text: [
          'Error: connect ECONNREFUSED 10.0.4.7:5432',
          'APP/PROC/WEB: Exited with status 1',
          'instance 0: exit status 1, 3 times',
          'The previous release (sha256:77ab12cd34ef) serves, 2 of 2 instances (deployment cancelled).',
          'May the app reach it?',
        ].join('\n'),
      },
    ]);
    expect(runner.code).toBe(1);
    expect(runner.styles.at(-1)?.[1]).toBe('bad');
  });

  it('of a phase that throws tells its words and its notes in the open, and passes the error on', async () => {
    const { runner, clock, report } = begin();
    const error = new ActionError('CF_STAGING_FAILED', 'staging failed: no such image');
    const run = report.phase('Build', async () => {
      report.note('package 1234');
      clock.pass(2_000);
      throw error;
    });
    await expect(run).rejects.toBe(error);
    expect(runner.log).toEqual(['▸ Build    ✖ staging failed: no such image   2.0 s', '           package 1234']);
    expect(report.phases).toEqual([
      { name: 'Build', result: 'staging failed: no such image', tookMs: 2_000, ok: false },
    ]);
  });

  it('of a cancelled phase says so', async () => {
    const { runner, report } = begin();
    const run = report.phase('Release', async ({ open }) => {
      open('Drycc, 1 × web');
      report.note('build 7');
      throw new Cancelled();
    });
    await expect(run).rejects.toBeInstanceOf(Cancelled);
    expect(runner.log).toEqual(['▸ Release  Drycc, 1 × web', '           build 7', '           ✖ cancelled']);
  });

  it('of two phases side by side gives each its own line', async () => {
    const { runner, clock, report } = begin();
    const image = report.phase('Image', async ({ end }) => {
      await clock.sleep(2_000);
      return end('facts', 'found');
    });
    const login = report.phase('Login', async ({ end }) => {
      await clock.sleep(1_000);
      return end('platform', 'known');
    });
    expect(await Promise.all([image, login])).toEqual(['facts', 'platform']);
    expect(runner.log).toEqual(['▸ Login    known   1.0 s', '▸ Image    found   2.0 s']);
  });
});

describe('findings', () => {
  it('are one line each, by their weight', () => {
    const { runner, report } = begin();
    report.findings([
      { code: 'ARCHITECTURE', severity: 'error', message: 'It is built for arm64.', remedy: 'Build it for amd64.' },
      { code: 'LARGE_IMAGE', severity: 'warning', message: 'It has 9 GB.' },
      { code: 'CF_ROOT_USER', severity: 'info', message: 'It runs as root.' },
    ]);
    expect(runner.styles).toEqual([
      ['           error: ARCHITECTURE: It is built for arm64. Build it for amd64.', 'bad'],
      ['           warning: LARGE_IMAGE: It has 9 GB.', 'caution'],
      ['           CF_ROOT_USER: It runs as root.', 'dim'],
      ['           What each check means: https://github.com/acme/deploy-image/blob/v1/docs/image-checks.md', 'dim'],
    ]);
  });
});

describe('the end', () => {
  it.each(verdicts)(
    'of a run that is %s sets every output, the exit code, and annotates only when red',
    async (verdict) => {
      const { runner, report } = begin();
      await report.finish({ entry: 'deploy', outcome: outcomeOf(verdict), phases: [], tookMs: 1_000 });
      const green = ['live', 'unchanged', 'planned'].includes(verdict);
      expect(Object.keys(runner.outputs)).toEqual(Object.keys(outputDescriptions));
      expect(runner.code).toBe(green ? 0 : 1);
      expect(runner.annotations).toHaveLength(green ? 0 : 1);
      expect(runner.log).toHaveLength(1);
      expect(runner.log[0]).toMatch(green ? /^✔ / : /^✖ /);
    },
  );

  it.each<['always' | 'on-failure' | 'never', boolean, boolean]>([
    ['always', true, true],
    ['on-failure', false, true],
    ['never', false, false],
  ])('writes the summary %s', async (summary, whenLive, whenFailed) => {
    for (const [verdict, wanted] of [
      ['live', whenLive],
      ['failed', whenFailed],
    ] as const) {
      const { runner, report } = begin();
      await report.finish({
        entry: 'deploy',
        request: request({ summary }),
        outcome: outcomeOf(verdict),
        phases: [],
        tookMs: 0,
      });
      expect(runner.summary !== '').toBe(wanted);
    }
  });

  it('hides a credential also where a text is cut in the middle of it, or escaped', async () => {
    const { runner, report } = begin();
    runner.mask('p*ss_w|rd-12345');
    const cause = `${'x'.repeat(990)}p*ss_w|rd-12345`;
    const log = [{ source: 'app', text: cause }];
    const evidence = { cause, hint: 'Not with p*ss_w|rd-12345.', facts: [cause, 'p*ss_w|rd-12345'], log };
    const target = 'p*ss_w|rd-12345';
    const findings: Finding[] = [{ code: 'CF_DISK', severity: 'info', message: target }];
    await report.finish({
      entry: 'deploy',
      request: request({ app: target }),
      platform: { title: 'Drycc', target },
      plan: plan({ findings, changes: [{ what: 'port', from: target, to: cause }] }),
      outcome: { verdict: 'failed', reason: cause, evidence, after: { kind: 'unrestored', error: target } },
      phases: [{ name: 'Release', result: cause, tookMs: 0, ok: false }],
      tookMs: 0,
    });
    const told = JSON.stringify([runner.log, runner.annotations, runner.outputs, runner.summary]);
    expect(told).toContain('***');
    expect(told.replaceAll('\\', '')).not.toMatch(/p\*ss/);
    expect(runner.annotations[0]?.text.split('\n').at(-1)).toBe('Not with ***.');
  });

  it('writes the summary when the inputs could not be read', async () => {
    const { runner, report } = begin();
    await report.finish({
      entry: 'deploy',
      outcome: { verdict: 'failed', reason: 'image: is required' },
      phases: [],
      tookMs: 0,
    });
    expect(runner.summary).toContain('image: is required');
  });
});
