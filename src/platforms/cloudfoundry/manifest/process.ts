import type { CheckTimes, HealthCheck, Settings } from '../../../inputs/request.ts';
import type { Section } from './section.ts';
import { readLogRate, readMegabytes } from './sizes.ts';

/** What can be said of a process type, but for its name and number (CCNG, `manifest_process_update_message.rb` and `…_scale_…`). */
export const processKeys = [
  ...['command', 'memory', 'disk-quota', 'log-rate-limit-per-second', 'timeout', 'user'],
  ...['health-check-type', 'health-check-http-endpoint', 'health-check-invocation-timeout', 'health-check-interval'],
  ...['readiness-health-check-type', 'readiness-health-check-http-endpoint'],
  ...['readiness-health-check-invocation-timeout', 'readiness-health-check-interval'],
] as const;

/** Settings of web, without its instances. */
export function webSettings(web: Section): Settings {
  const memoryMb = web.read('memory', readMegabytes);
  const diskMb = web.read('disk-quota', readMegabytes);
  const logRate = web.read('log-rate-limit-per-second', readLogRate);
  const command = readCommand(web);
  const healthCheck = readCheck(web, 'health-check');
  const readinessCheck = readCheck(web, 'readiness-health-check');
  const healthCheckTimes = readTimes(web, 'health-check', web.whole('timeout', 1));
  const readinessCheckTimes = readTimes(web, 'readiness-health-check', undefined);
  return {
    ...(memoryMb === undefined ? {} : { memoryMb }),
    ...(diskMb === undefined ? {} : { diskMb }),
    ...(logRate === undefined ? {} : { logRate }),
    ...(command === undefined ? {} : { command }),
    ...(healthCheck === undefined ? {} : { healthCheck }),
    ...(healthCheckTimes === undefined ? {} : { healthCheckTimes }),
    ...(readinessCheck === undefined ? {} : { readinessCheck }),
    ...(readinessCheckTimes === undefined ? {} : { readinessCheckTimes }),
  };
}

/** What only the server can set, of a process type beside web. */
export function processRest(section: Section, type: string): Readonly<Record<string, unknown>> {
  const said = section.pick(processKeys);
  // `none` was the word for it once; the server's own diff does not know that they are the same.
  const types = ['health-check-type', 'readiness-health-check-type'].filter((key) => said[key] === 'none');
  const { 'disk-quota': disk, ...rest } = said;
  return {
    type,
    ...rest,
    ...Object.fromEntries(types.map((key) => [key, 'process'])),
    ...(disk === undefined ? {} : { disk_quota: disk }),
  };
}

/** Nothing, `null` and `default` are words for the image's own (CCNG, `manifest_strategy.rb`). */
function readCommand(web: Section): string | null | undefined {
  const value = web.value('command');
  if (value === undefined) return undefined;
  if (value.kind === 'scalar' && (value.value === null || value.value === 'null' || value.value === 'default')) {
    return null;
  }
  return web.text('command');
}

function readCheck(web: Section, prefix: 'health-check' | 'readiness-health-check'): HealthCheck | undefined {
  const word = web.text(`${prefix}-type`);
  const path = web.text(`${prefix}-http-endpoint`);
  const type = word === 'none' ? 'process' : word;
  if (type === undefined || type === 'process' || type === 'port') {
    if (path !== undefined) web.wrong(`${prefix}-http-endpoint`, `goes with ${prefix}-type: http`);
    return type === undefined ? undefined : { type };
  }
  if (type !== 'http') {
    web.wrong(`${prefix}-type`, `"${type}" · write port, process or http`);
    return undefined;
  }
  if (path !== undefined && !/^\/(?:[^\s/]\S*)?$/.test(path)) {
    web.wrong(`${prefix}-http-endpoint`, `"${path}" · write a path: /healthz`);
  }
  return { type, path: path ?? '/' };
}

function readTimes(web: Section, prefix: string, timeoutS: number | undefined): CheckTimes | undefined {
  const invocationTimeoutS = web.whole(`${prefix}-invocation-timeout`, 1);
  const intervalS = web.whole(`${prefix}-interval`, 1);
  const times = { timeoutS, invocationTimeoutS, intervalS };
  const said = Object.entries(times).filter(([, time]) => time !== undefined);
  return said.length === 0 ? undefined : Object.fromEntries(said);
}
