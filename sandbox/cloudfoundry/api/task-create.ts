import { NotModelled, notFound, processNotFound, unprocessable } from '../errors.ts';
import type { Process, Task } from '../model.ts';
import { type Call, spaceOfApp } from '../request/call.ts';
import { isObject } from '../request/json.ts';
import { guidProblems, Message, maxBigInt } from '../request/message.ts';
import { metadataOf } from '../request/metadata.ts';
import { defaultDiskMb, defaultMemoryMb, maxDiskMb } from '../world.ts';
import type { Foundation } from './endpoint.ts';

const keys = [
  'name',
  'command',
  'disk_in_mb',
  'memory_in_mb',
  'log_rate_limit_in_bytes_per_second',
  'droplet_guid',
  'template',
  'user',
  'metadata',
];

/** `POST /v3/apps/:guid/tasks` (CCNG, app/messages/task_create_message.rb, app/actions/task_create.rb). */
export function createTask(foundation: Foundation, call: Call): Task {
  const { world, tasks } = foundation;
  world.requireFeature('task_creation');
  const message = new Message(call.body(), keys);
  const diskMb = message.integer('disk_in_mb', { over: 0 });
  const memoryMb = message.integer('memory_in_mb', { over: 0 });
  const logRateLimit = message.integer('log_rate_limit_in_bytes_per_second', { over: -2, max: maxBigInt });
  const dropletGuid = message.guid('droplet_guid');
  const template = message.has('template') ? templateGuid(message) : undefined;
  const [command, name] = [textOf(message, 'command'), textOf(message, 'name')];
  if (command === undefined && !message.value('template')) {
    message.problem('Command No command or template provided');
  }
  const user = message.string('user', { nullable: true });
  if (user !== undefined && (user === '' || user.length > 255)) {
    message.problem('User must be between 1 and 255 characters');
  }
  message.check();

  const app = call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
  call.require('write', app.space);
  const named = world.droplets.find((one) => one.guid === dropletGuid && one.app === app);
  if (message.has('droplet_guid') && named === undefined) throw notFound('Droplet');
  const droplet = named ?? app.droplet;
  if (droplet === undefined) {
    throw unprocessable('Task must have a droplet. Specify droplet or assign current droplet to app.');
  }
  if (diskMb !== undefined && diskMb > maxDiskMb) {
    throw unprocessable(`Cannot request disk_in_mb greater than ${maxDiskMb}`);
  }
  const process = template === undefined ? undefined : world.processes.find((one) => one.guid === template);
  if (template !== undefined && process === undefined) throw processNotFound(template);
  return tasks.create(
    app,
    {
      // A name that was sent is taken as it is, null included.
      name: message.has('name') ? (name ?? '') : undefined,
      command: message.has('command') ? (command ?? '') : commandOf(process),
      ...{ droplet, user },
      memoryMb: memoryMb ?? process?.memoryMb ?? defaultMemoryMb,
      diskMb: diskMb ?? process?.diskMb ?? defaultDiskMb,
      logRateLimit: logRateLimit ?? process?.logRateLimit ?? -1,
      metadata: metadataOf(message.value('metadata')),
    },
    call.caller,
  );
}

/** The server's classes do not look at the type of these. */
function textOf(message: Message, key: 'command' | 'name'): string | undefined {
  const value = message.value(key);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new NotModelled(`a ${key} that is not a string`);
  return value;
}

function templateGuid(message: Message): string | undefined {
  const template = message.value('template');
  const process = isObject(template) ? template['process'] : undefined;
  const guid = isObject(process) ? process['guid'] : undefined;
  for (const problem of guidProblems('Template process guid', guid)) message.problem(problem);
  return typeof guid === 'string' ? guid : undefined;
}

/** What the process was told to run, else what its droplet says. */
function commandOf(process: Process | undefined): string {
  return process?.command ?? process?.app.droplet?.processTypes[process.type] ?? '';
}
