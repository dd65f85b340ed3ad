import { detail, forbidden, json, Refusal } from '../controller/answers.ts';
import { type ApiRequest, type Gate, readCredentials } from '../controller/router.ts';
import type { Exchange, Handler, Reply } from '../server.ts';
import type { Change } from './deploy.ts';
import { badGateway, methodNotAllowed, missing, notFoundPage, readBody, serverError } from './framework.ts';
import type { App, User } from './records.ts';
import { SchedulerError, Worker, WorkerKilled } from './worker.ts';
import type { DeisV1World } from './world.ts';

const versionHeaders = {
  DEIS_API_VERSION: '1.7',
  X_DEIS_API_VERSION: '1.7',
  DEIS_PLATFORM_VERSION: '1.13.4',
  X_DEIS_PLATFORM_VERSION: '1.13.4',
};

/** Headers, authentication and error forms of Deis v1. */
export function v1Gate(world: DeisV1World): Gate<User> {
  const refuse = (text: string) =>
    new Refusal({
      ...json(401, { detail: text }),
      headers: { 'content-type': 'application/json', 'WWW-Authenticate': 'Token' },
    });
  return {
    headers: versionHeaders,
    notFound: notFoundPage,
    methodNotAllowed,
    readBody,
    authenticate: (authorization) => {
      const credentials = readCredentials(authorization, ['token']);
      if (credentials.kind === 'none') return undefined;
      if (credentials.kind === 'malformed') throw refuse(credentials.complaint);
      const user = world.users.find((candidate) => candidate.token === credentials.token);
      if (user === undefined) throw refuse('Invalid token');
      return user;
    },
    unauthenticated: () => refuse('Authentication credentials were not provided.'),
    throttle: () => undefined,
  };
}

/** What happens before and around Django's views: the client's version, and the end of the worker. */
export function aroundViews(handler: Handler): Handler {
  return async (exchange) => {
    try {
      return wrongVersion(exchange) ?? (await handler(exchange));
    } catch (error) {
      if (error instanceof WorkerKilled) return badGateway;
      throw error;
    }
  };
}

/** Only the major version counts, and only for those who send it. */
function wrongVersion({ headers }: Exchange): Reply | undefined {
  const client = headers['deis-version'];
  if (client === undefined || client === '1') return undefined;
  const error = `Client and server versions do not match. Client version: ${client} Server version: 1`;
  return { status: 405, headers: { ...versionHeaders, 'content-type': 'application/json' }, body: { error } };
}

/** The app that the path names. Throws 404, and 403 for those who may not use it; collaborators may not delete. */
export function appOf(world: DeisV1World, request: ApiRequest<User>): App {
  const { user, exchange } = request;
  const app = world.apps.get(request.parameters['app'] ?? '');
  if (app === undefined) throw missing();
  const shared = app.collaborators.has(user.username) && exchange.method !== 'DELETE';
  if (!user.superuser && app.owner !== user.username && !shared) throw forbidden();
  return app;
}

/** A request that changes an app. */
export function changeOf(world: DeisV1World, request: ApiRequest<User>): Change {
  const app = appOf(world, request);
  return { world, app, user: request.user.username, worker: new Worker(world.clock, world.timings) };
}

/** What the scheduler refused becomes a 503. */
export async function asUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SchedulerError) throw detail(503, error.message);
    throw error;
  }
}

/** A `RuntimeError` that a view catches wrongly: it stumbles over a name that is not bound, and nobody catches that. */
export async function asServerError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SchedulerError) throw serverError();
    throw error;
  }
}
