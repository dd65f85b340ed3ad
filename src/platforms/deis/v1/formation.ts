import { type Formation, scaled } from '../../controller/formation.ts';
import type { Asked } from '../../controller/process-types.ts';
import { typesOf } from '../formation.ts';
import { firstProcesses, type V1App } from './app.ts';
import { procfileFor } from './procfile.ts';

/**
 * What is to run after the next build: v1 makes a container for each that there is, whatever the Procfile says, and the
 * rest is scaled.
 *
 * @throws ActionError when a process type is to be scaled that the build will not have, and what `procfileFor` throws
 */
export function formationAfter(app: V1App | undefined, asked: Asked): Formation {
  const given = new Map((app?.state.processes ?? firstProcesses).map(({ type, wanted }) => [type, wanted] as const));
  const types = typesOf({ procfile: procfileFor(app, asked) });
  return scaled({ main: app?.main ?? 'cmd', types, given, wanted: given }, asked.settings.instances);
}
