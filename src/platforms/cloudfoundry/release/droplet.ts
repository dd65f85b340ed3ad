import type { Target } from '../api/target.ts';
import { type AppView, webOf } from '../app/app.ts';
import { withSum } from '../evidence/quota.ts';
import { stagedBefore } from './reuse.ts';
import { usualMemoryMb } from './rollout.ts';
import { type StagingOrder, type StagingTools, stage } from './stage.ts';

/** A build is not the app: neither its memory nor a gap between two releases makes room for it. */
const roomForBuild = `A build needs as much memory as an instance of web, ${usualMemoryMb} MB at least, beside what runs: free some of it (cf scale, cf stop), or ask for a larger quota.`;

/**
 * The image as the platform will run it: a droplet that is there already, else one that is staged now.
 *
 * @returns its guid
 * @throws ActionError of `stage`
 */
export async function dropletFor(
  order: StagingOrder,
  view: AppView | undefined,
  tools: StagingTools & { readonly target: Target },
): Promise<string> {
  const known = order.registry === undefined ? (view?.droplets ?? []) : [];
  const before = await stagedBefore(tools.api, known, order.image);
  if (before !== undefined) {
    tools.note(`droplet ${before.slice(0, 8)} of this image is there already`);
    return before;
  }
  const web = view === undefined ? undefined : webOf(view);
  // A build has the memory of web, and is one instance (`quota_validating_staging_memory_calculator.rb`).
  const need = { instances: 1, memoryMb: Math.max(web?.memoryMb ?? 0, usualMemoryMb) };
  return withSum(stage(order, tools), need, tools, roomForBuild);
}
