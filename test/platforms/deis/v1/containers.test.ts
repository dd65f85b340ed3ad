import { describe, expect, test } from 'vitest';
import {
  bystander,
  type Container,
  ContainerWatch,
  readContainers,
} from '../../../../src/platforms/deis/v1/containers.ts';

const cmd = (state: string): Container => ({ name: 'cmd.1', type: 'cmd', release: 3, state });

/** Looks every `stepMs`, one state each; the last one is repeated while `started` grows. */
function seen(states: readonly string[], { started = false, stepMs = 2_000 } = {}) {
  const watch = new ContainerWatch();
  states.forEach((state, index) => {
    watch.look([cmd(state)], index * stepMs, started);
  });
  const now = (states.length - 1) * stepMs;
  const last = cmd(states.at(-1) ?? 'up');
  return {
    state: watch.instanceOf(last).state,
    crashes: watch.crashes(now),
    problem: watch.problem(now),
    facts: watch.facts(now),
  };
}

describe('a container of the release that is watched', () => {
  test.for<[string, readonly string[], boolean, string, number, RegExp | undefined]>([
    ['is on its way before it was up once', ['destroyed', 'created', 'down', 'down'], false, 'starting', 0, undefined],
    ['is not there yet', ['destroyed'], false, 'absent', 0, undefined],
    ['runs', ['down', 'up', 'up'], false, 'running', 0, undefined],
    ['has ended once', ['up', 'down'], false, 'crashed', 1, /^cmd\.1 ended once$/],
    ['came back', ['up', 'down', 'up'], false, 'running', 1, undefined],
    [
      'ends again and again',
      ['up', 'down', 'up', 'down', 'up', 'down'],
      false,
      'crashed',
      3,
      /ended 3 times: crash loop$/,
    ],
    ['has ended unseen, when the controller saw it up', ['down'], true, 'crashed', 1, /ended once$/],
    [
      'is down for longer than a start takes: it has ended again',
      ['up', ...Array(6).fill('down')],
      false,
      'crashed',
      2,
      /ended 2 times$/,
    ],
    [
      'stays down: a crash loop, although it was never seen up',
      Array(9).fill('down'),
      true,
      'crashed',
      3,
      /crash loop$/,
    ],
    ['ended with 0 a moment ago', ['up', 'created'], false, 'crashed', 1, /ended once$/],
    [
      'ended with 0 for good',
      ['up', 'created', 'created', 'created', 'created'],
      false,
      'crashed',
      1,
      /exit status 0, and is not started again$/,
    ],
    ['is unknown to fleet', ['up', 'destroyed'], false, 'crashed', 1, /ended once$/],
  ])('%s', ([, states, started, state, crashes, says]) => {
    const look = seen(states, { started });
    expect(look).toMatchObject({ state, crashes });
    if (says === undefined) expect(look.problem).toBeUndefined();
    else expect(look.problem?.message).toMatch(says);
  });

  test('a crash loop and an end for good are certain, the rest may go away', () => {
    expect(seen(['up', 'down']).problem?.certain).toBe(false);
    expect(seen(Array(9).fill('down'), { started: true }).problem?.certain).toBe(true);
    expect(seen(['up', ...Array(5).fill('created')]).problem?.certain).toBe(true);
  });

  test('one that has gone is forgotten', () => {
    const watch = new ContainerWatch();
    watch.look([cmd('up')], 0, true);
    watch.look([cmd('down')], 1_000, true);
    watch.look([], 2_000, true);
    expect(watch.crashes(100_000)).toBe(0);
    expect(watch.problem(100_000)).toBeUndefined();
  });

  test('facts name what had trouble only', () => {
    expect(seen(['down', 'up']).facts).toEqual([]);
    expect(seen(['down', 'down']).facts).toEqual(['cmd.1: last seen down, never up']);
    expect(seen(['up', 'down']).facts).toEqual(['cmd.1: last seen down, ended once']);
  });
});

test('of another release nothing is known but what is there', () => {
  expect(bystander(cmd('up'))).toEqual({ process: 'cmd', name: 'cmd.1', state: 'running' });
  expect(bystander(cmd('down'))).toEqual({ process: 'cmd', name: 'cmd.1', state: 'starting' });
  expect(bystander(cmd('crashed'))).toEqual({ process: 'cmd', name: 'cmd.1', state: 'crashed', detail: 'crashed' });
});

test('rows of one-off commands are left out, and what is no row is not', () => {
  const results = [
    { type: 'cmd', num: 2, release: 'v3', state: 'up' },
    { type: 'run', num: 1, release: 'v3', state: 'destroyed' },
  ];
  expect(readContainers({ results })).toEqual([{ name: 'cmd.2', type: 'cmd', release: 3, state: 'up' }]);
  for (const json of [{ results: [...results, { num: 1 }] }, { results: [null] }, 'no']) {
    expect(() => readContainers(json)).toThrow(
      'reading the containers: the answer is a list that is not what was asked for',
    );
  }
});
