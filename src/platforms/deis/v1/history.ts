import { ActionError } from '../../../errors.ts';
import type { ControllerApi } from '../../controller/api.ts';
import { mostReleases, type PastOf, pastOf } from '../../controller/past.ts';
import { type Build, versionOf } from '../../controller/releases.ts';
import type { History, PlatformContext, WayBack } from '../../platform.ts';
import { typesOf } from '../formation.ts';
import type { V1App } from './app.ts';
import { newestBuilds, newestReleases, type V1Release } from './releases.ts';
import type { V1Rollout } from './rollout.ts';

interface Parts {
  readonly api: ControllerApi;
  readonly context: Pick<PlatformContext, 'request' | 'runId'>;
  /** The app as it was read. @throws ActionError when it was not */
  app(): V1App;
}

interface V1Past extends PastOf<V1Release> {
  readonly built: Build | undefined;
}

/**
 * Releases of v1. Those that could not be started are deleted for the most part; of one that is still there nothing tells
 * whether it ever served. A rollback makes a new release of an old one's build and config, and pulls its tag again.
 */
export class V1History implements History<V1Rollout, V1Past> {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async releases(): Promise<readonly V1Past[]> {
    const { api, context } = this.#parts;
    const { app } = context.request;
    const serving = versionOf(this.#parts.app().state.release?.id);
    const [releases, builds] = await Promise.all([
      newestReleases(api, app, mostReleases),
      newestBuilds(api, app, mostReleases),
    ]);
    return releases.map((release) => {
      const built = builds.find(({ uuid }) => uuid === release.build);
      const past = pastOf(release, built?.image, release.version === serving, whyNot(release, serving));
      const isOfGit = built !== undefined && built.sha !== '';
      return { built, ...(isOfGit ? { unfit: 'it was built from a git push' } : {}), ...past };
    });
  }

  async wayTo({ release, built, ref }: V1Past): Promise<WayBack<V1Rollout>> {
    const { context } = this.#parts;
    const { state, containers, newest, lastBuild } = this.#parts.app();
    if (built === undefined) throw new ActionError('DEIS_NO_BUILD', `The build of ${ref.label} is not to be found.`);
    refuseStrangers(ref.label, built, containers);
    return {
      rollout: {
        ...{ runId: context.runId, app: context.request.app, image: built.image, wanted: state.processes },
        ...{ previous: state.running ? state.release : undefined, back: release.version, before: newest },
        ...(lastBuild === undefined ? {} : { lastBuild }),
        ...(state.url === undefined ? {} : { url: state.url }),
      },
      // Which of them differ, the API does not tell.
      changes: [{ what: 'settings', to: `as of ${ref.label}` }],
      remarks: [`${built.image} is pulled by its tag again: what that points at now is what will run.`],
    };
  }
}

/** One that is newer than what serves has come to nothing, or was left for it. */
function whyNot({ version }: V1Release, serving: number | undefined): string | undefined {
  return serving !== undefined && version > serving ? 'it has no containers: it did not come to serve' : undefined;
}

/** A rollback copies the containers that there are, by a command of that release, and it has none for these. */
function refuseStrangers(label: string, build: Build, containers: V1App['containers']): void {
  const types = typesOf(build);
  const strange = [...new Set(containers.map(({ type }) => type))].filter((type) => !types.includes(type));
  if (strange.length === 0) return;
  throw new ActionError(
    'DEIS_V1_PROCFILE',
    `${label} has no process type ${strange.join(', ')}, of which containers run, and Deis v1 could not start them.`,
    { hint: `Stop them by hand if that is meant: deis scale ${strange.map((type) => `${type}=0`).join(' ')}` },
  );
}
