import { detail } from '../../controller/answers.ts';
import { pythonRepr } from '../../controller/python.ts';
import type { App } from '../records.ts';
import type { DryccWorld } from '../world.ts';

/** Process types of `ptypes` that a pipeline is at work on. */
export function lockedTypes(world: DryccWorld, app: App, ptypes: readonly string[]): readonly string[] {
  return ptypes.filter((ptype) => (app.locks.get(ptype) ?? 0) > world.clock.now());
}

/** Throws 400 while one of them is. */
export function refuseLocked(locked: readonly string[]): void {
  if (locked.length === 0) return;
  throw detail(400, `there is an executing pipeline, please wait or force deploy: ${pythonRepr([...locked])}`);
}

export function lock(world: DryccWorld, app: App, ptypes: readonly string[]): void {
  const until = world.clock.now() + world.timings.lockLife;
  for (const ptype of ptypes) app.locks.set(ptype, until);
}

/** Nobody asks whose lock it is: the first of two pipelines that ends takes off the other one's. */
export function unlock(app: App, ptypes: readonly string[]): void {
  for (const ptype of ptypes) app.locks.delete(ptype);
}
