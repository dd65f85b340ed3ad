import { notFound, unprocessable } from '../errors.ts';
import { presentProcess } from '../present/apps.ts';
import { presentStats } from '../present/stats.ts';
import type { HealthCheckType, Process } from '../records.ts';
import { type Call, type Endpoint, noContent, ok } from '../request/call.ts';
import { Checks, patchedMetadata } from '../request/checks.ts';
import { allOf, ordered, pageOf, passes, times } from '../request/list.ts';
import { int32, int64, metadataPatch, object, text } from '../request/shape.ts';
import { defaultTimeout } from '../runtime/processes.ts';
import { appOf, type Foundation, processOf } from './foundation.ts';

const processScale = object('ProcessScale', { instances: int32, memory_in_mb: int64, disk_in_mb: int64 });

const processPatch = object('ProcessPatch', {
  command: text,
  health_check: object('HealthCheck', {
    type: text,
    data: object('Data', { timeout: int32, endpoint: text, invocation_timeout: int32 }),
  }),
  metadata: metadataPatch,
});

const healthCheckTypes: readonly HealthCheckType[] = ['http', 'port', 'process'];

export function processEndpoints(foundation: Foundation): readonly Endpoint[] {
  const { world, controller } = foundation;
  const listed = (process: Process) => presentProcess(world.url, process, 'list');
  const statsOf = (process: Process) =>
    ok(presentStats(process, controller.instances(process), world.clock.now(), world));
  const scaled = (call: Call, by: 'guid' | 'type') => {
    const body = call.body(processScale);
    const checks = new Checks();
    checks.atLeast('instances', body.instances, 0);
    checks.atLeast('memory_in_mb', body.memory_in_mb, 1);
    checks.atLeast('disk_in_mb', body.disk_in_mb, 1);
    checks.done();
    const process = processOf(call, world, by);
    call.mayWrite(process.app.space);
    process.instances = body.instances ?? process.instances;
    process.memoryMb = body.memory_in_mb ?? process.memoryMb;
    process.diskMb = body.disk_in_mb ?? process.diskMb;
    world.touch(process);
    controller.changed(process.app);
    return ok(presentProcess(world.url, process));
  };
  return [
    {
      ...{ method: 'GET', path: '/v3/processes', query: ['app_guids', 'order_by', 'per_page', 'page'] },
      answer: (call) => {
        const hits = world.apps
          .filter((app) => call.sees(app.space) && passes(call, 'app_guids', app.guid))
          .flatMap(({ processes }) => processes);
        return ok(pageOf(call, world.url, ordered(call, hits, times), listed));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/apps/:guid/processes' },
      answer: (call) => ok(allOf(call, world.url, appOf(call, world).processes, listed)),
    },
    {
      ...{ method: 'GET', path: '/v3/processes/:guid' },
      answer: (call) => ok(presentProcess(world.url, processOf(call, world, 'guid'))),
    },
    {
      ...{ method: 'GET', path: '/v3/apps/:guid/processes/:type' },
      answer: (call) => ok(presentProcess(world.url, processOf(call, world, 'type'))),
    },
    {
      ...{ method: 'PATCH', path: '/v3/processes/:guid' },
      answer: (call) => ok(presentProcess(world.url, patchProcess(call, foundation))),
    },
    { ...{ method: 'POST', path: '/v3/processes/:guid/actions/scale' }, answer: (call) => scaled(call, 'guid') },
    {
      ...{ method: 'POST', path: '/v3/apps/:guid/processes/:type/actions/scale' },
      answer: (call) => scaled(call, 'type'),
    },
    {
      ...{ method: 'GET', path: '/v3/processes/:guid/stats' },
      answer: (call) => statsOf(processOf(call, world, 'guid')),
    },
    {
      ...{ method: 'GET', path: '/v3/apps/:guid/processes/:type/stats' },
      answer: (call) => statsOf(processOf(call, world, 'type')),
    },
    {
      ...{ method: 'GET', path: '/v3/processes/:guid/sidecars' },
      answer: (call) => {
        processOf(call, world, 'guid');
        return ok(allOf(call, world.url, [], () => ({})));
      },
    },
    {
      ...{ method: 'DELETE', path: '/v3/apps/:guid/processes/:type/instances/:index' },
      answer: (call) => {
        const process = processOf(call, world, 'type');
        call.mayWrite(process.app.space);
        const pod = controller.workload(process)?.pod(Number(call.param('index')));
        if (pod === undefined) throw notFound('Process');
        pod.delete();
        return noContent();
      },
    },
  ];
}

/** @see cloudfoundry/korifi: api/payloads/process.go; what the type may be, the custom resource says. */
function patchProcess(call: Call, { world, controller }: Foundation): Process {
  const body = call.body(processPatch);
  const checks = new Checks();
  checks.metadata(body.metadata);
  checks.done();
  const process = processOf(call, world, 'guid');
  call.mayWrite(process.app.space);
  const { type = process.healthCheck.type, data } = body.health_check ?? {};
  const known = healthCheckTypes.find((one) => one === type);
  if (known === undefined) throw unprocessable('Process');
  const before = process.healthCheck;
  process.healthCheck = {
    type: known,
    // What is 0 is filled in once more.
    timeout: (data?.timeout ?? before.timeout) || defaultTimeout,
    invocationTimeout: data?.invocation_timeout ?? before.invocationTimeout,
    endpoint: data?.endpoint ?? before.endpoint,
  };
  process.command = body.command ?? process.command;
  process.metadata = patchedMetadata(process.metadata, body.metadata);
  world.touch(process);
  controller.changed(process.app);
  return process;
}
