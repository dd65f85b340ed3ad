import { ActionError } from '../../../errors.ts';
import { textAt } from '../../../http/json.ts';
import { secretValues } from '../../../inputs/secret-variables.ts';
import type { Change } from '../../../plan/plan.ts';
import type { AppState, History, PlatformContext, WayBack } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { deploymentFrom } from '../api/deployment.ts';
import { CloudControllerError } from '../api/errors.ts';
import { dropletFrom, type Revision, revisionFrom } from '../api/shapes.ts';
import { type AppView, withValues } from '../app/app.ts';
import { provenWeb } from '../app/proven.ts';
import { revisedVariables, type SettingsChange, settingsChange } from '../app/settings.ts';
import { remarksOn } from '../release/remarks.ts';
import { beforeOf, type CloudFoundryRollout, rolloutOf } from '../release/rollout.ts';
import { byDeployments, byRevisions, type CloudFoundryRelease } from './past.ts';

/** As far back as it is looked. Revisions and deployments are kept up to 100. */
const mostReleases = '100';

interface Parts {
  readonly api: CloudController;
  readonly context: Pick<PlatformContext, 'request' | 'runId' | 'mask' | 'note'>;
  /** The app as it was read. @throws ActionError when it was not */
  view(): AppView;
  state(): AppState;
  /** What the way back changes of the app's settings: remembered by the one who goes it. */
  adopt(change: SettingsChange | undefined): void;
}

/**
 * Releases of the past, by the app's revisions; without those by its deployments and droplets. Going back to a revision
 * brings its droplet, its variables, commands and sidecars; going back to a droplet brings the image alone.
 */
export class CloudFoundryHistory implements History<CloudFoundryRollout, CloudFoundryRelease> {
  readonly #parts: Parts;
  /** The revision that serves, as `releases` has found it. */
  #serving: Revision | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async releases(): Promise<readonly CloudFoundryRelease[]> {
    const { api } = this.#parts;
    const view = this.#parts.view();
    const current = provenWeb(view.processes, view.deployments)?.revisionGuid;
    const path = `/v3/apps/${view.app.guid}`;
    const newest = { order_by: '-created_at', per_page: mostReleases };
    const [revisions, deployments, droplets] = await Promise.all([
      current === undefined ? [] : api.firstOf(`${path}/revisions`, 'read the revisions', newest),
      api.firstOf('/v3/deployments', 'read the deployments', { app_guids: view.app.guid, ...newest }),
      api.list(`${path}/droplets`, 'read the droplets', { ...newest, per_page: '500' }),
    ]);
    const seen = { deployments: deployments.map(deploymentFrom), droplets: droplets.map(dropletFrom) };
    if (current !== undefined) {
      const past = byRevisions(revisions.map(revisionFrom), current, seen);
      this.#serving = past.find((release) => release.current)?.revision;
      return past;
    }
    return byDeployments(view.app.started ? view.droplet?.guid : undefined, seen);
  }

  async wayTo(release: CloudFoundryRelease): Promise<WayBack<CloudFoundryRollout>> {
    const { context } = this.#parts;
    const { dropletGuid, ref } = release;
    if (dropletGuid === undefined || ref.image === undefined) {
      throw new ActionError(
        'CF_NO_DROPLET',
        `${ref.label} cannot be deployed: ${release.unfit ?? 'it has no droplet'}`,
      );
    }
    const view = this.#parts.view();
    const change = await this.#settingsOf(view, release.revision);
    this.#parts.adopt(change?.settings);
    const current = this.#parts.state();
    const before = beforeOf(view);
    const candidate = {
      ...{ runId: context.runId, app: context.request.app, image: ref.image, appGuid: view.app.guid, dropletGuid },
      previous: current.running ? current.release : undefined,
      ...(before === undefined ? {} : { before }),
      ...(change?.settings === undefined ? {} : { settings: change.settings.before }),
      ...(current.url === undefined ? {} : { url: current.url }),
    };
    const { maxInFlight } = context.request;
    const plan = {
      current,
      settings: {},
      strategy: 'rolling',
      ...(maxInFlight === undefined ? {} : { maxInFlight }),
    } as const;
    const rollout = rolloutOf(candidate, plan);
    return {
      rollout: {
        ...rollout,
        ...(change === undefined || release.revision === undefined ? {} : { revisionGuid: release.revision.guid }),
        ...(change?.sidecars === true ? { sidecars: true } : {}),
        ...(change?.otherCommands === true ? { otherCommands: true } : {}),
      },
      changes: change?.changes ?? [],
      remarks: [
        ...remarksOn(plan),
        ...(release.revision !== undefined && change === undefined ? [imageAlone] : []),
        ...(await this.#remarksOn(release)),
      ],
    };
  }

  /** What comes with a revision. Undefined: it cannot be told, so that only the image is gone back to. */
  async #settingsOf(view: AppView, revision: Revision | undefined): Promise<Difference | undefined> {
    if (revision === undefined) return undefined;
    const { api, context } = this.#parts;
    const target = await revisedVariables(api, revision.guid);
    const known = target === undefined ? undefined : await readable(() => withValues(api, view));
    if (target === undefined || known?.variables === undefined) return undefined;
    for (const variables of [target, known.variables]) {
      for (const secret of secretValues(variables)) context.mask(secret);
    }
    const now = this.#serving;
    const sidecars = now !== undefined && now.sidecars !== revision.sidecars;
    const otherCommands = now !== undefined && now.otherCommands !== revision.otherCommands;
    const { env, command } = differing(revision, target, { ...known, variables: known.variables });
    const settings = await settingsChange(api, { ...(env.size === 0 ? {} : { env }), ...command }, known);
    return {
      ...{ settings, sidecars, otherCommands },
      changes: [
        ...[...env].map(([name, value]) => ({ what: 'env', to: `${signOf(name, value, known.variables)}${name}` })),
        ...('command' in command ? [{ what: 'command', to: 'changed' }] : []),
        ...(otherCommands ? [{ what: 'commands of other processes', to: 'changed' }] : []),
        ...(sidecars ? [{ what: 'sidecars', to: 'changed' }] : []),
      ],
    };
  }

  /** What may make an old image another one than it was: a tag that has moved, a login that has expired. */
  async #remarksOn({ ref, packageGuid }: CloudFoundryRelease): Promise<readonly string[]> {
    const { api } = this.#parts;
    const source =
      packageGuid === undefined ? undefined : await api.find(`/v3/packages/${packageGuid}`, 'read the package');
    const user = textAt(source, 'data', 'username') || undefined;
    return [
      ...(ref.image?.includes('@sha256:') === false
        ? [`${ref.image} is named by a tag: what it points at now is what will run.`]
        : []),
      ...(user === undefined
        ? []
        : [`It is pulled with the login of ${user} that was stored with it: is that one still good?`]),
    ];
  }
}

const imageAlone = 'This login may not read variables, so they stay as they are: the image alone goes back.';

interface Difference {
  /** Undefined: they are the same. */
  readonly settings: SettingsChange | undefined;
  readonly sidecars: boolean;
  readonly otherCommands: boolean;
  readonly changes: readonly Change[];
}

/** What a revision has of its own, held against what the app has. */
function differing(
  { command }: Revision,
  target: ReadonlyMap<string, string>,
  now: AppView & { readonly variables: ReadonlyMap<string, string> },
): { env: ReadonlyMap<string, string | null>; command: { command?: string | null } } {
  const set = [...target].filter(([name, value]) => now.variables.get(name) !== value);
  const gone = [...now.variables.keys()].filter((name) => !target.has(name));
  const isSame = command === undefined || (now.command !== undefined && now.command.text === command);
  return {
    env: new Map<string, string | null>([...set, ...gone.map((name) => [name, null] as const)]),
    command: isSame ? {} : { command },
  };
}

function signOf(name: string, value: string | null, now: ReadonlyMap<string, string> | undefined): '+' | '~' | '-' {
  if (value === null) return '-';
  return now?.has(name) === true ? '~' : '+';
}

/** Undefined: this login may not read it, or nobody may. */
async function readable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof CloudControllerError && error.status === 403) return undefined;
    throw error;
  }
}
