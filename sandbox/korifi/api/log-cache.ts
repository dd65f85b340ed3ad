import { NotModelled, notFound, parseError, unprocessable } from '../errors.ts';
import { presentLogs } from '../present/logs.ts';
import type { Call, Endpoint } from '../request/call.ts';
import { type LogWish, logsOf } from '../runtime/logs.ts';
import { appOf, type Foundation } from './foundation.ts';

const envelopeTypes = ['LOG', 'GAUGE'];

/**
 * The part of log-cache's API that `cf push` needs, at the API's own address.
 *
 * @see cloudfoundry/korifi: api/handlers/log_cache.go, api/payloads/log_cache.go
 */
export function logCacheEndpoints({ world }: Foundation): readonly Endpoint[] {
  return [
    {
      ...{ method: 'GET', path: '/api/v1/read/:guid' },
      query: ['start_time', 'end_time', 'envelope_types', 'limit', 'descending'],
      answer: (call) => {
        const wish = wishOf(call);
        const types = call.query.getAll('envelope_types');
        const bad = types.findIndex((type) => type !== '' && !envelopeTypes.includes(type));
        // How Korifi puts an index into words.
        if (bad >= 0) throw unprocessable(`EnvelopeTypes${bad} value must be one of: ${envelopeTypes.join(', ')}`);
        const app = appOf(call, world);
        if (types.length > 0 && !types.includes('LOG')) throw new NotModelled('gauges of log-cache');
        if (world.builds.every((build) => build.app !== app)) throw notFound('Build');
        // A SpaceManager lists no pods.
        if (!call.isDeveloper(app.space)) throw notFound('Pod');
        const headers = { 'content-type': 'application/json' };
        return { status: 200, headers, body: presentLogs(logsOf(world, app, wish)) };
      },
    },
  ];
}

/** Throws 400 for what is no number or no bool. `end_time` is taken and not looked at. */
function wishOf({ query }: Call): LogWish {
  const start = integer(query.get('start_time'));
  const limit = integer(query.get('limit'));
  if (limit !== undefined && limit < 0n) throw new NotModelled('a limit below zero, at which Korifi falls over');
  return {
    start,
    limit: limit === undefined ? undefined : Number(limit),
    descending: bool(query.get('descending') ?? ''),
  };
}

/** Of 64 bits. */
function integer(text: string | null): bigint | undefined {
  if (text === null) return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw parseError();
  const value = BigInt(text.replace('+', ''));
  if (BigInt.asIntN(64, value) !== value) throw parseError();
  return value;
}

/** As Go's `strconv.ParseBool` has it. */
function bool(text: string): boolean {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  if (['', '0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
  throw parseError();
}
