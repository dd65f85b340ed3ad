import { describe, expect, it } from 'vitest';
import { Report } from '../../src/report/report.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { RecordingRunner } from '../support/recording-runner.ts';
import { observation } from '../support/story.ts';

function begin() {
  const runner = new RecordingRunner();
  const clock = new FakeClock();
  return { runner, clock, report: new Report(runner, clock) };
}

describe('the heartbeat', () => {
  it('is a line after every 30 s of silence, and ends with its phase', async () => {
    const { runner, clock, report } = begin();
    await report.phase('Build', async ({ end }) => {
      await clock.sleep(95_000);
      return end(undefined, 'ready');
    });
    expect(runner.log).toEqual([
      '           00:30  still in Build',
      '           01:00  still in Build',
      '           01:30  still in Build',
      '▸ Build    ready   1m 35s',
    ]);
    const asleep = clock.slept.length;
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(clock.slept).toHaveLength(asleep);
  });

  it('says what the latest note says, which is folded away until then', async () => {
    const { runner, clock, report } = begin();
    await report.phase('Build', async ({ note, end }) => {
      await clock.sleep(31_000);
      note('Another build of this app is still running: waiting for it to end.');
      note(`again with sha256:${'4'.repeat(64)}`);
      await clock.sleep(40_000);
      return end(undefined, 'ready');
    });
    expect(runner.log.slice(0, 2).map((line) => line.trim())).toEqual([
      '00:30  still in Build',
      `01:00  still in Build: again with sha256:${'4'.repeat(12)}`,
    ]);
  });

  it('starts again with every line', async () => {
    const { runner, clock, report } = begin();
    await report.phase('Release', async ({ open, progress, end }) => {
      open('Deis, 1 × web');
      await clock.sleep(20_000);
      progress(observation({ instances: [] }));
      await clock.sleep(29_000);
      progress(observation());
      await clock.sleep(31_000);
      return end(undefined, 'done');
    });
    expect(runner.log.map((line) => line.trim())).toEqual([
      '▸ Release  Deis, 1 × web',
      '00:20  new ○○',
      '00:49  new ●●',
      '01:19  still in Release',
    ]);
  });

  it('is one line for two phases side by side', async () => {
    const { runner, clock, report } = begin();
    const both = (['Image', 'Login'] as const).map((name) =>
      report.phase(name, async ({ end }) => {
        await clock.sleep(40_000);
        return end(undefined, 'done');
      }),
    );
    await Promise.all(both);
    expect(runner.log.filter((line) => line.includes('still'))).toEqual(['           00:30  still in Image']);
  });
});
