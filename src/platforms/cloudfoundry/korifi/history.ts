import { ActionError } from '../../../errors.ts';
import type { AppState, History, PastRelease, PlatformContext, WayBack } from '../../platform.ts';
import { spelledOut } from '../image/image.ts';
import { dropletRef } from '../release/deployment.ts';
import { remarksOn } from '../release/remarks.ts';
import { beforeOf, type CloudFoundryRollout, rolloutOf } from '../release/rollout.ts';
import { oneByOne, stoppedInstead } from './remarks.ts';
import type { KorifiView } from './view.ts';

/** A droplet that is kept. */
export interface KorifiRelease extends PastRelease {
  readonly dropletGuid: string;
}

interface Parts {
  readonly context: Pick<PlatformContext, 'request' | 'runId'>;
  /** The app as it was read. @throws ActionError when it was not */
  view(): KorifiView;
  state(): AppState;
  /** Whether a rolling release can be followed. */
  canRoll(view: KorifiView): Promise<boolean>;
}

/** Releases of the past by their droplets: Korifi keeps no revisions, and of deployments the one that is the app itself. */
export class KorifiHistory implements History<CloudFoundryRollout, KorifiRelease> {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async releases(): Promise<readonly KorifiRelease[]> {
    const { app, droplet, droplets, takenBack } = this.#parts.view();
    return droplets
      .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
      .map(({ guid, createdAt, image }) => {
        const at = Date.parse(createdAt);
        return {
          ref: dropletRef(guid, image === undefined ? undefined : spelledOut(image)),
          names: [guid],
          dropletGuid: guid,
          current: app.started && guid === droplet?.guid,
          ...(Number.isNaN(at) ? {} : { at }),
          ...(takenBack.has(guid) ? { failed: 'a run of this action has taken it back' } : {}),
          ...(image === undefined ? { unfit: 'its image is not known' } : {}),
        };
      });
  }

  async wayTo({ dropletGuid, ref, unfit }: KorifiRelease): Promise<WayBack<CloudFoundryRollout>> {
    const { context } = this.#parts;
    if (ref.image === undefined) throw new ActionError('CF_NO_DROPLET', `${ref.label} cannot be deployed: ${unfit}`);
    const view = this.#parts.view();
    const current = this.#parts.state();
    const before = beforeOf(view);
    const candidate = {
      ...{ runId: context.runId, app: context.request.app, image: ref.image, appGuid: view.app.guid, dropletGuid },
      previous: current.running ? current.release : undefined,
      ...(before === undefined ? {} : { before }),
      ...(current.url === undefined ? {} : { url: current.url }),
    };
    const strategy = (await this.#parts.canRoll(view)) ? ('rolling' as const) : ('recreate' as const);
    const plan = { current, settings: {}, strategy };
    return {
      rollout: rolloutOf(candidate, plan),
      changes: [],
      remarks: [
        ...remarksOn(plan),
        ...(current.running && strategy === 'recreate' ? [stoppedInstead] : oneByOne(plan)),
        'Variables, command and checks stay as they are: Korifi keeps no revisions.',
        ...(ref.image.includes('@sha256:')
          ? []
          : [`${ref.image} is named by a tag: what it points at now is what will run.`]),
      ],
    };
  }
}
