import { randomUUID } from 'node:crypto';
import type { Exchange, Handler, Reply } from '../../server.ts';
import {
  ApiError,
  badQuery,
  invalidToken,
  NotModelled,
  notAuthenticated,
  notAuthorized,
  unknownRequest,
} from '../errors.ts';
import { Call } from '../request/call.ts';
import type { Account } from '../uaa/model.ts';
import { bearerOf, type TokenSigner } from '../uaa/token.ts';
import type { World } from '../world.ts';
import type { Endpoint } from './endpoint.ts';
import { RateLimiter } from './rate-limiter.ts';

/** Answers that need no login: `/`, `/v3`, `/v3/info`. By path. */
export type OpenDocuments = ReadonlyMap<string, () => object>;

/** Requests to these are not counted. */
const uncounted = /^\/(v3|healthz)?$/;

/**
 * The Cloud Controller's front door: token, limit, address, scope, query, then the endpoint. Every answer carries
 * `X-Vcap-Request-Id`, and those that are counted say how many more there may be.
 */
export function router(
  world: World,
  documents: OpenDocuments,
  endpoints: readonly Endpoint[],
  signer: TokenSigner,
): Handler {
  const table = endpoints.map((endpoint) => ({ endpoint, parts: endpoint.path.split('/') }));
  const limiter = new RateLimiter(world);

  const match = (method: string, path: string) => {
    const parts = path.replace(/(.)\/$/, '$1').split('/');
    for (const { endpoint, parts: pattern } of table) {
      if (endpoint.method !== method || pattern.length !== parts.length) continue;
      const params: Record<string, string> = {};
      const fits = pattern.every((part, at) => {
        const actual = parts[at] ?? '';
        if (!part.startsWith(':')) return part === actual;
        params[part.slice(1)] = actual;
        return actual !== '';
      });
      if (fits) return { endpoint, params };
    }
    return undefined;
  };

  const answer = (exchange: Exchange, caller: Account | undefined): Reply => {
    const { method, path } = exchange;
    const document = method === 'GET' || method === 'HEAD' ? documents.get(path) : undefined;
    if (document !== undefined) return { status: 200, body: document() };
    const hit = match(method === 'HEAD' ? 'GET' : method, path);
    if (hit === undefined) throw unknownRequest();
    if (caller === undefined) throw hasToken(exchange) ? invalidToken() : notAuthenticated();
    if (!caller.scopes.includes(hit.endpoint.method === 'GET' ? 'cloud_controller.read' : 'cloud_controller.write')) {
      throw notAuthorized();
    }
    refuseUnknownKeys(exchange.query, hit.endpoint.query);
    return hit.endpoint.answer(new Call(exchange, hit.params, caller));
  };

  const limited = (exchange: Exchange): Reply => {
    if (hasToken(exchange) && world.tokenKeys !== undefined) return keysMissing(world.tokenKeys);
    const caller = callerOf(exchange, signer);
    const exempt = /^basic /i.test(exchange.headers['authorization'] ?? '');
    const isCounted = !exempt && !(uncounted.test(exchange.path) && exchange.query.size === 0);
    const { headers, refusal } = isCounted ? limiter.count(caller?.id) : { headers: {}, refusal: undefined };
    // Somebody with a bad token is told that first.
    const badToken = refusal !== undefined && caller === undefined && hasToken(exchange);
    const reply = badToken ? invalidToken().reply() : (refusal ?? outcome(() => answer(exchange, caller)));
    return { ...reply, headers: { ...reply.headers, ...headers } };
  };

  return (exchange) => {
    const reply = limited(exchange);
    const json = typeof reply.body === 'object' && reply.body !== null;
    const warnings = world.warnings.filter(({ path }) => path.test(exchange.path)).map(({ text }) => formEncoded(text));
    const said = [reply.headers?.['x-cf-warnings'] ?? [], ...warnings].flat().join(',');
    return {
      ...reply,
      headers: {
        ...(json ? { 'content-type': 'application/json; charset=utf-8' } : {}),
        ...reply.headers,
        ...(said === '' ? {} : { 'x-cf-warnings': said }),
        'x-vcap-request-id': `${randomUUID()}::${randomUUID()}`,
      },
    };
  };
}

function outcome(answer: () => Reply): Reply {
  try {
    return answer();
  } catch (error) {
    if (error instanceof ApiError) return error.reply();
    if (error instanceof NotModelled) return { status: 599, body: `${error.message}\n` };
    throw error;
  }
}

function hasToken({ headers }: Exchange): boolean {
  return (headers['authorization'] ?? '') !== '';
}

function callerOf({ headers }: Exchange, signer: TokenSigner): Account | undefined {
  const token = bearerOf(headers['authorization'] ?? '');
  return token === undefined ? undefined : signer.accountOf(token);
}

/** A slip in the server has a colon too many in the header's name: it comes out as the beginning of its value. */
function keysMissing(why: 'unavailable' | number): Reply {
  const error =
    why === 'unavailable'
      ? new ApiError(502, 20004, 'CF-UaaUnavailable', 'The UAA service is currently unavailable')
      : new ApiError(429, 20008, 'CF-UaaRateLimited', 'The UAA is currently rate limited. Please try again later');
  return {
    status: error.status,
    headers: {
      'content-type': ': application/json',
      ...(why === 'unavailable' ? {} : { 'retry-after': String(why) }),
    },
    body: JSON.stringify({ errors: error.details() }),
  };
}

/** As Ruby's CGI.escape has it. */
export function formEncoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function refuseUnknownKeys(query: URLSearchParams, allowed: readonly string[]): void {
  const unknown = [...query.keys()].filter((key) => !allowed.includes(key.replace(/\[\w*\]$/, '')));
  if (unknown.length === 0) return;
  const valid = allowed.map((key) => `'${key}'`).join(', ');
  throw badQuery(`Unknown query parameter(s): '${unknown.join("', '")}'. Valid parameters are: ${valid}`);
}
