import { type Counts, differing, type Formation, processesOf, stoppedBy } from '../controller/formation.ts';
import { ControllerHistory, type HistoryTools } from '../controller/history.ts';
import { mostReleases } from '../controller/past.ts';
import { newestReleases } from '../controller/releases.ts';
import type { ControllerRollout } from '../controller/rollout.ts';
import { wayTo } from '../controller/way-to.ts';
import type { History } from '../platform.ts';
import { buildOf, type DeisApp, newestBuilds } from './app.ts';
import { formationOf, typesOf } from './formation.ts';
import { withBuilds } from './listed.ts';

/**
 * Releases of Deis Workflow and Hephy. `releases/rollback/` makes a new release of an old one's build and config; a
 * failed one, or the first, which has no build, it does not take.
 *
 * @param adopt what is scaled for it, before and after: remembered by the one who goes back
 */
export function deisHistory(
  tools: HistoryTools<DeisApp>,
  adopt: (order: { readonly stop?: Counts; readonly given: Counts; readonly scale: Counts }) => void,
): History<ControllerRollout> {
  const { api, context } = tools;
  const { app: name } = context.request;
  return new ControllerHistory(tools, {
    noBuild: 'DEIS_NO_BUILD',
    async list() {
      const [releases, builds] = await Promise.all([
        newestReleases(api, name, mostReleases),
        newestBuilds(api, name, mostReleases),
      ]);
      return withBuilds(releases, builds, ({ failed }) => (failed ? 'its deploy failed' : undefined));
    },
    async buildOf({ release }) {
      return release.build === undefined ? undefined : buildOf(api, name, release.build, []);
    },
    wayTo({ release }, build, all) {
      const app = tools.app();
      const formation = started(formationOf(app.counts, app.build?.procfile ?? {}, build.procfile));
      const { given, wanted } = formation;
      // It would run them with a command that it does not have, and once it is there they cannot be scaled.
      const stop = stoppedBy(given, app.counts);
      adopt({ ...(stop.size === 0 ? {} : { stop }), given, scale: differing(given, wanted) });
      return wayTo({
        ...{ context, app, release, build, formation, typesBefore: typesOf(app.build) },
        releases: all.map((listed) => listed.release),
        remarks: [
          ...[...stop.keys()].map((type) => `The process type ${type} is none of that release: it is stopped before.`),
          ...(processesOf(given).length === 0
            ? ['Nothing serves until that release has been deployed and scaled.']
            : []),
        ],
      });
    },
  });
}

/** Going back to a release that nobody wants anything of starts what serves. */
function started(formation: Formation): Formation {
  const { main, wanted } = formation;
  return processesOf(wanted).length > 0 ? formation : { ...formation, wanted: new Map([...wanted, [main, 1]]) };
}
