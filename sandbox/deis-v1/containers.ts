import { json } from '../controller/answers.ts';
import type { ApiRequest, Route } from '../controller/router.ts';
import type { Reply } from '../server.ts';
import { restart } from './deploy.ts';
import { serverError } from './framework.ts';
import { appOf, changeOf } from './gate.ts';
import { page } from './paging.ts';
import { type App, type Container, containerJson, jobId, type User } from './records.ts';
import { Worker } from './worker.ts';
import type { DeisV1World } from './world.ts';

const below = '^/v1/apps/(?<app>[a-z0-9-]+)/containers';

/** `containers/`: all rows but those of one-off commands, of whatever release, oldest first. */
export function containerRoutes(world: DeisV1World): readonly Route<User>[] {
  const shaped = async (app: App, container: Container) => {
    const worker = new Worker(world.clock, world.timings);
    return containerJson(app, container, await world.fleet.state(worker, jobId(app, container)));
  };
  const list = ({ exchange, parameters: { type } }: ApiRequest<User>, app: App): Promise<Reply> => {
    const shown = app.containers.filter((it) => (type === undefined ? it.type !== 'run' : it.type === type));
    return page(exchange, shown, (container) => shaped(app, container));
  };
  const restarted = async (request: ApiRequest<User>): Promise<Reply> => {
    const change = changeOf(world, request);
    const { type, num } = request.parameters;
    const chosen = change.app.containers.filter(
      (it) => (type === undefined || it.type === type) && (num === undefined || String(it.num) === num),
    );
    await restart(change, chosen);
    return json(200, await Promise.all(chosen.map((container) => shaped(change.app, container))));
  };
  return [
    { path: new RegExp(`${below}/restart/?`), allow: 'POST, OPTIONS', POST: restarted },
    { path: new RegExp(`${below}/(?<type>[-\\w.]+)/restart/?`), allow: 'POST, OPTIONS', POST: restarted },
    {
      path: new RegExp(`${below}/(?<type>[-\\w]+)/(?<num>[-\\w]+)/restart/?`),
      allow: 'POST, OPTIONS',
      POST: restarted,
    },
    {
      path: new RegExp(`${below}/(?<type>[-\\w]+)/(?<num>[-\\w]+)/?`),
      allow: 'GET, HEAD, OPTIONS',
      GET: async (request) => {
        const app = appOf(world, request);
        const { type, num } = request.parameters;
        const found = app.containers.filter((it) => it.type === type && String(it.num) === num);
        const [only] = found;
        // None, or two of one name: `DoesNotExist` and `MultipleObjectsReturned`, which nobody catches.
        if (only === undefined || found.length > 1) throw serverError();
        return json(200, await shaped(app, only));
      },
    },
    {
      path: new RegExp(`${below}/(?<type>[-\\w.]+)/?`),
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => list(request, appOf(world, request)),
    },
    {
      path: new RegExp(`${below}/?`),
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => list(request, appOf(world, request)),
    },
  ];
}
