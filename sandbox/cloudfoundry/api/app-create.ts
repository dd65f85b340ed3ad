import { NotModelled, notAuthorized, notUnique, orgSuspended, unprocessable } from '../errors.ts';
import type { App } from '../model.ts';
import type { Call } from '../request/call.ts';
import { isObject } from '../request/json.ts';
import { Message } from '../request/message.ts';
import { metadataOf } from '../request/metadata.ts';
import type { Account } from '../uaa/model.ts';
import type { Foundation } from './endpoint.ts';

/** 403 for docker apps while the flag is off; admins are not exempt. */
export function requireDocker(foundation: Foundation, lifecycle: App['lifecycle']): void {
  if (lifecycle === 'docker') foundation.world.requireFeature('diego_docker');
}

/** `POST /v3/apps`: an app, stopped, with its first web process. */
export function createApp(foundation: Foundation, call: Call): App {
  const { world } = foundation;
  const message = new Message(call.body(), ['name', 'relationships', 'lifecycle', 'environment_variables', 'metadata']);
  const name = message.string('name', { required: true, max: 255 }) ?? '';
  const guids = message.relationships(['space']);
  const lifecycle = lifecycleOf(message);
  const environment = message.has('environment_variables')
    ? variables(message, message.value('environment_variables'), false)
    : {};
  message.check();

  const space = world.spaces.find((one) => one.guid === guids.space);
  if (space === undefined || !call.canRead(space)) {
    throw unprocessable('Invalid space. Ensure that the space exists and you have access to it.');
  }
  if (!call.canWrite(space)) throw notAuthorized();
  if (space.org.suspended) throw orgSuspended();
  requireDocker(foundation, lifecycle);
  if (world.apps.some((one) => one.space === space && one.name.toLowerCase() === name.toLowerCase())) {
    throw notUnique(`App with the name '${name}' already exists.`);
  }
  return makeApp(foundation, call.caller, {
    ...{ name, space, lifecycle },
    environment: Object.fromEntries(
      Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== null),
    ),
    metadata: metadataOf(message.value('metadata')),
  });
}

/** An app that nothing speaks against. */
export function makeApp(
  { world, runtime }: Foundation,
  actor: Account,
  wanted: Pick<App, 'name' | 'space' | 'lifecycle' | 'environment' | 'metadata'>,
): App {
  const app: App = {
    ...world.resource(),
    ...wanted,
    state: 'STOPPED',
    droplet: undefined,
    revisionsEnabled: true,
    features: { ssh: true, 'service-binding-k8s': false, 'file-based-vcap-services': false },
    revisions: [],
    tasksMade: 0,
  };
  world.apps.push(app);
  runtime.addProcess(app, 'web', actor, app.guid);
  world.record('audit.app.create', app, actor);
  return app;
}

/** Without one, the server takes its default: buildpack. */
function lifecycleOf(message: Message): App['lifecycle'] {
  if (!message.has('lifecycle')) return 'buildpack';
  const lifecycle = message.object('lifecycle', ['type', 'data']);
  const type = lifecycle?.value('type');
  const data = lifecycle?.value('data');
  if (lifecycle !== undefined && typeof type !== 'string') message.problem('Lifecycle type must be a string');
  else if (type !== undefined && type !== 'docker' && type !== 'buildpack' && type !== 'cnb') {
    message.problem('Lifecycle type is not included in the list: buildpack, docker, cnb');
  }
  if (lifecycle !== undefined && !isObject(data)) message.problem('Lifecycle data must be an object');
  else if (isObject(data) && Object.keys(data).length > 0) {
    if (type !== 'docker') throw new NotModelled(`lifecycle data of type ${String(type)}`);
    message.problem(`Lifecycle Unknown field(s): '${Object.keys(data).join("', '")}'`);
  }
  if (type === 'cnb') throw new NotModelled('lifecycle cnb');
  return type === 'docker' ? 'docker' : 'buildpack';
}

/** Environment variables; `null` deletes, where deleting is allowed. */
export function variables(
  message: Message,
  value: unknown,
  nullable: boolean,
): Readonly<Record<string, string | null>> {
  const field = nullable ? 'Var' : 'Environment variables';
  const result: Record<string, string | null> = {};
  if (!isObject(value)) {
    message.problem(`${field} must be an object`);
    return result;
  }
  for (const [key, entry] of Object.entries(value)) {
    if (key === '') message.problem(`${field} key must be a minimum length of 1`);
    else if (/^VCAP_/i.test(key)) message.problem(`${field} cannot start with VCAP_`);
    else if (/^VMC/i.test(key)) message.problem(`${field} cannot start with VMC_`);
    else if (/^PORT$/i.test(key)) message.problem(`${field} cannot set PORT`);
    else if (typeof entry === 'string' || (entry === null && nullable)) result[key] = entry;
    else {
      message.problem(`Non-string value in environment variable for key '${key}', value '${JSON.stringify(entry)}'`);
    }
  }
  return result;
}
