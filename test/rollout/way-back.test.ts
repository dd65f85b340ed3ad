import { describe, expect, it } from 'vitest';
import type { PastRelease } from '../../src/platforms/platform.ts';
import { wayBack } from '../../src/rollout/way-back.ts';

/**
 * A past in one line, the newest first: `A3* B2x A1`. The letter is the image, the number the version; `*` serves, `x`
 * failed, `!` cannot be released any more, `~` has brought an earlier one back. `?` is an image that is not known.
 */
function past(line: string): readonly PastRelease[] {
  return line.split(' ').flatMap((word) => {
    const [, image = '', version = '', marks = ''] = /^([A-Z?])(\d+)([*x!~]*)$/.exec(word) ?? [];
    if (word === '') return [];
    const digit = image.toLowerCase().charCodeAt(0).toString(16);
    return [
      {
        ref: {
          ...{ id: `guid-${version}`, label: `release ${version}` },
          ...(image === '?' ? {} : { image: `ghcr.io/acme/web@sha256:${digit.repeat(32)}` }),
        },
        ...{ names: [version, `v${version}`], current: marks.includes('*') },
        ...(marks.includes('~') ? { again: true as const } : {}),
        ...(marks.includes('x') ? { failed: 'its deployment was cancelled' } : {}),
        ...(marks.includes('!') ? { unfit: 'its droplet is not kept any more' } : {}),
      },
    ];
  });
}

const versionOf = (release: PastRelease) => release.names[0];

describe('the last good release', () => {
  it.each([
    ['B2* A1', '1', 'the one before'],
    ['C3* B2 A1', '2', 'not the one before that'],
    ['C3* B2x A1', '1', 'no failed one'],
    ['C3* B2! A1', '1', 'none that is not kept'],
    ['C3* ?2 A1', '1', 'none without an image'],
    ['C3x B2* A1', '1', 'not a newer one that failed'],
    ['C3 B2* A1', '1', 'nor any newer one'],
    ['A2* A1', '1', 'the same image with other settings'],
    ['A3~* B2x A1 D0', '0', 'brought back after a failure: not the same again'],
    ['A4* A3~ B2x A1', '3', 'other settings after that'],
    ['A4* B3x A2 D1', '2', 'other settings after a failure that changed nothing'],
    ['A3~* B2 A1 D0', '0', 'gone back on purpose: not the one that was left'],
    ['A3* B2 A1 D0', '0', 'deployed anew on purpose: not the one that was left'],
    ['A5* B4 A3 B2 A1 D0', '0', 'gone back twice'],
    ['C5~* D4 C3~ B2x C1 E0', '0', 'gone back to what was brought back'],
    ['A3* B2 C1', '2', 'another image each time'],
    ['B2 A1', '2', 'of an app that does not run: the newest'],
    ['?2* A1', '1', 'though the image that serves is not known'],
  ])('of %s is %s: %s', (line, version) => {
    expect(versionOf(wayBack(past(line), undefined))).toBe(version);
  });

  it.each([
    ['', /no earlier release is known/],
    ['A1*', /no earlier release is known/],
    ['B2 A1*', /no earlier release is known/],
    ['C3* B2x A1!', /of 2 earlier releases none is fit/],
    ['A3~* B2 A1', /no earlier release is known/],
  ])('of %s is none', (line, words) => {
    expect(() => wayBack(past(line), undefined)).toThrow(words);
  });

  it('says of each earlier one what speaks against it', () => {
    expect(() => wayBack(past('C3* B2x A1!'), undefined)).toThrow(
      expect.objectContaining({
        code: 'NOTHING_TO_GO_BACK_TO',
        details: ['release 2: its deployment was cancelled', 'release 1: its droplet is not kept any more'],
      }),
    );
  });
});

describe('a release that was asked for', () => {
  const line = 'A4* B3x A2 C1!';
  it.each([
    ['guid-2', '2'],
    ['2', '2'],
    ['v2', '2'],
    // Whoever asks for one that failed knows why.
    ['3', '3'],
    [`sha256:${'62'.repeat(32)}`, '3'],
    [`sha256:${'62'.repeat(6)}`, '3'],
    // The same image serves already, but with other settings.
    [`sha256:${'61'.repeat(32)}`, '2'],
  ])('%s', (to, version) => {
    expect(versionOf(wayBack(past(line), to))).toBe(version);
  });

  it.each([
    ['guid-9', 'NO_SUCH_RELEASE'],
    ['', 'NO_SUCH_RELEASE'],
    ['sha256:6262', 'NO_SUCH_RELEASE'],
    ['4', 'RELEASE_SERVES'],
    ['guid-4', 'RELEASE_SERVES'],
    ['1', 'RELEASE_UNFIT'],
    [`sha256:${'63'.repeat(32)}`, 'RELEASE_UNFIT'],
  ])('%s is none to go back to: %s', (to, code) => {
    expect(() => wayBack(past(line), to)).toThrow(expect.objectContaining({ code }));
  });
});
