import type { Plan } from '../../plan/plan.ts';
import { stoppedBy } from '../controller/formation.ts';
import { type Asked, notStarted } from '../controller/process-types.ts';
import { type DeisApp, formationAfter } from './app.ts';
import { configChange, partsOf } from './config-change.ts';

/** What a plan means for those who use the app, as far as its changes do not say so. */
export function remarksOn(plan: Omit<Plan, 'remarks'>, app: DeisApp | undefined, asked: Asked): readonly string[] {
  const { main, types, given, wanted } = formationAfter(app, asked);
  const idle = notStarted(types, wanted, asked);
  if (app?.build === undefined) return idle;
  const change = configChange(plan, app.config, main);
  const stopped = [...stoppedBy(given, app.counts).keys()];
  return [
    // There is no other way: every change of the config is a deploy of its own there.
    ...(change === undefined
      ? []
      : [`two roll-outs: Deis first restarts the current image with what changes (${partsOf(change).join(', ')})`]),
    ...stopped.map((type) => `the process type ${type} is not in the Procfile any more: it is stopped`),
    ...(main === 'web' && wanted.get('cmd') === 0 && (given.get('cmd') ?? 0) > 0
      ? ['web takes the place of cmd, which the image starts by itself']
      : []),
    ...idle,
  ];
}
