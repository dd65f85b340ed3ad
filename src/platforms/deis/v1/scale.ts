import type { ControllerApi } from '../../controller/api.ts';
import type { ProcessState } from '../../platform.ts';
import { blockingDeadlineMs } from '../build.ts';
import { type Container, countsOf } from './containers.ts';
import type { V1Rollout } from './rollout.ts';

/**
 * Scales, and waits until the containers have started or are gone. v1 takes the newest away first: scaling to as many as
 * there were before a deploy takes away what the deploy has made, and leaves alone what it was to replace.
 *
 * @throws ControllerError
 */
export async function scaleTo(
  api: ControllerApi,
  app: string,
  processes: readonly ProcessState[],
  deadlineMs = blockingDeadlineMs,
): Promise<void> {
  if (processes.length === 0) return;
  const counts = Object.fromEntries(processes.map(({ type, wanted }) => [type, wanted]));
  const answer = await api.call('POST', `apps/${app}/scale/`, counts, { deadlineMs });
  if (answer.status !== 204) throw api.refusal(answer, `scaling ${app}`);
}

/** Types that have more containers than are wanted. */
export function tooMany(containers: readonly Container[], processes: readonly ProcessState[]): readonly ProcessState[] {
  const counts = countsOf(containers);
  return processes.filter(({ type, wanted }) => (counts.get(type) ?? 0) > wanted);
}

/** What has more containers than ran before; where the counts were changed, process types of which none did are to have none. */
export function tooMuch(
  containers: readonly Container[],
  { wanted, was }: Pick<V1Rollout, 'wanted' | 'was'>,
): readonly ProcessState[] {
  if (was === undefined) return tooMany(containers, wanted);
  const before = new Map(was.map((process) => [process.type, process.wanted]));
  const types = [...countsOf(containers).keys()];
  return tooMany(
    containers,
    types.map((type) => ({ type, wanted: before.get(type) ?? 0 })),
  );
}

/** Types that have fewer. */
export function tooFew(containers: readonly Container[], processes: readonly ProcessState[]): readonly ProcessState[] {
  const counts = countsOf(containers);
  return processes.filter(({ type, wanted }) => (counts.get(type) ?? 0) < wanted);
}
