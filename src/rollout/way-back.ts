import { ActionError } from '../errors.ts';
import type { PastRelease } from '../platforms/platform.ts';

/** As many releases are told to somebody who has asked for one that is not there. */
const toldReleases = 10;

/**
 * The release to go back to: the one that was asked for, else the last one that served before this one. That is never the
 * one that serves, nor one that failed or that cannot be released any more; and when the one that serves was itself gone
 * back to, it is not the one that was left then, but the one before that.
 *
 * @param releases newest first
 * @param to id, version or digest; undefined: the last good one
 * @throws ActionError `NOTHING_TO_GO_BACK_TO`, `NO_SUCH_RELEASE`, `RELEASE_SERVES`, `RELEASE_UNFIT`
 */
export function wayBack<P extends PastRelease>(releases: readonly P[], to: string | undefined): P {
  return to === undefined ? lastGood(releases) : named(releases, to);
}

function lastGood<P extends PastRelease>(releases: readonly P[]): P {
  const older = releases.slice(positionOf(releases) + 1);
  const good = older.find((release) => whyNot(release) === undefined);
  if (good !== undefined) return good;
  const reasons = older.map((release) => `${release.ref.label}: ${whyNot(release)}`);
  throw new ActionError(
    'NOTHING_TO_GO_BACK_TO',
    reasons.length === 0
      ? 'There is nothing to go back to: no earlier release is known.'
      : `There is nothing to go back to: of ${reasons.length} earlier releases none is fit for it.`,
    { hint: `Deploy an image that is known to be good${namesOf(releases)}.`, details: reasons.slice(0, toldReleases) },
  );
}

/** Those that were left on purpose, or are newer, go by their name only. */
function namesOf(releases: readonly PastRelease[]): string {
  const others = releases.filter((release) => !release.current && whyNot(release) === undefined);
  const labels = others.slice(0, toldReleases).map(({ ref }) => ref.label);
  return labels.length === 0 ? '' : `, or name a release in to: ${labels.join(', ')}`;
}

/** Why a release is not one that served well and could do so again. */
function whyNot({ failed, unfit, ref }: PastRelease): string | undefined {
  return failed ?? unfit ?? (ref.image === undefined ? 'its image is not known' : undefined);
}

/**
 * Where the release that serves belongs among the others. That is its own place, or that of the one which it has brought
 * back: because the platform says so, or because it has the image of an earlier one again, after another one in between
 * that served. -1: none serves.
 */
function positionOf(releases: readonly PastRelease[]): number {
  let position = releases.findIndex(({ current }) => current);
  for (;;) {
    const { ref, again = false } = releases[position] ?? {};
    const good = (at: number) => at > position && releases[at]?.failed === undefined;
    const next = releases.findIndex((_release, at) => good(at));
    const wasLeft = again || (next >= 0 && releases[next]?.ref.image !== ref?.image);
    const before = releases.findIndex((release, at) => good(at) && release.ref.image === ref?.image);
    if (ref?.image === undefined || !wasLeft || before < 0) return position;
    position = before;
  }
}

function named<P extends PastRelease>(releases: readonly P[], to: string): P {
  const found = releases.filter((release) => isCalled(release, to));
  const fit = found.find(({ current, unfit }) => !current && unfit === undefined);
  if (fit !== undefined) return fit;
  const [newest] = found;
  if (newest === undefined) {
    throw new ActionError('NO_SUCH_RELEASE', `There is no release ${to}.`, {
      hint: 'to takes the id or the version of a release, or the digest of its image.',
      details: releases.slice(0, toldReleases).map(({ ref }) => [ref.label, ref.id, ref.image ?? ''].join(' ').trim()),
    });
  }
  const { ref, unfit } = newest;
  if (unfit === undefined)
    throw new ActionError('RELEASE_SERVES', `The release ${to} is the one that serves: ${ref.label}.`);
  throw new ActionError('RELEASE_UNFIT', `The release ${to} (${ref.label}) cannot be gone back to: ${unfit}.`, {
    hint: 'Deploy its image again.',
  });
}

/** At least as many characters of a digest as logs show. */
const digest = /^sha256:[0-9a-f]{12,64}$/;

function isCalled({ ref, names }: PastRelease, to: string): boolean {
  if (ref.id === to || names.includes(to)) return true;
  return digest.test(to) && ref.image?.includes(`@${to}`) === true;
}
