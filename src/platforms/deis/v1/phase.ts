import { superseded } from '../../controller/busy.ts';
import type { Problem, RolloutPhase } from '../../platform.ts';
import type { V1BuildState } from './build.ts';
import type { Container } from './containers.ts';
import type { V1Release } from './releases.ts';
import { after } from './rollout.ts';

/** A build's release appears as soon as the controller has read the POST; after a lost answer it is looked for this long. Milliseconds. */
const lostAnswerMs = 30_000;

/**
 * Whether the deploy of a release has come to its end, as its containers tell: the old ones are destroyed last of all.
 *
 * @param containers all of the app's
 */
export function isOver(containers: readonly Container[], ours: V1Release): boolean {
  return containers.length > 0 && containers.every(({ release }) => release === ours.version);
}

/**
 * Where a deploy on v1 stands. While the POST is open its answer tells, or that all containers of the release before are
 * gone; when it is lost, the containers do.
 *
 * @param replaces something served before: what is there of it the controller destroys last of all
 * @param state undefined: the POST was another process's
 * @param known the version that our release was last seen under: one that is gone again has been taken back
 */
export function phaseOf({
  state,
  releases,
  ours,
  known,
  containers,
  replaces,
  image,
  now,
}: {
  readonly state: V1BuildState | undefined;
  /** Newest first. */
  readonly releases: readonly V1Release[];
  readonly ours: V1Release | undefined;
  readonly known: number | undefined;
  readonly containers: readonly Container[];
  readonly replaces: boolean;
  readonly image: string;
  readonly now: number;
}): { readonly phase: RolloutPhase; readonly problem?: Problem } {
  const failed = (message: string) => ({ phase: 'failed', problem: { message, certain: true } }) as const;
  if (state?.kind === 'refused') return failed(state.words);
  if (ours === undefined) {
    // The answer with the reason is on its way.
    if (state?.kind === 'open') return { phase: 'moving' };
    if (known !== undefined)
      return failed(`the controller has taken release v${known} back; its reason was lost with the connection`);
    const lost = state?.kind === 'lost' || state?.kind === 'fell' ? state : undefined;
    if (lost === undefined || now - lost.since < lostAnswerMs) return { phase: 'moving' };
    return failed(`${lost.why} · no release of ${image} has appeared since`);
  }
  if (state?.kind === 'fell' && containers.every(({ release }) => release !== ours.version)) return failed(state.why);
  // One that has no containers yet may still come to nothing.
  const newer = after(releases, ours).find(({ version }) => containers.some(({ release }) => release === version));
  if (newer !== undefined) return superseded(newer);
  if (state?.kind === 'deployed') return { phase: 'done' };
  const isSeen = isOver(containers, ours) && (replaces || state?.kind !== 'open');
  return { phase: isSeen ? 'done' : 'moving' };
}
