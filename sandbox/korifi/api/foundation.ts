import { notFound } from '../errors.ts';
import type { App, Process } from '../records.ts';
import type { Call } from '../request/call.ts';
import type { Controller } from '../runtime/controller.ts';
import type { TaskRunner } from '../runtime/tasks.ts';
import type { KorifiWorld } from '../world.ts';

/** What endpoints work with. */
export interface Foundation {
  readonly world: KorifiWorld;
  readonly controller: Controller;
  readonly tasks: TaskRunner;
}

/** The app that the path names. */
export function appOf(call: Call, world: KorifiWorld): App {
  return call.found(world.apps, call.param('guid'), 'App', ({ space }) => space);
}

/** The process that the path names: by its guid, or by its app and type. */
export function processOf(call: Call, world: KorifiWorld, by: 'guid' | 'type'): Process {
  if (by === 'guid') {
    const all = world.apps.flatMap(({ processes }) => processes);
    return call.found(all, call.param('guid'), 'Process', ({ app }) => app.space);
  }
  const process = appOf(call, world).processes.find(({ type }) => type === call.param('type'));
  if (process === undefined) throw notFound('Process');
  return process;
}
