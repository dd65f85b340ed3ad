import { featureDisabled, NotModelled, notFound, unprocessable } from '../errors.ts';
import type { HealthCheck, Process } from '../model.ts';
import { presentProcess, presentStats } from '../present/processes.ts';
import { type Call, spaceOf, spaceOfApp } from '../request/call.ts';
import { type Filters, pageOf } from '../request/list.ts';
import { Message, maxBigInt } from '../request/message.ts';
import { accepted, type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';

const filters: Filters<Process> = {
  types: (one) => [one.type],
  app_guids: (one) => [one.app.guid],
  space_guids: (one) => [one.app.space.guid],
  organization_guids: (one) => [one.app.space.org.guid],
};

/** Processes, their settings, scale and instances; by guid, or by app and type (then the newest of the type). */
export function processEndpoints(foundation: Foundation): Endpoint[] {
  const { world } = foundation;
  const byGuid = (call: Call): Process => call.visible(world.processes, call.param('guid'), spaceOf, 'Process');
  const byType = (call: Call): Process => {
    const app = call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
    const process = world.processesOf(app, call.param('type')).at(-1);
    if (process === undefined) throw notFound('Process');
    return process;
  };
  const show = (call: Call, process: Process) =>
    presentProcess(foundation.link, process, call.canWrite(process.app.space) ? 'all' : 'no secrets');
  const list = (call: Call, processes: readonly Process[]) => {
    if (call.query.has('embed')) throw new NotModelled('embed on the list of processes');
    return ok(
      pageOf(call, foundation.url, processes, filters, (one) => presentProcess(foundation.link, one, 'in a list')),
    );
  };

  const both = [
    { at: '/v3/processes/:guid', find: byGuid },
    { at: '/v3/apps/:guid/processes/:type', find: byType },
  ];
  return [
    {
      method: 'GET',
      path: '/v3/processes',
      query: listKeys('types', 'app_guids', 'space_guids', 'organization_guids', 'embed'),
      answer: (call) =>
        list(
          call,
          world.processes.filter((one) => call.canRead(one.app.space)),
        ),
    },
    {
      method: 'GET',
      path: '/v3/apps/:guid/processes',
      query: listKeys('types', 'embed'),
      answer: (call) => {
        const app = call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
        return list(call, world.processesOf(app));
      },
    },
    ...both.flatMap(({ at, find }): Endpoint[] => [
      { method: 'GET', path: at, query: [], answer: (call) => ok(show(call, find(call))) },
      {
        method: 'GET',
        path: `${at}/stats`,
        query: [],
        answer: (call) => ok(presentStats(find(call), world.clock.now())),
      },
      {
        method: 'PATCH',
        path: at,
        query: [],
        answer: (call) => {
          const process = update(foundation, call, find);
          return ok(show(call, process));
        },
      },
      {
        method: 'POST',
        path: `${at}/actions/scale`,
        query: [],
        answer: (call) => {
          const process = scale(foundation, call, find);
          return accepted(show(call, process));
        },
      },
    ]),
  ];
}

function update(foundation: Foundation, call: Call, find: (call: Call) => Process): Process {
  const { world, timings } = foundation;
  const message = new Message(call.body(), ['command', 'user', 'health_check', 'readiness_health_check', 'metadata']);
  const command = message.string('command', { nullable: true, max: 4096 });
  const user = message.string('user', { nullable: true, max: 255 });
  if (command === '') message.problem('Command must be between 1 and 4096 characters');
  const maxTimeout = timings.maxHealthTimeoutMs / 1000;
  const health = readCheck(message, 'health_check', maxTimeout);
  const readiness = readCheck(message, 'readiness_health_check', maxTimeout);
  message.check();
  if (message.has('metadata')) throw new NotModelled('metadata of a process');
  const process = find(call);
  call.require('manage', process.app.space);
  refuseInFlight(foundation, process, 'update');
  if (message.has('command')) process.command = command;
  if (message.has('user')) process.user = user;
  // A health check is not part of the version: it counts from the next start on.
  if (health !== undefined) process.healthCheck = merged(process.healthCheck, health);
  if (readiness !== undefined) process.readinessHealthCheck = merged(process.readinessHealthCheck, readiness);
  world.touch(process);
  world.record('audit.app.process.update', process.app, call.caller, { process_guid: process.guid });
  return process;
}

function readCheck(message: Message, key: string, maxTimeout: number): Partial<HealthCheck> | undefined {
  if (!message.has(key)) return undefined;
  const check = message.object(key, ['type', 'data']);
  if (check === undefined) return undefined;
  const type = check.value('type');
  const name = key.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());
  if (type !== undefined && type !== 'port' && type !== 'process' && type !== 'http') {
    message.problem(`${name} type must be "port", "process", or "http"`);
    return undefined;
  }
  const keys = ['invocation_timeout', 'interval', 'endpoint', ...(key === 'health_check' ? ['timeout'] : [])];
  const data = check.object('data', keys);
  const timeout = data?.integer('timeout', { min: 1 });
  const invocationTimeout = data?.integer('invocation_timeout', { min: 1 });
  const interval = data?.integer('interval', { min: 1 });
  const endpoint = data?.string('endpoint', { max: 255, nullable: true });
  if (timeout !== undefined && timeout > maxTimeout) {
    message.problem(`health_check_timeout Maximum exceeded: max ${maxTimeout}s`);
  }
  // uri_utils.rb, is_uri_path?
  if (endpoint !== undefined && !/^\/(?:[^\s/]\S*)?$/.test(endpoint)) {
    message.problem(`${name} data endpoint must be a valid URI path`);
  }
  if (type === 'http' && endpoint === undefined) message.problem('HTTP health check requires endpoint');
  return {
    ...(type === undefined ? {} : { type }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(invocationTimeout === undefined ? {} : { invocationTimeout }),
    ...(interval === undefined ? {} : { interval }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

function merged(before: HealthCheck, change: Partial<HealthCheck>): HealthCheck {
  const after = { ...before, ...change };
  return after.type === 'http' ? after : { ...after, endpoint: undefined };
}

function scale(foundation: Foundation, call: Call, find: (call: Call) => Process): Process {
  const { world, runtime } = foundation;
  if (world.featureFlags.get('app_scaling') !== true) throw featureDisabled('app_scaling');
  const message = new Message(call.body(), [
    'instances',
    'memory_in_mb',
    'disk_in_mb',
    'log_rate_limit_in_bytes_per_second',
  ]);
  const instances = message.integer('instances', { min: 0 });
  const memoryMb = message.integer('memory_in_mb', { over: 0 });
  const diskMb = message.integer('disk_in_mb', { over: 0 });
  const logRateLimit = message.integer('log_rate_limit_in_bytes_per_second', { min: -1, max: maxBigInt });
  message.check();
  const process = find(call);
  call.require('manage', process.app.space);
  refuseInFlight(foundation, process, 'scale');
  runtime.resize(process, {
    ...(instances === undefined ? {} : { instances }),
    ...(memoryMb === undefined ? {} : { memoryMb }),
    ...(diskMb === undefined ? {} : { diskMb }),
    ...(logRateLimit === undefined ? {} : { logRateLimit }),
  });
  world.record('audit.app.process.scale', process.app, call.caller, { process_guid: process.guid });
  return process;
}

/** The web process is the deployment's while one progresses. */
function refuseInFlight(foundation: Foundation, process: Process, verb: 'scale' | 'update'): void {
  const active = foundation.world.activeDeployment(process.app);
  if (process.type === 'web' && active !== undefined && active.state !== 'CANCELING') {
    throw unprocessable(`Cannot ${verb} this process while a deployment is in flight.`);
  }
}
