import { detail, forbidden, json, leftOut, noContent } from '../controller/answers.ts';
import { adjectiveNoun } from '../controller/app-names.ts';
import { PythonValueError, pythonRepr, pythonTruth } from '../controller/python.ts';
import type { Route } from '../controller/router.ts';
import type { Reply } from '../server.ts';
import { scale } from './deploy.ts';
import { dictionary, Fields, missing, writable } from './framework.ts';
import { appOf, asUnavailable, changeOf } from './gate.ts';
import { page } from './paging.ts';
import { type App, appJson, jobId, type User, utc } from './records.ts';
import { EnvironmentError } from './worker.ts';
import type { DeisV1World } from './world.ts';

/** `scale/`, `logs`. Patterns have no end: what stands behind them is not looked at. */
export function actionRoutes(world: DeisV1World): readonly Route<User>[] {
  return [
    {
      path: /^\/v1\/apps\/(?<app>[a-z0-9-]+)\/scale\/?/,
      allow: 'POST, OPTIONS',
      POST: async (request) => {
        const change = changeOf(world, request);
        const wanted = counts(writable(request.body()));
        try {
          await asUnavailable(() => scale(change, wanted));
        } catch (error) {
          if (error instanceof EnvironmentError) throw detail(400, error.message);
          throw error;
        }
        return noContent();
      },
    },
    {
      path: /^\/v1\/apps\/(?<app>[a-z0-9-]+)\/logs\/?/,
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => logsOf(world, appOf(world, request), request.exchange.query.get('log_lines') ?? '1000'),
    },
  ];
}

/**
 * One app, and all of them. These come last: an app's path takes whatever no other pattern took (`apps/web/pods/`), and
 * that of all apps what is no app's name (`apps/My-App/`).
 */
export function appRoutes(world: DeisV1World): readonly Route<User>[] {
  return [
    {
      path: /^\/v1\/apps\/(?<app>[a-z0-9-]+)\/?/,
      allow: 'GET, POST, DELETE, HEAD, OPTIONS',
      GET: (request) => json(200, appJson(appOf(world, request))),
      POST: (request) => {
        const app = appOf(world, request);
        const { owner } = writable(request.body());
        if (pythonTruth(owner)) {
          if (app.owner !== request.user.username && !request.user.superuser) throw forbidden();
          const user = world.users.find((candidate) => candidate.username === owner);
          if (user === undefined) throw missing();
          app.owner = user.username;
        }
        app.updatedAt = world.clock.now();
        return { status: 200 };
      },
      DELETE: async (request) => {
        const { app, worker } = changeOf(world, request);
        const names = app.containers.filter(({ type }) => type !== 'run').map((container) => jobId(app, container));
        await worker.threads(names.map((name) => () => world.fleet.destroy(worker, name)));
        world.forget(app);
        return noContent();
      },
    },
    {
      path: /^\/v1\/apps\/?/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => {
        const { username, superuser } = request.user;
        const mine = (app: App) => superuser || app.owner === username || app.collaborators.has(username);
        return page(request.exchange, [...world.apps.values()].filter(mine), appJson);
      },
      POST: (request) => {
        const body = dictionary(request.body());
        if (pythonTruth(body['structure'])) throw leftOut('a structure for a new app');
        const fields = new Fields(body);
        const id = fields.text('id', { optional: true, longest: 64 }, [
          (name) => (/^[a-z0-9-]+$/.test(name) ? undefined : 'App IDs can only contain [a-z0-9-].'),
          (name) => (world.reservedNames.has(name) ? `${name} is a reserved name.` : undefined),
          (name) => (world.apps.has(name) ? 'This field must be unique.' : undefined),
          (name) =>
            /^[-a-zA-Z0-9_]+$/.test(name)
              ? undefined
              : "Enter a valid 'slug' consisting of letters, numbers, underscores or hyphens.",
        ]);
        fields.done();
        const name = id ?? adjectiveNoun((taken) => world.apps.has(taken));
        return json(201, appJson(world.createApp(name, request.user.username)));
      },
    },
  ];
}

/** What was posted to `scale/`. Throws 400. */
function counts(posted: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> {
  const wanted: Record<string, number> = {};
  for (const [type, value] of Object.entries(posted)) {
    try {
      wanted[type] = python2Int(value);
    } catch (error) {
      if (error instanceof PythonValueError) throw detail(400, `Invalid scaling format: ${error.message}`);
      throw error;
    }
  }
  if (Object.values(wanted).some((count) => count < 0)) {
    throw detail(400, "[u'Must be greater than or equal to zero']");
  }
  if (Object.values(wanted).some((count) => count > 300)) throw leftOut('a cluster that large');
  return wanted;
}

/** `int(value)` of Python 2. */
function python2Int(value: unknown): number {
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') {
    if (/^\s*[+-]?\d+\s*$/.test(value)) return Number(value);
    throw new PythonValueError(`invalid literal for int() with base 10: ${pythonRepr(value)}`);
  }
  const type = value === null ? 'NoneType' : Array.isArray(value) ? 'list' : 'dict';
  throw new PythonValueError(`int() argument must be a string or a number, not '${type}'`);
}

/** The collector takes no other number than one of digits; 0 means its own default. */
function logsOf(world: DeisV1World, app: App, asked: string): Reply {
  const nothing: Reply = { status: 204, headers: { 'content-type': 'text/html; charset=utf-8' } };
  if (world.loggerBroken) {
    const body = `Error accessing logs for ${app.id}`;
    return { status: 500, headers: { 'content-type': 'text/plain' }, body };
  }
  if (!/^\d+$/.test(asked)) return nothing;
  const count = Number(asked) === 0 ? 100 : Number(asked);
  const lines = world.logs(app.id).slice(-count);
  if (lines.length === 0) return nothing;
  const body = lines.map(({ at, source, text }) => `${utc(at)} ${app.id}[${source}]: ${text}\n`).join('');
  return { status: 200, headers: { 'content-type': 'text/plain' }, body };
}
