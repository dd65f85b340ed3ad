import { ActionError } from '../../errors.ts';
import type { ControllerApi } from '../controller/api.ts';
import { type Counts, differing, type Formation, processesOf } from '../controller/formation.ts';
import { changesTo, mostReleases, type PastOf, pastOf, remarksOnWay } from '../controller/past.ts';
import { newestReleases, type Release, versionOf } from '../controller/releases.ts';
import { type ControllerRollout, countsBefore } from '../controller/rollout.ts';
import type { History, PlatformContext, WayBack } from '../platform.ts';
import { buildOf, type DeisApp, newestBuilds } from './app.ts';
import { formationOf, typesOf } from './formation.ts';

interface Parts {
  readonly api: ControllerApi;
  readonly context: Pick<PlatformContext, 'request' | 'runId'>;
  /** The app as it was read. @throws ActionError when it was not */
  app(): DeisApp;
  /** What is scaled for it, before and after: remembered by the one who goes back. */
  adopt(order: { readonly stop?: Counts; readonly given: Counts; readonly scale: Counts }): void;
}

/**
 * Releases of Deis Workflow and Hephy. `releases/rollback/` makes a new release of an old one's build and config; a
 * failed one, or the first, which has no build, it does not take.
 */
export class DeisHistory implements History<ControllerRollout, PastOf<Release>> {
  readonly #parts: Parts;
  #releases: readonly Release[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async releases(): Promise<readonly PastOf<Release>[]> {
    const { api, context } = this.#parts;
    const { app } = context.request;
    const serving = versionOf(this.#parts.app().state.release?.id);
    const [releases, builds] = await Promise.all([
      newestReleases(api, app, mostReleases),
      newestBuilds(api, app, mostReleases),
    ]);
    this.#releases = releases;
    return releases.map((release) => {
      const build = builds.find(({ uuid }) => uuid === release.build);
      const failed = release.failed ? 'its deploy failed' : undefined;
      const past = pastOf(release, build?.image, release.version === serving, failed);
      // What starts it is another thing than an image.
      return build === undefined || build.sha === '' ? past : { unfit: 'it was built from a git push', ...past };
    });
  }

  async wayTo({ release, ref }: PastOf<Release>): Promise<WayBack<ControllerRollout>> {
    const { api, context } = this.#parts;
    const app = this.#parts.app();
    const { app: name } = context.request;
    const build = release.build === undefined ? undefined : await buildOf(api, name, release.build, []);
    if (build === undefined) throw new ActionError('DEIS_NO_BUILD', `The build of ${ref.label} is not to be found.`);
    const formation = started(formationOf(app.counts, app.build?.procfile ?? {}, build.procfile));
    const { given, wanted } = formation;
    // It would run them with a command that it does not have, and once it is there they cannot be scaled.
    const stopped = [...differing(app.counts, given)].filter(([, count]) => count === 0);
    this.#parts.adopt({
      ...(stopped.length === 0 ? {} : { stop: new Map(stopped) }),
      ...{ given, scale: differing(given, wanted) },
    });
    const serving = this.#releases.find(({ version }) => `v${version}` === app.state.release?.id);
    return {
      rollout: {
        ...{ runId: context.runId, app: name, image: build.image, previous: app.state.release, before: app.newest },
        ...{ wanted: processesOf(wanted), back: release.version, build: build.uuid },
        ...countsBefore(app.counts, formation, typesOf(app.build)),
        ...(app.state.url === undefined ? {} : { url: app.state.url }),
      },
      changes: changesTo(release, serving, app.counts, formation),
      remarks: [
        ...remarksOnWay(build.image, release, this.#releases),
        ...stopped.map(([type]) => `The process type ${type} is none of that release: it is stopped before.`),
        ...(processesOf(given).length === 0 ? ['Nothing serves until that release has been deployed and scaled.'] : []),
      ],
    };
  }
}

/** Going back to a release that nobody wants anything of starts what serves. */
function started(formation: Formation): Formation {
  const { main, wanted } = formation;
  return processesOf(wanted).length > 0 ? formation : { ...formation, wanted: new Map([...wanted, [main, 1]]) };
}
