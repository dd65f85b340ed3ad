import { at, numberAt, textAt } from '../../../http/json.ts';
import type { CheckTimes, HealthCheck } from '../../../inputs/request.ts';
import { readable, required } from './fields.ts';

/** A process type of an app, and how many instances of it ought to run. */
export interface Process {
  readonly guid: string;
  /** The command that is given, else the image's own. Absent in lists, and for those who may not read secrets. */
  readonly command: string | undefined;
  /** Absent: the app keeps no revisions. */
  readonly revisionGuid: string | undefined;
  readonly type: string;
  /** As which it runs; undefined: as the image says. */
  readonly user: string | undefined;
  readonly instances: number;
  readonly memoryMb: number;
  readonly diskMb: number;
  /** Bytes in a second; -1: no limit. Undefined: an older server does not say. */
  readonly logRate: number | undefined;
  readonly health: Check;
  readonly readiness: Check;
  /** ISO 8601, whole seconds. */
  readonly createdAt: string;
}

/** A check as the process has it. */
export interface Check {
  /** Undefined: one that we do not know. */
  readonly check: HealthCheck | undefined;
  /** Absent: the platform's defaults. */
  readonly times: CheckTimes;
}

export function processFrom(json: unknown): Process {
  return {
    guid: required(json, 'process', 'guid'),
    type: required(json, 'process', 'type'),
    user: textAt(json, 'user'),
    instances: numberAt(json, 'instances') ?? 0,
    memoryMb: numberAt(json, 'memory_in_mb') ?? 0,
    diskMb: numberAt(json, 'disk_in_mb') ?? 0,
    logRate: numberAt(json, 'log_rate_limit_in_bytes_per_second'),
    health: checkFrom(at(json, 'health_check'), 'port'),
    readiness: checkFrom(at(json, 'readiness_health_check'), 'process'),
    command: readable(textAt(json, 'command')),
    revisionGuid: textAt(json, 'relationships', 'revision', 'data', 'guid'),
    createdAt: textAt(json, 'created_at') ?? '',
  };
}

/** `none` is an old word for `process`; without a type it is the default (app_recipe_builder.rb). */
function checkFrom(json: unknown, usual: 'port' | 'process'): Check {
  const times = {
    timeoutS: numberAt(json, 'data', 'timeout'),
    invocationTimeoutS: numberAt(json, 'data', 'invocation_timeout'),
    intervalS: numberAt(json, 'data', 'interval'),
  };
  return {
    check: typeFrom(json, usual),
    times: Object.fromEntries(Object.entries(times).filter(([, time]) => time !== undefined)),
  };
}

function typeFrom(json: unknown, usual: 'port' | 'process'): HealthCheck | undefined {
  const type = textAt(json, 'type') || usual;
  if (type === 'http') return { type, path: textAt(json, 'data', 'endpoint') ?? '/' };
  if (type === 'process' || type === 'none') return { type: 'process' };
  return type === 'port' ? { type } : undefined;
}
