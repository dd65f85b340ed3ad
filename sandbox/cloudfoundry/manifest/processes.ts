import { NotModelled } from '../errors.ts';
import type { HealthCheck } from '../model.ts';
import { isObject, type Json } from '../request/json.ts';
import { isBlank, readBytes, readMegabytes, sizeProblem } from './bytes.ts';

/** What a manifest says of a process but for its size. A key that is absent is left alone. */
export interface ProcessUpdate {
  readonly type: string;
  /** Null: the image's own. */
  readonly command?: string | null;
  readonly user?: string | null;
  readonly healthCheck: CheckUpdate;
  readonly readinessCheck: CheckUpdate;
  /** Nothing but the type was said. */
  readonly trivial: boolean;
}

/** Null: back to the platform's default. */
export type CheckUpdate = {
  readonly [K in keyof HealthCheck]?: K extends 'type' ? HealthCheck['type'] : HealthCheck[K] | null;
};

export interface ProcessScale {
  readonly type: string;
  readonly instances?: number;
  readonly memoryMb?: number;
  readonly diskMb?: number;
  readonly logRateLimit?: number;
}

export interface Processes {
  readonly updates: readonly ProcessUpdate[];
  readonly scales: readonly ProcessScale[];
}

const updateKeys = [
  ...['command', 'user', 'timeout'],
  ...['health_check_http_endpoint', 'health_check_invocation_timeout', 'health_check_interval', 'health_check_type'],
  ...['readiness_health_check_http_endpoint', 'readiness_health_check_invocation_timeout'],
  ...['readiness_health_check_interval', 'readiness_health_check_type'],
];
const scaleKeys = ['instances', 'memory', 'disk_quota', 'log_rate_limit_per_second'];
const checkTypes = ['port', 'process', 'http'];
const mostInstances = 2_000_000;

/** Sizes of the app itself, which are those of its web process. */
export function topLevelProblems(entry: Json): string[] {
  return sizeProblems(entry).map((text) => `Process "web": ${text}`);
}

/** What is wrong with the list `processes` as such. */
export function listProblems(list: unknown): string[] {
  if (!Array.isArray(list)) return ['Processes must be an array of process configurations'];
  if (!list.every(isObject)) throw new NotModelled('a process that is no object');
  const types = list.map((one) => one['type']);
  const twice = [...new Set(types.filter((type, at) => types.indexOf(type) !== at))];
  return [
    ...(types.some(isBlank) ? ['All Processes must specify a type'] : []),
    ...twice.map((type) => `Process "${type ?? ''}" may only be present once`),
    ...list.flatMap((one) => sizeProblems(one).map((text) => `Process "${one['type'] ?? ''}": ${text}`)),
  ];
}

/**
 * The settings of each process. What the app says itself is for its web process, unless that has an entry of its own,
 * which replaces all of it (CCNG, app_manifest_message.rb, process_attributes).
 *
 * @param list entries of `processes`, their keys with underscores
 */
export function readProcesses(entry: Json, list: readonly Json[], problem: (text: string) => void): Processes {
  const web = list.find((one) => one['type'] === 'web');
  const others = list.filter((one) => one['type'] !== 'web');
  const says = (keys: readonly string[]) => keys.some((key) => key !== 'user' && isSaid(entry, key));
  const top = {
    ...pick(
      entry,
      [...updateKeys, ...scaleKeys].filter((key) => key !== 'user'),
    ),
    type: 'web',
  };
  const scaled = [...(web !== undefined ? [web] : says(scaleKeys) ? [top] : []), ...others];
  const said = updateKeys.some((key) => key !== 'user' && key in entry);
  const updated = [...(web !== undefined ? [web] : said ? [top] : []), ...others];
  const scales = scaled.map((one) => readScale(one, (text) => problem(`Process "${one['type'] ?? ''}": ${text}`)));
  const updates = updated.map((one) => readUpdate(one, (text) => problem(`Process "${one['type'] ?? ''}": ${text}`)));
  return { scales, updates };
}

function readScale(one: Json, problem: (text: string) => void): ProcessScale {
  const memoryMb = readMegabytes(one['memory']);
  const diskMb = readMegabytes(one['disk_quota']);
  const logRateLimit = readLogRate(one['log_rate_limit_per_second']);
  const instances = number(one['instances'], 'Instances', 0, problem);
  if ((instances ?? 0) > mostInstances) problem(`Instances must be less than or equal to ${mostInstances}`);
  if (memoryMb !== undefined && memoryMb <= 0) problem('Memory must be greater than 0MB');
  if (diskMb !== undefined && diskMb <= 0) problem('Disk quota must be greater than 0MB');
  if (logRateLimit !== undefined && logRateLimit < -1) {
    problem('Log rate limit must be an integer greater than or equal to -1');
  }
  return {
    type: String(one['type']),
    ...(instances === undefined ? {} : { instances }),
    ...(memoryMb === undefined ? {} : { memoryMb }),
    ...(diskMb === undefined ? {} : { diskMb }),
    ...(logRateLimit === undefined ? {} : { logRateLimit }),
  };
}

function readUpdate(one: Json, problem: (text: string) => void): ProcessUpdate {
  if ('health_check_timeout' in one) problem("Unknown field(s): 'health_check_timeout'");
  const healthCheck = readCheck(one, 'health_check', 'Health check', problem);
  const readinessCheck = readCheck(one, 'readiness_health_check', 'Readiness health check', problem);
  const command = one['command'] ?? 'null';
  if ('command' in one && (typeof command !== 'string' || command.length > 4096 || command === '')) {
    if (typeof command !== 'string') problem('Command must be a string');
    else problem('Command must be between 1 and 4096 characters');
  }
  const user = one['user'] ?? null;
  if (user !== null && typeof user !== 'string') problem('User must be a string');
  else if (user !== null && (user.length < 1 || user.length > 255))
    problem('User must be between 1 and 255 characters');
  return {
    type: String(one['type']),
    // `null` and `default` are words for the image's own (strategies/manifest_strategy.rb).
    ...('command' in one ? { command: command === 'null' || command === 'default' ? null : String(command) } : {}),
    ...('user' in one ? { user: user === null ? null : String(user) } : {}),
    ...{ healthCheck, readinessCheck },
    trivial: !updateKeys.some((key) => key in one),
  };
}

function readCheck(one: Json, prefix: string, name: string, problem: (text: string) => void): CheckUpdate {
  const typed = `${prefix}_type` in one;
  // `none` was the word for it once.
  const type = one[`${prefix}_type`] === 'none' ? 'process' : one[`${prefix}_type`];
  const path = `${prefix}_http_endpoint`;
  if (typed && path in one && type !== 'http') {
    problem(`${name} type must be "http" to set a health check HTTP endpoint`);
  }
  if (typed && !checkTypes.includes(String(type))) problem(`${name} type must be "port", "process", or "http"`);
  const endpoint = one[path] ?? null;
  // uri_utils.rb, is_uri_path?
  if (endpoint !== null && !/^\/(?:[^\s/]\S*)?$/.test(String(endpoint))) {
    problem(`${name} http endpoint must be a valid URI path`);
  }
  const timeout = `${prefix}_invocation_timeout`;
  const interval = `${prefix}_interval`;
  const read = (key: string, title: string) => (key in one ? (number(one[key], title, 1, problem) ?? null) : undefined);
  const values = {
    invocationTimeout: read(timeout, `${name} invocation timeout`),
    interval: read(interval, `${name} interval`),
    timeout: prefix === 'health_check' ? read('timeout', 'Timeout') : undefined,
    endpoint: path in one ? (endpoint === null ? null : String(endpoint)) : undefined,
  };
  return {
    ...(typed && checkTypes.includes(String(type)) ? { type: type as HealthCheck['type'] } : {}),
    ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)),
  };
}

/** A whole number, also as text; in ActiveModel's words. */
function number(value: unknown, name: string, least: number, problem: (text: string) => void): number | undefined {
  if (value === undefined || value === null) return undefined;
  const result = typeof value === 'string' && /^[+-]?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof result !== 'number') problem(`${name} is not a number`);
  else if (!Number.isInteger(result)) problem(`${name} must be an integer`);
  else if (result < least) problem(`${name} must be greater than or equal to ${least}`);
  else return result;
  return undefined;
}

function readLogRate(value: unknown): number | undefined {
  if (isBlank(value)) return undefined;
  if (String(value) === '-1' || String(value) === '0') return Number(value);
  const bytes = readBytes(value);
  return typeof bytes === 'number' ? bytes : undefined;
}

function sizeProblems(one: Json): string[] {
  const rate = one['log_rate_limit_per_second'];
  return [
    sizeProblem('Memory', one['memory']),
    sizeProblem('Disk quota', one['disk_quota']),
    String(rate) === '-1' || String(rate) === '0' ? undefined : sizeProblem('Log rate limit per second', rate),
  ].filter((text) => text !== undefined);
}

function isSaid(entry: Json, key: string): boolean {
  return entry[key] !== undefined && entry[key] !== null;
}

function pick(entry: Json, keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => keys.includes(key)));
}
