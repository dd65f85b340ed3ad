import { badQuery, instancesUnavailable, notFound, statsUnavailable } from '../errors.ts';
import type { Process } from '../model.ts';
import { presentInstances, presentProcess, presentStats } from '../present/processes.ts';
import { type Call, spaceOf, spaceOfApp } from '../request/call.ts';
import { type Filters, pageOf } from '../request/list.ts';
import { Message, maxBigInt } from '../request/message.ts';
import { refuseInFlight } from '../runtime/process-update.ts';
import { accepted, type Endpoint, type Foundation, listKeys, noContent, ok } from './endpoint.ts';
import { patchProcess } from './process-update.ts';

const filters: Filters<Process> = {
  types: (one) => [one.type],
  app_guids: (one) => [one.app.guid],
  space_guids: (one) => [one.app.space.guid],
  organization_guids: (one) => [one.app.space.org.guid],
};

/** Processes, their settings, scale and instances; by guid, or by app and type (then the newest of the type). */
export function processEndpoints(foundation: Foundation): Endpoint[] {
  const { world, link } = foundation;
  const byGuid = (call: Call): Process => call.visible(world.processes, call.param('guid'), spaceOf, 'Process');
  const byType = (call: Call): Process => {
    const app = call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
    const process = world.processesOf(app, call.param('type')).at(-1);
    if (process === undefined) throw notFound('Process');
    return process;
  };
  const instances = (process: Process) => presentInstances(process);
  const show = (call: Call, process: Process) => {
    const shown = presentProcess(link, process, call.canWrite(process.app.space) ? 'all' : 'no secrets');
    return embeds(call) ? { ...shown, process_instances: instances(process) } : shown;
  };
  const list = (call: Call, processes: readonly Process[]) => {
    const embedded = embeds(call);
    return ok(
      pageOf(call, foundation.url, processes, filters, (one) => {
        const shown = presentProcess(link, one, 'in a list');
        return embedded ? { ...shown, process_instances: instances(one) } : shown;
      }),
    );
  };
  /** Whoever may release may change processes; that is looked at before the body. */
  const changing = (call: Call, find: (call: Call) => Process) => {
    const process = find(call);
    call.require('manage', process.app.space);
    return process;
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
      { method: 'GET', path: at, query: ['embed'], answer: (call) => ok(show(call, find(call))) },
      {
        method: 'GET',
        path: `${at}/stats`,
        query: [],
        answer: (call) => {
          const process = find(call);
          if (world.diegoDown) throw statsUnavailable();
          const stats = presentStats(process, world.clock.now(), !world.logCacheDown);
          if (!world.logCacheDown) return ok(stats);
          const warning = 'Stats+server+temporarily+unavailable.';
          return { ...ok(stats), headers: { 'x-cf-warnings': warning } };
        },
      },
      {
        method: 'PATCH',
        path: at,
        query: [],
        answer: (call) => {
          const process = changing(call, find);
          patchProcess(foundation, call, process);
          return ok(presentProcess(link, process, 'all'));
        },
      },
      {
        method: 'POST',
        path: `${at}/actions/scale`,
        query: [],
        answer: (call) => {
          const process = changing(call, find);
          scale(foundation, call, process);
          return accepted(presentProcess(link, process, 'all'));
        },
      },
      {
        method: 'DELETE',
        path: `${at}/instances/:index`,
        query: [],
        answer: (call) => {
          terminate(foundation, call, changing(call, find));
          return noContent();
        },
      },
    ]),
    {
      method: 'GET',
      path: '/v3/processes/:guid/process_instances',
      query: [],
      answer: (call) => {
        const process = byGuid(call);
        if (world.diegoDown) throw instancesUnavailable();
        const path = `processes/${process.guid}`;
        const links = { self: link(`${path}/process_instances`), process: link(path) };
        return ok({ resources: instances(process), links });
      },
    },
  ];
}

/** Whether `embed` asks for the instances; 400 for anything else. */
function embeds(call: Call): boolean {
  const embed = call.query.get('embed');
  const strange = embed?.split(',').find((word) => word !== 'process_instances');
  if (strange !== undefined) {
    throw badQuery(`Embed Invalid embedded resource: '${strange}'. Valid embedded resources are: 'process_instances'`);
  }
  return embed !== null;
}

function scale(foundation: Foundation, call: Call, process: Process): void {
  const { world, runtime } = foundation;
  world.requireFeature('app_scaling');
  const body = call.body();
  const keys = ['instances', 'memory_in_mb', 'disk_in_mb', 'log_rate_limit_in_bytes_per_second'];
  const message = new Message(body, keys);
  const instances = message.integer('instances', { min: 0 });
  const memoryMb = message.integer('memory_in_mb', { over: 0 });
  const diskMb = message.integer('disk_in_mb', { over: 0 });
  const logRateLimit = message.integer('log_rate_limit_in_bytes_per_second', { min: -1, max: maxBigInt });
  message.check();
  refuseInFlight(world, process, 'scale');
  runtime.resize(process, {
    ...(instances === undefined ? {} : { instances }),
    ...(memoryMb === undefined ? {} : { memoryMb }),
    ...(diskMb === undefined ? {} : { diskMb }),
    ...(logRateLimit === undefined ? {} : { logRateLimit }),
  });
  world.record('audit.app.process.scale', process.app, call.caller, {
    process_guid: process.guid,
    process_type: process.type,
    request: body,
  });
}

/** Stops one instance; the runtime makes another in its place (CCNG, app/actions/process_terminate.rb). */
function terminate(foundation: Foundation, call: Call, process: Process): void {
  const { world, runtime } = foundation;
  // Ruby's `to_i`: what is no number is 0.
  const index = Number(/^\d+/.exec(call.param('index'))?.[0] ?? 0);
  if (index >= process.instances) throw notFound('Instance');
  const instance = process.lrp?.instances[index];
  if (instance !== undefined) runtime.cells.replace(instance);
  world.record('audit.app.process.terminate_instance', process.app, call.caller, {
    process_guid: process.guid,
    process_type: process.type,
    process_index: index,
  });
}
