import type { Exchange, Handler, Reply } from '../../server.ts';
import { bearerOf, type TokenSigner } from '../uaa/token.ts';
import type { World } from '../world.ts';
import type { LogEntry, Logs } from './logs.ts';

const keys = ['start_time', 'end_time', 'envelope_types', 'limit', 'descending'];
const envelopeTypes = ['ANY', 'LOG', 'COUNTER', 'GAUGE', 'TIMER', 'EVENT'];
const defaultLimit = 100;
const maxLimit = 1000;

/** The log-cache read API (log-cache-release, src/README.md). */
export function logCacheHandler(world: World, logs: Logs, signer: TokenSigner): Handler {
  return (exchange) => {
    if (world.logCacheDown) {
      return {
        status: 503,
        headers: { 'content-type': 'text/plain; charset=utf-8', 'x-cf-routererror': 'no_endpoints' },
        body: '503 Service Unavailable: Requested route has no available endpoints.\n',
      };
    }
    if (exchange.method !== 'GET') return failure(501, 12, 'Method Not Allowed');
    if (exchange.path === '/api/v1/info') return { status: 200, body: { version: '3.2.5', vm_uptime: '86400' } };
    const source = /^\/api\/v1\/read\/([^/]+)$/.exec(exchange.path)?.[1];
    return source === undefined ? failure(404, 5, 'Not Found') : read(exchange, source, world, logs, signer);
  };
}

function read(exchange: Exchange, source: string, world: World, logs: Logs, signer: TokenSigner): Reply {
  // No token, a bad one, no rights, no such source: all the same to the reader.
  const token = bearerOf(exchange.headers['authorization'] ?? '');
  const account = token === undefined ? undefined : signer.accountOf(token);
  const app = world.apps.find((one) => one.guid === source);
  if (account === undefined || app === undefined || !account.roles.has(app.space.guid)) {
    return { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' };
  }
  const { query } = exchange;
  const unknown = [...query.keys()].find((key) => !keys.includes(key));
  if (unknown !== undefined) return failure(400, 3, `unknown query parameter: ${unknown}`);
  const types = query.getAll('envelope_types').map((type) => type.toUpperCase());
  const badType = types.find((type) => !envelopeTypes.includes(type));
  if (badType !== undefined) return failure(400, 3, `invalid value for envelope_types: ${badType}`);
  for (const key of ['start_time', 'end_time', 'limit']) {
    const text = query.get(key);
    if (text !== null && !/^-?\d+$/.test(text)) return failure(400, 3, `type mismatch, parameter: ${key}`);
  }
  const descending = query.get('descending') ?? 'false';
  if (descending !== 'true' && descending !== 'false') return failure(400, 3, 'type mismatch, parameter: descending');

  const start = BigInt(query.get('start_time') ?? '0');
  const end = query.has('end_time') ? BigInt(query.get('end_time') ?? '0') : undefined;
  const limit = Number(query.get('limit') ?? defaultLimit) || defaultLimit;
  if (limit > maxLimit) return failure(500, 2, `limit (${limit}) must be 1000 or less`);
  if (limit < 0) return failure(500, 2, `limit (${limit}) must be greater than zero`);
  if (end !== undefined && start > end) {
    return failure(500, 2, `StartTime (${start}) must be before EndTime (${end})`);
  }
  const wantsLogs = types.length === 0 || types.includes('ANY') || types.includes('LOG');
  const hits = wantsLogs
    ? logs.visible(app).filter((entry) => entry.ns >= start && (end === undefined || entry.ns < end))
    : [];
  const batch = descending === 'true' ? hits.slice(-limit).reverse() : hits.slice(0, limit);
  const body = { envelopes: { batch: batch.map((entry) => envelope(source, entry)) } };
  const bytes = Buffer.byteLength(JSON.stringify(body));
  const most = world.logCacheMessageBytes;
  if (bytes > most) return failure(429, 8, `grpc: received message larger than max (${bytes} vs. ${most})`);
  return { status: 200, body };
}

function envelope(source: string, entry: LogEntry): object {
  return {
    timestamp: String(entry.ns),
    source_id: source,
    instance_id: entry.instance,
    deprecated_tags: {},
    tags: entry.tags,
    log: { payload: Buffer.from(entry.text, 'utf8').toString('base64'), type: entry.type },
  };
}

/** gRPC gateway errors: `{"code":2,"message":"…"}`. */
function failure(status: number, code: number, message: string): Reply {
  return { status, body: { code, message, details: [] } };
}
