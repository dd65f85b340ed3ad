import { ActionError } from '../../../errors.ts';
import { ControllerHistory, type HistoryTools } from '../../controller/history.ts';
import { mostReleases } from '../../controller/past.ts';
import { type Build, releaseRef } from '../../controller/releases.ts';
import type { History } from '../../platform.ts';
import { typesOf } from '../formation.ts';
import { withBuilds } from '../listed.ts';
import type { V1App } from './app.ts';
import { newestBuilds, newestReleases, type V1Release } from './releases.ts';
import type { V1Rollout } from './rollout.ts';

/**
 * Releases of v1. Those that could not be started are deleted for the most part; of one that is still there nothing tells
 * whether it ever served. A rollback makes a new release of an old one's build and config, and pulls its tag again.
 */
export function v1History(tools: HistoryTools<V1App>): History<V1Rollout> {
  const { api, context } = tools;
  const { app: name } = context.request;
  return new ControllerHistory(tools, {
    noBuild: 'DEIS_NO_BUILD',
    async list(serving) {
      const [releases, builds] = await Promise.all([
        newestReleases(api, name, mostReleases),
        newestBuilds(api, name, mostReleases),
      ]);
      return withBuilds(releases, builds, (release) => whyNot(release, serving));
    },
    async buildOf({ build }) {
      return build;
    },
    wayTo({ release }, build) {
      const { state, containers, newest, lastBuild } = tools.app();
      const { label } = releaseRef(release.version);
      refuseStrangers(label, build, containers);
      return {
        rollout: {
          ...{ runId: context.runId, app: name, image: build.image, wanted: state.processes },
          ...{ previous: state.running ? state.release : undefined, back: release.version, before: newest },
          ...(lastBuild === undefined ? {} : { lastBuild }),
          ...(state.url === undefined ? {} : { url: state.url }),
        },
        // Which of them differ, the API does not tell.
        changes: [{ what: 'settings', to: `as of ${label}` }],
        remarks: [`${build.image} is pulled by its tag again: what that points at now is what will run.`],
      };
    },
  });
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
