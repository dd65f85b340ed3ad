import type { ProcessState } from '../platform.ts';
import type { ControllerApi } from './api.ts';
import { type Counts, differing, readCounts } from './formation.ts';

/** Wanted pods of each process type, as the app says now. */
export async function countsOf(api: ControllerApi, app: string): Promise<Counts> {
  return readCounts(await api.get(`apps/${app}/`, `reading app ${app}`, 'structure'));
}

/**
 * Puts counts back that a run has changed: no rollback does.
 *
 * @param before as they were
 * @param scale orders counts, and waits for them
 * @returns what is not as it was, in one sentence; undefined: all of it is
 */
export async function countsBack(
  api: ControllerApi,
  app: string,
  before: readonly ProcessState[],
  scale: (counts: Counts) => Promise<void>,
): Promise<string | undefined> {
  const wanted = new Map(before.map(({ type, wanted: count }) => [type, count]));
  const due = differing(await countsOf(api, app), wanted);
  if (due.size === 0) return undefined;
  await scale(due);
  const left = differing(await countsOf(api, app), wanted);
  if (left.size === 0) return undefined;
  return `Not scaled back: ${[...left].map(([type, count]) => `${type} to ${count}`).join(', ')}.`;
}
