import { ActionError } from '../../errors.ts';
import type { ControllerApi } from '../controller/api.ts';
import { type Counts, differing, type Formation, processesOf } from '../controller/formation.ts';
import { changesTo, mostReleases, type PastOf, pastOf, remarksOnWay } from '../controller/past.ts';
import { imageIn, newestReleases, type Release, versionOf } from '../controller/releases.ts';
import { countsBefore } from '../controller/rollout.ts';
import type { History, PlatformContext, WayBack } from '../platform.ts';
import { buildOf, type DryccApp, formationOf, mainOf, typesOf } from './app.ts';
import { refuseForeignBuild } from './dryccfile.ts';
import type { DryccRollout } from './rollout.ts';

interface Parts {
  readonly api: ControllerApi;
  readonly context: Pick<PlatformContext, 'request' | 'runId'>;
  /** The app as it was read. @throws ActionError when it was not */
  app(): DryccApp;
  /** What the rollback starts by itself, and what is scaled then: remembered by the one who goes back. */
  adopt(order: { readonly given: Counts; readonly scale: Counts }): void;
}

/**
 * Releases of Drycc. Only one whose pipeline succeeded has served: a build that was refused because of another one stays
 * `created` for ever.
 */
export class DryccHistory implements History<DryccRollout, PastOf<Release>> {
  readonly #parts: Parts;
  #releases: readonly Release[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async releases(): Promise<readonly PastOf<Release>[]> {
    const { api, context } = this.#parts;
    const serving = versionOf(this.#parts.app().state.release?.id);
    const releases = await newestReleases(api, context.request.app, mostReleases);
    this.#releases = releases;
    // There is no list of builds, but the release that has brought one says what it was.
    const images = new Map(
      releases.flatMap((release) => {
        const image = imageIn(release);
        return release.build === undefined || image === undefined ? [] : [[release.build, image] as const];
      }),
    );
    return releases.map((release) =>
      pastOf(release, images.get(release.build ?? ''), release.version === serving, whyNot(release)),
    );
  }

  async wayTo({ release, ref }: PastOf<Release>): Promise<WayBack<DryccRollout>> {
    const { api, context } = this.#parts;
    const app = this.#parts.app();
    const { app: name } = context.request;
    const build = await buildOf(api, name, release.version);
    if (build === undefined) throw new ActionError('DRYCC_NO_BUILD', `The build of ${ref.label} is not to be found.`);
    refuseForeignBuild(name, build);
    const types = typesOf(build);
    refuseStrangers(ref.label, types, app.counts);
    const formation = started(formationOf(app.counts, types), app);
    const { given, wanted } = formation;
    this.#parts.adopt({ given, scale: differing(given, wanted) });
    const serving = this.#releases.find(({ version }) => `v${version}` === app.state.release?.id);
    const stopped = [...differing(app.counts, given)].filter(([, count]) => count === 0);
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
        ...stopped.map(([type]) => `The process type ${type} is none of that release: it is stopped.`),
      ],
    };
  }
}

function whyNot({ state, failed }: Release): string | undefined {
  if (failed || state === 'crashed') return 'its deploy failed';
  return state === 'succeed' ? undefined : 'it was never deployed to its end';
}

/**
 * A rollback deploys process types that the app has now, and refuses with a stray release when that release has none of them
 * (drycc/controller `release.py`).
 */
function refuseStrangers(label: string, types: readonly string[], counts: Counts): void {
  if (counts.size === 0 || types.some((type) => counts.has(type))) return;
  throw new ActionError(
    'DRYCC_NO_WAY_BACK',
    `Drycc cannot go back to ${label}: of its process types (${types.join(', ')}) the app has none.`,
    { hint: 'Deploy its image again, with its process types.' },
  );
}

/** What serves takes the place of what served; of an app of which nobody wants anything, one is started. */
function started(formation: Formation, { build, counts }: DryccApp): Formation {
  const { main, given } = formation;
  const before = mainOf(typesOf(build));
  const count = processesOf(given).length === 0 ? 1 : main === before ? 0 : (counts.get(before) ?? 0);
  if ((given.get(main) ?? 0) > 0 || count === 0) return formation;
  return { ...formation, wanted: new Map([...formation.wanted, [main, count]]) };
}
