import { createHash } from 'node:crypto';
import type { App, Process } from '../records.ts';
import type { KorifiWorld } from '../world.ts';

/** Seconds that an app has for its start where nothing else is said. */
export const defaultTimeout = 60;

/**
 * What the webhook fills in for a process that is new.
 *
 * @see cloudfoundry/korifi: controllers/webhooks/workloads/processes
 */
export function newProcess(world: KorifiWorld, app: App, type: string): Process {
  return {
    ...world.newResource(processGuid(app, type)),
    ...{ app, type, command: '', instances: type === 'web' ? 1 : 0, memoryMb: 1024, diskMb: 1024 },
    healthCheck: {
      ...{ type: type === 'web' ? 'port' : 'process', timeout: defaultTimeout, invocationTimeout: 0, endpoint: '' },
    },
  };
}

/** The same for a type of an app at all times. */
function processGuid(app: App, type: string): string {
  const hex = createHash('sha1').update(`${app.guid}/${type}`).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return parts.join('-');
}
