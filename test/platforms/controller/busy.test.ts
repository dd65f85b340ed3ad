import { describe, expect, test } from 'vitest';
import { Refusals, refuseIfOvertaken, withNote } from '../../../src/platforms/controller/busy.ts';
import type { Release } from '../../../src/platforms/controller/releases.ts';

const release = (version: number, more: Partial<Release> = {}): Release => ({
  ...{ version, at: undefined, summary: `bob deployed org/web:${version}`, failed: false, build: `build-${version}` },
  ...{ state: undefined, exception: undefined, changedTypes: undefined, config: undefined },
  ...more,
});

describe('a plan is for the app as it was read', () => {
  const own = release(6, { summary: 'admin added A' });
  test.for<[string, readonly Release[], string | undefined]>([
    ['nothing came since', [release(5), release(4)], undefined],
    ['somebody has deployed', [release(6), release(5)], 'Release v6 was made meanwhile: bob deployed org/web:6'],
    ['what failed took nothing over', [release(6, { failed: true }), release(5)], undefined],
    ['what has no build runs nothing', [release(6, { build: undefined }), release(5)], undefined],
    ['settings of our own are no news', [own, release(5)], undefined],
    ['what came after them is', [release(7), own], 'Release v7 was made meanwhile: bob deployed org/web:7'],
  ])('%s', ([, releases, sentence]) => {
    const look = () => refuseIfOvertaken(releases, 5, own);
    if (sentence === undefined) expect(look).not.toThrow();
    else expect(look).toThrow(sentence);
  });
});

describe('a controller’s word that another deploy runs', () => {
  const words = "there is an executing pipeline, please wait or force deploy: ['web']";
  const seen = { label: 'release v4: bob deployed org/web:4' };
  const told = (refusals: Refusals, now: number) => {
    expect(() => refusals.refused(words, ' · and more', now)).toThrow(`${words} · and more`);
  };

  test('is believed for a while where nothing is to be seen', () => {
    const refusals = new Refusals(30_000);
    expect(refusals.busy(undefined, 0)).toBeUndefined();
    told(refusals, 1_000);
    expect(refusals.busy(undefined, 30_999)).toEqual({ label: words });
    expect(refusals.busy(undefined, 31_000)).toBeUndefined();
  });

  test('is over as soon as what was seen has ended', () => {
    const refusals = new Refusals(30_000, 'a worker was killed');
    told(refusals, 0);
    expect(refusals.busy(seen, 1_000)).toEqual(seen);
    expect(refusals.busy(undefined, 2_000)).toBeUndefined();
    // What came of it was seen: the next word is a first one.
    told(refusals, 3_000);
    expect(refusals.busy(undefined, 4_000)).toEqual({ label: words });
  });

  test('twice in a row for nothing that is to be seen may have no end', () => {
    const refusals = new Refusals(30_000, 'a worker was killed');
    told(refusals, 0);
    told(refusals, 40_000);
    expect(refusals.busy(undefined, 41_000)).toEqual({ label: words, stuck: 'a worker was killed' });
    const always = new Refusals(30_000);
    told(always, 0);
    told(always, 40_000);
    expect(always.busy(undefined, 41_000)).toEqual({ label: words });
  });
});

test('what there is to say beside it stands at the end', () => {
  expect(withNote({ label: 'a' }, ' · b')).toEqual({ label: 'a · b' });
  expect(withNote({ label: 'a', stuck: 'for ever' }, ' · b')).toEqual({ label: 'a', stuck: 'for ever · b' });
});
