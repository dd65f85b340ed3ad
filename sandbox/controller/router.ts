import type { Exchange, Handler, Reply } from '../server.ts';
import { json, leftOut, Refusal } from './answers.ts';
import type { Body } from './body.ts';

/** A request that has been matched to a path and passed authentication. */
export interface ApiRequest<U> {
  readonly exchange: Exchange;
  /** Named groups of the path pattern, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Throws 401 on an open path when nobody is logged in. */
  readonly user: U;
  /** On an open path: nobody, perhaps. */
  readonly maybeUser: U | undefined;
  /** Reads the body when it is asked for, not before: who and whether come first. Throws 415 and 400. */
  body(): Body;
}

export type Action<U> = (request: ApiRequest<U>) => Reply | Promise<Reply>;

export interface Route<U> {
  /** Of the whole path; says itself whether the slash at the end may be left out. */
  readonly path: RegExp;
  /** Value of the `Allow` header. A method that stands here without an action is one the sandbox does not play. */
  readonly allow: string;
  /** Works without a token. */
  readonly open?: true;
  /** What the web framework tells of the view to those who ask for its OPTIONS; without it nothing is told. */
  readonly metadata?: object;
  readonly GET?: Action<U>;
  readonly POST?: Action<U>;
  readonly PUT?: Action<U>;
  readonly PATCH?: Action<U>;
  readonly DELETE?: Action<U>;
}

/** What differs between the generations of controllers before a request reaches its view. */
export interface Gate<U> {
  /** Sent with every answer, errors included. */
  readonly headers: Readonly<Record<string, string>>;
  /** The page for a path that no pattern fits. */
  notFound(path: string): Reply;
  /** The 405 for a method that a path does not take. */
  methodNotAllowed(method: string): Refusal;
  /** Throws 415 and 400. */
  readBody(exchange: Exchange): Body;
  /** Who asks; undefined: nobody, without an `Authorization` header that this server looks at. Throws 401. */
  authenticate(authorization: string | undefined): U | undefined;
  /** The 401 for a request without credentials. */
  unauthenticated(): Refusal;
  /** Throws 429. Called after authentication, so that a refused token does not count. */
  throttle(user: U | undefined): void;
}

/** Dispatches requests in the order of Django REST framework: path, who, how often, method, then the view. */
export function controllerHandler<U>(gate: Gate<U>, routes: readonly Route<U>[]): Handler {
  return async (exchange) => {
    const found = findRoute(routes, exchange.path);
    if (found === undefined) return withHeaders(gate.headers, gate.notFound(exchange.path));
    const { route, parameters } = found;
    const headers = route.allow === '' ? gate.headers : { ...gate.headers, allow: route.allow };
    try {
      return withHeaders(headers, await dispatch(gate, route, parameters, exchange));
    } catch (error) {
      if (error instanceof Refusal) return withHeaders(headers, error.reply);
      throw error;
    }
  };
}

function findRoute<U>(routes: readonly Route<U>[], path: string) {
  for (const route of routes) {
    const match = route.path.exec(path);
    if (match === null) continue;
    const parameters: Record<string, string> = {};
    for (const [name, value] of Object.entries(match.groups ?? {})) {
      if (value !== undefined) parameters[name] = decoded(value);
    }
    return { route, parameters };
  }
  return undefined;
}

async function dispatch<U>(
  gate: Gate<U>,
  route: Route<U>,
  parameters: Readonly<Record<string, string>>,
  exchange: Exchange,
): Promise<Reply> {
  const user = gate.authenticate(exchange.headers['authorization']);
  if (user === undefined && route.open !== true) throw gate.unauthenticated();
  if (route.allow !== '') gate.throttle(user);
  const method = exchange.method === 'HEAD' ? 'GET' : exchange.method;
  const allowed = route.allow === '' || route.allow.split(', ').includes(exchange.method);
  if (!allowed) throw gate.methodNotAllowed(exchange.method);
  if (method === 'OPTIONS' && route.metadata !== undefined) return json(200, route.metadata);
  const action = actionOf(route, method);
  if (action === undefined) throw leftOut(`${exchange.method} ${exchange.path}`);
  return action({
    exchange,
    parameters,
    maybeUser: user,
    get user() {
      if (user === undefined) throw gate.unauthenticated();
      return user;
    },
    body: () => gate.readBody(exchange),
  });
}

function actionOf<U>(route: Route<U>, method: string): Action<U> | undefined {
  switch (method) {
    case 'GET':
    case 'POST':
    case 'PUT':
    case 'PATCH':
    case 'DELETE':
      return route[method];
    default:
      return undefined;
  }
}

function withHeaders(headers: Readonly<Record<string, string>>, reply: Reply): Reply {
  return { ...reply, headers: { ...headers, ...reply.headers } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What the controllers' TokenAuthentication finds in an `Authorization` header. */
export type Credentials =
  /** No header, another scheme: nobody tried to log in here. */
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed'; readonly complaint: string }
  | { readonly kind: 'given'; readonly scheme: string; readonly token: string };

/** Reads the header. The scheme word is case-insensitive. */
export function readCredentials(authorization: string | undefined, schemes: readonly string[]): Credentials {
  const [word, token, ...more] = (authorization ?? '').split(/\s+/).filter((part) => part !== '');
  const scheme = word?.toLowerCase();
  if (scheme === undefined || !schemes.includes(scheme)) return { kind: 'none' };
  if (token === undefined) return { kind: 'malformed', complaint: 'Invalid token header. No credentials provided.' };
  if (more.length > 0) {
    return { kind: 'malformed', complaint: 'Invalid token header. Token string should not contain spaces.' };
  }
  return { kind: 'given', scheme, token };
}
