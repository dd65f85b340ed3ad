import { ActionError } from '../../errors.ts';
import { asArray, at, numberAt, textAt } from '../../http/json.ts';
import type { ControllerApi } from '../controller/api.ts';

/** A size that pods can have: Drycc knows no other ones. */
export interface LimitPlan {
  readonly id: string;
  /** The kind of machine. */
  readonly spec: string;
  /** Cores. */
  readonly cpu: number;
  readonly memoryMb: number;
}

/** The sizes that the installation offers. */
export async function readPlans(api: ControllerApi): Promise<readonly LimitPlan[]> {
  const json = await api.get('limits/plans/?limit=1000', 'reading the limit plans', 'results');
  return asArray(at(json, 'results')).flatMap((plan) => {
    const [id, cpu, memory] = [textAt(plan, 'id'), numberAt(plan, 'cpu'), numberAt(plan, 'memory')];
    if (id === undefined || cpu === undefined || memory === undefined || at(plan, 'disabled') === true) return [];
    return [{ id, spec: textAt(plan, 'spec', 'id') ?? '', cpu, memoryMb: memory * 1_024 }];
  });
}

/**
 * The plan with that much memory: of the same kind as now if there is one, with as many cores as now or with the fewest.
 *
 * @param now id of the plan that the process type has
 * @throws ActionError `DRYCC_NO_PLAN` with the sizes that there are
 */
export function planWith(plans: readonly LimitPlan[], memoryMb: number, now: string | undefined): LimitPlan {
  const current = plans.find(({ id }) => id === now);
  const fitting = plans.filter((plan) => plan.memoryMb === memoryMb);
  const rank = ({ spec, cpu }: LimitPlan) => [
    Number(current !== undefined && spec !== current.spec),
    Number(current !== undefined && cpu !== current.cpu),
    cpu,
  ];
  const [best] = fitting.sort((a, b) => compare(rank(a), rank(b)));
  if (best !== undefined) return best;
  const sizes = [...new Map(plans.map((plan) => [plan.memoryMb, plan]))]
    .sort(([a], [b]) => a - b)
    .map(([size]) => (size % 1_024 === 0 ? `${size / 1_024}G` : `${size}M`));
  throw new ActionError('DRYCC_NO_PLAN', `No limit plan of this Drycc has ${memoryMb} MB of memory`, {
    hint:
      sizes.length === 0
        ? 'Its operator has made none. Leave `memory` out.'
        : `Write one of these sizes as \`memory\`: ${sizes.join(', ')}. \`drycc limits plans\` lists the plans.`,
  });
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((value, index) => value !== b[index]);
  return differs < 0 ? 0 : (a[differs] ?? 0) - (b[differs] ?? 0);
}
