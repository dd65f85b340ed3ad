import type { Plan } from '../../../plan/plan.ts';
import type { Asked } from '../../controller/process-types.ts';
import type { V1App } from './app.ts';
import { configChange } from './config.ts';
import { formationAfter } from './formation.ts';
import { notStarted } from './procfile.ts';

/** What a plan means for those who use the app, as far as its changes do not say so. */
export function remarksOn(plan: Omit<Plan, 'remarks'>, app: V1App | undefined, asked: Asked): readonly string[] {
  const idle = notStarted(app, asked);
  if (app?.build === undefined) return idle;
  const change = configChange(plan, app.config, formationAfter(app, asked).main);
  if (change === undefined) return idle;
  // There is no other way: every change of the config is a deploy of its own there.
  const first = `two roll-outs: Deis v1 first restarts the current image with what changes (${change.parts.join(', ')})`;
  return [first, ...idle];
}
