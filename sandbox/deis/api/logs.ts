import { timestamp } from '../../controller/names.ts';
import type { Route } from '../../controller/router.ts';
import type { LogEntry } from '../../kubernetes/cluster.ts';
import { appOf } from '../gate.ts';
import type { App, User } from '../records.ts';
import type { DeisWorld } from '../world.ts';

/** `logs`: the last lines of the app's pods and of the controller, mixed, as the logger has them. */
export function logRoutes(world: DeisWorld): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/logs\/?$/,
      allow: 'GET, HEAD, OPTIONS',
      GET: async (request) => {
        const app = appOf(world, request);
        if (world.logger === 'broken') {
          // Asked three times, with pauses that grow (the backoff package, with jitter).
          await world.clock.sleep(1_000);
          const body = `Error accessing logs for ${app.id}`;
          return { status: 500, headers: { 'content-type': 'text/plain' }, body };
        }
        const asked = request.exchange.query.get('log_lines');
        const count = asked !== null && /^\d+$/.test(asked) ? Number(asked) : 100;
        const lines = world.logger === 'empty' ? [] : world.cluster.logs(app.id).map((entry) => lineOf(app, entry));
        const last = count === 0 ? [] : lines.slice(-count);
        if (last.length === 0) return { status: 204, headers: { 'content-type': 'text/html; charset=utf-8' } };
        return { status: 200, headers: { 'content-type': 'text/plain' }, body: `${last.join('\n')}\n` };
      },
    },
  ];
}

/** `2018-03-01T10:00:00+00:00 myapp[cmd.v3.x7k2p]: text` */
function lineOf(app: App, entry: LogEntry): string {
  const { pod } = entry;
  const source =
    pod === undefined ? 'deis-controller' : `${pod.type}.${pod.template.release}.${pod.name.split('-').at(-1)}`;
  return `${timestamp(entry.at).slice(0, -1)}+00:00 ${app.id}[${source}]: ${entry.text}`;
}
