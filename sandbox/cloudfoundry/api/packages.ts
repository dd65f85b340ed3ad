import { NotModelled, unprocessable } from '../errors.ts';
import type { Package } from '../model.ts';
import { presentPackage } from '../present/apps.ts';
import { type Call, spaceOf, spaceOfApp } from '../request/call.ts';
import { type Filters, pageOf } from '../request/list.ts';
import { Message } from '../request/message.ts';
import { changeMetadata, metadataOf } from '../request/metadata.ts';
import { deletePackage } from './app-delete.ts';
import { acceptedJob, created, type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';

const filters: Filters<Package> = {
  states: (one) => [one.state],
  types: () => ['docker'],
  app_guids: (one) => [one.app.guid],
  space_guids: (one) => [one.app.space.guid],
  organization_guids: (one) => [one.app.space.org.guid],
};

/** Image references, and the logins that go with them (CCNG, app/controllers/v3/packages_controller.rb). */
export function packageEndpoints(foundation: Foundation): Endpoint[] {
  const { world, link } = foundation;
  const pack = (call: Call): Package => call.visible(world.packages, call.param('guid'), spaceOf, 'Package');
  const list = (call: Call, packages: readonly Package[]) =>
    ok(pageOf(call, foundation.url, packages, filters, (one) => presentPackage(link, one)));
  return [
    {
      method: 'POST',
      path: '/v3/packages',
      query: ['source_guid'],
      answer: (call) => {
        const source = call.query.get('source_guid');
        const made = source === null ? createPackage(foundation, call) : copyPackage(foundation, call, source);
        return created(presentPackage(link, made));
      },
    },
    {
      method: 'GET',
      path: '/v3/packages',
      query: listKeys('states', 'types', 'app_guids', 'space_guids', 'organization_guids'),
      answer: (call) =>
        list(
          call,
          world.packages.filter((one) => call.canRead(one.app.space)),
        ),
    },
    {
      method: 'GET',
      path: '/v3/packages/:guid',
      query: [],
      answer: (call) => ok(presentPackage(link, pack(call))),
    },
    {
      method: 'PATCH',
      path: '/v3/packages/:guid',
      query: [],
      answer: (call) => ok(presentPackage(link, updatePackage(foundation, call, pack))),
    },
    {
      method: 'DELETE',
      path: '/v3/packages/:guid',
      query: [],
      answer: (call) => {
        const found = pack(call);
        call.require('write', found.app.space);
        return acceptedJob(foundation, 'package.delete', undefined, () => {
          if (world.packages.includes(found)) deletePackage(world, found, call.caller);
        });
      },
    },
    {
      method: 'GET',
      path: '/v3/apps/:guid/packages',
      query: listKeys('states', 'types'),
      answer: (call) => {
        const app = call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
        return list(
          call,
          world.packages.filter((one) => one.app === app),
        );
      },
    },
  ];
}

/**
 * A login, or metadata. Droplets that were staged from the package keep the login that they were staged with (CCNG,
 * app/actions/package_update.rb; cloud_controller_ng#4390).
 */
function updatePackage(foundation: Foundation, call: Call, find: (call: Call) => Package): Package {
  const message = new Message(call.body(), ['username', 'password', 'metadata']);
  message.check();
  const found = find(call);
  call.require('write', found.app.space);
  for (const key of ['username', 'password'] as const) {
    const value = message.value(key);
    if (value === undefined) continue;
    if (value !== null && typeof value !== 'string') throw new NotModelled(`a ${key} that is not a string`);
    found[key] = value ?? undefined;
  }
  changeMetadata(found, message.value('metadata'));
  foundation.world.touch(found);
  return found;
}

/** The same image and login for another app (CCNG, app/actions/package_copy.rb). */
function copyPackage({ world }: Foundation, call: Call, sourceGuid: string): Package {
  const message = new Message(call.body(), ['relationships']);
  const guids = message.relationships(['app']);
  message.check();
  const app = world.apps.find((one) => one.guid === guids.app);
  if (app === undefined || !call.canRead(app.space)) {
    throw unprocessable('App is invalid. Ensure it exists and you have access to it.');
  }
  call.require('write', app.space);
  const source = world.packages.find((one) => one.guid === sourceGuid);
  if (source === undefined || !call.canRead(source.app.space)) {
    throw unprocessable('Source package is invalid. Ensure it exists and you have access to it.');
  }
  call.require('write', source.app.space);
  if (source.app === app) throw unprocessable('Source and destination app cannot be the same');
  const pack: Package = { ...source, ...world.resource(), app };
  world.packages.push(pack);
  world.record('audit.app.package.create', app, call.caller, {
    package_guid: pack.guid,
    request: { source_package_guid: source.guid },
  });
  return pack;
}

/** The image string is stored as it comes: nobody parses it before staging. */
function createPackage(foundation: Foundation, call: Call): Package {
  const { world } = foundation;
  const message = new Message(call.body(), ['type', 'relationships', 'data', 'metadata']);
  const type = message.value('type');
  if (type !== 'docker' && type !== 'bits') message.problem("Type must be one of 'bits, docker'");
  const guids = message.relationships(['app']);
  const data = message.object('data', ['image', 'username', 'password'], { required: type === 'docker' });
  const image = data?.value('image');
  if (data !== undefined && type === 'docker') {
    if (image === undefined || image === null) message.problem('Data Image required');
    else if (typeof image !== 'string') message.problem('Data Image must be a string');
    else if (image === '') message.problem('Data Image required');
  }
  const username = data?.string('username', { nullable: true });
  const password = data?.string('password', { nullable: true, max: 5000 });
  message.check();
  if (type === 'bits') throw new NotModelled('packages of type bits');

  const app = world.apps.find((one) => one.guid === guids.app);
  if (app === undefined || !call.canRead(app.space)) {
    throw unprocessable('App is invalid. Ensure it exists and you have access to it.');
  }
  call.require('write', app.space);
  if (app.lifecycle === 'buildpack') throw unprocessable('Cannot create Docker package for a buildpack app.');
  const pack: Package = {
    ...world.resource(),
    app,
    state: 'READY',
    image: String(image),
    username,
    password,
  };
  pack.metadata = metadataOf(message.value('metadata'));
  world.packages.push(pack);
  world.record('audit.app.package.create', app, call.caller, {
    package_guid: pack.guid,
    request: {
      type,
      data: { ...(data === undefined ? {} : { image }), ...(password === undefined ? {} : { password: '***' }) },
    },
  });
  foundation.runtime.say(app, `Adding app package for app with guid ${app.guid}`);
  return pack;
}
