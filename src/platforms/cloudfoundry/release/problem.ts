import type { Problem } from '../../platform.ts';
import type { Deployment } from '../api/deployment.ts';
import type { Crash, InstanceStats } from '../api/shapes.ts';
import { mostOfOne } from '../evidence/crashes.ts';
import { phaseOf } from './deployment.ts';
import { isRunning } from './instances.ts';

const crashLoop = 3;

/** The instances of one process of the new release. */
export interface ProcessStats {
  readonly type: string;
  readonly stats: readonly InstanceStats[];
}

/**
 * What goes wrong, the certain first. An instance that shows CRASHED has used up Diego's instant restarts: that is a
 * crash loop, as are three crashes seen in events. An error of the deployment and a placement error may go away.
 *
 * @param crashes newest first
 * @param known whether the web process is there
 */
export function problemOf(
  processes: readonly ProcessStats[],
  crashes: readonly Crash[],
  deployment: Deployment,
  known: boolean,
): Problem | undefined {
  const entries = processes.flatMap(({ type, stats }) => stats.map((entry) => ({ type, ...entry })));
  const exitOf = ({ type, index }: { type: string; index: number }) =>
    crashes.find((crash) => crash.processType === type && crash.index === index)?.exitDescription;

  const crashed = entries.find(({ state }) => state === 'CRASHED');
  if (crashed !== undefined) {
    const exit = exitOf(crashed) ?? crashes[0]?.exitDescription;
    return { message: exit ?? `${nameOf(crashed)} crashed`, certain: true };
  }
  if (mostOfOne(crashes) >= crashLoop) {
    return { message: crashes[0]?.exitDescription ?? 'an instance crashed', certain: true };
  }
  if (deployment.error !== undefined) return { message: deployment.error, certain: false };
  const down = entries.filter((entry) => !isRunning(entry));
  const unplaced = down.find(({ details }) => details !== undefined);
  if (unplaced?.details !== undefined) return { message: unplaced.details, certain: false };
  const exit = down.map(exitOf).find((text) => text !== undefined);
  if (exit !== undefined) return { message: exit, certain: false };
  if (!known && phaseOf(deployment) === 'done') {
    return { message: 'the process of this release is not there any more', certain: false };
  }
  return undefined;
}

function nameOf({ type, index }: { readonly type: string; readonly index: number }): string {
  return type === 'web' ? `instance ${index}` : `instance ${index} of ${type}`;
}
