import { expect, test } from 'vitest';
import { oneByOne } from '../../../../src/platforms/cloudfoundry/korifi/remarks.ts';
import { appState } from '../../../support/story.ts';

/** An app with so many instances of web, of which so many are asked for. */
const remarks = (now: number, asked?: number, more: Partial<Parameters<typeof oneByOne>[0]> = {}) =>
  oneByOne({
    current: appState({ processes: [{ type: 'web', wanted: now }] }),
    settings: asked === undefined ? {} : { instances: new Map([['', asked]]) },
    strategy: 'rolling',
    ...more,
  });

test('the app does not answer while its only instance is replaced', () => {
  const told = [expect.stringContaining('with one instance the app does not answer in between')];
  expect(remarks(1)).toEqual(told);
  // It is made smaller before anything is replaced,
  expect(remarks(3, 1)).toEqual(told);
  // and larger, too: the others serve by then.
  expect(remarks(1, 3)).toEqual([]);
  expect(remarks(2)).toEqual([]);
});

test('nothing is said of what does not run, nor of what is stopped as a whole', () => {
  expect(remarks(1, undefined, { current: undefined })).toEqual([]);
  expect(remarks(1, undefined, { current: appState({ running: false }) })).toEqual([]);
  expect(remarks(1, undefined, { strategy: 'recreate' })).toEqual([]);
});
