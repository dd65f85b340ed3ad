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
import type { Account } from '../model.ts';
import { Call } from '../request/call.ts';
import { bearerOf, type TokenSigner } from '../uaa/token.ts';
import type { Endpoint } from './endpoint.ts';

/** Answers that need no login and are not counted: `/`, `/v3`, `/v3/info`. By path. */
export type OpenDocuments = ReadonlyMap<string, () => object>;

/**
 * The Cloud Controller's front door: address, token, scope, query, then the endpoint. Every answer carries
 * `X-Vcap-Request-Id`.
 */
export function router(documents: OpenDocuments, endpoints: readonly Endpoint[], signer: TokenSigner): Handler {
  const table = endpoints.map((endpoint) => ({ endpoint, parts: endpoint.path.split('/') }));

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

  const answer = (exchange: Exchange): Reply => {
    const { method, path } = exchange;
    const document = method === 'GET' || method === 'HEAD' ? documents.get(path) : undefined;
    if (document !== undefined) return { status: 200, body: document() };
    const hit = match(method === 'HEAD' ? 'GET' : method, path);
    if (hit === undefined) throw unknownRequest();
    const caller = authenticate(exchange, signer);
    if (!caller.scopes.includes(hit.endpoint.method === 'GET' ? 'cloud_controller.read' : 'cloud_controller.write')) {
      throw notAuthorized();
    }
    refuseUnknownKeys(exchange.query, hit.endpoint.query);
    return hit.endpoint.answer(new Call(exchange, hit.params, caller));
  };

  return (exchange) => {
    const headers = { 'x-vcap-request-id': `${randomUUID()}::${randomUUID()}` };
    let reply: Reply;
    try {
      reply = answer(exchange);
    } catch (error) {
      if (error instanceof ApiError) reply = error.reply();
      else if (error instanceof NotModelled) reply = { status: 599, body: `${error.message}\n` };
      else throw error;
    }
    const json = typeof reply.body === 'object' && reply.body !== null;
    return {
      ...reply,
      headers: { ...(json ? { 'content-type': 'application/json; charset=utf-8' } : {}), ...reply.headers, ...headers },
    };
  };
}

function authenticate(exchange: Exchange, signer: TokenSigner): Account {
  const header = exchange.headers['authorization'];
  if (header === undefined || header === '') throw notAuthenticated();
  const token = bearerOf(header);
  const caller = token === undefined ? undefined : signer.accountOf(token);
  if (caller === undefined) throw invalidToken();
  return caller;
}

function refuseUnknownKeys(query: URLSearchParams, allowed: readonly string[]): void {
  const unknown = [...query.keys()].filter((key) => !allowed.includes(key.replace(/\[\w*\]$/, '')));
  if (unknown.length === 0) return;
  const valid = allowed.map((key) => `'${key}'`).join(', ');
  throw badQuery(`Unknown query parameter(s): '${unknown.join("', '")}'. Valid parameters are: ${valid}`);
}
