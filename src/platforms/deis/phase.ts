import { superseded } from '../controller/busy.ts';
import type { Release } from '../controller/releases.ts';
import { deployFailure } from '../controller/words.ts';
import type { Problem, RolloutPhase } from '../platform.ts';
import type { BuildState } from './build.ts';

/** A release that was made appears at once; after a lost answer it is looked for this long. Milliseconds. */
const lostAnswerMs = 30_000;
/** The controller answers when it has seen all pods up: once they are for this long, its answer got lost without a word. Milliseconds. */
const overdueMs = 60_000;

/**
 * Where a rollout on v2 stands. The API has no flag for "deployed": while the POST is open, only its answer tells; when
 * the answer is lost, the release's `failed` mark and its pods do.
 *
 * @param state undefined: the POST was another process's
 * @param upSince since when every wanted pod of our release has been up; undefined: they are not. Milliseconds since the epoch
 */
export function phaseOf({
  state,
  releases,
  ours,
  image,
  upSince,
  now,
}: {
  readonly state: BuildState | undefined;
  readonly releases: readonly Release[];
  readonly ours: Release | undefined;
  readonly image: string;
  readonly upSince: number | undefined;
  readonly now: number;
}): { readonly phase: RolloutPhase; readonly problem?: Problem } {
  const failed = (message: string) => ({ phase: 'failed', problem: { message, certain: true } }) as const;
  if (state?.kind === 'refused') return failed(deployFailure(state.words).cause);
  if (ours !== undefined && !ours.failed) {
    // A failed newer one was refused, or has been rolled back: it took nothing over.
    const newer = releases.find((release) => release.version > ours.version && !release.failed);
    if (newer !== undefined) return superseded(newer);
  }
  if (state?.kind === 'deployed') return { phase: 'done' };
  const overdue = ours?.failed === false && upSince !== undefined && now - upSince >= overdueMs;
  if (state?.kind === 'busy' || (state?.kind === 'open' && !overdue)) return { phase: 'moving' };
  if (ours === undefined) {
    if (state?.kind !== 'lost' || now - state.since < lostAnswerMs) return { phase: 'moving' };
    return failed(`${state.why} · no release of ${image} has appeared since`);
  }
  if (ours.failed) {
    return failed(
      ours.exception === undefined
        ? `the controller marked release v${ours.version} as failed; its reason was lost with the connection`
        : deployFailure(ours.exception).cause,
    );
  }
  return { phase: upSince === undefined ? 'moving' : 'done' };
}
