import { NotModelled } from '../errors.ts';
import type { HealthCheck, Process } from '../model.ts';
import type { Call } from '../request/call.ts';
import { isObject, type Json } from '../request/json.ts';
import { Message } from '../request/message.ts';
import { changeMetadata } from '../request/metadata.ts';
import { type CheckChange, isUriPath, updateProcess } from '../runtime/process-update.ts';
import type { Foundation } from './endpoint.ts';

const checkKeys = ['timeout', 'invocation_timeout', 'interval', 'endpoint'];
const checkTypes: readonly unknown[] = ['port', 'process', 'http'];

/** `PATCH` of a process (CCNG, app/messages/process_update_message.rb). */
export function patchProcess(foundation: Foundation, call: Call, process: Process): void {
  const { world, timings } = foundation;
  const body = call.body();
  const message = new Message(body, ['command', 'user', 'health_check', 'readiness_health_check', 'metadata']);
  const command = text(message, 'command', 4096);
  const user = text(message, 'user', 255);
  const healthCheck = readCheck(message, 'health_check');
  const readinessCheck = readCheck(message, 'readiness_health_check');
  message.check();
  const change = {
    ...(message.has('command') ? { command: command ?? null } : {}),
    ...(message.has('user') ? { user: user ?? null } : {}),
    ...{ healthCheck, readinessCheck },
  };
  updateProcess(world, timings, process, change, { actor: call.caller, request: body });
  changeMetadata(process, message.value('metadata'));
}

function text(message: Message, key: 'command' | 'user', most: number): string | undefined {
  const value = message.string(key, { nullable: true });
  if (value !== undefined && (value === '' || value.length > most)) {
    message.problem(`${key === 'command' ? 'Command' : 'User'} must be between 1 and ${most} characters`);
  }
  return value;
}

/** Keys that the server does not know are passed over here: it digs for those that it knows. */
function readCheck(message: Message, key: 'health_check' | 'readiness_health_check'): CheckChange {
  const name = key === 'health_check' ? 'Health check' : 'Readiness health check';
  const check = objectIn(message.value(key), key);
  const data = objectIn(check['data'], `${key}.data`);
  const { type } = check as { type?: unknown };
  if ('type' in check && !checkTypes.includes(type))
    message.problem(`${name} type must be "port", "process", or "http"`);
  const fields = Object.fromEntries(checkKeys.map((field) => [`${key}_${field}`, data[field]]));
  const flat = message.within(fields, Object.keys(fields));
  const number = (field: string) => flat.integer(`${key}_${field}`, { min: 1 }) ?? null;
  const endpoint = flat.string(`${key}_endpoint`, { max: 255, nullable: true });
  if (endpoint !== undefined && !isUriPath(endpoint)) message.problem(`${name} endpoint must be a valid URI path`);
  return {
    ...('type' in check ? { type: type as HealthCheck['type'] } : {}),
    ...('timeout' in data && key === 'health_check' ? { timeout: number('timeout') } : {}),
    ...('invocation_timeout' in data ? { invocationTimeout: number('invocation_timeout') } : {}),
    ...('interval' in data ? { interval: number('interval') } : {}),
    ...('endpoint' in data ? { endpoint: endpoint ?? null } : {}),
  };
}

function objectIn(value: unknown, what: string): Json {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw new NotModelled(`${what} that is not an object`);
  return value;
}
