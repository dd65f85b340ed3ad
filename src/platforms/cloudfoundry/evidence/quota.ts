import { ActionError } from '../../../errors.ts';
import { numberAt } from '../../../http/json.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { CloudControllerError } from '../api/errors.ts';
import type { Target } from '../api/target.ts';

/** What a start asks of a quota, beside what runs already. */
export interface Need {
  readonly instances: number;
  /** Of one instance. */
  readonly memoryMb: number;
}

/** One limit of an organization or a space, and how much of it is in use. */
export interface Allowance {
  /** `organization acme` */
  readonly holder: string;
  /** `process`: the most that one instance may have. */
  readonly of: 'memory' | 'instances' | 'process';
  /** Memory in MB. */
  readonly limit: number;
  readonly used: number;
}

/**
 * The limits that count for a space (API docs, "Organization quotas", "Space quotas", "Usage summary"). Four requests,
 * side by side, for somebody who was refused already: what cannot be had is left out.
 */
export async function allowancesOf(api: CloudController, { org, space }: Target): Promise<readonly Allowance[]> {
  const holders = [
    { holder: `space ${space.name}`, path: `spaces/${space.guid}`, kind: 'space_quotas', guid: space.quotaGuid },
    {
      ...{ holder: `organization ${org.name}`, path: `organizations/${org.guid}` },
      ...{ kind: 'organization_quotas', guid: org.quotaGuid },
    },
  ];
  const lists = await Promise.all(
    holders.map(async ({ holder, path, kind, guid }): Promise<readonly Allowance[]> => {
      if (guid === undefined) return [];
      try {
        const [quota, usage] = await Promise.all([
          api.get(`/v3/${kind}/${guid}`, 'read the quota'),
          api.get(`/v3/${path}/usage_summary`, 'read what is used'),
        ]);
        const limit = (name: string) => numberAt(quota, 'apps', name);
        const used = (name: string) => numberAt(usage, 'usage_summary', name) ?? 0;
        const rows = [
          { of: 'memory', limit: limit('total_memory_in_mb'), used: used('memory_in_mb') },
          { of: 'instances', limit: limit('total_instances'), used: used('started_instances') },
          { of: 'process', limit: limit('per_process_memory_in_mb'), used: 0 },
        ] as const;
        return rows.flatMap(({ limit, ...row }) => (limit === undefined ? [] : [{ holder, limit, ...row }]));
      } catch (error) {
        if (error instanceof ActionError) return [];
        throw error;
      }
    }),
  );
  return lists.flat();
}

/** What a need falls short of: the sum, and the ways out. */
export interface Shortfall {
  /** `512 MB more are needed, 128 MB are free: 1920 of 2048 MB of organization acme are in use` */
  readonly sum: string;
  readonly hint: string;
}

/** The limit that a need does not fit into, the tightest first; undefined: it would fit into all of them. */
export function shortfallOf(need: Need, allowances: readonly Allowance[]): Shortfall | undefined {
  const short = allowances
    .map((allowance) => ({ ...allowance, wanted: wantedOf(need, allowance), free: allowance.limit - allowance.used }))
    .filter(({ wanted, free }) => wanted > free)
    .sort((a, b) => a.free - a.wanted - (b.free - b.wanted))[0];
  if (short === undefined) return undefined;
  const { holder, of, limit, used, wanted, free } = short;
  if (of === 'process') {
    return {
      sum: `one instance wants ${wanted} MB, and ${holder} allows ${limit} MB`,
      hint: `Deploy with memory: ${limit}M or less, or ask for a larger quota.`,
    };
  }
  const unit = of === 'memory' ? ' MB' : ' instances';
  const each = of === 'memory' && free > 0 ? Math.floor(free / need.instances) : 0;
  const ways = [
    `Free some of it (cf scale, cf stop) in ${holder}`,
    ...(each > 0 ? [`deploy with memory: ${each}M or less`] : []),
    ...(need.instances > 1 ? ['deploy with a smaller max-in-flight'] : []),
    'ask for a larger quota',
  ];
  return {
    sum: `${wanted}${unit} more are needed, ${Math.max(0, free)} are free: ${used} of ${limit}${unit} of ${holder} are in use`,
    hint: `${ways.slice(0, -1).join(', ')}, or ${ways.at(-1)}. A rolling deployment needs room beside the old instances; strategy: recreate does not, but has a gap.`,
  };
}

function wantedOf({ instances, memoryMb }: Need, { of }: Allowance): number {
  return of === 'memory' ? instances * memoryMb : of === 'process' ? memoryMb : instances;
}

/** Whether words of the platform tell of a quota (`process_model.rb` and its policies, `deployment_create.rb`). */
export function tellsOfQuota(words: string): boolean {
  return /quota|limit[_ ]exceeded/i.test(words);
}

/**
 * Work that a quota may refuse; the refusal then says by how much.
 *
 * @param way what to do, where it is something else than with a release
 * @throws what the work throws, with the sum where it is a quota's
 */
export async function withSum<T>(
  work: Promise<T>,
  need: Need,
  { api, target }: { readonly api: CloudController; readonly target: Target },
  way?: string,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof CloudControllerError) || error.code !== 'CF_QUOTA') throw error;
    const shortfall = shortfallOf(need, await allowancesOf(api, target));
    if (shortfall === undefined) throw error;
    throw new CloudControllerError(
      error.code,
      `${error.message}. ${sentence(shortfall.sum)}`,
      way ?? shortfall.hint,
      error,
    );
  }
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}
