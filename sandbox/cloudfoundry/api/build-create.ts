import { badRequest, NotModelled, stagingInProgress, unprocessable } from '../errors.ts';
import type { Build } from '../model.ts';
import type { Call } from '../request/call.ts';
import { guidOf } from '../request/json.ts';
import { Message } from '../request/message.ts';
import { metadataOf } from '../request/metadata.ts';
import { maxDiskMb } from '../world.ts';
import { requireDocker } from './app-create.ts';
import type { Foundation } from './endpoint.ts';

/** `staging.minimum_staging_disk_mb` as deployments have it. */
const leastStagingDiskMb = 1024;

/** `POST /v3/builds`: the package's staging begins. Rules: CCNG, app/actions/build_create.rb. */
export function createBuild(foundation: Foundation, call: Call): Build {
  const { world } = foundation;
  const message = new Message(call.body(), [
    'package',
    'lifecycle',
    'staging_memory_in_mb',
    'staging_disk_in_mb',
    'staging_log_rate_limit_bytes_per_second',
    'environment_variables',
    'metadata',
  ]);
  const guid = guidOf(message.value('package'));
  if (guid === undefined) message.problem('Package guid must be a string');
  const memoryMb = message.integer('staging_memory_in_mb', { over: 0 });
  const diskMb = message.integer('staging_disk_in_mb', { over: 0 });
  const logRate = message.integer('staging_log_rate_limit_bytes_per_second', { min: -1 });
  const lifecycle = message.object('lifecycle', ['type', 'data']);
  const type = lifecycle?.value('type');
  if (lifecycle !== undefined) {
    if (type !== 'docker' && type !== 'buildpack' && type !== 'cnb') {
      message.problem('Lifecycle type is not included in the list: buildpack, docker, cnb');
    }
    lifecycle.object('data', [], { required: true });
  }
  message.check();
  if (message.has('environment_variables')) throw new NotModelled('environment variables of a build');

  const pack = world.packages.find((one) => one.guid === guid);
  if (pack === undefined || !call.canManage(pack.app.space)) {
    throw unprocessable('Unable to use package. Ensure that the package exists and you have access to it.');
  }
  const { app } = pack;
  call.require('manage', app.space);
  requireDocker(foundation, 'docker');
  if (type !== undefined && type !== 'docker')
    throw unprocessable('Docker cannot be configured for a buildpack lifecycle app.');
  if (pack.state !== 'READY') throw badRequest('Cannot stage package whose state is not ready.');
  if (world.builds.some((one) => one.app === app && one.state === 'STAGING')) throw stagingInProgress();
  const web = world.newestWeb(app);
  const memory = foundation.quotas.stagingMemory(app, memoryMb ?? web?.memoryMb ?? 1024);
  if (typeof memory === 'string') throw unprocessable(memory);
  const disk = Math.max(diskMb ?? web?.diskMb ?? leastStagingDiskMb, leastStagingDiskMb);
  if (disk > maxDiskMb) throw unprocessable('disk limit exceeded');
  const rate = logRate ?? web?.logRateLimit ?? -1;
  const rateRefusal = foundation.quotas.stagingLogRateRefusal(app, rate);
  if (rateRefusal !== undefined) throw unprocessable(rateRefusal);
  const build: Build = {
    ...world.resource(),
    app,
    package: pack,
    createdBy: call.caller,
    memoryMb: memory,
    diskMb: disk,
    logRateLimit: rate,
    state: 'STAGING',
    error: undefined,
    droplet: undefined,
  };
  build.metadata = metadataOf(message.value('metadata'));
  world.builds.push(build);
  foundation.staging.begin(build);
  return build;
}
