import { describe, expect, it } from 'vitest';
import type { Instance, Observation, RolloutPhase } from '../../src/platforms/platform.ts';
import { type Judgement, judge, type Look, shortcoming } from '../../src/rollout/judge.ts';
import { look, ofWeb, policy, processesOf } from './looks.ts';

type Kind = Judgement['kind'];

const moving: Partial<Observation> = { phase: 'moving' };
const crashed = (crashes: number, more: Partial<Observation> = {}): Partial<Observation> => ({ crashes, ...more });
const renamed = (nth: number): Instance => ({ process: 'web', name: `web-${nth}`, state: 'running' });
const problem = (message: string, certain = false): Partial<Observation> => ({ problem: { message, certain } });
const reasonOf = (judgement: Judgement) => ('reason' in judgement ? judgement.reason : undefined);

/** What is judged after each look. */
function kinds(looks: readonly Look[]): Kind[] {
  return looks.map((_, index) => judge(looks.slice(0, index + 1), policy).kind);
}

describe('a history of looks is judged', () => {
  const go: Kind = 'continue';
  const table: [story: string, looks: readonly Look[], kinds: Kind[]][] = [
    ['no look yet: go on', [], []],
    ['running at once: live after the settle time', [look(0, '●'), look(3, '●'), look(5, '●')], [go, go, 'live']],
    [
      'slow starters among fast ones',
      [look(0, '○○○○'), look(9, '●●◐◐'), look(60, '●●●◐'), look(119, '●●●●'), look(123, '●●●●'), look(124, '●●●●')],
      [go, go, go, go, go, 'live'],
    ],
    [
      'all run, but the platform is not done',
      [look(0, '●●', moving), look(9, '●●', moving), look(12, '●●'), look(16, '●●'), look(17, '●●')],
      [go, go, go, go, 'live'],
    ],
    ['done, but not all run', [look(0, '●○'), look(9, '●◐'), look(99, '●◐')], [go, go, go]],
    ['healthy, but without traffic', [look(0, '◌'), look(9, '◌'), look(99, '◌')], [go, go, go]],
    [
      'fewer than wanted are listed',
      [look(0, '●', { wanted: ofWeb(2) }), look(9, '●', { wanted: ofWeb(2) })],
      [go, go],
    ],
    [
      'more than wanted are listed',
      [look(0, '●●', { wanted: ofWeb(1) }), look(9, '●◐', { wanted: ofWeb(1) })],
      [go, 'live'],
    ],
    [
      'one of more than wanted has crashed',
      [look(0, '●✖', { wanted: ofWeb(1) }), look(9, '●✖', { wanted: ofWeb(1) })],
      [go, go],
    ],
    [
      'an instance disappears while it settles',
      [look(0, '●●'), look(4, '●○'), look(6, '●●'), look(10, '●●'), look(11, '●●')],
      [go, go, go, go, 'live'],
    ],
    [
      'an instance loses its traffic while it settles',
      [look(0, '●●'), look(4, '●◌'), look(6, '●●'), look(11, '●●')],
      [go, go, go, 'live'],
    ],
    [
      'a crash that no look saw starts the settle time again',
      [look(0, '●'), look(4, '●'), look(6, '●', crashed(1)), look(10, '●', crashed(1)), look(11, '●', crashed(1))],
      [go, go, go, go, 'live'],
    ],
    [
      'crash at start, then well',
      [
        look(0, '◐'),
        look(3, '✖', crashed(1)),
        look(6, '✖', crashed(1)),
        look(14, '●', crashed(1)),
        look(19, '●', crashed(1)),
      ],
      [go, go, go, go, 'live'],
    ],
    [
      'crash loop',
      [
        look(0, '◐'),
        look(3, '✖', crashed(1)),
        look(6, '◐', crashed(1)),
        look(8, '✖', crashed(2)),
        look(9, '◐', crashed(3)),
      ],
      [go, go, go, go, 'failed'],
    ],
    [
      'flapping: up between the crashes, never for the settle time',
      [
        look(0, '●'),
        look(3, '◐', crashed(1)),
        look(5, '●', crashed(1)),
        look(8, '●', crashed(2)),
        look(12, '●', crashed(3)),
      ],
      [go, go, go, go, 'failed'],
    ],
    [
      'crash after it was once up, among others that stay up',
      [look(0, '●●●'), look(3, '●●✖', crashed(1)), look(6, '●●✖', crashed(2)), look(9, '●●✖', crashed(3))],
      [go, go, go, 'failed'],
    ],
    ['all crashed, uncounted: at the second look', [look(0, '✖✖'), look(3, '✖✖')], [go, 'failed']],
    ['all crashed but one', [look(0, '✖✖◐'), look(3, '✖✖◐'), look(6, '✖✖◐')], [go, go, go]],
    ['all crashed, but not twice running', [look(0, '✖✖'), look(3, '✖◐'), look(6, '✖✖')], [go, go, go]],
    [
      'all that are there crashed, more are to come',
      [look(0, '✖', { wanted: ofWeb(2) }), look(3, '✖', { wanted: ofWeb(2) })],
      [go, go],
    ],
    ['zero wanted and done: live at once', [look(0, '')], ['live']],
    ['zero wanted, not done', [look(0, '', moving), look(3, '', moving), look(6, '')], [go, go, 'live']],
    ['zero wanted and failed', [look(0, '', { phase: 'failed' })], ['failed']],
    ['the platform gives up', [look(0, '◐', moving), look(3, '◐', { phase: 'failed' })], [go, 'failed']],
    ['the platform gives up though all run', [look(0, '●', moving), look(3, '●', { phase: 'failed' })], [go, 'failed']],
    ['cancelled by somebody else', [look(0, '●', moving), look(3, '●', { phase: 'canceled' })], [go, 'failed']],
    ['superseded', [look(0, '●', moving), look(3, '●', { phase: 'superseded' })], [go, 'superseded']],
    [
      'superseded counts for more than crashes and problems',
      [look(0, '✖', { phase: 'superseded', crashes: 9, ...problem('x', true) })],
      ['superseded'],
    ],
    [
      'a certain problem: at the first look',
      [look(0, '◐', { ...moving, ...problem('no such image', true) })],
      ['failed'],
    ],
    ['a certain problem of what runs', [look(0, '●', problem('no such image', true))], ['failed']],
    [
      'a problem that goes away',
      [look(0, '○', problem('no memory')), look(59, '○', problem('no memory')), look(61, '●'), look(66, '●')],
      [go, go, go, 'live'],
    ],
    [
      'a problem that stays',
      [
        look(0, '◐'),
        look(5, '○', problem('no memory')),
        look(64, '○', problem('no memory')),
        look(65, '○', problem('no memory')),
      ],
      [go, go, go, 'failed'],
    ],
    [
      'a problem that comes and goes',
      [
        look(0, '○', problem('p')),
        look(50, '◐'),
        look(70, '○', problem('p')),
        look(129, '○', problem('p')),
        look(130, '○', problem('p')),
      ],
      [go, go, go, go, 'failed'],
    ],
    [
      'one problem after the other',
      [look(0, '○', problem('p')), look(50, '○', problem('q')), look(100, '○', problem('r'))],
      [go, go, go],
    ],
    [
      'no settling while there is a problem',
      [look(0, '●', problem('p')), look(9, '●', problem('p')), look(10, '●'), look(14, '●'), look(15, '●')],
      [go, go, go, go, 'live'],
    ],
    ['no progress', [look(0, '●○'), look(299, '●○'), look(300, '●○')], [go, go, 'failed']],
    [
      'progress, measured from the last instance that came up',
      [look(0, '○○', moving), look(200, '●○', moving), look(499, '●○', moving), look(500, '●○', moving)],
      [go, go, go, 'failed'],
    ],
    [
      'an instance that comes back is no progress',
      [look(10, '●●○', moving), look(150, '●○○', moving), look(290, '●●○', moving), look(310, '●●○', moving)],
      [go, go, go, 'failed'],
    ],
    [
      'another phase is progress',
      [look(0, '○', moving), look(290, '○'), look(589, '○'), look(590, '○')],
      [go, go, go, 'failed'],
    ],
    [
      'a name for the release is progress',
      [look(0, '○', { release: undefined }), look(290, '○'), look(589, '○'), look(590, '○')],
      [go, go, go, 'failed'],
    ],
    [
      'the total time-out, in spite of progress',
      [look(200, '●○○○○'), look(450, '●●○○○'), look(700, '●●●○○'), look(899, '●●●●○'), look(900, '●●●●○')],
      [go, go, go, go, 'failed'],
    ],
    [
      'no time-out of what runs and only has to settle',
      [look(700, '●○'), look(897, '●●'), look(900, '●●'), look(901, '●●'), look(902, '●●')],
      [go, go, go, go, 'live'],
    ],
    [
      'no time-out of what is seen to run only after it',
      [look(700, '●○', moving), look(899, '●○', moving), look(901, '●●'), look(904, '●●'), look(906, '●●')],
      [go, go, go, go, 'live'],
    ],
    [
      'a time-out of what runs at every look, and crashes between them',
      [look(898, '●'), look(900, '●', crashed(1)), look(902, '●', crashed(1))],
      [go, 'failed', 'failed'],
    ],
    [
      'no progress of what runs at every look, each time another one',
      [0, 100, 200, 300].map((at, nth) => look(at, '●', { instances: [renamed(nth)] })),
      [go, go, go, 'failed'],
    ],
    [
      'an instance in the place of another has to settle, too',
      [
        look(0, '●', { instances: [renamed(1)] }),
        look(4, '●', { instances: [renamed(2)] }),
        look(8, '●', { instances: [renamed(2)] }),
        look(9, '●', { instances: [renamed(2)] }),
      ],
      [go, go, go, 'live'],
    ],
    [
      'the release turns out to be another one while it settles',
      [
        look(0, '●'),
        look(4, '●', { release: { id: 'r2', label: 'release r2' } }),
        look(6, '●', { release: { id: 'r2', label: 'release r2' } }),
      ],
      [go, go, go],
    ],
    [
      'a canary that pauses at its step, and goes on before it has settled',
      [
        look(0, '◐', { phase: 'paused' }),
        look(3, '●', { phase: 'paused' }),
        look(6, '●', moving),
        look(20, '●', moving),
      ],
      [go, go, go, go],
    ],
    [
      'what was healthy in a pause has to settle when it is done',
      [look(0, '●', { phase: 'paused' }), look(4, '●'), look(8, '●'), look(9, '●')],
      [go, go, go, 'live'],
    ],
    [
      'a time-out of what runs but does not stay so',
      [look(700, '●○'), look(897, '●●'), look(900, '●◐', crashed(1))],
      [go, go, 'failed'],
    ],
  ];

  it.each(table)('%s', (_, looks, expected) => {
    expect(kinds(looks)).toEqual(expected);
  });

  it('as nothing when there was none', () => {
    expect(judge([], policy)).toEqual({ kind: 'continue' });
  });
});

/**
 * Every pair of what the platform says of the release and what its instances do, looks 3 s apart. An instance is drawn as
 * in the log, `/` parts types of processes, a number counts the crashes, and `=` says how many are wanted from then on:
 * at first as many as are drawn.
 */
describe('the platform says, and the instances do', () => {
  const columns: Readonly<Record<RolloutPhase, true>> = {
    ...{ moving: true, paused: true, done: true, failed: true, canceled: true, superseded: true },
  };
  const table = `
    instances                    | moving   | paused   | done     | failed | canceled | superseded
    ●●                           | continue | continue | continue | failed | failed   | superseded
    ●● ●● ●●                     | continue | paused   | live     | failed | failed   | superseded
    ◐◐ ◐● ●● ●● ●●               | continue | paused   | live     | failed | failed   | superseded
    ●◐ ●◐ ●◐ ●◐                  | continue | continue | continue | failed | failed   | superseded
    ◌◌ ◌◌ ◌◌ ◌◌                  | continue | continue | continue | failed | failed   | superseded
    ○○ ○○ ○○ ○○                  | continue | continue | continue | failed | failed   | superseded
    ✖✖                           | continue | continue | continue | failed | failed   | superseded
    ✖✖ ✖✖                        | failed   | failed   | failed   | failed | failed   | superseded
    ✖✖ ✖◐ ✖✖                     | continue | continue | continue | failed | failed   | superseded
    ✖=2 ✖ ✖                      | continue | continue | continue | failed | failed   | superseded
    ●✖ ●✖ ●✖                     | continue | continue | continue | failed | failed   | superseded
    ●✖1 ●◐1 ●●1 ●●1              | continue | continue | continue | failed | failed   | superseded
    ●✖1 ●◐1 ●●1 ●●1 ●●1          | continue | paused   | live     | failed | failed   | superseded
    ●✖1 ●✖2 ●✖3                  | failed   | failed   | failed   | failed | failed   | superseded
    ●● ●●1 ●●1                   | continue | continue | continue | failed | failed   | superseded
    ●● ●●1 ●●2 ●●3               | failed   | failed   | failed   | failed | failed   | superseded
    ●● ●○ ●● ●●                  | continue | continue | continue | failed | failed   | superseded
    ●● ●○ ●● ●● ●●               | continue | paused   | live     | failed | failed   | superseded
    ●● ● ● ●                     | continue | continue | continue | failed | failed   | superseded
    ●●●=2 ●●● ●●●                | continue | paused   | live     | failed | failed   | superseded
    ●●◐=2 ●●◐ ●●◐                | continue | paused   | live     | failed | failed   | superseded
    ●●✖=2 ●●✖ ●●✖                | continue | continue | continue | failed | failed   | superseded
    ●◐ ●◐ ●◐=1 ● ●               | continue | paused   | live     | failed | failed   | superseded
    ●● ●●◐=3 ●●● ●●●             | continue | continue | continue | failed | failed   | superseded
    ●● ●●◐=3 ●●● ●●● ●●●         | continue | paused   | live     | failed | failed   | superseded
    ●●/● ●●/● ●●/●               | continue | paused   | live     | failed | failed   | superseded
    ●●●/○=2/1 ●●●/○ ●●●/○        | continue | continue | continue | failed | failed   | superseded
    ●●●=2/1 ●●● ●●●              | continue | continue | continue | failed | failed   | superseded
    ✖✖/● ✖✖/●                    | continue | continue | continue | failed | failed   | superseded
    =0                           | continue | paused   | live     | failed | failed   | superseded
    ✖=0 ✖                        | continue | continue | continue | failed | failed   | superseded
    ●● ◐◐=0                      | continue | paused   | live     | failed | failed   | superseded
  `;
  const [head = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const pairs = rows.flatMap(([history = '', ...kinds]) =>
    kinds.map((kind, column) => ({ history, phase: head[column + 1] as RolloutPhase, kind })),
  );

  it.each(pairs)('$phase: $history', ({ history, phase, kind }) => {
    let counts: readonly number[] | undefined;
    const looks = history.split(' ').map((cell, nth) => {
      const [, drawn = '', crashes = '0', more] = /^(\D*?)(\d+)?(?:=(.*))?$/.exec(cell) ?? [];
      counts = more?.split('/').map(Number) ?? counts ?? drawn.split('/').map((part) => [...part].length);
      return look(3 * nth, drawn, { phase, crashes: Number(crashes), wanted: processesOf(counts) });
    });
    expect(judge(looks, policy).kind).toBe(kind);
  });

  it('are all there', () => {
    expect(head.slice(1)).toEqual(Object.keys(columns));
    expect(pairs).toHaveLength(rows.length * 6);
  });
});

describe('the reason', () => {
  it.each<[string, readonly Look[], string]>([
    ['of a newer deploy', [look(0, '●', { phase: 'superseded' })], 'A newer deploy of this app took over.'],
    ['of a cancellation', [look(0, '●', { phase: 'canceled' })], 'Somebody else cancelled this deployment.'],
    ['of a platform that gives up', [look(0, '●', { phase: 'failed' })], 'The platform gave this release up.'],
    ['of crashes', [look(0, '●✖', crashed(4))], 'An instance crashed 4 times.'],
    ['of all crashed', [look(0, '✖'), look(1, '✖')], 'Every instance of the new release has crashed.'],
    [
      'of no progress',
      [look(0, '●◐○'), look(300, '●◐○')],
      'No further instance became healthy within 5m: 1 of 3 instances are healthy',
    ],
    [
      'of what runs, and is never called done',
      [look(0, '●●', moving), look(300, '●●', moving)],
      'The platform did not call the release done within 5m: 2 of 2 instances are healthy',
    ],
    [
      'of what runs and does not stay so',
      [look(890, '●●', moving), look(899, '●●'), look(901, '●●', crashed(1))],
      'Not done after 15m: 2 of 2 instances are healthy, but they do not stay so',
    ],
    [
      'of the time-out',
      [look(700, '●◐'), look(899, '●◐', moving), look(900, '●◐', moving)],
      'Not done after 15m: 1 of 2 instances are healthy',
    ],
  ])('%s', (_, looks, reason) => {
    expect(reasonOf(judge(looks, policy))).toBe(reason);
  });

  it('is in the platform’s words where it has any', () => {
    const words = 'insufficient resources: memory';
    const said = problem(words);
    for (const phase of ['superseded', 'canceled', 'failed'] as const) {
      expect(reasonOf(judge([look(0, '○', { phase, ...said })], policy))).toBe(words);
    }
    expect(reasonOf(judge([look(0, '✖', { crashes: 3, ...said })], policy))).toBe(words);
    expect(reasonOf(judge([look(0, '✖', said), look(3, '✖', said)], policy))).toBe(words);
    expect(reasonOf(judge([look(0, '○', said), look(60, '○', said)], policy))).toBe(words);
    expect(reasonOf(judge([look(900, '○', said)], { ...policy, progressMs: 1_000_000 }))).toBe(
      `Not done after 15m: 0 of 1 instances are healthy; the platform says: ${words}`,
    );
  });

  it('tells times as they are', () => {
    const short = { ...policy, totalMs: 90_000 };
    expect(reasonOf(judge([look(90, '○')], short))).toBe('Not done after 1m 30s: 0 of 1 instances are healthy');
  });
});

describe('a release that stands there already', () => {
  it.each<[string, string, Partial<Observation>, string | undefined]>([
    ['all run', '●●', {}, undefined],
    ['one is down', '●✖', {}, 'only 1 of 2 instances run'],
    ['one gets no traffic', '●◌', {}, 'only 1 of 2 instances run'],
    ['one is not even listed', '●', { wanted: ofWeb(2) }, 'only 1 of 2 instances run'],
    ['none is listed', '', { wanted: ofWeb(2) }, 'only 0 of 2 instances run'],
    ['the platform is at it', '●●', { phase: 'moving' }, 'another release is under way'],
    ['all run, but something speaks against it', '●●', problem('other variables'), 'other variables'],
    ['all run, of each type', '●●/●', {}, undefined],
    [
      'too many of one type do not stand in for another',
      '●●●',
      { wanted: processesOf([2, 1]) },
      'only 2 of 3 instances run',
    ],
    ['nothing is wanted', '', {}, undefined],
  ])('%s', (_, drawn, more, expected) => {
    expect(shortcoming(look(0, drawn, more).observation)).toBe(expected);
  });
});
