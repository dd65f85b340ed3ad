import type { PastRelease } from '../platform.ts';
import { type Release, releaseRef, rolledBackTo } from './releases.ts';

/** As far back as it is looked. */
export const mostReleases = 100;

/** A release of a controller, a build with a config, as a platform lists it. */
export interface Listed {
  readonly release: Pick<Release, 'version' | 'summary' | 'build' | 'at'>;
  /** Of its build; undefined: that is not known. */
  readonly image: string | undefined;
  /** Why it never came to serve, one clause. No controller goes back to such a one. */
  readonly failed?: string | undefined;
  /** Why it cannot be gone back to, although it has a build and may have served, one clause. */
  readonly unfit?: string | undefined;
}

export interface Past<L extends Listed> extends PastRelease {
  readonly listed: L;
}

/** @param serving version of the one that serves; undefined: none does */
export function pastOf<L extends Listed>(listed: L, serving: number | undefined): Past<L> {
  const { release, image, failed } = listed;
  const { version, build, at } = release;
  const unfit = build === undefined ? 'it has no build: there is nothing to start' : (failed ?? listed.unfit);
  return {
    ...{ listed, ref: releaseRef(version, image), names: [String(version)], current: version === serving },
    ...(at === undefined ? {} : { at }),
    ...(rolledBackTo(release) === undefined ? {} : { again: true }),
    ...(failed === undefined ? {} : { failed }),
    ...(unfit === undefined ? {} : { unfit }),
  };
}
