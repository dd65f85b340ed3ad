import type { Change } from '../../plan/plan.ts';
import type { AppState, PlatformContext, WayBack } from '../platform.ts';
import { type Counts, differing, type Formation, processesOf } from './formation.ts';
import { type Build, type Release, rolledBackTo, versionOf } from './releases.ts';
import { type ControllerRollout, countsBefore } from './rollout.ts';

/** An app of which the controller keeps the counts, whatever is released. */
interface App {
  readonly state: AppState;
  readonly newest: number;
  readonly counts: Counts;
}

/**
 * The way to a release on the controllers that keep an app's counts: Deis Workflow, Hephy and Drycc.
 *
 * @param options.formation what runs once it has been gone back to
 * @param options.typesBefore process types of the build that serves
 * @param options.releases the newest ones, newest first
 * @param options.remarks what it means on this platform, beside what it means on all
 */
export function wayTo(options: {
  readonly context: Pick<PlatformContext, 'request' | 'runId'>;
  readonly app: App;
  readonly release: Release;
  readonly build: Build;
  readonly formation: Formation;
  readonly typesBefore: readonly string[];
  readonly releases: readonly Release[];
  readonly remarks: readonly string[];
}): WayBack<ControllerRollout> {
  const { context, app, release, build, formation, typesBefore, releases, remarks } = options;
  const { state, counts, newest } = app;
  const serving = releases.find(({ version }) => version === versionOf(state.release?.id));
  return {
    rollout: {
      ...{ runId: context.runId, app: context.request.app, image: build.image },
      ...{ previous: state.release, before: newest, wanted: processesOf(formation.wanted) },
      ...{ back: release.version, build: build.uuid },
      ...countsBefore(counts, formation, typesBefore),
      ...(state.url === undefined ? {} : { url: state.url }),
    },
    changes: changesTo(release, serving, counts, formation),
    remarks: [...remarksOn(build.image, release, releases), ...remarks],
  };
}

/**
 * What changes beside the image. A release brings its config: which of it differs, the API does not tell.
 *
 * @param now the release that serves
 */
function changesTo(
  { version, config }: Release,
  now: Release | undefined,
  counts: Counts,
  { main, wanted }: Formation,
): readonly Change[] {
  const scaled = [...differing(counts, wanted)].map(([type, count]) => ({
    ...{ what: type === main ? 'instances' : `instances ${type}` },
    ...{ from: String(counts.get(type) ?? 0), to: String(count) },
  }));
  const isSame = config !== undefined && config === now?.config;
  return [...(isSame ? [] : [{ what: 'settings', to: `as of release v${version}` }]), ...scaled];
}

/** What may make an old image another one than it was, and what else `to` could name, in sentences. */
function remarksOn(image: string, target: Release, releases: readonly Release[]): readonly string[] {
  const tag = image.includes('@sha256:')
    ? []
    : [`${image} is named by a tag: what a node has of it, or what it points at now, is what will run.`];
  // A change of settings makes a release of its own, also the one that this action writes right before a build.
  const isBuild = / deployed /.test(target.summary) || rolledBackTo(target) !== undefined;
  const first = isBuild
    ? undefined
    : releases.findLast(({ build, failed }) => build === target.build && build !== undefined && !failed);
  if (first === undefined || first.version >= target.version) return tag;
  return [
    ...tag,
    `Release v${target.version} changed settings only; the image was deployed with release v${first.version}, which to can name as well.`,
  ];
}
