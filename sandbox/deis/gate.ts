import { detail, forbidden, json, methodNotAllowed, Refusal, unknownPath } from '../controller/answers.ts';
import { readBody } from '../controller/body.ts';
import { type ApiRequest, type Gate, readCredentials } from '../controller/router.ts';
import type { App, User } from './records.ts';
import type { DeisWorld } from './world.ts';

/** Headers, authentication and error forms of Deis Workflow v2 and Hephy. */
export function deisGate(world: DeisWorld): Gate<User> {
  const refuse = (text: string) =>
    new Refusal({
      ...json(401, { detail: text }),
      headers: { 'content-type': 'application/json', 'WWW-Authenticate': 'Token' },
    });
  return {
    headers: {
      DEIS_API_VERSION: '2.3',
      DEIS_PLATFORM_VERSION: '2.3.0',
      'X-Frame-Options': 'DENY',
      'X-Content-Type-Options': 'nosniff',
      'X-XSS-Protection': '1; mode=block',
      'Referrer-Policy': 'same-origin',
      Vary: 'Origin',
    },
    notFound: () => unknownPath('text/html'),
    methodNotAllowed,
    readBody,
    authenticate: (authorization) => {
      const credentials = readCredentials(authorization, ['token']);
      if (credentials.kind === 'none') return undefined;
      if (credentials.kind === 'malformed') throw refuse(credentials.complaint);
      const user = world.users.find((candidate) => candidate.token === credentials.token);
      if (user === undefined) throw refuse('Invalid token.');
      return user;
    },
    unauthenticated: () => refuse('Authentication credentials were not provided.'),
    throttle: () => undefined,
  };
}

/** Generation v2 answers a missing object with a bare JSON string. */
export function missing(what: string): Refusal {
  return new Refusal(json(404, `No ${what} matches the given query.`));
}

/** An exception that nobody caught. */
export function serverError(): Refusal {
  return detail(500, 'Server Error');
}

/** Owner or superuser. */
export function owns(app: App, user: User): boolean {
  return user.superuser || app.owner === user.username;
}

/** Those with whom an app is shared may do everything but delete, which holds for what is below it, too. */
export function mayUse(app: App, user: User, method: string): boolean {
  return owns(app, user) || (app.collaborators.has(user.username) && method !== 'DELETE');
}

/** The app that the path names. Throws 404 when there is none, 403 when it is somebody else's. */
export function appOf(world: DeisWorld, request: ApiRequest<User>): App {
  const app = world.apps.get(request.parameters['app'] ?? '');
  if (app === undefined) throw missing('App');
  if (!mayUse(app, request.user, request.exchange.method)) throw forbidden();
  return app;
}

/**
 * The body of a POST below an app. The views write into it before the serializer sees it: what cannot be written to,
 * a form or anything but an object, ends as 500.
 */
export function writableBody(request: ApiRequest<User>): Readonly<Record<string, unknown>> {
  const body = request.body();
  if (body.kind === 'form' || typeof body.value !== 'object' || body.value === null || Array.isArray(body.value)) {
    throw serverError();
  }
  return body.value as Readonly<Record<string, unknown>>;
}
