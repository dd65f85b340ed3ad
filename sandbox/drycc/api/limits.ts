import { json } from '../../controller/answers.ts';
import { page } from '../../controller/paging.ts';
import type { Route } from '../../controller/router.ts';
import { missing } from '../gate.ts';
import type { LimitPlan, User } from '../records.ts';
import type { DryccWorld } from '../world.ts';

const specJson = (id: string) => ({ id, cpu: {}, memory: {}, features: {}, disabled: false });

function planJson({ id, spec, cpu, memory }: LimitPlan): object {
  return { id, spec: specJson(spec), cpu, memory, features: {}, disabled: false };
}

/** `limits/`: the sizes that pods can have, for everybody who is logged in. */
export function limitRoutes(world: DryccWorld): readonly Route<User>[] {
  const allow = 'GET, HEAD, OPTIONS';
  return [
    {
      ...{ path: /^\/v2\/limits\/plans\/?$/, allow },
      GET: ({ exchange }) => {
        const [spec, cpu, memory] = ['spec-id', 'cpu', 'memory'].map((name) => exchange.query.get(name) ?? '');
        const fits = (plan: LimitPlan) =>
          (spec === '' || plan.spec === spec) &&
          (number(cpu) ?? plan.cpu) === plan.cpu &&
          (number(memory) ?? plan.memory) === plan.memory;
        return page(exchange, world.plans.filter(fits), planJson);
      },
    },
    {
      ...{ path: /^\/v2\/limits\/plans\/(?<id>[-.\w]+)\/?$/, allow },
      GET: ({ parameters }) => {
        const plan = world.plans.find(({ id }) => id === parameters['id']);
        if (plan === undefined) throw missing('LimitPlan');
        return json(200, planJson(plan));
      },
    },
    {
      ...{ path: /^\/v2\/limits\/specs\/?$/, allow },
      GET: ({ exchange }) => page(exchange, [...new Set(world.plans.map(({ spec }) => spec))], specJson),
    },
  ];
}

function number(text = ''): number | undefined {
  const digits = /^\d+/.exec(text)?.[0];
  return digits === undefined ? undefined : Number(digits);
}
