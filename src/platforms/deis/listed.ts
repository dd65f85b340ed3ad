import type { Listed } from '../controller/past.ts';
import type { Build } from '../controller/releases.ts';

/** A release with its build, if that is among those that were listed. */
export interface ListedWithBuild<R extends Listed['release']> extends Listed {
  readonly release: R;
  readonly build: Build | undefined;
}

/**
 * Releases with the builds that a list of their own has.
 *
 * @param whyNot why one never came to serve, one clause; undefined: nothing speaks against it
 */
export function withBuilds<R extends Listed['release']>(
  releases: readonly R[],
  builds: readonly Build[],
  whyNot: (release: R) => string | undefined,
): readonly ListedWithBuild<R>[] {
  return releases.map((release) => {
    const build = builds.find(({ uuid }) => uuid === release.build);
    // What starts it is another thing than an image.
    const unfit = build === undefined || build.sha === '' ? undefined : 'it was built from a git push';
    return { release, build, image: build?.image, failed: whyNot(release), unfit };
  });
}
