import { ActionError } from '../../errors.ts';
import { type Counts, differing, type Formation, processesOf, stoppedBy } from '../controller/formation.ts';
import { ControllerHistory, type HistoryTools } from '../controller/history.ts';
import { mostReleases } from '../controller/past.ts';
import { imageIn, newestReleases, type Release, releaseRef } from '../controller/releases.ts';
import { wayTo } from '../controller/way-to.ts';
import type { History } from '../platform.ts';
import { buildOf, type DryccApp, formationOf, mainOf, typesOf } from './app.ts';
import { refuseForeignBuild } from './dryccfile.ts';
import type { DryccRollout } from './rollout.ts';

/**
 * Releases of Drycc. Only one whose pipeline succeeded has served: a build that was refused because of another one stays
 * `created` for ever.
 *
 * @param adopt what the rollback starts by itself, and what is scaled then: remembered by the one who goes back
 */
export function dryccHistory(
  tools: HistoryTools<DryccApp>,
  adopt: (order: { readonly given: Counts; readonly scale: Counts }) => void,
): History<DryccRollout> {
  const { api, context } = tools;
  const { app: name } = context.request;
  return new ControllerHistory(tools, {
    noBuild: 'DRYCC_NO_BUILD',
    async list() {
      const releases = await newestReleases(api, name, mostReleases);
      // There is no list of builds, but the release that has brought one says what it was.
      const images = new Map(
        releases.flatMap((release) => {
          const image = imageIn(release);
          return release.build === undefined || image === undefined ? [] : [[release.build, image] as const];
        }),
      );
      return releases.map((release) => ({
        ...{ release, image: images.get(release.build ?? ''), failed: whyNot(release) },
      }));
    },
    buildOf: ({ release }) => buildOf(api, name, release.version),
    wayTo({ release }, build, all) {
      const app = tools.app();
      refuseForeignBuild(name, build);
      const types = typesOf(build);
      refuseStrangers(releaseRef(release.version).label, types, app.counts);
      const formation = started(formationOf(app.counts, types), app);
      const { given, wanted } = formation;
      adopt({ given, scale: differing(given, wanted) });
      return wayTo({
        ...{ context, app, release, build, formation, typesBefore: typesOf(app.build) },
        releases: all.map((listed) => listed.release),
        remarks: [...stoppedBy(given, app.counts).keys()].map(
          (type) => `The process type ${type} is none of that release: it is stopped.`,
        ),
      });
    },
  });
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
