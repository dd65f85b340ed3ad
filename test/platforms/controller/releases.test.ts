import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at } from '../../../src/http/json.ts';
import { readPods } from '../../../src/platforms/controller/pods.ts';
import {
  readBuild,
  readRelease,
  releasesIn,
  rolledBackTo,
  versionOf,
} from '../../../src/platforms/controller/releases.ts';
import { type ControllerRollout, findOurs, targetOf } from '../../../src/platforms/controller/rollout.ts';
import { stories } from './recordings.ts';

const release = (version: number, more: object = {}) => {
  const read = readRelease({
    version,
    summary: `admin deployed img:${version}`,
    failed: false,
    build: `b${version}`,
    ...more,
  });
  if (read === undefined) throw new Error('unreadable');
  return read;
};

const rollout = (more: Partial<ControllerRollout> = {}): ControllerRollout => ({
  runId: 'r',
  app: 'web',
  image: 'img:5',
  previous: { id: 'v3', label: 'release v3' },
  wanted: [{ type: 'web', wanted: 1 }],
  was: [{ type: 'web', wanted: 1 }],
  before: 3,
  ...more,
});

describe('our release', () => {
  test('by its build', () => {
    expect(findOurs([release(6), release(5)], rollout({ build: 'b5' }))?.version).toBe(5);
  });

  test('a later change of settings keeps the build: ours is the first', () => {
    const later = release(6, { build: 'b5', summary: 'admin added FOO' });
    expect(findOurs([later, release(5)], rollout({ build: 'b5' }))?.version).toBe(5);
  });

  test('by its image when the answer was lost', () => {
    expect(findOurs([release(6), release(5), release(4)], rollout())?.version).toBe(5);
  });

  test('not one from before, with the same image', () => {
    expect(findOurs([release(3, { summary: 'admin deployed img:5' })], rollout())).toBeUndefined();
  });

  test('failed, by the image of its build', () => {
    const failed = release(4, { failed: true, summary: 'admin deployed 0a1b2c3 which failed' });
    expect(findOurs([failed], rollout())).toBeUndefined();
    expect(findOurs([failed], rollout(), { imageOf: () => 'img:5' })?.version).toBe(4);
  });

  test('an attempt that was refused does not hide the one that was not', () => {
    const refused = release(4, { failed: true });
    expect(findOurs([release(5), refused], rollout(), { imageOf: () => 'img:5' })?.version).toBe(5);
  });
});

describe('what to go back to', () => {
  const any = () => true;
  test('the newest good one with a build', () => {
    const releases = [release(5), release(4, { failed: true }), release(3), release(2, { build: null })];
    expect(targetOf(releases, 5, rollout(), any)?.version).toBe(3);
  });

  test('never one without a build', () => {
    expect(
      targetOf([release(3), release(2, { build: null }), release(1, { build: null })], 3, rollout(), any),
    ).toBeUndefined();
  });

  test('nothing that was there before, when nothing served', () => {
    const { previous: _, ...rest } = rollout();
    const fresh = { ...rest, previous: undefined };
    expect(targetOf([release(5), release(3)], 5, fresh, any)).toBeUndefined();
    expect(targetOf([release(5), release(4)], 5, fresh, any)?.version).toBe(4);
  });
});

test('every recorded release is read', () => {
  let seen = 0;
  for (const server of ['v2', 'hephy', 'drycc'] as const) {
    for (const step of stories(server).flatMap((story) => story.steps)) {
      if (!/\/releases\/(\?.*)?$/.test(step.request.path) || step.response?.status !== 200) continue;
      const body = step.response.body as { results: readonly { version: number; failed: boolean; summary: string }[] };
      const read = releasesIn(body);
      expect(read.map(({ version, failed, summary }) => ({ version, failed, summary }))).toEqual(
        body.results.map(({ version, failed, summary }) => ({ version, failed, summary })),
      );
      seen += read.length;
    }
  }
  expect(seen).toBeGreaterThan(100);
});

test('a recorded crash on Drycc and a failure on Hephy tell why', () => {
  const failed = (server: 'hephy' | 'drycc') =>
    stories(server)
      .flatMap((story) => story.steps)
      .filter(({ request }) => /\/releases\/(\?|$)/.test(request.path))
      .map((step) => step.response?.body)
      .flatMap((body) => (Array.isArray(at(body, 'results')) ? releasesIn(body) : []))
      .filter((it) => it.failed);
  expect(failed('drycc').some((it) => it.exception?.includes('not found') === true)).toBe(true);
  expect(failed('hephy').some((it) => it.exception?.includes('not found') === true)).toBe(true);
});

test('rollbacks and versions', () => {
  expect(rolledBackTo(release(6, { summary: 'admin rolled back to v3' }))).toBe(3);
  expect(rolledBackTo(release(6, { summary: 'admin performed roll back to a release that failed' }))).toBeUndefined();
  expect([versionOf('v12'), versionOf('12'), versionOf('v'), versionOf(undefined)]).toEqual([
    12,
    undefined,
    undefined,
    undefined,
  ]);
});

test('any JSON at all is read, or refused in words for the user', () => {
  const orRefused = (read: () => unknown) => {
    try {
      read();
    } catch (error) {
      expect(error).toMatchObject({ code: 'CONTROLLER_ANSWER' });
    }
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      readRelease(value);
      readBuild(value);
      for (const json of [value, { results: value }, { results: [value] }]) {
        orRefused(() => releasesIn(json));
        orRefused(() => readPods(json));
      }
      releasesIn({ results: [{ version: 1, conditions: value, build: null }] });
      orRefused(() => releasesIn({ results: [{ version: 1, conditions: [], build: value }] }));
    }),
  );
});

test.each([[{ results: [{ version: 'v1' }] }], [{ results: [{ version: 1.5 }] }], [{ results: {} }], [undefined]])(
  'what is no list of releases does not read as an empty one: %j',
  (json) => {
    expect(() => releasesIn(json)).toThrow('reading the releases: the answer is a list that is not what was asked for');
  },
);
