import { forbidden, json, methodNotAllowed, Refusal, unknownPath } from '../controller/answers.ts';
import { isObject, type JsonObject, readBody } from '../controller/body.ts';
import { type ApiRequest, type Gate, readCredentials } from '../controller/router.ts';
import type { App, Role, User } from './records.ts';
import type { DryccWorld } from './world.ts';

/** Headers, authentication, throttling and error forms of Drycc. */
export function dryccGate(world: DryccWorld): Gate<User> {
  const refuse = (text: string, scheme: string) =>
    new Refusal({
      ...json(401, { detail: text }),
      headers: { 'content-type': 'application/json', 'WWW-Authenticate': scheme },
    });
  return {
    headers: {
      DRYCC_API_VERSION: '2.3',
      DRYCC_PLATFORM_VERSION: '2.3.0',
      'X-Frame-Options': 'DENY',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
      Vary: 'Origin',
    },
    notFound: () => unknownPath('text/html; charset=utf-8'),
    methodNotAllowed,
    readBody,
    authenticate: (authorization) => {
      const credentials = readCredentials(authorization, ['token', 'bearer']);
      if (credentials.kind === 'none') return undefined;
      if (credentials.kind === 'malformed') throw refuse(credentials.complaint, 'token');
      if (credentials.scheme === 'bearer') throw refuse('Verify token fail.', 'bearer');
      const token = world.tokens.find((candidate) => candidate.key === credentials.token);
      const user = world.users.find((candidate) => candidate.username === token?.owner);
      if (user === undefined) throw refuse('Invalid token.', 'token');
      // The token is known, but nobody is behind it any more: refused as somebody without rights.
      if (world.expiredUsers.has(user.username)) throw forbidden();
      return user;
    },
    unauthenticated: () => refuse('Authentication credentials were not provided.', 'token'),
    throttle: (user) => {
      if (!world.throttled) return;
      const key = user?.username ?? '';
      const limit = user === undefined ? 30 : 60;
      const now = world.clock.now();
      const recent = (world.requests.get(key) ?? []).filter((at) => at > now - 60_000);
      world.requests.set(key, recent);
      const [oldest] = recent;
      if (recent.length < limit || oldest === undefined) {
        recent.push(now);
        return;
      }
      const seconds = Math.ceil((oldest + 60_000 - now) / 1_000);
      const text = `Request was throttled. Expected available in ${seconds} second${seconds === 1 ? '' : 's'}.`;
      throw new Refusal({
        ...json(429, { detail: text }),
        headers: { 'content-type': 'application/json', 'Retry-After': String(seconds) },
      });
    },
  };
}

/** Drycc answers a missing object with an error object. */
export function missing(what: string): Refusal {
  return new Refusal(json(404, { error: { code: 'NOT_FOUND', message: `No ${what} matches the given query.` } }));
}

/** An exception that nobody caught. */
export function serverError(): Refusal {
  return new Refusal(json(500, { error: { code: 'INTERNAL_ERROR', message: 'An internal error occurred' } }));
}

export function roleOf(app: Pick<App, 'workspace'>, user: User): Role | undefined {
  return app.workspace.members.find((member) => member.username === user.username)?.role;
}

/** Viewers read, members also write, only admins delete. */
export function mayUse(role: Role | undefined, method: string): boolean {
  if (role === undefined) return false;
  if (method === 'GET' || method === 'HEAD') return true;
  return role === 'admin' || (role === 'member' && method !== 'DELETE');
}

/**
 * The app that the path names. Throws 404 when there is none. An outsider gets 404 for the app itself and 403 for what
 * is below it; a member gets 403 for what the role does not allow.
 */
export function appOf(world: DryccWorld, request: ApiRequest<User>, at: 'app' | 'below' = 'below'): App {
  const app = world.apps.get(request.parameters['app'] ?? '');
  if (app === undefined) throw missing('App');
  const role = roleOf(app, request.user);
  if (role === undefined && at === 'app') throw missing('App');
  if (!mayUse(role, request.exchange.method)) throw forbidden();
  return app;
}

/** The body of a POST below an app: the views write into it, so anything but a JSON object ends as 500. */
export function writableBody(request: ApiRequest<User>): JsonObject {
  const body = request.body();
  if (body.kind === 'form' || !isObject(body.value)) throw serverError();
  return body.value;
}
